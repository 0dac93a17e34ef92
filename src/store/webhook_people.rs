//! Who is meant by a webhook message, read when it is sent: a row of a message names nobody.

use super::DbConnection;
use super::owners::is_group_of;
use super::schema::{apps, customers, membership_changes, profiles};
use crate::ids::{AppKey, GroupId, PublisherId};
use diesel::prelude::*;

/// Who came and who left in a change of the group, as serialised bitmaps; `None` if the change is no more.
pub fn change(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (group, change): (GroupId, i32),
) -> QueryResult<Option<(Vec<u8>, Vec<u8>)>> {
    membership_changes::table
        .filter(membership_changes::id.eq(change))
        .filter(membership_changes::group_id.eq(group))
        .filter(is_group_of(publisher, group))
        .select((membership_changes::came, membership_changes::gone))
        .first(connection)
        .optional()
}

/// The account ids of the customers at these positions, who are still held.
pub fn accounts_at(connection: &mut DbConnection, app: AppKey, positions: &[i32]) -> QueryResult<Vec<(i32, String)>> {
    let of_publisher = apps::table.filter(apps::id.eq(app.id)).filter(apps::publisher_id.eq(app.publisher));
    profiles::table
        .inner_join(customers::table)
        .filter(profiles::app_id.eq(app.id))
        .filter(profiles::position.eq_any(positions.to_vec()))
        .filter(diesel::dsl::exists(of_publisher))
        .order(profiles::position)
        .select((profiles::position, customers::account_id))
        .load(connection)
}
