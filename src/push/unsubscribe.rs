//! Whoever follows the link of a message, or presses its button, is not written to any more: without signing in, by one post.

use super::tokens::Named;
use crate::consents::{self, ConsentChannel, ConsentPurpose, ConsentSource, Heard};
use crate::ids::PublisherId;
use crate::state::State;
use crate::store::consents::About;
use crate::store::{DbConnection, Lock, QueryResult, StoreError, delivery_people, not_found, subscriptions};

/// The publisher, its name, and who is written to, by the token of a message.
pub fn name_of_publisher(state: &State, token: &str) -> Result<String, StoreError> {
    let Named { subscription, .. } = state.push_tokens.read(token).ok_or(StoreError::from(not_found()))?;
    state.database.read_now(|connection| {
        let (publisher, ..) = subscriptions::whose(connection, subscription)?.ok_or_else(not_found)?;
        Ok(crate::store::publishers::find(connection, publisher)?.name)
    })
}

/// The publisher, and the account of the person: of the one to whom the message went, as somebody else may have signed in at the
/// browser since; `None` if she was erased.
fn whose(connection: &mut DbConnection, named: Named) -> QueryResult<Option<(PublisherId, String)>> {
    if named.notification != 0 {
        return delivery_people::whose(connection, (named.notification.into(), named.subscription));
    }
    let (publisher, _, account) = subscriptions::whose(connection, named.subscription)?.ok_or_else(not_found)?;
    Ok(Some((publisher, account)))
}

/// Takes back everything that the person has allowed by this channel. Again, it changes nothing.
pub fn unsubscribe(state: &State, token: &str) -> Result<(), StoreError> {
    let named = state.push_tokens.read(token).ok_or(StoreError::from(not_found()))?;
    let (now, channel) = (state.clock.now(), ConsentChannel::WebPush);
    let whose = |connection: &mut _| whose(connection, named);
    let Some((publisher, _)) = state.database.read_now(whose)? else { return Ok(()) };
    // The lock keeps an erasure from passing by.
    state.database.write_holding_now(Lock::Facts(publisher), |connection| {
        let Some((publisher, account)) = whose(connection)? else { return Ok(()) };
        for purpose in ConsentPurpose::ALL {
            let about = About { publisher, account: &account, channel, purpose: *purpose };
            consents::withdraw(connection, about, ConsentSource::Link, Heard::at_once(now))?;
        }
        Ok(())
    })
}
