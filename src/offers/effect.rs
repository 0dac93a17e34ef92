//! What an offer changed: the customers who asked for it and were shown it, beside those who asked and were held out by lot.

use crate::day::Day;
use crate::experiments::{Counted, Counting, Person};
use crate::ids::CustomerId;
use crate::queue::{Outcome, Steps, WorkError};
use crate::shares::WHOLE;
use crate::state::State;
use crate::store::goals::Window;
use crate::store::offers::{self, Offer, OfferState};
use crate::store::publishers::Publisher;
use crate::store::{QueryResult, StoreError, apps, goals, offer_grants};
use chrono::NaiveDateTime;
use std::collections::HashMap;

/// For how many days after she first asked a customer's purchases count: with fewer, who pays by the month is missed.
pub const DAYS: i32 = 30;

/// Customers of one query.
const SLICE: i64 = 5_000;

/// What was counted of an offer, and whether nothing is added any more.
pub struct Effect {
    pub counted: Counted,
    pub is_over: bool,
}

/// What was counted of the offer last; `None` before that, and of an offer that holds nobody out.
pub fn of(state: &State, offer: &Offer) -> Result<Option<Effect>, StoreError> {
    let kept = state.database.read_now(|connection| offers::effect(connection, offer.publisher_id, offer.id))?;
    let counted = kept.as_deref().and_then(Counted::parse).filter(|_| holds_out(offer));
    let now = state.clock.now();
    let is_over = |counted: &Counted| {
        ended_as_planned(offer, now) && end(offer, counted, now).is_some_and(|end| counted.is_final(end))
    };
    Ok(counted.map(|counted| Effect { is_over: is_over(&counted), counted }))
}

/// Whether it went on to the end that was planned. Who ends an offer earlier may do so because of what it shows.
fn ended_as_planned(offer: &Offer, now: NaiveDateTime) -> bool {
    let by_hand = matches!(offer.state, OfferState::Ended | OfferState::Archived).then_some(offer.updated_at);
    offer.ends_at.is_some_and(|end| end <= now && by_hand.is_none_or(|at| end <= at))
}

/// Whether customers were or are held out of it.
pub fn holds_out(offer: &Offer) -> bool {
    offer.held_out().iter().any(|share| *share > 0)
}

/// Whether customers can still be shown it.
pub fn still_comes(offer: &Offer, now: NaiveDateTime) -> bool {
    offer.state == OfferState::Active && offer.ends_at.is_none_or(|end| now < end)
}

/// The last day that counts, once nobody can be shown it any more; `None` before that, or if nobody ever came.
fn end(offer: &Offer, counted: &Counted, now: NaiveDateTime) -> Option<Day> {
    let may_start_again = offer.state == OfferState::Paused && offer.ends_at.is_none_or(|end| now < end);
    let has_ended = !still_comes(offer, now) && !may_start_again;
    counted.last_on.filter(|_| has_ended).map(|last| last.minus(-DAYS))
}

/// The publisher's offers of which something may have changed since it was counted.
pub fn due(state: &State, publisher: &Publisher) -> Result<Vec<Offer>, StoreError> {
    let (now, today) = (state.clock.now(), state.today(publisher));
    let publisher = publisher.id;
    state.database.job_read(|connection| {
        let mut due = Vec::new();
        for offer in offers::of_publisher(connection, publisher)? {
            if offer.state == OfferState::Draft || !holds_out(&offer) {
                continue;
            }
            let kept = offers::effect(connection, publisher, offer.id)?;
            let counted = kept.as_deref().and_then(Counted::parse);
            let is_other = |counted: &Counted| {
                let askers = offer_grants::count_askers(connection, (publisher, offer.id))?;
                let version = apps::find(connection, publisher, offer.app_id)?.data_version;
                let is_other = version != counted.version || u64::try_from(askers).ok() != Some(counted.people());
                QueryResult::Ok(is_other)
            };
            let is_due =
                Counted::is_due(counted.as_ref(), |counted| end(&offer, counted, now), (now, today), is_other)?;
            if is_due {
                due.push(offer);
            }
        }
        Ok(due)
    })
}

/// Counts the publisher's offers that are due. Each is a step, after which the work pauses when its turn is over.
pub fn count_due(state: &State, publisher: &Publisher, steps: &mut Steps<'_>) -> Result<Outcome, WorkError> {
    for offer in due(state, publisher)? {
        let Some(counted) = count(state, publisher, &offer, steps)? else { return Ok(Outcome::Paused) };
        let text = serde_json::to_string(&counted).map_err(|error| WorkError::Fault(error.to_string()))?;
        steps.take(publisher.id, |connection| offers::set_effect(connection, (publisher.id, offer.id), &text))?;
        if steps.is_over()? {
            return Ok(Outcome::Paused);
        }
    }
    Ok(Outcome::Done)
}

/// Counts who asked for the offer, and what they bought; `None` if the program stops meanwhile.
fn count(
    state: &State,
    publisher: &Publisher,
    offer: &Offer,
    steps: &Steps<'_>,
) -> Result<Option<Counted>, StoreError> {
    let version =
        state.database.job_read(|connection| apps::find(connection, publisher.id, offer.app_id))?.data_version;
    let mut counting = Counting::new(offer.held_out().into_iter().map(|share| vec![share, WHOLE - share]));
    let mut after = CustomerId::from(0);
    loop {
        let key = (publisher.id, offer.id);
        let askers = state.database.job_read(|connection| offer_grants::askers(connection, key, (after, SLICE)))?;
        let Some((last, ..)) = askers.last() else { break };
        after = *last;
        let people: Vec<(CustomerId, Person)> = askers
            .into_iter()
            .map(|(customer, at, phase, is_held_out)| {
                let phase = usize::try_from(phase).unwrap_or(0);
                (customer, Person { phase, arm: usize::from(!is_held_out), on: publisher.time_zone.day_of(at) })
            })
            .collect();
        let since: HashMap<CustomerId, Day> = people.iter().map(|(customer, person)| (*customer, person.on)).collect();
        let paid = state
            .database
            .job_read(|connection| goals::paid(connection, offer.app(), &since, Window::of_days(DAYS)))?;
        for (customer, person) in people {
            let paid = paid.get(&customer).copied();
            counting.add(person, paid.is_some(), paid.unwrap_or(0));
        }
        if steps.is_stopped() {
            return Ok(None);
        }
    }
    Ok(Some(counting.end((state.clock.now(), state.today(publisher), version))))
}
