//! How often people were written to lately, by all notifications of a publisher.

use super::DbConnection;
use super::consents::ConsentPurpose;
use super::deliveries::DeliveryState;
use super::schema::{deliveries, notifications, profiles};
use crate::ids::{AppKey, CustomerId, NotificationId, PublisherId};
use chrono::NaiveDateTime;
use diesel::dsl::count;
use diesel::prelude::*;
use roaring::RoaringBitmap;

/// What became of messages that a person got, or may have got.
const REACHED: [DeliveryState; 3] = [DeliveryState::Leased, DeliveryState::Accepted, DeliveryState::Unknown];

/// Whether the person got the message, or may have got it, or is about to: what was tried and comes again keeps its place.
#[diesel::dsl::auto_type]
fn is_reached() -> _ {
    let reached: Vec<DeliveryState> = REACHED.to_vec();
    let planned: DeliveryState = DeliveryState::Planned;
    let comes_again = deliveries::state.eq(planned).and(deliveries::attempts.gt(0_i32));
    deliveries::state.eq_any(reached).or(comes_again)
}

/// A message to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable)]
pub struct Past {
    pub customer: CustomerId,
    pub notification: NotificationId,
    pub purpose: ConsentPurpose,
    /// `None` for one that is being sent.
    pub at: Option<NaiveDateTime>,
}

/// The publisher's notifications, but for one, that were being sent at some time since then.
pub fn since(
    connection: &mut DbConnection,
    (publisher, but): (PublisherId, NotificationId),
    since: NaiveDateTime,
) -> QueryResult<Vec<NotificationId>> {
    let is_over = notifications::finished_at.lt(since).assume_not_null();
    notifications::table
        .filter(notifications::publisher_id.eq(publisher))
        .filter(notifications::id.ne(but))
        .filter(notifications::sent_at.is_not_null())
        .filter(notifications::finished_at.is_null().or(diesel::dsl::not(is_over)))
        .select(notifications::id)
        .load(connection)
}

/// The messages of these notifications to these people since then.
pub fn past(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (people, of): (&[CustomerId], &[NotificationId]),
    since: NaiveDateTime,
) -> QueryResult<Vec<Past>> {
    let found: Vec<(Option<CustomerId>, NotificationId, ConsentPurpose, Option<NaiveDateTime>)> = deliveries::table
        .inner_join(notifications::table)
        .filter(deliveries::customer_id.eq_any(people.to_vec()))
        .filter(deliveries::notification_id.eq_any(of.to_vec()))
        .filter(is_reached())
        .filter(deliveries::answered_at.is_null().or(deliveries::answered_at.ge(since).assume_not_null()))
        .filter(notifications::publisher_id.eq(publisher))
        .select((deliveries::customer_id, deliveries::notification_id, notifications::purpose, deliveries::answered_at))
        .load(connection)?;
    let past = |(customer, notification, purpose, at): (Option<CustomerId>, _, _, _)| {
        Some(Past { customer: customer?, notification, purpose, at })
    };
    Ok(found.into_iter().filter_map(past).collect())
}

/// The positions in the app of those who got at least `least` of these notifications for these purposes since then.
pub fn full(
    connection: &mut DbConnection,
    app: AppKey,
    (of, least, purposes): (&[NotificationId], i64, &[ConsentPurpose]),
    since: NaiveDateTime,
) -> QueryResult<RoaringBitmap> {
    if of.is_empty() {
        return Ok(RoaringBitmap::new());
    }
    let found: Vec<i32> = deliveries::table
        .inner_join(notifications::table)
        .inner_join(profiles::table.on(profiles::customer_id.nullable().eq(deliveries::customer_id)))
        .filter(deliveries::notification_id.eq_any(of.to_vec()))
        .filter(is_reached())
        .filter(deliveries::answered_at.is_null().or(deliveries::answered_at.ge(since).assume_not_null()))
        .filter(notifications::publisher_id.eq(app.publisher))
        .filter(notifications::purpose.eq_any(purposes.to_vec()))
        .filter(profiles::app_id.eq(app.id))
        .group_by(profiles::position)
        .having(count(deliveries::notification_id).aggregate_distinct().ge(least))
        .select(profiles::position)
        .load(connection)?;
    Ok(found.into_iter().map(i32::unsigned_abs).collect())
}
