//! Sessions: who is signed in. Only a digest of a session's key is kept, so that nobody can sign in with a copy of the
//! table.

use super::DbConnection;
use super::schema::sessions::dsl;
use crate::ids::UserId;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A session's row: `state` is the session's entries as JSON.
#[derive(Insertable)]
#[diesel(table_name = super::schema::sessions, treat_none_as_default_value = false)]
pub struct NewSession<'a> {
    pub key_digest: &'a str,
    pub user_id: Option<UserId>,
    pub state: &'a str,
    pub expires_at: NaiveDateTime,
}

/// The state of a session that has not run out.
pub fn find(connection: &mut DbConnection, key_digest: &str, now: NaiveDateTime) -> QueryResult<Option<String>> {
    dsl::sessions.find(key_digest).filter(dsl::expires_at.gt(now)).select(dsl::state).first(connection).optional()
}

pub fn create(connection: &mut DbConnection, session: &NewSession<'_>) -> QueryResult<()> {
    diesel::insert_into(dsl::sessions).values(session).execute(connection).map(drop)
}

/// Writes the session's state. False when it has ended meanwhile, and then nothing is written.
pub fn update(connection: &mut DbConnection, session: &NewSession<'_>) -> QueryResult<bool> {
    let rows = diesel::update(dsl::sessions.find(session.key_digest)).set((
        dsl::user_id.eq(session.user_id),
        dsl::state.eq(session.state),
        dsl::expires_at.eq(session.expires_at),
    ));
    Ok(rows.execute(connection)? == 1)
}

pub fn update_expiry(connection: &mut DbConnection, key_digest: &str, expires_at: NaiveDateTime) -> QueryResult<()> {
    diesel::update(dsl::sessions.find(key_digest)).set(dsl::expires_at.eq(expires_at)).execute(connection).map(drop)
}

pub fn delete(connection: &mut DbConnection, key_digest: &str) -> QueryResult<()> {
    diesel::delete(dsl::sessions.find(key_digest)).execute(connection).map(drop)
}

/// Ends every session of the user, after a change of password.
pub fn delete_of_user(connection: &mut DbConnection, user: UserId) -> QueryResult<usize> {
    diesel::delete(dsl::sessions.filter(dsl::user_id.eq(user))).execute(connection)
}

/// Forgets the sessions that have run out.
pub fn delete_expired(connection: &mut DbConnection, now: NaiveDateTime) -> QueryResult<usize> {
    diesel::delete(dsl::sessions.filter(dsl::expires_at.le(now))).execute(connection)
}
