//! Finishes an import: its result is stored together with the end of its job, which only the holder of the lease can
//! do, and then its file is removed.

use super::{files, recorded};
use crate::audit::{self, Action, Subject};
use crate::ids::Number;
use crate::queue::{self, Task, WorkError};
use crate::reading::Problem;
use crate::security_log::{Event, Outcome};
use crate::state::State;
use crate::store::imports::Import;
use crate::store::jobs::{self, Lease};
use crate::store::{DbConnection, QueryResult, StoreError, imports};
use crate::webhooks::outbox::{self, Happening};
use chrono::{NaiveDateTime, TimeDelta};

/// How long the command that imports a file may be silent before its import is abandoned, so that the files behind it
/// can continue: far longer than a lock, a full disk or a short sleep of the machine delays a command.
const SILENCE: TimeDelta = TimeDelta::minutes(2);

/// Finishes the import: done, or failed because of `problem`. The publisher's groups are then counted again. Returns
/// false, and does nothing, if the import was cancelled.
pub fn finish(state: &State, import: &Import, lease: &Lease, problem: Option<&Problem>) -> Result<bool, WorkError> {
    let now = state.clock.now();
    let is_finished = queue::last_step(state, lease, |connection| {
        if !imports::finish(connection, import.publisher_id, import.id, problem, now)? {
            return Ok(false);
        }
        jobs::end(connection, lease, now)?;
        queue::add(connection, Some(import.publisher_id), &Task::Recount, now)?;
        record_end(connection, import, problem.is_some(), now).map(|()| true)
    })?;
    if !is_finished {
        return Ok(false);
    }
    state.new_job.notify_one();
    state.new_message.notify_one();
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
    remove_file(state, import);
    Ok(true)
}

/// Records in the audit log how an import ended, with its sums, and tells those who want to know.
fn record_end(connection: &mut DbConnection, import: &Import, is_failed: bool, now: NaiveDateTime) -> QueryResult<()> {
    let import = imports::find(connection, import.publisher_id, import.id)?;
    let action = if is_failed { Action::Failed } else { Action::Finished };
    let what = (action, Subject::import(&import), recorded::sums(&import));
    audit::record(connection, recorded::worker(&import), now, what)?;
    outbox::publish(connection, import.publisher_id, &[Happening::import_finished(&import)], now)
}

/// Removes the file of an import that has ended. If that fails, the next sweep removes it.
pub fn remove_file(state: &State, import: &Import) {
    let Some(word) = &import.file_word else { return };
    match files::remove(state, word) {
        Ok(()) => {
            drop(
                state.database.job_write(|connection| imports::forget_file(connection, import.publisher_id, import.id)),
            );
        }
        Err(error) => log::warn!("the file of import {} could not be removed: {error}", import.id),
    }
}

/// Abandons the imports whose commands are silent for too long, because no other program has their files.
pub fn end_abandoned(state: &State) -> Result<(), StoreError> {
    let now = state.clock.now();
    state.database.job_write(|connection| {
        for job in jobs::end_abandoned(connection, now, SILENCE)? {
            if let (Some(publisher), Ok(Task::Import { import, app, .. })) =
                (job.publisher, serde_json::from_str(&job.payload))
            {
                log::warn!("nothing is heard of the command of import {import} any more");
                let is_failed = imports::finish(connection, publisher, import, Some(&Problem::CommandEnded), now)?;
                let found = imports::find(connection, publisher, import)?;
                if is_failed {
                    record_end(connection, &found, true, now)?;
                } else if found.is_taken_back() {
                    // It was cancelled, and its command takes nothing back any more.
                    queue::add(connection, Some(publisher), &Task::Undo { import, app }, now)?;
                }
            }
        }
        Ok(())
    })
}
