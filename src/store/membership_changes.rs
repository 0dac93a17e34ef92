//! The customers who joined and left a segment at each count, and why.

use super::DbConnection;
use super::owners::{is_group_of, require_group};
use super::schema::{membership_changes, users};
use crate::day::Day;
use crate::ids::{GroupId, PublisherId, UserId};
use crate::words;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::ops::RangeInclusive;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// Why the members of a segment change; the message `cause-{word}` describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Cause {
    /// Its rule was edited.
    Rule,
    /// The publisher's rules or the app's platform changed.
    Settings,
    /// Another group that its rule refers to changed.
    Group,
    /// An import changed the facts about customers.
    Data,
    /// A day passed.
    Time,
    /// Customers were added to the app.
    Arrival,
    /// Customers were removed from the app.
    Removal,
}

words!(Cause);

/// An edit that changes the members of groups, and the user who made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edit {
    pub cause: Cause,
    /// `None` if a program made it.
    pub user: Option<UserId>,
}

/// A change to insert: who joined and who left, as serialised Roaring bitmaps of positions.
#[derive(Clone, Debug)]
pub struct NewChange {
    pub cause: Cause,
    pub user_id: Option<UserId>,
    pub came: Vec<u8>,
    pub gone: Vec<u8>,
    pub came_count: i64,
    pub gone_count: i64,
}

/// A stored change.
#[derive(Clone, Debug, Queryable)]
pub struct MembershipChange {
    pub happened_on: Day,
    pub happened_at: NaiveDateTime,
    pub cause: Cause,
    /// The email address of the user who made the change.
    pub email: Option<String>,
    pub came: Vec<u8>,
    pub gone: Vec<u8>,
}

/// Stores a change of the group, and returns its id.
pub fn create(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    day: Day,
    at: NaiveDateTime,
    change: &NewChange,
) -> QueryResult<i32> {
    use membership_changes::dsl;
    require_group(connection, publisher, group)?;
    diesel::insert_into(dsl::membership_changes)
        .values((
            dsl::group_id.eq(group),
            dsl::happened_on.eq(day),
            dsl::happened_at.eq(at),
            dsl::cause.eq(change.cause),
            dsl::user_id.eq(change.user_id),
            dsl::came.eq(&change.came),
            dsl::gone.eq(&change.gone),
            dsl::came_count.eq(change.came_count),
            dsl::gone_count.eq(change.gone_count),
        ))
        .returning(dsl::id)
        .get_result(connection)
}

/// The group's changes on these days, in order.
pub fn on_days(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    days: RangeInclusive<Day>,
) -> QueryResult<Vec<MembershipChange>> {
    use membership_changes::dsl;
    dsl::membership_changes
        .left_join(users::table)
        .filter(dsl::group_id.eq(group))
        .filter(is_group_of(publisher, group))
        .filter(dsl::happened_on.ge(*days.start()))
        .filter(dsl::happened_on.le(*days.end()))
        .order(dsl::id)
        .select((dsl::happened_on, dsl::happened_at, dsl::cause, users::email.nullable(), dsl::came, dsl::gone))
        .load(connection)
}

/// A stored change with its id and without the user.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = membership_changes)]
pub struct StoredChange {
    pub id: i32,
    pub happened_on: Day,
    pub happened_at: NaiveDateTime,
    pub cause: Cause,
    pub came: Vec<u8>,
    pub gone: Vec<u8>,
}

/// The group's first change with this id or a later one.
pub fn from(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    id: i32,
) -> QueryResult<Option<StoredChange>> {
    membership_changes::table
        .filter(membership_changes::group_id.eq(group))
        .filter(is_group_of(publisher, group))
        .filter(membership_changes::id.ge(id))
        .order(membership_changes::id)
        .select(StoredChange::as_select())
        .first(connection)
        .optional()
}

/// The group's changes after the one with this id, at most so many.
pub fn after(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    (id, most): (i32, i64),
) -> QueryResult<Vec<StoredChange>> {
    membership_changes::table
        .filter(membership_changes::group_id.eq(group))
        .filter(is_group_of(publisher, group))
        .filter(membership_changes::id.gt(id))
        .order(membership_changes::id)
        .limit(most)
        .select(StoredChange::as_select())
        .load(connection)
}

/// The id of the group's last change; 0 if there is none.
pub fn last(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<i32> {
    let of_group = membership_changes::table.filter(membership_changes::group_id.eq(group));
    let last = of_group.filter(is_group_of(publisher, group)).order(membership_changes::id.desc());
    Ok(last.select(membership_changes::id).first(connection).optional()?.unwrap_or(0))
}

/// The number of the group's changes.
pub fn count(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<i64> {
    let of_group = membership_changes::table.filter(membership_changes::group_id.eq(group));
    of_group.filter(is_group_of(publisher, group)).count().get_result(connection)
}

/// Deletes the group's changes: with another app it is another group, or it is deleted itself.
pub fn delete_of_group(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<()> {
    let of_group = membership_changes::table.filter(membership_changes::group_id.eq(group));
    diesel::delete(of_group.filter(is_group_of(publisher, group))).execute(connection).map(drop)
}
