//! Says to a push service who sends: RFC 8292. A token is signed for a service, and not for a message, and kept for half a
//! day, so that a million messages take a few signatures.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::error::{KeyRejected, Unspecified};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use std::collections::HashMap;
use std::sync::Mutex;
use url::{Host, Url};

/// How long a token is used, in seconds.
const KEPT_SECONDS: i64 = 12 * 60 * 60;

/// How long a token is good for, in seconds. Services allow 24 hours by their own clocks; this leaves both clocks and messages
/// under way some hours.
const GOOD_SECONDS: i64 = 18 * 60 * 60;

/// Services whose tokens are kept: many more than there are. Where an owner adds more, the oldest are signed anew.
const MOST_KEPT: usize = 1_000;

/// The longest contact, in characters: that of an e-mail address with `mailto:`.
pub const LONGEST_CONTACT: usize = 261;

/// The pair of keys of an app, by which push services know that messages are from whom the browser subscribed to.
pub struct SenderKey(EcdsaKeyPair);

impl SenderKey {
    /// A new pair, in PKCS #8.
    pub fn random() -> Result<Vec<u8>, Unspecified> {
        let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())?;
        Ok(pair.as_ref().to_vec())
    }

    /// The pair that [`SenderKey::random`] made.
    pub fn of(pair: &[u8]) -> Result<Self, KeyRejected> {
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pair, &SystemRandom::new()).map(Self)
    }

    /// The public key as browsers take it for `applicationServerKey`, in base64url.
    pub fn public_text(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0.public_key().as_ref())
    }

    /// The value of `Authorization` for the service at `origin`, good until `end`, in seconds since 1970.
    fn authorization(&self, origin: &str, contact: &Contact, end: i64) -> Result<String, Unspecified> {
        let part = |value: serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let header = part(serde_json::json!({ "typ": "JWT", "alg": "ES256" }));
        let claims = part(serde_json::json!({ "aud": origin, "exp": end, "sub": contact.0 }));
        let message = format!("{header}.{claims}");
        let signed = BASE64_URL_SAFE_NO_PAD.encode(self.0.sign(&SystemRandom::new(), message.as_bytes())?.as_ref());
        Ok(format!("vapid t={message}.{signed}, k={}", self.public_text()))
    }
}

/// Whom a push service writes to when something is wrong with what is sent: `sub` of its token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact(String);

/// Why a contact does not do. Apple answers such a one with 403 BadJwtToken, after browsers have subscribed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContactError {
    #[error("the contact must begin with mailto: or https:")]
    Scheme,
    #[error("the contact is no e-mail address or address of a page")]
    Unreadable,
    #[error("the contact is of a host that is not on the internet")]
    Host,
    #[error("the contact has more than {LONGEST_CONTACT} characters")]
    TooLong,
}

impl Contact {
    /// A contact that every push service takes: `mailto:` with an address or `https:` with a host, both of the public internet.
    pub fn parse(text: &str) -> Result<Self, ContactError> {
        let text = text.trim();
        if text.chars().count() > LONGEST_CONTACT {
            return Err(ContactError::TooLong);
        }
        let host = if let Some(address) = text.strip_prefix("mailto:") {
            let (name, host) = address.rsplit_once('@').ok_or(ContactError::Unreadable)?;
            let is_name = |one: char| one.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(one);
            if name.is_empty() || !name.chars().all(is_name) {
                return Err(ContactError::Unreadable);
            }
            host.to_owned()
        } else if text.starts_with("https:") {
            let url = Url::parse(text).map_err(|_| ContactError::Unreadable)?;
            match url.host() {
                Some(Host::Domain(host)) => host.to_owned(),
                _ => return Err(ContactError::Host),
            }
        } else {
            return Err(ContactError::Scheme);
        };
        if is_public_name(&host) { Ok(Self(text.to_owned())) } else { Err(ContactError::Host) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether the name can be one of the public internet: with a dot, and under none of the names that never are (RFC 2606, 6761,
/// 6762 and 8375).
pub(super) fn is_public_name(host: &str) -> bool {
    const NEVER: [&str; 7] = ["localhost", "invalid", "test", "example", "local", "internal", "arpa"];
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let labels: Vec<&str> = host.split('.').collect();
    let is_label = |label: &&str| {
        let is_right = |one: char| one.is_ascii_alphanumeric() || one == '-';
        (1..=63).contains(&label.len()) && label.chars().all(is_right)
    };
    let last = labels.last().copied().unwrap_or_default();
    // The last label of an address of IPv4 is a number.
    let is_name = last.chars().any(|one| one.is_ascii_alphabetic());
    labels.len() >= 2 && labels.iter().all(is_label) && is_name && !NEVER.contains(&last)
}

/// The tokens of one app, a service each.
pub struct Sender {
    key: SenderKey,
    contact: Contact,
    kept: Mutex<HashMap<String, (String, i64)>>,
}

impl Sender {
    pub fn new(key: SenderKey, contact: Contact) -> Self {
        Self { key, contact, kept: Mutex::default() }
    }

    /// The value of `Authorization` for a message to the service at `origin`; `now` is in seconds since 1970.
    pub fn authorization(&self, origin: &str, now: i64) -> Result<String, Unspecified> {
        let mut kept = self.kept.lock().map_err(|_| Unspecified)?;
        if let Some((token, since)) = kept.get(origin)
            && (*since..*since + KEPT_SECONDS).contains(&now)
        {
            return Ok(token.clone());
        }
        let token = self.key.authorization(origin, &self.contact, now + GOOD_SECONDS)?;
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(origin.to_owned(), (token.clone(), now));
        Ok(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    const NOW: i64 = 1_795_000_000;

    #[test]
    fn a_token_is_signed_for_a_service_and_kept_for_half_a_day() {
        let key = SenderKey::of(&SenderKey::random().unwrap()).unwrap();
        let public = key.0.public_key().as_ref().to_vec();
        let sender = Sender::new(key, Contact::parse("mailto:push@engage.example.org").unwrap());
        let one = sender.authorization("https://push.example.net", NOW).unwrap();
        let (token, shown) = one.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        assert_eq!(BASE64_URL_SAFE_NO_PAD.decode(shown).unwrap(), public);
        let (message, signed) = token.rsplit_once('.').unwrap();
        let signed = BASE64_URL_SAFE_NO_PAD.decode(signed).unwrap();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &public).verify(message.as_bytes(), &signed).unwrap();
        let claims = BASE64_URL_SAFE_NO_PAD.decode(message.split_once('.').unwrap().1).unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(claims["aud"], "https://push.example.net");
        assert_eq!(claims["sub"], "mailto:push@engage.example.org");
        assert!(claims["exp"].as_i64().unwrap() - NOW <= 24 * 60 * 60);
        assert_eq!(sender.authorization("https://push.example.net", NOW + KEPT_SECONDS - 1).unwrap(), one);
        assert_ne!(sender.authorization("https://push.example.net", NOW + KEPT_SECONDS).unwrap(), one);
        assert_ne!(sender.authorization("https://other.example.net", NOW).unwrap(), one);
        // A token is good for hours after it was last used.
        const { assert!(GOOD_SECONDS - KEPT_SECONDS >= 4 * 60 * 60) };
    }

    #[test]
    fn a_contact_that_apple_refuses_is_refused_at_once() {
        for good in ["mailto:a@example.org", " https://example.org/contact ", "mailto:a.b+c@push.example.co.uk"] {
            assert_eq!(Contact::parse(good).unwrap().as_str(), good.trim());
        }
        for (wrong, why) in [
            ("", ContactError::Scheme),
            ("a@example.org", ContactError::Scheme),
            ("http://example.org", ContactError::Scheme),
            ("mailto:example.org", ContactError::Unreadable),
            ("mailto: a@example.org", ContactError::Unreadable),
            ("mailto:<a@example.org>", ContactError::Unreadable),
            ("https://", ContactError::Unreadable),
            ("mailto:a@localhost", ContactError::Host),
            ("mailto:a@example.invalid", ContactError::Host),
            ("mailto:a@example.org>", ContactError::Host),
            ("https://localhost:8080", ContactError::Host),
            ("https://engage.internal", ContactError::Host),
            ("https://127.0.0.1", ContactError::Host),
            ("mailto:a@127.0.0.1", ContactError::Host),
        ] {
            assert_eq!(Contact::parse(wrong), Err(why), "{wrong}");
        }
        let long = format!("mailto:{}@example.org", "a".repeat(LONGEST_CONTACT));
        assert_eq!(Contact::parse(&long), Err(ContactError::TooLong));
    }
}
