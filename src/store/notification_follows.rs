//! Notifications that go only to those whom others did not go to.

use super::DbConnection;
use super::notifications::row;
use super::schema::notification_follows::dsl;
use crate::ids::{NotificationId, PublisherId};
use diesel::dsl::exists;
use diesel::prelude::*;

/// After which one the publisher's notification comes.
pub fn of(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
) -> QueryResult<Option<NotificationId>> {
    let own = dsl::notification_follows.filter(dsl::notification_id.eq(id)).filter(exists(row(publisher, id)));
    own.select(dsl::after_id).first(connection).optional()
}

/// Has a notification that the caller has made come after another one of the publisher.
pub fn set(connection: &mut DbConnection, id: NotificationId, after: NotificationId) -> QueryResult<()> {
    let row = (dsl::notification_id.eq(id), dsl::after_id.eq(after));
    diesel::insert_into(dsl::notification_follows).values(row).execute(connection).map(drop)
}
