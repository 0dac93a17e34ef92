//! The clock of the program: the day, which `ENGAGE_TODAY` can fix, and the time.

use crate::day::Day;
use chrono::{NaiveDateTime, Utc};

/// Gives the day that rules call "today", and the time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    fixed: Option<Day>,
}

impl Clock {
    /// A clock that stays on the day `fixed`, or follows the machine's clock if `None`.
    pub const fn new(fixed: Option<Day>) -> Self {
        Self { fixed }
    }

    /// Today in UTC.
    pub fn today(&self) -> Day {
        self.fixed.unwrap_or_else(|| Utc::now().date_naive().into())
    }

    /// The time in UTC. It follows the machine's clock even if the day is fixed, because it only records when things
    /// happened.
    pub fn now(&self) -> NaiveDateTime {
        Utc::now().naive_utc()
    }
}
