//! Backups of the SQLite database: made while the server runs, restored while it is stopped. For PostgreSQL, its own
//! tools do both.

use crate::config::Options;
use crate::store::sqlite_file::{self, InUse};
use crate::store::{Database, DatabaseUrl, Lock, StoreError, data_versions, imports, secrets};
use crate::token::hex;
use std::io;
use std::path::{Path, PathBuf};

/// Why a backup was not made or not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("the database is PostgreSQL: {0}")]
    IsPostgres(&'static str),
    #[error("there is no database at {0}")]
    NoDatabase(String),
    #[error("{0} is the database itself: name another file")]
    IsTheDatabase(String),
    #[error("a program works with {0}: stop it first")]
    InUse(String),
    #[error("{path}: {error}")]
    Io { path: String, error: io::Error },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The commands to use instead with PostgreSQL.
const DUMP: &str = "use pg_dump --format=custom, and keep the files in the folder imports of the data folder with it";
const RESTORE: &str = "stop engage, use pg_restore --clean, and remove the folder columns from every data folder";

/// Copies the database into `file`, even while other processes use it. The file appears only once it is complete and
/// checked.
pub fn create(options: &Options, file: &Path) -> Result<(), BackupError> {
    let path = sqlite_path(options, DUMP)?;
    if !path.exists() {
        return Err(BackupError::NoDatabase(path.display().to_string()));
    }
    refuse_same(&path, file)?;
    let unfinished = beside(file, "unfinished");
    // An earlier attempt may have been interrupted.
    remove(&unfinished)?;
    sqlite_file::copy_into(&path, &unfinished)?;
    sqlite_file::check_whole(&unfinished)?;
    put_in_place(&unfinished, file)
}

/// Replaces the database with a backup and returns the path of the old database, which is kept beside it. Deletes
/// columns, and files of imports that the backup does not know.
pub fn restore(options: &Options, file: &Path) -> Result<PathBuf, BackupError> {
    let path = sqlite_path(options, RESTORE)?;
    refuse_same(&path, file)?;
    sqlite_file::check_whole(file)?;
    let in_use = InUse::alone(&path).map_err(|error| at(&path, error))?;
    let Some(in_use) = in_use else { return Err(BackupError::InUse(path.display().to_string())) };
    let unfinished = beside(&path, "unfinished");
    std::fs::copy(file, &unfinished).map_err(|error| at(&unfinished, error))?;
    let before = beside(&path, "before-restore");
    if path.exists() {
        // The log belongs to the old database and must not be applied to the backup.
        sqlite_file::close_log(&path)?;
        std::fs::rename(&path, &before).map_err(|error| at(&before, error))?;
    }
    put_in_place(&unfinished, &path)?;
    drop(in_use);
    start_new_history(options)?;
    Ok(before)
}

/// Starts a new history of the database, so that nothing made from the old one is used: gives the database a new
/// identity and its states new words, and deletes columns and files of imports that the backup does not know.
fn start_new_history(options: &Options) -> Result<(), BackupError> {
    let database = Database::open(&options.database())?;
    database.write_holding_now(Lock::Setup, |connection| {
        data_versions::start_new_history(connection)?;
        secrets::replace(connection, "database", &hex(&rand::random::<[u8; 16]>()))
    })?;
    let columns = options.data_dir.join("columns");
    if columns.exists() {
        std::fs::remove_dir_all(&columns).map_err(|error| at(&columns, error))?;
    }
    for entry in std::fs::read_dir(options.data_dir.join("imports")).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(word) = name.strip_suffix(".csv") else { continue };
        if !database.read_now(|connection| imports::knows_file(connection, word))? {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

fn sqlite_path(options: &Options, instead: &'static str) -> Result<PathBuf, BackupError> {
    let url: DatabaseUrl = options.database_url();
    if url.is_postgres() { Err(BackupError::IsPostgres(instead)) } else { Ok(PathBuf::from(url.path())) }
}

fn refuse_same(database: &Path, file: &Path) -> Result<(), BackupError> {
    let same = database.canonicalize().ok().zip(file.canonicalize().ok()).is_some_and(|(one, other)| one == other);
    if same { Err(BackupError::IsTheDatabase(file.display().to_string())) } else { Ok(()) }
}

/// The path of a file with `ending` added to its name.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{ending}"));
    PathBuf::from(name)
}

fn remove(path: &Path) -> Result<(), BackupError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(path, error)),
        _ => Ok(()),
    }
}

/// Renames a finished file, and returns when the file and its name are on disk.
fn put_in_place(from: &Path, to: &Path) -> Result<(), BackupError> {
    let sync = |path: &Path| std::fs::File::open(path).and_then(|file| file.sync_all());
    sync(from).map_err(|error| at(from, error))?;
    std::fs::rename(from, to).map_err(|error| at(to, error))?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Only Unix can sync a folder.
    if cfg!(unix) { sync(folder).map_err(|error| at(folder, error)) } else { Ok(()) }
}

fn at(path: &Path, error: io::Error) -> BackupError {
    BackupError::Io { path: path.display().to_string(), error }
}
