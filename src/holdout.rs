//! The customers whom no promotion reaches, by lot, so that what all promotion together changes can be told. Every quarter they are
//! others.

use crate::access::{Actor, Forbidden, Role};
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::day::Day;
use crate::experiments::{Counted, Counting, Person};
use crate::ids::{CustomerId, PublisherId};
use crate::queue::{Outcome, Steps, WorkError};
use crate::shares::{WHOLE, bucket};
use crate::state::State;
use crate::store::audit_entries::AuditEntry;
use crate::store::goals::Window;
use crate::store::holdouts::{self, HoldoutRow};
use crate::store::publishers::{self, Publisher};
use crate::store::{DbConnection, Lock, QueryResult, StoreError, apps, customers, goals};
use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta};
use std::collections::HashMap;

/// The largest share, in millionths: more would cost more than it tells.
pub const MOST: u32 = WHOLE / 5;

/// How often it is counted: each customer is looked at.
const INTERVAL: TimeDelta = TimeDelta::hours(20);

/// Customers of one query.
const SLICE: i64 = 5_000;

/// A quarter of a year, counted from the first one of the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter(pub i32);

impl Quarter {
    /// The quarter that the day is in.
    pub fn of(day: Day) -> Self {
        let date = day.date();
        Self(date.year() * 4 + i32::try_from(date.month0() / 3).unwrap_or(0))
    }

    /// The year, and the number of the quarter in it from 1.
    pub fn parts(self) -> (i32, u32) {
        (self.0.div_euclid(4), self.0.rem_euclid(4).unsigned_abs() + 1)
    }

    pub fn first(self) -> Day {
        let (year, number) = self.parts();
        NaiveDate::from_ymd_opt(year, number * 3 - 2, 1).unwrap_or_default().into()
    }

    pub fn last(self) -> Day {
        Self(self.0 + 1).first().minus(1)
    }

    /// The salt of its lot, such as `holdout-2026q4`.
    pub fn salt(self) -> String {
        let (year, number) = self.parts();
        format!("holdout-{year}q{number}")
    }
}

/// The lot of the quarter that it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holdout {
    pub quarter: Quarter,
    /// In millionths.
    pub share: u32,
    pub salt: String,
    /// When the next quarter begins, and with it another lot.
    pub until: NaiveDateTime,
}

impl Holdout {
    /// Whether no promotion reaches the customer with this account id.
    pub fn has(&self, account_id: &str) -> bool {
        bucket(&self.salt, account_id) < self.share
    }
}

/// The publisher's lot at a moment; `None` if nobody is held out.
pub fn at(connection: &mut DbConnection, publisher: &Publisher, now: NaiveDateTime) -> QueryResult<Option<Holdout>> {
    let Some(row) = holdouts::newest(connection, publisher.id)?.filter(|row| row.share > 0) else { return Ok(None) };
    let quarter = Quarter::of(publisher.time_zone.day_of(now)).max(Quarter(row.quarter));
    let next = Quarter(quarter.0 + 1).first().date().and_hms_opt(0, 0, 0).unwrap_or(now);
    Ok(Some(Holdout {
        quarter,
        share: row.share.unsigned_abs(),
        salt: quarter.salt(),
        until: publisher.time_zone.moment_of(next).unwrap_or(next),
    }))
}

/// The publisher's lot now; `None` if nobody is held out.
pub fn now(state: &State, publisher: &Publisher) -> Result<Option<Holdout>, StoreError> {
    state.database.read_now(|connection| at(connection, publisher, state.clock.now()))
}

/// Why a share was not saved.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("a share is at most {MOST} millionths")]
    TooLarge,
    #[error("someone else changed it first")]
    ChangedMeanwhile { now: u32, changes: Vec<AuditEntry> },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Saves the share from today on, if it still is the one that was `seen`. Raised, those who are held out stay so.
pub fn save(state: &State, actor: &Actor, (seen, share): (Option<u32>, u32)) -> Result<(), Refusal> {
    actor.require(Role::Owner)?;
    if share > MOST {
        return Err(Refusal::TooLarge);
    }
    let now = state.clock.now();
    state.database.write_holding_now(Lock::Groups(actor.publisher), |connection| {
        let publisher = publishers::find(connection, actor.publisher)?;
        let was = holdouts::newest(connection, actor.publisher)?.map_or(0, |row| row.share.unsigned_abs());
        if was == share {
            return Ok(Ok(()));
        }
        if seen != Some(was) {
            let changes = audit::last_change(connection, actor.publisher, Subject::settings(), Field::Holdout)?;
            return Ok(Err(Refusal::ChangedMeanwhile { now: was, changes }));
        }
        let today = publisher.time_zone.day_of(now);
        let row = (Quarter::of(today).0, i32::try_from(share).unwrap_or(0), today);
        holdouts::set(connection, actor.publisher, row)?;
        let changes = Changes::none().change(Field::Holdout, was.to_string(), share.to_string());
        audit::record(connection, actor, now, (Action::Changed, Subject::settings(), changes))?;
        Ok(Ok(()))
    })?
}

/// A quarter in which customers were held out.
pub struct Report {
    pub quarter: Quarter,
    /// In millionths.
    pub share: u32,
    pub since: Day,
    /// `None` before it was counted.
    pub counted: Option<Counted>,
    pub is_over: bool,
}

/// The share now, in millionths, and the quarters in which customers were held out, the newest first.
pub fn reports(state: &State, publisher: &Publisher) -> Result<(u32, Vec<Report>), StoreError> {
    let rows = state.database.read_now(|connection| holdouts::of_publisher(connection, publisher.id))?;
    let share = rows.first().map_or(0, |row| row.share.unsigned_abs());
    let report = |row: HoldoutRow| {
        let (quarter, counted) = (Quarter(row.quarter), row.effect.as_deref().and_then(Counted::parse));
        let is_over = counted.as_ref().is_some_and(|counted| counted.is_final(quarter.last()));
        Report { quarter, share: row.share.unsigned_abs(), since: row.since, counted, is_over }
    };
    Ok((share, rows.into_iter().filter(|row| row.share > 0).map(report).collect()))
}

/// The quarters of the publisher that are to be counted again, after one that has begun got its row.
pub fn due(state: &State, publisher: &Publisher) -> Result<Vec<HoldoutRow>, StoreError> {
    let now = state.clock.now();
    let today = publisher.time_zone.day_of(now);
    let newest = state.database.job_read(|connection| holdouts::newest(connection, publisher.id))?;
    let current = Quarter::of(today);
    if let Some(row) = newest.filter(|row| row.share > 0 && row.quarter < current.0) {
        // Also of the quarters in which the program did not run: the lot is computed, so that it held then too.
        let missing = (row.quarter + 1..=current.0).map(|quarter| (quarter, row.share, Quarter(quarter).first()));
        let add = |connection: &mut DbConnection| {
            // Another replica may have done so, and an owner may have changed the share since.
            if holdouts::newest(connection, publisher.id)?.as_ref() != Some(&row) {
                return Ok(());
            }
            missing.clone().try_for_each(|row| holdouts::set(connection, publisher.id, row))
        };
        state.database.job_write_holding(Lock::Groups(publisher.id), add)?;
    }
    let rows = state.database.job_read(|connection| holdouts::of_publisher(connection, publisher.id))?;
    let is_due = |row: &HoldoutRow| match row.effect.as_deref().and_then(Counted::parse) {
        None => true,
        Some(counted) => !counted.is_final(Quarter(row.quarter).last()) && counted.counted_at() + INTERVAL <= now,
    };
    Ok(rows.into_iter().filter(|row| row.share > 0 && is_due(row)).collect())
}

/// Counts what customers bought in the quarters that are due.
pub fn count_due(state: &State, publisher: &Publisher, steps: &mut Steps<'_>) -> Result<Outcome, WorkError> {
    for row in due(state, publisher)? {
        let Some(counted) = count(state, publisher, &row, steps)? else { return Ok(Outcome::Paused) };
        let text = serde_json::to_string(&counted).map_err(|error| WorkError::Fault(error.to_string()))?;
        steps.take(publisher.id, |connection| holdouts::set_effect(connection, publisher.id, (&row, &text)))?;
        if steps.is_over()? {
            return Ok(Outcome::Paused);
        }
    }
    Ok(Outcome::Done)
}

/// Counts all customers; `None` if the program stops meanwhile. Amounts are left out if apps have different currencies.
fn count(
    state: &State,
    publisher: &Publisher,
    row: &HoldoutRow,
    steps: &Steps<'_>,
) -> Result<Option<Counted>, StoreError> {
    let apps = state.database.job_read(|connection| apps::of_publisher(connection, publisher.id))?;
    let is_one_currency =
        apps.windows(2).all(|pair| pair.first().map(|app| app.currency) == pair.last().map(|app| app.currency));
    let (share, quarter) = (row.share.unsigned_abs(), Quarter(row.quarter));
    let salt = quarter.salt();
    let mut counting = Counting::new([vec![share, WHOLE - share]]);
    let mut after = CustomerId::from(0);
    loop {
        let slice = |connection: &mut _| customers::accounts_after(connection, publisher.id, (after, SLICE));
        let people = state.database.job_read(slice)?;
        let Some((last, _)) = people.last() else { break };
        after = *last;
        let ids: Vec<CustomerId> = people.iter().map(|(customer, _)| *customer).collect();
        let mut bought: HashMap<CustomerId, i64> = HashMap::new();
        for app in &apps {
            let since = ids.iter().map(|customer| (*customer, row.since)).collect();
            let days = Window::of_days(quarter.last().number() - row.since.number());
            let paid = state.database.job_read(|connection| goals::paid(connection, app.key(), &since, days))?;
            paid.into_iter().for_each(|(customer, cents)| *bought.entry(customer).or_default() += cents);
        }
        for (customer, account) in people {
            let arm = usize::from(bucket(&salt, &account) >= share);
            let paid = bought.get(&customer).copied();
            let counted = paid.unwrap_or(0) * i64::from(is_one_currency);
            counting.add(Person { phase: 0, arm, on: row.since }, paid.is_some(), counted);
        }
        if steps.is_stopped() {
            return Ok(None);
        }
    }
    Ok(Some(counting.end((state.clock.now(), state.today(publisher), publisher.rules_version))))
}

/// The currency of all of the publisher's apps, if they have the same one.
pub fn currency(state: &State, publisher: PublisherId) -> Result<Option<crate::currency::Currency>, StoreError> {
    let apps = state.database.read_now(|connection| apps::of_publisher(connection, publisher))?;
    let first = apps.first().map(|app| app.currency);
    Ok(first.filter(|first| apps.iter().all(|app| app.currency == *first)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_have_their_days_and_salts() {
        let quarter = Quarter::of(Day::parse("2026-11-27").unwrap());
        assert_eq!((quarter.parts(), quarter.salt()), ((2026, 4), String::from("holdout-2026q4")));
        assert_eq!(
            (quarter.first(), quarter.last()),
            (Day::parse("2026-10-01").unwrap(), Day::parse("2026-12-31").unwrap())
        );
        assert_eq!(Quarter(quarter.0 + 1).parts(), (2027, 1));
    }
}
