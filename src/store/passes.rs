//! Bringing the profiles of an app to another day or another churn model, in slices that are a transaction each, so that
//! nobody waits for all of them. A profile keeps what it held before the pass that changed it, and whoever reads it says
//! the last pass that counts for them: so everyone reads the day before until the pass is done, and then the new day at
//! once. Where the program dies between two slices, the pass goes on from there.

use super::apps::{is_of_publisher, row};
use super::churn::{self, ChurnState, RISK};
use super::schema::{apps, profile_passes};
use super::{DbConnection, data_versions};
use crate::churn::{Fit, FitError, Model};
use crate::day::Day;
use crate::ids::{AppId, AppKey};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double, Integer, Nullable};
use std::ops::RangeInclusive;

/// Brings the profiles at the positions $9 to $10 of app $8 of publisher $16 to the day $1 and the churn model $2 to $5, as pass $7, $6 being
/// the first of the 30 days that end on the day: of those only whose risk differs, and who used or bought something on the
/// days $12 to $13, which leave the 30 days, or $14 to $15, which come into them. Whoever never did is passed by without a
/// look at the facts. Only profiles whose facts were computed as data version $11 or later are looked at. SQLite binds such
/// names in the order in which they first appear.
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
                OR (purchases > 0 AND EXISTS (SELECT 1 FROM purchases f
                    WHERE f.customer_id = profiles.customer_id AND +f.app_id = profiles.app_id
                    AND (purchased_on BETWEEN $12 AND $13 OR purchased_on BETWEEN $14 AND $15)))))
            OR COALESCE(churn_risk, '') <> COALESCE({RISK}, ''))
            AND EXISTS (SELECT 1 FROM apps WHERE apps.id = $8 AND apps.publisher_id = $16)"
    )
}

/// What a fit found, with what the app's model was when it started.
#[derive(Clone, Copy, Debug)]
pub struct NewModel<'a> {
    pub repeaters: i64,
    pub outcome: &'a Result<Fit, FitError>,
    /// Where another fit was kept meanwhile, this one is not.
    pub before: &'a churn::Churn,
}

/// How far a pass has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// No pass of the app is under way.
    Nothing,
    /// A slice was done.
    Slice,
    /// All slices are done, and the new day and model count.
    Finished,
}

/// A pass under way.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = profile_passes)]
struct Pass {
    app_id: AppId,
    /// One more than that of the pass before.
    number: i64,
    day: Day,
    /// The positions before it are done.
    next_position: i32,
    /// What became of the fit; none where the pass is of the day alone and the model stays.
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

/// Starts to bring the app's profiles to the day. False where a pass is under way, or where nothing is to do. The day only
/// goes forward unless `may_go_back`.
pub fn start_day(connection: &mut DbConnection, app: AppKey, day: Day, may_go_back: bool) -> QueryResult<bool> {
    let before: Option<Day> = row(app).select(apps::profiles_on).first(connection)?;
    let is_due = before.is_some_and(|before| before < day || (may_go_back && before != day));
    if !is_due || find(connection, app)?.is_some() {
        return Ok(false);
    }
    let model = churn::find(connection, app)?.model();
    let number = next_number(connection, app)?;
    start(connection, &Pass::new(app.id, number, day, model))?;
    Ok(true)
}

/// Starts to give everyone of the app the risk that follows from a fit on the day of the app's profiles. False where a
/// pass is under way, or where there are another day or another fit meanwhile.
pub fn start_model(connection: &mut DbConnection, app: AppKey, day: Day, new: NewModel<'_>) -> QueryResult<bool> {
    let on: Option<Day> = row(app).select(apps::profiles_on).first(connection)?;
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

/// Does the next slice of the app's pass, so many positions, or ends the pass after the last one.
pub fn advance(connection: &mut DbConnection, app: AppKey, positions: i32) -> QueryResult<Progress> {
    let Some(pass) = find(connection, app)? else { return Ok(Progress::Nothing) };
    let end: i32 = row(app).select(apps::next_position).first(connection)?;
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

/// Brings profiles that were just computed, as this data version, to where the app's pass has brought those around them.
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
    row(app).select(apps::pass + 1_i64).first(connection)
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
    let before: Option<Day> = row(app).select(apps::profiles_on).first(connection)?;
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

/// Lets what the pass changed count, and raises the app's data version.
fn finish(connection: &mut DbConnection, app: AppKey, pass: &Pass) -> QueryResult<()> {
    diesel::update(row(app)).set((apps::profiles_on.eq(pass.day), apps::pass.eq(pass.number))).execute(connection)?;
    let version = data_versions::raise(connection, app)?;
    if let Some(state) = pass.churn_state {
        diesel::update(row(app))
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

/// The days that are in the 30 days of one of two days only. Either range may be empty.
fn changed_days(before: Day, after: Day) -> [RangeInclusive<Day>; 2] {
    let (earlier, later) = (before.min(after), before.max(after));
    [earlier.minus(29)..=earlier.min(later.minus(30)), later.minus(29).max(earlier.minus(-1))..=later]
}
