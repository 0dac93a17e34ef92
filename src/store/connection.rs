//! The two databases behind one connection type: opening, pooling, transactions, migrations. What they do differently
//! stands here, and nowhere else.

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::r2d2::R2D2Connection;
use diesel::{Connection, ConnectionError, PgConnection, QueryResult, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const SQLITE_MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES_MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// What every SQLite connection is set to: readers never wait for the writer, and the writer waits its turn.
const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout = 30000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;";

/// The lock that writers on PostgreSQL take in turn, as SQLite's have to anyway.
const POSTGRES_WRITE_LOCK: &str = "SELECT pg_advisory_xact_lock(4711)";

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum DbConnection {
    Postgresql(PgConnection),
    Sqlite(SqliteConnection),
}

/// Runs the same body with the concrete connection of each database, for the statements that Diesel compiles only so:
/// batch inserts, `on_conflict`, casts.
#[macro_export]
macro_rules! on_either {
    ($connection:expr, $inner:ident => $body:expr) => {
        match $connection {
            $crate::store::DbConnection::Postgresql($inner) => $body,
            $crate::store::DbConnection::Sqlite($inner) => $body,
        }
    };
}

/// Inserts rows, or where one of this key is there already, changes these columns of it to the row's. PostgreSQL takes
/// many rows in one statement; SQLite takes one after the other, which Diesel compiles only so and costs it nothing.
#[macro_export]
macro_rules! upsert {
    ($connection:expr, $table:path, $rows:expr, $key:expr, [$($column:path),+]) => {{
        use diesel::prelude::*;
        let rows = $rows;
        match $connection {
            $crate::store::DbConnection::Postgresql(inner) => {
                for chunk in rows.chunks(1_000) {
                    diesel::insert_into($table)
                        .values(chunk.to_vec())
                        .on_conflict($key)
                        .do_update()
                        .set(($($column.eq(diesel::upsert::excluded($column)),)+))
                        .execute(inner)?;
                }
            }
            $crate::store::DbConnection::Sqlite(inner) => {
                for row in rows {
                    diesel::insert_into($table)
                        .values(row)
                        .on_conflict($key)
                        .do_update()
                        .set(($($column.eq(diesel::upsert::excluded($column)),)+))
                        .execute(inner)?;
                }
            }
        }
    }};
}

#[diesel::declare_sql_function]
extern "SQL" {
    fn ln(value: diesel::sql_types::Double) -> diesel::sql_types::Double;
}

/// Makes the pool's connections. Diesel's own manager would hide PostgreSQL's error behind SQLite's.
#[derive(Debug)]
pub struct Manager {
    url: String,
}

/// What can be wrong with a pooled connection.
#[derive(Debug, thiserror::Error)]
pub enum ManagerError {
    #[error("the database cannot be reached: {0}")]
    Unreachable(#[from] ConnectionError),
    #[error("the database does not answer: {0}")]
    Silent(#[from] diesel::result::Error),
}

impl Manager {
    /// `postgres://…`, or the path of an SQLite file with or without `sqlite://` before it.
    pub fn new(url: &str) -> Self {
        Self { url: url.to_owned() }
    }

    /// Whether the URL names a PostgreSQL server.
    pub fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres://") || self.url.starts_with("postgresql://")
    }
}

impl r2d2::ManageConnection for Manager {
    type Connection = DbConnection;
    type Error = ManagerError;

    fn connect(&self) -> Result<DbConnection, ManagerError> {
        if self.is_postgres() {
            return Ok(DbConnection::Postgresql(PgConnection::establish(&self.url)?));
        }
        let path = self.url.strip_prefix("sqlite://").unwrap_or(&self.url);
        let mut connection = SqliteConnection::establish(path)?;
        connection.batch_execute(SQLITE_SETTINGS)?;
        // PostgreSQL has the natural logarithm of its own.
        ln_utils::register_impl(&mut connection, f64::ln)?;
        Ok(DbConnection::Sqlite(connection))
    }

    fn is_valid(&self, connection: &mut DbConnection) -> Result<(), ManagerError> {
        Ok(on_either!(connection, inner => inner.ping())?)
    }

    fn has_broken(&self, connection: &mut DbConnection) -> bool {
        std::thread::panicking() || on_either!(connection, inner => inner.is_broken())
    }
}

/// Brings the tables up to date.
pub fn migrate(connection: &mut DbConnection) -> diesel::migration::Result<()> {
    match connection {
        DbConnection::Postgresql(inner) => inner.run_pending_migrations(POSTGRES_MIGRATIONS).map(drop),
        DbConnection::Sqlite(inner) => inner.run_pending_migrations(SQLITE_MIGRATIONS).map(drop),
    }
}

/// Runs `work` in a transaction that no other writer can come between: what it reads stays true until it has written.
pub fn write<T, E>(connection: &mut DbConnection, work: impl FnOnce(&mut DbConnection) -> Result<T, E>) -> Result<T, E>
where
    E: From<diesel::result::Error>,
{
    begin(connection)?;
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(connection))) {
        Ok(Ok(value)) => {
            <DbConnection as Connection>::TransactionManager::commit_transaction(connection)?;
            Ok(value)
        }
        Ok(Err(error)) => {
            roll_back(connection);
            Err(error)
        }
        Err(panic) => {
            roll_back(connection);
            std::panic::resume_unwind(panic)
        }
    }
}

fn begin(connection: &mut DbConnection) -> QueryResult<()> {
    match connection {
        DbConnection::Sqlite(inner) => AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN IMMEDIATE"),
        DbConnection::Postgresql(inner) => {
            AnsiTransactionManager::begin_transaction(inner)?;
            inner.batch_execute(POSTGRES_WRITE_LOCK)
        }
    }
}

fn roll_back(connection: &mut DbConnection) {
    if let Err(error) = <DbConnection as Connection>::TransactionManager::rollback_transaction(connection) {
        log::error!("a transaction could not be rolled back: {error}");
    }
}

/// Rows that one statement may insert when each binds `columns` values: both databases stop near 32,766 binds.
pub const fn rows_per_statement(columns: usize) -> usize {
    30_000 / columns
}
