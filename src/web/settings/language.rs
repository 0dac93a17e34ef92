//! The language of the user's pages: a fixed one, or the browser's.

use super::SettingsPage;
use crate::accounts;
use crate::locale::Locale;
use crate::web::address::see_other;
use crate::web::form::{Posted, PostedForm};
use crate::web::language::of_browser;
use crate::web::visitor::Viewer;
use crate::web::work::PageResult;
use actix_web::HttpRequest;
use serde::Deserialize;
use validator::{Validate, ValidationError};

/// The form; empty for the browser's language.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct LanguageForm {
    #[validate(custom(function = "is_ours"))]
    language: String,
}

impl PostedForm for LanguageForm {
    const FIELDS: &'static [&'static str] = &["language"];
}

impl LanguageForm {
    fn chosen(&self) -> Option<Locale> {
        Locale::ALL.into_iter().find(|locale| locale.tag() == self.language)
    }
}

fn is_ours(language: &str) -> Result<(), ValidationError> {
    let is_ours = language.is_empty() || Locale::ALL.into_iter().any(|locale| locale.tag() == language);
    if is_ours { Ok(()) } else { Err(ValidationError::new("field-choose")) }
}

/// The languages, each by its own name, and the browser's.
pub fn choices(locale: Locale) -> Vec<(&'static str, String)> {
    let named = Locale::ALL.into_iter().map(|one| (one.tag(), locale.text(&format!("language-name-{}", one.tag()))));
    [("", locale.text("settings-language-browser"))].into_iter().chain(named).collect()
}

/// Saves the language, which the next page already uses.
pub async fn update(Viewer(visitor): Viewer, request: HttpRequest, posted: Posted<LanguageForm>) -> PageResult {
    let Posted { form, errors, .. } = posted;
    if !errors.is_empty() {
        return SettingsPage::again(&visitor, errors).await;
    }
    let chosen = form.chosen();
    accounts::language::choose(&visitor.state, &visitor.user, chosen).await?;
    let locale = chosen.unwrap_or_else(|| of_browser(&request));
    visitor.tell(locale.text("settings-language-saved"));
    Ok(see_other("/settings"))
}
