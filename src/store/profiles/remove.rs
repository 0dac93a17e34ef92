//! Removes profiles of customers of whom an app has no facts any more. Their positions stay empty, and whoever keeps the
//! app's profiles in memory learns which.

use crate::ids::{AppKey, CustomerId};
use crate::insert;
use crate::store::owners::is_of_publisher;
use crate::store::schema::{profiles, removed_profiles};
use crate::store::{DbConnection, data_versions, rows_per_statement};
use diesel::prelude::*;

/// Removes the profiles that these customers have in the app.
pub fn remove(connection: &mut DbConnection, app: AppKey, customers: &[CustomerId]) -> QueryResult<()> {
    let mut positions = Vec::new();
    for chunk in customers.chunks(rows_per_statement(1)) {
        let rows = profiles::table
            .filter(profiles::customer_id.eq_any(chunk.to_vec()))
            .filter(profiles::app_id.eq(app.id))
            .filter(is_of_publisher(app));
        positions.extend(diesel::delete(rows).returning(profiles::position).get_results::<i32>(connection)?);
    }
    if positions.is_empty() {
        return Ok(());
    }
    let version = data_versions::raise(connection, app)?;
    let rows: Vec<_> = positions
        .into_iter()
        .map(|position| {
            (
                removed_profiles::app_id.eq(app.id),
                removed_profiles::position.eq(position),
                removed_profiles::version.eq(version),
            )
        })
        .collect();
    insert!(connection, removed_profiles::table, rows);
    Ok(())
}

/// The positions of the app's profiles that were removed after the data version.
pub fn removed_since(connection: &mut DbConnection, app: AppKey, version: i64) -> QueryResult<Vec<i32>> {
    let removed = removed_profiles::table
        .filter(removed_profiles::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(removed_profiles::version.gt(version));
    removed.select(removed_profiles::position).load(connection)
}
