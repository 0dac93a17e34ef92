//! How far notifications are that are sent. Each change is one UPDATE on the state that it changes from, so that of two who
//! change it at the same moment one does.

use super::DbConnection;
use super::consents::{self, ConsentChannel, ConsentState};
use super::notifications::{Notification, NotificationState, row};
use super::schema::notifications::dsl;
use super::schema::{customers, omissions, profiles, subscriptions};
use super::subscriptions::Subscription;
use crate::ids::{AppKey, CustomerId, NotificationId, PublisherId, SubscriptionId, UserId};
use chrono::NaiveDateTime;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use std::collections::{HashMap, HashSet};

/// What is frozen when a notification is sent.
#[derive(Clone, Copy, Debug)]
pub struct Frozen<'a> {
    pub sent_by: Option<UserId>,
    pub expires_at: NaiveDateTime,
    /// A serialised bitmap of positions.
    pub audience: &'a [u8],
}

/// Begins to send a notification that is in this state and still at this version. Returns whether it was.
pub fn start(
    connection: &mut DbConnection,
    (publisher, id, version): (PublisherId, NotificationId, i64),
    from: NotificationState,
    frozen: Frozen<'_>,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let before = row(publisher, id).filter(dsl::version.eq(version)).filter(dsl::state.eq(from));
    let started = diesel::update(before)
        .set((
            dsl::state.eq(NotificationState::Preparing),
            dsl::version.eq(version + 1),
            dsl::sent_by.eq(frozen.sent_by),
            dsl::sent_at.eq(Some(now)),
            dsl::updated_at.eq(now),
            dsl::expires_at.eq(Some(frozen.expires_at)),
            dsl::audience.eq(Some(frozen.audience)),
            dsl::problem.eq(None::<String>),
        ))
        .execute(connection)?;
    Ok(started == 1)
}

/// Schedules a draft that is still at this version. Returns whether it was.
pub fn schedule(
    connection: &mut DbConnection,
    (publisher, id, version): (PublisherId, NotificationId, i64),
    by: Option<UserId>,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let draft = row(publisher, id).filter(dsl::version.eq(version)).filter(dsl::state.eq(NotificationState::Draft));
    let to = (dsl::state.eq(NotificationState::Scheduled), dsl::sent_by.eq(by));
    Ok(diesel::update(draft).set((to, dsl::version.eq(version + 1), dsl::updated_at.eq(now))).execute(connection)? == 1)
}

/// Makes a scheduled or held one a draft again. Returns whether it was one.
pub fn unschedule(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let waits = [NotificationState::Scheduled, NotificationState::Held];
    let waiting = row(publisher, id).filter(dsl::state.eq_any(waits.to_vec()));
    let to =
        (dsl::state.eq(NotificationState::Draft), dsl::sent_by.eq(None::<UserId>), dsl::problem.eq(None::<String>));
    Ok(diesel::update(waiting)
        .set((to, dsl::version.eq(dsl::version + 1), dsl::updated_at.eq(now)))
        .execute(connection)?
        == 1)
}

/// Scheduled notifications of all publishers whose time has come.
pub fn due_to_start(
    connection: &mut DbConnection,
    now: NaiveDateTime,
) -> QueryResult<Vec<(PublisherId, NotificationId)>> {
    use super::schema::notification_times as times;
    let is_due = times::table.filter(times::notification_id.eq(dsl::id)).filter(times::starts_at.le(now));
    dsl::notifications
        .filter(dsl::state.eq(NotificationState::Scheduled))
        .filter(exists(is_due))
        .order(dsl::id)
        .select((dsl::publisher_id, dsl::id))
        .load(connection)
}

/// Keeps who did not receive it, and why.
pub fn keep_omission(
    connection: &mut DbConnection,
    id: NotificationId,
    (reason, people, positions): (&str, i64, &[u8]),
) -> QueryResult<()> {
    let row = (
        omissions::notification_id.eq(id),
        omissions::reason.eq(reason),
        omissions::people.eq(people),
        omissions::positions.eq(positions),
    );
    diesel::insert_into(omissions::table).values(row).execute(connection).map(drop)
}

/// Who did not receive it: the reasons, how many people, and their positions as a serialised bitmap.
pub fn omissions(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
) -> QueryResult<Vec<(String, i64, Vec<u8>)>> {
    omissions::table
        .filter(omissions::notification_id.eq(id))
        .filter(diesel::dsl::exists(row(publisher, id)))
        .select((omissions::reason, omissions::people, omissions::positions))
        .load(connection)
}

/// Who did not receive each of these of the publisher's notifications: the reasons, and the positions as a serialised bitmap.
pub fn omissions_of_several(
    connection: &mut DbConnection,
    publisher: PublisherId,
    ids: &[NotificationId],
) -> QueryResult<Vec<(NotificationId, String, Vec<u8>)>> {
    omissions::table
        .inner_join(dsl::notifications.on(dsl::id.eq(omissions::notification_id)))
        .filter(dsl::publisher_id.eq(publisher))
        .filter(omissions::notification_id.eq_any(ids.to_vec()))
        .filter(omissions::people.gt(0))
        .order((omissions::notification_id, omissions::reason))
        .select((omissions::notification_id, omissions::reason, omissions::positions))
        .load(connection)
}

/// The positions that it goes to, as a serialised bitmap.
pub fn audience(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
) -> QueryResult<Option<Vec<u8>>> {
    row(publisher, id).select(dsl::audience).first(connection)
}

/// The positions that it goes to, as a serialised bitmap, if they are still to be prepared.
pub fn audience_to_prepare(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
) -> QueryResult<Option<Vec<u8>>> {
    let preparing = row(publisher, id).filter(dsl::state.eq(NotificationState::Preparing));
    Ok(preparing.select(dsl::audience).first::<Option<Vec<u8>>>(connection).optional()?.flatten())
}

/// Notifications of all publishers of which something is to be done now: prepared, sent, or ended after they were cancelled.
pub fn under_way(connection: &mut DbConnection, now: NaiveDateTime) -> QueryResult<Vec<(PublisherId, NotificationId)>> {
    use super::deliveries::DeliveryState;
    use super::schema::deliveries;
    let open = |state: DeliveryState| {
        let of_it = deliveries::table.filter(deliveries::notification_id.eq(dsl::id));
        of_it.filter(deliveries::answered_at.is_null()).filter(deliveries::state.eq(state))
    };
    let planned = open(DeliveryState::Planned).filter(deliveries::not_before.le(now));
    let ended = open(DeliveryState::Leased).filter(deliveries::lease_until.lt(now));
    let any_open = exists(open(DeliveryState::Planned)).or(exists(open(DeliveryState::Leased)));
    let is_due = exists(planned).or(exists(ended)).or(not(any_open));
    let is_over = dsl::expires_at.le(now).assume_not_null();
    let sends = dsl::state.eq(NotificationState::Sending).and(is_due.or(is_over));
    let is_ending = dsl::state.eq(NotificationState::Cancelled).and(dsl::finished_at.is_null());
    // One that is paused ends when it expires.
    let expires = dsl::state.eq(NotificationState::Paused).and(dsl::expires_at.le(now).assume_not_null());
    dsl::notifications
        .filter(dsl::state.eq(NotificationState::Preparing).or(sends).or(is_ending.or(expires)))
        .order(dsl::id)
        .select((dsl::publisher_id, dsl::id))
        .load(connection)
}

/// The notification, which is kept from all others until the transaction ends.
pub fn hold(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
) -> QueryResult<Notification> {
    diesel::update(row(publisher, id)).set(dsl::prepared_until.eq(dsl::prepared_until)).execute(connection)?;
    super::notifications::find(connection, publisher, id)
}

/// Changes the state if it is one of these. Returns whether it was.
pub fn set_state(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    (from, to): (&[NotificationState], NotificationState),
    (problem, now): (Option<&str>, NaiveDateTime),
) -> QueryResult<bool> {
    let before = row(publisher, id).filter(dsl::state.eq_any(from.to_vec()));
    // A cancelled one is over when what is under way is.
    let is_over = to == NotificationState::Sent;
    let changed = diesel::update(before)
        .set((
            dsl::state.eq(to),
            dsl::problem.eq(problem),
            dsl::updated_at.eq(now),
            dsl::finished_at.eq(is_over.then_some(now)),
        ))
        .execute(connection)?;
    Ok(changed == 1)
}

/// Goes on with one that was sent, until it expires at this moment.
pub fn reopen(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    (expires_at, now): (NaiveDateTime, NaiveDateTime),
) -> QueryResult<()> {
    let sent = row(publisher, id).filter(dsl::state.eq(NotificationState::Sent));
    diesel::update(sent)
        .set((
            dsl::state.eq(NotificationState::Sending),
            dsl::expires_at.eq(Some(expires_at)),
            dsl::finished_at.eq(None::<NaiveDateTime>),
            dsl::updated_at.eq(now),
        ))
        .execute(connection)
        .map(drop)
}

/// Notes that nothing of it is under way any more.
pub fn set_finished(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::update(row(publisher, id)).set(dsl::finished_at.eq(Some(now))).execute(connection).map(drop)
}

/// Notes how far it is prepared.
pub fn set_prepared(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    (until, planned): (i32, i64),
) -> QueryResult<()> {
    diesel::update(row(publisher, id))
        .set((dsl::prepared_until.eq(until), dsl::planned.eq(dsl::planned + planned)))
        .execute(connection)
        .map(drop)
}

/// Notes what is left in the bucket of its limit a second.
pub fn set_tokens(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    (tokens, at): (f64, NaiveDateTime),
) -> QueryResult<()> {
    diesel::update(row(publisher, id))
        .set((dsl::tokens.eq(tokens), dsl::tokens_at.eq(Some(at))))
        .execute(connection)
        .map(drop)
}

/// What is looked at once more before messages leave.
pub struct Known {
    pub subscriptions: HashMap<SubscriptionId, Subscription>,
    /// The account ids of customers.
    pub accounts: HashMap<CustomerId, String>,
    /// The accounts whose persons allow it now.
    pub consenting: HashSet<String>,
    /// The positions of customers in the app.
    pub positions: HashMap<CustomerId, i32>,
}

/// What is known now of these browsers and customers of the notification.
pub fn known(
    connection: &mut DbConnection,
    notification: &Notification,
    (browsers, people): (&[SubscriptionId], &[CustomerId]),
) -> QueryResult<Known> {
    let app: AppKey = notification.app();
    let subscriptions: Vec<Subscription> = subscriptions::table
        .filter(subscriptions::id.eq_any(browsers.to_vec()))
        .filter(subscriptions::app_id.eq(app.id))
        .filter(super::owners::is_of_publisher(app))
        .select(Subscription::as_select())
        .load(connection)?;
    let accounts: Vec<(CustomerId, String)> = customers::table
        .filter(customers::id.eq_any(people.to_vec()))
        .filter(customers::publisher_id.eq(app.publisher))
        .select((customers::id, customers::account_id))
        .load(connection)?;
    // Without the customers beside them: before PostgreSQL knows how many a publisher has, it would go through all of them.
    let positions: Vec<(CustomerId, i32)> = profiles::table
        .filter(profiles::app_id.eq(app.id))
        .filter(profiles::customer_id.eq_any(people.to_vec()))
        .filter(super::owners::is_of_publisher(app))
        .select((profiles::customer_id, profiles::position))
        .load(connection)?;
    let names: Vec<String> = accounts.iter().map(|(_, account)| account.clone()).collect();
    let what = (ConsentChannel::WebPush, notification.purpose);
    // The newest comes last.
    let mut consenting = HashSet::new();
    for (account, state) in consents::of_accounts(connection, app.publisher, what, &names)? {
        if state == ConsentState::Given {
            consenting.insert(account)
        } else {
            consenting.remove(&account)
        };
    }
    Ok(Known {
        subscriptions: subscriptions.into_iter().map(|one| (one.id, one)).collect(),
        accounts: accounts.into_iter().collect(),
        consenting,
        positions: positions.into_iter().collect(),
    })
}

/// What a message says, by its texts, its variant and the language of the browser: for who holds a token that names it.
pub fn of_token(
    connection: &mut DbConnection,
    (id, subscription): (NotificationId, SubscriptionId),
) -> QueryResult<Option<(String, i32, String)>> {
    use super::schema::deliveries;
    deliveries::table
        .inner_join(dsl::notifications)
        .inner_join(subscriptions::table.on(subscriptions::id.eq(deliveries::subscription_id)))
        .filter(deliveries::notification_id.eq(id))
        .filter(deliveries::subscription_id.eq(subscription))
        .select((dsl::contents, deliveries::variant, subscriptions::language))
        .first(connection)
        .optional()
}
