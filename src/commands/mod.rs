//! The commands of the program: what they print for whoever runs it. Each opens the state and calls use cases.

mod backups;
mod churn;
mod customers;
mod imports;
mod publishers;
mod tokens;
mod users;

pub use backups::{back_up, restore};
pub use churn::fit_churn;
pub use customers::readmit;
pub use imports::{FileToImport, add_sample, import};
pub use publishers::{add_publisher, list_publishers, revoke_link};
pub use tokens::create_token;
pub use users::{disable_user, enable_user, invite_user, reset_link, reset_password, reset_two_step};

use crate::startup::StartError;
use crate::store::StoreError;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::signal::unix::{SignalKind, signal};

/// The exit code of a command that was stopped early; shells use it for Ctrl+C.
const EXIT_INTERRUPTED: i32 = 130;

/// Runs a command that SIGTERM or Ctrl+C stops after the step under way. A second signal ends the program at once.
pub async fn stoppable(
    command: impl FnOnce(&Arc<AtomicBool>) -> Result<(), StartError> + Send + 'static,
) -> Result<(), StartError> {
    let stop = Arc::new(AtomicBool::new(false));
    let shared = Arc::clone(&stop);
    let mut work = tokio::task::spawn_blocking(move || command(&shared));
    let mut terminated = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    loop {
        tokio::select! {
            ended = &mut work => return ended.unwrap_or(Err(StoreError::BrokenOff.into())),
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
        if stop.swap(true, Ordering::Relaxed) {
            std::process::exit(EXIT_INTERRUPTED);
        }
        eprintln!("engage: stops after what is under way");
    }
}
