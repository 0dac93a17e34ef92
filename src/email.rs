//! Email addresses: shown as entered, compared so that two ways to write one mailbox are the same.
//!
//! The rules catch typing errors without refusing addresses in use. In ASCII they are those of HTML's e-mail field (WHATWG
//! HTML, "valid email address"), but without points at the ends or in a row before the `@`, and with a point in the
//! domain. Before the `@`, all visible characters of other scripts are accepted too (RFC 6531), and domains as UTS 46
//! reads them.

use crate::text::{is_unseen, trimmed};
use icu_normalizer::ComposingNormalizerBorrowed;
use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use std::fmt;

/// The longest address that mail servers accept, in characters: the limit of a path in RFC 5321 without its brackets.
pub const MAX_LENGTH: usize = 254;

/// The longest local part, before the `@`, in characters, by RFC 5321.
const MAX_LOCAL_LENGTH: usize = 64;

/// ASCII characters other than letters and digits that a local part may contain.
const LOCAL_SIGNS: &str = "!#$%&'*+-/=?^_`{|}~.";

/// Pairs of signs around an address in a letter or a list.
const PAIRS: [(char, char); 8] =
    [('<', '>'), ('(', ')'), ('[', ']'), ('"', '"'), ('\'', '\''), ('«', '»'), ('“', '”'), ('‘', '’')];

/// A syntactically valid email address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EmailAddress {
    text: String,
    key: String,
}

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
    /// Only of known user groups.
    #[error("the person with the address was erased")]
    Erased,
    /// Only of known user groups.
    #[error("no customer has the account id")]
    NoAccount,
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
            Self::Erased => "email-erased",
            Self::NoAccount => "email-no-account",
        }
    }
}

impl EmailAddress {
    /// Reads an address. Of `Name <address>`, `mailto:address`, and an address in quotation marks or before a point or a
    /// comma, the address counts. Invisible characters are dropped.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let seen: String = text.chars().filter(|character| !is_unseen(*character)).collect();
        let composed = composed(bare(&seen));
        if composed.is_empty() {
            return Err(EmailError::Empty);
        }
        if composed.chars().count() > MAX_LENGTH {
            return Err(EmailError::TooLong);
        }
        let (local, domain) = composed.rsplit_once('@').ok_or(EmailError::NoAt)?;
        if !is_local(local) {
            return Err(EmailError::Local);
        }
        let domain = canonical_domain(domain).ok_or(EmailError::Domain)?;
        let key = format!("{}@{domain}", composed_lower(local));
        Ok(Self { text: composed, key })
    }

    /// The address as it was entered.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The form in which addresses are compared and looked up: in lower case and composed (NFC), with the domain in
    /// Unicode, so that a search finds what a page shows.
    pub fn key(&self) -> String {
        self.key.clone()
    }

    /// The key with the domain as mail servers know it.
    pub fn in_ascii(&self) -> Option<String> {
        let (local, domain) = self.key.rsplit_once('@')?;
        let ascii =
            Uts46::new().to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify);
        Some(format!("{local}@{}", ascii.ok()?))
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// The address in a text, without a name before it and the signs around it.
fn bare(text: &str) -> &str {
    let mut text = trimmed(text);
    if let Some(inner) = text.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(inner, _)| inner) {
        text = trimmed(inner);
    }
    if let Some(rest) = text.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:")).map(|_| &text[7..]) {
        text = rest.split('?').next().unwrap_or_default();
    }
    loop {
        let before = text;
        text = trimmed(text).trim_end_matches(['.', ',', ';', ':', '|', '>']);
        for (open, close) in PAIRS {
            text = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).unwrap_or(text);
        }
        if text == before {
            return text;
        }
    }
}

fn composed(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

/// The text in lower case and composed (NFC), in which the same letters are the same characters.
pub fn composed_lower(text: &str) -> String {
    composed(&text.to_lowercase())
}

fn is_local(local: &str) -> bool {
    let fits = !local.is_empty() && local.chars().count() <= MAX_LOCAL_LENGTH;
    let dots_separate = !local.starts_with('.') && !local.ends_with('.') && !local.contains("..");
    let is_allowed = |character: char| match character.is_ascii() {
        true => character.is_ascii_alphanumeric() || LOCAL_SIGNS.contains(character),
        false => !character.is_whitespace() && !character.is_control() && character != char::REPLACEMENT_CHARACTER,
    };
    fits && dots_separate && local.chars().all(is_allowed)
}

/// The domain in Unicode and lower case; `None` if it is none that mail could be sent to.
fn canonical_domain(domain: &str) -> Option<String> {
    let (deny, hyphens) = (AsciiDenyList::STD3, Hyphens::CheckFirstLast);
    let ascii = Uts46::new().to_ascii(domain.as_bytes(), deny, hyphens, DnsLength::Verify).ok()?;
    let (unicode, valid) = Uts46::new().to_unicode(ascii.as_bytes(), deny, hyphens);
    valid.ok()?;
    let last = unicode.rsplit('.').next()?;
    let is_name = unicode.contains('.') && last.chars().any(char::is_alphabetic);
    is_name.then(|| unicode.into_owned())
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
    fn the_scripts_of_the_world_are_accepted() {
        for text in [
            "李雷@例子.公司",
            "मीना@उदाहरण.भारत",
            "ольга@приклад.укр",
            "ليلى@مثال.السعودية",
            "प्रिया@उदाहरण.भारत",
            "ที่รัก@example.co.th",
            "น้ำ@ตัวอย่าง.ไทย",
            "கண்ணன்@உதாரணம்.இந்தியா",
            "info@বিশ্ব.ভারত",
            "ಕನ್ನಡ@ಉದಾಹರಣೆ.ಭಾರತ",
            "ស្រី@ឧទាហរណ៍.ខ្មែរ",
            "a@ex--ample.com",
            "a@xn--exmple-cua.example",
            "sign!#$%&*+/=?^_`{|}~-@example.net",
            "1@2.example",
        ] {
            assert!(EmailAddress::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn what_is_around_an_address_does_not_count() {
        for text in [
            "Ann Lee <ann@example.com>",
            "\"Lee, Ann\" <ann@example.com>",
            "mailto:ann@example.com?subject=a@b",
            "'ann@example.com'",
            "(ann@example.com)",
            "ann@example.com.",
            "ann@example.com,",
            "ann@example.com>",
            "<mailto:ann@example.com>;",
            "«ann@example.com»",
            "\u{200b}ann@exam\u{ad}ple.com\u{2060}",
            "\u{202a}ann@example.com\u{202c}\u{a0}",
            "MAILTO:ann@example.com",
            "ann@example.com :",
        ] {
            assert_eq!(EmailAddress::parse(text).unwrap().as_str(), "ann@example.com", "{text:?}");
        }
    }

    #[test]
    fn two_ways_to_write_one_mailbox_are_the_same() {
        let key = |text: &str| EmailAddress::parse(text).unwrap().key();
        assert_eq!(key("zoe\u{301}@example.org"), key("ZOÉ@Example.org"));
        assert_eq!(key("ann@xn--exmple-cua.example"), key("ANN@exämple.example"));
        assert_eq!(key("a@例え。テスト"), key("a@xn--r8jz45g.xn--zckzah"));
        assert_ne!(key("ann+news@example.org"), key("ann@example.org"));
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
            ("<ada.example.org>", EmailError::NoAt),
            ("ada@", EmailError::Domain),
            ("ada@localhost", EmailError::Domain),
            ("ada@example..org", EmailError::Domain),
            ("ada@-example.org", EmailError::Domain),
            ("ada@example_org.com", EmailError::Domain),
            ("\"ada\"@example.org", EmailError::Local),
            ("ada@[127.0.0.1]", EmailError::Domain),
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
