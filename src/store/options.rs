//! How to connect to a database, and with how many connections.

use super::address::DatabaseUrl;
use super::purpose::JOB_LOCK;

/// How to connect to a database.
#[derive(Clone, Debug)]
pub struct DatabaseOptions {
    pub url: DatabaseUrl,
    /// Connections for visitors: two thirds for reading, one third for writing. SQLite has one for writing, as it has
    /// one writer at a time.
    pub connections: u32,
    /// Additional connections for jobs.
    pub job_connections: u32,
    /// How long jobs wait for a lock before they try again later, in milliseconds.
    pub job_lock: u32,
    /// Whether a connection keeps its session from one transaction to the next. With a pooler in transaction mode it
    /// does not; then nothing is prepared, and each transaction brings its settings.
    pub keeps_session: bool,
}

impl DatabaseOptions {
    /// A database without a pooler and with the default number of connections: as many as visitors keep busy on a
    /// machine with a few cores, and few enough for a PostgreSQL server that several replicas share, which allows 100
    /// by default.
    pub const fn new(url: DatabaseUrl) -> Self {
        Self { url, connections: 12, job_connections: 3, job_lock: JOB_LOCK, keeps_session: true }
    }
}
