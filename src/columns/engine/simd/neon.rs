//! The scans with NEON, which every 64-bit ARM processor has.

use super::cells::{FLAGS, Mode, flag_tables};
use std::arch::aarch64::{
    uint8x16_t, uint16x8_t, vandq_u8, vbslq_u8, vcgeq_u8, vcleq_u16, vcleq_u32, vdupq_n_u8, vdupq_n_u16, vdupq_n_u32,
    vgetq_lane_u64, vld1q_u8, vld1q_u16, vld1q_u32, vpaddq_u8, vqtbl1q_u8, vreinterpretq_u8_u16, vreinterpretq_u16_u32,
    vreinterpretq_u64_u8, vshrq_n_u8, vsubq_u16, vsubq_u32, vtstq_u8, vuzp1q_u8, vuzp1q_u16,
};

/// Looks up membership in a set of bytes with the two tables of [`flag_tables`].
#[target_feature(enable = "neon")]
pub fn scan_u8(cells: &[u8], set: &[bool; 256], mode: Mode, words: &mut [u64]) {
    let [below, above] = flag_tables(set);
    let (below, above, bits) = (load(&below), load(&above), load(&FLAGS));
    let taken = |quarter: &[u8; 16]| {
        let cells = load(quarter);
        let lower = vandq_u8(cells, vdupq_n_u8(15));
        let is_above = vcgeq_u8(cells, vdupq_n_u8(128));
        let held = vbslq_u8(is_above, vqtbl1q_u8(above, lower), vqtbl1q_u8(below, lower));
        vtstq_u8(held, vqtbl1q_u8(bits, vshrq_n_u8::<4>(cells)))
    };
    let adds = mode == Mode::Add;
    in_mode!(mode, apply => {
        for (quarters, word) in cells.as_chunks::<16>().0.as_chunks::<4>().0.iter().zip(&mut *words) {
            if adds || *word != 0 {
                *word = apply(*word, mask(std::array::from_fn(|place| taken(&quarters[place]))));
            }
        }
    });
}

#[target_feature(enable = "neon")]
pub fn scan_u16(cells: &[u16], ranges: &[(u16, u16)], mode: Mode, words: &mut [u64]) {
    let adds = mode == Mode::Add;
    in_mode!(mode, apply => {
        for (eighths, word) in cells.as_chunks::<8>().0.as_chunks::<8>().0.iter().zip(&mut *words) {
            if !adds && *word == 0 {
                continue;
            }
            let mut found = 0;
            for (least, span) in ranges {
                let (least, span) = (vdupq_n_u16(*least), vdupq_n_u16(*span));
                let taken = |place: usize| {
                    // SAFETY: the load reads 16 borrowed bytes.
                    let cells = unsafe { vld1q_u16(eighths[place].as_ptr()) };
                    vcleq_u16(vsubq_u16(cells, least), span)
                };
                found |= mask(std::array::from_fn(|place| narrow(taken(2 * place), taken(2 * place + 1))));
            }
            *word = apply(*word, found);
        }
    });
}

#[target_feature(enable = "neon")]
pub fn scan_u32(cells: &[u32], ranges: &[(u32, u32)], mode: Mode, words: &mut [u64]) {
    let adds = mode == Mode::Add;
    in_mode!(mode, apply => {
        for (parts, word) in cells.as_chunks::<4>().0.as_chunks::<16>().0.iter().zip(&mut *words) {
            if !adds && *word == 0 {
                continue;
            }
            let mut found = 0;
            for (least, span) in ranges {
                let (least, span) = (vdupq_n_u32(*least), vdupq_n_u32(*span));
                let taken = |place: usize| {
                    // SAFETY: the load reads 16 borrowed bytes.
                    let cells = unsafe { vld1q_u32(parts[place].as_ptr()) };
                    vreinterpretq_u16_u32(vcleq_u32(vsubq_u32(cells, least), span))
                };
                let eight = |place: usize| vuzp1q_u16(taken(place), taken(place + 1));
                found |= mask(std::array::from_fn(|place| narrow(eight(4 * place), eight(4 * place + 2))));
            }
            *word = apply(*word, found);
        }
    });
}

#[target_feature(enable = "neon")]
fn load(bytes: &[u8; 16]) -> uint8x16_t {
    // SAFETY: the load reads 16 borrowed bytes.
    unsafe { vld1q_u8(bytes.as_ptr()) }
}

/// The lower bytes of 16 cells of two bytes, each with all bits set or none.
#[target_feature(enable = "neon")]
fn narrow(first: uint16x8_t, second: uint16x8_t) -> uint8x16_t {
    vuzp1q_u8(vreinterpretq_u8_u16(first), vreinterpretq_u8_u16(second))
}

/// One bit for each of 64 bytes that have all bits set or none: each byte keeps the bit of its index modulo eight,
/// and three pairwise additions combine groups of eight bytes.
#[target_feature(enable = "neon")]
fn mask(quarters: [uint8x16_t; 4]) -> u64 {
    let bits = load(&FLAGS);
    let [first, second, third, fourth] = quarters.map(|quarter| vandq_u8(quarter, bits));
    let sums = vpaddq_u8(vpaddq_u8(first, second), vpaddq_u8(third, fourth));
    vgetq_lane_u64::<0>(vreinterpretq_u64_u8(vpaddq_u8(sums, sums)))
}
