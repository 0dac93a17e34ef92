//! Encodes columns for the file in which they are kept: little-endian, in the order of the attributes. The caller
//! checks the file's checksum. Even so, bytes that are damaged or of another catalogue never cause a panic: what does
//! not fit is read as `None`.

use std::io::{self, Write};

/// The version of the encoding. It is raised with every change, so that files of another version are discarded.
pub const FORMAT: u32 = 4;

/// Reads bytes in order; every method returns `None` when too few are left.
pub struct Source<'a>(&'a [u8]);

impl<'a> Source<'a> {
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub fn number(&mut self) -> Option<i64> {
        Some(i64::from_le_bytes(self.bytes(8)?.try_into().ok()?))
    }

    /// Reads a number of items that take at least a byte each, so that a damaged count cannot exceed the bytes that
    /// are left.
    pub fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok().filter(|count| *count <= self.0.len())
    }

    pub fn text(&mut self) -> Option<&'a str> {
        let length = self.count()?;
        std::str::from_utf8(self.bytes(length)?).ok()
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

pub fn write_number(out: &mut impl Write, number: i64) -> io::Result<()> {
    out.write_all(&number.to_le_bytes())
}

pub fn write_text(out: &mut impl Write, text: &str) -> io::Result<()> {
    write_number(out, text.len() as i64)?;
    out.write_all(text.as_bytes())
}

/// Defines functions that write and read cells of more than one byte.
macro_rules! cells {
    ($write:ident, $read:ident, $cell:ty) => {
        pub fn $write(out: &mut impl Write, cells: &[$cell]) -> io::Result<()> {
            let mut bytes = Vec::with_capacity(size_of_val(cells));
            cells.iter().for_each(|cell| bytes.extend_from_slice(&cell.to_le_bytes()));
            out.write_all(&bytes)
        }

        pub fn $read(source: &mut Source<'_>, count: usize) -> Option<Vec<$cell>> {
            let bytes = source.bytes(count.checked_mul(size_of::<$cell>())?)?;
            let (cells, _) = bytes.as_chunks();
            Some(cells.iter().map(|cell| <$cell>::from_le_bytes(*cell)).collect())
        }
    };
}

cells!(write_u16, read_u16, u16);
cells!(write_u32, read_u32, u32);
cells!(write_u64, read_u64, u64);
cells!(write_i64, read_i64, i64);
