//! The cells that imports left out of lines, because they could not be read.

use crate::ids::{ImportId, PublisherId};
use crate::insert;
use crate::reading::facts::limit;
use crate::reading::headers::{Column, Role};
use crate::reading::lines::MAX_CELL;
use crate::reading::{LeftOutCell, Reason, Refusal};
use crate::store::DbConnection;
use crate::store::schema::{imports, left_out_cells};
use diesel::dsl::{count_star, min};
use diesel::prelude::*;

/// Cells of one column that were left out for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOutGroup {
    /// The column's index in the file.
    pub place: usize,
    pub reason: Reason,
    /// How many of the stored cells.
    pub cells: i64,
    /// The first of them.
    pub first_line: i64,
    pub first_value: String,
}

impl LeftOutGroup {
    /// The reason, with the first value, in a file with these columns.
    pub fn refusal(&self, columns: &[Column]) -> Refusal {
        let column = columns.get(self.place);
        let limit = match column.map(|column| &column.role) {
            Some(Role::Known(field)) => limit(*field),
            _ => MAX_CELL,
        };
        let header = column.map_or("", |column| column.header.as_str());
        Refusal::of_cell(self.reason, header, &self.first_value).with_limit(limit)
    }
}

/// Stores cells that were left out.
pub(super) fn keep(connection: &mut DbConnection, import: ImportId, cells: &[LeftOutCell]) -> QueryResult<()> {
    let rows: Vec<_> = cells
        .iter()
        .map(|cell| {
            (
                left_out_cells::import_id.eq(import),
                left_out_cells::line_number.eq(i64::try_from(cell.line).unwrap_or(i64::MAX)),
                left_out_cells::place.eq(i32::try_from(cell.place).unwrap_or(i32::MAX)),
                left_out_cells::reason.eq(cell.refusal.reason.word()),
                left_out_cells::value.eq(&cell.refusal.value),
            )
        })
        .collect();
    insert!(connection, left_out_cells::table, rows);
    Ok(())
}

/// The cells left out of the publisher's import by column and reason, the most frequent first.
pub fn groups(
    connection: &mut DbConnection,
    publisher: PublisherId,
    import: ImportId,
) -> QueryResult<Vec<LeftOutGroup>> {
    let of_import = left_out_cells::table
        .inner_join(imports::table)
        .filter(left_out_cells::import_id.eq(import))
        .filter(imports::publisher_id.eq(publisher));
    let counted: Vec<(i32, String, i64, Option<i64>)> = of_import
        .group_by((left_out_cells::place, left_out_cells::reason))
        .select((left_out_cells::place, left_out_cells::reason, count_star(), min(left_out_cells::line_number)))
        .load(connection)?;
    let mut groups = Vec::with_capacity(counted.len());
    for (place, reason, cells, first_line) in counted {
        let first_line = first_line.unwrap_or_default();
        let first_value = of_import
            .filter(left_out_cells::line_number.eq(first_line))
            .filter(left_out_cells::place.eq(place))
            .select(left_out_cells::value)
            .first(connection)?;
        let Some(reason) = Reason::from_word(&reason) else { continue };
        let place = usize::try_from(place).unwrap_or_default();
        groups.push(LeftOutGroup { place, reason, cells, first_line, first_value });
    }
    groups.sort_by_key(|group| (std::cmp::Reverse(group.cells), group.place));
    Ok(groups)
}
