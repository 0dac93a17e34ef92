//! API tokens: an owner creates and revokes them, and programs call with them.

mod bearer;
pub mod once;
pub mod rates;
mod secret;

pub use bearer::{BearerError, Program, bearer};
pub use secret::Secret;

use crate::access::{Actor, Forbidden, Role, Scope, Scopes};
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::ids::{AppId, TokenId};
use crate::state::State;
use crate::store::api_tokens::{self, ApiToken, NewApiToken};
use crate::store::{StoreError, apps};
use crate::text::{NameError, clean_name};
use chrono::TimeDelta;

/// The most tokens of a publisher that are not revoked: one for each program, and programs are made by people.
pub const MOST: i64 = 200;

/// The longest time until a token expires, in days; ten years. Longer is meant to be for good.
pub const LONGEST_DAYS: u32 = 3_650;

/// A token as the user wants it to be.
#[derive(Clone, Debug)]
pub struct NewToken {
    pub name: String,
    /// The only app that it answers for; `None` for all.
    pub app: Option<AppId>,
    pub scopes: Scopes,
    /// After how many days it expires; `None` for never.
    pub days: Option<u32>,
    /// Whether it is for programs on people's devices. It then is of one app, and asks for nothing but flags.
    pub is_public: bool,
}

/// Why no token was created.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("the name is refused: {0:?}")]
    Name(NameError),
    #[error("the token may do nothing")]
    NoScope,
    #[error("a public token is of one app")]
    NoApp,
    #[error("it would expire after {LONGEST_DAYS} days or never")]
    TooLong,
    #[error("there are {MOST} tokens already")]
    TooMany,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Creates a token. The secret is returned this once: only its digest is stored.
pub fn create(state: &State, actor: &Actor, new: &NewToken) -> Result<(TokenId, Secret), TokenError> {
    actor.require(Role::Owner)?;
    let name = clean_name(&new.name).map_err(TokenError::Name)?;
    let scopes = if new.is_public { [Scope::Flags].into_iter().collect() } else { new.scopes };
    if scopes.is_empty() {
        return Err(TokenError::NoScope);
    }
    if new.is_public && new.app.is_none() {
        return Err(TokenError::NoApp);
    }
    if new.days.is_some_and(|days| days == 0 || days > LONGEST_DAYS) {
        return Err(TokenError::TooLong);
    }
    let (secret, now) = (Secret::random(new.is_public), state.clock.now());
    let (digest, prefix) = (secret.digest(), secret.prefix().to_owned());
    let created = state.database.write_now(|connection| {
        if api_tokens::count_open(connection, actor.publisher)? >= MOST {
            return Ok(None);
        }
        let app = new.app.map(|app| apps::find(connection, actor.publisher, app)).transpose()?;
        let row = NewApiToken {
            publisher: actor.publisher,
            app: new.app,
            name: &name,
            prefix: &prefix,
            digest: &digest,
            scopes,
            created_by: actor.user,
            created_at: now,
            expires_at: new.days.map(|days| now + TimeDelta::days(i64::from(days))),
            is_public: new.is_public,
        };
        let id = api_tokens::create(connection, &row)?;
        let words: Vec<&str> = scopes.iter().map(Scope::word).collect();
        let changes = Changes::none()
            .has(Field::App, app.map(|app| app.name))
            .has(Field::Scopes, words.join(", "))
            .has(Field::ExpiresAt, row.expires_at.map(|end| end.date().to_string()));
        audit::record(connection, actor, now, (Action::Created, Subject::token(id, &name), changes))?;
        Ok(Some(id))
    })?;
    Ok((created.ok_or(TokenError::TooMany)?, secret))
}

/// The publisher's tokens, the newest first, and the names of its apps.
pub fn list(state: &State, actor: &Actor) -> Result<Listed, StoreError> {
    state.database.read_now(|connection| {
        let tokens = api_tokens::of_publisher(connection, actor.publisher)?;
        let apps = apps::of_publisher(connection, actor.publisher)?;
        Ok(Listed { tokens, apps: apps.into_iter().map(|app| (app.id, app.name)).collect() })
    })
}

/// See [`list`].
pub struct Listed {
    pub tokens: Vec<ApiToken>,
    pub apps: Vec<(AppId, String)>,
}

/// The publisher's token with this id.
pub fn find(state: &State, actor: &Actor, token: TokenId) -> Result<ApiToken, StoreError> {
    state.database.read_now(|connection| api_tokens::find(connection, actor.publisher, token))
}

/// Revokes the token: programs can no longer call with it. Returns the token as it was.
pub fn revoke(state: &State, actor: &Actor, token: TokenId) -> Result<ApiToken, StoreError> {
    let now = state.clock.now();
    state.database.write_now(|connection| {
        let found = api_tokens::find(connection, actor.publisher, token)?;
        if api_tokens::revoke(connection, actor.publisher, token, now)? {
            let subject = Subject::token(token, &found.name);
            audit::record(connection, actor, now, (Action::Revoked, subject, Changes::none()))?;
        }
        Ok(found)
    })
}
