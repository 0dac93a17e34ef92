//! The types that the scans share: cells, ranges of codes, and how a scan changes words of 64 rows.

/// A range of codes, both ends included.
pub type Range = (u64, u64);

/// A code as a chunk stores it. The greatest value means unknown.
pub trait Cell: Copy + Default + Ord + Into<u64> {
    const UNKNOWN: Self;

    /// Converts a code, which must fit.
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

/// How a scan changes a set of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Adds the rows found.
    Add,
    /// Keeps only the rows found.
    Keep,
    /// Removes the rows found.
    Remove,
}

impl Mode {
    /// The word of 64 rows after a scan found the rows of `found`.
    pub const fn apply(self, word: u64, found: u64) -> u64 {
        match self {
            Self::Add => word | found,
            Self::Keep => word & found,
            Self::Remove => word & !found,
        }
    }
}

/// The number of cells per call of `select`: with their copy they take 8 KiB, which fits the first-level cache.
pub const SELECTED: usize = 4096;

/// A buffer for selected cells, with room for a whole register after the last one.
pub type Selected = [u8; SELECTED + 64];

/// Ranges as the least code and the distance of the greatest from it.
#[cfg_attr(
    not(any(target_arch = "x86_64", target_arch = "aarch64")),
    expect(dead_code, reason = "portable forms take ranges")
)]
pub fn spans<T: Cell>(ranges: &[Range]) -> Vec<(T, T)> {
    ranges.iter().map(|(least, greatest)| (T::of(*least), T::of(greatest - least))).collect()
}

/// For each code of one byte, whether it is in one of the ranges.
#[cfg_attr(
    not(any(target_arch = "x86_64", target_arch = "aarch64")),
    expect(dead_code, reason = "portable forms take ranges")
)]
pub fn set_of_bytes(ranges: &[Range]) -> [bool; 256] {
    let mut set = [false; 256];
    ranges.iter().for_each(|&(least, greatest)| set[least as usize..=greatest as usize].fill(true));
    set
}

/// For each value of a code's upper four bits, the flag that the lower three of them select.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
pub const FLAGS: [u8; 16] = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];

/// A set of bytes as two tables of 16 bytes, one for codes below 128 and one for the others. A code's lower four bits
/// select a byte of eight flags; its upper four bits select the flag.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
pub fn flag_tables(set: &[bool; 256]) -> [[u8; 16]; 2] {
    let mut tables = [[0; 16]; 2];
    for (code, _) in set.iter().enumerate().filter(|(_, belongs)| **belongs) {
        tables[code >> 7][code & 15] |= 1 << (code >> 4 & 7);
    }
    tables
}
