//! Claims rows that are due: those that still may be sent are leased, and the others end or wait.

use super::limits::{Hold, Limits};
use super::step::Ready;
use crate::ids::{NotificationId, PublisherId, SubscriptionId};
use crate::notifications::times::PATIENCE;
use crate::push::sealing::BrowserKeys;
use crate::state::State;
use crate::store::deliveries::{self, Claimed, DeliveryReason, DeliveryState, End};
use crate::store::notifications::Notification;
use crate::store::sending::{self, Known};
use crate::store::subscriptions::{Subscription, SubscriptionState};
use crate::store::{DbConnection, QueryResult};
use chrono::{NaiveDateTime, TimeDelta};
use roaring::RoaringBitmap;
use std::collections::HashMap;
use url::Url;

/// What becomes of rows that do not leave now.
#[derive(Default)]
struct Others {
    ended: HashMap<End, Vec<SubscriptionId>>,
    waiting: HashMap<(NaiveDateTime, DeliveryReason), Vec<SubscriptionId>>,
}

impl Others {
    fn skip(&mut self, row: &Claimed, reason: DeliveryReason) {
        self.end(row, End { state: DeliveryState::Skipped, reason: Some(reason), status: None });
    }

    fn end(&mut self, row: &Claimed, end: End) {
        self.ended.entry(end).or_default().push(row.subscription);
    }

    fn store(
        self,
        connection: &mut DbConnection,
        of: (PublisherId, NotificationId),
        now: NaiveDateTime,
    ) -> QueryResult<()> {
        for (end, rows) in self.ended {
            deliveries::end(connection, of, &rows, (end, now))?;
        }
        for (until, rows) in self.waiting {
            deliveries::defer(connection, of, &rows, until)?;
        }
        Ok(())
    }
}

/// Leases at most `room` of the rows, those that still may be sent, and ends or defers the others. Returns how many it looked at,
/// too.
pub(super) fn claim(
    state: &State,
    connection: &mut DbConnection,
    (notification, still): (&Notification, Option<&RoaringBitmap>),
    (due, room): (&[Claimed], usize),
    now: NaiveDateTime,
) -> QueryResult<(Vec<Ready>, usize)> {
    if due.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let of = (notification.publisher_id, notification.id);
    let browsers: Vec<SubscriptionId> = due.iter().map(|row| row.subscription).collect();
    let people: Vec<_> = due.iter().filter_map(|row| row.customer).collect();
    let known = sending::known(connection, notification, (&browsers, &people))?;
    let mut limits = Limits::read(connection, notification, (due, &known), now)?;
    let (mut ready, mut others, mut looked_at) = (Vec::new(), Others::default(), 0);
    for row in due {
        if ready.len() == room {
            break;
        }
        looked_at += 1;
        match check(&known, still, row) {
            Err(reason) => others.skip(row, reason),
            Ok(_) if is_late(row, now) => others.end(row, late(row)),
            Ok(found) => match limits.hold(row) {
                Some(Hold::Skip(reason)) => others.skip(row, reason),
                Some(Hold::Wait(until, reason)) => {
                    others.waiting.entry((until, reason)).or_default().push(row.subscription);
                }
                None => ready.push(Ready::of(row, found)),
            },
        }
    }
    others.store(connection, of, now)?;
    let leased: Vec<SubscriptionId> = ready.iter().map(|one| one.subscription).collect();
    let lease = TimeDelta::seconds(i64::from(state.options.push_lease));
    deliveries::lease(connection, of, &leased, now + lease)?;
    Ok((ready, looked_at))
}

/// Whether it is much later where the person is than the message was to leave: the program was not running, or the notification
/// was paused or slow.
fn is_late(row: &Claimed, now: NaiveDateTime) -> bool {
    row.leaves_at.is_some_and(|at| at + PATIENCE < now)
}

/// What becomes of a late message: nobody knows of one that may have been shown.
fn late(row: &Claimed) -> End {
    match row.is_repeat() {
        true => End { state: DeliveryState::Unknown, reason: None, status: None },
        false => End { state: DeliveryState::Skipped, reason: Some(DeliveryReason::Late), status: None },
    }
}

/// Whether a row may still be sent: the person and the browser are there, are each other's, and the person allows it.
fn check<'a>(
    known: &'a Known,
    still: Option<&RoaringBitmap>,
    row: &Claimed,
) -> Result<(&'a Subscription, Url, BrowserKeys), DeliveryReason> {
    let account = row.customer.and_then(|customer| known.accounts.get(&customer)).ok_or(DeliveryReason::Erased)?;
    let found = known.subscriptions.get(&row.subscription).ok_or(DeliveryReason::NoBrowser)?;
    if found.state != SubscriptionState::Live {
        return Err(DeliveryReason::NoBrowser);
    }
    if found.account_id != *account {
        return Err(DeliveryReason::Moved);
    }
    if !known.consenting.contains(account) {
        return Err(DeliveryReason::Unsubscribed);
    }
    let position = row.customer.and_then(|customer| known.positions.get(&customer));
    if still.is_some_and(|still| !position.is_some_and(|position| still.contains(position.unsigned_abs()))) {
        return Err(DeliveryReason::LeftGroup);
    }
    let url = Url::parse(&found.endpoint).map_err(|_| DeliveryReason::NoBrowser)?;
    let keys = (found.public_key.as_slice().try_into(), found.auth.as_slice().try_into());
    let (Ok(public), Ok(auth)) = keys else { return Err(DeliveryReason::NoBrowser) };
    Ok((found, url, BrowserKeys::of(public, auth)))
}
