//! Imports a file: its facts in batches, each in one transaction with the counts of its lines, then the profiles of the
//! customers it touched. An interrupted import continues after its last batch, and importing the same file again
//! changes nothing.

use super::ahead::Ahead;
use super::batch::NotStored;
use super::files::{self, KeptFile};
use super::finish::finish;
use super::parts::Parts;
use super::portion::Portion;
use super::{ImportError, attributes, undo, unread};
use crate::ids::{AttributeId, ImportId, PublisherId};
use crate::queue::{self, Outcome, Steps, Turn, WorkError};
use crate::reading::{Problem, Survey};
use crate::state::State;
use crate::store::apps::App;
use crate::store::facts::{self, Target};
use crate::store::imports::{self, Import, ImportState, Rejected};
use crate::store::jobs::{self, Lease};
use crate::store::{Lock, apps, profiles};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::time::Instant;

/// The opened file of an import.
pub trait Source: Read + Seek + Send + Sized {
    /// The size of the file in bytes.
    fn size(&self) -> io::Result<u64>;
}

impl Source for File {
    fn size(&self) -> io::Result<u64> {
        Ok(self.metadata()?.len())
    }
}

impl Source for KeptFile {
    fn size(&self) -> io::Result<u64> {
        self.length()
    }
}

/// Continues the import, whose job's lease is held, until it is done or its turn is over.
pub fn run<S: Source>(
    state: &State,
    publisher: PublisherId,
    import: ImportId,
    lease: &Lease,
    turn: &mut Turn,
    open: impl FnOnce(&Import) -> io::Result<S>,
) -> Result<Outcome, WorkError> {
    let now = state.clock.now();
    let started =
        queue::step(state, lease, Lock::Nothing, |connection| imports::start(connection, publisher, import, now))?;
    let Some(mut import) = started else {
        // It was cancelled before it began.
        queue::last_step(state, lease, |connection| jobs::end(connection, lease, now))?;
        return Ok(Outcome::Ended);
    };
    log::info!("import {} of app {} starts after {} lines", import.id, import.app_id, import.lines_done());
    let problem = match take_lines(state, &mut import, lease, turn, open) {
        Ok(Outcome::Paused) => return Ok(Outcome::Paused),
        Ok(_) => None,
        Err(error) => Some(error.sort()?),
    };
    if import.state == ImportState::Cancelling {
        return undo::cancel_running(state, &import, lease, turn);
    }
    // Includes the profiles touched by a file that could not be read to its end. As batches do, it rests for nobody: whoever
    // sent the file waits for it.
    let mut steps = Steps::of_job(state, lease, turn).without_rests();
    if compute_rest(state, import.publisher_id, &mut steps)? == Outcome::Paused {
        return Ok(Outcome::Paused);
    }
    // Without the statistics, queries are slower but just as correct.
    if let Err(error) = state.database.gather_statistics(import.lines_total) {
        log::warn!("the statistics of the tables could not be gathered: {error}");
    }
    // Pages then count the imported lines as soon as the import is done.
    state.audiences.bring_up(import.publisher_id, import.app_id)?;
    if finish(state, &import, lease, problem.as_ref())? {
        return Ok(Outcome::Ended);
    }
    // It was cancelled in the meantime.
    let import = state.database.job_read(|connection| imports::find(connection, publisher, import.id))?;
    undo::cancel_running(state, &import, lease, turn)
}

fn take_lines<S: Source>(
    state: &State,
    import: &mut Import,
    lease: &Lease,
    turn: &mut Turn,
    open: impl FnOnce(&Import) -> io::Result<S>,
) -> Result<Outcome, ImportError> {
    if let (None, Some(chosen), ImportState::Running) = (import.survey(), import.chosen(), import.state) {
        match unread::read(state, import, &chosen, lease, turn)? {
            Some(read) => *import = read,
            None => return Ok(Outcome::Paused),
        }
    }
    let survey = import.survey();
    if survey.is_none() && import.state == ImportState::Cancelling {
        return Ok(Outcome::Done);
    }
    let Some(mut survey) = survey else { return Err(Problem::Fault.into()) };
    if import.lines_done() >= import.lines_total || import.state == ImportState::Cancelling {
        return Ok(Outcome::Done);
    }
    let file = open(import)?;
    if i64::try_from(file.size()?).unwrap_or(i64::MAX) != import.bytes_total {
        return Err(Problem::FileChanged.into());
    }
    let app = state.database.job_read(|connection| apps::find(connection, import.publisher_id, import.app_id))?;
    survey.currency = app.currency;
    let attributes = attributes(state, &app, &mut survey, import.id, lease)?;
    let (bytes, done) = (import.bytes_total.unsigned_abs(), import.lines_done().unsigned_abs());
    let parts = Parts::of(file, bytes, import.kind, &survey, done, &files::folder(state), || turn.is_stopped());
    let parts = match parts {
        Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(Outcome::Paused),
        parts => parts?,
    };
    turn.found_place();
    let mut portion = Portion::default();
    let mut batches = Ahead::of(parts, portion.lines)?;
    loop {
        let Some(batch) = batches.next_batch(portion.lines)? else { return Ok(Outcome::Done) };
        let target =
            Target { app: app.key(), attributes: &attributes, import: Some(import.id), now: state.clock.now() };
        let started = Instant::now();
        let taken = queue::step(state, lease, Lock::Facts(app.publisher_id), |connection| {
            // What another import brought must stay as it is while it is taken back.
            if imports::is_another_taken_back(connection, import.publisher_id, import.id)? {
                return Ok(None);
            }
            let taken = facts::take(connection, target, &batch.facts)?;
            let NotStored { lines, cells } = batch.not_stored(&taken, &survey.columns);
            imports::advance(connection, import, &taken, &Rejected { lines: &lines, cells: &cells }).map(Some)
        })?;
        let Some(taken) = taken else {
            return Err(WorkError::Passing(String::from("another import is being taken back")).into());
        };
        *import = taken;
        if import.state == ImportState::Cancelling {
            return Ok(Outcome::Done);
        }
        portion.adapt(started.elapsed());
        if turn.is_over(state)? {
            return Ok(Outcome::Paused);
        }
    }
}

/// See [`attributes::create`].
fn attributes(
    state: &State,
    app: &App,
    survey: &mut Survey,
    import: ImportId,
    lease: &Lease,
) -> Result<HashMap<usize, AttributeId>, ImportError> {
    if survey.custom_columns().next().is_none() {
        return Ok(HashMap::new());
    }
    let create = |connection: &mut _| attributes::create(connection, app, survey, import);
    Ok(queue::step(state, lease, Lock::Facts(app.publisher_id), create)??)
}

/// Opens the stored file of an import.
pub fn kept_file(state: &State, import: &Import) -> io::Result<KeptFile> {
    KeptFile::open(state, import.file_word.as_deref().ok_or(io::ErrorKind::NotFound)?)
}

/// Computes the publisher's stale profiles in steps, including those left by an interrupted import.
pub fn compute_rest(state: &State, publisher: PublisherId, steps: &mut Steps<'_>) -> Result<Outcome, WorkError> {
    let today = state.today_of(publisher)?;
    while steps.take(publisher, |connection| profiles::compute_stale(connection, publisher, today))? {
        if steps.is_over()? {
            return Ok(Outcome::Paused);
        }
    }
    Ok(Outcome::Done)
}
