//! What browsers say of messages, and what is held of the people whom they went to.

use super::DbConnection;
use super::deliveries::{DeliveryReason, DeliveryState};
use super::schema::deliveries::{self, dsl};
use super::schema::notifications;
use crate::ids::{CustomerId, NotificationId, PublisherId, SubscriptionId};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// To whom a message went: the publisher and the account; `None` once the customer was erased.
pub fn whose(
    connection: &mut DbConnection,
    (id, subscription): (NotificationId, SubscriptionId),
) -> QueryResult<Option<(PublisherId, String)>> {
    use super::schema::customers;
    deliveries::table
        .inner_join(notifications::table)
        .inner_join(customers::table.on(customers::id.nullable().eq(dsl::customer_id)))
        .filter(dsl::notification_id.eq(id))
        .filter(dsl::subscription_id.eq(subscription))
        .filter(customers::publisher_id.eq(notifications::publisher_id))
        .select((notifications::publisher_id, customers::account_id))
        .first(connection)
        .optional()
}

/// Whether it is noted already that a message was shown, or clicked; true of one that there is not.
pub fn is_noted(
    connection: &mut DbConnection,
    (id, subscription): (NotificationId, SubscriptionId),
    is_click: bool,
) -> QueryResult<bool> {
    let row = deliveries::table.find((id, subscription)).select((dsl::shown_at, dsl::launched_at));
    let found: Option<(Option<NaiveDateTime>, Option<NaiveDateTime>)> = row.first(connection).optional()?;
    Ok(found.is_none_or(|(shown, launched)| if is_click { launched } else { shown }.is_some()))
}

/// Notes that a message was shown, or clicked, once. Returns whether this is the first time.
pub fn note(
    connection: &mut DbConnection,
    (id, subscription): (NotificationId, SubscriptionId),
    (is_click, now): (bool, NaiveDateTime),
) -> QueryResult<bool> {
    let row = deliveries::table.find((id, subscription));
    let noted = if is_click {
        let first = row.filter(dsl::launched_at.is_null());
        diesel::update(first).set(dsl::launched_at.eq(Some(now))).execute(connection)?
    } else {
        let first = row.filter(dsl::shown_at.is_null());
        diesel::update(first).set(dsl::shown_at.eq(Some(now))).execute(connection)?
    };
    Ok(noted == 1)
}

/// A message to a person, for everything that is held: the notification, what became of it, why, and when.
pub type HeldRow = (
    String,
    DeliveryState,
    Option<DeliveryReason>,
    Option<i32>,
    Option<NaiveDateTime>,
    Option<NaiveDateTime>,
    Option<NaiveDateTime>,
);

/// The messages to a customer.
pub fn of_customer(
    connection: &mut DbConnection,
    publisher: PublisherId,
    customer: CustomerId,
) -> QueryResult<Vec<HeldRow>> {
    deliveries::table
        .inner_join(notifications::table)
        .filter(dsl::customer_id.eq(customer))
        .filter(notifications::publisher_id.eq(publisher))
        .order(dsl::notification_id)
        .select((
            notifications::name,
            dsl::state,
            dsl::reason,
            dsl::status,
            dsl::answered_at,
            dsl::shown_at,
            dsl::launched_at,
        ))
        .load(connection)
}

/// Forgets whose the messages to a customer were; those that are not sent yet are not sent. The totals stay.
pub fn forget(
    connection: &mut DbConnection,
    publisher: PublisherId,
    customer: CustomerId,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let own = notifications::table
        .filter(notifications::id.eq(deliveries::notification_id))
        .filter(notifications::publisher_id.eq(publisher));
    let of_customer = || deliveries::table.filter(dsl::customer_id.eq(customer)).filter(diesel::dsl::exists(own));
    // Those who send take the notification before any of its rows and its counts.
    let open = of_customer().filter(dsl::state.eq_any([DeliveryState::Planned, DeliveryState::Leased]));
    let mut sending: Vec<NotificationId> = open.select(dsl::notification_id).load(connection)?;
    sending.sort_unstable();
    sending.dedup();
    for id in sending {
        super::sending::hold(connection, (publisher, id))?;
    }
    diesel::update(of_customer().filter(dsl::state.eq_any([DeliveryState::Planned, DeliveryState::Leased])))
        .set((
            dsl::state.eq(DeliveryState::Skipped),
            dsl::reason.eq(Some(DeliveryReason::Erased)),
            dsl::answered_at.eq(Some(now)),
            dsl::lease_until.eq(None::<NaiveDateTime>),
        ))
        .execute(connection)?;
    diesel::update(of_customer()).set(dsl::customer_id.eq(None::<CustomerId>)).execute(connection).map(drop)
}
