//! What customers did in an app within some days, as comparisons count it.

use super::DbConnection;
use super::owners::is_of_publisher;
use super::schema::purchases;
use crate::day::Day;
use crate::ids::{AppKey, CustomerId};
use diesel::prelude::*;

/// What these customers bought in the app from a day to another, both included: the customer, the day, and the amount that is
/// left after refunds, in hundredths. The caller sees to it that they are the publisher's.
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
