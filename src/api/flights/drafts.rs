//! Calls about the release that is published to a flight next: a draft, or one that is scheduled.

use super::super::call::{Call, CallResult, Json, Query, Work, read_moment};
use super::super::groups::write::Seen;
use super::super::groups::{Trial, entity_tag, moment, seen};
use super::super::problem::{Kind, Problem, ProblemBody, WrongValue};
use super::rollouts::{Rolled, StepBody, effect, steps_of};
use super::write::{FlightChecked, Saved};
use super::{find, flights_of, percent, share_of, shown};
use crate::flights::ladder::Rollout;
use crate::flights::list::Flights;
use crate::flights::pending::{self, Waits, When};
use crate::flights::rollout::{self, RolloutError};
use crate::flights::save::Draft;
use crate::flights::stage::Stage;
use crate::ids::{AppId, FlightId};
use crate::notifications::times;
use crate::store::submissions::SubmissionRow;
use crate::zone::Zone;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is to be published to a flight.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftContent {
    /// The version of the release.
    #[schema(example = "1.2.3")]
    pub release: String,
    /// The share of the members who get it first, in per cent; everyone at once without one.
    #[schema(minimum = 0.0, maximum = 100.0, example = 5.0)]
    pub percent: Option<f64>,
    /// How the share is raised by itself.
    #[serde(default)]
    #[schema(max_items = 13)]
    pub steps: Vec<StepBody>,
    /// Whether the rollout is halted by itself when the release does worse than the one before.
    #[serde(default)]
    pub guarded: bool,
    /// From when on those who get it must have it, as RFC 3339 has it; without it they need not.
    #[schema(example = "2027-02-01T00:00:00Z")]
    pub mandatory_from: Option<String>,
    /// What clocks show when it is published by itself; without it somebody publishes it.
    #[schema(example = "2027-01-31T09:00")]
    pub publish_at: Option<String>,
    /// The zone of those clocks; that of the publisher without one.
    #[schema(example = "Europe/Paris")]
    pub time_zone: Option<String>,
}

/// What is to be published to a flight, as it waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftBody {
    /// The id of the submission, which it keeps when it is published.
    pub submission: String,
    #[schema(example = "1.2.3")]
    pub release: String,
    /// The share that gets it first, in per cent; null for everyone at once.
    pub percent: Option<f64>,
    pub steps: Vec<StepShown>,
    pub guarded: bool,
    /// From when on those who get it must have it; null if they need not.
    pub mandatory_from: Option<String>,
    /// `draft`; `ready` if it is committed and somebody publishes it; `scheduled`; `held` if it was not published at its time, and waits for somebody to decide.
    pub state: &'static str,
    /// The moment at which it is published by itself, once it is committed if it is a draft, or was to be.
    pub publishes_at: Option<String>,
    pub time_zone: Option<&'static str>,
    /// Why it is held: `late` if it could not be published then, `unfinished` if the rollout before went on, `overtaken` if
    /// something else was published after this was scheduled.
    pub held_for: Option<String>,
    /// The version, which is the entity tag too.
    pub version: i64,
}

/// A share that the rollout is to be raised to by itself.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepShown {
    pub after_hours: u32,
    pub percent: f64,
}

impl DraftBody {
    fn of(flights: &Flights, row: &SubmissionRow) -> Self {
        let steps = rollout::steps_of(row);
        let raised = steps.iter().zip(steps.iter().skip(1));
        Self {
            submission: row.id.to_string(),
            release: flights.version_of(row),
            percent: row.is_gradual.then(|| percent(row.share.unsigned_abs())),
            steps: raised
                .map(|(now, next)| StepShown { after_hours: now.hours, percent: percent(next.share) })
                .collect(),
            guarded: row.is_guarded,
            mandatory_from: row.mandatory_from.map(moment),
            state: Stage::of(row).word(),
            publishes_at: row.publish_at.map(moment),
            time_zone: row.publish_zone.map(Zone::name),
            held_for: row.held_for.clone(),
            version: row.version,
        }
    }
}

/// What waits for the flight with this key.
fn waiting(work: &Work, app: AppId, key: &str) -> Result<(FlightId, Flights), Problem> {
    let flights = flights_of(work, app)?;
    let id = find(&flights, key)?.id;
    Ok((id, flights))
}

fn body(work: &Work, app: AppId, key: &str) -> Result<DraftBody, Problem> {
    let (id, flights) = waiting(work, app, key)?;
    let row = flights.waiting_of(id).ok_or_else(|| Problem::new(Kind::NotFound))?;
    Ok(DraftBody::of(&flights, row))
}

fn answer(mut response: actix_web::HttpResponseBuilder, body: &DraftBody) -> CallResult {
    response.insert_header((header::ETAG, entity_tag(body.version)));
    super::super::call::json_with(response, body)
}

/// Reads what is to be published to a flight next.
#[utoipa::path(get, path = "/api/v1/apps/{app}/flights/{flight}/draft", tag = "Flights", operation_id = "get_flight_draft",
    params(
        ("app" = i32, Path, description = "The id of the app"),
        ("flight" = String, Path, description = "The key of the flight, or standard"),
    ), responses(
        (status = 200, body = DraftBody, headers(("ETag" = String, description = "The version of the draft"))),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn show(call: Call, path: web::Path<(AppId, String)>) -> CallResult {
    let (app, key) = path.into_inner();
    let found = call.run(move |work| body(&work, app, &key));
    answer(HttpResponse::Ok(), &found.await?)
}

/// What a call wants published, and when.
fn read(work: &Work, app: AppId, content: &DraftContent) -> Result<(Rolled, Option<When>), Problem> {
    let none = || Problem::invalid(vec![WrongValue::at("/release", "There is no release of this version.")]);
    let release = super::releases::find(work, app, &content.release)
        .map_err(|problem| if problem.kind() == Kind::NotFound { none() } else { problem })?;
    let share = content.percent.map(|percent| share_of(percent, "/percent")).transpose()?;
    let steps = steps_of(share, &content.steps)?;
    let wrong = |pointer: &str, said: &str| Problem::invalid(vec![WrongValue::at(pointer, said)]);
    let zone = content.time_zone.as_deref().map(|zone| {
        Zone::parse(zone).ok_or_else(|| wrong("/time_zone", "Send the name of a zone, such as Europe/Paris."))
    });
    let zone = zone.transpose()?.unwrap_or(work.publisher.time_zone);
    let when = content.publish_at.as_deref().map(|text| {
        let moment = times::read(text).and_then(|shown| zone.moment_of(shown));
        let moment = moment.filter(|at| pending::is_ahead(*at, work.state.clock.now()));
        let said = "Send a day and a time that is to come, within a year, such as 2027-01-31T09:00.";
        moment.map(|at| (at, zone)).ok_or_else(|| wrong("/publish_at", said))
    });
    let mandatory_from = read_moment("mandatory_from", content.mandatory_from.clone())?;
    let is_guarded = content.guarded;
    Ok((Rolled { release, share, steps, is_guarded, mandatory_from, is_confirmed: false }, when.transpose()?))
}

/// Keeps what is to be published to a flight next, or schedules it. If there is a draft already, `If-Match` names it in its current
/// version. Nothing that is published changes.
#[utoipa::path(put, path = "/api/v1/apps/{app}/flights/{flight}/draft", tag = "Flights", operation_id = "put_flight_draft", params(
    ("app" = i32, Path, description = "The id of the app"),
    ("flight" = String, Path, description = "The key of the flight, or standard"),
    ("If-Match" = Option<String>, Header, pattern = r#"^(\*|(W/)?"[0-9]{1,18}"(, *(W/)?"[0-9]{1,18}")*)$"#,
        description = "The ETag of the draft as it was read, or * for whatever it is now"),
    Trial,
), request_body = DraftContent, responses(
    (status = 200, body = DraftBody, headers(("ETag" = String, description = "The version of the draft"))),
    (status = 201, body = DraftBody, headers(("ETag" = String, description = "The version of the draft"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn put(
    call: Call,
    path: web::Path<(AppId, String)>,
    query: Query<Trial>,
    request: HttpRequest,
    sent: Json<DraftContent>,
) -> CallResult {
    let ((app, key), is_trial) = (path.into_inner(), query.0.is_trial()?);
    let (seen, names_one) = (seen(&request, "draft"), request.headers().contains_key(header::IF_MATCH));
    let saved = call.run(move |work| {
        let content = sent.read()?;
        let (id, flights) = waiting(&work, app, &key)?;
        let (rolled, when) = read(&work, app, &content)?;
        let before = flights.waiting_of(id).map(|row| row.version);
        // What it names may have been published or dropped since.
        let is_named = match before {
            Some(version) => seen?.has(version),
            None => !names_one,
        };
        if !is_named {
            return Err(Problem::new(Kind::ChangedMeanwhile));
        }
        if is_trial {
            let customers = effect(&work, app, (Some(id), &Draft::default()), &rolled)?;
            let would = if when.is_some() { "schedule" } else { "draft" };
            return Ok(Err(FlightChecked { dry_run: true, would, customers }));
        }
        pending::save(&work.state, &work.actor, (id, before), (&rolled.plan(), Waits::until(when))).map_err(changed)?;
        Ok(Ok((body(&work, app, &key)?, before.is_none())))
    });
    match saved.await? {
        Err(checked) => super::super::call::json(&checked),
        Ok((body, true)) => answer(HttpResponse::Created(), &body),
        Ok((body, false)) => answer(HttpResponse::Ok(), &body),
    }
}

/// The version of the draft that is there, which the request names.
fn version(flights: &Flights, flight: FlightId, seen: &Seen) -> Result<i64, Problem> {
    let row = flights.waiting_of(flight).ok_or_else(|| Problem::new(Kind::NotFound))?;
    if seen.has(row.version) { Ok(row.version) } else { Err(Problem::new(Kind::ChangedMeanwhile)) }
}

/// Publishes now what waits, which `If-Match` must name in its current version.
#[utoipa::path(post, path = "/api/v1/apps/{app}/flights/{flight}/draft/publish", tag = "Flights", operation_id = "publish_flight_draft", params(
    ("app" = i32, Path, description = "The id of the app"),
    ("flight" = String, Path, description = "The key of the flight, or standard"),
    ("If-Match" = String, Header, pattern = r#"^(\*|(W/)?"[0-9]{1,18}"(, *(W/)?"[0-9]{1,18}")*)$"#,
        description = "The ETag of the draft as it was read, or * for whatever it is now"),
    Trial,
), responses(
    (status = 200, body = super::Flight, headers(("ETag" = String, description = "The version of the flight"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn publish(
    call: Call,
    path: web::Path<(AppId, String)>,
    query: Query<Trial>,
    request: HttpRequest,
) -> CallResult {
    let ((app, key), is_trial, seen) = (path.into_inner(), query.0.is_trial()?, seen(&request, "draft")?);
    let saved = call.run(move |work| {
        let (id, flights) = waiting(&work, app, &key)?;
        let version = version(&flights, id, &seen)?;
        if flights.submission_of(id).is_some_and(|current| current.rollout == Rollout::InProgress) {
            return Err(RolloutError::Unfinished.into());
        }
        if is_trial {
            return Ok(Saved::Trial(FlightChecked { dry_run: true, would: "publish", customers: None }));
        }
        pending::publish(&work.state, &work.actor, (id, version), None).map_err(changed)?;
        Ok(Saved::Flight(Box::new(shown(&work, app, &key)?), false))
    });
    saved.await?.answer(app)
}

/// Somebody else was first: what `If-Match` named is not there any more.
fn changed(error: RolloutError) -> Problem {
    match error {
        RolloutError::Changed => Problem::new(Kind::ChangedMeanwhile),
        error => error.into(),
    }
}

/// Drops what waits, which `If-Match` must name in its current version.
#[utoipa::path(delete, path = "/api/v1/apps/{app}/flights/{flight}/draft", tag = "Flights", operation_id = "drop_flight_draft", params(
    ("app" = i32, Path, description = "The id of the app"),
    ("flight" = String, Path, description = "The key of the flight, or standard"),
    ("If-Match" = String, Header, pattern = r#"^(\*|(W/)?"[0-9]{1,18}"(, *(W/)?"[0-9]{1,18}")*)$"#,
        description = "The ETag of the draft as it was read, or * for whatever it is now"),
    Trial,
), responses(
    (status = 200, body = FlightChecked, description = "With dry_run: what would happen"),
    (status = 204, description = "It is dropped"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn drop(
    call: Call,
    path: web::Path<(AppId, String)>,
    query: Query<Trial>,
    request: HttpRequest,
) -> CallResult {
    let ((app, key), is_trial, seen) = (path.into_inner(), query.0.is_trial()?, seen(&request, "draft")?);
    let done = call.run(move |work| {
        let (id, flights) = waiting(&work, app, &key)?;
        let version = version(&flights, id, &seen)?;
        if is_trial {
            return Ok(Some(FlightChecked { dry_run: true, would: "drop", customers: None }));
        }
        pending::drop(&work.state, &work.actor, (id, version)).map_err(changed)?;
        Ok(None)
    });
    match done.await? {
        Some(checked) => super::super::call::json(&checked),
        None => Ok(HttpResponse::NoContent().finish()),
    }
}
