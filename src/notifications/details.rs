//! What became of the messages of a notification, more closely: by variant, language, platform and hour, and step by step for
//! one person.

use super::arms::{self, variant_of};
use super::find;
use super::preview::{Standing, standing_of};
use super::recipients::show;
use crate::access::Actor;
use crate::consents::ConsentChannel;
use crate::customers::check::named;
use crate::groups::members::MembersError;
use crate::ids::NotificationId;
use crate::shares::bucket;
use crate::state::State;
use crate::store::StoreError;
use crate::store::consents::{self, Consent, ConsentState};
use crate::store::customers::Customer;
use crate::store::delivery_reports::{self, PartSums};
use crate::store::notifications::Notification;
use crate::store::publishers::Publisher;

pub use crate::store::delivery_reports::{Dimension, Step};

/// The messages of a notification by their parts.
pub struct Breakdown {
    pub variants: Vec<PartSums>,
    pub languages: Vec<PartSums>,
    pub platforms: Vec<PartSums>,
    pub hours: Vec<PartSums>,
}

/// The messages of the publisher's notification by their parts.
pub fn breakdown(state: &State, actor: &Actor, id: NotificationId) -> Result<(Notification, Breakdown), StoreError> {
    let (notification, _) = find(state, actor, id)?;
    let found = state.database.read_now(|connection| {
        let mut by = |dimension| delivery_reports::by(connection, (actor.publisher, id), dimension);
        Ok(Breakdown {
            variants: by(Dimension::Variant)?,
            languages: by(Dimension::Language)?,
            platforms: by(Dimension::Platform)?,
            hours: by(Dimension::Hour)?,
        })
    })?;
    Ok((notification, found))
}

/// What a notification meant for one person.
pub struct History {
    pub customer: Customer,
    pub standing: Standing,
    /// The place among all people, in millionths, and the variant by it; nothing where nothing is compared.
    pub bucket: Option<(u32, Option<usize>)>,
    /// What the person had allowed when it was sent.
    pub consent: Option<Consent>,
    pub messages: Vec<Step>,
}

/// The steps of a notification for the customer with this account id, or with this address if it is only one's.
pub fn history(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    (id, who): (NotificationId, &str),
) -> Result<Option<History>, MembersError> {
    let (notification, recipients) = show(state, actor, publisher, id)?;
    let mut people = named(state, actor, who)?;
    let (Some(customer), true) = (people.pop(), people.is_empty()) else { return Ok(None) };
    let (salt, comparison) = arms::of(state, actor.publisher, id)?;
    let is_compared = comparison.holdout > 0 || comparison.weights.len() > 1;
    let place = || (bucket(&salt, &customer.account_id), variant_of(&salt, &comparison, &customer.account_id));
    let (standing, messages, said) = state.database.read_now(|connection| {
        let standing = standing_of(connection, &recipients, &notification, customer.id)?;
        let messages = delivery_reports::of_person(connection, (actor.publisher, id), customer.id)?;
        Ok((standing, messages, consents::of_account(connection, actor.publisher, &customer.account_id)?))
    })?;
    let sent_at = notification.sent_at.unwrap_or_else(|| state.clock.now());
    let about = |consent: &Consent| {
        consent.channel == ConsentChannel::WebPush && consent.purpose == notification.purpose && consent.at <= sent_at
    };
    // The newest comes first.
    let last = said.into_iter().find(about).filter(|consent| consent.state == ConsentState::Given);
    Ok(Some(History { bucket: is_compared.then(place), standing, consent: last, messages, customer }))
}
