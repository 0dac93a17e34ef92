//! What connections are for, and what each purpose is set to: how long it may wait, and what it may do.

/// Kilobytes of pages that all SQLite connections keep in memory together; half of it belongs to those of jobs, which go
/// through more of the file. The system's own cache holds the rest of the file.
pub const SQLITE_CACHE: u32 = 65_536;

/// What connections are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Pages that read.
    Reading,
    /// What visitors save.
    Writing,
    /// Whatever runs without a visitor.
    Jobs,
}

/// How long this purpose may wait, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For a lock: well below the wait for a connection, so that whoever waits for a lock gives up first.
    pub lock: u32,
    /// For one statement.
    pub statement: u32,
    /// For the next statement of a transaction, so that a program that stands still lets its locks go.
    pub next_statement: u32,
    /// For a connection.
    pub connection: u32,
}

impl Purpose {
    pub const fn patience(self) -> Patience {
        match self {
            // A visitor looks at an empty window meanwhile: a page says after 10 s that it cannot be had.
            Self::Reading | Self::Writing => {
                Patience { lock: 5_000, statement: 30_000, next_statement: 60_000, connection: 10_000 }
            }
            // Nobody looks. The longest statement is a model's fit or an index over all customers of an app.
            Self::Jobs => Patience { lock: 30_000, statement: 900_000, next_statement: 60_000, connection: 60_000 },
        }
    }

    /// What a PostgreSQL session, or one transaction of it, is set to.
    pub fn postgres_settings(self, set: &str) -> String {
        let Patience { lock, statement, next_statement, .. } = self.patience();
        let read_only =
            if self == Self::Reading { format!("{set} transaction_read_only = on;") } else { String::new() };
        format!(
            "{set} lock_timeout = {lock}; {set} statement_timeout = {statement};
            {set} idle_in_transaction_session_timeout = {next_statement}; {read_only}"
        )
    }

    /// What an SQLite connection is set to. What a visitor was told is saved is on the disk; what a job loses with the
    /// power it does again.
    pub fn sqlite_settings(self, cache: u32) -> String {
        let lock = self.patience().lock;
        let own = match self {
            Self::Reading => "PRAGMA query_only = ON;",
            Self::Writing => "PRAGMA synchronous = FULL;",
            Self::Jobs => "PRAGMA synchronous = NORMAL;",
        };
        format!(
            "PRAGMA busy_timeout = {lock}; PRAGMA foreign_keys = ON; PRAGMA cache_size = -{cache};
            PRAGMA temp_store = MEMORY; {own}"
        )
    }
}
