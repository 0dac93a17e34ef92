//! What the first pass over a file finds (see `look.rs`), and the second pass, which reads the facts.

use super::encoding::TextReader;
use super::headers::{self, Column, Role};
use super::kind::ImportKind;
use super::layout::Layout;
use super::line_reader::{FactLine, LineReader};
use super::lines::Lines;
use super::problem::Problem;
use super::refusal::RefusedLine;
use crate::currency::Currency;
use crate::segments::Kind;
use crate::zone::Zones;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Seek};

/// The results of the first pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    pub layout: Layout,
    /// The number of the line with the names of the columns, counted from 1; 0 for the first line that is not blank.
    #[serde(default)]
    pub header_line: u64,
    pub columns: Vec<Column>,
    /// The number of data lines, without blank ones, the header, and what is above it.
    pub lines: u64,
    /// Blank lines below the header.
    #[serde(default)]
    pub blank: u64,
    /// Lines that sum the table up, which are left out like blank ones.
    #[serde(default)]
    pub sums: u64,
    /// The currency of the app.
    #[serde(default)]
    pub currency: Currency,
    /// The zones of its times.
    #[serde(default)]
    pub zones: Zones,
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
    /// What prevents the import of the file with these columns.
    pub fn problem(&self, kind: ImportKind) -> Option<Problem> {
        headers::problem(kind, &self.columns)
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

/// The second pass: reads facts and refused lines in order.
pub struct FactLines<R> {
    lines: Lines<TextReader<R>>,
    reader: LineReader,
}

impl<R: Read + Seek> FactLines<R> {
    /// The lines of a surveyed file after the first `skipped` data lines.
    pub fn open(reader: R, kind: ImportKind, survey: &Survey, skipped: u64) -> io::Result<Self> {
        let mut lines = survey.layout.lines(reader)?;
        while lines.next_line()?.is_some_and(|line| line.number < survey.header_line) {}
        let mut lines = Self { lines, reader: LineReader::new(kind, survey) };
        for _ in 0..skipped {
            lines.next_line()?;
        }
        Ok(lines)
    }

    /// The next line, with its text; `None` at the end of the file.
    pub fn next_line(&mut self) -> io::Result<Option<(String, Result<FactLine, RefusedLine>)>> {
        while let Some(line) = self.lines.next_line()? {
            if let Some(read) = self.reader.read(line.number, &line.text, line.cells) {
                return Ok(Some((line.text, read)));
            }
        }
        Ok(None)
    }

    /// At most `limit` more lines; empty at the end of the file.
    pub fn next_batch(&mut self, limit: usize) -> io::Result<Vec<Result<FactLine, RefusedLine>>> {
        let mut batch = Vec::with_capacity(limit);
        while batch.len() < limit {
            let Some((_, line)) = self.next_line()? else { break };
            batch.push(line);
        }
        Ok(batch)
    }
}

#[cfg(test)]
#[path = "survey_tests.rs"]
mod tests;
