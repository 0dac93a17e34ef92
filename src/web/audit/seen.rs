//! What a form was filled in from: the version of a thing, and a digest of each of its fields as it was then, so that a field that
//! nobody touched is known as such however long it is. It travels in the form's hidden field `seen`.

use crate::audit::Field;
use crate::token::hex;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt;

/// The bytes of a digest: two values of one field hardly ever have the same.
const DIGEST: usize = 8;

/// Fields of a thing, as the audit log writes them.
pub type Values = Vec<(Field, Value)>;

/// Fields as values. One without a value is as one that is empty.
pub fn values<V: Serialize + Default>(fields: impl IntoIterator<Item = (Field, Option<V>)>) -> Values {
    fields.into_iter().map(|(field, value)| (field, json!(value.unwrap_or_default()))).collect()
}

/// What a form was filled in from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub version: i64,
    digests: Vec<(Field, String)>,
}

impl Seen {
    /// A thing of this version that has these values.
    pub fn of(version: i64, values: &[(Field, Value)]) -> Self {
        Self { version, digests: values.iter().map(|(field, value)| (*field, digest(value))).collect() }
    }

    /// Reads what a form sends back. What cannot be read is of version 0, which nothing has, and a field that is left out counts as
    /// touched.
    pub fn read(text: &str) -> Self {
        let mut parts = text.split_whitespace();
        let version = parts.next().and_then(|version| version.parse().ok()).unwrap_or_default();
        let digest = |part: &str| {
            let (word, digest) = part.split_once(':')?;
            Some((Field::from_word(word)?, digest.to_owned()))
        };
        Self { version, digests: parts.take(Field::ALL.len()).filter_map(digest).collect() }
    }

    /// Whether a value is as it was when the form was filled in.
    pub fn has(&self, field: Field, value: &Value) -> bool {
        self.digests.iter().any(|(of, before)| *of == field && *before == digest(value))
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.version)?;
        self.digests.iter().try_for_each(|(field, digest)| write!(formatter, " {}:{digest}", field.word()))
    }
}

fn digest(value: &Value) -> String {
    // Browsers send lines that end otherwise than programs write them.
    let text = match value {
        Value::String(text) => json!(text.replace("\r\n", "\n")).to_string(),
        other => other.to_string(),
    };
    hex(&Sha256::digest(text)[..DIGEST])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_form_sends_back_says_which_values_are_as_they_were() {
        let long = "a ".repeat(10_000);
        let seen = Seen::of(7, &[(Field::Texts, json!(format!("{long}x\ny"))), (Field::Holdout, json!(5))]);
        let read = Seen::read(&seen.to_string());
        assert_eq!((&read, read.version), (&seen, 7));
        assert!(read.has(Field::Texts, &json!(format!("{long}x\r\ny"))) && read.has(Field::Holdout, &json!(5)));
        assert!(!read.has(Field::Texts, &json!(format!("{long}z"))) && !read.has(Field::Holdout, &json!("5")));
        assert!(!read.has(Field::Name, &json!("")), "a field that was not in the form");
    }

    #[test]
    fn what_cannot_be_read_is_of_no_version() {
        for (text, version) in [("", 0), ("x", 0), ("3", 3), ("3 name", 3), ("4 nonsense:1 :", 4)] {
            assert_eq!(Seen::read(text), Seen { version, digests: Vec::new() }, "{text}");
        }
    }
}
