//! A publisher's turn: how long its work may go on while others wait.

use crate::ids::PublisherId;
use crate::state::State;
use crate::store::{StoreError, jobs};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A turn also lasts at least this many times as long as it took to find the place to continue from, so that most of
/// the time goes into work.
const TIMES_THE_START: u32 = 4;

/// The turn of one job. Clones share its state.
#[derive(Clone, Debug)]
pub struct Turn {
    publisher: Option<PublisherId>,
    stop: Arc<AtomicBool>,
    /// Set when another worker has the job.
    is_lost: Arc<AtomicBool>,
    started: Instant,
    length: Duration,
    gives_way: bool,
}

impl Turn {
    /// The least length of a turn: long enough that changing turns costs little, short enough that a small file of one
    /// publisher does not wait long behind a large one of another.
    pub const LENGTH: Duration = Duration::from_secs(2);

    /// A turn that ends when `stop` is set, or when its time has passed and another publisher waits.
    pub fn new(publisher: Option<PublisherId>, stop: Arc<AtomicBool>) -> Self {
        Self {
            publisher,
            stop,
            is_lost: Arc::default(),
            started: Instant::now(),
            length: Self::LENGTH,
            gives_way: true,
        }
    }

    /// A turn that ends only when `stop` is set.
    pub fn without_end(stop: Arc<AtomicBool>) -> Self {
        Self { gives_way: false, ..Self::new(None, stop) }
    }

    /// Marks the end of the search for the place to continue from; the turn's time starts now.
    pub fn found_place(&mut self) {
        self.length = Self::LENGTH.max(self.started.elapsed() * TIMES_THE_START);
        self.started = Instant::now();
    }

    /// Whether the work must stop, whether others wait or not.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.is_lost.load(Ordering::Relaxed)
    }

    /// Marks the job as taken by another worker, so that the work stops.
    pub fn lose(&self) {
        self.is_lost.store(true, Ordering::Relaxed);
    }

    /// Whether the work must stop or pause after the step that it just did. When the time has passed but nobody
    /// waits, the turn starts again.
    pub fn is_over(&mut self, state: &State) -> Result<bool, StoreError> {
        if self.is_stopped() {
            return Ok(true);
        }
        if !self.gives_way || self.started.elapsed() < self.length {
            return Ok(false);
        }
        self.started = Instant::now();
        let (publisher, now) = (self.publisher, state.clock.now());
        state.database.job_read(|connection| jobs::others_wait(connection, publisher, now))
    }
}
