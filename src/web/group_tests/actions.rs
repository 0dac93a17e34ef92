//! What editors do with a test on its page.

use crate::group_tests::save::{self, Refusal, Step};
use crate::ids::GroupTestId;
use crate::web::error::PageError;
use crate::web::form::{Posted, PostedForm};
use crate::web::page::Section;
use crate::web::visitor::{Editor, SignedIn};
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use serde::Deserialize;
use validator::Validate;

async fn step(visitor: SignedIn, id: GroupTestId, step: Step, message: &'static str) -> PageResult {
    let work = move |visit: Visit| match save::step(&visit.state, &visit.actor, id, step) {
        Ok(test) => visit.done(test.path(), message, &test.name),
        Err(refusal) => refused(refusal, id, &visit),
    };
    visitor.answer(Section::Tests, work).await
}

/// Says why nothing was done.
fn refused(refusal: Refusal, id: GroupTestId, visit: &Visit) -> Result<Answer, PageError> {
    let key = match refusal {
        Refusal::Store(error) => return Err(error.into()),
        Refusal::Forbidden(error) => return Err(error.into()),
        Refusal::Past => "test-end-past-start",
        Refusal::NoValue => "test-no-value",
        _ => "test-state-changed",
    };
    Ok(Answer::Refused { path: format!("{}/{id}", super::PATH), message: visit.locale.text(key) })
}

/// Begins to divide customers.
pub async fn start(Editor(visitor): Editor, path: web::Path<GroupTestId>) -> PageResult {
    step(visitor, *path, Step::Start, "test-started").await
}

/// Gives the first value to all again.
pub async fn stop(Editor(visitor): Editor, path: web::Path<GroupTestId>) -> PageResult {
    step(visitor, *path, Step::Stop, "test-stopped").await
}

/// The place of a value.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct DecideForm {
    #[validate(length(max = 10, message = "field-too-long"))]
    value: String,
}

impl PostedForm for DecideForm {
    const FIELDS: &'static [&'static str] = &["value"];
}

/// Gives a value to all.
pub async fn decide(Editor(visitor): Editor, path: web::Path<GroupTestId>, posted: Posted<DecideForm>) -> PageResult {
    // No test has as many values.
    let place = posted.form.value.trim().parse().unwrap_or(usize::MAX);
    step(visitor, *path, Step::Decide(place), "test-decided").await
}

/// Puts it away.
pub async fn archive(Editor(visitor): Editor, path: web::Path<GroupTestId>) -> PageResult {
    step(visitor, *path, Step::Archive, "test-archived").await
}

/// Deletes a draft.
pub async fn delete(Editor(visitor): Editor, path: web::Path<GroupTestId>) -> PageResult {
    let work = move |visit: Visit| match save::delete(&visit.state, &visit.actor, *path) {
        Ok(name) => visit.done(String::from(super::PATH), "test-deleted", &name),
        Err(refusal) => refused(refusal, *path, &visit),
    };
    visitor.answer(Section::Tests, work).await
}
