//! The errors of a group's fields, in the user's language.

use crate::addresses;
use crate::groups::about::{LONGEST_DESCRIPTION, LONGEST_TAG, MOST_TAGS};
use crate::groups::{Field, FieldError, Reason};
use crate::locale::Locale;
use crate::segments::limits::MOST_CONDITIONS;
use crate::segments::rows::RuleRows;
use crate::store::audit_entries::AuditEntry;
use crate::text::{LONGEST_NAME, NameError};
use crate::web::builder::id_of_row;
use crate::web::form::Errors;

/// Adds the errors to the fields of the form. An error of a group that conditions refer to is added to the row of each.
pub fn add(errors: &mut Errors, found: &[FieldError], rows: &RuleRows, locale: Locale) {
    for FieldError { field, reason } in found {
        let text = text(reason, locale);
        match (field, reason) {
            (Field::Member(group), _) if rows.naming(group).next().is_some() => {
                rows.naming(group).for_each(|place| errors.add(&id_of_row(place, "value"), text.clone()));
            }
            (Field::Name, _) => errors.add("name", text),
            (Field::App, _) => errors.add("app", text),
            (Field::Rule | Field::Member(_), _) => errors.add("rule", text),
            (Field::Addresses, _) => errors.add("addresses", text),
            (Field::Consent, _) => errors.add("consent", text),
            (Field::Description, _) => errors.add("description", text),
            (Field::Tags, _) => errors.add("new_tags", text),
            (Field::Owner, _) => errors.add("owner", text),
        }
    }
}

/// The error, and what to do.
pub fn text(reason: &Reason, locale: Locale) -> String {
    let quoted = |name: &String| locale.with1("quoted", "text", name.as_str());
    match reason {
        Reason::Name(NameError::Missing) => locale.text("group-name-missing"),
        Reason::Name(NameError::TooLong) => locale.with1("field-too-long", "count", LONGEST_NAME),
        Reason::Name(NameError::Invisible) => locale.text("name-invisible"),
        Reason::NameTaken => locale.text("group-name-taken"),
        Reason::ChangedMeanwhile { .. } => locale.text("group-changed-meanwhile"),
        Reason::AppMissing => locale.text("group-app-missing"),
        Reason::AttributeGone(_) => locale.text("group-attribute-gone"),
        Reason::GroupGone => locale.text("condition-group-gone"),
        Reason::TooMuch(excess) => excess.tell(locale),
        Reason::Circle(names) => {
            locale.with1("condition-circle", "names", names.iter().map(quoted).collect::<Vec<_>>().join(" → "))
        }
        Reason::Nesting(error) => error.tell(locale),
        Reason::NoAddresses => locale.text("group-addresses-missing"),
        Reason::TooManyAddresses { count } => {
            locale.with("group-addresses-too-many", &[("count", (*count).into()), ("most", addresses::MOST.into())])
        }
        Reason::RefusedAddresses { count } => locale.with1("group-addresses-refused", "count", *count),
        Reason::NoConsent => locale.text("group-consent-missing"),
        Reason::DescriptionTooLong => locale.with1("field-too-long", "count", LONGEST_DESCRIPTION),
        Reason::TooManyTags { count: 0 } => locale.text("tag-missing"),
        Reason::TooManyTags { .. } => locale.with1("tags-too-many", "most", MOST_TAGS),
        Reason::TagTooLong(tag) => {
            locale.with("tag-too-long", &[("tag", tag.as_str().into()), ("count", LONGEST_TAG.into())])
        }
        Reason::OwnerUnknown => locale.text("owner-unknown"),
    }
}

/// Explains that this many rows are shown as a formula.
pub fn rows_text(count: usize, locale: Locale) -> String {
    locale.with("rule-as-formula", &[("count", count.into()), ("most", MOST_CONDITIONS.into())])
}

/// The group's current version and what was changed, if it has changed since the form was filled in. Saving again then
/// overwrites it.
pub fn changed_meanwhile(found: &[FieldError]) -> Option<(i64, &[AuditEntry])> {
    found.iter().find_map(|error| match &error.reason {
        Reason::ChangedMeanwhile { version, changes } => Some((*version, changes.as_slice())),
        _ => None,
    })
}
