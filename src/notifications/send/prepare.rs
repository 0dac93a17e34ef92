//! Writes down whom a notification goes to, in chunks of positions, each in a transaction that also notes how far it is. Nothing
//! leaves before the last chunk, so that the total is known first.

use crate::ids::{NotificationId, PublisherId};
use crate::notifications::arms;
use crate::notifications::times::{LocalTimes, planned};
use crate::state::State;
use crate::store::deliveries::{self, Leaves, Planned};
use crate::store::notification_times::{self, Starts};
use crate::store::notifications::{Devices, NotificationState};
use crate::store::{DbConnection, QueryResult, StoreError, publishers, sending, wait_for};
use chrono::NaiveDateTime;
use roaring::RoaringBitmap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The positions of one chunk: as many as the columns of an app have in one.
const CHUNK: u32 = 65_536;

/// The positions that a notification goes to.
struct Audience {
    everyone: RoaringBitmap,
    /// Those that get each variant; nothing if there is a single one.
    variants: Vec<RoaringBitmap>,
}

impl Audience {
    fn variant(&self, position: i32) -> i32 {
        let place = self.variants.iter().position(|variant| variant.contains(position.unsigned_abs()));
        place.and_then(|place| i32::try_from(place).ok()).unwrap_or(0)
    }
}

/// Prepares the notification, if it is not prepared yet.
pub async fn prepare(
    state: &State,
    of: (PublisherId, NotificationId),
    stopping: &AtomicBool,
) -> Result<(), StoreError> {
    let database = state.database.clone();
    let read = move || {
        database
            .job_read(|connection| Ok((sending::audience_to_prepare(connection, of)?, arms::frozen(connection, of)?)))
    };
    let (Some(audience), variants) = wait_for(read).await? else { return Ok(()) };
    let fault = |error| StoreError::Fault(format!("the audience of notification {}: {error}", of.1));
    let everyone = RoaringBitmap::deserialize_from(audience.as_slice()).map_err(fault)?;
    let audience = Arc::new(Audience { everyone, variants: variants.map_err(fault)? });
    loop {
        let (state, audience) = (state.clone(), Arc::clone(&audience));
        let chunk = move || {
            let now = state.clock.now();
            state.database.job_write(|connection| chunk(connection, of, &audience, now))
        };
        if !wait_for(chunk).await? || stopping.load(Ordering::Relaxed) {
            return Ok(());
        }
    }
}

/// Prepares the next chunk. Returns whether there is more.
fn chunk(
    connection: &mut DbConnection,
    of: (PublisherId, NotificationId),
    audience: &Audience,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let notification = sending::hold(connection, of)?;
    if notification.state != NotificationState::Preparing {
        return Ok(false);
    }
    let first = notification.prepared_until.unsigned_abs();
    // Chunks without anybody are passed over.
    let Some(next) = audience.everyone.range(first..).next() else {
        let from = [NotificationState::Preparing];
        sending::set_state(connection, of, (&from, NotificationState::Sending), (None, now))?;
        return Ok(false);
    };
    let end = next.saturating_add(CHUNK).min(i32::MAX.unsigned_abs());
    let place = |position: u32| i32::try_from(position).unwrap_or(i32::MAX);
    let mut found = deliveries::browsers_between(connection, (notification.app(), of.1), (place(next), place(end)))?;
    found.retain(|one| audience.everyone.contains(one.position.unsigned_abs()));
    let (mut planned, is_local) = with_times(connection, of, found, now)?;
    if notification.devices == Devices::Recent {
        planned = most_recent(planned);
    }
    let variant = |one: &Planned| audience.variant(one.position);
    let planned: Vec<_> = planned.into_iter().map(|(one, leaves)| (variant(&one), one, leaves)).collect();
    deliveries::plan(connection, of.1, (&planned, is_local), now)?;
    sending::set_prepared(connection, of, (place(end), i64::try_from(planned.len()).unwrap_or(i64::MAX)))?;
    Ok(true)
}

/// The browsers with when the message to each leaves: now, or at the time of day where its person is; and whether it is the latter.
fn with_times(
    connection: &mut DbConnection,
    of: (PublisherId, NotificationId),
    found: Vec<Planned>,
    now: NaiveDateTime,
) -> QueryResult<(Vec<(Planned, Leaves)>, bool)> {
    let timing = notification_times::of(connection, of)?;
    let Some(shown) = timing.shown.filter(|_| timing.starts == Starts::Local) else {
        return Ok((found.into_iter().map(|one| (one, Some(now))).collect(), false));
    };
    let home = publishers::find(connection, of.0)?.time_zone;
    Ok((planned(found, &mut LocalTimes::new(shown, home, now)), true))
}

/// The browser of each person that was seen last. They come in the order of the positions.
fn most_recent(found: Vec<(Planned, Leaves)>) -> Vec<(Planned, Leaves)> {
    let mut kept: Vec<(Planned, Leaves)> = Vec::with_capacity(found.len());
    for one in found {
        match kept.last_mut() {
            Some(last) if last.0.position == one.0.position => {
                if (one.0.seen_at, one.0.subscription) > (last.0.seen_at, last.0.subscription) {
                    *last = one;
                }
            }
            _ => kept.push(one),
        }
    }
    kept
}
