//! Calls about tests of groups: making them, starting and stopping them, giving a value to all, and reading what they show.

mod bodies;
mod problems;
pub mod report;
pub mod steps;
pub mod write;

use super::call::{Call, CallResult, Query, Work, json_with};
use super::groups::entity_tag;
use super::pages::{paged, rows};
use super::problem::{Problem, ProblemBody, WrongValue};
use crate::group_tests::list::{self, Described};
use crate::ids::{AppId, GroupTestId};
use crate::store::group_tests::{TestState, Wanted as Listed};
use actix_web::http::header;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use bodies::{TestBody, Tests};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which tests.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// The id of an app; that of the token if it is left out.
    #[param(value_type = Option<i32>)]
    app: Option<AppId>,
    /// `draft`, `running`, `stopped`, `decided` or `archived`.
    state: Option<String>,
    /// What the last page gave as `next`.
    #[param(value_type = Option<i32>)]
    after: Option<GroupTestId>,
    /// Rows of the page, 1 to 1,000.
    #[param(minimum = 1, maximum = 1_000, default = 100)]
    limit: Option<u32>,
}

/// The test, if the program may ask for its app.
fn find(work: &Work, id: GroupTestId) -> Result<Described, Problem> {
    let found = list::one(&work.state, &work.actor, id)?;
    work.must_see(Some(found.test.app_id))?;
    Ok(found)
}

fn answer(mut response: HttpResponseBuilder, body: &TestBody) -> CallResult {
    response.insert_header((header::ETAG, entity_tag(body.version)));
    json_with(response, body)
}

/// The tests that the token may ask for, the newest first.
#[utoipa::path(get, path = "/api/v1/tests", tag = "Tests", operation_id = "list_tests", params(Wanted), responses(
    (status = 200, body = Tests, headers(("Link" = String, description = "The next page, as RFC 8288 has it"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn list(call: Call, query: Query<Wanted>) -> CallResult {
    let Query(Wanted { app, state, after, limit }) = query;
    let limit = rows(limit)?;
    let unknown = || Problem::invalid(vec![WrongValue::of("state", "There is no such state of a test.")]);
    let one_of = state.as_deref().map(|word| TestState::from_word(word).ok_or_else(unknown)).transpose()?;
    let found = call.run(move |work| {
        let app = app.or(work.program.app);
        work.must_see(app)?;
        let listed = Listed { app, state: one_of, before: after, most: i64::from(limit) };
        let (found, next) = list::page(&work.state, &work.actor, &listed)?;
        Ok(Tests { tests: found.into_iter().map(TestBody::of).collect(), next: next.map(|next| next.to_string()) })
    });
    let page = found.await?;
    let asked = [("app", app.map(|app| app.to_string())), ("state", state)];
    paged(&page, "/api/v1/tests", &asked, (page.next.as_deref(), limit))
}

/// A test.
#[utoipa::path(get, path = "/api/v1/tests/{test}", tag = "Tests", operation_id = "get_test", params(
    ("test" = i32, Path, description = "The id of the test"),
), responses(
    (status = 200, body = TestBody, headers(("ETag" = String, description = "The version"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn show(call: Call, path: web::Path<GroupTestId>) -> CallResult {
    let found = call.run(move |work| Ok(TestBody::of(find(&work, *path)?)));
    answer(HttpResponse::Ok(), &found.await?)
}
