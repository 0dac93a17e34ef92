//! Seals what the database must not show by itself, such as the secrets of two-step sign-in and of webhooks: with AES-256-GCM, under a
//! key that is in another table of the database and shared by all replicas.

use crate::token::{hex, unhex};
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use sha2::{Digest, Sha256};
use std::fmt::Display;

/// The length of the random number that each sealed text starts with, in bytes, as AES-GCM has it.
const NONCE: usize = 12;

/// Seals and opens. Cloning it is cheap.
#[derive(Clone)]
pub struct Seal(Aes256Gcm);

/// Why a sealed text was not opened, or not made: it is damaged, or another owner's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sealed secret cannot be opened")]
pub struct Unsealable;

impl Seal {
    /// `secret` is random and shared by all replicas.
    pub fn new(secret: &str) -> Self {
        Self(Aes256Gcm::new(&Sha256::digest(secret.as_bytes())))
    }

    /// The bytes, sealed for whose they are, such as the user with an id: in the row of another they cannot be opened.
    pub fn seal(&self, whose: impl Display, bytes: &[u8]) -> Result<String, Unsealable> {
        let (nonce, of) = (rand::random::<[u8; NONCE]>(), whose.to_string());
        let sealed = self.0.encrypt(Nonce::from_slice(&nonce), Payload { msg: bytes, aad: of.as_bytes() });
        Ok(hex(&nonce) + &hex(&sealed.map_err(|_| Unsealable)?))
    }

    /// The bytes that were sealed for whose they are.
    pub fn open(&self, whose: impl Display, sealed: &str) -> Result<Vec<u8>, Unsealable> {
        let bytes = unhex(sealed).ok_or(Unsealable)?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE).ok_or(Unsealable)?;
        let whose = whose.to_string();
        let payload = Payload { msg: sealed, aad: whose.as_bytes() };
        self.0.decrypt(Nonce::from_slice(nonce), payload).map_err(|_| Unsealable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::UserId;

    #[test]
    fn only_the_same_key_and_user_open_what_was_sealed() {
        let (seal, user) = (Seal::new("one"), UserId::from(7));
        let sealed = seal.seal(user, b"a secret").unwrap();
        assert_ne!(sealed, seal.seal(user, b"a secret").unwrap());
        assert!(!sealed.contains(&hex(b"a secret")));
        assert_eq!(seal.open(user, &sealed), Ok(b"a secret".to_vec()));
        assert_eq!(seal.open(UserId::from(8), &sealed), Err(Unsealable));
        assert_eq!(Seal::new("other").open(user, &sealed), Err(Unsealable));
        for damaged in ["", "0", "xy", &sealed[2..], &sealed[..sealed.len() - 1]] {
            assert_eq!(seal.open(user, damaged), Err(Unsealable), "{damaged:?}");
        }
    }
}
