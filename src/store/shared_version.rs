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
    use std::sync::mpsc;

    fn shared() -> (Arc<SharedVersion>, Arc<AtomicI64>) {
        (Arc::default(), Arc::default())
    }

    #[tokio::test]
    async fn each_asker_gets_a_version_that_was_read_after_asking() {
        let (shared, reads) = shared();
        for expected in 0..3 {
            let reads = Arc::clone(&reads);
            let ask = move || Ok(Version::Sqlite(reads.fetch_add(1, Ordering::SeqCst)));
            assert_eq!(shared.get(ask).await, Some(Version::Sqlite(expected)));
        }
    }

    #[tokio::test]
    async fn those_who_ask_at_the_same_time_share_an_answer() {
        let (shared, reads) = shared();
        let (open, gate) = mpsc::channel::<()>();
        let gate = Arc::new(Mutex::new(gate));
        let ask = || {
            let (reads, gate) = (Arc::clone(&reads), Arc::clone(&gate));
            move || {
                // Waits while the gate is shut, and fails at once when it is open.
                assert!(gate.lock().is_ok_and(|gate| gate.recv().is_err()));
                Ok(Version::Sqlite(reads.fetch_add(1, Ordering::SeqCst)))
            }
        };
        let together = futures_util::future::join_all((0..20).map(|_| shared.get(ask())));
        // The gate is opened once all have asked.
        let (found, ()) = futures_util::future::join(together, async { drop(open) }).await;
        assert!(found.iter().all(|version| matches!(version, Some(Version::Sqlite(0..)))));
        // The first reading answers those who had asked when it began, the second all others.
        assert!(reads.load(Ordering::SeqCst) <= 2);
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
