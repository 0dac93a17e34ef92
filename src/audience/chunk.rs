//! The values of one column for 65,536 customers, in the narrowest cells that hold them: the distance from a base, where
//! the greatest distance of the width means unknown. Rows past the last cell are unknown.

use super::bounds::Bounds;
use super::codec::{self, Source};
use super::rows::{Mode, ROWS, Rows};
use super::scan::{Cell, scan, scan_each};
use super::simd;
use std::io::{self, Write};

/// Values up to which a tally counts each by itself, where there are many rows for each.
const FEW_VALUES: u64 = 16;

/// Rows that take as long to go through one by one as one value takes in the whole chunk.
const ROWS_A_VALUE: u64 = 1_500;

/// The values of one column for the rows of one chunk.
#[derive(Clone, Debug)]
pub struct Chunk {
    base: i64,
    /// No known value is less; greater than `greatest` where none is known.
    least: i64,
    /// No known value is greater.
    greatest: i64,
    /// How many rows have a known value.
    known: u32,
    cells: Cells,
}

#[derive(Clone, Debug)]
enum Cells {
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
    /// Values as they are, for no distance fits: then which rows are known stands beside them.
    I64(Vec<i64>, Box<Rows>),
}

/// Runs the same body for each width of coded cells, and another for whole values.
macro_rules! cells {
    ($cells:expr, $coded:ident => $body:expr, ($values:ident, $known:ident) => $whole:expr) => {
        match $cells {
            Cells::U8($coded) => $body,
            Cells::U16($coded) => $body,
            Cells::U32($coded) => $body,
            Cells::I64($values, $known) => $whole,
        }
    };
}

impl Chunk {
    /// Where nothing is known of anyone.
    pub const EMPTY: Self =
        Self { base: 0, least: i64::MAX, greatest: i64::MIN, known: 0, cells: Cells::U8(Vec::new()) };

    /// The value of a row, `None` where unknown.
    pub fn get(&self, row: u16) -> Option<i64> {
        cells!(&self.cells,
            cells => cells.get(usize::from(row)).and_then(|cell| value(self.base, *cell)),
            (values, known) => known.contains(row).then(|| values[usize::from(row)]))
    }

    /// Writes values, each into a row of its own.
    pub fn edit(&mut self, edits: &[(u16, Option<i64>)]) {
        let values = || edits.iter().filter_map(|(_, value)| *value);
        let (least, greatest) =
            values().fold((i64::MAX, i64::MIN), |(least, greatest), value| (least.min(value), greatest.max(value)));
        if !self.fits(self.least.min(least), self.greatest.max(greatest)) {
            self.repack(least, greatest);
        }
        (self.least, self.greatest) = (self.least.min(least), self.greatest.max(greatest));
        let rows = edits.iter().map(|(row, _)| usize::from(*row) + 1).max().unwrap_or(0).next_multiple_of(64);
        self.grow(rows);
        for &(row, value) in edits {
            self.known = self.known - u32::from(self.get(row).is_some()) + u32::from(value.is_some());
            self.set(row, value);
        }
    }

    /// Applies the rows whose value `bounds` take to `rows`. Of the chunk's rows `customers` are a customer's; rows of
    /// nobody may be among those found.
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
        let end = cells!(&self.cells,
        cells => {
            scan(cells, &self.codes(cells, &ranges, bounds.unknown), mode, rows);
            cells.len()
        },
        (values, known) => {
            scan_known(values, known, bounds, mode, rows);
            values.len()
        });
        let past = if bounds.unknown { u64::MAX } else { 0 };
        rows.0[end / 64..].iter_mut().for_each(|word| *word = mode.apply(*word, past));
    }

    /// Counts the rows of `rows` by value, for values from 0 to the last but one of `counts`; the last counts the unknown.
    pub fn tally(&self, rows: &Rows, counts: &mut [u64]) {
        if let Cells::U8(cells) = &self.cells {
            return self.tally_bytes(cells, rows, counts);
        }
        cells!(&self.cells,
            cells => rows.for_each(|row| count(counts, cells.get(row).and_then(|cell| value(self.base, *cell)))),
            (_values, _known) => rows.for_each(|row| count(counts, self.get(row as u16))));
    }

    /// [`Chunk::tally`] of cells of one byte: a few values one after the other, many by going through the rows.
    fn tally_bytes(&self, cells: &[u8], rows: &Rows, counts: &mut [u64]) {
        let unknown = counts.len() - 1;
        let place = |value: i64| usize::try_from(value).map_or(unknown, |place| place.min(unknown));
        if let Some(found) = self.count_values(cells, rows) {
            counts[unknown] += rows.count() - found.iter().map(|(_, count)| count).sum::<u64>();
            found.into_iter().for_each(|(value, count)| counts[place(value)] += count);
            return;
        }
        // Two tables by turns, so that a row need not wait for the one before it.
        let mut by_cell = [[0_u32; 256]; 2];
        rows.for_each(|row| by_cell[row & 1][usize::from(cells.get(row).copied().unwrap_or(u8::UNKNOWN))] += 1);
        for (cell, (even, odd)) in (0..=u8::UNKNOWN).zip(by_cell[0].iter().zip(&by_cell[1])) {
            if even + odd > 0 {
                counts[value(self.base, cell).map_or(unknown, place)] += u64::from(even + odd);
            }
        }
    }

    /// How many of `rows` have each value, where there are few values, many rows for each, and instructions for it.
    fn count_values(&self, cells: &[u8], rows: &Rows) -> Option<Vec<(i64, u64)>> {
        let values = self.greatest.checked_sub(self.least).and_then(|span| u64::try_from(span).ok())? + 1;
        if values > FEW_VALUES || rows.count() < values * ROWS_A_VALUE {
            return None;
        }
        let count = |value| Some((value, simd::count_u8(cells, Cell::of(code(self.base, value)), rows)?));
        (self.least..=self.greatest).map(count).collect()
    }

    /// Writes the chunk as bytes.
    pub fn encode(&self, out: &mut impl Write) -> io::Result<()> {
        let width = match &self.cells {
            Cells::U8(_) => 1,
            Cells::U16(_) => 2,
            Cells::U32(_) => 4,
            Cells::I64(..) => 8,
        };
        let rows = cells!(&self.cells, cells => cells.len(), (values, _known) => values.len());
        for number in [self.base, self.least, self.greatest, self.known.into(), width, rows as i64] {
            codec::write_number(out, number)?;
        }
        match &self.cells {
            Cells::U8(cells) => out.write_all(cells),
            Cells::U16(cells) => codec::write_u16(out, cells),
            Cells::U32(cells) => codec::write_u32(out, cells),
            Cells::I64(values, known) => {
                codec::write_i64(out, values)?;
                codec::write_u64(out, &known.0)
            }
        }
    }

    /// Reads a chunk.
    pub fn decode(source: &mut Source<'_>) -> Option<Self> {
        let (base, least, greatest) = (source.number()?, source.number()?, source.number()?);
        let (known, width) = (u32::try_from(source.number()?).ok()?, source.number()?);
        let rows = source.count().filter(|rows| *rows <= ROWS && rows.is_multiple_of(64))?;
        let cells = match width {
            1 => Cells::U8(source.bytes(rows)?.to_vec()),
            2 => Cells::U16(codec::read_u16(source, rows)?),
            4 => Cells::U32(codec::read_u32(source, rows)?),
            8 => {
                let values = codec::read_i64(source, rows)?;
                Cells::I64(values, Box::new(Rows::decode(source)?))
            }
            _ => return None,
        };
        Some(Self { base, least, greatest, known, cells })
    }

    /// Bytes of memory that the cells take.
    pub fn bytes(&self) -> usize {
        cells!(&self.cells,
            cells => size_of_val(cells.as_slice()),
            (values, _known) => size_of_val(values.as_slice()) + size_of::<Rows>())
    }

    /// The part of a range in which this chunk has values.
    fn clip(&self, (least, greatest): (i64, i64)) -> Option<(i64, i64)> {
        let clipped = (least.max(self.least), greatest.min(self.greatest));
        (clipped.0 <= clipped.1).then_some(clipped)
    }

    /// Ranges of values as ranges of codes, with that of the unknown where it is taken.
    fn codes<T: Cell>(&self, _cells: &[T], ranges: &[(i64, i64)], unknown: bool) -> Vec<(u64, u64)> {
        let known = ranges.iter().map(|(least, greatest)| (code(self.base, *least), code(self.base, *greatest)));
        known.chain(unknown.then(|| (T::UNKNOWN.into(), T::UNKNOWN.into()))).collect()
    }

    /// Whether values from `least` to `greatest` have codes here.
    fn fits(&self, least: i64, greatest: i64) -> bool {
        let within = |unknown: u64| self.base <= least && code(self.base, greatest) < unknown;
        least > greatest
            || match self.cells {
                Cells::U8(_) => within(u8::UNKNOWN.into()),
                Cells::U16(_) => within(u16::UNKNOWN.into()),
                Cells::U32(_) => within(u32::UNKNOWN.into()),
                Cells::I64(..) => true,
            }
    }

    /// Chooses base and width anew, so that the values kept and those from `least` to `greatest` fit.
    fn repack(&mut self, least: i64, greatest: i64) {
        let rows = cells!(&self.cells, cells => cells.len(), (values, _known) => values.len());
        let kept: Vec<_> = (0..rows).filter_map(|row| self.get(row as u16).map(|value| (row as u16, value))).collect();
        let ends = kept.iter().fold((least, greatest), |ends, (_, value)| (ends.0.min(*value), ends.1.max(*value)));
        let (base, span) = (ends.0, code(ends.0, ends.1));
        let cells = match span {
            span if span < u8::UNKNOWN.into() => Cells::U8(Vec::new()),
            span if span < u16::UNKNOWN.into() => Cells::U16(Vec::new()),
            span if span < u32::UNKNOWN.into() => Cells::U32(Vec::new()),
            _ => Cells::I64(Vec::new(), Box::new(Rows::EMPTY)),
        };
        *self = Self { base, least: ends.0, greatest: ends.1, known: self.known, cells };
        self.grow(rows);
        kept.into_iter().for_each(|(row, value)| self.set(row, Some(value)));
    }

    fn grow(&mut self, rows: usize) {
        debug_assert!(rows <= ROWS);
        cells!(&mut self.cells, cells => grow(cells, rows, Cell::UNKNOWN), (values, _known) => grow(values, rows, 0));
    }

    fn set(&mut self, row: u16, value: Option<i64>) {
        let base = self.base;
        cells!(&mut self.cells,
        cells => cells[usize::from(row)] = value.map_or(Cell::UNKNOWN, |value| Cell::of(code(base, value))),
        (values, known) => {
            values[usize::from(row)] = value.unwrap_or(0);
            known.set(row, value.is_some());
        });
    }
}

fn grow<T: Copy>(cells: &mut Vec<T>, rows: usize, unknown: T) {
    if cells.len() < rows {
        cells.resize(rows, unknown);
    }
}

/// The distance of a value from the base, which is not greater.
const fn code(base: i64, value: i64) -> u64 {
    value.wrapping_sub(base) as u64
}

fn value<T: Cell>(base: i64, cell: T) -> Option<i64> {
    (cell != T::UNKNOWN).then(|| base.wrapping_add(cell.into() as i64))
}

fn count(counts: &mut [u64], value: Option<i64>) {
    let place = value.and_then(|value| usize::try_from(value).ok()).unwrap_or(usize::MAX);
    let unknown = counts.len() - 1;
    counts[place.min(unknown)] += 1;
}

fn scan_known(values: &[i64], known: &Rows, bounds: &Bounds, mode: Mode, rows: &mut Rows) {
    let mut taken = Rows::EMPTY;
    scan_each(values, &mut taken, |value| bounds.take(Some(value)));
    let words = taken.0.iter().zip(&known.0).zip(&mut rows.0).take(values.len() / 64);
    words.for_each(|((taken, known), word)| {
        *word = mode.apply(*word, taken & known | if bounds.unknown { !known } else { 0 });
    });
}
