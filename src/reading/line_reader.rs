//! Reads single lines of a surveyed file.

use super::facts::{Fact, FactReader, ReadFact};
use super::kind::ImportKind;
use super::refusal::{Refusal, RefusedLine};
use super::splitter::{Cells, Splitter};
use super::sums::is_sum;
use super::survey::Survey;

/// A line that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactLine {
    /// The number of the line where the record starts, counted from 1.
    pub number: u64,
    /// The line as in the file.
    pub text: String,
    pub fact: Fact,
    /// The cells that were left out, with the indexes of their columns.
    pub left_out: Vec<(usize, Refusal)>,
}

/// Reads the lines of one file.
pub struct LineReader {
    splitter: Splitter,
    reader: FactReader,
}

impl LineReader {
    pub fn new(kind: ImportKind, survey: &Survey) -> Self {
        let splitter = Splitter::new(u8::try_from(survey.layout.separator).unwrap_or(b','));
        Self { splitter, reader: FactReader::new(kind, survey.columns.clone(), survey.currency, survey.zones) }
    }

    /// Reads a line that was split into these cells; `None` if it sums the table up.
    pub fn read(
        &self,
        number: u64,
        text: &str,
        cells: Result<Cells, Refusal>,
    ) -> Option<Result<FactLine, RefusedLine>> {
        let cells = match cells {
            Ok(cells) if is_sum(&cells, self.reader.columns()) => return None,
            cells => cells,
        };
        let read = cells.and_then(|cells| self.reader.read(&cells));
        let line = |ReadFact { fact, left_out }| FactLine { number, text: text.to_owned(), fact, left_out };
        Some(read.map(line).map_err(|refusal| RefusedLine::new(number, text, refusal)))
    }

    /// Reads a line again that was read as a fact before.
    pub fn read_again(&mut self, number: u64, text: &str) -> Option<Result<FactLine, RefusedLine>> {
        self.splitter.start(text);
        let cells = self.splitter.cells();
        self.read(number, text, Ok(cells))
    }
}
