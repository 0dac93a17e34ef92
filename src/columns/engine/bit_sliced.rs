//! Codes of a few bits for the rows of one chunk, as one slice per bit: in each block of 512 rows, eight words with
//! the first bit of every row, then eight words with the second, and so on. A scan reads only as many bits per row as
//! a code has, and rows are counted by code with population counts instead of one by one.

use super::rows::Rows;
use super::simd::{self, Mode};

/// The most bits that a code can have here; wider codes are kept in cells of whole bytes.
pub const MOST_BITS: usize = 4;

/// Rows in one block: one bit per row fills the 512 bits of the widest registers.
pub const BLOCK: usize = 512;

/// Words in one slice of a block.
const WORDS: usize = BLOCK / 64;

/// The number of different codes of [`MOST_BITS`] bits.
const MOST_CODES: usize = 1 << MOST_BITS;

/// The codes of rows, in whole blocks.
#[derive(Clone, Debug)]
pub struct BitSliced {
    bits: usize,
    words: Vec<u64>,
}

/// Calls a function with the number of bits and of codes as constants, so that its loops are unrolled.
macro_rules! with_bits {
    ($bits:expr, $function:ident($($argument:expr),*)) => {
        match $bits {
            1 => $function::<1, 2>($($argument),*),
            2 => $function::<2, 4>($($argument),*),
            3 => $function::<3, 8>($($argument),*),
            _ => $function::<MOST_BITS, MOST_CODES>($($argument),*),
        }
    };
}

impl BitSliced {
    /// `rows` rows, a multiple of [`BLOCK`], with the given codes of 1 to [`MOST_BITS`] bits by row. Rows without a
    /// code have every bit set.
    pub fn new(bits: usize, rows: usize, codes: impl Iterator<Item = (usize, u64)>) -> Self {
        debug_assert!((1..=MOST_BITS).contains(&bits) && rows.is_multiple_of(BLOCK));
        let mut sliced = Self { bits, words: vec![u64::MAX; rows / 64 * bits] };
        codes.for_each(|(row, code)| sliced.set(row, code));
        sliced
    }

    /// The codes in words read from a file; `None` unless they are whole blocks of 1 to [`MOST_BITS`] slices.
    pub fn from_words(bits: usize, words: Vec<u64>) -> Option<Self> {
        let is_whole = (1..=MOST_BITS).contains(&bits) && words.len().is_multiple_of(WORDS * bits);
        is_whole.then_some(Self { bits, words })
    }

    pub const fn bits(&self) -> usize {
        self.bits
    }

    /// The code of an unknown value: every bit is set.
    pub const fn unknown(&self) -> u64 {
        (1 << self.bits) - 1
    }

    pub fn words(&self) -> &[u64] {
        &self.words
    }

    pub const fn rows(&self) -> usize {
        self.words.len() / self.bits * 64
    }

    pub fn get(&self, row: usize) -> u64 {
        let (first, bit) = self.place(row);
        (0..self.bits).fold(0, |code, slice| code | (self.words[first + slice * WORDS] >> bit & 1) << slice)
    }

    pub fn set(&mut self, row: usize, code: u64) {
        let (first, bit) = self.place(row);
        for slice in 0..self.bits {
            let word = &mut self.words[first + slice * WORDS];
            *word = *word & !(1 << bit) | (code >> slice & 1) << bit;
        }
    }

    /// Applies the rows whose code is in one of `ranges`, both ends included, to `rows`. Rows past the last block are
    /// left unchanged.
    pub fn scan(&self, ranges: &[(u64, u64)], mode: Mode, rows: &mut Rows) {
        let takes = |code: u64| ranges.iter().any(|(least, greatest)| (*least..=*greatest).contains(&code));
        let codes = 1_u64 << self.bits;
        // Looks for the matching codes or for the others, whichever are fewer.
        let inverse = (0..codes).filter(|code| takes(*code)).count() as u64 > codes / 2;
        let flips = (0..codes).filter(|code| takes(*code) != inverse).map(flips).collect::<Vec<_>>();
        simd::widest(|| with_bits!(self.bits, scan_blocks(&self.words, &flips, inverse, mode, rows)));
    }

    /// How many of `rows` have each code. Rows past the last block are not counted.
    pub fn count(&self, rows: &Rows) -> [u64; MOST_CODES] {
        with_bits!(self.bits, count_codes(&self.words, rows))
    }

    /// The index of the word with a row's first bit, and the position of the row's bit in it.
    const fn place(&self, row: usize) -> (usize, usize) {
        (row / BLOCK * WORDS * self.bits + row % BLOCK / 64, row % 64)
    }
}

/// For each slice, the word that turns the bits of this code into ones by exclusive or.
fn flips(code: u64) -> [u64; MOST_BITS] {
    std::array::from_fn(|slice| if code >> slice & 1 == 1 { 0 } else { u64::MAX })
}

/// `CODES` is the number of codes of `BITS` bits. It is not used here: [`with_bits`] passes both.
#[inline(always)]
fn scan_blocks<const BITS: usize, const CODES: usize>(
    words: &[u64],
    codes: &[[u64; MOST_BITS]],
    inverse: bool,
    mode: Mode,
    rows: &mut Rows,
) {
    let inverse = if inverse { u64::MAX } else { 0 };
    // One formula covers every mode: `kept` decides which rows stay and `added` which are added.
    let (kept, added) = match mode {
        Mode::Add => (!inverse, u64::MAX),
        Mode::Keep => (inverse, 0),
        Mode::Remove => (!inverse, 0),
    };
    let (blocks, _) = words.as_chunks::<WORDS>().0.as_chunks::<BITS>();
    for (slices, rows) in blocks.iter().zip(rows.0.as_chunks_mut::<WORDS>().0) {
        if mode != Mode::Add && *rows == [0; WORDS] {
            continue;
        }
        let mut found = [0; WORDS];
        for flips in codes {
            let mut held = [u64::MAX; WORDS];
            for (slice, flip) in slices.iter().zip(flips) {
                held.iter_mut().zip(slice).for_each(|(held, word)| *held &= word ^ flip);
            }
            found.iter_mut().zip(&held).for_each(|(found, held)| *found |= held);
        }
        for (row, found) in rows.iter_mut().zip(&found) {
            *row = *row & (found ^ kept) | (found ^ inverse) & added;
        }
    }
}

/// Counts rows by exact code: from the rows that have all bits of a code, subtracts those that have further bits.
fn count_codes<const BITS: usize, const CODES: usize>(words: &[u64], rows: &Rows) -> [u64; MOST_CODES] {
    let sets = simd::count_sets::<BITS, CODES>(words, &rows.0);
    let mut counts = [0; MOST_CODES];
    counts[..CODES].copy_from_slice(&sets);
    for bit in (0..BITS).map(|slice| 1 << slice) {
        for code in (0..CODES).filter(|code| code & bit == 0) {
            counts[code] -= counts[code | bit];
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    /// Random codes, bit-sliced and plain, and rows with some empty blocks.
    fn sliced() -> impl Strategy<Value = (BitSliced, Vec<u64>, Rows)> {
        (1..=MOST_BITS, 1..4_usize).prop_flat_map(|(bits, blocks)| {
            let codes = vec(0..1_u64 << bits, blocks * BLOCK);
            (codes, vec(any::<u64>(), 5 * WORDS), any::<u8>()).prop_map(move |(codes, words, emptied)| {
                let sliced = BitSliced::new(bits, codes.len(), codes.iter().copied().enumerate());
                let mut rows = Rows::EMPTY;
                for (place, word) in words.into_iter().enumerate() {
                    rows.0[place] = if emptied >> (place / WORDS) & 1 == 1 { 0 } else { word };
                }
                (sliced, codes, rows)
            })
        })
    }

    proptest! {
        #[test]
        fn codes_are_read_back((sliced, codes, _) in sliced()) {
            prop_assert_eq!(sliced.rows(), codes.len());
            prop_assert!(codes.iter().enumerate().all(|(row, code)| sliced.get(row) == *code));
            let read = BitSliced::from_words(sliced.bits(), sliced.words().to_vec()).unwrap();
            prop_assert!(codes.iter().enumerate().all(|(row, code)| read.get(row) == *code));
        }

        #[test]
        fn a_scan_finds_the_same_rows_as_a_loop((sliced, codes, before) in sliced(), taken in any::<u16>()) {
            let ranges: Vec<_> = (0..16).filter(|code| taken >> code & 1 == 1).map(|code| (code, code)).collect();
            for mode in [Mode::Add, Mode::Keep, Mode::Remove] {
                let (mut rows, mut expected) = (before.clone(), before.clone());
                sliced.scan(&ranges, mode, &mut rows);
                for (row, code) in codes.iter().enumerate() {
                    let word = mode.apply(before.contains(row as u16).into(), (taken >> code & 1).into());
                    expected.set(row as u16, word & 1 == 1);
                }
                prop_assert_eq!(&rows, &expected);
            }
        }

        #[test]
        fn counts_are_the_same_as_those_of_a_loop((sliced, codes, rows) in sliced()) {
            let mut expected = [0; MOST_CODES];
            let counted = codes.iter().enumerate().filter(|(row, _)| rows.contains(*row as u16));
            counted.for_each(|(_, code)| expected[*code as usize] += 1);
            prop_assert_eq!(sliced.count(&rows), expected);
        }
    }
}
