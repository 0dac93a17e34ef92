//! The result of counting a customer group, and what makes the number outdated.

use super::customer_groups::{CustomerGroup, GroupKind, active};
use super::membership_changes::Cause;
use super::owners::group_row;
use super::schema::{apps, customer_groups};
use super::{DbConnection, group_marks};
use crate::day::Day;
use crate::ids::{AppId, GroupId, PublisherId, UserId};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// The result of a refresh.
#[derive(Clone, Copy, Debug)]
pub struct Refreshed {
    pub members: i64,
    pub at: NaiveDateTime,
    pub on: Day,
    /// The app's data version at the refresh.
    pub version: i64,
    /// The app's next free position.
    pub position: Option<i32>,
}

/// Stores the result of a refresh.
pub fn set_refreshed(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    refreshed: Refreshed,
) -> QueryResult<()> {
    diesel::update(group_row(publisher, group))
        .set((
            customer_groups::members.eq(Some(refreshed.members)),
            customer_groups::refreshed_at.eq(Some(refreshed.at)),
            customer_groups::refreshed_on.eq(Some(refreshed.on)),
            customer_groups::refreshed_version.eq(Some(refreshed.version)),
            customer_groups::refreshed_position.eq(refreshed.position),
            customer_groups::cause.eq(None::<Cause>),
            customer_groups::cause_user_id.eq(None::<UserId>),
            customer_groups::refresh_failed.eq(false),
            customer_groups::rule_before.eq(None::<String>),
            group_marks::ended(),
        ))
        .execute(connection)
        .map(drop)
}

/// Records a change to who can be in the publisher's segments, or in those of one app. The segments have no number
/// until they are counted again.
pub fn set_settings_changed(
    connection: &mut DbConnection,
    publisher: PublisherId,
    app: Option<AppId>,
    user: Option<UserId>,
) -> QueryResult<()> {
    let groups = active(connection, publisher)?;
    let segments = groups.iter().filter(|group| group.is_segment() && (app.is_none() || group.app_id == app));
    let segments: Vec<GroupId> = segments.map(|group| group.id).collect();
    let of_publisher = customer_groups::table.filter(customer_groups::publisher_id.eq(publisher));
    diesel::update(of_publisher.filter(customer_groups::id.eq_any(segments.clone())))
        .set(customer_groups::members.eq(None::<i64>))
        .execute(connection)?;
    set_cause(connection, publisher, &segments, Cause::Settings, user)
}

/// Records an edit that changes the members of these groups, so that they are counted again.
pub fn set_cause(
    connection: &mut DbConnection,
    publisher: PublisherId,
    groups: &[GroupId],
    cause: Cause,
    user: Option<UserId>,
) -> QueryResult<()> {
    let of_publisher = customer_groups::table.filter(customer_groups::publisher_id.eq(publisher));
    diesel::update(of_publisher.filter(customer_groups::id.eq_any(groups.to_vec())))
        .set((customer_groups::cause.eq(Some(cause)), customer_groups::cause_user_id.eq(user)))
        .execute(connection)
        .map(drop)
}

/// Records that a refresh failed; the previous number is kept.
pub fn set_refresh_failed(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<()> {
    diesel::update(group_row(publisher, group))
        .set((customer_groups::refresh_failed.eq(true), group_marks::ended()))
        .execute(connection)
        .map(drop)
}

/// Has the publisher's known user groups counted again: customers were deleted with an app.
pub fn forget_list_counts(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<()> {
    let lists = customer_groups::table
        .filter(customer_groups::publisher_id.eq(publisher))
        .filter(customer_groups::kind.eq(GroupKind::KnownUserGroup));
    diesel::update(lists).set(customer_groups::refreshed_version.eq(None::<i64>)).execute(connection).map(drop)
}

/// A number that increases with every change to the profiles of any of the publisher's apps. It dates known user
/// groups, which are not limited to one app.
pub fn customers_version(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<i64> {
    let versions: Vec<i64> =
        apps::table.filter(apps::publisher_id.eq(publisher)).select(apps::data_version).load(connection)?;
    Ok(versions.iter().sum())
}

/// The publisher's groups, without archived ones, whose number is outdated. The number of a segment has to be of the
/// day of its app's profiles, which another job moves on, and which is later than `today` for a while after a change of
/// zone. That of a known user group has to be of `today`.
pub fn to_refresh(
    connection: &mut DbConnection,
    publisher: PublisherId,
    today: Day,
) -> QueryResult<Vec<CustomerGroup>> {
    let rows: Vec<(CustomerGroup, Option<i64>, Option<Day>)> = customer_groups::table
        .left_join(apps::table)
        .filter(customer_groups::publisher_id.eq(publisher))
        .filter(customer_groups::archived_at.is_null())
        // Another replica is counting it, or a program died while counting it.
        .filter(customer_groups::counting_since.is_null())
        .order(customer_groups::id)
        .select((CustomerGroup::as_select(), apps::data_version.nullable(), apps::profiles_on.nullable()))
        .load(connection)?;
    let of_customers = customers_version(connection, publisher)?;
    // They wait for the group that they refer to: if counting that group kills the program, so would counting them.
    let waiting = group_marks::above_marked(connection, publisher)?;
    let holds = |group: &CustomerGroup, version: Option<i64>, day: Option<Day>| {
        group.cause.is_none()
            && !group.refresh_failed
            && group.refreshed_on == Some(day.unwrap_or(today))
            && group.refreshed_version == Some(version.unwrap_or(of_customers))
    };
    Ok(rows
        .into_iter()
        .filter(|(group, version, day)| !waiting.contains(&group.id) && !holds(group, *version, *day))
        .map(|(group, ..)| group)
        .collect())
}
