//! A part of a file: its lines as they are written in the file without a name, and read again from there.

use super::ReadLine;
use super::sorting::Keyed;
use crate::reading::line_reader::LineReader;
use crate::reading::{Refusal, RefusedLine};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::FileExt;

/// The bytes of a part that are written to the file at once.
pub(super) const BLOCK: usize = 4 * 1024;

/// The lines of one part.
#[derive(Default)]
pub(super) struct Part {
    pub lines: u64,
    pub bytes: u64,
    blocks: Vec<Block>,
    /// What is not in the file yet.
    pub buffer: Vec<u8>,
}

/// A piece of the file.
#[derive(Clone, Copy)]
struct Block {
    offset: u64,
    length: usize,
}

/// Goes through the entries of a part.
#[derive(Default)]
pub(super) struct Entries {
    /// How many blocks are read; one more once the buffer is.
    read: usize,
    /// Bytes that are read and not decoded yet.
    rest: VecDeque<u8>,
}

impl Part {
    pub(super) fn add(&mut self, line: &Keyed) -> io::Result<()> {
        self.lines += 1;
        self.bytes += line.length as u64;
        Entry::write(&mut self.buffer, line.number, line.is_refused, &line.text)
    }

    pub(super) fn write(&mut self, file: &mut File, end: &mut u64) -> io::Result<()> {
        file.write_all(&self.buffer)?;
        self.blocks.push(Block { offset: *end, length: self.buffer.len() });
        *end += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }
}

/// A line as it is in a part: its number, whether it was refused, and its text or the refusal as JSON.
pub(super) struct Entry {
    number: u64,
    is_refused: bool,
    pub text: String,
}

impl Entry {
    fn write(out: &mut Vec<u8>, number: u64, is_refused: bool, text: &str) -> io::Result<()> {
        let length = u32::try_from(text.len()).map_err(io::Error::other)?;
        out.extend_from_slice(&number.to_le_bytes());
        out.push(u8::from(is_refused));
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn read(bytes: &mut VecDeque<u8>) -> io::Result<Self> {
        let (mut number, mut is_refused, mut length) = ([0; 8], [0; 1], [0; 4]);
        bytes.read_exact(&mut number)?;
        bytes.read_exact(&mut is_refused)?;
        bytes.read_exact(&mut length)?;
        let mut text = vec![0; usize::try_from(u32::from_le_bytes(length)).map_err(io::Error::other)?];
        bytes.read_exact(&mut text)?;
        let text = String::from_utf8(text).map_err(io::Error::other)?;
        Ok(Self { number: u64::from_le_bytes(number), is_refused: is_refused != [0], text })
    }

    /// The line, which is read again.
    pub(super) fn line(&self, reader: &mut LineReader) -> io::Result<ReadLine> {
        if !self.is_refused {
            return Ok(reader.read_again(self.number, &self.text).ok_or(io::ErrorKind::InvalidData)?);
        }
        let (text, refusal): (String, Refusal) = serde_json::from_str(&self.text)?;
        Ok(Err(RefusedLine { number: self.number, text, refusal }))
    }
}

impl Entries {
    /// The next entry of the part, which is in this file.
    pub(super) fn next(&mut self, file: &File, part: &Part) -> io::Result<Option<Entry>> {
        if self.rest.is_empty() {
            self.rest = match part.blocks.get(self.read) {
                Some(Block { offset, length }) => {
                    let mut bytes = vec![0; *length];
                    file.read_exact_at(&mut bytes, *offset)?;
                    bytes.into()
                }
                None if self.read == part.blocks.len() && !part.buffer.is_empty() => part.buffer.clone().into(),
                None => return Ok(None),
            };
            self.read += 1;
        }
        Entry::read(&mut self.rest).map(Some)
    }
}
