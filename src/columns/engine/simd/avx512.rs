//! The scans with AVX-512.

use super::cells::{Mode, SELECTED, Selected};
use std::arch::x86_64::{
    _mm512_add_epi64, _mm512_and_si512, _mm512_cmple_epu8_mask, _mm512_cmple_epu16_mask, _mm512_cmple_epu32_mask,
    _mm512_loadu_si512, _mm512_maskz_compress_epi8, _mm512_popcnt_epi64, _mm512_reduce_add_epi64, _mm512_set1_epi8,
    _mm512_set1_epi16, _mm512_set1_epi32, _mm512_setzero_si512, _mm512_storeu_si512, _mm512_sub_epi8, _mm512_sub_epi16,
    _mm512_sub_epi32, _mm512_test_epi64_mask,
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
        // SAFETY: the load reads 64 borrowed bytes.
        let cells = unsafe { _mm512_loadu_si512(block.as_ptr().cast()) };
        let packed = _mm512_maskz_compress_epi8(*word, cells);
        // Each block adds at most 64 cells, so that a whole register fits after the earlier ones.
        let Some(room) = selected.get_mut(count..count + 64) else { break };
        // SAFETY: the store writes the 64 borrowed bytes.
        unsafe { _mm512_storeu_si512(room.as_mut_ptr().cast(), packed) };
        count += word.count_ones() as usize;
    }
    count
}

#[target_feature(enable = "avx512f,avx512bw,avx512vpopcntdq")]
pub fn count_sets<const BITS: usize, const SETS: usize>(words: &[u64], rows: &[u64]) -> [u64; SETS] {
    // SAFETY: the load reads 64 borrowed bytes.
    let load = |words: &[u64; 8]| unsafe { _mm512_loadu_si512(words.as_ptr().cast()) };
    let mut sums = [_mm512_setzero_si512(); SETS];
    let (blocks, _) = words.as_chunks::<8>().0.as_chunks::<BITS>();
    for (slices, rows) in blocks.iter().zip(rows.as_chunks::<8>().0) {
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

/// Defines a scan of cells: `$lanes` of them fill a register, and `$parts` registers make a word of 64 rows. Except
/// when adding, words without rows are skipped, because they cannot change.
macro_rules! scan {
    ($name:ident, $cell:ty, $lanes:literal, $parts:literal, $set:ident($as:ty), $sub:ident, $less:ident) => {
        #[target_feature(enable = "avx512f,avx512bw")]
        pub fn $name(cells: &[$cell], ranges: &[($cell, $cell)], mode: Mode, words: &mut [u64]) {
            let adds = mode == Mode::Add;
            in_mode!(mode, apply => match *ranges {
                [(least, span)] => {
                    let (least, span) = ($set(least as $as), $set(span as $as));
                    for (parts, word) in cells.as_chunks::<$lanes>().0.as_chunks::<$parts>().0.iter().zip(&mut *words) {
                        if !adds && *word == 0 {
                            continue;
                        }
                        let mut found = 0;
                        for (place, part) in parts.iter().enumerate() {
                            // SAFETY: the load reads 64 borrowed bytes.
                            let cells = unsafe { _mm512_loadu_si512(part.as_ptr().cast()) };
                            found |= u64::from($less($sub(cells, least), span)) << (place * $lanes);
                        }
                        *word = apply(*word, found);
                    }
                }
                _ => {
                    for (parts, word) in cells.as_chunks::<$lanes>().0.as_chunks::<$parts>().0.iter().zip(&mut *words) {
                        if !adds && *word == 0 {
                            continue;
                        }
                        let mut found = 0;
                        for (place, part) in parts.iter().enumerate() {
                            // SAFETY: the load reads 64 borrowed bytes.
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
