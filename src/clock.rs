//! The clock of the program: the day that it is in a zone, which `ENGAGE_TODAY` can fix, and the time.

use crate::day::Day;
use crate::zone::Zone;
use chrono::{NaiveDateTime, Utc};
use std::sync::{Arc, Mutex, PoisonError};

/// Gives the day that rules call "today", and the time. Clones are the same clock.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    set: Arc<Mutex<Option<Set>>>,
}

/// What a clock was set to.
#[derive(Clone, Copy, Debug)]
enum Set {
    /// It is this day in every zone.
    Day(Day),
    /// The days of all zones are those of this moment in UTC.
    Moment(NaiveDateTime),
}

impl Clock {
    /// A clock that stays on the day `fixed` in every zone, or follows the machine's clock if `None`.
    pub fn new(fixed: Option<Day>) -> Self {
        Self { set: Arc::new(Mutex::new(fixed.map(Set::Day))) }
    }

    /// The day that it is in the zone.
    pub fn today_in(&self, zone: Zone) -> Day {
        match *self.set.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(Set::Day(day)) => day,
            Some(Set::Moment(moment)) => zone.day_of(moment),
            None => zone.day_of(self.now()),
        }
    }

    /// Makes it the day of this moment in UTC, as far as days go. For tests: nothing else moves a clock.
    pub fn set(&self, moment: NaiveDateTime) {
        *self.set.lock().unwrap_or_else(PoisonError::into_inner) = Some(Set::Moment(moment));
    }

    /// The time in UTC. It follows the machine's clock even if the day is fixed, because it only records when things
    /// happened.
    pub fn now(&self) -> NaiveDateTime {
        Utc::now().naive_utc()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn today_is_the_day_of_each_zone_at_one_moment() {
        let clock = Clock::default();
        clock.set(Day::parse("2026-11-27").unwrap().date().and_hms_opt(11, 30, 0).unwrap());
        let days = ["Pacific/Auckland", "UTC", "America/Los_Angeles"].map(|zone| Zone::parse(zone).unwrap());
        let today = |clock: &Clock| days.map(|zone| clock.today_in(zone).to_string());
        assert_eq!(today(&clock), ["2026-11-28", "2026-11-27", "2026-11-27"]);
        let shared = clock.clone();
        shared.set(Day::parse("2026-11-27").unwrap().date().and_hms_opt(7, 59, 0).unwrap());
        assert_eq!(today(&clock), ["2026-11-27", "2026-11-27", "2026-11-26"]);
    }

    #[test]
    fn a_day_that_is_fixed_is_that_of_every_zone() {
        let clock = Clock::new(Day::parse("2018-01-01"));
        for zone in ["Pacific/Kiritimati", "UTC", "Pacific/Pago_Pago"] {
            assert_eq!(clock.today_in(Zone::parse(zone).unwrap()).to_string(), "2018-01-01", "{zone}");
        }
    }
}
