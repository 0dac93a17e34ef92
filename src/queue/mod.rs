//! The queue of the work that runs without a visitor, as use cases see it: what can be asked for, and how a piece of work
//! holds its job while it runs. `jobs` runs it.

mod task;
mod turn;

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
    /// Its job was ended by the work itself, in the transaction of its last step.
    Ended,
    /// It stopped before its end, for another publisher's turn or because the program ends; it can go on at once.
    Paused,
}

/// Why a piece of work did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// Someone else works on the job.
    #[error("the lease is lost")]
    Lost,
    /// The database, the disk or the network was away: it can be tried again.
    #[error("{0}")]
    Passing(String),
    /// The program is to blame.
    #[error("{0}")]
    Fault(String),
}

impl From<StoreError> for WorkError {
    fn from(error: StoreError) -> Self {
        if error.is_passing() { Self::Passing(error.to_string()) } else { Self::Fault(error.to_string()) }
    }
}

/// Adds a task that is due now, in the transaction of what makes it due. Wake the workers when that is committed.
pub fn add(
    connection: &mut DbConnection,
    publisher: Option<PublisherId>,
    task: &Task,
    now: NaiveDateTime,
) -> QueryResult<JobId> {
    with_job(publisher, task, now, |job| jobs::add(connection, job))
}

/// Adds a task that only whoever adds it works on.
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

/// Adds the task in a transaction of its own and wakes a worker.
pub fn ask_for(state: &State, publisher: Option<PublisherId>, task: &Task) -> Result<(), StoreError> {
    let now = state.clock.now();
    state.database.write_now(|connection| add(connection, publisher, task, now))?;
    state.new_job.notify_one();
    Ok(())
}

/// One step of a piece of work, holding a lock: a transaction that only the holder of the lease can commit, and that
/// renews it.
pub fn step<T>(
    state: &State,
    lease: &Lease,
    lock: Lock,
    work: impl FnOnce(&mut DbConnection) -> QueryResult<T>,
) -> Result<T, WorkError> {
    fenced(state, lease, work, |work| state.database.job_write_holding(lock, work))
}

/// [`step`], of which what it wrote is on the disk when it returns: after it, what the work was made from can go.
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

/// Renews the lease while the work is in the middle of a step.
pub fn heartbeat(state: &State, lease: &Lease) -> Result<(), WorkError> {
    let now = state.clock.now();
    match state.database.job_write(|connection| jobs::renew(connection, lease, now)) {
        Err(error) if error.is_not_found() => Err(WorkError::Lost),
        renewed => Ok(renewed?),
    }
}
