//! What became of the messages of a notification, more closely: by variant, language, platform and hour, and step by step for
//! one person.

use super::arms::{self, variant_of};
use super::find;
use super::preview::{Standing, standing_of};
use super::recipients::show;
use super::then::{Then, then};
use crate::access::Actor;
use crate::audit::Subject;
use crate::audit::export::record_export;
use crate::consents::ConsentChannel;
use crate::customers::check::named;
use crate::groups::members::MembersError;
use crate::ids::{NotificationId, SubscriptionId};
use crate::paging::cut;
use crate::shares::bucket;
use crate::state::State;
use crate::store::StoreError;
use crate::store::consents::{self, Consent, ConsentState};
use crate::store::customers::{self, Customer};
use crate::store::deliveries::{DeliveryReason, DeliveryState};
use crate::store::delivery_reports::{self, Delivery, Listed, PartSums};
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
    /// What else counted when it was sent; `None` before.
    pub then: Option<Then>,
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
    let then = match notification.sent_at {
        Some(at) => Some(then(state, publisher, (&notification, at), &customer)?),
        None => None,
    };
    let sent_at = notification.sent_at.unwrap_or_else(|| state.clock.now());
    let about = |consent: &Consent| {
        consent.channel == ConsentChannel::WebPush && consent.purpose == notification.purpose && consent.at <= sent_at
    };
    // The newest comes first.
    let last = said.into_iter().find(about).filter(|consent| consent.state == ConsentState::Given);
    Ok(Some(History { bucket: is_compared.then(place), standing, consent: last, messages, then, customer }))
}

/// Which messages of a notification are wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub state: Option<DeliveryState>,
    pub reason: Option<DeliveryReason>,
    /// Those to the customer with this account id.
    pub account: Option<String>,
    pub after: Option<SubscriptionId>,
    pub limit: u32,
}

/// A page of the messages of the publisher's notification, and the browser of the last of them if there are more. That somebody
/// reads them is recorded with the first page.
pub fn deliveries(
    state: &State,
    actor: &Actor,
    id: NotificationId,
    wanted: &Wanted,
) -> Result<(Vec<Delivery>, Option<SubscriptionId>), StoreError> {
    let (notification, _) = find(state, actor, id)?;
    if wanted.after.is_none_or(|after| after <= SubscriptionId::from(0)) {
        record_export(state, actor, Subject::notification(&notification), ("deliveries", None))?;
    }
    let size = wanted.limit as usize;
    let mut found = state.database.read_now(|connection| {
        let customer = match &wanted.account {
            Some(account) => match customers::of_account(connection, actor.publisher, account)? {
                Some(customer) => Some(customer.id),
                // Nobody has the account, and nothing went to nobody.
                None => return Ok(Vec::new()),
            },
            None => None,
        };
        let Wanted { state, reason, after, limit, .. } = *wanted;
        let listed = Listed { state, reason, customer, after, most: i64::from(limit) + 1 };
        delivery_reports::page(connection, (actor.publisher, id), &listed)
    })?;
    let has_more = cut(&mut found, size);
    let next = found.last().map(|last| last.subscription).filter(|_| has_more);
    Ok((found, next))
}
