//! Brings the tables up to date, once however many programs start at the same moment, and refuses what this program must
//! not touch: a newer database, one of another program, a damaged file.

use super::address::DatabaseUrl;
use super::error::StoreError;
use super::pool::unreachable;
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection, PgConnection, SqliteConnection, sql_query};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

pub(super) const SQLITE_MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
pub(super) const POSTGRES_MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// How a file of SQLite begins.
const SQLITE_HEADER: &[u8; 16] = b"SQLite format 3\0";

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
    connection.batch_execute("PRAGMA analysis_limit = 1000; PRAGMA optimize(0x10002);")?;
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

/// Refuses a file that SQLite would take for an empty or a whole database though it is neither.
fn check_file(path: &Path) -> Result<(), StoreError> {
    let refuse = |what: &str| {
        let words = format!("{} {what}. Put a backup in its place (engage restore)", path.display());
        Err(StoreError::Unusable(words))
    };
    let mut header = [0; 100];
    let Ok(mut file) = File::open(path) else { return Ok(()) };
    let length = file.metadata().map_or(0, |data| data.len());
    if length == 0 {
        return if has_data_beside(path) {
            refuse("is empty, though there are files of an installation beside it: it was damaged or overwritten")
        } else {
            Ok(())
        };
    }
    if file.read_exact(&mut header).is_err() || !header.starts_with(SQLITE_HEADER) {
        return refuse("is not a database of SQLite");
    }
    // See https://www.sqlite.org/fileformat.html#the_database_header.
    let number = |place: usize| header[place..place + 4].iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    let page = match u64::from(header[16]) << 8 | u64::from(header[17]) {
        1 => 65_536,
        size => size,
    };
    let log = path.with_file_name(format!("{}-wal", path.file_name().unwrap_or_default().to_string_lossy()));
    let has_log = log.metadata().is_ok_and(|data| data.len() > 0);
    // While there is a log, the file may lag behind its header.
    if !has_log && number(24) == number(92) && length < number(28) * page {
        return refuse("is cut short: it is damaged");
    }
    Ok(())
}

/// Whether files of an installation are in the folder of the database: columns, imports, a log of SQLite.
fn has_data_beside(path: &Path) -> bool {
    let folder = path.parent().unwrap_or(Path::new("."));
    let holds = |name: &str, end: &str| {
        let entries = std::fs::read_dir(folder.join(name)).into_iter().flatten().flatten();
        entries.map(|entry| entry.file_name()).any(|name| name.to_string_lossy().ends_with(end))
    };
    holds("columns", "") || holds("imports", ".csv")
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

#[derive(QueryableByName)]
struct Tables {
    #[diesel(sql_type = BigInt)]
    all_tables: i64,
    #[diesel(sql_type = BigInt)]
    own: i64,
}

/// Reads the list of tables, and refuses a file whose list is damaged or is another program's.
fn check_schema(connection: &mut SqliteConnection) -> Result<(), String> {
    let check = sql_query("SELECT quick_check AS word FROM pragma_quick_check('sqlite_schema') LIMIT 1");
    let found: Vec<Word> = check.load(connection).map_err(|error| error.to_string())?;
    if let Some(Word { word }) = found.first().filter(|found| found.word != "ok") {
        return Err(format!("it is damaged ({word}). Put a backup in its place (engage restore)"));
    }
    let count = sql_query(
        "SELECT COUNT(*) AS all_tables, COALESCE(SUM(name = '__diesel_schema_migrations'), 0) AS own
        FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
    );
    let Tables { all_tables, own } = count.get_result(connection).map_err(|error| error.to_string())?;
    if all_tables > 0 && own == 0 {
        return Err(String::from("it is the database of another program"));
    }
    Ok(())
}
