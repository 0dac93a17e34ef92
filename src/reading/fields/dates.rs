//! Reads days and moments: year first, with `-`, `/` or `.` between the parts, optionally followed by a `T` or a
//! space and a time, with or without an offset from UTC.

use crate::day::Day;
use crate::reading::refusal::Reason;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// A point in time and its day in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Seconds since 1970-01-01 in UTC.
    pub seconds: i64,
    pub day: Day,
}

/// Reads a date or a moment as a day in UTC.
pub fn parse_day(text: &str) -> Result<Day, Reason> {
    parse_moment(text).map(|moment| moment.day)
}

/// Reads a moment. A date without a time is its first second; a time without an offset is in UTC.
pub fn parse_moment(text: &str) -> Result<Moment, Reason> {
    let (date, time) = match text.split_once(['T', 't', ' ']) {
        Some((date, time)) => (date, Some(time.trim())),
        None => (text, None),
    };
    let date = parse_date(date)?;
    let moment = match time {
        None => date.and_time(NaiveTime::MIN),
        Some(time) => parse_time(date, time).ok_or(Reason::Date)?,
    };
    let day = Day::from(moment.date());
    Ok(Moment { seconds: moment.and_utc().timestamp(), day })
}

fn parse_date(text: &str) -> Result<NaiveDate, Reason> {
    let mut parts = text.splitn(3, ['-', '/', '.']);
    let (Some(first), Some(second), Some(third)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(Reason::Date);
    };
    let short = |part: &str| matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit());
    if short(first) && short(second) && matches!(third.len(), 2 | 4) && digits(third).is_some() {
        return Err(Reason::DateAmbiguous);
    }
    let (true, true, true) = (first.len() == 4, short(second), short(third)) else { return Err(Reason::Date) };
    let year = digits(first).filter(|year| (1900..2200).contains(year)).and_then(|year| i32::try_from(year).ok());
    let date = year.zip(digits(second)).zip(digits(third));
    date.and_then(|((year, month), day)| NaiveDate::from_ymd_opt(year, month, day)).ok_or(Reason::Date)
}

/// The moment in UTC of `text` (`18:55`, `18:55:24.5Z`, `18:55:24 +02:00`) on `date`.
fn parse_time(date: NaiveDate, text: &str) -> Option<NaiveDateTime> {
    let (clock, offset) = text.split_at(text.find(['Z', 'z', '+', '-', 'U', 'G', ' ']).unwrap_or(text.len()));
    let mut parts = clock.split(':');
    let (hour, minute) = (two_digits(parts.next()?)?, two_digits(parts.next()?)?);
    let (second, fraction) = match parts.next() {
        Some(rest) => rest.split_once(['.', ',']).unwrap_or((rest, "0")),
        None => ("00", "0"),
    };
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    if !is_fraction || parts.next().is_some() {
        return None;
    }
    // A leap second is read as the second before it.
    let second = match two_digits(second)? {
        60 => 59,
        second => second,
    };
    let time = NaiveTime::from_hms_opt(hour, minute, second)?;
    date.and_time(time).checked_sub_signed(parse_offset(offset.trim())?)
}

fn parse_offset(text: &str) -> Option<TimeDelta> {
    let ahead = match text.as_bytes().first() {
        None => return Some(TimeDelta::zero()),
        Some(b'+') => true,
        Some(b'-') => false,
        Some(_) => {
            let is_utc = ["Z", "UTC", "GMT"].iter().any(|name| name.eq_ignore_ascii_case(text));
            return is_utc.then(TimeDelta::zero);
        }
    };
    let digits = text.get(1..)?;
    let (hours, minutes) = match digits.len() {
        2 => (digits, "00"),
        4 => digits.split_at_checked(2)?,
        5 => digits.split_once(':')?,
        _ => return None,
    };
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    let minutes = (hours <= 18 && minutes < 60).then(|| i64::from(hours * 60 + minutes))?;
    Some(TimeDelta::minutes(if ahead { minutes } else { -minutes }))
}

fn two_digits(text: &str) -> Option<u32> {
    if text.len() == 2 { digits(text) } else { None }
}

fn digits(text: &str) -> Option<u32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::proptest;

    fn read(text: &str) -> Result<String, Reason> {
        parse_moment(text).map(|moment| {
            let time = chrono::DateTime::from_timestamp(moment.seconds, 0).unwrap();
            assert_eq!(Day::from(time.date_naive()), moment.day);
            time.format("%Y-%m-%d %H:%M:%S").to_string()
        })
    }

    #[test]
    fn usual_forms_are_read_as_utc() {
        let cases = [
            ("2017-01-07", "2017-01-07 00:00:00"),
            ("2017/1/7", "2017-01-07 00:00:00"),
            ("2017-01-07T18:55:24Z", "2017-01-07 18:55:24"),
            ("2017-01-07 18:55:24", "2017-01-07 18:55:24"),
            ("2017-01-07 18:55", "2017-01-07 18:55:00"),
            ("2017-01-07T18:55:24.123456Z", "2017-01-07 18:55:24"),
            ("2017-01-07 18:55:24 UTC", "2017-01-07 18:55:24"),
            ("2016-12-31T23:59:60Z", "2016-12-31 23:59:59"),
        ];
        for (text, moment) in cases {
            assert_eq!(read(text).as_deref(), Ok(moment), "{text}");
        }
    }

    #[test]
    fn an_offset_can_move_the_day() {
        assert_eq!(read("2017-01-08T01:30:00+02:00").as_deref(), Ok("2017-01-07 23:30:00"));
        assert_eq!(read("2017-01-07 20:00:00-0500").as_deref(), Ok("2017-01-08 01:00:00"));
        assert_eq!(read("2017-01-07 20:00:00 +00").as_deref(), Ok("2017-01-07 20:00:00"));
        assert_eq!(parse_day("2017-12-31T23:30:00-01:00").unwrap().to_string(), "2018-01-01");
    }

    #[test]
    fn an_ambiguous_date_is_refused_as_such() {
        for text in ["01/02/2017", "13/02/2017", "1-2-17", "01.02.2017", "01/02/2017 10:00"] {
            assert_eq!(parse_moment(text), Err(Reason::DateAmbiguous), "{text}");
        }
    }

    #[test]
    fn invalid_moments_are_refused() {
        let texts = [
            "",
            "tomorrow",
            "2017-02-30",
            "2017-13-01",
            "0017-01-01",
            "20170107",
            "2017-01-07T",
            "2017-01-07T25:00",
            "2017-01-07T10",
            "2017-01-07T10:00:00+99:00",
            "2017-01-07T10:00:00 CET",
            "1483815324",
            "2017-01-07T10:00:é",
            "2017-01-07 10:00:00 PM",
        ];
        for text in texts {
            assert_eq!(parse_moment(text), Err(Reason::Date), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_causes_a_panic(text in "[0-9TZ:./+ é-]{0,30}") {
            let _ = parse_moment(&text);
        }
    }
}
