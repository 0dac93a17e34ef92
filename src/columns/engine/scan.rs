//! Scans the cells of one chunk: which rows' codes lie in given ranges. These loops are where an answer's time goes; where
//! the machine has instructions for them, [`super::simd`] does the same faster.

use super::rows::{Mode, Rows};
use super::simd;

/// A code as a chunk stores it. The greatest means unknown.
pub trait Cell: Copy + Default + Ord + Into<u64> {
    const UNKNOWN: Self;

    /// The cell of a code that fits.
    fn of(code: u64) -> Self;

    fn wrapping_sub(self, other: Self) -> Self;

    /// [`scan`] by instructions of this machine. False, with nothing done, where it has none.
    fn scan_fast(cells: &[Self], ranges: &[(u64, u64)], mode: Mode, rows: &mut Rows) -> bool;
}

macro_rules! cell {
    ($($cell:ty: $fast:path),*) => {$(
        impl Cell for $cell {
            const UNKNOWN: Self = Self::MAX;

            fn of(code: u64) -> Self {
                code as Self
            }

            fn wrapping_sub(self, other: Self) -> Self {
                self.wrapping_sub(other)
            }

            fn scan_fast(cells: &[Self], ranges: &[(u64, u64)], mode: Mode, rows: &mut Rows) -> bool {
                $fast(cells, ranges, mode, rows)
            }
        }
    )*};
}

cell!(u8: simd::scan_u8, u16: simd::scan_u16, u32: simd::scan_u32);

/// Ranges that are compared one after the other; more of them are looked up.
const FEW: usize = 3;

/// Codes that a table of bits covers, 8 KiB of it.
const TABLE: u64 = 1 << 16;

/// Applies to `rows` those whose code lies in one of `ranges`, which are separate and in rising order. `cells` come in
/// whole blocks of 64; rows past them are left alone.
pub fn scan<T: Cell>(cells: &[T], ranges: &[(u64, u64)], mode: Mode, rows: &mut Rows) {
    if T::scan_fast(cells, ranges, mode, rows) {
        return;
    }
    if mode == Mode::Add {
        return scan_portably(cells, ranges, rows);
    }
    let mut found = Rows::EMPTY;
    scan_portably(cells, ranges, &mut found);
    let words = rows.0.iter_mut().zip(&found.0).take(cells.len() / 64);
    words.for_each(|(word, found)| *word = mode.apply(*word, *found));
}

/// [`scan`] that adds, on any machine.
pub fn scan_portably<T: Cell>(cells: &[T], ranges: &[(u64, u64)], rows: &mut Rows) {
    match ranges {
        few if few.len() <= FEW => few.iter().for_each(|range| scan_range(cells, *range, rows)),
        many if many.iter().all(|(_, greatest)| *greatest < TABLE) => scan_table(cells, many, rows),
        many => scan_each(cells, rows, |cell| {
            let following = many.partition_point(|(least, _)| *least <= cell.into());
            following > 0 && cell.into() <= many[following - 1].1
        }),
    }
}

fn scan_range<T: Cell>(cells: &[T], (least, greatest): (u64, u64), rows: &mut Rows) {
    let (least, span) = (T::of(least), T::of(greatest - least));
    scan_each(cells, rows, |cell| cell.wrapping_sub(least) <= span);
}

fn scan_table<T: Cell>(cells: &[T], ranges: &[(u64, u64)], rows: &mut Rows) {
    let end = ranges.last().map_or(0, |(_, greatest)| greatest + 1);
    let mut table = vec![false; end as usize];
    ranges.iter().for_each(|&(least, greatest)| table[least as usize..=greatest as usize].fill(true));
    scan_each(cells, rows, |cell| table.get(cell.into() as usize).copied().unwrap_or(false));
}

/// Adds to `rows` those whose cell is taken by `takes`.
pub fn scan_each<T: Copy>(cells: &[T], rows: &mut Rows, takes: impl Fn(T) -> bool) {
    for (block, word) in cells.as_chunks::<64>().0.iter().zip(&mut rows.0) {
        let mut taken = [0; 64];
        block.iter().zip(&mut taken).for_each(|(cell, taken)| *taken = u8::from(takes(*cell)));
        *word |= pack(&taken);
    }
}

/// The bits of 64 bytes that are 0 or 1: the factor brings the lowest bit of each of eight bytes to its place in the top
/// byte, without carries.
fn pack(bytes: &[u8; 64]) -> u64 {
    let (eights, _) = bytes.as_chunks();
    let bits = eights.iter().map(|eight| u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56);
    bits.enumerate().fold(0, |word, (index, bits)| word | bits << (index * 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_of_ranges_finds_the_rows_that_a_plain_comparison_finds() {
        let cells: Vec<u32> = (0..640).map(|row| row * 7919 % 70_001).chain([u32::MAX; 64]).collect();
        let many: Vec<_> = (0..60).map(|index| (index * 1000, index * 1000 + 400)).collect();
        let wide: Vec<_> = many.iter().copied().chain([(u64::from(u32::MAX), u64::from(u32::MAX))]).collect();
        for ranges in [&[][..], &[(5, 5)], &[(0, 900), (950, 950), (2000, 70_000)], &many, &wide] {
            let mut rows = Rows::EMPTY;
            scan(&cells, ranges, Mode::Add, &mut rows);
            let mut portably = Rows::EMPTY;
            scan_portably(&cells, ranges, &mut portably);
            assert_eq!(rows, portably);
            let mut found = Vec::new();
            rows.for_each(|row| found.push(row));
            let takes = |cell: u32| ranges.iter().any(|(least, greatest)| (*least..=*greatest).contains(&cell.into()));
            let expected: Vec<_> = (0..cells.len()).filter(|row| takes(cells[*row])).collect();
            assert_eq!(found, expected, "{ranges:?}");
        }
    }
}
