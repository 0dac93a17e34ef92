//! Tells who followed the links of messages. A click is noted with the message, and told with others within two seconds, so that a
//! notification to a million people makes no million webhook messages a minute.

use super::bodies::PER_PART;
use super::outbox::{Happening, publish};
use crate::ids::{NotificationId, PublisherId, SubscriptionId};
use crate::state::State;
use crate::store::webhook_messages::WebhookEvent;
use crate::store::{DbConnection, QueryResult, StoreError, launches, notifications, webhook_endpoints};

/// Notifications that are told of in one round, and messages about all of them: each is a transaction, while which other messages
/// wait. With fifty clicks each that is 1,000 clicks every two seconds; what is over waits for the next round.
const MOST_NOTIFICATIONS: i64 = 20;
const MOST_MESSAGES: usize = 20;

/// Notes the first click on a message, in the transaction that stores it, if an endpoint is told of clicks.
pub fn note(connection: &mut DbConnection, of: (NotificationId, SubscriptionId)) -> QueryResult<()> {
    let Some(publisher) = launches::publisher_of(connection, of.0)? else { return Ok(()) };
    let endpoints = webhook_endpoints::of_publisher(connection, publisher)?;
    if endpoints.iter().any(|endpoint| endpoint.wishes().events.contains(&WebhookEvent::DeliveryLaunched)) {
        launches::add(connection, of)?;
    }
    Ok(())
}

/// Writes the messages about what was noted. One notification of which this fails holds up no other.
pub(super) fn tell(state: &State) -> Result<(), StoreError> {
    let mut waiting = state.database.job_read(|connection| launches::waiting(connection, MOST_NOTIFICATIONS))?;
    let mut left = MOST_MESSAGES;
    while left > 0 && !waiting.is_empty() {
        let turn = waiting.len().min(left);
        left -= turn;
        waiting.truncate(turn);
        // Each has a turn before one has another.
        waiting.retain(|of| match tell_some(state, *of) {
            Ok(told) => told >= PER_PART,
            Err(error) => {
                log::warn!("clicks on notification {} are told later: {error}", of.1);
                false
            }
        });
    }
    Ok(())
}

/// Writes one message about clicks on the notification, and returns of how many it tells.
fn tell_some(state: &State, of: (PublisherId, NotificationId)) -> Result<u64, StoreError> {
    let now = state.clock.now();
    state.database.job_write(|connection| {
        let notification = notifications::find(connection, of.0, of.1)?;
        let taken = launches::take(connection, of, PER_PART.cast_signed())?;
        if !taken.is_empty() {
            publish(connection, of.0, &[Happening::launched(&notification, &taken)], now)?;
        }
        Ok(taken.len() as u64)
    })
}
