//! What is wrong with a group's fields, in the user's language.

use super::form::RowError;
use crate::addresses;
use crate::groups::{Field, FieldError, Reason};
use crate::locale::Locale;
use crate::segments::input::{InputError, InputField};
use crate::segments::limits::Excess;
use crate::text::{LONGEST_NAME, NameError};
use crate::web::form::Errors;

/// The errors beside the fields of the form: those of conditions that name a group go to their rows.
pub fn told(found: &[FieldError], places: impl Fn(&str) -> Vec<(u32, u32)>, locale: Locale) -> (Errors, Vec<RowError>) {
    let (mut errors, mut rows) = (Errors::default(), Vec::new());
    for error in found {
        match (&error.field, &error.reason) {
            (Field::Member(group), Reason::Circle(names)) => {
                let quoted: Vec<_> = names.iter().map(|name| locale.with1("quoted", "text", name.as_str())).collect();
                let error = InputError { field: InputField::Value, message: "condition-circle" };
                rows.extend(places(group).into_iter().map(|(filter, condition)| RowError {
                    filter,
                    condition,
                    error,
                    names: quoted.join(" → "),
                }));
            }
            (field, reason) => errors.add(id_of(field), text(reason, locale)),
        }
    }
    (errors, rows)
}

/// The id of the field in the form.
const fn id_of(field: &Field) -> &'static str {
    match field {
        Field::Name => "name",
        Field::App => "app",
        Field::Rule | Field::Member(_) => "rule",
        Field::Addresses => "addresses",
        Field::Consent => "consent",
    }
}

/// What is wrong, and what to do.
pub fn text(reason: &Reason, locale: Locale) -> String {
    match reason {
        Reason::Name(NameError::Missing) => locale.text("group-name-missing"),
        Reason::Name(NameError::TooLong) => locale.with1("field-too-long", "count", LONGEST_NAME),
        Reason::Name(NameError::Invisible) => locale.text("name-invisible"),
        Reason::NameTaken => locale.text("group-name-taken"),
        Reason::ChangedMeanwhile { .. } => locale.text("group-changed-meanwhile"),
        Reason::AppMissing => locale.text("group-app-missing"),
        Reason::TooMuch(excess) => excess_text(*excess, locale),
        Reason::Circle(_) => locale.text("group-circle-meanwhile"),
        Reason::NoAddresses => locale.text("group-addresses-missing"),
        Reason::TooManyAddresses { count } => {
            locale.with("group-addresses-too-many", &[("count", (*count).into()), ("most", addresses::MOST.into())])
        }
        Reason::RefusedAddresses { count } => locale.with1("group-addresses-refused", "count", *count),
        Reason::NoConsent => locale.text("group-consent-missing"),
    }
}

pub fn excess_text(excess: Excess, locale: Locale) -> String {
    let most = ("most", excess.most().into());
    match excess {
        Excess::Filters => locale.with("rule-too-many-filters", &[most]),
        Excess::ConditionsOfFilter(number) => {
            locale.with("rule-too-many-in-filter", &[most, ("number", number.into())])
        }
        Excess::Conditions => locale.with("rule-too-many-conditions", &[most]),
        Excess::Values => locale.with("rule-too-many-values", &[most]),
    }
}

/// The version of the group that is there now, where it has changed meanwhile. Saving again then overwrites it.
pub fn version_now(found: &[FieldError]) -> Option<i64> {
    found.iter().find_map(|error| match error.reason {
        Reason::ChangedMeanwhile { version } => Some(version),
        _ => None,
    })
}
