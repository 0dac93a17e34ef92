//! What others changed since a form was filled in, beside what is typed in it. A value that is typed stays; one that is as it
//! was before their changes gives way to theirs, so that saving again does not undo them.

use super::seen::{Seen, Values};
use super::words::{Change, changes, value_text, who};
use crate::audit::Field;
use crate::locale::Locale;
use crate::store::audit_entries::AuditEntry;
use crate::web::work::Visit;
use crate::zone::Zone;
use serde::Serialize;
use serde_json::{Value, json};

/// The changes of others, the oldest first.
pub struct Conflict {
    pub rows: Vec<Row>,
    /// The values of others that come into the form.
    taken: Vec<(Field, Value)>,
}

/// One change: who made it and when, and its fields.
pub struct Row {
    pub who: String,
    pub when: String,
    pub changes: Vec<Beside>,
}

/// A field that others changed, beside the form.
pub struct Beside {
    pub change: Change,
    /// What is typed, if that is another value.
    pub yours: Option<String>,
    /// Whether the value of others comes into the form.
    pub is_taken: bool,
}

/// A value of the form, as the audit log writes it.
pub struct Typed {
    field: Field,
    value: Value,
    /// What is shown in its place.
    shown: Option<Value>,
    gives_way: bool,
}

impl Typed {
    /// All of these values, which give way.
    pub fn all(values: Values) -> Vec<Self> {
        values.into_iter().map(|(field, value)| Self::new(field, value)).collect()
    }

    /// A value that gives way to that of others if it is as it was when the form was filled in.
    pub fn new(field: Field, value: impl Serialize) -> Self {
        Self { field, value: json!(value), shown: None, gives_way: true }
    }

    /// The same value, shown as the log writes it: it is compared by something else than is shown.
    pub fn shown_as(self, shown: Value) -> Self {
        Self { shown: Some(shown), ..self }
    }

    /// A value that stays in any case.
    pub fn kept(field: Field, value: impl Serialize) -> Self {
        Self { gives_way: false, ..Self::new(field, value) }
    }

    /// The value there is now, if this one gives way to it: it is as it was when the form was filled in, and others changed it.
    fn taken_from(&self, seen: &Seen, now: &[(Field, Value)]) -> Option<(Field, Value)> {
        let theirs = now.iter().find(|(field, _)| *field == self.field)?;
        let is_untouched = self.gives_way && seen.has(self.field, &self.value);
        (is_untouched && !seen.has(self.field, &theirs.1)).then(|| theirs.clone())
    }
}

impl Conflict {
    /// The entries of the audit log beside the typed values, all of which stay; `None` if there are no entries.
    pub fn new(entries: &[AuditEntry], typed: &[Typed], visit: &Visit) -> Option<Self> {
        let shown = (visit.publisher.time_zone, visit.locale);
        Self::merged(entries, typed, (&Seen::default(), &[]), shown)
    }

    /// The entries of the audit log beside the typed values. Those that are as they were when the form was filled in give way to the
    /// values that there are now. The log shows what others did; as it cuts long texts, nothing is decided by it.
    pub fn merged(
        entries: &[AuditEntry],
        typed: &[Typed],
        (seen, now): (&Seen, &[(Field, Value)]),
        (zone, locale): (Zone, Locale),
    ) -> Option<Self> {
        let taken: Vec<_> = typed.iter().filter_map(|one| one.taken_from(seen, now)).collect();
        let beside = |change: Change| {
            let is_taken = taken.iter().any(|(field, _)| *field == change.field);
            let typed = typed.iter().find(|one| one.field == change.field && !is_taken && !one.value.is_null());
            let yours = typed.map(|one| value_text(one.field, one.shown.as_ref().unwrap_or(&one.value), locale));
            Beside { yours: yours.filter(|text| Some(text) != change.after.as_ref()), is_taken, change }
        };
        let row = |entry: &AuditEntry| Row {
            who: who(entry, locale),
            when: locale.moment(entry.at, zone),
            changes: changes(entry, locale).into_iter().map(beside).collect(),
        };
        let rows: Vec<Row> = entries.iter().map(row).collect();
        (!rows.is_empty()).then_some(Self { rows, taken })
    }

    /// The value of others that comes into the form in place of one that was not touched.
    pub fn taken(&self, field: Field) -> Option<&Value> {
        self.taken.iter().find(|(of, _)| *of == field).map(|(_, value)| value)
    }

    /// Writes [`Conflict::taken`] into a field of the form, as it would be typed.
    pub fn take_over(&self, field: Field, typed: &mut String) {
        match self.taken(field) {
            Some(Value::String(text)) => typed.clone_from(text),
            Some(Value::Bool(is_so)) => *typed = String::from(if *is_so { "on" } else { "" }),
            Some(other) => *typed = other.to_string(),
            None => {}
        }
    }
}

/// Takes the fields of a form that others have changed, and nobody here, from the form as it is `$now`.
#[macro_export]
macro_rules! take_over {
    ($form:expr, $now:expr, $theirs:expr; $($recorded:ident => $field:ident),+ $(,)?) => {$(
        if $theirs.taken($crate::audit::Field::$recorded).is_some() {
            $form.$field.clone_from(&$now.$field);
        }
    )+};
}
