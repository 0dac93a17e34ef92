//! Settings: the publisher's rules with their effect, the user's language, the user's password.

mod currency;
mod effect;
pub mod holdout;
mod language;
mod password;
mod rules;
mod sessions;
mod time_zone;
pub mod two_step;

pub use currency::update as update_currency;
pub use language::update as update_language;
pub use password::update as update_password;
pub use rules::{preview, update as update_rules};
pub use sessions::end as end_sessions;
pub use time_zone::update as update_time_zone;

use super::apps::currencies;
use super::audit::Conflict;
use super::error::PageError;
use super::form::Errors;
use super::page::{Page, Section};
use super::visitor::{SignedIn, Viewer};
use super::work::{PageResult, html, html_again};
use crate::access::Role;
use crate::columns::MemoryUse;
use crate::locale::Locale;
use crate::zone::Zone;
use askama::Template;
use effect::EffectWords;
use rules::RulesForm;
use sessions::SessionRow;

#[derive(Template)]
#[template(path = "settings/show.html")]
struct SettingsPage {
    page: Page,
    is_owner: bool,
    has_two_step: bool,
    rules: RulesForm,
    effect: Option<EffectWords>,
    language: String,
    languages: Vec<(&'static str, String)>,
    currency: &'static str,
    currencies: Vec<(&'static str, String)>,
    time_zone: String,
    time_zones: Vec<&'static str>,
    /// The currency and the zone when the page was shown.
    seen_currency: &'static str,
    seen_time_zone: String,
    errors: Errors,
    /// What others changed since the form was shown.
    conflict: Option<Conflict>,
    /// Which share of customers no promotion reaches.
    holdout: String,
    /// How much memory the columns use.
    memory: String,
    /// The user's sessions.
    sessions: Vec<SessionRow>,
}

impl SettingsPage {
    /// The page with the current settings.
    async fn of(visitor: &SignedIn) -> Result<Self, PageError> {
        Ok(Self {
            page: visitor.page(Section::Settings),
            is_owner: visitor.role == Role::Owner,
            has_two_step: visitor.has_two_step,
            rules: RulesForm::of(&visitor.publisher),
            effect: None,
            language: visitor.user.locale.map_or_else(String::new, |locale| locale.tag().to_owned()),
            languages: language::choices(visitor.locale),
            currency: visitor.publisher.currency.word(),
            currencies: currencies(visitor.locale),
            time_zone: visitor.publisher.time_zone.name().to_owned(),
            time_zones: Zone::names().collect(),
            seen_currency: visitor.publisher.currency.word(),
            seen_time_zone: visitor.publisher.time_zone.name().to_owned(),
            errors: Errors::default(),
            conflict: None,
            holdout: holdout::share(visitor).await?,
            memory: memory_text(visitor.state.audiences.memory(), visitor.locale),
            sessions: sessions::of(visitor).await?,
        })
    }

    /// The page with the errors of one of its forms.
    async fn again(visitor: &SignedIn, errors: Errors) -> PageResult {
        html_again(&Self { errors, ..Self::of(visitor).await? })
    }
}

/// The settings page.
pub async fn show(Viewer(visitor): Viewer) -> PageResult {
    html(&SettingsPage::of(&visitor).await?)
}

/// How much of the memory limit the columns use.
fn memory_text(used: Option<MemoryUse>, locale: Locale) -> String {
    let Some(used) = used else { return locale.text("settings-memory-database") };
    let numbers = [
        ("used", used.bytes.div_ceil(1 << 20).into()),
        ("limit", (used.limit >> 20).into()),
        ("apps", used.apps.into()),
    ];
    let text = locale.with("settings-memory-used", &numbers);
    match used.too_large {
        0 => text,
        count => format!("{text} {}", locale.with1("settings-memory-too-large", "count", count)),
    }
}
