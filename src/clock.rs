//! The one clock: what day it is, which `ENGAGE_TODAY` may set, and what time it is.

use crate::day::Day;
use chrono::{NaiveDateTime, Utc};

/// Tells the day that rules call "today".
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    fixed: Option<Day>,
}

impl Clock {
    /// A clock that stays on `fixed`, or follows the machine's when `None`.
    pub const fn new(fixed: Option<Day>) -> Self {
        Self { fixed }
    }

    /// Today in UTC.
    pub fn today(&self) -> Day {
        self.fixed.unwrap_or_else(|| Utc::now().date_naive().into())
    }

    /// The time in UTC. It is the machine's also where the day is set, for it only says how long ago a thing was done.
    pub fn now(&self) -> NaiveDateTime {
        Utc::now().naive_utc()
    }
}
