//! Calls that start and stop tests, give a value to all, and put tests away. Making one again changes nothing.

use super::super::call::{Call, CallResult, Json, Query, json};
use super::super::groups::{Checked, Trial};
use super::super::problem::{Problem, ProblemBody};
use super::bodies::{Decision, TestBody};
use super::{answer, find};
use crate::group_tests::save::{self, Refusal, Step};
use crate::ids::GroupTestId;
use crate::store::group_tests::GroupTest;
use actix_web::{HttpResponse, web};

enum Done {
    Trial(Checked),
    Test(Box<TestBody>),
}

async fn step(
    call: Call,
    id: GroupTestId,
    (query, would): (Trial, &'static str),
    which: impl FnOnce(&GroupTest) -> Result<Step, Problem> + Send + 'static,
) -> CallResult {
    let is_trial = query.is_trial()?;
    let done = call.run(move |work| {
        let found = find(&work, id)?.test;
        let step = which(&found)?;
        if is_trial {
            return Ok(Done::Trial(Checked::would(would, save::would(&found, step, work.state.clock.now())?)));
        }
        save::step(&work.state, &work.actor, id, step)?;
        Ok(Done::Test(Box::new(TestBody::of(find(&work, id)?))))
    });
    match done.await? {
        Done::Trial(checked) => json(&checked),
        Done::Test(body) => answer(HttpResponse::Ok(), &body),
    }
}

/// Starts a draft: from then on customers are divided by lot.
#[utoipa::path(post, path = "/api/v1/tests/{test}/start", tag = "Tests", operation_id = "start_test", params(
    ("test" = i32, Path, description = "The id of the test"),
    Trial,
), responses(
    (status = 200, body = TestBody, description = "With dry_run what would happen, otherwise the test"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn start(call: Call, path: web::Path<GroupTestId>, query: Query<Trial>) -> CallResult {
    step(call, *path, (query.0, "start"), |_| Ok(Step::Start)).await
}

/// Stops a test: everybody gets its first value again.
#[utoipa::path(post, path = "/api/v1/tests/{test}/stop", tag = "Tests", operation_id = "stop_test", params(
    ("test" = i32, Path, description = "The id of the test"),
    Trial,
), responses(
    (status = 200, body = TestBody, description = "With dry_run what would happen, otherwise the test"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn stop(call: Call, path: web::Path<GroupTestId>, query: Query<Trial>) -> CallResult {
    step(call, *path, (query.0, "stop"), |_| Ok(Step::Stop)).await
}

/// Gives a value of a test that runs or was stopped to all, and ends it. Its numbers stay.
#[utoipa::path(post, path = "/api/v1/tests/{test}/decide", tag = "Tests", operation_id = "decide_test", params(
    ("test" = i32, Path, description = "The id of the test"),
    Trial,
), request_body = Decision, responses(
    (status = 200, body = TestBody, description = "With dry_run what would happen, otherwise the test"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn decide(call: Call, path: web::Path<GroupTestId>, query: Query<Trial>, body: Json<Decision>) -> CallResult {
    let place = move |test: &GroupTest| {
        let Decision { value } = body.read()?;
        let place = test.variants().iter().position(|variant| *variant == value);
        place.map(Step::Decide).ok_or_else(|| Refusal::NoValue.into())
    };
    step(call, *path, (query.0, "decide"), place).await
}

/// Puts a test away. A value that was given to all stays so.
#[utoipa::path(post, path = "/api/v1/tests/{test}/archive", tag = "Tests", operation_id = "archive_test", params(
    ("test" = i32, Path, description = "The id of the test"),
    Trial,
), responses(
    (status = 200, body = TestBody, description = "With dry_run what would happen, otherwise the test"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn archive(call: Call, path: web::Path<GroupTestId>, query: Query<Trial>) -> CallResult {
    step(call, *path, (query.0, "archive"), |_| Ok(Step::Archive)).await
}
