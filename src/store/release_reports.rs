//! How often releases were used and failed, as programs report it.

use super::DbConnection;
use super::owners::{is_of_publisher, require_app};
use super::schema::release_reports::{self, dsl};
use crate::day::Day;
use crate::ids::{AppKey, ReleaseId};
use crate::on_either;
use diesel::prelude::*;

/// How often a release was used, and how often it failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    pub sessions: i64,
    pub failures: i64,
}

/// Adds what was reported on a day.
pub fn add(
    connection: &mut DbConnection,
    (app, release): (AppKey, ReleaseId),
    day: Day,
    uses: Uses,
) -> QueryResult<()> {
    require_app(connection, app)?;
    on_either!(connection, inner => {
        diesel::insert_into(release_reports::table)
            .values((
                dsl::release_id.eq(release),
                dsl::app_id.eq(app.id),
                dsl::reported_on.eq(day),
                dsl::sessions.eq(uses.sessions),
                dsl::failures.eq(uses.failures),
            ))
            .on_conflict((dsl::release_id, dsl::reported_on))
            .do_update()
            .set((dsl::sessions.eq(dsl::sessions + uses.sessions), dsl::failures.eq(dsl::failures + uses.failures)))
            .execute(inner)
            .map(drop)
    })
}

/// The sums of what was reported from a day on.
pub fn since(connection: &mut DbConnection, (app, release): (AppKey, ReleaseId), day: Day) -> QueryResult<Uses> {
    let rows: Vec<(i64, i64)> = release_reports::table
        .filter(dsl::release_id.eq(release))
        .filter(dsl::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(dsl::reported_on.ge(day))
        .select((dsl::sessions, dsl::failures))
        .load(connection)?;
    let add = |sum: Uses, (sessions, failures): (i64, i64)| Uses {
        sessions: sum.sessions.saturating_add(sessions),
        failures: sum.failures.saturating_add(failures),
    };
    Ok(rows.into_iter().fold(Uses::default(), add))
}
