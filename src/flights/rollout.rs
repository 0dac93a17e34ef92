//! Rolls releases out to a flight: publishes, updates the share, halts, finalizes. Whatever two people or two programs do at
//! once, one change is made: each says which submission it has seen.

use super::ladder::Rollout;
use super::{load, recorded};
use crate::access::{Actor, Forbidden, Role};
use crate::audit::{Action, Author};
use crate::ids::{AppKey, FlightId, PublisherId, ReleaseId, SubmissionId};
use crate::notifications::times::FARTHEST;
use crate::shares::{self, WHOLE};
use crate::state::State;
use crate::store::flights::{self, FlightRow};
use crate::store::submissions::{self, Change, NewSubmission, SubmissionRow};
use crate::store::{DbConnection, QueryResult, StoreError, not_found, releases};
use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

/// The most steps of a rollout: two weeks of one a day.
pub const MOST_STEPS: usize = 14;

/// The longest wait before a step, in hours: thirty days.
pub const LONGEST_WAIT: u32 = 720;

/// How many times more people a share may reach at once without a second question.
const MOST_TIMES: u32 = 10;

/// The share that a smaller one is taken for when it is asked how many times more the next one is: 1 %.
const LEAST_COMPARED: u32 = 10_000;

/// A share that a rollout is raised to, and for how many hours it stays there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// In millionths.
    pub share: u32,
    pub hours: u32,
}

/// What is published to a flight.
#[derive(Clone, Debug)]
pub struct Plan {
    pub release: ReleaseId,
    /// The share that gets it first, in millionths; `None` for everyone at once.
    pub share: Option<u32>,
    /// How it goes on by itself: the first step says for how long the first share stays.
    pub steps: Vec<Step>,
    /// Whether it is halted by itself when the release does worse than the one before.
    pub is_guarded: bool,
    /// From when on those who get it must have it, in UTC.
    pub mandatory_from: Option<NaiveDateTime>,
}

/// Why a rollout was not changed.
#[derive(Debug, thiserror::Error)]
pub enum RolloutError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("the submission before is neither finalized nor halted")]
    Unfinished,
    #[error("the rollout is not in progress")]
    NotInProgress(Option<Rollout>),
    #[error("a share is more than before and 100 % at most")]
    Share,
    #[error("steps rise, each for 1 to {LONGEST_WAIT} hours, and are {MOST_STEPS} at most")]
    Steps,
    #[error("the share becomes more than {MOST_TIMES} times as large, which was not confirmed")]
    Unconfirmed,
    #[error("somebody else changed it first")]
    Changed,
    #[error("the flight is retired")]
    Retired,
    #[error("the time to publish at is to come, and within a year")]
    Time,
    #[error("an update becomes mandatory within a year")]
    Mandatory,
    #[error("a submission of the flight waits already")]
    Waiting,
    #[error("the app has no release: create one with PUT /api/v1/apps/{{app}}/releases/{{version}}")]
    NoRelease,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A flight with the submission that counts, in a transaction.
pub(super) struct Held {
    pub app: AppKey,
    pub flight: FlightRow,
    pub current: Option<SubmissionRow>,
}

impl Held {
    pub fn of(connection: &mut DbConnection, publisher: PublisherId, flight: FlightId) -> QueryResult<Self> {
        let flight = flights::find(connection, publisher, flight)?;
        let app = flight.app_key(publisher);
        let current = submissions::current(connection, app, flight.id)?;
        Ok(Self { app, flight, current })
    }

    /// Has the submission that counts make room for the next, if it may.
    pub fn make_room(
        &self,
        connection: &mut DbConnection,
        now: NaiveDateTime,
    ) -> QueryResult<Result<(), RolloutError>> {
        match &self.current {
            _ if self.flight.is_retired() => Ok(Err(RolloutError::Retired)),
            Some(current) if current.rollout == Rollout::InProgress => Ok(Err(RolloutError::Unfinished)),
            Some(before) if !submissions::supersede(connection, (self.app, before), now)? => {
                Ok(Err(RolloutError::Changed))
            }
            _ => Ok(Ok(())),
        }
    }

    /// What is published next, by a plan of which the steps are written.
    pub fn submission<'a>(&self, plan: &Plan, steps: &'a str, now: NaiveDateTime) -> NewSubmission<'a> {
        let fallback = self.current.as_ref().and_then(|before| match before.rollout {
            Rollout::Complete => Some(before.id),
            // What was halted goes to nobody any more, so that those outside get what they got instead of it.
            _ => before.fallback_id,
        });
        NewSubmission {
            flight: self.flight.id,
            release: plan.release,
            fallback,
            is_gradual: plan.share.is_some(),
            is_guarded: plan.is_guarded && plan.share.is_some(),
            share: stored(plan.share.unwrap_or(WHOLE)),
            rollout: if plan.share.is_some() { Rollout::InProgress } else { Rollout::Complete },
            steps,
            next_step_at: next_step(&plan.steps, now),
            mandatory_from: plan.mandatory_from,
        }
    }

    /// Writes what follows from a submission that counts now, with its entries.
    pub fn published(
        &self,
        connection: &mut DbConnection,
        author: Author,
        id: SubmissionId,
        now: NaiveDateTime,
    ) -> QueryResult<SubmissionRow> {
        let row = submissions::among(connection, self.app, &[id])?.pop().ok_or_else(not_found)?;
        releases::set_published(connection, (self.app, row.release_id), now)?;
        load::keep(connection, self.app, now)?;
        recorded::rollout(connection, author, (self.app, &self.flight), (Action::Published, None, &row), now)?;
        Ok(row)
    }

    /// Writes what becomes of the submission, with its entries. Returns it as it is now.
    fn change(
        &self,
        connection: &mut DbConnection,
        (author, action): (Author, Action),
        (before, change): (&SubmissionRow, &Change<'_>),
        now: NaiveDateTime,
    ) -> QueryResult<SubmissionRow> {
        // Groups are locked, so it is as it was read.
        if !submissions::change(connection, (self.app, before), change)? {
            return Err(not_found());
        }
        let after = submissions::among(connection, self.app, &[before.id])?.pop().ok_or_else(not_found)?;
        load::keep(connection, self.app, now)?;
        recorded::rollout(connection, author, (self.app, &self.flight), (action, Some(before), &after), now)?;
        Ok(after)
    }
}

fn is_rising(first: u32, steps: &[Step]) -> bool {
    let shares = || steps.iter().map(|step| step.share);
    steps.len() <= MOST_STEPS
        && shares().zip(shares().skip(1)).all(|(one, next)| one < next)
        && steps.first().is_none_or(|step| step.share == first)
        && steps.iter().all(|step| step.share <= WHOLE && (1..=LONGEST_WAIT).contains(&step.hours))
}

/// When the next of the steps that are left is due.
fn next_step(steps: &[Step], now: NaiveDateTime) -> Option<NaiveDateTime> {
    match steps {
        [now_on, _, ..] => Some(now + TimeDelta::hours(now_on.hours.into())),
        _ => None,
    }
}

/// Steps as they are stored.
pub(super) fn written(steps: &[Step]) -> String {
    serde_json::json!(steps).to_string()
}

/// Whether a plan is one.
pub(super) fn check(plan: &Plan, now: NaiveDateTime) -> Result<(), RolloutError> {
    if plan.mandatory_from.is_some_and(|from| from > now + FARTHEST) {
        return Err(RolloutError::Mandatory);
    }
    if plan.share.is_some_and(|share| share > WHOLE) {
        return Err(RolloutError::Share);
    }
    if is_rising(plan.share.unwrap_or(WHOLE), &plan.steps) { Ok(()) } else { Err(RolloutError::Steps) }
}

/// The steps of a submission; the first is where it is.
pub fn steps_of(submission: &SubmissionRow) -> Vec<Step> {
    serde_json::from_str(&submission.steps).unwrap_or_default()
}

pub(super) fn stored(share: u32) -> i32 {
    i32::try_from(share).unwrap_or(i32::MAX)
}

/// Publishes a release to the flight, of whose submissions `seen` was the last.
pub fn publish(
    state: &State,
    actor: &Actor,
    (flight, seen): (FlightId, Option<SubmissionId>),
    plan: &Plan,
) -> Result<SubmissionRow, RolloutError> {
    actor.require(Role::Editor)?;
    let now = state.clock.now();
    check(plan, now)?;
    state.database.write_groups_now(actor.publisher, |connection| {
        let held = Held::of(connection, actor.publisher, flight)?;
        let is_retired = held.flight.is_retired();
        if !is_retired && held.current.as_ref().map(|current| current.id) != seen {
            return Ok(Err(RolloutError::Changed));
        }
        if let Err(error) = held.make_room(connection, now)? {
            return Ok(Err(error));
        }
        releases::find(connection, held.app, plan.release)?;
        let steps = written(&plan.steps);
        let new = held.submission(plan, &steps, now);
        let id = submissions::create(connection, (held.app, actor.user), &new, now)?;
        held.published(connection, actor.into(), id, now).map(Ok)
    })?
}

/// Whether raising a share asks for a second question.
pub fn needs_confirmation(from: u32, to: u32) -> bool {
    to > from.max(LEAST_COMPARED).saturating_mul(MOST_TIMES)
}

/// Raises the share of the submission, if it is still in progress.
pub fn update(
    state: &State,
    actor: &Actor,
    (flight, seen): (FlightId, SubmissionId),
    (share, is_confirmed): (u32, bool),
) -> Result<SubmissionRow, RolloutError> {
    actor.require(Role::Editor)?;
    let now = state.clock.now();
    state.database.write_groups_now(actor.publisher, |connection| {
        let held = Held::of(connection, actor.publisher, flight)?;
        let before = match in_progress(&held, seen) {
            Ok(before) => before,
            Err(error) => return Ok(Err(error)),
        };
        let from = before.share.unsigned_abs();
        if share == from {
            return Ok(Ok(before.clone()));
        }
        if share < from || share > WHOLE {
            return Ok(Err(RolloutError::Share));
        }
        if !is_confirmed && needs_confirmation(from, share) {
            return Ok(Err(RolloutError::Unconfirmed));
        }
        let mut steps = steps_of(before);
        steps.retain(|step| step.share > share);
        let next_step_at = before.next_step_at.filter(|_| !steps.is_empty());
        if let Some(next) = next_step_at {
            // The steps that are left begin where it is now, until the step that was waited for.
            let hours = u32::try_from((next - now).num_hours().max(1)).unwrap_or(1);
            steps.insert(0, Step { share, hours });
        }
        let steps = serde_json::json!(steps).to_string();
        let change = Change {
            share: stored(share),
            rollout: Rollout::InProgress,
            steps: &steps,
            next_step_at,
            stopped_for: None,
        };
        Ok(Ok(held.change(connection, (actor.into(), Action::ShareChanged), (before, &change), now)?))
    })?
}

/// The submission that was seen, if it still counts and is rolled out.
fn in_progress(held: &Held, seen: SubmissionId) -> Result<&SubmissionRow, RolloutError> {
    match &held.current {
        Some(current) if current.id != seen => Err(RolloutError::Changed),
        Some(current) if current.rollout == Rollout::InProgress => Ok(current),
        current => Err(RolloutError::NotInProgress(current.as_ref().map(|current| current.rollout))),
    }
}

/// Halts the rollout: nobody gets the release any more, and who has it keeps it. It never asks. The order of people stays, so
/// that the next rollout reaches the same people first. Halting again changes nothing.
pub fn halt(
    state: &State,
    actor: &Actor,
    (flight, seen): (FlightId, SubmissionId),
) -> Result<SubmissionRow, RolloutError> {
    actor.require(Role::Editor)?;
    end(state, actor, (flight, seen), Rollout::Stopped)
}

/// Finalizes the rollout: everyone in the flight gets the release. The next rollout reaches people in another order. Finalizing
/// again changes nothing.
pub fn finalize(
    state: &State,
    actor: &Actor,
    (flight, seen): (FlightId, SubmissionId),
) -> Result<SubmissionRow, RolloutError> {
    actor.require(Role::Editor)?;
    end(state, actor, (flight, seen), Rollout::Complete)
}

fn end(
    state: &State,
    actor: &Actor,
    (flight, seen): (FlightId, SubmissionId),
    rollout: Rollout,
) -> Result<SubmissionRow, RolloutError> {
    let now = state.clock.now();
    state.database.write_groups_now(actor.publisher, |connection| {
        let held = Held::of(connection, actor.publisher, flight)?;
        if let Some(current) = held.current.as_ref().filter(|current| current.id == seen && current.rollout == rollout)
        {
            return Ok(Ok(current.clone()));
        }
        let before = match in_progress(&held, seen) {
            Ok(before) => before,
            Err(error) => return Ok(Err(error)),
        };
        let (action, share) = match rollout {
            Rollout::Complete => (Action::Finalized, stored(WHOLE)),
            _ => (Action::Halted, before.share),
        };
        if rollout == Rollout::Complete {
            flights::set_salt(connection, (held.app, flight), &shares::salt())?;
        }
        let change = Change { share, rollout, steps: "[]", next_step_at: None, stopped_for: None };
        Ok(Ok(held.change(connection, (actor.into(), action), (before, &change), now)?))
    })?
}

/// Draws the order anew in which people come into shares of the flight.
pub fn reshuffle(state: &State, actor: &Actor, flight: FlightId) -> Result<FlightRow, RolloutError> {
    actor.require(Role::Editor)?;
    let now = state.clock.now();
    Ok(state.database.write_groups_now(actor.publisher, |connection| {
        let held = Held::of(connection, actor.publisher, flight)?;
        flights::set_salt(connection, (held.app, flight), &shares::salt())?;
        load::keep(connection, held.app, now)?;
        let subject = crate::audit::Subject::flight(&held.flight);
        crate::audit::record(connection, actor, now, (Action::Reshuffled, subject, Default::default()))?;
        Ok(held.flight)
    })?)
}

/// Raises the shares of the publisher's rollouts whose next step is due. However many replicas do so, each step is made once.
pub fn advance(state: &State, publisher: PublisherId) -> Result<(), StoreError> {
    let now = state.clock.now();
    let due = state.database.job_read(|connection| submissions::due(connection, publisher, now))?;
    for submission in due {
        state
            .database
            .job_write_groups(publisher, |connection| advance_one(connection, publisher, &submission, now))?;
    }
    Ok(())
}

fn advance_one(
    connection: &mut DbConnection,
    publisher: PublisherId,
    before: &SubmissionRow,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let app = AppKey { publisher, id: before.app_id };
    let steps = steps_of(before);
    let left = steps.get(1..).unwrap_or_default();
    let Some(step) = left.first().filter(|_| before.rollout == Rollout::InProgress) else { return Ok(()) };
    let (steps, next_step_at) = (written(left), next_step(left, now));
    let share = stored(step.share).max(before.share);
    let change = Change { share, rollout: Rollout::InProgress, steps: &steps, next_step_at, stopped_for: None };
    if !submissions::change(connection, (app, before), &change)? {
        return Ok(());
    }
    let flight = flights::find(connection, publisher, before.flight_id)?;
    let after = submissions::among(connection, app, &[before.id])?.pop().ok_or_else(not_found)?;
    load::keep(connection, app, now)?;
    let what = (Action::ShareChanged, Some(before), &after);
    recorded::rollout(connection, Author::job(publisher), (app, &flight), what, now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_ten_times_as_many_people_is_asked_twice() {
        let asked =
            [(0, 100_000), (0, 100_001), (5_000, 100_000), (20_000, 200_000), (20_000, 200_001), (500_000, WHOLE)]
                .map(|(from, to)| needs_confirmation(from, to));
        assert_eq!(asked, [false, true, false, false, true, false]);
    }

    #[test]
    fn steps_rise_from_the_first_share() {
        let step = |share, hours| Step { share, hours };
        assert!(is_rising(10_000, &[]) && is_rising(10_000, &[step(10_000, 1), step(20_000, 720)]));
        for steps in [
            vec![step(20_000, 1)],
            vec![step(10_000, 0)],
            vec![step(10_000, 721)],
            vec![step(10_000, 1), step(10_000, 1)],
            vec![step(10_000, 1), step(WHOLE + 1, 1)],
            vec![step(10_000, 1); MOST_STEPS + 1],
        ] {
            assert!(!is_rising(10_000, &steps), "{steps:?}");
        }
    }
}
