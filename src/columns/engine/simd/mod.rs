//! The inner loops of the engine, over the cells of one chunk. Each instruction set has a file with the loops that it
//! makes faster, and [`portable`] has all of them; the best that the processor supports is chosen at run time. One
//! test suite compares every instruction set with plain loops.
#![expect(unsafe_code, reason = "vector instructions; every pointer is that of a block of cells borrowed as a slice")]

mod cells;
pub mod portable;
#[cfg(test)]
mod tests;

/// Repeats a scan for each mode, so that the mode is a constant in the inner loop.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
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
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;

pub use cells::{Cell, Mode, SELECTED, Selected};

use cells::{Range, set_of_bytes, spans};

/// Up to this number of ranges, every cell is compared with each of them; more are looked up in a table or by binary
/// search.
const FEW: usize = 8;

/// Applies the rows whose cell is in one of `ranges` to `words`, one bit per row. The ranges are separate and in
/// rising order. The number of cells is a multiple of 64; words past them are left unchanged.
pub fn scan_u8(cells: &[u8], ranges: &[Range], mode: Mode, words: &mut [u64]) {
    #[cfg(target_arch = "x86_64")]
    {
        if ranges.len() <= FEW / 2 && has_avx512() {
            // SAFETY: the processor has the instructions.
            return unsafe { avx512::scan_u8(cells, &spans(ranges), mode, words) };
        }
        if is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has the instructions.
            return unsafe { avx2::scan_u8(cells, &set_of_bytes(ranges), mode, words) };
        }
    }
    #[cfg(target_arch = "aarch64")]
    if std::arch::is_aarch64_feature_detected!("neon") {
        // SAFETY: the processor has the instructions.
        return unsafe { neon::scan_u8(cells, &set_of_bytes(ranges), mode, words) };
    }
    portable::scan(cells, ranges, mode, words);
}

macro_rules! scan_wide {
    ($name:ident, $cell:ty) => {
        /// As [`scan_u8`], for wider cells.
        pub fn $name(cells: &[$cell], ranges: &[Range], mode: Mode, words: &mut [u64]) {
            #[cfg(target_arch = "x86_64")]
            if ranges.len() <= FEW && is_x86_feature_detected!("avx2") {
                if has_avx512() {
                    // SAFETY: the processor has the instructions.
                    return unsafe { avx512::$name(cells, &spans(ranges), mode, words) };
                }
                // SAFETY: the processor has the instructions.
                return unsafe { avx2::$name(cells, &spans(ranges), mode, words) };
            }
            #[cfg(target_arch = "aarch64")]
            if ranges.len() <= FEW && std::arch::is_aarch64_feature_detected!("neon") {
                // SAFETY: the processor has the instructions.
                return unsafe { neon::$name(cells, &spans(ranges), mode, words) };
            }
            portable::scan(cells, ranges, mode, words);
        }
    };
}

scan_wide!(scan_u16, u16);
scan_wide!(scan_u32, u32);

/// Runs portable code compiled for the widest registers of this processor. Only code that is inlined into `work`
/// becomes faster.
pub fn widest<T>(work: impl FnOnce() -> T) -> T {
    #[cfg(target_arch = "x86_64")]
    if has_avx512() && is_x86_feature_detected!("avx512vpopcntdq") && is_x86_feature_detected!("popcnt") {
        // SAFETY: the processor has the instructions.
        return unsafe { avx512::run(work) };
    } else if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("popcnt") {
        // SAFETY: the processor has the instructions.
        return unsafe { avx2::run(work) };
    }
    work()
}

/// Copies the cells of the rows in `words` to the start of `selected`, in order, and returns their number. `cells`
/// has at most [`SELECTED`] cells, in whole blocks of 64 with one word each.
pub fn select(cells: &[u8], words: &[u64], selected: &mut Selected) -> usize {
    #[cfg(target_arch = "x86_64")]
    if has_avx512() && is_x86_feature_detected!("avx512vbmi2") && is_x86_feature_detected!("popcnt") {
        // SAFETY: the processor has the instructions.
        return unsafe { avx512::select(cells, words, selected) };
    }
    portable::select(cells, words, selected)
}

/// For each of the `SETS` subsets of `BITS` bits, the number of `rows` (one bit per row) that have all bits of the
/// subset set in `words`, which holds blocks of 512 rows with eight words per bit.
pub fn count_sets<const BITS: usize, const SETS: usize>(words: &[u64], rows: &[u64]) -> [u64; SETS] {
    #[cfg(target_arch = "x86_64")]
    if has_avx512() && is_x86_feature_detected!("avx512vpopcntdq") {
        // SAFETY: the processor has the instructions.
        return unsafe { avx512::count_sets::<BITS, SETS>(words, rows) };
    }
    widest(|| portable::count_sets::<BITS, SETS>(words, rows))
}

#[cfg(target_arch = "x86_64")]
fn has_avx512() -> bool {
    is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bw")
}
