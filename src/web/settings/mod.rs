//! Settings: the publisher's rules with their effect, the user's language, the user's password.

mod effect;
mod language;
mod password;
mod rules;

pub use language::update as update_language;
pub use password::update as update_password;
pub use rules::{preview, update as update_rules};

use super::error::PageError;
use super::page::{Page, Section, html};
use super::visitor::SignedIn;
use actix_web::HttpResponse;
use askama::Template;
use effect::Effect;
use rules::RulesForm;

/// The role that may change the publisher's rules.
const OWNER: &str = "owner";

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
}

impl SettingsPage {
    /// The page as things stand.
    fn new(visitor: &SignedIn) -> Self {
        Self {
            page: visitor.page(Section::Settings),
            is_owner: visitor.user.role == OWNER,
            rules: RulesForm::of(&visitor.publisher),
            effect: None,
            language: visitor.user.locale.clone().unwrap_or_default(),
            languages: language::choices(visitor.locale),
            least_age_errors: Vec::new(),
            minimum_size_errors: Vec::new(),
            language_errors: Vec::new(),
            current_errors: Vec::new(),
            new_errors: Vec::new(),
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
pub async fn show(visitor: SignedIn) -> Result<HttpResponse, PageError> {
    html(&SettingsPage::new(&visitor))
}
