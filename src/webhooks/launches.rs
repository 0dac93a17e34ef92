//! Tells who followed the links of messages. A click is noted with the message, and told with others within two seconds, so that a
//! notification to a million people makes no million webhook messages a minute.

use super::bodies::PER_PART;
use super::outbox::{Happening, publish};
use crate::ids::{NotificationId, SubscriptionId};
use crate::state::State;
use crate::store::webhook_messages::WebhookEvent;
use crate::store::{DbConnection, QueryResult, StoreError, launches, notifications, webhook_endpoints};

/// Notifications that are told of in one round, and messages about one of them: fifty clicks each, so 5,000 a round.
const MOST_NOTIFICATIONS: i64 = 100;
const MOST_MESSAGES: usize = 100;

/// Notes the first click on a message, in the transaction that stores it, if an endpoint is told of clicks.
pub fn note(connection: &mut DbConnection, of: (NotificationId, SubscriptionId)) -> QueryResult<()> {
    let Some(publisher) = launches::publisher_of(connection, of.0)? else { return Ok(()) };
    let endpoints = webhook_endpoints::of_publisher(connection, publisher)?;
    if endpoints.iter().any(|endpoint| endpoint.wishes().events.contains(&WebhookEvent::DeliveryLaunched)) {
        launches::add(connection, of)?;
    }
    Ok(())
}

/// Writes the messages about what was noted.
pub(super) fn tell(state: &State) -> Result<(), StoreError> {
    let now = state.clock.now();
    for of in state.database.job_read(|connection| launches::waiting(connection, MOST_NOTIFICATIONS))? {
        for _ in 0..MOST_MESSAGES {
            let told = state.database.job_write(|connection| {
                let notification = notifications::find(connection, of.0, of.1)?;
                let taken = launches::take(connection, of, PER_PART.cast_signed())?;
                if !taken.is_empty() {
                    publish(connection, of.0, &[Happening::launched(&notification, &taken)], now)?;
                }
                Ok(taken.len() as u64)
            })?;
            if told < PER_PART {
                break;
            }
        }
    }
    Ok(())
}
