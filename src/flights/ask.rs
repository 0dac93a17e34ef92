//! Which package one person gets, now or as of a day.

use super::ladder::{Device, Ladder, Person};
use super::load;
use super::save::is_usable_in;
use super::sticky::{self, Standing, Stay};
use crate::access::{Actor, Role, Sizes};
use crate::audit::{self, Field, Subject};
use crate::day::Day;
use crate::groups::at_once;
use crate::groups::members::MembersError;
use crate::groups::{membership, since};
use crate::ids::{AppKey, GroupId};
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::publishers::{self, Publisher};
use crate::store::{DbConnection, QueryResult, Version, customers, membership_changes, snapshots};
use roaring::RoaringBitmap;
use std::sync::Arc;

/// The ladder of an app and its groups, as they are kept until anything is committed.
pub struct Ready {
    pub ladder: Ladder,
    app: AppKey,
    /// Those of the ladder's groups that let people in.
    groups: Vec<CustomerGroup>,
    /// The people whom its sticky flights keep: they stay in a flight after they have left its groups.
    stays: Vec<Stay>,
}

fn kept_as(app: AppKey) -> String {
    format!("ladder of app {} of {}", app.id, app.publisher)
}

/// What the packages of everybody depend on beside who is in which group: while it is the same, so is the ladder.
pub fn fingerprint(connection: &mut DbConnection, app: AppKey) -> QueryResult<String> {
    let ladder = load::ladder(connection, app)?;
    let mut changes = Vec::new();
    for (group, _) in ladder.flights.iter().flat_map(|flight| &flight.sticky).flat_map(|sticky| &sticky.segments) {
        changes.push(membership_changes::last(connection, app.publisher, *group)?);
    }
    serde_json::to_string(&(ladder, changes)).map_err(load::unreadable)
}

/// The app's ladder, if it was read at this version of the database.
pub fn find(state: &State, version: &Version, app: AppKey) -> Option<Arc<Ready>> {
    state.database.find_kept(version, &kept_as(app))
}

/// The app's ladder at this version of the database, or as it is.
pub fn ready(state: &State, version: Option<&Version>, app: AppKey) -> Result<Arc<Ready>, MembersError> {
    if let Some(kept) = version.and_then(|version| find(state, version, app)) {
        return Ok(kept);
    }
    let (publisher, ladder, mut groups) = state.database.read_now(|connection| {
        let groups = customer_groups::active(connection, app.publisher)?;
        Ok((publishers::find(connection, app.publisher)?, load::ladder(connection, app)?, groups))
    })?;
    groups.retain(|group| ladder.flights.iter().any(|flight| flight.groups.contains(&group.id)));
    groups.retain(|group| is_usable_in(group, app.id));
    let stays = sticky::stays(state, (&publisher, app), (&ladder, &groups))?;
    let ready = Arc::new(Ready { ladder, app, groups, stays });
    if let Some(version) = version {
        state.database.keep(version.clone(), kept_as(app), &ready);
    }
    Ok(ready)
}

/// Who asks for a small segment's flight learns nothing of who is in it.
const fn viewer(publisher: &Publisher) -> Actor {
    Actor { publisher: publisher.id, user: None, token: None, role: Role::Viewer }
}

impl Ready {
    /// Where the account is, if that is known without waiting.
    pub fn standing_at_once(
        &self,
        state: &State,
        version: &Version,
        publisher: &Publisher,
        account: &str,
    ) -> Option<Standing> {
        let (actor, mut found, mut position) = (viewer(publisher), Vec::new(), None);
        for group in self.groups.iter().filter(|group| !group.is_small(publisher.minimum_size)) {
            let known = at_once::find(state, version, &actor, group.id)?.find(account)?;
            found.push((group.id, Some(known.is_member)));
            position = position.or((known.app == self.app.id).then_some(known.position));
        }
        if position.is_none() && !self.stays.is_empty() {
            return None;
        }
        Some(self.standing(&found, position))
    }

    /// What follows from who is in which group, as far as that may be told.
    fn standing(&self, found: &[(GroupId, Option<bool>)], position: Option<u32>) -> Standing {
        let is_member =
            |id: GroupId| found.iter().find(|(group, _)| *group == id).and_then(|(_, is_member)| *is_member);
        let kept = |stay: &Stay| stay.kept(position?, is_member(stay.group));
        Standing {
            groups: found.iter().filter(|(_, is_member)| *is_member == Some(true)).map(|(group, _)| *group).collect(),
            kept: self.stays.iter().filter_map(kept).collect(),
        }
    }

    /// Where the account is.
    pub fn standing_of(
        &self,
        state: &State,
        version: Option<&Version>,
        publisher: &Publisher,
        account: &str,
    ) -> Result<Standing, MembersError> {
        let (actor, mut found) = (viewer(publisher), Vec::new());
        for group in &self.groups {
            let is_small = group.is_small(publisher.minimum_size);
            match Self::is_in(state, (version, publisher, &actor), group, account) {
                _ if is_small => {}
                Err(MembersError::Hidden) => {}
                Ok(is_member) => found.push((group.id, Some(is_member))),
                Err(error) => return Err(error),
            }
        }
        let position = match &self.stays[..] {
            [] => None,
            _ => {
                let accounts = [account.to_owned()];
                let read = |connection: &mut _| customers::positions_of_accounts(connection, self.app, &accounts);
                state.database.read_now(read)?.get(account).copied()
            }
        };
        Ok(self.standing(&found, position))
    }

    /// Whether the account is in the group.
    fn is_in(
        state: &State,
        (version, publisher, actor): (Option<&Version>, &Publisher, &Actor),
        group: &CustomerGroup,
        account: &str,
    ) -> Result<bool, MembersError> {
        let ready = match version {
            None => None,
            Some(version) => match at_once::find(state, version, actor, group.id) {
                Some(ready) => Some(ready),
                None => at_once::prepare(state, version.clone(), actor, publisher, group)?,
            },
        };
        if let Some(is_member) = ready.and_then(|ready| ready.has(account)) {
            return Ok(is_member);
        }
        let found = membership::of(state, actor, publisher, std::slice::from_ref(group), &[account.to_owned()])?;
        Ok(found.iter().any(|one| one.groups.contains(&group.id)))
    }
}

/// The ladder of an app as it was on a day, and those of its groups that a customer was in.
pub struct AsOf {
    pub ladder: Ladder,
    pub standing: Standing,
    pub lists: Option<Lists>,
}

/// That known user groups are among the groups: those are known who are in them now, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lists {
    /// When somebody was taken out of one of them for the last time, if ever. From that day on it is known who was in them.
    pub last_removal: Option<Day>,
}

impl Lists {
    fn of(connection: &mut DbConnection, publisher: &Publisher, lists: &[CustomerGroup]) -> QueryResult<Option<Self>> {
        let mut last_removal = None;
        for list in lists {
            let last = audit::last_change(connection, publisher.id, Subject::group(list), Field::PeopleRemoved)?;
            last_removal = last_removal.max(last.first().map(|entry| publisher.time_zone.day_of(entry.at)));
        }
        Ok((!lists.is_empty()).then_some(Self { last_removal }))
    }

    /// Whether it is known who was in them at the end of the day.
    pub fn are_known(self, day: Day) -> bool {
        self.last_removal.is_none_or(|last| last <= day)
    }
}

/// The ladder of the app at the end of a day, and which of its groups the customer at this position was in; `None` if there were
/// no flights.
pub fn as_of(
    state: &State,
    (publisher, app): (&Publisher, AppKey),
    (account, position): (&str, u32),
    day: Day,
) -> Result<Option<AsOf>, MembersError> {
    let midnight = day.minus(-1).date().and_time(chrono::NaiveTime::MIN);
    let end = publisher.time_zone.moment_of(midnight).unwrap_or(midnight);
    let read = |connection: &mut _| {
        let Some(ladder) = load::before(connection, app, end)? else { return Ok(None) };
        Ok(Some((ladder, customer_groups::of_publisher(connection, app.publisher)?)))
    };
    let Some((ladder, all)) = state.database.read_now(read)? else { return Ok(None) };
    let is_named = |group: &&CustomerGroup| ladder.flights.iter().any(|flight| flight.groups.contains(&group.id));
    let (mut groups, mut lists) = (Vec::new(), Vec::new());
    for group in all.iter().filter(is_named) {
        if !group.is_segment() {
            lists.push(group.clone());
            continue;
        }
        let latest = |connection: &mut _| snapshots::latest(connection, app.publisher, group.id, day);
        let Some(snapshot) = state.database.read_now(latest)? else { continue };
        let members = RoaringBitmap::deserialize_from(snapshot.bitmap.as_slice())?;
        let is_small = Sizes::new(Role::Viewer, publisher.minimum_size).hides(members.len());
        if !is_small && members.contains(position) {
            groups.push(group.id);
        }
    }
    if !lists.is_empty() {
        let found = membership::of(state, &viewer(publisher), publisher, &lists, &[account.to_owned()])?;
        for list in lists.iter().filter(|list| found.iter().any(|one| one.groups.contains(&list.id))) {
            let since = since::of_account(state, publisher, list, account)?;
            groups.extend(since.is_none_or(|since| since <= day).then_some(list.id));
        }
    }
    let kept = sticky::kept_on(state, (publisher, app), (&ladder, &all), (position, day))?;
    let lists = state.database.read_now(|connection| Lists::of(connection, publisher, &lists))?;
    Ok(Some(AsOf { ladder, standing: Standing { groups, kept }, lists }))
}

/// The person who stands there, for the rule.
pub fn person<'a>(account: Option<&'a str>, standing: &'a Standing, device: Device) -> Person<'a> {
    Person { account, groups: &standing.groups, kept: &standing.kept, device, current: None }
}
