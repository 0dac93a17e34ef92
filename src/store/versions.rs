//! Updates the tables to this version, once even if several programs start at the same moment. Refuses databases that
//! this program must not touch: of a newer version, of another program, or damaged.

use super::address::DatabaseUrl;
use super::error::StoreError;
use super::pool::connect_postgres;
use super::sqlite_file::{check_file, check_schema};
use super::unreachable::unreachable;
use diesel::connection::{AnsiTransactionManager, CacheSize, SimpleConnection, TransactionManager};
use diesel::migration::{Migration, MigrationSource};
use diesel::{Connection, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::path::Path;
use std::time::{Duration, Instant};

pub(super) const SQLITE_MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
pub(super) const POSTGRES_MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// How long a start waits for a database that does not answer yet, for example because both were started at the same
/// moment.
const PATIENCE: Duration = Duration::from_secs(30);

/// The first pause between two attempts to connect; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// Settings of the connection that migrates: changing a large table may take long, and programs that start at the same
/// moment wait as long for the lock.
const POSTGRES_SETTINGS: &str = "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0;
    SET LOCAL idle_in_transaction_session_timeout = 0;";

/// Updates the tables at this address.
pub fn bring_up_to_date(url: &DatabaseUrl) -> Result<(), StoreError> {
    if url.is_postgres() {
        return migrate_postgres(url);
    }
    let path = Path::new(url.path());
    migrate_sqlite(path).map_err(|error| {
        if !error.to_string().contains(DAMAGED) {
            return error;
        }
        let path = path.display();
        let words = format!("{path} cannot be opened: it is damaged ({DAMAGED}). Put a backup in its place");
        StoreError::Unusable(format!("{words} (engage restore)"))
    })
}

/// What SQLite says when it meets a page that cannot be one of its own.
const DAMAGED: &str = "database disk image is malformed";

fn migrate_postgres(url: &DatabaseUrl) -> Result<(), StoreError> {
    let mut connection = tried(|| connect_postgres(url).map_err(|error| unreachable(url, &error)))?;
    if url.is_unverified() {
        log::warn!("PostgreSQL on another machine is not held to a certificate: see sslmode=verify-full in the README");
    }
    // Behind a pooler the session outlives the connection, and its prepared statements would conflict with those of the
    // next client.
    connection.set_prepared_statement_cache_size(CacheSize::Disabled);
    // One transaction, so that nobody sees half of a version and a pooler keeps it on one session.
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
    // A migration may recreate a table, which must not empty those that refer to it.
    let settings = "PRAGMA busy_timeout = 600000; PRAGMA foreign_keys = OFF; PRAGMA synchronous = FULL;";
    connection.batch_execute(settings).map_err(|error| unusable(&error))?;
    check_schema(&mut connection).map_err(|error| unusable(&error))?;
    // In WAL mode readers never wait for the writer. The file keeps the mode; setting it for the first time requires
    // exclusive access for a moment.
    tried(|| connection.batch_execute("PRAGMA journal_mode = WAL").map_err(StoreError::from))?;
    AnsiTransactionManager::begin_transaction_sql(&mut connection, "BEGIN IMMEDIATE")?;
    migrate(&mut connection, SQLITE_MIGRATIONS)?;
    // In one transaction, so that no other start sees the table it makes, and a kill leaves none behind.
    connection.immediate_transaction(|connection| connection.batch_execute(super::connection::GATHER_STATISTICS))?;
    Ok(())
}

/// Runs the missing migrations in the transaction that has started, and commits it.
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
            // The original error is reported; the connection is closed together with its transaction.
            AnsiTransactionManager::rollback_transaction(connection).ok();
            Err(error)
        }
    }
}

/// Returns an error if the database has migrations that this program does not know.
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

/// Retries for a while if the database is unreachable or locked.
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
