//! The form of a draft.

use super::comparison::ComparisonForm;
use super::errors::add;
use super::wording_form::WordingForm;
use super::{PATH, links};
use crate::consents::ConsentPurpose;
use crate::ids::{GroupId, NotificationId};
use crate::locale::Locale;
use crate::notifications::content::{self, LONGEST_BODY, LONGEST_TITLE, Links, MOST_TEXTS, VARIANTS};
use crate::notifications::drafts::{self, Draft, DraftError, EXPIRES_BY_DEFAULT, EXPIRES_HOURS, PER_SECOND};
use crate::notifications::{arms, choices, find};
use crate::store::notification_comparisons::{Comparison, GoalKind};
use crate::store::notifications::{Devices, Notification, Urgency};
use crate::web::error::PageError;
use crate::web::form::{Errors, Posted, PostedForm, number_within};
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::{HttpRequest, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

/// The form as it was filled in; `seen` is the version that it was filled in from.
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
    ];

    fn id_of(name: &str) -> Option<String> {
        let plain = name.split('[').next().unwrap_or(name);
        if matches!(plain, "texts" | "compare") {
            return Some(name.replace("][", "-").replace('[', "-").replace(']', ""));
        }
        Self::FIELDS.contains(&plain).then(|| plain.to_owned())
    }
}

impl NotificationForm {
    fn blank() -> Self {
        Self {
            purpose: ConsentPurpose::Promotional.word().to_owned(),
            devices: Devices::default().word().to_owned(),
            urgency: Urgency::default().word().to_owned(),
            expires: EXPIRES_BY_DEFAULT.to_string(),
            repeats: Some(String::from("on")),
            texts: vec![WordingForm::default()],
            compare: ComparisonForm::blank(),
            ..Self::default()
        }
    }

    fn of(found: &Notification, comparison: &Comparison, locale: Locale) -> Self {
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
            seen: found.version.to_string(),
            action: String::new(),
        }
    }

    /// What is typed. What is none of the choices counts as the usual choice: nobody can choose it on the page.
    fn draft(&self, locale: Locale) -> Draft {
        let ids = |texts: &[String]| texts.iter().filter_map(|text| text.parse().ok()).collect();
        let number = |text: &str| number_within(text, &(0..=i64::from(i32::MAX)), locale);
        Draft {
            app: self.app.parse().unwrap_or_else(|_| 0.into()),
            name: self.name.clone(),
            purpose: ConsentPurpose::from_word(&self.purpose).unwrap_or(ConsentPurpose::Promotional),
            groups: ids(&self.groups),
            except: ids(&self.except),
            devices: Devices::from_word(&self.devices).unwrap_or_default(),
            wordings: self.texts.iter().filter(|text| !text.is_blank()).map(WordingForm::typed).collect(),
            urgency: Urgency::from_word(&self.urgency).unwrap_or_default(),
            expires_hours: number(&self.expires).unwrap_or(0),
            per_second: (!self.per_second.trim().is_empty()).then(|| number(&self.per_second).unwrap_or(0)),
            repeats: self.repeats.is_some(),
            comparison: self.compare.typed(locale),
        }
    }
}

/// Values, texts and whether they are chosen.
type Choices = Vec<(String, String, bool)>;

#[derive(Template)]
#[template(path = "notifications/form.html")]
struct FormPage {
    page: Page,
    /// The path of the draft being changed; `None` while adding one.
    path: Option<String>,
    form: NotificationForm,
    apps: Vec<(String, String)>,
    groups: Choices,
    except: Choices,
    purposes: Vec<(String, String)>,
    devices: Vec<(String, String)>,
    urgencies: Vec<(String, String)>,
    goals: Vec<(String, String)>,
    goal_apps: Vec<(String, String)>,
    errors: Errors,
}

impl FormPage {
    fn of(visit: Visit, path: Option<String>, (form, errors): (NotificationForm, Errors)) -> Result<Self, PageError> {
        let locale = visit.locale;
        let (apps, groups) = choices(&visit.state, &visit.actor)?;
        let apps: Vec<(String, String)> = apps.into_iter().map(|app| (app.id.to_string(), app.name)).collect();
        let of = |chosen: &[String]| -> Choices {
            let choice = |id: String, name: String| {
                let is_chosen = chosen.contains(&id);
                (id, name, is_chosen)
            };
            groups.iter().map(|group| choice(group.id.to_string(), group.name.clone())).collect()
        };
        let words = |words: &[&str], key: &str| {
            let word = |word: &&str| ((*word).to_owned(), locale.text(&format!("{key}-{word}")));
            words.iter().map(word).collect()
        };
        Ok(Self {
            groups: of(&form.groups),
            except: of(&form.except),
            goals: with_none(locale.text("notification-goal-none"), words(GoalKind::WORDS, "notification-goal")),
            goal_apps: with_none(locale.text("notification-goal-own-app"), apps.clone()),
            apps,
            purposes: words(ConsentPurpose::WORDS, "consent-purpose"),
            devices: words(Devices::WORDS, "notification-devices"),
            urgencies: words(Urgency::WORDS, "notification-urgency"),
            page: visit.page,
            path,
            form,
            errors,
        })
    }

    fn title(&self) -> String {
        self.page.locale.text(if self.path.is_some() { "notification-edit" } else { "notification-new" })
    }

    /// Where *Cancel* leads.
    fn back(&self) -> String {
        self.path.clone().unwrap_or_else(|| String::from(PATH))
    }

    /// The help of a field that takes so many characters.
    fn most(&self, most: usize) -> String {
        self.page.locale.with1("notification-most-characters", "most", most)
    }

    fn may_add(&self) -> bool {
        self.form.texts.len() < MOST_TEXTS
    }
}

/// The choices, and before them none of them.
fn with_none(label: String, mut choices: Vec<(String, String)>) -> Vec<(String, String)> {
    choices.insert(0, (String::new(), label));
    choices
}

/// The form of a new draft.
pub async fn new(Editor(visitor): Editor) -> PageResult {
    let work = move |visit| Answer::page(&FormPage::of(visit, None, (NotificationForm::blank(), Errors::default()))?);
    visitor.answer(Section::Notifications, work).await
}

/// The form with room for one more language; what was typed stays, and nothing is checked yet.
fn with_one_more(visit: Visit, path: Option<String>, mut form: NotificationForm) -> Result<Answer, PageError> {
    if form.texts.len() < MOST_TEXTS {
        form.texts.push(WordingForm::default());
    }
    Answer::page(&FormPage::of(visit, path, (form, Errors::default()))?)
}

/// Creates a draft, or shows the form again.
pub async fn create(Editor(visitor): Editor, request: HttpRequest, posted: Posted<NotificationForm>) -> PageResult {
    let Posted { mut form, mut errors, .. } = posted;
    let links = links(&request, &visitor);
    let work = move |visit: Visit| {
        if form.action == "add" {
            return with_one_more(visit, None, form);
        }
        if errors.is_empty() {
            match drafts::create(&visit.state, &visit.actor, &form.draft(visit.locale), &links) {
                Ok(id) => return visit.done(format!("{PATH}/{id}"), "saved", form.name.trim()),
                Err(error) => add(&mut errors, error, &mut form, visit.locale)?,
            }
        }
        Answer::again(&FormPage::of(visit, None, (form, errors))?)
    };
    visitor.answer(Section::Notifications, work).await
}

/// The form of an existing draft.
pub async fn edit(Editor(visitor): Editor, path: web::Path<NotificationId>) -> PageResult {
    let work = move |visit: Visit| {
        let (found, _) = find(&visit.state, &visit.actor, *path)?;
        let (_, comparison) = arms::of(&visit.state, found.publisher_id, found.id)?;
        let form = NotificationForm::of(&found, &comparison, visit.locale);
        Answer::page(&FormPage::of(visit, Some(found.path()), (form, Errors::default()))?)
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
        if errors.is_empty() {
            let seen = (*path, form.seen.parse().unwrap_or(0));
            match drafts::edit(&visit.state, &visit.actor, seen, (&form.draft(visit.locale), &links)) {
                Ok(()) => return visit.done(found.path(), "saved", form.name.trim()),
                Err(error) => {
                    if matches!(error, DraftError::ChangedMeanwhile) {
                        form.seen = found.version.to_string();
                    }
                    add(&mut errors, error, &mut form, visit.locale)?;
                }
            }
        }
        Answer::again(&FormPage::of(visit, Some(found.path()), (form, errors))?)
    };
    visitor.answer(Section::Notifications, work).await
}

/// The range of a number, for its help.
fn range(range: &std::ops::RangeInclusive<i32>) -> (i32, i32) {
    (*range.start(), *range.end())
}

impl FormPage {
    fn expires_help(&self) -> String {
        self.page.locale.with1("notification-expires-help", "most", range(&EXPIRES_HOURS).1)
    }

    fn per_second_help(&self) -> String {
        self.page.locale.with1("notification-per-second-help", "most", range(&PER_SECOND).1)
    }

    /// The places and letters of the variants that there may be.
    fn variants(&self) -> Vec<(String, String)> {
        VARIANTS.iter().enumerate().map(|(place, letter)| (place.to_string(), (*letter).to_owned())).collect()
    }

    /// The letter of each variant that there may be, and its weight as typed.
    fn weights(&self) -> Vec<(&'static str, String)> {
        let typed = |place: usize| self.form.compare.weights.get(place).cloned().unwrap_or_default();
        VARIANTS.iter().enumerate().map(|(place, letter)| (*letter, typed(place))).collect()
    }

    fn title_help(&self) -> String {
        self.most(LONGEST_TITLE)
    }

    fn body_help(&self) -> String {
        self.most(LONGEST_BODY)
    }
}
