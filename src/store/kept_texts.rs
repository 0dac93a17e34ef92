//! Texts that imports keep as they were sent: refused lines, and cells that were left out. They are looked through import
//! by import and in slices, since a large file may have a million of them.

use super::DbConnection;
use super::group_lists::contains_pattern;
use super::schema::{imports, left_out_cells, refused_lines};
use crate::ids::{ImportId, PublisherId};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// Lines that are read at once: some megabytes of usual ones.
const SLICE: i64 = 10_000;

/// A stored line that was refused, or a cell that was left out.
#[derive(Clone, Debug, Queryable)]
pub struct Stored {
    pub import: ImportId,
    pub file_name: String,
    pub line: i64,
    pub text: String,
}

/// Which texts a database is asked for. It knows the lower case of ASCII letters only.
#[derive(Clone, Copy, Debug)]
pub enum Sought<'a> {
    /// Those that contain this text of ASCII letters, whatever its case.
    Containing(&'a str),
    /// Those with any letter that is not ASCII.
    BeyondAscii,
}

/// How much an import has kept as it was sent, since it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable)]
pub struct Keeping {
    pub import: ImportId,
    lines: i64,
    cells: i64,
}

/// The publisher's imports that have kept anything.
pub fn keeping(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Vec<Keeping>> {
    imports::table
        .filter(imports::publisher_id.eq(publisher))
        .filter(imports::lines_refused.gt(0).or(imports::cells_left_out.gt(0)))
        .order(imports::id)
        .select((imports::id, imports::lines_refused, imports::cells_left_out))
        .load(connection)
}

/// Those of the next refused lines of the publisher's import after this one that are sought, and the line after which it goes on;
/// `None` after the last.
pub fn refused_lines(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (import, after): (ImportId, i64),
    sought: &[Sought<'_>],
) -> QueryResult<(Vec<Stored>, Option<i64>)> {
    let lines = || {
        refused_lines::table
            .inner_join(imports::table)
            .filter(imports::publisher_id.eq(publisher))
            .filter(refused_lines::import_id.eq(import))
            .filter(refused_lines::line_number.gt(after))
    };
    let last = lines().order(refused_lines::line_number).offset(SLICE - 1).select(refused_lines::line_number);
    let last: Option<i64> = last.first(connection).optional()?;
    let mut found: Vec<Stored> = Vec::new();
    for sought in sought {
        let mut slice = lines().into_boxed();
        if let Some(last) = last {
            slice = slice.filter(refused_lines::line_number.le(last));
        }
        let slice = match sought {
            Sought::Containing(text) => {
                slice.filter(lower(refused_lines::text).like(contains_pattern(text)).escape('\\'))
            }
            Sought::BeyondAscii => {
                slice.filter(sql::<Bool>("octet_length(refused_lines.text) <> length(refused_lines.text)"))
            }
        };
        let columns = (refused_lines::import_id, imports::file_name, refused_lines::line_number, refused_lines::text);
        found.extend(slice.select(columns).load::<Stored>(connection)?);
    }
    Ok((found, last))
}

/// Those of the cells that the publisher's import left out that are sought, with the index of their column. An import keeps few
/// enough of them to be looked through at once.
pub fn left_out_cells(
    connection: &mut DbConnection,
    publisher: PublisherId,
    import: ImportId,
    sought: &[Sought<'_>],
) -> QueryResult<Vec<(Stored, i32)>> {
    let mut found: Vec<(Stored, i32)> = Vec::new();
    for sought in sought {
        let cells = left_out_cells::table
            .inner_join(imports::table)
            .filter(imports::publisher_id.eq(publisher))
            .filter(left_out_cells::import_id.eq(import))
            .into_boxed();
        let cells = match sought {
            Sought::Containing(text) => {
                cells.filter(lower(left_out_cells::value).like(contains_pattern(text)).escape('\\'))
            }
            Sought::BeyondAscii => {
                cells.filter(sql::<Bool>("octet_length(left_out_cells.value) <> length(left_out_cells.value)"))
            }
        };
        let stored =
            (left_out_cells::import_id, imports::file_name, left_out_cells::line_number, left_out_cells::value);
        found.extend(cells.select((stored, left_out_cells::place)).load::<(Stored, i32)>(connection)?);
    }
    Ok(found)
}

#[diesel::declare_sql_function]
extern "SQL" {
    /// The text in lower case.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}
