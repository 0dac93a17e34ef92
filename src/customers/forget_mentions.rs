//! Forgets what imports kept as it was sent that names a person: in slices before she is erased, so that nobody waits for a million
//! lines, and in the transaction that erases her what came in meanwhile.

use super::mentions::{self, Mentions, Person};
use crate::ids::PublisherId;
use crate::state::State;
use crate::store::imports::{Obstacles, RefusedGroup};
use crate::store::kept_texts::{Keeping, Stored};
use crate::store::{DbConnection, QueryResult, StoreError, erased};

/// Lines or cells that are deleted in one transaction: some tens of milliseconds.
const SLICE: usize = 500;

/// Forgets what names the person. Returns how much imports had kept when it was looked through, for [`rest`]. Broken off, it is done
/// again with the erasure.
pub(super) fn in_slices(state: &State, publisher: PublisherId, person: &Person) -> Result<Vec<Keeping>, StoreError> {
    let (found, before) = mentions::find(&state.database, publisher, person)?;
    for lines in found.lines.chunks(SLICE) {
        state.database.write_now(|connection| delete_lines(connection, publisher, lines))?;
    }
    for cells in found.cells.chunks(SLICE) {
        state.database.write_now(|connection| delete_cells(connection, publisher, cells))?;
    }
    Ok(before)
}

/// Forgets what has come in since [`in_slices`], and what the summaries of imports repeat of the person. The caller holds
/// [`crate::store::Lock::Facts`], so that no import adds more.
pub(super) fn rest(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (person, before): (&Person, &[Keeping]),
) -> QueryResult<()> {
    let Mentions { lines, cells } = mentions::find_since(connection, publisher, person, before)?;
    delete_lines(connection, publisher, &lines)?;
    delete_cells(connection, publisher, &cells)?;
    for (import, reasons) in erased::reasons(connection, publisher)? {
        let Ok(mut groups) = serde_json::from_str::<Vec<RefusedGroup>>(&reasons) else { continue };
        let naming = groups.iter_mut().filter(|group| person.is_in(&group.refusal.value));
        if naming.map(|group| group.refusal.value = String::from("…")).count() > 0 {
            let reasons = serde_json::json!(groups).to_string();
            erased::set_reasons(connection, publisher, import, &reasons)?;
        }
    }
    for (import, obstacles) in erased::obstacles(connection, publisher)? {
        let Ok(mut found) = serde_json::from_str::<Obstacles>(&obstacles) else { continue };
        found.imports.iter_mut().for_each(|standing| standing.accounts.retain(|account| !person.is_in(account)));
        let found = serde_json::json!(found).to_string();
        erased::set_obstacles(connection, publisher, import, &found)?;
    }
    Ok(())
}

fn delete_lines(connection: &mut DbConnection, publisher: PublisherId, lines: &[Stored]) -> QueryResult<()> {
    lines.iter().try_for_each(|line| erased::delete_refused_line(connection, publisher, line.import, line.line))
}

fn delete_cells(connection: &mut DbConnection, publisher: PublisherId, cells: &[(Stored, i32)]) -> QueryResult<()> {
    let delete = |(cell, place): &(Stored, i32)| {
        erased::delete_left_out_cell(connection, publisher, (cell.import, cell.line, *place))
    };
    cells.iter().try_for_each(delete)
}
