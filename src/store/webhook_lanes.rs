//! The lanes of webhook endpoints: the messages of one lane are delivered one after the other. Which are finished is one
//! number, so that a message that is committed late is never overlooked.

use super::DbConnection;
use super::jobs::{AT_ONCE, LEASE};
use super::schema::{webhook_endpoints, webhook_lanes, webhook_lanes::dsl};
use super::webhook_endpoints::EndpointState;
use crate::ids::{PublisherId, WebhookId};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text, Timestamp};

/// A lane with messages that are not finished.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = webhook_lanes)]
pub struct Lane {
    pub name: String,
    /// The id of its last message, and that of the last that is finished.
    pub last_id: i64,
    pub done_id: i64,
    /// How often the first unfinished message was tried.
    pub attempts: i32,
}

/// Adds a message to the end of a lane. The caller holds the row of the endpoint.
pub fn extend(
    connection: &mut DbConnection,
    (publisher, endpoint): (PublisherId, WebhookId),
    (name, message): (&str, i64),
) -> QueryResult<()> {
    diesel::sql_query(
        "INSERT INTO webhook_lanes (endpoint_id, publisher_id, name, last_id, done_id, attempts, due_at)
        VALUES ($1, $2, $3, $4, 0, 0, $5)
        ON CONFLICT (endpoint_id, name) DO UPDATE SET last_id = excluded.last_id",
    )
    .bind::<Integer, _>(endpoint)
    .bind::<Integer, _>(publisher)
    .bind::<Text, _>(name)
    .bind::<BigInt, _>(message)
    .bind::<Timestamp, _>(AT_ONCE)
    .execute(connection)
    .map(drop)
}

/// The live endpoints, of any publisher, with messages to deliver now that no program delivers.
pub fn endpoints_due(connection: &mut DbConnection, now: NaiveDateTime) -> QueryResult<Vec<(PublisherId, WebhookId)>> {
    use webhook_endpoints as endpoints;
    let is_free = endpoints::lease_until.lt(now).or(endpoints::lease_until.gt(now + LEASE * 2)).assume_not_null();
    webhook_lanes::table
        .inner_join(endpoints::table)
        .filter(dsl::done_id.lt(dsl::last_id))
        .filter(dsl::due_at.le(now))
        .filter(endpoints::state.eq(EndpointState::Live))
        .filter(endpoints::lease_word.is_null().or(endpoints::lease_until.is_null()).or(is_free))
        .select((endpoints::publisher_id, endpoints::id))
        .distinct()
        .load(connection)
}

/// The endpoint's lanes with messages to deliver now, without those named, the longest due first.
pub fn due(
    connection: &mut DbConnection,
    (publisher, endpoint): (PublisherId, WebhookId),
    except: &[String],
    now: NaiveDateTime,
    most: i64,
) -> QueryResult<Vec<Lane>> {
    dsl::webhook_lanes
        .filter(dsl::endpoint_id.eq(endpoint))
        .filter(dsl::publisher_id.eq(publisher))
        .filter(dsl::done_id.lt(dsl::last_id))
        .filter(dsl::due_at.le(now))
        .filter(dsl::name.ne_all(except.to_vec()))
        .order((dsl::due_at, dsl::done_id))
        .limit(most)
        .select(Lane::as_select())
        .load(connection)
}

/// Records how far a lane is: the last finished message, how often the next one was tried, and when it is tried again;
/// `None` for at once.
pub fn move_on(
    connection: &mut DbConnection,
    (publisher, endpoint): (PublisherId, WebhookId),
    name: &str,
    (done, attempts, due_at): (i64, i32, Option<NaiveDateTime>),
) -> QueryResult<()> {
    let row = dsl::webhook_lanes
        .filter(dsl::endpoint_id.eq(endpoint))
        .filter(dsl::publisher_id.eq(publisher))
        .filter(dsl::name.eq(name.to_owned()));
    diesel::update(row)
        .set((dsl::done_id.eq(done), dsl::attempts.eq(attempts), dsl::due_at.eq(due_at.unwrap_or(AT_ONCE))))
        .execute(connection)
        .map(drop)
}

/// Has every message that waits tried at once, as for the first time.
pub fn hurry(connection: &mut DbConnection, (publisher, endpoint): (PublisherId, WebhookId)) -> QueryResult<()> {
    let rows = dsl::webhook_lanes.filter(dsl::endpoint_id.eq(endpoint)).filter(dsl::publisher_id.eq(publisher));
    diesel::update(rows).set((dsl::attempts.eq(0), dsl::due_at.eq(AT_ONCE))).execute(connection).map(drop)
}

/// When the first unfinished message of each lane is tried next, with the id of the last finished one.
pub fn waiting(
    connection: &mut DbConnection,
    (publisher, endpoint): (PublisherId, WebhookId),
) -> QueryResult<Vec<(String, i64, NaiveDateTime)>> {
    dsl::webhook_lanes
        .filter(dsl::endpoint_id.eq(endpoint))
        .filter(dsl::publisher_id.eq(publisher))
        .filter(dsl::done_id.lt(dsl::last_id))
        .select((dsl::name, dsl::done_id, dsl::due_at))
        .load(connection)
}
