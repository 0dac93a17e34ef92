//! What a token looks like: `engs_` or, if it is public, `engp_`, 40 random letters and digits, and 6 that check them. The beginning tells people and
//! scanners of leaked secrets what it is, and the check tells a typing error without asking the database.

use crate::token::hex;
use rand::Rng;
use rand::distr::Alphanumeric;
use sha2::{Digest, Sha256};

/// What a token starts with: one that only its bearer knows, or one that is in programs on people's devices. Both are as
/// long.
const SECRET: &str = "engs_";
const PUBLIC: &str = "engp_";

/// Random characters: 40 letters and digits are 238 bits.
const RANDOM: usize = 40;

/// Characters that check the others: 62^6 is more than the 2^32 values of a CRC-32.
const CHECK: usize = 6;

/// The characters of the start and of the random part that are shown in lists.
const SHOWN: usize = SECRET.len() + 4;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A token as only its bearer knows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new token, public or secret.
    pub fn random(is_public: bool) -> Self {
        let start = if is_public { PUBLIC } else { SECRET };
        let random: String = rand::rng().sample_iter(Alphanumeric).take(RANDOM).map(char::from).collect();
        let text = format!("{start}{random}");
        Self(format!("{text}{}", check(&text)))
    }

    /// The token that a program sent; `None` if it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let is_one = (text.starts_with(SECRET) || text.starts_with(PUBLIC))
            && text.len() == SECRET.len() + RANDOM + CHECK
            && text.bytes().skip(SECRET.len()).all(|byte| byte.is_ascii_alphanumeric());
        let (start, end) = is_one.then(|| text.split_at(SECRET.len() + RANDOM))?;
        (check(start) == end).then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first characters, which are shown in lists.
    pub fn prefix(&self) -> &str {
        &self.0[..SHOWN]
    }

    /// What the store keeps: SHA-256 in hexadecimal. There is nothing to guess in so many random bits, so it need not be
    /// slow.
    pub fn digest(&self) -> String {
        hex(&Sha256::digest(self.0.as_bytes()))
    }
}

/// The CRC-32 of the text in six letters and digits, the lowest first.
fn check(text: &str) -> String {
    let mut rest = crc32fast::hash(text.as_bytes());
    let mut next = || {
        let digit = rest % 62;
        rest /= 62;
        char::from(DIGITS[digit as usize])
    };
    (0..CHECK).map(|_| next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_error_is_not_a_token() {
        let secret = Secret::random(false);
        assert!(Secret::parse(Secret::random(true).as_str()).is_some());
        assert!(Secret::parse(secret.as_str()).is_some_and(|read| read == secret));
        for at in SECRET.len()..secret.0.len() {
            let mut typed = secret.0.clone().into_bytes();
            typed[at] = if typed[at] == b'a' { b'b' } else { b'a' };
            assert!(Secret::parse(&String::from_utf8(typed).unwrap()).is_none(), "{at}");
        }
        for other in ["", "engs_", &secret.0[1..], &format!("{}0", secret.0), "engs_é"] {
            assert!(Secret::parse(other).is_none(), "{other}");
        }
    }

    #[test]
    fn the_check_is_the_same_for_good() {
        assert_eq!(check("123456789"), "EMRZj3", "CRC-32 of 123456789 is 3421780262");
    }
}
