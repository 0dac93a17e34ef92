//! What became of the notifications of some days: in all, by the day on which they were sent, and by the market of their people.
//! It adds up counts that are stored, so that it reads no messages.

use super::report::Report;
use super::sums;
use crate::access::{Actor, Sizes};
use crate::day::Day;
use crate::ids::{AppId, NotificationId};
use crate::state::State;
use crate::store::notification_sums::{self, OfMarket};
use crate::store::publishers::Publisher;
use crate::store::{DbConnection, QueryResult, StoreError, delivery_counts};
use chrono::{Months, NaiveTime};
use std::collections::{BTreeMap, HashMap};

/// The most notifications that are added up, the newest: fourteen a day for a year.
pub const MOST: i64 = 5_000;

/// The most days: two years, so that one can be held against the other.
pub const MOST_DAYS: i32 = 731;

/// Notifications of one statement.
const SLICE: usize = 1_000;

/// What became of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub accepted: i64,
    /// Those whose browser the push service knows no longer.
    pub gone: i64,
    pub failed: i64,
    pub unknown: i64,
    pub launched: i64,
    /// Those of the clicks that were only counted, as the person has not allowed measurement; who clicks twice is counted twice.
    pub launched_anonymous: i64,
}

impl Sums {
    /// Those that left, whatever became of them. The share of them that was accepted is the delivery rate; the share of the accepted
    /// ones that was clicked is the launch rate.
    pub const fn sent(&self) -> i64 {
        self.accepted + self.gone + self.failed + self.unknown
    }

    const fn add(&mut self, other: Self) {
        self.accepted += other.accepted;
        self.gone += other.gone;
        self.failed += other.failed;
        self.unknown += other.unknown;
        self.launched += other.launched;
        self.launched_anonymous += other.launched_anonymous;
    }
}

impl From<&Report> for Sums {
    fn from(report: &Report) -> Self {
        let Report { accepted, gone, failed, unknown, launched, launched_anonymous, .. } = *report;
        Self { accepted, gone, failed, unknown, launched, launched_anonymous }
    }
}

impl From<&OfMarket> for Sums {
    fn from(one: &OfMarket) -> Self {
        let OfMarket { accepted, gone, failed, unknown, launched, .. } = *one;
        Self { accepted, gone, failed, unknown, launched, launched_anonymous: 0 }
    }
}

/// What became of the notifications of some days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Analysis {
    /// How many notifications are added up.
    pub notifications: usize,
    /// How many are not, as one of their numbers is small and whoever looks may not see it.
    pub hidden: usize,
    /// Whether there are older ones in these days.
    pub is_cut: bool,
    pub total: Sums,
    /// The days on which any was sent, the first one first.
    pub days: Vec<(Day, Sums)>,
    /// The code of each market, empty where it is not known, the one with the most messages first; `None` if whoever looks may not see
    /// small numbers.
    pub markets: Option<Vec<(String, Sums)>>,
}

/// A period that ends today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Period {
    #[default]
    Days30,
    Months(u32),
}

impl Period {
    /// The first and the last of its days.
    pub fn days(self, today: Day) -> (Day, Day) {
        let first = match self {
            Self::Days30 => today.minus(29),
            Self::Months(months) => {
                today.date().checked_sub_months(Months::new(months)).map_or(today, |date| Day::from(date).minus(-1))
            }
        };
        (first, today)
    }
}

/// What is wrong with two days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongDays {
    Swapped,
    TooMany,
}

/// Whether something can be asked about these days.
pub fn check((from, until): (Day, Day)) -> Result<(), WrongDays> {
    match until.number() - from.number() {
        ..0 => Err(WrongDays::Swapped),
        MOST_DAYS.. => Err(WrongDays::TooMany),
        _ => Ok(()),
    }
}

/// What became of the publisher's notifications, of one app or of all, that were sent on these days. The caller has checked them.
pub fn analysis(
    state: &State,
    (actor, publisher, sizes): (&Actor, &Publisher, Sizes),
    (app, (from, until)): (Option<AppId>, (Day, Day)),
) -> Result<Analysis, StoreError> {
    let zone = publisher.time_zone;
    // Every zone is less than a day away from UTC: a day more on each side has all of them, and the others are dropped below.
    let start = |day: Day| day.date().and_time(NaiveTime::MIN);
    let around = (start(from.minus(1)), start(until.minus(-2)));
    state.database.read_now(|connection| {
        let own = actor.publisher;
        let mut found = notification_sums::sent_between(connection, (own, app), around, MOST + 1)?;
        let is_cut = crate::paging::cut(&mut found, usize::try_from(MOST).unwrap_or(usize::MAX));
        let mut sent: Vec<(NotificationId, Day)> = found.into_iter().map(|(id, at)| (id, zone.day_of(at))).collect();
        sent.retain(|(_, day)| (from..=until).contains(day));
        let mut found = Analysis { is_cut, ..Analysis::default() };
        let (mut days, mut markets) = (BTreeMap::new(), HashMap::new());
        for some in sent.chunks(SLICE) {
            let ids: Vec<NotificationId> = some.iter().map(|(id, _)| *id).collect();
            let least = notification_sums::least_people(connection, own, &ids)?;
            let is_shown = |id: &NotificationId| !sums::is_hidden(sizes, least.get(id));
            let shown: Vec<NotificationId> = ids.iter().copied().filter(is_shown).collect();
            found.notifications += shown.len();
            found.hidden += ids.len() - shown.len();
            let counts = delivery_counts::of_several(connection, own, &shown)?;
            for (id, day) in some {
                if let Some(counts) = counts.get(id) {
                    let sums = Sums::from(&Report::of(0, counts));
                    found.total.add(sums);
                    days.entry(*day).or_insert_with(Sums::default).add(sums);
                }
            }
            add_markets(connection, (publisher, &shown), &mut markets)?;
        }
        found.days = days.into_iter().collect();
        found.markets = shown_markets(markets, sizes);
        Ok(found)
    })
}

fn add_markets(
    connection: &mut DbConnection,
    (publisher, ids): (&Publisher, &[NotificationId]),
    markets: &mut HashMap<String, Sums>,
) -> QueryResult<()> {
    for one in notification_sums::of_markets(connection, publisher.id, ids)? {
        markets.entry(one.market.clone()).or_default().add(Sums::from(&one));
    }
    Ok(())
}

/// The markets in their order; `None` for users from whom small numbers are hidden, because they could compute them from several
/// days.
fn shown_markets(markets: HashMap<String, Sums>, sizes: Sizes) -> Option<Vec<(String, Sums)>> {
    let mut markets: Vec<_> = markets.into_iter().filter(|(_, sums)| sums.sent() > 0).collect();
    if sizes.hides(1) {
        return None;
    }
    markets.sort_by(|(a, one), (b, other)| other.sent().cmp(&one.sent()).then_with(|| a.cmp(b)));
    Some(markets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Role;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn a_period_ends_today_and_has_its_days() {
        let of = |period: Period, today: &str| period.days(day(today)).0.to_string();
        assert_eq!(of(Period::default(), "2018-01-30"), "2018-01-01");
        assert_eq!(of(Period::Months(3), "2018-01-31"), "2017-11-01");
        assert_eq!(of(Period::Months(12), "2018-01-31"), "2017-02-01");
        assert_eq!(check((day("2018-01-02"), day("2018-01-01"))), Err(WrongDays::Swapped));
        assert_eq!(check((day("2016-01-01"), day("2018-01-01"))), Err(WrongDays::TooMany));
        assert_eq!(check((day("2016-01-02"), day("2018-01-01"))), Ok(()));
    }

    #[test]
    fn markets_are_for_whom_no_number_is_hidden_from() {
        let of = |accepted| Sums { accepted, ..Sums::default() };
        let markets =
            || HashMap::from([("FR", of(90)), ("DE", of(70)), ("", of(0))].map(|(code, sums)| (code.to_owned(), sums)));
        let shown = |role, minimum| shown_markets(markets(), Sizes::new(role, minimum));
        let all = Some(vec![(String::from("FR"), of(90)), (String::from("DE"), of(70))]);
        assert_eq!(
            (shown(Role::Viewer, 50), shown(Role::Viewer, 1), shown(Role::Editor, 50)),
            (None, all.clone(), all)
        );
    }
}
