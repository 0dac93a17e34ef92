//! The endpoints of a publisher: owners create, change, disable and delete them, and rotate their secrets.

use super::Secret;
use super::outbox::whose;
use crate::access::{Actor, Forbidden, Role};
use crate::accounts::sealed::Unsealable;
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::ids::{AppId, GroupId, WebhookId};
use crate::state::State;
use crate::store::audit_entries::AuditEntry;
use crate::store::webhook_endpoints::{self, DisabledFor, WebhookEndpoint, Wishes};
use crate::store::webhook_messages::WebhookEvent;
use crate::store::{DbConnection, QueryResult, StoreError, apps, customer_groups, webhook_lanes};
use chrono::TimeDelta;
use url::{Host, Url};

/// The most endpoints of a publisher: each change is written once for each of them.
pub const MOST: usize = 20;

/// The longest address in bytes: what browsers and proxies take.
pub const LONGEST_URL: usize = 2_000;

/// The most apps, and groups, that an endpoint can be limited to: a screen of checkboxes.
pub const MOST_LISTED: usize = 100;

/// How long the secret before a rotation is good: a day, in which the receiver learns the new one.
pub const FORMER_GOOD_FOR: TimeDelta = TimeDelta::hours(24);

/// What is wrong with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlError {
    Missing,
    /// It is no address, or has a user name, a password or a fragment.
    Unreadable,
    TooLong,
    /// It is without TLS, or its host is an address that is not public, and the operator allows no such.
    Refused,
}

/// Why an endpoint was not created or changed.
#[derive(Debug, thiserror::Error)]
pub enum EndpointError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("the address is refused: {0:?}")]
    Url(UrlError),
    #[error("no event is chosen")]
    NoEvent,
    #[error("it names an app or a group that is not the publisher's, or too many")]
    NotThere,
    #[error("there are {MOST} endpoints already")]
    TooMany,
    #[error("someone else changed it first")]
    ChangedMeanwhile { now: Box<WebhookEndpoint>, changes: Vec<AuditEntry> },
    #[error(transparent)]
    Sealed(#[from] Unsealable),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The address and the events of an endpoint, as the user wants it.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub url: String,
    pub wishes: Wishes,
}

impl Draft {
    /// The address, if messages may be posted to it. What its host leads to is looked at when one is posted.
    fn url(&self, state: &State) -> Result<Url, UrlError> {
        let text = self.url.trim();
        if text.is_empty() {
            return Err(UrlError::Missing);
        }
        if text.len() > LONGEST_URL {
            return Err(UrlError::TooLong);
        }
        let url = Url::parse(text).map_err(|_| UrlError::Unreadable)?;
        let has_more = !url.username().is_empty() || url.password().is_some() || url.fragment().is_some();
        if !matches!(url.scheme(), "http" | "https") || has_more || url.host().is_none() {
            return Err(UrlError::Unreadable);
        }
        let address = match url.host() {
            Some(Host::Ipv4(address)) => Some(address.into()),
            Some(Host::Ipv6(address)) => Some(address.into()),
            _ => None,
        };
        let may_post = state.poster.may_post(url.scheme() == "https", address);
        if may_post { Ok(url) } else { Err(UrlError::Refused) }
    }
}

/// Creates an endpoint. Its secret is returned this once.
pub fn create(state: &State, actor: &Actor, draft: &Draft) -> Result<(WebhookId, Secret), EndpointError> {
    actor.require(Role::Owner)?;
    let url = draft.url(state).map_err(EndpointError::Url)?;
    if draft.wishes.events.is_empty() {
        return Err(EndpointError::NoEvent);
    }
    let (secret, now) = (Secret::random(), state.clock.now());
    let sealed = state.seal.seal(whose(actor.publisher), secret.as_bytes())?;
    let created = state.database.write_groups_now(actor.publisher, |connection| {
        if webhook_endpoints::of_publisher(connection, actor.publisher)?.len() >= MOST {
            return Ok(Err(EndpointError::TooMany));
        }
        let Some(named) = Named::of(connection, actor, &draft.wishes)? else { return Ok(Err(EndpointError::NotThere)) };
        let row = (url.as_str(), &draft.wishes, sealed.as_str());
        let id = webhook_endpoints::create(connection, (actor.publisher, actor.user), row, now)?;
        let endpoint = webhook_endpoints::find(connection, actor.publisher, id)?;
        record(connection, actor, (state, &endpoint), (Action::Created, named.created(&draft.wishes)))?;
        Ok(Ok(id))
    })?;
    Ok((created?, secret))
}

/// Changes the endpoint, if it is still of this version.
pub fn edit(state: &State, actor: &Actor, (id, version): (WebhookId, i64), draft: &Draft) -> Result<(), EndpointError> {
    actor.require(Role::Owner)?;
    let url = draft.url(state).map_err(EndpointError::Url)?;
    if draft.wishes.events.is_empty() {
        return Err(EndpointError::NoEvent);
    }
    state.database.write_groups_now(actor.publisher, |connection| {
        let was = webhook_endpoints::find(connection, actor.publisher, id)?;
        let before = Named::of(connection, actor, &was.wishes())?.unwrap_or_default();
        let Some(named) = Named::of(connection, actor, &draft.wishes)? else { return Ok(Err(EndpointError::NotThere)) };
        let change = (url.as_str(), &draft.wishes);
        if !webhook_endpoints::update(connection, (actor.publisher, id, version), change)? {
            let changes = audit::since(connection, actor.publisher, Subject::webhook(&was, ""), version)?;
            return Ok(Err(EndpointError::ChangedMeanwhile { now: Box::new(was), changes }));
        }
        let endpoint = webhook_endpoints::find(connection, actor.publisher, id)?;
        let changes = Changes::none()
            .change(Field::Events, events_of(&was.wishes()), events_of(&draft.wishes))
            .change(Field::App, before.apps, named.apps)
            .change(Field::Groups, before.groups, named.groups);
        record(connection, actor, (state, &endpoint), (Action::Changed, changes))?;
        // What did not arrive before may arrive now.
        webhook_lanes::hurry(connection, (actor.publisher, id))?;
        Ok(Ok(()))
    })??;
    state.new_message.notify_one();
    Ok(())
}

/// Makes a new secret, which is returned this once. Messages are signed with the one before too for a day.
pub fn rotate(state: &State, actor: &Actor, id: WebhookId) -> Result<Secret, EndpointError> {
    actor.require(Role::Owner)?;
    let (secret, now) = (Secret::random(), state.clock.now());
    let sealed = state.seal.seal(whose(actor.publisher), secret.as_bytes())?;
    state.database.write_now(|connection| {
        let endpoint = webhook_endpoints::find(connection, actor.publisher, id)?;
        webhook_endpoints::set_secret(connection, &endpoint, &sealed, now + FORMER_GOOD_FOR)?;
        record(connection, actor, (state, &endpoint), (Action::SecretRotated, Changes::none()))
    })?;
    Ok(secret)
}

/// Stops delivering: messages wait.
pub fn disable(state: &State, actor: &Actor, id: WebhookId) -> Result<WebhookEndpoint, EndpointError> {
    actor.require(Role::Owner)?;
    let now = state.clock.now();
    Ok(state.database.write_now(|connection| {
        let endpoint = webhook_endpoints::find(connection, actor.publisher, id)?;
        if webhook_endpoints::disable(connection, (actor.publisher, id), DisabledFor::Owner, now)? {
            record(connection, actor, (state, &endpoint), (Action::Disabled, Changes::none()))?;
        }
        Ok(endpoint)
    })?)
}

/// Delivers again, first what waited.
pub fn enable(state: &State, actor: &Actor, id: WebhookId) -> Result<WebhookEndpoint, EndpointError> {
    actor.require(Role::Owner)?;
    let endpoint = state.database.write_now(|connection| {
        let endpoint = webhook_endpoints::find(connection, actor.publisher, id)?;
        if webhook_endpoints::enable(connection, actor.publisher, id)? {
            webhook_lanes::hurry(connection, (actor.publisher, id))?;
            record(connection, actor, (state, &endpoint), (Action::Enabled, Changes::none()))?;
        }
        Ok(endpoint)
    })?;
    state.new_message.notify_one();
    Ok(endpoint)
}

/// Deletes the endpoint with its messages.
pub fn delete(state: &State, actor: &Actor, id: WebhookId) -> Result<WebhookEndpoint, EndpointError> {
    actor.require(Role::Owner)?;
    Ok(state.database.write_now(|connection| {
        let endpoint = webhook_endpoints::find(connection, actor.publisher, id)?;
        webhook_endpoints::delete(connection, actor.publisher, id)?;
        record(connection, actor, (state, &endpoint), (Action::Deleted, Changes::none()))?;
        Ok(endpoint)
    })?)
}

/// Records what was done with an endpoint.
pub(super) fn record(
    connection: &mut DbConnection,
    actor: &Actor,
    (state, endpoint): (&State, &WebhookEndpoint),
    (action, changes): (Action, Changes),
) -> QueryResult<()> {
    let (origin, now) = (endpoint.origin(), state.clock.now());
    audit::record(connection, actor, now, (action, Subject::webhook(endpoint, &origin), changes))
}

fn events_of(wishes: &Wishes) -> String {
    wishes.events.iter().map(|event: &WebhookEvent| event.word()).collect::<Vec<_>>().join(", ")
}

/// The names of the apps and groups that an endpoint is limited to.
#[derive(Default)]
struct Named {
    apps: Option<String>,
    groups: Option<String>,
}

impl Named {
    /// `None` if one of them is not the publisher's, or there are too many.
    fn of(connection: &mut DbConnection, actor: &Actor, wishes: &Wishes) -> QueryResult<Option<Self>> {
        if wishes.apps.len().max(wishes.groups.len()) > MOST_LISTED {
            return Ok(None);
        }
        let (mut apps, mut groups) = (Vec::new(), Vec::new());
        if !wishes.apps.is_empty() {
            let all = apps::of_publisher(connection, actor.publisher)?;
            let name = |id: &AppId| all.iter().find(|app| app.id == *id).map(|app| app.name.clone());
            apps = wishes.apps.iter().filter_map(name).collect();
        }
        if !wishes.groups.is_empty() {
            let all = customer_groups::of_publisher(connection, actor.publisher)?;
            let name = |id: &GroupId| all.iter().find(|group| group.id == *id).map(|group| group.name.clone());
            groups = wishes.groups.iter().filter_map(name).collect();
        }
        if apps.len() < wishes.apps.len() || groups.len() < wishes.groups.len() {
            return Ok(None);
        }
        let joined = |names: Vec<String>| (!names.is_empty()).then(|| names.join(", "));
        Ok(Some(Self { apps: joined(apps), groups: joined(groups) }))
    }

    fn created(self, wishes: &Wishes) -> Changes {
        let events = Changes::none().has(Field::Events, events_of(wishes));
        events.has(Field::App, self.apps).has(Field::Groups, self.groups)
    }
}
