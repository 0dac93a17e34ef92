//! The purposes of connections and the settings of each: how long it may wait, and what it may do.

/// The page caches of all SQLite connections together, in kilobytes. Half of it is for jobs, which read more of the
/// file. The system caches the rest of the file.
pub const SQLITE_CACHE: u32 = 65_536;

/// The pages of 4 kB that jobs write beside SQLite's file before they are moved into it, which waits for the disk: 64 MB.
/// With the default of 1,000, every batch of an import waits.
const CHECKPOINT: u32 = 16_384;

/// How long jobs wait for a lock, in milliseconds, unless the options say otherwise: longer than any visitor holds one, and
/// short enough that a job that cannot go on makes room for another one.
pub const JOB_LOCK: u32 = 30_000;

/// The purpose of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Pages that read.
    Reading,
    /// Writes by visitors.
    Writing,
    /// Work without a visitor.
    Jobs,
}

/// How long a purpose may wait, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For a lock: well below the wait for a connection, so that those who wait for a lock give up first.
    pub lock: u32,
    /// For one statement.
    pub statement: u32,
    /// For the next statement of a transaction, so that a program that hangs releases its locks.
    pub next_statement: u32,
    /// For a connection.
    pub connection: u32,
}

impl Purpose {
    /// How long it may wait; `job_lock` is how long jobs wait for a lock, in milliseconds.
    pub const fn patience(self, job_lock: u32) -> Patience {
        match self {
            // A visitor sees a blank window in the meantime; after 10 s a page reports that it is not available.
            Self::Reading | Self::Writing => {
                Patience { lock: 5_000, statement: 30_000, next_statement: 60_000, connection: 10_000 }
            }
            // No visitor waits. The longest statement is a model's fit or an index over all customers of an app.
            Self::Jobs => Patience { lock: job_lock, statement: 900_000, next_statement: 60_000, connection: 60_000 },
        }
    }

    /// The settings of a PostgreSQL session, or of one transaction if `set` is `SET LOCAL`. Jobs work in slices of less than a
    /// second, for which compiling their statements (`jit`) takes as long as it would save.
    pub fn postgres_settings(self, patience: Patience, set: &str) -> String {
        let Patience { lock, statement, next_statement, .. } = patience;
        let own = match self {
            Self::Reading => format!("{set} transaction_read_only = on;"),
            Self::Writing => String::new(),
            Self::Jobs => format!("{set} jit = off;"),
        };
        format!(
            "{set} lock_timeout = {lock}; {set} statement_timeout = {statement};
            {set} idle_in_transaction_session_timeout = {next_statement}; {own}"
        )
    }

    /// The settings of an SQLite connection. What a visitor saved is on disk before the visitor sees so; a job repeats
    /// what it loses in a power failure.
    pub fn sqlite_settings(self, patience: Patience, cache: u32) -> String {
        let lock = patience.lock;
        // A visitor who saves something does not move what jobs wrote, unless no job does.
        let (own, checkpoint) = match self {
            Self::Reading => ("PRAGMA query_only = ON;", 0),
            Self::Writing => ("PRAGMA synchronous = FULL;", 2 * CHECKPOINT),
            Self::Jobs => ("PRAGMA synchronous = NORMAL;", CHECKPOINT),
        };
        format!(
            "PRAGMA busy_timeout = {lock}; PRAGMA foreign_keys = ON; PRAGMA cache_size = -{cache};
            PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = {checkpoint}; {own}"
        )
    }
}
