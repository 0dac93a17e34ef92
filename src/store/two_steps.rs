//! Two-step sign-in: the secret that a user's phone shares with the program, and the digests of recovery codes.

use super::DbConnection;
use super::schema::{recovery_codes, two_steps, users};
use crate::ids::{PublisherId, UserId};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// What a user's phone and the program share.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = two_steps)]
pub struct TwoStep {
    /// Sealed.
    pub secret: String,
    /// When the user showed that the phone has the secret; `None` before, while signing in asks for no code.
    pub confirmed_at: Option<NaiveDateTime>,
}

/// Stores a secret that the user has not confirmed yet, in place of an earlier one. Returns false and stores nothing if
/// one is confirmed.
pub fn begin(connection: &mut DbConnection, user: UserId, secret: &str, now: NaiveDateTime) -> QueryResult<bool> {
    let unconfirmed = two_steps::table.find(user).filter(two_steps::confirmed_at.is_null());
    diesel::delete(unconfirmed).execute(connection)?;
    if find(connection, user)?.is_some() {
        return Ok(false);
    }
    let row = (
        two_steps::user_id.eq(user),
        two_steps::secret.eq(secret),
        two_steps::last_step.eq(0_i64),
        two_steps::created_at.eq(now),
    );
    diesel::insert_into(two_steps::table).values(row).execute(connection)?;
    Ok(true)
}

pub fn find(connection: &mut DbConnection, user: UserId) -> QueryResult<Option<TwoStep>> {
    two_steps::table.find(user).select(TwoStep::as_select()).first(connection).optional()
}

/// Whether signing in asks the user for a code.
pub fn is_on(connection: &mut DbConnection, user: UserId) -> QueryResult<bool> {
    Ok(find(connection, user)?.is_some_and(|two_step| two_step.confirmed_at.is_some()))
}

/// The publisher's users who are asked for a code.
pub fn of_publisher(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Vec<UserId>> {
    let of_users = two_steps::table.inner_join(users::table).filter(users::publisher_id.eq(publisher));
    of_users.filter(two_steps::confirmed_at.is_not_null()).select(two_steps::user_id).load(connection)
}

/// Records that the user has shown a code of this step. Returns false if the secret was confirmed before.
pub fn confirm(connection: &mut DbConnection, user: UserId, step: i64, now: NaiveDateTime) -> QueryResult<bool> {
    let unconfirmed = two_steps::table.find(user).filter(two_steps::confirmed_at.is_null());
    let row = diesel::update(unconfirmed).set((two_steps::confirmed_at.eq(now), two_steps::last_step.eq(step)));
    Ok(row.execute(connection)? == 1)
}

/// Spends the code of this step. Returns false if it, or that of a later step, was used before.
pub fn use_step(connection: &mut DbConnection, user: UserId, step: i64) -> QueryResult<bool> {
    let unused = two_steps::table.find(user).filter(two_steps::last_step.lt(step));
    let confirmed = unused.filter(two_steps::confirmed_at.is_not_null());
    Ok(diesel::update(confirmed).set(two_steps::last_step.eq(step)).execute(connection)? == 1)
}

/// Puts recovery codes in the place of those there are.
pub fn replace_codes(connection: &mut DbConnection, user: UserId, digests: &[String]) -> QueryResult<()> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq(user))).execute(connection)?;
    for digest in digests {
        let row = (recovery_codes::user_id.eq(user), recovery_codes::digest.eq(digest));
        diesel::insert_into(recovery_codes::table).values(row).execute(connection)?;
    }
    Ok(())
}

/// Spends a recovery code. Returns false if there is no such code.
pub fn use_code(connection: &mut DbConnection, user: UserId, digest: &str) -> QueryResult<bool> {
    Ok(diesel::delete(recovery_codes::table.find((user, digest))).execute(connection)? == 1)
}

/// How many recovery codes the user has not used.
pub fn codes_left(connection: &mut DbConnection, user: UserId) -> QueryResult<i64> {
    recovery_codes::table.filter(recovery_codes::user_id.eq(user)).count().get_result(connection)
}

/// Deletes the user's secret and recovery codes: signing in asks for no code any more. Returns false if there is no
/// secret.
pub fn delete(connection: &mut DbConnection, user: UserId) -> QueryResult<bool> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq(user))).execute(connection)?;
    Ok(diesel::delete(two_steps::table.find(user)).execute(connection)? == 1)
}
