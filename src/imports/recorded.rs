//! What the audit log says of imports: their files, apps and sums.

use crate::audit::{Author, Changes, Field};
use crate::store::imports::Import;
use crate::store::{DbConnection, QueryResult, apps};

/// What an import is about.
pub(super) fn described(connection: &mut DbConnection, import: &Import) -> QueryResult<Changes> {
    let app = apps::find_of(connection, import.publisher_id, import.app_id)?.map(|app| app.name);
    Ok(Changes::none().has(Field::App, app).has(Field::Kind, import.kind.word()).has(Field::Bytes, import.bytes_total))
}

/// The sums of an import that has ended.
pub(super) fn sums(import: &Import) -> Changes {
    with_sums(Changes::none(), import)
}

/// These fields and the sums of an import that has ended.
pub(super) fn with_sums(changes: Changes, import: &Import) -> Changes {
    let sums = [
        (Field::LinesNew, import.lines_new),
        (Field::LinesChanged, import.lines_changed),
        (Field::LinesUnchanged, import.lines_unchanged),
        (Field::LinesRepeated, import.lines_repeated),
        (Field::LinesRefused, import.lines_refused),
        (Field::CellsLeftOut, import.cells_left_out),
        (Field::CustomersNew, import.customers_new),
    ];
    let all = changes.has(Field::Lines, import.lines_total);
    sums.into_iter().filter(|(_, count)| *count > 0).fold(all, |all, (field, count)| all.has(field, count))
}

/// Who works on an import: a job, or the command that has its file.
pub(super) fn worker(import: &Import) -> Author {
    match (import.user_id, import.token_id) {
        (None, None) => Author::command(import.publisher_id),
        _ => Author::job(import.publisher_id),
    }
}
