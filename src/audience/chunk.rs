//! The values of one column for 65,536 customers: cells with the distance from a base, where the greatest distance of the
//! width means unknown, and a list of the values that have no cell. Rows past the last cell are unknown.

use super::bounds::Bounds;
use super::codec::{self, Source};
use super::listed::{self, Listed};
use super::packing::pack;
use super::planes::{MOST_BITS, Planes};
use super::rows::{Mode, ROWS, Rows};
use super::scan::{Cell, scan, scan_each};
use super::tally::{self, Tally};
use std::io::{self, Write};

/// Edits up to which cells are changed in place; for more the chunk is made anew.
const FEW_EDITS: usize = 256;

/// The values of one column for the rows of one chunk.
#[derive(Clone, Debug)]
pub struct Chunk {
    pub(super) base: i64,
    /// The greatest code of a value that has a cell of its own. Where values are listed, the next one stands for them.
    pub(super) most: u64,
    /// No known value is less; greater than `greatest` where none is known.
    pub(super) least: i64,
    /// No known value is greater.
    pub(super) greatest: i64,
    /// How many rows have a known value.
    pub(super) known: u32,
    pub(super) cells: Cells,
    /// The rows whose values no cell holds.
    pub(super) listed: Listed,
}

#[derive(Clone, Debug)]
pub(super) enum Cells {
    /// Every value is listed.
    None,
    Planes(Planes),
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
    /// Values as they are, for no distance fits: then which rows are known stands beside them.
    I64(Vec<i64>, Box<Rows>),
}

/// What a row's cell says.
enum Found {
    Unknown,
    Listed,
    Value(i64),
}

impl Chunk {
    /// Where nothing is known of anyone.
    pub const EMPTY: Self = Self {
        base: 0,
        most: 0,
        least: i64::MAX,
        greatest: i64::MIN,
        known: 0,
        cells: Cells::None,
        listed: Listed::EMPTY,
    };

    /// The value of a row, `None` where unknown.
    pub fn get(&self, row: u16) -> Option<i64> {
        match self.find(row) {
            Found::Unknown => None,
            Found::Listed => self.listed.get(row),
            Found::Value(value) => Some(value),
        }
    }

    /// Writes values, each into a row of its own.
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

    /// Writes a value into the row's cell. False, with nothing done, where it has none that holds it.
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
            Cells::Planes(planes) => planes.set(place, code.unwrap_or(u64::MAX)),
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

    /// Applies the rows whose cell lies in the ranges, or is that of the listed where `listed`.
    fn scan_cells(&self, ranges: &[(i64, i64)], unknown: bool, listed: bool, mode: Mode, rows: &mut Rows) {
        let code = |value| code(self.base, value);
        let within = ranges.iter().filter(|(least, _)| code(*least) <= self.most);
        let mut codes: Vec<_> =
            within.map(|(least, greatest)| (code(*least), code(*greatest).min(self.most))).collect();
        codes.extend(listed.then_some((self.most + 1, self.most + 1)));
        let unknown_code = |code: u64| unknown.then_some((code, code));
        match &self.cells {
            Cells::None | Cells::I64(..) => {}
            Cells::Planes(planes) => {
                codes.extend(unknown_code(planes.unknown()));
                planes.scan(&codes, mode, rows);
            }
            Cells::U8(cells) => {
                codes.extend(unknown_code(u8::UNKNOWN.into()));
                scan(cells, &codes, mode, rows);
            }
            Cells::U16(cells) => {
                codes.extend(unknown_code(u16::UNKNOWN.into()));
                scan(cells, &codes, mode, rows);
            }
            Cells::U32(cells) => {
                codes.extend(unknown_code(u32::UNKNOWN.into()));
                scan(cells, &codes, mode, rows);
            }
        }
        self.scan_past(unknown, mode, rows);
    }

    /// Applies the rows past the last cell, of which nothing is known.
    fn scan_past(&self, unknown: bool, mode: Mode, rows: &mut Rows) {
        let past = if unknown { u64::MAX } else { 0 };
        rows.0[self.rows() / 64..].iter_mut().for_each(|word| *word = mode.apply(*word, past));
    }

    /// Counts the rows of `rows` by value.
    pub fn tally(&self, rows: &Rows, tally: &mut Tally) {
        let value = |code: u64| self.base.wrapping_add(code as i64);
        match &self.cells {
            Cells::Planes(planes) => {
                let counts = planes.count(rows);
                (0..=self.most).zip(counts).for_each(|(code, count)| tally.add(value(code), count));
                tally.add_unknown(counts[planes.unknown() as usize]);
            }
            Cells::U8(cells) if self.base == 0 && self.greatest < tally::PAIRED && self.listed.len() == 0 => {
                tally.add_narrow(cells, rows);
            }
            Cells::U8(cells) => {
                let counts = tally::count_bytes(cells, rows);
                (0..=self.most).zip(counts).for_each(|(code, count)| tally.add(value(code), count));
                tally.add_unknown(counts[usize::from(u8::UNKNOWN)]);
            }
            Cells::None | Cells::U16(_) | Cells::U32(_) | Cells::I64(..) => {
                rows.for_each(|row| match self.find(row as u16) {
                    Found::Unknown => tally.add_unknown(1),
                    Found::Value(value) => tally.add(value, 1),
                    Found::Listed => {}
                })
            }
        }
        let mut listed = 0;
        for (value, of_value) in self.listed.by_value() {
            let count = of_value.iter().filter(|row| rows.contains(**row)).count() as u64;
            tally.add(value, count);
            listed += count;
        }
        match &self.cells {
            Cells::None => tally.add_unknown(rows.count() - listed),
            Cells::Planes(_) | Cells::U8(_) => tally.add_unknown(rows.count_from(self.rows())),
            Cells::U16(_) | Cells::U32(_) | Cells::I64(..) => {}
        }
    }

    /// [`Chunk::tally`] of a few rows.
    pub fn tally_each(&self, rows: &[u16], tally: &mut Tally) {
        for row in rows {
            match self.get(*row) {
                Some(value) => tally.add(value, 1),
                None => tally.add_unknown(1),
            }
        }
    }

    /// Writes the chunk as bytes.
    pub fn encode(&self, out: &mut impl Write) -> io::Result<()> {
        let form = match &self.cells {
            Cells::None => 0,
            Cells::Planes(planes) => planes.bits() as i64,
            Cells::U8(_) => 8,
            Cells::U16(_) => 16,
            Cells::U32(_) => 32,
            Cells::I64(..) => 64,
        };
        let (most, rows) = (self.most as i64, self.rows() as i64);
        for number in [self.base, most, self.least, self.greatest, self.known.into(), form, rows] {
            codec::write_number(out, number)?;
        }
        match &self.cells {
            Cells::None => {}
            Cells::Planes(planes) => codec::write_u64(out, planes.words())?,
            Cells::U8(cells) => out.write_all(cells)?,
            Cells::U16(cells) => codec::write_u16(out, cells)?,
            Cells::U32(cells) => codec::write_u32(out, cells)?,
            Cells::I64(values, known) => {
                codec::write_i64(out, values)?;
                codec::write_u64(out, &known.0)?;
            }
        }
        self.listed.encode(out)
    }

    /// Reads a chunk; `None` where there is none.
    pub fn decode(source: &mut Source<'_>) -> Option<Self> {
        let (base, most) = (source.number()?, source.number()? as u64);
        let (least, greatest) = (source.number()?, source.number()?);
        let (known, form) = (u32::try_from(source.number()?).ok()?, source.number()?);
        let rows = usize::try_from(source.number()?).ok()?;
        if rows > ROWS || !rows.is_multiple_of(64) {
            return None;
        }
        let cells = match form {
            0 if rows == 0 => Cells::None,
            8 => Cells::U8(source.bytes(rows)?.to_vec()),
            16 => Cells::U16(codec::read_u16(source, rows)?),
            32 => Cells::U32(codec::read_u32(source, rows)?),
            64 => {
                let values = codec::read_i64(source, rows)?;
                Cells::I64(values, Box::new(Rows::decode(source)?))
            }
            _ => {
                let bits = usize::try_from(form).ok().filter(|bits| (1..=MOST_BITS).contains(bits))?;
                Cells::Planes(Planes::from_words(bits, codec::read_u64(source, rows / 64 * bits)?)?)
            }
        };
        let listed = Listed::decode(source)?;
        let greatest_of = |unknown: u64| unknown.checked_sub(if listed.len() == 0 { 1 } else { 2 });
        let holds = match &cells {
            Cells::None => true,
            Cells::Planes(planes) => Some(most) == greatest_of(planes.unknown()),
            Cells::U8(_) => Some(most) == greatest_of(u8::UNKNOWN.into()),
            Cells::U16(_) => Some(most) == greatest_of(u16::UNKNOWN.into()),
            Cells::U32(_) => Some(most) == greatest_of(u32::UNKNOWN.into()),
            Cells::I64(..) => listed.len() == 0,
        };
        holds.then_some(Self { base, most, least, greatest, known, cells, listed })
    }

    /// Bytes of memory that the values take.
    pub fn bytes(&self) -> usize {
        let cells = match &self.cells {
            Cells::None => 0,
            Cells::Planes(planes) => size_of_val(planes.words()),
            Cells::U8(cells) => size_of_val(cells.as_slice()),
            Cells::U16(cells) => size_of_val(cells.as_slice()),
            Cells::U32(cells) => size_of_val(cells.as_slice()),
            Cells::I64(values, _) => size_of_val(values.as_slice()) + size_of::<Rows>(),
        };
        cells + self.listed.bytes()
    }

    /// Rows that have a cell.
    fn rows(&self) -> usize {
        match &self.cells {
            Cells::None => 0,
            Cells::Planes(planes) => planes.rows(),
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
            Cells::Planes(planes) => self.found(planes.get(place)),
            Cells::U8(cells) => self.found(cells[place].into()),
            Cells::U16(cells) => self.found(cells[place].into()),
            Cells::U32(cells) => self.found(cells[place].into()),
            Cells::I64(values, known) if known.contains(row) => Found::Value(values[place]),
            Cells::I64(..) => Found::Unknown,
        }
    }

    /// What a code says.
    const fn found(&self, code: u64) -> Found {
        if code <= self.most {
            Found::Value(self.base.wrapping_add(code as i64))
        } else if code == self.most + 1 && self.listed.len() > 0 {
            Found::Listed
        } else {
            Found::Unknown
        }
    }

    /// The part of a range in which this chunk has values.
    fn clip(&self, (least, greatest): (i64, i64)) -> Option<(i64, i64)> {
        let clipped = (least.max(self.least), greatest.min(self.greatest));
        (clipped.0 <= clipped.1).then_some(clipped)
    }
}

/// The distance of a value from the base, which is not greater.
pub(super) const fn code(base: i64, value: i64) -> u64 {
    value.wrapping_sub(base) as u64
}

fn scan_known(values: &[i64], known: &Rows, bounds: &Bounds, mode: Mode, rows: &mut Rows) {
    let mut taken = Rows::EMPTY;
    scan_each(values, &mut taken, |value| bounds.take(Some(value)));
    let words = taken.0.iter().zip(&known.0).zip(&mut rows.0).take(values.len() / 64);
    words.for_each(|((taken, known), word)| {
        *word = mode.apply(*word, taken & known | if bounds.unknown { !known } else { 0 });
    });
}
