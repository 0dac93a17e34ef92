//! The ladder of an app's flights after each change of it.

use super::DbConnection;
use super::owners::{is_of_publisher, require_app};
use super::schema::ladders::dsl;
use crate::ids::AppKey;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Keeps the ladder as it is now, as JSON.
pub fn keep(connection: &mut DbConnection, app: AppKey, content: &str, now: NaiveDateTime) -> QueryResult<()> {
    require_app(connection, app)?;
    let row = (dsl::app_id.eq(app.id), dsl::at.eq(now), dsl::content.eq(content));
    diesel::insert_into(dsl::ladders).values(row).execute(connection).map(drop)
}

/// The ladder as it was before a moment; `None` if there was none.
pub fn before(connection: &mut DbConnection, app: AppKey, moment: NaiveDateTime) -> QueryResult<Option<String>> {
    dsl::ladders
        .filter(dsl::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(dsl::at.lt(moment))
        .order((dsl::at.desc(), dsl::id.desc()))
        .select(dsl::content)
        .first(connection)
        .optional()
}
