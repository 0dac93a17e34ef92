//! Sends one text of a notification, of a draft too, to the browser of whoever looks at it, as it is sent to everybody: sealed,
//! signed and posted to the push service of the browser. It counts for nothing, and the browser is not kept.

use super::letters::Letters;
use super::post::Answer;
use crate::access::Actor;
use crate::ids::NotificationId;
use crate::notifications::find;
use crate::push::endpoints::{self, EndpointError};
use crate::push::sealing::{BrowserKeys, KeysError};
use crate::state::State;
use crate::store::{StoreError, push_keys, wait_for};

/// A browser of the user, as it says of itself.
#[derive(Clone, Debug)]
pub struct OwnBrowser {
    pub endpoint: String,
    pub public_key: String,
    pub auth: String,
}

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    #[error("push notifications of the app are not set up")]
    NotSetUp,
    #[error("there is no such text")]
    NoText,
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    #[error(transparent)]
    Keys(#[from] KeysError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Sends the text at this place to the user's own browser. Returns what the push service answered; `None` if it did not.
pub async fn send_to_own(
    state: &State,
    actor: &Actor,
    (id, place): (NotificationId, usize),
    browser: &OwnBrowser,
) -> Result<Option<Answer>, TrialError> {
    let (inner, actor, browser) = (state.clone(), *actor, browser.clone());
    let prepare = move || -> Result<_, TrialError> {
        let (notification, _) = find(&inner, &actor, id)?;
        let keys = BrowserKeys::parse(&browser.public_key, &browser.auth)?;
        let found = inner.database.read_now(|connection| push_keys::find(connection, notification.app()))?;
        let further = found.ok_or(TrialError::NotSetUp)?.further_hosts();
        let url = endpoints::parse(&browser.endpoint, &inner.options.push_hosts, &further)?;
        let letters = Letters::read(&inner, &notification)?;
        let letter = letters.trial(&inner, place, (&keys, &url))?.ok_or(TrialError::NoText)?;
        Ok((url, letter))
    };
    let (url, letter) = wait_for(move || Ok(prepare())).await??;
    Ok(state.push_poster.post(&url, letter).await)
}
