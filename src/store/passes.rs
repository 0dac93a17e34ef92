//! Moves the profiles of an app to another day or another churn model, in slices of one transaction each, so that no
//! other writer waits for the whole pass. A profile keeps its values from before the pass that changed it, and each
//! reader names the last pass that counts. All readers therefore see the old day until the pass has finished, and then
//! the new day at once. If the program dies between two slices, the pass continues from there.

use super::churn::{self, ChurnState, RISK};
use super::owners::{app_row, is_of_publisher};
use super::schema::{apps, profile_passes};
use super::{DbConnection, data_versions};
use crate::churn::{Fit, FitError, Model};
use crate::day::Day;
use crate::ids::{AppId, AppKey};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double, Integer, Nullable};
use std::ops::RangeInclusive;

/// The number of positions in a slice, unless the options say otherwise. On two slow cores a slice of a busy app takes
/// 0.2 s, which is the longest that others wait to write facts. Smaller slices would cost more in commits than they
/// save in waiting.
pub const SLICE: i32 = 20_000;

/// Moves the profiles at the positions $9 to $10 of app $8 of publisher $16 to the day $1 and the churn model $2 to $5,
/// as pass $7. $6 is the first of the 30 days that end on $1. Only those profiles are written whose risk changes or
/// whose customers used or bought something on the days $12 to $13, which leave the 30 days, or $14 to $15, which enter
/// them. Customers who never did (a refund alone changes what was spent) are skipped without reading their facts. Only profiles whose facts were computed as
/// data version $11 or later are considered. SQLite binds such parameters in the order in which they first appear.
fn slice() -> String {
    format!(
        "UPDATE profiles SET
            churn_risk = {RISK},
            days_used_30 = (SELECT COUNT(*) FROM usage_days f
                WHERE f.customer_id = profiles.customer_id AND f.app_id = profiles.app_id AND f.used_on BETWEEN $6 AND $1),
            spend_30_cents = (SELECT COALESCE(SUM(amount_cents), 0) FROM purchases f
                WHERE f.customer_id = profiles.customer_id AND +f.app_id = profiles.app_id
                    AND purchased_on BETWEEN $6 AND $1),
            churn_risk_before = churn_risk,
            days_used_30_before = days_used_30,
            spend_30_cents_before = spend_30_cents,
            pass = $7
        WHERE app_id = $8 AND position BETWEEN $9 AND $10 AND version > 0 AND pass < $7 AND facts_version >= $11 AND (
            (($12 <= $13 OR $14 <= $15) AND (
                (days_used > 0 AND EXISTS (SELECT 1 FROM usage_days f
                    WHERE f.customer_id = profiles.customer_id AND f.app_id = profiles.app_id
                    AND (f.used_on BETWEEN $12 AND $13 OR f.used_on BETWEEN $14 AND $15)))
                OR ((purchases > 0 OR spend_cents <> 0) AND EXISTS (SELECT 1 FROM purchases f
                    WHERE f.customer_id = profiles.customer_id AND +f.app_id = profiles.app_id
                    AND (purchased_on BETWEEN $12 AND $13 OR purchased_on BETWEEN $14 AND $15)))))
            OR COALESCE(churn_risk, '') <> COALESCE({RISK}, ''))
            AND EXISTS (SELECT 1 FROM apps WHERE apps.id = $8 AND apps.publisher_id = $16)"
    )
}

/// The outcome of a fit, with the app's model at its start.
#[derive(Clone, Copy, Debug)]
pub struct NewModel<'a> {
    pub repeaters: i64,
    pub outcome: &'a Result<Fit, FitError>,
    /// If another fit was stored in the meantime, this one is discarded.
    pub before: &'a churn::Churn,
}

/// The progress of a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The app has no pass under way.
    Nothing,
    /// A slice was finished.
    Slice,
    /// All slices are finished; the new day and model count now.
    Finished,
}

/// A pass under way.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = profile_passes)]
struct Pass {
    app_id: AppId,
    /// One more than the number of the previous pass.
    number: i64,
    day: Day,
    /// All positions before this one are finished.
    next_position: i32,
    /// The outcome of the fit; `None` if the pass only changes the day and keeps the model.
    churn_state: Option<ChurnState>,
    churn_repeaters: i64,
    churn_r: Option<f64>,
    churn_alpha: Option<f64>,
    churn_a: Option<f64>,
    churn_b: Option<f64>,
}

impl Pass {
    fn new(app: AppId, number: i64, day: Day, model: Option<Model>) -> Self {
        Self {
            app_id: app,
            number,
            day,
            next_position: 0,
            churn_state: None,
            churn_repeaters: 0,
            churn_r: model.map(|model| model.r),
            churn_alpha: model.map(|model| model.alpha),
            churn_a: model.map(|model| model.a),
            churn_b: model.map(|model| model.b),
        }
    }
}

/// Starts a pass that moves the app's profiles to the day. Returns false if another pass is under way or there is
/// nothing to do. The day only moves forward unless `may_go_back`.
pub fn start_day(connection: &mut DbConnection, app: AppKey, day: Day, may_go_back: bool) -> QueryResult<bool> {
    let before: Option<Day> = app_row(app).select(apps::profiles_on).first(connection)?;
    let is_due = before.is_some_and(|before| before < day || (may_go_back && before != day));
    if !is_due || find(connection, app)?.is_some() {
        return Ok(false);
    }
    let model = churn::find(connection, app)?.model();
    let number = next_number(connection, app)?;
    start(connection, &Pass::new(app.id, number, day, model))?;
    Ok(true)
}

/// Starts a pass that sets the risk of the app's customers from a fit on the day of the app's profiles. Returns false
/// if another pass is under way, or if the day or the stored fit has changed since.
pub fn start_model(connection: &mut DbConnection, app: AppKey, day: Day, new: NewModel<'_>) -> QueryResult<bool> {
    let on: Option<Day> = app_row(app).select(apps::profiles_on).first(connection)?;
    let is_meanwhile = on != Some(day) || !churn::find(connection, app)?.is_of_same_fit(new.before);
    if is_meanwhile || find(connection, app)?.is_some() {
        return Ok(false);
    }
    let (state, model) = match new.outcome {
        Ok(fit) => (ChurnState::Fitted, Some(fit.model)),
        Err(FitError::TooFew { .. }) => (ChurnState::TooFew, None),
        Err(FitError::NotConverged) => (ChurnState::NotConverged, None),
    };
    let mut pass = Pass::new(app.id, next_number(connection, app)?, day, model);
    pass.churn_state = Some(state);
    pass.churn_repeaters = new.repeaters;
    start(connection, &pass)?;
    Ok(true)
}

/// Runs the next slice of the app's pass, of `positions` positions, or finishes the pass after the last one.
pub fn advance(connection: &mut DbConnection, app: AppKey, positions: i32) -> QueryResult<Progress> {
    let Some(pass) = find(connection, app)? else { return Ok(Progress::Nothing) };
    let end: i32 = app_row(app).select(apps::next_position).first(connection)?;
    if pass.next_position >= end {
        finish(connection, app, &pass)?;
        return Ok(Progress::Finished);
    }
    let next = end.min(pass.next_position.saturating_add(positions));
    bring(connection, app, &pass, pass.next_position..=next - 1, 0)?;
    let own = diesel::update(profile_passes::table.find(app.id).filter(is_of_publisher(app)));
    own.set(profile_passes::next_position.eq(next)).execute(connection)?;
    Ok(Progress::Slice)
}

/// Moves profiles that were just computed, as this data version, to the day and model of the app's pass if it has
/// already passed their positions.
pub(super) fn catch_up(
    connection: &mut DbConnection,
    app: AppKey,
    positions: RangeInclusive<i32>,
    version: i64,
) -> QueryResult<()> {
    let Some(pass) = find(connection, app)? else { return Ok(()) };
    let last = (*positions.end()).min(pass.next_position - 1);
    if last < *positions.start() { Ok(()) } else { bring(connection, app, &pass, *positions.start()..=last, version) }
}

fn find(connection: &mut DbConnection, app: AppKey) -> QueryResult<Option<Pass>> {
    profile_passes::table
        .find(app.id)
        .filter(is_of_publisher(app))
        .select(Pass::as_select())
        .first(connection)
        .optional()
}

fn next_number(connection: &mut DbConnection, app: AppKey) -> QueryResult<i64> {
    app_row(app).select(apps::pass + 1_i64).first(connection)
}

fn start(connection: &mut DbConnection, pass: &Pass) -> QueryResult<()> {
    diesel::insert_into(profile_passes::table).values(pass.clone()).execute(connection).map(drop)
}

fn bring(
    connection: &mut DbConnection,
    app: AppKey,
    pass: &Pass,
    positions: RangeInclusive<i32>,
    from_version: i64,
) -> QueryResult<()> {
    let before: Option<Day> = app_row(app).select(apps::profiles_on).first(connection)?;
    let day = pass.day;
    let [left, come] = changed_days(before.unwrap_or(day), day);
    diesel::sql_query(slice())
        .bind::<Integer, _>(pass.day)
        .bind::<Nullable<Double>, _>(pass.churn_r)
        .bind::<Nullable<Double>, _>(pass.churn_alpha)
        .bind::<Nullable<Double>, _>(pass.churn_a)
        .bind::<Nullable<Double>, _>(pass.churn_b)
        .bind::<Integer, _>(day.minus(29))
        .bind::<BigInt, _>(pass.number)
        .bind::<Integer, _>(app.id)
        .bind::<Integer, _>(*positions.start())
        .bind::<Integer, _>(*positions.end())
        .bind::<BigInt, _>(from_version)
        .bind::<Integer, _>(*left.start())
        .bind::<Integer, _>(*left.end())
        .bind::<Integer, _>(*come.start())
        .bind::<Integer, _>(*come.end())
        .bind::<Integer, _>(app.publisher)
        .execute(connection)
        .map(drop)
}

/// Makes the changes of the pass count and gives the app a new data version.
fn finish(connection: &mut DbConnection, app: AppKey, pass: &Pass) -> QueryResult<()> {
    diesel::update(app_row(app))
        .set((apps::profiles_on.eq(pass.day), apps::pass.eq(pass.number)))
        .execute(connection)?;
    let version = data_versions::raise(connection, app)?;
    if let Some(state) = pass.churn_state {
        diesel::update(app_row(app))
            .set((
                apps::churn_state.eq(Some(state)),
                apps::churn_on.eq(Some(pass.day)),
                apps::churn_version.eq(Some(version)),
                apps::churn_repeaters.eq(pass.churn_repeaters),
                apps::churn_r.eq(pass.churn_r),
                apps::churn_alpha.eq(pass.churn_alpha),
                apps::churn_a.eq(pass.churn_a),
                apps::churn_b.eq(pass.churn_b),
            ))
            .execute(connection)?;
    }
    diesel::delete(profile_passes::table.find(app.id).filter(is_of_publisher(app))).execute(connection).map(drop)
}

/// The days that belong to the 30 days before only one of the two days. Either range may be empty.
fn changed_days(before: Day, after: Day) -> [RangeInclusive<Day>; 2] {
    let (earlier, later) = (before.min(after), before.max(after));
    [earlier.minus(29)..=earlier.min(later.minus(30)), later.minus(29).max(earlier.minus(-1))..=later]
}
