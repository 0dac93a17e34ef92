//! The file of the SQLite database: checks it, locks it against restoring a backup while it is in use, and copies it.

use super::error::StoreError;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::{SqliteConnection, sql_query};
use std::fs::{File, TryLockError};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The first bytes of an SQLite file.
const SQLITE_HEADER: &[u8; 16] = b"SQLite format 3\0";

/// A lock that marks the database as in use until it is dropped or the process ends, even if it crashes.
#[derive(Debug)]
pub struct InUse {
    _file: File,
}

impl InUse {
    /// Takes the lock together with other programs; `None` while one holds it alone.
    pub fn among_others(path: &Path) -> io::Result<Option<Self>> {
        let file = lock_file(path)?;
        held(file.try_lock_shared(), file)
    }

    /// Takes the lock alone; `None` while others hold it.
    pub fn alone(path: &Path) -> io::Result<Option<Self>> {
        let file = lock_file(path)?;
        held(file.try_lock(), file)
    }
}

/// A separate file, because closing the database's own would release SQLite's locks on it.
fn lock_file(path: &Path) -> io::Result<File> {
    File::options().create(true).write(true).truncate(false).open(with_ending(path, ".lock"))
}

fn held(locked: Result<(), TryLockError>, file: File) -> io::Result<Option<InUse>> {
    match locked {
        Ok(()) => Ok(Some(InUse { _file: file })),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// The path with another suffix.
fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn opened(path: &Path) -> Result<SqliteConnection, StoreError> {
    let failed = |error: &dyn std::fmt::Display| StoreError::Unusable(format!("{}: {error}", path.display()));
    let mut connection = SqliteConnection::establish(&path.to_string_lossy()).map_err(|error| failed(&error))?;
    connection.batch_execute("PRAGMA busy_timeout = 30000").map_err(|error| failed(&error))?;
    Ok(connection)
}

/// Copies the database as it is at one moment into a new file, while others read and write.
pub fn copy_into(path: &Path, file: &Path) -> Result<(), StoreError> {
    let copy = sql_query("VACUUM INTO $1").bind::<Text, _>(file.to_string_lossy().into_owned());
    copy.execute(&mut opened(path)?)?;
    Ok(())
}

/// Checks the whole file; returns an error if it is damaged or belongs to another program.
pub fn check_whole(path: &Path) -> Result<(), StoreError> {
    if !path.is_file() {
        return Err(StoreError::Unusable(format!("there is no file {}", path.display())));
    }
    check_file(path)?;
    let failed = |text: String| StoreError::Unusable(format!("{} cannot be used: {text}", path.display()));
    let mut connection = opened(path)?;
    check_schema(&mut connection).map_err(failed)?;
    let check = sql_query("SELECT integrity_check AS word FROM pragma_integrity_check LIMIT 1");
    let Word { word } = check.get_result(&mut connection).map_err(|error| failed(error.to_string()))?;
    if word == "ok" { Ok(()) } else { Err(failed(format!("it is damaged ({word})"))) }
}

/// Writes the log into the database and removes it, as far as the database can still be read.
pub fn close_log(path: &Path) -> Result<(), StoreError> {
    let closed = opened(path).and_then(|mut database| Ok(database.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?));
    if let Err(error) = closed {
        log::warn!("what {} had not yet taken over from its log is left out: {error}", path.display());
    }
    for ending in ["-wal", "-shm"] {
        match std::fs::remove_file(with_ending(path, ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(StoreError::Unusable(format!("{}{ending}: {error}", path.display())));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Returns an error if SQLite would open the file as an empty or intact database although it is not.
pub(super) fn check_file(path: &Path) -> Result<(), StoreError> {
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
    let log = with_ending(path, "-wal");
    let has_log = log.metadata().is_ok_and(|data| data.len() > 0);
    // While there is a log, the file may lag behind its header.
    if !has_log && number(24) == number(92) && length < number(28) * page {
        return refuse("is cut short: it is damaged");
    }
    Ok(())
}

/// Whether the folder of the database contains other files of an installation: columns or imports.
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

/// Checks the list of tables; returns an error if it is damaged or belongs to another program.
pub(super) fn check_schema(connection: &mut SqliteConnection) -> Result<(), String> {
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
