//! The place of one app's columns in memory.

use super::loader::Kept;
use super::lock;
use crate::ids::AppKey;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// The columns of one app, which are read by one thread at a time while others use those from before.
pub struct Slot {
    pub app: AppKey,
    kept: Mutex<Option<Kept>>,
    /// Held by the thread that reads columns.
    turn: Mutex<()>,
    /// Whether a thread brings many changes in, so that pages use the columns from before.
    is_catching_up: AtomicBool,
    asked_at: Mutex<Instant>,
}

/// Ends the use of the columns from before when it is dropped, whatever happens to the thread that brings changes in.
pub struct CatchingUp(Arc<Slot>);

impl Drop for CatchingUp {
    fn drop(&mut self) {
        self.0.is_catching_up.store(false, Ordering::Relaxed);
    }
}

impl Slot {
    pub fn new(app: AppKey) -> Self {
        let asked_at = Mutex::new(Instant::now());
        Self { app, kept: Mutex::default(), turn: Mutex::default(), is_catching_up: AtomicBool::default(), asked_at }
    }

    /// The columns as they are.
    pub fn kept(&self) -> Option<Kept> {
        lock(&self.kept).clone()
    }

    /// Takes the columns out, so that columns without readers can be changed in place.
    pub fn take(&self) -> Option<Kept> {
        lock(&self.kept).take()
    }

    pub fn put(&self, kept: Option<Kept>) {
        *lock(&self.kept) = kept;
    }

    /// Records that the columns at this state are the newest.
    pub fn confirm(&self, found: &Kept) {
        if let Some(kept) = lock(&self.kept).as_mut().filter(|kept| kept.data == found.data) {
            kept.current_at = Instant::now();
        }
    }

    /// Waits until no other thread reads columns of the app.
    pub fn turn(&self) -> MutexGuard<'_, ()> {
        lock(&self.turn)
    }

    /// Whether a thread brings many changes in.
    pub fn is_catching_up(&self) -> bool {
        self.is_catching_up.load(Ordering::Relaxed)
    }

    /// Tells pages to use the columns from before, until the returned value is dropped. `None` if that is so already.
    pub fn catch_up(self: &Arc<Self>) -> Option<CatchingUp> {
        let is_first = !self.is_catching_up.swap(true, Ordering::Relaxed);
        is_first.then(|| CatchingUp(Arc::clone(self)))
    }

    /// Records that a question is asked about the app.
    pub fn ask(&self) {
        *lock(&self.asked_at) = Instant::now();
    }

    /// Whether a question about the app was asked during the last `time`.
    pub fn was_asked_within(&self, time: Duration) -> bool {
        lock(&self.asked_at).elapsed() < time
    }
}
