//! Puts the lines of a file together that say something about the same thing, such as the lines of one order, wherever in
//! the file they are. A large file is written once more in parts, in a file that has no name and is gone with the
//! program; a part is small enough to be worked on in one transaction.

use crate::reading::line_reader::{FactLine, LineReader};
use crate::reading::survey::FactLines;
use crate::reading::{Fact, ImportKind, Reason, Refusal, RefusedLine, Survey};
use std::collections::{HashMap, HashSet, VecDeque};
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

/// The lines of a part, and its bytes, on average: few enough that other writers wait for a fraction of a second only
/// while it is written.
const LINES: u64 = 2_000;
const BYTES: u64 = 1024 * 1024;

/// The most parts. Each has a buffer, so that they take 16 MB together.
const MOST_PARTS: u64 = 4_096;

/// The most lines of a file whose keys are remembered, so that its parts are in its order: about 75 MB while they are
/// written. Purchases and days of use of 100,000 sample customers come in two to three times as fast in this order.
const MOST_KEYS: u64 = 7_000_000;

/// The bytes of a part that are written to the file at once.
const BLOCK: usize = 4 * 1024;

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

/// The lines of one part.
#[derive(Default)]
struct Part {
    lines: u64,
    bytes: u64,
    blocks: Vec<Block>,
    /// What is not in the file yet.
    buffer: Vec<u8>,
}

/// A piece of the file.
#[derive(Clone, Copy)]
struct Block {
    offset: u64,
    length: usize,
}

/// Where reading the first of the parts has come to.
#[derive(Default)]
struct Current {
    /// The keys of too many lines. These lines are read first, in batches of any size; all others are in one batch.
    excess: HashSet<u32>,
    is_in_excess: bool,
    entries: Entries,
}

/// Goes through the entries of a part.
#[derive(Default)]
struct Entries {
    /// How many blocks are read; one more once the buffer is.
    read: usize,
    /// Bytes that are read and not decoded yet.
    rest: VecDeque<u8>,
}

impl Parts {
    /// Reads all lines of the file, and leaves out the first `done` of its batches' lines. `folder` is on a disk with room
    /// for the file. Stops with [`io::ErrorKind::Interrupted`] once `is_stopped`.
    pub fn of(
        source: impl Read + Seek,
        bytes: u64,
        kind: ImportKind,
        survey: &Survey,
        done: u64,
        folder: &Path,
        is_stopped: impl Fn() -> bool,
    ) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let (mut source, count) =
            (source, survey.lines.div_ceil(LINES).max(bytes.div_ceil(BYTES)).clamp(1, MOST_PARTS));
        let mut write = |placing: Placing| {
            let lines = FactLines::open(&mut source, kind, survey, 0)?;
            Written::of(lines, placing, tempfile::tempfile_in(folder)?, &is_stopped)
        };
        let mut written = write(if survey.lines <= MOST_KEYS {
            Placing::by_arrival(survey.lines, survey.lines.div_ceil(count).max(LINES))
        } else {
            Placing::ByKey { count }
        })?;
        if written.parts.iter().any(|part| part.lines > MOST_LINES as u64) {
            written = write(Placing::ByKey { count })?;
        }
        let reader = LineReader::new(kind, survey);
        let Written { file, parts } = written;
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

/// Which part a line belongs to.
enum Placing {
    /// In the order of the file, which mostly is that of the rows in the database: a line is in the part of the first one
    /// with its key.
    ByArrival {
        /// The part of each key.
        parts: HashMap<u32, u32>,
        /// The most lines of a part that are the first with their keys, and the most bytes of them.
        lines: u64,
        bytes: u64,
        /// Those of the last part so far.
        lines_of_last: u64,
        bytes_of_last: u64,
    },
    /// Spread evenly over so many parts.
    ByKey { count: u64 },
}

impl Placing {
    fn by_arrival(all: u64, lines: u64) -> Self {
        let parts = HashMap::with_capacity(usize::try_from(all).unwrap_or_default());
        Self::ByArrival { parts, lines, bytes: BYTES, lines_of_last: 0, bytes_of_last: 0 }
    }

    /// The index of the part of a line of this length, where there are `parts` so far.
    fn place(&mut self, key: u32, length: usize, parts: usize) -> io::Result<usize> {
        let place = match self {
            Self::ByKey { count } => u64::from(key) % *count,
            Self::ByArrival { parts: known, lines, bytes, lines_of_last, bytes_of_last } => {
                let last = u32::try_from(parts.saturating_sub(1)).map_err(io::Error::other)?;
                let is_full = *lines_of_last >= *lines || *bytes_of_last >= *bytes;
                let place = *known.entry(key).or_insert(if is_full { last + 1 } else { last });
                if place > last {
                    (*lines_of_last, *bytes_of_last) = (0, 0);
                }
                if place >= last {
                    *lines_of_last += 1;
                    *bytes_of_last += length as u64;
                }
                u64::from(place)
            }
        };
        usize::try_from(place).map_err(io::Error::other)
    }
}

/// The lines of a file in parts.
struct Written {
    file: File,
    parts: Vec<Part>,
}

impl Written {
    fn of(
        mut lines: FactLines<impl Read + Seek>,
        mut placing: Placing,
        mut file: File,
        is_stopped: &impl Fn() -> bool,
    ) -> io::Result<Self> {
        let (mut parts, mut end): (Vec<Part>, u64) = (Vec::new(), 0);
        while let Some((text, line)) = lines.next_line()? {
            let place = placing.place(key(&line), text.len(), parts.len())?;
            if place >= parts.len() {
                parts.resize_with(place + 1, Part::default);
            }
            let part = &mut parts[place];
            part.add(&text, &line)?;
            if part.buffer.len() >= BLOCK {
                if is_stopped() {
                    return Err(io::ErrorKind::Interrupted.into());
                }
                part.write(&mut file, &mut end)?;
            }
        }
        Ok(Self { file, parts })
    }
}

impl Part {
    fn add(&mut self, text: &str, line: &ReadLine) -> io::Result<()> {
        self.lines += 1;
        self.bytes += text.len() as u64;
        match line {
            Ok(line) => Entry::write(&mut self.buffer, line.number, false, text),
            Err(line) => {
                let refused = serde_json::to_string(&(&line.text, &line.refusal))?;
                Entry::write(&mut self.buffer, line.number, true, &refused)
            }
        }
    }

    fn write(&mut self, file: &mut File, end: &mut u64) -> io::Result<()> {
        file.write_all(&self.buffer)?;
        self.blocks.push(Block { offset: *end, length: self.buffer.len() });
        *end += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }
}

/// A line as it is in a part: its number, whether it was refused, and its text or the refusal as JSON.
struct Entry {
    number: u64,
    is_refused: bool,
    text: String,
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
    fn line(&self, reader: &mut LineReader) -> io::Result<ReadLine> {
        if !self.is_refused {
            return Ok(reader.read_again(self.number, &self.text).ok_or(io::ErrorKind::InvalidData)?);
        }
        let (text, refusal): (String, Refusal) = serde_json::from_str(&self.text)?;
        Ok(Err(RefusedLine { number: self.number, text, refusal }))
    }
}

impl Entries {
    /// The next entry of the part, which is in this file.
    fn next(&mut self, file: &File, part: &Part) -> io::Result<Option<Entry>> {
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

/// A number that lines about the same thing have in common: an order, a customer's day of use, or a customer. Each
/// refused line is about something else. Two things that have it in common by chance are only put together too.
fn key(line: &ReadLine) -> u32 {
    let mut hash = crc32fast::Hasher::new();
    match line.as_ref().map(|line| &line.fact) {
        Ok(Fact::Purchase(purchase)) => hash.update(purchase.order_id.as_bytes()),
        Ok(Fact::Usage(usage)) => {
            hash.update(usage.account_id.as_bytes());
            hash.update(&usage.used_on.number().to_le_bytes());
        }
        Ok(fact @ (Fact::Customer(_) | Fact::Rating(_))) => hash.update(fact.account_id().as_bytes()),
        Err(line) => hash.update(&line.number.to_le_bytes()),
    }
    hash.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{HashMap, HashSet};
    use std::fmt::Write as _;
    use std::io::Cursor;

    fn parts(text: &str, done: u64) -> Vec<Vec<ReadLine>> {
        let (kind, folder) = (ImportKind::Purchases, tempfile::tempdir().unwrap());
        let survey = Survey::of(Cursor::new(text), kind).unwrap();
        let (source, length) = (Cursor::new(text), text.len() as u64);
        let mut parts = Parts::of(source, length, kind, &survey, done, folder.path(), || false).unwrap();
        let mut batches = Vec::new();
        while let Some(batch) = parts.next_batch(1).unwrap() {
            batches.push(batch);
        }
        batches
    }

    fn purchases(lines: usize, orders: usize) -> String {
        let mut text = String::from("account_id,order_id,purchased_at,amount\n");
        for line in 0..lines {
            writeln!(text, "{},o{},2026-01-01,\"1.{:02}\"", line % 7, line % orders, line % 100).unwrap();
        }
        text + "x,,,\n\"open,1,2\n"
    }

    #[test]
    fn lines_of_one_order_are_in_one_batch_in_their_order() {
        let batches = parts(&purchases(10_000, 9_000), 0);
        assert!(batches.len() > 3, "{}", batches.len());
        let (mut seen, mut numbers) = (HashMap::new(), HashSet::new());
        for (place, batch) in batches.iter().enumerate() {
            let mut last = 0;
            for line in batch {
                let number = line.as_ref().map_or_else(|line| line.number, |line| line.number);
                assert!(number > last && numbers.insert(number));
                last = number;
                if let Ok(FactLine { fact: Fact::Purchase(purchase), .. }) = line {
                    assert_eq!(*seen.entry(purchase.order_id.clone()).or_insert(place), place);
                }
            }
        }
        assert_eq!((numbers.len(), seen.len()), (10_002, 9_000));
        assert_eq!(batches.iter().flatten().filter(|line| line.is_err()).count(), 2);
    }

    #[test]
    fn lines_that_are_done_are_left_out() {
        let text = purchases(5_000, 5_000);
        let all: Vec<ReadLine> = parts(&text, 0).into_iter().flatten().collect();
        for done in [0, 1, 1_999, 2_000, 4_321, 5_002] {
            let rest: Vec<ReadLine> = parts(&text, done as u64).into_iter().flatten().collect();
            assert_eq!(rest, all[done..], "{done}");
        }
    }

    #[test]
    fn a_batch_is_bounded_even_if_all_lines_are_of_one_order() {
        let batches = parts(&purchases(50_000, 1), 0);
        assert!(batches.iter().all(|batch| batch.len() <= MOST_LINES));
        assert_eq!(batches.iter().map(Vec::len).sum::<usize>(), 50_002);
        let refused = batches.iter().flatten().filter_map(|line| line.as_ref().err());
        let too_many = refused.filter(|line| line.refusal.reason == Reason::TooManyLines);
        assert_eq!(too_many.count(), 50_000, "a part of an order is not taken for all of it");
    }

    #[test]
    fn lines_about_one_thing_are_in_one_batch_however_many_things_have_many_lines() {
        // Four orders of 15,000 lines each, and one of 20,001.
        let mut text = purchases(60_000, 4);
        for _ in 0..=MOST_LINES {
            text += "1,much,2026-01-01,1.00\n";
        }
        for done in [0, 20_001] {
            let batches = parts(&text, done);
            let mut seen = HashMap::new();
            for (place, batch) in batches.iter().enumerate() {
                let facts = batch.iter().filter_map(|line| line.as_ref().ok()?.fact.purchase());
                facts.for_each(|fact| assert_eq!(*seen.entry(fact.order_id.clone()).or_insert(place), place));
            }
            assert!(!seen.contains_key("much"));
            assert_eq!(batches.iter().map(Vec::len).sum::<usize>() as u64, 80_003 - done);
        }
    }

    #[test]
    fn parts_are_in_the_order_of_the_file_unless_one_of_them_would_be_too_large() {
        let first_lines = |text: &str| -> Vec<u64> {
            let number = |line: &ReadLine| line.as_ref().map_or_else(|line| line.number, |line| line.number);
            parts(text, 0).iter().map(|batch| number(&batch[0])).collect()
        };
        assert_eq!(first_lines(&purchases(6_000, 6_000)), [2, 2_002, 4_002, 6_002]);
        let many_lines_of_each = parts(&purchases(60_000, 3_000), 0);
        assert!(many_lines_of_each.iter().all(|batch| batch.len() < 5_000), "spread evenly");
    }

    #[test]
    fn a_batch_has_all_lines_of_as_many_parts_as_are_wanted() {
        let text = purchases(50_000, 50_000);
        let (kind, folder) = (ImportKind::Purchases, tempfile::tempdir().unwrap());
        let survey = Survey::of(Cursor::new(&text), kind).unwrap();
        let mut parts =
            Parts::of(Cursor::new(&text), text.len() as u64, kind, &survey, 0, folder.path(), || false).unwrap();
        let mut lengths = |wanted: &[usize]| -> Vec<usize> {
            wanted.iter().map(|wanted| parts.next_batch(*wanted).unwrap().map_or(0, |batch| batch.len())).collect()
        };
        assert_eq!(lengths(&[1, 2_001, 10_000, 90_000, 90_000, 1, 1]), [2_000, 4_000, 10_000, 20_000, 14_002, 0, 0]);
    }

    #[test]
    fn reading_can_be_stopped() {
        let text = purchases(10_000, 10_000);
        let (kind, folder) = (ImportKind::Purchases, tempfile::tempdir().unwrap());
        let survey = Survey::of(Cursor::new(&text), kind).unwrap();
        let stopped = Parts::of(Cursor::new(&text), text.len() as u64, kind, &survey, 0, folder.path(), || true);
        assert_eq!(stopped.err().map(|error| error.kind()), Some(io::ErrorKind::Interrupted));
    }
}
