//! What one person would read of a notification.

use super::comparison::variant_name;
use super::show::page_error;
use super::trial::Trial;
use crate::ids::NotificationId;
use crate::locale::Locale;
use crate::notifications::preview::{Found, Language, Preview, Standing, preview};
use crate::store::customers::Customer;
use crate::web::page::{Page, Section};
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;

/// How it is shown: the message that names the platform and the theme, and the classes of both.
pub const SHOWN: [(&str, &str, &str); 4] = [
    ("preview-windows-light", "shown-windows", "shown-light"),
    ("preview-windows-dark", "shown-windows", "shown-dark"),
    ("preview-android-light", "shown-android", "shown-light"),
    ("preview-android-dark", "shown-android", "shown-dark"),
];

/// The person to look for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    who: String,
}

/// A person, and what the person would read.
struct Words {
    customer: Customer,
    /// The language of the text, as a tag.
    language: String,
    title: String,
    body: String,
    icon: String,
    target: String,
    variant: String,
    standing: String,
    receives: bool,
    chosen: String,
}

#[derive(Template)]
#[template(path = "notifications/preview.html")]
struct PreviewPage {
    page: Page,
    /// The path and the name of the notification.
    path: String,
    name: String,
    who: String,
    is_nobody: bool,
    /// The account ids of the customers with the address, if there are several.
    several: Vec<String>,
    found: Option<Words>,
    trial: Option<Trial>,
}

/// The form, and what the person whom it names would read.
pub async fn show(Editor(visitor): Editor, path: web::Path<NotificationId>, query: web::Query<Query>) -> PageResult {
    let work = move |visit: Visit| {
        let who = query.who.trim().to_owned();
        let found = preview(&visit.state, &visit.actor, &visit.publisher, (*path, &who));
        let (notification, found) = found.map_err(page_error)?;
        let (is_nobody, several, found) = match found {
            Found::Nobody => (!who.is_empty(), Vec::new(), None),
            Found::Several(people) => (false, people.into_iter().map(|one| one.account_id).collect(), None),
            Found::One(found) => (false, Vec::new(), Some(Words::new(*found, visit.locale))),
        };
        let trial = Trial::of(&visit, &notification)?;
        let (path, name, page) = (notification.path(), notification.name, visit.page);
        Answer::page(&PreviewPage { page, path, name, who, is_nobody, several, found, trial })
    };
    visitor.answer(Section::Notifications, work).await
}

/// Whether a person receives it, in words.
pub(super) fn standing_words(standing: Standing, locale: Locale) -> String {
    match standing {
        Standing::Receives => locale.text("preview-receives"),
        Standing::NotMeant => locale.text("preview-not-meant"),
        Standing::Omitted(omission) => {
            let reason = locale.text(&format!("omission-{}", omission.word()));
            locale.with1("preview-omitted", "reason", reason)
        }
    }
}

impl Words {
    fn new(found: Preview, locale: Locale) -> Self {
        let read = found.wording.language.as_str();
        let chosen =
            |key: &str, language: &str| locale.with(key, &[("language", language.into()), ("read", read.into())]);
        Self {
            chosen: match &found.language {
                Language::Browser(language) => chosen("preview-language-browser", language),
                Language::Profile(language) => chosen("preview-language-profile", language),
                Language::Unknown => chosen("preview-language-unknown", ""),
            },
            standing: standing_words(found.standing, locale),
            receives: found.standing == Standing::Receives,
            variant: variant_name(found.variant, locale),
            customer: found.customer,
            language: found.wording.language,
            title: found.wording.title,
            body: found.wording.body,
            icon: found.wording.icon,
            target: found.wording.target,
        }
    }
}
