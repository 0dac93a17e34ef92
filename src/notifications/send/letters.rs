//! The messages of one notification: what they say in each variant and language, all of one length, and who signs them.

use super::post::Letter;
use super::step::Ready;
use crate::consents::ConsentPurpose;
use crate::notifications::content::{self, Frame, Links, Wording};
use crate::push::sealing::seal;
use crate::push::setup;
use crate::push::tokens::Named;
use crate::push::vapid::{Contact, Sender, SenderKey};
use crate::state::State;
use crate::store::notifications::Notification;
use crate::store::{StoreError, push_keys};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::NaiveDateTime;
use ring::rand::SystemRandom;
use sha2::{Digest, Sha256};
use std::fmt::Display;

/// What stands in a text for the token, which has as many characters.
const TOKEN: &str = "\u{0}token-of-the-message-goes-here!";

pub(super) struct Letters {
    notification: Notification,
    wordings: Vec<Wording>,
    /// The text of each wording, with [`TOKEN`].
    texts: Vec<String>,
    /// The bytes that each text is padded to.
    length: usize,
    sender: Sender,
    topic: String,
    expires_at: NaiveDateTime,
    random: SystemRandom,
}

impl Letters {
    /// Reads what the messages of a notification need.
    pub fn read(state: &State, notification: &Notification) -> Result<Self, StoreError> {
        let (app, id) = (notification.app(), notification.id);
        let fault = |error: &dyn Display| StoreError::Fault(format!("notification {id}: {error}"));
        let key = state.database.job_read(|connection| push_keys::find(connection, app))?;
        let key = key.ok_or_else(|| fault(&"the app has no key"))?;
        let pair = state.seal.open(setup::seal_of(app), &key.private_key).map_err(|error| fault(&error))?;
        let pair = SenderKey::of(&pair).map_err(|error| fault(&error))?;
        let contact = Contact::parse(&key.contact).map_err(|error| fault(&error))?;
        let links = Links { origin: state.options.base_url(state.options.listen) };
        let tag = format!("n-{id}");
        let can_unsubscribe = notification.purpose == ConsentPurpose::Promotional;
        let frame = Frame { links: &links, tag: &tag, can_unsubscribe };
        let wordings = content::read(&notification.contents);
        // JSON writes the character as an escape.
        let mark = TOKEN.replace('\u{0}', "\\u0000");
        let text = |wording: &Wording| wording.text(frame, TOKEN).replace(&mark, TOKEN);
        let texts: Vec<String> = wordings.iter().map(text).collect();
        let topic = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(format!("notification {id}")));
        Ok(Self {
            length: texts.iter().map(String::len).max().unwrap_or_default(),
            texts,
            wordings,
            sender: Sender::new(pair, contact),
            // Push services take 32 characters of base64url at most (RFC 8030, section 5.4).
            topic: topic.chars().take(32).collect(),
            expires_at: notification.expires_at.unwrap_or(notification.updated_at),
            random: SystemRandom::new(),
            notification: notification.clone(),
        })
    }

    /// The message for a browser.
    pub fn letter(&self, state: &State, ready: &Ready) -> Result<Letter, StoreError> {
        let named = Named { subscription: ready.subscription, notification: self.notification.id.into() };
        let text = self.texts.get(content::place_for(&self.wordings, (ready.variant, &ready.language)));
        let text = text.map(|text| text.replace(TOKEN, &state.push_tokens.make(named))).unwrap_or_default();
        let fault = |error: &dyn Display| StoreError::Fault(error.to_string());
        let body = seal(&self.random, &ready.keys, text.as_bytes(), self.length).map_err(|error| fault(&error))?;
        let now = state.clock.now();
        let authorization = self.sender.authorization(&ready.origin, now.and_utc().timestamp());
        Ok(Letter {
            body,
            authorization: authorization.map_err(|error| fault(&error))?,
            // One that is sent by the time of each person expires later as a whole than each message does.
            ttl: (self.expires_at - now).num_seconds().clamp(0, i64::from(self.notification.expires_hours) * 3_600),
            urgency: self.notification.urgency,
            topic: self.topic.clone(),
        })
    }
}

/// A token takes the place of the mark without a change of the length.
const _: () = assert!(TOKEN.len() == 32);
