//! Deletes what is kept of the file of an import that has ended: refused lines, cells that were left out, the names of its
//! columns, and what was there before it.

use super::undo::delete_changes;
use super::{Import, ImportState, row};
use crate::ids::{ImportId, PublisherId, UserId};
use crate::store::DbConnection;
use crate::store::schema::{import_drafts, imports, left_out_cells, refused_lines};
use chrono::NaiveDateTime;
use diesel::dsl::exists;
use diesel::prelude::*;

/// Refused lines that are deleted in one transaction: each may have thousands of characters.
const LINES_AT_ONCE: i64 = 5_000;

/// Has everything deleted that is kept of the import's file. What is in the import's own row goes at once, the rest by
/// [`delete_slice`].
pub fn delete_file(
    connection: &mut DbConnection,
    publisher: PublisherId,
    import: ImportId,
    user: Option<UserId>,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::update(row(publisher, import))
        .set((
            imports::file_deleted_at.eq(now),
            imports::file_deleted_by.eq(user),
            imports::detected.eq(None::<String>),
            imports::chosen.eq(None::<String>),
            imports::refused_groups.eq(None::<String>),
            imports::undo_obstacles.eq(None::<String>),
        ))
        .execute(connection)?;
    let draft = import_drafts::table
        .filter(import_drafts::publisher_id.eq(publisher))
        .filter(import_drafts::import_id.eq(import));
    diesel::update(draft).set(import_drafts::chosen.eq("")).execute(connection).map(drop)
}

/// Deletes some of what is kept of the import's file beside its row. Returns whether there may be more.
pub fn delete_slice(connection: &mut DbConnection, publisher: PublisherId, import: ImportId) -> QueryResult<bool> {
    macro_rules! delete_lines {
        ($table:ident) => {
            let own = imports::table.filter(imports::id.eq(import)).filter(imports::publisher_id.eq(publisher));
            let lines = $table::table.filter($table::import_id.eq(import)).filter(exists(own));
            let numbers = lines.order($table::line_number).select($table::line_number);
            let last: Option<i64> = numbers.offset(LINES_AT_ONCE).first(connection).optional()?;
            if let Some(last) = last {
                return diesel::delete(lines.filter($table::line_number.le(last))).execute(connection).map(|_| true);
            }
            diesel::delete(lines).execute(connection)?;
        };
    }
    delete_lines!(refused_lines);
    delete_lines!(left_out_cells);
    delete_changes(connection, publisher, import)
}

/// The most imports that are named to whoever makes them impossible to undo: pages name fifty and count the others.
const MOST_NAMED: i64 = 10_000;

/// The publisher's imports that ended after `since` and were created before `until`, as far as they brought anything that
/// could be taken back, the newest first, at most [`MOST_NAMED`].
pub fn undoable_since(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (since, until): (NaiveDateTime, NaiveDateTime),
) -> QueryResult<Vec<Import>> {
    imports::table
        .filter(imports::publisher_id.eq(publisher))
        .filter(imports::file_deleted_at.is_null())
        .filter(imports::state.eq_any([ImportState::Done, ImportState::Failed]))
        .filter((imports::lines_new + imports::lines_changed).gt(0))
        .filter(imports::finished_at.ge(since).assume_not_null())
        .filter(imports::created_at.le(until))
        .order(imports::id.desc())
        .limit(MOST_NAMED)
        .select(Import::as_select())
        .load(connection)
}
