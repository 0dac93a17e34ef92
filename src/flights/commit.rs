//! Submissions as scripts make them by Microsoft's protocol: a copy of what counts, which is changed and then committed.

use super::ladder::Rollout;
use super::pending::{Mode, Waits, is_ahead, kept, mode_of, plan_of, published, waiting_at};
use super::rollout::{Held, Plan, RolloutError};
use crate::access::{Actor, Role};
use crate::ids::{FlightId, ReleaseId};
use crate::state::State;
use crate::store::pending_submissions::{self, Pending};
use crate::store::submissions::{self, SubmissionRow};
use crate::store::{DbConnection, QueryResult, flights, releases};

/// Makes a draft for the flight, with the release that was published last, for everyone; where its rollout was halted, with the
/// one before it, which its members get. A flight to which nothing was published
/// begins with that of the standard submission, and an app without one with the newest release.
pub fn copy(state: &State, actor: &Actor, flight: FlightId) -> Result<SubmissionRow, RolloutError> {
    actor.require(Role::Editor)?;
    let now = state.clock.now();
    state.database.write_groups_now(actor.publisher, |connection| {
        let held = Held::of(connection, actor.publisher, flight)?;
        if held.flight.is_retired() {
            return Ok(Err(RolloutError::Retired));
        }
        if pending_submissions::of_flight(connection, held.app, flight)?.is_some() {
            return Ok(Err(RolloutError::Waiting));
        }
        let Some(release) = begun_with(connection, &held)? else { return Ok(Err(RolloutError::NoRelease)) };
        let plan = Plan { release, share: None, steps: Vec::new(), is_guarded: false, mandatory_from: None };
        kept(connection, actor, (&held, None), (&plan, Waits::DRAFT), now).map(Ok)
    })?
}

/// The release that a copy begins with.
fn begun_with(connection: &mut DbConnection, held: &Held) -> QueryResult<Option<ReleaseId>> {
    if let Some(current) = &held.current {
        let is_halted = current.rollout == Rollout::Stopped;
        let before =
            current.fallback_id.filter(|_| is_halted).map(|id| submissions::among(connection, held.app, &[id]));
        let before = before.transpose()?.and_then(|mut found| found.pop());
        return Ok(Some(before.map_or(current.release_id, |before| before.release_id)));
    }
    let standard = flights::of_app(connection, held.app)?.into_iter().find(|row| row.is_standard());
    let live = submissions::live(connection, held.app)?;
    let below = live.iter().find(|one| standard.as_ref().is_some_and(|standard| standard.id == one.flight_id));
    if let Some(below) = below {
        return Ok(Some(below.release_id));
    }
    Ok(releases::of_app(connection, held.app, 1)?.first().map(|release| release.id))
}

/// Commits the submission that waits, if it is still at this version. It is published, or waits for its time or for somebody, as
/// it says. One that is held is published; one that is committed already stays as it is.
pub fn commit(state: &State, actor: &Actor, (flight, version): (FlightId, i64)) -> Result<SubmissionRow, RolloutError> {
    actor.require(Role::Editor)?;
    let now = state.clock.now();
    state.database.write_groups_now(actor.publisher, |connection| {
        let Some((held, waiting)) = waiting_at(connection, actor, flight, version)? else {
            return Ok(Err(RolloutError::Changed));
        };
        let (plan, mode) = (plan_of(&waiting), mode_of(&waiting));
        match (waiting.pending, mode) {
            (Some(Pending::Ready | Pending::Scheduled), _) => Ok(Ok(waiting)),
            (Some(Pending::Held), _) | (_, Mode::AtOnce) => {
                published(connection, actor.into(), (&held, &waiting), &plan, now)
            }
            (_, Mode::At((at, _))) if !is_ahead(at, now) => Ok(Err(RolloutError::Time)),
            _ => {
                let waits = Waits { mode: Some(mode), is_committed: true };
                kept(connection, actor, (&held, Some(&waiting)), (&plan, waits), now).map(Ok)
            }
        }
    })?
}
