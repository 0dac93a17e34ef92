//! Sets publishers up: one-time links, which an operator creates, lists and revokes, and the setup behind a link. A
//! link is valid until it expires or one of its publisher's links is used.

use crate::access::Role;
use crate::audit::{self, Action, Author, Changes, Field, Subject};
use crate::email::EmailAddress;
use crate::ids::{LinkId, Number, PublisherId};
use crate::password::{self, PasswordError};
use crate::security_log::{Event, Outcome};
use crate::state::State;
use crate::store::publishers::Publisher;
use crate::store::setup_links::{self, SetupLink};
use crate::store::users::{self, NewUser, User};
use crate::store::{DbConnection, Lock, QueryResult, StoreError, not_found, publishers};
use crate::token::Token;
use chrono::{NaiveDateTime, TimeDelta};

/// How long a setup link is valid: a weekend may pass between creating and using it.
const LIFETIME: TimeDelta = TimeDelta::hours(72);

/// Why a publisher was not set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error("the link is not open")]
    NotOpen,
    #[error("the address has an account already")]
    EmailTaken,
    #[error("the password is easy to guess")]
    Guessable,
    #[error(transparent)]
    Password(#[from] PasswordError),
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for SetupError {
    fn from(error: StoreError) -> Self {
        match error {
            error if error.is_not_found() => Self::NotOpen,
            error if error.is_taken() => Self::EmailTaken,
            error => Self::Store(error),
        }
    }
}

/// The publisher's name and its owner's account.
#[derive(Clone)]
pub struct NewOwner {
    pub publisher: String,
    pub email: EmailAddress,
    pub password: String,
}

/// A publisher as an operator sees it.
#[derive(Clone, Debug)]
pub struct ListedPublisher {
    pub id: PublisherId,
    /// `None` until it is set up.
    pub name: Option<String>,
    pub users: Vec<User>,
    pub links: Vec<OpenLink>,
}

/// A setup link that is still valid.
#[derive(Clone, Copy, Debug)]
pub struct OpenLink {
    pub id: LinkId,
    pub ends_at: NaiveDateTime,
}

/// Creates a link for the first publisher if no publisher has been set up yet. Earlier links stay valid: several
/// replicas that start at once print one each.
pub fn first_link(state: &State) -> Result<Option<Token>, StoreError> {
    let (token, now) = (Token::random(), state.clock.now());
    let digest = token.digest();
    let is_made = state.database.write_holding_now(Lock::Setup, |connection| {
        if publishers::any_is_set_up(connection)? {
            return Ok(false);
        }
        match publishers::waiting(connection)?.first() {
            Some(publisher) => setup_links::create(connection, *publisher, &digest, now)?,
            None => drop(publishers::create(connection, &digest, now)?),
        }
        Ok(true)
    })?;
    if is_made {
        Event::new("setup-link", Outcome::Done).record();
    }
    Ok(is_made.then_some(token))
}

/// Creates another publisher and its link.
pub fn add_publisher(state: &State) -> Result<Token, StoreError> {
    let (token, now) = (Token::random(), state.clock.now());
    let create = |connection: &mut _| publishers::create(connection, &token.digest(), now);
    state.database.write_holding_now(Lock::Setup, create)?;
    Event::new("setup-link", Outcome::Done).record();
    Ok(token)
}

/// The user with this address, of whichever publisher.
pub fn user_with(state: &State, address: &EmailAddress) -> Result<Option<User>, StoreError> {
    state.database.read_now(|connection| users::of_email_key(connection, &address.key()))
}

/// The publishers that are set up.
pub fn publishers(state: &State) -> Result<Vec<Publisher>, StoreError> {
    state.database.read_now(publishers::all)
}

/// All publishers with their users and valid links.
pub fn list(state: &State) -> Result<Vec<ListedPublisher>, StoreError> {
    let since = state.clock.now() - LIFETIME;
    state.database.read_now(|connection| {
        let links = setup_links::open(connection, since)?;
        let waiting = publishers::waiting(connection)?.into_iter().map(|id| (id, None));
        let named = publishers::all(connection)?.into_iter().map(|publisher| (publisher.id, Some(publisher.name)));
        let mut listed: Vec<_> = named.chain(waiting).collect();
        listed.sort_by_key(|(id, _)| *id);
        listed.into_iter().map(|(id, name)| describe(connection, id, name, &links)).collect()
    })
}

fn describe(
    connection: &mut DbConnection,
    id: PublisherId,
    name: Option<String>,
    links: &[SetupLink],
) -> QueryResult<ListedPublisher> {
    let of_publisher = links.iter().filter(|link| link.publisher_id == id);
    let links = of_publisher.map(|link| OpenLink { id: link.id, ends_at: link.created_at + LIFETIME }).collect();
    Ok(ListedPublisher { id, name, users: users::of_publisher(connection, id)?, links })
}

/// Revokes a link. Returns false if there is none with this id.
pub fn revoke(state: &State, link: LinkId) -> Result<bool, StoreError> {
    let is_ended = state.database.write_holding_now(Lock::Setup, |connection| {
        let is_ended = setup_links::delete(connection, link)?;
        publishers::delete_unreachable(connection)?;
        Ok(is_ended)
    })?;
    if is_ended {
        Event::new("setup-link-revoked", Outcome::Done).to(Number::from(link)).record();
    }
    Ok(is_ended)
}

/// Deletes expired links, and publishers without a link that were never set up.
pub fn sweep(state: &State) -> Result<(), StoreError> {
    let moment = state.clock.now() - LIFETIME;
    state.database.job_write_holding(Lock::Setup, |connection| {
        setup_links::delete_old(connection, moment)?;
        publishers::delete_unreachable(connection).map(drop)
    })
}

/// Whether nobody has set up any publisher yet.
pub async fn is_untouched(state: &State) -> Result<bool, StoreError> {
    Ok(!state.database.read(publishers::any_is_set_up).await?)
}

/// Whether the token's link is valid.
pub async fn is_open(state: &State, token: &Token) -> Result<bool, StoreError> {
    let (digest, since) = (token.digest(), state.clock.now() - LIFETIME);
    let found = state.database.read(move |connection| setup_links::publisher_of(connection, &digest, since));
    Ok(found.await?.is_some())
}

/// Sets up the publisher that the link is for and creates its owner. All links of the publisher end.
pub async fn set_up(state: &State, token: &Token, new: NewOwner) -> Result<User, SetupError> {
    let NewOwner { publisher: name, email, password } = new;
    let related = vec![email.as_str().to_owned(), name.clone()];
    let hash = password::hash_unless_guessable(password, related).await?.ok_or(SetupError::Guessable)?;
    let (digest, now) = (token.digest(), state.clock.now());
    let made = state.database.write_holding(Lock::Setup, move |connection| {
        let publisher = setup_links::publisher_of(connection, &digest, now - LIFETIME)?.ok_or_else(not_found)?;
        if !publishers::set_up(connection, publisher, &name)? {
            return Err(not_found());
        }
        let owner = NewUser {
            publisher_id: publisher,
            email: email.as_str(),
            email_key: &email.key(),
            password_hash: &hash,
            role: Role::Owner,
            locale: None,
            created_at: now,
        };
        let id = users::create(connection, &owner)?;
        let changes = Changes::none().has(Field::Name, &name);
        let what = (Action::SetUp, Subject::settings(), changes);
        audit::record(connection, Author::user(publisher, id), now, what)?;
        users::find(connection, publisher, id)
    });
    Ok(made.await?)
}
