//! Whoever follows the link of a message, or presses its button, is not written to any more: without signing in, by one post.

use super::tokens::Named;
use crate::consents::{self, ConsentChannel, ConsentPurpose, ConsentSource};
use crate::state::State;
use crate::store::consents::About;
use crate::store::{Lock, StoreError, not_found, subscriptions};

/// The publisher, its name, and who is written to, by the token of a message.
pub fn name_of_publisher(state: &State, token: &str) -> Result<String, StoreError> {
    let Named { subscription, .. } = state.push_tokens.read(token).ok_or(StoreError::from(not_found()))?;
    state.database.read_now(|connection| {
        let (publisher, ..) = subscriptions::whose(connection, subscription)?.ok_or_else(not_found)?;
        Ok(crate::store::publishers::find(connection, publisher)?.name)
    })
}

/// Takes back everything that the person has allowed by this channel. Again, it changes nothing.
pub fn unsubscribe(state: &State, token: &str) -> Result<(), StoreError> {
    let Named { subscription, .. } = state.push_tokens.read(token).ok_or(StoreError::from(not_found()))?;
    let (now, channel) = (state.clock.now(), ConsentChannel::WebPush);
    let whose = |connection: &mut _| subscriptions::whose(connection, subscription)?.ok_or_else(not_found);
    let (publisher, ..) = state.database.read_now(whose)?;
    // The lock keeps an erasure from passing by.
    state.database.write_holding_now(Lock::Facts(publisher), |connection| {
        let Some((publisher, _, account)) = subscriptions::whose(connection, subscription)? else { return Ok(()) };
        for purpose in ConsentPurpose::ALL {
            let about = About { publisher, account: &account, channel, purpose: *purpose };
            consents::withdraw(connection, about, ConsentSource::Link, now)?;
        }
        Ok(())
    })
}
