//! What a job counted of notifications that were sent: by the market of their people, and the smallest number of people that the
//! page of one tells. It stays when nobody knows any more who got one.

use super::DbConnection;
use super::notifications::row;
use super::schema::notification_markets as markets;
use super::schema::notification_sums::{self as sums, dsl};
use super::schema::notifications;
use crate::ids::{AppId, NotificationId, PublisherId};
use chrono::NaiveDateTime;
use diesel::dsl::{exists, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text, Timestamp};
use std::collections::HashMap;

/// What is counted of messages: what became of those that left, and the clicks.
const COUNTED: &str = "('accepted', 'gone', 'failed', 'unknown', 'launched')";

/// What became of the messages to the people of one market.
#[derive(Clone, Debug, Default, PartialEq, Eq, Queryable, QueryableByName)]
pub struct OfMarket {
    /// Empty where it is not known.
    #[diesel(sql_type = Text)]
    pub market: String,
    #[diesel(sql_type = BigInt)]
    pub accepted: i64,
    #[diesel(sql_type = BigInt)]
    pub gone: i64,
    #[diesel(sql_type = BigInt)]
    pub failed: i64,
    #[diesel(sql_type = BigInt)]
    pub unknown: i64,
    #[diesel(sql_type = BigInt)]
    pub launched: i64,
}

#[derive(QueryableByName)]
struct Due {
    #[diesel(sql_type = Integer)]
    publisher_id: PublisherId,
    #[diesel(sql_type = Integer)]
    id: NotificationId,
}

/// At most so many notifications of all publishers that were sent and of which nothing is counted yet, or that were counted before a
/// moment and have other messages since, as long as it is known who got them. Those of which nothing is counted come first, and of
/// them the newest.
pub fn due(
    connection: &mut DbConnection,
    (before, most): (NaiveDateTime, i64),
) -> QueryResult<Vec<(PublisherId, NotificationId)>> {
    let query = format!(
        "SELECT notifications.publisher_id, notifications.id \
         FROM notifications LEFT JOIN notification_sums ON notification_sums.notification_id = notifications.id \
         WHERE notifications.sent_at IS NOT NULL \
         AND EXISTS (SELECT 1 FROM publishers WHERE publishers.id = notifications.publisher_id AND publishers.is_set_up) \
         AND (notification_sums.notification_id IS NULL OR (notification_sums.counted_at < $1 \
         AND NOT EXISTS (SELECT 1 FROM notification_totals WHERE notification_totals.notification_id = notifications.id) \
         AND notification_sums.messages <> (SELECT COALESCE(SUM(delivery_counts.messages), 0) FROM delivery_counts \
         WHERE delivery_counts.notification_id = notifications.id AND delivery_counts.state IN {COUNTED} \
         AND delivery_counts.reason <> 'anonymous'))) \
         ORDER BY notification_sums.notification_id IS NOT NULL, notifications.id DESC LIMIT $2"
    );
    let query = diesel::sql_query(query).bind::<Timestamp, _>(before).bind::<BigInt, _>(most);
    let found: Vec<Due> = query.load(connection)?;
    Ok(found.into_iter().map(|one| (one.publisher_id, one.id)).collect())
}

/// How many messages of the publisher's notification are counted.
pub fn messages(connection: &mut DbConnection, (publisher, id): (PublisherId, NotificationId)) -> QueryResult<i64> {
    use super::schema::delivery_counts as counts;
    counts::table
        .filter(counts::notification_id.eq(id))
        .filter(exists(row(publisher, id)))
        .filter(counts::state.eq_any(["accepted", "gone", "failed", "unknown", "launched"]))
        .filter(counts::reason.ne("anonymous"))
        .select(sql::<BigInt>("CAST(COALESCE(SUM(delivery_counts.messages), 0) AS BIGINT)"))
        .first(connection)
}

/// The messages of the publisher's notification by the market of their people. It reads each of them.
pub fn by_market(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
) -> QueryResult<Vec<OfMarket>> {
    let of = |state: &str| format!("COUNT(CASE WHEN deliveries.state = '{state}' THEN 1 END) AS {state}");
    let states = ["accepted", "gone", "failed", "unknown"].map(of).join(", ");
    let query = format!(
        "SELECT COALESCE(customers.market, '') AS market, {states}, COUNT(deliveries.launched_at) AS launched \
         FROM deliveries JOIN notifications ON notifications.id = deliveries.notification_id \
         LEFT JOIN customers ON customers.id = deliveries.customer_id \
         WHERE notifications.publisher_id = $1 AND notifications.id = $2 GROUP BY 1"
    );
    diesel::sql_query(query).bind::<Integer, _>(publisher).bind::<Integer, _>(id).load(connection)
}

/// What was counted of a notification.
#[derive(Clone, Debug)]
pub struct Counted {
    pub least_people: i64,
    pub messages: i64,
    pub markets: Vec<OfMarket>,
    pub at: NaiveDateTime,
}

/// Keeps what was counted of the publisher's notification, in the place of what was before.
pub fn keep(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    counted: &Counted,
) -> QueryResult<()> {
    // It may be gone meanwhile.
    if row(publisher, id).select(notifications::id).first::<NotificationId>(connection).optional()?.is_none() {
        return Ok(());
    }
    diesel::delete(markets::table.filter(markets::notification_id.eq(id))).execute(connection)?;
    diesel::delete(sums::table.filter(dsl::notification_id.eq(id))).execute(connection)?;
    let of_market = |one: &OfMarket| {
        (
            markets::notification_id.eq(id),
            markets::market.eq(one.market.clone()),
            (markets::accepted.eq(one.accepted), markets::gone.eq(one.gone), markets::failed.eq(one.failed)),
            (markets::unknown.eq(one.unknown), markets::launched.eq(one.launched)),
        )
    };
    for one in &counted.markets {
        diesel::insert_into(markets::table).values(of_market(one)).execute(connection)?;
    }
    let sums = (
        dsl::notification_id.eq(id),
        dsl::least_people.eq(counted.least_people),
        dsl::messages.eq(counted.messages),
        dsl::counted_at.eq(counted.at),
    );
    diesel::insert_into(sums::table).values(sums).execute(connection).map(drop)
}

/// The smallest number of people that the page of each of these of the publisher's notifications tells, as far as it is counted.
pub fn least_people(
    connection: &mut DbConnection,
    publisher: PublisherId,
    ids: &[NotificationId],
) -> QueryResult<HashMap<NotificationId, i64>> {
    let found: Vec<(NotificationId, i64)> = sums::table
        .inner_join(notifications::table.on(notifications::id.eq(dsl::notification_id)))
        .filter(notifications::publisher_id.eq(publisher))
        .filter(dsl::notification_id.eq_any(ids.to_vec()))
        .select((dsl::notification_id, dsl::least_people))
        .load(connection)?;
    Ok(found.into_iter().collect())
}

/// What became of the messages of all these of the publisher's notifications by market.
pub fn of_markets(
    connection: &mut DbConnection,
    publisher: PublisherId,
    ids: &[NotificationId],
) -> QueryResult<Vec<OfMarket>> {
    let sum = |column: &str| sql::<BigInt>(&format!("CAST(SUM(notification_markets.{column}) AS BIGINT)"));
    markets::table
        .inner_join(notifications::table.on(notifications::id.eq(markets::notification_id)))
        .filter(notifications::publisher_id.eq(publisher))
        .filter(markets::notification_id.eq_any(ids.to_vec()))
        .group_by(markets::market)
        .select((markets::market, sum("accepted"), sum("gone"), sum("failed"), sum("unknown"), sum("launched")))
        .load(connection)
}

/// At most so many of the publisher's notifications, of one app or of all, that were sent from one moment to before another, the
/// newest first.
pub fn sent_between(
    connection: &mut DbConnection,
    (publisher, app): (PublisherId, Option<AppId>),
    (since, until): (NaiveDateTime, NaiveDateTime),
    most: i64,
) -> QueryResult<Vec<(NotificationId, NaiveDateTime)>> {
    let mut found = notifications::table
        .filter(notifications::publisher_id.eq(publisher))
        .filter(notifications::sent_at.ge(since))
        .filter(notifications::sent_at.lt(until))
        .into_boxed();
    if let Some(app) = app {
        found = found.filter(notifications::app_id.eq(app));
    }
    found
        .order((notifications::sent_at.desc(), notifications::id.desc()))
        .limit(most)
        .select((notifications::id, notifications::sent_at.assume_not_null()))
        .load(connection)
}
