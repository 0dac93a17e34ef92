//! A publisher's turn: how long a piece of work may go on while others wait.

use crate::ids::PublisherId;
use crate::state::State;
use crate::store::{StoreError, jobs};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// The least length of a turn: long enough that taking turns costs little, short enough that a small file of one publisher
/// does not wait long behind the large one of another.
const LENGTH: Duration = Duration::from_secs(2);

/// A turn is also at least this many times as long as it took to find the place to go on from.
const TIMES_THE_START: u32 = 4;

/// The turn of one job. Cloning it gives the same turn.
#[derive(Clone, Debug)]
pub struct Turn {
    publisher: Option<PublisherId>,
    stop: Arc<AtomicBool>,
    /// Whether someone else has the job now.
    is_lost: Arc<AtomicBool>,
    started: Instant,
    length: Duration,
    gives_way: bool,
}

impl Turn {
    /// A turn that is over when `stop` is set, or when it lasted and another publisher waits.
    pub fn new(publisher: Option<PublisherId>, stop: Arc<AtomicBool>) -> Self {
        Self { publisher, stop, is_lost: Arc::default(), started: Instant::now(), length: LENGTH, gives_way: true }
    }

    /// A turn that is over only when `stop` is set.
    pub fn without_end(stop: Arc<AtomicBool>) -> Self {
        Self { gives_way: false, ..Self::new(None, stop) }
    }

    /// Says that all until now went into finding the place to go on from.
    pub fn found_place(&mut self) {
        self.length = LENGTH.max(self.started.elapsed() * TIMES_THE_START);
        self.started = Instant::now();
    }

    /// Whether the work is to stop, whoever waits.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.is_lost.load(Ordering::Relaxed)
    }

    /// Says that someone else has the job now, so that the work ends.
    pub fn lose(&self) {
        self.is_lost.store(true, Ordering::Relaxed);
    }

    /// Whether the work is to pause after the step that it just did.
    pub fn is_over(&mut self, state: &State) -> Result<bool, StoreError> {
        if self.is_stopped() {
            return Ok(true);
        }
        if !self.gives_way || self.started.elapsed() < self.length {
            return Ok(false);
        }
        self.started = Instant::now();
        let (publisher, now) = (self.publisher, state.clock.now());
        state.database.job_read(|connection| jobs::others_wait(connection, publisher, &super::Task::KINDS, now))
    }
}
