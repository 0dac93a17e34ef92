//! Takes a file in: its facts in batches, each in one transaction with the counts of its lines, then the profiles of the
//! customers it touched. Whatever stops it, it goes on after the last batch. The same file again changes nothing.

use super::files;
use crate::ids::{AttributeId, ImportId};
use crate::reading::survey::{FactLines, SurveyError};
use crate::reading::{ImportKind, Problem, Survey};
use crate::segments::Kind;
use crate::state::State;
use crate::store::apps::App;
use crate::store::facts::{self, Taken, Target};
use crate::store::imports::{self, Import, NewImport};
use crate::store::{StoreError, apps, broken_off_by, custom_attributes, profiles};
use chrono::{NaiveDateTime, TimeDelta};
use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use tempfile::NamedTempFile;

/// Lines taken in one transaction.
const BATCH: usize = 2_000;

/// Seconds after which anyone may go on with an import whose worker is not heard of any more.
const LEASE: i64 = 10;

/// Why a file could not be taken in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Survey(#[from] SurveyError),
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Problem(#[from] Problem),
}

/// How the work on an import ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// It was told to stop; it can be gone on with at once.
    Stopped,
    /// Someone else works on it.
    Lost,
}

/// The moment until which a lease taken now holds.
pub fn lease(state: &State) -> NaiveDateTime {
    state.clock.now() + TimeDelta::seconds(LEASE)
}

/// Writes the import down and moves its file to where it waits to be taken in. A program that ends between the two leaves
/// a file that nothing knows, and whose place the next import takes.
pub fn submit(state: &State, import: &NewImport<'_>, file: NamedTempFile) -> Result<ImportId, StoreError> {
    let id = state.database.write_now(|connection| {
        let id = imports::create(connection, import)?;
        let moved = file.persist(files::path(state, id));
        moved.map_err(|error| broken_off_by(error.error))?;
        Ok(id)
    })?;
    state.new_import.notify_one();
    Ok(id)
}

/// Takes the file at `path` into the app, here and now, as a file called `name`, and returns what became of it.
pub fn take(state: &State, app: &App, kind: ImportKind, path: &Path, name: &str) -> Result<Import, ImportError> {
    let survey = Survey::of(File::open(path)?, kind)?;
    let new = NewImport {
        publisher: app.publisher_id,
        app: app.id,
        user: None,
        kind,
        file_name: name,
        bytes: size(&File::open(path)?)?,
        survey: &survey,
        now: state.clock.now(),
        leased_until: Some(lease(state)),
    };
    let import = state.database.write_now(|connection| {
        let id = imports::create(connection, &new)?;
        imports::find(connection, app.publisher_id, id)
    })?;
    let id = import.id;
    let outcome = run(state, import, path, &AtomicBool::new(false));
    let problem = outcome.as_ref().err().map(problem_of);
    if !matches!(outcome, Ok(Outcome::Lost)) {
        state.database.write_now(|connection| imports::finish(connection, id, problem.as_ref(), state.clock.now()))?;
    }
    outcome?;
    Ok(state.database.read_now(|connection| imports::find(connection, app.publisher_id, id))?)
}

/// Works on an import, whose lease is held, from where it stands, and computes what it touched, also of a file that could
/// not be read to its end. The import's end is not yet written down.
pub fn run(state: &State, mut import: Import, path: &Path, stop: &AtomicBool) -> Result<Outcome, ImportError> {
    match take_lines(state, &mut import, path, stop) {
        Ok(Outcome::Done) => compute(state, import, stop),
        Ok(outcome) => Ok(outcome),
        Err(error) => {
            compute(state, import, &AtomicBool::new(false))?;
            Err(error)
        }
    }
}

/// What is told of an import that ended with this error.
pub fn problem_of(error: &ImportError) -> Problem {
    match error {
        ImportError::Problem(problem) | ImportError::Survey(SurveyError::Problem(problem)) => problem.clone(),
        ImportError::Io(error) if error.kind() == io::ErrorKind::NotFound => Problem::FileGone,
        _ => Problem::Fault,
    }
}

fn take_lines(state: &State, import: &mut Import, path: &Path, stop: &AtomicBool) -> Result<Outcome, ImportError> {
    let (Some(kind), Some(mut survey)) = (import.kind(), import.survey()) else { return Err(Problem::Fault.into()) };
    let file = File::open(path)?;
    if size(&file)? != import.bytes_total {
        return Err(Problem::FileChanged.into());
    }
    let app = state.database.read_now(|connection| apps::find(connection, import.publisher_id, import.app_id))?;
    let attributes = attributes(state, &app, &mut survey)?;
    let mut lines = FactLines::open(file, kind, &survey, import.lines_done().unsigned_abs())?;
    loop {
        if stop.load(Ordering::Relaxed) {
            state.database.job_write(|connection| imports::release(connection, import))?;
            return Ok(Outcome::Stopped);
        }
        let batch = lines.next_batch(BATCH)?;
        if batch.is_empty() {
            return Ok(Outcome::Done);
        }
        let (mut told, mut refused) = (Vec::with_capacity(batch.len()), Vec::new());
        batch.into_iter().for_each(|line| match line {
            Ok(fact) => told.push(fact),
            Err(line) => refused.push(line),
        });
        let target =
            Target { publisher: app.publisher_id, app: app.id, attributes: &attributes, now: state.clock.now() };
        let advanced = state.database.job_write_facts(app.publisher_id, |connection| {
            let taken = facts::take(connection, target, &told)?;
            imports::advance(connection, import, taken, &refused, lease(state))
        });
        *import = match advanced {
            Err(error) if error.is_not_found() => return Ok(Outcome::Lost),
            advanced => advanced?,
        };
    }
}

/// Computes the publisher's stale profiles, some at a time, while the lease is renewed.
fn compute(state: &State, mut import: Import, stop: &AtomicBool) -> Result<Outcome, ImportError> {
    let (publisher, today) = (import.publisher_id, state.clock.today());
    loop {
        if stop.load(Ordering::Relaxed) {
            state.database.job_write(|connection| imports::release(connection, &import))?;
            return Ok(Outcome::Stopped);
        }
        let computed = state.database.job_write_facts(publisher, |connection| {
            let some = profiles::compute_stale(connection, publisher, today)?;
            Ok((some, imports::advance(connection, &import, Taken::default(), &[], lease(state))?))
        });
        import = match computed {
            Err(error) if error.is_not_found() => return Ok(Outcome::Lost),
            Ok((false, _)) => return Ok(Outcome::Done),
            computed => computed?.1,
        };
    }
}

fn size(file: &File) -> io::Result<i64> {
    Ok(i64::try_from(file.metadata()?.len()).unwrap_or(i64::MAX))
}

/// The custom attribute of each custom column, made where the app has none of that key yet. A column whose attribute
/// exists is read as that attribute's kind, so that a cell which does not fit it is refused and not kept as unknown.
fn attributes(state: &State, app: &App, survey: &mut Survey) -> Result<HashMap<usize, AttributeId>, StoreError> {
    let columns: Vec<(usize, String, String, Kind)> = survey.custom_kinds().collect();
    let (ids, kinds) = state.database.job_write_facts(app.publisher_id, |connection| {
        let mut known: HashMap<String, (AttributeId, Option<Kind>)> = custom_attributes::of_app(connection, app.id)?
            .into_iter()
            .map(|row| (row.key, (row.id, Kind::from_word(&row.kind))))
            .collect();
        let (mut ids, mut kinds) = (HashMap::new(), Vec::new());
        for (place, key, name, kind) in columns {
            let (id, kept) = match known.get(&key) {
                Some(row) => *row,
                None => (custom_attributes::create(connection, app.id, &key, &name, kind)?, Some(kind)),
            };
            known.insert(key, (id, kept));
            ids.insert(place, id);
            kinds.push((place, kept.unwrap_or(kind)));
        }
        Ok((ids, kinds))
    })?;
    kinds.into_iter().for_each(|(place, kind)| survey.read_custom_as(place, kind));
    Ok(ids)
}
