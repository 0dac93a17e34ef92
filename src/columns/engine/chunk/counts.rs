//! Counts rows by their value in a chunk.

use super::{Cells, Chunk, Found};
use crate::columns::engine::rows::Rows;
use crate::columns::engine::simd::Cell;
use crate::columns::engine::tally::{self, Tally};

impl Chunk {
    /// Adds `rows` to the tally by value.
    pub fn tally(&self, rows: &Rows, tally: &mut Tally) {
        let value = |code: u64| self.base.wrapping_add(code as i64);
        match &self.cells {
            Cells::BitSliced(sliced) => {
                let counts = sliced.count(rows);
                (0..=self.most).zip(counts).for_each(|(code, count)| tally.add(value(code), count));
                tally.add_unknown(counts[sliced.unknown() as usize]);
            }
            Cells::U8(cells) if self.base == 0 && self.greatest < tally::PAIRED && self.listed.len() == 0 => {
                tally.add_narrow(cells, rows);
            }
            Cells::U8(cells) => {
                let counts = tally::count_bytes(cells, rows);
                (0..=self.most).zip(counts).for_each(|(code, count)| tally.add(value(code), count));
                tally.add_unknown(counts[usize::from(u8::UNKNOWN)]);
            }
            Cells::None | Cells::U16(_) | Cells::U32(_) | Cells::I64(..) => {
                rows.for_each(|row| match self.find(row as u16) {
                    Found::Unknown => tally.add_unknown(1),
                    Found::Value(value) => tally.add(value, 1),
                    Found::Listed => {}
                })
            }
        }
        let mut listed = 0;
        for (value, of_value) in self.listed.by_value() {
            let count = of_value.iter().filter(|row| rows.contains(**row)).count() as u64;
            tally.add(value, count);
            listed += count;
        }
        match &self.cells {
            Cells::None => tally.add_unknown(rows.count() - listed),
            Cells::BitSliced(_) | Cells::U8(_) => tally.add_unknown(rows.count_from(self.rows())),
            Cells::U16(_) | Cells::U32(_) | Cells::I64(..) => {}
        }
    }

    /// As [`Chunk::tally`], but looks up each row, which is faster for a few.
    pub fn tally_each(&self, rows: &[u16], tally: &mut Tally) {
        for row in rows {
            match self.get(*row) {
                Some(value) => tally.add(value, 1),
                None => tally.add_unknown(1),
            }
        }
    }
}
