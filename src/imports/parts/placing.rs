//! Which part each line of a file belongs to.

use super::{BYTES, LINES, ReadLine};
use crate::reading::Fact;
use crate::reading::survey::FactLines;
use std::collections::{HashMap, HashSet};
use std::io::{self, Read, Seek};

/// The most keys that are remembered, so that parts are in the order of the file: about 75 MB while they are written.
/// Purchases and days of use of 100,000 sample customers come in two to three times as fast in this order.
const MOST_KEYS: usize = 7_000_000;

/// The most lines of a file that is read once more, for the keys that several lines have: 160 MB while it is read.
const MOST_LISTED: usize = 40_000_000;

/// How many lines are read between two looks at whether to stop.
const LOOK_AFTER: usize = 10_000;

/// Which part a line belongs to.
pub(super) enum Placing {
    /// In the order of the file, which mostly is that of the rows in the database: a line is in the part of the first one
    /// with its key.
    ByArrival {
        /// The part of each key.
        parts: HashMap<u32, u32>,
        /// The keys that several lines have, where only these are remembered.
        repeated: Option<HashSet<u32>>,
        /// The most lines of a part that are the first with their keys.
        lines: u64,
        /// Those of the last part so far, and their bytes.
        lines_of_last: u64,
        bytes_of_last: u64,
    },
    /// Spread evenly over so many parts.
    ByKey { count: u64 },
}

impl Placing {
    /// For a file of so many lines in `count` parts, which `open` opens. Stops with [`io::ErrorKind::Interrupted`] once
    /// `is_stopped`.
    pub(super) fn of<R: Read + Seek>(
        all: u64,
        count: u64,
        open: impl FnOnce() -> io::Result<FactLines<R>>,
        is_stopped: &impl Fn() -> bool,
    ) -> io::Result<Self> {
        Self::within((MOST_KEYS, MOST_LISTED), (all, count), open, is_stopped)
    }

    /// [`Self::of`] with the most keys that are remembered and the most that are listed.
    pub(super) fn within<R: Read + Seek>(
        (most_keys, most_listed): (usize, usize),
        (all, count): (u64, u64),
        open: impl FnOnce() -> io::Result<FactLines<R>>,
        is_stopped: &impl Fn() -> bool,
    ) -> io::Result<Self> {
        let size = usize::try_from(all).unwrap_or(usize::MAX);
        let repeated = match size {
            _ if size <= most_keys => None,
            _ if size > most_listed => return Ok(Self::ByKey { count }),
            _ => Some(repeated(&mut open()?, (size, most_keys), is_stopped)?),
        };
        let keys = repeated.as_ref().map_or(size, HashSet::len);
        if keys > most_keys {
            return Ok(Self::ByKey { count });
        }
        let (parts, lines) = (HashMap::with_capacity(keys), all.div_ceil(count).max(LINES));
        Ok(Self::ByArrival { parts, repeated, lines, lines_of_last: 0, bytes_of_last: 0 })
    }

    /// The index of the part of a line of this length, where there are `parts` so far.
    pub(super) fn place(&mut self, key: u32, length: usize, parts: usize) -> io::Result<usize> {
        let place = match self {
            Self::ByKey { count } => u64::from(key) % *count,
            Self::ByArrival { parts: known, repeated, lines, lines_of_last, bytes_of_last } => {
                let last = u32::try_from(parts.saturating_sub(1)).map_err(io::Error::other)?;
                let is_full = *lines_of_last >= *lines || *bytes_of_last >= BYTES;
                let next = if is_full { last + 1 } else { last };
                let is_only_one = repeated.as_ref().is_some_and(|repeated| !repeated.contains(&key));
                let place = if is_only_one { next } else { *known.entry(key).or_insert(next) };
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

/// The keys that several of so many lines have, as far as one more than `most` of them.
fn repeated(
    lines: &mut FactLines<impl Read + Seek>,
    (size, most): (usize, usize),
    is_stopped: &impl Fn() -> bool,
) -> io::Result<HashSet<u32>> {
    let mut keys = Vec::with_capacity(size);
    while let Some((_, line)) = lines.next_line()? {
        keys.push(key(&line));
        if keys.len() % LOOK_AFTER == 0 && is_stopped() {
            return Err(io::ErrorKind::Interrupted.into());
        }
    }
    keys.sort_unstable();
    let repeated = keys.chunk_by(u32::eq).filter(|lines| lines.len() > 1).filter_map(|lines| lines.first().copied());
    Ok(repeated.take(most + 1).collect())
}

/// A number that lines about the same thing have in common: an order, a customer's day of use, or a customer. Each
/// refused line is about something else. Two things that have it in common by chance are only put together too.
pub(super) fn key(line: &ReadLine) -> u32 {
    let mut hash = crc32fast::Hasher::new();
    match line.as_ref().map(|line| &line.fact) {
        Ok(Fact::Purchase(purchase)) => hash.update(purchase.order_id.as_bytes()),
        Ok(Fact::Usage(usage)) => {
            hash.update(usage.account_id.as_bytes());
            hash.update(&usage.used_on.number().to_le_bytes());
        }
        Ok(fact @ (Fact::Customer(_) | Fact::Rating(_) | Fact::Consent(_))) => {
            hash.update(fact.account_id().as_bytes())
        }
        Err(line) => hash.update(&line.number.to_le_bytes()),
    }
    hash.finalize()
}
