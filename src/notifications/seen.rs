//! What browsers say of messages: that one was shown, or clicked, and where a click leads.

use super::content;
use crate::push::tokens::Named;
use crate::state::State;
use crate::store::{StoreError, delivery_people, not_found, sending};
use crate::webhooks::launches;

/// Notes that the message with this token was shown, or clicked. Only the first time counts.
pub fn note(state: &State, token: &str, is_click: bool) -> Result<(), StoreError> {
    let named = named(state, token)?;
    let (of, now) = ((named.notification.into(), named.subscription), state.clock.now());
    // Most requests that come again write nothing.
    if state.database.read_now(|connection| delivery_people::is_noted(connection, of, is_click))? {
        return Ok(());
    }
    state.database.write_now(|connection| {
        if delivery_people::note(connection, of, (is_click, now))? && is_click {
            launches::note(connection, of)?;
        }
        Ok(())
    })
}

/// Where the link of a message leads, which is noted as a click. It is what its author wrote, and nothing in the link.
pub fn follow(state: &State, token: &str) -> Result<String, StoreError> {
    let named = named(state, token)?;
    let of = (named.notification.into(), named.subscription);
    let found = state.database.read_now(|connection| sending::of_token(connection, of))?;
    let (contents, variant, language) = found.ok_or_else(|| StoreError::from(not_found()))?;
    let mut wordings = content::read(&contents);
    let place = content::place_for(&wordings, (variant, &language));
    if place >= wordings.len() {
        return Err(not_found().into());
    }
    let target = wordings.swap_remove(place).target;
    note(state, token, true)?;
    Ok(target)
}

fn named(state: &State, token: &str) -> Result<Named, StoreError> {
    state.push_tokens.read(token).ok_or_else(|| not_found().into())
}
