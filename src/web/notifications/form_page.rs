//! The page with the form of a draft.

use super::PATH;
use super::form::NotificationForm;
use super::wording_form::WordingForm;
use crate::consents::ConsentPurpose;
use crate::ids::TemplateId;
use crate::locale::Arg;
use crate::notifications::content::{LONGEST_BODY, LONGEST_TITLE, Links, MOST_TEXTS, VARIANTS, Wording};
use crate::notifications::drafts::{EXPIRES_HOURS, PER_SECOND};
use crate::notifications::{catalogue, choices, placeholders, templates};
use crate::push::sealing::LONGEST;
use crate::store::notification_comparisons::GoalKind;
use crate::store::notification_times::Starts;
use crate::store::notifications::{Devices, Urgency};
use crate::web::audit::Conflict;
use crate::web::error::PageError;
use crate::web::form::Errors;
use crate::web::page::Page;
use crate::web::work::Visit;
use crate::zone::Zone;
use askama::Template;

/// Values, texts and whether they are chosen.
type Choices = Vec<(String, String, bool)>;

#[derive(Template)]
#[template(path = "notifications/form.html")]
pub(super) struct FormPage {
    page: Page,
    /// The path of the draft being changed; `None` while adding one.
    path: Option<String>,
    form: NotificationForm,
    /// The templates that a new one may begin with, and their names.
    templates: Vec<(TemplateId, String)>,
    apps: Vec<(String, String)>,
    groups: Choices,
    except: Choices,
    purposes: Vec<(String, String)>,
    devices: Vec<(String, String)>,
    urgencies: Vec<(String, String)>,
    goals: Vec<(String, String)>,
    /// The names of values that texts can have, and what they are called.
    values: Vec<(String, String)>,
    goal_apps: Vec<(String, String)>,
    starts: Vec<(String, String)>,
    time_zones: Vec<&'static str>,
    home: Zone,
    /// Where browsers find the program, which is in each message.
    links: Links,
    /// How many bytes a message without a text has.
    frame_bytes: usize,
    errors: Errors,
    conflict: Option<Conflict>,
}

impl FormPage {
    pub fn of(
        visit: Visit,
        path: Option<String>,
        (form, errors, conflict): (NotificationForm, Errors, Option<Conflict>),
    ) -> Result<Self, PageError> {
        let locale = visit.locale;
        let (apps, groups) = choices(&visit.state, &visit.actor)?;
        let app = apps.iter().find(|app| app.id.to_string() == form.app).or(apps.first());
        let values = match app {
            Some(app) => placeholders::names(&catalogue(&visit.state, app.key())?, locale),
            None => Vec::new(),
        };
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
        let links = Links { origin: visit.state.options.base_url(visit.state.options.listen) };
        let templates = match path {
            Some(_) => Vec::new(),
            None => templates::list(&visit.state, &visit.actor)?.into_iter().map(|one| (one.id, one.name)).collect(),
        };
        Ok(Self {
            templates,
            frame_bytes: Wording::default().bytes(&links),
            links,
            groups: of(&form.groups),
            except: of(&form.except),
            goals: with_none(locale.text("notification-goal-none"), words(GoalKind::WORDS, "notification-goal")),
            goal_apps: with_none(locale.text("notification-goal-own-app"), apps.clone()),
            apps,
            values,
            purposes: words(&ConsentPurpose::words_of_messages(), "consent-purpose"),
            devices: words(Devices::WORDS, "notification-devices"),
            urgencies: words(Urgency::WORDS, "notification-urgency"),
            starts: words(Starts::WORDS, "notification-starts"),
            time_zones: Zone::names().collect(),
            home: visit.publisher.time_zone,
            page: visit.page,
            path,
            form,
            errors,
            conflict,
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

    /// How much of what a push service takes the messages with a text have.
    fn bytes(&self, text: &WordingForm) -> String {
        let typed = text.typed();
        let trimmed = Wording {
            language: typed.language.trim().to_owned(),
            title: typed.title.trim().to_owned(),
            body: typed.body.trim().replace("\r\n", "\n"),
            icon: typed.icon.trim().to_owned(),
            ..typed
        };
        self.bytes_of(self.page.locale.number(trimmed.bytes(&self.links)))
    }

    fn bytes_of(&self, count: impl Into<Arg>) -> String {
        let most = self.page.locale.number(LONGEST);
        self.page.locale.with("wording-bytes", &[("count", count.into()), ("most", most.into())])
    }

    fn title_help(&self) -> String {
        self.most(LONGEST_TITLE)
    }

    fn body_help(&self) -> String {
        self.most(LONGEST_BODY)
    }

    fn start_notes(&self) -> Vec<String> {
        self.form.timing.notes(self.home, self.page.locale)
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

/// The range of a number, for its help.
fn range(range: &std::ops::RangeInclusive<i32>) -> (i32, i32) {
    (*range.start(), *range.end())
}
