//! Snapshots: the members of a segment on one day, as a serialised Roaring bitmap of positions in its app.

use super::DbConnection;
use super::owners::{is_group_of, require_group};
use super::schema::{self, snapshots};
use crate::day::Day;
use crate::ids::{GroupId, PublisherId};
use crate::on_either;
use diesel::dsl::exists;
use diesel::prelude::*;

/// The members of a group on a day.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = snapshots)]
pub struct Snapshot {
    #[diesel(column_name = taken_on)]
    pub day: Day,
    /// The positions of the members, serialised.
    pub bitmap: Vec<u8>,
}

/// The number of members of a group on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = snapshots)]
pub struct Size {
    #[diesel(column_name = group_id)]
    pub group: GroupId,
    #[diesel(column_name = taken_on)]
    pub day: Day,
    pub members: i64,
}

/// Stores the members of the day, replacing those stored before for the same day.
pub fn keep(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    day: Day,
    members: i64,
    bitmap: &[u8],
) -> QueryResult<()> {
    require_group(connection, publisher, group)?;
    on_either!(connection, inner => {
        diesel::insert_into(snapshots::table)
            .values((
                snapshots::group_id.eq(group),
                snapshots::taken_on.eq(day),
                snapshots::members.eq(members),
                snapshots::bitmap.eq(bitmap),
            ))
            .on_conflict((snapshots::group_id, snapshots::taken_on))
            .do_update()
            .set((snapshots::members.eq(members), snapshots::bitmap.eq(bitmap)))
            .execute(inner)
            .map(drop)
    })
}

/// The last snapshot of the group on or before a day.
pub fn latest(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    until_day: Day,
) -> QueryResult<Option<Snapshot>> {
    snapshots::table
        .filter(snapshots::group_id.eq(group))
        .filter(is_group_of(publisher, group))
        .filter(snapshots::taken_on.le(until_day))
        .order(snapshots::taken_on.desc())
        .select(Snapshot::as_select())
        .first(connection)
        .optional()
}

/// The number of members of the group on a day of which there is a snapshot.
pub fn size_on(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    day: Day,
) -> QueryResult<Option<i64>> {
    snapshots::table
        .filter(snapshots::group_id.eq(group))
        .filter(is_group_of(publisher, group))
        .filter(snapshots::taken_on.eq(day))
        .select(snapshots::members)
        .first(connection)
        .optional()
}

/// The first snapshot of the group.
pub fn earliest(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
) -> QueryResult<Option<Snapshot>> {
    snapshots::table
        .filter(snapshots::group_id.eq(group))
        .filter(is_group_of(publisher, group))
        .order(snapshots::taken_on.asc())
        .select(Snapshot::as_select())
        .first(connection)
        .optional()
}

/// The day of the first snapshot of the group.
pub fn earliest_day(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<Option<Day>> {
    let of_group = snapshots::table.filter(snapshots::group_id.eq(group)).filter(is_group_of(publisher, group));
    of_group.order(snapshots::taken_on.asc()).select(snapshots::taken_on).first(connection).optional()
}

/// The sizes of each of the publisher's groups by day from `from_day` on, in the order of the days.
pub fn sizes(
    connection: &mut DbConnection,
    publisher: PublisherId,
    groups: &[GroupId],
    from_day: Day,
) -> QueryResult<Vec<Size>> {
    let of_publisher = schema::customer_groups::table.filter(schema::customer_groups::id.eq(snapshots::group_id));
    snapshots::table
        .filter(snapshots::group_id.eq_any(groups.to_vec()))
        .filter(exists(of_publisher.filter(schema::customer_groups::publisher_id.eq(publisher))))
        .filter(snapshots::taken_on.ge(from_day))
        .order((snapshots::group_id, snapshots::taken_on))
        .select(Size::as_select())
        .load(connection)
}

/// The number of days of which there are snapshots of the group.
pub fn count(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<i64> {
    let of_group = snapshots::table.filter(snapshots::group_id.eq(group)).filter(is_group_of(publisher, group));
    of_group.count().get_result(connection)
}

/// Deletes the group's snapshots: with another app it is another group, or it is deleted itself.
pub fn delete_of_group(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<()> {
    let of_group = snapshots::table.filter(snapshots::group_id.eq(group)).filter(is_group_of(publisher, group));
    diesel::delete(of_group).execute(connection).map(drop)
}
