//! The store behind actix-session: sessions live in the database, so that signing out ends them on the server.

use crate::clock::Clock;
use crate::store::sessions::{self, NewSession};
use crate::store::{Database, StoreError};
use crate::token::Token;
use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_web::cookie::time::Duration;
use chrono::{NaiveDateTime, TimeDelta};
use std::collections::HashMap;

/// The session's entry that holds the id of the user signed in.
pub const USER: &str = "user";

/// The entry of a session that could not be read, because the database is away; what it said.
pub const OUTAGE: &str = "outage";

/// Keeps sessions in the database.
#[derive(Clone)]
pub struct Sessions {
    database: Database,
    clock: Clock,
}

type State = HashMap<String, String>;

impl Sessions {
    pub const fn new(database: Database, clock: Clock) -> Self {
        Self { database, clock }
    }

    fn expiry(&self, ttl: &Duration) -> NaiveDateTime {
        self.clock.now() + TimeDelta::seconds(ttl.whole_seconds())
    }

    async fn write(&self, key: &SessionKey, state: &State, ttl: &Duration, is_new: bool) -> Result<bool, StoreError> {
        let digest = Token::of(key.as_ref()).digest();
        let user_id = state.get(USER).and_then(|id| id.parse().ok());
        let text = serde_json::json!(state).to_string();
        let expires_at = self.expiry(ttl);
        let write = move |connection: &mut _| {
            let session = NewSession { key_digest: &digest, user_id, state: &text, expires_at };
            if is_new {
                sessions::create(connection, &session).map(|()| true)
            } else {
                sessions::update(connection, &session)
            }
        };
        self.database.write(write).await
    }
}

/// What stands for a session that cannot be read while the database is away: pages that need nobody's name still show.
fn unreadable(error: &StoreError) -> State {
    State::from([(OUTAGE.to_owned(), serde_json::json!(error.to_string()).to_string())])
}

impl SessionStore for Sessions {
    async fn load(&self, key: &SessionKey) -> Result<Option<State>, LoadError> {
        let (digest, now) = (Token::of(key.as_ref()).digest(), self.clock.now());
        let text = self.database.read(move |connection| sessions::find(connection, &digest, now)).await;
        let text = match text {
            Err(error) if error.is_passing() => return Ok(Some(unreadable(&error))),
            text => text.map_err(|error| LoadError::Other(error.into()))?,
        };
        let state = text.map(|text| serde_json::from_str(&text)).transpose();
        state.map_err(|error| LoadError::Deserialization(error.into()))
    }

    async fn save(&self, state: State, ttl: &Duration) -> Result<SessionKey, SaveError> {
        let key = SessionKey::try_from(Token::random().as_str().to_owned());
        let key = key.map_err(|error| SaveError::Other(error.into()))?;
        self.write(&key, &state, ttl, true).await.map_err(|error| SaveError::Other(error.into()))?;
        Ok(key)
    }

    async fn update(&self, key: SessionKey, state: State, ttl: &Duration) -> Result<SessionKey, UpdateError> {
        // A session that was ended meanwhile, in another tab, stays ended: its cookie then leads nowhere.
        self.write(&key, &state, ttl, false).await.map_err(|error| UpdateError::Other(error.into()))?;
        Ok(key)
    }

    async fn update_ttl(&self, key: &SessionKey, ttl: &Duration) -> Result<(), anyhow::Error> {
        let (digest, expires_at) = (Token::of(key.as_ref()).digest(), self.expiry(ttl));
        Ok(self.database.write(move |connection| sessions::update_expiry(connection, &digest, expires_at)).await?)
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), anyhow::Error> {
        let digest = Token::of(key.as_ref()).digest();
        Ok(self.database.write(move |connection| sessions::delete(connection, &digest)).await?)
    }
}
