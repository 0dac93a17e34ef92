//! Drafts: files that were uploaded and are looked at before they are imported. What a draft holds is found for what the
//! user has chosen, again after each choice, and nothing of the file is written before the user says so.

use super::attributes;
use super::files::{self, KeptFile};
use super::preview::{Preview, PreviewError};
use super::remembered::{Origin, look_at, zones};
use crate::access::Actor;
use crate::audit::{self, Action, Author, Changes, Subject};
use crate::deleted::{self, Deletable};
use crate::ids::{DraftId, PublisherId};
use crate::queue::{self, Outcome, Task, Turn, WorkError};
use crate::reading::look::Look;
use crate::reading::survey::SurveyError;
use crate::reading::{Chosen, Problem};
use crate::state::State;
use crate::store::apps::{self, App};
use crate::store::custom_attributes::{self, CustomAttribute};
use crate::store::import_drafts::{self, ImportDraft};
use crate::store::jobs::{self, Lease};
use crate::store::{QueryResult, StoreError, deletions, publishers};
use chrono::TimeDelta;
use diesel::result::Error;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Seek, SeekFrom};

/// How long a draft is kept that nobody imports: over a weekend and a short leave.
pub const KEPT: TimeDelta = TimeDelta::days(7);

/// The largest file that is read in the request that sends it or chooses for it, in bytes: a thousand usual lines, or
/// sixteen thousand of the shortest, which take a fraction of a second.
pub const READ_AT_ONCE: u64 = 64 * 1024;

/// What was found in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// `None` if the file cannot be read as a table.
    pub look: Option<Look>,
    /// Why it cannot be imported as it is.
    pub problem: Option<Problem>,
    /// What its import would do; `None` while this is computed, and for a file that cannot be imported.
    pub preview: Option<Preview>,
    /// When that was found, in seconds since 1970 in UTC.
    #[serde(default)]
    pub as_of: Option<i64>,
    #[serde(default)]
    pub origin: Origin,
}

/// A draft as its page shows it.
pub struct Shown {
    pub draft: ImportDraft,
    pub app: App,
    pub chosen: Chosen,
    /// `None` while the file is read.
    pub found: Option<Found>,
    /// The custom attributes of the app.
    pub attributes: Vec<CustomAttribute>,
}

impl Shown {
    /// Whether something about it is still being found.
    pub fn is_being_read(&self) -> bool {
        self.found.as_ref().is_none_or(|found| found.problem.is_none() && found.preview.is_none())
    }
}

/// The publisher's draft with this id.
pub fn show(state: &State, actor: &Actor, draft: DraftId) -> Result<Shown, StoreError> {
    state.database.read_now(|connection| {
        let draft = import_drafts::find(connection, actor.publisher, draft)?;
        let app = apps::find(connection, actor.publisher, draft.app_id)?;
        Ok(Shown {
            attributes: custom_attributes::of_app(connection, app.key())?,
            chosen: chosen(&draft),
            found: found(&draft),
            draft,
            app,
        })
    })
}

/// What the user chose for the draft.
pub fn chosen(draft: &ImportDraft) -> Chosen {
    serde_json::from_str(&draft.chosen).unwrap_or_default()
}

/// What was found for the last choice.
pub fn found(draft: &ImportDraft) -> Option<Found> {
    let found = draft.found.as_deref().filter(|_| draft.found_revision == Some(draft.revision))?;
    serde_json::from_str(found).ok()
}

/// Stores what the user chose; the file is then read again.
pub fn choose(state: &State, actor: &Actor, draft: &ImportDraft, chosen: &Chosen) -> Result<(), StoreError> {
    let (publisher, now) = (actor.publisher, state.clock.now());
    let is_small = draft.bytes.unsigned_abs() <= READ_AT_ONCE;
    state.database.write_now(|connection| {
        let is_open = import_drafts::choose(connection, publisher, draft.id, &json(chosen)?)?;
        if is_open && !is_small {
            queue::add(connection, Some(publisher), &Task::Draft { draft: draft.id }, now)?;
        }
        Ok(())
    })?;
    read_soon(state, publisher, draft.id, is_small)
}

/// Removes the draft and its file, unless it has become an import. Discarding again is as good as discarding once.
pub fn discard(state: &State, actor: &Actor, draft: DraftId) -> Result<(), StoreError> {
    match remove(state, actor.into(), actor.publisher, draft) {
        Err(error) if error.is_not_found() => {
            state.database.read_now(|connection| deleted::before(connection, actor, Deletable::Draft, draft.into()))
        }
        removed => removed,
    }
}

fn remove(state: &State, author: Author, publisher: PublisherId, draft: DraftId) -> Result<(), StoreError> {
    let now = state.clock.now();
    let removed = state.database.write_now(|connection| {
        let found = import_drafts::find(connection, publisher, draft)?;
        if !import_drafts::remove(connection, publisher, draft)? {
            return Ok(None);
        }
        deletions::remember(connection, publisher, (Deletable::Draft, draft.into()), now)?;
        audit::record(connection, author, now, (Action::Discarded, Subject::draft(&found), Changes::none()))?;
        Ok(Some(found))
    })?;
    if let Some(draft) = removed {
        // If removing the file fails, a sweep removes it.
        if let Err(error) = files::remove(state, &draft.file_word) {
            log::warn!("the file of draft {} could not be removed: {error}", draft.id);
        }
    }
    Ok(())
}

/// Reads a small file, or wakes a worker to read a large one.
pub fn read_soon(state: &State, publisher: PublisherId, draft: DraftId, is_small: bool) -> Result<(), StoreError> {
    if !is_small {
        state.new_job.notify_one();
        return Ok(());
    }
    match read(state, publisher, draft, &|| false) {
        Ok(_) => Ok(()),
        Err(ReadError::Store(error)) => Err(error),
        Err(error) => {
            log::warn!("draft {draft} is read by a job: {error}");
            queue::ask_for(state, Some(publisher), &Task::Draft { draft })
        }
    }
}

/// Reads the draft's file, as a job.
pub fn read_as_job(state: &State, publisher: PublisherId, draft: DraftId, turn: &Turn) -> Result<Outcome, WorkError> {
    match read(state, publisher, draft, &|| turn.is_stopped()) {
        Ok(()) => Ok(Outcome::Done),
        Err(ReadError::Stopped) => Ok(Outcome::Paused),
        Err(ReadError::Io(error)) => Err(WorkError::Passing(error.to_string())),
        // It was discarded.
        Err(ReadError::Store(error)) if error.is_not_found() => Ok(Outcome::Done),
        Err(ReadError::Store(error)) => Err(error.into()),
    }
}

/// Says that the draft cannot be read because of a fault of the program, and ends the job.
pub fn give_up(state: &State, publisher: PublisherId, draft: DraftId, lease: &Lease) -> Result<(), WorkError> {
    queue::last_step(state, lease, |connection| {
        let draft = import_drafts::find(connection, publisher, draft)?;
        let found = Found { problem: Some(Problem::Fault), ..Found::default() };
        import_drafts::keep_found(connection, &draft, &json(&found)?)?;
        jobs::end(connection, lease, state.clock.now())
    })
}

/// Why a draft could not be read.
#[derive(Debug, thiserror::Error)]
enum ReadError {
    #[error("the program stops")]
    Stopped,
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<PreviewError> for ReadError {
    fn from(error: PreviewError) -> Self {
        match error {
            PreviewError::Stopped => Self::Stopped,
            PreviewError::Io(error) => Self::Io(error),
            PreviewError::Store(error) => Self::Store(error),
        }
    }
}

/// Finds out what is in the draft's file and what its import would do, and stores both, the first as soon as it is known.
fn read(state: &State, publisher: PublisherId, draft: DraftId, is_stopped: &dyn Fn() -> bool) -> Result<(), ReadError> {
    let (mut draft, app) = state.database.read_now(|connection| {
        let draft = import_drafts::find(connection, publisher, draft)?;
        let app = apps::find(connection, publisher, draft.app_id)?;
        Ok((draft, app))
    })?;
    let (look, origin) = match look(state, &mut draft, &app, is_stopped) {
        Ok(found) => found,
        Err(SurveyError::Problem(problem)) => {
            let found = Found { problem: Some(problem), ..Found::default() };
            return keep(state, &draft, &found).map(drop);
        }
        Err(SurveyError::Io(error)) if error.kind() == io::ErrorKind::NotFound => {
            let found = Found { problem: Some(Problem::FileGone), ..Found::default() };
            return keep(state, &draft, &found).map(drop);
        }
        Err(SurveyError::Io(_)) if is_stopped() => return Err(ReadError::Stopped),
        Err(SurveyError::Io(error)) => return Err(error.into()),
    };
    let known = state.database.job_read(|connection| custom_attributes::of_app(connection, app.key()))?;
    let problem = look.survey.problem(draft.kind).or_else(|| attributes::excess(&known, &look.survey));
    let mut found = Found { look: Some(look), problem, origin, ..Found::default() };
    if !keep(state, &draft, &found)? || found.problem.is_some() {
        return Ok(());
    }
    if let Some(look) = &found.look {
        let file = KeptFile::open(state, &draft.file_word)?;
        let source = (file, draft.bytes.unsigned_abs());
        // The database may change while it is compared: it is as it was at the start or later.
        found.as_of = Some(state.clock.now().and_utc().timestamp());
        found.preview = Some(Preview::of(state, &app, draft.kind, &look.survey, source, is_stopped)?);
        keep(state, &draft, &found)?;
    }
    Ok(())
}

/// Looks at the draft's file, with what is known of its columns if nothing is chosen yet.
fn look(
    state: &State,
    draft: &mut ImportDraft,
    app: &App,
    is_stopped: &dyn Fn() -> bool,
) -> Result<(Look, Origin), SurveyError> {
    let mut chosen = chosen(draft);
    let open = || Ok(Stoppable { reader: KeptFile::open(state, &draft.file_word)?, is_stopped });
    if draft.revision > 0 {
        let mut look = Look::at(open()?, draft.kind, &chosen)?;
        look.survey.zones = zones(state, app, &chosen)?;
        // As it was found before the choice.
        let before = draft.found.as_deref().and_then(|found| serde_json::from_str::<Found>(found).ok());
        return Ok((look, before.unwrap_or_default().origin));
    }
    let found = look_at(state, app, draft.kind, open, &mut chosen)?;
    draft.chosen = serde_json::to_string(&chosen).map_err(io::Error::other)?;
    Ok(found)
}

/// Reads a file until the program stops.
pub(super) struct Stoppable<'a, R> {
    pub reader: R,
    pub is_stopped: &'a dyn Fn() -> bool,
}

impl<R: Read> Read for Stoppable<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // An interrupted read would be tried again.
        if (self.is_stopped)() { Err(io::Error::other("the program stops")) } else { self.reader.read(buffer) }
    }
}

impl<R: Seek> Seek for Stoppable<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.reader.seek(to)
    }
}

fn keep(state: &State, draft: &ImportDraft, found: &Found) -> Result<bool, ReadError> {
    let kept = state.database.job_write(|connection| import_drafts::keep_found(connection, draft, &json(found)?))?;
    Ok(kept)
}

fn json(value: &impl Serialize) -> QueryResult<String> {
    serde_json::to_string(value).map_err(|error| Error::SerializationError(error.into()))
}

/// Removes drafts that nobody imports, with their files, and what is left of those that were imported.
pub fn sweep(state: &State) -> Result<(), StoreError> {
    let moment = state.clock.now() - KEPT;
    for draft in state.database.read_now(|connection| import_drafts::forgotten(connection, moment))? {
        log::info!("draft {} is removed: nobody imports it", draft.id);
        remove(state, Author::job(draft.publisher_id), draft.publisher_id, draft.id)?;
    }
    state.database.job_write(|connection| {
        // Drafts may be sent and discarded without end, and nobody looks for one after so long.
        for publisher in publishers::all(connection)? {
            deletions::forget(connection, publisher.id, Deletable::Draft, moment)?;
        }
        import_drafts::remove_imported(connection, moment)
    })
}
