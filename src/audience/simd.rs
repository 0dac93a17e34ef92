//! Scans with AVX2 where the machine has it, chosen at run time; [`super::scan`] has the portable forms, which these are
//! held to by a property test.
#![expect(
    unsafe_code,
    reason = "vector instructions; every pointer is that of a block of 64 cells borrowed as a slice"
)]

use super::rows::Rows;

/// Ranges of wide cells that are compared one after the other.
pub const FEW: usize = 8;

/// Codes with the range in which they lie, both ends included.
type Range = (u64, u64);

/// Adds to `rows` those whose cell lies in one of `ranges`. False, with nothing done, where this cannot be done here.
/// `cells` come in whole blocks of 64.
pub fn scan_u8(cells: &[u8], ranges: &[Range], rows: &mut Rows) -> bool {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        let mut set = [false; 256];
        ranges.iter().for_each(|&(least, greatest)| set[least as usize..=greatest as usize].fill(true));
        // SAFETY: the instructions are there.
        unsafe { avx2::scan_u8(cells, &set, rows) };
        return true;
    }
    false
}

/// As [`scan_u8`].
pub fn scan_u16(cells: &[u16], ranges: &[Range], rows: &mut Rows) -> bool {
    #[cfg(target_arch = "x86_64")]
    if ranges.len() <= FEW && is_x86_feature_detected!("avx2") {
        for &(least, greatest) in ranges {
            // SAFETY: the instructions are there.
            unsafe { avx2::scan_u16(cells, least as u16, (greatest - least) as u16, rows) };
        }
        return true;
    }
    false
}

/// As [`scan_u8`].
pub fn scan_u32(cells: &[u32], ranges: &[Range], rows: &mut Rows) -> bool {
    #[cfg(target_arch = "x86_64")]
    if ranges.len() <= FEW && is_x86_feature_detected!("avx2") {
        for &(least, greatest) in ranges {
            // SAFETY: the instructions are there.
            unsafe { avx2::scan_u32(cells, least as u32, (greatest - least) as u32, rows) };
        }
        return true;
    }
    false
}

/// How many of `rows` have this cell; `None` where this cannot be done here.
pub fn count_u8(cells: &[u8], cell: u8, rows: &Rows) -> Option<u64> {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("popcnt") {
        // SAFETY: the instructions are there.
        return Some(unsafe { avx2::count_u8(cells, cell, rows) });
    }
    None
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use super::Rows;
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
    pub fn scan_u8(cells: &[u8], set: &[bool; 256], rows: &mut Rows) {
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
        for (halves, word) in cells.as_chunks::<32>().0.as_chunks::<2>().0.iter().zip(&mut rows.0) {
            *word |= taken(&halves[0]) | taken(&halves[1]) << 32;
        }
    }

    #[target_feature(enable = "avx2")]
    pub fn scan_u16(cells: &[u16], least: u16, span: u16, rows: &mut Rows) {
        let (least, span) = (_mm256_set1_epi16(least as i16), _mm256_set1_epi16(span as i16));
        let taken = |quarter: &[u16; 16]| {
            // SAFETY: 32 bytes are borrowed.
            let cells = unsafe { _mm256_loadu_si256(quarter.as_ptr().cast()) };
            let distance = _mm256_sub_epi16(cells, least);
            _mm256_cmpeq_epi16(_mm256_min_epu16(distance, span), distance)
        };
        // Packing takes both operands by halves; the permutation puts the quarters back in their order.
        let packed = |one, other| mask(_mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_packs_epi16(one, other)));
        for (quarters, word) in cells.as_chunks::<16>().0.as_chunks::<4>().0.iter().zip(&mut rows.0) {
            *word |= packed(taken(&quarters[0]), taken(&quarters[1]))
                | packed(taken(&quarters[2]), taken(&quarters[3])) << 32;
        }
    }

    #[target_feature(enable = "avx2")]
    pub fn scan_u32(cells: &[u32], least: u32, span: u32, rows: &mut Rows) {
        let (least, span) = (_mm256_set1_epi32(least as i32), _mm256_set1_epi32(span as i32));
        for (eighths, word) in cells.as_chunks::<8>().0.as_chunks::<8>().0.iter().zip(&mut rows.0) {
            for (place, eighth) in eighths.iter().enumerate() {
                // SAFETY: 32 bytes are borrowed.
                let cells = unsafe { _mm256_loadu_si256(eighth.as_ptr().cast()) };
                let distance = _mm256_sub_epi32(cells, least);
                let taken = _mm256_cmpeq_epi32(_mm256_min_epu32(distance, span), distance);
                *word |= u64::from(_mm256_movemask_ps(_mm256_castsi256_ps(taken)) as u32) << (place * 8);
            }
        }
    }

    #[target_feature(enable = "avx2,popcnt")]
    pub fn count_u8(cells: &[u8], cell: u8, rows: &Rows) -> u64 {
        let wanted = _mm256_set1_epi8(cell as i8);
        let equal = |half: &[u8; 32]| {
            // SAFETY: 32 bytes are borrowed.
            let cells = unsafe { _mm256_loadu_si256(half.as_ptr().cast()) };
            mask(_mm256_cmpeq_epi8(cells, wanted))
        };
        let blocks = cells.as_chunks::<32>().0.as_chunks::<2>().0.iter().zip(&rows.0);
        blocks
            .map(|(halves, word)| u64::from(((equal(&halves[0]) | equal(&halves[1]) << 32) & word).count_ones()))
            .sum()
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
    use crate::audience::scan::{self, Cell};
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

    fn agrees<T: Cell>(cells: &[T], ranges: &[Range], fast: impl Fn(&[T], &[Range], &mut Rows) -> bool) {
        let (mut found, mut expected) = (Rows::EMPTY, Rows::EMPTY);
        scan::scan_portably(cells, ranges, &mut expected);
        if fast(cells, ranges, &mut found) {
            assert_eq!(found, expected, "{ranges:?}");
        } else {
            assert_eq!(found, Rows::EMPTY, "nothing is done where it says so");
        }
    }

    proptest! {
        #[test]
        fn bytes_are_found_as_portably(cells in cells::<u8>(5), ranges in ranges(255)) {
            agrees(&cells, &ranges, scan_u8);
            let mut rows = Rows::EMPTY;
            (0..cells.len()).step_by(3).for_each(|row| rows.set(row as u16, true));
            for cell in [0, 7, 255] {
                let expected = cells.iter().step_by(3).filter(|one| **one == cell).count() as u64;
                prop_assert!(count_u8(&cells, cell, &rows).is_none_or(|count| count == expected));
            }
        }

        #[test]
        fn two_bytes_are_found_as_portably(cells in cells::<u16>(3), ranges in ranges(65_535)) {
            agrees(&cells, &ranges, scan_u16);
        }

        #[test]
        fn four_bytes_are_found_as_portably(cells in cells::<u32>(3), ranges in ranges(u64::from(u32::MAX))) {
            agrees(&cells, &ranges, scan_u32);
        }
    }
}
