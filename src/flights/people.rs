//! Customers beside the flights of an app: a page of them, and one of them with all that is known.

use super::ask::{self, Lists};
use super::counts::{self, Counting};
use super::ladder::{Device, Ladder, Person};
use super::sticky::{Standing, Stay};
use super::version::OsVersion;
use crate::day::Day;
use crate::groups::members::{MembersError, PeopleSearch, Wanted};
use crate::ids::{AppId, GroupId};
use crate::segments::Rule;
use crate::state::State;
use crate::store::apps::App;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::customers::Customer;
use crate::store::flights::{self, FlightRow};
use crate::store::profiles;
use crate::store::publishers::Publisher;
use roaring::RoaringBitmap;
use std::collections::HashMap;
use std::sync::Arc;

/// A page of an app's customers beside its ladder.
pub struct Table {
    pub ladder: Ladder,
    /// The flights of the ladder, in its order.
    pub flights: Vec<FlightRow>,
    pub rows: Vec<PersonAnswer>,
    pub total: i64,
}

/// A customer, and where the customer stands on the ladder.
pub struct PersonAnswer {
    pub customer: Customer,
    standing: Standing,
}

impl PersonAnswer {
    /// The customer, for the rule.
    pub fn person(&self) -> Person<'_> {
        ask::person(Some(&self.customer.account_id), &self.standing, Device::default())
    }
}

/// A page of those customers of the app who match the search, in the order in which they came.
pub fn page(
    state: &State,
    publisher: &Publisher,
    app: AppId,
    (search, page): (&PeopleSearch, i64),
) -> Result<Table, MembersError> {
    let counts::Opened { view, ladder, groups } = counts::open(state, publisher, app)?;
    let flights = state.database.read_now(|connection| flights::of_app(connection, view.app.key()))?;
    let counting = Counting { state, publisher, view: &view, groups: &groups };
    let mut members: HashMap<GroupId, Arc<RoaringBitmap>> = HashMap::new();
    for group in ladder.flights.iter().flat_map(|flight| &flight.groups) {
        members.insert(*group, counting.members_of(*group)?);
    }
    let stays = counting.stays(&ladder)?;
    let everyone = view.among_everyone().members(&Rule::default())?;
    let found = super::preview::named(&view, (*everyone).clone());
    let found = found.page(&state.database, &Wanted { search: search.clone(), page })?;
    let accounts: Vec<String> = found.rows.iter().map(|customer| customer.account_id.clone()).collect();
    let positions = view.positions(&accounts)?;
    let row = |customer: Customer| {
        let position = positions.get(&customer.account_id).copied();
        let is_in = |members: &RoaringBitmap| position.is_some_and(|position| members.contains(position));
        let groups = members.iter().filter(|(_, members)| is_in(members)).map(|(group, _)| *group).collect();
        // A segment without members may be one whose members are hidden.
        let told = |group: GroupId| members.get(&group).filter(|members| !members.is_empty()).map(|one| is_in(one));
        let kept = |stay: &Stay| stay.kept(position?, told(stay.group));
        PersonAnswer { customer, standing: Standing { groups, kept: stays.iter().filter_map(kept).collect() } }
    };
    // Flights that came since are left out.
    let is_of_ladder = |row: &FlightRow| ladder.flights.iter().any(|flight| flight.id == row.id);
    Ok(Table {
        rows: found.rows.into_iter().map(row).collect(),
        total: i64::try_from(found.total).unwrap_or(i64::MAX),
        flights: flights.into_iter().filter(is_of_ladder).collect(),
        ladder,
    })
}

/// A customer beside the ladder of an app, now or as of a day.
pub struct Checked {
    pub ladder: Ladder,
    standing: Standing,
    account: String,
    device: Device,
    /// The groups of the publisher, for their names.
    pub all_groups: Vec<CustomerGroup>,
    /// As of a day, the known user groups among the groups.
    pub lists: Option<Lists>,
}

impl Checked {
    /// The customer, for the rule.
    pub fn person(&self) -> Person<'_> {
        ask::person(Some(&self.account), &self.standing, self.device.clone())
    }
}

/// The customer beside the ladder of the app, now or as of a day; `None` if it has no flights, or the customer is not in it.
pub fn check(
    state: &State,
    publisher: &Publisher,
    (app, account): (&App, &str),
    day: Option<Day>,
) -> Result<Option<Checked>, MembersError> {
    let view = state.audiences.view_now(publisher, app.id)?;
    let accounts = [account.to_owned()];
    let Some(position) = view.positions(&accounts)?.get(account).copied() else { return Ok(None) };
    let read = |connection: &mut _| profiles::at(connection, app.key(), view.moment(), position);
    let profile = state.database.read_now(read)?;
    let device = profile.map_or_else(Device::default, |profile| Device {
        device_type: profile.device_type,
        os: profile.os_version.as_deref().and_then(OsVersion::find),
        ..Device::default()
    });
    let (ladder, standing, lists) = match day {
        Some(day) => match ask::as_of(state, (publisher, app.key()), (account, position), day)? {
            Some(found) => (found.ladder, found.standing, found.lists),
            None => return Ok(None),
        },
        None => {
            let ready = ask::ready(state, None, app.key())?;
            let standing = ready.standing_of(state, None, publisher, account)?;
            (ready.ladder.clone(), standing, None)
        }
    };
    if ladder.flights.iter().all(|flight| flight.submission.is_none()) {
        return Ok(None);
    }
    let all_groups = state.database.read_now(|connection| customer_groups::of_publisher(connection, publisher.id))?;
    Ok(Some(Checked { ladder, standing, account: account.to_owned(), device, all_groups, lists }))
}
