//! Accepting a file: within the publisher's share and the disk's room, and kept where whoever takes it in can read it.

use super::files::{self, KeepError};
use crate::ids::{ImportId, PublisherId};
use crate::queue::{self, Task};
use crate::state::State;
use crate::store::imports::NewImport;
use crate::store::{StoreError, imports, jobs};
use std::io;
use tempfile::NamedTempFile;

/// Files of a publisher that may wait or be under way at once, besides those of sample apps: each takes room on the disk.
pub const WAITING_LIMIT: i64 = 3;

/// Bytes of the disk that a file leaves free, so that the database can go on: its log alone grows to some megabytes.
const RESERVE: u64 = 32 << 20;

/// Why a file is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    #[error("{WAITING_LIMIT} files of the publisher wait already")]
    TooManyWaiting,
    #[error("the disk has no room for the file")]
    NoRoom,
    #[error("the file cannot be kept: {0}")]
    Io(io::Error),
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for SubmitError {
    fn from(error: StoreError) -> Self {
        if error.is_full() { Self::NoRoom } else { Self::Store(error) }
    }
}

impl From<KeepError> for SubmitError {
    fn from(error: KeepError) -> Self {
        match error {
            KeepError::Store(error) => error.into(),
            KeepError::Io(error) => error.into(),
        }
    }
}

impl From<io::Error> for SubmitError {
    fn from(error: io::Error) -> Self {
        let is_full = matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
        if is_full { Self::NoRoom } else { Self::Io(error) }
    }
}

/// Whether the publisher may send a file of at most `bytes` now: known before it is sent, so that nothing is sent in vain.
pub fn check(state: &State, publisher: PublisherId, bytes: u64) -> Result<(), SubmitError> {
    let waiting = state.database.read_now(|connection| jobs::count_sent_imports(connection, publisher))?;
    if waiting >= WAITING_LIMIT {
        return Err(SubmitError::TooManyWaiting);
    }
    // What a file brings takes about as much room as the file.
    let needed = bytes.saturating_mul(2).saturating_add(RESERVE);
    if files::free_space(state).is_some_and(|free| free < needed) {
        return Err(SubmitError::NoRoom);
    }
    Ok(())
}

/// Keeps the file and writes its import down, to be taken in by whoever comes to it. Returns the import's id.
pub fn submit(state: &State, import: &NewImport<'_>, file: NamedTempFile) -> Result<ImportId, SubmitError> {
    let word = files::keep(state, file)?;
    let new = NewImport { file_word: Some(&word), ..import.clone() };
    let id = state.database.write_now(|connection| {
        let id = imports::create(connection, &new)?;
        let task = Task::Import { import: id, app: new.app, is_sample: false };
        queue::add(connection, Some(new.publisher), &task, new.now)?;
        Ok(id)
    })?;
    state.new_job.notify_one();
    Ok(id)
}
