//! The lines of a batch: their facts, and what is refused or left out of them, by the reader or when they are stored.

use crate::reading::combine::LeftOutOfFact;
use crate::reading::facts::CellOfFact;
use crate::reading::headers::{Column, Role};
use crate::reading::line_reader::FactLine;
use crate::reading::{Fact, LeftOutCell, Reason, Refusal, RefusedLine};
use crate::store::facts::{Fate, Taken};
use std::collections::{HashMap, HashSet};

/// Lines that were read.
#[derive(Default)]
pub struct Batch {
    /// A fact for each line that could be read.
    pub facts: Vec<Fact>,
    /// The number and the text of each of these lines.
    lines: Vec<(u64, String)>,
    /// The cells that were left out of each of these lines.
    left_out: Vec<(usize, LeftOutCell)>,
    refused: Vec<RefusedLine>,
}

/// What of a batch is not stored.
pub struct NotStored {
    pub lines: Vec<RefusedLine>,
    pub cells: Vec<LeftOutCell>,
}

impl Batch {
    pub fn of(lines: Vec<Result<FactLine, RefusedLine>>) -> Self {
        let mut batch = Self::default();
        for line in lines {
            match line {
                Ok(FactLine { number: line, text, fact, left_out }) => {
                    let cells = left_out.into_iter().map(|(place, refusal)| LeftOutCell { line, place, refusal });
                    batch.left_out.extend(cells.map(|cell| (batch.facts.len(), cell)));
                    batch.facts.push(fact);
                    batch.lines.push((line, text));
                }
                Err(line) => batch.refused.push(line),
            }
        }
        batch
    }

    /// The outcome of each line with a fact, by the number of the line; `None` for one that is about the same as an earlier
    /// one. Lines that were refused are not among them.
    pub fn fates(&self, taken: &Taken) -> HashMap<u64, Option<Fate>> {
        let refused: HashSet<usize> = taken.refused.iter().map(|refused| refused.index).collect();
        let first: HashMap<usize, Fate> = taken.fates.iter().copied().collect();
        let lines = self.lines.iter().enumerate().filter(|(index, _)| !refused.contains(index));
        lines.map(|(index, (number, _))| (*number, first.get(&index).copied())).collect()
    }

    /// The lines and cells that are not stored, in a file with these columns, after the facts were taken or compared.
    pub fn not_stored(&self, taken: &Taken, columns: &[Column]) -> NotStored {
        let refused: HashSet<usize> = taken.refused.iter().map(|refused| refused.index).collect();
        let lines = taken.refused.iter().filter_map(|refused| {
            let (number, text) = self.lines.get(refused.index)?;
            Some(RefusedLine::new(*number, text, refused.refusal.clone()))
        });
        let cells = self.left_out.iter().filter(|(index, _)| !refused.contains(index)).map(|(_, cell)| cell.clone());
        let contradicting = taken.left_out.iter().filter_map(|left_out| self.cell(left_out, columns));
        NotStored {
            lines: self.refused.iter().cloned().chain(lines).collect(),
            cells: cells.chain(contradicting).collect(),
        }
    }

    fn cell(&self, left_out: &LeftOutOfFact, columns: &[Column]) -> Option<LeftOutCell> {
        let (line, _) = self.lines.get(left_out.index)?;
        let place = match left_out.cell {
            CellOfFact::Custom(place) => place,
            CellOfFact::Known(field) => columns.iter().position(|column| column.role == Role::Known(field))?,
        };
        let refusal = Refusal::of_cell(Reason::LinesDiffer, &columns.get(place)?.header, &left_out.value);
        Some(LeftOutCell { line: *line, place, refusal })
    }
}
