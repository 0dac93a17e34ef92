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

/// The publisher's refused lines for which `is_wanted` holds, of those that are sought.
pub fn refused_lines(
    connection: &mut DbConnection,
    publisher: PublisherId,
    sought: Sought<'_>,
    is_wanted: impl Fn(&str) -> bool,
) -> QueryResult<Vec<Stored>> {
    let importing = imports::table.filter(imports::publisher_id.eq(publisher)).filter(imports::lines_refused.gt(0));
    let mut found: Vec<Stored> = Vec::new();
    for import in importing.select(imports::id).order(imports::id).load::<ImportId>(connection)? {
        let mut after = i64::MIN;
        loop {
            let lines = refused_lines::table
                .inner_join(imports::table)
                .filter(imports::publisher_id.eq(publisher))
                .filter(refused_lines::import_id.eq(import))
                .filter(refused_lines::line_number.gt(after))
                .into_boxed();
            let lines = match sought {
                Sought::Containing(text) => {
                    lines.filter(lower(refused_lines::text).like(contains_pattern(text)).escape('\\'))
                }
                Sought::BeyondAscii => {
                    lines.filter(sql::<Bool>("octet_length(refused_lines.text) <> length(refused_lines.text)"))
                }
            };
            let slice: Vec<Stored> = lines
                .order(refused_lines::line_number)
                .limit(SLICE)
                .select((refused_lines::import_id, imports::file_name, refused_lines::line_number, refused_lines::text))
                .load(connection)?;
            let Some(last) = slice.last() else { break };
            after = last.line;
            found.extend(slice.into_iter().filter(|line| is_wanted(&line.text)));
        }
    }
    Ok(found)
}

/// The publisher's cells that imports left out, with the index of their column, for which `is_wanted` holds, of those that
/// are sought. An import keeps few enough of them to be read at once.
pub fn left_out_cells(
    connection: &mut DbConnection,
    publisher: PublisherId,
    sought: Sought<'_>,
    is_wanted: impl Fn(&str) -> bool,
) -> QueryResult<Vec<(Stored, i32)>> {
    let importing = imports::table.filter(imports::publisher_id.eq(publisher)).filter(imports::cells_left_out.gt(0));
    let mut found: Vec<(Stored, i32)> = Vec::new();
    for import in importing.select(imports::id).order(imports::id).load::<ImportId>(connection)? {
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
        let cells: Vec<(Stored, i32)> = cells.select((stored, left_out_cells::place)).load(connection)?;
        found.extend(cells.into_iter().filter(|(cell, _)| is_wanted(&cell.text)));
    }
    Ok(found)
}

#[diesel::declare_sql_function]
extern "SQL" {
    /// The text in lower case.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}
