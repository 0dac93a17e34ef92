//! Passes in small slices, with imports between them: the numbers equal those of a computation from all facts.

use super::apps::Platform;
use super::churn::{self, Churn};
use super::facts::{self, Target};
use super::passes::{self, NewModel, Progress};
use super::profiles::{self, Moment, Places};
use super::schema::{profile_passes, profiles as rows, publishers};
use super::testing::TestDatabase;
use super::{DbConnection, apps, not_found};
use crate::churn::{Fit, FitError, Model};
use crate::currency::Currency;
use crate::day::Day;
use crate::ids::{AppKey, PublisherId};
use crate::reading::facts::{Fact, PurchaseFact, UsageFact};
use crate::reading::fields::Moment as Purchased;
use crate::segments::choices::ChurnRisk;
use chrono::DateTime;
use diesel::prelude::*;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use std::collections::HashMap;

/// Customers at the start; imports add more.
const CUSTOMERS: u32 = 60;

const FIRST_DAY: Day = Day::from_number(17_532);

struct Case<'a> {
    database: &'a TestDatabase,
    publisher: PublisherId,
    app: AppKey,
    random: SmallRng,
}

/// The values that a pass changes: position, days used and spend in the last 30 days, churn risk; then values that it
/// does not change.
type Row = (u32, i64, i64, Option<ChurnRisk>, i64, i64);

impl Case<'_> {
    fn new(database: &TestDatabase, seed: u64) -> Case<'_> {
        let now = DateTime::UNIX_EPOCH.naive_utc();
        let (publisher, app) = database
            .database
            .write_now(|connection| {
                let new = (publishers::name.eq("Fabrikam"), publishers::created_at.eq(now));
                let publisher: PublisherId = diesel::insert_into(publishers::table)
                    .values(new)
                    .returning(publishers::id)
                    .get_result(connection)?;
                let name = format!("Journey {seed}");
                Ok((publisher, apps::create(connection, publisher, &name, (Platform::Other, Currency::Usd), now)?))
            })
            .unwrap();
        Case { database, publisher, app: AppKey { publisher, id: app }, random: SmallRng::seed_from_u64(seed) }
    }

    fn write<T>(&self, work: impl FnOnce(&mut DbConnection) -> QueryResult<T>) -> T {
        self.database.database.job_write_facts(self.publisher, work).unwrap()
    }

    /// Imports random use and purchases around the day by customers below `customers`. Some profiles may stay stale.
    fn import(&mut self, customers: u32, around: Day) {
        let mut read = Vec::new();
        for number in 0..customers {
            let account_id = format!("c{}", self.random.random_range(0..customers));
            let on = around.minus(self.random.random_range(-3..70));
            if self.random.random_bool(0.4) {
                let order_id = format!("{}-{number}-{}", on, self.random.random::<u32>());
                let purchased = Purchased { seconds: i64::from(on.number()) * 86_400, day: on };
                read.push(Fact::Purchase(PurchaseFact {
                    account_id,
                    order_id,
                    purchased: Some(purchased),
                    paid_cents: Some(125),
                    ..PurchaseFact::default()
                }));
            } else {
                read.push(Fact::Usage(UsageFact { account_id, used_on: on, sessions: 1 }));
            }
        }
        let attributes = HashMap::new();
        let now = DateTime::UNIX_EPOCH.naive_utc();
        let target = Target { app: self.app, attributes: &attributes, import: None, now };
        self.write(|connection| facts::take(connection, target, &read));
        if self.random.random_bool(0.8) {
            while self.write(|connection| profiles::compute_stale(connection, self.publisher, around)) {}
        }
    }

    fn model(&self, connection: &mut DbConnection) -> QueryResult<Churn> {
        churn::find(connection, self.app)
    }
}

fn shown(connection: &mut DbConnection, app: &apps::App) -> QueryResult<Vec<Row>> {
    let moment = Moment { day: app.profiles_on.unwrap_or(Day::from_number(0)), pass: app.pass };
    let placed = profiles::load(connection, app.key(), moment, Places::From(0))?.into_iter();
    let row = |placed: profiles::PlacedProfile| {
        let profile = placed.profile;
        let changed = (profile.days_used_30, profile.spend_30_cents, profile.churn_risk);
        (placed.position, changed.0, changed.1, changed.2, profile.sessions, profile.purchases)
    };
    Ok(placed.map(row).collect())
}

/// The values that are shown, and those that would be shown if there had never been a pass and everything were computed
/// from the facts now.
fn beside_all_at_once(case: &Case<'_>) -> (Vec<Row>, Vec<Row>) {
    while case.write(|connection| profiles::compute_stale(connection, case.publisher, FIRST_DAY)) {}
    let mut found = None;
    let undone = case.database.database.job_write_facts(case.publisher, |connection| {
        let app = apps::find(connection, case.publisher, case.app.id)?;
        let shown_now = shown(connection, &app)?;
        diesel::delete(profile_passes::table).execute(connection)?;
        diesel::update(rows::table)
            .set((rows::stale.eq(true), rows::churn_risk.eq(None::<ChurnRisk>)))
            .execute(connection)?;
        while profiles::compute_stale(connection, case.publisher, FIRST_DAY)? {}
        found = Some((shown_now, shown(connection, &app)?));
        Err::<(), _>(not_found())
    });
    assert!(undone.is_err());
    found.unwrap()
}

fn start(case: &mut Case<'_>, day: Day) -> Day {
    if case.random.random_bool(0.6) {
        let to = day.minus(-case.random.random_range(-2..35));
        case.write(|connection| passes::start_day(connection, case.app, to, true));
        return to;
    }
    let outcome = if case.random.random_bool(0.2) {
        Err(FitError::NotConverged)
    } else {
        let mut parameter = || case.random.random_range(0.2..3.0);
        Ok(Fit {
            model: Model { r: parameter(), alpha: parameter() * 4.0, a: parameter(), b: parameter() },
            log_likelihood: 0.0,
        })
    };
    let before = case.write(|connection| case.model(connection));
    let new = NewModel { repeaters: 3, outcome: &outcome, before: &before };
    assert!(case.write(|connection| passes::start_model(connection, case.app, day, new)), "a model is kept");
    day
}

/// Passes for several days and models, with imports between their slices.
fn pass_by_pass(database: &TestDatabase, seed: u64) {
    let mut case = Case::new(database, seed);
    case.import(CUSTOMERS, FIRST_DAY);
    while case.write(|connection| profiles::compute_stale(connection, case.publisher, FIRST_DAY)) {}
    let (mut day, mut customers, mut slices) = (FIRST_DAY, CUSTOMERS, 0);
    for _ in 0..5 {
        let to = start(&mut case, day);
        loop {
            let positions = case.random.random_range(1..30);
            let progress = case.write(|connection| passes::advance(connection, case.app, positions));
            slices += usize::from(progress == Progress::Slice);
            if progress != Progress::Slice {
                break;
            }
            if case.random.random_bool(0.5) {
                customers += 5;
                case.import(customers, to);
            }
            let (shown, computed) = beside_all_at_once(&case);
            assert_eq!(shown, computed, "seed {seed}: between slices on the way from {day} to {to}");
            let app = case.write(|connection| apps::find(connection, case.publisher, case.app.id));
            assert_eq!(app.profiles_on, Some(day), "the day counts before all slices are done");
        }
        day = to;
        let (shown, computed) = beside_all_at_once(&case);
        assert_eq!(shown, computed, "seed {seed}: on {day}");
    }
    assert!(slices > 6, "there are no slices");
}

#[test]
fn a_pass_in_slices_shows_what_was_before_and_then_what_all_at_once_would_show() {
    for database in TestDatabase::each() {
        (1..4).for_each(|seed| pass_by_pass(&database, seed));
    }
}

#[test]
fn one_pass_of_an_app_is_under_way_at_a_time_and_a_fit_is_kept_once() {
    for database in TestDatabase::each() {
        let mut case = Case::new(&database, 1);
        case.import(CUSTOMERS, FIRST_DAY);
        while case.write(|connection| profiles::compute_stale(connection, case.publisher, FIRST_DAY)) {}
        let outcome = Err(FitError::NotConverged);
        let before = case.write(|connection| case.model(connection));
        let new = NewModel { repeaters: 0, outcome: &outcome, before: &before };
        let start = |case: &Case<'_>| {
            (
                case.write(|connection| passes::start_model(connection, case.app, FIRST_DAY, new)),
                case.write(|connection| passes::start_day(connection, case.app, FIRST_DAY.minus(-1), false)),
            )
        };
        assert_eq!(start(&case), (true, false));
        assert_eq!(start(&case), (false, false), "a pass is under way");
        while case.write(|connection| passes::advance(connection, case.app, 7)) != Progress::Finished {}
        assert_eq!(start(&case), (false, true), "this fit was kept already");
    }
}
