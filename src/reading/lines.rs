//! Reads the records of a text: cells, which may contain line breaks if quoted, the number of the line where the
//! record starts, and its text. Memory is bounded whatever the text contains.

use super::refusal::{Reason, Refusal};
use super::splitter::{Cells, Splitter, closes_its_quotes};
use std::collections::VecDeque;
use std::io::{self, BufRead, Read};

/// The longest record in bytes, including line breaks in quoted cells: a hundred cells of the greatest length. It
/// bounds the memory.
pub const MAX_LINE: usize = 1024 * 1024;

/// The longest cell, in characters: more than thirty times as long as the longest value that is kept, so that columns
/// that are not imported may hold notes. A longer cell is usually a quotation mark that is never closed.
pub const MAX_CELL: usize = 10_000;

/// One record.
#[derive(Debug)]
pub struct Line {
    /// The number of the line where the record starts, counted from 1.
    pub number: u64,
    /// The text of the record, without the line break at its end.
    pub text: String,
    /// How many blank lines come directly before it.
    pub blank_before: u64,
    pub cells: Result<Cells, Refusal>,
}

struct PhysicalLine {
    number: u64,
    text: String,
    is_too_long: bool,
}

/// Reads records one by one.
pub struct Lines<R> {
    reader: R,
    splitter: Splitter,
    separator: char,
    terminator: u8,
    /// The number of lines read so far.
    read: u64,
    /// Lines that were read ahead and are still to be returned.
    pending: VecDeque<PhysicalLine>,
    /// The blank lines since the last record.
    blank: u64,
}

impl<R: BufRead> Lines<R> {
    /// Reads records whose cells are separated by `separator` and whose lines end with `terminator`.
    pub fn new(reader: R, separator: u8, terminator: u8) -> Self {
        Self {
            reader,
            splitter: Splitter::new(separator),
            separator: char::from(separator),
            terminator,
            read: 0,
            pending: VecDeque::new(),
            blank: 0,
        }
    }

    /// The next record that is not blank: one with a value in a cell.
    pub fn next_line(&mut self) -> io::Result<Option<Line>> {
        while let Some(first) = self.physical()? {
            if first.text.trim().is_empty() {
                self.blank += 1;
                continue;
            }
            let line = self.record(first)?;
            if line.cells.as_ref().is_ok_and(|cells| cells.iter().all(str::is_empty)) {
                self.blank += 1;
                continue;
            }
            return Ok(Some(Line { blank_before: std::mem::take(&mut self.blank), ..line }));
        }
        Ok(None)
    }

    /// The number of blank lines since the last record.
    pub const fn blank_at_end(&self) -> u64 {
        self.blank
    }

    /// Skips one line, whatever it contains.
    pub fn skip_physical_line(&mut self) -> io::Result<()> {
        self.physical().map(drop)
    }

    fn record(&mut self, first: PhysicalLine) -> io::Result<Line> {
        let PhysicalLine { number, text, is_too_long } = first;
        if is_too_long {
            let refusal = Refusal::of_line(Reason::LineTooLong).with_limit(MAX_LINE);
            return Ok(Line { number, text, blank_before: 0, cells: Err(refusal) });
        }
        let mut is_whole = self.splitter.start(&text);
        let mut taken = Vec::new();
        let mut length = text.len();
        while !is_whole {
            let Some(next) = self.physical()? else { break };
            if next.is_too_long || length + next.text.len() >= MAX_LINE {
                self.pending.push_front(next);
                break;
            }
            is_whole = self.splitter.go_on(&next.text);
            length += next.text.len() + 1;
            taken.push(next);
        }
        let mut whole = text;
        let first = whole.len();
        taken.iter().for_each(|line| whole.extend(["\n", line.text.as_str()]));
        if !is_whole || !(taken.is_empty() || closes_its_quotes(&whole, self.separator)) {
            // The quotation mark is never closed, so the lines after the first are records of their own.
            taken.into_iter().rev().for_each(|line| self.pending.push_front(line));
            whole.truncate(first);
            let cells = Err(Refusal::of_line(Reason::OpenQuote));
            return Ok(Line { number, text: whole, blank_before: 0, cells });
        }
        let text = whole;
        let cells = checked(&self.splitter, &text);
        Ok(Line { number, text, blank_before: 0, cells })
    }

    fn physical(&mut self) -> io::Result<Option<PhysicalLine>> {
        if let Some(line) = self.pending.pop_front() {
            return Ok(Some(line));
        }
        let mut bytes = Vec::new();
        let limit = MAX_LINE as u64;
        if self.reader.by_ref().take(limit).read_until(self.terminator, &mut bytes)? == 0 {
            return Ok(None);
        }
        self.read += 1;
        let is_complete = bytes.last() == Some(&self.terminator);
        let is_too_long = !is_complete && bytes.len() == MAX_LINE && self.skip_rest()?;
        if is_complete {
            bytes.pop();
        }
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        let text =
            String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        Ok(Some(PhysicalLine { number: self.read, text, is_too_long }))
    }

    /// Reads to the end of the line and returns whether there was more text.
    fn skip_rest(&mut self) -> io::Result<bool> {
        let mut any = false;
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok(any);
            }
            let end = buffer.iter().position(|byte| *byte == self.terminator);
            let length = end.map_or(buffer.len(), |end| end + 1);
            any |= end != Some(0);
            self.reader.consume(length);
            if end.is_some() {
                return Ok(any);
            }
        }
    }
}

fn checked(splitter: &Splitter, text: &str) -> Result<Cells, Refusal> {
    if text.contains('\0') {
        return Err(Refusal::of_line(Reason::Nul));
    }
    if text.contains('\u{FFFD}') {
        return Err(Refusal::of_line(Reason::Unreadable));
    }
    let cells = splitter.cells();
    let is_too_long = |cell: &&str| cell.len() > MAX_CELL && cell.chars().count() > MAX_CELL;
    let refusal = cells.iter().find(is_too_long).map(|cell| Refusal::of_cell(Reason::CellTooLong, "", cell));
    match refusal {
        Some(refusal) => Err(refusal.with_limit(MAX_CELL)),
        None => Ok(cells),
    }
}

#[cfg(test)]
#[path = "lines_tests.rs"]
mod tests;
