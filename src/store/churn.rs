//! Churn: what of each customer's use the model is fitted to, the model of each app, and the risk that it gives everyone.

use super::apps::{is_of_publisher, row};
use super::schema::{apps, profiles};
use super::{DbConnection, data_versions};
use crate::churn::{Activity, Fit, FitError, Model};
use crate::day::Day;
use crate::ids::AppKey;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double, Integer};

/// The risk by day $1 and the parameters $2 to $5: r, alpha, a and b. Of the logarithm of the odds that a customer has
/// stopped, high is above that of 2 (active with less than 1/3), medium above that of 1/2. SQLite binds such names in the
/// order in which they first appear.
const RISK: &str = "CASE
    WHEN first_used_on IS NULL OR first_used_on > $1 THEN NULL
    WHEN days_used < 2 THEN 'low'
    WHEN ($2 + days_used - 1) * (ln($3 + $1 - first_used_on) - ln($3 + last_used_on - first_used_on))
        + ln($4) - ln($5 + days_used - 2) > 0.6931471805599453 THEN 'high'
    WHEN ($2 + days_used - 1) * (ln($3 + $1 - first_used_on) - ln($3 + last_used_on - first_used_on))
        + ln($4) - ln($5 + days_used - 2) > -0.6931471805599453 THEN 'medium'
    ELSE 'low' END";

/// A statement with the places of [`RISK`] bound.
macro_rules! with_model {
    ($statement:expr, $day:expr, $model:expr) => {
        diesel::sql_query($statement)
            .bind::<Integer, _>($day.number())
            .bind::<Double, _>($model.r)
            .bind::<Double, _>($model.alpha)
            .bind::<Double, _>($model.a)
            .bind::<Double, _>($model.b)
    };
}

/// What became of an app's last fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChurnState {
    Fitted,
    /// Too few customers have used the app repeatedly.
    TooFew,
    /// The data do not determine the parameters.
    NotConverged,
}

impl ChurnState {
    const ALL: [Self; 3] = [Self::Fitted, Self::TooFew, Self::NotConverged];

    /// The word it is kept under.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fitted => "fitted",
            Self::TooFew => "too_few",
            Self::NotConverged => "not_converged",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// An app's model and when it was fitted.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = apps)]
pub struct Churn {
    churn_state: Option<String>,
    /// The day of the last fit, in days since 1970-01-01.
    pub churn_on: Option<i32>,
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
    /// What became of the last fit; none while there was none.
    pub fn state(&self) -> Option<ChurnState> {
        ChurnState::from_word(self.churn_state.as_deref()?)
    }

    /// The model, in days.
    pub fn model(&self) -> Option<Model> {
        let (r, alpha, a, b) = (self.churn_r?, self.churn_alpha?, self.churn_a?, self.churn_b?);
        Some(Model { r, alpha, a, b })
    }
}

/// The app's model.
pub fn find(connection: &mut DbConnection, app: AppKey) -> QueryResult<Churn> {
    row(app).select(Churn::as_select()).first(connection)
}

/// A customer's use of an app until a day, in days. A last use after the day counts as one on it.
fn activity(day: Day, days_used: i64, first_used_on: i32, last_used_on: i32) -> Activity {
    let since_first = |on: i32| f64::from((i64::from(on) - i64::from(first_used_on)).max(0) as i32);
    let age = since_first(day.number());
    Activity { repeats: (days_used - 1).max(0) as f64, recency: since_first(last_used_on).min(age), age }
}

/// The use of everyone who used the app until the day.
pub fn activities(connection: &mut DbConnection, app: AppKey, day: Day) -> QueryResult<Vec<Activity>> {
    let rows: Vec<(i64, Option<i32>, Option<i32>)> = profiles::table
        .filter(profiles::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(profiles::first_used_on.le(day.number()))
        .order(profiles::position)
        .select((profiles::days_used, profiles::first_used_on, profiles::last_used_on))
        .load(connection)?;
    let used = rows.into_iter().filter_map(|(days, first, last)| Some(activity(day, days, first?, last?)));
    Ok(used.collect())
}

/// The use of the customer at a position of the app until the day; none where there was none.
pub fn activity_at(
    connection: &mut DbConnection,
    app: AppKey,
    day: Day,
    position: u32,
) -> QueryResult<Option<Activity>> {
    let row: Option<(i64, Option<i32>, Option<i32>)> = profiles::table
        .filter(profiles::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(profiles::position.eq(i32::try_from(position).unwrap_or(i32::MAX)))
        .select((profiles::days_used, profiles::first_used_on, profiles::last_used_on))
        .first(connection)
        .optional()?;
    let Some((days, Some(first), Some(last))) = row else { return Ok(None) };
    Ok((first <= day.number()).then(|| activity(day, days, first, last)))
}

/// Keeps what became of a fit on a day, and gives everyone of the app the risk that follows from it.
pub fn keep(
    connection: &mut DbConnection,
    app: AppKey,
    day: Day,
    repeaters: i64,
    outcome: &Result<Fit, FitError>,
) -> QueryResult<()> {
    let (state, model) = match outcome {
        Ok(fit) => (ChurnState::Fitted, Some(fit.model)),
        Err(FitError::TooFew { .. }) => (ChurnState::TooFew, None),
        Err(FitError::NotConverged) => (ChurnState::NotConverged, None),
    };
    let version = data_versions::raise(connection, app)?;
    diesel::update(row(app))
        .set((
            apps::churn_state.eq(Some(state.word())),
            apps::churn_on.eq(Some(day.number())),
            apps::churn_version.eq(Some(version)),
            apps::churn_repeaters.eq(repeaters),
            apps::churn_r.eq(model.map(|model| model.r)),
            apps::churn_alpha.eq(model.map(|model| model.alpha)),
            apps::churn_a.eq(model.map(|model| model.a)),
            apps::churn_b.eq(model.map(|model| model.b)),
        ))
        .execute(connection)?;
    let Some(model) = model else {
        let of_app = profiles::table.filter(profiles::app_id.eq(app.id)).filter(is_of_publisher(app));
        let known = of_app.filter(profiles::churn_risk.is_not_null());
        let none = (profiles::churn_risk.eq(None::<String>), profiles::version.eq(version));
        return diesel::update(known).set(none).execute(connection).map(drop);
    };
    change_risks(connection, app, day, version, model)
}

/// Gives everyone of the app the risk of a new day.
pub fn set_risks(connection: &mut DbConnection, app: AppKey, day: Day, version: i64) -> QueryResult<()> {
    match find(connection, app)?.model() {
        Some(model) => change_risks(connection, app, day, version, model),
        None => Ok(()),
    }
}

/// Only who changes is written, so that only they are brought into the columns again.
fn change_risks(connection: &mut DbConnection, app: AppKey, day: Day, version: i64, model: Model) -> QueryResult<()> {
    let change = format!(
        "UPDATE profiles SET churn_risk = {RISK}, version = $6
        WHERE app_id = $7 AND EXISTS (SELECT 1 FROM apps WHERE id = $7 AND publisher_id = $8)
            AND version > 0 AND COALESCE(churn_risk, '') <> COALESCE({RISK}, '')"
    );
    with_model!(change, day, model)
        .bind::<BigInt, _>(version)
        .bind::<Integer, _>(app.id)
        .bind::<Integer, _>(app.publisher)
        .execute(connection)
        .map(drop)
}

/// Gives those whose profiles were computed as this data version the risk that follows from the app's model.
pub fn set_risks_of(connection: &mut DbConnection, app: AppKey, day: Day, version: i64) -> QueryResult<()> {
    let Some(model) = find(connection, app)?.model() else { return Ok(()) };
    let change = format!(
        "UPDATE profiles SET churn_risk = {RISK}
        WHERE version = $6 AND app_id = $7 AND EXISTS (SELECT 1 FROM apps WHERE id = $7 AND publisher_id = $8)
            AND COALESCE(churn_risk, '') <> COALESCE({RISK}, '')"
    );
    with_model!(change, day, model)
        .bind::<BigInt, _>(version)
        .bind::<Integer, _>(app.id)
        .bind::<Integer, _>(app.publisher)
        .execute(connection)
        .map(drop)
}
