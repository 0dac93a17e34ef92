//! Accepts a file if it is within the publisher's share and the disk has room, and stores it where the program that
//! reads it can find it. Once a user has looked at it, it is imported.

use super::attributes;
use super::draft::{self, Found};
use super::files::{self, KeepError};
use super::quota;
use super::recorded;
use super::remembered;
use super::uploads::{Share, Upload};
use crate::access::Actor;
use crate::audit::{self, Action, Author, Changes, Field, Subject};
use crate::ids::{AppId, AppKey, DraftId, ImportId, PublisherId};
use crate::queue::{self, Task};
use crate::reading::{Chosen, ImportKind, Problem};
use crate::state::State;
use crate::store::import_drafts::NewDraft;
use crate::store::imports::{Import, NewImport, UnreadFile};
use crate::store::{
    DbConnection, Lock, QueryResult, StoreError, apps, custom_attributes, import_drafts, imports, jobs,
};
use std::io;
use tempfile::NamedTempFile;

/// How many files of a publisher may be waiting or running at once, not counting those of sample apps: each takes disk
/// space. Three let the next ones be sent while one is imported.
pub const WAITING_LIMIT: i64 = 3;

/// How many files of a publisher may be looked at, not yet imported, at once: more than anybody has open, and few enough
/// that one list shows them.
pub const DRAFT_LIMIT: i64 = 10;

/// Why a file is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    #[error("{WAITING_LIMIT} files of the publisher wait already")]
    TooManyWaiting,
    #[error("{DRAFT_LIMIT} files of the publisher are looked at already")]
    TooManyDrafts,
    #[error("the file is not read yet")]
    NotRead,
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

/// Whether the publisher may send a file of at most `bytes` that is read at once and not kept. Hold the returned value while
/// the file is there.
pub fn check_passing(state: &State, publisher: PublisherId, bytes: u64) -> Result<Upload, SubmitError> {
    let upload = state.uploads.start(publisher, bytes);
    let sent = upload.of_publisher().bytes;
    let is_within = state.database.read_now(|connection| quota::allows(connection, state, publisher, sent))?;
    match is_within {
        false => Err(SubmitError::OverQuota),
        true if quota::disk_has_room(state, upload.of_all()) => Ok(upload),
        true => Err(SubmitError::NoRoom),
    }
}

/// [`check`] for a file that is imported without a look at it first.
pub fn check_unread(state: &State, publisher: PublisherId, bytes: u64) -> Result<Upload, SubmitError> {
    let upload = state.uploads.start(publisher, bytes);
    let sent = upload.of_publisher();
    state.database.read_now(|connection| room(connection, state, publisher, sent))??;
    if quota::disk_has_room(state, upload.of_all()) { Ok(upload) } else { Err(SubmitError::NoRoom) }
}

/// Checks that these files are within the publisher's share, together with those that already wait.
fn share(
    connection: &mut DbConnection,
    state: &State,
    publisher: PublisherId,
    sent: Share,
) -> QueryResult<Result<(), SubmitError>> {
    if import_drafts::count_open(connection, publisher)? + sent.files > DRAFT_LIMIT {
        return Ok(Err(SubmitError::TooManyDrafts));
    }
    room(connection, state, publisher, sent)
}

/// Checks that these files may wait, together with those that already do.
fn room(
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

/// Stores an uploaded file as a draft. A small one is read at once, a larger one by a job. Returns the draft's id.
pub fn submit(state: &State, draft: &NewDraft<'_>, file: NamedTempFile) -> Result<DraftId, SubmitError> {
    let word = files::keep(state, file)?;
    let new = NewDraft { file_word: &word, ..draft.clone() };
    let is_small = new.bytes.unsigned_abs() <= draft::READ_AT_ONCE;
    // Another replica may have accepted a file of the publisher meanwhile.
    let added = state.database.write_holding_now(Lock::Queue, |connection| {
        let sent = Share { files: 1, bytes: new.bytes.unsigned_abs() };
        if let Err(refused) = share(connection, state, new.publisher, sent)? {
            return Ok(Err(refused));
        }
        let id = import_drafts::create(connection, &new)?;
        if let Some(user) = new.user {
            let app = apps::find(connection, new.publisher, new.app)?.name;
            let draft = import_drafts::find(connection, new.publisher, id)?;
            let changes =
                Changes::none().has(Field::App, app).has(Field::Kind, new.kind.word()).has(Field::Bytes, new.bytes);
            let what = (Action::Sent, Subject::draft(&draft), changes);
            audit::record(connection, Author::user(new.publisher, user), new.now, what)?;
        }
        if !is_small {
            queue::add(connection, Some(new.publisher), &Task::Draft { draft: id }, new.now)?;
        }
        Ok(Ok(id))
    });
    match added {
        Ok(Ok(id)) => {
            draft::read_soon(state, new.publisher, id, is_small)?;
            Ok(id)
        }
        refused => {
            // If removing the file fails, a sweep removes it.
            files::remove(state, &word).ok();
            refused?
        }
    }
}

/// A file that a program sends to be imported.
pub struct SentFile<'a> {
    pub app: AppId,
    pub kind: ImportKind,
    pub name: &'a str,
    pub bytes: u64,
    pub chosen: &'a Chosen,
}

/// Queues the import of a file of a program, which reads it first. The import is told `answered` too, in the transaction.
pub fn send(
    state: &State,
    actor: &Actor,
    sent: &SentFile<'_>,
    file: NamedTempFile,
    answered: impl FnOnce(&mut DbConnection, &Import) -> QueryResult<()>,
) -> Result<Import, SubmitError> {
    let word = files::keep(state, file)?;
    let (publisher, now) = (actor.publisher, state.clock.now());
    let new = UnreadFile {
        publisher,
        app: sent.app,
        token: actor.token,
        kind: sent.kind,
        file_name: sent.name,
        bytes: i64::try_from(sent.bytes).unwrap_or(i64::MAX),
        chosen: sent.chosen,
        now,
        file_word: &word,
    };
    // Another replica may have accepted a file of the publisher meanwhile.
    let added = state.database.write_holding_now(Lock::Queue, |connection| {
        if let Err(refused) = room(connection, state, publisher, Share { files: 1, bytes: sent.bytes })? {
            return Ok(Err(refused));
        }
        let id = imports::create_unread(connection, &new)?;
        let import = imports::find(connection, publisher, id)?;
        let changes = recorded::described(connection, &import)?;
        audit::record(connection, actor, now, (Action::Started, Subject::import(&import), changes))?;
        queue::add(connection, Some(publisher), &Task::Import { import: id, app: sent.app, is_sample: false }, now)?;
        answered(connection, &import)?;
        Ok(Ok(import))
    });
    match added {
        Ok(Ok(import)) => {
            state.new_job.notify_one();
            Ok(import)
        }
        refused => {
            // If removing the file fails, a sweep removes it.
            files::remove(state, &word).ok();
            refused?
        }
    }
}

/// Makes the draft an import and queues it, once it is read. Sent twice, it is imported once. Returns the import's id.
pub fn import(state: &State, actor: &Actor, draft: DraftId) -> Result<ImportId, SubmitError> {
    let (publisher, now) = (actor.publisher, state.clock.now());
    let made = state.database.write_holding_now(Lock::Queue, |connection| {
        let draft = import_drafts::find(connection, publisher, draft)?;
        if let Some(import) = draft.import_id {
            return Ok(Ok(import));
        }
        let Some(Found { look: Some(look), problem: None, origin, .. }) = draft::found(&draft) else {
            return Ok(Err(SubmitError::NotRead));
        };
        let app = AppKey { publisher, id: draft.app_id };
        if let Some(problem) = attributes::excess(&custom_attributes::of_app(connection, app)?, &look.survey) {
            return Ok(Err(SubmitError::Problem(problem)));
        }
        if jobs::count_sent_imports(connection, publisher)? >= WAITING_LIMIT {
            return Ok(Err(SubmitError::TooManyWaiting));
        }
        let new = NewImport {
            publisher,
            app: app.id,
            user: actor.user,
            token: actor.token,
            is_of_rows: false,
            kind: draft.kind,
            file_name: &draft.file_name,
            bytes: draft.bytes,
            survey: &look.survey,
            now,
            file_word: Some(&draft.file_word),
        };
        let id = imports::create(connection, &new)?;
        import_drafts::become_import(connection, publisher, draft.id, id)?;
        let import = imports::find(connection, publisher, id)?;
        let changes = recorded::described(connection, &import)?;
        audit::record(connection, actor, now, (Action::Started, Subject::import(&import), changes))?;
        let chosen = draft::chosen(&draft);
        remembered::remember(connection, app, (&draft, chosen), (&look.survey, &origin), now)?;
        queue::add(connection, Some(publisher), &Task::Import { import: id, app: app.id, is_sample: false }, now)?;
        Ok(Ok(id))
    })??;
    state.new_job.notify_one();
    Ok(made)
}
