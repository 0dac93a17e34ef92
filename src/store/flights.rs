//! Package flights of an app, and the groups that are in them. The standard submission is a flight of rank 1 without groups.

use super::DbConnection;
use super::owners::{is_of_publisher, require_app};
use super::schema::flights::dsl;
use super::schema::{apps, flight_groups};
use crate::day::Day;
use crate::ids::{AppId, AppKey, FlightId, GroupId, PublisherId, UserId};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// The rank of the standard submission, below which there is none.
pub const STANDARD: i32 = 1;

/// The key of the standard submission.
pub const STANDARD_KEY: &str = "standard";

/// A flight's row.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = super::schema::flights)]
pub struct FlightRow {
    pub id: FlightId,
    pub app_id: AppId,
    pub key: String,
    pub name: String,
    pub rank: i32,
    pub salt: String,
    pub allows_downgrades: bool,
    /// Increases with every change of the name, the rank or the groups.
    pub version: i64,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub retired_at: Option<NaiveDateTime>,
    /// Since when it keeps who was in it; `None` if it does not.
    pub sticky_since: Option<Day>,
}

/// A group of a flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = flight_groups)]
pub struct FlightGroup {
    pub flight_id: FlightId,
    pub group_id: GroupId,
    /// Of a segment in a sticky flight: the last change of its members before the flight kept them.
    pub kept_after: Option<i32>,
}

impl FlightRow {
    pub const fn is_standard(&self) -> bool {
        self.rank == STANDARD
    }

    pub const fn is_retired(&self) -> bool {
        self.retired_at.is_some()
    }

    pub fn path(&self) -> String {
        path(self.id)
    }

    /// Its app, as one of the publisher's.
    pub const fn app_key(&self, publisher: PublisherId) -> AppKey {
        AppKey { publisher, id: self.app_id }
    }
}

/// The path of a flight's page.
pub fn path(flight: FlightId) -> String {
    format!("/flights/{flight}")
}

/// A flight to insert.
#[derive(Clone, Copy, Debug)]
pub struct NewFlight<'a> {
    pub key: &'a str,
    pub name: &'a str,
    pub rank: i32,
    pub salt: &'a str,
    pub allows_downgrades: bool,
    pub sticky_since: Option<Day>,
    pub created_by: Option<UserId>,
}

/// The name as it is compared: without regard to case.
pub fn name_key(name: &str) -> String {
    name.to_lowercase()
}

#[diesel::dsl::auto_type]
fn row(app: AppKey, flight: FlightId) -> _ {
    let id: AppId = app.id;
    let own: is_of_publisher = is_of_publisher(app);
    dsl::flights.filter(dsl::id.eq(flight)).filter(dsl::app_id.eq(id)).filter(own)
}

/// Creates a flight. A name or a key that another flight of the app has is a UNIQUE violation.
pub fn create(
    connection: &mut DbConnection,
    app: AppKey,
    new: &NewFlight<'_>,
    now: NaiveDateTime,
) -> QueryResult<FlightId> {
    require_app(connection, app)?;
    let row = (
        dsl::app_id.eq(app.id),
        dsl::key.eq(new.key),
        dsl::name.eq(new.name),
        dsl::name_key.eq(name_key(new.name)),
        dsl::rank.eq(new.rank),
        dsl::salt.eq(new.salt),
        dsl::allows_downgrades.eq(new.allows_downgrades),
        dsl::sticky_since.eq(new.sticky_since),
        dsl::created_by.eq(new.created_by),
        dsl::created_at.eq(now),
        dsl::updated_at.eq(now),
    );
    diesel::insert_into(dsl::flights).values(row).returning(dsl::id).get_result(connection)
}

/// The publisher's flight with this id, also one that is retired.
pub fn find(connection: &mut DbConnection, publisher: PublisherId, flight: FlightId) -> QueryResult<FlightRow> {
    let of_publisher = apps::table.filter(apps::id.eq(dsl::app_id)).filter(apps::publisher_id.eq(publisher));
    let own = dsl::flights.filter(dsl::id.eq(flight)).filter(diesel::dsl::exists(of_publisher));
    own.select(FlightRow::as_select()).first(connection)
}

/// The app's flights that are not retired, the highest rank first.
pub fn of_app(connection: &mut DbConnection, app: AppKey) -> QueryResult<Vec<FlightRow>> {
    let of_app = dsl::flights.filter(dsl::app_id.eq(app.id)).filter(is_of_publisher(app));
    let live = of_app.filter(dsl::retired_at.is_null());
    live.order((dsl::rank.desc(), dsl::id.desc())).select(FlightRow::as_select()).load(connection)
}

/// The app's retired flights, the last first, at most `most`.
pub fn retired(connection: &mut DbConnection, app: AppKey, most: i64) -> QueryResult<Vec<FlightRow>> {
    let of_app = dsl::flights.filter(dsl::app_id.eq(app.id)).filter(is_of_publisher(app));
    let retired = of_app.filter(dsl::retired_at.is_not_null()).order(dsl::id.desc()).limit(most);
    retired.select(FlightRow::as_select()).load(connection)
}

/// Changes the flight as it was read. Returns false and changes nothing if it has changed since, or was retired. A name that
/// another flight has is a UNIQUE violation.
pub fn update(
    connection: &mut DbConnection,
    (app, flight): (AppKey, &FlightRow),
    (name, allows_downgrades, sticky_since): (&str, bool, Option<Day>),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let same = row(app, flight.id).filter(dsl::version.eq(flight.version)).filter(dsl::retired_at.is_null());
    let changed = diesel::update(same).set((
        dsl::name.eq(name),
        dsl::name_key.eq(name_key(name)),
        dsl::allows_downgrades.eq(allows_downgrades),
        dsl::sticky_since.eq(sticky_since),
        dsl::updated_at.eq(now),
        dsl::version.eq(dsl::version + 1),
    ));
    Ok(changed.execute(connection)? == 1)
}

pub fn set_rank(connection: &mut DbConnection, (app, flight): (AppKey, FlightId), rank: i32) -> QueryResult<()> {
    diesel::update(row(app, flight)).set(dsl::rank.eq(rank)).execute(connection).map(drop)
}

/// Draws the order anew in which people come into shares of the flight.
pub fn set_salt(connection: &mut DbConnection, (app, flight): (AppKey, FlightId), salt: &str) -> QueryResult<()> {
    diesel::update(row(app, flight)).set(dsl::salt.eq(salt)).execute(connection).map(drop)
}

/// Retires the flight, with a rank that none of the others has. Returns false if it is retired already.
pub fn retire(
    connection: &mut DbConnection,
    (app, flight): (AppKey, FlightId),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let open = row(app, flight).filter(dsl::retired_at.is_null());
    let retired = diesel::update(open).set((
        dsl::retired_at.eq(Some(now)),
        dsl::updated_at.eq(now),
        dsl::version.eq(dsl::version + 1),
    ));
    Ok(retired.execute(connection)? == 1)
}

/// The groups of the app's flights that are not retired.
pub fn groups(connection: &mut DbConnection, app: AppKey) -> QueryResult<Vec<FlightGroup>> {
    flight_groups::table
        .filter(flight_groups::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .order((flight_groups::flight_id, flight_groups::group_id))
        .select(FlightGroup::as_select())
        .load(connection)
}

/// Makes these the groups of the flight, each with what it keeps its members after.
pub fn set_groups(
    connection: &mut DbConnection,
    (app, flight): (AppKey, FlightId),
    groups: &[(GroupId, Option<i32>)],
) -> QueryResult<()> {
    require_app(connection, app)?;
    let of_flight = flight_groups::table.filter(flight_groups::flight_id.eq(flight));
    diesel::delete(of_flight.filter(flight_groups::app_id.eq(app.id)).filter(is_of_publisher(app)))
        .execute(connection)?;
    for (group, kept_after) in groups {
        let row = (
            flight_groups::flight_id.eq(flight),
            flight_groups::group_id.eq(group),
            flight_groups::app_id.eq(app.id),
            flight_groups::kept_after.eq(kept_after),
        );
        diesel::insert_into(flight_groups::table).values(row).execute(connection)?;
    }
    Ok(())
}

/// Takes the groups out of all flights of an app that is deleted.
pub fn forget_groups(connection: &mut DbConnection, app: AppKey) -> QueryResult<()> {
    let of_app = flight_groups::table.filter(flight_groups::app_id.eq(app.id)).filter(is_of_publisher(app));
    diesel::delete(of_app).execute(connection).map(drop)
}

/// Has flights name the group no more: those of a deleted app, as a group in any other stays.
pub(super) fn forget_group(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<()> {
    let named = flight_groups::table.filter(flight_groups::group_id.eq(group));
    diesel::delete(named.filter(super::owners::is_group_of(publisher, group))).execute(connection).map(drop)
}
