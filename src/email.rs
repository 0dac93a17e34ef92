//! Email addresses: shown as entered, compared without regard to case.
//!
//! The rules catch typing errors without refusing addresses in use: a local part of at most 64 characters, an `@`, a
//! domain of letters of any script with at least one dot, and 254 characters in total.

use std::fmt;

/// The longest address that mail servers accept, in characters: the limit of a path in RFC 5321 without its brackets.
pub const MAX_LENGTH: usize = 254;

/// The longest local part, before the `@`, in characters, by RFC 5321.
const MAX_LOCAL_LENGTH: usize = 64;

/// The longest label of a domain, between two dots, in characters, by RFC 1035.
const MAX_LABEL_LENGTH: usize = 63;

/// Characters other than letters and digits that a local part may contain.
const LOCAL_SIGNS: &str = "!#$%&'*+-/=?^_`{|}~.";

/// A syntactically valid email address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

/// Why a text is not an email address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    #[error("there is no address")]
    Empty,
    #[error("the address is longer than {MAX_LENGTH} characters")]
    TooLong,
    #[error("there is no @ in the address")]
    NoAt,
    #[error("what stands before the @ is no name of a mailbox")]
    Local,
    #[error("what stands after the @ is no name of a domain")]
    Domain,
}

impl EmailError {
    /// The key of the message that explains it.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Empty => "email-empty",
            Self::TooLong => "email-too-long",
            Self::NoAt => "email-no-at",
            Self::Local => "email-local",
            Self::Domain => "email-domain",
        }
    }
}

impl EmailAddress {
    /// Reads an address, ignoring surrounding white space.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(EmailError::Empty);
        }
        if text.chars().count() > MAX_LENGTH {
            return Err(EmailError::TooLong);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(EmailError::NoAt)?;
        if !is_local(local) {
            return Err(EmailError::Local);
        }
        if !is_domain(domain) {
            return Err(EmailError::Domain);
        }
        Ok(Self(text.to_owned()))
    }

    /// The address as it was entered.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which addresses are compared and looked up.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn is_local(local: &str) -> bool {
    let fits = !local.is_empty() && local.chars().count() <= MAX_LOCAL_LENGTH;
    let dots_separate = !local.starts_with('.') && !local.ends_with('.') && !local.contains("..");
    fits && dots_separate
        && local.chars().all(|character| character.is_alphanumeric() || LOCAL_SIGNS.contains(character))
}

fn is_domain(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    let last_is_a_name = labels.last().is_some_and(|label| label.chars().any(char::is_alphabetic));
    labels.len() >= 2 && last_is_a_name && labels.iter().all(|label| is_label(label))
}

fn is_label(label: &str) -> bool {
    let is_allowed = |character: char| character.is_alphanumeric() || character == '-' || is_mark(character);
    let fits = !label.is_empty() && label.chars().count() <= MAX_LABEL_LENGTH;
    fits && !label.starts_with('-') && !label.ends_with('-') && label.chars().all(is_allowed)
}

/// Combining vowel signs and accents, which many scripts write after a letter.
const fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36F}' | '\u{93C}'..='\u{94D}' | '\u{E31}'..='\u{E4E}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::proptest;

    #[test]
    fn an_address_is_shown_as_entered_and_compared_without_case() {
        let address = EmailAddress::parse("  Ada.Lovelace+News@Example.ORG ").unwrap();
        assert_eq!(address.as_str(), "Ada.Lovelace+News@Example.ORG");
        assert_eq!(address.key(), "ada.lovelace+news@example.org");
    }

    #[test]
    fn usual_and_international_addresses_are_accepted() {
        for text in ["a@b.fr", "o'neil@example.co.uk", "x_y-z%1@sub.example.com", "zoé@exämple.de", "用户@例子.公司"]
        {
            assert!(EmailAddress::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn each_error_has_its_reason() {
        let cases = [
            ("", EmailError::Empty),
            ("  ", EmailError::Empty),
            ("ada.example.org", EmailError::NoAt),
            ("@example.org", EmailError::Local),
            ("a b@example.org", EmailError::Local),
            (".a@example.org", EmailError::Local),
            ("a..b@example.org", EmailError::Local),
            ("a@b@example.org", EmailError::Local),
            ("<ada@example.org>", EmailError::Local),
            ("ada@", EmailError::Domain),
            ("ada@localhost", EmailError::Domain),
            ("ada@example..org", EmailError::Domain),
            ("ada@-example.org", EmailError::Domain),
            ("ada@example.org,", EmailError::Domain),
            ("ada@127.0.0.1", EmailError::Domain),
        ];
        for (text, error) in cases {
            assert_eq!(EmailAddress::parse(text), Err(error), "{text}");
        }
        let long = format!("{}@{}.org", "a".repeat(60), "b".repeat(200));
        assert_eq!(EmailAddress::parse(&long), Err(EmailError::TooLong));
    }

    proptest! {
        #[test]
        fn no_text_causes_a_panic(text in "\\PC*") {
            if let Ok(address) = EmailAddress::parse(&text) {
                assert_eq!(EmailAddress::parse(address.as_str()), Ok(address));
            }
        }
    }
}
