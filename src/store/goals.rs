//! What customers did in an app within some days, as comparisons count it.

use super::DbConnection;
use super::owners::is_of_publisher;
use super::schema::{acquisitions, profiles, purchases, usage_days};
use crate::day::Day;
use crate::ids::{AppKey, CustomerId};
use diesel::prelude::*;

/// What these customers bought in the app from a day to another, both included: the customer, the day, and the amount that is
/// left after refunds, in hundredths.
pub fn bought(
    connection: &mut DbConnection,
    app: AppKey,
    customers: &[CustomerId],
    (from, to): (Day, Day),
) -> QueryResult<Vec<(CustomerId, Day, i64)>> {
    purchases::table
        .filter(purchases::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(purchases::customer_id.eq_any(customers))
        .filter(purchases::purchased_on.between(from, to))
        .select((purchases::customer_id, purchases::purchased_on, purchases::amount_cents))
        .load(connection)
}

/// Those of these customers who used the app from a day to another, both included.
pub fn used(
    connection: &mut DbConnection,
    app: AppKey,
    customers: &[CustomerId],
    (from, to): (Day, Day),
) -> QueryResult<Vec<CustomerId>> {
    usage_days::table
        .filter(usage_days::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(usage_days::customer_id.eq_any(customers))
        .filter(usage_days::used_on.between(from, to))
        .select(usage_days::customer_id)
        .distinct()
        .load(connection)
}

/// Those of these customers who acquired the app from a day to another, both included.
pub fn acquired(
    connection: &mut DbConnection,
    app: AppKey,
    customers: &[CustomerId],
    (from, to): (Day, Day),
) -> QueryResult<Vec<CustomerId>> {
    acquisitions::table
        .filter(acquisitions::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(acquisitions::customer_id.eq_any(customers))
        .filter(acquisitions::acquired_on.between(from, to))
        .select(acquisitions::customer_id)
        .load(connection)
}

/// The customers of the app at positions from one to before another, with their positions.
pub fn placed_between(
    connection: &mut DbConnection,
    app: AppKey,
    (first, end): (i32, i32),
) -> QueryResult<Vec<(i32, CustomerId)>> {
    profiles::table
        .filter(profiles::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(profiles::position.ge(first))
        .filter(profiles::position.lt(end))
        .select((profiles::position, profiles::customer_id))
        .load(connection)
}
