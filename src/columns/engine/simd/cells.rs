//! What the scans work on: cells, ranges of codes, and words of 64 rows.

/// Codes with the range in which they lie, both ends included.
pub type Range = (u64, u64);

/// A code as a chunk stores it. The greatest means unknown.
pub trait Cell: Copy + Default + Ord + Into<u64> {
    const UNKNOWN: Self;

    /// The cell of a code that fits.
    fn of(code: u64) -> Self;

    fn wrapping_sub(self, other: Self) -> Self;
}

macro_rules! cell {
    ($($cell:ty),*) => {$(
        impl Cell for $cell {
            const UNKNOWN: Self = Self::MAX;

            fn of(code: u64) -> Self {
                code as Self
            }

            fn wrapping_sub(self, other: Self) -> Self {
                self.wrapping_sub(other)
            }
        }
    )*};
}

cell!(u8, u16, u32);

/// What becomes of rows when others are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Those found are added.
    Add,
    /// Only those found are kept.
    Keep,
    /// Those found are removed.
    Remove,
}

impl Mode {
    /// The word of rows after `found` was found.
    pub const fn apply(self, word: u64, found: u64) -> u64 {
        match self {
            Self::Add => word | found,
            Self::Keep => word & found,
            Self::Remove => word & !found,
        }
    }
}

/// Cells that are selected at once.
pub const SELECTED: usize = 4096;

/// Room for the cells that are selected, and for a register past them.
pub type Selected = [u8; SELECTED + 64];

/// Ranges as their least code and the distance of the greatest from it.
#[cfg_attr(
    not(any(target_arch = "x86_64", target_arch = "aarch64")),
    expect(dead_code, reason = "portable forms take ranges")
)]
pub fn spans<T: Cell>(ranges: &[Range]) -> Vec<(T, T)> {
    ranges.iter().map(|(least, greatest)| (T::of(*least), T::of(greatest - least))).collect()
}

/// Which codes of one byte lie in one of the ranges.
#[cfg_attr(
    not(any(target_arch = "x86_64", target_arch = "aarch64")),
    expect(dead_code, reason = "portable forms take ranges")
)]
pub fn set_of_bytes(ranges: &[Range]) -> [bool; 256] {
    let mut set = [false; 256];
    ranges.iter().for_each(|&(least, greatest)| set[least as usize..=greatest as usize].fill(true));
    set
}
