//! Publishers: the tenants and their rules.

use super::schema::apps;
use super::schema::publishers::dsl;
use super::schema::setup_links as setup_links_table;
use super::{DbConnection, setup_links};
use crate::currency::Currency;
use crate::ids::{AppId, PublisherId};
use crate::zone::Zone;
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
    /// A segment with fewer members is small.
    pub minimum_size: i32,
    /// Increases with every change of the rules.
    pub rules_version: i64,
    /// The currency that new apps start with.
    pub currency: Currency,
    /// The zone that says on which day a time is, and that of times in files which do not say theirs.
    pub time_zone: Zone,
    /// Whether every user must sign in in two steps.
    pub demands_two_step: bool,
}

/// A publisher's rules for segments and their members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Full years.
    pub least_age: i32,
    pub count_unknown_age: bool,
    /// A segment with fewer members is small.
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
    is_set_up: bool,
    created_at: NaiveDateTime,
}

/// Creates a publisher that its owner sets up by the setup link whose token has this digest.
pub fn create(connection: &mut DbConnection, token_digest: &str, now: NaiveDateTime) -> QueryResult<PublisherId> {
    let publisher = NewPublisher { name: "", is_set_up: false, created_at: now };
    let id = diesel::insert_into(dsl::publishers).values(&publisher).returning(dsl::id).get_result(connection)?;
    setup_links::create(connection, id, token_digest, now)?;
    Ok(id)
}

/// Whether any publisher has been set up.
pub fn any_is_set_up(connection: &mut DbConnection) -> QueryResult<bool> {
    let count: i64 = dsl::publishers.filter(dsl::is_set_up).count().get_result(connection)?;
    Ok(count > 0)
}

/// The publishers that have not been set up yet.
pub fn waiting(connection: &mut DbConnection) -> QueryResult<Vec<PublisherId>> {
    let waiting = dsl::publishers.filter(diesel::dsl::not(dsl::is_set_up)).filter(diesel::dsl::not(dsl::holds_deleted));
    waiting.order(dsl::id).select(dsl::id).load(connection)
}

/// The publisher without users whose the apps are that others deleted; `None` before the first deletion.
pub fn holder_of_deleted(connection: &mut DbConnection) -> QueryResult<Option<PublisherId>> {
    dsl::publishers.filter(dsl::holds_deleted).select(dsl::id).first(connection).optional()
}

/// [`holder_of_deleted`], which is created if there is none. The caller holds [`super::Lock::Setup`].
pub fn make_holder_of_deleted(connection: &mut DbConnection, now: NaiveDateTime) -> QueryResult<PublisherId> {
    if let Some(holder) = holder_of_deleted(connection)? {
        return Ok(holder);
    }
    let holder = (NewPublisher { name: "", is_set_up: false, created_at: now }, dsl::holds_deleted.eq(true));
    diesel::insert_into(dsl::publishers).values(holder).returning(dsl::id).get_result(connection)
}

/// Sets the publisher's name and deletes its setup links. Returns false if it was set up before.
pub fn set_up(connection: &mut DbConnection, publisher: PublisherId, name: &str) -> QueryResult<bool> {
    let waiting = dsl::publishers.find(publisher).filter(diesel::dsl::not(dsl::is_set_up));
    let rows = diesel::update(waiting).set((dsl::name.eq(name), dsl::is_set_up.eq(true))).execute(connection)?;
    setup_links::delete_of(connection, publisher)?;
    Ok(rows == 1)
}

/// Deletes the publishers that have not been set up and have no link any more. They own nothing yet.
pub fn delete_unreachable(connection: &mut DbConnection) -> QueryResult<usize> {
    let reachable = setup_links_table::table.select(setup_links_table::publisher_id);
    let unreachable = dsl::publishers.filter(diesel::dsl::not(dsl::is_set_up)).filter(dsl::id.ne_all(reachable));
    diesel::delete(unreachable.filter(diesel::dsl::not(dsl::holds_deleted))).execute(connection)
}

/// The publisher whose the app is, unless the app was deleted.
pub fn of_app(connection: &mut DbConnection, app: AppId) -> QueryResult<Publisher> {
    dsl::publishers
        .inner_join(apps::table)
        .filter(apps::id.eq(app))
        .filter(dsl::holds_deleted.eq(false))
        .select(Publisher::as_select())
        .first(connection)
}

pub fn find(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Publisher> {
    dsl::publishers.find(publisher).select(Publisher::as_select()).first(connection)
}

/// Every publisher that is set up.
pub fn all(connection: &mut DbConnection) -> QueryResult<Vec<Publisher>> {
    dsl::publishers.filter(dsl::is_set_up).order(dsl::id).select(Publisher::as_select()).load(connection)
}

/// Changes the currency that new apps start with, if it is the one that was seen. Returns false and changes nothing if it
/// is another.
pub fn set_currency(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (seen, currency): (Currency, Currency),
) -> QueryResult<bool> {
    let same = dsl::publishers.find(publisher).filter(dsl::currency.eq(seen));
    Ok(diesel::update(same).set(dsl::currency.eq(currency)).execute(connection)? == 1)
}

/// Changes the zone of the publisher's days, if it is the one that was seen. Those of facts that there are stay. Returns
/// false and changes nothing if it is another.
pub fn set_time_zone(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (seen, zone): (Zone, Zone),
) -> QueryResult<bool> {
    let same = dsl::publishers.find(publisher).filter(dsl::time_zone.eq(seen));
    Ok(diesel::update(same).set(dsl::time_zone.eq(zone)).execute(connection)? == 1)
}

/// Says whether every user must sign in in two steps.
pub fn set_two_step_demand(connection: &mut DbConnection, publisher: PublisherId, demands: bool) -> QueryResult<()> {
    let row = diesel::update(dsl::publishers.find(publisher)).set(dsl::demands_two_step.eq(demands));
    row.execute(connection).map(drop)
}

/// Up to when imports were created that cannot be undone, because what a later one changed of them is deleted.
pub fn undo_since(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Option<NaiveDateTime>> {
    dsl::publishers.find(publisher).select(dsl::undo_since).first(connection)
}

/// Records that imports created up to this moment cannot be undone. The caller holds [`super::Lock::Facts`].
pub fn raise_undo_since(connection: &mut DbConnection, publisher: PublisherId, at: NaiveDateTime) -> QueryResult<()> {
    let earlier =
        dsl::publishers.find(publisher).filter(dsl::undo_since.is_null().or(dsl::undo_since.lt(at).assume_not_null()));
    diesel::update(earlier).set(dsl::undo_since.eq(at)).execute(connection).map(drop)
}

/// Changes the rules of the publisher as it was read. Returns false and changes nothing if they have changed since.
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
