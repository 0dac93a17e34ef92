//! Imports a file from the command line. Only the command has access to the file, so no other program claims the
//! import. The command waits for earlier files of the app to finish and for an unavailable database to return, and
//! reports the result.

use super::ImportError;
use super::finish::finish;
use super::preview::{Preview, PreviewError};
use super::recorded;
use super::remembered::look_at;
use super::run::run;
use crate::audit::{self, Action, Author, Subject};
use crate::ids::{ImportId, PublisherId};
use crate::queue::{self, Outcome, Task, Turn, WorkError};
use crate::reading::look::Look;
use crate::reading::{Chosen, ImportKind, Problem};
use crate::state::State;
use crate::store::StoreError;
use crate::store::apps::{self, App};
use crate::store::imports::{self, Import, ImportState, NewImport};
use crate::store::jobs::{self, Lease};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often the lease is renewed while the command waits: three times before it expires.
const HEARTBEAT: Duration = Duration::from_secs(3);

/// How often the command checks whether its turn has come or the database is back: at once for who watches it, and five
/// small queries a second.
const LOOK: Duration = Duration::from_millis(200);

/// Imports the file at `path` into the app before it returns, under the file name `name`. Returns the finished import.
pub fn take(state: &State, app: &App, kind: ImportKind, path: &Path, name: &str) -> Result<Import, ImportError> {
    take_until(state, app, kind, path, name, &Chosen::default(), &Arc::default())
}

/// What the import of the file at `path` would do, and what is in it.
pub fn preview(
    state: &State,
    app: &App,
    kind: ImportKind,
    path: &Path,
    chosen: &Chosen,
    stop: &AtomicBool,
) -> Result<(Look, Preview), ImportError> {
    let look = look(state, app, kind, path, chosen)?;
    let file = File::open(path)?;
    let bytes = file.metadata()?.len();
    let previewed = Preview::of(state, app, kind, &look.survey, (file, bytes), || stop.load(Ordering::Relaxed));
    let preview = previewed.map_err(|error| match error {
        PreviewError::Stopped => ImportError::Problem(Problem::CommandEnded),
        PreviewError::Io(error) => error.into(),
        PreviewError::Store(error) => error.into(),
    })?;
    Ok((look, preview))
}

/// Looks at the file, whose columns are used as chosen, or as was chosen for the last file with the same columns.
fn look(state: &State, app: &App, kind: ImportKind, path: &Path, chosen: &Chosen) -> Result<Look, ImportError> {
    let (look, _) = look_at(state, app, kind, || File::open(path), &mut chosen.clone())?;
    match chosen.problem(&look.survey).or_else(|| look.survey.problem(kind)) {
        Some(problem) => Err(problem.into()),
        None => Ok(look),
    }
}

/// Like [`take`], with these choices, but stops after the current batch once `stop` is set. The import has then failed, because no other
/// program can continue it.
pub fn take_until(
    state: &State,
    app: &App,
    kind: ImportKind,
    path: &Path,
    name: &str,
    chosen: &Chosen,
    stop: &Arc<AtomicBool>,
) -> Result<Import, ImportError> {
    let bytes = i64::try_from(std::fs::metadata(path)?.len()).unwrap_or(i64::MAX);
    let survey = look(state, app, kind, path, chosen)?.survey;
    let (publisher, now) = (app.publisher_id, state.clock.now());
    let new = NewImport {
        publisher,
        app: app.id,
        user: None,
        token: None,
        is_of_rows: false,
        kind,
        file_name: name,
        bytes,
        survey: &survey,
        now,
        file_word: None,
    };
    let (id, lease) = state.database.write_now(|connection| {
        let id = imports::create(connection, &new)?;
        let import = imports::find(connection, publisher, id)?;
        let changes = recorded::described(connection, &import)?;
        let what = (Action::Started, Subject::import(&import), changes);
        audit::record(connection, Author::command(publisher), now, what)?;
        let task = Task::Import { import: id, app: app.id, is_sample: false };
        Ok((id, queue::add_held(connection, Some(publisher), &task, now)?))
    })?;
    let outcome = work(state, publisher, id, &lease, path, stop);
    let find = || found(state, publisher, id, stop);
    match outcome {
        Ok(Outcome::Paused) => {
            let problem = Problem::CommandEnded;
            finish(state, &find()?, &lease, Some(&problem))?;
            Err(problem.into())
        }
        Ok(Outcome::Done | Outcome::Ended) => {
            let import = find()?;
            let problem = match import.state {
                ImportState::Cancelled => Some(Problem::Cancelled),
                _ => import.problem(),
            };
            problem.map_or(Ok(import), |problem| Err(problem.into()))
        }
        Err(_) if is_deleted(state, app) => Err(Problem::AppDeleted.into()),
        Err(WorkError::Fault(error)) => {
            finish(state, &find()?, &lease, Some(&Problem::Fault))?;
            Err(WorkError::Fault(error).into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether the app was deleted meanwhile.
fn is_deleted(state: &State, app: &App) -> bool {
    let find = |connection: &mut _| apps::find_of(connection, app.publisher_id, app.id);
    matches!(state.database.job_read(find), Ok(None))
}

/// The import as it is, however long the database takes to answer.
fn found(state: &State, publisher: PublisherId, import: ImportId, stop: &AtomicBool) -> Result<Import, StoreError> {
    loop {
        match state.database.job_read(|connection| imports::find(connection, publisher, import)) {
            Err(error) if error.is_passing() && !stop.load(Ordering::Relaxed) => {
                log::warn!("how import {import} ended cannot be read yet: {error}");
                std::thread::sleep(LOOK);
            }
            found => return found,
        }
    }
}

/// Waits for the import's turn and works on it to its end. Passing failures, such as an unavailable database, are
/// retried.
fn work(
    state: &State,
    publisher: PublisherId,
    import: ImportId,
    lease: &Lease,
    path: &Path,
    stop: &Arc<AtomicBool>,
) -> Result<Outcome, WorkError> {
    let mut waited = Duration::ZERO;
    loop {
        if stop.load(Ordering::Relaxed) {
            return Ok(Outcome::Paused);
        }
        let outcome = match state.database.read_now(|connection| jobs::is_first_of_lane(connection, lease.job)) {
            Ok(true) => {
                let mut turn = Turn::without_end(Arc::clone(stop));
                run(state, publisher, import, lease, &mut turn, |_| File::open(path)).map(Some)
            }
            Ok(false) => Ok(None),
            Err(error) => Err(error.into()),
        };
        match outcome {
            Ok(Some(outcome)) => return Ok(outcome),
            Ok(None) => {}
            Err(WorkError::Passing(error)) => log::warn!("import {import} waits: {error}"),
            Err(error) => return Err(error),
        }
        std::thread::sleep(LOOK);
        waited += LOOK;
        if waited >= HEARTBEAT {
            waited = Duration::ZERO;
            match queue::heartbeat(state, lease) {
                Err(WorkError::Passing(_)) | Ok(()) => {}
                Err(error) => return Err(error),
            }
        }
    }
}
