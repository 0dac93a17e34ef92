//! Keeps what was typed into a form whose session had ended when it was sent, until its user has signed in again. Only
//! that user is given it back, and nothing in it is done before the user sends it once more.

use crate::access::Actor;
use crate::ids::UserId;
use crate::state::State;
use crate::store::kept_forms::{self, KeptForm};
use crate::store::{Database, StoreError};
use crate::token::Token;
use chrono::{NaiveDateTime, TimeDelta};

/// How long a form is kept: long enough to find a password and sign in.
const LIFETIME: TimeDelta = TimeDelta::minutes(15);

/// The longest form that is kept, in bytes of its URL-encoded fields: 10,000 addresses of 40 characters fit, the
/// longest list of people.
pub const LONGEST: usize = 512 << 10;

/// The most forms of one user, for as many tabs whose session ended with it. The oldest are deleted first.
const MOST_OF_A_USER: i64 = 5;

/// The most bytes of all forms, those of a hundred users with the longest list of people: users beyond it lose what they
/// typed, and the disk does not fill.
const MOST_BYTES: i64 = 64 << 20;

/// What was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentForm {
    /// The path and query that it was sent to.
    pub path: String,
    /// The fields, URL-encoded.
    pub fields: String,
    /// Whether it was sent in parts, as forms with a file are.
    pub has_parts: bool,
    /// The name of the file that was chosen, which is not kept.
    pub file_name: Option<String>,
}

/// Keeps the form for the user. Returns the token that it is found by, or `None` if it or all of them are too large.
pub async fn keep(state: &State, user: UserId, form: SentForm) -> Result<Option<Token>, StoreError> {
    let Some(bytes) = i32::try_from(form.fields.len()).ok().filter(|_| form.fields.len() <= LONGEST) else {
        return Ok(None);
    };
    let SentForm { path, fields, has_parts, file_name } = form;
    let form = KeptForm { user_id: user, path, fields, bytes, has_parts, file_name, created_at: state.clock.now() };
    let token = Token::random();
    let digest = token.digest();
    let kept = state.database.write(move |connection| {
        kept_forms::delete_old(connection, form.created_at - LIFETIME)?;
        kept_forms::delete_oldest(connection, user, MOST_OF_A_USER - 1)?;
        if kept_forms::bytes(connection)? + i64::from(bytes) > MOST_BYTES {
            return Ok(false);
        }
        kept_forms::create(connection, &digest, &form)?;
        Ok(true)
    });
    Ok(kept.await?.then_some(token))
}

/// The form with this token; `None` if it is another user's or no longer kept.
pub async fn find(state: &State, actor: &Actor, token: &str) -> Result<Option<SentForm>, StoreError> {
    let Some(user) = actor.user else { return Ok(None) };
    let (digest, since) = (Token::of(token).digest(), state.clock.now() - LIFETIME);
    let found = state.database.read(move |connection| kept_forms::find(connection, user, &digest, since)).await?;
    Ok(found.map(|KeptForm { path, fields, has_parts, file_name, .. }| SentForm { path, fields, has_parts, file_name }))
}

/// Deletes the forms that are no longer kept.
pub fn sweep(database: &Database, now: NaiveDateTime) -> Result<(), StoreError> {
    database.job_write(|connection| kept_forms::delete_old(connection, now - LIFETIME)).map(drop)
}
