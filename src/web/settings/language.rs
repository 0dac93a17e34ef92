//! The language of the user's pages: one of ours, or the browser's.

use super::SettingsPage;
use crate::locale::Locale;
use crate::state::State;
use crate::store::users;
use crate::web::address::see_other;
use crate::web::error::PageError;
use crate::web::language::of_browser;
use crate::web::visitor::Viewer;
use crate::web::work::html_again;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

/// The form; empty for the browser's language.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LanguageForm {
    language: String,
}

/// The languages, each named in its own words, and the browser's.
pub fn choices(locale: Locale) -> Vec<(&'static str, String)> {
    let named = Locale::ALL.into_iter().map(|one| (one.tag(), locale.text(&format!("language-name-{}", one.tag()))));
    [("", locale.text("settings-language-browser"))].into_iter().chain(named).collect()
}

/// Keeps the language, in which the next page is already.
pub async fn update(
    Viewer(visitor): Viewer,
    state: web::Data<State>,
    request: HttpRequest,
    form: web::Form<LanguageForm>,
) -> Result<HttpResponse, PageError> {
    let chosen = Locale::ALL.into_iter().find(|locale| locale.tag() == form.language);
    if chosen.is_none() && !form.language.is_empty() {
        let mut shown = SettingsPage::new(&visitor);
        shown.language_errors.push(visitor.locale.text("field-choose"));
        return html_again(&shown);
    }
    let (publisher, user) = (visitor.publisher.id, visitor.user.id);
    let tag = chosen.map(Locale::tag);
    state.database.write(move |connection| users::update_locale(connection, publisher, user, tag)).await?;
    let locale = chosen.unwrap_or_else(|| of_browser(&request));
    visitor.tell(locale.text("settings-language-saved"));
    Ok(see_other("/settings"))
}
