//! What is wrong with a group's fields, in the user's language.

use super::form::RowError;
use crate::addresses;
use crate::groups::{Field, FieldError, Reason};
use crate::locale::Locale;
use crate::segments::input::{InputError, InputField};
use crate::segments::limits::Excess;
use crate::segments::{NestingError, NestingLimit};
use crate::text::{LONGEST_NAME, NameError};
use crate::web::form::Errors;

/// The errors beside the fields of the form: those of conditions that name a group go to their rows.
pub fn told(found: &[FieldError], places: impl Fn(&str) -> Vec<(u32, u32)>, locale: Locale) -> (Errors, Vec<RowError>) {
    let (mut errors, mut rows) = (Errors::default(), Vec::new());
    for error in found {
        match (&error.field, &error.reason) {
            (Field::Member(group), Reason::Circle(names)) => {
                let names: Vec<_> = names.iter().map(|name| quoted(name, locale)).collect();
                rows.extend(beside(places(group), "condition-circle", &names.join(" → ")));
            }
            (Field::Member(group), Reason::Nesting(error)) => {
                let name = quoted(error.above.as_ref().unwrap_or(&error.name), locale);
                rows.extend(beside(places(group), nesting_message(error), &name));
            }
            (field, reason) => errors.add(id_of(field), text(reason, locale)),
        }
    }
    (errors, rows)
}

fn quoted(name: &str, locale: Locale) -> String {
    locale.with1("quoted", "text", name)
}

/// An error of the value of each condition at these places.
fn beside(places: Vec<(u32, u32)>, message: &'static str, names: &str) -> impl Iterator<Item = RowError> {
    let error = InputError { field: InputField::Value, message };
    places.into_iter().map(move |(filter, condition)| RowError { filter, condition, error, names: names.to_owned() })
}

const fn nesting_message(error: &NestingError) -> &'static str {
    match (error.limit, &error.above) {
        (NestingLimit::Depth, None) => "condition-groups-too-deep",
        (NestingLimit::Depth, Some(_)) => "condition-groups-too-deep-above",
        (NestingLimit::Reach, None) => "condition-groups-too-many",
        (NestingLimit::Reach, Some(_)) => "condition-groups-too-many-above",
    }
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
        Reason::Nesting(_) => locale.text("group-nesting-meanwhile"),
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
