//! Profiles: one row per customer and app, computed from facts; they can be computed again at any time. Each has its
//! own position in the app. Positions are dense and never reused, and the audience identifies customers by them.

mod births;
mod load;
#[cfg(test)]
mod plan_tests;
mod remove;

pub use load::{Moment, PAGE, PlacedProfile, Places, at, changed_since, load};
pub use remove::{remove, removed_since};

use super::owners::{app_row, is_of_publisher};
use super::schema::{apps, profiles};
use super::{DbConnection, churn, data_versions, passes, rows_per_statement};
use crate::day::Day;
use crate::ids::{AppId, AppKey, CustomerId, PublisherId};
use crate::insert;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer};
use std::collections::HashSet;
use std::ops::RangeInclusive;

/// The most stale profiles computed in one transaction: as many as in a slice of a new day (see `apps/passes.rs`), so
/// that other writers get their turn as soon.
const COMPUTED_AT_ONCE: i64 = 20_000;

/// Computes the stale profiles of app $3 of publisher $7 at the positions $5 to $6 for the day $2, as data version $4.
/// $1 is the first of the 30 days that end on $2. SQLite binds such parameters in the order in which they first appear,
/// so they must appear in the order of their numbers. An order of which nothing is left after refunds is no purchase.
/// What was spent in all apps is that in apps of the same currency. A customer's purchases in all apps are read once, and no
/// condition names their app: SQLite would scan all purchases of the app, by its primary key, for every customer.
const COMPUTE: &str = "UPDATE profiles SET
    (last_used_on, first_used_on, days_used, sessions, days_used_30) =
        (SELECT MAX(used_on), MIN(used_on), COUNT(*), COALESCE(SUM(sessions), 0),
                COALESCE(SUM(CASE WHEN used_on BETWEEN $1 AND $2 THEN 1 ELSE 0 END), 0)
         FROM usage_days f WHERE f.customer_id = profiles.customer_id AND f.app_id = profiles.app_id),
    (purchases, last_purchase_on, spend_cents, spend_30_cents, total_spend_cents) =
        (SELECT COUNT(CASE WHEN f.app_id = $3 AND (amount_cents > 0 OR refunded_cents = 0) THEN 1 END),
                MAX(CASE WHEN f.app_id = $3 AND (amount_cents > 0 OR refunded_cents = 0) THEN purchased_on END),
                COALESCE(SUM(CASE WHEN f.app_id = $3 THEN amount_cents END), 0),
                COALESCE(SUM(CASE WHEN f.app_id = $3 AND purchased_on BETWEEN $1 AND $2 THEN amount_cents END), 0),
                COALESCE(SUM(CASE WHEN f.app_id IN
                    (SELECT id FROM apps WHERE currency = (SELECT currency FROM apps WHERE id = $3)) THEN amount_cents END), 0)
         FROM purchases f WHERE f.customer_id = profiles.customer_id),
    apps_acquired = (SELECT COUNT(*) FROM acquisitions f WHERE f.customer_id = profiles.customer_id),
    (stars, rated_on) =
        (SELECT stars, rated_on FROM ratings f WHERE f.customer_id = profiles.customer_id AND f.app_id = profiles.app_id),
    pass = 0,
    stale = FALSE,
    version = $4,
    facts_version = $4
    WHERE app_id = $3 AND position BETWEEN $5 AND $6 AND stale
        AND EXISTS (SELECT 1 FROM apps WHERE apps.id = $3 AND apps.publisher_id = $7)";

/// Gives a position to the customers who do not have one in the app yet, in the given order: of those who may have one,
/// and of those who were just created and have none in any app. Returns those with a profile, in any app, that is not stale.
pub fn enrol(
    connection: &mut DbConnection,
    app: AppKey,
    (old, created): (&[CustomerId], &[CustomerId]),
) -> QueryResult<HashSet<CustomerId>> {
    let first: i32 = app_row(app).select(apps::next_position).first(connection)?;
    let (mut known, mut fresh) = (HashSet::new(), HashSet::new());
    for chunk in old.chunks(rows_per_statement(1)) {
        // Filters by customers only: PostgreSQL has no statistics of a new app yet and would scan all of it.
        let rows = profiles::table.filter(profiles::customer_id.eq_any(chunk.to_vec())).filter(is_of_publisher(app));
        let columns = (profiles::app_id, profiles::customer_id, profiles::stale);
        let rows = rows.select(columns).load::<(AppId, CustomerId, bool)>(connection)?;
        known.extend(rows.iter().filter(|(of, ..)| *of == app.id).map(|(_, customer, _)| *customer));
        fresh.extend(rows.into_iter().filter(|(.., is_stale)| !is_stale).map(|(_, customer, _)| customer));
    }
    let new: Vec<CustomerId> = old.iter().chain(created).copied().filter(|id| known.insert(*id)).collect();
    let places: Vec<_> = (first..)
        .zip(&new)
        .map(|(position, customer)| {
            (
                profiles::app_id.eq(app.id),
                profiles::customer_id.eq(*customer),
                profiles::position.eq(position),
                profiles::version.eq(0_i64),
                profiles::stale.eq(true),
            )
        })
        .collect();
    insert!(connection, profiles::table, places);
    let next = apps::next_position.eq(apps::next_position + i32::try_from(new.len()).unwrap_or(i32::MAX));
    diesel::update(app_row(app)).set(next).execute(connection)?;
    Ok(fresh)
}

/// Marks the customers' profiles, in every app, as out of step with the facts.
pub fn mark_stale(
    connection: &mut DbConnection,
    publisher: PublisherId,
    customer_ids: &[CustomerId],
) -> QueryResult<()> {
    for chunk in customer_ids.chunks(rows_per_statement(1)) {
        // Marking a stale profile again would be a useless write.
        let of_app = apps::table.filter(apps::id.eq(profiles::app_id));
        let fresh = profiles::table
            .filter(profiles::stale.eq(false))
            .filter(exists(of_app.filter(apps::publisher_id.eq(publisher))));
        diesel::update(fresh.filter(profiles::customer_id.eq_any(chunk.to_vec())))
            .set(profiles::stale.eq(true))
            .execute(connection)?;
    }
    Ok(())
}

/// Computes the next stale profiles of the publisher, at most [`COMPUTED_AT_ONCE`] of one app, for the day of the app's
/// profiles (`today` if there is none yet), and gives the app a new data version. Returns false if none was stale.
pub fn compute_stale(connection: &mut DbConnection, publisher: PublisherId, today: Day) -> QueryResult<bool> {
    let apps: Vec<(AppId, Option<Day>)> =
        apps::table.filter(apps::publisher_id.eq(publisher)).select((apps::id, apps::profiles_on)).load(connection)?;
    for (id, profiles_on) in apps {
        let app = AppKey { publisher, id };
        let stale =
            profiles::table.filter(profiles::app_id.eq(id)).filter(profiles::stale).filter(is_of_publisher(app));
        let stale = stale.order(profiles::position).select(profiles::position).limit(COMPUTED_AT_ONCE);
        let stale = stale.load::<i32>(connection)?;
        if let (Some(first), Some(last)) = (stale.first(), stale.last()) {
            let day = profiles_on.unwrap_or(today);
            compute(connection, app, day, *first..=*last)?;
            return Ok(true);
        }
    }
    Ok(false)
}

fn raise_version(connection: &mut DbConnection, app: AppKey, day: Day) -> QueryResult<i64> {
    diesel::update(app_row(app)).set(apps::profiles_on.eq(day)).execute(connection)?;
    data_versions::raise(connection, app)
}

/// The positions, ascending, of the app's customers whose facts changed after the data version.
pub fn touched_after(connection: &mut DbConnection, app: AppKey, version: i64) -> QueryResult<Vec<u32>> {
    let rows: Vec<i32> = profiles::table
        .filter(profiles::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(profiles::version.gt(version))
        .filter(profiles::facts_version.gt(version))
        .order(profiles::position)
        .select(profiles::position)
        .load(connection)?;
    Ok(rows.into_iter().map(i32::unsigned_abs).collect())
}

/// Whether more than `most` of the app's profiles changed after the data version. It looks at no more rows than that.
pub fn changed_more_than(connection: &mut DbConnection, app: AppKey, version: i64, most: usize) -> QueryResult<bool> {
    let changed = profiles::table
        .filter(profiles::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(profiles::version.gt(version))
        // In the order of an index.
        .order(profiles::version)
        .offset(i64::try_from(most).unwrap_or(i64::MAX))
        .limit(1);
    Ok(changed.select(profiles::position).first::<i32>(connection).optional()?.is_some())
}

/// Computes the stale profiles of the app at these positions.
fn compute(connection: &mut DbConnection, app: AppKey, day: Day, positions: RangeInclusive<i32>) -> QueryResult<()> {
    let version = raise_version(connection, app, day)?;
    diesel::sql_query(COMPUTE)
        .bind::<Integer, _>(day.minus(29))
        .bind::<Integer, _>(day)
        .bind::<Integer, _>(app.id)
        .bind::<BigInt, _>(version)
        .bind::<Integer, _>(*positions.start())
        .bind::<Integer, _>(*positions.end())
        .bind::<Integer, _>(app.publisher)
        .execute(connection)?;
    churn::set_risks_of(connection, app, day, version)?;
    passes::catch_up(connection, app, positions, version)
}
