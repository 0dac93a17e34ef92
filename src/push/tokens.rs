//! The tokens by which a browser, or whoever follows the link of a message, says what became of it. A token names its
//! subscription and its notification, and is signed: it is found by the numbers in it, and nobody can make one up.

use crate::ids::{Number, SubscriptionId};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::hmac;

/// How much of the signature is kept, in bytes: nobody guesses 128 bits.
const SIGNATURE: usize = 16;

/// The two numbers before the signature, in bytes.
const NUMBERS: usize = 8;

/// Makes and reads tokens. Cloning it is cheap.
#[derive(Clone)]
pub struct PushTokens(hmac::Key);

/// What a token names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Named {
    pub subscription: SubscriptionId,
    /// The number of the notification; 0 for the subscription by itself.
    pub notification: Number,
}

impl PushTokens {
    /// `secret` is random and shared by all replicas.
    pub fn new(secret: &str) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()))
    }

    /// The token, of 32 characters of base64url.
    pub fn make(&self, named: Named) -> String {
        let mut bytes = Number::from(named.subscription).to_be_bytes().to_vec();
        bytes.extend_from_slice(&named.notification.to_be_bytes());
        let signature = hmac::sign(&self.0, &bytes);
        bytes.extend_from_slice(&signature.as_ref()[..SIGNATURE]);
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// What the token names; `None` if it is none that was made here.
    pub fn read(&self, token: &str) -> Option<Named> {
        // Longer ones need not be decoded.
        if token.len() != (NUMBERS + SIGNATURE) * 4 / 3 {
            return None;
        }
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
        let (numbers, signature) = bytes.split_at_checked(NUMBERS)?;
        let wanted = hmac::sign(&self.0, numbers);
        let is_right: bool = subtle::ConstantTimeEq::ct_eq(&wanted.as_ref()[..SIGNATURE], signature).into();
        let number = |part: &[u8]| part.try_into().ok().map(Number::from_be_bytes);
        let (subscription, notification) = (number(&numbers[..4])?, number(&numbers[4..])?);
        is_right.then(|| Named { subscription: subscription.into(), notification })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_names_what_it_was_made_for_and_nobody_else_makes_one() {
        let (tokens, named) = (PushTokens::new("a"), Named { subscription: 7.into(), notification: 300 });
        let token = tokens.make(named);
        assert_eq!((token.len(), tokens.read(&token)), (32, Some(named)));
        assert_eq!(PushTokens::new("b").read(&token), None);
        let other = format!("{}A", &token[..31]);
        for wrong in ["", "é", &token[..28], &format!("{token}AAAA"), if other == token { "x" } else { &other }] {
            assert_eq!(tokens.read(wrong), None, "{wrong}");
        }
    }
}
