//! Rows of one chunk sorted by value: those whose values do not fit the chunk's cells, or all of them when few rows
//! have a value. The rows of a range of values are one contiguous slice.

use super::codec::{self, Source};
use super::rows::Rows;
use super::simd::Mode;
use std::io::{self, Write};

/// Rows by value. Each row occurs at most once.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    /// In rising order, each value once.
    values: Vec<i64>,
    /// The end of each value's rows in `rows`.
    ends: Vec<u32>,
    rows: Vec<u16>,
}

impl Listed {
    pub const EMPTY: Self = Self { values: Vec::new(), ends: Vec::new(), rows: Vec::new() };

    /// Lists rows with their values, in any order.
    pub fn new(mut placed: Vec<(i64, u16)>) -> Self {
        placed.sort_unstable();
        let mut listed = Self { rows: placed.iter().map(|(_, row)| *row).collect(), ..Self::EMPTY };
        for same in placed.chunk_by(|one, other| one.0 == other.0) {
            listed.values.push(same[0].0);
            listed.ends.push(listed.ends.last().copied().unwrap_or(0) + same.len() as u32);
        }
        listed
    }

    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// The number of different values.
    pub const fn values(&self) -> usize {
        self.values.len()
    }

    pub fn get(&self, row: u16) -> Option<i64> {
        let place = self.rows.iter().position(|other| *other == row)?;
        Some(self.values[self.ends.partition_point(|end| *end as usize <= place)])
    }

    /// Every row with its value.
    pub fn iter(&self) -> impl Iterator<Item = (i64, u16)> {
        self.by_value().flat_map(|(value, rows)| rows.iter().map(move |row| (value, *row)))
    }

    /// The rows of each value.
    pub fn by_value(&self) -> impl Iterator<Item = (i64, &[u16])> {
        let starts = [0].into_iter().chain(self.ends.iter().copied());
        let runs = starts.zip(&self.ends).map(|(start, end)| &self.rows[start as usize..*end as usize]);
        self.values.iter().copied().zip(runs)
    }

    /// The rows with a value from `least` to `greatest`, both included.
    pub fn range(&self, (least, greatest): (i64, i64)) -> &[u16] {
        let first = self.values.partition_point(|value| *value < least);
        let past = self.values.partition_point(|value| *value <= greatest);
        let end = |count: usize| count.checked_sub(1).map_or(0, |last| self.ends[last] as usize);
        &self.rows[end(first)..end(past)]
    }

    /// Whether there are values and all of them are in this range.
    pub fn lies_in(&self, (least, greatest): (i64, i64)) -> bool {
        let ends = self.values.first().zip(self.values.last());
        ends.is_some_and(|(first, last)| least <= *first && *last <= greatest)
    }

    pub fn encode(&self, out: &mut impl Write) -> io::Result<()> {
        codec::write_number(out, self.values.len() as i64)?;
        codec::write_i64(out, &self.values)?;
        codec::write_u32(out, &self.ends)?;
        codec::write_number(out, self.rows.len() as i64)?;
        codec::write_u16(out, &self.rows)
    }

    /// Reads a list; `None` if the bytes do not fit.
    pub fn decode(source: &mut Source<'_>) -> Option<Self> {
        let count = source.count()?;
        let (values, ends) = (codec::read_i64(source, count)?, codec::read_u32(source, count)?);
        let count = source.count()?;
        let rows = codec::read_u16(source, count)?;
        let is_rising = values.is_sorted() && ends.is_sorted();
        let is_whole = ends.last().map_or(0, |end| *end as usize) == rows.len();
        (is_rising && is_whole).then_some(Self { values, ends, rows })
    }

    /// The size in memory, in bytes.
    pub fn bytes(&self) -> usize {
        size_of_val(self.values.as_slice()) + size_of_val(self.ends.as_slice()) + size_of_val(self.rows.as_slice())
    }
}

/// Applies the rows of `lists` to `rows`: as the matching rows if `are_found`, otherwise as the only rows that do not
/// match.
pub fn apply<'a>(lists: impl Iterator<Item = &'a [u16]>, are_found: bool, mode: Mode, rows: &mut Rows) {
    let each = lists.flatten().copied();
    match (mode, are_found) {
        (Mode::Add, true) => each.for_each(|row| rows.set(row, true)),
        (Mode::Remove, true) | (Mode::Keep, false) => each.for_each(|row| rows.set(row, false)),
        (Mode::Keep, true) | (Mode::Remove, false) => {
            let kept: Vec<_> = each.filter(|row| rows.contains(*row)).collect();
            rows.apply_whole(Mode::Keep, false);
            kept.into_iter().for_each(|row| rows.set(row, true));
        }
        (Mode::Add, false) => {
            let mut found = Rows::EMPTY;
            found.fill();
            each.for_each(|row| found.set(row, false));
            rows.apply(mode, &found);
        }
    }
}
