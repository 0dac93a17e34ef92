//! Files that are being sent to this process: until it is known how large one is, it counts with all that it may have.

use crate::ids::PublisherId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The files that are being sent, by publisher.
#[derive(Debug, Default)]
pub struct Uploads(Mutex<HashMap<PublisherId, Share>>);

/// What files of a publisher take together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    pub files: i64,
    pub bytes: u64,
}

/// A file that is being sent, until this is dropped.
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
    /// What the publisher is sending, this file included.
    pub fn of_publisher(&self) -> Share {
        self.uploads.shares().get(&self.publisher).copied().unwrap_or_default()
    }

    /// Bytes that all publishers are sending, this file included.
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
