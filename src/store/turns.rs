//! Turns at writing to SQLite, which has one writer at a time. SQLite lets waiting writers in at random, so a job that
//! writes batch after batch can keep a visitor waiting for seconds. Here visitors come first, and jobs still get their
//! turn.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The number of visitors that may go before a waiting job, so that a steady stream of them does not block jobs
/// forever. Each takes a few milliseconds, so a job waits for about a tenth of a second.
const VISITORS_BEFORE_A_JOB: u32 = 16;

/// The kind of writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writer {
    Visitor,
    Job,
}

/// Hands out the one turn at writing.
#[derive(Debug, Default)]
pub struct Turns {
    state: Mutex<State>,
    ended: Condvar,
}

#[derive(Debug, Default)]
struct State {
    is_taken: bool,
    visitors_waiting: u32,
    jobs_waiting: u32,
    /// Visitors that have written since a job started to wait.
    visitors_before: u32,
}

/// The turn at writing, until it is dropped.
#[derive(Debug)]
pub struct Turn<'a>(&'a Turns);

impl Turns {
    /// Waits for the turn; `None` if it does not come in time.
    pub fn take(&self, writer: Writer, patience: Duration) -> Option<Turn<'_>> {
        let end = Instant::now() + patience;
        let mut state = self.lock();
        *state.waiting(writer) += 1;
        while !state.may_write(writer) {
            let Some(left) = end.checked_duration_since(Instant::now()) else { break };
            state = self.ended.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        let comes = state.may_write(writer);
        *state.waiting(writer) -= 1;
        if comes {
            state.is_taken = true;
            let is_before_a_job = writer == Writer::Visitor && state.jobs_waiting > 0;
            state.visitors_before = if is_before_a_job { state.visitors_before + 1 } else { 0 };
        } else {
            drop(state);
            // Those who waited because of this writer may go now.
            self.ended.notify_all();
            return None;
        }
        Some(Turn(self))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    const fn waiting(&mut self, writer: Writer) -> &mut u32 {
        match writer {
            Writer::Visitor => &mut self.visitors_waiting,
            Writer::Job => &mut self.jobs_waiting,
        }
    }

    const fn may_write(&self, writer: Writer) -> bool {
        let is_jobs_turn = self.visitors_before >= VISITORS_BEFORE_A_JOB && self.jobs_waiting > 0;
        !self.is_taken
            && match writer {
                Writer::Visitor => !is_jobs_turn,
                Writer::Job => is_jobs_turn || self.visitors_waiting == 0,
            }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.lock().is_taken = false;
        self.0.ended.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::thread;

    const PATIENCE: Duration = Duration::from_secs(60);

    fn until(state: impl Fn() -> bool) {
        while !state() {
            thread::yield_now();
        }
    }

    #[test]
    fn a_visitor_goes_before_jobs_that_wait() {
        let turns = Arc::new(Turns::default());
        let order = Arc::new(Mutex::new(Vec::new()));
        let first = turns.take(Writer::Job, PATIENCE);
        let start = |writer| {
            let (turns, order) = (Arc::clone(&turns), Arc::clone(&order));
            thread::spawn(move || {
                let _turn = turns.take(writer, PATIENCE).expect("the turn comes");
                order.lock().unwrap().push(writer);
            })
        };
        let job = start(Writer::Job);
        until(|| turns.lock().jobs_waiting == 1);
        let visitor = start(Writer::Visitor);
        until(|| turns.lock().visitors_waiting == 1);
        drop(first);
        job.join().unwrap();
        visitor.join().unwrap();
        assert_eq!(*order.lock().unwrap(), [Writer::Visitor, Writer::Job]);
    }

    #[test]
    fn a_stream_of_visitors_lets_a_job_come_to_its_turn() {
        let turns = Arc::new(Turns::default());
        let (written, first) = (Arc::new(AtomicU32::new(0)), turns.take(Writer::Visitor, PATIENCE));
        let visitors: Vec<_> = (0..64)
            .map(|_| {
                let (turns, written) = (Arc::clone(&turns), Arc::clone(&written));
                thread::spawn(move || {
                    let _turn = turns.take(Writer::Visitor, PATIENCE).expect("the turn comes");
                    written.fetch_add(1, Ordering::SeqCst);
                })
            })
            .collect();
        until(|| turns.lock().visitors_waiting == 64);
        let (shared, seen) = (Arc::clone(&turns), Arc::clone(&written));
        let job = thread::spawn(move || {
            let _turn = shared.take(Writer::Job, PATIENCE).expect("the turn comes");
            seen.load(Ordering::SeqCst)
        });
        until(|| turns.lock().jobs_waiting == 1);
        drop(first);
        assert_eq!(job.join().unwrap(), VISITORS_BEFORE_A_JOB);
        visitors.into_iter().for_each(|visitor| visitor.join().unwrap());
    }

    #[test]
    fn a_turn_that_does_not_come_in_time_is_none_and_leaves_no_trace() {
        let turns = Turns::default();
        let first = turns.take(Writer::Job, PATIENCE);
        assert!(turns.take(Writer::Visitor, Duration::ZERO).is_none());
        drop(first);
        assert!(turns.take(Writer::Job, Duration::ZERO).is_some());
    }
}
