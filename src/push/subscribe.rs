//! Browsers subscribe to the messages of an app, for the person for whom the publisher's back end has signed, and with what
//! that person was asked.

use super::endpoints::{self, EndpointError};
use super::sealing::{BrowserKeys, KeysError};
use crate::consents::{self, ConsentChannel, ConsentPurpose, ConsentSource, Heard};
use crate::ids::{AppKey, SubscriptionId};
use crate::state::State;
use crate::store::consents::About;
use crate::store::subscriptions::{self, NewSubscription, SubscriptionState};
use crate::store::{DbConnection, Lock, QueryResult, StoreError, erased, push_keys};
use crate::zone::Zone;
use chrono::NaiveDateTime;
use sha2::{Digest, Sha256};
use unic_langid::LanguageIdentifier;

/// Browsers of one person in one app, ended ones among them: phones, computers and their browsers. Of more, the one that was
/// not seen for the longest time goes.
pub const MOST: i64 = 20;

/// The longest name of a browser and its system that is kept, in characters.
const LONGEST_AGENT: usize = 60;

/// What a browser sends.
#[derive(Clone, Debug)]
pub struct Wish {
    pub endpoint: String,
    pub public_key: String,
    pub auth: String,
    pub expires_at: Option<NaiveDateTime>,
    /// A tag of BCP 47, such as `fr-FR`.
    pub language: String,
    /// As `Intl` names it. One that is not known here counts as none.
    pub time_zone: Option<String>,
    /// The names of the browser and its operating system.
    pub agent: String,
    /// What the person was asked, and has allowed or takes back.
    pub consent: Option<Said>,
}

/// What a person allows or takes back.
#[derive(Clone, Debug)]
pub struct Said {
    pub purpose: ConsentPurpose,
    /// The text that was shown; `None` if the person takes it back.
    pub text: Option<String>,
}

/// Why a browser was not subscribed.
#[derive(Debug, thiserror::Error)]
pub enum SubscribeError {
    #[error("push notifications of the app are not set up")]
    NotSetUp,
    #[error("the person was erased")]
    Erased,
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    #[error(transparent)]
    Keys(#[from] KeysError),
    #[error("the language is no tag such as fr-FR")]
    Language,
    #[error("the text that was shown must have 1 to {} characters", consents::LONGEST_TEXT)]
    Text,
    #[error("the person has changed what is allowed too often")]
    TooOften,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A browser that has subscribed.
#[derive(Clone, Copy, Debug)]
pub struct Subscribed {
    pub id: SubscriptionId,
    pub is_new: bool,
}

/// Subscribes the browser, or brings what is known of it up to date. One at which another account has signed in moves to
/// that account.
pub fn subscribe(state: &State, app: AppKey, account: &str, wish: &Wish) -> Result<Subscribed, SubscribeError> {
    let keys = BrowserKeys::parse(&wish.public_key, &wish.auth)?;
    let language = language(&wish.language)?;
    let is_text = |text: &String| (1..=consents::LONGEST_TEXT).contains(&text.trim().chars().count());
    if !wish.consent.as_ref().and_then(|said| said.text.as_ref()).is_none_or(is_text) {
        return Err(SubscribeError::Text);
    }
    let found = state.database.read_now(|connection| push_keys::find(connection, app))?;
    let further = found.ok_or(SubscribeError::NotSetUp)?.further_hosts();
    let endpoint = endpoints::parse(&wish.endpoint, &state.options.push_hosts, &further)?;
    let new = NewSubscription {
        account_id: account.to_owned(),
        endpoint_digest: digest(endpoint.as_str()),
        endpoint: endpoint.into(),
        public_key: keys.public().to_vec(),
        auth: keys.auth().to_vec(),
        language,
        time_zone: wish.time_zone.as_deref().and_then(Zone::parse).map(|zone| zone.name().to_owned()),
        agent: wish.agent.chars().take(LONGEST_AGENT).collect(),
        expires_at: wish.expires_at,
    };
    let now = state.clock.now();
    // The lock keeps an erasure from passing by.
    state.database.write_holding_now(Lock::Facts(app.publisher), |connection| {
        store(connection, app, (&new, wish.consent.as_ref()), now)
    })?
}

fn store(
    connection: &mut DbConnection,
    app: AppKey,
    (new, consent): (&NewSubscription, Option<&Said>),
    now: NaiveDateTime,
) -> QueryResult<Result<Subscribed, SubscribeError>> {
    let account = new.account_id.as_str();
    if erased::is_erased(connection, app.publisher, account)? {
        return Ok(Err(SubscribeError::Erased));
    }
    if let Some(Said { purpose, text }) = consent {
        let (channel, heard) = (ConsentChannel::WebPush, Heard::at_once(now));
        let about = About { publisher: app.publisher, account, channel, purpose: *purpose };
        let is_noted = match text {
            Some(text) => consents::give(connection, about, (ConsentSource::Browser, text.trim()), heard)?,
            None => consents::withdraw(connection, about, ConsentSource::Browser, heard).map(|()| true)?,
        };
        if !is_noted {
            return Ok(Err(SubscribeError::TooOften));
        }
    }
    let before = subscriptions::of_endpoint(connection, app, &new.endpoint_digest)?;
    let subscribed = match before {
        Some(before) => {
            let moved_at = if before.account_id == account { before.moved_at } else { Some(now) };
            subscriptions::renew(connection, app, before.id, (new, moved_at), now)?;
            Subscribed { id: before.id, is_new: before.state != SubscriptionState::Live }
        }
        None => Subscribed { id: subscriptions::create(connection, app, new, now)?, is_new: true },
    };
    subscriptions::keep(connection, app, account, MOST)?;
    Ok(Ok(subscribed))
}

/// Ends the person's subscription at this endpoint, because the person signs out. Again, it changes nothing.
pub fn leave(state: &State, app: AppKey, account: &str, endpoint: &str) -> Result<(), StoreError> {
    let (digest, now) = (digest(endpoint), state.clock.now());
    state.database.write_now(|connection| match subscriptions::of_endpoint(connection, app, &digest)? {
        Some(found) if found.account_id == account => {
            subscriptions::end(connection, app, &[found.id], SubscriptionState::Withdrawn, now)
        }
        _ => Ok(()),
    })
}

fn digest(endpoint: &str) -> String {
    crate::token::hex(&Sha256::digest(endpoint.as_bytes()))
}

/// The tag of a language in its usual letters.
fn language(tag: &str) -> Result<String, SubscribeError> {
    // No tag of a language that people use has more characters.
    let is_short = tag.len() <= 35;
    let tag: Option<LanguageIdentifier> = is_short.then(|| tag.parse().ok()).flatten();
    tag.map(|tag| tag.to_string()).ok_or(SubscribeError::Language)
}
