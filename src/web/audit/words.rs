//! Entries of the audit log in words of the user's language.

use crate::audit::list::LogPage;
use crate::audit::{ActorKind, Field, SubjectKind};
use crate::locale::Locale;
use crate::reading::ImportKind;
use crate::segments::Kind;
use crate::store::audit_entries::AuditEntry;
use crate::zone::Zone;
use serde_json::{Map, Value};

/// An entry as the page shows it.
pub struct Row {
    pub when: String,
    pub who: String,
    /// From where, where that is known.
    pub network: Option<String>,
    pub action: String,
    /// What kind of thing it was done to.
    pub kind: String,
    pub name: String,
    /// The page of the thing; `None` if it has none, or is gone.
    pub path: Option<String>,
    pub changes: Vec<Change>,
}

/// A field before and after what was done.
pub struct Change {
    pub field: Field,
    pub label: String,
    pub before: Option<String>,
    pub after: Option<String>,
    /// Whether it is a formula, which is in English.
    pub is_formula: bool,
}

/// The message of a word of the log.
pub fn text_of(what: &str, word: &str, locale: Locale) -> String {
    locale.text(&format!("audit-{what}-{}", word.replace('_', "-")))
}

impl Row {
    pub fn new(entry: &AuditEntry, page: &LogPage, zone: Zone, locale: Locale) -> Self {
        let kind = text_of("subject", entry.subject_kind.word(), locale);
        Self {
            when: locale.moment(entry.at, zone),
            who: who(entry, locale),
            network: entry.network.clone(),
            action: text_of("action", entry.action.word(), locale),
            name: match (entry.subject_kind, entry.subject_id) {
                (SubjectKind::Customer, Some(id)) => id.to_string(),
                _ => entry.subject_name.clone(),
            },
            path: page.is_there(entry).and_then(|id| path(entry.subject_kind, id)),
            changes: changes(entry, locale),
            kind,
        }
    }
}

/// Who did it: an address or a name, or which part of the program.
pub fn who(entry: &AuditEntry, locale: Locale) -> String {
    match entry.actor_kind {
        ActorKind::Person => entry.actor_name.clone(),
        ActorKind::Token => locale.with1("audit-actor-token-named", "name", entry.actor_name.as_str()),
        ActorKind::Job | ActorKind::Command | ActorKind::Stranger => text_of("actor", entry.actor_kind.word(), locale),
    }
}

fn path(kind: SubjectKind, id: i32) -> Option<String> {
    let folder = match kind {
        SubjectKind::App => "/apps",
        SubjectKind::Group => "/groups",
        SubjectKind::Draft => "/imports/drafts",
        SubjectKind::Import => "/imports",
        SubjectKind::Customer => "/customers",
        SubjectKind::Offer => "/offers",
        SubjectKind::Test => "/tests",
        SubjectKind::User => "/team",
        SubjectKind::Webhook => "/webhooks",
        SubjectKind::Flight => "/flights",
        SubjectKind::Notification => "/notifications",
        SubjectKind::Attribute
        | SubjectKind::Settings
        | SubjectKind::Invitation
        | SubjectKind::AuditLog
        | SubjectKind::Token
        | SubjectKind::IdentityKey
        | SubjectKind::Template
        | SubjectKind::Release => {
            return None;
        }
    };
    Some(format!("{folder}/{id}"))
}

/// The fields before or after what was done, by their words.
pub fn fields_of(text: &Option<String>) -> Map<String, Value> {
    text.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

/// The fields of an entry.
pub fn changes(entry: &AuditEntry, locale: Locale) -> Vec<Change> {
    let (before, after) = (fields_of(&entry.before), fields_of(&entry.after));
    let change = |field: &Field| {
        let value =
            |fields: &Map<String, Value>| fields.get(field.word()).map(|value| value_text(*field, value, locale));
        let (before, after) = (value(&before), value(&after));
        (before.is_some() || after.is_some()).then(|| Change {
            field: *field,
            label: text_of("field", field.word(), locale),
            before,
            after,
            is_formula: *field == Field::Rule,
        })
    };
    Field::ALL.iter().filter_map(change).collect()
}

/// A value as the language writes it.
pub fn value_text(field: Field, value: &Value, locale: Locale) -> String {
    match value {
        Value::Bool(is_so) => locale.text(if *is_so { "yes" } else { "no" }),
        Value::Number(number) => number.as_i64().map_or_else(|| number.to_string(), |number| locale.number(number)),
        Value::String(word) => named(field, word, locale).unwrap_or_else(|| word.clone()),
        other => other.to_string(),
    }
}

/// The name of a value that is one of a few words.
fn named(field: Field, word: &str, locale: Locale) -> Option<String> {
    match field {
        Field::Platform => locale.find(&format!("platform-{word}"), &[]),
        Field::Role => locale.find(&format!("role-{word}"), &[]),
        Field::Reason => locale.find(&format!("webhook-disabled-{word}"), &[]),
        Field::Kind => {
            let kind = || Kind::from_word(word).map(Kind::message);
            let of_import = ImportKind::from_word(word).map(ImportKind::message);
            let known = of_import.or_else(kind).map(|message| locale.text(message));
            known.or_else(|| locale.find(&format!("offer-kind-{}", word.replace('_', "-")), &[]))
        }
        Field::State => locale.find(&format!("offer-state-{word}"), &[]),
        Field::Goal => locale.find(&format!("notification-goal-{word}"), &[]),
        Field::CodeMode => locale.find(&format!("offer-codes-{word}"), &[]),
        Field::StartsAt => locale.find(&format!("notification-starts-{word}"), &[]),
        Field::Purpose => locale.find(&format!("consent-purpose-{word}"), &[]),
        Field::Devices => locale.find(&format!("notification-devices-{word}"), &[]),
        Field::Urgency => locale.find(&format!("notification-urgency-{word}"), &[]),
        _ => None,
    }
}
