//! Imports a file: its facts in batches, each in one transaction with the counts of its lines, then the profiles of the
//! customers it touched. An interrupted import continues after its last batch, and importing the same file again
//! changes nothing.

use super::batch::{Batch, NotStored};
use super::files::{self, KeptFile};
use super::finish::finish;
use super::parts::Parts;
use super::portion::Portion;
use super::{ImportError, attributes};
use crate::ids::{AttributeId, ImportId, PublisherId};
use crate::queue::{self, Outcome, Steps, Turn, WorkError};
use crate::reading::{CustomColumn, Problem, Survey};
use crate::segments::Kind;
use crate::state::State;
use crate::store::apps::App;
use crate::store::facts::{self, Target};
use crate::store::imports::{self, Import, Rejected};
use crate::store::jobs::Lease;
use crate::store::{Lock, apps, custom_attributes, profiles};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::time::Instant;

/// The opened file of an import.
pub trait Source: Read + Seek + Sized {
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
    let mut import =
        queue::step(state, lease, Lock::Nothing, |connection| imports::start(connection, publisher, import, now))?;
    log::info!("import {} of app {} starts after {} lines", import.id, import.app_id, import.lines_done());
    let taken = take_lines(state, &mut import, lease, turn, open);
    let problem = match taken {
        Ok(Outcome::Paused) => return Ok(Outcome::Paused),
        Ok(_) => None,
        Err(error) => Some(error.sort()?),
    };
    // Includes the profiles touched by a file that could not be read to its end.
    if compute_rest(state, import.publisher_id, &mut Steps::of_job(state, lease, turn))? == Outcome::Paused {
        return Ok(Outcome::Paused);
    }
    // Without the statistics, queries are slower but just as correct.
    if let Err(error) = state.database.gather_statistics() {
        log::warn!("the statistics of the tables could not be gathered: {error}");
    }
    // Pages then count the imported lines as soon as the import is done.
    state.audiences.bring_up(import.publisher_id, import.app_id)?;
    finish(state, &import, lease, problem.as_ref())?;
    Ok(Outcome::Ended)
}

fn take_lines<S: Source>(
    state: &State,
    import: &mut Import,
    lease: &Lease,
    turn: &mut Turn,
    open: impl FnOnce(&Import) -> io::Result<S>,
) -> Result<Outcome, ImportError> {
    let Some(mut survey) = import.survey() else { return Err(Problem::Fault.into()) };
    if import.lines_done() >= import.lines_total {
        return Ok(Outcome::Done);
    }
    let file = open(import)?;
    if i64::try_from(file.size()?).unwrap_or(i64::MAX) != import.bytes_total {
        return Err(Problem::FileChanged.into());
    }
    let app = state.database.job_read(|connection| apps::find(connection, import.publisher_id, import.app_id))?;
    survey.currency = app.currency;
    let attributes = attributes(state, &app, &mut survey, lease)?;
    let (bytes, done) = (import.bytes_total.unsigned_abs(), import.lines_done().unsigned_abs());
    let parts = Parts::of(file, bytes, import.kind, &survey, done, &files::folder(state), || turn.is_stopped());
    let mut parts = match parts {
        Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(Outcome::Paused),
        parts => parts?,
    };
    turn.found_place();
    let mut portion = Portion::default();
    loop {
        let Some(batch) = parts.next_batch(portion.lines)? else { return Ok(Outcome::Done) };
        let batch = Batch::of(batch);
        let target = Target { app: app.key(), attributes: &attributes, now: state.clock.now() };
        let started = Instant::now();
        *import = queue::step(state, lease, Lock::Facts(app.publisher_id), |connection| {
            let taken = facts::take(connection, target, &batch.facts)?;
            let NotStored { lines, cells } = batch.not_stored(&taken, &survey.columns);
            imports::advance(connection, import, &taken, &Rejected { lines: &lines, cells: &cells })
        })?;
        portion.adapt(started.elapsed());
        if turn.is_over(state)? {
            return Ok(Outcome::Paused);
        }
    }
}

/// The custom attribute of each custom column, created if the app has none with that key yet. A column whose attribute
/// exists is read as that attribute's kind, so that cells that do not fit are left out and counted; one without values
/// takes the kind of the column.
fn attributes(
    state: &State,
    app: &App,
    survey: &mut Survey,
    lease: &Lease,
) -> Result<HashMap<usize, AttributeId>, ImportError> {
    let columns: Vec<CustomColumn> = survey.custom_columns().collect();
    if columns.is_empty() {
        return Ok(HashMap::new());
    }
    let made = queue::step(state, lease, Lock::Facts(app.publisher_id), |connection| {
        let rows = custom_attributes::of_app(connection, app.key())?;
        if let Some(problem) = attributes::excess(&rows, survey) {
            return Ok(Err(problem));
        }
        let mut known: HashMap<String, (AttributeId, Kind)> =
            rows.into_iter().map(|row| (row.key, (row.id, row.kind))).collect();
        let (mut ids, mut kinds) = (HashMap::new(), Vec::new());
        for CustomColumn { place, key, name, kind } in columns {
            let (id, kept) = match known.get(&key) {
                Some((id, kept)) => (*id, attributes::kind_of(connection, app, (*id, &key, *kept), kind)?),
                None => match custom_attributes::create(connection, app.key(), &key, &name, kind)? {
                    Some(id) => (id, kind),
                    None => continue,
                },
            };
            known.insert(key, (id, kept));
            ids.insert(place, id);
            kinds.push((place, kept));
        }
        Ok(Ok((ids, kinds)))
    })?;
    let (ids, kinds) = made?;
    kinds.into_iter().for_each(|(place, kind)| survey.read_custom_as(place, kind));
    Ok(ids)
}

/// Opens the stored file of an import.
pub fn kept_file(state: &State, import: &Import) -> io::Result<KeptFile> {
    KeptFile::open(state, import.file_word.as_deref().ok_or(io::ErrorKind::NotFound)?)
}

/// Computes the publisher's stale profiles in steps, including those left by an interrupted import.
pub fn compute_rest(state: &State, publisher: PublisherId, steps: &mut Steps<'_>) -> Result<Outcome, WorkError> {
    let today = state.clock.today();
    while steps.take(publisher, |connection| profiles::compute_stale(connection, publisher, today))? {
        if steps.is_over()? {
            return Ok(Outcome::Paused);
        }
    }
    Ok(Outcome::Done)
}
