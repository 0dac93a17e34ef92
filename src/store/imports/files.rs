//! The stored files of imports, which are removed once their imports have ended.

use super::{ImportState, row};
use crate::ids::{ImportId, PublisherId};
use crate::store::DbConnection;
use crate::store::schema::imports;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

/// An import that has ended and whose file may still exist.
#[derive(Clone, Debug, Queryable)]
pub struct FileToRemove {
    pub publisher: PublisherId,
    pub import: ImportId,
    /// The name that the file is stored under.
    pub word: String,
}

/// The files of all publishers' imports that have ended.
pub fn files_to_remove(connection: &mut DbConnection) -> QueryResult<Vec<FileToRemove>> {
    imports::table
        .filter(imports::state.ne_all([ImportState::Waiting, ImportState::Running]))
        .filter(imports::file_word.is_not_null())
        .select((imports::publisher_id, imports::id, imports::file_word.assume_not_null()))
        .load(connection)
}

/// The size in bytes of the publisher's files that are still stored.
pub fn kept_bytes(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<i64> {
    let kept = imports::table.filter(imports::publisher_id.eq(publisher)).filter(imports::file_word.is_not_null());
    kept.select(sql::<BigInt>("CAST(COALESCE(SUM(bytes_total), 0) AS BIGINT)")).first(connection)
}

/// Records that the import's file is removed.
pub fn forget_file(connection: &mut DbConnection, publisher: PublisherId, import: ImportId) -> QueryResult<()> {
    let row = diesel::update(row(publisher, import)).set(imports::file_word.eq(None::<String>));
    row.execute(connection).map(drop)
}

/// Whether an import refers to the file stored under this name.
pub fn knows_file(connection: &mut DbConnection, word: &str) -> QueryResult<bool> {
    let count: i64 = imports::table.filter(imports::file_word.eq(word)).count().get_result(connection)?;
    Ok(count > 0)
}
