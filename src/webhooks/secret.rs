//! The secret that a receiver shares with the program, and signatures with it, as Standard Webhooks 1.0.0 has them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The length of a secret in bytes; the standard asks for 24 to 64.
const LENGTH: usize = 32;

/// What the text of a secret begins with, so that those who look for leaked secrets know it.
const PREFIX: &str = "whsec_";

/// A secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl Secret {
    pub fn random() -> Self {
        Self(rand::random::<[u8; LENGTH]>().to_vec())
    }

    pub const fn of(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The secret as receivers are given it.
    pub fn text(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(&self.0))
    }

    /// The signature of a message.
    fn sign(&self, (id, timestamp): (&str, i64), body: &str) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

/// The signatures of a message with each secret that is good, separated by spaces. `timestamp` is in seconds since 1970.
pub fn signatures(secrets: &[Secret], about: (&str, i64), body: &str) -> String {
    secrets.iter().map(|secret| secret.sign(about, body)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_signed_as_the_standards_own_library_signs_it() {
        // Made by standardwebhooks 1.1.0 of PyPI: Webhook("whsec_" + base64 of 32 bytes 0, 1, 2, …).sign(…).
        let secret = Secret::of((0..32).collect());
        assert_eq!(secret.text(), "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
        let body = r#"{"type":"engage.test","data":{"name":"Zoé"}}"#;
        let signed =
            signatures(std::slice::from_ref(&secret), ("msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", 1_674_087_231), body);
        assert_eq!(signed, "v1,fRfn4RsZg1R9QGOySO0xayotc34gX+0xVqIRcKtrkpg=");
        let both = signatures(&[Secret::random(), secret], ("msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", 1_674_087_231), body);
        assert!(both.ends_with(&format!(" {signed}")) && both.starts_with("v1,"), "{both}");
    }
}
