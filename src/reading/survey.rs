//! The first reading of a file, which changes nothing: its layout, its columns with the kinds of the custom ones, and how
//! many lines it has. The second reading gives the facts.

use super::custom::Inference;
use super::encoding::TextReader;
use super::facts::{Fact, FactReader};
use super::headers::{Column, Role, columns};
use super::kind::ImportKind;
use super::layout::Layout;
use super::lines::Lines;
use super::problem::Problem;
use super::refusal::RefusedLine;
use crate::segments::Kind;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Seek};

/// What the first reading found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    pub layout: Layout,
    pub columns: Vec<Column>,
    /// Lines of data: those that are neither blank nor the header.
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

impl Survey {
    /// Reads the whole file in pieces.
    pub fn of(mut reader: impl Read + Seek, kind: ImportKind) -> Result<Self, SurveyError> {
        if is_workbook(&mut reader)? {
            return Err(Problem::Workbook.into());
        }
        let layout = Layout::find(&mut reader)?;
        let mut lines = layout.lines(reader)?;
        let header = lines.next_line()?.ok_or(Problem::Empty)?;
        let cells = header.cells.map_err(|_| Problem::HeaderUnreadable)?;
        let mut columns = columns(kind, cells.iter())?;
        let mut inferences = vec![Inference::default(); columns.len()];
        let mut count = 0;
        while let Some(line) = lines.next_line()? {
            count += 1;
            let Some(cells) = line.cells.ok().filter(|cells| cells.len() == columns.len()) else { continue };
            for (place, inference) in inferences.iter_mut().enumerate() {
                if matches!(columns[place].role, Role::Custom(_)) {
                    inference.see(cells.get(place));
                }
            }
        }
        for (column, inference) in columns.iter_mut().zip(inferences) {
            if let Role::Custom(kind) = &mut column.role {
                *kind = inference.kind();
            }
        }
        Ok(Self { layout, columns, lines: count })
    }

    /// Place, key, name and kind of each custom column.
    pub fn custom_kinds(&self) -> impl Iterator<Item = (usize, String, String, Kind)> {
        self.columns.iter().enumerate().filter_map(|(place, column)| match column.role {
            Role::Custom(kind) => Some((place, column.key(), column.header.clone(), kind)),
            _ => None,
        })
    }

    /// Reads the custom column at `place` as values of `kind`, whatever they looked like.
    pub fn read_custom_as(&mut self, place: usize, kind: Kind) {
        if let Some(Role::Custom(found)) = self.columns.get_mut(place).map(|column| &mut column.role) {
            *found = kind;
        }
    }

    /// The custom columns, each with its place in the file.
    pub fn custom_columns(&self) -> impl Iterator<Item = (usize, &Column)> {
        self.columns.iter().enumerate().filter(|(_, column)| matches!(column.role, Role::Custom(_)))
    }
}

/// Whether the file is a spreadsheet's own: a ZIP archive, or a compound file of older ones.
fn is_workbook(reader: &mut (impl Read + Seek)) -> io::Result<bool> {
    let mut signature = Vec::new();
    reader.take(4).read_to_end(&mut signature)?;
    Ok(signature == *b"PK\x03\x04" || signature == *b"\xd0\xcf\x11\xe0")
}

/// The second reading: facts and refused lines, one after the other.
pub struct FactLines<R> {
    lines: Lines<TextReader<R>>,
    reader: FactReader,
}

impl<R: Read + Seek> FactLines<R> {
    /// The lines of a file that was surveyed, without the first `skipped` ones.
    pub fn open(reader: R, kind: ImportKind, survey: &Survey, skipped: u64) -> io::Result<Self> {
        let mut lines = survey.layout.lines(reader)?;
        for _ in 0..=skipped {
            lines.next_line()?;
        }
        Ok(Self { lines, reader: FactReader::new(kind, survey.columns.clone()) })
    }

    /// At most `limit` further lines; none at the end of the file.
    pub fn next_batch(&mut self, limit: usize) -> io::Result<Vec<Result<Fact, RefusedLine>>> {
        let mut batch = Vec::with_capacity(limit);
        while batch.len() < limit {
            let Some(line) = self.lines.next_line()? else { break };
            let fact = line.cells.and_then(|cells| self.reader.read(&cells));
            batch.push(fact.map_err(|refusal| RefusedLine::new(line.number, &line.text, refusal)));
        }
        Ok(batch)
    }
}

#[cfg(test)]
#[path = "survey_tests.rs"]
mod tests;
