//! Finds out which program calls, by its token, and holds it to its rate.

use super::Secret;
use crate::access::{Actor, Scope, Scopes};
use crate::ids::{AppId, TokenId};
use crate::state::State;
use crate::store::api_tokens::{self, ApiToken};
use crate::store::publishers::{self, Publisher};
use crate::store::{StoreError, Version, not_found};
use crate::zone::Zone;
use std::sync::Arc;
use std::time::Duration;

/// A program that calls, and the publisher whose rows it may access.
#[derive(Clone, Debug)]
pub struct Program {
    pub publisher: Publisher,
    pub token: TokenId,
    /// The only app that it may ask for; `None` for all.
    pub app: Option<AppId>,
    pub scopes: Scopes,
    /// Whether anybody who has the program can read its token.
    pub is_public: bool,
}

/// Why a call is refused.
#[derive(Debug, thiserror::Error)]
pub enum BearerError {
    #[error("no token was sent")]
    Missing,
    #[error("what was sent is no token")]
    Malformed,
    #[error("the token is not valid")]
    Invalid,
    #[error("the token lacks the scope {}", .0.word())]
    Scope(Scope),
    #[error("too many calls")]
    TooMany { wait: Duration },
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Program {
    /// On whose behalf the program acts.
    pub fn actor(&self) -> Actor {
        Actor { publisher: self.publisher.id, user: None, token: Some(self.token), role: self.scopes.role() }
    }

    /// Whether it may ask for what belongs to the app. What belongs to no app, such as a known user group, is open to
    /// programs of all apps only.
    pub fn may_see(&self, app: Option<AppId>) -> bool {
        self.app.is_none_or(|own| app == Some(own))
    }
}

/// The program that sends this `Authorization` header, which must have the scope, at this version of the database.
pub async fn bearer(
    state: &State,
    version: Option<&Version>,
    header: Option<&str>,
    scope: Scope,
) -> Result<Program, BearerError> {
    let text = header.ok_or(BearerError::Missing)?;
    let is_bearer = text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("bearer "));
    let secret = is_bearer.then(|| Secret::parse(text[7..].trim())).flatten().ok_or(BearerError::Malformed)?;
    let digest = secret.digest();
    let found = state.database.read_kept_at(version, format!("token {digest}"), move |connection| {
        let token = api_tokens::of_digest(connection, &digest)?.ok_or_else(not_found)?;
        let publisher = publishers::find(connection, token.publisher_id)?;
        Ok((token, publisher))
    });
    let found: Arc<(ApiToken, Publisher)> = found.await.map_err(|error| match error {
        error if error.is_not_found() => BearerError::Invalid,
        error => BearerError::Store(error),
    })?;
    let (token, publisher) = &*found;
    let now = state.clock.now();
    if !token.is_valid(now) {
        return Err(BearerError::Invalid);
    }
    let today = state.clock.today_in(Zone::default());
    let is_first_today =
        state.programs.count(token, today, state.options.api_rate).map_err(|wait| BearerError::TooMany { wait })?;
    if is_first_today {
        let (publisher, token) = (publisher.id, token.id);
        let note = state.database.write(move |connection| api_tokens::set_used(connection, publisher, token, today));
        // What is noted is of no use to the program that calls, so a fault is none of its concern.
        if let Err(error) = note.await {
            log::warn!("that token {token} is used was not noted: {error}");
        }
    }
    if !token.scopes().contains(scope) {
        return Err(BearerError::Scope(scope));
    }
    let (publisher, scopes) = (publisher.clone(), token.scopes());
    Ok(Program { publisher, token: token.id, app: token.app_id, scopes, is_public: token.is_public })
}
