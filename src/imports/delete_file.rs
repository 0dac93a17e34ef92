//! Deletes what is kept of the file of an import that has ended, such as refused lines: data of persons that are needed no
//! more. What the import brought stays, and so does the record of it: name, times and sums.

use super::undo;
use crate::access::Actor;
use crate::audit::{self, Action, Changes, Subject};
use crate::ids::{ImportId, PublisherId};
use crate::queue::{self, Outcome, Steps, Task, WorkError};
use crate::state::State;
use crate::store::imports::{self, Import, ImportState, MOST_LEFT_OUT};
use crate::store::{DbConnection, Lock, QueryResult, StoreError, publishers};
use chrono::NaiveDateTime;

/// What goes, and what is no longer possible afterwards.
pub struct Effect {
    pub import: Import,
    /// The left-out cells that are listed.
    pub cells: i64,
    /// Until when the import could be taken back.
    pub until: Option<NaiveDateTime>,
    /// The older imports that could be taken back now, and not afterwards, the newest first.
    pub older: Vec<Import>,
    pub obstacle: Option<Obstacle>,
}

/// Why nothing is deleted now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// An import is running or being taken back, and may need what would be deleted.
    AtWork,
    /// It was deleted already.
    Deleted,
}

/// What goes with what is kept of the import's file.
pub fn effect(state: &State, actor: &Actor, import: ImportId) -> Result<Effect, StoreError> {
    let now = state.clock.now();
    state.database.read_now(|connection| {
        let import = imports::find(connection, actor.publisher, import)?;
        Ok(Effect {
            cells: import.cells_left_out.min(MOST_LEFT_OUT),
            until: undo::until(connection, &import, now)?,
            older: undo::covered_by(connection, &import, now)?,
            obstacle: obstacle(connection, &import)?,
            import,
        })
    })
}

fn obstacle(connection: &mut DbConnection, import: &Import) -> QueryResult<Option<Obstacle>> {
    if import.file_deleted_at.is_some() {
        return Ok(Some(Obstacle::Deleted));
    }
    let is_waiting = import.state == ImportState::Waiting;
    let is_at_work = is_waiting || imports::is_any_at_work(connection, import.publisher_id)?;
    Ok(is_at_work.then_some(Obstacle::AtWork))
}

/// Deletes what is kept of the import's file: pages show it no more, and a job deletes it. Returns false if that cannot be
/// done now; asking again is as good as asking once.
pub fn delete_file(state: &State, actor: &Actor, import: ImportId) -> Result<bool, StoreError> {
    let now = state.clock.now();
    let is_asked = state.database.write_holding_now(Lock::Facts(actor.publisher), |connection| {
        let found = imports::find(connection, actor.publisher, import)?;
        if let Some(obstacle) = obstacle(connection, &found)? {
            return Ok(obstacle == Obstacle::Deleted);
        }
        // It is not known afterwards what it changed of what older imports brought.
        if let (Some(ended), true) = (found.finished_at, found.has_brought()) {
            publishers::raise_undo_since(connection, actor.publisher, ended)?;
        }
        imports::delete_file(connection, actor.publisher, import, actor.user, now)?;
        audit::record(connection, actor, now, (Action::FileDeleted, Subject::import(&found), Changes::none()))?;
        queue::add(connection, Some(actor.publisher), &Task::DeleteFile { import }, now)?;
        Ok(true)
    })?;
    state.new_job.notify_one();
    Ok(is_asked)
}

/// Deletes what is kept of the import's file, in steps.
pub fn run(publisher: PublisherId, import: ImportId, steps: &mut Steps<'_>) -> Result<Outcome, WorkError> {
    while steps.take(publisher, |connection| imports::delete_slice(connection, publisher, import))? {
        if steps.is_over()? {
            return Ok(Outcome::Paused);
        }
    }
    Ok(Outcome::Done)
}
