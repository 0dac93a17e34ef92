//! Reads the next lines of a file while those before them are written to the database, which takes longer.

use super::batch::Batch;
use super::parts::Parts;
use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// The batches of a file, of which one is read ahead. They are read on a thread, which ends with the file, or once this
/// is dropped and the batch that it reads is done.
pub struct Ahead {
    wanted: SyncSender<usize>,
    batches: Receiver<io::Result<Option<Batch>>>,
}

impl Ahead {
    /// Starts to read the first batch, of `wanted` lines.
    pub fn of(mut parts: Parts, wanted: usize) -> io::Result<Self> {
        let (sender, sizes) = sync_channel(1);
        let (send, batches) = sync_channel(1);
        // There is room for the first.
        sender.send(wanted).map_err(io::Error::other)?;
        thread::Builder::new().name(String::from("lines")).spawn(move || {
            while let Ok(wanted) = sizes.recv() {
                let batch = parts.next_batch(wanted).map(|lines| lines.map(Batch::of));
                let is_last = !matches!(batch, Ok(Some(_)));
                if send.send(batch).is_err() || is_last {
                    break;
                }
            }
        })?;
        Ok(Self { wanted: sender, batches })
    }

    /// The next batch, and `None` at the end. Starts to read the one after it, of `wanted` lines.
    pub fn next_batch(&mut self, wanted: usize) -> io::Result<Option<Batch>> {
        let batch = self.batches.recv().map_err(io::Error::other)??;
        // After the last one, nobody waits for it.
        self.wanted.send(wanted).ok();
        Ok(batch)
    }
}
