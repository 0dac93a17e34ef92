//! What customers did in an app within some days, as comparisons count it.

use super::DbConnection;
use super::owners::is_of_publisher;
use super::schema::{acquisitions, profiles, purchases, usage_days};
use crate::day::Day;
use crate::ids::{AppKey, CustomerId};
use diesel::prelude::*;
use std::collections::HashMap;

/// The days of each person that count: from hers on, until so many days later, and none after the last one of all.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    pub days: i32,
    pub last: Option<Day>,
}

impl Window {
    pub const fn of_days(days: i32) -> Self {
        Self { days, last: None }
    }

    /// The customers, and the first and the last day that counts of any of them.
    fn between(self, since: &HashMap<CustomerId, Day>) -> Option<(Vec<CustomerId>, Day, Day)> {
        let (first, last) = (since.values().min()?, since.values().max()?.minus(-self.days));
        Some((since.keys().copied().collect(), *first, self.last.map_or(last, |end| end.min(last))))
    }

    /// Whether the customer's day is one that counts.
    fn counts(self, since: &HashMap<CustomerId, Day>, (customer, day): (CustomerId, Day)) -> bool {
        since.get(&customer).is_some_and(|on| (*on..=on.minus(-self.days)).contains(&day))
    }
}

/// What each of these customers who bought something paid in the app in the days that count, after refunds, in hundredths. What was
/// refunded in whole was not bought.
pub fn paid(
    connection: &mut DbConnection,
    app: AppKey,
    since: &HashMap<CustomerId, Day>,
    window: Window,
) -> QueryResult<HashMap<CustomerId, i64>> {
    let Some((customers, first, last)) = window.between(since) else { return Ok(HashMap::new()) };
    let rows: Vec<(CustomerId, Day, i64)> = purchases::table
        .filter(purchases::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(purchases::customer_id.eq_any(customers))
        .filter(purchases::purchased_on.between(first, last))
        .select((purchases::customer_id, purchases::purchased_on, purchases::amount_cents))
        .load(connection)?;
    let mut paid = HashMap::new();
    for (customer, day, cents) in rows {
        if cents > 0 && window.counts(since, (customer, day)) {
            *paid.entry(customer).or_default() += cents;
        }
    }
    Ok(paid)
}

/// On how many of the days that count each of these customers who used the app at all did so.
pub fn days_used(
    connection: &mut DbConnection,
    app: AppKey,
    since: &HashMap<CustomerId, Day>,
    window: Window,
) -> QueryResult<HashMap<CustomerId, i64>> {
    let Some((customers, first, last)) = window.between(since) else { return Ok(HashMap::new()) };
    let rows: Vec<(CustomerId, Day)> = usage_days::table
        .filter(usage_days::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(usage_days::customer_id.eq_any(customers))
        .filter(usage_days::used_on.between(first, last))
        .select((usage_days::customer_id, usage_days::used_on))
        .distinct()
        .load(connection)?;
    let mut used = HashMap::new();
    for (customer, _) in rows.into_iter().filter(|row| window.counts(since, *row)) {
        *used.entry(customer).or_default() += 1;
    }
    Ok(used)
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
