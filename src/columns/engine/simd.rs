//! Scans with AVX-512 or AVX2 where the machine has them, chosen at run time; [`super::scan`] has the portable forms,
//! which these are held to by a property test.
#![expect(
    unsafe_code,
    reason = "vector instructions; every pointer is that of a block of 64 cells borrowed as a slice"
)]

use super::rows::{Mode, Rows};

/// Ranges that are compared one after the other.
pub const FEW: usize = 8;

/// Codes with the range in which they lie, both ends included.
type Range = (u64, u64);

/// Applies to `rows` those whose cell lies in one of `ranges`. False, with nothing done, where this cannot be done here.
/// `cells` come in whole blocks of 64; rows past them are left alone.
pub fn scan_u8(cells: &[u8], ranges: &[Range], mode: Mode, rows: &mut Rows) -> bool {
    #[cfg(target_arch = "x86_64")]
    {
        if ranges.len() <= FEW / 2 && has_avx512() {
            let ranges: Vec<_> = ranges.iter().map(|range| (range.0 as u8, (range.1 - range.0) as u8)).collect();
            // SAFETY: the instructions are there.
            unsafe { avx512::scan_u8(cells, &ranges, mode, rows) };
            return true;
        }
        if is_x86_feature_detected!("avx2") {
            let mut set = [false; 256];
            ranges.iter().for_each(|&(least, greatest)| set[least as usize..=greatest as usize].fill(true));
            // SAFETY: the instructions are there.
            unsafe { avx2::scan_u8(cells, &set, mode, rows) };
            return true;
        }
    }
    false
}

macro_rules! scan_wide {
    ($name:ident, $cell:ty) => {
        /// As [`scan_u8`].
        pub fn $name(cells: &[$cell], ranges: &[Range], mode: Mode, rows: &mut Rows) -> bool {
            #[cfg(target_arch = "x86_64")]
            if ranges.len() <= FEW && is_x86_feature_detected!("avx2") {
                let ranges: Vec<_> =
                    ranges.iter().map(|range| (range.0 as $cell, (range.1 - range.0) as $cell)).collect();
                if has_avx512() {
                    // SAFETY: the instructions are there.
                    unsafe { avx512::$name(cells, &ranges, mode, rows) };
                } else {
                    // SAFETY: the instructions are there.
                    unsafe { avx2::$name(cells, &ranges, mode, rows) };
                }
                return true;
            }
            false
        }
    };
}

scan_wide!(scan_u16, u16);
scan_wide!(scan_u32, u32);

/// Runs work that is written portably, compiled for the widest registers of this machine. Only what is inlined into the
/// work gains by it.
pub fn widest<T>(work: impl FnOnce() -> T) -> T {
    #[cfg(target_arch = "x86_64")]
    if has_avx512() && is_x86_feature_detected!("avx512vpopcntdq") && is_x86_feature_detected!("popcnt") {
        // SAFETY: the instructions are there.
        return unsafe { avx512::run(work) };
    } else if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("popcnt") {
        // SAFETY: the instructions are there.
        return unsafe { avx2::run(work) };
    }
    work()
}

/// Cells that [`select`] takes at once.
pub const SELECTED: usize = 4096;

/// Room for the cells that are selected, and for a register past them.
pub type Selected = [u8; SELECTED + 64];

/// Puts the cells of the rows of `words` side by side, in their order, and says how many they are; `None` where this
/// cannot be done here. `cells` are at most [`SELECTED`], in whole blocks of 64 of which each has its word.
pub fn select(cells: &[u8], words: &[u64], selected: &mut Selected) -> Option<usize> {
    #[cfg(target_arch = "x86_64")]
    if has_avx512() && is_x86_feature_detected!("avx512vbmi2") && is_x86_feature_detected!("popcnt") {
        // SAFETY: the instructions are there.
        return Some(unsafe { avx512::select(cells, words, selected) });
    }
    None
}

/// For each set of `BITS` bits, as many as `SETS`, how many of `rows` have all of them in the slices of `words`; `None`
/// where the portable form is as fast.
pub fn count_sets<const BITS: usize, const SETS: usize>(words: &[u64], rows: &Rows) -> Option<[u64; SETS]> {
    #[cfg(target_arch = "x86_64")]
    if has_avx512() && is_x86_feature_detected!("avx512vpopcntdq") {
        // SAFETY: the instructions are there.
        return Some(unsafe { avx512::count_sets::<BITS, SETS>(words, rows) });
    }
    None
}

#[cfg(target_arch = "x86_64")]
fn has_avx512() -> bool {
    is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bw")
}

/// Runs a scan with the mode known while it is compiled.
#[cfg(target_arch = "x86_64")]
macro_rules! in_mode {
    ($mode:expr, $apply:ident => $scan:expr) => {
        match $mode {
            Mode::Add => {
                let $apply = |word: u64, found: u64| word | found;
                $scan
            }
            Mode::Keep => {
                let $apply = |word: u64, found: u64| word & found;
                $scan
            }
            Mode::Remove => {
                let $apply = |word: u64, found: u64| word & !found;
                $scan
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
mod avx512 {
    use super::{Mode, Rows, SELECTED, Selected};
    use std::arch::x86_64::{
        _mm512_add_epi64, _mm512_and_si512, _mm512_cmple_epu8_mask, _mm512_cmple_epu16_mask, _mm512_cmple_epu32_mask,
        _mm512_loadu_si512, _mm512_maskz_compress_epi8, _mm512_popcnt_epi64, _mm512_reduce_add_epi64, _mm512_set1_epi8,
        _mm512_set1_epi16, _mm512_set1_epi32, _mm512_setzero_si512, _mm512_storeu_si512, _mm512_sub_epi8,
        _mm512_sub_epi16, _mm512_sub_epi32, _mm512_test_epi64_mask,
    };

    #[target_feature(enable = "avx512f,avx512bw,avx512vpopcntdq,popcnt")]
    pub fn run<T>(work: impl FnOnce() -> T) -> T {
        work()
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,popcnt")]
    pub fn select(cells: &[u8], words: &[u64], selected: &mut Selected) -> usize {
        let mut count = 0;
        let cells = &cells[..cells.len().min(SELECTED)];
        for (block, word) in cells.as_chunks::<64>().0.iter().zip(words) {
            // SAFETY: 64 bytes are borrowed.
            let cells = unsafe { _mm512_loadu_si512(block.as_ptr().cast()) };
            let packed = _mm512_maskz_compress_epi8(*word, cells);
            // At most 64 cells were selected of each block before, so that a whole register has room.
            let Some(room) = selected.get_mut(count..count + 64) else { break };
            // SAFETY: 64 bytes are borrowed.
            unsafe { _mm512_storeu_si512(room.as_mut_ptr().cast(), packed) };
            count += word.count_ones() as usize;
        }
        count
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vpopcntdq")]
    pub fn count_sets<const BITS: usize, const SETS: usize>(words: &[u64], rows: &Rows) -> [u64; SETS] {
        // SAFETY: 64 bytes are borrowed.
        let load = |words: &[u64; 8]| unsafe { _mm512_loadu_si512(words.as_ptr().cast()) };
        let mut sums = [_mm512_setzero_si512(); SETS];
        let (blocks, _) = words.as_chunks::<8>().0.as_chunks::<BITS>();
        for (slices, rows) in blocks.iter().zip(rows.0.as_chunks::<8>().0) {
            let mut set = [load(rows); SETS];
            if _mm512_test_epi64_mask(set[0], set[0]) == 0 {
                continue;
            }
            sums[0] = _mm512_add_epi64(sums[0], _mm512_popcnt_epi64(set[0]));
            for (bit, slice) in slices.iter().enumerate() {
                let slice = load(slice);
                for of_lower in 0..1 << bit {
                    let with = _mm512_and_si512(set[of_lower], slice);
                    set[of_lower | 1 << bit] = with;
                    sums[of_lower | 1 << bit] = _mm512_add_epi64(sums[of_lower | 1 << bit], _mm512_popcnt_epi64(with));
                }
            }
        }
        sums.map(|sum| _mm512_reduce_add_epi64(sum) as u64)
    }

    /// A scan of cells of which `$lanes` fill a register, so that `$parts` registers make the word of 64 rows. Words that
    /// cannot change are passed over.
    macro_rules! scan {
        ($name:ident, $cell:ty, $lanes:literal, $parts:literal, $set:ident($as:ty), $sub:ident, $less:ident) => {
            #[target_feature(enable = "avx512f,avx512bw")]
            pub fn $name(cells: &[$cell], ranges: &[($cell, $cell)], mode: Mode, rows: &mut Rows) {
                let adds = mode == Mode::Add;
                in_mode!(mode, apply => match *ranges {
                    [(least, span)] => {
                        let (least, span) = ($set(least as $as), $set(span as $as));
                        for (parts, word) in cells.as_chunks::<$lanes>().0.as_chunks::<$parts>().0.iter().zip(&mut rows.0) {
                            if !adds && *word == 0 {
                                continue;
                            }
                            let mut found = 0;
                            for (place, part) in parts.iter().enumerate() {
                                // SAFETY: 64 bytes are borrowed.
                                let cells = unsafe { _mm512_loadu_si512(part.as_ptr().cast()) };
                                found |= u64::from($less($sub(cells, least), span)) << (place * $lanes);
                            }
                            *word = apply(*word, found);
                        }
                    }
                    _ => {
                        for (parts, word) in cells.as_chunks::<$lanes>().0.as_chunks::<$parts>().0.iter().zip(&mut rows.0) {
                            if !adds && *word == 0 {
                                continue;
                            }
                            let mut found = 0;
                            for (place, part) in parts.iter().enumerate() {
                                // SAFETY: 64 bytes are borrowed.
                                let cells = unsafe { _mm512_loadu_si512(part.as_ptr().cast()) };
                                for (least, span) in ranges {
                                    let distance = $sub(cells, $set(*least as $as));
                                    found |= u64::from($less(distance, $set(*span as $as))) << (place * $lanes);
                                }
                            }
                            *word = apply(*word, found);
                        }
                    }
                })
            }
        };
    }

    scan!(scan_u8, u8, 64, 1, _mm512_set1_epi8(i8), _mm512_sub_epi8, _mm512_cmple_epu8_mask);
    scan!(scan_u16, u16, 32, 2, _mm512_set1_epi16(i16), _mm512_sub_epi16, _mm512_cmple_epu16_mask);
    scan!(scan_u32, u32, 16, 4, _mm512_set1_epi32(i32), _mm512_sub_epi32, _mm512_cmple_epu32_mask);
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use super::{Mode, Rows};
    use std::arch::x86_64::{
        __m256i, _mm_loadu_si128, _mm256_and_si256, _mm256_blendv_epi8, _mm256_broadcastsi128_si256,
        _mm256_castsi256_ps, _mm256_cmpeq_epi8, _mm256_cmpeq_epi16, _mm256_cmpeq_epi32, _mm256_loadu_si256,
        _mm256_min_epu16, _mm256_min_epu32, _mm256_movemask_epi8, _mm256_movemask_ps, _mm256_packs_epi16,
        _mm256_permute4x64_epi64, _mm256_set1_epi8, _mm256_set1_epi16, _mm256_set1_epi32, _mm256_shuffle_epi8,
        _mm256_srli_epi16, _mm256_sub_epi16, _mm256_sub_epi32,
    };

    /// The bit of a code's upper four bits, without the highest.
    const BITS: [u8; 16] = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];

    /// Membership in a set of bytes by two look-ups of 16 bytes each: by the lower four bits the eight bits of the codes that
    /// share them, for codes below 128 and for the others; by the upper four bits which of the eight it is.
    #[target_feature(enable = "avx2")]
    pub fn scan_u8(cells: &[u8], set: &[bool; 256], mode: Mode, rows: &mut Rows) {
        let (mut below, mut above) = ([0_u8; 16], [0_u8; 16]);
        for (code, _) in set.iter().enumerate().filter(|(_, belongs)| **belongs) {
            let table = if code < 128 { &mut below } else { &mut above };
            table[code & 15] |= 1 << (code >> 4 & 7);
        }
        let (below, above, bits) = (twice(&below), twice(&above), twice(&BITS));
        let low = _mm256_set1_epi8(15);
        let taken = |half: &[u8; 32]| {
            // SAFETY: 32 bytes are borrowed.
            let cells = unsafe { _mm256_loadu_si256(half.as_ptr().cast()) };
            let lower = _mm256_and_si256(cells, low);
            let upper = _mm256_and_si256(_mm256_srli_epi16::<4>(cells), low);
            let belows = _mm256_shuffle_epi8(below, lower);
            let aboves = _mm256_shuffle_epi8(above, lower);
            let bit = _mm256_shuffle_epi8(bits, upper);
            let held = _mm256_and_si256(_mm256_blendv_epi8(belows, aboves, cells), bit);
            mask(_mm256_cmpeq_epi8(held, bit))
        };
        let adds = mode == Mode::Add;
        in_mode!(mode, apply => {
            for (halves, word) in cells.as_chunks::<32>().0.as_chunks::<2>().0.iter().zip(&mut rows.0) {
                if adds || *word != 0 {
                    *word = apply(*word, taken(&halves[0]) | taken(&halves[1]) << 32);
                }
            }
        });
    }

    #[target_feature(enable = "avx2")]
    pub fn scan_u16(cells: &[u16], ranges: &[(u16, u16)], mode: Mode, rows: &mut Rows) {
        let taken = |quarter: &[u16; 16], least, span| {
            // SAFETY: 32 bytes are borrowed.
            let cells = unsafe { _mm256_loadu_si256(quarter.as_ptr().cast()) };
            let distance = _mm256_sub_epi16(cells, least);
            _mm256_cmpeq_epi16(_mm256_min_epu16(distance, span), distance)
        };
        // Packing takes both operands by halves; the permutation puts the quarters back in their order.
        let packed = |one, other| mask(_mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_packs_epi16(one, other)));
        let adds = mode == Mode::Add;
        in_mode!(mode, apply => {
            for (quarters, word) in cells.as_chunks::<16>().0.as_chunks::<4>().0.iter().zip(&mut rows.0) {
                if !adds && *word == 0 {
                    continue;
                }
                let mut found = 0;
                for (least, span) in ranges {
                    let (least, span) = (_mm256_set1_epi16(*least as i16), _mm256_set1_epi16(*span as i16));
                    let taken = |place: usize| taken(&quarters[place], least, span);
                    found |= packed(taken(0), taken(1)) | packed(taken(2), taken(3)) << 32;
                }
                *word = apply(*word, found);
            }
        });
    }

    #[target_feature(enable = "avx2")]
    pub fn scan_u32(cells: &[u32], ranges: &[(u32, u32)], mode: Mode, rows: &mut Rows) {
        let adds = mode == Mode::Add;
        in_mode!(mode, apply => {
            for (eighths, word) in cells.as_chunks::<8>().0.as_chunks::<8>().0.iter().zip(&mut rows.0) {
                if !adds && *word == 0 {
                    continue;
                }
                let mut found = 0;
                for (place, eighth) in eighths.iter().enumerate() {
                    // SAFETY: 32 bytes are borrowed.
                    let cells = unsafe { _mm256_loadu_si256(eighth.as_ptr().cast()) };
                    for (least, span) in ranges {
                        let distance = _mm256_sub_epi32(cells, _mm256_set1_epi32(*least as i32));
                        let span = _mm256_set1_epi32(*span as i32);
                        let taken = _mm256_cmpeq_epi32(_mm256_min_epu32(distance, span), distance);
                        found |= u64::from(_mm256_movemask_ps(_mm256_castsi256_ps(taken)) as u32) << (place * 8);
                    }
                }
                *word = apply(*word, found);
            }
        });
    }

    #[target_feature(enable = "avx2,popcnt")]
    pub fn run<T>(work: impl FnOnce() -> T) -> T {
        work()
    }

    /// The highest bit of each byte.
    #[target_feature(enable = "avx2")]
    fn mask(bytes: __m256i) -> u64 {
        u64::from(_mm256_movemask_epi8(bytes) as u32)
    }

    /// A table of 16 bytes, for both halves of a register.
    #[target_feature(enable = "avx2")]
    fn twice(table: &[u8; 16]) -> __m256i {
        // SAFETY: 16 bytes are borrowed.
        _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(table.as_ptr().cast()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::engine::scan::{self, Cell};
    use crate::columns::engine::tally::select_portably;
    use proptest::prelude::*;

    /// Up to ten separate ranges below `end`, in rising order.
    fn ranges(end: u64) -> impl Strategy<Value = Vec<Range>> {
        prop::collection::btree_set(0..=end, 0..20).prop_map(|ends| {
            let ends: Vec<u64> = ends.into_iter().collect();
            ends.as_chunks::<2>().0.iter().map(|[least, greatest]| (*least, *greatest)).collect()
        })
    }

    /// Whole blocks of cells, many of them at the ends of what a cell holds.
    fn cells<T: Cell + Arbitrary + 'static>(blocks: usize) -> impl Strategy<Value = Vec<T>> {
        let cell = prop_oneof![4 => any::<T>(), 1 => Just(T::default()), 1 => Just(T::UNKNOWN)];
        prop::collection::vec(cell, 64 * blocks)
    }

    /// A way to scan on this machine.
    type Scan<T> = fn(&[T], &[Range], Mode, &mut Rows) -> bool;

    /// Holds a fast scan in every mode against the portable one, over rows of which every third was there before.
    fn agrees<T: Cell>(cells: &[T], ranges: &[Range], fast: Scan<T>) {
        let mut before = Rows::EMPTY;
        (0..cells.len() + 64).filter(|row| row % 3 == 0 && row / 64 != 1).for_each(|row| before.set(row as u16, true));
        let mut found = Rows::EMPTY;
        scan::scan_portably(cells, ranges, &mut found);
        for mode in [Mode::Add, Mode::Keep, Mode::Remove] {
            let (mut rows, mut expected) = (before.clone(), before.clone());
            let words = expected.0.iter_mut().zip(&found.0).take(cells.len() / 64);
            words.for_each(|(word, found)| *word = mode.apply(*word, *found));
            let expected = if fast(cells, ranges, mode, &mut rows) { &expected } else { &before };
            assert_eq!(&rows, expected, "{mode:?} {ranges:?}");
        }
    }

    /// The scans with AVX2 where the machine has AVX-512 too, which else would be chosen.
    #[cfg(target_arch = "x86_64")]
    mod with_avx2 {
        use super::super::avx2;
        use super::{Mode, Range, Rows};

        pub fn scan_u8(cells: &[u8], ranges: &[Range], mode: Mode, rows: &mut Rows) -> bool {
            let mut set = [false; 256];
            ranges.iter().for_each(|&(least, greatest)| set[least as usize..=greatest as usize].fill(true));
            let has = is_x86_feature_detected!("avx2");
            if has {
                // SAFETY: the instructions are there.
                unsafe { avx2::scan_u8(cells, &set, mode, rows) };
            }
            has
        }

        macro_rules! wide {
            ($name:ident, $cell:ty) => {
                pub fn $name(cells: &[$cell], ranges: &[Range], mode: Mode, rows: &mut Rows) -> bool {
                    let ranges: Vec<_> =
                        ranges.iter().map(|range| (range.0 as $cell, (range.1 - range.0) as $cell)).collect();
                    let has = is_x86_feature_detected!("avx2");
                    if has {
                        // SAFETY: the instructions are there.
                        unsafe { avx2::$name(cells, &ranges, mode, rows) };
                    }
                    has
                }
            };
        }

        wide!(scan_u16, u16);
        wide!(scan_u32, u32);
    }

    proptest! {
        #[test]
        fn bytes_are_found_as_portably(cells in cells::<u8>(5), ranges in ranges(255)) {
            agrees(&cells, &ranges, scan_u8);
            #[cfg(target_arch = "x86_64")]
            agrees(&cells, &ranges, with_avx2::scan_u8);
        }

        #[test]
        fn cells_are_selected_in_their_order(cells in cells::<u8>(16), words in any::<[u64; 16]>(), sparse in any::<[u64; 16]>()) {
            for words in [words, std::array::from_fn(|place| words[place] & sparse[place] & sparse[15 - place]), [u64::MAX; 16]] {
                let mut selected = [0; SELECTED + 64];
                let is_set = |row: usize| words[row / 64] >> (row % 64) & 1 == 1;
                let expected: Vec<u8> = (0..cells.len()).filter(|row| is_set(*row)).map(|row| cells[row]).collect();
                let count = select_portably(&cells, &words, &mut selected);
                prop_assert_eq!(&selected[..count], expected.as_slice());
                if let Some(count) = select(&cells, &words, &mut selected) {
                    prop_assert_eq!(&selected[..count], expected.as_slice());
                }
            }
        }

        #[test]
        fn two_bytes_are_found_as_portably(cells in cells::<u16>(3), ranges in ranges(65_535)) {
            agrees(&cells, &ranges, scan_u16);
            #[cfg(target_arch = "x86_64")]
            agrees(&cells, &ranges, with_avx2::scan_u16);
        }

        #[test]
        fn four_bytes_are_found_as_portably(cells in cells::<u32>(3), ranges in ranges(u64::from(u32::MAX))) {
            agrees(&cells, &ranges, scan_u32);
            #[cfg(target_arch = "x86_64")]
            agrees(&cells, &ranges, with_avx2::scan_u32);
        }
    }
}
