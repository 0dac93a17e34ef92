//! How often a person is written to: promotional messages in a day and in seven days where the person is, and the time between
//! any two. What is being sent counts as sent, so that two notifications at the same moment do not both reach a person.

use crate::consents::ConsentPurpose;
use crate::ids::{AppKey, CustomerId, PublisherId};
use crate::store::caps::{self, Past};
use crate::store::notification_rules::{self, NotificationRules};
use crate::store::notification_times::{Starts, Timing};
use crate::store::notifications::Notification;
use crate::store::{DbConnection, Lock, QueryResult};
use crate::zone::Zone;
use chrono::{Days, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use roaring::RoaringBitmap;
use std::collections::{BTreeSet, HashMap};

/// What is in the way of a message to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// The person has had enough promotional ones.
    Cap,
    /// Another one was sent shortly before: until then it waits.
    Soon(NaiveDateTime),
}

/// The caps at a moment.
#[derive(Clone, Copy, Debug)]
pub struct Caps {
    rules: NotificationRules,
    /// When today and the day six days ago began where the person is, in UTC.
    day: NaiveDateTime,
    week: NaiveDateTime,
    now: NaiveDateTime,
}

/// When today and the day six days ago began in a zone, in UTC.
pub fn starts(zone: Zone, now: NaiveDateTime) -> (NaiveDateTime, NaiveDateTime) {
    let today = zone.shown(now).date();
    let start = |day: chrono::NaiveDate| zone.moment_of(day.and_time(NaiveTime::MIN)).unwrap_or(now);
    (start(today), start(today.checked_sub_days(Days::new(6)).unwrap_or(today)))
}

/// Moments before both of them in every zone: a day has 25 hours where clocks are put back. They stay for an hour.
pub fn before_all(now: NaiveDateTime) -> (NaiveDateTime, NaiveDateTime) {
    let hour = now - TimeDelta::minutes(i64::from(now.minute())) - TimeDelta::seconds(i64::from(now.second()));
    let hour = hour.with_nanosecond(0).unwrap_or(hour);
    (hour - TimeDelta::hours(25), hour - TimeDelta::hours(7 * 24 + 1))
}

impl Caps {
    pub fn new(rules: NotificationRules, zone: Zone, now: NaiveDateTime) -> Self {
        let (day, week) = starts(zone, now);
        Self { rules, day, week, now }
    }

    /// Whether there is any that a message for this purpose is held against.
    const fn apply(&self, purpose: ConsentPurpose) -> bool {
        let has_caps = self.rules.per_day.is_some() || self.rules.per_week.is_some();
        self.rules.minutes_between > 0 || (has_caps && matches!(purpose, ConsentPurpose::Promotional))
    }

    /// What is in the way of a message for this purpose to somebody who got these.
    pub fn against(&self, purpose: ConsentPurpose, past: &[Past]) -> Option<Against> {
        let at = |one: &Past| one.at.unwrap_or(self.now);
        let count = |since: NaiveDateTime| {
            let promotional = past.iter().filter(|one| one.purpose == ConsentPurpose::Promotional && at(one) >= since);
            promotional.map(|one| one.notification).collect::<BTreeSet<_>>().len()
        };
        let is_full = |most: Option<i32>, since| {
            most.is_some_and(|most| count(since) >= usize::try_from(most).unwrap_or(usize::MAX))
        };
        if purpose == ConsentPurpose::Promotional
            && (is_full(self.rules.per_day, self.day) || is_full(self.rules.per_week, self.week))
        {
            return Some(Against::Cap);
        }
        let between = TimeDelta::minutes(i64::from(self.rules.minutes_between));
        let free = past.iter().map(at).max().map(|last| last + between);
        free.filter(|free| *free > self.now).map(Against::Soon)
    }
}

/// What is in the way of messages of the notification to these people, who are in the zones that `zones` names, or else in that of
/// the publisher. It is counted and reserved in one transaction: until it ends, no other notification of the publisher counts.
pub fn against(
    connection: &mut DbConnection,
    (notification, timing, home): (&Notification, &Timing, Zone),
    (people, zones): (&[CustomerId], impl FnOnce(&mut DbConnection) -> QueryResult<HashMap<CustomerId, String>>),
    (rules, now): (NotificationRules, NaiveDateTime),
) -> QueryResult<HashMap<CustomerId, Against>> {
    let purpose = notification.purpose;
    if timing.is_exempt || people.is_empty() || !Caps::new(rules, home, now).apply(purpose) {
        return Ok(HashMap::new());
    }
    let publisher = notification.publisher_id;
    Lock::Caps(publisher).also(connection)?;
    let (_, since) = before_all(now);
    let others = caps::since(connection, (publisher, notification.id), since)?;
    if others.is_empty() {
        return Ok(HashMap::new());
    }
    let mut of_person: HashMap<CustomerId, Vec<Past>> = HashMap::new();
    for past in caps::past(connection, publisher, (people, &others), since)? {
        of_person.entry(past.customer).or_default().push(past);
    }
    if of_person.is_empty() {
        return Ok(HashMap::new());
    }
    let zones = zones(connection)?;
    let mut known: HashMap<&str, Caps> = HashMap::new();
    let against = |(person, past): (CustomerId, Vec<Past>)| {
        let name = zones.get(&person).map_or("", String::as_str);
        let caps = known.entry(name).or_insert_with(|| Caps::new(rules, Zone::parse(name).unwrap_or(home), now));
        Some((person, caps.against(purpose, &past)?))
    };
    Ok(of_person.into_iter().filter_map(against).collect())
}

/// Whether somebody may have had enough for the notification. Where it is sent by the time of each person, only that time tells.
pub fn is_asked(notification: &Notification, timing: &Timing) -> bool {
    !timing.is_exempt && notification.purpose == ConsentPurpose::Promotional && timing.starts != Starts::Local
}

/// The positions of those who have had enough promotional messages for now, where the day and the week began at these moments.
pub fn full(
    connection: &mut DbConnection,
    notification: &Notification,
    (day, week): (NaiveDateTime, NaiveDateTime),
) -> QueryResult<RoaringBitmap> {
    let (publisher, app): (PublisherId, AppKey) = (notification.publisher_id, notification.app());
    let rules = notification_rules::of(connection, publisher)?;
    let mut full = RoaringBitmap::new();
    for (most, since) in [(rules.per_day, day), (rules.per_week, week)] {
        if let Some(most) = most {
            let others = caps::since(connection, (publisher, notification.id), since)?;
            full |= caps::full(connection, app, (&others, i64::from(most), &[ConsentPurpose::Promotional]), since)?;
        }
    }
    Ok(full)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn at(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
    }

    fn past(notification: i32, purpose: ConsentPurpose, at: Option<NaiveDateTime>) -> Past {
        Past { customer: 1.into(), notification: notification.into(), purpose, at }
    }

    use ConsentPurpose::{Product, Promotional};

    fn against(purpose: ConsentPurpose, past: &[Past], now: NaiveDateTime) -> Option<Against> {
        Caps::new(NotificationRules::default(), Zone::parse("Europe/Paris").unwrap(), now).against(purpose, past)
    }

    #[test]
    fn one_promotional_message_a_day_where_the_person_is_and_three_in_seven_days() {
        // The day in Paris begins at 23:00 of the day before.
        let one = [past(1, Promotional, Some(at(26, 23, 0)))];
        assert_eq!(against(Promotional, &one, at(27, 22, 59)), Some(Against::Cap));
        assert_eq!(against(Promotional, &one, at(27, 23, 0)), None);
        assert_eq!(against(Product, &one, at(27, 22, 59)), None);
        let three = [21, 23, 25].map(|day| past(i32::try_from(day).unwrap(), Promotional, Some(at(day, 12, 0))));
        assert_eq!(against(Promotional, &three, at(27, 12, 0)), Some(Against::Cap));
        assert_eq!(against(Promotional, &three, at(28, 12, 0)), None, "the first is seven days ago");
        assert_eq!(against(Promotional, &three[1..], at(27, 12, 0)), None);
        // Two browsers of a person are one message.
        let twice = [one[0], one[0], past(1, Promotional, Some(at(27, 8, 0)))];
        let rules = NotificationRules { per_day: Some(2), ..NotificationRules::default() };
        assert_eq!(Caps::new(rules, Zone::UTC, at(27, 22, 0)).against(Promotional, &twice), None);
    }

    #[test]
    fn no_day_of_any_zone_began_before_what_is_asked_for_all() {
        for now in [at(1, 23, 59), at(2, 0, 0), at(15, 12, 30)] {
            let (day, week) = before_all(now);
            for (of_day, of_week) in Zone::names().map(|name| starts(Zone::parse(name).unwrap(), now)) {
                assert!(day <= of_day && week <= of_week && of_day <= now);
            }
        }
    }

    #[test]
    fn half_an_hour_is_between_any_two_and_what_is_being_sent_counts() {
        let recent = [past(1, Product, Some(at(27, 12, 0)))];
        assert_eq!(against(Promotional, &recent, at(27, 12, 29)), Some(Against::Soon(at(27, 12, 30))));
        assert_eq!(against(Promotional, &recent, at(27, 12, 30)), None);
        assert_eq!(against(Product, &[past(1, Product, None)], at(27, 12, 0)), Some(Against::Soon(at(27, 12, 30))));
        assert_eq!(against(Promotional, &[past(1, Promotional, None)], at(27, 12, 0)), Some(Against::Cap));
        let none =
            NotificationRules { per_day: None, per_week: None, minutes_between: 0, ..NotificationRules::default() };
        assert_eq!(Caps::new(none, Zone::UTC, at(27, 12, 0)).against(Promotional, &recent), None);
    }
}
