//! Seals a message for one browser: RFC 8291 with the content coding `aes128gcm` of RFC 8188, in one record.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use ring::rand::{SecureRandom, SystemRandom};
use ring::{aead, error::Unspecified};

/// The length of a public key of P-256 that is not compressed, in bytes.
const PUBLIC_KEY: usize = 65;

/// The length of the secret that a browser makes for its subscription, in bytes.
const AUTH: usize = 16;

/// The length of the salt of a message, in bytes (RFC 8188).
const SALT: usize = 16;

/// The size of the one record, in bytes: the most that a push service must take (RFC 8291, section 4).
const RECORD: u32 = 4_096;

/// What ends the text of the last record, before the padding (RFC 8188, section 2).
const END: u8 = 2;

/// The salt, the size of the record, the length of the key and the key come before the record.
const HEADER: usize = SALT + 4 + 1 + PUBLIC_KEY;

/// The longest text of a message, in bytes: what is left of 4,096 after the header, the delimiter and the tag of AES-GCM.
pub const LONGEST: usize = 4_096 - HEADER - 1 - 16;

/// What a browser gives with its subscription: who has it can seal messages that only this browser opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowserKeys {
    public: [u8; PUBLIC_KEY],
    auth: [u8; AUTH],
}

/// Why keys are not those of a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeysError {
    #[error("p256dh must be a public key of P-256 with 65 bytes, in base64url")]
    Public,
    #[error("auth must be 16 bytes in base64url")]
    Auth,
}

impl BrowserKeys {
    /// The keys as `PushSubscription.toJSON` has them, in base64url; some browsers' libraries pad it.
    pub fn parse(public: &str, auth: &str) -> Result<Self, KeysError> {
        let public = decoded(public).ok_or(KeysError::Public)?;
        // Whether the point lies on the curve shows when somebody agrees on a secret with it.
        let key = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).map_err(|_| KeysError::Public)?;
        agree_ephemeral(key, &UnparsedPublicKey::new(&ECDH_P256, public), |_| ()).map_err(|_| KeysError::Public)?;
        Ok(Self { public, auth: decoded(auth).ok_or(KeysError::Auth)? })
    }

    /// The keys that were checked before.
    pub const fn of(public: [u8; PUBLIC_KEY], auth: [u8; AUTH]) -> Self {
        Self { public, auth }
    }

    pub const fn public(&self) -> &[u8; PUBLIC_KEY] {
        &self.public
    }

    pub const fn auth(&self) -> &[u8; AUTH] {
        &self.auth
    }
}

fn decoded<const LENGTH: usize>(text: &str) -> Option<[u8; LENGTH]> {
    BASE64_URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()?.try_into().ok()
}

/// Why a message was not sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("a message has more than {LONGEST} bytes")]
    TooLong,
    #[error("a message could not be encrypted")]
    Failed,
}

impl From<Unspecified> for SealError {
    fn from(_: Unspecified) -> Self {
        Self::Failed
    }
}

/// The body of a push message: `text`, which is padded to `length` bytes, so that messages of one length cannot be told apart.
pub fn seal(random: &SystemRandom, browser: &BrowserKeys, text: &[u8], length: usize) -> Result<Vec<u8>, SealError> {
    if text.len().max(length) > LONGEST {
        return Err(SealError::TooLong);
    }
    let key = EphemeralPrivateKey::generate(&ECDH_P256, random)?;
    let public = key.compute_public_key()?;
    let own: [u8; PUBLIC_KEY] = public.as_ref().try_into().map_err(|_| SealError::Failed)?;
    let mut salt = [0; SALT];
    random.fill(&mut salt)?;
    agree_ephemeral(key, &UnparsedPublicKey::new(&ECDH_P256, &browser.public), |secret| {
        seal_with(&Agreed { secret, own: &own, salt: &salt }, browser, text, length)
    })?
}

/// What a sender takes for one message.
struct Agreed<'a> {
    /// The secret that both keys agree on.
    secret: &'a [u8],
    /// The public key of the sender.
    own: &'a [u8; PUBLIC_KEY],
    salt: &'a [u8; SALT],
}

fn seal_with(agreed: &Agreed<'_>, browser: &BrowserKeys, text: &[u8], length: usize) -> Result<Vec<u8>, SealError> {
    let about: [&[u8]; 3] = [b"WebPush: info\0", &browser.public, agreed.own];
    let material: [u8; 32] = derived(&browser.auth, agreed.secret, &about)?;
    let key: [u8; 16] = derived(agreed.salt, &material, &[b"Content-Encoding: aes128gcm\0"])?;
    let nonce: [u8; 12] = derived(agreed.salt, &material, &[b"Content-Encoding: nonce\0"])?;
    let mut record = Vec::with_capacity(text.len().max(length) + 1);
    record.extend_from_slice(text);
    record.push(END);
    record.resize(text.len().max(length) + 1, 0);
    let key = aead::LessSafeKey::new(aead::UnboundKey::new(&aead::AES_128_GCM, &key)?);
    let nonce = aead::Nonce::assume_unique_for_key(nonce);
    let tag = key.seal_in_place_separate_tag(nonce, aead::Aad::empty(), &mut record)?;
    let mut sealed = Vec::with_capacity(HEADER + record.len() + tag.as_ref().len());
    sealed.extend_from_slice(agreed.salt);
    sealed.extend_from_slice(&RECORD.to_be_bytes());
    sealed.push(u8::try_from(PUBLIC_KEY).map_err(|_| SealError::Failed)?);
    sealed.extend_from_slice(agreed.own);
    sealed.extend_from_slice(&record);
    sealed.extend_from_slice(tag.as_ref());
    Ok(sealed)
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// `LENGTH` bytes by HKDF with SHA-256 (RFC 5869).
fn derived<const LENGTH: usize>(salt: &[u8], secret: &[u8], about: &[&[u8]]) -> Result<[u8; LENGTH], Unspecified> {
    let mut bytes = [0; LENGTH];
    Salt::new(HKDF_SHA256, salt).extract(secret).expand(about, Length(LENGTH))?.fill(&mut bytes)?;
    Ok(bytes)
}

/// One record has room for the longest text.
const _: () = assert!(HEADER + LONGEST + 1 + 16 == RECORD as usize);

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const AUTH_SECRET: &str = "BTBZMqHH6r4Tts7J_aSIgg";

    #[test]
    fn the_example_of_the_standard_is_sealed_as_it_is_printed_there() {
        // RFC 8291, appendix A: the secret stands for the two keys that agree on it.
        let browser = BrowserKeys::parse(PUBLIC, AUTH_SECRET).unwrap();
        let secret = BASE64_URL_SAFE_NO_PAD.decode("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs").unwrap();
        let own = "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
        let (own, salt) = (decoded(own).unwrap(), decoded("DGv6ra1nlYgDCS1FRnbzlw").unwrap());
        let agreed = Agreed { secret: &secret, own: &own, salt: &salt };
        let sealed = seal_with(&agreed, &browser, b"When I grow up, I want to be a watermelon", 0).unwrap();
        assert_eq!(
            BASE64_URL_SAFE_NO_PAD.encode(sealed),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
    }

    #[test]
    fn messages_of_one_length_cannot_be_told_apart_by_it_and_none_is_longer_than_push_services_take() {
        let (random, browser) = (SystemRandom::new(), BrowserKeys::parse(PUBLIC, AUTH_SECRET).unwrap());
        let length = |text: &[u8], length| seal(&random, &browser, text, length).map(|sealed| sealed.len());
        assert_eq!(length(b"", 300), length(&[b'x'; 300], 300));
        assert_eq!(length(&[b'x'; LONGEST], 0), Ok(4_096));
        assert_eq!(length(b"", LONGEST), Ok(4_096));
        assert_eq!(length(&[b'x'; LONGEST + 1], 0), Err(SealError::TooLong));
        assert_eq!(length(b"", LONGEST + 1), Err(SealError::TooLong));
        let twice = [(); 2].map(|()| seal(&random, &browser, b"the same", 0).unwrap());
        assert_ne!(twice[0], twice[1]);
    }

    #[test]
    fn keys_that_no_browser_makes_are_refused() {
        assert!(BrowserKeys::parse(&format!("{PUBLIC}="), &format!("{AUTH_SECRET}==")).is_ok());
        // The last one is no point of the curve.
        for public in ["", "é", AUTH_SECRET, &PUBLIC[..86], &format!("{}g", &PUBLIC[..86]), &PUBLIC.replace("Xv", "Xw")]
        {
            assert_eq!(BrowserKeys::parse(public, AUTH_SECRET), Err(KeysError::Public), "{public}");
        }
        for auth in ["", "é", PUBLIC, &AUTH_SECRET[..20]] {
            assert_eq!(BrowserKeys::parse(PUBLIC, auth), Err(KeysError::Auth), "{auth}");
        }
    }
}
