//! A submission of a flight, or of the app: what it publishes and when.

use super::super::call::{Call, CallResult, Work, json, json_with};
use super::super::flights::percent;
use super::super::groups::moment;
use super::super::problem::{Kind, Problem};
use super::rollouts::{PackageRollout, submission_of};
use crate::flights::ladder::File;
use crate::flights::pending::{self, Mode, mode_of};
use crate::flights::rollout::RolloutError;
use crate::flights::stage::Stage;
use crate::flights::{commit as committing, releases};
use crate::ids::{AppId, FlightId, SubmissionId};
use crate::store::submissions::SubmissionRow;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::{Value, json as value};

/// A submission resource.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Submission {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    flight_id: Option<String>,
    status: &'static str,
    status_details: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    flight_packages: Option<Vec<Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    application_packages: Option<Vec<Value>>,
    package_delivery_options: Value,
    /// Empty: there is nowhere to upload packages to.
    file_upload_url: &'static str,
    target_publish_mode: &'static str,
    target_publish_date: String,
    /// Empty: nobody certifies anything.
    notes_for_certification: &'static str,
}

/// The moment by which the protocol says that there is none.
const NEVER: &str = "1601-01-01T00:00:00.0000000Z";

/// How far a submission is, in the words of the protocol.
fn status(row: &SubmissionRow) -> &'static str {
    match Stage::of(row) {
        Stage::Draft => "PendingCommit",
        Stage::Ready | Stage::Scheduled | Stage::Held => "PendingPublication",
        Stage::Live | Stage::Stopped | Stage::Superseded => "Published",
    }
}

/// What is to be said of a submission beside its status: why it was not published at its time.
fn details(row: &SubmissionRow) -> Value {
    let why = row.held_for.as_deref().filter(|_| Stage::of(row) == Stage::Held).map(|why| match why {
        "unfinished" => "It was not published at its date, as the rollout before it was neither finalized nor halted.",
        "overtaken" => "It was not published at its date, as something else was published after it was scheduled.",
        _ => "It could not be published at its date.",
    });
    let warnings: Vec<Value> = why.map(|why| value!({ "code": "Other", "details": why })).into_iter().collect();
    value!({ "errors": [], "warnings": warnings, "certificationReports": [] })
}

/// The name of a file, as the last part of its address says it.
pub(super) fn file_name(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

/// A file of the release.
fn package(version: &str, file: &File) -> Value {
    value!({
        "fileName": file_name(&file.url),
        "fileStatus": "Uploaded",
        "id": "",
        "version": version,
        "architecture": file.architecture.map(|one| one.word()),
    })
}

impl Submission {
    pub fn of(work: &Work, row: &SubmissionRow, flight: Option<FlightId>) -> Result<Self, Problem> {
        let release = releases::find(&work.state, &work.actor, row.release_id)?;
        let files = releases::files_of(&release)?;
        let rollout = match Stage::of(row).is_pending() {
            // What waits has no status of its own yet, but the share that it begins with.
            true => value!({
                "isPackageRollout": row.is_gradual,
                "packageRolloutPercentage": if row.is_gradual { percent(row.share.unsigned_abs()) } else { 0.0 },
                "packageRolloutStatus": "PackageRolloutNotStarted",
                "fallbackSubmissionId": "0",
            }),
            false => serde_json::to_value(PackageRollout::of(row)).map_err(anyhow::Error::from)?,
        };
        let packages: Vec<Value> = files.iter().map(|file| package(&release.version, file)).collect();
        let (flown, standard) = if flight.is_some() { (Some(packages), None) } else { (None, Some(packages)) };
        Ok(Self {
            id: row.id.to_string(),
            flight_id: flight.map(|flight| flight.to_string()),
            status: status(row),
            status_details: details(row),
            flight_packages: flown,
            application_packages: standard,
            package_delivery_options: value!({
                "packageRollout": rollout,
                "isMandatoryUpdate": row.mandatory_from.is_some(),
                "mandatoryUpdateEffectiveDate": row.mandatory_from.map_or_else(|| NEVER.to_owned(), moment),
            }),
            file_upload_url: "",
            target_publish_mode: match mode_of(row) {
                Mode::AtOnce => "Immediate",
                Mode::ByHand => "Manual",
                Mode::At(_) => "SpecificDate",
            },
            target_publish_date: row.publish_at.map(moment).unwrap_or_default(),
            notes_for_certification: "",
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
    let found = call.run(move |work| {
        let row = submission_of(&work, of, submission)?;
        Ok(value!({ "status": status(&row), "statusDetails": details(&row) }))
    });
    json(&found.await?)
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
        if !Stage::of(&row).is_pending() {
            return Err(Problem::new(Kind::Conflict).because("The submission is published."));
        }
        Ok(pending::drop(&work.state, &work.actor, (row.flight_id, row.version))?)
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Commits a submission: it is published, or waits for its time or for somebody, as it says.
pub(super) async fn commit(call: Call, of: (AppId, Option<FlightId>), submission: SubmissionId) -> CallResult {
    let done = call.run(move |work| {
        let row = submission_of(&work, of, submission)?;
        if !Stage::of(&row).is_pending() {
            return Err(Problem::new(Kind::Conflict).because("The submission is published."));
        }
        let done = committing::commit(&work.state, &work.actor, (row.flight_id, row.version));
        done.map(drop).map_err(|error| match error {
            RolloutError::Time => {
                Problem::new(Kind::Conflict).because("targetPublishDate has passed. Send another one.")
            }
            error => error.into(),
        })
    });
    done.await?;
    json_with(HttpResponse::Accepted(), &value!({ "status": "CommitStarted" }))
}
