//! Reads a file of people for a known user group: finds the column with their e-mail addresses, or else with their
//! account ids, and what each line says of it. A line that cannot be read is named and costs no other line.

use super::cell;
use super::columns::Field;
use super::headers::Role;
use super::layout::Layout;
use super::lines::Line;
use super::people_columns::{Shape, Table, find_shape, first_address};
use super::problem::Problem;
use super::refusal::{Reason, Refusal, RefusedLine};
use super::signature;
use super::splitter::Cells;
use super::survey::SurveyError;
use crate::addresses::account_as_typed;
use std::io::{Read, Seek};

/// The refused lines that are kept to be shown: as many as anyone reads. The others are counted.
pub const MOST_REFUSED: usize = 100;

/// The most bytes of entries: 20,000 of the longest addresses. It bounds the memory, and the form that shows them.
const MOST_BYTES: usize = 20_000 * 255;

/// The people in a file.
#[derive(Debug, Default)]
pub struct PeopleFile {
    /// The entries as they would be typed, one on each line.
    pub typed: String,
    /// The number of lines with an entry.
    pub lines: usize,
    /// Whether the file has more entries than are read.
    pub is_cut: bool,
    /// The heading of the column; empty if the file has no headings.
    pub column: String,
    /// Whether any entry has an `@`.
    pub has_addresses: bool,
    /// The lines of the table that have nothing in the column.
    pub without: u64,
    /// The first lines that cannot be read, and the number of all of them.
    pub refused: Vec<RefusedLine>,
    pub refused_count: u64,
}

/// Reads the file in pieces, until `most` lines with an entry are found. A column of account ids comes before one of
/// addresses if `are_accounts`.
pub fn read(mut reader: impl Read + Seek, most: usize, are_accounts: bool) -> Result<PeopleFile, SurveyError> {
    if let Some(problem) = signature::problem_of(&mut reader)? {
        return Err(problem.into());
    }
    let layout = Layout::find(&mut reader)?;
    let shape = find_shape(&mut layout.lines(&mut reader)?, are_accounts)?;
    let mut file = PeopleFile { column: shape.heading().to_owned(), ..PeopleFile::default() };
    let mut lines = layout.lines(&mut reader)?;
    while let Some(line) = lines.next_line()? {
        if line.number <= shape.header_line() {
            continue;
        }
        if file.lines >= most || file.typed.len() >= MOST_BYTES {
            file.is_cut = true;
            break;
        }
        file.take(line, &shape);
    }
    if file.lines == 0 && file.without == 0 && file.refused_count == 0 {
        return Err(Problem::Empty.into());
    }
    Ok(file)
}

impl PeopleFile {
    fn take(&mut self, line: Line, shape: &Shape) {
        let Line { number, text, cells, .. } = line;
        let read = cells.and_then(|cells| match shape {
            // A line of a list is as it would be typed, with names and several entries.
            Shape::List => Ok(Some(text.replace('\n', " "))),
            Shape::Table(table) => entry(&cells, table),
        });
        match read {
            Ok(Some(entry)) => {
                self.has_addresses |= entry.contains('@');
                self.lines += 1;
                self.typed.push_str(&entry);
                self.typed.push('\n');
            }
            Ok(None) => self.without += 1,
            Err(refusal) => {
                self.refused_count += 1;
                if self.refused.len() < MOST_REFUSED {
                    self.refused.push(RefusedLine::new(number, &text, refusal).shortened());
                }
            }
        }
    }
}

/// The entry of a record of a table, as it would be typed; `None` if it has none.
fn entry(cells: &Cells, table: &Table) -> Result<Option<String>, Refusal> {
    let Table { place, columns, has_accounts, accounts, .. } = *table;
    if !cells.fit(columns) || cells.len() <= place {
        return Err(Refusal::of_line(Reason::Ragged).with_found(cells.len()).with_limit(columns));
    }
    let heading = table.heading.as_str();
    let account = |place: usize| match cell::value(cells.get(place), &Role::Known(Field::AccountId)) {
        Some(value) if cell::is_damaged_number(&value) => Err(Refusal::of_cell(Reason::DamagedNumber, heading, &value)),
        value => Ok(value.map(|value| account_as_typed(&value).into_owned())),
    };
    if has_accounts {
        return account(place);
    }
    let Some(value) = cell::value(cells.get(place), &Role::Known(Field::Email)) else {
        return accounts.map_or(Ok(None), account);
    };
    if let Some(address) = first_address(&value) {
        return Ok(Some(address));
    }
    // One word is an address with a fault, which can be corrected as an entry, or an account id, as exports have it there.
    let is_one_word = !value.contains(|one: char| one.is_whitespace() || matches!(one, ',' | ';'));
    if is_one_word { Ok(Some(value.into_owned())) } else { Err(Refusal::of_cell(Reason::Email, heading, &value)) }
}

#[cfg(test)]
#[path = "people_tests.rs"]
mod tests;
