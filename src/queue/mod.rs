//! The queue of background work, as use cases see it: the tasks that can be added, and how running work keeps its
//! job. `jobs` runs the work.

mod steps;
mod task;
mod turn;

pub use steps::Steps;
pub use task::Task;
pub use turn::Turn;

use crate::ids::{JobId, PublisherId};
use crate::state::State;
use crate::store::jobs::{self, AT_ONCE, Lease, NewJob};
use crate::store::{DbConnection, Lock, StoreError, not_found};
use chrono::NaiveDateTime;
use diesel::QueryResult;

/// How a piece of work ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing is left to do.
    Done,
    /// The work ended its job itself, in the transaction of its last step.
    Ended,
    /// The work stopped early, for another publisher's turn or because the program stops. It can continue at once.
    Paused,
}

/// Why a piece of work failed.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// Another worker has the job.
    #[error("the lease is lost")]
    Lost,
    /// The database, the disk or the network failed; the work can be retried.
    #[error("{0}")]
    Passing(String),
    /// A bug in the program.
    #[error("{0}")]
    Fault(String),
}

impl From<StoreError> for WorkError {
    fn from(error: StoreError) -> Self {
        if error.is_passing() { Self::Passing(error.to_string()) } else { Self::Fault(error.to_string()) }
    }
}

/// Adds a task that is due now, in the transaction of the change that requires it. Callers wake the workers after it
/// is committed.
pub fn add(
    connection: &mut DbConnection,
    publisher: Option<PublisherId>,
    task: &Task,
    now: NaiveDateTime,
) -> QueryResult<JobId> {
    with_job(publisher, task, now, |job| jobs::add(connection, job))
}

/// Adds a task whose lease the caller holds, so that no worker takes it.
pub fn add_held(
    connection: &mut DbConnection,
    publisher: Option<PublisherId>,
    task: &Task,
    now: NaiveDateTime,
) -> QueryResult<Lease> {
    with_job(publisher, task, now, |job| jobs::add_held(connection, job))
}

fn with_job<T>(
    publisher: Option<PublisherId>,
    task: &Task,
    now: NaiveDateTime,
    add: impl FnOnce(&NewJob<'_>) -> QueryResult<T>,
) -> QueryResult<T> {
    let payload =
        serde_json::to_string(task).map_err(|error| diesel::result::Error::SerializationError(error.into()))?;
    let (key, lane) = (task.key(publisher), task.lane());
    add(&NewJob {
        publisher,
        kind: task.kind(),
        key: &key,
        lane: lane.as_deref(),
        payload: &payload,
        due_at: AT_ONCE,
        now,
    })
}

/// Adds a task in its own transaction and wakes a worker.
pub fn ask_for(state: &State, publisher: Option<PublisherId>, task: &Task) -> Result<(), StoreError> {
    let now = state.clock.now();
    state.database.write_now(|connection| add(connection, publisher, task, now))?;
    state.new_job.notify_one();
    Ok(())
}

/// Runs one step of a piece of work under a lock: a transaction that commits only while the lease is valid, and
/// renews it.
pub fn step<T>(
    state: &State,
    lease: &Lease,
    lock: Lock,
    work: impl FnOnce(&mut DbConnection) -> QueryResult<T>,
) -> Result<T, WorkError> {
    fenced(state, lease, work, |work| state.database.job_write_holding(lock, work))
}

/// As [`step`], but the writes are on disk when it returns, so that the caller can delete the input of the work.
pub fn last_step<T>(
    state: &State,
    lease: &Lease,
    work: impl FnOnce(&mut DbConnection) -> QueryResult<T>,
) -> Result<T, WorkError> {
    fenced(state, lease, work, |work| state.database.write_now(work))
}

fn fenced<T>(
    state: &State,
    lease: &Lease,
    work: impl FnOnce(&mut DbConnection) -> QueryResult<T>,
    write: impl FnOnce(&mut dyn FnMut(&mut DbConnection) -> QueryResult<T>) -> Result<T, StoreError>,
) -> Result<T, WorkError> {
    let (mut is_lost, mut work, now) = (false, Some(work), state.clock.now());
    let outcome = write(&mut |connection| {
        let renewed = jobs::renew_after_progress(connection, lease, now);
        is_lost = matches!(renewed, Err(diesel::result::Error::NotFound));
        renewed?;
        work.take().map_or_else(|| Err(not_found()), |work| work(connection))
    });
    match outcome {
        Err(_) if is_lost => Err(WorkError::Lost),
        outcome => Ok(outcome?),
    }
}

/// Renews the lease in the middle of a step.
pub fn heartbeat(state: &State, lease: &Lease) -> Result<(), WorkError> {
    let now = state.clock.now();
    match state.database.job_write(|connection| jobs::renew(connection, lease, now)) {
        Err(error) if error.is_not_found() => Err(WorkError::Lost),
        renewed => Ok(renewed?),
    }
}
