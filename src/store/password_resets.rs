//! One-time links that let a user choose a new password. Only a digest of the link's token is stored.

use super::DbConnection;
use super::schema::password_resets::dsl;
use crate::ids::UserId;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Creates a link for the user, replacing earlier ones.
pub fn create(connection: &mut DbConnection, user: UserId, token_digest: &str, now: NaiveDateTime) -> QueryResult<()> {
    delete_of_user(connection, user)?;
    let link = (dsl::token_digest.eq(token_digest), dsl::user_id.eq(user), dsl::created_at.eq(now));
    diesel::insert_into(dsl::password_resets).values(link).execute(connection).map(drop)
}

/// The user that the link is for, if it was created after `since`.
pub fn user_of(connection: &mut DbConnection, token_digest: &str, since: NaiveDateTime) -> QueryResult<Option<UserId>> {
    let fresh = dsl::password_resets.find(token_digest).filter(dsl::created_at.gt(since));
    fresh.select(dsl::user_id).first(connection).optional()
}

/// Deletes the link. Returns false if it was deleted or had expired before.
pub fn take(connection: &mut DbConnection, token_digest: &str, since: NaiveDateTime) -> QueryResult<bool> {
    let fresh = dsl::password_resets.find(token_digest).filter(dsl::created_at.gt(since));
    Ok(diesel::delete(fresh).execute(connection)? == 1)
}

/// Deletes the user's links.
pub fn delete_of_user(connection: &mut DbConnection, user: UserId) -> QueryResult<usize> {
    diesel::delete(dsl::password_resets.filter(dsl::user_id.eq(user))).execute(connection)
}
