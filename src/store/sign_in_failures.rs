//! How often signing in as each user failed in the last hour that it did.

use super::DbConnection;
use super::schema::sign_in_failures::dsl;
use crate::ids::UserId;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// The failures of one user since the first of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Insertable, Queryable, Selectable)]
#[diesel(table_name = super::schema::sign_in_failures)]
pub struct Failures {
    pub user_id: UserId,
    pub since: NaiveDateTime,
    pub count: i64,
}

pub fn find(connection: &mut DbConnection, user: UserId) -> QueryResult<Option<Failures>> {
    dsl::sign_in_failures.find(user).select(Failures::as_select()).first(connection).optional()
}

/// Starts counting the user's failures, or adds one to them.
pub fn add(connection: &mut DbConnection, user: UserId, now: NaiveDateTime) -> QueryResult<Failures> {
    let changed = diesel::update(dsl::sign_in_failures.find(user)).set(dsl::count.eq(dsl::count + 1));
    if changed.execute(connection)? == 0 {
        let first = Failures { user_id: user, since: now, count: 1 };
        diesel::insert_into(dsl::sign_in_failures).values(first).execute(connection)?;
    }
    dsl::sign_in_failures.find(user).select(Failures::as_select()).first(connection)
}

pub fn delete(connection: &mut DbConnection, user: UserId) -> QueryResult<()> {
    diesel::delete(dsl::sign_in_failures.find(user)).execute(connection).map(drop)
}

/// Those that started up to the moment.
pub fn old(connection: &mut DbConnection, moment: NaiveDateTime) -> QueryResult<Vec<Failures>> {
    dsl::sign_in_failures.filter(dsl::since.le(moment)).select(Failures::as_select()).load(connection)
}
