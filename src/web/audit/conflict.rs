//! What others changed since a form was filled in, beside what is typed in it.

use super::words::{Change, changes, value_text, who};
use crate::audit::Field;
use crate::locale::Locale;
use crate::store::audit_entries::AuditEntry;
use crate::web::work::Visit;
use crate::zone::Zone;
use serde_json::Value;

/// The changes of others, the oldest first.
pub struct Conflict {
    pub rows: Vec<Row>,
}

/// One change: who made it and when, and its fields, each with what is typed if that is another value.
pub struct Row {
    pub who: String,
    pub when: String,
    pub changes: Vec<(Change, Option<String>)>,
}

impl Conflict {
    /// The entries of the audit log beside the typed values; `None` if there are no entries.
    pub fn new(entries: &[AuditEntry], yours: &[(Field, Value)], visit: &Visit) -> Option<Self> {
        Self::of(entries, yours, (visit.publisher.time_zone, visit.locale))
    }

    /// [`Conflict::new`] outside of a visit.
    pub fn of(entries: &[AuditEntry], yours: &[(Field, Value)], (zone, locale): (Zone, Locale)) -> Option<Self> {
        let typed = |change: &Change| {
            let (field, value) = yours.iter().find(|(field, _)| *field == change.field)?;
            Some(value_text(*field, value, locale)).filter(|text| Some(text) != change.after.as_ref())
        };
        let row = |entry: &AuditEntry| Row {
            who: who(entry, locale),
            when: locale.moment(entry.at, zone),
            changes: changes(entry, locale)
                .into_iter()
                .map(|change| (typed(&change), change))
                .map(|(typed, change)| (change, typed))
                .collect(),
        };
        (!entries.is_empty()).then(|| Self { rows: entries.iter().map(row).collect() })
    }
}
