//! What notifications compare: a share of people who get nothing, the variants of their texts, and the goal that is counted.

use super::DbConnection;
use super::notifications::row;
use super::schema::{notification_arms as arms, notification_comparisons as comparisons};
use crate::ids::{AppId, NotificationId, PublisherId};
use crate::words;
use chrono::NaiveDateTime;
use diesel::dsl::exists;
use diesel::prelude::*;
use std::collections::HashMap;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// What is counted of each person; the message `notification-goal-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum GoalKind {
    Purchase,
    Use,
    Acquisition,
}

words!(GoalKind);

/// What a person is to do in an app within days after the notification was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Goal {
    pub kind: GoalKind,
    pub app: AppId,
    pub days: i32,
}

/// What a notification compares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The share of people who get nothing, in millionths.
    pub holdout: u32,
    /// The weight of each variant. There is always one.
    pub weights: Vec<u32>,
    pub goal: Option<Goal>,
}

impl Default for Comparison {
    fn default() -> Self {
        Self { holdout: 0, weights: vec![1], goal: None }
    }
}

/// What the notification compares, and the salt by which people are divided.
pub fn find(
    connection: &mut DbConnection,
    publisher: PublisherId,
    id: NotificationId,
) -> QueryResult<(String, Comparison)> {
    let found: Option<Row> = comparisons::table
        .filter(comparisons::notification_id.eq(id))
        .filter(exists(row(publisher, id)))
        .select(COLUMNS)
        .first(connection)
        .optional()?;
    Ok(found.map(|row| (row.0.clone(), read(row))).unwrap_or_default())
}

/// What each of these of the publisher's notifications compares.
pub fn of_several(
    connection: &mut DbConnection,
    publisher: PublisherId,
    ids: &[NotificationId],
) -> QueryResult<HashMap<NotificationId, Comparison>> {
    use super::schema::notifications;
    let found: Vec<(NotificationId, Row)> = comparisons::table
        .inner_join(notifications::table.on(notifications::id.eq(comparisons::notification_id)))
        .filter(notifications::publisher_id.eq(publisher))
        .filter(comparisons::notification_id.eq_any(ids.to_vec()))
        .select((comparisons::notification_id, COLUMNS))
        .load(connection)?;
    Ok(found.into_iter().map(|(id, row)| (id, read(row))).collect())
}

/// What is stored of a comparison.
type Row = (String, i32, String, Option<GoalKind>, Option<AppId>, Option<i32>);

type Columns = (
    comparisons::salt,
    comparisons::holdout,
    comparisons::weights,
    comparisons::goal,
    comparisons::goal_app_id,
    comparisons::goal_days,
);

const COLUMNS: Columns = (
    comparisons::salt,
    comparisons::holdout,
    comparisons::weights,
    comparisons::goal,
    comparisons::goal_app_id,
    comparisons::goal_days,
);

fn read((_, holdout, weights, kind, app, days): Row) -> Comparison {
    let goal = kind.zip(app).zip(days).map(|((kind, app), days)| Goal { kind, app, days });
    let weights = weights.split_whitespace().filter_map(|weight| weight.parse().ok()).collect();
    Comparison { holdout: holdout.unsigned_abs(), weights, goal }
}

/// Changes what the publisher's notification compares; one that compared nothing before gets the salt.
pub fn set(
    connection: &mut DbConnection,
    (id, salt): (NotificationId, &str),
    comparison: &Comparison,
) -> QueryResult<()> {
    let weights = comparison.weights.iter().map(u32::to_string).collect::<Vec<_>>().join(" ");
    let goal = comparison.goal;
    let values = (
        comparisons::holdout.eq(i32::try_from(comparison.holdout).unwrap_or(i32::MAX)),
        comparisons::weights.eq(weights),
        comparisons::goal.eq(goal.map(|goal| goal.kind)),
        comparisons::goal_app_id.eq(goal.map(|goal| goal.app)),
        comparisons::goal_days.eq(goal.map(|goal| goal.days)),
    );
    let known = comparisons::table.filter(comparisons::notification_id.eq(id));
    if diesel::update(known).set(values.clone()).execute(connection)? == 1 {
        return Ok(());
    }
    let new = (comparisons::notification_id.eq(id), comparisons::salt.eq(salt), values);
    diesel::insert_into(comparisons::table).values(new).execute(connection).map(drop)
}

/// The publisher's notifications that were sent since a moment and count a goal, with what was counted of each, as JSON.
pub fn counted(
    connection: &mut DbConnection,
    publisher: PublisherId,
    since: NaiveDateTime,
) -> QueryResult<Vec<(NotificationId, Option<String>)>> {
    use super::schema::notifications;
    comparisons::table
        .inner_join(notifications::table.on(notifications::id.eq(comparisons::notification_id)))
        .filter(notifications::publisher_id.eq(publisher))
        .filter(notifications::sent_at.ge(since))
        .filter(comparisons::goal.is_not_null())
        .order(comparisons::notification_id)
        .select((comparisons::notification_id, comparisons::effect))
        .load(connection)
}

/// What was counted of the notification, as JSON; `None` if nothing was yet.
pub fn effect(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
) -> QueryResult<Option<String>> {
    let found = comparisons::table.filter(comparisons::notification_id.eq(id)).filter(exists(row(publisher, id)));
    Ok(found.select(comparisons::effect).first::<Option<String>>(connection).optional()?.flatten())
}

/// What was counted of each of these of the publisher's notifications, as JSON.
pub fn effects_of_several(
    connection: &mut DbConnection,
    publisher: PublisherId,
    ids: &[NotificationId],
) -> QueryResult<HashMap<NotificationId, String>> {
    use super::schema::notifications;
    let found: Vec<(NotificationId, String)> = comparisons::table
        .inner_join(notifications::table.on(notifications::id.eq(comparisons::notification_id)))
        .filter(notifications::publisher_id.eq(publisher))
        .filter(comparisons::notification_id.eq_any(ids.to_vec()))
        .filter(comparisons::effect.is_not_null())
        .select((comparisons::notification_id, comparisons::effect.assume_not_null()))
        .load(connection)?;
    Ok(found.into_iter().collect())
}

/// Stores what was counted of the notification.
pub fn set_effect(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    effect: &str,
) -> QueryResult<()> {
    let found = comparisons::table.filter(comparisons::notification_id.eq(id)).filter(exists(row(publisher, id)));
    diesel::update(found).set(comparisons::effect.eq(Some(effect))).execute(connection).map(drop)
}

/// Keeps who gets each variant, as serialised bitmaps of positions, in the order of the variants.
pub fn keep_arms(connection: &mut DbConnection, id: NotificationId, variants: &[Vec<u8>]) -> QueryResult<()> {
    for (variant, positions) in (0_i32..).zip(variants) {
        let row = (arms::notification_id.eq(id), arms::variant.eq(variant), arms::positions.eq(positions));
        diesel::insert_into(arms::table).values(row).execute(connection)?;
    }
    Ok(())
}

/// Who gets each variant, as serialised bitmaps of positions; nothing for a notification with a single variant.
pub fn arms(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
) -> QueryResult<Vec<Vec<u8>>> {
    arms::table
        .filter(arms::notification_id.eq(id))
        .filter(exists(row(publisher, id)))
        .order(arms::variant)
        .select(arms::positions)
        .load(connection)
}
