//! Sessions: who is signed in with one, a user's list of them, and signing out others. The store of sessions that
//! `web` gives to actix-session keeps them with [`create`], [`find`], [`save`] and [`delete`].

use crate::access::Role;
use crate::audit::{self, Action, Author, Changes, Field, Subject};
use crate::ids::UserId;
use crate::state::State;
use crate::store::publishers::{self, Publisher};
use crate::store::sessions::{self, ListedSession, NewSession, Seen, StoredSession};
use crate::store::users::{self, User};
use crate::store::{Database, DbConnection, QueryResult, StoreError, two_steps, webhook_endpoints};
use chrono::NaiveDateTime;
use std::sync::Arc;

/// A user and the publisher whose rows the user may access.
#[derive(Clone)]
pub struct Member {
    pub user: User,
    pub publisher: Publisher,
    /// Whether the user signs in in two steps.
    pub has_two_step: bool,
    /// Whether a webhook is disabled because nothing arrives; only for owners, who can do something about it.
    pub has_failed_webhook: bool,
}

/// The user whose id a session has; `None` if there is no such user any more, or the account is disabled.
pub async fn member(state: &State, user: UserId) -> Result<Option<Arc<Member>>, StoreError> {
    let found = state.database.read_kept(format!("user {user}"), move |connection| {
        let user = users::of_session_or_link(connection, user)?;
        let publisher = publishers::find(connection, user.publisher_id)?;
        let has_two_step = two_steps::is_on(connection, user.id)?;
        let has_failed_webhook = user.role == Role::Owner && webhook_endpoints::any_given_up(connection, publisher.id)?;
        Ok(Member { user, publisher, has_two_step, has_failed_webhook })
    });
    match found.await {
        Err(error) if error.is_not_found() => Ok(None),
        found => Ok(Some(found?).filter(|member| !member.user.is_disabled())),
    }
}

/// The session with the key of this digest, even if it has ended.
pub async fn find(database: &Database, key_digest: &str) -> Result<Arc<Option<StoredSession>>, StoreError> {
    let (kept, digest) = (format!("session {key_digest}"), key_digest.to_owned());
    database.read_kept(kept, move |connection| sessions::find(connection, &digest)).await
}

/// Stores a new session.
pub async fn create(database: &Database, session: NewSession) -> Result<(), StoreError> {
    database.write(move |connection| sessions::create(connection, &session)).await
}

/// Stores the state of a session. A session that has ended meanwhile, in another tab, stays ended.
pub async fn save(
    database: &Database,
    key_digest: String,
    user: Option<UserId>,
    state: String,
) -> Result<(), StoreError> {
    let write = move |connection: &mut _| sessions::update(connection, &key_digest, user, &state);
    database.write(write).await.map(drop)
}

/// Stores when sessions were last seen.
pub async fn write_seen(database: &Database, seen: Vec<Seen>) -> Result<(), StoreError> {
    database.write(move |connection| sessions::update_seen(connection, &seen)).await
}

/// Removes a session.
pub async fn delete(database: &Database, key_digest: String) -> Result<(), StoreError> {
    database.write(move |connection| sessions::delete(connection, &key_digest)).await
}

/// The user's sessions, the most recently seen first.
pub async fn of_user(state: &State, user: UserId) -> Result<Vec<ListedSession>, StoreError> {
    let now = state.clock.now();
    state.database.read(move |connection| sessions::of_user(connection, user, now)).await
}

/// Ends the `chosen` session, or all except `here` if `None`. Returns how many ended.
pub async fn end(state: &State, user: UserId, here: String, chosen: Option<String>) -> Result<usize, StoreError> {
    let now = state.clock.now();
    let end = state.database.write(move |connection| {
        let ended = match chosen {
            None => sessions::delete_others(connection, user, &here)?,
            Some(one) => sessions::delete_one(connection, user, &one)?,
        };
        if ended > 0 {
            let changes = Changes::none().has(Field::Sessions, ended);
            record(connection, user, now, (Action::SessionsEnded, changes))?;
        }
        Ok(ended)
    });
    end.await
}

/// Ends the user's session in which the user signs out.
pub async fn sign_out(state: &State, user: UserId, session: String) -> Result<(), StoreError> {
    let now = state.clock.now();
    let end = state.database.write(move |connection| match sessions::delete_one(connection, user, &session)? {
        0 => Ok(()),
        _ => record(connection, user, now, (Action::SignedOut, Changes::none())),
    });
    end.await
}

/// Records what a user did with sessions of their own.
fn record(
    connection: &mut DbConnection,
    user: UserId,
    now: NaiveDateTime,
    (action, changes): (Action, Changes),
) -> QueryResult<()> {
    let user = users::of_session_or_link(connection, user)?;
    audit::record(connection, Author::user(user.publisher_id, user.id), now, (action, Subject::user(&user), changes))
}
