//! What holds a query to the publisher where its table has only the id of an app or of a group.

use super::DbConnection;
use super::schema::{apps, customer_groups};
use crate::ids::{AppId, AppKey, GroupId, PublisherId};
use diesel::prelude::*;

/// The app's row.
#[diesel::dsl::auto_type]
pub(super) fn app_row(app: AppKey) -> _ {
    let (id, publisher): (AppId, PublisherId) = (app.id, app.publisher);
    apps::table.filter(apps::id.eq(id)).filter(apps::publisher_id.eq(publisher))
}

/// Whether the app belongs to the publisher. Every query of a table that has only the app's id includes this. The
/// subquery uses no column of that table, so both databases evaluate it once per query.
#[diesel::dsl::auto_type]
pub(super) fn is_of_publisher(app: AppKey) -> _ {
    let own: app_row = app_row(app);
    diesel::dsl::exists(own)
}

/// Returns [`diesel::NotFound`] unless the app belongs to the publisher.
pub(super) fn require_app(connection: &mut DbConnection, app: AppKey) -> QueryResult<()> {
    app_row(app).select(apps::id).first::<AppId>(connection).map(drop)
}

/// The group's row.
#[diesel::dsl::auto_type]
pub(super) fn group_row(publisher: PublisherId, group: GroupId) -> _ {
    customer_groups::table.filter(customer_groups::id.eq(group)).filter(customer_groups::publisher_id.eq(publisher))
}

/// Whether the group belongs to the publisher. Every query of a table that has only the group's id includes this. The
/// subquery uses no column of that table, so both databases evaluate it once per query.
#[diesel::dsl::auto_type]
pub(super) fn is_group_of(publisher: PublisherId, group: GroupId) -> _ {
    let own: group_row = group_row(publisher, group);
    diesel::dsl::exists(own)
}

/// Returns [`diesel::NotFound`] unless the group belongs to the publisher.
pub(super) fn require_group(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<()> {
    group_row(publisher, group).select(customer_groups::id).first::<GroupId>(connection).map(drop)
}
