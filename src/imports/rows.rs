//! Rows that a program sends in a call, taken in at once with a result for each. They mean what the lines of a file mean, and
//! what they change is an import of its own, so that exactly one call is undone. A call that changes nothing leaves none.

use super::attributes;
use super::batch::{Batch, NotStored};
use super::recorded;
use crate::access::Actor;
use crate::audit::{self, Action, Subject};
use crate::day::Day;
use crate::ids::{AppId, AttributeId, ImportId};
use crate::queue::{self, Task};
use crate::reading::sent_rows::{RowsFault, SentRow, SentTable};
use crate::reading::{ImportKind, Problem, Refusal, Survey};
use crate::state::State;
use crate::store::apps::{self, App};
use crate::store::facts::{self, Fate, Taken, Target};
use crate::store::imports::{self, NewImport, Rejected};
use crate::store::publishers::Publisher;
use crate::store::{DbConnection, Lock, QueryResult, StoreError, api_tokens, custom_attributes, profiles};
use crate::text::name_made_of;
use crate::zone::Zones;
use chrono::NaiveDateTime;
use diesel::result::Error;
use std::collections::HashMap;
use std::io;

/// Times that stale profiles are computed in the transaction of the rows: once for each app of most publishers. What is left
/// after that is computed by a job.
const COMPUTED: usize = 10;

/// The outcome of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowFate {
    New,
    Changed,
    Unchanged,
    /// It is about the same as an earlier row.
    Repeated,
    Refused,
    /// Nothing is in it, or it sums others up.
    Blank,
}

impl From<Option<Fate>> for RowFate {
    fn from(fate: Option<Fate>) -> Self {
        match fate {
            Some(Fate::New) => Self::New,
            Some(Fate::Changed) => Self::Changed,
            Some(Fate::Unchanged) => Self::Unchanged,
            None => Self::Repeated,
        }
    }
}

/// Something that is not taken of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotTaken {
    /// The name of the value; `None` if the row as a whole is meant.
    pub name: Option<String>,
    pub refusal: Refusal,
}

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowResult {
    pub fate: RowFate,
    /// Why it is refused, or which of its values are left out and why.
    pub not_taken: Vec<NotTaken>,
}

/// What became of rows.
#[derive(Debug)]
pub struct TakenRows {
    /// One for each row, in their order.
    pub rows: Vec<RowResult>,
    pub customers_new: u64,
    pub cells_left_out: u64,
    /// The import by which they can be undone; `None` if they changed nothing.
    pub import: Option<ImportId>,
}

/// Why no row is taken.
#[derive(Debug, thiserror::Error)]
pub enum RowsError {
    #[error(transparent)]
    Fault(#[from] RowsFault),
    #[error("a file is being imported into the app, or something is being undone")]
    AtWork,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<io::Error> for RowsError {
    fn from(error: io::Error) -> Self {
        Self::Fault(error.into())
    }
}

impl From<Problem> for RowsError {
    fn from(problem: Problem) -> Self {
        Self::Fault(problem.into())
    }
}

/// Finds out what would become of rows.
pub fn preview(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    (app, kind): (AppId, ImportKind),
    rows: &[SentRow],
) -> Result<TakenRows, RowsError> {
    let (app, sent) = Sent::of(state, actor, publisher, (app, kind), rows)?;
    let compared = state.database.read_now(|connection| sent.compare(connection, &app))??;
    Ok(sent.results(rows.len(), &compared, None))
}

/// Takes rows into an app. What became of them is told `answered` too, in the transaction, if they changed anything.
pub fn take(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    (app, kind): (AppId, ImportKind),
    rows: &[SentRow],
    answered: impl FnOnce(&mut DbConnection, &TakenRows) -> QueryResult<()>,
) -> Result<TakenRows, RowsError> {
    let (app, sent) = Sent::of(state, actor, publisher, (app, kind), rows)?;
    let taken = state.database.write_holding_now(Lock::Facts(publisher.id), |connection| {
        let (compared, import) = match sent.write(connection, app.id)? {
            Ok(written) => written,
            Err(error) => return Ok(Err(error)),
        };
        let taken = sent.results(rows.len(), &compared, import);
        if import.is_some() {
            answered(connection, &taken)?;
        }
        Ok(Ok(taken))
    })??;
    if taken.import.is_some() {
        state.new_job.notify_one();
    }
    Ok(taken)
}

/// Rows and who sends them.
struct Sent<'a> {
    actor: &'a Actor,
    publisher: &'a Publisher,
    kind: ImportKind,
    table: SentTable,
    today: Day,
    now: NaiveDateTime,
}

/// Rows as they were compared with the database, or written to it.
struct Compared {
    survey: Survey,
    batch: Batch,
    taken: Taken,
    not_stored: NotStored,
}

impl<'a> Sent<'a> {
    /// Rows that an app is sent, and the app.
    fn of(
        state: &State,
        actor: &'a Actor,
        publisher: &'a Publisher,
        (app, kind): (AppId, ImportKind),
        rows: &[SentRow],
    ) -> Result<(App, Self), RowsError> {
        let app = crate::apps::find(state, actor, app)?;
        let zones = Zones { times: publisher.time_zone, days: publisher.time_zone };
        let table = SentTable::of(kind, rows, app.currency, zones)?;
        Ok((app, Self { actor, publisher, kind, table, today: state.today(publisher), now: state.clock.now() }))
    }

    /// What the rows would change.
    fn compare(&self, connection: &mut DbConnection, app: &App) -> QueryResult<Result<Compared, RowsError>> {
        let (mut survey, known) = (self.table.survey.clone(), custom_attributes::of_app(connection, app.key())?);
        if let Some(problem) = attributes::excess(&known, &survey) {
            return Ok(Err(problem.into()));
        }
        let ids = attributes::imagined(connection, app, &known, &mut survey)?;
        let batch = match self.table.lines(&survey) {
            Ok(lines) => Batch::of(lines),
            Err(error) => return Ok(Err(error.into())),
        };
        let (taken, _) = facts::compare(connection, self.target(app, &ids, None), &batch.facts)?;
        let not_stored = batch.not_stored(&taken, &survey.columns);
        Ok(Ok(Compared { survey, batch, taken, not_stored }))
    }

    fn target<'b>(
        &self,
        app: &App,
        attributes: &'b HashMap<usize, AttributeId>,
        import: Option<ImportId>,
    ) -> Target<'b> {
        Target { app: app.key(), attributes, import, now: self.now }
    }

    /// Writes the rows as an import, unless they change nothing.
    fn write(
        &self,
        connection: &mut DbConnection,
        app: AppId,
    ) -> QueryResult<Result<(Compared, Option<ImportId>), RowsError>> {
        let app = apps::find(connection, self.publisher.id, app)?;
        if imports::is_at_work_on(connection, app.key())? {
            return Ok(Err(RowsError::AtWork));
        }
        let mut compared = match self.compare(connection, &app)? {
            Ok(compared) if compared.taken.new + compared.taken.changed == 0 => return Ok(Ok((compared, None))),
            Ok(compared) => compared,
            Err(error) => return Ok(Err(error)),
        };
        let import = self.create(connection, &app, &compared.survey)?;
        let ids = match attributes::create(connection, &app, &mut compared.survey, import)? {
            Ok(ids) => ids,
            // It was compared in this transaction.
            Err(_) => return Err(Error::RollbackTransaction),
        };
        compared.taken = facts::take(connection, self.target(&app, &ids, Some(import)), &compared.batch.facts)?;
        compared.not_stored = compared.batch.not_stored(&compared.taken, &compared.survey.columns);
        self.end(connection, import, &compared)?;
        Ok(Ok((compared, Some(import))))
    }

    fn create(&self, connection: &mut DbConnection, app: &App, survey: &Survey) -> QueryResult<ImportId> {
        let by = match self.actor.token {
            Some(token) => api_tokens::find(connection, self.publisher.id, token)?.name,
            None => String::new(),
        };
        let at = self.publisher.time_zone.shown(self.now).format("%Y-%m-%d %H:%M:%S");
        let file_name = name_made_of(&by, |by| format!("{by} {at}"));
        imports::create(
            connection,
            &NewImport {
                publisher: self.publisher.id,
                app: app.id,
                user: self.actor.user,
                token: self.actor.token,
                is_of_rows: true,
                kind: self.kind,
                file_name: file_name.trim(),
                bytes: i64::try_from(self.table.length()).unwrap_or(i64::MAX),
                survey,
                now: self.now,
                file_word: None,
            },
        )
    }

    /// Counts the rows, ends the import, and computes what depends on them.
    fn end(&self, connection: &mut DbConnection, import: ImportId, compared: &Compared) -> QueryResult<()> {
        let publisher = self.publisher.id;
        let Some(started) = imports::start(connection, publisher, import, self.now)? else {
            return Err(Error::NotFound);
        };
        let Compared { taken, not_stored: NotStored { lines, cells }, .. } = compared;
        imports::advance(connection, &started, taken, &Rejected { lines, cells })?;
        imports::finish(connection, publisher, import, None, self.now)?;
        if lines.is_empty() && cells.is_empty() {
            imports::forget_survey(connection, publisher, import)?;
        }
        let ended = imports::find(connection, publisher, import)?;
        let changes = recorded::with_sums(recorded::described(connection, &ended)?, &ended);
        audit::record(connection, self.actor, self.now, (Action::Finished, Subject::import(&ended), changes))?;
        // While a file is imported into another app of the publisher, many profiles may be stale, which its end computes.
        if !imports::is_any_at_work(connection, publisher)? {
            for _ in 0..COMPUTED {
                if !profiles::compute_stale(connection, publisher, self.today)? {
                    break;
                }
            }
        }
        queue::add(connection, Some(publisher), &Task::Recount, self.now).map(drop)
    }

    fn results(&self, rows: usize, compared: &Compared, import: Option<ImportId>) -> TakenRows {
        let Compared { batch, taken, not_stored, .. } = compared;
        let blank = RowResult { fate: RowFate::Blank, not_taken: Vec::new() };
        let mut results = vec![blank; rows];
        for (line, fate) in batch.fates(taken) {
            if let Some(row) = self.table.row_of(line) {
                results[row].fate = fate.into();
            }
        }
        for line in &not_stored.lines {
            if let Some(row) = self.table.row_of(line.number) {
                let of_fault = |fault: &Refusal| NotTaken {
                    name: self.table.name_of(&fault.column).map(str::to_owned),
                    refusal: fault.first(),
                };
                let not_taken = line.refusal.faults().map(of_fault).collect();
                results[row] = RowResult { fate: RowFate::Refused, not_taken };
            }
        }
        for cell in &not_stored.cells {
            if let Some(row) = self.table.row_of(cell.line) {
                let name = self.table.name_at(cell.place).map(str::to_owned);
                results[row].not_taken.push(NotTaken { name, refusal: cell.refusal.clone() });
            }
        }
        TakenRows {
            rows: results,
            customers_new: taken.customers_new,
            cells_left_out: not_stored.cells.len() as u64,
            import,
        }
    }
}
