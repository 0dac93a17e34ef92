//! Notifications of which only numbers are left, because nobody needs to know any more who got them.

use super::DbConnection;
use super::notifications::row;
use super::schema::notification_totals::{self, dsl};
use super::schema::{deliveries, notification_arms, notifications, omissions};
use crate::ids::{NotificationId, PublisherId};
use chrono::NaiveDateTime;
use diesel::dsl::{exists, not};
use diesel::prelude::*;

/// What is left of who got a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = notification_totals)]
pub struct Totals {
    /// How many people it went to.
    pub reached: i64,
}

/// What is left of who got the publisher's notification; `None` while it is known.
pub fn of(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
) -> QueryResult<Option<Totals>> {
    let own = dsl::notification_totals.filter(dsl::notification_id.eq(id)).filter(exists(row(publisher, id)));
    own.select(Totals::as_select()).first(connection).optional()
}

/// At most so many notifications of all publishers that were over before a moment, and whose people are not yet forgotten.
pub fn due(
    connection: &mut DbConnection,
    (before, most): (NaiveDateTime, i64),
) -> QueryResult<Vec<(PublisherId, NotificationId)>> {
    let known = deliveries::table.filter(deliveries::notification_id.eq(notifications::id));
    let begun = dsl::notification_totals.filter(dsl::notification_id.eq(notifications::id));
    notifications::table
        .filter(notifications::finished_at.lt(before))
        .filter(not(exists(begun)).or(exists(known)))
        .order(notifications::id)
        .limit(most)
        .select((notifications::publisher_id, notifications::id))
        .load(connection)
}

/// Forgets who the publisher's notification went to and not, but for how many; the messages are deleted by themselves. The caller
/// knows that they are not forgotten yet. `nobody` is a serialised bitmap without positions.
pub fn begin(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    (reached, nobody): (i64, &[u8]),
) -> QueryResult<()> {
    let totals = (dsl::notification_id.eq(id), dsl::reached.eq(reached));
    diesel::insert_into(dsl::notification_totals).values(totals).execute(connection)?;
    diesel::update(row(publisher, id)).set(notifications::audience.eq(None::<Vec<u8>>)).execute(connection)?;
    let omitted = omissions::table.filter(omissions::notification_id.eq(id)).filter(exists(row(publisher, id)));
    diesel::update(omitted).set(omissions::positions.eq(nobody)).execute(connection)?;
    let arms = notification_arms::table.filter(notification_arms::notification_id.eq(id));
    diesel::delete(arms.filter(exists(row(publisher, id)))).execute(connection).map(drop)
}
