//! What happens without a visitor. What is to be done is read from the database, so that a restart forgets nothing.

pub mod files;
pub mod import;
pub mod sample;

use crate::apps::refit::refit_due;
use crate::groups::recount::recount_due;
use crate::reading::Problem;
use crate::state::State;
use crate::store::imports;
use crate::store::{Lock, StoreError, sessions};
use import::{ImportError, Outcome};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How often it is looked what is due. Cheap: nothing is counted whose number still holds.
const INTERVAL: Duration = Duration::from_secs(20);

/// How often it is looked whether an import was left by whoever worked on it. A new one is told of at once.
const IMPORT_INTERVAL: Duration = Duration::from_secs(2);

/// The work in the background.
pub struct Worker {
    stop: watch::Sender<bool>,
    stopping: Arc<AtomicBool>,
    tasks: [JoinHandle<()>; 2],
}

impl Worker {
    /// Lets what is under way end, an import after its batch, and starts nothing more.
    pub async fn stop(self) {
        self.stopping.store(true, Ordering::Relaxed);
        // Nobody listens any more when the work has ended by itself.
        self.stop.send(true).ok();
        for task in self.tasks {
            if let Err(error) = task.await {
                log::error!("the work in the background ended badly: {error}");
            }
        }
    }
}

/// Starts the work in the background: files are taken in, and groups are refreshed every day and after every change of
/// the data.
pub fn start(state: State) -> Worker {
    let (stop, stopped) = watch::channel(false);
    let stopping = Arc::new(AtomicBool::new(false));
    let refresher = tokio::spawn(refresh(state.clone(), stopped.clone()));
    let importer = tokio::spawn(take_files(state, stopped, Arc::clone(&stopping)));
    Worker { stop, stopping, tasks: [refresher, importer] }
}

async fn refresh(state: State, mut stopped: watch::Receiver<bool>) {
    loop {
        let (state, audiences) = (state.clone(), state.audiences.clone());
        if let Err(error) = tokio::task::spawn_blocking(move || tick(&state)).await {
            log::error!("a round of work in the background broke off: {error}");
        }
        tokio::select! {
            () = tokio::time::sleep(INTERVAL) => {}
            _ = stopped.changed() => {
                // What is not written now is read from the database at the next start.
                tokio::task::spawn_blocking(move || audiences.save_columns(true)).await.ok();
                return;
            }
        }
    }
}

/// Fits the churn models that are due and then counts the groups that are.
pub fn catch_up(state: &State) -> Result<(), StoreError> {
    refit_due(state)?;
    recount_due(state)
}

fn catch_up_or_log(state: &State) {
    if let Err(error) = catch_up(state) {
        log::error!("groups could not be counted: {error}");
    }
}

fn tick(state: &State) {
    catch_up_or_log(state);
    state.audiences.save_columns(false);
    let now = state.clock.now();
    if let Err(error) = state.database.job_write(|connection| sessions::delete_expired(connection, now)) {
        log::error!("old sessions could not be forgotten: {error}");
    }
}

async fn take_files(state: State, mut stopped: watch::Receiver<bool>, stopping: Arc<AtomicBool>) {
    loop {
        while !stopping.load(Ordering::Relaxed) {
            let (state, stopping) = (state.clone(), Arc::clone(&stopping));
            let round = tokio::task::spawn_blocking(move || take_next_file(&state, &stopping));
            match round.await {
                Ok(Ok(true)) => {}
                Ok(Ok(false)) => break,
                Ok(Err(error)) => {
                    log::error!("a file could not be taken in, and will be tried again: {error}");
                    break;
                }
                Err(error) => {
                    log::error!("taking a file in broke off: {error}");
                    break;
                }
            }
        }
        tokio::select! {
            () = state.new_import.notified() => {}
            () = tokio::time::sleep(IMPORT_INTERVAL) => {}
            _ = stopped.changed() => return,
        }
    }
}

/// Takes in the file of the first import that nobody works on. False when there is none.
fn take_next_file(state: &State, stopping: &AtomicBool) -> Result<bool, StoreError> {
    let (now, until) = (state.clock.now(), import::lease(state));
    let claim = |connection: &mut _| imports::claim(connection, now, until);
    let Some(claimed) = state.database.job_write_holding(Lock::Queue, claim)? else {
        return Ok(false);
    };
    let id = claimed.id;
    let path = files::path(state, id);
    // A fault in one file must not keep the others waiting, nor come back for ever.
    let ran = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| import::run(state, claimed, &path, stopping)));
    let problem = match ran {
        Ok(Ok(Outcome::Done)) => {
            catch_up_or_log(state);
            None
        }
        Ok(Ok(Outcome::Stopped | Outcome::Lost)) => return Ok(true),
        Ok(Err(ImportError::Store(error))) if error.is_passing() || error == StoreError::BrokenOff => {
            return Err(error);
        }
        Ok(Err(error)) => {
            log::error!("import {id} failed: {error}");
            Some(import::problem_of(&error))
        }
        Err(_) => Some(Problem::Fault),
    };
    // Its file goes with it, so its end must be on the disk.
    state.database.write_now(|connection| imports::finish(connection, id, problem.as_ref(), state.clock.now()))?;
    if let Err(error) = std::fs::remove_file(&path)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        log::warn!("the file of import {id} could not be removed: {error}");
    }
    Ok(true)
}
