//! Who is meant by a webhook message, read when it is sent: a row of a message names nobody.

use super::DbConnection;
use super::deliveries::of_notification;
use super::owners::is_group_of;
use super::schema::{apps, customers, deliveries, membership_changes, offer_grants, offers, profiles};
use crate::ids::{AppKey, GrantId, GroupId, NotificationId, PublisherId};
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

/// The account ids of the customers to whom the messages at these browsers went, who are still held.
pub fn launched(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (notification, browsers): (NotificationId, &[i32]),
) -> QueryResult<Vec<String>> {
    of_notification(publisher, notification)
        .inner_join(customers::table.on(customers::id.nullable().eq(deliveries::customer_id)))
        .filter(deliveries::subscription_id.eq_any(browsers.to_vec()))
        .order(deliveries::subscription_id)
        .select(customers::account_id)
        .load(connection)
}

/// Who has a grant, with which order, and what was paid.
pub type Claim = (Option<String>, Option<String>, Option<i64>);

/// The claim with this grant of an offer; it names nobody and no order once the customer is no longer held.
pub fn claim(connection: &mut DbConnection, publisher: PublisherId, grant: GrantId) -> QueryResult<Option<Claim>> {
    offer_grants::table
        .inner_join(offers::table)
        .left_join(customers::table)
        .filter(offer_grants::id.eq(grant))
        .filter(offers::publisher_id.eq(publisher))
        .select((customers::account_id.nullable(), offer_grants::order_id, offer_grants::amount_cents))
        .first(connection)
        .optional()
}
