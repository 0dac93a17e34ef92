//! Churn: the usage that the model is fitted to, the model of each app, and the risk of each customer that follows from
//! it.

use super::DbConnection;
use super::owners::{app_row, is_of_publisher};
use super::schema::{apps, profiles};
use crate::churn::{Activity, Model};
use crate::day::Day;
use crate::ids::AppKey;
use crate::words;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double, Integer, Nullable};
use std::ops::Range;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// The risk on day $1 by the parameters $2 to $5: r, alpha, a and b, which are NULL without a model. It compares the
/// logarithm of the odds that a customer has stopped using the app: high above odds of 2 (active with a probability
/// below 1/3), medium above odds of 1/2. SQLite binds such parameters in the order in which they first appear.
pub(super) const RISK: &str = "CASE
    WHEN first_used_on IS NULL OR first_used_on > $1 OR $2 IS NULL THEN NULL
    WHEN days_used < 2 THEN 'low'
    WHEN ($2 + days_used - 1) * (ln($3 + $1 - first_used_on) - ln($3 + last_used_on - first_used_on))
        + ln($4) - ln($5 + days_used - 2) > 0.6931471805599453 THEN 'high'
    WHEN ($2 + days_used - 1) * (ln($3 + $1 - first_used_on) - ln($3 + last_used_on - first_used_on))
        + ln($4) - ln($5 + days_used - 2) > -0.6931471805599453 THEN 'medium'
    ELSE 'low' END";

/// The outcome of an app's last fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum ChurnState {
    Fitted,
    /// Too few customers have used the app repeatedly.
    TooFew,
    /// The data do not determine the parameters.
    NotConverged,
}

words!(ChurnState);

/// An app's model and when it was fitted.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = apps)]
pub struct Churn {
    churn_state: Option<ChurnState>,
    /// The day of the last fit.
    pub churn_on: Option<Day>,
    /// The app's data version at the last fit.
    pub churn_version: Option<i64>,
    /// Customers with repeated use at the last fit.
    pub churn_repeaters: i64,
    churn_r: Option<f64>,
    churn_alpha: Option<f64>,
    churn_a: Option<f64>,
    churn_b: Option<f64>,
}

impl Churn {
    /// The outcome of the last fit; `None` if there was none.
    pub const fn state(&self) -> Option<ChurnState> {
        self.churn_state
    }

    /// Whether both come from the same fit.
    pub fn is_of_same_fit(&self, other: &Self) -> bool {
        (self.churn_on, self.churn_version) == (other.churn_on, other.churn_version)
    }

    /// The model, in days.
    pub fn model(&self) -> Option<Model> {
        let (r, alpha, a, b) = (self.churn_r?, self.churn_alpha?, self.churn_a?, self.churn_b?);
        Some(Model { r, alpha, a, b })
    }
}

/// The app's model.
pub fn find(connection: &mut DbConnection, app: AppKey) -> QueryResult<Churn> {
    app_row(app).select(Churn::as_select()).first(connection)
}

/// A customer's use of an app up to a day, in days. A last use after the day counts as a use on the day.
fn activity(day: Day, days_used: i64, first_used_on: Day, last_used_on: Day) -> Activity {
    let since_first = |on: Day| f64::from((i64::from(on.number()) - i64::from(first_used_on.number())).max(0) as i32);
    let age = since_first(day);
    Activity { repeats: (days_used - 1).max(0) as f64, recency: since_first(last_used_on).min(age), age }
}

/// The use of the app up to the day by every customer at these positions who had used it by then.
pub fn activities(
    connection: &mut DbConnection,
    app: AppKey,
    day: Day,
    positions: Range<i32>,
) -> QueryResult<Vec<Activity>> {
    let rows: Vec<(i64, Option<Day>, Option<Day>)> = profiles::table
        .filter(profiles::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(profiles::position.ge(positions.start))
        .filter(profiles::position.lt(positions.end))
        .filter(profiles::first_used_on.le(day))
        .order(profiles::position)
        .select((profiles::days_used, profiles::first_used_on, profiles::last_used_on))
        .load(connection)?;
    let used = rows.into_iter().filter_map(|(days, first, last)| Some(activity(day, days, first?, last?)));
    Ok(used.collect())
}

/// The use of the app up to the day by the customer at a position; `None` if they had not used it by then.
pub fn activity_at(
    connection: &mut DbConnection,
    app: AppKey,
    day: Day,
    position: u32,
) -> QueryResult<Option<Activity>> {
    let row: Option<(i64, Option<Day>, Option<Day>)> = profiles::table
        .filter(profiles::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(profiles::position.eq(i32::try_from(position).unwrap_or(i32::MAX)))
        .select((profiles::days_used, profiles::first_used_on, profiles::last_used_on))
        .first(connection)
        .optional()?;
    let Some((days, Some(first), Some(last))) = row else { return Ok(None) };
    Ok((first <= day).then(|| activity(day, days, first, last)))
}

/// Sets the risk, by the app's model, of the customers whose profiles were computed as this data version.
pub fn set_risks_of(connection: &mut DbConnection, app: AppKey, day: Day, version: i64) -> QueryResult<()> {
    let model = find(connection, app)?.model();
    let change = format!(
        "UPDATE profiles SET churn_risk = {RISK}
        WHERE version = $6 AND app_id = $7 AND EXISTS (SELECT 1 FROM apps WHERE id = $7 AND publisher_id = $8)
            AND COALESCE(churn_risk, '') <> COALESCE({RISK}, '')"
    );
    diesel::sql_query(change)
        .bind::<Integer, _>(day)
        .bind::<Nullable<Double>, _>(model.map(|model| model.r))
        .bind::<Nullable<Double>, _>(model.map(|model| model.alpha))
        .bind::<Nullable<Double>, _>(model.map(|model| model.a))
        .bind::<Nullable<Double>, _>(model.map(|model| model.b))
        .bind::<BigInt, _>(version)
        .bind::<Integer, _>(app.id)
        .bind::<Integer, _>(app.publisher)
        .execute(connection)
        .map(drop)
}
