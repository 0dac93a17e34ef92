//! Webhook endpoints: the addresses to which a publisher's messages are posted.

use super::DbConnection;
use super::schema::webhook_endpoints::dsl;
use super::webhook_messages::WebhookEvent;
use crate::ids::{AppId, GroupId, PublisherId, UserId, WebhookId};
use crate::words;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::str::FromStr;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// Whether messages are delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum EndpointState {
    Live,
    /// Messages are written and wait until it is enabled again.
    Disabled,
    /// Found nowhere any more; a job deletes its messages.
    Deleted,
}

/// Why messages are not delivered; the message `webhook-disabled-{word}` describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum DisabledFor {
    /// An owner disabled it.
    Owner,
    /// The receiver answered 410 Gone.
    Gone,
    /// No message arrived for days.
    Failing,
}

words!(EndpointState, DisabledFor);

/// An endpoint's row.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = super::schema::webhook_endpoints)]
pub struct WebhookEndpoint {
    pub id: WebhookId,
    pub publisher_id: PublisherId,
    pub url: String,
    events: String,
    app_ids: String,
    group_ids: String,
    /// Sealed.
    pub secret: String,
    /// The secret before, sealed: messages are signed with it too until [`Self::former_until`].
    pub former_secret: Option<String>,
    pub former_until: Option<NaiveDateTime>,
    pub state: EndpointState,
    pub reason: Option<DisabledFor>,
    /// The first failure since a message last arrived.
    pub failing_since: Option<NaiveDateTime>,
    pub disabled_at: Option<NaiveDateTime>,
    /// The sequence of the last message.
    pub sequence: i64,
    pub version: i64,
    pub created_at: NaiveDateTime,
}

/// What is sent to an endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    pub events: Vec<WebhookEvent>,
    /// The only apps; all if empty.
    pub apps: Vec<AppId>,
    /// The only groups; all if empty.
    pub groups: Vec<GroupId>,
}

impl WebhookEndpoint {
    pub fn wishes(&self) -> Wishes {
        Wishes {
            events: self.events.split(' ').filter_map(WebhookEvent::from_word).collect(),
            apps: listed(&self.app_ids),
            groups: listed(&self.group_ids),
        }
    }

    /// The host and what is before it. The path may hold a secret of the receiver.
    pub fn origin(&self) -> String {
        url::Url::parse(&self.url).map_or_else(|_| String::new(), |url| url.origin().ascii_serialization())
    }

    pub fn path(&self) -> String {
        format!("/webhooks/{}", self.id)
    }

    pub fn is_live(&self) -> bool {
        self.state == EndpointState::Live
    }
}

fn listed<T: FromStr>(text: &str) -> Vec<T> {
    text.split(' ').filter_map(|word| word.parse().ok()).collect()
}

fn as_list<T: ToString>(items: &[T]) -> String {
    items.iter().map(T::to_string).collect::<Vec<_>>().join(" ")
}

impl Wishes {
    fn events_as_list(&self) -> String {
        as_list(&self.events.iter().map(|event| event.word()).collect::<Vec<_>>())
    }
}

/// Inserts an endpoint. `secret` is sealed.
pub fn create(
    connection: &mut DbConnection,
    (publisher, user): (PublisherId, Option<UserId>),
    (url, wishes, secret): (&str, &Wishes, &str),
    now: NaiveDateTime,
) -> QueryResult<WebhookId> {
    let row = (
        dsl::publisher_id.eq(publisher),
        dsl::url.eq(url),
        dsl::events.eq(wishes.events_as_list()),
        dsl::app_ids.eq(as_list(&wishes.apps)),
        dsl::group_ids.eq(as_list(&wishes.groups)),
        dsl::secret.eq(secret),
        dsl::state.eq(EndpointState::Live),
        dsl::created_by.eq(user),
        dsl::created_at.eq(now),
    );
    diesel::insert_into(dsl::webhook_endpoints).values(row).returning(dsl::id).get_result(connection)
}

#[diesel::dsl::auto_type]
pub(super) fn row(publisher: PublisherId, id: WebhookId) -> _ {
    let deleted: EndpointState = EndpointState::Deleted;
    dsl::webhook_endpoints.filter(dsl::id.eq(id)).filter(dsl::publisher_id.eq(publisher)).filter(dsl::state.ne(deleted))
}

/// The publisher's endpoints, the oldest first.
pub fn of_publisher(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Vec<WebhookEndpoint>> {
    dsl::webhook_endpoints
        .filter(dsl::publisher_id.eq(publisher))
        .filter(dsl::state.ne(EndpointState::Deleted))
        .order(dsl::id)
        .select(WebhookEndpoint::as_select())
        .load(connection)
}

/// Whether messages to one of the publisher's endpoints wait because no message arrived there.
pub fn any_given_up(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<bool> {
    let given_up = dsl::webhook_endpoints
        .filter(dsl::publisher_id.eq(publisher))
        .filter(dsl::state.eq(EndpointState::Disabled))
        .filter(dsl::reason.ne(DisabledFor::Owner).assume_not_null());
    diesel::select(diesel::dsl::exists(given_up)).get_result(connection)
}

/// The publisher's endpoint with this id.
pub fn find(connection: &mut DbConnection, publisher: PublisherId, id: WebhookId) -> QueryResult<WebhookEndpoint> {
    row(publisher, id).select(WebhookEndpoint::as_select()).first(connection)
}

/// Changes the address and the events of the endpoint. Returns false if it is of another version.
pub fn update(
    connection: &mut DbConnection,
    (publisher, id, version): (PublisherId, WebhookId, i64),
    (url, wishes): (&str, &Wishes),
) -> QueryResult<bool> {
    let changed = diesel::update(row(publisher, id).filter(dsl::version.eq(version))).set((
        dsl::url.eq(url),
        dsl::events.eq(wishes.events_as_list()),
        dsl::app_ids.eq(as_list(&wishes.apps)),
        dsl::group_ids.eq(as_list(&wishes.groups)),
        dsl::version.eq(version + 1),
    ));
    Ok(changed.execute(connection)? == 1)
}

/// Replaces the secret; the one before is good until `until`.
pub fn set_secret(
    connection: &mut DbConnection,
    endpoint: &WebhookEndpoint,
    secret: &str,
    until: NaiveDateTime,
) -> QueryResult<()> {
    diesel::update(row(endpoint.publisher_id, endpoint.id))
        .set((
            dsl::secret.eq(secret),
            dsl::former_secret.eq(Some(endpoint.secret.clone())),
            dsl::former_until.eq(Some(until)),
        ))
        .execute(connection)
        .map(drop)
}

/// Stops delivering to the endpoint. Returns false if that is so already.
pub fn disable(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, WebhookId),
    reason: DisabledFor,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let live = row(publisher, id).filter(dsl::state.eq(EndpointState::Live));
    let disabled = diesel::update(live).set((
        dsl::state.eq(EndpointState::Disabled),
        dsl::reason.eq(Some(reason)),
        dsl::disabled_at.eq(Some(now)),
    ));
    Ok(disabled.execute(connection)? == 1)
}

/// Delivers to the endpoint again. Returns false if that is so already.
pub fn enable(connection: &mut DbConnection, publisher: PublisherId, id: WebhookId) -> QueryResult<bool> {
    let disabled = row(publisher, id).filter(dsl::state.eq(EndpointState::Disabled));
    let enabled = diesel::update(disabled).set((
        dsl::state.eq(EndpointState::Live),
        dsl::reason.eq(None::<DisabledFor>),
        dsl::disabled_at.eq(None::<NaiveDateTime>),
        dsl::failing_since.eq(None::<NaiveDateTime>),
    ));
    Ok(enabled.execute(connection)? == 1)
}

/// Has the endpoint found nowhere any more, and forgets its secrets.
pub fn delete(connection: &mut DbConnection, publisher: PublisherId, id: WebhookId) -> QueryResult<()> {
    diesel::update(row(publisher, id))
        .set((
            dsl::state.eq(EndpointState::Deleted),
            dsl::url.eq(""),
            dsl::secret.eq(""),
            dsl::former_secret.eq(None::<String>),
            dsl::lease_word.eq(None::<String>),
        ))
        .execute(connection)
        .map(drop)
}

/// Takes the next `count` sequences, and returns the first of them; `None` if the endpoint was deleted meanwhile. The row stays locked until the transaction ends, so
/// that sequences have no gaps and messages are committed in their order.
pub fn take_sequences(
    connection: &mut DbConnection,
    publisher: PublisherId,
    id: WebhookId,
    count: i64,
) -> QueryResult<Option<i64>> {
    let taken = diesel::update(row(publisher, id)).set(dsl::sequence.eq(dsl::sequence + count));
    let last: Option<i64> = taken.returning(dsl::sequence).get_result(connection).optional()?;
    Ok(last.map(|last| last - count + 1))
}

/// Records that a message arrived, or since when none does.
pub fn set_failing(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, WebhookId),
    since: Option<NaiveDateTime>,
) -> QueryResult<()> {
    diesel::update(row(publisher, id)).set(dsl::failing_since.eq(since)).execute(connection).map(drop)
}
