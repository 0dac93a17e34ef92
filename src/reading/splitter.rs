//! Splits records into cells, with csv-core. A quotation mark counts where a cell starts with it; inside such a cell two of
//! them are one.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};
use std::borrow::Cow;

/// Ends every record for csv-core. Nothing that is split holds it, so line breaks are as good as any other character.
const END: u8 = 0;

/// Bytes and cells that there is room for at first: a usual record.
const ROOM: usize = 256;

/// The cells of a record, without quotation marks.
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

    /// A cell without the spaces around it; empty beyond the last.
    pub fn get(&self, index: usize) -> &str {
        let start = if index == 0 { Some(&0) } else { self.ends.get(index - 1) };
        let range = start.zip(self.ends.get(index)).map_or(0..0, |(start, end)| *start..*end);
        self.text.get(range).unwrap_or_default().trim()
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.get(index))
    }
}

/// Splits one record after the other, each of which may come in several lines.
pub struct Splitter {
    reader: Reader,
    /// What was read of the record, as far as `length` says.
    text: Vec<u8>,
    length: usize,
    /// Where its cells end, as far as `count` says.
    ends: Vec<usize>,
    count: usize,
}

impl Splitter {
    /// Splits records whose cells are parted by `separator`.
    pub fn new(separator: u8) -> Self {
        let reader = ReaderBuilder::new().delimiter(separator).terminator(Terminator::Any(END)).build();
        Self { reader, text: vec![0; ROOM], length: 0, ends: vec![0; ROOM], count: 0 }
    }

    /// Starts a record with its first line. False while a quotation mark is open at its end.
    pub fn start(&mut self, line: &str) -> bool {
        self.reader.reset();
        (self.length, self.count) = (0, 0);
        self.take_line(line)
    }

    /// Goes on with the next line of the record. False while a quotation mark is open at its end.
    pub fn go_on(&mut self, line: &str) -> bool {
        self.take_line(line)
    }

    /// The cells of the record.
    pub fn cells(&self) -> Cells {
        // Only ASCII characters were left out, so what remains is text as before.
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
            // No cell was started: the line holds nothing but a byte order mark, which is left out. It is one empty cell.
            (self.ends[0], self.count) = (0, 1);
            return true;
        };
        // Between quotation marks the end counts as a character of the cell, which is a line break.
        self.text[last] = b'\n';
        false
    }

    /// Whether the record ends with `bytes`.
    fn read(&mut self, mut bytes: &[u8]) -> bool {
        // No bytes would mean the end of the file.
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
