//! Sessions: which users are signed in. Only a digest of a session's key is stored, so that nobody can sign in with a
//! copy of the table.

use super::schema::sessions::dsl;
use super::{DbConnection, users};
use crate::ids::UserId;
use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

/// How long an unused session lasts: half a day, the most that ASVS 3.3.2 allows, or two weeks if its user asked to
/// stay signed in.
const IDLE: TimeDelta = TimeDelta::hours(12);
const IDLE_KEPT: TimeDelta = TimeDelta::days(14);

/// A session's row. `state` is the session's entries as JSON; `public_id` identifies the session when its user ends it.
#[derive(Insertable)]
#[diesel(table_name = super::schema::sessions, treat_none_as_default_value = false)]
pub struct NewSession {
    pub key_digest: String,
    pub user_id: Option<UserId>,
    pub state: String,
    pub public_id: String,
    /// Browser and system; empty if unknown.
    pub device: String,
    pub is_kept: bool,
    pub created_at: NaiveDateTime,
    pub last_seen_at: NaiveDateTime,
    /// When it ends, even if it is used.
    pub expires_at: NaiveDateTime,
}

/// A session as its user sees it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = super::schema::sessions)]
pub struct ListedSession {
    pub public_id: String,
    pub device: String,
    pub created_at: NaiveDateTime,
    pub last_seen_at: NaiveDateTime,
}

/// A stored session, which may have ended.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = super::schema::sessions)]
pub struct StoredSession {
    pub state: String,
    pub last_seen_at: NaiveDateTime,
    expires_at: NaiveDateTime,
    is_kept: bool,
}

impl StoredSession {
    /// Whether it has neither expired nor been unused for too long.
    pub fn is_open(&self, now: NaiveDateTime) -> bool {
        let idle = if self.is_kept { IDLE_KEPT } else { IDLE };
        self.expires_at > now && self.last_seen_at > now - idle
    }
}

/// The session with this key, even if it has expired.
pub fn find(connection: &mut DbConnection, key_digest: &str) -> QueryResult<Option<StoredSession>> {
    dsl::sessions.find(key_digest).select(StoredSession::as_select()).first(connection).optional()
}

/// The user's sessions that have not ended, the most recently seen first.
pub fn of_user(connection: &mut DbConnection, user: UserId, now: NaiveDateTime) -> QueryResult<Vec<ListedSession>> {
    let used = dsl::last_seen_at.gt(now - IDLE).or(dsl::is_kept.eq(true).and(dsl::last_seen_at.gt(now - IDLE_KEPT)));
    let rows = dsl::sessions.filter(dsl::user_id.eq(user)).filter(dsl::expires_at.gt(now)).filter(used);
    rows.order(dsl::last_seen_at.desc()).select(ListedSession::as_select()).load(connection)
}

/// Stores a new session, and that its user was seen when it started.
pub fn create(connection: &mut DbConnection, session: &NewSession) -> QueryResult<()> {
    diesel::insert_into(dsl::sessions).values(session).execute(connection)?;
    session.user_id.map_or(Ok(()), |user| users::update_seen(connection, user, session.created_at))
}

/// Stores the session's state. Returns false and stores nothing if the session has ended in the meantime.
pub fn update(connection: &mut DbConnection, key_digest: &str, user: Option<UserId>, state: &str) -> QueryResult<bool> {
    let row = diesel::update(dsl::sessions.find(key_digest)).set((dsl::user_id.eq(user), dsl::state.eq(state)));
    Ok(row.execute(connection)? == 1)
}

/// When a session was last seen.
#[derive(Clone, Debug)]
pub struct Seen {
    pub key_digest: String,
    pub at: NaiveDateTime,
}

/// Stores when sessions and their users were last seen.
pub fn update_seen(connection: &mut DbConnection, seen: &[Seen]) -> QueryResult<()> {
    for Seen { key_digest, at } in seen {
        let row = diesel::update(dsl::sessions.find(key_digest)).set(dsl::last_seen_at.eq(at));
        let user: Option<Option<UserId>> = row.returning(dsl::user_id).get_result(connection).optional()?;
        if let Some(user) = user.flatten() {
            users::update_seen(connection, user, *at)?;
        }
    }
    Ok(())
}

pub fn delete(connection: &mut DbConnection, key_digest: &str) -> QueryResult<()> {
    diesel::delete(dsl::sessions.find(key_digest)).execute(connection).map(drop)
}

/// Ends one session of the user.
pub fn delete_one(connection: &mut DbConnection, user: UserId, public_id: &str) -> QueryResult<usize> {
    let row = dsl::sessions.filter(dsl::user_id.eq(user)).filter(dsl::public_id.eq(public_id));
    diesel::delete(row).execute(connection)
}

/// Ends all sessions of the user except one.
pub fn delete_others(connection: &mut DbConnection, user: UserId, public_id: &str) -> QueryResult<usize> {
    let rows = dsl::sessions.filter(dsl::user_id.eq(user)).filter(dsl::public_id.ne(public_id));
    diesel::delete(rows).execute(connection)
}

/// Ends all sessions of the user.
pub fn delete_of_user(connection: &mut DbConnection, user: UserId) -> QueryResult<usize> {
    diesel::delete(dsl::sessions.filter(dsl::user_id.eq(user))).execute(connection)
}

/// Deletes the sessions that have ended.
pub fn delete_expired(connection: &mut DbConnection, now: NaiveDateTime) -> QueryResult<usize> {
    let unused = dsl::last_seen_at.le(now - IDLE_KEPT);
    diesel::delete(dsl::sessions.filter(dsl::expires_at.le(now).or(unused))).execute(connection)
}
