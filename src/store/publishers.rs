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
    /// Raised by every change of the rules.
    pub rules_version: i64,
}

/// What a publisher demands of segments and of those who are in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Full years.
    pub least_age: i32,
    pub count_unknown_age: bool,
    /// Members below which a segment is small.
    pub minimum_size: i32,
}

impl Publisher {
    pub const fn rules(&self) -> Rules {
        let Self { least_age, count_unknown_age, minimum_size, .. } = *self;
        Rules { least_age, count_unknown_age, minimum_size }
    }
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
pub fn renew_setup(
    connection: &mut DbConnection,
    publisher: PublisherId,
    setup_digest: &str,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let waiting = dsl::publishers.filter(dsl::id.eq(publisher)).filter(dsl::setup_digest.is_not_null());
    let link = (dsl::setup_digest.eq(Some(setup_digest)), dsl::created_at.eq(now));
    diesel::update(waiting).set(link).execute(connection).map(drop)
}

/// The publisher that the setup link with this digest opens, if the link was made after `since`.
pub fn of_setup(
    connection: &mut DbConnection,
    setup_digest: &str,
    since: NaiveDateTime,
) -> QueryResult<Option<PublisherId>> {
    let fresh = dsl::publishers.filter(dsl::created_at.gt(since));
    fresh.filter(dsl::setup_digest.eq(setup_digest)).select(dsl::id).first(connection).optional()
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

/// Changes the rules of the publisher as it was read. False where they have changed since, and then stay as they are.
pub fn update_rules(connection: &mut DbConnection, publisher: &Publisher, rules: Rules) -> QueryResult<bool> {
    let same = dsl::publishers.find(publisher.id).filter(dsl::rules_version.eq(publisher.rules_version));
    let rows = diesel::update(same).set((
        dsl::least_age.eq(rules.least_age),
        dsl::count_unknown_age.eq(rules.count_unknown_age),
        dsl::minimum_size.eq(rules.minimum_size),
        dsl::rules_version.eq(dsl::rules_version + 1),
    ));
    Ok(rows.execute(connection)? == 1)
}
