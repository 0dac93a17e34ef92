//! What happens without a visitor. What is to be done is read from the database, so that a restart forgets nothing.

pub mod import;

use crate::store::sessions;
use crate::web::State;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How often it is looked what is due. Cheap: nothing is counted whose number still holds.
const INTERVAL: Duration = Duration::from_secs(20);

/// The work in the background.
pub struct Worker {
    stop: watch::Sender<bool>,
    refresher: JoinHandle<()>,
}

impl Worker {
    /// Lets what is under way end, and starts nothing more.
    pub async fn stop(self) {
        // Nobody listens any more when the work has ended by itself.
        self.stop.send(true).ok();
        if let Err(error) = self.refresher.await {
            log::error!("the work in the background ended badly: {error}");
        }
    }
}

/// Starts the work in the background: groups are refreshed every day and after every change of the data.
pub fn start(state: State) -> Worker {
    let (stop, mut stopped) = watch::channel(false);
    let refresher = tokio::spawn(async move {
        loop {
            let state = state.clone();
            if let Err(error) = tokio::task::spawn_blocking(move || tick(&state)).await {
                log::error!("a round of work in the background broke off: {error}");
            }
            tokio::select! {
                () = tokio::time::sleep(INTERVAL) => {}
                _ = stopped.changed() => return,
            }
        }
    });
    Worker { stop, refresher }
}

fn tick(state: &State) {
    if let Err(error) = state.keeper.refresh_due() {
        log::error!("groups could not be refreshed: {error}");
    }
    let now = state.clock.now();
    if let Err(error) = state.database.write_now(|connection| sessions::delete_expired(connection, now)) {
        log::error!("old sessions could not be forgotten: {error}");
    }
}
