//! A bit set of the rows of one chunk. It takes 8 KiB, so that it stays in the first-level cache while filters
//! combine.

use super::codec::{self, Source};
use super::simd::{self, Mode};
use roaring::RoaringBitmap;

/// Rows in a chunk: as many as one Roaring container holds, so that a chunk's members become one container.
pub const ROWS: usize = 1 << 16;

const WORDS: usize = ROWS / 64;

/// Up to this number of rows, a Roaring bitmap is filled row by row instead of from all 8 KiB.
const FEW: u64 = 128;

/// A set of rows of one chunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows(pub [u64; WORDS]);

impl Rows {
    pub const EMPTY: Self = Self([0; WORDS]);

    pub const fn contains(&self, row: u16) -> bool {
        self.0[row as usize / 64] >> (row % 64) & 1 == 1
    }

    pub const fn set(&mut self, row: u16, belongs: bool) {
        let bit = 1 << (row % 64);
        let word = &mut self.0[row as usize / 64];
        *word = if belongs { *word | bit } else { *word & !bit };
    }

    pub const fn fill(&mut self) {
        self.0 = [u64::MAX; WORDS];
    }

    /// Applies a scan that found every row (`all`) or no row.
    pub const fn apply_whole(&mut self, mode: Mode, all: bool) {
        match (mode, all) {
            (Mode::Add, true) => self.fill(),
            (Mode::Keep, false) | (Mode::Remove, true) => self.0 = [0; WORDS],
            _ => {}
        }
    }

    pub fn apply(&mut self, mode: Mode, found: &Self) {
        self.0.iter_mut().zip(&found.0).for_each(|(word, found)| *word = mode.apply(*word, *found));
    }

    pub fn count(&self) -> u64 {
        self.count_from(0)
    }

    /// The number of rows from `first` on, which is a multiple of 64.
    pub fn count_from(&self, first: usize) -> u64 {
        count_bits(&self.0[first / 64..])
    }

    /// Inverts every bit, including those of rows without a customer.
    pub fn invert(&mut self) {
        self.0.iter_mut().for_each(|word| *word = !*word);
    }

    /// Adds the rows of the `positions` in chunk `chunk`.
    pub fn add_positions(&mut self, positions: &RoaringBitmap, chunk: usize) {
        for position in positions.range(position(chunk, 0)..=position(chunk, u16::MAX)) {
            self.set(position as u16, true);
        }
    }

    /// Calls `each` with every row of the set, in rising order.
    pub fn for_each(&self, mut each: impl FnMut(usize)) {
        for (index, word) in self.0.iter().enumerate() {
            let mut rest = *word;
            while rest != 0 {
                each(index * 64 + rest.trailing_zeros() as usize);
                rest &= rest - 1;
            }
        }
    }

    /// Reads rows that were written word by word.
    pub fn decode(source: &mut Source<'_>) -> Option<Self> {
        codec::read_u64(source, WORDS)?.try_into().ok().map(Self)
    }

    /// The rows as positions in the app: a bitmap with one container, that of chunk `chunk`.
    pub fn to_positions(&self, chunk: usize) -> RoaringBitmap {
        if self.count() <= FEW {
            let mut positions = RoaringBitmap::new();
            self.for_each(|row| {
                positions.insert(position(chunk, row as u16));
            });
            return positions;
        }
        let mut bytes = [0; WORDS * 8];
        let (eights, _) = bytes.as_chunks_mut();
        eights.iter_mut().zip(&self.0).for_each(|(eight, word)| *eight = word.to_le_bytes());
        RoaringBitmap::from_lsb0_bytes(position(chunk, 0), &bytes)
    }
}

fn count_bits(words: &[u64]) -> u64 {
    simd::widest(|| words.iter().map(|word| u64::from(word.count_ones())).sum())
}

/// The chunk and the row of a position.
pub const fn place(position: u32) -> (usize, u16) {
    (position as usize / ROWS, position as u16)
}

/// The position of a row of a chunk. There are at most 65,536 chunks, because positions are `u32`.
pub const fn position(chunk: usize, row: u16) -> u32 {
    (chunk * ROWS) as u32 | row as u32
}
