//! Sends notifications: writes down whom one goes to, claims some rows before they leave, posts them, and stores what became of
//! them. Whatever ends the program, no row is forgotten: one whose lease ended is sent again under the same topic and tag, which
//! replaces the first on the device, or stays unknown if its author wants that.

mod claim;
mod close;
mod letters;
mod limits;
mod origins;
mod post;
mod prepare;
mod session;
mod step;
mod still;
pub mod trial;
mod verdict;

pub use post::PushPoster;
pub use verdict::TOO_MANY_FAILED;

use super::start;
use crate::ids::{NotificationId, PublisherId};
use crate::state::State;
use crate::store::{StoreError, sending, wait_for};
use session::Session;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How often it looks for notifications that it was not woken for: those that another replica was asked to send, or whose
/// program died. It is how long a change of the state may take to be heeded, too.
const POLL: Duration = Duration::from_millis(500);

/// Notifications that one program sends at once: each has up to 64 requests under way.
const MOST_SESSIONS: usize = 4;

/// How long requests under way may take after the program was asked to stop.
const FAREWELL: Duration = Duration::from_secs(5);

/// Sends until it is stopped.
pub async fn run(state: State, mut stopped: watch::Receiver<bool>) {
    let (mut sessions, stopping) = (JoinSet::new(), Arc::new(AtomicBool::new(false)));
    let mut busy: HashSet<NotificationId> = HashSet::new();
    let mut last = NotificationId::from(0);
    loop {
        match under_way(&state).await {
            Ok(found) => {
                // In turn, so that some that have only a little to do at a time do not keep the others waiting.
                let turn = found.partition_point(|(_, id)| *id <= last);
                for (publisher, id) in found[turn..].iter().chain(&found[..turn]).copied() {
                    if busy.len() >= MOST_SESSIONS || !busy.insert(id) {
                        continue;
                    }
                    last = id;
                    sessions.spawn(one(state.clone(), (publisher, id), Arc::clone(&stopping)));
                }
            }
            Err(error) => log::warn!("notifications wait: {error}"),
        }
        tokio::select! {
            () = state.new_notification.notified() => {}
            () = tokio::time::sleep(POLL) => {}
            _ = stopped.changed() => break,
        }
        while let Some(ended) = sessions.try_join_next() {
            match ended {
                Ok(id) => drop(busy.remove(&id)),
                Err(error) => {
                    log::error!("sending a notification broke off: {error}");
                    busy.clear();
                }
            }
        }
    }
    stopping.store(true, Ordering::Relaxed);
    let farewell = async { while sessions.join_next().await.is_some() {} };
    drop(tokio::time::timeout(FAREWELL, farewell).await);
}

/// Begins what is due, and finds what is under way.
async fn under_way(state: &State) -> Result<Vec<(PublisherId, NotificationId)>, StoreError> {
    let state = state.clone();
    wait_for(move || {
        start::begin_due(&state)?;
        let now = state.clock.now();
        state.database.job_read(|connection| sending::under_way(connection, now))
    })
    .await
}

/// Prepares and sends one notification for a while.
async fn one(state: State, of: (PublisherId, NotificationId), stopping: Arc<AtomicBool>) -> NotificationId {
    let worked = async {
        prepare::prepare(&state, of, &stopping).await?;
        close::close(&state, of, &stopping).await?;
        Session::new(state.clone(), of, stopping).run().await
    };
    if let Err(error) = worked.await {
        log::warn!("notification {} waits: {error}", of.1);
        tokio::time::sleep(POLL).await;
    }
    of.1
}
