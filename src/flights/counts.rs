//! The ladder of an app with how many customers are where on it, and who.

use super::ladder::{Flight, Ladder};
use super::load;
use super::save::is_usable_in;
use super::sets::{Division, divide};
use super::sticky::{self, Stay};
use crate::access::{Role, Sizes};
use crate::audience::Availability;
use crate::columns::View;
use crate::groups::members::{self, MembersError};
use crate::ids::{AppId, FlightId, GroupId};
use crate::segments::Rule;
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::publishers::Publisher;
use roaring::RoaringBitmap;
use std::sync::Arc;

/// The ladder of an app, its groups and who gets what.
pub struct Counted {
    pub view: View,
    pub ladder: Ladder,
    /// The groups of the publisher, by name.
    pub groups: Vec<CustomerGroup>,
    pub division: Division,
    pub everyone: u64,
}

/// The ladder of an app and the groups of its publisher.
pub(super) struct Opened {
    pub view: View,
    pub ladder: Ladder,
    pub groups: Vec<CustomerGroup>,
}

/// Reads the ladder of the publisher's app.
pub(super) fn open(state: &State, publisher: &Publisher, app: AppId) -> Result<Opened, MembersError> {
    let view = state.audiences.view_now(publisher, app)?;
    let (ladder, groups) = state.database.read_now(|connection| {
        let ladder = load::ladder(connection, view.app.key())?;
        Ok((ladder, customer_groups::of_publisher(connection, publisher.id)?))
    })?;
    Ok(Opened { view, ladder, groups })
}

/// The ladder of the publisher's app, counted now.
pub fn count(state: &State, publisher: &Publisher, app: AppId) -> Result<Counted, MembersError> {
    let Opened { view, ladder, groups } = open(state, publisher, app)?;
    let counting = Counting { state, publisher, view: &view, groups: &groups };
    let (everyone, division) = counting.division(&ladder)?;
    Ok(Counted { everyone, division, groups, ladder, view })
}

/// What customers of an app are counted with.
pub(super) struct Counting<'a> {
    pub state: &'a State,
    pub publisher: &'a Publisher,
    pub view: &'a View,
    pub groups: &'a [CustomerGroup],
}

impl Counting<'_> {
    /// How many customers there are, and which flight each gets something through.
    pub fn division(&self, ladder: &Ladder) -> Result<(u64, Division), MembersError> {
        let everyone = self.view.among_everyone().members(&Rule::default())?;
        let stays = self.stays(ladder)?;
        let members = ladder.flights.iter().map(|flight| self.members(flight, &stays));
        let members: Vec<_> = members.collect::<Result<_, _>>()?;
        let app = self.view.app.key();
        let share = |flight: &Flight, here: &RoaringBitmap, below: u32| {
            self.state.buckets.below(&self.state.database, (app, &flight.salt), here, below)
        };
        Ok((everyone.len(), divide(ladder, &everyone, &members, share)?))
    }

    /// The people whom its sticky flights keep: they stay in a flight after they have left its groups.
    pub fn stays(&self, ladder: &Ladder) -> Result<Vec<Stay>, MembersError> {
        sticky::stays(self.state, (self.publisher, self.view.app.key()), (ladder, self.groups))
    }

    /// Who is in a flight.
    fn members(&self, flight: &Flight, stays: &[Stay]) -> Result<Arc<RoaringBitmap>, MembersError> {
        let mut all = self.members_now(flight)?;
        stays.iter().filter(|stay| stay.flight == flight.id).for_each(|stay| all |= &stay.ever);
        Ok(Arc::new(all))
    }

    /// Who is in the groups of a flight.
    fn members_now(&self, flight: &Flight) -> Result<RoaringBitmap, MembersError> {
        let mut all = RoaringBitmap::new();
        for group in &flight.groups {
            all |= &*self.members_of(*group)?;
        }
        Ok(all)
    }

    /// Who comes into a flight through a group. A small segment, whose size nobody may find out by its flight, lets nobody in.
    pub fn members_of(&self, group: GroupId) -> Result<Arc<RoaringBitmap>, MembersError> {
        let found = self.groups.iter().find(|one| one.id == group);
        let Some(group) = found.filter(|group| is_usable_in(group, self.view.app.id)) else {
            return Ok(Arc::default());
        };
        if !group.is_segment() {
            let rule = Rule::member_of(&group.id.to_string());
            return Ok(self.view.among(Availability::EVERYONE).members(&rule)?);
        }
        match members::of_segment(self.view, group, Sizes::new(Role::Viewer, self.publisher.minimum_size)) {
            Ok(customers) => Ok(customers.positions),
            Err(MembersError::Hidden) => Ok(Arc::default()),
            Err(error) => Err(error),
        }
    }
}

/// Who is in a flight only because it keeps who was in it; `None` if it keeps nobody.
pub fn kept(
    state: &State,
    publisher: &Publisher,
    counted: &Counted,
    flight: FlightId,
) -> Result<Option<RoaringBitmap>, MembersError> {
    let place = counted.ladder.flights.iter().position(|one| one.id == flight);
    let found = place.and_then(|place| Some((&counted.ladder.flights[place], counted.division.flights.get(place)?)));
    let Some((flight, part)) = found.filter(|(flight, _)| flight.sticky.is_some()) else { return Ok(None) };
    let counting = Counting { state, publisher, view: &counted.view, groups: &counted.groups };
    Ok(Some(&*part.members - counting.members_now(flight)?))
}

/// Whether somebody who sees sizes so may see the numbers of a division: each of them could be computed from the others.
pub fn are_shown(division: &Division, ladder: &Ladder, sizes: Sizes) -> bool {
    let flown = ladder.flights.iter().zip(&division.flights).filter(|(flight, _)| !flight.is_standard);
    let numbers = flown.flat_map(|(_, part)| [part.members.len(), part.gets(), part.newest.len()]);
    numbers.filter(|number| *number > 0).all(|number| !sizes.hides(number))
}
