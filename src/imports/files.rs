//! Stores the files of imports, each under a random word: with SQLite in the data folder, with PostgreSQL in the
//! database, so that any replica can read them. While a file is being uploaded it is in the data folder in either case.

use crate::state::State;
use crate::store::import_drafts;
use crate::store::import_files::{self, CHUNK};
use crate::store::imports::{self, FileToRemove};
use crate::store::{Database, StoreError};
use crate::token::hex;
use chrono::TimeDelta;
use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tempfile::NamedTempFile;

/// The prefix of the names of files that are still being written.
const UNFINISHED: &str = "unfinished-";

/// How long files are left alone that no import refers to, or that are unfinished and not locked: their writer may be
/// about to lock the file or to create the import. It does so within seconds; an hour also covers a paused machine.
const UNKNOWN_FOR: Duration = Duration::from_secs(60 * 60);

/// The folder with the files.
pub fn folder(state: &State) -> PathBuf {
    state.options.data_dir.join("imports")
}

/// The path of the file stored under this word.
pub fn path(state: &State, word: &str) -> PathBuf {
    folder(state).join(format!("{word}.csv"))
}

/// Creates a file in the folder, which is created too if it does not exist. The file is removed when it is dropped.
/// Until then it is locked, which shows other programs that it is being written.
pub fn create(state: &State) -> io::Result<NamedTempFile> {
    let folder = folder(state);
    std::fs::create_dir_all(&folder)?;
    let file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder)?;
    // On a file system without locks, only the file's age protects it from the sweep.
    if let Err(error) = file.as_file().lock() {
        log::debug!("a new file cannot be locked: {error}");
    }
    Ok(file)
}

/// The free space on the disk of the data folder, in bytes; `None` if it cannot be determined.
pub fn free_space(state: &State) -> Option<u64> {
    let disk = rustix::fs::statvfs(&state.options.data_dir).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Stores the file, and returns the word under which it is stored.
pub fn keep(state: &State, mut file: NamedTempFile) -> Result<String, KeepError> {
    let word = hex(&rand::random::<[u8; 16]>());
    if !state.database.read_now(|connection| Ok(import_files::are_kept_here(connection)))? {
        file.as_file().sync_all()?;
        file.persist(path(state, &word)).map_err(|error| error.error)?;
        File::open(folder(state))?.sync_all()?;
        return Ok(word);
    }
    file.rewind()?;
    for number in 0.. {
        let mut bytes = Vec::with_capacity(CHUNK);
        file.by_ref().take(CHUNK as u64).read_to_end(&mut bytes)?;
        if bytes.is_empty() && number > 0 {
            break;
        }
        let now = state.clock.now();
        state.database.write_now(|connection| import_files::add_chunk(connection, &word, number, &bytes, now))?;
    }
    Ok(word)
}

/// Why a file could not be stored.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    #[error("the file cannot be kept: {0}")]
    Io(#[from] io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A stored file, open for reading.
pub enum KeptFile {
    InFolder(File),
    InDatabase(ChunkReader),
}

impl KeptFile {
    /// Opens the file stored under this word. Fails with [`io::ErrorKind::NotFound`] if there is none.
    pub fn open(state: &State, word: &str) -> io::Result<Self> {
        let length = state.database.read_now(|connection| {
            let is_here = import_files::are_kept_here(connection);
            if is_here { import_files::length(connection, word) } else { Ok(None) }
        });
        match length.map_err(io::Error::other)? {
            Some(length) => Ok(Self::InDatabase(ChunkReader::new(state.database.clone(), word, length.unsigned_abs()))),
            None => Ok(Self::InFolder(File::open(path(state, word))?)),
        }
    }

    /// The length of the file in bytes.
    pub fn length(&self) -> io::Result<u64> {
        match self {
            Self::InFolder(file) => Ok(file.metadata()?.len()),
            Self::InDatabase(reader) => Ok(reader.length),
        }
    }
}

impl Read for KeptFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::InFolder(file) => file.read(buffer),
            Self::InDatabase(reader) => reader.read(buffer),
        }
    }
}

impl Seek for KeptFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::InFolder(file) => file.seek(to),
            Self::InDatabase(reader) => reader.seek(to),
        }
    }
}

/// Reads a file from the database, one chunk at a time.
pub struct ChunkReader {
    database: Database,
    word: String,
    length: u64,
    position: u64,
    /// The most recently read chunk and its number.
    chunk: Option<(u64, Vec<u8>)>,
}

impl ChunkReader {
    fn new(database: Database, word: &str, length: u64) -> Self {
        Self { database, word: word.to_owned(), length, position: 0, chunk: None }
    }

    fn load(&mut self, number: u64) -> io::Result<&[u8]> {
        if self.chunk.as_ref().is_none_or(|(loaded, _)| *loaded != number) {
            let wanted = i32::try_from(number).map_err(io::Error::other)?;
            let read = |connection: &mut _| import_files::chunk(connection, &self.word, wanted);
            let bytes = self.database.job_read(read).map_err(io::Error::other)?;
            self.chunk = Some((number, bytes.ok_or(io::ErrorKind::NotFound)?));
        }
        Ok(self.chunk.as_ref().map_or(&[], |(_, bytes)| bytes))
    }
}

impl Read for ChunkReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.length {
            return Ok(0);
        }
        let chunk_size = CHUNK as u64;
        let within = usize::try_from(self.position % chunk_size).map_err(io::Error::other)?;
        let bytes = self.load(self.position / chunk_size)?.get(within..).unwrap_or_default();
        let read = bytes.len().min(buffer.len());
        buffer[..read].copy_from_slice(&bytes[..read]);
        self.position += read as u64;
        Ok(read)
    }
}

impl Seek for ChunkReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => self.length.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

/// Removes the file stored under this word, wherever it is stored.
pub fn remove(state: &State, word: &str) -> Result<(), KeepError> {
    state.database.job_write(|connection| import_files::remove(connection, word))?;
    remove_from_folder(&path(state, word))?;
    Ok(())
}

fn remove_from_folder(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes the files of finished imports, and files left behind by programs that were killed.
pub fn sweep(state: &State) -> Result<(), KeepError> {
    for FileToRemove { publisher, import, word } in state.database.read_now(imports::files_to_remove)? {
        remove(state, &word)?;
        state.database.job_write(|connection| imports::forget_file(connection, publisher, import))?;
    }
    let moment = state.clock.now() - TimeDelta::from_std(UNKNOWN_FOR).unwrap_or_default();
    state.database.job_write(|connection| import_files::remove_unknown(connection, moment))?;
    let Ok(entries) = std::fs::read_dir(folder(state)) else { return Ok(()) };
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        let is_left = match name.strip_suffix(".csv").filter(|_| !name.starts_with(UNFINISHED)) {
            Some(word) => is_old(&path) && !is_known(state, word)?,
            None => name.starts_with(UNFINISHED) && is_old(&path) && !is_held(&path),
        };
        if is_left {
            log::info!("{} is removed: nothing knows it", path.display());
            remove_from_folder(&path)?;
        }
    }
    Ok(())
}

/// Whether an import or a draft refers to the file stored under this word.
fn is_known(state: &State, word: &str) -> Result<bool, StoreError> {
    state.database.read_now(|connection| {
        Ok(imports::knows_file(connection, word)? || import_drafts::knows_file(connection, word)?)
    })
}

/// Whether the file was last written more than [`UNKNOWN_FOR`] ago. A time in the future, from before the clock was set
/// back, does not count as old.
fn is_old(path: &Path) -> bool {
    let written = std::fs::metadata(path).and_then(|metadata| metadata.modified());
    written.is_ok_and(|written| SystemTime::now().duration_since(written).is_ok_and(|age| age > UNKNOWN_FOR))
}

/// Whether a running program holds the file's lock.
fn is_held(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
}
