//! What is done with a flight on its page: *Update*, *Halt*, *Finalize*, reshuffle, retire.

use super::PATH;
use super::errors::rollout_text;
use super::show::ShowPage;
use super::words::{row_name, typed_share};
use crate::flights::list;
use crate::flights::rollout::{self, RolloutError};
use crate::flights::save::{self, FlightError};
use crate::ids::{FlightId, SubmissionId};
use crate::web::error::PageError;
use crate::web::form::{Posted, PostedForm};
use crate::web::page::Section;
use crate::web::visitor::Editor;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use serde::Deserialize;
use validator::Validate;

/// A new share as typed; `seen` is the submission that counted then.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct UpdateForm {
    #[validate(length(max = 30, message = "field-too-long"))]
    share: String,
    confirmed: String,
    seen: String,
}

impl PostedForm for UpdateForm {
    const FIELDS: &'static [&'static str] = &["share", "confirmed"];
}

/// The submission that was seen.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct SeenForm {
    seen: String,
}

impl PostedForm for SeenForm {
    const FIELDS: &'static [&'static str] = &[];
}

/// The submission of this id; none has the other.
fn seen(text: &str) -> SubmissionId {
    text.parse().unwrap_or_else(|_| 0.into())
}

/// Reports on the flight's page what came of a change of its rollout.
pub(super) fn done<T>(
    visit: &Visit,
    flight: FlightId,
    changed: Result<T, RolloutError>,
    message: &str,
) -> Result<Answer, PageError> {
    let locale = visit.locale;
    let flight = list::find(&visit.state, &visit.actor, flight)?;
    match changed {
        Ok(_) => visit.done(flight.path(), message, &row_name(&flight, locale)),
        Err(error) => Ok(Answer::Refused { path: flight.path(), message: rollout_text(error, 0, locale)? }),
    }
}

/// Raises the share, or shows the flight's page again.
pub async fn update(Editor(visitor): Editor, path: web::Path<FlightId>, posted: Posted<UpdateForm>) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let locale = visit.locale;
        let flight = list::find(&visit.state, &visit.actor, *path)?;
        let share = typed_share(&form.share, locale);
        if share.is_none() && errors.is_empty() {
            errors.add("share", locale.text("flight-share-typed"));
        }
        if let Some(share) = share.filter(|_| errors.is_empty()) {
            let wanted = (share, !form.confirmed.is_empty());
            match rollout::update(&visit.state, &visit.actor, (*path, seen(&form.seen)), wanted) {
                Ok(_) => return visit.done(flight.path(), "flight-updated", &row_name(&flight, locale)),
                Err(RolloutError::Unconfirmed) => {
                    errors.add("confirmed", rollout_text(RolloutError::Unconfirmed, share, locale)?);
                }
                Err(error) => errors.add("share", rollout_text(error, share, locale)?),
            }
        }
        let page = ShowPage::of(visit, *path)?;
        Answer::again(&page.again(form.share, errors))
    };
    visitor.answer(Section::Flights, work).await
}

/// Halts the rollout, without a question.
pub async fn halt(Editor(visitor): Editor, path: web::Path<FlightId>, posted: Posted<SeenForm>) -> PageResult {
    let work = move |visit: Visit| {
        let changed = rollout::halt(&visit.state, &visit.actor, (*path, seen(&posted.form.seen)));
        done(&visit, *path, changed, "flight-halted")
    };
    visitor.answer(Section::Flights, work).await
}

/// Finalizes the rollout.
pub async fn finalize(Editor(visitor): Editor, path: web::Path<FlightId>, posted: Posted<SeenForm>) -> PageResult {
    let work = move |visit: Visit| {
        let changed = rollout::finalize(&visit.state, &visit.actor, (*path, seen(&posted.form.seen)));
        done(&visit, *path, changed, "flight-finalized")
    };
    visitor.answer(Section::Flights, work).await
}

/// Draws the order of people anew.
pub async fn reshuffle(Editor(visitor): Editor, path: web::Path<FlightId>) -> PageResult {
    let work = move |visit: Visit| {
        let changed = rollout::reshuffle(&visit.state, &visit.actor, *path);
        done(&visit, *path, changed, "flight-reshuffled")
    };
    visitor.answer(Section::Flights, work).await
}

/// Retires the flight.
pub async fn retire(Editor(visitor): Editor, path: web::Path<FlightId>) -> PageResult {
    let work = move |visit: Visit| match save::retire(&visit.state, &visit.actor, *path) {
        Ok(flight) => visit.done(format!("{PATH}?app={}", flight.app_id), "flight-retired-now", &flight.name),
        Err(FlightError::Store(error)) => Err(error.into()),
        Err(FlightError::Forbidden(error)) => Err(error.into()),
        Err(_) => {
            let message = visit.locale.text("flight-standard-stays");
            Ok(Answer::Refused { path: format!("{PATH}/{path}"), message })
        }
    };
    visitor.answer(Section::Flights, work).await
}
