//! Formats days, moments and elapsed times in each language.

use super::Locale;
use crate::day::Day;
use crate::zone::Zone;
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use icu_calendar::Iso;
use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::{YMD, YMDT};
use icu_datetime::input::{Date, DateTime, Time};
use std::borrow::Borrow;
use std::sync::LazyLock;

struct Formatters {
    day: DateTimeFormatter<YMD>,
    moment: DateTimeFormatter<YMDT>,
}

static FORMATTERS: LazyLock<[Option<Formatters>; 2]> = LazyLock::new(|| {
    Locale::ALL.map(|locale| {
        let tag: icu_locale_core::Locale = locale.cldr_tag().parse().ok()?;
        let day = DateTimeFormatter::try_new(tag.clone().into(), YMD::medium()).ok()?;
        let moment = DateTimeFormatter::try_new(tag.into(), YMD::medium().with_time_hm()).ok()?;
        Some(Formatters { day, moment })
    })
});

/// A unit of elapsed time: the key of its message, its length in minutes, and the count from which texts are not
/// prepared, because the next unit takes over or, for years, because it is rare.
struct Unit {
    key: &'static str,
    minutes: i64,
    most: i64,
}

const UNITS: [Unit; 5] = [
    Unit { key: "ago-minutes", minutes: 1, most: 60 },
    Unit { key: "ago-hours", minutes: 60, most: 24 },
    Unit { key: "ago-days", minutes: 1_440, most: 30 },
    Unit { key: "ago-months", minutes: 43_200, most: 13 },
    Unit { key: "ago-years", minutes: 525_600, most: 2 },
];

/// The prepared texts of each unit, by language: lists have one in each row, and selecting the plural takes longer
/// than the rest of the row.
static AGO: LazyLock<[[Vec<String>; 5]; 2]> = LazyLock::new(|| {
    Locale::ALL.map(|locale| {
        UNITS.map(|unit| (1..unit.most).map(|count| locale.with1(unit.key, "count", count)).collect::<Vec<_>>())
    })
});

impl Locale {
    /// A day: `24 Nov 2026`, `24 nov. 2026`.
    pub fn date(self, day: impl Borrow<Day>) -> String {
        let day = *day.borrow();
        match (&FORMATTERS[self.place()], calendar_date(day.date())) {
            (Some(formatters), Some(date)) => formatters.day.format(&date).to_string(),
            _ => day.to_string(),
        }
    }

    /// The day and the time of day that a moment in UTC is in the zone: `24 Nov 2026, 16:09 (Europe/Paris)`.
    pub fn moment(self, moment: impl Borrow<NaiveDateTime>, zone: Zone) -> String {
        format!("{} ({})", self.shown(zone.shown(*moment.borrow())), zone.name())
    }

    /// What clocks show: `24 Nov 2026, 16:09`.
    pub fn shown(self, shown: NaiveDateTime) -> String {
        match (&FORMATTERS[self.place()], calendar_moment(shown)) {
            (Some(formatters), Some(time)) => formatters.moment.format(&time).to_string(),
            _ => shown.format("%Y-%m-%d %H:%M").to_string(),
        }
    }

    /// How long ago `then` was. Less than a minute is "just now", and so is the future, which occurs only if clocks
    /// differ.
    pub fn ago(self, then: impl Borrow<NaiveDateTime>, now: impl Borrow<NaiveDateTime>) -> String {
        let minutes = (*now.borrow() - *then.borrow()).num_minutes();
        if minutes < 1 {
            return self.text("ago-now");
        }
        match UNITS.iter().zip(&AGO[self.place()]).rev().find(|(unit, _)| minutes >= unit.minutes) {
            Some((unit, texts)) => {
                let count = minutes / unit.minutes;
                let text = usize::try_from(count - 1).ok().and_then(|place| texts.get(place));
                text.cloned().unwrap_or_else(|| self.with1(unit.key, "count", count))
            }
            None => self.text("ago-now"),
        }
    }
}

fn calendar_date(date: NaiveDate) -> Option<Date<Iso>> {
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    Date::try_new_iso(date.year(), month, day).ok()
}

fn calendar_moment(moment: NaiveDateTime) -> Option<DateTime<Iso>> {
    let date = calendar_date(moment.date())?;
    let (hour, minute) = (u8::try_from(moment.hour()).ok()?, u8::try_from(moment.minute()).ok()?);
    Some(DateTime { date, time: Time::try_new(hour, minute, 0, 0).ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn days_are_formatted_for_the_language() {
        let day = Day::parse("2026-11-24").unwrap();
        assert_eq!(Locale::En.date(day), "24 Nov 2026");
        assert_eq!(Locale::Fr.date(day), "24 nov. 2026");
        assert!(!Locale::En.date(Day::from_number(i32::MIN)).is_empty());
    }

    #[test]
    fn a_moment_has_the_day_and_the_time_of_a_zone() {
        let moment = Day::parse("2026-11-24").unwrap().date().and_hms_opt(16, 9, 5).unwrap();
        assert_eq!(Locale::En.moment(moment, Zone::UTC), "24 Nov 2026, 16:09 (UTC)");
        let auckland = Zone::parse("Pacific/Auckland").unwrap();
        assert_eq!(Locale::Fr.moment(moment, auckland), "25 nov. 2026, 05:09 (Pacific/Auckland)");
    }

    #[test]
    fn elapsed_time_is_given_in_its_largest_unit() {
        let now = Day::parse("2026-11-24").unwrap().date().and_hms_opt(12, 0, 0).unwrap();
        let ago = |locale: Locale, minutes| locale.ago(now - TimeDelta::minutes(minutes), now);
        assert_eq!(ago(Locale::En, 0), "just now");
        assert_eq!(ago(Locale::En, -90), "just now");
        assert_eq!(ago(Locale::En, 1), "1 minute ago");
        assert_eq!(ago(Locale::En, 59), "59 minutes ago");
        assert_eq!(ago(Locale::Fr, 60), "il y a 1 heure");
        assert_eq!(ago(Locale::Fr, 60 * 24 * 3), "il y a 3 jours");
        assert_eq!(ago(Locale::En, 60 * 24 * 65), "2 months ago");
        assert_eq!(ago(Locale::Fr, 60 * 24 * 800), "il y a 2 ans");
    }
}
