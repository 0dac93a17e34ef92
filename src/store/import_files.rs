//! Files of imports in the database, in chunks, so that any replica can read a file that was uploaded to another one.

use super::DbConnection;
use super::schema::{import_chunks, import_drafts, imports};
use crate::on_either;
use chrono::NaiveDateTime;
use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::BigInt;

/// Bytes in a chunk: 1 MiB is written in a few milliseconds and takes little memory.
pub const CHUNK: usize = 1 << 20;

/// Whether files are stored in this database. SQLite is on one machine's disk anyway; its installations keep the files
/// in the data folder.
pub const fn are_kept_here(connection: &DbConnection) -> bool {
    matches!(connection, DbConnection::Postgresql(_))
}

/// Stores a chunk of a file; chunks count from 0.
pub fn add_chunk(
    connection: &mut DbConnection,
    word: &str,
    number: i32,
    bytes: &[u8],
    now: NaiveDateTime,
) -> QueryResult<()> {
    let row = (
        import_chunks::file_word.eq(word),
        import_chunks::number.eq(number),
        import_chunks::bytes.eq(bytes),
        import_chunks::created_at.eq(now),
    );
    on_either!(connection, inner => diesel::insert_into(import_chunks::table).values(row).execute(inner)).map(drop)
}

/// A chunk of a file; `None` after the last one.
pub fn chunk(connection: &mut DbConnection, word: &str, number: i32) -> QueryResult<Option<Vec<u8>>> {
    import_chunks::table.find((word, number)).select(import_chunks::bytes).first(connection).optional()
}

/// The length of a file in bytes; `None` if it is not stored here.
pub fn length(connection: &mut DbConnection, word: &str) -> QueryResult<Option<i64>> {
    let chunks = import_chunks::table.filter(import_chunks::file_word.eq(word));
    let count: i64 = chunks.select(count_star()).first(connection)?;
    let bytes = sql::<BigInt>("CAST(COALESCE(SUM(LENGTH(bytes)), 0) AS BIGINT)");
    let length = import_chunks::table.filter(import_chunks::file_word.eq(word)).select(bytes).first(connection)?;
    Ok((count > 0).then_some(length))
}

/// Removes a file.
pub fn remove(connection: &mut DbConnection, word: &str) -> QueryResult<()> {
    diesel::delete(import_chunks::table.filter(import_chunks::file_word.eq(word))).execute(connection).map(drop)
}

/// Removes the chunks from before `moment` that belong to no import and no draft.
pub fn remove_unknown(connection: &mut DbConnection, moment: NaiveDateTime) -> QueryResult<usize> {
    let known = imports::table.filter(imports::file_word.is_not_null()).select(imports::file_word.assume_not_null());
    let unknown = import_chunks::table
        .filter(import_chunks::created_at.lt(moment))
        .filter(import_chunks::file_word.ne_all(known))
        .filter(import_chunks::file_word.ne_all(import_drafts::table.select(import_drafts::file_word)));
    diesel::delete(unknown).execute(connection)
}
