//! Splits records into cells, with csv-core. A quotation mark quotes a cell only at its start; inside such a cell,
//! two of them stand for one.

use crate::text::trimmed;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};
use std::borrow::Cow;

/// The terminator of records for csv-core. [`Splitter`] replaces it in its input, so that line breaks are ordinary
/// characters to csv-core.
const END: u8 = 0;

/// Bytes and cells allocated at the start: a usual record has fewer. A longer one doubles them until it fits.
const ROOM: usize = 256;

/// The cells of a record, unquoted.
#[derive(Debug, Default)]
pub struct Cells {
    text: String,
    ends: Vec<usize>,
}

impl Cells {
    /// The number of cells.
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    pub const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A cell without surrounding white space and invisible characters; empty past the last cell.
    pub fn get(&self, index: usize) -> &str {
        let start = if index == 0 { Some(&0) } else { self.ends.get(index - 1) };
        let range = start.zip(self.ends.get(index)).map_or(0..0, |(start, end)| *start..*end);
        trimmed(self.text.get(range).unwrap_or_default())
    }

    /// Whether these fit a header of so many columns. Spreadsheets leave out the empty cells at the end of a line, or add
    /// some.
    pub fn fit(&self, columns: usize) -> bool {
        (columns..self.len()).all(|place| self.get(place).is_empty())
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.get(index))
    }
}

/// Splits one record at a time, each of one or more lines.
pub struct Splitter {
    reader: Reader,
    /// The text of the record's cells; the first `length` bytes are used.
    text: Vec<u8>,
    length: usize,
    /// The end of each cell in `text`; the first `count` are used.
    ends: Vec<usize>,
    count: usize,
}

/// Whether each closing quotation mark of the record is followed by a separator or by its end. Otherwise, a mark that is
/// never closed has swallowed the lines up to the next quoted cell.
pub fn closes_its_quotes(record: &str, separator: char) -> bool {
    let mut rest = record;
    while !rest.is_empty() {
        let Some(quoted) = rest.strip_prefix('"') else {
            rest = rest.split_once(separator).map_or("", |(_, after)| after);
            continue;
        };
        let mut after = quoted;
        loop {
            let Some((_, beyond)) = after.split_once('"') else { return false };
            after = beyond;
            match after.strip_prefix('"') {
                Some(doubled) => after = doubled,
                None => break,
            }
        }
        rest = match after.trim_start_matches([' ', '\r']).strip_prefix(separator) {
            Some(next) => next,
            None => return after.trim().is_empty(),
        };
    }
    true
}

impl Splitter {
    /// A splitter for cells separated by `separator`.
    pub fn new(separator: u8) -> Self {
        let reader = ReaderBuilder::new().delimiter(separator).terminator(Terminator::Any(END)).build();
        Self { reader, text: vec![0; ROOM], length: 0, ends: vec![0; ROOM], count: 0 }
    }

    /// Starts a record with its first line. Returns false if a quoted cell is open at the end of the line.
    pub fn start(&mut self, line: &str) -> bool {
        self.reader.reset();
        (self.length, self.count) = (0, 0);
        self.take_line(line)
    }

    /// Continues the record with its next line. Returns false if a quoted cell is open at the end of the line.
    pub fn go_on(&mut self, line: &str) -> bool {
        self.take_line(line)
    }

    /// The cells of the record.
    pub fn cells(&self) -> Cells {
        // csv-core removes only ASCII characters, and a byte order mark as a whole, so that the rest is still UTF-8.
        let text = String::from_utf8(self.text[..self.length].to_vec()).unwrap_or_default();
        Cells { text, ends: self.ends[..self.count].to_vec() }
    }

    fn take_line(&mut self, line: &str) -> bool {
        let line = if line.contains('\0') { Cow::Owned(line.replace('\0', "\u{FFFD}")) } else { Cow::Borrowed(line) };
        self.read(line.as_bytes());
        let is_whole = self.read(&[END]);
        if is_whole {
            return true;
        }
        let Some(last) = self.length.checked_sub(1) else {
            // No cell was started, because the line consists of a byte order mark, which csv-core skips: it is one
            // empty cell.
            (self.ends[0], self.count) = (0, 1);
            return true;
        };
        // In a quoted cell, csv-core takes the terminator as a character of the cell; it is the line break.
        self.text[last] = b'\n';
        false
    }

    /// Reads `bytes` and returns whether the record ends with them.
    fn read(&mut self, mut bytes: &[u8]) -> bool {
        // csv-core takes empty input for the end of the file.
        while !bytes.is_empty() {
            let (result, read, written, found) =
                self.reader.read_record(bytes, &mut self.text[self.length..], &mut self.ends[self.count..]);
            bytes = &bytes[read..];
            self.length += written;
            self.count += found;
            match result {
                ReadRecordResult::Record | ReadRecordResult::End => return true,
                ReadRecordResult::OutputFull => self.text.resize(self.text.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::InputEmpty => {}
            }
        }
        false
    }
}
