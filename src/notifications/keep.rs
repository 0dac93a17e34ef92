//! Who got a notification is kept for thirteen months, so that a year can be compared with the one before; after that, only
//! numbers are.

use super::start::bytes;
use crate::audit::{self, Action, Author, Changes, Field, Subject};
use crate::ids::{NotificationId, PublisherId};
use crate::state::State;
use crate::store::{DbConnection, QueryResult, StoreError, deliveries, notification_totals, sending};
use chrono::{Months, NaiveDateTime};
use roaring::RoaringBitmap;

/// For how long it is kept after the last message.
pub const MONTHS: u32 = 13;

/// Messages that are deleted in one transaction: some tens of milliseconds, as long as a visitor may wait for the turn to write.
const SLICE: i64 = 2_000;

/// Slices in a round, of which there is one a minute: 200,000 messages in some seconds, so that other jobs have their turn.
pub const MOST_SLICES: usize = 100;

/// Forgets who got notifications that were over long ago, of all publishers, in at most so many slices of all of them together.
/// The next round goes on where this one ends, or was broken off.
pub fn sweep(state: &State, most: usize) -> Result<(), StoreError> {
    let now = state.clock.now();
    let Some(before) = now.checked_sub_months(Months::new(MONTHS)) else { return Ok(()) };
    let first = (before, i64::try_from(most).unwrap_or(i64::MAX));
    let mut left = most;
    for of in state.database.job_read(|connection| notification_totals::due(connection, first))? {
        if left == 0 {
            break;
        }
        state.database.job_write(|connection| begin(connection, of, now))?;
        while left > 0 {
            left -= 1;
            if !state.database.job_write(|connection| deliveries::delete_slice(connection, of, SLICE))? {
                break;
            }
        }
    }
    Ok(())
}

/// Keeps the numbers, and forgets who it went to and not.
fn begin(connection: &mut DbConnection, of: (PublisherId, NotificationId), now: NaiveDateTime) -> QueryResult<()> {
    let held = sending::hold(connection, of)?;
    if notification_totals::of(connection, of)?.is_some() {
        return Ok(());
    }
    // What cannot be read is of nobody.
    let audience = sending::audience(connection, of)?.unwrap_or_default();
    let reached = RoaringBitmap::deserialize_from(audience.as_slice()).map(|positions| positions.len()).unwrap_or(0);
    let kept = i64::try_from(reached).unwrap_or(i64::MAX);
    notification_totals::begin(connection, of, (kept, &bytes(&RoaringBitmap::new())))?;
    let changes = Changes::none().has(Field::People, kept);
    audit::record(connection, Author::job(of.0), now, (Action::PeopleForgotten, Subject::notification(&held), changes))
}
