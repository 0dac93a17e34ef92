//! Ending an import: its end is written down with that of its job, by the holder of the lease only, and then its file goes.

use super::files;
use crate::ids::Number;
use crate::queue::{self, Task, WorkError};
use crate::reading::Problem;
use crate::security_log::{Event, Outcome};
use crate::state::State;
use crate::store::imports::Import;
use crate::store::jobs::{self, Lease};
use crate::store::{StoreError, imports};
use chrono::TimeDelta;

/// How long nothing may be heard of a command that imports a file before its import is given up, so that the files behind
/// it go on: far longer than a lock, a full disk or a machine that sleeps for a moment hold it up.
const SILENCE: TimeDelta = TimeDelta::minutes(2);

/// Ends the import: done, or failed for the problem. The groups of its publisher are then counted again.
pub fn finish(state: &State, import: &Import, lease: &Lease, problem: Option<&Problem>) -> Result<(), WorkError> {
    let now = state.clock.now();
    queue::last_step(state, lease, |connection| {
        imports::finish(connection, import.publisher_id, import.id, problem, now)?;
        jobs::end(connection, lease, now)?;
        queue::add(connection, Some(import.publisher_id), &Task::Recount, now)
    })?;
    state.new_job.notify_one();
    let outcome = match problem {
        None => Outcome::Done,
        Some(Problem::Fault) => Outcome::Failed,
        Some(_) => Outcome::Refused,
    };
    Event::new("import-taken", outcome).by(import.user_id).to(Number::from(import.id)).record();
    match problem {
        None => log::info!("import {} of app {} is done: {} lines", import.id, import.app_id, import.lines_done()),
        Some(problem) => log::warn!("import {} of app {} failed: {problem}", import.id, import.app_id),
    }
    if let Some(word) = &import.file_word {
        // What is not removed now is removed by the next sweep.
        match files::remove(state, word) {
            Ok(()) => drop(
                state.database.job_write(|connection| imports::forget_file(connection, import.publisher_id, import.id)),
            ),
            Err(error) => log::warn!("the file of import {} could not be removed: {error}", import.id),
        }
    }
    Ok(())
}

/// Gives up the imports whose commands are not heard of any more: nobody else has their files.
pub fn end_abandoned(state: &State) -> Result<(), StoreError> {
    let now = state.clock.now();
    state.database.job_write(|connection| {
        for job in jobs::end_abandoned(connection, now, SILENCE)? {
            if let (Some(publisher), Ok(Task::Import { import, .. })) =
                (job.publisher, serde_json::from_str(&job.payload))
            {
                imports::finish(connection, publisher, import, Some(&Problem::CommandEnded), now)?;
                log::warn!("import {import} failed: nothing is heard of its command any more");
            }
        }
        Ok(())
    })
}
