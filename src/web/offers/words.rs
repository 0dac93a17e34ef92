//! Offers in words.

use crate::currency::Currency;
use crate::locale::Locale;
use crate::offers::Standing;
use crate::offers::draft::{Field, FieldError, Reason};
use crate::store::offers::{Offer, OfferKind, OfferState};
use crate::text::{LONGEST_NAME, NameError};
use crate::web::choice::text as choice_text;
use crate::web::form::Errors;
use crate::zone::Zone;

/// The name of a state, and the tone of its badge.
pub(super) fn state(state: OfferState, locale: Locale) -> (String, &'static str) {
    let tone = match state {
        OfferState::Active => "good",
        OfferState::Paused => "warning",
        OfferState::Draft | OfferState::Ended | OfferState::Archived => "neutral",
    };
    (locale.text(&format!("offer-state-{}", state.word())), tone)
}

/// What is offered: `20 % off: 10x gold coins`.
pub(super) fn what(offer: &Offer, currency: Currency, locale: Locale) -> String {
    let products = offer.products().collect::<Vec<_>>().join(", ");
    let worth = offer.worth.unwrap_or_default();
    match offer.kind {
        OfferKind::Percent => {
            locale.with("offer-what-percent", &[("percent", worth.into()), ("products", products.into())])
        }
        OfferKind::Amount => {
            let amount = locale.money(worth, currency);
            locale.with("offer-what-amount", &[("amount", amount.into()), ("products", products.into())])
        }
        OfferKind::FreeProduct => locale.with1("offer-what-free-product", "products", products),
        OfferKind::Message => locale.text("offer-what-message"),
    }
}

/// How a customer stands to an offer, and the tone of its badge.
pub(super) fn standing(standing: Standing, locale: Locale, zone: Zone) -> (String, &'static str) {
    match standing {
        Standing::Open { .. } => (locale.text("offer-standing-open"), "good"),
        Standing::Reserved { until, .. } => {
            (locale.with1("offer-standing-reserved", "time", locale.moment(until, zone)), "good")
        }
        Standing::Resting => (locale.text("offer-standing-resting"), "neutral"),
        Standing::NotYet(start) => {
            (locale.with1("offer-standing-not-yet", "time", locale.moment(start, zone)), "neutral")
        }
        Standing::Ended => (locale.text("offer-standing-ended"), "neutral"),
        Standing::Claimed => (locale.text("offer-standing-claimed"), "accent"),
        Standing::NotMeant => (locale.text("offer-standing-not-meant"), "neutral"),
        Standing::HeldOut => (locale.text("offer-standing-held-out"), "warning"),
        Standing::Withheld => (locale.text("offer-standing-withheld"), "warning"),
        Standing::Exhausted => (locale.text("offer-standing-exhausted"), "warning"),
    }
}

/// Adds what is wrong with a draft, beside its fields; `rows` are those of its texts on the page.
pub(super) fn add(errors: &mut Errors, found: &[FieldError], rows: &[usize], locale: Locale) {
    for FieldError { field, part, reason } in found {
        let id = match part {
            Some((place, part)) => {
                let row = rows.get(*place).copied().unwrap_or_default();
                format!("text-{row}-{}", part.word())
            }
            // What is wrong with all texts is said beside the first.
            None if *field == Field::Texts => String::from("text-0-language"),
            None => field.word().to_owned(),
        };
        errors.add(&id, text(*field, reason, locale));
    }
}

/// What is wrong with a field, and what to do.
pub fn text(field: Field, reason: &Reason, locale: Locale) -> String {
    match reason {
        Reason::Name(NameError::Missing) => locale.text("offer-name-missing"),
        Reason::Name(NameError::TooLong) => locale.with1("field-too-long", "count", LONGEST_NAME),
        Reason::Name(NameError::Invisible) => locale.text("name-invisible"),
        Reason::NameTaken => locale.text("offer-name-taken"),
        Reason::Key => locale.text("flag-key-wrong"),
        Reason::KeyTaken => locale.text("offer-key-taken"),
        Reason::Percent => locale.text("offer-percent-wrong"),
        Reason::Amount => locale.text("offer-amount-wrong"),
        Reason::Missing => match field {
            Field::Products => locale.text("offer-products-missing"),
            Field::Texts => locale.text("offer-texts-missing"),
            _ => locale.text("offer-code-missing"),
        },
        Reason::TooMany(most) => locale.with1("offer-too-many-entries", "most", *most),
        Reason::TooLong(most) => locale.with1("field-too-long", "count", *most),
        Reason::Language(language) => locale.with1("offer-language-wrong", "language", language.as_str()),
        Reason::EndsFirst => locale.text("offer-ends-first"),
        Reason::Range(least, most) if field == Field::Holdout => {
            let numbers = [("least", (least / 10_000).into()), ("most", (most / 10_000).into())];
            locale.with("offer-percent-range", &numbers)
        }
        Reason::Range(least, most) => {
            locale.with("offer-range", &[("least", (*least).into()), ("most", (*most).into())])
        }
        Reason::Groups(wrong) => choice_text(wrong, locale),
    }
}
