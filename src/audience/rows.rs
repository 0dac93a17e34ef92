//! A set of rows of one chunk, packed into 8 KiB so that it stays in the first-level cache while filters combine.

use roaring::RoaringBitmap;

/// Rows in a chunk, which is what one Roaring container holds.
pub const ROWS: usize = 1 << 16;

const WORDS: usize = ROWS / 64;

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

    pub fn count(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// Keeps the rows that are in `other` too.
    pub fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
    }

    /// Removes the rows that are in `other`.
    pub fn remove(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= !other);
    }

    /// Turns every row round, those of nobody too.
    pub fn turn_round(&mut self) {
        self.0.iter_mut().for_each(|word| *word = !*word);
    }

    /// Adds the positions of `positions` that lie in chunk `chunk`.
    pub fn add_positions(&mut self, positions: &RoaringBitmap, chunk: usize) {
        for position in positions.range(position(chunk, 0)..=position(chunk, u16::MAX)) {
            self.set(position as u16, true);
        }
    }

    /// Adds the rows that are in `other`.
    pub fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
    }

    /// Calls `each` with every row, in rising order.
    pub fn for_each(&self, mut each: impl FnMut(usize)) {
        for (index, word) in self.0.iter().enumerate() {
            let mut rest = *word;
            while rest != 0 {
                each(index * 64 + rest.trailing_zeros() as usize);
                rest &= rest - 1;
            }
        }
    }

    /// The set as positions of an app: one container, that of chunk `chunk`.
    pub fn to_positions(&self, chunk: usize) -> RoaringBitmap {
        let mut bytes = [0; WORDS * 8];
        let (eights, _) = bytes.as_chunks_mut();
        eights.iter_mut().zip(&self.0).for_each(|(eight, word)| *eight = word.to_le_bytes());
        RoaringBitmap::from_lsb0_bytes(position(chunk, 0), &bytes)
    }
}

/// The chunk and the row of a position.
pub const fn place(position: u32) -> (usize, u16) {
    (position as usize / ROWS, position as u16)
}

/// The position of a row of a chunk. There are 65,536 chunks at most, for positions are u32.
pub const fn position(chunk: usize, row: u16) -> u32 {
    (chunk * ROWS) as u32 | row as u32
}
