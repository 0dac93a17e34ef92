//! Quiet hours: the hours of a day, where each person is, in which nothing is sent that respects them.

use crate::store::notification_rules::NotificationRules;
use crate::zone::Zone;
use chrono::{Days, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

/// The minutes of the day from which and until which it is quiet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    from: u32,
    until: u32,
}

impl Quiet {
    /// `None` if there are none.
    pub fn of(rules: &NotificationRules) -> Option<Self> {
        Some(Self { from: rules.quiet_from?.unsigned_abs(), until: rules.quiet_until?.unsigned_abs() })
    }

    /// When the quiet hours end in UTC that it is in the zone now; `None` if it is not quiet there.
    pub fn ends(self, zone: Zone, now: NaiveDateTime) -> Option<NaiveDateTime> {
        let shown = zone.shown(now);
        let minute = shown.hour() * 60 + shown.minute();
        let days = match (self.from < self.until, minute >= self.from, minute < self.until) {
            (true, true, true) | (false, false, true) => 0,
            (false, true, _) => 1,
            _ => return None,
        };
        let day = shown.date().checked_add_days(Days::new(days))?;
        let end = zone.moment_of(day.and_time(NaiveTime::MIN) + TimeDelta::minutes(i64::from(self.until)))?;
        // Where clocks were put back meanwhile, it may have been over before.
        (end > now).then_some(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn at(month: u32, day: u32, hour: u32, minute: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
    }

    #[test]
    fn it_is_quiet_where_the_person_is_until_the_next_morning() {
        let rules = |from, until| NotificationRules {
            quiet_from: Some(from * 60),
            quiet_until: Some(until * 60),
            ..NotificationRules::default()
        };
        let (night, noon) = (Quiet::of(&rules(22, 8)).unwrap(), Quiet::of(&rules(12, 14)).unwrap());
        let ends = |quiet: Quiet, zone: &str, now| quiet.ends(Zone::parse(zone).unwrap(), now);
        assert_eq!(ends(night, "UTC", at(11, 27, 21, 59)), None);
        assert_eq!(ends(night, "UTC", at(11, 27, 22, 0)), Some(at(11, 28, 8, 0)));
        assert_eq!(ends(night, "UTC", at(11, 28, 7, 59)), Some(at(11, 28, 8, 0)));
        assert_eq!(ends(night, "UTC", at(11, 28, 8, 0)), None);
        assert_eq!(ends(night, "Europe/Paris", at(11, 27, 21, 0)), Some(at(11, 28, 7, 0)));
        assert_eq!(ends(night, "Asia/Tokyo", at(11, 27, 12, 0)), None);
        assert_eq!(ends(noon, "UTC", at(11, 27, 13, 0)), Some(at(11, 27, 14, 0)));
        assert_eq!(ends(noon, "UTC", at(11, 27, 14, 0)), None);
        // In the night of the change, eight o'clock in Paris is an hour earlier.
        assert_eq!(ends(night, "Europe/Paris", at(3, 28, 22, 0)), Some(at(3, 29, 6, 0)));
        assert_eq!(Quiet::of(&NotificationRules::default()), None);
    }
}
