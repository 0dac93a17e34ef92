//! The version of a database on a server, asked for once by all who want it at the same time. Whoever asks gets a version
//! that was read after asking, so that nobody is answered from before a commit that they know of.

use super::StoreError;
use super::kept::Version;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

#[derive(Debug, Default)]
pub struct SharedVersion(Mutex<Asked>);

#[derive(Debug, Default)]
struct Asked {
    waiting: Vec<oneshot::Sender<Version>>,
    is_under_way: bool,
}

/// Ends the asking however the thread that asks ends. Whoever still waits then gets no version.
struct UnderWay(Arc<SharedVersion>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        *self.0.lock() = Asked::default();
    }
}

impl SharedVersion {
    /// The version that `ask`, which may wait, reads; `None` if it cannot be read.
    pub async fn get(
        self: &Arc<Self>,
        ask: impl Fn() -> Result<Version, StoreError> + Send + 'static,
    ) -> Option<Version> {
        let (sender, receiver) = oneshot::channel();
        let is_first = {
            let mut asked = self.lock();
            asked.waiting.push(sender);
            !std::mem::replace(&mut asked.is_under_way, true)
        };
        if is_first {
            let under_way = UnderWay(Arc::clone(self));
            tokio::task::spawn_blocking(move || under_way.0.answer_all(&ask));
        }
        receiver.await.ok()
    }

    /// Asks until nobody waits any more.
    fn answer_all(&self, ask: &impl Fn() -> Result<Version, StoreError>) {
        loop {
            let waiting = {
                let mut asked = self.lock();
                asked.is_under_way = !asked.waiting.is_empty();
                std::mem::take(&mut asked.waiting)
            };
            if waiting.is_empty() {
                return;
            }
            let Ok(version) = ask() else { return };
            // Who has gone away in the meantime needs no version.
            waiting.into_iter().for_each(|sender| drop(sender.send(version.clone())));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Asked> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicI64, Ordering};

    fn shared() -> (Arc<SharedVersion>, Arc<AtomicI64>) {
        (Arc::default(), Arc::default())
    }

    #[tokio::test]
    async fn each_asker_gets_a_version_that_was_read_after_asking() {
        let (shared, reads) = shared();
        let ask = |reads: &Arc<AtomicI64>| {
            let reads = Arc::clone(reads);
            move || Ok(Version::Sqlite(reads.fetch_add(1, Ordering::SeqCst)))
        };
        for expected in 0..3 {
            assert_eq!(shared.get(ask(&reads)).await, Some(Version::Sqlite(expected)));
        }
        let together = (0..50).map(|_| shared.get(ask(&reads)));
        let found = futures_util::future::join_all(together).await;
        assert!(found.iter().all(|version| matches!(version, Some(Version::Sqlite(3..)))));
        assert!(reads.load(Ordering::SeqCst) < 3 + 50, "those who wait share an answer");
    }

    #[tokio::test]
    async fn a_failure_keeps_nobody_waiting_and_is_not_for_good() {
        let broken = || -> Result<Version, StoreError> { panic!("the thread ends") };
        let (shared, _) = shared();
        assert_eq!(shared.get(|| Err(StoreError::BrokenOff)).await, None);
        assert_eq!(shared.get(broken).await, None);
        // Whoever asks before the thread has ended is told that there is none, too.
        while shared.get(|| Ok(Version::Sqlite(8))).await.is_none() {}
    }
}
