//! Background work: the workers of the queue, and the timer that requests work that becomes due with time. Jobs are
//! stored in the database, so that they survive a restart and any replica can do them.

mod dispatch;
pub mod due;
mod worker;

use crate::apps::delete::forget_columns;
use crate::apps::refit::refit_due;
use crate::apps::roll::roll_due;
use crate::columns::Audiences;
use crate::groups::recount::recount_due;
use crate::notifications::send;
use crate::queue::WorkError;
use crate::state::State;
use crate::webhooks::deliver;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How often the timer looks for due work: a new day or an outdated number waits this long at most. A round is cheap: a
/// few queries if there is none.
const INTERVAL: Duration = Duration::from_secs(20);

/// How often a worker looks for a job that it was not woken for: one added by another replica, or one whose worker
/// died. What one replica is asked for starts on another within two seconds.
const POLL: Duration = Duration::from_secs(2);

/// How often the columns in memory are brought up to date, so that a change shows within two seconds also while many
/// are brought in. A round without changes costs one look at what was committed.
const FOLLOW: Duration = Duration::from_millis(500);

/// The running background work.
pub struct Worker {
    stop: watch::Sender<bool>,
    stopping: Arc<AtomicBool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Worker {
    /// Stops the background work: running jobs end, an import after its current batch, and no new ones start.
    pub async fn stop(self) {
        self.stopping.store(true, Ordering::Relaxed);
        // The receivers are gone if the work has ended by itself.
        self.stop.send(true).ok();
        for task in self.tasks {
            if let Err(error) = task.await {
                log::error!("the work in the background ended badly: {error}");
            }
        }
    }
}

/// Starts the background work.
pub fn start(state: State) -> Worker {
    let (stop, stopped) = watch::channel(false);
    let stopping = Arc::new(AtomicBool::new(false));
    let mut tasks = vec![
        tokio::spawn(keep_time(state.clone(), stopped.clone())),
        tokio::spawn(follow(state.audiences.clone(), stopped.clone())),
        tokio::spawn(deliver::run(state.clone(), stopped.clone())),
        tokio::spawn(send::run(state.clone(), stopped.clone())),
    ];
    for _ in 0..state.options.job_workers {
        tasks.push(tokio::spawn(work(state.clone(), stopped.clone(), Arc::clone(&stopping))));
    }
    Worker { stop, stopping, tasks }
}

async fn keep_time(state: State, mut stopped: watch::Receiver<bool>) {
    let mut is_start = true;
    loop {
        let (due, audiences) = (state.clone(), state.audiences.clone());
        let round = tokio::task::spawn_blocking(move || {
            if let Err(error) = due::ask(&due, is_start) {
                log::error!("it could not be seen what is due: {error}");
            }
            if let Err(error) = forget_columns(&due) {
                log::warn!("columns of deleted apps are forgotten later: {error}");
            }
            due.audiences.save_columns(false);
        });
        if let Err(error) = round.await {
            log::error!("a round of work in the background broke off: {error}");
        }
        is_start = false;
        state.new_job.notify_waiters();
        tokio::select! {
            () = tokio::time::sleep(INTERVAL) => {}
            _ = stopped.changed() => {
                // Columns that are not written now are read from the database at the next start.
                tokio::task::spawn_blocking(move || audiences.save_columns(true)).await.ok();
                return;
            }
        }
    }
}

/// Keeps the columns in memory up to date.
async fn follow(audiences: Audiences, mut stopped: watch::Receiver<bool>) {
    loop {
        let columns = audiences.clone();
        if let Err(error) = tokio::task::spawn_blocking(move || columns.follow()).await {
            log::error!("bringing the columns up to date broke off: {error}");
        }
        tokio::select! {
            () = tokio::time::sleep(FOLLOW) => {}
            _ = stopped.changed() => return,
        }
    }
}

/// Moves the profiles to today, fits the churn models that are due, and then counts the groups that are due.
pub fn catch_up(state: &State) -> Result<(), WorkError> {
    roll_due(state)?;
    refit_due(state)?;
    recount_due(state)
}

async fn work(state: State, mut stopped: watch::Receiver<bool>, stopping: Arc<AtomicBool>) {
    loop {
        while !stopping.load(Ordering::Relaxed) {
            let (state, stopping) = (state.clone(), Arc::clone(&stopping));
            match tokio::task::spawn_blocking(move || worker::run_next(&state, &stopping)).await {
                Ok(Ok(true)) => {}
                Ok(Ok(false)) => break,
                Ok(Err(error)) => {
                    log::error!("no job could be claimed: {error}");
                    break;
                }
                Err(error) => {
                    log::error!("a worker broke off: {error}");
                    break;
                }
            }
        }
        tokio::select! {
            () = state.new_job.notified() => {}
            () = tokio::time::sleep(POLL) => {}
            _ = stopped.changed() => return,
        }
    }
}
