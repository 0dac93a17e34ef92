//! The loops for any processor, written so that the compiler can vectorize them.

use super::cells::{Cell, Mode, Range, Selected};

/// Up to this number of ranges, every cell is compared with each of them; more are looked up.
const FEW: usize = 3;

/// The number of codes that a lookup table covers, at one byte each: 64 KiB.
const TABLE: u64 = 1 << 16;

/// Words in one slice of a block of bit-sliced codes.
const WORDS: usize = 8;

/// As [`super::scan_u8`], for cells of any width.
pub fn scan<T: Cell>(cells: &[T], ranges: &[Range], mode: Mode, words: &mut [u64]) {
    let mut found = vec![0; cells.len() / 64];
    match ranges {
        few if few.len() <= FEW => few.iter().for_each(|range| scan_range(cells, *range, &mut found)),
        many if many.iter().all(|(_, greatest)| *greatest < TABLE) => scan_table(cells, many, &mut found),
        many => scan_each(cells, &mut found, |cell| {
            let following = many.partition_point(|(least, _)| *least <= cell.into());
            following > 0 && cell.into() <= many[following - 1].1
        }),
    }
    words.iter_mut().zip(&found).for_each(|(word, found)| *word = mode.apply(*word, *found));
}

fn scan_range<T: Cell>(cells: &[T], (least, greatest): Range, found: &mut [u64]) {
    let (least, span) = (T::of(least), T::of(greatest - least));
    scan_each(cells, found, |cell| cell.wrapping_sub(least) <= span);
}

fn scan_table<T: Cell>(cells: &[T], ranges: &[Range], found: &mut [u64]) {
    let end = ranges.last().map_or(0, |(_, greatest)| greatest + 1);
    let mut table = vec![false; end as usize];
    ranges.iter().for_each(|&(least, greatest)| table[least as usize..=greatest as usize].fill(true));
    scan_each(cells, found, |cell| table.get(cell.into() as usize).copied().unwrap_or(false));
}

/// Adds the rows whose cell `takes` accepts to `words`. The number of cells is a multiple of 64.
pub fn scan_each<T: Copy>(cells: &[T], words: &mut [u64], takes: impl Fn(T) -> bool) {
    for (block, word) in cells.as_chunks::<64>().0.iter().zip(words) {
        let mut taken = [0; 64];
        block.iter().zip(&mut taken).for_each(|(cell, taken)| *taken = u8::from(takes(*cell)));
        *word |= pack(&taken);
    }
}

/// Packs 64 bytes that are 0 or 1 into bits. The multiplication moves the lowest bit of each of eight bytes to its
/// place in the top byte, without carries.
fn pack(bytes: &[u8; 64]) -> u64 {
    let (eights, _) = bytes.as_chunks();
    let bits = eights.iter().map(|eight| u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56);
    bits.enumerate().fold(0, |word, (index, bits)| word | bits << (index * 8))
}

/// As [`super::select`].
pub fn select(cells: &[u8], words: &[u64], selected: &mut Selected) -> usize {
    let mut count = 0;
    for (cells, word) in cells.as_chunks::<64>().0.iter().zip(words) {
        let mut rest = *word;
        while rest != 0 {
            selected[count] = cells[rest.trailing_zeros() as usize];
            count += 1;
            rest &= rest - 1;
        }
    }
    count
}

/// As [`super::count_sets`].
#[inline(always)]
pub fn count_sets<const BITS: usize, const SETS: usize>(words: &[u64], rows: &[u64]) -> [u64; SETS] {
    let mut sums = [0; SETS];
    let (blocks, _) = words.as_chunks::<WORDS>().0.as_chunks::<BITS>();
    for (slices, rows) in blocks.iter().zip(rows.as_chunks::<WORDS>().0) {
        for (word, row) in rows.iter().enumerate().filter(|(_, row)| **row != 0) {
            let mut held = [*row; SETS];
            for set in 1..SETS {
                held[set] = held[set & (set - 1)] & slices[set.trailing_zeros() as usize][word];
            }
            sums.iter_mut().zip(&held).for_each(|(sum, held)| *sum += u64::from(held.count_ones()));
        }
    }
    sums
}
