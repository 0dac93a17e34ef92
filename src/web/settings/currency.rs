//! The currency that new apps start with.

use super::SettingsPage;
use crate::currency::Currency;
use crate::settings::currency;
use crate::web::address::see_other;
use crate::web::form::{Posted, PostedForm};
use crate::web::visitor::Owner;
use crate::web::work::PageResult;
use serde::Deserialize;
use validator::{Validate, ValidationError};

/// The form: the code of a currency.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct CurrencyForm {
    #[validate(custom(function = "is_currency"))]
    currency: String,
}

impl PostedForm for CurrencyForm {
    const FIELDS: &'static [&'static str] = &["currency"];
}

fn is_currency(code: &str) -> Result<(), ValidationError> {
    if Currency::from_word(code).is_some() { Ok(()) } else { Err(ValidationError::new("field-choose")) }
}

/// Saves the currency.
pub async fn update(Owner(visitor): Owner, posted: Posted<CurrencyForm>) -> PageResult {
    let Posted { form, errors, .. } = posted;
    let Some(chosen) = Currency::from_word(&form.currency).filter(|_| errors.is_empty()) else {
        return SettingsPage::again(&visitor, errors).await;
    };
    visitor.run(move |visit| Ok(currency::save(&visit.state, &visit.actor, chosen)?)).await?;
    visitor.tell(visitor.locale.text("settings-currency-saved"));
    Ok(see_other("/settings"))
}
