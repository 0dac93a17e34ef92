//! Calls that make and change offers.

use super::super::call::{Call, CallResult, Json, Query, Work, by_name, created_meanwhile, json};
use super::super::groups::{Checked, Trial};
use super::super::problem::{Kind, Problem, ProblemBody, WrongValue};
use super::bodies::{CodesAdded, CodesBody, OfferBody, StateBody, Terms, body_of, draft};
use super::find;
use super::problems::of_codes;
use crate::ids::{AppId, OfferId};
use crate::offers::codes::{self, CodesError, Source};
use crate::offers::draft::Draft;
use crate::offers::list;
use crate::offers::save::{self, Refusal, Step};
use crate::store::offers::{CodeMode, OfferState};
use crate::text::is_control;
use actix_web::http::header;
use actix_web::web;

/// Creates the app's offer with this name, or makes it as it is sent. The same call again changes nothing. A new offer is a
/// draft.
#[utoipa::path(put, path = "/api/v1/apps/{app}/offers/by-name/{name}", tag = "Offers", operation_id = "put_offer_by_name",
    params(
        ("app" = i32, Path, description = "The id of the app"),
        ("name" = String, Path, description = "The name, in which capitals do not matter"),
        Trial,
    ), request_body = Terms, responses(
        (status = 200, body = OfferBody, description = "With dry_run what would happen, otherwise the offer"),
        (status = 201, body = OfferBody, headers(("Location" = String, description = "The offer"))),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn put(call: Call, path: web::Path<(AppId, String)>, query: Query<Trial>, body: Json<Terms>) -> CallResult {
    let ((app, name), is_trial) = (path.into_inner(), query.0.is_trial()?);
    let saved = call.run(move |work| {
        work.must_see(Some(app))?;
        let draft = draft(name, body.read()?)?;
        by_name(|| put_now(&work, app, &draft, is_trial))
    });
    match saved.await? {
        Saved::Trial(checked) => json(&checked),
        Saved::Offer(body, false) => json(&body),
        Saved::Offer(body, true) => {
            let location = format!("/api/v1/offers/{}", body.id);
            let mut response = json(&body)?;
            *response.status_mut() = actix_web::http::StatusCode::CREATED;
            if let Ok(location) = header::HeaderValue::from_str(&location) {
                response.headers_mut().insert(header::LOCATION, location);
            }
            Ok(response)
        }
    }
}

/// Creates the offer with the draft's name, or makes the one there is as it says.
fn put_now(work: &Work, app: AppId, draft: &Draft, is_trial: bool) -> Result<Saved, Problem> {
    let named = || save::named(&work.state, &work.actor, app, &draft.name);
    let before = named()?;
    let draft = match &before {
        // What the call leaves out of a key stays.
        Some(offer) if draft.key.is_empty() => Draft { key: offer.flag_key.clone(), ..draft.clone() },
        _ => draft.clone(),
    };
    if is_trial {
        let would = save::check(&work.state, &work.actor, app, before.as_ref(), &draft)?;
        return Ok(Saved::Trial(Checked::would(if before.is_some() { "change" } else { "create" }, would)));
    }
    let (offer, is_new) = match before {
        Some(offer) => (save::change_to(&work.state, &work.actor, &offer, &draft)?, false),
        None => {
            let created = save::create(&work.state, &work.actor, app, &draft);
            (created.map_err(|refused| created_meanwhile(refused, named()))?, true)
        }
    };
    Ok(Saved::Offer(Box::new(body_of(list::find(&work.state, &work.actor, offer.id)?)), is_new))
}

enum Saved {
    Trial(Checked),
    Offer(Box<OfferBody>, bool),
}

/// Starts, pauses, ends or archives an offer.
#[utoipa::path(post, path = "/api/v1/offers/{offer}/state", tag = "Offers", operation_id = "set_offer_state", params(
    ("offer" = i32, Path, description = "The id of the offer"),
    Trial,
), request_body = StateBody, responses(
    (status = 200, body = OfferBody, description = "With dry_run what would happen, otherwise the offer"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn set_state(call: Call, path: web::Path<OfferId>, query: Query<Trial>, body: Json<StateBody>) -> CallResult {
    let is_trial = query.0.is_trial()?;
    let done = call.run(move |work| {
        let detailed = find(&work, *path)?;
        let StateBody { state } = body.read()?;
        let (step, would) = match OfferState::from_word(&state) {
            Some(OfferState::Active) => (Step::Start, "start"),
            Some(OfferState::Paused) => (Step::Pause, "pause"),
            Some(OfferState::Ended) => (Step::End, "end"),
            Some(OfferState::Archived) => (Step::Archive, "archive"),
            Some(OfferState::Draft) | None => {
                let detail = "Send active, paused, ended or archived.";
                return Err(Problem::invalid(vec![WrongValue::at("/state", detail)]));
            }
        };
        if is_trial {
            let is_there = detailed.offer.state.word() == state;
            if !is_there && !step.is_for(detailed.offer.state) {
                return Err(Refusal::State(detailed.offer.state).into());
            }
            return Ok(Saved::Trial(Checked::would(would, !is_there)));
        }
        save::step(&work.state, &work.actor, *path, step)?;
        Ok(Saved::Offer(Box::new(body_of(find(&work, *path)?)), false))
    });
    match done.await? {
        Saved::Trial(checked) => json(&checked),
        Saved::Offer(body, _) => json(&body),
    }
}

/// Adds codes to the pool of an offer.
#[utoipa::path(post, path = "/api/v1/offers/{offer}/codes", tag = "Offers", operation_id = "add_offer_codes", params(
    ("offer" = i32, Path, description = "The id of the offer"),
    Trial,
), request_body = CodesBody, responses(
    (status = 200, body = CodesAdded, description = "With dry_run what would happen, otherwise how many were added"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn add_codes(call: Call, path: web::Path<OfferId>, query: Query<Trial>, body: Json<CodesBody>) -> CallResult {
    let is_trial = query.0.is_trial()?;
    let done = call.run(move |work| {
        let detailed = find(&work, *path)?;
        let sent = body.read()?;
        let typed;
        let source = match (&sent.codes, sent.count) {
            (Some(codes), None) => {
                if let Some(place) =
                    codes.iter().position(|code| code.trim().is_empty() || code.chars().any(is_control))
                {
                    let wrong = WrongValue::at(format!("/codes/{place}"), "This is no code.");
                    return Err(Problem::invalid(vec![wrong]));
                }
                typed = codes.join("\n");
                Source::Typed(&typed)
            }
            (None, Some(count)) => Source::Made(count),
            _ => return Err(Problem::new(Kind::Invalid).because("Send either codes or count.")),
        };
        if is_trial {
            if detailed.offer.code_mode != CodeMode::Pool {
                return Err(of_codes(CodesError::NoPool));
            }
            return Ok(None);
        }
        codes::add(&work.state, &work.actor, *path, source).map(Some).map_err(of_codes)
    });
    match done.await? {
        Some(added) => json(&CodesAdded { added: added.new, repeated: added.repeated }),
        None => json(&Checked::would("change", true)),
    }
}
