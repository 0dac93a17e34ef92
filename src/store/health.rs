//! Whether the database answers.

use super::DbConnection;
use diesel::QueryResult;
use diesel::prelude::*;

/// Runs the cheapest possible query.
pub fn check(connection: &mut DbConnection) -> QueryResult<()> {
    diesel::sql_query("SELECT 1").execute(connection).map(drop)
}
