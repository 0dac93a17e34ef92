//! Calls that are made once however often they are sent, by the key that the program gives each: the same call again gets the
//! answer of the first. The key is stored before the call is made. The answers about rows and files are stored in the transaction
//! of what they change; those of other calls after it, so that a program that is killed in between leaves the key held for a
//! while. Such a call can then be made again, and says what it finds: people are already there, the name of a group is taken.

use super::Program;
use crate::ids::{PublisherId, TokenId};
use crate::state::State;
use crate::store::idempotency_keys::{self, Answered, NewKey, StoredKey};
use crate::store::{DbConnection, QueryResult, StoreError, broken_off_by};
use crate::token::hex;
use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex, PoisonError};

/// How long a key is kept: programs that try again do so within minutes, and jobs of the night the night after.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// The most keys of a token that are kept. Of more, the oldest are forgotten first: a program that makes a call a second
/// can still repeat those of the last hours.
const MOST: i64 = 10_000;

/// How often it is looked whether a token has more: a hundredth of [`MOST`] are too many at most.
const LOOKED_AFTER: i64 = 100;

/// The longest answer that is kept, in bytes: a thousand rows without a fault.
pub const LONGEST: usize = 64 << 10;

/// The longest key, in characters: as long as those of other services.
pub const LONGEST_KEY: usize = 255;

/// A call as the program sent it.
#[derive(Clone, Debug)]
pub struct Sent {
    pub key: String,
    /// The method and the address.
    pub request: String,
    /// SHA-256 of the body; `None` if it is received while the call is made.
    pub body_digest: Option<String>,
    /// How long the call may take. If there is no answer then, it broke off and can be made again.
    pub held: TimeDelta,
}

/// Who makes a call.
#[derive(Clone, Debug)]
pub struct Claim {
    publisher: PublisherId,
    token: TokenId,
    key: String,
    word: String,
}

/// A call while it is made, with the digest of its body, which may still come.
#[derive(Clone, Debug)]
pub struct HeldCall {
    claim: Claim,
    digest: Arc<Mutex<Sha256>>,
}

impl HeldCall {
    pub const fn new(claim: Claim, digest: Arc<Mutex<Sha256>>) -> Self {
        Self { claim, digest }
    }

    /// Stores how the call is answered, in the transaction of what it changes. It fails, and with it the transaction, if the
    /// call took so long that somebody else makes it now.
    pub fn keep(&self, connection: &mut DbConnection, answer: Answer) -> QueryResult<()> {
        let is_kept = self.keep_if_held(connection, answer)?;
        if is_kept { Ok(()) } else { Err(broken_off_by(std::io::Error::other("the call was made again meanwhile"))) }
    }

    /// Stores how the call was answered, unless somebody else makes it now.
    fn keep_if_held(&self, connection: &mut DbConnection, answer: Answer) -> QueryResult<bool> {
        let answered = Answered {
            body_digest: Some(finished(&self.digest)),
            status: Some(answer.status.into()),
            headers: serde_json::to_string(&answer.headers).ok(),
            answer: answer.body.filter(|body| body.len() <= LONGEST),
        };
        let Claim { publisher, token, key, word } = &self.claim;
        idempotency_keys::answer(connection, (*publisher, *token, key), word, &answered)
    }
}

/// The digest of the body as far as it has come.
pub fn finished(digest: &Mutex<Sha256>) -> String {
    hex(&digest.lock().unwrap_or_else(PoisonError::into_inner).clone().finalize())
}

/// How a call was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// Headers by their names.
    pub headers: Vec<(String, String)>,
    /// `None` if it is not kept: it was too long, or a person was erased since.
    pub body: Option<String>,
}

/// What to do with a call.
#[derive(Debug)]
pub enum Start {
    /// Make it, and say how it was answered.
    Make(Claim),
    /// It was made. The digest of its body is to be compared if it was not sent.
    Made { answer: Answer, body_digest: Option<String> },
    /// It is being made.
    Running,
    /// The key is that of another call.
    Other,
}

/// What is kept of a key or an address, in which a program may have named somebody.
pub fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Begins a call, or says how it was answered.
pub async fn begin(state: &State, program: &Program, sent: Sent) -> Result<Start, StoreError> {
    let now = state.clock.now();
    let claim = Claim {
        publisher: program.publisher.id,
        token: program.token,
        key: digest(&sent.key),
        word: hex(&rand::random::<[u8; 16]>()),
    };
    let new = NewKey {
        publisher_id: claim.publisher,
        token_id: claim.token,
        key: claim.key.clone(),
        request: digest(&sent.request),
        body_digest: sent.body_digest,
        word: claim.word.clone(),
        held_until: now + sent.held,
        expires_at: now + KEPT,
    };
    state
        .database
        .write(move |connection| {
            let (publisher, token) = (new.publisher_id, new.token_id);
            if let Some(found) = idempotency_keys::find(connection, publisher, token, &new.key)? {
                let is_over = found.expires_at <= now || (found.status.is_none() && found.held_until <= now);
                if !is_over {
                    return Ok(of_stored(found, &new));
                }
                if !idempotency_keys::remove(connection, publisher, token, found.id)? {
                    return Ok(Start::Running);
                }
            }
            match idempotency_keys::insert(connection, &new)? {
                // Another one has just begun it.
                None => Ok(Start::Running),
                Some(id) => {
                    if id % LOOKED_AFTER == 0 {
                        idempotency_keys::remove_oldest(connection, publisher, token, MOST)?;
                    }
                    Ok(Start::Make(claim))
                }
            }
        })
        .await
}

fn of_stored(stored: StoredKey, new: &NewKey) -> Start {
    let is_other_body = matches!((&stored.body_digest, &new.body_digest), (Some(one), Some(other)) if one != other);
    if stored.request != new.request || is_other_body {
        return Start::Other;
    }
    let Some(status) = stored.status.and_then(|status| u16::try_from(status).ok()) else { return Start::Running };
    let headers = stored.headers.as_deref().and_then(|headers| serde_json::from_str(headers).ok());
    let answer = Answer { status, headers: headers.unwrap_or_default(), body: stored.answer };
    Start::Made { answer, body_digest: stored.body_digest }
}

/// Stores how the call was answered.
pub async fn end(state: &State, making: HeldCall, answer: Answer) -> Result<(), StoreError> {
    state.database.write(move |connection| making.keep_if_held(connection, answer).map(drop)).await
}

/// Forgets a call that changed nothing, so that it can be made with the same key once what was wrong is right.
pub async fn release(state: &State, making: HeldCall) -> Result<(), StoreError> {
    let Claim { publisher, token, key, word } = making.claim;
    state.database.write(move |connection| idempotency_keys::release(connection, (publisher, token, &key), &word)).await
}

/// Deletes the keys that are no longer kept.
pub fn sweep(state: &State) -> Result<(), StoreError> {
    let now = state.clock.now();
    state.database.job_write(|connection| idempotency_keys::remove_expired(connection, now)).map(drop)
}
