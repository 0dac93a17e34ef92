//! Brings the tables up to date, once however many programs start at the same moment, and refuses what this program must
//! not touch: a newer database, one of another program, a damaged file.

use super::address::DatabaseUrl;
use super::error::StoreError;
use super::pool::unreachable;
use super::sqlite_file::{check_file, check_schema};
use diesel::connection::{AnsiTransactionManager, CacheSize, SimpleConnection, TransactionManager};
use diesel::migration::{Migration, MigrationSource};
use diesel::{Connection, PgConnection, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::path::Path;
use std::time::{Duration, Instant};

pub(super) const SQLITE_MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
pub(super) const POSTGRES_MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// How long a start waits for a database that does not answer yet, as when both were started at the same moment.
const PATIENCE: Duration = Duration::from_secs(30);

/// The first wait between two tries to reach it; each one after is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// Settings of a connection that migrates: a large table takes its time, and others wait for the lock as long.
const POSTGRES_SETTINGS: &str = "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0;
    SET LOCAL idle_in_transaction_session_timeout = 0;";

/// Brings the tables at this address up to date.
pub fn bring_up_to_date(url: &DatabaseUrl) -> Result<(), StoreError> {
    if url.is_postgres() { migrate_postgres(url) } else { migrate_sqlite(Path::new(url.path())) }
}

fn migrate_postgres(url: &DatabaseUrl) -> Result<(), StoreError> {
    let mut connection =
        tried(|| PgConnection::establish(&url.with_wishes()).map_err(|error| unreachable(url, &error)))?;
    if url.is_unverified() {
        log::warn!("PostgreSQL on another machine is not held to a certificate: see sslmode=verify-full in the README");
    }
    // Behind a pooler the session outlives the connection, and what is prepared in it would be in the way of the next.
    connection.set_prepared_statement_cache_size(CacheSize::Disabled);
    // In one transaction, so that nobody ever sees half of a version, and that a pooler keeps it on one session.
    let begin = format!("BEGIN; {POSTGRES_SETTINGS} SELECT pg_advisory_xact_lock(4710, 0)");
    AnsiTransactionManager::begin_transaction_sql(&mut connection, &begin)?;
    migrate(&mut connection, POSTGRES_MIGRATIONS)
}

fn migrate_sqlite(path: &Path) -> Result<(), StoreError> {
    check_file(path)?;
    let name = path.display();
    let unusable = |error: &dyn std::fmt::Display| StoreError::Unusable(format!("{name} cannot be opened: {error}"));
    let mut connection = SqliteConnection::establish(&path.to_string_lossy()).map_err(|error| unusable(&error))?;
    super::connection::register_functions(&mut connection)?;
    // A migration may build a table anew, which must not empty those that refer to it.
    let settings = "PRAGMA busy_timeout = 600000; PRAGMA foreign_keys = OFF; PRAGMA synchronous = FULL;";
    connection.batch_execute(settings).map_err(|error| unusable(&error))?;
    check_schema(&mut connection).map_err(|error| unusable(&error))?;
    // Readers never wait for the writer. The file remembers it; who sets it first needs the file alone for a moment.
    tried(|| connection.batch_execute("PRAGMA journal_mode = WAL").map_err(StoreError::from))?;
    AnsiTransactionManager::begin_transaction_sql(&mut connection, "BEGIN IMMEDIATE")?;
    migrate(&mut connection, SQLITE_MIGRATIONS)?;
    connection.batch_execute(super::connection::GATHER_STATISTICS)?;
    Ok(())
}

/// Runs the migrations that are missing inside the transaction that has begun, and commits it.
fn migrate<C>(connection: &mut C, migrations: EmbeddedMigrations) -> Result<(), StoreError>
where
    C: Connection<TransactionManager = AnsiTransactionManager> + MigrationHarness<C::Backend>,
    C::Backend: diesel::backend::Backend,
    EmbeddedMigrations: MigrationSource<C::Backend>,
{
    let migrated = refuse_newer(connection, &migrations).and_then(|()| {
        let run = connection.run_pending_migrations(migrations).map(drop);
        run.map_err(|error| StoreError::Migration(error.to_string()))
    });
    match migrated {
        Ok(()) => Ok(AnsiTransactionManager::commit_transaction(connection)?),
        Err(error) => {
            // What is wrong is said already; the connection is closed with its transaction.
            AnsiTransactionManager::rollback_transaction(connection).ok();
            Err(error)
        }
    }
}

/// An error where the database has migrations that this program does not know.
fn refuse_newer<C>(connection: &mut C, migrations: &EmbeddedMigrations) -> Result<(), StoreError>
where
    C: MigrationHarness<C::Backend> + Connection,
    EmbeddedMigrations: MigrationSource<C::Backend>,
{
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| StoreError::Migration(error.to_string());
    let known: Vec<Box<dyn Migration<C::Backend>>> = migrations.migrations().map_err(failed)?;
    let applied = connection.applied_migrations().map_err(failed)?;
    let is_known = |version: &str| known.iter().any(|migration| migration.name().version().to_string() == version);
    let unknown: Vec<String> = applied.iter().map(ToString::to_string).filter(|version| !is_known(version)).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(StoreError::Unusable(format!(
        "the database belongs to a newer version of Engage: this one does not know its changes {}. Start the newer \
         version, or put back a backup that was made before it was installed",
        unknown.join(", ")
    )))
}

/// Tries again for a while what fails because the database is away or locked.
fn tried<T>(mut work: impl FnMut() -> Result<T, StoreError>) -> Result<T, StoreError> {
    let (end, mut pause) = (Instant::now() + PATIENCE, FIRST_PAUSE);
    loop {
        match work() {
            Err(error) if error.is_outage() && Instant::now() + pause < end => {
                log::warn!("{error}; trying again");
                std::thread::sleep(pause);
                pause *= 2;
            }
            outcome => return outcome,
        }
    }
}
