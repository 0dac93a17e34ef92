//! The messages of one notification: what they say in each variant and language, all of one length, and who signs them.

use super::post::Letter;
use super::step::Ready;
use crate::consents::ConsentPurpose;
use crate::ids::{AppKey, CustomerId};
use crate::notifications::content::{self, Frame, Links, Wording};
use crate::push::sealing::{BrowserKeys, seal};
use crate::push::setup;
use crate::push::tokens::Named;
use crate::push::vapid::{Contact, Sender, SenderKey};
use crate::segments::{Catalogue, Profile};
use crate::state::State;
use crate::store::notifications::Notification;
use crate::store::profiles::{self, Moment};
use crate::store::{StoreError, apps, custom_attributes, push_keys};
use crate::zone::Zone;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{NaiveDateTime, TimeDelta};
use ring::rand::SystemRandom;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt::Display;
use std::sync::Arc;
use url::Url;

/// What stands in a text for the token, which has as many characters.
const TOKEN: &str = "\u{0}token-of-the-message-goes-here!";

/// What values of people are read by.
struct Values {
    catalogue: Catalogue,
    moment: Moment,
}

impl Values {
    fn read(state: &State, app: AppKey) -> Result<Self, StoreError> {
        state.database.job_read(|connection| {
            let found = apps::find(connection, app.publisher, app.id)?;
            let day = found.profiles_on.unwrap_or_else(|| state.clock.today_in(Zone::UTC));
            let catalogue = custom_attributes::catalogue(connection, app)?;
            Ok(Self { catalogue, moment: Moment { day, pass: found.pass } })
        })
    }
}

pub(super) struct Letters {
    notification: Notification,
    wordings: Vec<Wording>,
    /// The text of each wording, with [`TOKEN`].
    texts: Vec<String>,
    /// The attributes whose values the wordings have; `None` if they have none.
    values: Option<Values>,
    links: Links,
    tag: String,
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
        let wordings = content::read(&notification.contents);
        let values = if wordings.iter().any(Wording::has_values) { Some(Values::read(state, app)?) } else { None };
        let topic = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(format!("notification {id}")));
        let mut letters = Self {
            length: 0,
            texts: Vec::new(),
            wordings,
            values,
            links,
            tag,
            sender: Sender::new(pair, contact),
            // Push services take 32 characters of base64url at most (RFC 8030, section 5.4).
            topic: topic.chars().take(32).collect(),
            expires_at: notification.expires_at.unwrap_or(notification.updated_at),
            random: SystemRandom::new(),
            notification: notification.clone(),
        };
        letters.texts = letters.wordings.iter().map(|wording| letters.text(wording)).collect();
        let longest = letters.wordings.iter().map(|wording| letters.text(&wording.longest()).len());
        letters.length = longest.max().unwrap_or_default();
        Ok(letters)
    }

    /// The text of a wording, with [`TOKEN`].
    fn text(&self, wording: &Wording) -> String {
        let can_unsubscribe = self.notification.purpose == ConsentPurpose::Promotional;
        let frame = Frame { links: &self.links, tag: &self.tag, can_unsubscribe, leads_to: None };
        // JSON writes the character as an escape.
        wording.text(frame, TOKEN).replace(&TOKEN.replace('\u{0}', "\\u0000"), TOKEN)
    }

    /// Whether any text has a value of a person.
    pub const fn has_values(&self) -> bool {
        self.values.is_some()
    }

    /// Reads what is known of the people of these messages, if any text has a value of theirs.
    pub fn add_people(&self, state: &State, ready: &mut [Ready]) -> Result<(), StoreError> {
        let Some(values) = &self.values else { return Ok(()) };
        let people: Vec<CustomerId> = ready.iter().filter_map(|one| one.customer).collect();
        let (app, moment) = (self.notification.app(), values.moment);
        let found = state
            .database
            .job_read(|connection| profiles::load(connection, app, moment, profiles::Places::Of(&people)))?;
        let of_person: HashMap<CustomerId, Arc<Profile>> =
            found.into_iter().map(|found| (found.customer_id, Arc::new(found.profile))).collect();
        ready
            .iter_mut()
            .for_each(|one| one.profile = one.customer.and_then(|customer| of_person.get(&customer).cloned()));
        Ok(())
    }

    /// The message for a browser.
    pub fn letter(&self, state: &State, ready: &Ready) -> Result<Letter, StoreError> {
        let named = Named { subscription: ready.subscription, notification: self.notification.id.into() };
        let place = content::place_for(&self.wordings, (ready.variant, &ready.language));
        let own = self.values.as_ref().zip(self.wordings.get(place).filter(|wording| wording.has_values()));
        let text = match own {
            Some((values, wording)) => self.text(&wording.for_person(&values.catalogue, ready.profile.as_deref())),
            None => self.texts.get(place).cloned().unwrap_or_default(),
        };
        let text = text.replace(TOKEN, &state.push_tokens.make(named));
        // What leaves by the time where the person is expires by it, whenever it leaves.
        let lasts = TimeDelta::hours(i64::from(self.notification.expires_hours));
        let until = ready.leaves_at.map_or(self.expires_at, |at| at + lasts);
        self.sealed(state, (&text, until), (&ready.keys, &ready.origin))
    }

    /// The message with the text at this place for the browser of whoever tries it: nothing is counted, and a click leads on at
    /// once. It is kept for a minute. `None` if there is no such text.
    pub fn trial(
        &self,
        state: &State,
        place: usize,
        (keys, url): (&BrowserKeys, &Url),
    ) -> Result<Option<Letter>, StoreError> {
        let Some(wording) = self.wordings.get(place) else { return Ok(None) };
        let leads_to = Some(wording.target.as_str());
        let frame = Frame { links: &self.links, tag: &self.tag, can_unsubscribe: false, leads_to };
        // No browser that is kept has this number.
        let named = Named { subscription: 0.into(), notification: self.notification.id.into() };
        let text = wording.for_anybody().text(frame, &state.push_tokens.make(named));
        let letter = self.sealed(state, (&text, self.expires_at), (keys, &url.origin().ascii_serialization()))?;
        Ok(Some(Letter { ttl: 60, ..letter }))
    }

    /// The message with this text, of use until a moment, for a browser at a push service.
    fn sealed(
        &self,
        state: &State,
        (text, until): (&str, NaiveDateTime),
        (keys, origin): (&BrowserKeys, &str),
    ) -> Result<Letter, StoreError> {
        let fault = |error: &dyn Display| StoreError::Fault(error.to_string());
        let body = seal(&self.random, keys, text.as_bytes(), self.length).map_err(|error| fault(&error))?;
        let now = state.clock.now();
        let authorization = self.sender.authorization(origin, now.and_utc().timestamp());
        Ok(Letter {
            body,
            authorization: authorization.map_err(|error| fault(&error))?,
            ttl: (until - now).num_seconds().clamp(0, i64::from(self.notification.expires_hours) * 3_600),
            urgency: self.notification.urgency,
            topic: self.topic.clone(),
        })
    }
}

/// A token takes the place of the mark without a change of the length.
const _: () = assert!(TOKEN.len() == 32);
