//! Calls about targeted offers: they are made and changed, asked for, reserved and claimed.

mod bodies;
pub mod claims;
mod problems;
pub mod write;

use super::call::{Call, CallResult, Query, Work, json};
use super::effect::EffectBody;
use super::groups::moment;
use super::problem::{Problem, ProblemBody};
use crate::experiments::EFFECT;
use crate::ids::{AppId, OfferId};
use crate::offers::effect;
use crate::offers::list::{self, Detailed};
use crate::web::effect::{Amounts, Stage};
use actix_web::web;
use bodies::{EffectOf, OfferBody, Offers, body_of};
use serde::Deserialize;
use utoipa::IntoParams;

/// The app whose offers are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct OfApp {
    /// The id of the app; that of the token if it is left out.
    #[param(value_type = Option<i32>)]
    app: Option<AppId>,
}

/// The offer, if the program may ask for its app.
fn find(work: &Work, id: OfferId) -> Result<Detailed, Problem> {
    let found = list::find(&work.state, &work.actor, id)?;
    work.must_see(Some(found.offer.app_id))?;
    Ok(found)
}

/// The offers that are not archived.
#[utoipa::path(get, path = "/api/v1/offers", tag = "Offers", operation_id = "list_offers", params(OfApp), responses(
    (status = 200, body = Offers),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn list(call: Call, query: Query<OfApp>) -> CallResult {
    let found = call.run(move |work| {
        let app = query.0.app.or(work.program.app);
        work.must_see(app)?;
        let listed = list::list(&work.state, &work.actor, false)?;
        let own = listed.into_iter().filter(|listed| app.is_none_or(|app| app == listed.offer.app_id));
        let bodies = own.map(|listed| Ok(body_of(list::find(&work.state, &work.actor, listed.offer.id)?)));
        bodies.collect::<Result<Vec<_>, Problem>>()
    });
    json(&Offers { offers: found.await? })
}

/// An offer.
#[utoipa::path(get, path = "/api/v1/offers/{offer}", tag = "Offers", operation_id = "get_offer", params(
    ("offer" = i32, Path, description = "The id of the offer"),
), responses(
    (status = 200, body = OfferBody),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn show(call: Call, path: web::Path<OfferId>) -> CallResult {
    json(&call.run(move |work| Ok(body_of(find(&work, *path)?))).await?)
}

/// What an offer changed: those who were shown it beside those who were held out.
#[utoipa::path(get, path = "/api/v1/offers/{offer}/effect", tag = "Offers", operation_id = "get_offer_effect", params(
    ("offer" = i32, Path, description = "The id of the offer"),
), responses(
    (status = 200, body = EffectOf),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn effect(call: Call, path: web::Path<OfferId>) -> CallResult {
    let found = call.run(move |work| {
        let Detailed { offer, app, .. } = find(&work, *path)?;
        let names = ["held_out", "shown"].map(str::to_owned);
        let still_comes = effect::still_comes(&offer, work.state.clock.now());
        let body = |found: effect::Effect| {
            let stage = Stage::of(found.is_over, still_comes);
            EffectBody::of((&found.counted, stage, EFFECT), &names, (Amounts::Money(app.currency), work.sizes()))
        };
        Ok(EffectOf { effect: effect::of(&work.state, &offer)?.map(body) })
    });
    json(&found.await?)
}
