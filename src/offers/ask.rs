//! What a customer is offered. That an offer is shown is recorded before the answer, so that it is kept for its grace; an answer
//! that records nothing new is kept in memory until anything is committed.

use super::audience::{Reach, meant as meant_of, reach};
use super::standing::{Standing, kept_until, standing};
use super::tracking_id;
use crate::columns::{AccountIndex, Place};
use crate::groups::members::MembersError;
pub(super) use crate::groups::reach::place;
use crate::ids::{AppId, AppKey, CustomerId, OfferId};
use crate::state::State;
use crate::store::offer_grants::{self, Grant, GrantState};
use crate::store::offers::{self, Offer, OfferState};
use crate::store::publishers::Publisher;
use crate::store::{DbConnection, QueryResult, Version};
use chrono::{NaiveDateTime, TimeDelta};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// How often it is recorded that an offer is still shown: more seldom than customers ask, so that most answers write nothing.
const AGAIN: TimeDelta = TimeDelta::hours(1);

/// Answers kept in memory: some hundred bytes each.
const MOST_KEPT: usize = 100_000;

/// An offer that is shown to a customer.
#[derive(Clone, Debug)]
pub struct Shown {
    pub offer: Arc<Offer>,
    pub tracking_id: String,
    /// Until when a slot is kept for the customer.
    pub reserved_until: Option<NaiveDateTime>,
}

/// What a customer is offered.
#[derive(Clone, Debug)]
pub struct Asked {
    pub shown: Vec<Shown>,
    pub is_customer: bool,
    /// When the answer may change though nothing is committed.
    until: NaiveDateTime,
}

/// The app's offers at one version of the database.
struct Prepared {
    /// When a reservation runs out that an offer waits for, or another lot begins.
    until: Option<NaiveDateTime>,
    offers: Vec<(Arc<Offer>, Reach)>,
    /// `None` if only the database knows where customers are.
    accounts: Option<Arc<AccountIndex>>,
    answers: Mutex<HashMap<u32, Arc<Asked>>>,
}

fn kept_as(app: AppKey) -> String {
    format!("offers of app {} of {}", app.id, app.publisher)
}

/// What the customer with this account id is offered, if it can be said without waiting.
pub fn ask_at_once(state: &State, version: &Version, app: AppKey, account_id: &str) -> Option<Arc<Asked>> {
    let prepared = state.database.find_kept::<Prepared>(version, &kept_as(app))?;
    let Place::At(position) = prepared.accounts.as_ref()?.find(account_id) else { return None };
    let now = state.clock.now();
    if prepared.until.is_some_and(|until| until <= now) {
        return None;
    }
    let answers = prepared.answers.lock().unwrap_or_else(PoisonError::into_inner);
    answers.get(&position).filter(|asked| now < asked.until).cloned()
}

/// What the customer with this account id is offered; nothing to a stranger.
pub fn ask(
    state: &State,
    version: Option<&Version>,
    publisher: &Publisher,
    (app, account_id): (AppId, &str),
) -> Result<Arc<Asked>, MembersError> {
    let app = AppKey { publisher: publisher.id, id: app };
    let prepared = prepare(state, version, publisher, app)?;
    let now = state.clock.now();
    let Some((customer, position)) = place(state, publisher, app, account_id)? else {
        return Ok(Arc::new(Asked { shown: Vec::new(), is_customer: false, until: now }));
    };
    let look = |connection: &mut DbConnection| {
        let grants = offer_grants::of_customer(connection, app, customer)?;
        Ok(decide(&prepared.offers, &grants, (position, account_id), now))
    };
    let mut decided = state.database.read_now(look)?;
    if !decided.writes.is_empty() {
        decided = state.database.write_now(|connection| {
            let decided = look(connection)?;
            decided.writes.iter().try_for_each(|write| record(connection, (app, customer), write, now))?;
            Ok(decided)
        })?;
    }
    let asked = Arc::new(Asked { shown: decided.shown, is_customer: true, until: decided.until });
    if decided.writes.is_empty() {
        let mut answers = prepared.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.len() >= MOST_KEPT {
            answers.clear();
        }
        answers.insert(position, Arc::clone(&asked));
    }
    Ok(asked)
}

fn prepare(
    state: &State,
    version: Option<&Version>,
    publisher: &Publisher,
    app: AppKey,
) -> Result<Arc<Prepared>, MembersError> {
    let kept_as = kept_as(app);
    let now = state.clock.now();
    let is_good = |kept: &Arc<Prepared>| kept.until.is_none_or(|until| now < until);
    let kept = version.and_then(|version| state.database.find_kept(version, &kept_as));
    if let Some(kept) = kept.filter(is_good) {
        return Ok(kept);
    }
    let (offers, until) = state.database.read_now(|connection| {
        let (mut offers, mut until) = (offers::active(connection, app)?, None);
        for offer in &mut offers {
            until = [until, make_room(connection, offer, now)?].into_iter().flatten().min();
        }
        Ok((offers, until))
    })?;
    let view = state.audiences.view_now(publisher, app.id)?;
    let reached = offers.into_iter().map(|offer| {
        let reach = reach(state, publisher, &view, &offer)?;
        Ok((Arc::new(offer), reach))
    });
    let offers: Vec<(Arc<Offer>, Reach)> = reached.collect::<Result<_, MembersError>>()?;
    let other_lot = offers.iter().filter_map(|(_, reach)| reach.holdout.as_ref()).map(|holdout| holdout.until).min();
    let prepared = Arc::new(Prepared {
        until: [until, other_lot].into_iter().flatten().min(),
        offers,
        accounts: view.accounts()?.filter(|_| view.is_current),
        answers: Mutex::default(),
    });
    if let Some(version) = version.filter(|_| prepared.accounts.is_some()) {
        state.database.keep(version.clone(), kept_as, &prepared);
    }
    Ok(prepared)
}

/// Counts reservations that have run out as given back, which the next claim does for good. Returns when the next one runs
/// out, if the offer waits for it.
pub(super) fn make_room(
    connection: &mut DbConnection,
    offer: &mut Offer,
    now: NaiveDateTime,
) -> QueryResult<Option<NaiveDateTime>> {
    if offer.stock.is_none_or(|stock| offer.taken < stock) {
        return Ok(None);
    }
    let (over, next) = offer_grants::run_out(connection, (offer.publisher_id, offer.id), now)?;
    offer.taken -= over;
    Ok(next.filter(|_| over == 0))
}

/// What is to be recorded of an answer.
enum Write {
    New { offer: OfferId, number: i32, state: GrantState },
    Again(Grant),
}

struct Decided {
    shown: Vec<Shown>,
    writes: Vec<Write>,
    until: NaiveDateTime,
}

/// Which of the offers, in the order of their places, the customer with these grants is shown. Of two that are about the same
/// product the first is.
fn decide(
    offers: &[(Arc<Offer>, Reach)],
    grants: &[Grant],
    (position, account_id): (u32, &str),
    now: NaiveDateTime,
) -> Decided {
    let mut decided = Decided { shown: Vec::new(), writes: Vec::new(), until: now + AGAIN };
    let mut products: HashSet<&str> = HashSet::new();
    for (offer, reach) in offers {
        let own: Vec<Grant> = grants.iter().filter(|grant| grant.offer_id == offer.id).cloned().collect();
        let meant = meant_of(reach, offer, Some(position), account_id);
        let (number, reserved_until) = match standing(offer, &own, meant, now) {
            Standing::Open { number } => (number, None),
            Standing::Reserved { number, until } => (number, Some(until)),
            Standing::NotYet(start) => {
                decided.until = decided.until.min(start);
                continue;
            }
            Standing::HeldOut => {
                // Who is shown another offer on the same product would not have been shown this one.
                let is_free = !offer.products().any(|product| products.contains(product));
                if is_free && meant.is_meant && own.is_empty() {
                    decided.writes.push(Write::New { offer: offer.id, number: 0, state: GrantState::HeldOut });
                }
                continue;
            }
            _ => continue,
        };
        if offer.products().any(|product| products.contains(product)) {
            continue;
        }
        products.extend(offer.products());
        let kept = own.iter().find(|grant| grant.number == number);
        let ends =
            [offer.ends_at, reserved_until, kept.map(|grant| kept_until(offer, grant)).filter(|_| !meant.is_meant)];
        decided.until = ends.into_iter().flatten().fold(decided.until, NaiveDateTime::min);
        match kept {
            None => decided.writes.push(Write::New { offer: offer.id, number, state: GrantState::Offered }),
            // Who has left the groups is shown it until its grace is over.
            Some(grant) if meant.is_meant && grant.offered_at + AGAIN <= now => {
                decided.writes.push(Write::Again(grant.clone()));
            }
            Some(grant) if meant.is_meant => decided.until = decided.until.min(grant.offered_at + AGAIN),
            Some(_) => {}
        }
        let tracking_id = tracking_id(offer, account_id);
        decided.shown.push(Shown { offer: Arc::clone(offer), tracking_id, reserved_until });
    }
    decided
}

fn record(
    connection: &mut DbConnection,
    (app, customer): (AppKey, CustomerId),
    write: &Write,
    now: NaiveDateTime,
) -> QueryResult<()> {
    match write {
        Write::New { offer, number, state } => {
            // Another request may have recorded the same a moment ago.
            offer_grants::create_once(connection, (app, *offer, customer), (*number, *state), now)
        }
        Write::Again(grant) => offer_grants::set_offered(connection, app.publisher, grant, now),
    }
}

/// How a customer stands to one of the app's offers.
pub struct Checked {
    pub offer: Offer,
    pub standing: Standing,
    pub meant: bool,
    /// When it was first shown.
    pub first_offered_at: Option<NaiveDateTime>,
}

/// How the customer with this account id stands to each offer of the app that is not archived; `None` for a stranger.
pub fn checked(
    state: &State,
    publisher: &Publisher,
    (app, account_id): (AppId, &str),
) -> Result<Option<Vec<Checked>>, MembersError> {
    let app = AppKey { publisher: publisher.id, id: app };
    let Some((customer, position)) = place(state, publisher, app, account_id)? else { return Ok(None) };
    let now = state.clock.now();
    let (all, grants) = state.database.read_now(|connection| {
        let mut all = offers::of_publisher(connection, publisher.id)?;
        for offer in &mut all {
            make_room(connection, offer, now)?;
        }
        Ok((all, offer_grants::of_customer(connection, app, customer)?))
    })?;
    let view = state.audiences.view_now(publisher, app.id)?;
    let mut checked = Vec::new();
    for offer in all.into_iter().filter(|offer| offer.app_id == app.id && offer.state != OfferState::Archived) {
        let own: Vec<Grant> = grants.iter().filter(|grant| grant.offer_id == offer.id).cloned().collect();
        let meant = meant_of(&reach(state, publisher, &view, &offer)?, &offer, Some(position), account_id);
        let standing = standing(&offer, &own, meant, now);
        let first_offered_at =
            own.iter().filter(|grant| grant.state != GrantState::HeldOut).map(|grant| grant.first_offered_at).min();
        checked.push(Checked { offer, standing, meant: meant.is_meant, first_offered_at });
    }
    Ok(Some(checked))
}
