//! The scans with AVX2.

use super::cells::{FLAGS, Mode, flag_tables};
use std::arch::x86_64::{
    __m256i, _mm_loadu_si128, _mm256_and_si256, _mm256_blendv_epi8, _mm256_broadcastsi128_si256, _mm256_castsi256_ps,
    _mm256_cmpeq_epi8, _mm256_cmpeq_epi16, _mm256_cmpeq_epi32, _mm256_loadu_si256, _mm256_min_epu16, _mm256_min_epu32,
    _mm256_movemask_epi8, _mm256_movemask_ps, _mm256_packs_epi16, _mm256_permute4x64_epi64, _mm256_set1_epi8,
    _mm256_set1_epi16, _mm256_set1_epi32, _mm256_shuffle_epi8, _mm256_srli_epi16, _mm256_sub_epi16, _mm256_sub_epi32,
};

/// Looks up membership in a set of bytes with the two tables of [`flag_tables`].
#[target_feature(enable = "avx2")]
pub fn scan_u8(cells: &[u8], set: &[bool; 256], mode: Mode, words: &mut [u64]) {
    let [below, above] = flag_tables(set);
    let (below, above, bits) = (twice(&below), twice(&above), twice(&FLAGS));
    let low = _mm256_set1_epi8(15);
    let taken = |half: &[u8; 32]| {
        // SAFETY: the load reads 32 borrowed bytes.
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
        for (halves, word) in cells.as_chunks::<32>().0.as_chunks::<2>().0.iter().zip(&mut *words) {
            if adds || *word != 0 {
                *word = apply(*word, taken(&halves[0]) | taken(&halves[1]) << 32);
            }
        }
    });
}

#[target_feature(enable = "avx2")]
pub fn scan_u16(cells: &[u16], ranges: &[(u16, u16)], mode: Mode, words: &mut [u64]) {
    let taken = |quarter: &[u16; 16], least, span| {
        // SAFETY: the load reads 32 borrowed bytes.
        let cells = unsafe { _mm256_loadu_si256(quarter.as_ptr().cast()) };
        let distance = _mm256_sub_epi16(cells, least);
        _mm256_cmpeq_epi16(_mm256_min_epu16(distance, span), distance)
    };
    // Packing interleaves the halves of its operands; the permutation restores the order.
    let packed = |one, other| mask(_mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_packs_epi16(one, other)));
    let adds = mode == Mode::Add;
    in_mode!(mode, apply => {
        for (quarters, word) in cells.as_chunks::<16>().0.as_chunks::<4>().0.iter().zip(&mut *words) {
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
pub fn scan_u32(cells: &[u32], ranges: &[(u32, u32)], mode: Mode, words: &mut [u64]) {
    let adds = mode == Mode::Add;
    in_mode!(mode, apply => {
        for (eighths, word) in cells.as_chunks::<8>().0.as_chunks::<8>().0.iter().zip(&mut *words) {
            if !adds && *word == 0 {
                continue;
            }
            let mut found = 0;
            for (place, eighth) in eighths.iter().enumerate() {
                // SAFETY: the load reads 32 borrowed bytes.
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

/// The highest bit of each of 32 bytes.
#[target_feature(enable = "avx2")]
fn mask(bytes: __m256i) -> u64 {
    u64::from(_mm256_movemask_epi8(bytes) as u32)
}

/// A table of 16 bytes in both halves of a register.
#[target_feature(enable = "avx2")]
fn twice(table: &[u8; 16]) -> __m256i {
    // SAFETY: the load reads 16 borrowed bytes.
    _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(table.as_ptr().cast()) })
}
