//! The uploads to this process. Until the size of a file is known, the largest size that it may have counts.

use crate::ids::PublisherId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The files being uploaded, by publisher.
#[derive(Debug, Default)]
pub struct Uploads(Mutex<HashMap<PublisherId, Share>>);

/// The number and total size of a publisher's files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    pub files: i64,
    pub bytes: u64,
}

/// A file being uploaded; counted until this is dropped.
#[derive(Debug)]
pub struct Upload {
    uploads: Arc<Uploads>,
    publisher: PublisherId,
    bytes: u64,
}

impl Uploads {
    /// Counts a file of at most `bytes`.
    pub fn start(self: &Arc<Self>, publisher: PublisherId, bytes: u64) -> Upload {
        let mut shares = self.shares();
        let share = shares.entry(publisher).or_default();
        share.files += 1;
        share.bytes = share.bytes.saturating_add(bytes);
        Upload { uploads: Arc::clone(self), publisher, bytes }
    }

    fn shares(&self) -> MutexGuard<'_, HashMap<PublisherId, Share>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Upload {
    /// The publisher's uploads, including this file.
    pub fn of_publisher(&self) -> Share {
        self.uploads.shares().get(&self.publisher).copied().unwrap_or_default()
    }

    /// The size of all publishers' uploads in bytes, including this file.
    pub fn of_all(&self) -> u64 {
        self.uploads.shares().values().fold(0, |sum, share| sum.saturating_add(share.bytes))
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        let mut shares = self.uploads.shares();
        if let Some(share) = shares.get_mut(&self.publisher) {
            share.files -= 1;
            share.bytes = share.bytes.saturating_sub(self.bytes);
            if share.files == 0 {
                shares.remove(&self.publisher);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_being_sent_counts_until_it_is_there() {
        let (uploads, ann, eve) = (Arc::<Uploads>::default(), PublisherId::from(1), PublisherId::from(2));
        let (first, second, other) = (uploads.start(ann, 10), uploads.start(ann, 5), uploads.start(eve, 100));
        assert_eq!((first.of_publisher(), first.of_all()), (Share { files: 2, bytes: 15 }, 115));
        drop(second);
        assert_eq!((first.of_publisher(), other.of_publisher().bytes), (Share { files: 1, bytes: 10 }, 100));
        drop((first, other));
        assert!(uploads.shares().is_empty());
    }
}
