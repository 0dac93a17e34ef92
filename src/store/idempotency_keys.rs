//! The keys with which programs make a call once: which call each is for, and how it was answered.

use super::DbConnection;
use super::schema::idempotency_keys::{self, dsl};
use crate::ids::{PublisherId, TokenId};
use crate::on_either;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A key to insert, for a call that is about to be made.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = idempotency_keys)]
pub struct NewKey {
    pub publisher_id: PublisherId,
    pub token_id: TokenId,
    /// A digest of the key.
    pub key: String,
    /// A digest of the method and the address of the call.
    pub request: String,
    /// SHA-256 of its body; `None` while the body is received.
    pub body_digest: Option<String>,
    /// The random word of who makes the call.
    pub word: String,
    /// When the call may be made again if there is no answer.
    pub held_until: NaiveDateTime,
    pub expires_at: NaiveDateTime,
}

/// A stored key.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = idempotency_keys)]
pub struct StoredKey {
    pub id: i64,
    pub request: String,
    pub body_digest: Option<String>,
    pub held_until: NaiveDateTime,
    /// The status of the answer; `None` while the call runs.
    pub status: Option<i32>,
    /// The headers of the answer, as JSON.
    pub headers: Option<String>,
    /// `None` if it is not kept.
    pub answer: Option<String>,
    pub expires_at: NaiveDateTime,
}

/// How a call was answered.
#[derive(Clone, Debug, AsChangeset)]
#[diesel(table_name = idempotency_keys, treat_none_as_null = true)]
pub struct Answered {
    pub body_digest: Option<String>,
    pub status: Option<i32>,
    pub headers: Option<String>,
    pub answer: Option<String>,
}

#[diesel::dsl::auto_type]
fn row(publisher: PublisherId, token: TokenId, key: &str) -> _ {
    let key: String = key.to_owned();
    dsl::idempotency_keys
        .filter(dsl::token_id.eq(token))
        .filter(dsl::key.eq(key))
        .filter(dsl::publisher_id.eq(publisher))
}

/// Inserts the key. Returns its id; `None` if the token has it already.
pub fn insert(connection: &mut DbConnection, new: &NewKey) -> QueryResult<Option<i64>> {
    on_either!(connection, inner => {
        diesel::insert_into(dsl::idempotency_keys)
            .values(new)
            .on_conflict((dsl::token_id, dsl::key))
            .do_nothing()
            .returning(dsl::id)
            .get_result(inner)
            .optional()
    })
}

/// The token's key.
pub fn find(
    connection: &mut DbConnection,
    publisher: PublisherId,
    token: TokenId,
    key: &str,
) -> QueryResult<Option<StoredKey>> {
    row(publisher, token, key).select(StoredKey::as_select()).first(connection).optional()
}

/// Stores how the call was answered, unless somebody else makes it now. Returns whether it was stored.
pub fn answer(
    connection: &mut DbConnection,
    (publisher, token, key): (PublisherId, TokenId, &str),
    word: &str,
    answered: &Answered,
) -> QueryResult<bool> {
    let held = row(publisher, token, key).filter(dsl::word.eq(word));
    Ok(diesel::update(held).set(answered).execute(connection)? == 1)
}

/// Forgets the key, unless somebody else makes the call now.
pub fn release(
    connection: &mut DbConnection,
    (publisher, token, key): (PublisherId, TokenId, &str),
    word: &str,
) -> QueryResult<()> {
    diesel::delete(row(publisher, token, key).filter(dsl::word.eq(word))).execute(connection).map(drop)
}

/// Forgets the key with this id, whatever became of its call. Returns false if somebody else has just done so.
pub fn remove(connection: &mut DbConnection, publisher: PublisherId, token: TokenId, id: i64) -> QueryResult<bool> {
    let of_token = dsl::idempotency_keys.filter(dsl::token_id.eq(token)).filter(dsl::publisher_id.eq(publisher));
    Ok(diesel::delete(of_token.filter(dsl::id.eq(id))).execute(connection)? == 1)
}

/// Forgets the answers of the publisher, in which an erased person may be. That the calls were made stays known.
pub fn forget_answers(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<()> {
    let answered = dsl::idempotency_keys.filter(dsl::publisher_id.eq(publisher)).filter(dsl::answer.is_not_null());
    diesel::update(answered).set(dsl::answer.eq(None::<String>)).execute(connection).map(drop)
}

/// Deletes the keys of the token except the `most` newest.
pub fn remove_oldest(
    connection: &mut DbConnection,
    publisher: PublisherId,
    token: TokenId,
    most: i64,
) -> QueryResult<()> {
    let of_token = dsl::idempotency_keys.filter(dsl::token_id.eq(token)).filter(dsl::publisher_id.eq(publisher));
    let beyond = of_token.order(dsl::id.desc()).offset(most).select(dsl::id).first::<i64>(connection).optional()?;
    let Some(beyond) = beyond else { return Ok(()) };
    diesel::delete(of_token.filter(dsl::id.le(beyond))).execute(connection).map(drop)
}

/// Deletes the keys of all publishers that expired before `now`.
pub fn remove_expired(connection: &mut DbConnection, now: NaiveDateTime) -> QueryResult<usize> {
    diesel::delete(dsl::idempotency_keys.filter(dsl::expires_at.lt(now))).execute(connection)
}
