//! Taking back what an import brought: asked for on its page, or by cancelling it while it runs, and done by a job in steps.
//! Nothing is taken back while anything newer stands on it.

use super::finish::remove_file;
use super::run::compute_rest;
use crate::access::Actor;
use crate::audit::{self, Action, Author, Changes, Subject};
use crate::ids::{CustomerId, ImportId, PublisherId};
use crate::queue::{self, Outcome, Steps, Task, Turn, WorkError};
use crate::reading::ImportKind;
use crate::segments::Key;
use crate::state::State;
use crate::store::consents::imported as consents;
use crate::store::facts::undo::take_back;
use crate::store::imports::{self, Import, ImportState, Obstacles, UsedAttribute};
use crate::store::jobs::{self, Lease};
use crate::store::{
    DbConnection, Lock, QueryResult, StoreError, apps, attribute_changes, custom_attributes, customer_groups,
    publishers,
};
use chrono::{NaiveDateTime, TimeDelta};

/// How long an import can be taken back: long enough for a mistake that is seen in the monthly figures. What was there
/// before it is kept as long.
const REMEMBERED: TimeDelta = TimeDelta::days(30);

/// Until when the import can be taken back; `None` if it cannot.
pub fn until(connection: &mut DbConnection, import: &Import, now: NaiveDateTime) -> QueryResult<Option<NaiveDateTime>> {
    let ended = import.finished_at.filter(|_| import.has_brought() && import.file_deleted_at.is_none());
    let Some(until) = ended.map(|ended| ended + REMEMBERED).filter(|until| *until >= now) else { return Ok(None) };
    let since = publishers::undo_since(connection, import.publisher_id)?;
    Ok(since.is_none_or(|since| since < import.created_at).then_some(until))
}

/// The older imports that can be taken back now, and no more once it is not known what this import changed.
pub fn covered_by(connection: &mut DbConnection, import: &Import, now: NaiveDateTime) -> QueryResult<Vec<Import>> {
    let (true, Some(ended)) = (until(connection, import, now)?.is_some(), import.finished_at) else {
        return Ok(Vec::new());
    };
    let mut older = undoable_before(connection, import.publisher_id, (ended, now))?;
    older.retain(|other| other.id != import.id);
    Ok(older)
}

/// The publisher's imports that were created up to a moment and can be taken back, the newest first.
pub fn undoable_before(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (moment, now): (NaiveDateTime, NaiveDateTime),
) -> QueryResult<Vec<Import>> {
    let since = publishers::undo_since(connection, publisher)?;
    let mut found = imports::undoable_since(connection, publisher, (now - REMEMBERED, moment))?;
    found.retain(|import| since.is_none_or(|since| since < import.created_at));
    Ok(found)
}

/// The publisher's import with this id, and until when it can be taken back.
pub fn find(state: &State, actor: &Actor, import: ImportId) -> Result<(Import, Option<NaiveDateTime>), StoreError> {
    let now = state.clock.now();
    state.database.read_now(|connection| {
        let import = imports::find(connection, actor.publisher, import)?;
        let until = until(connection, &import, now)?;
        Ok((import, until))
    })
}

/// Asks for the import to be taken back. Returns false if it cannot be; asking again is as good as asking once.
pub fn undo(state: &State, actor: &Actor, import: ImportId) -> Result<bool, StoreError> {
    let now = state.clock.now();
    let is_asked = state.database.write_holding_now(Lock::Facts(actor.publisher), |connection| {
        let found = imports::find(connection, actor.publisher, import)?;
        if until(connection, &found, now)?.is_some() {
            imports::ask_for_undo(connection, &found, actor.user, now)?;
            audit::record(connection, actor, now, (Action::UndoStarted, Subject::import(&found), Changes::none()))?;
            let task = Task::Undo { import, app: found.app_id };
            queue::add(connection, Some(actor.publisher), &task, now)?;
            return Ok(true);
        }
        Ok(matches!(found.state, ImportState::Undoing | ImportState::Undone))
    })?;
    state.new_job.notify_one();
    Ok(is_asked)
}

/// Cancels the import if it has not ended, and returns it as it is then.
pub fn cancel(state: &State, actor: &Actor, import: ImportId) -> Result<Import, StoreError> {
    let now = state.clock.now();
    let import = state.database.write_now(|connection| {
        let is_cancelled = imports::cancel(connection, actor.publisher, import, actor.user, now)?;
        let import = imports::find(connection, actor.publisher, import)?;
        if is_cancelled {
            audit::record(connection, actor, now, (Action::Cancelled, Subject::import(&import), Changes::none()))?;
        }
        Ok(import)
    })?;
    if import.state == ImportState::Cancelled {
        remove_file(state, &import);
    }
    Ok(import)
}

/// Takes back what the import brought, whose job's lease is held.
pub fn run(
    state: &State,
    publisher: PublisherId,
    import: ImportId,
    lease: &Lease,
    turn: &mut Turn,
) -> Result<Outcome, WorkError> {
    let import = state.database.job_read(|connection| imports::find(connection, publisher, import))?;
    match import.is_taken_back() {
        true => take_all_back(state, &import, lease, turn),
        false => Ok(Outcome::Done),
    }
}

/// Takes back what a running import has brought, because it was cancelled.
pub fn cancel_running(state: &State, import: &Import, lease: &Lease, turn: &mut Turn) -> Result<Outcome, WorkError> {
    let outcome = take_all_back(state, import, lease, turn)?;
    if outcome == Outcome::Ended {
        remove_file(state, import);
    }
    Ok(outcome)
}

fn take_all_back(state: &State, import: &Import, lease: &Lease, turn: &Turn) -> Result<Outcome, WorkError> {
    let publisher = import.publisher_id;
    // Under the lock of the facts, so that every batch that started before is seen.
    let obstacles = queue::step(state, lease, Lock::Facts(publisher), |connection| obstacles(connection, import))?;
    if !obstacles.is_empty() {
        log::warn!("import {} is not taken back: newer changes stand on it", import.id);
        return end(state, import, lease, Some(&obstacles));
    }
    let (app, mut steps) = (import.app_key(), Steps::of_job(state, lease, turn));
    if import.kind == ImportKind::Consents {
        while steps.take(publisher, |connection| consents::take_back(connection, publisher, import.id))? {
            if steps.is_over()? {
                return Ok(Outcome::Paused);
            }
        }
        return end(state, import, lease, None);
    }
    let mut after: Option<CustomerId> = None;
    loop {
        after = steps.take(publisher, |connection| take_back(connection, app, import.id, after))?;
        if after.is_none() {
            break;
        }
        if steps.is_over()? {
            return Ok(Outcome::Paused);
        }
    }
    steps.take(publisher, |connection| remove_attributes(connection, import))?;
    if compute_rest(state, publisher, &mut steps)? == Outcome::Paused {
        return Ok(Outcome::Paused);
    }
    state.audiences.bring_up(publisher, import.app_id)?;
    log::info!("import {} of app {} is taken back", import.id, import.app_id);
    end(state, import, lease, None)
}

fn end(state: &State, import: &Import, lease: &Lease, obstacles: Option<&Obstacles>) -> Result<Outcome, WorkError> {
    let now = state.clock.now();
    queue::last_step(state, lease, |connection| {
        imports::end_undo(connection, import, obstacles, now)?;
        let action = if obstacles.is_some() { Action::NotUndone } else { Action::Undone };
        let what = (action, Subject::import(import), Changes::none());
        audit::record(connection, Author::job(import.publisher_id), now, what)?;
        jobs::end(connection, lease, now)?;
        queue::add(connection, Some(import.publisher_id), &Task::Recount, now)
    })?;
    state.new_job.notify_one();
    Ok(Outcome::Ended)
}

/// What stands in the way of taking the import back.
fn obstacles(connection: &mut DbConnection, import: &Import) -> QueryResult<Obstacles> {
    let (publisher, app) = (import.publisher_id, import.app_key());
    let groups = customer_groups::of_publisher(connection, publisher)?;
    let added = custom_attributes::added_by(connection, app, import.id)?;
    let mut attributes: Vec<UsedAttribute> = Vec::new();
    for attribute in added {
        let key = Key::Custom(attribute.key);
        let users = groups.iter().filter(|group| group.uses(app.id, &key)).map(|group| group.name.clone());
        let users: Vec<String> = users.collect();
        if !users.is_empty() {
            attributes.push(UsedAttribute { name: attribute.name, groups: users });
        }
    }
    let replaced = attribute_changes::replaced_since(connection, app, import.id)?;
    attributes.extend(replaced.into_iter().map(|name| UsedAttribute { name, groups: Vec::new() }));
    let imports = match import.kind {
        ImportKind::Consents => imports::consents_since(connection, publisher, import.id)?,
        _ => imports::standing(connection, publisher, import.id)?,
    };
    Ok(Obstacles { imports, attributes })
}

/// Removes the attributes that the import added and that have no values from elsewhere.
fn remove_attributes(connection: &mut DbConnection, import: &Import) -> QueryResult<()> {
    let app = apps::find(connection, import.publisher_id, import.app_id)?.key();
    for attribute in custom_attributes::added_by(connection, app, import.id)? {
        if !custom_attributes::has_values(connection, app, attribute.id)? {
            custom_attributes::remove(connection, app, attribute.id)?;
        }
    }
    Ok(())
}

/// Forgets what was there before imports that can no longer be taken back, and imports of rows as a whole: a program may
/// send some every second.
pub fn sweep(state: &State) -> Result<(), StoreError> {
    let until = state.clock.now() - REMEMBERED;
    for publisher in state.database.job_read(publishers::all)? {
        let forget = |connection: &mut _| imports::forget_changes(connection, publisher.id, until);
        while state.database.job_write(forget)? {}
        let remove = |connection: &mut _| imports::remove_old_rows(connection, publisher.id, until);
        while state.database.job_write(remove)? {}
    }
    Ok(())
}
