//! Makes and changes submissions. Engage stores no packages: the ones of a submission name a release that is there.

use super::super::call::{Call, CallResult, Json, Work, json, json_with, moment_in};
use super::super::flights::share_of;
use super::super::problem::{Kind, Problem};
use super::rollouts::{flight_of, submission_of};
use super::submissions::{Submission, file_name};
use crate::flights::commit;
use crate::flights::pending::{self, Mode, Waits, mode_of, plan_of, when_of};
use crate::flights::releases;
use crate::flights::rollout::{Plan, RolloutError};
use crate::flights::save;
use crate::flights::stage::Stage;
use crate::ids::{AppId, AppKey, FlightId, ReleaseId, SubmissionId};
use crate::store::releases::ReleaseRow;
use crate::store::submissions::SubmissionRow;
use actix_web::{HttpResponse, web};
use chrono::{Datelike, NaiveDateTime};
use serde::Deserialize;

/// The year of the moment by which the protocol says that there is none.
const NEVER: i32 = 1601;

/// A submission as it is to be. What is left out stays; what Engage decides itself is read past.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Sent {
    #[serde(alias = "applicationPackages")]
    flight_packages: Option<Vec<SentPackage>>,
    package_delivery_options: SentDelivery,
    target_publish_mode: Option<String>,
    target_publish_date: Option<String>,
}

/// A package, which names a release.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct SentPackage {
    file_name: Option<String>,
    /// `PendingUpload` of a new one, `Uploaded`, or `PendingDelete` of one that goes.
    file_status: Option<String>,
    version: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct SentDelivery {
    package_rollout: Option<SentRollout>,
    is_mandatory_update: Option<bool>,
    mandatory_update_effective_date: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct SentRollout {
    is_package_rollout: bool,
    package_rollout_percentage: f64,
}

fn wrong(detail: impl Into<String>) -> Problem {
    Problem::new(Kind::Unreadable).because(detail)
}

/// Makes a submission of a flight: a copy of what its members get.
pub async fn create(call: Call, path: web::Path<(AppId, FlightId)>) -> CallResult {
    let (app, flight) = path.into_inner();
    let made = call.run(move |work| {
        flight_of(&work, app, Some(flight))?;
        made(&work, flight, Some(flight))
    });
    json_with(HttpResponse::Created(), &made.await?)
}

/// Makes a submission that is in no flight.
pub async fn create_standard(call: Call, path: web::Path<AppId>) -> CallResult {
    let app = *path;
    let made = call.run(move |work| {
        work.must_see(Some(app))?;
        let standard = save::ensure_standard(&work.state, &work.actor, app)?;
        made(&work, standard.id, None)
    });
    json_with(HttpResponse::Created(), &made.await?)
}

fn made(work: &Work, flight: FlightId, named: Option<FlightId>) -> Result<Submission, Problem> {
    let row = commit::copy(&work.state, &work.actor, flight)?;
    Submission::of(work, &row, named)
}

/// Changes a submission of a flight.
pub async fn put(call: Call, path: web::Path<(AppId, FlightId, SubmissionId)>, body: Json<Sent>) -> CallResult {
    let (app, flight, submission) = path.into_inner();
    changed(call, (app, Some(flight)), submission, body).await
}

/// Changes a submission that is in no flight.
pub async fn put_standard(call: Call, path: web::Path<(AppId, SubmissionId)>, body: Json<Sent>) -> CallResult {
    let (app, submission) = path.into_inner();
    changed(call, (app, None), submission, body).await
}

async fn changed(call: Call, of: (AppId, Option<FlightId>), submission: SubmissionId, body: Json<Sent>) -> CallResult {
    let done = call.run(move |work| {
        let sent = body.read().map_err(|problem| match problem.kind() {
            Kind::Invalid => wrong("The request is invalid."),
            _ => problem,
        })?;
        let row = submission_of(&work, of, submission)?;
        match Stage::of(&row) {
            Stage::Draft | Stage::Held => {}
            Stage::Ready | Stage::Scheduled => return Err(is("committed. Delete it to make another one")),
            Stage::Live | Stage::Stopped | Stage::Superseded => return Err(is("published")),
        }
        let app = AppKey { publisher: work.actor.publisher, id: of.0 };
        let plan = plan(&work, (app, &row), &sent)?;
        let waits = Waits { mode: Some(mode(&work, &row, &sent)?), is_committed: false };
        let seen = (row.flight_id, Some(row.version));
        let saved = pending::save(&work.state, &work.actor, seen, (&plan, waits));
        let row = saved.map_err(|error| match error {
            RolloutError::Time => wrong("targetPublishDate is a moment that is to come, within a year."),
            RolloutError::Mandatory => wrong("mandatoryUpdateEffectiveDate is at most a year ahead."),
            error => error.into(),
        })?;
        Submission::of(&work, &row, of.1)
    });
    json(&done.await?)
}

fn is(what: &str) -> Problem {
    Problem::new(Kind::Conflict).because(format!("The submission is {what}."))
}

/// What is to be published.
fn plan(work: &Work, (app, row): (AppKey, &SubmissionRow), sent: &Sent) -> Result<Plan, Problem> {
    let mut plan = plan_of(row);
    if let Some(packages) = &sent.flight_packages {
        plan.release = chosen(work, app, packages)?;
    }
    let options = &sent.package_delivery_options;
    if let Some(rollout) = &options.package_rollout {
        let share = || {
            let share = share_of(rollout.package_rollout_percentage, "/packageRolloutPercentage");
            share.map_err(|_| wrong("packageRolloutPercentage is from 0 to 100, with at most four decimals."))
        };
        let share = rollout.is_package_rollout.then(share).transpose()?;
        if share != plan.share {
            // The steps began with the other share.
            plan.steps.clear();
        }
        plan.share = share;
    }
    plan.mandatory_from = match options.is_mandatory_update {
        None => plan.mandatory_from,
        Some(false) => None,
        Some(true) => {
            let date = date(options.mandatory_update_effective_date.as_deref(), "mandatoryUpdateEffectiveDate")?;
            // Without a date it is mandatory as soon as it is published.
            Some(date.or(plan.mandatory_from).unwrap_or_else(|| work.state.clock.now()))
        }
    };
    Ok(plan)
}

/// The release of which the packages are. Those that are new count, or all that stay if none is.
fn chosen(work: &Work, app: AppKey, packages: &[SentPackage]) -> Result<ReleaseId, Problem> {
    let with = |status: &str, is_it: bool| -> Vec<&SentPackage> {
        let has = |one: &&SentPackage| one.file_status.as_deref().unwrap_or_default().eq_ignore_ascii_case(status);
        packages.iter().filter(|one| has(one) == is_it).collect()
    };
    let new = with("PendingUpload", true);
    let packages = if new.is_empty() { with("PendingDelete", false) } else { new };
    let said =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let names: Vec<String> = packages.iter().filter_map(|one| said(&one.file_name)).collect();
    let mut versions: Vec<String> = packages.iter().filter_map(|one| said(&one.version)).collect();
    versions.sort();
    versions.dedup();
    let found = match &versions[..] {
        [] if names.is_empty() => return Err(wrong("A submission has a package, with its fileName or its version.")),
        [] => releases::of_app(&work.state, app)?,
        [version] => releases::find_version(&work.state, &work.actor, app.id, version)?.into_iter().collect(),
        _ => return Err(wrong("The packages of a submission are of one version.")),
    };
    for release in &found {
        if has_all(release, &names)? {
            return Ok(release.id);
        }
    }
    let what = [versions, names].concat().join(", ");
    Err(wrong(format!(
        "No release has these packages: {what}. Engage stores no packages. Say where they lie with PUT \
         /api/v1/apps/{}/releases/{{version}}, then name them here.",
        app.id,
    )))
}

/// Whether the release has a file of each of these names.
fn has_all(release: &ReleaseRow, names: &[String]) -> Result<bool, Problem> {
    let files = releases::files_of(release)?;
    Ok(names.iter().all(|name| files.iter().any(|file| file_name(&file.url) == *name)))
}

/// A date, unless it is left out.
fn date(text: Option<&str>, name: &str) -> Result<Option<NaiveDateTime>, Problem> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let moment = moment_in(text);
    let moment = moment.ok_or_else(|| wrong(format!("{name} is a moment such as 2027-02-01T00:00:00Z.")))?;
    Ok(Some(moment).filter(|moment| moment.year() > NEVER))
}

/// How it is published once it is committed.
fn mode(work: &Work, row: &SubmissionRow, sent: &Sent) -> Result<Mode, Problem> {
    match sent.target_publish_mode.as_deref() {
        None => Ok(mode_of(row)),
        Some("Immediate") => Ok(Mode::AtOnce),
        Some("Manual") => Ok(Mode::ByHand),
        Some("SpecificDate") => {
            let zone = when_of(row).map_or(work.publisher.time_zone, |(_, zone)| zone);
            let at = date(sent.target_publish_date.as_deref(), "targetPublishDate")?;
            let at = at.ok_or_else(|| wrong("Send the date in targetPublishDate."))?;
            Ok(Mode::At((at, zone)))
        }
        Some(_) => Err(wrong("targetPublishMode is Immediate, Manual or SpecificDate.")),
    }
}
