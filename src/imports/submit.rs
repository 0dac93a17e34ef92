//! Accepts a file if it is within the publisher's share and the disk has room, and stores it where the program that
//! imports it can read it.

use super::attributes;
use super::files::{self, KeepError};
use super::quota;
use super::uploads::{Share, Upload};
use crate::ids::{AppKey, ImportId, PublisherId};
use crate::queue::{self, Task};
use crate::reading::Problem;
use crate::state::State;
use crate::store::imports::NewImport;
use crate::store::{DbConnection, Lock, QueryResult, StoreError, custom_attributes, imports, jobs};
use std::io;
use tempfile::NamedTempFile;

/// How many files of a publisher may be waiting or running at once, not counting those of sample apps: each takes disk
/// space. Three let the next ones be sent while one is imported.
pub const WAITING_LIMIT: i64 = 3;

/// Why a file is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    #[error("{WAITING_LIMIT} files of the publisher wait already")]
    TooManyWaiting,
    #[error("the files of the publisher that wait would take more room than they may")]
    OverQuota,
    /// An error in the file for this app.
    #[error(transparent)]
    Problem(Problem),
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

/// Whether the publisher may upload a file of at most `bytes` now; checked before the upload, so that nothing is
/// uploaded in vain. Hold the returned value during the upload.
pub fn check(state: &State, publisher: PublisherId, bytes: u64) -> Result<Upload, SubmitError> {
    let upload = state.uploads.start(publisher, bytes);
    let sent = upload.of_publisher();
    state.database.read_now(|connection| share(connection, state, publisher, sent))??;
    if quota::disk_has_room(state, upload.of_all()) { Ok(upload) } else { Err(SubmitError::NoRoom) }
}

/// Checks that these files are within the publisher's share, together with those that already wait.
fn share(
    connection: &mut DbConnection,
    state: &State,
    publisher: PublisherId,
    sent: Share,
) -> QueryResult<Result<(), SubmitError>> {
    if jobs::count_sent_imports(connection, publisher)? + sent.files > WAITING_LIMIT {
        return Ok(Err(SubmitError::TooManyWaiting));
    }
    let is_within = quota::allows(connection, state, publisher, sent.bytes)?;
    Ok(if is_within { Ok(()) } else { Err(SubmitError::OverQuota) })
}

/// Stores the file and queues its import. Returns the import's id.
pub fn submit(state: &State, import: &NewImport<'_>, file: NamedTempFile) -> Result<ImportId, SubmitError> {
    let app = AppKey { publisher: import.publisher, id: import.app };
    let known = state.database.read_now(|connection| custom_attributes::of_app(connection, app))?;
    if let Some(problem) = attributes::excess(&known, import.survey) {
        return Err(SubmitError::Problem(problem));
    }
    let word = files::keep(state, file)?;
    let new = NewImport { file_word: Some(&word), ..import.clone() };
    // Another replica may have accepted a file of the publisher meanwhile.
    let added = state.database.write_holding_now(Lock::Queue, |connection| {
        let sent = Share { files: 1, bytes: new.bytes.unsigned_abs() };
        if let Err(refused) = share(connection, state, new.publisher, sent)? {
            return Ok(Err(refused));
        }
        let id = imports::create(connection, &new)?;
        let task = Task::Import { import: id, app: new.app, is_sample: false };
        queue::add(connection, Some(new.publisher), &task, new.now)?;
        Ok(Ok(id))
    });
    match added {
        Ok(Ok(id)) => {
            state.new_job.notify_one();
            Ok(id)
        }
        refused => {
            // If removing the file fails, a sweep removes it.
            files::remove(state, &word).ok();
            refused?
        }
    }
}
