//! Reads days and moments: year first, day first or month first, with the month as a number or a name in English or
//! French, optionally followed by a time, with or without an offset from UTC; also as `20261123`, and as seconds or
//! milliseconds since 1970.

use crate::day::Day;
use crate::reading::refusal::Reason;
use crate::text::folded;
use crate::zone::Zones;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

/// A point in time and its day in the publisher's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// Seconds since 1970-01-01 in UTC.
    pub seconds: i64,
    pub day: Day,
}

/// What comes first in dates such as `01/02/2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
}

impl DateOrder {
    /// Its word in forms.
    pub const fn word(self) -> &'static str {
        match self {
            Self::DayFirst => "day-first",
            Self::MonthFirst => "month-first",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        [Self::DayFirst, Self::MonthFirst].into_iter().find(|order| order.word() == word)
    }
}

/// How the dates and times of a column are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateStyle {
    pub order: Option<DateOrder>,
    pub zones: Zones,
}

impl From<Option<DateOrder>> for DateStyle {
    /// With times in UTC.
    fn from(order: Option<DateOrder>) -> Self {
        Self { order, zones: Zones::default() }
    }
}

/// Months by their names in English and French, folded, and usual short forms.
#[rustfmt::skip]
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "janvier", "janv"], &["february", "feb", "fevrier", "fevr", "fev"], &["march", "mar", "mars"],
    &["april", "apr", "avril", "avr"], &["may", "mai"], &["june", "jun", "juin"], &["july", "jul", "juillet", "juil"],
    &["august", "aug", "aout"], &["september", "sep", "sept", "septembre"], &["october", "oct", "octobre"],
    &["november", "nov", "novembre"], &["december", "dec", "decembre"],
];

/// Days of the week, which say nothing that the date does not, folded, and their usual short forms. `mar` is March too.
#[rustfmt::skip]
const WEEKDAYS: &[&str] = &[
    "monday", "mon", "tuesday", "tue", "tues", "wednesday", "wed", "thursday", "thu", "thur", "thurs", "friday", "fri", "saturday", "sat", "sunday", "sun",
    "lundi", "lun", "mardi", "mercredi", "mer", "jeudi", "jeu", "vendredi", "ven", "samedi", "sam", "dimanche", "dim",
];

/// Finds out what comes first in the dates of a column: one date that can be read in only one way decides.
#[derive(Clone, Copy, Debug, Default)]
pub struct DateCensus {
    day_first: bool,
    month_first: bool,
}

impl DateCensus {
    /// Takes a cell into account.
    pub fn see(&mut self, cell: &str) {
        let Some([first, second, third]) = numbers(date_and_time(cell).0) else { return };
        if third.len() != 4 && cell.contains('-') {
            return;
        }
        let [first, second] = [first, second].map(|part| digits(part).unwrap_or_default());
        self.day_first |= (13..=31).contains(&first) && (1..=12).contains(&second);
        self.month_first |= (1..=12).contains(&first) && (13..=31).contains(&second);
    }

    /// The order, unless no date decides or dates contradict each other.
    pub const fn order(self) -> Option<DateOrder> {
        match (self.day_first, self.month_first) {
            (true, false) => Some(DateOrder::DayFirst),
            (false, true) => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }
}

/// Reads a date or a moment as a day. A date without a time is that day in every zone.
pub fn parse_day(text: &str, style: impl Into<DateStyle>) -> Result<Day, Reason> {
    parse_moment(text, style).map(|moment| moment.day)
}

/// Whether the text is a date and nothing else that people write in a column of their own: no number of seconds, and no
/// version of three numbers such as `3.1.12`.
pub fn is_plainly_date(text: &str, order: Option<DateOrder>) -> bool {
    let has_year = |parts: [&str; 3]| parts.iter().any(|part| part.len() == 4);
    epoch(text).is_none() && numbers(date_and_time(text).0).is_none_or(has_year) && parse_day(text, order).is_ok()
}

/// Reads a moment. A date without a time is its first second.
pub fn parse_moment(text: &str, style: impl Into<DateStyle>) -> Result<Moment, Reason> {
    let DateStyle { order, zones } = style.into();
    let of = |moment: NaiveDateTime, day: Day| Moment { seconds: moment.and_utc().timestamp(), day };
    if let Some(moment) = epoch(text) {
        return Ok(of(moment, zones.days.day_of(moment)));
    }
    let (date, time) = date_and_time(text);
    let date = parse_date(date, order)?;
    if time.is_empty() {
        let moment = zones.times.moment_of(date.and_time(NaiveTime::MIN)).ok_or(Reason::Date)?;
        return Ok(of(moment, date.into()));
    }
    let (shown, offset) = parse_time(date, time).ok_or(Reason::Date)?;
    let moment = match offset {
        Some(offset) => shown.checked_sub_signed(offset),
        None => zones.times.moment_of(shown),
    };
    let moment = moment.ok_or(Reason::Date)?;
    Ok(of(moment, zones.days.day_of(moment)))
}

/// Reads a moment as the first and the last second that it may be, since 1970-01-01 in UTC: a date without a time is a whole day.
pub fn parse_span(text: &str, style: impl Into<DateStyle>) -> Result<(i64, i64), Reason> {
    let style = style.into();
    let first = parse_moment(text, style)?.seconds;
    let (date, time) = date_and_time(text);
    if epoch(text).is_some() || !time.is_empty() {
        return Ok((first, first));
    }
    let next = parse_date(date, style.order)?.succ_opt().map(|next| next.and_time(NaiveTime::MIN));
    let next = next.and_then(|next| style.zones.times.moment_of(next)).ok_or(Reason::Date)?;
    Ok((first, next.and_utc().timestamp() - 1))
}

/// Seconds since 1970 have 9 or 10 digits from 1973 to 2286, milliseconds 12 or 13.
fn epoch(text: &str) -> Option<NaiveDateTime> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return None;
    }
    // Telephone numbers and padded ids start with a zero.
    let number: i64 = whole.parse().ok().filter(|_| !whole.starts_with('0'))?;
    let moment = match whole.len() {
        9 | 10 => DateTime::from_timestamp(number, 0),
        12 | 13 => DateTime::from_timestamp_millis(number),
        _ => None,
    };
    moment.map(|moment| moment.naive_utc())
}

/// The date and the time, which is empty if there is none.
fn date_and_time(text: &str) -> (&str, &str) {
    let text = text.trim();
    // A time has a colon; its hour begins after the last space or `T` before it.
    let Some(colon) = text.find(':').or_else(|| hour_of_twelve(text)) else {
        return match text.split_once(['T', 't']) {
            Some((date, time)) if date.len() == 10 && numbers(date).is_some() => {
                (date, if time.is_empty() { "T" } else { time })
            }
            _ => (text, ""),
        };
    };
    match text[..colon].rfind(|sign: char| !sign.is_ascii_digit()) {
        Some(end) => {
            let after = text[end..].chars().next().map_or(1, char::len_utf8);
            let date = text[..end].trim().trim_end_matches([',', ' ']);
            // `à` or `at` may stand before the time.
            let date = date.strip_suffix(" at").or_else(|| date.strip_suffix(" à")).unwrap_or(date);
            (date, text[end + after..].trim())
        }
        None => (text, ""),
    }
}

/// Where the hour in `23 Nov 2026 9 PM` ends.
fn hour_of_twelve(text: &str) -> Option<usize> {
    let rest = strip_half(text)?.1.trim_end();
    let hour = rest.rsplit(' ').next()?;
    (matches!(hour.len(), 1 | 2) && digits(hour).is_some()).then_some(rest.len())
}

/// The parts of a date in digits, such as `23/11/2026`.
fn numbers(text: &str) -> Option<[&str; 3]> {
    let mut parts = text.split(['-', '/', '.']).map(str::trim);
    let found = [parts.next()?, parts.next()?, parts.next()?];
    let is_number = |part: &&str| matches!(part.len(), 1 | 2 | 4) && digits(part).is_some();
    (parts.next().is_none() && found.iter().all(is_number)).then_some(found)
}

fn parse_date(text: &str, order: Option<DateOrder>) -> Result<NaiveDate, Reason> {
    if text.len() == 8 && digits(text).is_some() {
        return date(&text[..4], digits(&text[4..6]), &text[6..]);
    }
    let Some([first, second, third]) = numbers(text) else { return named(text).ok_or(Reason::Date) };
    if first.len() == 4 {
        return date(first, short(second), third);
    }
    // Dates with points are written with the day first wherever they are written (CLDR, dates of all locales).
    let order = if text.contains('.') { Some(DateOrder::DayFirst) } else { order };
    let is_day = |part: &str| short(part).is_some_and(|number| number > 12);
    // `26-11-23` may start with its year too.
    if text.contains('-') && third.len() == 2 && is_day(first) {
        return Err(Reason::DateAmbiguous);
    }
    let order = match (is_day(first), is_day(second)) {
        (true, false) => DateOrder::DayFirst,
        (false, true) => DateOrder::MonthFirst,
        (true, true) => return Err(Reason::Date),
        (false, false) => order.ok_or(Reason::DateAmbiguous)?,
    };
    match order {
        DateOrder::DayFirst => date(third, short(second), first),
        DateOrder::MonthFirst => date(third, short(first), second),
    }
}

/// A date with the name of its month: `Nov 23, 2026`, `23 novembre 2026`, `1er août 2026`, `23-Nov-26`.
fn named(text: &str) -> Option<NaiveDate> {
    let (mut months, mut numbers) = (Vec::new(), Vec::new());
    let words = text.split(|sign: char| sign.is_whitespace() || matches!(sign, ',' | '.' | '-' | '/'));
    for word in words.filter(|word| !word.is_empty()) {
        let folded = folded(word);
        let number = ["st", "nd", "rd", "th", "er"].iter().find_map(|end| folded.strip_suffix(end)).unwrap_or(&folded);
        if digits(number).is_some() {
            numbers.push(number.to_owned());
        } else if MONTHS.iter().any(|names| names.contains(&folded.as_str())) {
            months.push(folded);
        } else if !WEEKDAYS.contains(&folded.as_str()) {
            return None;
        }
    }
    // Of `mar. 24 nov. 2026`, the first word is a Tuesday.
    let month = match months.as_slice() {
        [month] => month,
        [tuesday, month] if tuesday == "mar" => month,
        _ => return None,
    };
    let month = MONTHS.iter().position(|names| names.contains(&month.as_str()))?;
    let month = u32::try_from(month + 1).ok();
    match numbers.as_slice() {
        [year, day] if year.len() == 4 => date(year, month, day).ok(),
        [day, year] => date(year, month, day).ok(),
        _ => None,
    }
}

fn date(year: &str, month: Option<u32>, day: &str) -> Result<NaiveDate, Reason> {
    let year = match (year.len(), digits(year)) {
        (4, Some(year)) if (1900..2200).contains(&year) => Some(year),
        // As POSIX reads two digits: 69 to 99 are of the last century.
        (2, Some(year)) => Some(if year < 69 { 2000 + year } else { 1900 + year }),
        _ => None,
    };
    let year = year.and_then(|year| i32::try_from(year).ok());
    let date = year.zip(month).zip(short(day));
    date.and_then(|((year, month), day)| NaiveDate::from_ymd_opt(year, month, day)).ok_or(Reason::Date)
}

fn short(part: &str) -> Option<u32> {
    if matches!(part.len(), 1 | 2) { digits(part) } else { None }
}

/// What clocks show at `text` (`18:55`, `6:55 PM`, `18:55:24.5Z`, `18:55:24 +02:00`) on `date`, and how far they are ahead
/// of UTC, if it says so.
fn parse_time(date: NaiveDate, text: &str) -> Option<(NaiveDateTime, Option<TimeDelta>)> {
    let (half, text) = match strip_half(text) {
        Some((half, rest)) => (Some(half), rest.trim_end()),
        None => (None, text),
    };
    let (clock, offset) = text.split_at(text.find(['Z', 'z', '+', '-', 'U', 'G', ' ']).unwrap_or(text.len()));
    let mut parts = clock.split(':');
    let hour = short(parts.next()?)?;
    let minute = match parts.next() {
        Some(minute) => two_digits(minute)?,
        // Only `9 PM` has an hour alone.
        None => half.map(|_| 0)?,
    };
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(Half::Morning) => hour % 12,
        Some(Half::Afternoon) => hour % 12 + 12,
    };
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
    let offset = match offset.trim() {
        "" => None,
        offset => Some(parse_offset(offset)?),
    };
    Some((date.and_time(time), offset))
}

/// A half of the day in the time of twelve hours.
#[derive(Clone, Copy)]
enum Half {
    Morning,
    Afternoon,
}

/// The half that a time ends with, and the text before it.
fn strip_half(text: &str) -> Option<(Half, &str)> {
    // Most times end with a digit.
    if text.ends_with(|sign: char| sign.is_ascii_digit()) {
        return None;
    }
    let ends = [("am", Half::Morning), ("a.m.", Half::Morning), ("pm", Half::Afternoon), ("p.m.", Half::Afternoon)];
    ends.into_iter().find_map(|(end, half)| {
        let at = text.len().checked_sub(end.len())?;
        let is_end = text.get(at..)?.eq_ignore_ascii_case(end);
        let rest = text[..at].trim_end();
        (is_end && rest.ends_with(|sign: char| sign.is_ascii_digit())).then_some((half, rest))
    })
}

fn parse_offset(text: &str) -> Option<TimeDelta> {
    let ahead = match text.as_bytes().first() {
        None => return None,
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
#[path = "dates_tests.rs"]
mod tests;
