//! Who delivers to a webhook endpoint: one program at a time, which holds a lease, as workers do for jobs.

use super::DbConnection;
use super::jobs::LEASE;
use super::schema::webhook_endpoints::dsl;
use super::webhook_endpoints::{EndpointState, WebhookEndpoint, find, row};
use crate::ids::{PublisherId, WebhookId};
use crate::token::hex;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// The right to deliver to an endpoint, until another program has it.
#[derive(Clone, Debug)]
pub struct EndpointLease {
    pub publisher: PublisherId,
    pub endpoint: WebhookId,
    word: String,
}

/// Takes the lease of a live endpoint, unless another program has it.
pub fn claim(
    connection: &mut DbConnection,
    (publisher, endpoint): (PublisherId, WebhookId),
    now: NaiveDateTime,
) -> QueryResult<Option<EndpointLease>> {
    let lease = EndpointLease { publisher, endpoint, word: hex(&rand::random::<[u8; 16]>()) };
    // One that ends later than a lease lasts was taken before a clock was set back.
    let is_free = dsl::lease_until.lt(now).or(dsl::lease_until.gt(now + LEASE * 2)).assume_not_null();
    let free = row(publisher, endpoint)
        .filter(dsl::state.eq(EndpointState::Live))
        .filter(dsl::lease_word.is_null().or(dsl::lease_until.is_null()).or(is_free));
    let claimed = diesel::update(free)
        .set((dsl::lease_word.eq(Some(&lease.word)), dsl::lease_until.eq(Some(now + LEASE))))
        .execute(connection)?;
    Ok(Some(lease).filter(|_| claimed == 1))
}

/// Renews the lease. Returns the endpoint as it is now; `None` if the lease is lost, or nothing is delivered any more. As
/// the first statement of a transaction, it keeps others from the endpoint until that ends.
pub fn renew(
    connection: &mut DbConnection,
    lease: &EndpointLease,
    now: NaiveDateTime,
) -> QueryResult<Option<WebhookEndpoint>> {
    let held = row(lease.publisher, lease.endpoint).filter(dsl::lease_word.eq(Some(&lease.word)));
    let held = held.filter(dsl::state.eq(EndpointState::Live));
    if diesel::update(held).set(dsl::lease_until.eq(Some(now + LEASE))).execute(connection)? == 0 {
        return Ok(None);
    }
    find(connection, lease.publisher, lease.endpoint).map(Some)
}

/// Gives the lease back.
pub fn release(connection: &mut DbConnection, lease: &EndpointLease) -> QueryResult<()> {
    let held = row(lease.publisher, lease.endpoint).filter(dsl::lease_word.eq(Some(&lease.word)));
    diesel::update(held).set(dsl::lease_word.eq(None::<String>)).execute(connection).map(drop)
}
