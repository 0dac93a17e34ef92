//! Taking an import back: who asked for it, what stands in the way, and how it ended.

use super::{Import, ImportState, row};
use crate::ids::{AppKey, CustomerId, ImportId, PublisherId, UserId};
use crate::reading::ImportKind;
use crate::store::DbConnection;
use crate::store::schema::{import_changes, imports, left_out_cells, refused_lines};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};
use serde::{Deserialize, Serialize};

/// Imports in the way that are named, and customers of each of them: enough to see what they have in common.
const NAMED: i64 = 5;

/// Entries of one import that are deleted in one transaction.
const FORGOTTEN_AT_ONCE: i64 = 10_000;

/// The import ($3; NULL for none) that wrote what stands on what import $2 of publisher $1 brought, and its customer: rows
/// that it changed after it, rows about customers whom it created, and values where it took some away.
const STANDING: &str = "
    SELECT import_id, customer_id FROM import_changes
        WHERE publisher_id = $1 AND before_import_id = $2 AND import_id <> $2
    UNION SELECT f.import_id, f.customer_id FROM acquisitions f JOIN created c ON c.id = f.customer_id
        WHERE f.import_id IS NULL OR f.import_id <> $2
    UNION SELECT f.import_id, f.customer_id FROM purchases f JOIN created c ON c.id = f.customer_id
        WHERE f.import_id IS NULL OR f.import_id <> $2
    UNION SELECT f.import_id, f.customer_id FROM usage_days f JOIN created c ON c.id = f.customer_id
        WHERE f.import_id IS NULL OR f.import_id <> $2
    UNION SELECT f.import_id, f.customer_id FROM ratings f JOIN created c ON c.id = f.customer_id
        WHERE f.import_id IS NULL OR f.import_id <> $2
    UNION SELECT f.import_id, f.customer_id FROM custom_values f JOIN created c ON c.id = f.customer_id
        WHERE f.import_id IS NULL OR f.import_id <> $2
    UNION SELECT f.import_id, f.customer_id FROM import_changes j JOIN custom_values f
            ON f.customer_id = j.customer_id AND CAST(f.attribute_id AS TEXT) = j.key
        WHERE j.publisher_id = $1 AND j.import_id = $2 AND j.kind = 'custom' AND (f.import_id IS NULL OR f.import_id <> $2)";

/// The customers whom import $2 of publisher $1 created, as far as nobody changed their data since.
const CREATED: &str = "SELECT id FROM customers WHERE publisher_id = $1 AND import_id = $2
    AND NOT EXISTS (SELECT 1 FROM import_changes j
        WHERE j.import_id = $2 AND j.customer_id = customers.id AND j.kind = 'person')";

/// Another import of which something stands on what an import brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The import and its file; `None` if it is not known what wrote it.
    pub import: Option<(ImportId, String)>,
    /// How many customers it is about.
    pub customers: i64,
    /// The account ids of the first of them; none if it is about what people allow.
    pub accounts: Vec<String>,
}

/// An attribute that an import added or filled, and that was changed or used since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedAttribute {
    pub name: String,
    /// The groups whose rules use it; empty if its kind was changed.
    pub groups: Vec<String>,
}

/// What stands in the way of taking an import back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obstacles {
    pub imports: Vec<Standing>,
    pub attributes: Vec<UsedAttribute>,
}

impl Obstacles {
    pub const fn is_empty(&self) -> bool {
        self.imports.is_empty() && self.attributes.is_empty()
    }
}

impl Import {
    /// Why it could not be taken back at the last attempt.
    pub fn obstacles(&self) -> Option<Obstacles> {
        serde_json::from_str(self.undo_obstacles.as_deref()?).ok()
    }
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Nullable<Integer>)]
    import_id: Option<ImportId>,
    #[diesel(sql_type = BigInt)]
    customers: i64,
}

#[derive(QueryableByName)]
struct Account {
    #[diesel(sql_type = Text)]
    account_id: String,
}

/// The other imports of which something stands on what the import brought. It reads all customers of the publisher.
pub fn standing(connection: &mut DbConnection, publisher: PublisherId, import: ImportId) -> QueryResult<Vec<Standing>> {
    let all = format!("WITH created AS ({CREATED}), standing AS ({STANDING})");
    let counted: Vec<Counted> = diesel::sql_query(format!(
        "{all} SELECT import_id, COUNT(*) AS customers FROM standing GROUP BY import_id ORDER BY 2 DESC, 1 LIMIT {NAMED}"
    ))
    .bind::<Integer, _>(publisher)
    .bind::<Integer, _>(import)
    .load(connection)?;
    let mut found = Vec::new();
    for Counted { import_id, customers } in counted {
        let accounts: Vec<Account> = diesel::sql_query(format!(
            "{all} SELECT account_id FROM customers WHERE publisher_id = $1 AND id IN
                (SELECT customer_id FROM standing WHERE import_id = $3 OR (import_id IS NULL AND $3 IS NULL))
            ORDER BY account_id LIMIT {NAMED}"
        ))
        .bind::<Integer, _>(publisher)
        .bind::<Integer, _>(import)
        .bind::<Nullable<Integer>, _>(import_id)
        .load(connection)?;
        // That of an app that was deleted is not known any more.
        let import = match import_id {
            Some(other) => {
                row(publisher, other).select((imports::id, imports::file_name)).first(connection).optional()?
            }
            None => None,
        };
        found.push(Standing {
            import,
            customers,
            accounts: accounts.into_iter().map(|account| account.account_id).collect(),
        });
    }
    Ok(found)
}

/// The later files of consents, whatever they say: of what the import says as well, they have kept nothing.
pub fn consents_since(
    connection: &mut DbConnection,
    publisher: PublisherId,
    import: ImportId,
) -> QueryResult<Vec<Standing>> {
    const GONE: [ImportState; 3] = [ImportState::Waiting, ImportState::Cancelled, ImportState::Undone];
    let later = imports::table
        .filter(imports::publisher_id.eq(publisher))
        .filter(imports::kind.eq(ImportKind::Consents))
        .filter(imports::id.gt(import))
        .filter(imports::state.ne_all(GONE))
        .order(imports::id.desc())
        .limit(NAMED);
    let columns =
        (imports::id, imports::file_name, imports::lines_new, imports::lines_changed, imports::lines_unchanged);
    let rows: Vec<(ImportId, String, i64, i64, i64)> = later.select(columns).load(connection)?;
    let standing = |(id, name, new, changed, unchanged)| Standing {
        import: Some((id, name)),
        customers: new + changed + unchanged,
        accounts: Vec::new(),
    };
    Ok(rows.into_iter().map(standing).collect())
}

/// Asks for the import to be taken back.
pub fn ask_for_undo(
    connection: &mut DbConnection,
    import: &Import,
    user: Option<UserId>,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let asked = (
        imports::state.eq(ImportState::Undoing),
        imports::undo_user_id.eq(user),
        imports::undo_at.eq(Some(now)),
        imports::undo_obstacles.eq(None::<String>),
    );
    diesel::update(row(import.publisher_id, import.id)).set(asked).execute(connection).map(drop)
}

/// Cancels an import: at once if it is waiting; else its worker takes back what it brought. Returns false, and does nothing,
/// if it is neither waiting nor running.
pub fn cancel(
    connection: &mut DbConnection,
    publisher: PublisherId,
    import: ImportId,
    user: Option<UserId>,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let by = (imports::undo_user_id.eq(user), imports::undo_at.eq(Some(now)));
    let waiting = row(publisher, import).filter(imports::state.eq(ImportState::Waiting));
    let ended = (imports::state.eq(ImportState::Cancelled), imports::finished_at.eq(Some(now)));
    let at_once = diesel::update(waiting).set((ended, by)).execute(connection)?;
    let running = row(publisher, import).filter(imports::state.eq(ImportState::Running));
    let stopping = diesel::update(running).set((imports::state.eq(ImportState::Cancelling), by)).execute(connection)?;
    Ok(at_once + stopping > 0)
}

/// Whether a file of the publisher is being imported, or what an import brought is being taken back.
pub fn is_any_at_work(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<bool> {
    let at_work = [ImportState::Running, ImportState::Undoing, ImportState::Cancelling];
    let rows = imports::table.filter(imports::publisher_id.eq(publisher)).filter(imports::state.eq_any(at_work));
    Ok(rows.count().get_result::<i64>(connection)? > 0)
}

/// Whether a file is being imported into the app, or what an import of its publisher brought is being taken back: whatever
/// came in between could stand on the import, and the import on it.
pub fn is_at_work_on(connection: &mut DbConnection, app: AppKey) -> QueryResult<bool> {
    let is_running = imports::state.eq(ImportState::Running).and(imports::app_id.eq(app.id));
    let is_taken_back = imports::state.eq_any([ImportState::Undoing, ImportState::Cancelling]);
    let at_work = imports::table.filter(imports::publisher_id.eq(app.publisher)).filter(is_running.or(is_taken_back));
    Ok(at_work.count().get_result::<i64>(connection)? > 0)
}

/// Whether an import of the publisher, other than this one, is being taken back.
pub fn is_another_taken_back(
    connection: &mut DbConnection,
    publisher: PublisherId,
    import: ImportId,
) -> QueryResult<bool> {
    let others = imports::table
        .filter(imports::publisher_id.eq(publisher))
        .filter(imports::id.ne(import))
        .filter(imports::state.eq_any([ImportState::Undoing, ImportState::Cancelling]));
    Ok(others.count().get_result::<i64>(connection)? > 0)
}

/// Ends the taking back: everything that the import brought is gone, or nothing of it because of the obstacles.
pub fn end_undo(
    connection: &mut DbConnection,
    import: &Import,
    obstacles: Option<&Obstacles>,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let kept = obstacles.map(serde_json::to_string).transpose();
    let kept = kept.map_err(|error| Error::SerializationError(error.into()))?;
    let state = match (import.state, &kept) {
        (ImportState::Cancelling, _) => ImportState::Cancelled,
        (_, None) => ImportState::Undone,
        (_, Some(_)) if import.failure.is_some() => ImportState::Failed,
        (_, Some(_)) => ImportState::Done,
    };
    let being_taken_back = row(import.publisher_id, import.id).filter(imports::state.eq(import.state));
    diesel::update(being_taken_back)
        .set((
            imports::state.eq(state),
            imports::undo_obstacles.eq(kept),
            imports::finished_at.eq(import.finished_at.or(Some(now))),
        ))
        .execute(connection)
        .map(drop)
}

/// Forgets some of what was there before the publisher's imports that ended before `until`. Returns whether there may be
/// more.
pub fn forget_changes(
    connection: &mut DbConnection,
    publisher: PublisherId,
    until: NaiveDateTime,
) -> QueryResult<bool> {
    let old = imports::table.filter(imports::publisher_id.eq(publisher));
    let old = old.filter(imports::finished_at.lt(until).assume_not_null()).select(imports::id);
    let entries = import_changes::table.filter(import_changes::publisher_id.eq(publisher));
    let first = entries.filter(import_changes::import_id.eq_any(old)).select(import_changes::import_id);
    let Some(import) = first.first::<ImportId>(connection).optional()? else { return Ok(false) };
    delete_changes(connection, publisher, import)?;
    Ok(true)
}

/// Imports of rows that are removed in one transaction: each has at most some thousand lines beside its row.
const REMOVED_AT_ONCE: i64 = 500;

/// Removes some of the publisher's imports of rows that ended before `until` and that nobody can take back any more. What
/// they brought stays. Returns whether there may be more.
pub fn remove_old_rows(
    connection: &mut DbConnection,
    publisher: PublisherId,
    until: NaiveDateTime,
) -> QueryResult<bool> {
    let of_rows = imports::table.filter(imports::publisher_id.eq(publisher)).filter(imports::is_of_rows.eq(true));
    let old: Vec<ImportId> = of_rows
        .filter(imports::finished_at.lt(until).assume_not_null())
        .filter(imports::state.eq_any([ImportState::Done, ImportState::Undone]))
        .order(imports::id)
        .limit(REMOVED_AT_ONCE)
        .select(imports::id)
        .load(connection)?;
    diesel::delete(
        import_changes::table
            .filter(import_changes::publisher_id.eq(publisher))
            .filter(import_changes::import_id.eq_any(&old)),
    )
    .execute(connection)?;
    let own = || {
        let own = imports::table.filter(imports::publisher_id.eq(publisher)).filter(imports::id.eq_any(&old));
        own.select(imports::id)
    };
    diesel::delete(refused_lines::table.filter(refused_lines::import_id.eq_any(own()))).execute(connection)?;
    diesel::delete(left_out_cells::table.filter(left_out_cells::import_id.eq_any(own()))).execute(connection)?;
    diesel::delete(imports::table.filter(imports::publisher_id.eq(publisher)).filter(imports::id.eq_any(&old)))
        .execute(connection)?;
    Ok(i64::try_from(old.len()).unwrap_or(i64::MAX) == REMOVED_AT_ONCE)
}

/// Deletes some of what was there before the import. Returns whether there is more.
pub fn delete_changes(connection: &mut DbConnection, publisher: PublisherId, import: ImportId) -> QueryResult<bool> {
    let of_import = import_changes::table
        .filter(import_changes::publisher_id.eq(publisher))
        .filter(import_changes::import_id.eq(import));
    let last: Option<CustomerId> = of_import
        .select(import_changes::customer_id)
        .order(import_changes::customer_id)
        .offset(FORGOTTEN_AT_ONCE)
        .first(connection)
        .optional()?;
    match last {
        Some(last) => diesel::delete(of_import.filter(import_changes::customer_id.le(last))).execute(connection)?,
        None => diesel::delete(of_import).execute(connection)?,
    };
    Ok(last.is_some())
}
