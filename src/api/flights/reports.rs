//! The call that reports how often a release was used and failed.

use super::super::call::{Call, CallResult, Json, Query, json};
use super::super::groups::Trial;
use super::super::problem::{Problem, ProblemBody, WrongValue};
use super::releases::find;
use crate::flights::guards::{self, ReportError};
use crate::ids::AppId;
use crate::store::release_reports::Uses;
use actix_web::web;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How often a release was used and failed since the last report.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    pub sessions: i64,
    /// The sessions in which it failed.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub failures: i64,
}

/// What came of a report.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reported {
    /// How many guarded rollouts of the release it halted.
    pub halted: usize,
}

/// Reports how often a release was used and failed. A guarded rollout of it is halted if it fails more often than the release
/// before.
#[utoipa::path(post, path = "/api/v1/apps/{app}/releases/{version}/reports", tag = "Flights", operation_id = "report_release",
    params(
        ("app" = i32, Path, description = "The id of the app"),
        ("version" = String, Path, description = "The version of the release"),
        Trial,
    ), request_body = Report, responses(
        (status = 200, body = Reported),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn send(call: Call, path: web::Path<(AppId, String)>, query: Query<Trial>, body: Json<Report>) -> CallResult {
    let ((app, version), is_trial) = (path.into_inner(), query.0.is_trial()?);
    let done = call.run(move |work| {
        let Report { sessions, failures } = body.read()?;
        find(&work, app, &version)?;
        let uses = Uses { sessions, failures };
        if is_trial {
            guards::check(uses)?;
            return Ok(Reported { halted: 0 });
        }
        let halted = guards::report(&work.state, &work.actor, (app, &version), uses)?;
        Ok(Reported { halted })
    });
    json(&done.await?)
}

impl From<ReportError> for Problem {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Forbidden(error) => error.into(),
            ReportError::Store(error) => error.into(),
            ReportError::Numbers => Self::invalid(vec![WrongValue::at("/failures", error.to_string())]),
        }
    }
}
