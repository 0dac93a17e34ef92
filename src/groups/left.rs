//! Who has left a segment since a change of its members, and when: what [`super::since`] is of those who are in it.

use super::members::MembersError;
use super::since::{Entered, Read, read_on};
use crate::day::Day;
use crate::ids::AppKey;
use crate::state::State;
use crate::store::customer_groups::CustomerGroup;
use crate::store::membership_changes::StoredChange;
use crate::store::{membership_changes, snapshots};
use roaring::RoaringBitmap;
use std::sync::Arc;

fn take(left: &mut Entered, change: &StoredChange) -> Result<(), MembersError> {
    left.leave(&RoaringBitmap::deserialize_from(change.came.as_slice())?);
    left.enter(change.happened_on, &RoaringBitmap::deserialize_from(change.gone.as_slice())?);
    Ok(())
}

/// Who left the segment of the app after the change with this id and did not come back, with the days on which they left. Of what
/// is kept, only what is new is read again.
pub fn after(state: &State, group: &CustomerGroup, app: AppKey, after: i32) -> Result<Arc<Entered>, MembersError> {
    let (earliest, last) = state.database.read_now(|connection| {
        let earliest = snapshots::earliest_day(connection, group.publisher_id, group.id)?;
        Ok((earliest, membership_changes::last(connection, group.publisher_id, group.id)?))
    })?;
    let (from, of) = (earliest.unwrap_or(Day::FIRST), (group.id, app, Some(after)));
    let (mut until, mut left) = match state.entries.find(of) {
        // The history of a group that moved to another app and back begins anew.
        Some((Read::History { from: since, until, .. }, left)) if since == from && until <= last => (until, left),
        _ => (after, Arc::default()),
    };
    if until < last {
        let mut more = (*left).clone();
        read_on(state, group, &mut until, |change| take(&mut more, change).map(|()| true))?;
        left = Arc::new(more);
        state.entries.keep(of, Read::History { app, from, until }, &left);
    }
    Ok(left)
}

/// [`after`], as it was at the end of a day.
pub fn until(state: &State, group: &CustomerGroup, after: i32, day: Day) -> Result<Entered, MembersError> {
    let (mut until, mut left) = (after, Entered::default());
    read_on(state, group, &mut until, |change| {
        let is_past = change.happened_on <= day;
        if is_past {
            take(&mut left, change)?;
        }
        Ok(is_past)
    })?;
    Ok(left)
}
