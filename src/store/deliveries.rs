//! Each browser that a notification goes to, and what became of it.

use super::schema::deliveries::{self, dsl};
use super::schema::{customers, notifications, profiles, subscriptions};
use super::subscriptions::SubscriptionState;
use super::{DbConnection, delivery_counts};
use crate::ids::{AppKey, CustomerId, NotificationId, PublisherId, SubscriptionId};
use crate::{insert, words};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::HashMap;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// What became of a message; the message `delivery-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum DeliveryState {
    /// It is still to be sent, now or later.
    Planned,
    /// It is being sent.
    Leased,
    /// The push service has taken it, which says nothing of the device.
    Accepted,
    /// The push service knows the browser no longer.
    Gone,
    Failed,
    /// It was being sent when the program ended, and is not sent again.
    Unknown,
    Skipped,
}

/// Why a message failed or was skipped; the message `delivery-reason-{word}` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum DeliveryReason {
    /// The push service refused it for what it is.
    Refused,
    /// It was tried too often.
    Tries,
    Expired,
    Cancelled,
    /// The browser has signed out, or is gone.
    NoBrowser,
    /// Another account has signed in at the browser.
    Moved,
    Unsubscribed,
    Erased,
    /// The person is in none of its groups any more.
    LeftGroup,
    /// The time had passed where the person is when it was sent.
    Late,
    /// It waits until it is time where the person is.
    LocalTime,
    /// The person had enough messages.
    Cap,
    /// It waits for the end of quiet hours where the person is.
    QuietHours,
    /// It waits because the person got another one shortly before.
    Soon,
}

words!(DeliveryState, DeliveryReason);

/// A browser that a notification is to go to.
#[derive(Clone, Debug, Queryable)]
pub struct Planned {
    pub position: i32,
    pub customer: CustomerId,
    pub subscription: SubscriptionId,
    pub seen_at: NaiveDateTime,
    /// The name of the zone that its clock is in.
    pub time_zone: Option<String>,
}

/// When the message to a browser leaves; `None` if it is too late for that.
pub type Leaves = Option<NaiveDateTime>;

/// The live browsers of the app's customers from one position to before another, to which the notification does not go yet: one
/// may have become another customer's since it was planned.
pub fn browsers_between(
    connection: &mut DbConnection,
    (app, notification): (AppKey, NotificationId),
    (first, end): (i32, i32),
) -> QueryResult<Vec<Planned>> {
    let planned = deliveries::table
        .filter(dsl::notification_id.eq(notification))
        .filter(dsl::subscription_id.eq(subscriptions::id));
    profiles::table
        .inner_join(customers::table)
        .inner_join(subscriptions::table.on(subscriptions::account_id.eq(customers::account_id)))
        .filter(profiles::app_id.eq(app.id))
        .filter(profiles::position.ge(first))
        .filter(profiles::position.lt(end))
        .filter(customers::publisher_id.eq(app.publisher))
        .filter(subscriptions::app_id.eq(app.id))
        .filter(subscriptions::state.eq(SubscriptionState::Live))
        .filter(diesel::dsl::not(diesel::dsl::exists(planned)))
        .order(profiles::position)
        .select((
            profiles::position,
            customers::id,
            subscriptions::id,
            subscriptions::seen_at,
            subscriptions::time_zone,
        ))
        .load(connection)
}

/// What becomes first of a message that leaves then.
fn beginning(leaves: Leaves, now: NaiveDateTime) -> (DeliveryState, Option<DeliveryReason>) {
    match leaves {
        None => (DeliveryState::Skipped, Some(DeliveryReason::Late)),
        Some(at) => (DeliveryState::Planned, (at > now).then_some(DeliveryReason::LocalTime)),
    }
}

/// Adds the rows of these browsers, each with its variant and with when its message leaves, which is kept if it depends on the
/// place, and counts them.
pub fn plan(
    connection: &mut DbConnection,
    notification: NotificationId,
    (planned, is_local): (&[(i32, Planned, Leaves)], bool),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let row = |(variant, one, leaves): &(i32, Planned, Leaves)| {
        let (state, reason) = beginning(*leaves, now);
        (
            dsl::notification_id.eq(notification),
            dsl::subscription_id.eq(one.subscription),
            dsl::customer_id.eq(Some(one.customer)),
            dsl::state.eq(state),
            dsl::reason.eq(reason),
            dsl::not_before.eq(leaves.unwrap_or(now)),
            dsl::answered_at.eq(leaves.is_none().then_some(now)),
            dsl::variant.eq(*variant),
            dsl::leaves_at.eq(leaves.filter(|_| is_local)),
        )
    };
    let rows: Vec<_> = planned.iter().map(row).collect();
    insert!(connection, deliveries::table, rows);
    let mut counts = HashMap::<_, i64>::new();
    planned.iter().for_each(|(.., leaves)| *counts.entry(beginning(*leaves, now)).or_default() += 1);
    for ((state, reason), count) in counts {
        delivery_counts::add(connection, notification, (state, reason, count))?;
    }
    Ok(())
}

/// Whether the notification belongs to the publisher. Every query of a visitor includes it.
#[diesel::dsl::auto_type]
pub(super) fn of_notification(publisher: PublisherId, id: NotificationId) -> _ {
    let own = notifications::table.filter(notifications::id.eq(id)).filter(notifications::publisher_id.eq(publisher));
    deliveries::table.filter(deliveries::notification_id.eq(id)).filter(diesel::dsl::exists(own))
}

/// A row that was claimed.
#[derive(Clone, Copy, Debug, Queryable)]
pub struct Claimed {
    pub subscription: SubscriptionId,
    pub customer: Option<CustomerId>,
    pub attempts: i32,
    pub variant: i32,
    state: DeliveryState,
    /// When it leaves where the person is, if that depends on the place.
    pub leaves_at: Option<NaiveDateTime>,
}

impl Claimed {
    /// Whether it may have been shown already: it was being sent when the program ended.
    pub fn is_repeat(&self) -> bool {
        self.state == DeliveryState::Leased
    }
}

/// The rows of a state that is open. SQLite uses the index of those that are open only for the very condition that it has, and goes
/// through all messages of the notification without it.
#[diesel::dsl::auto_type]
fn open_rows(publisher: PublisherId, id: NotificationId, state: DeliveryState) -> _ {
    let of_it: of_notification = of_notification(publisher, id);
    of_it.filter(dsl::answered_at.is_null()).filter(dsl::state.eq(state))
}

/// The rows that are to be sent now: those that are planned, and those whose lease has ended.
pub fn due(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    now: NaiveDateTime,
    most: i64,
) -> QueryResult<Vec<Claimed>> {
    let rows = |state: DeliveryState| {
        open_rows(publisher, id, state).order(dsl::not_before).select((
            dsl::subscription_id,
            dsl::customer_id,
            dsl::attempts,
            dsl::variant,
            dsl::state,
            dsl::leaves_at,
        ))
    };
    let ended = rows(DeliveryState::Leased).filter(dsl::lease_until.lt(now)).limit(most);
    let mut found: Vec<Claimed> = ended.load(connection)?;
    let rest = most.saturating_sub(i64::try_from(found.len()).unwrap_or(i64::MAX));
    let planned = rows(DeliveryState::Planned).filter(dsl::not_before.le(now)).limit(rest);
    found.extend(planned.load::<Claimed>(connection)?);
    Ok(found)
}

/// Leases these rows.
pub fn lease(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    rows: &[SubscriptionId],
    until: NaiveDateTime,
) -> QueryResult<()> {
    if rows.is_empty() {
        return Ok(());
    }
    diesel::update(of_notification(publisher, id).filter(dsl::subscription_id.eq_any(rows.to_vec())))
        .set((
            dsl::state.eq(DeliveryState::Leased),
            dsl::reason.eq(None::<DeliveryReason>),
            dsl::lease_until.eq(Some(until)),
            dsl::attempts.eq(dsl::attempts + 1),
        ))
        .execute(connection)
        .map(drop)
}

/// The ids in one statement: SQLite and PostgreSQL take some 32,000.
const IDS: usize = 2_000;

/// The end of some rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct End {
    pub state: DeliveryState,
    pub reason: Option<DeliveryReason>,
    pub status: Option<i32>,
}

/// Ends these rows, as far as they are open.
pub fn end(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    rows: &[SubscriptionId],
    (end, now): (End, NaiveDateTime),
) -> QueryResult<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let open = of_notification(publisher, id)
        .filter(dsl::subscription_id.eq_any(rows.to_vec()))
        .filter(dsl::state.eq_any([DeliveryState::Planned, DeliveryState::Leased]));
    diesel::update(open)
        .set((
            dsl::state.eq(end.state),
            dsl::reason.eq(end.reason),
            dsl::status.eq(end.status),
            dsl::answered_at.eq(Some(now)),
            dsl::lease_until.eq(None::<NaiveDateTime>),
        ))
        .execute(connection)
        .map(drop)
}

/// Ends rows whose lease has ended: those that were being sent when a program died, of which there are a few thousand at most.
pub fn end_uncertain(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let ended = open_rows(publisher, id, DeliveryState::Leased);
    diesel::update(ended.filter(dsl::lease_until.lt(now)))
        .set((
            dsl::state.eq(DeliveryState::Unknown),
            dsl::reason.eq(None::<DeliveryReason>),
            dsl::answered_at.eq(Some(now)),
            dsl::lease_until.eq(None::<NaiveDateTime>),
        ))
        .execute(connection)
        .map(drop)
}

/// The messages of which nobody knows what became of them, and whose people are still there.
#[diesel::dsl::auto_type]
fn unknown(publisher: PublisherId, id: NotificationId) -> _ {
    let unknown: DeliveryState = DeliveryState::Unknown;
    let of_notification: of_notification = of_notification(publisher, id);
    of_notification.filter(dsl::state.eq(unknown)).filter(dsl::customer_id.is_not_null())
}

/// Whether there is any message that [`plan_unknown`] would plan.
pub fn has_unknown(connection: &mut DbConnection, (publisher, id): (PublisherId, NotificationId)) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(unknown(publisher, id))).get_result(connection)
}

/// Plans rows of which nobody knows what became of them once more. Returns how many there were: a few thousand at most.
pub fn plan_unknown(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    now: NaiveDateTime,
) -> QueryResult<usize> {
    diesel::update(unknown(publisher, id))
        .set((
            dsl::state.eq(DeliveryState::Planned),
            dsl::reason.eq(None::<DeliveryReason>),
            dsl::not_before.eq(now),
            // It is late where the person is already.
            dsl::leaves_at.eq(None::<NaiveDateTime>),
            dsl::answered_at.eq(None::<NaiveDateTime>),
        ))
        .execute(connection)
}

/// Skips at most so many of the planned rows for this reason. Returns how many there were.
pub fn skip_some(
    connection: &mut DbConnection,
    of: (PublisherId, NotificationId),
    (reason, most): (DeliveryReason, i64),
    now: NaiveDateTime,
) -> QueryResult<usize> {
    let planned = open_rows(of.0, of.1, DeliveryState::Planned);
    let rows: Vec<SubscriptionId> =
        planned.order(dsl::not_before).limit(most).select(dsl::subscription_id).load(connection)?;
    let skipped = End { state: DeliveryState::Skipped, reason: Some(reason), status: None };
    for some in rows.chunks(IDS) {
        end(connection, of, some, (skipped, now))?;
    }
    Ok(rows.len())
}

/// Makes a leased row a planned one again. One that was not sent (`was_sent` is false) does not count as an attempt.
pub fn again(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    (row, not_before): (SubscriptionId, NaiveDateTime),
    (was_sent, status): (bool, Option<i32>),
) -> QueryResult<()> {
    let leased = of_notification(publisher, id)
        .filter(dsl::subscription_id.eq(row))
        .filter(dsl::state.eq(DeliveryState::Leased));
    diesel::update(leased)
        .set((
            dsl::state.eq(DeliveryState::Planned),
            dsl::not_before.eq(not_before),
            dsl::lease_until.eq(None::<NaiveDateTime>),
            dsl::attempts.eq(dsl::attempts - i32::from(!was_sent)),
            dsl::status.eq(status),
        ))
        .execute(connection)
        .map(drop)
}

/// Has planned rows wait until a moment, for this reason. What leaves by the time where the person is leaves at that moment.
pub fn defer(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    rows: &[SubscriptionId],
    (until, reason): (NaiveDateTime, DeliveryReason),
) -> QueryResult<()> {
    let planned = || {
        of_notification(publisher, id)
            .filter(dsl::subscription_id.eq_any(rows.to_vec()))
            .filter(dsl::state.eq(DeliveryState::Planned))
    };
    let local = planned().filter(dsl::leaves_at.is_not_null());
    diesel::update(local).set(dsl::leaves_at.eq(Some(until))).execute(connection)?;
    let to = (dsl::not_before.eq(until), dsl::reason.eq(Some(reason)));
    diesel::update(planned()).set(to).execute(connection).map(drop)
}

/// Whether any row is open.
pub fn any_open(connection: &mut DbConnection, (publisher, id): (PublisherId, NotificationId)) -> QueryResult<bool> {
    let any = |state: DeliveryState| diesel::select(diesel::dsl::exists(open_rows(publisher, id, state)));
    Ok(any(DeliveryState::Planned).get_result(connection)? || any(DeliveryState::Leased).get_result(connection)?)
}

/// Deletes some of the messages of a notification of a deleted app. Returns false if there are no more.
pub fn delete_slice(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    most: i64,
) -> QueryResult<bool> {
    let some = of_notification(publisher, id).limit(most).select(dsl::subscription_id);
    let rows: Vec<SubscriptionId> = some.load(connection)?;
    let has_some = !rows.is_empty();
    diesel::delete(of_notification(publisher, id).filter(dsl::subscription_id.eq_any(rows))).execute(connection)?;
    Ok(has_some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::TestDatabase;
    use diesel::sqlite::Sqlite;
    use diesel::{debug_query, sql_query};

    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = diesel::sql_types::Text)]
        detail: String,
    }

    #[test]
    fn on_sqlite_the_next_messages_are_found_without_those_that_were_sent() {
        let test = TestDatabase::on_sqlite();
        let now = NaiveDateTime::default();
        let next = open_rows(1.into(), 1.into(), DeliveryState::Planned).filter(dsl::not_before.le(now));
        let next = next.order(dsl::not_before);
        let next = next.select((dsl::subscription_id, dsl::attempts)).limit(500);
        let query = debug_query::<Sqlite, _>(&next).to_string();
        let plan = format!("EXPLAIN QUERY PLAN {}", query.split(" -- binds").next().unwrap());
        let steps: Vec<Step> = test.database.read_now(|connection| sql_query(&plan).load(connection)).unwrap();
        let steps: Vec<String> = steps.into_iter().map(|step| step.detail).collect();
        assert!(
            steps.iter().any(|step| step.contains("INDEX deliveries_that_are_open (notification_id=? AND state=?")),
            "{steps:?}"
        );
        assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{steps:?}");
    }
}
