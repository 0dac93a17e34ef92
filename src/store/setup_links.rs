//! One-time links that set a publisher up. Several can be open at once, because replicas that start together print one
//! each; using one ends the others. Only a digest of the link's token is stored.

use super::DbConnection;
use super::schema::setup_links::dsl;
use crate::ids::{LinkId, PublisherId};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// The most links of a publisher that are open at once: more than there are replicas, and few even if a program that
/// fails at its start is restarted for hours. The oldest are deleted first.
const MOST_OPEN: i64 = 50;

/// An unused link.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = super::schema::setup_links)]
pub struct SetupLink {
    pub id: LinkId,
    pub publisher_id: PublisherId,
    pub created_at: NaiveDateTime,
}

/// Creates a link for a publisher that has not been set up yet.
pub fn create(
    connection: &mut DbConnection,
    publisher: PublisherId,
    token_digest: &str,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let link = (dsl::publisher_id.eq(publisher), dsl::token_digest.eq(token_digest), dsl::created_at.eq(now));
    diesel::insert_into(dsl::setup_links).values(link).execute(connection)?;
    let of_publisher = dsl::setup_links.filter(dsl::publisher_id.eq(publisher));
    let newest: Vec<LinkId> = of_publisher.order(dsl::id.desc()).limit(MOST_OPEN).select(dsl::id).load(connection)?;
    diesel::delete(of_publisher.filter(dsl::id.ne_all(newest))).execute(connection).map(drop)
}

/// The publisher that the link sets up, if it was created after `since`.
pub fn publisher_of(
    connection: &mut DbConnection,
    token_digest: &str,
    since: NaiveDateTime,
) -> QueryResult<Option<PublisherId>> {
    let fresh = dsl::setup_links.filter(dsl::created_at.gt(since));
    fresh.filter(dsl::token_digest.eq(token_digest)).select(dsl::publisher_id).first(connection).optional()
}

/// All links that were created after `since`, in order.
pub fn open(connection: &mut DbConnection, since: NaiveDateTime) -> QueryResult<Vec<SetupLink>> {
    let fresh = dsl::setup_links.filter(dsl::created_at.gt(since)).order(dsl::id);
    fresh.select(SetupLink::as_select()).load(connection)
}

/// Deletes the link. Returns false if there was none.
pub fn delete(connection: &mut DbConnection, link: LinkId) -> QueryResult<bool> {
    Ok(diesel::delete(dsl::setup_links.find(link)).execute(connection)? == 1)
}

/// Deletes the publisher's links.
pub fn delete_of(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<()> {
    diesel::delete(dsl::setup_links.filter(dsl::publisher_id.eq(publisher))).execute(connection).map(drop)
}

/// Deletes the links that were created before `moment`.
pub fn delete_old(connection: &mut DbConnection, moment: NaiveDateTime) -> QueryResult<usize> {
    diesel::delete(dsl::setup_links.filter(dsl::created_at.le(moment))).execute(connection)
}
