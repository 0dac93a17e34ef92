//! Puts the lines of a file together that say something about the same thing, such as the lines of one order, wherever in
//! the file they are. A large file is written once more in parts, in a file that has no name and is gone with the
//! program; a part is small enough to be worked on in one transaction.

mod part;
mod placing;
mod sorting;

use crate::reading::line_reader::{FactLine, LineReader};
use crate::reading::survey::FactLines;
use crate::reading::{ImportKind, Reason, Refusal, RefusedLine, Survey};
use part::{BLOCK, Entries, Part};
use placing::{Placing, key};
use sorting::{Keyed, keyed_lines};
use std::collections::{HashMap, HashSet, VecDeque};
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;
use std::sync::mpsc::Receiver;
use std::thread;

/// The lines of a part, and its bytes, on average: few enough that other writers wait for a fraction of a second only
/// while it is written.
const LINES: u64 = 2_000;
const BYTES: u64 = 1024 * 1024;

/// The most parts. Each has a buffer, so that they take 16 MB together.
const MOST_PARTS: u64 = 4_096;

/// The most lines about one thing, and their most bytes: they are all in memory at once. Nobody orders, or uses an app, so
/// often; where more lines are about one thing, they are refused. A batch has more only if several things in one part have
/// nearly as many.
pub const MOST_LINES: usize = 20_000;
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// A line of the file.
pub type ReadLine = Result<FactLine, RefusedLine>;

/// The lines of a surveyed file in batches. The same file always has the same batches.
pub struct Parts {
    reader: LineReader,
    file: File,
    parts: VecDeque<Part>,
    /// The current part while it is read.
    current: Option<Current>,
    /// Lines of the next batch that are to be left out, because they were taken in before.
    skipped: usize,
}

/// Where reading the first of the parts has come to.
#[derive(Default)]
struct Current {
    /// The keys of too many lines. These lines are read first, in batches of any size; all others are in one batch.
    excess: HashSet<u32>,
    is_in_excess: bool,
    entries: Entries,
}

impl Parts {
    /// Reads all lines of the file, and leaves out the first `done` of its batches' lines. `folder` is on a disk with room
    /// for the file. Stops with [`io::ErrorKind::Interrupted`] once `is_stopped`.
    pub fn of(
        mut source: impl Read + Seek + Send,
        bytes: u64,
        kind: ImportKind,
        survey: &Survey,
        done: u64,
        folder: &Path,
        is_stopped: impl Fn() -> bool,
    ) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let count = survey.lines.div_ceil(LINES).max(bytes.div_ceil(BYTES)).clamp(1, MOST_PARTS);
        let placing = Placing::of(survey.lines, count, || FactLines::open(&mut source, kind, survey, 0), &is_stopped)?;
        let mut write = |placing: Placing| {
            let lines = FactLines::open(&mut source, kind, survey, 0)?;
            Written::of(lines, placing, tempfile::tempfile_in(folder)?, &is_stopped)
        };
        let mut written = write(placing)?;
        if written.parts.iter().any(|part| part.lines > MOST_LINES as u64) {
            written = write(Placing::ByKey { count })?;
        }
        let Written { file, parts } = written;
        let reader = LineReader::new(kind, survey);
        let mut all = Self { reader, file, parts: parts.into(), current: None, skipped: 0 };
        all.skip(done);
        Ok(all)
    }

    fn skip(&mut self, mut lines: u64) {
        while self.parts.front().is_some_and(|part| part.lines <= lines) {
            lines -= self.parts.pop_front().map_or(0, |part| part.lines);
        }
        self.skipped = usize::try_from(lines).unwrap_or(usize::MAX);
    }

    /// The lines of the next parts, at least one part and `wanted` lines unless the file ends before; `None` at the end. All
    /// lines about one thing are in one batch, unless they are refused for being too many.
    pub fn next_batch(&mut self, wanted: usize) -> io::Result<Option<Vec<ReadLine>>> {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        loop {
            let Some(current) = self.current()? else { return Ok(None) };
            let may_be_cut = current.is_in_excess;
            while !may_be_cut || (batch.len() < MOST_LINES && bytes < MOST_BYTES) {
                let Some((length, line)) = self.next_of_part()? else { break };
                if self.skipped > 0 {
                    self.skipped -= 1;
                    continue;
                }
                bytes += length;
                batch.push(line);
            }
            let goes_on =
                batch.is_empty() || (!may_be_cut && batch.len() < wanted && self.next_fits(batch.len(), bytes));
            let is_full = may_be_cut && (batch.len() >= MOST_LINES || bytes >= MOST_BYTES);
            if may_be_cut && !is_full {
                self.leave_excess();
            } else if !may_be_cut {
                self.parts.pop_front();
                self.current = None;
            }
            if !goes_on {
                return Ok(Some(batch));
            }
        }
    }

    /// Whether all lines of the next part fit into a batch of so many lines and bytes.
    fn next_fits(&self, lines: usize, bytes: usize) -> bool {
        let fits = |next: &Part| {
            lines as u64 + next.lines <= MOST_LINES as u64 && bytes as u64 + next.bytes <= MOST_BYTES as u64
        };
        self.parts.get(1).is_some_and(fits)
    }

    /// The first of the parts, which is started; `None` at the end.
    fn current(&mut self) -> io::Result<Option<&Current>> {
        if self.current.is_none() {
            let Some(part) = self.parts.front() else { return Ok(None) };
            let is_small = part.lines <= MOST_LINES as u64 && part.bytes <= MOST_BYTES as u64;
            let excess = if is_small { HashSet::new() } else { self.keys_of_too_many_lines()? };
            self.current = Some(Current { is_in_excess: !excess.is_empty(), excess, entries: Entries::default() });
        }
        Ok(self.current.as_ref())
    }

    fn leave_excess(&mut self) {
        if let Some(current) = &mut self.current {
            (current.is_in_excess, current.entries) = (false, Entries::default());
        }
    }

    /// The keys of more lines of the first part than are taken in together.
    fn keys_of_too_many_lines(&mut self) -> io::Result<HashSet<u32>> {
        let (mut sums, mut entries): (HashMap<u32, (usize, usize)>, _) = (HashMap::new(), Entries::default());
        let Some(part) = self.parts.front() else { return Ok(HashSet::new()) };
        while let Some(entry) = entries.next(&self.file, part)? {
            let (lines, bytes) = sums.entry(key(&entry.line(&mut self.reader)?)).or_default();
            (*lines, *bytes) = (*lines + 1, *bytes + entry.text.len());
        }
        let is_too_much = |(lines, bytes): (usize, usize)| lines > MOST_LINES || bytes > MOST_BYTES;
        Ok(sums.into_iter().filter(|(_, sum)| is_too_much(*sum)).map(|(key, _)| key).collect())
    }

    /// The next line of the current part and its length; `None` at the end of the part, or of its lines that are too many.
    fn next_of_part(&mut self) -> io::Result<Option<(usize, ReadLine)>> {
        let (Some(part), Some(current)) = (self.parts.front(), &mut self.current) else { return Ok(None) };
        while let Some(entry) = current.entries.next(&self.file, part)? {
            let line = entry.line(&mut self.reader)?;
            if current.excess.is_empty() {
                return Ok(Some((entry.text.len(), line)));
            }
            let is_excess = current.excess.contains(&key(&line));
            if is_excess && current.is_in_excess {
                let refusal = Refusal::of_line(Reason::TooManyLines).with_limit(MOST_LINES);
                let refused = line.map_or_else(|line| line, |line| RefusedLine::new(line.number, &line.text, refusal));
                return Ok(Some((entry.text.len(), Err(refused))));
            }
            if !is_excess && !current.is_in_excess {
                return Ok(Some((entry.text.len(), line)));
            }
        }
        Ok(None)
    }
}

/// The lines of a file in parts.
struct Written {
    file: File,
    parts: Vec<Part>,
}

impl Written {
    fn of<R: Read + Seek + Send>(
        lines: FactLines<R>,
        placing: Placing,
        file: File,
        is_stopped: &impl Fn() -> bool,
    ) -> io::Result<Self> {
        thread::scope(|scope| {
            let (portions, reader) = keyed_lines(scope, lines);
            let written = Self::of_portions(portions, placing, file, is_stopped)?;
            reader.join().map_err(|_| io::Error::other("the thread that reads lines panicked"))?;
            Ok(written)
        })
    }

    fn of_portions(
        portions: Receiver<io::Result<Vec<Keyed>>>,
        mut placing: Placing,
        mut file: File,
        is_stopped: &impl Fn() -> bool,
    ) -> io::Result<Self> {
        let (mut parts, mut end): (Vec<Part>, u64) = (Vec::new(), 0);
        for portion in portions {
            for line in portion? {
                let place = placing.place(line.key, line.length, parts.len())?;
                if place >= parts.len() {
                    parts.resize_with(place + 1, Part::default);
                }
                let part = &mut parts[place];
                part.add(&line)?;
                if part.buffer.len() >= BLOCK {
                    if is_stopped() {
                        return Err(io::ErrorKind::Interrupted.into());
                    }
                    part.write(&mut file, &mut end)?;
                }
            }
        }
        Ok(Self { file, parts })
    }
}

#[cfg(test)]
mod tests;
