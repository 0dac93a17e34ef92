//! Publishers: the tenants, their rules and their one-time setup links.

use super::DbConnection;
use super::schema::publishers::dsl;
use crate::ids::PublisherId;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A tenant and its rules.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = super::schema::publishers)]
pub struct Publisher {
    pub id: PublisherId,
    pub name: String,
    /// Full years; 17 or more.
    pub least_age: i32,
    pub count_unknown_age: bool,
    /// Members below which a segment is small.
    pub minimum_size: i32,
}

#[derive(Insertable)]
#[diesel(table_name = super::schema::publishers, treat_none_as_default_value = false)]
struct NewPublisher<'a> {
    name: &'a str,
    setup_digest: Option<&'a str>,
    created_at: NaiveDateTime,
}

/// Makes a publisher that waits for its owner behind the setup link whose token has this digest.
pub fn create(connection: &mut DbConnection, setup_digest: &str, now: NaiveDateTime) -> QueryResult<PublisherId> {
    let publisher = NewPublisher { name: "", setup_digest: Some(setup_digest), created_at: now };
    diesel::insert_into(dsl::publishers).values(&publisher).returning(dsl::id).get_result(connection)
}

/// Whether a publisher has been set up.
pub fn any_is_set_up(connection: &mut DbConnection) -> QueryResult<bool> {
    let count: i64 = dsl::publishers.filter(dsl::setup_digest.is_null()).count().get_result(connection)?;
    Ok(count > 0)
}

/// The first publisher that still waits to be set up.
pub fn find_waiting(connection: &mut DbConnection) -> QueryResult<Option<PublisherId>> {
    dsl::publishers.filter(dsl::setup_digest.is_not_null()).order(dsl::id).select(dsl::id).first(connection).optional()
}

/// Puts a new setup link in the place of the old one.
pub fn renew_setup(connection: &mut DbConnection, publisher: PublisherId, setup_digest: &str) -> QueryResult<()> {
    let waiting = dsl::publishers.filter(dsl::id.eq(publisher)).filter(dsl::setup_digest.is_not_null());
    diesel::update(waiting).set(dsl::setup_digest.eq(Some(setup_digest))).execute(connection).map(drop)
}

/// The publisher that the setup link with this digest opens.
pub fn of_setup(connection: &mut DbConnection, setup_digest: &str) -> QueryResult<Option<PublisherId>> {
    dsl::publishers.filter(dsl::setup_digest.eq(setup_digest)).select(dsl::id).first(connection).optional()
}

/// Names the publisher and lets its setup link die. False when the link had died before.
pub fn finish_setup(
    connection: &mut DbConnection,
    publisher: PublisherId,
    setup_digest: &str,
    name: &str,
) -> QueryResult<bool> {
    let waiting = dsl::publishers.filter(dsl::id.eq(publisher)).filter(dsl::setup_digest.eq(setup_digest));
    let rows = diesel::update(waiting).set((dsl::name.eq(name), dsl::setup_digest.eq(None::<String>)));
    Ok(rows.execute(connection)? == 1)
}

pub fn find(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Publisher> {
    dsl::publishers.find(publisher).select(Publisher::as_select()).first(connection)
}

/// Every publisher that is set up.
pub fn all(connection: &mut DbConnection) -> QueryResult<Vec<Publisher>> {
    dsl::publishers.filter(dsl::setup_digest.is_null()).order(dsl::id).select(Publisher::as_select()).load(connection)
}

/// Changes the publisher's rules.
pub fn update_rules(
    connection: &mut DbConnection,
    publisher: PublisherId,
    least_age: i32,
    count_unknown_age: bool,
    minimum_size: i32,
) -> QueryResult<()> {
    diesel::update(dsl::publishers.find(publisher))
        .set((
            dsl::least_age.eq(least_age),
            dsl::count_unknown_age.eq(count_unknown_age),
            dsl::minimum_size.eq(minimum_size),
        ))
        .execute(connection)
        .map(drop)
}
