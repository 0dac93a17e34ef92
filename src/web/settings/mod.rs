//! Settings: the publisher's rules with their effect, the user's language, the user's password.

mod effect;
mod language;
mod password;
mod rules;
mod sessions;

pub use language::update as update_language;
pub use password::update as update_password;
pub use rules::{preview, update as update_rules};
pub use sessions::end as end_sessions;

use super::error::PageError;
use super::page::{Page, Section};
use super::visitor::{SignedIn, Viewer};
use super::work::html;
use crate::access::Role;
use crate::columns::MemoryUse;
use crate::locale::Locale;
use crate::state::State;
use actix_web::{HttpResponse, web};
use askama::Template;
use effect::Effect;
use rules::RulesForm;
use sessions::SessionRow;

#[derive(Template)]
#[template(path = "settings/show.html")]
struct SettingsPage {
    page: Page,
    is_owner: bool,
    rules: RulesForm,
    effect: Option<Effect>,
    language: String,
    languages: Vec<(&'static str, String)>,
    least_age_errors: Vec<String>,
    minimum_size_errors: Vec<String>,
    language_errors: Vec<String>,
    current_errors: Vec<String>,
    new_errors: Vec<String>,
    /// What the columns in memory take; none where a form is shown again.
    memory: Option<String>,
    /// Where the user is signed in; empty where a form is shown again.
    sessions: Vec<SessionRow>,
}

impl SettingsPage {
    /// The page as things stand.
    fn new(visitor: &SignedIn) -> Self {
        Self {
            page: visitor.page(Section::Settings),
            is_owner: visitor.role == Role::Owner,
            rules: RulesForm::of(&visitor.publisher),
            effect: None,
            language: visitor.user.locale.clone().unwrap_or_default(),
            languages: language::choices(visitor.locale),
            least_age_errors: Vec::new(),
            minimum_size_errors: Vec::new(),
            language_errors: Vec::new(),
            current_errors: Vec::new(),
            new_errors: Vec::new(),
            memory: None,
            sessions: Vec::new(),
        }
    }

    fn summary(&self) -> Vec<(&'static str, String)> {
        let fields = [
            ("least_age", &self.least_age_errors),
            ("minimum_size", &self.minimum_size_errors),
            ("language", &self.language_errors),
            ("current", &self.current_errors),
            ("new", &self.new_errors),
        ];
        fields.into_iter().flat_map(|(id, errors)| errors.iter().map(move |error| (id, error.clone()))).collect()
    }
}

/// The settings.
pub async fn show(Viewer(visitor): Viewer, state: web::Data<State>) -> Result<HttpResponse, PageError> {
    let memory = Some(told_memory(state.audiences.memory(), visitor.locale));
    let sessions = sessions::of(&visitor, &state).await?;
    html(&SettingsPage { memory, sessions, ..SettingsPage::new(&visitor) })
}

/// What the columns take of the memory that they may take.
fn told_memory(used: Option<MemoryUse>, locale: Locale) -> String {
    let Some(used) = used else { return locale.text("settings-memory-database") };
    let numbers = [
        ("used", used.bytes.div_ceil(1 << 20).into()),
        ("limit", (used.limit >> 20).into()),
        ("apps", used.apps.into()),
    ];
    let told = locale.with("settings-memory-used", &numbers);
    match used.too_large {
        0 => told,
        count => format!("{told} {}", locale.with1("settings-memory-too-large", "count", count)),
    }
}
