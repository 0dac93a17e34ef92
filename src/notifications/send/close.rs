//! Skips what is planned of a notification that was cancelled or has expired, in slices, so that nobody waits for a million rows.
//! It goes on where it was broken off: what is still planned is skipped.

use crate::ids::{NotificationId, PublisherId};
use crate::state::State;
use crate::store::deliveries::{self, DeliveryReason};
use crate::store::notifications::NotificationState;
use crate::store::{DbConnection, QueryResult, StoreError, sending, wait_for};
use chrono::NaiveDateTime;
use std::sync::atomic::{AtomicBool, Ordering};

/// Rows of a slice: some tens of milliseconds, as long as a visitor may wait for the turn to write.
const SLICE: i64 = 10_000;

/// Skips everything that is planned, if the notification is over.
pub(super) async fn close(
    state: &State,
    of: (PublisherId, NotificationId),
    stopping: &AtomicBool,
) -> Result<(), StoreError> {
    loop {
        let state = state.clone();
        let slice = move || {
            let now = state.clock.now();
            state.database.job_write(|connection| slice(connection, of, now))
        };
        if !wait_for(slice).await? || stopping.load(Ordering::Relaxed) {
            return Ok(());
        }
    }
}

/// Skips a slice. Returns whether there may be more.
fn slice(connection: &mut DbConnection, of: (PublisherId, NotificationId), now: NaiveDateTime) -> QueryResult<bool> {
    let notification = sending::hold(connection, of)?;
    let has_expired = notification.expires_at.is_some_and(|end| end <= now);
    let reason = match notification.state {
        NotificationState::Cancelled => DeliveryReason::Cancelled,
        NotificationState::Sending | NotificationState::Paused if has_expired => DeliveryReason::Expired,
        _ => return Ok(false),
    };
    let skipped = deliveries::skip_some(connection, of, (reason, SLICE), now)?;
    Ok(i64::try_from(skipped).unwrap_or(i64::MAX) == SLICE)
}
