//! What editors do with an offer on its page.

use super::show::ShowPage;
use crate::ids::OfferId;
use crate::locale::parse_number;
use crate::offers::codes::{self, Added, CodesError, MOST, MOST_AT_ONCE, Source};
use crate::offers::save::{self, Refusal, Step};
use crate::web::form::{Posted, PostedForm};
use crate::web::page::Section;
use crate::web::visitor::{Editor, SignedIn};
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use serde::Deserialize;
use validator::Validate;

async fn step(visitor: SignedIn, id: OfferId, step: Step, message: &'static str) -> PageResult {
    let work = move |visit: Visit| match save::step(&visit.state, &visit.actor, id, step) {
        Ok(offer) => visit.done(offer.path(), message, &offer.name),
        Err(Refusal::Store(error)) => Err(error.into()),
        Err(Refusal::Forbidden(error)) => Err(error.into()),
        Err(refusal) => {
            let key = if matches!(refusal, Refusal::NoCodes) { "offer-no-codes" } else { "offer-state-changed" };
            Ok(Answer::Refused { path: format!("{}/{id}", super::PATH), message: visit.locale.text(key) })
        }
    };
    visitor.answer(Section::Offers, work).await
}

/// Shows it to customers.
pub async fn start(Editor(visitor): Editor, path: web::Path<OfferId>) -> PageResult {
    step(visitor, *path, Step::Start, "offer-started").await
}

/// Shows it to nobody until it is started again.
pub async fn pause(Editor(visitor): Editor, path: web::Path<OfferId>) -> PageResult {
    step(visitor, *path, Step::Pause, "offer-paused").await
}

/// Ends it.
pub async fn end(Editor(visitor): Editor, path: web::Path<OfferId>) -> PageResult {
    step(visitor, *path, Step::End, "offer-ended").await
}

/// Puts it away.
pub async fn archive(Editor(visitor): Editor, path: web::Path<OfferId>) -> PageResult {
    step(visitor, *path, Step::Archive, "offer-archived").await
}

/// Codes as typed, or how many are to be made.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct CodesForm {
    codes: String,
    #[validate(length(max = 40, message = "field-too-long"))]
    count: String,
}

impl PostedForm for CodesForm {
    const FIELDS: &'static [&'static str] = &["codes", "count"];
}

/// Adds codes to the offer's pool.
pub async fn add_codes(Editor(visitor): Editor, path: web::Path<OfferId>, posted: Posted<CodesForm>) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    let work = move |visit: Visit| {
        let locale = visit.locale;
        let count = form.count.trim();
        let source = match parse_number(locale, count).and_then(|count| usize::try_from(count).ok()) {
            _ if !form.codes.trim().is_empty() => Source::Typed(&form.codes),
            Some(count) => Source::Made(count),
            None if count.is_empty() => Source::Typed(""),
            None => {
                errors.add("count", locale.text("offer-number-wrong"));
                Source::Made(0)
            }
        };
        let field = if matches!(source, Source::Made(_)) { "count" } else { "codes" };
        if errors.is_empty() {
            match codes::add(&visit.state, &visit.actor, *path, source) {
                Ok(Added { new, repeated }) => {
                    let words = [("new", new.into()), ("repeated", repeated.into())];
                    let message = locale.with("offer-codes-added", &words);
                    return Ok(Answer::Done { path: format!("{}/{path}", super::PATH), message });
                }
                Err(CodesError::None) => errors.add(field, locale.text("offer-codes-none-typed")),
                Err(CodesError::TooMany) => {
                    let words = [("once", MOST_AT_ONCE.into()), ("most", MOST.into())];
                    errors.add(field, locale.with("offer-codes-too-many", &words));
                }
                Err(CodesError::Line(line)) => errors.add(field, locale.with1("offer-codes-line", "line", line)),
                Err(CodesError::NoPool) => errors.add(field, locale.text("offer-codes-no-pool")),
                Err(CodesError::Forbidden(error)) => return Err(error.into()),
                Err(CodesError::Store(error)) => return Err(error.into()),
            }
        }
        let page = ShowPage::of(visit, *path)?;
        Answer::again(&page.again((form.codes, form.count), errors))
    };
    visitor.answer(Section::Offers, work).await
}
