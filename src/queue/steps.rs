//! The steps of long work on what a publisher has: each is a transaction of its own, after which the work can stop and
//! others get their turn.

use super::{Turn, WorkError, step};
use crate::ids::PublisherId;
use crate::state::State;
use crate::store::jobs::Lease;
use crate::store::{DbConnection, Lock};
use diesel::QueryResult;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long the work rests after a step at most. It rests as long as the step took, so that it takes one of two cores for
/// half of the time, and pages find the database idle between its steps.
const LONGEST_REST: Duration = Duration::from_millis(500);

/// Who does the steps: the holder of a job's lease, or a command that needs none.
pub struct Steps<'a> {
    state: &'a State,
    lease: Option<&'a Lease>,
    turn: Turn,
    /// How long the work rests after a step at most.
    rest: Duration,
}

impl<'a> Steps<'a> {
    /// Steps of a job in its turn, which rest between one another.
    pub fn of_job(state: &'a State, lease: &'a Lease, turn: &Turn) -> Self {
        Self { state, lease: Some(lease), turn: turn.clone(), rest: LONGEST_REST }
    }

    /// The same steps, one directly after the other: for work whose user waits for it to end.
    pub fn without_rests(self) -> Self {
        Self { rest: Duration::ZERO, ..self }
    }

    /// Steps that are done here and now, one after the other.
    pub fn here_and_now(state: &'a State) -> Self {
        Self { state, lease: None, turn: Turn::without_end(Arc::default()), rest: Duration::ZERO }
    }

    /// Does one step on the publisher's facts.
    pub fn take<T>(
        &self,
        publisher: PublisherId,
        work: impl FnOnce(&mut DbConnection) -> QueryResult<T>,
    ) -> Result<T, WorkError> {
        self.take_holding(Lock::Facts(publisher), work)
    }

    /// Does one step under the lock.
    pub fn take_holding<T>(
        &self,
        lock: Lock,
        work: impl FnOnce(&mut DbConnection) -> QueryResult<T>,
    ) -> Result<T, WorkError> {
        let Some(lease) = self.lease else { return Ok(self.state.database.job_write_holding(lock, work)?) };
        let started = Instant::now();
        let done = step(self.state, lease, lock, work)?;
        if !self.turn.is_stopped() {
            std::thread::sleep(started.elapsed().min(self.rest));
        }
        Ok(done)
    }

    /// Whether the work must stop, even in the middle of a step.
    pub fn is_stopped(&self) -> bool {
        self.turn.is_stopped()
    }

    /// Whether the work is to pause after the step that it just did.
    pub fn is_over(&mut self) -> Result<bool, WorkError> {
        Ok(self.turn.is_over(self.state)?)
    }
}
