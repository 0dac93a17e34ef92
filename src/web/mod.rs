//! Pages: who asks and what is shown. All routes stand in [`routes`].

pub mod accounts;
pub mod apps;
pub mod assets;
pub mod customers;
pub mod download;
pub mod error;
pub mod form;
pub mod groups;
pub mod imports;
pub mod page;
pub mod pager;
pub mod routes;
pub mod security;
pub mod session;
pub mod settings;
pub mod token;
pub mod visitor;

pub use routes::routes;

use crate::clock::Clock;
use crate::config::Options;
use crate::keeper::Keeper;
use crate::store::Database;
use std::sync::Arc;
use tokio::sync::Notify;

/// What every request shares.
#[derive(Clone)]
pub struct State {
    pub database: Database,
    pub keeper: Keeper,
    pub clock: Clock,
    pub options: Options,
    /// Told when a file waits to be taken in.
    pub new_import: Arc<Notify>,
}
