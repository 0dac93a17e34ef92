//! What became of the messages of a notification: by a part of them, and of one person.

use super::DbConnection;
use super::deliveries::{DeliveryReason, DeliveryState, of_notification};
use super::schema::deliveries::dsl;
use super::schema::{customers, subscriptions};
use crate::ids::{CustomerId, NotificationId, PublisherId, SubscriptionId};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};

/// The most parts that are listed: the largest ones.
const MOST_PARTS: usize = 50;

/// By what messages are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    Variant,
    /// That of the browser, as a tag.
    Language,
    /// The names of the browser and its system.
    Platform,
    /// That in which the push service answered, in UTC: `2026-11-28 09`.
    Hour,
}

impl Dimension {
    /// The part of a message, as SQL for both databases.
    const fn part(self) -> &'static str {
        match self {
            Self::Variant => "CAST(deliveries.variant AS TEXT)",
            Self::Language => "COALESCE(subscriptions.language, '')",
            Self::Platform => "COALESCE(subscriptions.agent, '')",
            Self::Hour => "COALESCE(SUBSTR(CAST(deliveries.answered_at AS TEXT), 1, 13), '')",
        }
    }

    /// In which order the parts are listed.
    const fn order(self) -> &'static str {
        match self {
            Self::Variant | Self::Hour => "1",
            Self::Language | Self::Platform => "2 DESC, 1",
        }
    }
}

/// How many messages of one part there are, and what became of them.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct PartSums {
    #[diesel(sql_type = Text)]
    pub part: String,
    #[diesel(sql_type = BigInt)]
    pub browsers: i64,
    #[diesel(sql_type = BigInt)]
    pub accepted: i64,
    #[diesel(sql_type = BigInt)]
    pub shown: i64,
    #[diesel(sql_type = BigInt)]
    pub launched: i64,
}

/// The messages of a notification by their parts: the first or largest 50.
pub fn by(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    dimension: Dimension,
) -> QueryResult<Vec<PartSums>> {
    let (part, order) = (dimension.part(), dimension.order());
    let query = format!(
        "SELECT {part} AS part, COUNT(*) AS browsers, \
         COUNT(CASE WHEN deliveries.state = 'accepted' THEN 1 END) AS accepted, \
         COUNT(deliveries.shown_at) AS shown, COUNT(deliveries.launched_at) AS launched \
         FROM deliveries JOIN notifications ON notifications.id = deliveries.notification_id \
         LEFT JOIN subscriptions ON subscriptions.id = deliveries.subscription_id \
         WHERE notifications.publisher_id = $1 AND notifications.id = $2 \
         GROUP BY 1 ORDER BY {order} LIMIT {MOST_PARTS}"
    );
    diesel::sql_query(query).bind::<Integer, _>(publisher).bind::<Integer, _>(id).load(connection)
}

/// A message to a person.
#[derive(Clone, Debug, Queryable)]
pub struct Step {
    pub subscription: SubscriptionId,
    /// Missing once the browser is forgotten.
    pub agent: Option<String>,
    pub state: DeliveryState,
    pub reason: Option<DeliveryReason>,
    pub attempts: i32,
    pub status: Option<i32>,
    pub answered_at: Option<NaiveDateTime>,
    pub shown_at: Option<NaiveDateTime>,
    pub launched_at: Option<NaiveDateTime>,
}

/// The messages of a notification to a customer.
pub fn of_person(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    customer: CustomerId,
) -> QueryResult<Vec<Step>> {
    of_notification(publisher, id)
        .left_join(subscriptions::table.on(subscriptions::id.eq(dsl::subscription_id)))
        .filter(dsl::customer_id.eq(customer))
        .order(dsl::subscription_id)
        .select((
            dsl::subscription_id,
            subscriptions::agent.nullable(),
            dsl::state,
            dsl::reason,
            dsl::attempts,
            dsl::status,
            dsl::answered_at,
            dsl::shown_at,
            dsl::launched_at,
        ))
        .load(connection)
}

/// Which messages of a notification are listed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Listed {
    pub state: Option<DeliveryState>,
    pub reason: Option<DeliveryReason>,
    pub customer: Option<CustomerId>,
    /// Only those to browsers after this one.
    pub after: Option<SubscriptionId>,
    pub most: i64,
}

/// A message, and to whom.
#[derive(Clone, Debug, Queryable)]
pub struct Delivery {
    pub subscription: SubscriptionId,
    /// Missing once the customer was erased.
    pub account: Option<String>,
    pub agent: Option<String>,
    /// The language of the browser, as a tag.
    pub language: Option<String>,
    pub variant: i32,
    pub state: DeliveryState,
    pub reason: Option<DeliveryReason>,
    pub attempts: i32,
    pub status: Option<i32>,
    pub not_before: NaiveDateTime,
    pub answered_at: Option<NaiveDateTime>,
    pub shown_at: Option<NaiveDateTime>,
    pub launched_at: Option<NaiveDateTime>,
}

/// Messages of a notification, in the order of the browsers.
pub fn page(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    listed: &Listed,
) -> QueryResult<Vec<Delivery>> {
    let mut found = of_notification(publisher, id)
        .left_join(subscriptions::table.on(subscriptions::id.eq(dsl::subscription_id)))
        .left_join(customers::table.on(customers::id.nullable().eq(dsl::customer_id)))
        .into_boxed();
    if let Some(state) = listed.state {
        found = found.filter(dsl::state.eq(state));
    }
    if let Some(reason) = listed.reason {
        found = found.filter(dsl::reason.eq(reason));
    }
    if let Some(customer) = listed.customer {
        found = found.filter(dsl::customer_id.eq(customer));
    }
    if let Some(after) = listed.after {
        found = found.filter(dsl::subscription_id.gt(after));
    }
    found
        .order(dsl::subscription_id)
        .limit(listed.most)
        .select((
            dsl::subscription_id,
            customers::account_id.nullable(),
            subscriptions::agent.nullable(),
            subscriptions::language.nullable(),
            dsl::variant,
            dsl::state,
            dsl::reason,
            dsl::attempts,
            dsl::status,
            dsl::not_before,
            dsl::answered_at,
            dsl::shown_at,
            dsl::launched_at,
        ))
        .load(connection)
}
