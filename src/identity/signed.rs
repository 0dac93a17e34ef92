//! Checks what a back end has signed: a JSON Web Token (RFC 7519) in its compact form. The algorithm is that of the app's key
//! and not what the token says of itself.

use super::keys::seal_of;
use super::{LEEWAY_SECONDS, LONGEST_SECONDS};
use crate::ids::{AppId, AppKey};
use crate::state::State;
use crate::store::identity_keys::{self, Algorithm, IdentityKey};
use crate::store::{StoreError, Version};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::{hmac, signature};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The longest token, in bytes: those of back ends with many claims have a kilobyte or two.
const LONGEST: usize = 8_192;

/// Why a signed token does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignedError {
    #[error("it is no signed JSON Web Token")]
    Unreadable,
    #[error("it is signed with none of the app's keys")]
    Signature,
    #[error("it is for another app: aud must be the id of the app")]
    Audience,
    #[error("it has expired")]
    Expired,
    #[error("it is not valid yet")]
    Early,
    #[error("it is valid for longer than 24 hours, or exp is missing")]
    TooLong,
    #[error("it names nobody: sub must be the account id")]
    Nobody,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    /// Extensions that a reader must understand, of which there are none here.
    crit: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Claims {
    sub: Option<String>,
    aud: Option<Audience>,
    exp: Option<f64>,
    nbf: Option<f64>,
    iat: Option<f64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn has(&self, wanted: &str) -> bool {
        match self {
            Self::One(one) => one == wanted,
            Self::Several(several) => several.iter().any(|one| one == wanted),
        }
    }
}

/// The account id for whom the token was signed with one of the app's keys at this version of the database.
pub async fn signed_for(
    state: &State,
    version: Option<&Version>,
    app: AppKey,
    token: &str,
) -> Result<Result<String, SignedError>, StoreError> {
    let kept_as = format!("identity keys of app {} of {}", app.id, app.publisher);
    let find = move |connection: &mut _| identity_keys::of_app(connection, app);
    let keys = state.database.read_kept_at(version, kept_as, find).await?;
    Ok(subject(state, app, &keys, token, state.clock.now().and_utc().timestamp()))
}

/// The account id for whom the token was signed with one of the app's `keys`; `now` is in seconds since 1970.
fn subject(state: &State, app: AppKey, keys: &[IdentityKey], token: &str, now: i64) -> Result<String, SignedError> {
    let secret = |key: &IdentityKey| state.seal.open(seal_of(app), &key.material).ok();
    subject_by(&app.id.to_string(), keys, token, now, secret)
}

/// The app that the token says it is for. It may be any: only its signature, by one of the app's keys, tells.
pub fn audience(token: &str) -> Option<AppId> {
    if token.len() > LONGEST {
        return None;
    }
    let claims: Claims = json(token.split('.').nth(1)?).ok()?;
    match claims.aud? {
        Audience::One(one) => one.parse().ok(),
        Audience::Several(several) => several.iter().find_map(|one| one.parse().ok()),
    }
}

fn subject_by(
    audience: &str,
    keys: &[IdentityKey],
    token: &str,
    now: i64,
    secret: impl Fn(&IdentityKey) -> Option<Vec<u8>>,
) -> Result<String, SignedError> {
    let mut parts = token.split('.');
    let (Some(header), Some(claims), Some(signed), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(SignedError::Unreadable);
    };
    if token.len() > LONGEST {
        return Err(SignedError::Unreadable);
    }
    let (message, signature) = (&token[..header.len() + 1 + claims.len()], decoded(signed)?);
    let header: Header = json(header)?;
    if header.crit.is_some() {
        return Err(SignedError::Unreadable);
    }
    let live = keys.iter().filter(|key| key.retired_at.is_none() && key.algorithm.name() == header.alg);
    let is_right = |key: &IdentityKey| is_signed(key, message.as_bytes(), &signature, &secret);
    if !live.into_iter().any(is_right) {
        return Err(SignedError::Signature);
    }
    checked(json(claims)?, audience, now)
}

/// The account id of claims that count now.
#[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are far below 2^52")]
fn checked(claims: Claims, audience: &str, now: i64) -> Result<String, SignedError> {
    let (now, leeway) = (now as f64, LEEWAY_SECONDS as f64);
    if !claims.aud.is_some_and(|aud| aud.has(audience)) {
        return Err(SignedError::Audience);
    }
    let end = claims.exp.ok_or(SignedError::TooLong)?;
    if end <= now - leeway {
        return Err(SignedError::Expired);
    }
    if end > now + LONGEST_SECONDS as f64 + leeway {
        return Err(SignedError::TooLong);
    }
    if [claims.nbf, claims.iat].into_iter().flatten().any(|start| start > now + leeway) {
        return Err(SignedError::Early);
    }
    claims.sub.filter(|account| !account.is_empty()).ok_or(SignedError::Nobody)
}

fn is_signed(
    key: &IdentityKey,
    message: &[u8],
    signed: &[u8],
    secret: &impl Fn(&IdentityKey) -> Option<Vec<u8>>,
) -> bool {
    let by_pair = |algorithm: &'static dyn signature::VerificationAlgorithm| {
        let public = crate::token::unhex(&key.material);
        public
            .is_some_and(|public| signature::UnparsedPublicKey::new(algorithm, public).verify(message, signed).is_ok())
    };
    match key.algorithm {
        Algorithm::Hs256 => secret(key)
            .is_some_and(|secret| hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, &secret), message, signed).is_ok()),
        Algorithm::Es256 => by_pair(&signature::ECDSA_P256_SHA256_FIXED),
        Algorithm::EdDsa => by_pair(&signature::ED25519),
    }
}

fn decoded(part: &str) -> Result<Vec<u8>, SignedError> {
    BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| SignedError::Unreadable)
}

fn json<T: DeserializeOwned>(part: &str) -> Result<T, SignedError> {
    serde_json::from_slice(&decoded(part)?).map_err(|_| SignedError::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::hex;
    use chrono::DateTime;
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
    use serde_json::{Value, json};

    const NOW: i64 = 1_795_000_000;

    fn key(algorithm: Algorithm, material: &[u8]) -> IdentityKey {
        let created_at = DateTime::UNIX_EPOCH.naive_utc();
        let material = hex(material);
        IdentityKey { id: 1.into(), name: String::new(), algorithm, material, created_at, retired_at: None }
    }

    fn token(header: &Value, claims: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(header), part(claims));
        let signed = BASE64_URL_SAFE_NO_PAD.encode(sign(message.as_bytes()));
        format!("{message}.{signed}")
    }

    fn claims() -> Value {
        json!({ "sub": "u1", "aud": "7", "exp": NOW + 3_600, "iat": NOW })
    }

    fn hs256(header: &Value, claims: &Value, secret: &[u8]) -> String {
        let secret = hmac::Key::new(hmac::HMAC_SHA256, secret);
        token(header, claims, |message| hmac::sign(&secret, message).as_ref().to_vec())
    }

    /// Whom the token names, if the app's only key is the secret `s`.
    fn read(token: &str) -> Result<String, SignedError> {
        subject_by("7", &[key(Algorithm::Hs256, b"s")], token, NOW, |_| Some(b"s".to_vec()))
    }

    fn with(name: &str, value: Value) -> Result<String, SignedError> {
        let mut claims = claims();
        claims[name] = value;
        read(&hs256(&json!({ "alg": "HS256" }), &claims, b"s"))
    }

    #[test]
    fn a_token_counts_for_the_app_and_the_time_that_it_was_signed_for() {
        assert_eq!(with("nonce", json!("x")), Ok(String::from("u1")));
        assert_eq!(with("aud", json!(["other", "7"])), Ok(String::from("u1")));
        assert_eq!(with("aud", json!("8")), Err(SignedError::Audience));
        assert_eq!(with("exp", json!(NOW - 61)), Err(SignedError::Expired));
        assert_eq!(with("exp", json!(NOW + 25 * 3_600)), Err(SignedError::TooLong));
        assert_eq!(with("exp", Value::Null), Err(SignedError::TooLong));
        assert_eq!(with("nbf", json!(NOW + 100)), Err(SignedError::Early));
        assert_eq!(with("sub", json!("")), Err(SignedError::Nobody));
        assert_eq!(with("sub", json!(1)), Err(SignedError::Unreadable));
    }

    #[test]
    fn the_key_says_the_algorithm_and_not_the_token() {
        let public = b"the public key";
        let keys = [key(Algorithm::Es256, public)];
        let forged = hs256(&json!({ "alg": "HS256" }), &claims(), public);
        assert_eq!(subject_by("7", &keys, &forged, NOW, |_| Some(public.to_vec())), Err(SignedError::Signature));
        for alg in ["none", "None", "HS384", "ES256"] {
            let unsigned = token(&json!({ "alg": alg }), &claims(), |_| Vec::new());
            assert_eq!(read(&unsigned), Err(SignedError::Signature), "{alg}");
        }
        let wrong = hs256(&json!({ "alg": "HS256" }), &claims(), b"other");
        assert_eq!(read(&wrong), Err(SignedError::Signature));
        let critical = hs256(&json!({ "alg": "HS256", "crit": ["b64"] }), &claims(), b"s");
        assert_eq!(read(&critical), Err(SignedError::Unreadable));
        for broken in ["", "a.b", "a.b.c.d", "é.é.é", &"a".repeat(LONGEST + 1)] {
            assert_eq!(read(broken), Err(SignedError::Unreadable));
        }
    }

    #[test]
    fn pairs_of_keys_sign_too_until_they_are_retired() {
        let random = SystemRandom::new();
        let pair = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(pair.as_ref()).unwrap();
        let signed = token(&json!({ "alg": "EdDSA" }), &claims(), |message| pair.sign(message).as_ref().to_vec());
        let mut keys = [key(Algorithm::EdDsa, pair.public_key().as_ref())];
        assert_eq!(subject_by("7", &keys, &signed, NOW, |_| None), Ok(String::from("u1")));
        keys[0].retired_at = Some(DateTime::UNIX_EPOCH.naive_utc());
        assert_eq!(subject_by("7", &keys, &signed, NOW, |_| None), Err(SignedError::Signature));
        let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pair.as_ref(), &random).unwrap();
        let sign = |message: &[u8]| pair.sign(&random, message).unwrap().as_ref().to_vec();
        let signed = token(&json!({ "alg": "ES256" }), &claims(), sign);
        let keys = [key(Algorithm::Es256, pair.public_key().as_ref())];
        assert_eq!(subject_by("7", &keys, &signed, NOW, |_| None), Ok(String::from("u1")));
    }
}
