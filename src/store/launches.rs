//! Clicks on messages that webhooks are not told of yet.

use super::DbConnection;
use super::notifications::row;
use super::schema::launches_to_tell::{self, dsl};
use super::schema::notifications;
use crate::ids::{NotificationId, PublisherId, SubscriptionId};
use diesel::dsl::exists;
use diesel::prelude::*;

/// The publisher whose notification it is.
pub fn publisher_of(connection: &mut DbConnection, id: NotificationId) -> QueryResult<Option<PublisherId>> {
    let found = notifications::table.filter(notifications::id.eq(id)).select(notifications::publisher_id);
    found.first(connection).optional()
}

/// Adds a click. The caller has found that it is the first on its message.
pub fn add(connection: &mut DbConnection, (id, subscription): (NotificationId, SubscriptionId)) -> QueryResult<()> {
    let row = (dsl::notification_id.eq(id), dsl::subscription_id.eq(subscription));
    diesel::insert_into(launches_to_tell::table).values(row).execute(connection).map(drop)
}

/// Notifications of all publishers with clicks that are to be told, at most so many.
pub fn waiting(connection: &mut DbConnection, most: i64) -> QueryResult<Vec<(PublisherId, NotificationId)>> {
    dsl::launches_to_tell
        .inner_join(notifications::table)
        .select((notifications::publisher_id, notifications::id))
        .distinct()
        .limit(most)
        .load(connection)
}

/// Takes some of the clicks, each of which one caller gets.
pub fn take(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    most: i64,
) -> QueryResult<Vec<SubscriptionId>> {
    let own = || dsl::launches_to_tell.filter(dsl::notification_id.eq(id)).filter(exists(row(publisher, id)));
    let some: Vec<SubscriptionId> =
        own().order(dsl::subscription_id).limit(most).select(dsl::subscription_id).load(connection)?;
    let taken = own().filter(dsl::subscription_id.eq_any(some));
    diesel::delete(taken).returning(dsl::subscription_id).get_results(connection)
}
