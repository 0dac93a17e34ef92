//! Calls about package flights: releases, flights, rollouts, and what one person gets.

pub mod drafts;
pub mod packages;
pub mod releases;
pub mod reports;
pub mod rollouts;
pub mod write;

use super::call::{Call, CallResult, Work, json};
use super::groups::moment;
use super::problem::{Kind, Problem, ProblemBody, WrongValue};
use crate::access::Sizes;
use crate::flights::counts::{self, Counted, are_shown};
use crate::flights::guards::{self, Comparison, Guard};
use crate::flights::list::{self, Flights};
use crate::flights::rollout::RolloutError;
use crate::ids::{AppId, FlightId};
use crate::shares::WHOLE;
use crate::store::flights::FlightRow;
use crate::store::submissions::SubmissionRow;
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

/// A flight, or the standard submission.
#[derive(Debug, Serialize, ToSchema)]
pub struct Flight {
    /// Under which programs know it, for good.
    #[schema(example = "testers")]
    pub key: String,
    pub name: String,
    /// The highest decides first; the standard submission has 1.
    pub rank: i32,
    pub is_standard: bool,
    /// The ids of the groups whose members are in it.
    pub groups: Vec<String>,
    /// Whether its package may replace a higher version.
    pub allows_downgrades: bool,
    /// Whether who was in it through a segment stays in it after leaving the segment.
    pub sticky: bool,
    /// Since which day it keeps them; null if it does not.
    #[schema(example = "2018-01-31")]
    pub sticky_since: Option<String>,
    /// The release that counts; null if nothing was published.
    pub rollout: Option<RolloutBody>,
    /// How many customers get what; null in lists, and if one of the numbers is small and the token lacks the scopes that show such
    /// sizes.
    pub customers: Option<Customers>,
    /// The version, which is the entity tag too.
    pub version: i64,
}

/// How far a release is rolled out.
#[derive(Debug, Serialize, ToSchema)]
pub struct RolloutBody {
    /// The id of the submission.
    pub submission: String,
    #[schema(example = "1.2.3")]
    pub release: String,
    /// `in_progress`; `complete` if it is for everyone in the flight for good; `stopped` if it was halted.
    pub status: &'static str,
    /// From when on those who get it must have it; null if they need not.
    pub mandatory_from: Option<String>,
    /// The share of the flight's members, in per cent.
    #[schema(example = 5.0)]
    pub percent: f64,
    pub published_at: String,
    /// When the share is raised by itself.
    pub next_step_at: Option<String>,
    /// Whether it is halted by itself when the release does worse than the one before.
    pub guarded: bool,
    /// What each of its guards shows now, while it is in progress; null in lists, empty without a release before.
    pub guards: Option<Vec<ComparisonBody>>,
    /// Why it was halted by itself: what was known of both releases.
    pub stopped_for: Option<ComparisonBody>,
}

/// What is known of a release and of the one before: of failures, what programs have reported since the rollout began; of ratings,
/// what those who get the new release have given since then, against those of the flight who get the one before.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparisonBody {
    /// `failures` or `ratings`.
    pub guard: &'static str,
    /// How many sessions or ratings each release has before the two are compared.
    pub least: i64,
    pub release: String,
    /// The sessions, for failures.
    pub sessions: Option<i64>,
    pub failures: Option<i64>,
    /// How many ratings, for ratings; null if the number is small and the token lacks the scopes that show such sizes.
    pub ratings: Option<i64>,
    /// The sum of their stars.
    pub stars: Option<i64>,
    pub before: String,
    pub before_sessions: Option<i64>,
    pub before_failures: Option<i64>,
    pub before_ratings: Option<i64>,
    pub before_stars: Option<i64>,
}

impl ComparisonBody {
    fn of(one: Comparison, sizes: Sizes) -> Self {
        let failures = |number: i64| (one.guard == Guard::Failures).then_some(number);
        let ratings = |number: i64| (one.guard == Guard::Ratings && !one.is_hidden(sizes)).then_some(number);
        Self {
            guard: one.guard.word(),
            least: one.guard.least(),
            sessions: failures(one.new.count),
            failures: failures(one.new.sum),
            ratings: ratings(one.new.count),
            stars: ratings(one.new.sum),
            before_sessions: failures(one.old.count),
            before_failures: failures(one.old.sum),
            before_ratings: ratings(one.old.count),
            before_stars: ratings(one.old.sum),
            release: one.release,
            before: one.before,
        }
    }
}

/// How many customers get what through a flight.
#[derive(Debug, Serialize, ToSchema)]
pub struct Customers {
    pub members: u64,
    /// Who gets the newest release.
    pub newest: u64,
    /// Who gets the release before.
    pub fallback: u64,
    /// For whom a higher flight decides.
    pub taken: u64,
    /// Who is in it only because it keeps who was in it; null if it does not, and if the number is small and the token lacks the
    /// scopes that show such sizes.
    pub kept: Option<u64>,
}

/// The flights of an app, the highest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct FlightsBody {
    pub flights: Vec<Flight>,
}

/// A share in per cent.
pub(super) fn percent(share: u32) -> f64 {
    f64::from(share) / 10_000.0
}

/// A share in millionths, which was sent in per cent.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and a million")]
pub(super) fn share_of(percent: f64, pointer: &str) -> Result<u32, Problem> {
    let share = (percent * 10_000.0).round();
    let is_share = (0.0..=f64::from(WHOLE)).contains(&share) && (share / 10_000.0 - percent).abs() < 1e-9;
    if is_share {
        return Ok(share as u32);
    }
    let said = "Send a number from 0 to 100 with at most four decimals.";
    Err(Problem::invalid(vec![WrongValue::at(pointer, said)]))
}

impl From<RolloutError> for Problem {
    fn from(error: RolloutError) -> Self {
        match error {
            RolloutError::Forbidden(error) => error.into(),
            RolloutError::Store(error) => error.into(),
            RolloutError::Share | RolloutError::Steps => {
                Self::new(Kind::Invalid).because(format!("The rollout was not changed: {error}."))
            }
            RolloutError::Time => {
                Self::invalid(vec![WrongValue::at("/publish_at", format!("It is not scheduled: {error}."))])
            }
            RolloutError::Mandatory => {
                Self::invalid(vec![WrongValue::at("/mandatory_from", format!("It is not kept: {error}."))])
            }
            RolloutError::Unconfirmed => Self::invalid(vec![WrongValue::at(
                "/confirmed",
                "The share becomes more than ten times as large. Send true to confirm it.",
            )]),
            error => Self::new(Kind::Conflict).because(format!("The rollout was not changed: {error}.")),
        }
    }
}

/// The flights of an app that the token may ask for.
pub(super) fn flights_of(work: &Work, app: AppId) -> Result<Flights, Problem> {
    work.must_see(Some(app))?;
    Ok(list::of_app(&work.state, &work.actor, app)?)
}

/// The flight with this key.
pub(super) fn find<'a>(flights: &'a Flights, key: &str) -> Result<&'a FlightRow, Problem> {
    flights.rows.iter().find(|row| row.key == key).ok_or_else(|| Problem::new(Kind::NotFound))
}

impl Flight {
    /// The flight without its numbers.
    fn of(flights: &Flights, row: &FlightRow, sizes: Sizes) -> Self {
        let rollout = |one: &SubmissionRow| RolloutBody {
            submission: one.id.to_string(),
            release: flights.versions.get(&one.release_id).cloned().unwrap_or_default(),
            status: one.rollout.word(),
            mandatory_from: one.mandatory_from.map(moment),
            percent: percent(one.share.unsigned_abs()),
            published_at: moment(one.published_at),
            next_step_at: one.next_step_at.map(moment),
            guarded: one.is_guarded,
            guards: None,
            stopped_for: Comparison::of(one).map(|why| ComparisonBody::of(why, sizes)),
        };
        Self {
            key: row.key.clone(),
            name: row.name.clone(),
            rank: row.rank,
            is_standard: row.is_standard(),
            groups: flights.groups_of(row.id).iter().map(ToString::to_string).collect(),
            allows_downgrades: row.allows_downgrades,
            sticky: row.sticky_since.is_some(),
            sticky_since: row.sticky_since.map(|day| day.to_string()),
            rollout: flights.submission_of(row.id).map(rollout),
            customers: None,
            version: row.version,
        }
    }
}

/// How many customers get what through the flight, as far as the token may see it.
fn customers_of(work: &Work, counted: &Counted, flight: FlightId) -> Result<Option<Customers>, Problem> {
    let place = counted.ladder.flights.iter().position(|one| one.id == flight);
    let part = place.and_then(|place| counted.division.flights.get(place));
    let Some(part) = part.filter(|_| are_shown(&counted.division, &counted.ladder, work.sizes())) else {
        return Ok(None);
    };
    let kept = counts::kept(&work.state, &work.publisher, counted, flight)?.map(|kept| kept.len());
    Ok(Some(Customers {
        members: part.members.len(),
        newest: part.newest.len(),
        fallback: part.fallback.len(),
        taken: part.taken.len(),
        kept: kept.filter(|kept| *kept == 0 || !work.sizes().hides(*kept)),
    }))
}

/// The flight as it is now, with its numbers.
pub(super) fn shown(work: &Work, app: AppId, key: &str) -> Result<Flight, Problem> {
    let flights = flights_of(work, app)?;
    let row = find(&flights, key)?;
    let counted = counts::count(&work.state, &work.publisher, app)?;
    let mut flight = Flight::of(&flights, row, work.sizes());
    flight.customers = customers_of(work, &counted, row.id)?;
    if let (Some(rollout), Some(submission)) = (&mut flight.rollout, flights.submission_of(row.id)) {
        let found = guards::now(&work.state, &work.publisher, &counted, submission)?;
        rollout.guards = Some(found.into_iter().map(|one| ComparisonBody::of(one, work.sizes())).collect());
    }
    Ok(flight)
}

/// An answer with the flight and its version.
pub(super) fn answer(mut response: actix_web::HttpResponseBuilder, flight: &Flight) -> CallResult {
    response.insert_header((header::ETAG, super::groups::entity_tag(flight.version)));
    super::call::json_with(response, flight)
}

/// The flights of an app, the highest first.
#[utoipa::path(get, path = "/api/v1/apps/{app}/flights", tag = "Flights", operation_id = "list_flights",
    params(("app" = i32, Path, description = "The id of the app")), responses(
        (status = 200, body = FlightsBody),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn list(call: Call, path: web::Path<AppId>) -> CallResult {
    let found = call.run(move |work| {
        let flights = flights_of(&work, *path)?;
        Ok(FlightsBody { flights: flights.rows.iter().map(|row| Flight::of(&flights, row, work.sizes())).collect() })
    });
    json(&found.await?)
}

/// One flight, with how many customers get what through it.
#[utoipa::path(get, path = "/api/v1/apps/{app}/flights/{flight}", tag = "Flights", operation_id = "get_flight",
    params(
        ("app" = i32, Path, description = "The id of the app"),
        ("flight" = String, Path, description = "The key of the flight, or standard"),
    ), responses(
        (status = 200, body = Flight, headers(("ETag" = String, description = "The version"))),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn show(call: Call, path: web::Path<(AppId, String)>) -> CallResult {
    let (app, key) = path.into_inner();
    let found = call.run(move |work| shown(&work, app, &key));
    answer(HttpResponse::Ok(), &found.await?)
}
