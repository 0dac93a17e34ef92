//! Delivers messages: looks which endpoints have any that are due, takes the lease of each, and hands it to a session. One
//! program at a time delivers to an endpoint, so that the messages of a lane arrive in order whichever program writes them.

mod lane;
mod session;
mod settle;

pub(super) use lane::Address;

use super::launches;
use crate::state::State;
use crate::store::webhook_leases::{self, EndpointLease};
use crate::store::{StoreError, wait_for, webhook_lanes};
use rand::prelude::SliceRandom;
use session::Session;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

/// How often it looks for messages that it was not woken for: those that another replica wrote, and those that are tried
/// again. What one replica writes is delivered within two seconds also if another has the lease.
const POLL: Duration = Duration::from_secs(2);

/// Endpoints that one program delivers to at once: each has up to 16 requests under way, and a few hundred messages in memory.
const MOST_SESSIONS: usize = 32;

/// How long requests under way may take after the program was asked to stop. Those that end later are repeated.
const FAREWELL: Duration = Duration::from_secs(5);

/// Delivers until it is stopped.
pub async fn run(state: State, mut stopped: watch::Receiver<bool>) {
    let (mut sessions, stopping) = (JoinSet::new(), Arc::new(AtomicBool::new(false)));
    let mut looked = tokio::time::interval(POLL);
    looked.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let free = MOST_SESSIONS.saturating_sub(sessions.len());
        match claim_due(&state, free).await {
            Ok(leases) => {
                for lease in leases {
                    sessions.spawn(Session::new(state.clone(), lease, Arc::clone(&stopping)).run());
                }
            }
            Err(error) => log::warn!("webhooks wait: {error}"),
        }
        tokio::select! {
            () = state.new_message.notified() => {}
            _ = looked.tick() => tell_launches(&state).await,
            _ = stopped.changed() => break,
        }
        while let Some(ended) = sessions.try_join_next() {
            if let Err(error) = ended {
                log::error!("delivering webhooks broke off: {error}");
            }
        }
    }
    stopping.store(true, Ordering::Relaxed);
    let farewell = async { while sessions.join_next().await.is_some() {} };
    drop(tokio::time::timeout(FAREWELL, farewell).await);
}

/// Writes the messages about clicks since it looked last.
async fn tell_launches(state: &State) {
    let state = state.clone();
    if let Err(error) = wait_for(move || launches::tell(&state)).await {
        log::warn!("clicks are told later: {error}");
    }
}

/// Takes the leases of endpoints with messages that are due.
async fn claim_due(state: &State, most: usize) -> Result<Vec<EndpointLease>, StoreError> {
    let (database, now) = (state.database.clone(), state.clock.now());
    wait_for(move || {
        let mut due = database.job_read(|connection| webhook_lanes::endpoints_due(connection, now))?;
        // By chance, so that those who always have messages do not keep others from their turn.
        due.shuffle(&mut rand::rng());
        due.truncate(most);
        let claim = |of| database.job_write(|connection| webhook_leases::claim(connection, of, now));
        due.into_iter().filter_map(|of| claim(of).transpose()).collect()
    })
    .await
}
