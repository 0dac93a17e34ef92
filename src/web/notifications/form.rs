//! The form of a draft.

use super::comparison::ComparisonForm;
use super::errors::add;
use super::form_page::FormPage;
use super::form_timing::TimingForm;
use super::wording_form::WordingForm;
use super::{PATH, links};
use crate::consents::ConsentPurpose;
use crate::ids::{GroupId, NotificationId};
use crate::locale::Locale;
use crate::notifications::content::{self, Links, MOST_TEXTS};
use crate::notifications::drafts::{self, Draft, DraftError, EXPIRES_BY_DEFAULT};
use crate::notifications::{arms, find, templates, timing};
use crate::store::notification_comparisons::Comparison;
use crate::store::notification_times::Timing;
use crate::store::notifications::{Devices, Notification, Urgency};
use crate::take_over;
use crate::web::audit::{Conflict, Seen, Typed, Values, values};
use crate::web::error::PageError;
use crate::web::form::{Errors, Posted, PostedForm, number_within};
use crate::web::page::Section;
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use crate::zone::Zone;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use validator::Validate;

/// The form as it was filled in; `seen` says what it was filled in from.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct NotificationForm {
    pub name: String,
    pub app: String,
    pub purpose: String,
    pub groups: Vec<String>,
    pub except: Vec<String>,
    pub devices: String,
    pub texts: Vec<WordingForm>,
    pub urgency: String,
    pub expires: String,
    pub per_second: String,
    pub repeats: Option<String>,
    pub compare: ComparisonForm,
    pub timing: TimingForm,
    pub seen: String,
    /// `add` for one more language.
    pub action: String,
}

impl PostedForm for NotificationForm {
    const FIELDS: &'static [&'static str] = &[
        "name",
        "app",
        "purpose",
        "groups",
        "except",
        "texts-",
        "devices",
        "urgency",
        "expires",
        "per_second",
        "compare-",
        "timing-",
    ];

    fn id_of(name: &str) -> Option<String> {
        let plain = name.split('[').next().unwrap_or(name);
        if matches!(plain, "texts" | "compare" | "timing") {
            return Some(name.replace("][", "-").replace('[', "-").replace(']', ""));
        }
        Self::FIELDS.contains(&plain).then(|| plain.to_owned())
    }
}

impl NotificationForm {
    fn blank(home: Zone) -> Self {
        Self {
            purpose: ConsentPurpose::Promotional.word().to_owned(),
            devices: Devices::default().word().to_owned(),
            urgency: Urgency::default().word().to_owned(),
            expires: EXPIRES_BY_DEFAULT.to_string(),
            repeats: Some(String::from("on")),
            texts: vec![WordingForm::default()],
            compare: ComparisonForm::blank(),
            timing: TimingForm::blank(home),
            ..Self::default()
        }
    }

    /// What a template says.
    fn begun(self, name: String, content: templates::Content) -> Self {
        Self {
            name,
            purpose: content.purpose().word().to_owned(),
            devices: content.devices().word().to_owned(),
            urgency: content.urgency().word().to_owned(),
            expires: content.expires_hours.to_string(),
            per_second: content.per_second.map(|rate| rate.to_string()).unwrap_or_default(),
            repeats: content.repeats.then(|| String::from("on")),
            texts: content.texts.into_iter().map(WordingForm::of).collect(),
            ..self
        }
    }

    fn of(
        found: &Notification,
        (comparison, timing, seen): (&Comparison, &Timing, &Seen),
        (home, locale): (Zone, Locale),
    ) -> Self {
        Self {
            name: found.name.clone(),
            app: found.app_id.to_string(),
            purpose: found.purpose.word().to_owned(),
            groups: found.groups().iter().map(GroupId::to_string).collect(),
            except: found.except().iter().map(GroupId::to_string).collect(),
            devices: found.devices.word().to_owned(),
            texts: content::read(&found.contents).into_iter().map(WordingForm::of).collect(),
            urgency: found.urgency.word().to_owned(),
            expires: found.expires_hours.to_string(),
            per_second: found.per_second.map(|rate| rate.to_string()).unwrap_or_default(),
            repeats: found.repeats.then(|| String::from("on")),
            compare: ComparisonForm::of(comparison, locale),
            timing: TimingForm::of(timing, home),
            seen: seen.to_string(),
            action: String::new(),
        }
    }

    /// The form of a notification as it is stored, and its fields.
    fn saved(visit: &Visit, id: NotificationId) -> Result<(Self, Values), PageError> {
        let (found, _) = find(&visit.state, &visit.actor, id)?;
        let (_, comparison) = arms::of(&visit.state, found.publisher_id, found.id)?;
        let timing = timing(&visit.state, &visit.actor, id)?;
        let now = values(drafts::recorded(&visit.state, &visit.actor, id)?);
        let stored = (&comparison, &timing, &Seen::of(found.version, &now));
        Ok((Self::of(&found, stored, (visit.publisher.time_zone, visit.locale)), now))
    }

    /// Takes the fields that others have changed, and nobody here, from the form as it is `now`.
    fn take_over(&mut self, now: Self, theirs: Option<&Conflict>) {
        if let Some(theirs) = theirs {
            take_over!(self, now, theirs;
                Name => name,
                Purpose => purpose,
                Groups => groups,
                ExceptGroups => except,
                Texts => texts,
                Devices => devices,
                Urgency => urgency,
                ExpiresHours => expires,
                PerSecond => per_second,
                Repeats => repeats,
            );
            take_over!(self.timing, now.timing, theirs;
                StartsAt => starts,
                StartsAt => start,
                StartsAt => zone,
                StillMember => still_member,
                KeepsQuiet => keeps_quiet,
                IsExempt => is_exempt,
            );
            take_over!(self.compare, now.compare, theirs;
                Holdout => holdout,
                Weights => weights,
                Goal => goal,
                GoalApp => goal_app,
                GoalDays => goal_days,
            );
        }
        self.seen = now.seen;
    }

    /// What is typed. What is none of the choices counts as the usual choice: nobody can choose it on the page.
    fn draft(&self, locale: Locale) -> Draft {
        let ids = |texts: &[String]| texts.iter().filter_map(|text| text.parse().ok()).collect();
        let number = |text: &str| number_within(text, &(0..=i64::from(i32::MAX)), locale);
        Draft {
            app: self.app.parse().unwrap_or_else(|_| 0.into()),
            name: self.name.clone(),
            purpose: ConsentPurpose::of_message(&self.purpose).unwrap_or(ConsentPurpose::Promotional),
            groups: ids(&self.groups),
            except: ids(&self.except),
            devices: Devices::from_word(&self.devices).unwrap_or_default(),
            wordings: self.texts.iter().filter(|text| !text.is_blank()).map(WordingForm::typed).collect(),
            urgency: Urgency::from_word(&self.urgency).unwrap_or_default(),
            expires_hours: number(&self.expires).unwrap_or(0),
            per_second: (!self.per_second.trim().is_empty()).then(|| number(&self.per_second).unwrap_or(0)),
            repeats: self.repeats.is_some(),
            comparison: self.compare.typed(locale),
            timing: self.timing.timing(),
        }
    }
}

/// What a new draft begins with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Beginning {
    template: Option<String>,
}

/// The form of a new draft.
pub async fn new(Editor(visitor): Editor, query: web::Query<Beginning>) -> PageResult {
    let work = move |visit: Visit| {
        let mut form = NotificationForm::blank(visit.publisher.time_zone);
        if let Some(template) = &query.template {
            let id = template.parse().unwrap_or_else(|_| 0.into());
            let (name, content) = templates::find(&visit.state, &visit.actor, id)?;
            form = form.begun(name, content);
        }
        Answer::page(&FormPage::of(visit, None, (form, Errors::default(), None))?)
    };
    visitor.answer(Section::Notifications, work).await
}

/// The form with room for one more language; what was typed stays, and nothing is checked yet.
fn with_one_more(visit: Visit, path: Option<String>, mut form: NotificationForm) -> Result<Answer, PageError> {
    if form.texts.len() < MOST_TEXTS {
        form.texts.push(WordingForm::default());
    }
    Answer::page(&FormPage::of(visit, path, (form, Errors::default(), None))?)
}

/// Creates a draft, or shows the form again.
pub async fn create(Editor(visitor): Editor, request: HttpRequest, posted: Posted<NotificationForm>) -> PageResult {
    let Posted { mut form, mut errors, .. } = posted;
    let links = links(&request, &visitor);
    let work = move |visit: Visit| {
        if form.action == "add" {
            return with_one_more(visit, None, form);
        }
        form.timing.check(&mut errors, visit.locale);
        if errors.is_empty() {
            match drafts::create(&visit.state, &visit.actor, &form.draft(visit.locale), &links) {
                Ok(id) => return visit.done(format!("{PATH}/{id}"), "saved", form.name.trim()),
                Err(error) => add(&mut errors, error, &mut form, visit.locale)?,
            }
        }
        Answer::again(&FormPage::of(visit, None, (form, errors, None))?)
    };
    visitor.answer(Section::Notifications, work).await
}

/// The form of an existing draft.
pub async fn edit(Editor(visitor): Editor, path: web::Path<NotificationId>) -> PageResult {
    let work = move |visit: Visit| {
        let (form, _) = NotificationForm::saved(&visit, *path)?;
        let path = Some(format!("{PATH}/{path}"));
        Answer::page(&FormPage::of(visit, path, (form, Errors::default(), None))?)
    };
    visitor.answer(Section::Notifications, work).await
}

/// Changes a draft, or shows the form again.
pub async fn update(
    Editor(visitor): Editor,
    request: HttpRequest,
    path: web::Path<NotificationId>,
    posted: Posted<NotificationForm>,
) -> PageResult {
    let Posted { mut form, mut errors, .. } = posted;
    let links: Links = links(&request, &visitor);
    let work = move |visit: Visit| {
        let (found, _) = find(&visit.state, &visit.actor, *path)?;
        // An app does not change: it is whose customers the groups have.
        form.app = found.app_id.to_string();
        if form.action == "add" {
            return with_one_more(visit, Some(found.path()), form);
        }
        form.timing.check(&mut errors, visit.locale);
        let mut conflict = None;
        if errors.is_empty() {
            let (seen, draft) = (Seen::read(&form.seen), form.draft(visit.locale));
            match drafts::edit(&visit.state, &visit.actor, (*path, seen.version), (&draft, &links)) {
                Ok(false) => return visit.done(found.path(), "saved", form.name.trim()),
                Ok(true) => return visit.done(found.path(), "notification-exemption-lost", ""),
                Err(error) => {
                    if let DraftError::Conflict { changes, typed } = &error {
                        let (now, theirs) = NotificationForm::saved(&visit, *path)?;
                        let (typed, shown) =
                            (Typed::all(values(typed.clone())), (visit.publisher.time_zone, visit.locale));
                        conflict = Conflict::merged(changes, &typed, (&seen, &theirs), shown);
                        form.take_over(now, conflict.as_ref());
                    }
                    add(&mut errors, error, &mut form, visit.locale)?;
                }
            }
        }
        Answer::again(&FormPage::of(visit, Some(found.path()), (form, errors, conflict))?)
    };
    visitor.answer(Section::Notifications, work).await
}
