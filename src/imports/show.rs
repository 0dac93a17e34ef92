//! One import: its progress, what its file contains, and its refused lines.

use super::undo;
use crate::access::Actor;
use crate::audit::Subject;
use crate::audit::export::record_export;
use crate::ids::{ImportId, PublisherId, UserId};
use crate::reading::RefusedLine;
use crate::state::State;
use crate::store::apps::{self, App};
use crate::store::custom_attributes::{self, CustomAttribute};
use crate::store::imports::{self, Import, LeftOutGroup};
use crate::store::users::{self, User};
use crate::store::{DbConnection, QueryResult, StoreError, api_tokens};

/// Refused lines read at once for a file: enough that the number of queries costs nothing, and few enough to be held in
/// memory for every visitor who downloads one.
const BATCH: i64 = 5_000;

/// An import as its page shows it.
pub struct Shown {
    pub import: Import,
    pub app: App,
    /// The custom attributes of the app.
    pub attributes: Vec<CustomAttribute>,
    /// Who uploaded the file; `None` for a file of a command.
    pub by: Option<User>,
    /// The name of the API token with which a program sent it.
    pub by_program: Option<String>,
    /// Who cancelled it or took it back.
    pub undone_by: Option<User>,
    /// Who had everything deleted that was kept of its file.
    pub deleted_by: Option<User>,
    /// Whether it can be taken back.
    pub may_undo: bool,
    /// A page of the refused lines.
    pub refused: Vec<RefusedLine>,
    /// The cells that were left out of lines, once the import has ended.
    pub left_out: Vec<LeftOutGroup>,
}

/// The publisher's import with this id, whose refused lines are downloaded.
pub fn export_refused(state: &State, actor: &Actor, import: ImportId) -> Result<Import, StoreError> {
    let import = find(state, actor, import)?;
    let rows = Some(import.lines_refused.unsigned_abs());
    record_export(state, actor, Subject::import(&import), ("refused.csv", rows))?;
    Ok(import)
}

/// The publisher's import with this id, and a page of its refused lines. Pages count from 1.
pub fn show(state: &State, actor: &Actor, import: ImportId, page: i64) -> Result<Shown, StoreError> {
    let (publisher, now) = (actor.publisher, state.clock.now());
    state.database.read_now(|connection| {
        let import = imports::find(connection, publisher, import)?;
        let app = apps::find(connection, publisher, import.app_id)?;
        let is_kept = import.file_deleted_at.is_none();
        let user = |connection: &mut DbConnection, id: Option<UserId>| {
            id.map(|id| users::find(connection, publisher, id)).transpose()
        };
        Ok(Shown {
            attributes: custom_attributes::of_app(connection, app.key())?,
            by: user(connection, import.user_id)?,
            by_program: match import.token_id {
                Some(token) => Some(api_tokens::find(connection, publisher, token)?.name),
                None => None,
            },
            undone_by: user(connection, import.undo_user_id)?,
            deleted_by: user(connection, import.file_deleted_by)?,
            may_undo: undo::until(connection, &import, now)?.is_some(),
            refused: match is_kept {
                true => imports::refused_page(connection, publisher, import.id, page)?,
                false => Vec::new(),
            },
            left_out: match is_kept && import.cells_left_out > 0 && !import.is_under_way() {
                true => imports::left_out(connection, publisher, import.id)?,
                // An import under way is shown again every second.
                false => Vec::new(),
            },
            import,
            app,
        })
    })
}

/// The publisher's import with this id.
pub fn find(state: &State, actor: &Actor, import: ImportId) -> Result<Import, StoreError> {
    state.database.read_now(|connection| imports::find(connection, actor.publisher, import))
}

/// Refused lines of an import that follow one another.
pub struct RefusedBatch {
    pub lines: Vec<RefusedLine>,
    /// What to ask for the next batch with; `None` if there is none.
    pub next: Option<After>,
}

/// A place among the refused lines of an import: after the line with this number.
#[derive(Clone, Copy, Debug)]
pub struct After(i64);

impl After {
    /// Before the first line.
    pub const START: Self = Self(-1);
}

/// The next refused lines of the import, in order.
pub async fn refused_after(
    state: &State,
    publisher: PublisherId,
    import: ImportId,
    after: After,
) -> Result<RefusedBatch, StoreError> {
    state.database.read(move |connection| read_refused(connection, publisher, import, after)).await
}

/// The cells that the import left out of lines.
pub fn left_out_now(state: &State, import: &Import) -> Result<Vec<LeftOutGroup>, StoreError> {
    state.database.read_now(|connection| imports::left_out(connection, import.publisher_id, import.id))
}

/// [`refused_after`] on this thread.
pub fn refused_after_now(state: &State, import: &Import, after: After) -> Result<RefusedBatch, StoreError> {
    state.database.read_now(|connection| read_refused(connection, import.publisher_id, import.id, after))
}

fn read_refused(
    connection: &mut DbConnection,
    publisher: PublisherId,
    import: ImportId,
    After(after): After,
) -> QueryResult<RefusedBatch> {
    let lines = imports::refused_after(connection, publisher, import, after, BATCH)?;
    let next = lines.last().map(|last| After(i64::try_from(last.number).unwrap_or(i64::MAX)));
    Ok(RefusedBatch { lines, next })
}
