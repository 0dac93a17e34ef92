//! One number for every customer's market, age group, gender and device type together, so that all four breakdowns come of
//! one pass.

use super::codec::{self, Source};
use super::column::Column;
use super::rows::{ROWS, Rows};
use super::simd::{self, SELECTED};
use std::io::{self, Write};
use std::sync::Arc;

/// How many of each of age group, gender and device type have a number: the closed list, and the unknown.
const WIDTHS: [usize; 3] = [6, 4, 8];

/// Cells that one market takes.
const A_MARKET: usize = WIDTHS[0] * WIDTHS[1] * WIDTHS[2];

/// Markets with a number, the unknown among them.
const MOST_MARKETS: usize = (u16::MAX as usize + 1) / A_MARKET;

/// The cells of an app's customers, by chunk. Those of nobody may be any.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    chunks: Vec<Arc<Vec<u16>>>,
}

/// The columns that make a cell: market, age group, gender, device type.
pub type Parts<'a> = [&'a Column; 4];

impl Cells {
    /// Whether every value of these columns has a number: not where markets are very many, nor where a choice of a closed
    /// list has a code off the list.
    pub fn fit(parts: Parts<'_>) -> bool {
        let counts = parts.map(|column| column.dictionary().texts().len());
        counts[0] < MOST_MARKETS && counts[1..].iter().zip(WIDTHS).all(|(count, width)| *count < width)
    }

    /// Numbers the rows of a chunk anew.
    pub fn edit(&mut self, index: usize, rows: impl Iterator<Item = u16>, parts: Parts<'_>) {
        if self.chunks.len() <= index {
            self.chunks.resize(index + 1, Arc::default());
        }
        let cells = Arc::make_mut(&mut self.chunks[index]);
        let chunks = parts.map(|column| column.chunk(index));
        for row in rows {
            if cells.len() <= usize::from(row) {
                cells.resize((usize::from(row) + 1).next_multiple_of(64).min(ROWS), 0);
            }
            // The unknown is 0, and so is what a new row of nobody has.
            let [market, age_group, gender, device] =
                chunks.map(|chunk| chunk.get(row).map_or(0, |number| number as usize + 1));
            let cell = ((market * WIDTHS[0] + age_group) * WIDTHS[1] + gender) * WIDTHS[2] + device;
            cells[usize::from(row)] = cell as u16;
        }
    }

    /// A count of 0 for every cell that can be.
    pub fn counts(parts: Parts<'_>) -> Vec<u32> {
        vec![0; (parts[0].dictionary().texts().len() + 1) * A_MARKET]
    }

    /// Adds how many of the rows have each cell.
    pub fn count(&self, index: usize, rows: &Rows, counts: &mut [u32]) {
        let Some(cells) = self.chunks.get(index) else { return };
        let mut selected = [0; SELECTED + 32];
        for (cells, words) in cells.chunks(SELECTED).zip(rows.0.chunks(SELECTED / 64)) {
            match simd::select_u16(cells, words, &mut selected) {
                Some(count) => selected[..count].iter().for_each(|cell| counts[usize::from(*cell)] += 1),
                None => count_portably(cells, words, counts),
            }
        }
    }

    /// The counts of each column by number, the last being the unknown.
    pub fn by_column(counts: &[u32], parts: Parts<'_>) -> [Vec<u64>; 4] {
        let mut by_column = parts.map(|column| vec![0; column.dictionary().texts().len() + 1]);
        for (cell, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let device = cell % WIDTHS[2];
            let gender = cell / WIDTHS[2] % WIDTHS[1];
            let age_group = cell / (WIDTHS[2] * WIDTHS[1]) % WIDTHS[0];
            let market = cell / A_MARKET;
            for (counts, number) in by_column.iter_mut().zip([market, age_group, gender, device]) {
                let place = number.checked_sub(1).unwrap_or(counts.len() - 1);
                counts[place] += u64::from(*count);
            }
        }
        by_column
    }

    /// Writes the cells as bytes.
    pub fn encode(&self, out: &mut impl Write) -> io::Result<()> {
        codec::write_number(out, self.chunks.len() as i64)?;
        for chunk in &self.chunks {
            codec::write_number(out, chunk.len() as i64)?;
            codec::write_u16(out, chunk)?;
        }
        Ok(())
    }

    /// Reads cells for these columns; `None` where one lies beyond their counts.
    pub fn decode(source: &mut Source<'_>, parts: Parts<'_>) -> Option<Self> {
        let most = Self::fit(parts).then(|| Self::counts(parts).len())?;
        let count = source.count()?;
        let chunk = |_| {
            let rows = source.count().filter(|rows| *rows <= ROWS && rows.is_multiple_of(64))?;
            let cells = codec::read_u16(source, rows)?;
            cells.iter().all(|cell| usize::from(*cell) < most).then(|| Arc::new(cells))
        };
        Some(Self { chunks: (0..count).map(chunk).collect::<Option<_>>()? })
    }

    /// Bytes of memory that the cells take.
    pub fn bytes(&self) -> usize {
        self.chunks.iter().map(|chunk| size_of_val(chunk.as_slice())).sum()
    }
}

fn count_portably(cells: &[u16], words: &[u64], counts: &mut [u32]) {
    for (cells, word) in cells.as_chunks::<64>().0.iter().zip(words) {
        let mut rest = *word;
        while rest != 0 {
            counts[usize::from(cells[rest.trailing_zeros() as usize])] += 1;
            rest &= rest - 1;
        }
    }
}
