//! Spans of time and anniversaries, counted by the calendar from today: months have their own lengths, weeks begin on
//! Monday.

use super::operator::Operator;
use crate::day::Day;
use crate::words;
use chrono::{Datelike, Months, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// The most days of *anniversary in the next … days*: everyone has an anniversary within a year.
pub const MOST_TO_ANNIVERSARY: u32 = 366;

/// The longest span, in years: more than any fact goes back.
const MOST_YEARS: u32 = 100;

/// The years of days that have anniversaries: those that can be written.
const YEARS: RangeInclusive<i32> = 1900..=2199;

/// The unit of a span of several days.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
    VariantNames,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum SpanUnit {
    Weeks,
    Months,
    Years,
}

words!(SpanUnit);

impl SpanUnit {
    /// The most of it that a rule may have.
    pub const fn most(self) -> u32 {
        match self {
            Self::Weeks => MOST_YEARS * 52,
            Self::Months => MOST_YEARS * 12,
            Self::Years => MOST_YEARS,
        }
    }

    /// The day so many units after `day`, or before it. Of a month that is too short, it is the last day.
    fn from(self, day: Day, count: u32, is_back: bool) -> i64 {
        let months = match self {
            Self::Weeks => {
                let days = 7 * i64::from(count);
                return i64::from(day.number()) + if is_back { -days } else { days };
            }
            Self::Months => count,
            Self::Years => count.saturating_mul(12),
        };
        let (date, months) = (day.date(), Months::new(months));
        let (moved, beyond) = if is_back {
            (date.checked_sub_months(months), Day::FIRST)
        } else {
            (date.checked_add_months(months), Day::LAST)
        };
        moved.map_or(beyond, Day::from).number().into()
    }
}

/// The days of a span that begins or ends today: the last three months, the next week, what was before.
pub fn span(operator: Operator, count: u32, unit: SpanUnit, today: Day) -> RangeInclusive<i64> {
    let now = i64::from(today.number());
    match operator {
        Operator::InNext => now..=unit.from(today, count, false) - 1,
        Operator::MoreThanAgo => i64::MIN..=unit.from(today, count, true),
        _ => unit.from(today, count, true) + 1..=now,
    }
}

/// The days of a week, a month or a year of the calendar; `None` for any other operator.
pub fn period(operator: Operator, today: Day) -> Option<RangeInclusive<i64>> {
    let date = today.date();
    let number = |date: NaiveDate| i64::from(Day::from(date).number());
    let first = |date: NaiveDate| date.with_day(1).unwrap_or(date);
    let month = |first: NaiveDate, months: u32| {
        let next = first.checked_add_months(Months::new(months));
        number(first)..=next.map_or(Day::LAST, Day::from).minus(1).number().into()
    };
    match operator {
        Operator::ThisWeek => {
            let monday = number(date) - i64::from(date.weekday().num_days_from_monday());
            Some(monday..=monday + 6)
        }
        Operator::ThisMonth => Some(month(first(date), 1)),
        Operator::LastMonth => {
            let last = first(date).checked_sub_months(Months::new(1));
            Some(last.map_or(RangeInclusive::new(1, 0), |last| month(last, 1)))
        }
        Operator::ThisYear => Some(month(first(date).with_month(1).unwrap_or(date), 12)),
        _ => None,
    }
}

/// The anniversary in a year of the day with this month and day of the month. The 29th of February has it on the 28th
/// in years without one.
fn in_year((month, day): (u32, u32), year: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).or_else(|| NaiveDate::from_ymd_opt(year, month, day - 1))
}

/// The days from today on in which an anniversary is looked for; today is the first.
fn window(days: u32, today: Day) -> (NaiveDate, NaiveDate) {
    let first = today.date();
    let further = TimeDelta::days(i64::from(days.min(MOST_TO_ANNIVERSARY)) - 1);
    (first, first.checked_add_signed(further).unwrap_or(first))
}

/// Whether an anniversary of the day is among the `days` days that begin today. The day itself is none.
pub fn has_anniversary(day: i64, days: u32, today: Day) -> bool {
    let (first, last) = window(days, today);
    let Ok(day) = i32::try_from(day) else { return false };
    let date = Day::from_number(day).date();
    YEARS.contains(&date.year())
        && (first.year()..=last.year())
            .filter(|year| *year > date.year())
            .any(|year| in_year((date.month(), date.day()), year).is_some_and(|on| first <= on && on <= last))
}

/// All days for which [`has_anniversary`] is true, as ranges: one or two of each year.
pub fn with_anniversary(days: u32, today: Day) -> Vec<(i64, i64)> {
    let (first, last) = window(days, today);
    let mut ranges = Vec::new();
    for year in first.year()..=last.year() {
        let start = NaiveDate::from_ymd_opt(year, 1, 1).map_or(first, |start| start.max(first));
        let end = NaiveDate::from_ymd_opt(year, 12, 31).map_or(last, |end| end.min(last));
        for of in YEARS.take_while(|of| *of < year) {
            ranges.extend(same_days(start, end, of));
        }
    }
    ranges.into_iter().filter(|(first, last)| first <= last).collect()
}

/// The days of the year `of` whose anniversaries are from `start` to `end`, which are in one year.
fn same_days(start: NaiveDate, end: NaiveDate, of: i32) -> Option<(i64, i64)> {
    let is_leap = |year: i32| NaiveDate::from_ymd_opt(year, 2, 29).is_some();
    let number = |date: NaiveDate| i64::from(Day::from(date).number());
    // A year without the 29th of February has nothing on it: it begins with the 1st of March.
    let first =
        NaiveDate::from_ymd_opt(of, start.month(), start.day()).or_else(|| NaiveDate::from_ymd_opt(of, 3, 1))?;
    let takes_leap_day = (end.month(), end.day()) == (2, 28) && !is_leap(end.year()) && is_leap(of);
    let last = if takes_leap_day { NaiveDate::from_ymd_opt(of, 2, 29) } else { in_year((end.month(), end.day()), of) }?;
    Some((number(first), number(last)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn written(range: RangeInclusive<i64>) -> (String, String) {
        let text = |number: i64| Day::from_number(i32::try_from(number).unwrap()).to_string();
        (text(*range.start()), text(*range.end()))
    }

    fn spans(operator: Operator, count: u32, unit: SpanUnit, today: &str) -> (String, String) {
        written(span(operator, count, unit, day(today)))
    }

    fn pair(first: &str, last: &str) -> (String, String) {
        (first.to_owned(), last.to_owned())
    }

    #[test]
    fn months_and_years_are_those_of_the_calendar() {
        use SpanUnit::{Months, Weeks, Years};
        assert_eq!(spans(Operator::InLast, 1, Months, "2018-03-31"), pair("2018-03-01", "2018-03-31"));
        assert_eq!(spans(Operator::InLast, 1, Months, "2018-01-01"), pair("2017-12-02", "2018-01-01"));
        assert_eq!(spans(Operator::InLast, 3, Weeks, "2018-01-01"), pair("2017-12-12", "2018-01-01"));
        assert_eq!(spans(Operator::InLast, 1, Years, "2020-02-29"), pair("2019-03-01", "2020-02-29"));
        assert_eq!(spans(Operator::InNext, 1, Months, "2018-01-31"), pair("2018-01-31", "2018-02-27"));
        assert_eq!(spans(Operator::InNext, 2, Weeks, "2018-01-01"), pair("2018-01-01", "2018-01-14"));
        let ago = span(Operator::MoreThanAgo, 1, Months, day("2018-03-31"));
        assert_eq!(*ago.end(), i64::from(day("2018-02-28").number()));
    }

    #[test]
    fn weeks_begin_on_monday_and_months_and_years_are_whole() {
        let period = |operator, today: &str| written(period(operator, day(today)).unwrap());
        for today in ["2018-01-01", "2018-01-07"] {
            assert_eq!(period(Operator::ThisWeek, today), pair("2018-01-01", "2018-01-07"), "{today}");
        }
        assert_eq!(period(Operator::ThisWeek, "2017-12-31"), pair("2017-12-25", "2017-12-31"));
        assert_eq!(period(Operator::ThisMonth, "2020-02-10"), pair("2020-02-01", "2020-02-29"));
        assert_eq!(period(Operator::LastMonth, "2018-01-31"), pair("2017-12-01", "2017-12-31"));
        assert_eq!(period(Operator::ThisYear, "2018-05-05"), pair("2018-01-01", "2018-12-31"));
        assert_eq!(super::period(Operator::Is, day("2018-01-01")), None);
    }

    #[test]
    fn an_anniversary_comes_every_year_and_that_of_a_leap_day_on_the_28th() {
        let has = |of: &str, days, today: &str| has_anniversary(day(of).number().into(), days, day(today));
        assert!(has("2000-01-03", 3, "2018-01-01") && !has("2000-01-04", 3, "2018-01-01"));
        assert!(has("1999-12-30", 7, "2017-12-29") && has("1999-01-02", 7, "2017-12-29"));
        assert!(has("2000-02-29", 1, "2018-02-28") && !has("2000-02-29", 1, "2018-03-01"));
        assert!(has("2000-02-29", 1, "2020-02-29") && !has("2000-02-29", 1, "2020-02-28"));
        assert!(!has("2018-01-01", 1, "2018-01-01"), "the day itself is no anniversary");
        assert!(has("2017-01-01", 1, "2018-01-01"));
        assert!(has("2018-01-01", 366, "2018-01-02"));
        assert!(!has("2030-01-02", 7, "2018-01-01"), "what is to come has none yet");
    }

    #[test]
    fn the_ends_of_the_calendar_bring_nothing_down() {
        for today in [i32::MIN, i32::MAX, 0].map(Day::from_number) {
            for count in [0, 1, u32::MAX] {
                with_anniversary(count, today);
                has_anniversary(i64::MAX, count, today);
                for operator in Operator::ALL {
                    period(*operator, today);
                    for unit in SpanUnit::ALL {
                        let _ = span(*operator, count, *unit, today);
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn the_ranges_are_the_days_that_have_an_anniversary(today in 10_000..40_000_i32, of in -26_000..40_000_i32, days in 0..400_u32) {
            let today = Day::from_number(today);
            let ranges = with_anniversary(days, today);
            for of in [of, today.number() - 365, today.number() - 1_461].map(i64::from) {
                let is_in = ranges.iter().any(|(first, last)| (*first..=*last).contains(&of));
                prop_assert_eq!(is_in, has_anniversary(of, days, today), "{}", of);
            }
        }

        #[test]
        fn what_is_in_a_span_is_not_before_it(day in 10_000..30_000_i64, today in 15_000..25_000_i32, count in 1..400_u32) {
            let today = Day::from_number(today);
            for unit in SpanUnit::ALL {
                let within = span(Operator::InLast, count, *unit, today).contains(&day);
                let before = span(Operator::MoreThanAgo, count, *unit, today).contains(&day);
                prop_assert_eq!(within, !before && day <= i64::from(today.number()));
            }
        }
    }
}
