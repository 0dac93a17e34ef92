//! Snapshots: the members of a segment on one day, as a serialised Roaring bitmap of positions in its app.

use super::DbConnection;
use super::customer_groups::{self, is_of};
use super::schema::{self, snapshots};
use crate::ids::{GroupId, PublisherId};
use crate::on_either;
use diesel::dsl::exists;
use diesel::prelude::*;

/// Keeps the members of that day, in the place of those kept before for the same day.
pub fn keep(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    day: i32,
    members: i64,
    bitmap: &[u8],
) -> QueryResult<()> {
    customer_groups::require(connection, publisher, group)?;
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

/// The day and the serialised members of the last snapshot of the group up to a day.
pub fn latest(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    until_day: i32,
) -> QueryResult<Option<(i32, Vec<u8>)>> {
    snapshots::table
        .filter(snapshots::group_id.eq(group))
        .filter(is_of(publisher, group))
        .filter(snapshots::taken_on.le(until_day))
        .order(snapshots::taken_on.desc())
        .select((snapshots::taken_on, snapshots::bitmap))
        .first(connection)
        .optional()
}

/// The day and the serialised members of the first snapshot of the group.
pub fn earliest(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
) -> QueryResult<Option<(i32, Vec<u8>)>> {
    snapshots::table
        .filter(snapshots::group_id.eq(group))
        .filter(is_of(publisher, group))
        .order(snapshots::taken_on.asc())
        .select((snapshots::taken_on, snapshots::bitmap))
        .first(connection)
        .optional()
}

/// Members of each of the publisher's groups day by day from `from_day` on: (group, day, members), days ascending.
pub fn sizes(
    connection: &mut DbConnection,
    publisher: PublisherId,
    groups: &[GroupId],
    from_day: i32,
) -> QueryResult<Vec<(GroupId, i32, i64)>> {
    let of_publisher = schema::customer_groups::table.filter(schema::customer_groups::id.eq(snapshots::group_id));
    snapshots::table
        .filter(snapshots::group_id.eq_any(groups.to_vec()))
        .filter(exists(of_publisher.filter(schema::customer_groups::publisher_id.eq(publisher))))
        .filter(snapshots::taken_on.ge(from_day))
        .order((snapshots::group_id, snapshots::taken_on))
        .select((snapshots::group_id, snapshots::taken_on, snapshots::members))
        .load(connection)
}

/// Forgets the group's snapshots, when another rule makes them those of another group.
pub fn delete_of_group(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<()> {
    let of_group = snapshots::table.filter(snapshots::group_id.eq(group)).filter(is_of(publisher, group));
    diesel::delete(of_group).execute(connection).map(drop)
}
