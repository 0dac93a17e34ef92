//! What every request and every job shares.

use crate::accounts::Guesses;
use crate::clock::Clock;
use crate::config::Options;
use crate::keeper::Keeper;
use crate::store::Database;
use std::sync::Arc;
use tokio::sync::Notify;

/// The program's state. Cloning it is cheap.
#[derive(Clone)]
pub struct State {
    pub database: Database,
    pub keeper: Keeper,
    pub clock: Clock,
    pub options: Options,
    /// Passwords guessed of late.
    pub guesses: Arc<Guesses>,
    /// Told when a file waits to be taken in.
    pub new_import: Arc<Notify>,
}
