//! One step of sending, in one transaction: stores what became of some messages, and claims the next.

use super::claim::claim;
use crate::ids::{CustomerId, NotificationId, PublisherId, SubscriptionId};
use crate::notifications::report::Report as Became;
use crate::push::sealing::BrowserKeys;
use crate::segments::Profile;
use crate::state::State;
use crate::store::deliveries::{self, Claimed, DeliveryReason, DeliveryState, End};
use crate::store::notifications::{Notification, NotificationState};
use crate::store::subscriptions::{self, Subscription, SubscriptionState};
use crate::store::{DbConnection, QueryResult};
use crate::store::{delivery_counts, sending};
use crate::webhooks::outbox::{Happening, publish};
use chrono::{NaiveDateTime, TimeDelta};
use roaring::RoaringBitmap;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;
use url::Url;

/// How many messages are claimed at once at most.
pub(super) const MOST_CLAIMED: usize = 500;

/// How many more are looked at than may leave by the limit a second, in the place of those who get nothing: a few milliseconds.
const SPARE: usize = 50;

/// A message that may leave.
#[derive(Clone, Debug)]
pub(super) struct Ready {
    pub subscription: SubscriptionId,
    pub customer: Option<CustomerId>,
    pub url: Url,
    pub origin: String,
    pub keys: BrowserKeys,
    pub language: String,
    pub variant: i32,
    /// How often it was tried, with this time.
    pub attempts: i32,
    pub claimed_at: Instant,
    /// When it leaves where the person is, if that depends on the place.
    pub leaves_at: Option<NaiveDateTime>,
    /// What is known of the person, if a text has a value of it.
    pub profile: Option<Arc<Profile>>,
}

impl Ready {
    pub fn of(row: &Claimed, (browser, url, keys): (&Subscription, Url, BrowserKeys)) -> Self {
        Self {
            customer: row.customer,
            profile: None,
            subscription: row.subscription,
            origin: url.origin().ascii_serialization(),
            url,
            keys,
            language: browser.language.clone(),
            variant: row.variant,
            attempts: row.attempts + 1,
            claimed_at: Instant::now(),
            leaves_at: row.leaves_at,
        }
    }
}

/// What became of a message.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    Ended(End),
    /// To be tried again after a pause. `was_sent` says whether this was an attempt.
    Again {
        pause: TimeDelta,
        was_sent: bool,
        status: Option<i32>,
    },
}

/// What came of some messages, and whether the notification is to be paused.
#[derive(Default)]
pub(super) struct Report {
    pub outcomes: Vec<(SubscriptionId, Outcome)>,
    pub problem: Option<String>,
}

/// What a step found.
pub(super) struct Found {
    pub notification: Notification,
    pub ready: Vec<Ready>,
    /// Whether there may be more to claim at once.
    pub has_more: bool,
}

/// Does a step, which claims at most `most`; with `still`, only of people at these positions. Webhooks are told if it is paused or
/// sent with it.
pub(super) fn step(
    state: &State,
    connection: &mut DbConnection,
    of: (PublisherId, NotificationId),
    what: (&Report, usize, Option<&RoaringBitmap>),
) -> QueryResult<Found> {
    let (now, mut happenings) = (state.clock.now(), Vec::new());
    let found = done(state, connection, (of, now), what, &mut happenings)?;
    publish(connection, of.0, &happenings, now)?;
    Ok(found)
}

#[expect(clippy::cast_precision_loss, reason = "at most 500 are claimed")]
fn done(
    state: &State,
    connection: &mut DbConnection,
    (of, now): ((PublisherId, NotificationId), NaiveDateTime),
    (report, most, still): (&Report, usize, Option<&RoaringBitmap>),
    happenings: &mut Vec<Happening>,
) -> QueryResult<Found> {
    let mut notification = sending::hold(connection, of)?;
    settle(connection, &notification, report, now)?;
    if let Some(problem) = &report.problem
        && notification.state == NotificationState::Sending
    {
        let change = (&[NotificationState::Sending][..], NotificationState::Paused);
        sending::set_state(connection, of, change, (Some(problem), now))?;
        notification.state = NotificationState::Paused;
        happenings.push(Happening::paused(&notification, Some(problem)));
    }
    uncertain(connection, &notification, now)?;
    let is_expired = notification.expires_at.is_some_and(|end| end <= now);
    // One that is paused ends when it expires, too.
    let goes_on = match notification.state {
        NotificationState::Sending => true,
        NotificationState::Paused => is_expired,
        _ => false,
    };
    if !goes_on {
        if notification.state == NotificationState::Cancelled && !deliveries::any_open(connection, of)? {
            sending::set_finished(connection, of, now)?;
        }
        return Ok(Found { notification, ready: Vec::new(), has_more: false });
    }
    if is_expired {
        deliveries::end_uncertain(connection, of, now)?;
    }
    // What is planned of an expired one is skipped between sessions.
    let (room, tokens) = if is_expired { (0, None) } else { room(&notification, most, now) };
    let asked = if room == 0 { 0 } else { most.min(room + SPARE) };
    let due = deliveries::due(connection, of, now, i64::try_from(asked).unwrap_or(i64::MAX))?;
    let (ready, looked_at) = claim(state, connection, (&notification, still), (&due, room), now)?;
    let has_more = room > 0 && (due.len() == asked || looked_at < due.len());
    // Those who get nothing use nothing of the limit.
    if let Some(tokens) = tokens.filter(|_| !due.is_empty()) {
        sending::set_tokens(connection, of, (tokens - ready.len() as f64, now))?;
    }
    if due.is_empty() && !deliveries::any_open(connection, of)? {
        let change = (&[NotificationState::Sending, NotificationState::Paused][..], NotificationState::Sent);
        sending::set_state(connection, of, change, (None, now))?;
        notification.state = NotificationState::Sent;
        let counts = delivery_counts::of(connection, of)?;
        happenings.push(Happening::sent(&notification, &Became::of(notification.planned, &counts).sums()));
    }
    Ok(Found { notification, ready, has_more })
}

/// Stores what became of messages.
fn settle(
    connection: &mut DbConnection,
    notification: &Notification,
    report: &Report,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let of = (notification.publisher_id, notification.id);
    let mut ends: HashMap<End, Vec<SubscriptionId>> = HashMap::new();
    let is_over = notification.state == NotificationState::Cancelled;
    for (row, outcome) in &report.outcomes {
        match outcome {
            Outcome::Ended(end) => ends.entry(*end).or_default().push(*row),
            // One that would be tried again is not, once it is cancelled.
            Outcome::Again { status, .. } if is_over => {
                let reason = Some(DeliveryReason::Cancelled);
                let end = End { state: DeliveryState::Skipped, reason, status: *status };
                ends.entry(end).or_default().push(*row);
            }
            Outcome::Again { pause, was_sent, status } => {
                deliveries::again(connection, of, (*row, now + *pause), (*was_sent, *status))?;
            }
        }
    }
    for (end, rows) in ends {
        deliveries::end(connection, of, &rows, (end, now))?;
        if end.state == DeliveryState::Gone {
            subscriptions::end(connection, notification.app(), &rows, SubscriptionState::Gone, now)?;
        }
    }
    Ok(())
}

/// Ends rows whose lease ran out, where they are not to be sent again.
fn uncertain(connection: &mut DbConnection, notification: &Notification, now: NaiveDateTime) -> QueryResult<()> {
    let may_repeat = notification.repeats && notification.state != NotificationState::Cancelled;
    if may_repeat {
        return Ok(());
    }
    deliveries::end_uncertain(connection, (notification.publisher_id, notification.id), now)
}

/// How many messages may leave now, by the limit a second: a bucket that holds a second's worth and fills by itself, and what
/// is in it now. It is in the database, so that all replicas share it, and keeps fractions.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bucket holds at most 100,000"
)]
fn room(notification: &Notification, most: usize, now: NaiveDateTime) -> (usize, Option<f64>) {
    let Some(rate) = notification.per_second.map(f64::from) else { return (most, None) };
    let passed = notification.tokens_at.map_or(1_000, |at| (now - at).num_milliseconds().max(0));
    let tokens = (notification.tokens + rate * passed as f64 / 1_000.0).min(rate.max(1.0));
    (most.min(tokens as usize), Some(tokens))
}
