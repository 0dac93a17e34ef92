//! The currency that new apps start with.

use super::SettingsPage;
use crate::audit::Field;
use crate::currency::Currency;
use crate::settings::{Refusal, currency};
use crate::web::address::see_other;
use crate::web::audit::{Conflict, Typed};
use crate::web::form::{Posted, PostedForm};
use crate::web::visitor::Owner;
use crate::web::work::{PageResult, Visit, html_again};
use serde::Deserialize;
use validator::{Validate, ValidationError};

/// The form: the code of a currency.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct CurrencyForm {
    #[validate(custom(function = "is_currency"))]
    currency: String,
    /// The currency when the form was shown.
    seen: String,
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
    let seen = Currency::from_word(&form.seen);
    let save = move |visit: Visit| {
        let refused = match currency::save(&visit.state, &visit.actor, (seen, chosen)) {
            Ok(()) => return Ok(None),
            Err(Refusal::Store(error)) => return Err(error.into()),
            Err(Refusal::ChangedMeanwhile { now, changes }) => {
                (now, Conflict::new(&changes, &[Typed::kept(Field::Currency, chosen.word())], &visit))
            }
        };
        Ok(Some(refused))
    };
    let Some((now, conflict)) = visitor.run(save).await? else {
        visitor.tell(visitor.locale.text("settings-currency-saved"));
        return Ok(see_other("/settings"));
    };
    let mut errors = errors;
    errors.add("currency", visitor.locale.with1("settings-currency-changed-meanwhile", "currency", now.word()));
    let (currency, seen_currency) = (chosen.word(), now.word());
    let page = SettingsPage::of(&visitor).await?;
    html_again(&SettingsPage { currency, seen_currency, conflict, errors, ..page })
}
