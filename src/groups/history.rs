//! The history of a segment: its size day by day, its members on a day, who joined and who left between two days, and
//! why.

use super::members::{Customers, MembersError};
use crate::access::{Actor, Sizes};
use crate::day::Day;
use crate::ids::{AppId, AppKey, GroupId};
use crate::state::State;
use crate::store::StoreError;
use crate::store::customer_groups::CustomerGroup;
use crate::store::membership_changes::{self, Cause, MembershipChange};
use crate::store::publishers::Publisher;
use crate::store::snapshots::{self, Size};
use roaring::RoaringBitmap;
use std::io;
use std::sync::Arc;

/// How many days the history goes back: a year and a day, so that a day can be compared with the same day of last year.
const DAYS: i32 = 366;

/// A segment's past, as far as the actor may see it.
#[derive(Debug)]
pub struct History {
    pub group: CustomerGroup,
    /// The publisher's today, or the day of the last count if that is later, as after a change of zone.
    pub today: Day,
    /// The members at the end of each day on which the segment was counted, in rising order of days.
    pub sizes: Vec<Size>,
    /// In the order in which they happened.
    pub changes: Vec<MembershipChange>,
    /// The two days compared: the requested ones, by default the first whose size is shown, and today.
    pub from: Day,
    pub to: Day,
    pub compared: Compared,
    app: AppId,
}

/// The two requested days of a comparison; `None` for the default.
#[derive(Clone, Copy, Debug, Default)]
pub struct Days {
    pub from: Option<Day>,
    pub to: Option<Day>,
}

/// The result of comparing two days.
#[derive(Debug)]
pub enum Compared {
    /// The second day is before the first.
    Swapped,
    /// The segment was not counted up to the second day, its size is hidden on that day, or no comparison was
    /// requested.
    Nothing,
    Days(Box<Comparison>),
}

/// A comparison of two days. Each is the last day up to the requested one on which the segment was counted.
#[derive(Debug)]
pub struct Comparison {
    pub from: Day,
    pub to: Day,
    pub before: RoaringBitmap,
    pub after: RoaringBitmap,
    changes: Vec<MembershipChange>,
}

/// The customers of a comparison to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    Came,
    Gone,
    /// All members on the later day.
    Members,
}

/// How many joined and left for one cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CauseSum {
    /// `None` for changes that no count recorded.
    pub cause: Option<Cause>,
    /// The address of the user who made the change.
    pub email: Option<String>,
    pub came: u64,
    pub gone: u64,
}

/// The history of the segment with this id; `days` of `None` compares nothing.
pub fn history(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    group: GroupId,
    days: Option<Days>,
) -> Result<History, MembersError> {
    let group = super::find(state, actor, group)?;
    let sizes = Sizes::new(actor.role, publisher.minimum_size);
    let is_hidden = group.members.is_some_and(|members| sizes.hides(members.unsigned_abs()));
    let app = group.app_id.filter(|_| !is_hidden).ok_or(MembersError::Hidden)?;
    let today = state.today(publisher);
    let today = group.refreshed_on.map_or(today, |on| on.max(today));
    let (all, changes) = state.database.read_now(|connection| {
        let all = snapshots::sizes(connection, publisher.id, &[group.id], Day::FIRST)?;
        let days = today.minus(DAYS)..=today;
        Ok((all, membership_changes::on_days(connection, publisher.id, group.id, days)?))
    })?;
    let shown = sizes.shown(&all, |size| size.members);
    // If some sizes are hidden, the first day whose size is shown. The changes of that day are hidden too, because they
    // would reveal the size of the day before.
    let first_shown = (shown.len() < all.len()).then(|| shown.first().map_or(Day::LAST, |size| size.day));
    let changes = changes.into_iter().filter(|change| first_shown.is_none_or(|first| change.happened_on > first));
    let shown: Vec<_> = shown.iter().filter(|size| size.day >= today.minus(DAYS)).copied().collect();
    let asked = days.unwrap_or_default();
    let from = asked.from.unwrap_or_else(|| shown.first().map_or(today, |size| size.day));
    let to = asked.to.unwrap_or(today);
    let compared = match days {
        None => Compared::Nothing,
        Some(_) if from > to => Compared::Swapped,
        Some(_) => compare(state, &group, first_shown.unwrap_or(Day::FIRST), from, to)?,
    };
    Ok(History { group, today, sizes: shown, changes: changes.collect(), from, to, compared, app })
}

/// The sizes of the segment in the last `days` days, as far as the actor may see them, in rising order of days.
pub fn recent(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    group: &CustomerGroup,
    days: i32,
) -> Result<Vec<Size>, StoreError> {
    let since = state.today(publisher).minus(days);
    let read = |connection: &mut _| snapshots::sizes(connection, publisher.id, &[group.id], since);
    let all = state.database.read_now(read)?;
    Ok(Sizes::new(actor.role, publisher.minimum_size).shown(&all, |size| size.members).to_vec())
}

/// Compares two days. A day before `first_shown` is replaced by it, and a day before the first count by the day of that
/// count.
fn compare(
    state: &State,
    group: &CustomerGroup,
    first_shown: Day,
    from: Day,
    to: Day,
) -> Result<Compared, MembersError> {
    let (publisher, group) = (group.publisher_id, group.id);
    let found = state.database.read_now(|connection| {
        let latest = snapshots::latest(connection, publisher, group, to)?;
        let Some(after) = latest.filter(|snapshot| snapshot.day >= first_shown) else { return Ok(None) };
        let before = match snapshots::latest(connection, publisher, group, from.max(first_shown))? {
            None => snapshots::earliest(connection, publisher, group)?,
            found => found,
        };
        let before = before.unwrap_or_else(|| after.clone());
        let changes = membership_changes::on_days(connection, publisher, group, before.day.minus(-1)..=after.day)?;
        Ok(Some((before, after, changes)))
    })?;
    let Some((before, after, changes)) = found else { return Ok(Compared::Nothing) };
    Ok(Compared::Days(Box::new(Comparison {
        from: before.day,
        to: after.day,
        before: read_bitmap(&before.bitmap)?,
        after: read_bitmap(&after.bitmap)?,
        changes,
    })))
}

fn read_bitmap(bytes: &[u8]) -> io::Result<RoaringBitmap> {
    RoaringBitmap::deserialize_from(bytes)
}

impl History {
    /// The customers of a list; `None` if nothing was compared.
    pub fn listed(&self, list: List) -> Option<Customers> {
        let Compared::Days(comparison) = &self.compared else { return None };
        let app = AppKey { publisher: self.group.publisher_id, id: self.app };
        Some(Customers { app, positions: Arc::new(comparison.listed(list)), today: self.today })
    }
}

impl Comparison {
    pub fn listed(&self, list: List) -> RoaringBitmap {
        match list {
            List::Came => &self.after - &self.before,
            List::Gone => &self.before - &self.after,
            List::Members => self.after.clone(),
        }
    }

    /// The customers who joined and left, each under the last cause that moved them. The sums add up to all who joined
    /// and left.
    pub fn causes(&self) -> Vec<CauseSum> {
        let (mut came, mut gone) = (self.listed(List::Came), self.listed(List::Gone));
        let mut sums: Vec<CauseSum> = Vec::new();
        for change in self.changes.iter().rev() {
            let set = |bytes: &[u8]| read_bitmap(bytes).unwrap_or_default();
            let (came_so, gone_so) = (&came & &set(&change.came), &gone & &set(&change.gone));
            came -= &came_so;
            gone -= &gone_so;
            if came_so.is_empty() && gone_so.is_empty() && !is_edit(change) {
                continue;
            }
            let (cause, email) = (Some(change.cause), change.email.clone());
            match sums.iter_mut().find(|sum| (sum.cause, &sum.email) == (cause, &email)) {
                Some(sum) => (sum.came, sum.gone) = (sum.came + came_so.len(), sum.gone + gone_so.len()),
                None => sums.push(CauseSum { cause, email, came: came_so.len(), gone: gone_so.len() }),
            }
        }
        sums.reverse();
        if !came.is_empty() || !gone.is_empty() {
            sums.push(CauseSum { cause: None, email: None, came: came.len(), gone: gone.len() });
        }
        sums
    }
}

/// Whether a user made the change. It is then listed even if it moved nobody.
fn is_edit(change: &MembershipChange) -> bool {
    matches!(change.cause, Cause::Rule | Cause::Settings | Cause::Group) && change.email.is_some()
}

/// How many customers joined and left with a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    pub came: u64,
    pub gone: u64,
}

/// How many customers joined and left with a change; `None` if its bitmaps cannot be decoded.
pub fn moved(change: &MembershipChange) -> Option<Moved> {
    Some(Moved { came: read_bitmap(&change.came).ok()?.len(), gone: read_bitmap(&change.gone).ok()?.len() })
}
