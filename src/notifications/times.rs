//! When the message to a person leaves, by the time of day where the person is.

use crate::store::deliveries::{Leaves, Planned};
use crate::store::notification_times::{Starts, Timing};
use crate::zone::{Shown, Zone};
use chrono::{NaiveDateTime, TimeDelta};
use std::collections::HashMap;

/// How late a notification may start by itself. One that is later asks first: nobody wants at night what was meant for noon.
pub const PATIENCE: TimeDelta = TimeDelta::minutes(30);

/// How far ahead of UTC clocks are where a day begins first (Kiribati), and how far behind where it begins last.
const FIRST: TimeDelta = TimeDelta::hours(14);
const LAST: TimeDelta = TimeDelta::hours(12);

/// How far ahead a notification can be scheduled: until the same day of the next year.
pub const FARTHEST: TimeDelta = TimeDelta::days(366);

/// How a day and a time are written: as browsers do in their fields.
pub const WRITTEN: &str = "%Y-%m-%dT%H:%M";

/// The day and the time that clocks show, as they are written, with seconds or without.
pub fn read(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim();
    let read = NaiveDateTime::parse_from_str(text, WRITTEN);
    read.or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S")).ok()
}

/// The moments in UTC at which it begins and, where it depends on the place, at which the last clocks show the time.
pub fn begins(timing: &Timing) -> Option<(NaiveDateTime, NaiveDateTime)> {
    let shown = timing.shown?;
    match timing.starts {
        Starts::Now => None,
        Starts::At => timing.zone.and_then(|zone| zone.moment_of(shown)).map(|moment| (moment, moment)),
        Starts::Local => Some((shown.checked_sub_signed(FIRST)?, shown.checked_add_signed(LAST)?)),
    }
}

/// The zones in which people are, each read once.
pub struct LocalTimes {
    shown: NaiveDateTime,
    /// That of people whose zone is not known.
    fallback: Zone,
    now: NaiveDateTime,
    known: HashMap<String, Leaves>,
}

impl LocalTimes {
    pub fn new(shown: NaiveDateTime, fallback: Zone, now: NaiveDateTime) -> Self {
        Self { shown, fallback, now, known: HashMap::new() }
    }

    /// When a message leaves for somebody in the zone of this name: when clocks there show the time. A little later is at
    /// once; much later is not at all.
    pub fn leaves(&mut self, zone: Option<&str>) -> Leaves {
        let name = zone.unwrap_or_default();
        if let Some(found) = self.known.get(name) {
            return *found;
        }
        let moment = Zone::parse(name).unwrap_or(self.fallback).moment_of(self.shown);
        let leaves = moment.filter(|moment| *moment + PATIENCE >= self.now);
        self.known.insert(name.to_owned(), leaves);
        leaves
    }
}

/// How many people would get their message more than [`PATIENCE`] late, by the limit a second, and therefore do not get it. They come
/// by when their messages leave, in order.
pub fn too_slow(leaving: impl Iterator<Item = (NaiveDateTime, u64)>, per_second: u32) -> u64 {
    let rate = u64::from(per_second.max(1));
    let (mut late, mut free) = (0, NaiveDateTime::MIN);
    for (moment, people) in leaving {
        let begins = moment.max(free);
        let seconds = (moment + PATIENCE - begins).num_seconds();
        let in_time = people.min(u64::try_from(seconds).unwrap_or(0).saturating_mul(rate));
        late += people - in_time;
        // Those who are late take none of the time of others.
        let taken = i64::try_from(in_time.div_ceil(rate)).unwrap_or(i64::MAX);
        free = begins.checked_add_signed(TimeDelta::seconds(taken)).unwrap_or(begins);
    }
    late
}

/// The browsers with when the message to each leaves: all of a person at the time of the one that was seen last and has said its
/// zone. They come in the order of the positions.
pub fn planned(found: Vec<Planned>, times: &mut LocalTimes) -> Vec<(Planned, Leaves)> {
    let mut planned = Vec::with_capacity(found.len());
    for of_person in found.chunk_by(|one, other| one.position == other.position) {
        let leaves = times.leaves(zone_of(of_person).as_deref());
        planned.extend(of_person.iter().map(|one| (one.clone(), leaves)));
    }
    planned
}

/// The zone of a person with these browsers.
fn zone_of(browsers: &[Planned]) -> Option<String> {
    let with_zone = browsers.iter().filter(|one| one.time_zone.is_some());
    with_zone.max_by_key(|one| (one.seen_at, one.subscription)).and_then(|one| one.time_zone.clone())
}

/// What is odd about a time: clocks skip it, or show it twice, in its zone or in some of all zones, of which one is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Oddity {
    pub kind: Shown,
    pub zone: Zone,
    /// When it is instead, where clocks skip it.
    pub instead: Option<NaiveDateTime>,
}

/// What is odd about the time that is chosen: where it is local, in the zones of people. `home` is named first.
pub fn oddities(timing: &Timing, home: Zone) -> Vec<Oddity> {
    let Some(shown) = timing.shown else { return Vec::new() };
    let odd = |zone: Zone| {
        let kind = zone.shows(shown);
        let instead = (kind == Shown::Never).then(|| zone.moment_of(shown).map(|moment| zone.shown(moment))).flatten();
        (kind != Shown::Once).then_some(Oddity { kind, zone, instead })
    };
    match timing.starts {
        Starts::Now => Vec::new(),
        Starts::At => timing.zone.and_then(odd).into_iter().collect(),
        Starts::Local => {
            let all = std::iter::once(home).chain(Zone::names().filter_map(Zone::parse));
            let found: Vec<Oddity> = all.filter_map(odd).collect();
            let first = |kind: Shown| found.iter().find(|one| one.kind == kind).copied();
            [first(Shown::Never), first(Shown::Twice)].into_iter().flatten().collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use std::collections::BTreeSet;

    fn at(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(year, month, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
    }

    fn local(shown: NaiveDateTime) -> Timing {
        Timing { starts: Starts::Local, shown: Some(shown), ..Timing::default() }
    }

    /// A zone of each offset that any has in November 2026.
    fn one_of_each_offset(shown: NaiveDateTime) -> Vec<Zone> {
        let mut offsets = BTreeSet::new();
        let all = Zone::names().filter_map(Zone::parse);
        all.filter(|zone| offsets.insert(zone.moment_of(shown).unwrap())).collect()
    }

    #[test]
    fn those_who_come_too_late_by_the_limit_a_second_are_counted() {
        let at = |hour: u32, minute: u32| {
            chrono::NaiveDate::from_ymd_opt(2026, 11, 27).unwrap().and_hms_opt(hour, minute, 0).unwrap()
        };
        let late = |leaving: &[(NaiveDateTime, u64)], rate| too_slow(leaving.iter().copied(), rate);
        assert_eq!(late(&[], 1), 0);
        // Half an hour has 1,800 seconds.
        assert_eq!((late(&[(at(9, 0), 1_800)], 1), late(&[(at(9, 0), 1_801)], 1)), (0, 1));
        assert_eq!(late(&[(at(9, 0), 3_601)], 2), 1);
        // Those of the next zone wait until those before are done.
        assert_eq!(late(&[(at(9, 0), 1_800), (at(9, 30), 1_800), (at(10, 0), 1_800)], 1), 0);
        assert_eq!(late(&[(at(9, 0), 1_800), (at(9, 15), 1_800)], 1), 900);
        assert_eq!(late(&[(at(9, 0), 5_000), (at(10, 0), 1_800)], 1), 3_200);
    }

    #[test]
    fn nine_in_the_morning_is_nine_in_the_morning_in_every_zone() {
        let shown = at(2026, 11, 27, 9, 0);
        let zones = one_of_each_offset(shown);
        assert!(zones.len() >= 38, "{}", zones.len());
        let (first, last) = begins(&local(shown)).unwrap();
        let mut times = LocalTimes::new(shown, Zone::UTC, first);
        let moments: Vec<NaiveDateTime> = zones.iter().map(|zone| times.leaves(Some(zone.name())).unwrap()).collect();
        for (zone, moment) in zones.iter().zip(&moments) {
            assert_eq!((zone.shown(*moment), (first..=last).contains(moment)), (shown, true), "{}", zone.name());
        }
        assert_eq!((moments.iter().min(), moments.iter().max()), (Some(&first), Some(&last)));
    }

    #[test]
    fn a_time_that_clocks_skip_is_later_and_one_that_they_show_twice_is_the_first() {
        let mut spring = LocalTimes::new(at(2026, 3, 29, 2, 30), Zone::UTC, at(2026, 3, 28, 0, 0));
        assert_eq!(spring.leaves(Some("Europe/Paris")), Some(at(2026, 3, 29, 1, 30)), "03:30 in Paris");
        assert_eq!(spring.leaves(Some("Africa/Lagos")), Some(at(2026, 3, 29, 1, 30)));
        let mut autumn = LocalTimes::new(at(2026, 10, 25, 2, 30), Zone::UTC, at(2026, 10, 24, 0, 0));
        assert_eq!(autumn.leaves(Some("Europe/Paris")), Some(at(2026, 10, 25, 0, 30)));
        assert_eq!(autumn.leaves(None), Some(at(2026, 10, 25, 2, 30)));
    }

    #[test]
    fn what_is_odd_about_a_time_is_said_of_its_zone_and_of_an_example_of_all() {
        let paris = Zone::parse("Europe/Paris").unwrap();
        let of =
            |starts, shown, zone| oddities(&Timing { starts, shown: Some(shown), zone, ..Timing::default() }, paris);
        let (spring, autumn) = (at(2026, 3, 29, 2, 30), at(2026, 10, 25, 2, 30));
        let skipped = Oddity { kind: Shown::Never, zone: paris, instead: Some(at(2026, 3, 29, 3, 30)) };
        assert_eq!(of(Starts::At, spring, Some(paris)), [skipped]);
        assert_eq!(of(Starts::At, spring, Some(Zone::UTC)), []);
        assert_eq!(of(Starts::Local, spring, None), [skipped]);
        assert_eq!(of(Starts::Local, autumn, None), [Oddity { kind: Shown::Twice, zone: paris, instead: None }]);
        assert_eq!(of(Starts::Local, at(2026, 11, 27, 9, 0), None), []);
        assert_eq!(of(Starts::Now, spring, None), []);
    }

    #[test]
    fn half_an_hour_late_is_at_once_and_later_is_not_at_all() {
        let shown = at(2026, 11, 27, 9, 0);
        let leaves = |now| LocalTimes::new(shown, Zone::UTC, now).leaves(None);
        assert_eq!(leaves(at(2026, 11, 27, 9, 30)), Some(shown));
        assert_eq!(leaves(at(2026, 11, 27, 9, 31)), None);
    }

    #[test]
    fn a_person_is_where_the_browser_is_that_was_seen_last_and_says_it() {
        let browser = |subscription: i32, hour, zone: Option<&str>| Planned {
            position: 0,
            customer: 1.into(),
            subscription: subscription.into(),
            seen_at: at(2026, 11, 1, hour, 0),
            time_zone: zone.map(str::to_owned),
        };
        let browsers = [browser(1, 3, Some("Asia/Tokyo")), browser(2, 1, Some("Europe/Paris")), browser(3, 9, None)];
        let mut times = LocalTimes::new(at(2026, 11, 27, 9, 0), Zone::UTC, at(2026, 11, 26, 0, 0));
        let leaves: Vec<Leaves> =
            planned(browsers.to_vec(), &mut times).into_iter().map(|(_, leaves)| leaves).collect();
        assert_eq!(leaves, [Some(at(2026, 11, 27, 0, 0)); 3]);
    }
}
