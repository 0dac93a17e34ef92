//! How many messages of a notification have each state. They are counted when they are planned, and triggers move the counts with
//! the messages, so that a report does not count a million rows each second.

use super::DbConnection;
use super::deliveries::{DeliveryReason, DeliveryState, of_notification};
use super::notifications::row;
use super::schema::delivery_counts::dsl;
use super::schema::{deliveries, notifications};
use crate::ids::{NotificationId, PublisherId};
use crate::on_either;
use diesel::dsl::{count_star, exists};
use diesel::prelude::*;
use std::collections::HashMap;

/// The counts of a notification.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How many messages have each state and reason; none of zero.
    pub by_state: Vec<(DeliveryState, Option<DeliveryReason>, i64)>,
    pub shown: i64,
    pub launched: i64,
    /// What people saw and clicked who have not allowed that it is kept: these are only counted here.
    pub shown_anonymous: i64,
    pub launched_anonymous: i64,
}

/// What stands in the place of a reason where nothing is kept with the messages.
const ANONYMOUS: &str = "anonymous";

impl Counts {
    /// Takes a row: of a state and a reason, or of what browsers said.
    fn take(&mut self, (state, reason, messages): (&str, &str, i64)) -> QueryResult<()> {
        match (state, reason) {
            ("shown", ANONYMOUS) => self.shown_anonymous = messages,
            ("launched", ANONYMOUS) => self.launched_anonymous = messages,
            ("shown", _) => self.shown = messages,
            ("launched", _) => self.launched = messages,
            (word, reason) => {
                let state = DeliveryState::from_word(word).ok_or(diesel::NotFound)?;
                self.by_state.push((state, DeliveryReason::from_word(reason), messages));
            }
        }
        Ok(())
    }
}

/// The counts of the publisher's notification.
pub fn of(connection: &mut DbConnection, (publisher, id): (PublisherId, NotificationId)) -> QueryResult<Counts> {
    let found: Vec<(String, String, i64)> = dsl::delivery_counts
        .filter(dsl::notification_id.eq(id))
        .filter(exists(row(publisher, id)))
        .filter(dsl::messages.ne(0))
        .order((dsl::state, dsl::reason))
        .select((dsl::state, dsl::reason, dsl::messages))
        .load(connection)?;
    let mut counts = Counts::default();
    found.iter().try_for_each(|(state, reason, messages)| counts.take((state, reason, *messages)))?;
    Ok(counts)
}

/// The counts of each of these of the publisher's notifications that has any. They are few enough for one statement.
pub fn of_several(
    connection: &mut DbConnection,
    publisher: PublisherId,
    ids: &[NotificationId],
) -> QueryResult<HashMap<NotificationId, Counts>> {
    let found: Vec<(NotificationId, String, String, i64)> = dsl::delivery_counts
        .inner_join(notifications::table.on(notifications::id.eq(dsl::notification_id)))
        .filter(notifications::publisher_id.eq(publisher))
        .filter(dsl::notification_id.eq_any(ids.to_vec()))
        .filter(dsl::messages.ne(0))
        .select((dsl::notification_id, dsl::state, dsl::reason, dsl::messages))
        .load(connection)?;
    let mut counts: HashMap<NotificationId, Counts> = HashMap::new();
    for (id, state, reason, messages) in found {
        counts.entry(id).or_default().take((&state, &reason, messages))?;
    }
    Ok(counts)
}

/// Counts messages that were added.
pub(super) fn add(
    connection: &mut DbConnection,
    id: NotificationId,
    (state, reason, messages): (DeliveryState, Option<DeliveryReason>, i64),
) -> QueryResult<()> {
    add_row(connection, id, (state.word(), reason.map_or("", DeliveryReason::word), messages))
}

/// Counts that a person saw or clicked a message of a notification, and keeps nothing else of it.
pub fn add_anonymous(connection: &mut DbConnection, id: NotificationId, is_click: bool) -> QueryResult<()> {
    add_row(connection, id, (if is_click { "launched" } else { "shown" }, ANONYMOUS, 1))
}

fn add_row(
    connection: &mut DbConnection,
    id: NotificationId,
    (state, reason, messages): (&str, &str, i64),
) -> QueryResult<()> {
    let row = (dsl::notification_id.eq(id), dsl::state.eq(state), dsl::reason.eq(reason), dsl::messages.eq(messages));
    on_either!(connection, inner =>
        diesel::insert_into(dsl::delivery_counts)
            .values(row)
            .on_conflict((dsl::notification_id, dsl::state, dsl::reason))
            .do_update()
            .set(dsl::messages.eq(dsl::messages + messages))
            .execute(inner)
            .map(drop))
}

/// The counts as the rows have them, which tests hold the others against.
pub fn of_rows(connection: &mut DbConnection, (publisher, id): (PublisherId, NotificationId)) -> QueryResult<Counts> {
    let mut by_state: Vec<(DeliveryState, Option<DeliveryReason>, i64)> = of_notification(publisher, id)
        .group_by((deliveries::state, deliveries::reason))
        .select((deliveries::state, deliveries::reason, count_star()))
        .load(connection)?;
    by_state.sort_by_key(|(state, reason, _)| (state.word(), reason.map_or("", DeliveryReason::word)));
    let all = || of_notification(publisher, id);
    Ok(Counts {
        by_state,
        // No row has them.
        shown_anonymous: 0,
        launched_anonymous: 0,
        shown: all().filter(deliveries::shown_at.is_not_null()).count().get_result(connection)?,
        launched: all().filter(deliveries::launched_at.is_not_null()).count().get_result(connection)?,
    })
}
