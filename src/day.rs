//! A calendar day, the only type of date in rules.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A day of a publisher's zone, as the number of days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(i32);

impl Day {
    /// The first of all days, before any that can be written.
    pub const FIRST: Self = Self(i32::MIN);

    /// The last of all days.
    pub const LAST: Self = Self(i32::MAX);

    /// The day with this number of days since 1970-01-01.
    pub const fn from_number(number: i32) -> Self {
        Self(number)
    }

    /// The number of days since 1970-01-01, negative before it.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// Reads `2018-01-31`. Only years from 1900 to 2199 are accepted, so that a typing error is not read as a date.
    pub fn parse(text: &str) -> Option<Self> {
        let date = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()?;
        (1900..2200).contains(&date.year()).then(|| date.into())
    }

    /// The day as a calendar date. Days beyond chrono's range become its first or last date.
    pub fn date(self) -> NaiveDate {
        let start = NaiveDate::default();
        let distance = Days::new(u64::from(self.0.unsigned_abs()));
        let date = if self.0 < 0 { start.checked_sub_days(distance) } else { start.checked_add_days(distance) };
        date.unwrap_or(if self.0 < 0 { NaiveDate::MIN } else { NaiveDate::MAX })
    }

    /// The day `days` earlier, or later if negative.
    pub const fn minus(self, days: i32) -> Self {
        Self(self.0.saturating_sub(days))
    }

    /// Whole years from `birth` to this day; `None` if `birth` is after it.
    pub fn years_since(self, birth: Self) -> Option<u32> {
        self.date().years_since(birth.date())
    }
}

impl From<i32> for Day {
    fn from(number: i32) -> Self {
        Self(number)
    }
}

impl AsRef<i32> for Day {
    fn as_ref(&self) -> &i32 {
        &self.0
    }
}

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Self {
        Self(i32::try_from((date - NaiveDate::default()).num_days()).unwrap_or(i32::MAX))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.date().format("%Y-%m-%d"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_and_written_in_the_same_form() {
        let day = Day::parse("2018-01-01").unwrap();
        assert_eq!(day.number(), 17532);
        assert_eq!(day.to_string(), "2018-01-01");
        assert_eq!(day.minus(1).to_string(), "2017-12-31");
        assert_eq!(Day::parse("1969-12-31").unwrap().number(), -1);
    }

    #[test]
    fn texts_that_are_not_calendar_days_are_refused() {
        for text in ["2018-02-30", "18-01-01", "0018-01-01", "tomorrow", ""] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }
}
