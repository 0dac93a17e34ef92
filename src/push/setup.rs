//! What an app needs before browsers can subscribe: its pair of keys, and whom push services write to.

use super::endpoints::{MOST_HOSTS, hosts};
use super::vapid::{Contact, ContactError, SenderKey};
use crate::access::{Actor, Forbidden, Role};
use crate::accounts::sealed::Unsealable;
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::ids::{AppId, AppKey};
use crate::state::State;
use crate::store::apps::App;
use crate::store::push_keys::{self, NewPushKey, PushKey};
use crate::store::{StoreError, apps, subscriptions};

/// How an app's push notifications are set up.
pub struct Shown {
    pub app: App,
    /// `None` as long as nobody has said whom push services write to.
    pub key: Option<PushKey>,
    /// Browsers that may be sent messages, and the people whose they are.
    pub browsers: i64,
    pub people: i64,
}

/// What is set up, as typed.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub contact: String,
    /// Hosts of further push services.
    pub hosts: String,
    /// The version that was seen; 0 if there was none.
    pub version: i64,
}

/// Why nothing was set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error(transparent)]
    Contact(#[from] ContactError),
    #[error("{0} is no name of a host")]
    Host(String),
    #[error("there are more than {MOST_HOSTS} hosts")]
    TooManyHosts,
    #[error("somebody else has changed it meanwhile")]
    ChangedMeanwhile,
    #[error("no key could be made")]
    NoKey,
    #[error(transparent)]
    Sealed(#[from] Unsealable),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the private key of an app is sealed for.
pub fn seal_of(app: AppKey) -> String {
    format!("push key of app {}", app.id)
}

/// How push notifications of the publisher's app are set up.
pub fn show(state: &State, actor: &Actor, app: AppId) -> Result<Shown, StoreError> {
    state.database.read_now(|connection| {
        let app = apps::find(connection, actor.publisher, app)?;
        let (browsers, people) = subscriptions::count(connection, app.key())?;
        Ok(Shown { key: push_keys::find(connection, app.key())?, app, browsers, people })
    })
}

/// Sets push notifications of the app up, or changes whom push services write to. The first time makes the pair of keys,
/// which stays: browsers have subscribed to it.
pub fn save(state: &State, actor: &Actor, app: AppId, draft: &Draft) -> Result<(), SetupError> {
    actor.require(Role::Owner)?;
    let contact = Contact::parse(&draft.contact)?;
    let further = hosts(&draft.hosts).map_err(SetupError::Host)?;
    if further.len() > MOST_HOSTS {
        return Err(SetupError::TooManyHosts);
    }
    let (key, further, now) = (AppKey { publisher: actor.publisher, id: app }, further.join(" "), state.clock.now());
    let pair = SenderKey::random().map_err(|_| SetupError::NoKey)?;
    let public = SenderKey::of(&pair).map_err(|_| SetupError::NoKey)?.public_text();
    let sealed = state.seal.seal(seal_of(key), &pair)?;
    let is_saved = state.database.write_now(|connection| {
        let app = apps::find(connection, actor.publisher, app)?;
        let before = push_keys::find(connection, key)?;
        if before.as_ref().map_or(0, |before| before.version) != draft.version {
            return Ok(false);
        }
        let changes = match &before {
            Some(before) => {
                if !push_keys::update(connection, key, before.version, (contact.as_str(), &further))? {
                    return Ok(false);
                }
                let contact = (before.contact.as_str(), contact.as_str());
                let changes = Changes::none().change(Field::PushContact, contact.0, contact.1);
                changes.change(Field::PushHosts, before.hosts.as_str(), further.as_str())
            }
            None => {
                let contact = contact.as_str();
                let new = NewPushKey { public_key: &public, private_key: &sealed, contact, hosts: &further };
                push_keys::create(connection, key, new, now)?;
                Changes::none().has(Field::PushContact, contact).has(Field::PushHosts, further.as_str())
            }
        };
        audit::record(connection, actor, now, (Action::PushSetUp, Subject::app(&app), changes))?;
        Ok(true)
    });
    match is_saved {
        Ok(true) => Ok(()),
        Ok(false) => Err(SetupError::ChangedMeanwhile),
        // Another owner has made the pair at the same moment.
        Err(error) if error.is_taken() => Err(SetupError::ChangedMeanwhile),
        Err(error) => Err(error.into()),
    }
}
