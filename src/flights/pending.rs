//! Submissions that wait: a draft until somebody publishes it, a scheduled one until its time comes. Until then nothing that is
//! published changes. Whatever two people, two programs or two replicas do at once, it is published once.

use super::ladder::Rollout;
use super::recorded;
use super::rollout::{Held, Plan, RolloutError, check, steps_of, stored, written};
use crate::access::{Actor, Role};
use crate::audit::{self, Action, Author, Field, Subject};
use crate::ids::{AppKey, FlightId, PublisherId, SubmissionId};
use crate::notifications::times::{FARTHEST, PATIENCE};
use crate::shares::WHOLE;
use crate::state::State;
use crate::store::flights::FlightRow;
use crate::store::pending_submissions::{self, Pending, Wanted};
use crate::store::submissions::{self, SubmissionRow};
use crate::store::{DbConnection, QueryResult, StoreError, flights, not_found, releases};
use crate::zone::Zone;
use chrono::NaiveDateTime;

/// Why a submission is held: it could not be published at its time, the rollout before it went on then, or something else was
/// published after somebody had said what to publish. The message `flight-held-{word}` says so.
pub const HELD_FOR: [&str; 3] = [LATE, UNFINISHED, OVERTAKEN];
const LATE: &str = "late";
const UNFINISHED: &str = "unfinished";
const OVERTAKEN: &str = "overtaken";

/// When a submission is published by itself: a moment in UTC, and the zone in which it was said.
pub type When = (NaiveDateTime, Zone);

/// How a submission is published once it is committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    AtOnce,
    /// Somebody publishes it.
    ByHand,
    At(When),
}

/// What a submission waits for.
#[derive(Clone, Copy, Debug)]
pub struct Waits {
    /// `None` if nobody said: of a submission that waited for somebody or for a time, it is then that somebody publishes
    /// it, so that no script that commits it publishes what a person has changed since.
    pub mode: Option<Mode>,
    /// Whether nobody changes it any more before it is published as it says.
    pub is_committed: bool,
}

impl Waits {
    /// That somebody publishes it, or says when.
    pub const DRAFT: Self = Self { mode: None, is_committed: false };

    /// Its time, or that somebody publishes it or says when.
    pub fn until(when: Option<When>) -> Self {
        when.map_or(Self::DRAFT, |when| Self { mode: Some(Mode::At(when)), is_committed: true })
    }

    const fn at(self) -> Option<When> {
        match self.mode {
            Some(Mode::At(when)) => Some(when),
            _ => None,
        }
    }

    const fn state(self) -> Pending {
        match (self.is_committed, self.mode) {
            (false, _) => Pending::Draft,
            (true, Some(Mode::At(_))) => Pending::Scheduled,
            (true, _) => Pending::Ready,
        }
    }
}

/// The submission of the publisher's flight that waits.
pub fn find(state: &State, actor: &Actor, flight: FlightId) -> Result<Option<SubmissionRow>, StoreError> {
    state.database.read_now(|connection| {
        let flight = flights::find(connection, actor.publisher, flight)?;
        pending_submissions::of_flight(connection, flight.app_key(actor.publisher), flight.id)
    })
}

/// What a submission that waits is to publish.
pub fn plan_of(row: &SubmissionRow) -> Plan {
    Plan {
        release: row.release_id,
        share: row.is_gradual.then_some(row.share.unsigned_abs()),
        steps: steps_of(row),
        is_guarded: row.is_guarded,
        mandatory_from: row.mandatory_from,
    }
}

/// How a submission is published once it is committed.
pub fn mode_of(row: &SubmissionRow) -> Mode {
    match when_of(row) {
        Some(when) => Mode::At(when),
        None if row.is_manual => Mode::ByHand,
        None => Mode::AtOnce,
    }
}

/// When a submission that waits is published, or was to be.
pub fn when_of(row: &SubmissionRow) -> Option<When> {
    row.publish_at.map(|at| (at, row.publish_zone.unwrap_or_default()))
}

/// Whether a submission can be scheduled for that time.
pub fn is_ahead(at: NaiveDateTime, now: NaiveDateTime) -> bool {
    now < at && at <= now + FARTHEST
}

/// Keeps what is to be published to a flight, and what it waits for. `seen` is the version of the one that waited, if there was
/// one.
pub fn save(
    state: &State,
    actor: &Actor,
    (flight, seen): (FlightId, Option<i64>),
    (plan, waits): (&Plan, Waits),
) -> Result<SubmissionRow, RolloutError> {
    actor.require(Role::Editor)?;
    let now = state.clock.now();
    check(plan, now)?;
    if waits.at().is_some_and(|(at, _)| !is_ahead(at, now)) {
        return Err(RolloutError::Time);
    }
    state.database.write_groups_now(actor.publisher, |connection| {
        let held = Held::of(connection, actor.publisher, flight)?;
        if held.flight.is_retired() {
            return Ok(Err(RolloutError::Retired));
        }
        let before = pending_submissions::of_flight(connection, held.app, flight)?;
        if before.as_ref().map(|before| before.version) != seen {
            return Ok(Err(RolloutError::Changed));
        }
        kept(connection, actor, (&held, before.as_ref()), (plan, waits), now).map(Ok)
    })?
}

/// Writes what is to be published, under the lock of the groups.
pub(super) fn kept(
    connection: &mut DbConnection,
    actor: &Actor,
    (held, before): (&Held, Option<&SubmissionRow>),
    (plan, waits): (&Plan, Waits),
    now: NaiveDateTime,
) -> QueryResult<SubmissionRow> {
    let release = releases::find(connection, held.app, plan.release)?;
    let steps = written(&plan.steps);
    let before_it = before.map_or(Mode::AtOnce, mode_of);
    let mode = waits.mode.unwrap_or(if before_it == Mode::AtOnce { Mode::AtOnce } else { Mode::ByHand });
    let wanted = Wanted {
        release: release.id,
        is_gradual: plan.share.is_some(),
        is_guarded: plan.is_guarded && plan.share.is_some(),
        share: stored(plan.share.unwrap_or(WHOLE)),
        steps: &steps,
        mandatory_from: plan.mandatory_from,
        state: waits.state(),
        is_manual: mode == Mode::ByHand,
        at: waits.at(),
        follows: held.current.as_ref().map(|current| current.id),
    };
    let id = match before {
        None => pending_submissions::create(connection, (held.app, held.flight.id, actor.user), &wanted, now)?,
        // Groups are locked, so it is as it was read.
        Some(before) if !pending_submissions::update(connection, (held.app, before), &wanted)? => {
            return Err(not_found());
        }
        Some(before) => before.id,
    };
    let was_scheduled =
        before.is_some_and(|before| before.pending != Some(Pending::Draft) && before.publish_at.is_some());
    let action = match waits.state() {
        Pending::Scheduled => Action::Scheduled,
        Pending::Ready => Action::Committed,
        _ if was_scheduled => Action::Unscheduled,
        _ => Action::Drafted,
    };
    let after = found(connection, held, id)?;
    let changes = recorded::planned(connection, held.app, (before, Some(&after)))?;
    audit::record(connection, actor, now, (action, Subject::flight(&held.flight), changes))?;
    Ok(after)
}

fn found(connection: &mut DbConnection, held: &Held, id: SubmissionId) -> QueryResult<SubmissionRow> {
    submissions::among(connection, held.app, &[id])?.pop().ok_or_else(not_found)
}

/// Publishes the submission that waits, if it is still at this version: as it is, or as it is planned now.
pub fn publish(
    state: &State,
    actor: &Actor,
    (flight, version): (FlightId, i64),
    plan: Option<&Plan>,
) -> Result<SubmissionRow, RolloutError> {
    actor.require(Role::Editor)?;
    let now = state.clock.now();
    if let Some(plan) = plan {
        check(plan, now)?;
    }
    state.database.write_groups_now(actor.publisher, |connection| {
        let Some((held, waiting)) = waiting_at(connection, actor, flight, version)? else {
            return Ok(Err(RolloutError::Changed));
        };
        let plan = plan.cloned().unwrap_or_else(|| plan_of(&waiting));
        published(connection, actor.into(), (&held, &waiting), &plan, now)
    })?
}

/// The flight and the submission that waits for it, under the lock of the groups; `None` unless one waits at this version.
pub(super) fn waiting_at(
    connection: &mut DbConnection,
    actor: &Actor,
    flight: FlightId,
    version: i64,
) -> QueryResult<Option<(Held, SubmissionRow)>> {
    let held = Held::of(connection, actor.publisher, flight)?;
    let waiting = pending_submissions::of_flight(connection, held.app, flight)?;
    Ok(waiting.filter(|waiting| waiting.version == version).map(|waiting| (held, waiting)))
}

/// Has the submission that waits count, under the lock of the groups.
pub(super) fn published(
    connection: &mut DbConnection,
    author: Author,
    (held, waiting): (&Held, &SubmissionRow),
    plan: &Plan,
    now: NaiveDateTime,
) -> QueryResult<Result<SubmissionRow, RolloutError>> {
    if let Err(error) = held.make_room(connection, now)? {
        return Ok(Err(error));
    }
    let steps = written(&plan.steps);
    let new = held.submission(plan, &steps, now);
    // Groups are locked, so it is as it was read.
    if !pending_submissions::publish(connection, (held.app, waiting), &new, now)? {
        return Err(not_found());
    }
    held.published(connection, author, waiting.id, now).map(Ok)
}

/// Drops the submission that waits, if it is still at this version.
pub fn drop(state: &State, actor: &Actor, (flight, version): (FlightId, i64)) -> Result<(), RolloutError> {
    actor.require(Role::Editor)?;
    let now = state.clock.now();
    state.database.write_groups_now(actor.publisher, |connection| {
        let Some((held, waiting)) = waiting_at(connection, actor, flight, version)? else {
            return Ok(Err(RolloutError::Changed));
        };
        dropped(connection, actor, (held.app, &held.flight, &waiting), now).map(Ok)
    })?
}

/// Drops a submission that waits, under the lock of the groups.
pub(super) fn dropped(
    connection: &mut DbConnection,
    actor: &Actor,
    (app, flight, waiting): (AppKey, &FlightRow, &SubmissionRow),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let changes = recorded::planned(connection, app, (Some(waiting), None))?;
    if !pending_submissions::delete(connection, (app, waiting))? {
        return Err(not_found());
    }
    audit::record(connection, actor, now, (Action::Dropped, Subject::flight(flight), changes))
}

/// Publishes the publisher's submissions whose time has come, or holds them. One that fails keeps none of the others.
pub fn advance(state: &State, publisher: PublisherId) -> Result<(), StoreError> {
    let now = state.clock.now();
    let mut failed = Ok(());
    for due in state.database.job_read(|connection| pending_submissions::due(connection, publisher, now))? {
        let done = state.database.job_write_groups(publisher, |connection| begin(connection, publisher, &due, now));
        failed = failed.and(done);
    }
    failed
}

fn begin(
    connection: &mut DbConnection,
    publisher: PublisherId,
    due: &SubmissionRow,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let held = Held::of(connection, publisher, due.flight_id)?;
    let waiting = pending_submissions::of_flight(connection, held.app, due.flight_id)?;
    // Another replica was first, or somebody changed it meanwhile.
    let Some(waiting) = waiting.filter(|waiting| (waiting.id, waiting.version) == (due.id, due.version)) else {
        return Ok(());
    };
    let is_late = waiting.publish_at.is_none_or(|at| at + PATIENCE < now);
    let is_unfinished = held.current.as_ref().is_some_and(|current| current.rollout == Rollout::InProgress);
    let is_overtaken = held.current.as_ref().map(|current| current.id) != waiting.follows_id;
    let author = Author::job(publisher);
    let why = match (is_late, is_unfinished, is_overtaken) {
        (true, ..) => LATE,
        (_, true, _) => UNFINISHED,
        (.., true) => OVERTAKEN,
        (false, false, false) => {
            // What else refuses it leaves it as it is, and nothing was written.
            return published(connection, author, (&held, &waiting), &plan_of(&waiting), now).map(std::mem::drop);
        }
    };
    if pending_submissions::hold(connection, (held.app, &waiting), why)? {
        let changes = recorded::planned(connection, held.app, (None, Some(&waiting)))?.has(Field::Reason, why);
        audit::record(connection, author, now, (Action::Held, Subject::flight(&held.flight), changes))?;
    }
    Ok(())
}
