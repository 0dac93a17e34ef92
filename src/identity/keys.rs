//! The keys of an app with which its back end signs. Two live at the same time while one takes the place of another.

use crate::access::{Actor, Forbidden, Role};
use crate::accounts::sealed::Unsealable;
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::ids::{AppId, AppKey, IdentityKeyId};
use crate::state::State;
use crate::store::apps::App;
use crate::store::identity_keys::{self, Algorithm, IdentityKey, NewIdentityKey};
use crate::store::{StoreError, apps};
use crate::text::{NameError, clean_name};
use crate::token::hex;
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};

/// The most keys of an app that count at the same time: two while one takes the place of another, for two back ends.
pub const MOST: usize = 4;

/// The longest text of a public key in PEM, in characters: those of P-256 have 178.
pub const LONGEST_PEM: u64 = 2_000;

/// The start of a P-256 public key in DER, before its uncompressed point of 65 bytes (RFC 5480).
const P256_START: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// The start of an Ed25519 public key in DER, before its 32 bytes (RFC 8410).
const ED25519_START: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// A key as the user wants it to be.
#[derive(Clone, Debug)]
pub struct NewKey {
    pub app: AppId,
    pub name: String,
    /// The public key in PEM; empty for a secret that Engage makes.
    pub public_key: String,
}

/// Why no key was added.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("the name is refused: {0:?}")]
    Name(NameError),
    #[error("this is no public key")]
    Unreadable,
    #[error("this is a private key")]
    Private,
    #[error("the app has {MOST} keys already")]
    TooMany,
    #[error(transparent)]
    Sealed(#[from] Unsealable),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The keys of each app, the apps by name.
pub fn list(state: &State, actor: &Actor) -> Result<Vec<(App, Vec<IdentityKey>)>, StoreError> {
    state.database.read_now(|connection| {
        let apps = apps::of_publisher(connection, actor.publisher)?;
        apps.into_iter()
            .map(|app| {
                let keys = identity_keys::of_app(connection, app.key())?;
                Ok((app, keys))
            })
            .collect()
    })
}

/// What a secret of an app is sealed for.
pub(super) fn seal_of(app: AppKey) -> String {
    format!("identity key of app {}", app.id)
}

/// Adds a key. Returns the secret that was made, which is shown this once.
pub fn add(state: &State, actor: &Actor, new: &NewKey) -> Result<Option<String>, KeyError> {
    actor.require(Role::Owner)?;
    let name = clean_name(&new.name).map_err(KeyError::Name)?;
    let (app, now) = (AppKey { publisher: actor.publisher, id: new.app }, state.clock.now());
    let (algorithm, material, secret) = if new.public_key.trim().is_empty() {
        let secret = BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
        (Algorithm::Hs256, state.seal.seal(seal_of(app), secret.as_bytes())?, Some(secret))
    } else {
        let (algorithm, key) = public_key(&new.public_key)?;
        (algorithm, hex(&key), None)
    };
    let is_added = state.database.write_now(|connection| {
        let found = apps::find(connection, actor.publisher, new.app)?;
        let keys = identity_keys::of_app(connection, app)?;
        if keys.iter().filter(|key| key.retired_at.is_none()).count() >= MOST {
            return Ok(false);
        }
        let row = NewIdentityKey { name: &name, algorithm, material: &material };
        let id = identity_keys::create(connection, app, &row, now)?;
        let changes = Changes::none().has(Field::App, found.name).has(Field::Kind, algorithm.name());
        audit::record(connection, actor, now, (Action::Created, Subject::identity_key(id, &name), changes))?;
        Ok(true)
    })?;
    if is_added { Ok(secret) } else { Err(KeyError::TooMany) }
}

/// Retires a key: what is signed with it counts no longer. Again, it changes nothing.
pub fn retire(state: &State, actor: &Actor, app: AppId, key: IdentityKeyId) -> Result<(), StoreError> {
    let (app, now) = (AppKey { publisher: actor.publisher, id: app }, state.clock.now());
    state.database.write_now(|connection| {
        if let Some(found) = identity_keys::retire(connection, app, key, now)? {
            let subject = Subject::identity_key(key, &found.name);
            audit::record(connection, actor, now, (Action::Revoked, subject, Changes::none()))?;
        }
        Ok(())
    })
}

/// A public key of one of the algorithms from its text in PEM.
fn public_key(pem: &str) -> Result<(Algorithm, Vec<u8>), KeyError> {
    if pem.contains("PRIVATE KEY") {
        return Err(KeyError::Private);
    }
    let lines = pem.lines().map(str::trim).filter(|line| !line.starts_with("-----"));
    let text: String = lines.collect();
    let der =
        Some(text).filter(|text| text.len() as u64 <= LONGEST_PEM).and_then(|text| BASE64_STANDARD.decode(text).ok());
    let der = der.ok_or(KeyError::Unreadable)?;
    if let Some(point) = der.strip_prefix(&P256_START).filter(|point| point.len() == 65 && point[0] == 4) {
        return Ok((Algorithm::Es256, point.to_vec()));
    }
    let key = der.strip_prefix(&ED25519_START).filter(|key| key.len() == 32);
    key.map(|key| (Algorithm::EdDsa, key.to_vec())).ok_or(KeyError::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    const P256: &str = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEVs/o5+uQbTjL3chynL4wXgUg2R9
q9UU8I5mEovUf86QZ7kOBIjJwqnzD1omageEHWwHdBO6B+dFabmdT9POxg==
-----END PUBLIC KEY-----";
    const ED25519: &str = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----";

    #[test]
    fn a_public_key_says_its_algorithm() {
        assert!(matches!(public_key(P256), Ok((Algorithm::Es256, key)) if key.len() == 65));
        assert!(matches!(public_key(&P256.replace('\n', "\r\n")), Ok((Algorithm::Es256, _))));
        assert!(matches!(public_key(ED25519), Ok((Algorithm::EdDsa, key)) if key.len() == 32));
        let private = ED25519.replace("PUBLIC", "PRIVATE");
        assert!(matches!(public_key(&private), Err(KeyError::Private)));
        for wrong in ["ssh-ed25519 AAAA", "MCowBQYDK2VwAyEA", "é", &P256[..120]] {
            assert!(matches!(public_key(wrong), Err(KeyError::Unreadable)), "{wrong}");
        }
    }
}
