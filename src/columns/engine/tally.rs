//! Counts rows by the value of a choice, over the chunks of one column. Codes of few values are counted two rows at a
//! time, because incrementing a counter in memory is the slow step.

use super::rows::Rows;
use super::simd::{self, SELECTED, Selected};

/// Values below this are counted in pairs, with [`BITS`] bits each; this number itself means unknown.
pub const PAIRED: i64 = (1 << BITS) - 1;

const BITS: usize = 6;

/// A counter for each pair of values.
type Pairs = [u32; 1 << (2 * BITS)];

/// The number of rows with each value.
#[derive(Clone, Debug)]
pub struct Tally {
    /// By number of the value; the last counter is for unknown values.
    counts: Vec<u64>,
    /// By the values of two rows; `None` until the first pair is counted.
    pairs: Option<Box<Pairs>>,
}

impl Tally {
    /// An empty tally for values numbered from 0 to `values - 1`.
    pub fn new(values: usize) -> Self {
        Self { counts: vec![0; values + 1], pairs: None }
    }

    /// Adds `count` rows of a value. A value outside the numbered ones counts as unknown.
    pub fn add(&mut self, value: i64, count: u64) {
        let unknown = self.counts.len() - 1;
        self.counts[usize::try_from(value).map_or(unknown, |number| number.min(unknown))] += count;
    }

    /// Adds `count` rows whose value is unknown.
    pub fn add_unknown(&mut self, count: u64) {
        self.add(i64::MAX, count);
    }

    /// Adds those of `rows` that have a cell; a cell holds a value below [`PAIRED`] or the unknown code.
    pub fn add_narrow(&mut self, cells: &[u8], rows: &Rows) {
        let mut places = [0_u16; SELECTED / 2];
        for_selected(cells, rows, |selected| {
            let (pairs, last) = selected.as_chunks::<2>();
            for (place, pair) in places.iter_mut().zip(pairs) {
                let both = u16::from_le_bytes(*pair);
                *place = both & 0x3f | both >> 2 & 0xfc0;
            }
            let counts = self.pairs.get_or_insert_with(|| Box::new([0; 1 << (2 * BITS)]));
            places[..pairs.len()].iter().for_each(|place| counts[usize::from(*place & 0xfff)] += 1);
            last.iter().for_each(|cell| self.add(i64::from(*cell), 1));
        });
    }

    /// Adds the counts of another tally.
    pub fn merge(&mut self, other: &Self) {
        self.counts.iter_mut().zip(&other.counts).for_each(|(count, other)| *count += other);
        if let Some(others) = &other.pairs {
            let counts = self.pairs.get_or_insert_with(|| Box::new([0; 1 << (2 * BITS)]));
            counts.iter_mut().zip(others.iter()).for_each(|(count, other)| *count += other);
        }
    }

    /// The counts by number of the value; the last one is of unknown values.
    pub fn finish(mut self) -> Vec<u64> {
        if let Some(pairs) = self.pairs.take() {
            let value = |six: usize| if six == PAIRED as usize { i64::MAX } else { six as i64 };
            for (place, count) in pairs.iter().enumerate().filter(|(_, count)| **count > 0) {
                self.add(value(place & 0x3f), u64::from(*count));
                self.add(value(place >> BITS), u64::from(*count));
            }
        }
        self.counts
    }
}

/// The number of `rows` with each cell.
pub fn count_bytes(cells: &[u8], rows: &Rows) -> [u64; 256] {
    // Alternates between two tables, so that an increment does not wait for the one before it.
    let (mut even, mut odd) = ([0_u64; 256], [0_u64; 256]);
    for_selected(cells, rows, |selected| {
        let (pairs, last) = selected.as_chunks::<2>();
        for [first, second] in pairs {
            even[usize::from(*first)] += 1;
            odd[usize::from(*second)] += 1;
        }
        last.iter().for_each(|cell| even[usize::from(*cell)] += 1);
    });
    even.iter_mut().zip(&odd).for_each(|(even, odd)| *even += odd);
    even
}

/// Calls `each` with the cells of `rows`, up to [`SELECTED`] at a time, in order.
fn for_selected(cells: &[u8], rows: &Rows, mut each: impl FnMut(&[u8])) {
    let mut selected: Selected = [0; SELECTED + 64];
    for (cells, words) in cells.chunks(SELECTED).zip(rows.0.chunks(SELECTED / 64)) {
        let count = simd::select(cells, words, &mut selected);
        each(&selected[..count]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn counting_in_pairs_gives_the_same_as_counting_one_by_one(cells in vec(prop_oneof![0..63_u8, Just(255)], 64 * 40), words in vec(any::<u64>(), 40)) {
            let mut rows = Rows::EMPTY;
            rows.0[..40].copy_from_slice(&words);
            let (mut tally, mut other) = (Tally::new(60), Tally::new(60));
            tally.add_narrow(&cells, &rows);
            other.add_narrow(&cells, &rows);
            other.add_unknown(1);
            tally.merge(&other);
            let mut expected = vec![0; 61];
            expected[60] += 1;
            rows.for_each(|row| expected[usize::from(cells[row].min(60))] += 2);
            prop_assert_eq!(tally.finish(), expected);
            let mut expected = [0; 256];
            rows.for_each(|row| expected[usize::from(cells[row])] += 1);
            prop_assert_eq!(count_bytes(&cells, &rows), expected);
        }
    }
}
