//! The flags of targeted offers, `offer.KEY`: on for whom the offer is shown to. Asking is showing, and is recorded as such.

use super::evaluate::{Evaluated, FlagError};
use super::{Flag, Reason};
use crate::groups::members::MembersError;
use crate::ids::AppKey;
use crate::offers::{self, Asked, FLAG, Shown};
use crate::state::State;
use crate::store::offers::{Offer, OfferState};
use crate::store::{Version, offers as stored};
use crate::tokens::Program;
use serde_json::{Map, json};
use std::sync::Arc;

pub(super) fn is_key(key: &str) -> bool {
    key.starts_with(FLAG)
}

fn kept_as(program: &Program, key: &str) -> String {
    format!("flag {key} of {}", program.publisher.id)
}

/// The flag, if it can be said without waiting.
pub(super) fn at_once(
    state: &State,
    version: &Version,
    program: &Program,
    (key, account): (&str, &str),
) -> Option<Evaluated> {
    let offer = state.database.find_kept::<Offer>(version, &kept_as(program, key))?;
    let is_announced = !program.is_public || offer.state == OfferState::Active;
    if !program.may_see(Some(offer.app_id)) || !is_announced {
        return Some(Err(FlagError::NotFound));
    }
    let asked = offers::ask_at_once(state, version, offer.app(), account)?;
    Some(Ok(flag(&offer, &asked)))
}

/// The flag for the person with this account id.
pub(super) fn one(
    state: &State,
    version: Option<&Version>,
    program: &Program,
    (key, account): (&str, &str),
) -> Evaluated {
    let name = key.strip_prefix(FLAG).unwrap_or_default();
    let find = |connection: &mut _| stored::of_flag(connection, program.publisher.id, name);
    let offer = state.database.read_now(find)?.filter(|offer| offer.state != OfferState::Archived);
    // What is not announced yet cannot be guessed by its key on a device.
    let may_know = |offer: &Offer| !program.is_public || offer.state == OfferState::Active;
    let offer = offer.filter(|offer| program.may_see(Some(offer.app_id)) && may_know(offer));
    let offer = offer.ok_or(FlagError::NotFound)?;
    let asked = offers::ask(state, version, &program.publisher, (offer.app_id, account))?;
    let flag = flag(&offer, &asked);
    if let Some(version) = version {
        state.database.keep(version.clone(), kept_as(program, key), &Arc::new(offer));
    }
    Ok(flag)
}

/// The flags of the active offers of the program's app, if they can be said without waiting.
pub(super) fn among_all_at_once(
    state: &State,
    version: &Version,
    program: &Program,
    account: &str,
) -> Option<Vec<Flag>> {
    let Some(app) = program.app else { return Some(Vec::new()) };
    let all = state.database.find_kept::<Vec<Offer>>(version, &all_kept_as(program))?;
    if all.is_empty() {
        return Some(Vec::new());
    }
    let asked = offers::ask_at_once(state, version, AppKey { publisher: program.publisher.id, id: app }, account)?;
    Some(all.iter().map(|offer| flag(offer, &asked)).collect())
}

/// The flags of the active offers of the program's app. A token of several apps asks for each by its key.
pub(super) fn among_all(
    state: &State,
    version: Option<&Version>,
    program: &Program,
    account: &str,
) -> Result<Vec<Flag>, MembersError> {
    let Some(app) = program.app else { return Ok(Vec::new()) };
    let all = offers::of_app(state, program.publisher.id, app)?;
    if let Some(version) = version {
        state.database.keep(version.clone(), all_kept_as(program), &Arc::new(all.clone()));
    }
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let asked = offers::ask(state, version, &program.publisher, (app, account))?;
    Ok(all.iter().map(|offer| flag(offer, &asked)).collect())
}

fn all_kept_as(program: &Program) -> String {
    format!("flags of offers of {} in app {:?}", program.publisher.id, program.app)
}

fn flag(offer: &Offer, asked: &Asked) -> Flag {
    let shown = asked.shown.iter().find(|shown| shown.offer.id == offer.id);
    let reason = match shown {
        Some(_) => Reason::TargetingMatch,
        None if offer.state != OfferState::Active => Reason::Disabled,
        None if asked.is_customer => Reason::Static,
        None => Reason::Unknown,
    };
    let metadata = shown.map(metadata).unwrap_or_default();
    Flag {
        key: format!("{FLAG}{}", offer.flag_key),
        value: json!(shown.is_some()),
        variant: reason.variant().to_owned(),
        reason,
        metadata,
    }
}

/// What the person is offered: what she may know of it.
fn metadata(Shown { offer, tracking_id, .. }: &Shown) -> Map<String, serde_json::Value> {
    let mut metadata = Map::new();
    metadata.insert(String::from("offer"), json!(offer.id.to_string()));
    metadata.insert(String::from("kind"), json!(offer.kind.word()));
    metadata.extend(offer.worth.map(|worth| (String::from("worth"), json!(worth))));
    metadata.insert(String::from("products"), json!(offer.products().collect::<Vec<_>>().join(", ")));
    metadata.insert(String::from("tracking_id"), json!(tracking_id));
    metadata
}
