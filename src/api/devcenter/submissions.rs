//! A submission of a flight, or of the app: what it publishes and when. A draft is published when it is committed; one that is
//! scheduled is published at its time.

use super::super::call::{Call, CallResult, Work, json, json_with};
use super::super::flights::percent;
use super::super::groups::moment;
use super::super::problem::{Kind, Problem};
use super::rollouts::{PackageRollout, submission_of};
use crate::flights::releases;
use crate::flights::{ladder::File, pending};
use crate::ids::{AppId, FlightId, SubmissionId};
use crate::store::pending_submissions::Pending;
use crate::store::submissions::SubmissionRow;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::{Value, json as value};

/// A submission resource.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Submission {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    flight_id: Option<String>,
    status: &'static str,
    status_details: Value,
    flight_packages: Vec<Value>,
    package_delivery_options: Value,
    target_publish_mode: &'static str,
    target_publish_date: String,
}

/// How far a submission is, in the words of the protocol.
fn status(row: &SubmissionRow) -> &'static str {
    match row.pending {
        Some(Pending::Draft) => "PendingCommit",
        Some(Pending::Scheduled | Pending::Held) => "PendingPublication",
        None => "Published",
    }
}

fn details() -> Value {
    value!({ "errors": [], "warnings": [], "certificationReports": [] })
}

/// A file of the release.
fn package(version: &str, file: &File) -> Value {
    let name = file.url.rsplit('/').next().unwrap_or_default();
    value!({
        "fileName": name,
        "fileStatus": "Uploaded",
        "version": version,
        "architecture": file.architecture.map(|one| one.word()),
    })
}

impl Submission {
    fn of(work: &Work, row: &SubmissionRow, flight: Option<FlightId>) -> Result<Self, Problem> {
        let release = releases::find(&work.state, &work.actor, row.release_id)?;
        let files = releases::files_of(&release)?;
        let rollout = match row.pending {
            // What waits has no status of its own yet, but the share that it begins with.
            Some(_) => value!({
                "isPackageRollout": row.is_gradual,
                "packageRolloutPercentage": if row.is_gradual { percent(row.share.unsigned_abs()) } else { 0.0 },
                "packageRolloutStatus": "PackageRolloutNotStarted",
                "fallbackSubmissionId": "0",
            }),
            None => serde_json::to_value(PackageRollout::of(row)).map_err(anyhow::Error::from)?,
        };
        Ok(Self {
            id: row.id.to_string(),
            flight_id: flight.map(|flight| flight.to_string()),
            status: status(row),
            status_details: details(),
            flight_packages: files.iter().map(|file| package(&release.version, file)).collect(),
            package_delivery_options: value!({
                "packageRollout": rollout, "isMandatoryUpdate": false, "mandatoryUpdateEffectiveDate": "",
            }),
            target_publish_mode: match row.pending {
                Some(Pending::Draft) => "Manual",
                Some(Pending::Scheduled | Pending::Held) => "SpecificDate",
                None => "Immediate",
            },
            target_publish_date: row.publish_at.map(moment).unwrap_or_default(),
        })
    }
}

/// The submission of a flight.
pub async fn show(call: Call, path: web::Path<(AppId, FlightId, SubmissionId)>) -> CallResult {
    let (app, flight, submission) = path.into_inner();
    shown(call, (app, Some(flight)), submission).await
}

/// A submission that is in no flight.
pub async fn show_standard(call: Call, path: web::Path<(AppId, SubmissionId)>) -> CallResult {
    let (app, submission) = path.into_inner();
    shown(call, (app, None), submission).await
}

async fn shown(call: Call, of: (AppId, Option<FlightId>), submission: SubmissionId) -> CallResult {
    let found = call.run(move |work| Submission::of(&work, &submission_of(&work, of, submission)?, of.1));
    json(&found.await?)
}

/// How far the submission of a flight is.
pub async fn show_status(call: Call, path: web::Path<(AppId, FlightId, SubmissionId)>) -> CallResult {
    let (app, flight, submission) = path.into_inner();
    status_shown(call, (app, Some(flight)), submission).await
}

/// How far a submission is that is in no flight.
pub async fn show_status_standard(call: Call, path: web::Path<(AppId, SubmissionId)>) -> CallResult {
    let (app, submission) = path.into_inner();
    status_shown(call, (app, None), submission).await
}

async fn status_shown(call: Call, of: (AppId, Option<FlightId>), submission: SubmissionId) -> CallResult {
    let found = call.run(move |work| Ok(status(&submission_of(&work, of, submission)?)));
    json(&value!({ "status": found.await?, "statusDetails": details() }))
}

/// Drops the submission of a flight, if it is not published.
pub async fn delete(call: Call, path: web::Path<(AppId, FlightId, SubmissionId)>) -> CallResult {
    let (app, flight, submission) = path.into_inner();
    deleted(call, (app, Some(flight)), submission).await
}

/// Drops a submission that is in no flight, if it is not published.
pub async fn delete_standard(call: Call, path: web::Path<(AppId, SubmissionId)>) -> CallResult {
    let (app, submission) = path.into_inner();
    deleted(call, (app, None), submission).await
}

async fn deleted(call: Call, of: (AppId, Option<FlightId>), submission: SubmissionId) -> CallResult {
    let done = call.run(move |work| {
        let row = submission_of(&work, of, submission)?;
        if row.pending.is_none() {
            return Err(Problem::new(Kind::Conflict).because("The submission is published."));
        }
        Ok(pending::drop(&work.state, &work.actor, (row.flight_id, row.version))?)
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Commits a submission: a draft is published, and one that is scheduled stays so.
pub(super) async fn commit(call: Call, of: (AppId, Option<FlightId>), submission: SubmissionId) -> CallResult {
    let done = call.run(move |work| {
        let row = submission_of(&work, of, submission)?;
        match row.pending {
            Some(Pending::Draft | Pending::Held) => {
                pending::publish(&work.state, &work.actor, (row.flight_id, row.version), None)?;
            }
            Some(Pending::Scheduled) => {}
            None => return Err(Problem::new(Kind::Conflict).because("The submission is published.")),
        }
        Ok(())
    });
    done.await?;
    json_with(HttpResponse::Accepted(), &value!({ "status": "CommitStarted" }))
}
