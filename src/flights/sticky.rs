//! Sticky flights: who was in one through a segment stays in it after leaving the segment, for whatever reason. Nobody is written
//! down for that: who left a segment, and when, is in its history. Who comes into a segment and leaves it before it is counted is
//! not in it, and is not kept.
//!
//! Known user groups keep nobody. Whoever takes somebody off a list has decided that they are no longer in it.

use crate::access::{Role, Sizes};
use crate::day::Day;
use crate::groups::left;
use crate::groups::members::MembersError;
use crate::groups::since::Entered;
use crate::ids::{AppKey, FlightId, GroupId};
use crate::state::State;
use crate::store::customer_groups::CustomerGroup;
use crate::store::flights::{FlightGroup, FlightRow};
use crate::store::publishers::Publisher;
use crate::store::snapshots;
use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

use super::ladder::{Flight, Ladder};
use super::save::is_usable_in;

/// How a flight keeps who was in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sticky {
    pub since: Day,
    /// The segments among its groups, each with the id of the last change of its members before the flight kept them.
    pub segments: Vec<(GroupId, i32)>,
}

impl Sticky {
    pub(super) fn of(flight: &FlightRow, groups: &[FlightGroup]) -> Option<Self> {
        let own = groups.iter().filter(|group| group.flight_id == flight.id);
        let segments = own.filter_map(|group| Some((group.group_id, group.kept_after?))).collect();
        Some(Self { since: flight.sticky_since?, segments })
    }
}

/// That a flight keeps a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    pub flight: FlightId,
    /// The segment that the person was in.
    pub group: GroupId,
    /// When the person left it; `None` where it is hidden who has.
    pub left_on: Option<Day>,
}

/// The groups of a ladder that a person is in, and the flights that keep the person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub groups: Vec<GroupId>,
    pub kept: Vec<Kept>,
}

/// Who was in a segment since a flight keeps its members, and who still is.
#[derive(Clone, Debug)]
pub struct Stay {
    pub flight: FlightId,
    pub group: GroupId,
    pub ever: RoaringBitmap,
    left: Arc<Entered>,
    today: Day,
}

impl Stay {
    /// That the flight keeps the customer at this position, who is a member of the segment, is not, or neither may be told.
    pub fn kept(&self, position: u32, is_member: Option<bool>) -> Option<Kept> {
        if is_member == Some(true) || !self.ever.contains(position) {
            return None;
        }
        // Who was a member at the last count, and is none, has left since.
        let left_on = is_member.map(|_| self.left.day_of(position).unwrap_or(self.today));
        Some(Kept { flight: self.flight, group: self.group, left_on })
    }
}

/// The segments of a flight that keep its members and count, each with the change after which they do.
fn segments<'a>(
    flight: &Flight,
    groups: &'a [CustomerGroup],
    counts: impl Fn(&CustomerGroup) -> bool,
) -> Vec<(&'a CustomerGroup, i32)> {
    let of = |(id, after): &(GroupId, i32)| {
        let found = groups.iter().find(|group| group.id == *id && group.is_segment());
        Some((found.filter(|group| counts(group))?, *after))
    };
    flight.sticky.iter().flat_map(|sticky| &sticky.segments).filter_map(of).collect()
}

/// Whether so few people were in a segment that a flight must not tell anybody who they are.
fn is_hidden(ever: &RoaringBitmap, publisher: &Publisher) -> bool {
    Sizes::new(Role::Viewer, publisher.minimum_size).hides(ever.len())
}

/// Whom the app's flights keep.
pub fn stays(
    state: &State,
    (publisher, app): (&Publisher, AppKey),
    (ladder, groups): (&Ladder, &[CustomerGroup]),
) -> Result<Vec<Stay>, MembersError> {
    let (today, mut found) = (state.today(publisher), Vec::new());
    for flight in &ladder.flights {
        for (group, after) in segments(flight, groups, |group| is_usable_in(group, app.id)) {
            // Who leaves between the two is among the members and among those who left; the other way round, in neither.
            let latest = |connection: &mut _| snapshots::latest(connection, app.publisher, group.id, Day::LAST);
            let counted = state.database.read_now(latest)?;
            let left = left::after(state, group, app, after)?;
            let mut ever = left.known().clone();
            if let Some(counted) = counted {
                ever |= RoaringBitmap::deserialize_from(counted.bitmap.as_slice())?;
            }
            if !is_hidden(&ever, publisher) {
                found.push(Stay { flight: flight.id, group: group.id, ever, left, today });
            }
        }
    }
    Ok(found)
}

/// Whom the flights of a ladder kept at the end of a day. `is_member` says who was in a segment then, if that may be told, and
/// `members` how the segment was counted.
pub fn kept_on(
    state: &State,
    (publisher, app): (&Publisher, AppKey),
    (ladder, groups): (&Ladder, &[CustomerGroup]),
    (position, day): (u32, Day),
) -> Result<Vec<Kept>, MembersError> {
    let mut kept = Vec::new();
    for flight in &ladder.flights {
        // A segment that was archived since was not then: one in a flight never is.
        for (group, after) in segments(flight, groups, |group| group.app_id == Some(app.id)) {
            let latest = |connection: &mut _| snapshots::latest(connection, app.publisher, group.id, day);
            let counted = state.database.read_now(latest)?.map(|counted| counted.bitmap).unwrap_or_default();
            let left = left::until(state, group, after, day)?;
            let members = match &counted[..] {
                [] => RoaringBitmap::new(),
                counted => RoaringBitmap::deserialize_from(counted)?,
            };
            let ever = left.known() | &members;
            if is_hidden(&ever, publisher) {
                continue;
            }
            let is_member = (!is_hidden(&members, publisher)).then(|| members.contains(position));
            let stay = Stay { flight: flight.id, group: group.id, ever, left: Arc::new(left), today: day };
            kept.extend(stay.kept(position, is_member));
        }
    }
    Ok(kept)
}
