//! The rollout of a submission.

use super::super::call::{Call, CallResult, Query, Work, json};
use super::super::flights::{flights_of, percent, share_of};
use super::super::problem::{Kind, Problem};
use super::flights::find;
use crate::flights::ladder::Rollout;
use crate::flights::list;
use crate::flights::rollout::{self, RolloutError};
use crate::ids::{AppId, AppKey, FlightId, SubmissionId};
use crate::store::flights::FlightRow;
use crate::store::submissions::SubmissionRow;
use actix_web::web;
use serde::{Deserialize, Serialize};

/// A package rollout resource.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PackageRollout {
    is_package_rollout: bool,
    package_rollout_percentage: f64,
    package_rollout_status: &'static str,
    fallback_submission_id: String,
}

impl PackageRollout {
    pub fn of(row: &SubmissionRow) -> Self {
        let fallback = row.fallback_id.map_or_else(|| String::from("0"), |before| before.to_string());
        if !row.is_gradual {
            return Self {
                is_package_rollout: false,
                package_rollout_percentage: 0.0,
                package_rollout_status: status(Rollout::NotStarted),
                fallback_submission_id: String::from("0"),
            };
        }
        Self {
            is_package_rollout: true,
            package_rollout_percentage: percent(row.share.unsigned_abs()),
            package_rollout_status: status(row.rollout),
            fallback_submission_id: fallback,
        }
    }
}

const fn status(rollout: Rollout) -> &'static str {
    match rollout {
        Rollout::NotStarted => "PackageRolloutNotStarted",
        Rollout::InProgress => "PackageRolloutInProgress",
        Rollout::Complete => "PackageRolloutComplete",
        Rollout::Stopped => "PackageRolloutStopped",
    }
}

/// A flight, or the standard submission, among those of its app.
pub(super) fn flight_of(work: &Work, app: AppId, flight: Option<FlightId>) -> Result<(AppKey, FlightRow), Problem> {
    let flights = flights_of(work, app)?;
    let row = match flight {
        Some(flight) => find(&flights, flight)?,
        None => flights.rows.iter().find(|row| row.is_standard()).ok_or_else(|| Problem::new(Kind::NotFound))?,
    };
    Ok((flights.app.key(), row.clone()))
}

/// The submission of a flight, or of the standard submission. One that is of another flight is in conflict.
pub(super) fn submission_of(
    work: &Work,
    (app, flight): (AppId, Option<FlightId>),
    submission: SubmissionId,
) -> Result<SubmissionRow, Problem> {
    let (app, row) = flight_of(work, app, flight)?;
    let found = list::submission(&work.state, app, submission)?;
    let found = found.ok_or_else(|| Problem::new(Kind::NotFound).because("The submission could not be found."))?;
    if found.flight_id == row.id {
        return Ok(found);
    }
    Err(Problem::new(Kind::Conflict).because("The submission does not belong to this package flight."))
}

/// The rollout of a flight's submission.
pub async fn show(call: Call, path: web::Path<(AppId, FlightId, SubmissionId)>) -> CallResult {
    let (app, flight, submission) = path.into_inner();
    shown(call, (app, Some(flight)), submission).await
}

/// The rollout of a submission that is in no flight.
pub async fn show_standard(call: Call, path: web::Path<(AppId, SubmissionId)>) -> CallResult {
    let (app, submission) = path.into_inner();
    shown(call, (app, None), submission).await
}

async fn shown(call: Call, of: (AppId, Option<FlightId>), submission: SubmissionId) -> CallResult {
    let found = call.run(move |work| Ok(PackageRollout::of(&submission_of(&work, of, submission)?)));
    json(&found.await?)
}

/// The share that a rollout is raised to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Percentage {
    percentage: Option<f64>,
}

/// Updates, halts or finalizes the rollout of a flight's submission, or commits it.
pub async fn change(
    call: Call,
    path: web::Path<(AppId, FlightId, SubmissionId, String)>,
    query: Query<Percentage>,
) -> CallResult {
    let (app, flight, submission, action) = path.into_inner();
    changed(call, (app, Some(flight)), (submission, action), query.0).await
}

/// Updates, halts or finalizes the rollout of a submission that is in no flight, or commits it.
pub async fn change_standard(
    call: Call,
    path: web::Path<(AppId, SubmissionId, String)>,
    query: Query<Percentage>,
) -> CallResult {
    let (app, submission, action) = path.into_inner();
    changed(call, (app, None), (submission, action), query.0).await
}

async fn changed(
    call: Call,
    of: (AppId, Option<FlightId>),
    (submission, action): (SubmissionId, String),
    query: Percentage,
) -> CallResult {
    let action = action.to_ascii_lowercase();
    if action == "commit" {
        return super::submissions::commit(call, of, submission).await;
    }
    if !["updatepackagerolloutpercentage", "haltpackagerollout", "finalizepackagerollout"].contains(&action.as_str()) {
        return Err(Problem::new(Kind::NotFound));
    }
    let done = call.run(move |work| {
        let row = submission_of(&work, of, submission)?;
        let (state, actor, seen) = (&work.state, &work.actor, (row.flight_id, row.id));
        let done = match action.as_str() {
            "haltpackagerollout" => rollout::halt(state, actor, seen),
            "finalizepackagerollout" => rollout::finalize(state, actor, seen),
            _ => {
                let missing = || Problem::new(Kind::Unreadable).because("Send the percentage in the query.");
                let share = share_of(query.percentage.ok_or_else(missing)?, "/percentage").map_err(|_| missing())?;
                // Nobody is asked twice here: the protocol has no word for it.
                rollout::update(state, actor, seen, (share, true))
            }
        };
        match done {
            Ok(row) => Ok(PackageRollout::of(&row)),
            Err(RolloutError::Share) => {
                Err(Problem::new(Kind::Conflict).because("A rollout is only raised, up to 100 percent."))
            }
            Err(error) => Err(error.into()),
        }
    });
    json(&done.await?)
}
