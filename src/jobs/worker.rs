//! One turn of a worker: claims a job, renews its lease while the work runs, and records the outcome.

use super::dispatch;
use crate::heartbeat;
use crate::queue::{self, Outcome, Task, Turn, WorkError};
use crate::state::State;
use crate::store::jobs::{self, Claimed, JobKind};
use crate::store::{Lock, StoreError};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// How often a lease is renewed during a long step: three times per lease.
const HEARTBEAT: Duration = Duration::from_secs(3);

/// Runs the next job that is due, for one turn. Returns false if there is none.
pub fn run_next(state: &State, stopping: &Arc<AtomicBool>) -> Result<bool, StoreError> {
    let now = state.clock.now();
    // Claiming takes a writer's turn, so this checks first.
    if !state.database.job_read(|connection| jobs::any_due(connection, JobKind::ALL, now))? {
        return Ok(false);
    }
    let Some(claimed) =
        state.database.job_write_holding(Lock::Queue, |connection| jobs::claim(connection, JobKind::ALL, now))?
    else {
        return Ok(false);
    };
    let started = Instant::now();
    let outcome = match serde_json::from_str::<Task>(&claimed.payload) {
        Ok(task) => run(state, &task, &claimed, stopping),
        Err(error) => Err(WorkError::Fault(format!("its payload cannot be read: {error}"))),
    };
    let (job, kind, took) = (claimed.lease.job, claimed.kind.word(), started.elapsed().as_millis());
    match &outcome {
        Ok(outcome) => log::debug!("job {job} ({kind}): {outcome:?} after {took} ms"),
        Err(WorkError::Lost) => log::warn!("job {job} ({kind}) is someone else's now, after {took} ms"),
        Err(error @ WorkError::Passing(_)) => log::warn!("job {job} ({kind}) waits, after {took} ms: {error}"),
        Err(error @ WorkError::Fault(_)) => log::error!("job {job} ({kind}) failed, after {took} ms: {error}"),
    }
    write_down(state, &claimed, outcome)?;
    Ok(true)
}

/// Runs the work. A fault in it must not end the worker.
fn run(state: &State, task: &Task, claimed: &Claimed, stopping: &Arc<AtomicBool>) -> Result<Outcome, WorkError> {
    let turn = Turn::new(claimed.publisher, Arc::clone(stopping));
    let outcome = with_heartbeat(state, claimed, &turn, || {
        catch_unwind(AssertUnwindSafe(|| dispatch::run(state, task, claimed, &mut turn.clone())))
    });
    let outcome = outcome.unwrap_or_else(|_| Err(WorkError::Fault(String::from("a panic, which is in the log"))));
    let is_held = |connection: &mut _| jobs::is_held(connection, &claimed.lease);
    match outcome {
        // It was ended with the app that it was about, of which nothing is found any more.
        Err(WorkError::Fault(_) | WorkError::Passing(_)) if !state.database.job_read(is_held).unwrap_or(true) => {
            Err(WorkError::Lost)
        }
        Err(WorkError::Fault(error)) if dispatch::give_up(state, task, claimed)? => {
            log::error!("job {} ({}) is given up: {error}", claimed.lease.job, claimed.kind.word());
            Ok(Outcome::Ended)
        }
        outcome => outcome,
    }
}

/// Runs the work while another thread renews its lease.
fn with_heartbeat<T>(state: &State, claimed: &Claimed, turn: &Turn, work: impl FnOnce() -> T) -> T {
    let beat = || match queue::heartbeat(state, &claimed.lease) {
        Err(WorkError::Lost) => {
            turn.lose();
            false
        }
        Err(error) => {
            log::debug!("the lease of job {} is not renewed: {error}", claimed.lease.job);
            true
        }
        Ok(()) => true,
    };
    heartbeat::during(HEARTBEAT, beat, work)
}

fn write_down(state: &State, claimed: &Claimed, outcome: Result<Outcome, WorkError>) -> Result<(), StoreError> {
    let (now, lease) = (state.clock.now(), &claimed.lease);
    let put_off = |error: &str, is_fault| {
        let due_at = now + jobs::backoff(claimed.attempts + 1);
        state.database.job_write(|connection| jobs::put_off(connection, lease, due_at, error, is_fault))
    };
    match outcome {
        Ok(Outcome::Ended) | Err(WorkError::Lost) => Ok(()),
        Ok(Outcome::Paused) => state.database.job_write(|connection| jobs::release(connection, lease)),
        Ok(Outcome::Done) => {
            match state.database.job_write(|connection| jobs::finish(connection, claimed, now)) {
                // Another worker has the job now and will find nothing left to do.
                Err(error) if error.is_not_found() => Ok(()),
                finished => finished,
            }
        }
        Err(WorkError::Passing(error)) => put_off(&error, false),
        Err(WorkError::Fault(error)) => put_off(&error, true),
    }
}
