//! The values of one column for 65,536 customers: cells with the distance from a base, whose greatest code means
//! unknown, and a list of the values that do not fit a cell. Rows past the last cell are unknown.

mod bytes;
mod counts;
mod packing;

use super::bit_sliced::BitSliced;
use super::bounds::Bounds;
use super::listed::{self, Listed};
use super::rows::{ROWS, Rows};
use super::simd::{self, Cell, Mode};
use packing::pack;

/// Up to this number of edits, cells are changed in place; for more, the chunk is packed again, which may find a
/// narrower width. Packing goes over all 65,536 rows, 256 times as many.
const FEW_EDITS: usize = 256;

/// The values of one column for the rows of one chunk.
#[derive(Clone, Debug)]
pub struct Chunk {
    base: i64,
    /// The greatest code that stands for a value. If values are listed, the next code marks their rows.
    most: u64,
    /// A lower bound of the known values; in [`Chunk::EMPTY`] it is greater than `greatest`.
    least: i64,
    /// An upper bound of the known values.
    greatest: i64,
    /// How many rows have a known value.
    known: u32,
    cells: Cells,
    /// The rows whose values do not fit a cell.
    listed: Listed,
}

#[derive(Clone, Debug)]
enum Cells {
    /// No cells: every value is in the list.
    None,
    BitSliced(BitSliced),
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
    /// Plain values, when too many distances do not fit 32 bits, and the rows that are known.
    I64(Vec<i64>, Box<Rows>),
}

/// The content of a row's cell.
enum Found {
    Unknown,
    Listed,
    Value(i64),
}

impl Chunk {
    /// A chunk without known values.
    pub const EMPTY: Self = Self {
        base: 0,
        most: 0,
        least: i64::MAX,
        greatest: i64::MIN,
        known: 0,
        cells: Cells::None,
        listed: Listed::EMPTY,
    };

    /// Bounds of the known values; `None` if there are none.
    pub fn ends(&self) -> Option<(i64, i64)> {
        (self.known > 0).then_some((self.least, self.greatest))
    }

    /// The value of a row; `None` if unknown.
    pub fn get(&self, row: u16) -> Option<i64> {
        match self.find(row) {
            Found::Unknown => None,
            Found::Listed => self.listed.get(row),
            Found::Value(value) => Some(value),
        }
    }

    /// Writes values into rows, at most one per row.
    pub fn edit(&mut self, edits: &[(u16, Option<i64>)]) {
        if edits.len() <= FEW_EDITS && edits.iter().all(|&(row, value)| self.edit_cell(row, value)) {
            return;
        }
        let mut edited = Rows::EMPTY;
        edits.iter().for_each(|(row, _)| edited.set(*row, true));
        let mut values: Vec<_> = edits.iter().filter_map(|(row, value)| Some((*row, (*value)?))).collect();
        values.extend(self.values().filter(|(row, _)| !edited.contains(*row)));
        *self = pack(&values);
    }

    /// Every row whose value is known, with its value.
    fn values(&self) -> impl Iterator<Item = (u16, i64)> {
        let mut known = Rows::EMPTY;
        self.scan(&Bounds::known(true), ROWS as u64, Mode::Add, &mut known);
        let mut rows = Vec::with_capacity(self.known as usize);
        known.for_each(|row| rows.push(row as u16));
        let in_cells = rows.into_iter().filter_map(|row| match self.find(row) {
            Found::Value(value) => Some((row, value)),
            Found::Listed | Found::Unknown => None,
        });
        in_cells.chain(self.listed.iter().map(|(value, row)| (row, value)))
    }

    /// Writes a value into the row's cell. Returns false and changes nothing if the row has no cell or the value does
    /// not fit.
    fn edit_cell(&mut self, row: u16, value: Option<i64>) -> bool {
        let (place, base, most) = (usize::from(row), self.base, self.most);
        let before = self.find(row);
        let fits = value.is_none_or(|value| base <= value && code(base, value) <= most);
        if !fits || place >= self.rows() || matches!(before, Found::Listed) {
            return false;
        }
        let code = value.map(|value| code(base, value));
        match &mut self.cells {
            Cells::None => return false,
            Cells::BitSliced(sliced) => sliced.set(place, code.unwrap_or(u64::MAX)),
            Cells::U8(cells) => cells[place] = code.map_or(Cell::UNKNOWN, Cell::of),
            Cells::U16(cells) => cells[place] = code.map_or(Cell::UNKNOWN, Cell::of),
            Cells::U32(cells) => cells[place] = code.map_or(Cell::UNKNOWN, Cell::of),
            Cells::I64(values, known) => {
                values[place] = value.unwrap_or(0);
                known.set(row, value.is_some());
            }
        }
        self.known = self.known - u32::from(matches!(before, Found::Value(_))) + u32::from(value.is_some());
        if let Some(value) = value {
            (self.least, self.greatest) = (self.least.min(value), self.greatest.max(value));
        }
        true
    }

    /// Applies the rows whose value matches `bounds` to `rows`. `customers` is the number of the chunk's rows that
    /// belong to a customer; rows without one may be among those found.
    pub fn scan(&self, bounds: &Bounds, customers: u64, mode: Mode, rows: &mut Rows) {
        let unknown_matters = u64::from(self.known) < customers;
        let ranges: Vec<_> = bounds.ranges.iter().filter_map(|range| self.clip(*range)).collect();
        let takes_all_known = self.known == 0 || ranges == [(self.least, self.greatest)];
        if ranges.is_empty() && !(bounds.unknown && unknown_matters) {
            return rows.apply_whole(mode, false);
        }
        if takes_all_known && (bounds.unknown || !unknown_matters) {
            return rows.apply_whole(mode, true);
        }
        match &self.cells {
            Cells::None if bounds.unknown => {
                let others = bounds.opposite();
                listed::apply(others.ranges.iter().map(|range| self.listed.range(*range)), false, mode, rows);
            }
            Cells::None => listed::apply(ranges.iter().map(|range| self.listed.range(*range)), true, mode, rows),
            Cells::I64(values, known) => {
                scan_known(values, known, bounds, mode, rows);
                self.scan_past(bounds.unknown, mode, rows);
            }
            _ if self.listed.len() == 0 => self.scan_cells(&ranges, bounds.unknown, false, mode, rows),
            _ if ranges.iter().any(|range| self.listed.lies_in(*range)) => {
                self.scan_cells(&ranges, bounds.unknown, true, mode, rows);
            }
            _ => {
                let taken = || ranges.iter().flat_map(|range| self.listed.range(*range)).copied();
                let kept: Vec<_> = taken().filter(|row| mode != Mode::Keep || rows.contains(*row)).collect();
                self.scan_cells(&ranges, bounds.unknown, false, mode, rows);
                kept.into_iter().for_each(|row| rows.set(row, mode != Mode::Remove));
            }
        }
    }

    /// Applies the rows whose cell is in one of the ranges and, if `listed`, the rows of all listed values.
    fn scan_cells(&self, ranges: &[(i64, i64)], unknown: bool, listed: bool, mode: Mode, rows: &mut Rows) {
        let code = |value| code(self.base, value);
        let within = ranges.iter().filter(|(least, _)| code(*least) <= self.most);
        let mut codes: Vec<_> =
            within.map(|(least, greatest)| (code(*least), code(*greatest).min(self.most))).collect();
        codes.extend(listed.then_some((self.most + 1, self.most + 1)));
        let unknown_code = |code: u64| unknown.then_some((code, code));
        match &self.cells {
            Cells::None | Cells::I64(..) => {}
            Cells::BitSliced(sliced) => {
                codes.extend(unknown_code(sliced.unknown()));
                sliced.scan(&codes, mode, rows);
            }
            Cells::U8(cells) => {
                codes.extend(unknown_code(u8::UNKNOWN.into()));
                simd::scan_u8(cells, &codes, mode, &mut rows.0);
            }
            Cells::U16(cells) => {
                codes.extend(unknown_code(u16::UNKNOWN.into()));
                simd::scan_u16(cells, &codes, mode, &mut rows.0);
            }
            Cells::U32(cells) => {
                codes.extend(unknown_code(u32::UNKNOWN.into()));
                simd::scan_u32(cells, &codes, mode, &mut rows.0);
            }
        }
        self.scan_past(unknown, mode, rows);
    }

    /// Applies the rows past the last cell, whose values are unknown.
    fn scan_past(&self, unknown: bool, mode: Mode, rows: &mut Rows) {
        let past = if unknown { u64::MAX } else { 0 };
        rows.0[self.rows() / 64..].iter_mut().for_each(|word| *word = mode.apply(*word, past));
    }

    /// The size of the values in memory, in bytes.
    pub fn bytes(&self) -> usize {
        let cells = match &self.cells {
            Cells::None => 0,
            Cells::BitSliced(sliced) => size_of_val(sliced.words()),
            Cells::U8(cells) => size_of_val(cells.as_slice()),
            Cells::U16(cells) => size_of_val(cells.as_slice()),
            Cells::U32(cells) => size_of_val(cells.as_slice()),
            Cells::I64(values, _) => size_of_val(values.as_slice()) + size_of::<Rows>(),
        };
        cells + self.listed.bytes()
    }

    /// The number of rows with a cell.
    fn rows(&self) -> usize {
        match &self.cells {
            Cells::None => 0,
            Cells::BitSliced(sliced) => sliced.rows(),
            Cells::U8(cells) => cells.len(),
            Cells::U16(cells) => cells.len(),
            Cells::U32(cells) => cells.len(),
            Cells::I64(values, _) => values.len(),
        }
    }

    fn find(&self, row: u16) -> Found {
        let place = usize::from(row);
        match &self.cells {
            Cells::None => Found::Listed,
            _ if place >= self.rows() => Found::Unknown,
            Cells::BitSliced(sliced) => self.found(sliced.get(place)),
            Cells::U8(cells) => self.found(cells[place].into()),
            Cells::U16(cells) => self.found(cells[place].into()),
            Cells::U32(cells) => self.found(cells[place].into()),
            Cells::I64(values, known) if known.contains(row) => Found::Value(values[place]),
            Cells::I64(..) => Found::Unknown,
        }
    }

    /// The meaning of a code.
    const fn found(&self, code: u64) -> Found {
        if code <= self.most {
            Found::Value(self.base.wrapping_add(code as i64))
        } else if code == self.most + 1 && self.listed.len() > 0 {
            Found::Listed
        } else {
            Found::Unknown
        }
    }

    /// The part of a range between `least` and `greatest`, outside of which the chunk has no values.
    fn clip(&self, (least, greatest): (i64, i64)) -> Option<(i64, i64)> {
        let clipped = (least.max(self.least), greatest.min(self.greatest));
        (clipped.0 <= clipped.1).then_some(clipped)
    }
}

/// The distance of a value from the base. `base` must not be greater than `value`.
const fn code(base: i64, value: i64) -> u64 {
    value.wrapping_sub(base) as u64
}

fn scan_known(values: &[i64], known: &Rows, bounds: &Bounds, mode: Mode, rows: &mut Rows) {
    let mut taken = Rows::EMPTY;
    simd::portable::scan_each(values, &mut taken.0, |value| bounds.take(Some(value)));
    let words = taken.0.iter().zip(&known.0).zip(&mut rows.0).take(values.len() / 64);
    words.for_each(|((taken, known), word)| {
        *word = mode.apply(*word, taken & known | if bounds.unknown { !known } else { 0 });
    });
}
