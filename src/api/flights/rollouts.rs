//! Calls that publish releases to a flight, update their share, halt and finalize them.

use super::super::call::{Call, CallResult, Json, Query, Work, read_moment};
use super::super::groups::Trial;
use super::super::problem::{Kind, Problem, ProblemBody, WrongValue};
use super::write::{FlightChecked, Saved};
use super::{Flight, find, flights_of, share_of, shown};
use crate::flights::counts::{self, are_shown};
use crate::flights::ladder::{self, Ladder, Rollout};
use crate::flights::rollout::{self, Plan, RolloutError, Step};
use crate::flights::save::Draft;
use crate::flights::{preview, releases};
use crate::ids::{AppId, FlightId};
use crate::store::releases::ReleaseRow;
use crate::store::submissions::SubmissionRow;
use actix_web::web;
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A release that is published to a flight.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Publication {
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
    /// Whether the rollout is halted by itself when the release fails more often than the one before, as it is reported, or those
    /// who get it give fewer stars than those who get the one before.
    #[serde(default)]
    pub guarded: bool,
    /// From when on those who get it must have it, as RFC 3339 has it; without it they need not.
    #[schema(example = "2027-02-01T00:00:00Z")]
    pub mandatory_from: Option<String>,
}

/// A share that a rollout is raised to by itself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepBody {
    /// After how many hours of the share before.
    #[schema(minimum = 1, maximum = 720)]
    pub after_hours: u32,
    #[schema(minimum = 0.0, maximum = 100.0)]
    pub percent: f64,
}

/// A share that a rollout is raised to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Update {
    #[schema(minimum = 0.0, maximum = 100.0, example = 25.0)]
    pub percent: f64,
    /// That it may be more than ten times the share of now.
    #[serde(default)]
    pub confirmed: bool,
}

/// What would become of customers.
#[derive(Debug, Serialize, ToSchema)]
pub struct Effect {
    /// How many would get the release.
    pub get: u64,
    /// How many would get another package than now.
    pub change: u64,
    /// How many would be offered a lower version than now.
    pub down: u64,
    /// How many have a device for which their release has no file, by kind of device.
    #[schema(example = json!({ "console": 12 }))]
    pub no_file: BTreeMap<String, u64>,
}

/// A release that a call wants published.
pub(super) struct Rolled {
    pub release: ReleaseRow,
    /// `None` for everyone at once.
    pub share: Option<u32>,
    pub steps: Vec<Step>,
    pub is_guarded: bool,
    pub mandatory_from: Option<NaiveDateTime>,
    pub is_confirmed: bool,
}

impl Rolled {
    /// What is to be published.
    pub fn plan(&self) -> Plan {
        Plan {
            release: self.release.id,
            share: self.share,
            steps: self.steps.clone(),
            is_guarded: self.is_guarded,
            mandatory_from: self.mandatory_from,
        }
    }
}

/// What has to be done so that the release is published as it is wanted; `None` if it is.
pub(super) fn would_roll(current: Option<&SubmissionRow>, rolled: &Rolled) -> Result<Option<&'static str>, Problem> {
    let Some(current) = current else { return Ok(Some("publish")) };
    let is_same = current.release_id == rolled.release.id;
    match current.rollout {
        Rollout::Complete if is_same => Ok(None),
        Rollout::InProgress if is_same => match rolled.share {
            Some(share) if share == current.share.unsigned_abs() => Ok(None),
            Some(share) if share < current.share.unsigned_abs() => Err(RolloutError::Share.into()),
            Some(_) => Ok(Some("update")),
            None => Ok(Some("finalize")),
        },
        Rollout::InProgress => Err(RolloutError::Unfinished.into()),
        Rollout::Stopped if is_same => {
            Err(Problem::new(Kind::Conflict).because("The rollout of this release was halted."))
        }
        _ => Ok(Some("publish")),
    }
}

/// Has the release published as it is wanted.
pub(super) fn roll(
    work: &Work,
    flight: FlightId,
    current: Option<&SubmissionRow>,
    rolled: &Rolled,
) -> Result<(), Problem> {
    let (state, actor) = (&work.state, &work.actor);
    match (would_roll(current, rolled)?, current, rolled.share) {
        (Some("update"), Some(current), Some(share)) => {
            rollout::update(state, actor, (flight, current.id), (share, rolled.is_confirmed))?;
        }
        (Some("finalize"), Some(current), _) => drop(rollout::finalize(state, actor, (flight, current.id))?),
        (Some(_), current, _) => {
            rollout::publish(state, actor, (flight, current.map(|current| current.id)), &rolled.plan())?;
        }
        (None, ..) => {}
    }
    Ok(())
}

/// What publishing would do, to a flight that is there or to a new one; `None` if the sizes are hidden from the token.
pub(super) fn effect(
    work: &Work,
    app: AppId,
    (flight, draft): (Option<FlightId>, &Draft),
    rolled: &Rolled,
) -> Result<Option<Effect>, Problem> {
    let counted = counts::count(&work.state, &work.publisher, app)?;
    let (id, before) = match flight {
        Some(flight) => (flight, counted.ladder.clone()),
        None => with_new(&counted.ladder, draft),
    };
    let release = preview::release(&work.state, counted.view.app.key(), rolled.release.id)?;
    let after = preview::with_release(&before, id, &release, rolled.share);
    let found = preview::compare(&work.state, &work.publisher, &counted, (id, &after))?;
    if !are_shown(&counted.division, &counted.ladder, work.sizes()) {
        return Ok(None);
    }
    Ok(Some(Effect {
        get: found.get.len(),
        change: found.change.len(),
        down: found.down.len(),
        no_file: found.no_file.iter().map(|(kind, set)| (kind.word().to_owned(), set.len())).collect(),
    }))
}

/// The ladder with a flight that is not there yet, and the id that stands for it.
fn with_new(ladder: &Ladder, draft: &Draft) -> (FlightId, Ladder) {
    let (mut after, id) = (ladder.clone(), FlightId::from(0));
    let flight = ladder::Flight {
        id,
        key: String::new(),
        name: draft.name.clone(),
        rank: 0,
        is_standard: false,
        groups: draft.groups.clone(),
        sticky: None,
        salt: String::new(),
        allows_downgrades: draft.allows_downgrades,
        submission: None,
    };
    let place = draft.above.and_then(|above| after.flights.iter().position(|one| one.id == above));
    after.flights.insert(place.unwrap_or(0), flight);
    (id, after)
}

/// Publishes a release to a flight. The rollout of the release before must be finalized or halted.
#[utoipa::path(post, path = "/api/v1/apps/{app}/flights/{flight}/publish", tag = "Flights", operation_id = "publish_release", params(
    ("app" = i32, Path, description = "The id of the app"),
    ("flight" = String, Path, description = "The key of the flight, or standard"),
    Trial,
), request_body = Publication, responses(
    (status = 200, body = Flight, headers(("ETag" = String, description = "The version of the flight"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn publish(
    call: Call,
    path: web::Path<(AppId, String)>,
    query: Query<Trial>,
    body: Json<Publication>,
) -> CallResult {
    let ((app, key), is_trial) = (path.into_inner(), query.0.is_trial()?);
    let saved = call.run(move |work| {
        let Publication { release, percent, steps, guarded, mandatory_from } = body.read()?;
        let flights = flights_of(&work, app)?;
        let row = find(&flights, &key)?;
        let none = || Problem::invalid(vec![WrongValue::at("/release", "There is no release of this version.")]);
        let release = super::releases::find(&work, app, &release)
            .map_err(|problem| if problem.kind() == Kind::NotFound { none() } else { problem })?;
        let share = percent.map(|percent| share_of(percent, "/percent")).transpose()?;
        let steps = steps_of(share, &steps)?;
        let mandatory_from = read_moment("mandatory_from", mandatory_from)?;
        let rolled = Rolled { release, share, steps, is_guarded: guarded, mandatory_from, is_confirmed: false };
        let current = flights.submission_of(row.id);
        if current.is_some_and(|current| current.rollout == Rollout::InProgress) {
            return Err(RolloutError::Unfinished.into());
        }
        if is_trial {
            let customers = effect(&work, app, (Some(row.id), &Draft::default()), &rolled)?;
            return Ok(Saved::Trial(FlightChecked { dry_run: true, would: "publish", customers }));
        }
        rollout::publish(&work.state, &work.actor, (row.id, current.map(|current| current.id)), &rolled.plan())?;
        Ok(Saved::Flight(Box::new(shown(&work, app, &key)?), false))
    });
    saved.await?.answer(app)
}

/// The steps from the first share on.
pub(super) fn steps_of(first: Option<u32>, sent: &[StepBody]) -> Result<Vec<Step>, Problem> {
    let Some(first) = first.filter(|_| !sent.is_empty()) else {
        return match sent {
            [] => Ok(Vec::new()),
            _ => Err(Problem::invalid(vec![WrongValue::at("/steps", "Steps rise from a share: send percent too.")])),
        };
    };
    let (mut steps, mut share) = (Vec::new(), first);
    for (number, step) in sent.iter().enumerate() {
        steps.push(Step { share, hours: step.after_hours });
        share = share_of(step.percent, &format!("/steps/{number}/percent"))?;
    }
    // The last share stays until somebody changes it.
    steps.push(Step { share, hours: 1 });
    Ok(steps)
}

/// Raises the share of the release that is rolled out.
#[utoipa::path(post, path = "/api/v1/apps/{app}/flights/{flight}/rollout", tag = "Flights", operation_id = "update_rollout", params(
    ("app" = i32, Path, description = "The id of the app"),
    ("flight" = String, Path, description = "The key of the flight, or standard"),
    Trial,
), request_body = Update, responses(
    (status = 200, body = Flight, headers(("ETag" = String, description = "The version of the flight"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn update(
    call: Call,
    path: web::Path<(AppId, String)>,
    query: Query<Trial>,
    body: Json<Update>,
) -> CallResult {
    let ((app, key), is_trial) = (path.into_inner(), query.0.is_trial()?);
    let saved = call.run(move |work| {
        let Update { percent, confirmed } = body.read()?;
        let share = share_of(percent, "/percent")?;
        let (flight, current) = current_of(&work, app, &key)?;
        if is_trial {
            let release = releases::find(&work.state, &work.actor, current.release_id)?;
            let (steps, is_guarded, mandatory_from) = (Vec::new(), current.is_guarded, current.mandatory_from);
            let rolled =
                Rolled { release, share: Some(share), steps, is_guarded, mandatory_from, is_confirmed: confirmed };
            let would = if current.rollout == Rollout::InProgress {
                would_roll(Some(&current), &rolled)?.unwrap_or("nothing")
            } else {
                return Err(RolloutError::NotInProgress(Some(current.rollout)).into());
            };
            let customers = effect(&work, app, (Some(flight), &Draft::default()), &rolled)?;
            return Ok(Saved::Trial(FlightChecked { dry_run: true, would, customers }));
        }
        rollout::update(&work.state, &work.actor, (flight, current.id), (share, confirmed))?;
        Ok(Saved::Flight(Box::new(shown(&work, app, &key)?), false))
    });
    saved.await?.answer(app)
}

/// The flight with this key and the submission that counts.
pub(super) fn current_of(work: &Work, app: AppId, key: &str) -> Result<(FlightId, SubmissionRow), Problem> {
    let flights = flights_of(work, app)?;
    let row = find(&flights, key)?;
    let current = flights.submission_of(row.id).cloned();
    current.map(|current| (row.id, current)).ok_or_else(|| RolloutError::NotInProgress(None).into())
}

/// Halts the rollout: nobody gets the release any more. Doing so again changes nothing.
#[utoipa::path(post, path = "/api/v1/apps/{app}/flights/{flight}/halt", tag = "Flights", operation_id = "halt_rollout", params(
    ("app" = i32, Path, description = "The id of the app"),
    ("flight" = String, Path, description = "The key of the flight, or standard"),
    Trial,
), responses(
    (status = 200, body = Flight, headers(("ETag" = String, description = "The version of the flight"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn halt(call: Call, path: web::Path<(AppId, String)>, query: Query<Trial>) -> CallResult {
    end(call, path.into_inner(), query.0, Rollout::Stopped).await
}

/// Finalizes the rollout: everyone in the flight gets the release. Doing so again changes nothing.
#[utoipa::path(post, path = "/api/v1/apps/{app}/flights/{flight}/finalize", tag = "Flights", operation_id = "finalize_rollout", params(
    ("app" = i32, Path, description = "The id of the app"),
    ("flight" = String, Path, description = "The key of the flight, or standard"),
    Trial,
), responses(
    (status = 200, body = Flight, headers(("ETag" = String, description = "The version of the flight"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn finalize(call: Call, path: web::Path<(AppId, String)>, query: Query<Trial>) -> CallResult {
    end(call, path.into_inner(), query.0, Rollout::Complete).await
}

async fn end(call: Call, (app, key): (AppId, String), trial: Trial, to: Rollout) -> CallResult {
    let is_trial = trial.is_trial()?;
    let saved = call.run(move |work| {
        let (flight, current) = current_of(&work, app, &key)?;
        let is_change = current.rollout != to;
        if is_change && current.rollout != Rollout::InProgress {
            return Err(RolloutError::NotInProgress(Some(current.rollout)).into());
        }
        let would = if to == Rollout::Stopped { "halt" } else { "finalize" };
        if is_trial {
            let would = if is_change { would } else { "nothing" };
            return Ok(Saved::Trial(FlightChecked { dry_run: true, would, customers: None }));
        }
        let seen = (flight, current.id);
        match to {
            Rollout::Stopped => rollout::halt(&work.state, &work.actor, seen)?,
            _ => rollout::finalize(&work.state, &work.actor, seen)?,
        };
        Ok(Saved::Flight(Box::new(shown(&work, app, &key)?), false))
    });
    saved.await?.answer(app)
}
