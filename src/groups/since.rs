//! Since when each member of a group is in it, kept in memory: of a segment by its history, of which only what is new is read
//! again; of a known user group by the days on which its entries were added.

use super::members::MembersError;
use crate::addresses::account_key;
use crate::day::Day;
use crate::ids::{AppKey, GroupId};
use crate::state::State;
use crate::store::customer_groups::CustomerGroup;
use crate::store::membership_changes::{self, StoredChange};
use crate::store::publishers::Publisher;
use crate::store::{customers, group_addresses, snapshots};
use roaring::RoaringBitmap;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Changes that are read at once: a change of a million customers takes up to 250 kB.
const BATCH: i64 = 50;

/// The most bytes that are kept: 25 segments of a million customers with a history of some years take half of it.
const MOST_BYTES: usize = 64 << 20;

/// The days on which the members of a group entered it for the last time. The day of each is a number, of which each bitmap
/// holds one binary digit, so that a day is found in the time of some ten lookups, however many days there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entered {
    days: Vec<Day>,
    digits: Vec<RoaringBitmap>,
    /// Of whom the day is known.
    known: RoaringBitmap,
}

impl Entered {
    /// The day on which the customer at this position entered; `None` if it is not known.
    pub fn day_of(&self, position: u32) -> Option<Day> {
        if !self.known.contains(position) {
            return None;
        }
        let digits = self.digits.iter().enumerate();
        let number =
            digits.filter(|(_, digit)| digit.contains(position)).fold(0, |number, (place, _)| number | 1 << place);
        self.days.get(number).copied()
    }

    /// Of whom the day is known.
    pub fn known(&self) -> &RoaringBitmap {
        &self.known
    }

    /// The customers entered on this day, which is the last one yet.
    pub(super) fn enter(&mut self, day: Day, positions: &RoaringBitmap) {
        if self.days.last() != Some(&day) {
            self.days.push(day);
        }
        let number = self.days.len() - 1;
        while number >> self.digits.len() > 0 {
            self.digits.push(RoaringBitmap::new());
        }
        for (place, digit) in self.digits.iter_mut().enumerate() {
            if number >> place & 1 == 1 {
                *digit |= positions;
            } else {
                *digit -= positions;
            }
        }
        self.known |= positions;
    }

    pub(super) fn leave(&mut self, positions: &RoaringBitmap) {
        self.digits.iter_mut().for_each(|digit| *digit -= positions);
        self.known -= positions;
    }

    fn bytes(&self) -> usize {
        self.digits.iter().chain([&self.known]).map(RoaringBitmap::serialized_size).sum()
    }
}

/// What the days of a group were read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// The history of a segment in an app from its first day to the change with this id.
    History { app: AppKey, from: Day, until: i32 },
    /// A known user group at its version, in an app with this data version.
    List { version: i64, data: i64 },
}

/// The days of one group in one app, and what they were read from.
pub(super) type Kept = (Read, Arc<Entered>);

/// A group in an app; with the id of a change, those who left the group after it.
pub(super) type Of = (GroupId, AppKey, Option<i32>);

/// What is kept.
#[derive(Default)]
pub struct KeptEntries(Mutex<HashMap<Of, Kept>>);

impl KeptEntries {
    fn lock(&self) -> MutexGuard<'_, HashMap<Of, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn find(&self, of: Of) -> Option<Kept> {
        self.lock().get(&of).cloned()
    }

    pub(super) fn keep(&self, of: Of, read: Read, entered: &Arc<Entered>) {
        let mut kept = self.lock();
        kept.insert(of, (read, Arc::clone(entered)));
        if kept.values().map(|(_, entered)| entered.bytes()).sum::<usize>() > MOST_BYTES {
            kept.retain(|key, _| *key == of);
        }
    }
}

/// Since when the app's customers are in the group: a segment of the app, or a known user group.
pub fn entered(state: &State, group: &CustomerGroup, (app, data): (AppKey, i64)) -> Result<Arc<Entered>, MembersError> {
    let of = (group.id, app, None);
    let kept = state.entries.find(of);
    let (read, entered) = if group.is_segment() {
        of_history(state, group, app, kept)?
    } else {
        of_list(state, group, (app, data), kept)?
    };
    state.entries.keep(of, read, &entered);
    Ok(entered)
}

/// Since when a member with this account id, of whom memory does not know, is in the group.
pub fn of_account(
    state: &State,
    publisher: &Publisher,
    group: &CustomerGroup,
    account: &str,
) -> Result<Option<Day>, MembersError> {
    let accounts = [account.to_owned()];
    let Some(app) = group.app_id else {
        return Ok(state.database.read_now(|connection| {
            let emails = customers::emails_of_accounts(connection, publisher.id, &accounts)?;
            let keys: Vec<String> = [account_key(account)].into_iter().chain(emails.into_values().flatten()).collect();
            group_addresses::added_on(connection, publisher.id, group.id, &keys)
        })?);
    };
    let app = AppKey { publisher: publisher.id, id: app };
    let positions = |connection: &mut _| customers::positions_of_accounts(connection, app, &accounts);
    let positions = state.database.read_now(positions)?;
    let Some(position) = positions.get(account) else { return Ok(None) };
    Ok(entered(state, group, (app, 0))?.day_of(*position))
}

fn of_list(
    state: &State,
    group: &CustomerGroup,
    (app, data): (AppKey, i64),
    kept: Option<Kept>,
) -> Result<Kept, MembersError> {
    let read = Read::List { version: group.version, data };
    if let Some(kept) = kept.filter(|(of, _)| *of == read) {
        return Ok(kept);
    }
    let positions = |connection: &mut _| group_addresses::positions(connection, app.publisher, group.id, app.id);
    let mut by_day: BTreeMap<Day, RoaringBitmap> = BTreeMap::new();
    for (position, added_on) in state.database.read_now(positions)? {
        if let Some(day) = added_on {
            by_day.entry(day).or_default().insert(position);
        }
    }
    let mut entered = Entered::default();
    // The latest first, so that who is listed twice has the earlier day.
    by_day.iter().rev().for_each(|(day, positions)| entered.enter(*day, positions));
    Ok((read, Arc::new(entered)))
}

fn of_history(state: &State, group: &CustomerGroup, app: AppKey, kept: Option<Kept>) -> Result<Kept, MembersError> {
    let (publisher, database) = (group.publisher_id, &state.database);
    let earliest = |connection: &mut _| snapshots::earliest_day(connection, publisher, group.id);
    let last = |connection: &mut _| membership_changes::last(connection, publisher, group.id);
    let (Some(from), last) = (database.read_now(earliest)?, database.read_now(last)?) else {
        return Ok((Read::History { app, from: Day::FIRST, until: 0 }, Arc::default()));
    };
    let known = match kept {
        // The history of a group that moved to another app and back begins anew, with higher ids.
        Some((Read::History { from: since, until, .. }, entered)) if since == from && 0 < until && until <= last => {
            Some((until, entered))
        }
        _ => None,
    };
    let (mut until, mut entered) = match known {
        Some((until, entered)) if until == last => return Ok((Read::History { app, from, until }, entered)),
        Some((until, entered)) => (until, (*entered).clone()),
        None => (0, first_day(state, group)?),
    };
    read_on(state, group, &mut until, |change| {
        entered.leave(&RoaringBitmap::deserialize_from(change.gone.as_slice())?);
        entered.enter(change.happened_on, &RoaringBitmap::deserialize_from(change.came.as_slice())?);
        Ok(true)
    })?;
    Ok((Read::History { app, from, until }, Arc::new(entered)))
}

/// Goes through the changes of a segment after the one with the id `until`, which becomes that of the last one, while `take` wants
/// more of them.
pub(super) fn read_on(
    state: &State,
    group: &CustomerGroup,
    until: &mut i32,
    mut take: impl FnMut(&StoredChange) -> Result<bool, MembersError>,
) -> Result<(), MembersError> {
    loop {
        let place = (*until, BATCH);
        let changes = |connection: &mut _| membership_changes::after(connection, group.publisher_id, group.id, place);
        let changes = state.database.read_now(changes)?;
        for change in &changes {
            if !take(change)? {
                return Ok(());
            }
            *until = change.id;
        }
        if changes.is_empty() {
            return Ok(());
        }
    }
}

/// The members on the first day of the history, who have been in the group since it is there.
fn first_day(state: &State, group: &CustomerGroup) -> Result<Entered, MembersError> {
    let earliest = |connection: &mut _| snapshots::earliest(connection, group.publisher_id, group.id);
    let mut entered = Entered::default();
    if let Some(snapshot) = state.database.read_now(earliest)? {
        entered.enter(snapshot.day, &RoaringBitmap::deserialize_from(snapshot.bitmap.as_slice())?);
    }
    Ok(entered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(number: u8) -> Day {
        Day::from_number(i32::from(number))
    }

    proptest! {
        #[test]
        fn the_day_is_that_of_the_last_time_that_somebody_entered(changes in prop::collection::vec((0_u8..3, any::<[bool; 6]>()), 0..40)) {
            let (mut entered, mut plain, mut today) = (Entered::default(), HashMap::new(), 0);
            for (passed, moved) in changes {
                today += passed;
                let (mut came, mut gone) = (RoaringBitmap::new(), RoaringBitmap::new());
                for position in (0_u32..).zip(moved).filter(|(_, moved)| *moved).map(|(position, _)| position) {
                    if plain.remove(&position).is_some() {
                        gone.insert(position);
                    } else {
                        plain.insert(position, day(today));
                        came.insert(position);
                    }
                }
                entered.leave(&gone);
                entered.enter(day(today), &came);
            }
            for position in 0..8 {
                prop_assert_eq!(entered.day_of(position), plain.get(&position).copied());
            }
        }
    }
}
