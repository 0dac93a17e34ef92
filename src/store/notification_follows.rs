//! Notifications that go only to those whom others did not go to.

use super::DbConnection;
use super::notifications::row;
use super::schema::notification_follows::dsl;
use crate::ids::{NotificationId, PublisherId};
use diesel::dsl::exists;
use diesel::prelude::*;
use std::collections::HashMap;

/// After which one the publisher's notification comes.
pub fn of(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
) -> QueryResult<Option<NotificationId>> {
    let own = dsl::notification_follows.filter(dsl::notification_id.eq(id)).filter(exists(row(publisher, id)));
    own.select(dsl::after_id).first(connection).optional()
}

/// After which one each of these of the publisher's notifications comes, of those that come after one.
pub fn of_several(
    connection: &mut DbConnection,
    publisher: PublisherId,
    ids: &[NotificationId],
) -> QueryResult<HashMap<NotificationId, NotificationId>> {
    use super::schema::notifications;
    let found: Vec<(NotificationId, NotificationId)> = dsl::notification_follows
        .inner_join(notifications::table.on(notifications::id.eq(dsl::notification_id)))
        .filter(notifications::publisher_id.eq(publisher))
        .filter(dsl::notification_id.eq_any(ids.to_vec()))
        .select((dsl::notification_id, dsl::after_id))
        .load(connection)?;
    Ok(found.into_iter().collect())
}

/// Has a notification that the caller has made come after another one of the publisher.
pub fn set(connection: &mut DbConnection, id: NotificationId, after: NotificationId) -> QueryResult<()> {
    let row = (dsl::notification_id.eq(id), dsl::after_id.eq(after));
    diesel::insert_into(dsl::notification_follows).values(row).execute(connection).map(drop)
}
