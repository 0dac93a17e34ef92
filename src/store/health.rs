//! Whether the database answers.

use super::DbConnection;
use diesel::QueryResult;
use diesel::prelude::*;

/// Asks the least that it can be asked.
pub fn check(connection: &mut DbConnection) -> QueryResult<()> {
    diesel::sql_query("SELECT 1").execute(connection).map(drop)
}
