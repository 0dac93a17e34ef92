//! Chooses how the values of a chunk are stored: in the narrowest cells that hold all but a few of them, with those
//! few in a list, or all in a list if few rows have a value.

use super::{Cells, Chunk, code};
use crate::columns::engine::bit_sliced::{BLOCK, BitSliced, MOST_BITS};
use crate::columns::engine::listed::Listed;
use crate::columns::engine::rows::Rows;
use crate::columns::engine::simd::Cell;

/// One row in this many may have a value that does not fit the cells. The list of a full chunk then has at most 1,024
/// rows of some ten bytes, while cells half as wide save at least 8 KiB and half of every scan.
const ROWS_AN_OUTLIER: usize = 64;

/// The most rows per value for which all values are listed: a list is applied row by row, which is slow for frequent
/// values.
const MOST_LISTED_A_VALUE: usize = 64;

/// A chunk with these values, at most one per row, in any order.
pub fn pack(values: &[(u16, i64)]) -> Chunk {
    let ends = |(least, greatest): (i64, i64), (_, value): &(u16, i64)| (least.min(*value), greatest.max(*value));
    let (least, greatest) = values.iter().fold((i64::MAX, i64::MIN), ends);
    let Some(last) = values.iter().map(|(row, _)| usize::from(*row)).max() else { return Chunk::EMPTY };
    let rows = (last + 1).next_multiple_of(64);
    let base = base(least, greatest);
    let width = width(values, base, greatest, rows);
    let (most, cells, listed) = match listed(values, width.bytes(rows) / 2) {
        Some(listed) => (0, Cells::None, listed),
        None => {
            let most = width.most_beside(code(base, greatest)).unwrap_or(u64::MAX);
            let outliers = values.iter().filter(|(_, value)| code(base, *value) > most);
            let outliers = Listed::new(outliers.map(|(row, value)| (*value, *row)).collect());
            (most, width.cells(values, base, most, rows), outliers)
        }
    };
    Chunk { base, most, least, greatest, known: values.len() as u32, cells, listed }
}

/// All values as a list, if it takes at most `most_bytes` and is fast to scan.
fn listed(values: &[(u16, i64)], most_bytes: usize) -> Option<Listed> {
    if size_of::<u16>() * values.len() > most_bytes {
        return None;
    }
    let listed = Listed::new(values.iter().map(|(row, value)| (*value, *row)).collect());
    (listed.len() <= MOST_LISTED_A_VALUE * listed.values() && listed.bytes() <= most_bytes).then_some(listed)
}

/// The narrowest cells that hold all but a few values.
fn width(values: &[(u16, i64)], base: i64, greatest: i64, rows: usize) -> Width {
    let few = rows / ROWS_AN_OUTLIER;
    let holds = |width: &Width| {
        let lie_past = |most| values.iter().filter(move |(_, value)| code(base, *value) > most);
        width.most_beside(code(base, greatest)).is_some_and(|most| lie_past(most).take(few + 1).count() <= few)
    };
    let coded = (1..=MOST_BITS).map(Width::Bits).chain([Width::U8, Width::U16, Width::U32]);
    coded.into_iter().find(holds).unwrap_or(Width::I64)
}

fn coded<T: Cell>(codes: impl Iterator<Item = (usize, u64)>, rows: usize) -> Vec<T> {
    let mut cells = vec![T::UNKNOWN; rows];
    codes.for_each(|(row, code)| cells[row] = T::of(code));
    cells
}

/// Zero if distances from it need no wider cells, so that chunks of one column have the same codes; otherwise the
/// least value.
const fn base(least: i64, greatest: i64) -> i64 {
    if least >= 0 && greatest.leading_zeros() == (greatest - least).leading_zeros() { 0 } else { least }
}

/// The width of a chunk's cells.
#[derive(Clone, Copy)]
enum Width {
    Bits(usize),
    U8,
    U16,
    U32,
    I64,
}

impl Width {
    /// The greatest code that stands for a value. The greatest code of this width means unknown and, if values up to
    /// `greatest` do not all fit, the code before it marks listed values. `None` if no code is left.
    const fn most_beside(self, greatest: u64) -> Option<u64> {
        let unknown = match self {
            Self::Bits(bits) => (1 << bits) - 1,
            Self::U8 => u8::MAX as u64,
            Self::U16 => u16::MAX as u64,
            Self::U32 => u32::MAX as u64,
            Self::I64 => return Some(u64::MAX),
        };
        if greatest < unknown { Some(unknown - 1) } else { unknown.checked_sub(2) }
    }

    /// Cells with these values; the code after `most` marks listed values.
    fn cells(self, values: &[(u16, i64)], base: i64, most: u64, rows: usize) -> Cells {
        let past = most.saturating_add(1);
        let codes = values.iter().map(|(row, value)| (usize::from(*row), code(base, *value).min(past)));
        match self {
            Self::Bits(bits) => Cells::BitSliced(BitSliced::new(bits, rows.next_multiple_of(BLOCK), codes)),
            Self::U8 => Cells::U8(coded(codes, rows)),
            Self::U16 => Cells::U16(coded(codes, rows)),
            Self::U32 => Cells::U32(coded(codes, rows)),
            Self::I64 => {
                let (mut cells, mut known) = (vec![0; rows], Box::new(Rows::EMPTY));
                for &(row, value) in values {
                    cells[usize::from(row)] = value;
                    known.set(row, true);
                }
                Cells::I64(cells, known)
            }
        }
    }

    const fn bytes(self, rows: usize) -> usize {
        match self {
            Self::Bits(bits) => rows * bits / 8,
            Self::U8 => rows,
            Self::U16 => rows * size_of::<u16>(),
            Self::U32 => rows * size_of::<u32>(),
            Self::I64 => rows * size_of::<i64>(),
        }
    }
}
