//! Calls that make, change and delete tests.

use super::super::call::{Call, CallResult, Json, Query, Work, by_name, created_meanwhile, in_address, json};
use super::super::groups::{Checked, Trial, seen};
use super::super::problem::{Kind, Problem, ProblemBody, WrongValue};
use super::bodies::{Terms, TestBody, draft};
use super::{answer, find};
use crate::group_tests::draft::Draft;
use crate::group_tests::save;
use crate::ids::{AppId, GroupTestId};
use crate::store::group_tests::GroupTest;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};

/// What became of a call.
enum Saved {
    Trial(Checked),
    Test(Box<TestBody>, bool),
}

impl Saved {
    fn answer(self) -> CallResult {
        match self {
            Self::Trial(checked) => json(&checked),
            Self::Test(body, is_new) => {
                let mut response = if is_new { HttpResponse::Created() } else { HttpResponse::Ok() };
                response.insert_header((header::LOCATION, format!("/api/v1/tests/{}", body.id)));
                answer(response, &body)
            }
        }
    }
}

/// Checks or creates a draft in the app, or checks or changes the test there is.
fn save(work: &Work, app: AppId, before: Option<&GroupTest>, draft: &Draft, is_trial: bool) -> Result<Saved, Problem> {
    if is_trial {
        let would = save::check(&work.state, &work.actor, (app, before), draft)?;
        return Ok(Saved::Trial(Checked::would(if before.is_some() { "change" } else { "create" }, would)));
    }
    let saved = match before {
        Some(before) => save::change_to(&work.state, &work.actor, before, draft)?,
        None => save::create(&work.state, &work.actor, app, draft)?,
    };
    Ok(Saved::Test(Box::new(TestBody::of(find(work, saved.id)?)), before.is_none()))
}

/// The draft that is sent in the place of a test. A key that is left out stays.
fn in_place(work: &Work, before: &GroupTest, (name, sent): (String, Terms)) -> Result<Draft, Problem> {
    let key = sent.key.clone().unwrap_or_else(|| before.flag_key.clone());
    Ok(Draft { key, ..draft(work, name, sent)? })
}

fn wrong(pointer: &str, detail: &str) -> Problem {
    Problem::invalid(vec![WrongValue::at(pointer, detail)])
}

/// Creates a draft.
#[utoipa::path(post, path = "/api/v1/tests", tag = "Tests", operation_id = "create_test", params(Trial),
    request_body = Terms, responses(
        (status = 200, body = Checked, description = "With dry_run: what would happen"),
        (status = 201, body = TestBody, headers(("ETag" = String, description = "The version"), ("Location" = String, description = "The test"))),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn create(call: Call, query: Query<Trial>, body: Json<Terms>) -> CallResult {
    let is_trial = query.0.is_trial()?;
    let saved = call.run(move |work| {
        let mut sent = body.read()?;
        let unknown = || wrong("/app", "Send the id of an app.");
        let name = sent.name.take().ok_or_else(|| wrong("/name", "Send a name."))?;
        let app: AppId = sent.app.take().and_then(|app| app.parse().ok()).ok_or_else(unknown)?;
        work.must_see(Some(app)).map_err(|_| unknown())?;
        crate::apps::find(&work.state, &work.actor, app).map_err(|_| unknown())?;
        save(&work, app, None, &draft(&work, name, sent)?, is_trial)
    });
    saved.await?.answer()
}

/// Creates the app's test with this name as a draft, or makes it as it is sent. The same call again changes nothing, also once it
/// was started or stopped. Of one that runs, what people are counted by cannot be changed any more.
#[utoipa::path(put, path = "/api/v1/apps/{app}/tests/by-name/{name}", tag = "Tests", operation_id = "put_test_by_name",
    params(
        ("app" = i32, Path, description = "The id of the app"),
        ("name" = String, Path, description = "The name, in which capitals do not matter"),
        Trial,
    ), request_body = Terms, responses(
        (status = 200, body = TestBody, description = "With dry_run what would happen, otherwise the test"),
        (status = 201, body = TestBody, headers(("ETag" = String, description = "The version"), ("Location" = String, description = "The test"))),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn put_by_name(
    call: Call,
    path: web::Path<(AppId, String)>,
    query: Query<Trial>,
    body: Json<Terms>,
) -> CallResult {
    let ((app, name), is_trial) = (path.into_inner(), query.0.is_trial()?);
    let saved = call.run(move |work| {
        work.must_see(Some(app))?;
        by_name(|| {
            let sent = body.read()?;
            in_address(&[("name", sent.name.is_some()), ("app", sent.app.is_some())])?;
            let named = || save::named(&work.state, &work.actor, app, &name);
            let before = named()?;
            let wanted = match &before {
                Some(before) => in_place(&work, before, (name.clone(), sent))?,
                None => draft(&work, name.clone(), sent)?,
            };
            let saved = save(&work, app, before.as_ref(), &wanted, is_trial);
            if before.is_some() { saved } else { saved.map_err(|refused| created_meanwhile(refused, named())) }
        })
    });
    saved.await?.answer()
}

/// Makes a test as it is sent, which `If-Match` must name in its current version. What is left out is as in a new one, but for the
/// name and the key, which stay.
#[utoipa::path(put, path = "/api/v1/tests/{test}", tag = "Tests", operation_id = "put_test", params(
    ("test" = i32, Path, description = "The id of the test"),
    ("If-Match" = String, Header, pattern = r#"^(\*|(W/)?"[0-9]{1,18}"(, *(W/)?"[0-9]{1,18}")*)$"#,
        description = "The ETag of the test as it was read, or * for whatever it is now"),
    Trial,
), request_body = Terms, responses(
    (status = 200, body = TestBody, description = "With dry_run what would happen, otherwise the test", headers(("ETag" = String, description = "The version"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn put(
    call: Call,
    path: web::Path<GroupTestId>,
    query: Query<Trial>,
    request: HttpRequest,
    body: Json<Terms>,
) -> CallResult {
    let (is_trial, seen) = (query.0.is_trial()?, seen(&request, "test")?);
    let saved = call.run(move |work| {
        let mut sent = body.read()?;
        let before = find(&work, *path)?.test;
        if !seen.has(before.version) {
            return Err(Problem::new(Kind::ChangedMeanwhile));
        }
        if sent.app.take().is_some_and(|sent| sent != before.app_id.to_string()) {
            return Err(wrong("/app", "The app of a test stays."));
        }
        let name = sent.name.take().unwrap_or_else(|| before.name.clone());
        let wanted = in_place(&work, &before, (name, sent))?;
        save(&work, before.app_id, Some(&before), &wanted, is_trial)
    });
    saved.await?.answer()
}

/// Deletes a draft. What was started stays: archive it.
#[utoipa::path(delete, path = "/api/v1/tests/{test}", tag = "Tests", operation_id = "delete_test", params(
    ("test" = i32, Path, description = "The id of the test"),
    Trial,
), responses(
    (status = 200, body = Checked, description = "With dry_run: what would happen"),
    (status = 204, description = "There is no such draft any more"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn delete(call: Call, path: web::Path<GroupTestId>, query: Query<Trial>) -> CallResult {
    let is_trial = query.0.is_trial()?;
    let deleted = call.run(move |work| {
        let found = find(&work, *path)?.test;
        if is_trial {
            save::may_delete(&found)?;
            return Ok(Some(Checked::would("delete", true)));
        }
        save::delete(&work.state, &work.actor, found.id)?;
        Ok(None)
    });
    deleted.await?.map_or_else(|| Ok(HttpResponse::NoContent().finish()), |checked| json(&checked))
}
