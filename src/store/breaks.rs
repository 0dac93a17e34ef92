//! Breaks of the jobs that write to SQLite. Turns are this program's own: another one, such as a command beside the program
//! that serves, only asks again and again whether the file is free, and would never find it so while one slice follows
//! another. The steps of most jobs rest for longer than a break already (`queue/steps.rs`); those of imports and of commands
//! do not.

use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long a break lasts: whoever waits for SQLite's lock asks for it at least every 100 ms.
const BREAK: Duration = Duration::from_millis(110);

/// How long jobs write without one: well below the 5 s that a visitor of another program waits, at 5 % of the jobs' time.
const STRETCH: Duration = Duration::from_secs(2);

/// The stretch in which jobs write one after the other.
#[derive(Debug, Default)]
pub struct Breaks(Mutex<Option<Stretch>>);

#[derive(Clone, Copy, Debug)]
struct Stretch {
    began: Instant,
    ended: Instant,
}

impl Breaks {
    /// Called before a job writes: waits if it is time for a break.
    pub fn before_write(&self) {
        let mut stretch = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Another job that wants to write meanwhile waits for the mutex.
        let wait = stretch.map_or(Duration::ZERO, |stretch| stretch.wait(Instant::now()));
        if !wait.is_zero() {
            sleep(wait);
            *stretch = None;
        }
    }

    /// Called after a job wrote, with the moment at which it began.
    pub fn after_write(&self, began: Instant) {
        let mut stretch = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *stretch = Some(Stretch::with(*stretch, began, Instant::now()));
    }
}

impl Stretch {
    /// The stretch that a write belongs to: the last one, unless there was a break before it.
    fn with(last: Option<Self>, began: Instant, ended: Instant) -> Self {
        match last {
            Some(last) if began.saturating_duration_since(last.ended) < BREAK => Self { began: last.began, ended },
            _ => Self { began, ended },
        }
    }

    /// How long the next write has to wait, now.
    fn wait(self, now: Instant) -> Duration {
        let is_due = self.ended.saturating_duration_since(self.began) >= STRETCH;
        if is_due { BREAK.saturating_sub(now.saturating_duration_since(self.ended)) } else { Duration::ZERO }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_break_is_due_after_a_stretch_of_writes_and_not_after_one_that_had_a_break() {
        let start = Instant::now();
        let at = |milliseconds| start + Duration::from_millis(milliseconds);
        let stretch = |writes: &[(u64, u64)]| {
            let add = |last, (began, ended): &(u64, u64)| Some(Stretch::with(last, at(*began), at(*ended)));
            writes.iter().fold(None, add).unwrap()
        };
        let milliseconds = |stretch: Stretch, now| stretch.wait(at(now)).as_millis();
        let without = stretch(&[(0, 900), (910, 1_900), (1_905, 2_100)]);
        assert_eq!([2_100, 2_150, 2_300].map(|now| milliseconds(without, now)), [110, 60, 0]);
        assert_eq!(milliseconds(stretch(&[(0, 900), (910, 1_900)]), 1_900), 0, "it is not time yet");
        assert_eq!(milliseconds(stretch(&[(0, 1_900), (2_020, 2_900)]), 2_900), 0, "there was a break");
    }
}
