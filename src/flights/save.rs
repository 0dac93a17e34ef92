//! Creates, changes and retires flights. Ranks are dense: the standard submission has 1, the flight above it 2.

use super::{load, pending, recorded};
use crate::access::{Actor, Forbidden, Role};
use crate::audit::{self, Action, Changes, Field as Recorded, Subject};
use crate::day::Day;
use crate::ids::{AppId, AppKey, FlightId, GroupId, PublisherId};
use crate::shares;
use crate::state::State;
use crate::store::audit_entries::AuditEntry;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::flights::{self, FlightGroup, FlightRow, NewFlight, STANDARD, STANDARD_KEY};
use crate::store::pending_submissions;
use crate::store::{
    DbConnection, QueryResult, StoreError, apps, membership_changes, not_found, publishers, submissions,
};
use crate::text::{NameError, clean_name, flag_key_of, is_flag_key};
use chrono::NaiveDateTime;
use serde_json::{Value, json};

/// The most flights of an app: a ladder that can still be looked over.
pub const MOST: usize = 50;

/// The most groups of a flight: a screen of checkboxes.
pub const MOST_GROUPS: usize = 20;

/// A flight as the user wants it.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub name: String,
    /// Under which key programs know it; made of the name of a new flight if there is none.
    pub key: Option<String>,
    pub groups: Vec<GroupId>,
    pub allows_downgrades: bool,
    /// Whether it keeps who was in it through a segment that they have left.
    pub is_sticky: bool,
    /// The flight right below it; a new flight is on top without one, another one stays where it is.
    pub above: Option<FlightId>,
}

/// What is wrong with a flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Name(NameError),
    NameTaken,
    Key,
    NoGroup,
    TooManyGroups,
    /// A group is not there, is archived, or is a segment of another app.
    Group,
    /// The flight that it should be above is not there.
    Rank,
}

/// Why a flight was not saved.
#[derive(Debug, thiserror::Error)]
pub enum FlightError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("it is refused: {0:?}")]
    Faults(Vec<Fault>),
    #[error("there are {MOST} flights already")]
    TooMany,
    #[error("someone else changed it first")]
    Changed {
        changes: Vec<AuditEntry>,
        /// What was wanted, as the log writes it.
        typed: Vec<(Recorded, Value)>,
    },
    #[error("it is retired, or the standard submission")]
    Fixed,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The standard submission of the app, which is made when it is first needed. The caller holds the lock of groups.
pub(super) fn standard(connection: &mut DbConnection, app: AppKey, now: NaiveDateTime) -> QueryResult<FlightRow> {
    if let Some(found) = flights::of_app(connection, app)?.into_iter().find(FlightRow::is_standard) {
        return Ok(found);
    }
    let salt = shares::salt();
    let new = NewFlight {
        key: STANDARD_KEY,
        name: STANDARD_KEY,
        rank: STANDARD,
        salt: &salt,
        allows_downgrades: false,
        sticky_since: None,
        created_by: None,
    };
    let id = flights::create(connection, app, &new, now)?;
    flights::find(connection, app.publisher, id)
}

/// Makes the app's standard submission, if there is none yet, and returns it.
pub fn ensure_standard(state: &State, actor: &Actor, app: AppId) -> Result<FlightRow, StoreError> {
    let now = state.clock.now();
    state.database.write_groups_now(actor.publisher, |connection| {
        let app = apps::find(connection, actor.publisher, app)?.key();
        standard(connection, app, now)
    })
}

/// The faults of the draft, which replaces `flight` or is a new one.
fn faults(
    app: AppKey,
    flight: Option<FlightId>,
    draft: &Draft,
    (groups, rows): (&[CustomerGroup], &[FlightRow]),
) -> Vec<Fault> {
    let mut found = Vec::new();
    match clean_name(&draft.name) {
        Err(error) => found.push(Fault::Name(error)),
        Ok(name) => {
            let key = flights::name_key(&name);
            let is_taken = rows.iter().any(|row| Some(row.id) != flight && flights::name_key(&row.name) == key);
            found.extend(is_taken.then_some(Fault::NameTaken));
        }
    }
    let key = draft.key.as_deref().filter(|_| flight.is_none());
    if key.is_some_and(|key| !is_flag_key(key) || rows.iter().any(|row| row.key == key)) {
        found.push(Fault::Key);
    }
    let is_usable = |id: &GroupId| groups.iter().any(|group| group.id == *id && is_usable_in(group, app.id));
    match draft.groups.len() {
        0 => found.push(Fault::NoGroup),
        count if count > MOST_GROUPS => found.push(Fault::TooManyGroups),
        _ if !draft.groups.iter().all(is_usable) => found.push(Fault::Group),
        _ => {}
    }
    let is_there = |above: FlightId| rows.iter().any(|row| row.id == above && Some(row.id) != flight);
    if draft.above.is_some_and(|above| !is_there(above)) {
        found.push(Fault::Rank);
    }
    found
}

/// Whether the group can be in flights of the app: it is active, and lists people or is a segment of the app.
pub fn is_usable_in(group: &CustomerGroup, app: AppId) -> bool {
    !group.is_archived() && group.app_id.is_none_or(|of| of == app)
}

/// Gives all flights their ranks, with `flight` right above another one, or on top.
fn place(connection: &mut DbConnection, (app, flight): (AppKey, FlightId), above: Option<FlightId>) -> QueryResult<()> {
    let rows = flights::of_app(connection, app)?;
    let mut order: Vec<&FlightRow> = rows.iter().filter(|row| !row.is_standard() && row.id != flight).collect();
    let at = match above {
        None => 0,
        Some(above) => order.iter().position(|row| row.id == above).map_or(order.len(), |below| below),
    };
    order.splice(at..at, rows.iter().filter(|row| row.id == flight));
    for (row, rank) in order.iter().rev().zip(STANDARD + 1..) {
        if row.rank != rank {
            flights::set_rank(connection, (app, row.id), rank)?;
        }
    }
    Ok(())
}

/// What becomes of the groups of a flight. One that keeps who was in it keeps them from the last change of each segment's members
/// on; `before` are its groups as they were, if it did so already.
fn kept_after(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (draft, before): (&Draft, &[FlightGroup]),
    groups: &[CustomerGroup],
) -> QueryResult<Vec<(GroupId, Option<i32>)>> {
    let mut found = Vec::with_capacity(draft.groups.len());
    for id in &draft.groups {
        let is_segment = groups.iter().any(|group| group.id == *id && group.is_segment());
        let known = before.iter().find(|group| group.group_id == *id);
        let after = match known {
            _ if !draft.is_sticky || !is_segment => None,
            Some(known) if known.kept_after.is_some() => known.kept_after,
            _ => Some(membership_changes::last(connection, publisher, *id)?),
        };
        found.push((*id, after));
    }
    Ok(found)
}

/// Creates a flight.
pub fn create(state: &State, actor: &Actor, app: AppId, draft: &Draft) -> Result<FlightRow, FlightError> {
    actor.require(Role::Editor)?;
    let now = state.clock.now();
    let created = state.database.write_groups_now(actor.publisher, |connection| {
        let app = apps::find(connection, actor.publisher, app)?;
        standard(connection, app.key(), now)?;
        let rows = flights::of_app(connection, app.key())?;
        let groups = customer_groups::of_publisher(connection, actor.publisher)?;
        let found = faults(app.key(), None, draft, (&groups, &rows));
        if !found.is_empty() {
            return Ok(Err(FlightError::Faults(found)));
        }
        if rows.len() > MOST {
            return Ok(Err(FlightError::TooMany));
        }
        let today = state.today(&publishers::find(connection, actor.publisher)?);
        let name = clean_name(&draft.name).unwrap_or_default();
        let (key, salt) = (draft.key.clone().unwrap_or_else(|| free_key(&name, &rows)), shares::salt());
        let rank = i32::try_from(rows.len()).unwrap_or(i32::MAX) + 1;
        let new = NewFlight {
            key: &key,
            name: &name,
            rank,
            salt: &salt,
            allows_downgrades: draft.allows_downgrades,
            sticky_since: draft.is_sticky.then_some(today),
            created_by: actor.user,
        };
        let id = flights::create(connection, app.key(), &new, now)?;
        let kept = kept_after(connection, actor.publisher, (draft, &[]), &groups)?;
        flights::set_groups(connection, (app.key(), id), &kept)?;
        place(connection, (app.key(), id), draft.above)?;
        let flight = flights::find(connection, actor.publisher, id)?;
        load::keep(connection, app.key(), now)?;
        let changes = Changes::none()
            .has(Recorded::App, &app.name)
            .has(Recorded::Groups, recorded::names(&draft.groups, &groups))
            .has(Recorded::Rank, flight.rank)
            .has(Recorded::AllowsDowngrades, draft.allows_downgrades)
            .has(Recorded::Sticky, draft.is_sticky);
        audit::record(connection, actor, now, (Action::Created, Subject::flight(&flight), changes))?;
        Ok(Ok(flight))
    });
    match created {
        Err(error) if error.is_taken() => Err(FlightError::Faults(vec![Fault::NameTaken])),
        created => created?,
    }
}

/// The key made of a name, or the first of `key-2`, `key-3` and so on that no other flight has.
fn free_key(name: &str, rows: &[FlightRow]) -> String {
    let key = flag_key_of(name);
    let is_free = |key: &String| !rows.iter().any(|row| row.key == *key);
    let mut numbered = (2..).map(|number| format!("{key}-{number}"));
    Some(key.clone()).filter(is_free).or_else(|| numbered.find(is_free)).unwrap_or_default()
}

/// The faults that a draft would have, without saving it.
pub fn check(
    state: &State,
    actor: &Actor,
    (app, flight): (AppId, Option<FlightId>),
    draft: &Draft,
) -> Result<Vec<Fault>, StoreError> {
    state.database.read_now(|connection| {
        let app = apps::find(connection, actor.publisher, app)?.key();
        let rows = flights::of_app(connection, app)?;
        let groups = customer_groups::of_publisher(connection, actor.publisher)?;
        Ok(faults(app, flight, draft, (&groups, &rows)))
    })
}

/// A draft as the audit log writes it.
fn typed(draft: &Draft, groups: &[CustomerGroup]) -> Vec<(Recorded, Value)> {
    vec![
        (Recorded::Name, json!(draft.name.trim())),
        (Recorded::Groups, json!(recorded::names(&draft.groups, groups))),
        (Recorded::AllowsDowngrades, json!(draft.allows_downgrades)),
        (Recorded::Sticky, json!(draft.is_sticky)),
    ]
}

/// The fields of a draft, as two are compared: groups by their ids, so that one with another name is the same.
pub fn compared(draft: &Draft) -> Vec<(Recorded, Value)> {
    let mut groups: Vec<String> = draft.groups.iter().map(GroupId::to_string).collect();
    groups.sort();
    let mut fields = typed(draft, &[]);
    fields.iter_mut().filter(|(field, _)| *field == Recorded::Groups).for_each(|(_, value)| *value = json!(groups));
    fields
}

/// Changes the flight, if it is still of this version.
pub fn edit(
    state: &State,
    actor: &Actor,
    (flight, version): (FlightId, i64),
    draft: &Draft,
) -> Result<FlightRow, FlightError> {
    actor.require(Role::Editor)?;
    let now = state.clock.now();
    let edited = state.database.write_groups_now(actor.publisher, |connection| {
        let was = flights::find(connection, actor.publisher, flight)?;
        if was.is_standard() || was.is_retired() {
            return Ok(Err(FlightError::Fixed));
        }
        if was.version != version {
            let changes = audit::since(connection, actor.publisher, Subject::flight(&was), version)?;
            let groups = customer_groups::of_publisher(connection, actor.publisher)?;
            return Ok(Err(FlightError::Changed { changes, typed: typed(draft, &groups) }));
        }
        let today = state.today(&publishers::find(connection, actor.publisher)?);
        change(connection, actor, (&was, draft), (now, today))
    });
    match edited {
        Err(error) if error.is_taken() => Err(FlightError::Faults(vec![Fault::NameTaken])),
        edited => edited?,
    }
}

/// Changes the flight as it was read.
fn change(
    connection: &mut DbConnection,
    actor: &Actor,
    (was, draft): (&FlightRow, &Draft),
    (now, today): (NaiveDateTime, Day),
) -> QueryResult<Result<FlightRow, FlightError>> {
    let app = AppKey { publisher: actor.publisher, id: was.app_id };
    let rows = flights::of_app(connection, app)?;
    let groups = customer_groups::of_publisher(connection, actor.publisher)?;
    let found = faults(app, Some(was.id), draft, (&groups, &rows));
    if !found.is_empty() {
        return Ok(Err(FlightError::Faults(found)));
    }
    let name = clean_name(&draft.name).unwrap_or_default();
    // Groups are locked, so it is as it was read.
    let sticky_since = draft.is_sticky.then(|| was.sticky_since.unwrap_or(today));
    if !flights::update(connection, (app, was), (&name, draft.allows_downgrades, sticky_since), now)? {
        return Err(not_found());
    }
    let mut before = flights::groups(connection, app)?;
    before.retain(|group| group.flight_id == was.id);
    let kept = kept_after(connection, actor.publisher, (draft, &before), &groups)?;
    flights::set_groups(connection, (app, was.id), &kept)?;
    let before: Vec<GroupId> = before.iter().map(|group| group.group_id).collect();
    if draft.above.is_some() {
        place(connection, (app, was.id), draft.above)?;
    }
    let flight = flights::find(connection, actor.publisher, was.id)?;
    load::keep(connection, app, now)?;
    let changes = Changes::none()
        .change(Recorded::Name, &was.name, &flight.name)
        .change(Recorded::Groups, recorded::names(&before, &groups), recorded::names(&draft.groups, &groups))
        .change(Recorded::Rank, was.rank, flight.rank)
        .change(Recorded::AllowsDowngrades, was.allows_downgrades, flight.allows_downgrades)
        .change(Recorded::Sticky, was.sticky_since.is_some(), draft.is_sticky);
    audit::record(connection, actor, now, (Action::Changed, Subject::flight(&flight), changes))?;
    Ok(Ok(flight))
}

/// Retires the flight: nobody is in it any more, and its groups are free. Doing so again changes nothing.
pub fn retire(state: &State, actor: &Actor, flight: FlightId) -> Result<FlightRow, FlightError> {
    actor.require(Role::Editor)?;
    let now = state.clock.now();
    state.database.write_groups_now(actor.publisher, |connection| {
        let was = flights::find(connection, actor.publisher, flight)?;
        if was.is_standard() {
            return Ok(Err(FlightError::Fixed));
        }
        let app = AppKey { publisher: actor.publisher, id: was.app_id };
        if !flights::retire(connection, (app, flight), now)? {
            return Ok(Ok(was));
        }
        if let Some(submission) = submissions::current(connection, app, flight)? {
            submissions::supersede(connection, (app, &submission), now)?;
        }
        if let Some(waiting) = pending_submissions::of_flight(connection, app, flight)? {
            pending::dropped(connection, actor, (app, &was, &waiting), now)?;
        }
        flights::set_groups(connection, (app, flight), &[])?;
        let rest = flights::of_app(connection, app)?;
        if let Some(top) = rest.first().filter(|row| !row.is_standard()) {
            place(connection, (app, top.id), None)?;
        }
        load::keep(connection, app, now)?;
        let changes = Changes::none().had(Recorded::Rank, was.rank);
        audit::record(connection, actor, now, (Action::Retired, Subject::flight(&was), changes))?;
        Ok(Ok(was))
    })?
}
