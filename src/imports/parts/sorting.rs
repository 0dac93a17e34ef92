//! The lines of a file with their keys, which are read on a thread while those before them are put into their parts.

use super::placing::key;
use crate::reading::survey::FactLines;
use std::io::{self, Read, Seek};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Scope, ScopedJoinHandle};

/// Lines that are handed over at once, and their bytes, beyond which no more are added: enough that a thread seldom waits
/// for the other one, and at most some megabytes.
const LINES: usize = 1_000;
const BYTES: usize = 256 * 1024;

/// A line as it goes into its part.
pub(super) struct Keyed {
    pub number: u64,
    /// See [`key`].
    pub key: u32,
    /// The bytes of the line in the file.
    pub length: usize,
    pub is_refused: bool,
    /// The line, or the line and why it was refused as JSON.
    pub text: String,
}

/// Reads the lines on a thread of the scope, in portions, until they end or nobody receives them any more.
pub(super) fn keyed_lines<'scope, R: Read + Seek + Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    lines: FactLines<R>,
) -> (Receiver<io::Result<Vec<Keyed>>>, ScopedJoinHandle<'scope, ()>) {
    let (send, receive) = sync_channel(1);
    (receive, scope.spawn(move || send_all(lines, &send)))
}

fn send_all(mut lines: FactLines<impl Read + Seek>, send: &SyncSender<io::Result<Vec<Keyed>>>) {
    loop {
        let portion = portion(&mut lines);
        let is_last = !portion.as_ref().is_ok_and(|portion| !portion.is_empty());
        if send.send(portion).is_err() || is_last {
            return;
        }
    }
}

/// The next lines; none at the end.
fn portion(lines: &mut FactLines<impl Read + Seek>) -> io::Result<Vec<Keyed>> {
    let (mut portion, mut bytes) = (Vec::with_capacity(LINES), 0);
    while portion.len() < LINES && bytes < BYTES {
        let Some((text, line)) = lines.next_line()? else { break };
        let (key, length) = (key(&line), text.len());
        bytes += length;
        portion.push(match line {
            Ok(line) => Keyed { number: line.number, key, length, is_refused: false, text },
            Err(line) => {
                let text = serde_json::to_string(&(&line.text, &line.refusal))?;
                Keyed { number: line.number, key, length, is_refused: true, text }
            }
        });
    }
    Ok(portion)
}
