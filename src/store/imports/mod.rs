//! Imports and their refused lines. The results of a batch are counted in the batch's own transaction, which only the
//! holder of the job's lease can commit. An import therefore continues after its last batch, whatever stopped its
//! worker.

mod create;
mod delete_file;
mod files;
mod left_out;
mod list;
mod refused;
mod undo;

pub use create::{NewImport, UnreadFile, create, create_unread, set_read};
pub use delete_file::{delete_file, delete_slice, undoable_since};
pub use files::{FileToRemove, files_to_remove, forget_file, kept_bytes, knows_file};
pub use left_out::{LeftOutGroup, groups as left_out};
pub use list::{ListedImport, has_rows, list};
pub use refused::{RefusedGroup, refused_after, refused_page};
pub use undo::{
    Obstacles, Standing, UsedAttribute, ask_for_undo, cancel, consents_since, delete_changes, end_undo, forget_changes,
    is_another_taken_back, is_any_at_work, is_at_work_on, remove_old_rows, standing,
};

use super::DbConnection;
use super::facts::Taken;
use super::schema::imports;
use crate::ids::{AppId, AppKey, ImportId, PublisherId, TokenId, UserId};
use crate::reading::{Chosen, ImportKind, LeftOutCell, Problem, RefusedLine, Survey};
use crate::words;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::result::Error;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// Imports, or refused lines, on one page of a list: two or three screens, which can still be looked through for a
/// name.
pub const PAGE_SIZE: i64 = 50;

/// Cells left out of an import that are stored at most, about 20 MB; all of them are counted. A column that cannot be read
/// at all is known from the first of them.
pub const MOST_LEFT_OUT: i64 = 100_000;

/// The state of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum ImportState {
    Waiting,
    Running,
    Done,
    Failed,
    /// It was cancelled while it was running, and what it brought is being taken back.
    Cancelling,
    Cancelled,
    /// What it brought is being taken back.
    Undoing,
    Undone,
}

words!(ImportState);

/// The states of a file that is waiting or being imported.
const TO_IMPORT: [ImportState; 2] = [ImportState::Waiting, ImportState::Running];

/// The states of an import with which something is still to be done.
const UNDER_WAY: [ImportState; 4] =
    [ImportState::Waiting, ImportState::Running, ImportState::Cancelling, ImportState::Undoing];

/// The import of one file.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = imports)]
pub struct Import {
    pub id: ImportId,
    pub publisher_id: PublisherId,
    pub app_id: AppId,
    pub user_id: Option<UserId>,
    /// The kind of the file's lines.
    pub kind: ImportKind,
    pub file_name: String,
    pub state: ImportState,
    failure: Option<String>,
    detected: Option<String>,
    /// The size of the file in bytes.
    pub bytes_total: i64,
    /// The lines of the file, without the header and blank lines.
    pub lines_total: i64,
    pub lines_new: i64,
    pub lines_changed: i64,
    pub lines_unchanged: i64,
    pub lines_refused: i64,
    /// Lines beyond the first of an order, of a day of use, or of a customer.
    pub lines_repeated: i64,
    /// Customers that the lines created.
    pub customers_new: i64,
    /// Cells that were left out of lines, because they could not be read.
    pub cells_left_out: i64,
    /// The name that the file is stored under, until it is removed.
    pub file_word: Option<String>,
    pub created_at: NaiveDateTime,
    pub finished_at: Option<NaiveDateTime>,
    refused_groups: Option<String>,
    /// When it was last started or continued, and the lines that were done then.
    pub resumed_at: Option<NaiveDateTime>,
    pub resumed_lines: i64,
    /// Who cancelled it, or asked for it to be taken back.
    pub undo_user_id: Option<UserId>,
    pub undo_at: Option<NaiveDateTime>,
    undo_obstacles: Option<String>,
    /// When everything was deleted that was kept of its file, and who asked for it.
    pub file_deleted_at: Option<NaiveDateTime>,
    pub file_deleted_by: Option<UserId>,
    /// The API token with which a program sent it.
    pub token_id: Option<TokenId>,
    /// Whether a program sent rows in a call instead of a file.
    pub is_of_rows: bool,
    chosen: Option<String>,
}

impl Import {
    pub const fn app_key(&self) -> AppKey {
        AppKey { publisher: self.publisher_id, id: self.app_id }
    }

    /// The URL of the import's page.
    pub fn path(&self) -> String {
        Self::path_of(self.id)
    }

    /// The URL of the page of the import with this id.
    pub fn path_of(import: ImportId) -> String {
        format!("/imports/{import}")
    }

    /// The findings of the first pass over the file.
    pub fn survey(&self) -> Option<Survey> {
        serde_json::from_str(self.detected.as_deref()?).ok()
    }

    /// How its file is to be read, which was not read yet.
    pub fn chosen(&self) -> Option<Chosen> {
        serde_json::from_str(self.chosen.as_deref()?).ok()
    }

    /// Why it ended before the end of its file.
    pub fn problem(&self) -> Option<Problem> {
        let failure = self.failure.as_deref()?;
        Some(serde_json::from_str(failure).unwrap_or(Problem::Fault))
    }

    /// The refused lines by reason, the most frequent first.
    pub fn refused_groups(&self) -> Vec<RefusedGroup> {
        let groups = self.refused_groups.as_deref().and_then(|groups| serde_json::from_str(groups).ok());
        let mut groups: Vec<RefusedGroup> = groups.unwrap_or_default();
        groups.sort_by_key(|group| (std::cmp::Reverse(group.lines), group.first_line));
        groups
    }

    /// The lines with a known outcome.
    pub const fn lines_done(&self) -> i64 {
        self.lines_new + self.lines_changed + self.lines_unchanged + self.lines_repeated + self.lines_refused
    }

    /// How fast it goes since it was last started or continued; `None` in the first second and before the first batch.
    pub fn pace(&self, now: NaiveDateTime) -> Option<Pace> {
        let milliseconds = (now - self.resumed_at?).num_milliseconds();
        let done = self.lines_done() - self.resumed_lines;
        if self.state != ImportState::Running {
            return None;
        }
        Pace::of(done, self.lines_total - self.lines_done(), milliseconds)
    }

    /// Whether its file is waiting or being imported, or what it brought is being taken back.
    pub fn is_under_way(&self) -> bool {
        UNDER_WAY.contains(&self.state)
    }

    /// Whether something is there that it brought.
    pub const fn has_brought(&self) -> bool {
        matches!(self.state, ImportState::Done | ImportState::Failed) && self.lines_new + self.lines_changed > 0
    }

    /// Whether what it brought is being taken back.
    pub const fn is_taken_back(&self) -> bool {
        matches!(self.state, ImportState::Cancelling | ImportState::Undoing)
    }

    pub fn is_waiting(&self) -> bool {
        self.state == ImportState::Waiting
    }
}

/// How fast an import goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    pub lines_a_second: i64,
    /// At this pace, rounded up.
    pub seconds_left: i64,
}

impl Pace {
    /// The pace at which so many lines were done in so many milliseconds.
    fn of(done: i64, left: i64, milliseconds: i64) -> Option<Self> {
        if milliseconds < 1_000 || done <= 0 {
            return None;
        }
        let (done, left, milliseconds) = (i128::from(done), i128::from(left.max(0)), i128::from(milliseconds));
        let whole = |number: i128| i64::try_from(number).ok();
        Some(Self {
            lines_a_second: whole(done * 1_000 / milliseconds)?.max(1),
            seconds_left: whole((left * milliseconds + done * 1_000 - 1) / (done * 1_000))?,
        })
    }
}

pub fn find(connection: &mut DbConnection, publisher: PublisherId, import: ImportId) -> QueryResult<Import> {
    row(publisher, import).select(Import::as_select()).first(connection)
}

#[diesel::dsl::auto_type]
fn row(publisher: PublisherId, import: ImportId) -> _ {
    imports::table.filter(imports::id.eq(import)).filter(imports::publisher_id.eq(publisher))
}

/// At most `limit` files of this kind that were imported into the app and had lines refused, the newest first.
pub fn with_refused_lines(
    connection: &mut DbConnection,
    app: AppKey,
    kind: ImportKind,
    limit: i64,
) -> QueryResult<Vec<Import>> {
    imports::table
        .filter(imports::publisher_id.eq(app.publisher))
        .filter(imports::app_id.eq(app.id))
        .filter(imports::kind.eq(kind))
        .filter(imports::is_of_rows.eq(false))
        .filter(imports::lines_refused.gt(0))
        .order(imports::id.desc())
        .limit(limit)
        .select(Import::as_select())
        .load(connection)
}

/// The number of imports into the app.
pub fn count_of_app(connection: &mut DbConnection, app: AppKey) -> QueryResult<i64> {
    let of_app = imports::table.filter(imports::publisher_id.eq(app.publisher)).filter(imports::app_id.eq(app.id));
    of_app.count().get_result(connection)
}

/// Whether a file of the app is waiting or being imported.
pub fn any_under_way(connection: &mut DbConnection, publisher: PublisherId, app: AppId) -> QueryResult<bool> {
    let under_way = imports::table
        .filter(imports::publisher_id.eq(publisher))
        .filter(imports::app_id.eq(app))
        .filter(imports::state.eq_any(UNDER_WAY));
    Ok(under_way.count().get_result::<i64>(connection)? > 0)
}

/// The number of files of all publishers in each state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnderWay {
    pub waiting: i64,
    pub running: i64,
}

/// The number of files of all publishers that are waiting or being imported.
pub fn count_under_way(connection: &mut DbConnection) -> QueryResult<UnderWay> {
    let in_state = |state: ImportState| imports::table.filter(imports::state.eq(state)).count();
    let waiting = in_state(ImportState::Waiting).get_result(connection)?;
    Ok(UnderWay { waiting, running: in_state(ImportState::Running).get_result(connection)? })
}

/// Marks the import as running, unless it is being cancelled, and returns it; `None` if it has ended.
pub fn start(
    connection: &mut DbConnection,
    publisher: PublisherId,
    import: ImportId,
    now: NaiveDateTime,
) -> QueryResult<Option<Import>> {
    let done = imports::lines_new
        + imports::lines_changed
        + imports::lines_unchanged
        + imports::lines_repeated
        + imports::lines_refused;
    diesel::update(row(publisher, import).filter(imports::state.eq_any(TO_IMPORT)))
        .set((imports::state.eq(ImportState::Running), imports::resumed_at.eq(now), imports::resumed_lines.eq(done)))
        .execute(connection)?;
    row(publisher, import)
        .filter(imports::state.eq_any([ImportState::Running, ImportState::Cancelling]))
        .select(Import::as_select())
        .first(connection)
        .optional()
}

/// What is wrong in a batch.
#[derive(Clone, Copy, Debug)]
pub struct Rejected<'a> {
    pub lines: &'a [RefusedLine],
    pub cells: &'a [LeftOutCell],
}

/// Adds the results of a batch and stores its refused lines and the cells that were left out.
pub fn advance(
    connection: &mut DbConnection,
    import: &Import,
    taken: &Taken,
    rejected: &Rejected<'_>,
) -> QueryResult<Import> {
    let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let groups = serde_json::to_string(&refused::grouped(import.refused_groups(), rejected.lines));
    let groups = groups.map_err(|error| Error::SerializationError(error.into()))?;
    let under_way = imports::state.eq_any([ImportState::Running, ImportState::Cancelling]);
    let rows = diesel::update(row(import.publisher_id, import.id).filter(under_way))
        .set((
            imports::lines_new.eq(imports::lines_new + count(taken.new)),
            imports::lines_changed.eq(imports::lines_changed + count(taken.changed)),
            imports::lines_unchanged.eq(imports::lines_unchanged + count(taken.unchanged)),
            imports::lines_repeated.eq(imports::lines_repeated + count(taken.repeated)),
            imports::lines_refused.eq(imports::lines_refused + count(rejected.lines.len() as u64)),
            imports::cells_left_out.eq(imports::cells_left_out + count(rejected.cells.len() as u64)),
            imports::customers_new.eq(imports::customers_new + count(taken.customers_new)),
            imports::refused_groups.eq(groups),
        ))
        .execute(connection)?;
    if rows != 1 {
        return Err(Error::NotFound);
    }
    refused::keep(connection, import.id, rejected.lines)?;
    let room = usize::try_from(MOST_LEFT_OUT - import.cells_left_out).unwrap_or(0);
    left_out::keep(connection, import.id, &rejected.cells[..rejected.cells.len().min(room)])?;
    row(import.publisher_id, import.id).select(Import::as_select()).first(connection)
}

/// Forgets what was found in what was sent, of which no line or cell is kept.
pub fn forget_survey(connection: &mut DbConnection, publisher: PublisherId, import: ImportId) -> QueryResult<()> {
    let forgotten = imports::detected.eq(None::<String>);
    diesel::update(row(publisher, import)).set(forgotten).execute(connection).map(drop)
}

/// Ends the import as done, or as failed because of `problem`. Returns false, and does nothing, if it has ended or was
/// cancelled.
pub fn finish(
    connection: &mut DbConnection,
    publisher: PublisherId,
    import: ImportId,
    problem: Option<&Problem>,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let failure = problem.map(serde_json::to_string).transpose();
    let failure = failure.map_err(|error| Error::SerializationError(error.into()))?;
    let ended = diesel::update(row(publisher, import).filter(imports::state.eq_any(TO_IMPORT)))
        .set((
            imports::state.eq(if problem.is_some() { ImportState::Failed } else { ImportState::Done }),
            imports::failure.eq(failure),
            imports::finished_at.eq(now),
        ))
        .execute(connection)?;
    Ok(ended > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::{Reason, Refusal};

    #[test]
    fn the_pace_is_known_after_a_second_and_a_batch() {
        assert_eq!(Pace::of(0, 10, 60_000), None);
        assert_eq!(Pace::of(10, 10, 999), None);
        assert_eq!(Pace::of(19_500, 39_001, 1_000), Some(Pace { lines_a_second: 19_500, seconds_left: 3 }));
        assert_eq!(Pace::of(1, 1_000, 10_000), Some(Pace { lines_a_second: 1, seconds_left: 10_000 }));
        let huge = Pace::of(i64::MAX, i64::MAX, i64::MAX);
        assert_eq!(huge.map(|pace| pace.lines_a_second), Some(1_000));
    }

    #[test]
    fn refused_lines_are_grouped_the_same_in_whatever_batches_they_come() {
        let missing = |column: &str| Refusal::of_cell(Reason::Missing, column, "");
        let date = |value: &str| Refusal::of_cell(Reason::Date, "date", value);
        let line = |number, refusal| RefusedLine::new(number, "", refusal);
        let lines =
            [line(5, date("x")), line(3, missing("a").and(date("y"))), line(9, missing("a")), line(4, date("z"))];
        let at_once = refused::grouped(Vec::new(), &lines);
        let one_by_one =
            lines.iter().fold(Vec::new(), |groups, line| refused::grouped(groups, std::slice::from_ref(line)));
        assert_eq!(at_once, one_by_one);
        let found: Vec<_> =
            at_once.iter().map(|group| (group.refusal.clone(), group.lines, group.first_line)).collect();
        assert_eq!(found, [(date("y"), 3, 3), (missing("a"), 2, 3)]);
    }
}
