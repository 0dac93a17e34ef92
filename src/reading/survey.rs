//! The first pass over a file, which changes nothing: it finds the layout, the columns with the kinds of custom ones,
//! and the number of lines. The second pass reads the facts.

use super::cell;
use super::custom::Inference;
use super::encoding::TextReader;
use super::facts::{Fact, FactReader, ReadFact};
use super::fields::DateCensus;
use super::headers::{Column, Role, columns};
use super::kind::ImportKind;
use super::layout::Layout;
use super::lines::Lines;
use super::problem::Problem;
use super::refusal::{LeftOutCell, Refusal, RefusedLine};
use crate::segments::Kind;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Seek};

/// The results of the first pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    pub layout: Layout,
    pub columns: Vec<Column>,
    /// The number of data lines, without blank ones and the header.
    pub lines: u64,
}

/// Why a file could not be surveyed.
#[derive(Debug, thiserror::Error)]
pub enum SurveyError {
    #[error("the file cannot be taken in: {0}")]
    Problem(#[from] Problem),
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
}

/// A column that becomes a custom attribute.
#[derive(Clone, Debug)]
pub struct CustomColumn {
    /// Its place in the file.
    pub place: usize,
    /// The key of the attribute in its app.
    pub key: String,
    pub name: String,
    pub kind: Kind,
}

impl Survey {
    /// Reads the whole file, in pieces.
    pub fn of(mut reader: impl Read + Seek, kind: ImportKind) -> Result<Self, SurveyError> {
        if is_workbook(&mut reader)? {
            return Err(Problem::Workbook.into());
        }
        let layout = Layout::find(&mut reader)?;
        let mut lines = layout.lines(reader)?;
        let header = lines.next_line()?.ok_or(Problem::Empty)?;
        let cells = header.cells.map_err(|_| Problem::HeaderUnreadable)?;
        let mut columns = columns(kind, cells.iter())?;
        let mut seen = vec![Seen::default(); columns.len()];
        let mut count = 0;
        while let Some(line) = lines.next_line()? {
            count += 1;
            let Some(cells) = line.cells.ok().filter(|cells| cells.fit(columns.len())) else { continue };
            for (place, seen) in seen.iter_mut().enumerate() {
                seen.see(&columns[place].role, cells.get(place));
            }
        }
        for (column, seen) in columns.iter_mut().zip(seen) {
            seen.decide(column);
        }
        Ok(Self { layout, columns, lines: count })
    }

    /// The custom columns.
    pub fn custom_columns(&self) -> impl Iterator<Item = CustomColumn> {
        self.columns.iter().enumerate().filter_map(|(place, column)| match column.role {
            Role::Custom(kind) => Some(CustomColumn { place, key: column.key(), name: column.header.clone(), kind }),
            Role::Known(_) | Role::Ignored => None,
        })
    }

    /// Makes the second pass read the custom column at index `place` as values of `kind`, whatever the first pass
    /// found.
    pub fn read_custom_as(&mut self, place: usize, kind: Kind) {
        if let Some(Role::Custom(found)) = self.columns.get_mut(place).map(|column| &mut column.role) {
            *found = kind;
        }
    }
}

/// What the cells of a column say about it as a whole.
#[derive(Clone, Default)]
struct Seen {
    inference: Inference,
    dates: DateCensus,
}

impl Seen {
    fn see(&mut self, role: &Role, cell: &str) {
        match role {
            Role::Custom(_) => {
                // Of a word such as "none" among numbers, the column is still one of numbers.
                if let Some(value) = cell::value(cell, &Role::Custom(Kind::Number)) {
                    self.inference.see(&value);
                    self.dates.see(&value);
                }
            }
            Role::Known(field) if field.is_date() => {
                if let Some(value) = cell::value(cell, role) {
                    self.dates.see(&value);
                }
            }
            Role::Known(_) | Role::Ignored => {}
        }
    }

    fn decide(self, column: &mut Column) {
        column.date_order = self.dates.order();
        if let Role::Custom(kind) = &mut column.role {
            *kind = self.inference.kind(column.date_order);
        }
    }
}

/// Whether the file is a workbook of a spreadsheet program: a ZIP archive, or a compound file of older versions.
fn is_workbook(reader: &mut (impl Read + Seek)) -> io::Result<bool> {
    let mut signature = Vec::new();
    reader.take(4).read_to_end(&mut signature)?;
    Ok(signature == *b"PK\x03\x04" || signature == *b"\xd0\xcf\x11\xe0")
}

/// A line that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactLine {
    /// The number of the line where the record starts, counted from 1.
    pub number: u64,
    pub fact: Fact,
    /// The cells that were left out, with the indexes of their columns.
    pub left_out: Vec<(usize, Refusal)>,
}

impl FactLine {
    /// The fact, and the cells that were left out.
    pub fn split(self) -> (Fact, impl Iterator<Item = LeftOutCell>) {
        let line = self.number;
        (self.fact, self.left_out.into_iter().map(move |(place, refusal)| LeftOutCell { line, place, refusal }))
    }
}

/// The second pass: reads facts and refused lines in order.
pub struct FactLines<R> {
    lines: Lines<TextReader<R>>,
    reader: FactReader,
}

impl<R: Read + Seek> FactLines<R> {
    /// The lines of a surveyed file after the first `skipped` data lines.
    pub fn open(reader: R, kind: ImportKind, survey: &Survey, skipped: u64) -> io::Result<Self> {
        let mut lines = survey.layout.lines(reader)?;
        for _ in 0..=skipped {
            lines.next_line()?;
        }
        Ok(Self { lines, reader: FactReader::new(kind, survey.columns.clone()) })
    }

    /// At most `limit` more lines; empty at the end of the file.
    pub fn next_batch(&mut self, limit: usize) -> io::Result<Vec<Result<FactLine, RefusedLine>>> {
        let mut batch = Vec::with_capacity(limit);
        while batch.len() < limit {
            let Some(line) = self.lines.next_line()? else { break };
            let read = line.cells.and_then(|cells| self.reader.read(&cells));
            let read = read.map(|ReadFact { fact, left_out }| FactLine { number: line.number, fact, left_out });
            batch.push(read.map_err(|refusal| RefusedLine::new(line.number, &line.text, refusal)));
        }
        Ok(batch)
    }
}

#[cfg(test)]
#[path = "survey_tests.rs"]
mod tests;
