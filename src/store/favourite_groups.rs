//! The groups that each user marked as favourites, for the user alone.

use super::DbConnection;
use super::owners::{is_group_of, require_group};
use super::schema::{customer_groups, favourite_groups, users};
use crate::ids::{GroupId, PublisherId, UserId};
use crate::on_either;
use diesel::dsl::exists;
use diesel::prelude::*;
use std::collections::HashSet;

/// Whether the user belongs to the publisher.
#[diesel::dsl::auto_type]
fn is_user_of(publisher: PublisherId, user: UserId) -> _ {
    exists(users::table.filter(users::id.eq(user)).filter(users::publisher_id.eq(publisher)))
}

/// Makes the group a favourite of the user, or no longer one. Doing so again changes nothing.
pub fn set(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (user, group): (UserId, GroupId),
    is_favourite: bool,
) -> QueryResult<()> {
    require_group(connection, publisher, group)?;
    if is_favourite {
        return on_either!(connection, inner => {
            diesel::insert_into(favourite_groups::table)
                .values((favourite_groups::user_id.eq(user), favourite_groups::group_id.eq(group)))
                .on_conflict((favourite_groups::user_id, favourite_groups::group_id))
                .do_nothing()
                .execute(inner)
                .map(drop)
        });
    }
    let row = favourite_groups::table.find((user, group)).filter(is_user_of(publisher, user));
    diesel::delete(row).execute(connection).map(drop)
}

/// Those of the groups that are favourites of the user.
pub fn among(
    connection: &mut DbConnection,
    publisher: PublisherId,
    user: UserId,
    groups: &[GroupId],
) -> QueryResult<HashSet<GroupId>> {
    let rows: Vec<GroupId> = favourite_groups::table
        .inner_join(customer_groups::table)
        .filter(customer_groups::publisher_id.eq(publisher))
        .filter(favourite_groups::user_id.eq(user))
        .filter(favourite_groups::group_id.eq_any(groups))
        .select(favourite_groups::group_id)
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// Makes the group nobody's favourite.
pub fn forget_group(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<()> {
    let of_group = favourite_groups::table.filter(favourite_groups::group_id.eq(group));
    diesel::delete(of_group.filter(is_group_of(publisher, group))).execute(connection).map(drop)
}
