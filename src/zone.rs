//! Time zones by their names in the IANA database, and what times of day are in them.

use crate::day::Day;
use chrono::{Days, LocalResult, NaiveDateTime, Offset, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};
use serde::{Deserialize, Serialize};

/// A time zone, such as `Europe/Paris`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Zone(Tz);

/// How often clocks of a zone show a time on its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    Once,
    /// They skip it, in spring.
    Never,
    /// They are put back, in autumn.
    Twice,
}

/// The zones that the times of a file are read in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zones {
    /// That of times which do not say theirs.
    pub times: Zone,
    /// That which says on which day a time is.
    pub days: Zone,
}

/// The text is no name of a zone.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0} is no time zone")]
pub struct UnknownZone(String);

impl Zone {
    pub const UTC: Self = Self(Tz::UTC);

    /// The zone of this name, whatever its case and with spaces for underscores.
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim().replace(' ', "_");
        TZ_VARIANTS.iter().find(|zone| zone.name().eq_ignore_ascii_case(&name)).copied().map(Self)
    }

    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The names of all zones.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TZ_VARIANTS.iter().map(|zone| zone.name())
    }

    /// The moment in UTC at which clocks of the zone show this time. Of a time that they show twice, in autumn, it is the
    /// first; one that they skip, in spring, is as far after the change as it would have been without it.
    pub fn moment_of(self, shown: NaiveDateTime) -> Option<NaiveDateTime> {
        if let Some(moment) = self.0.from_local_datetime(&shown).earliest() {
            return Some(moment.naive_utc());
        }
        // No zone changes its offset twice within a day.
        let before = shown.checked_sub_days(Days::new(1))?;
        let offset = self.0.offset_from_local_datetime(&before).earliest()?;
        shown.checked_sub_offset(offset.fix())
    }

    /// How often clocks of the zone show this time.
    pub fn shows(self, shown: NaiveDateTime) -> Shown {
        match self.0.offset_from_local_datetime(&shown) {
            LocalResult::Single(_) => Shown::Once,
            LocalResult::Ambiguous(..) => Shown::Twice,
            LocalResult::None => Shown::Never,
        }
    }

    /// The day that a moment in UTC is on.
    pub fn day_of(self, moment: NaiveDateTime) -> Day {
        self.shown(moment).date().into()
    }

    /// What clocks of the zone show at a moment in UTC.
    pub fn shown(self, moment: NaiveDateTime) -> NaiveDateTime {
        self.0.from_utc_datetime(&moment).naive_local()
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self::UTC
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name().to_owned()
    }
}

impl TryFrom<String> for Zone {
    type Error = UnknownZone;

    fn try_from(name: String) -> Result<Self, UnknownZone> {
        Self::parse(&name).ok_or(UnknownZone(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(zone: &str, shown: &str) -> String {
        let shown = NaiveDateTime::parse_from_str(shown, "%Y-%m-%d %H:%M").unwrap();
        Zone::parse(zone).unwrap().moment_of(shown).unwrap().format("%Y-%m-%d %H:%M").to_string()
    }

    #[test]
    fn a_zone_is_found_by_its_name() {
        for typed in ["Europe/Paris", " europe/paris ", "America/New York", "america/new_york", "UTC", "Asia/Kathmandu"]
        {
            assert!(Zone::parse(typed).is_some(), "{typed}");
        }
        for typed in ["", "Paris", "Europe", "+02:00", "Europe/Atlantis"] {
            assert_eq!(Zone::parse(typed), None, "{typed}");
        }
        assert!(Zone::names().all(|name| Zone::parse(name).is_some_and(|zone| zone.name() == name)));
    }

    #[test]
    fn times_around_the_changes_of_spring_and_autumn_are_read() {
        let cases = [
            ("Europe/Paris", "2026-03-29 01:59", "2026-03-29 00:59"),
            ("Europe/Paris", "2026-03-29 02:00", "2026-03-29 01:00"),
            ("Europe/Paris", "2026-03-29 02:30", "2026-03-29 01:30"),
            ("Europe/Paris", "2026-03-29 03:00", "2026-03-29 01:00"),
            ("Europe/Paris", "2026-10-25 01:59", "2026-10-24 23:59"),
            ("Europe/Paris", "2026-10-25 02:30", "2026-10-25 00:30"),
            ("Europe/Paris", "2026-10-25 03:00", "2026-10-25 02:00"),
            ("America/New_York", "2026-03-08 01:59", "2026-03-08 06:59"),
            ("America/New_York", "2026-03-08 02:30", "2026-03-08 07:30"),
            ("America/New_York", "2026-03-08 03:00", "2026-03-08 07:00"),
            ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30"),
            ("America/New_York", "2026-11-01 02:00", "2026-11-01 07:00"),
            ("Asia/Kathmandu", "2026-03-29 00:00", "2026-03-28 18:15"),
            // Samoa had no 30 December 2011.
            ("Pacific/Apia", "2011-12-30 12:00", "2011-12-30 22:00"),
        ];
        for (zone, shown, moment) in cases {
            assert_eq!(utc(zone, shown), moment, "{shown} in {zone}");
        }
    }

    #[test]
    fn a_moment_is_on_the_day_that_the_zone_has() {
        let moment = Day::parse("2026-11-27").unwrap().date().and_hms_opt(22, 30, 0).unwrap();
        let days = ["UTC", "Europe/Paris", "Europe/Helsinki", "Asia/Kathmandu", "America/New_York"];
        let days = days.map(|zone| Zone::parse(zone).unwrap().day_of(moment).to_string());
        assert_eq!(days, ["2026-11-27", "2026-11-27", "2026-11-28", "2026-11-28", "2026-11-27"]);
    }
}
