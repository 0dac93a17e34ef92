//! What browsers say of messages: that one was shown, or clicked, and where a click leads. Where the publisher asks people whether it
//! may be kept what they see and click, it is only counted of those who have not allowed it: with neither the message nor the time.

use super::content;
use crate::ids::{NotificationId, SubscriptionId};
use crate::push::tokens::Named;
use crate::state::State;
use crate::store::consents::{self, About, ConsentChannel, ConsentPurpose, ConsentState};
use crate::store::{
    DbConnection, QueryResult, StoreError, delivery_counts, delivery_people, launches, not_found, notification_rules,
    sending,
};
use crate::webhooks::launches as told;

/// What is said of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    Shown,
    /// The worker says that it was clicked.
    Clicked,
    /// Its link was followed, which a click does too.
    Followed,
}

/// Notes what is said of the message with this token. Only the first time counts, but of people of whom it is only counted: of them
/// nobody knows whether it is the first. A click of theirs counts when the link is followed, as the worker says it as well.
pub fn note(state: &State, token: &str, seen: Seen) -> Result<(), StoreError> {
    let named = named(state, token)?;
    let (of, now) = ((named.notification.into(), named.subscription), state.clock.now());
    let is_click = seen != Seen::Shown;
    // Most requests that come again write nothing.
    if state.database.read_now(|connection| delivery_people::is_noted(connection, of, is_click))? {
        return Ok(());
    }
    state.database.write_now(|connection| {
        // Read where it is written, so that what is taken back holds for whatever comes next.
        if !is_measured(connection, of)? {
            return match seen {
                Seen::Clicked => Ok(()),
                Seen::Shown | Seen::Followed => delivery_counts::add_anonymous(connection, of.0, is_click),
            };
        }
        if delivery_people::note(connection, of, (is_click, now))? && is_click {
            told::note(connection, of)?;
        }
        Ok(())
    })
}

/// Whether it is kept with the message what its person saw and clicked.
fn is_measured(connection: &mut DbConnection, of: (NotificationId, SubscriptionId)) -> QueryResult<bool> {
    let Some(publisher) = launches::publisher_of(connection, of.0)? else { return Ok(true) };
    if !notification_rules::of(connection, publisher)?.asks_measurement {
        return Ok(true);
    }
    let Some((_, account)) = delivery_people::whose(connection, of)? else { return Ok(false) };
    let (channel, purpose) = (ConsentChannel::WebPush, ConsentPurpose::Measurement);
    let last = consents::newest(connection, About { publisher, account: &account, channel, purpose })?;
    Ok(last.is_some_and(|last| last.state == ConsentState::Given))
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
    note(state, token, Seen::Followed)?;
    Ok(target)
}

fn named(state: &State, token: &str) -> Result<Named, StoreError> {
    state.push_tokens.read(token).ok_or_else(|| not_found().into())
}
