//! The new day: profiles are brought to it by a job, to what they would be if they were computed from the facts.

use crate::apps::add_app;
use crate::site::{Site, however_answered};
use crate::visitor::signed_in_visitor;
use diesel::{ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl};
use engage::apps::{refit, roll};
use engage::audience::AudienceMode;
use engage::config::Options;
use engage::day::Day;
use engage::queue::{Outcome, Steps};
use engage::reading::ImportKind;
use engage::segments::{BuiltIn, Condition, Filter, Key, Operand, Operator, Rule};
use engage::startup;
use engage::state::State;
use engage::store::apps::App;
use engage::store::schema::profiles;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use std::fmt::Write;

fn on_day(site: &Site, day: Day) -> State {
    startup::open(&Options { today: Some(day), ..site.state.options.clone() }).unwrap()
}

fn roll_to(state: &State, app: &App, day: Day, may_go_back: bool) {
    let due = roll::DueRoll { publisher: app.publisher_id, app: app.id, day };
    assert_eq!(roll::roll(state, due, may_go_back, &mut Steps::here_and_now(state)).unwrap(), Outcome::Done);
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// Purchases and days of use of 150 customers in the last quarter of 2017, some after it.
fn fill(site: &Site, random: &mut SmallRng) {
    let mut usage = String::from("account_id,date\n");
    let mut purchases = String::from("account_id,order_id,purchased_at,amount_usd\n");
    let mut customers = String::from("account_id,birth_date\n");
    for customer in 0..150 {
        writeln!(customers, "c{customer},{}", day("2000-01-01").minus(-random.random_range(-40..40))).unwrap();
        for number in 0..random.random_range(0..12) {
            let on = day("2017-10-01").minus(-random.random_range(0..100));
            writeln!(usage, "c{customer},{on}").unwrap();
            if random.random_bool(0.3) {
                writeln!(purchases, "c{customer},o{customer}-{number},{on}T10:00:00Z,{number}.25").unwrap();
            }
        }
    }
    site.take("Journey", ImportKind::Customers, &site.file("customers.csv", &customers));
    site.take("Journey", ImportKind::Usage, &site.file("usage.csv", &usage));
    site.take("Journey", ImportKind::Purchases, &site.file("purchases.csv", &purchases));
}

/// What the day changes of each customer: position, days used and spend in the last 30 days, churn risk.
type Row = (i32, i64, i64, Option<String>);

fn rows(site: &Site) -> Vec<Row> {
    let read = |connection: &mut _| {
        let columns = (profiles::position, profiles::days_used_30, profiles::spend_30_cents, profiles::churn_risk);
        profiles::table.order(profiles::position).select(columns).load::<Row>(connection)
    };
    site.state.database.read_now(read).unwrap()
}

however_answered! {
    fn profiles_brought_to_a_day_are_those_computed_for_it(site: &Site) {
        add_app(&signed_in_visitor(site), "Journey");
        let mut random = SmallRng::seed_from_u64(7);
        fill(site, &mut random);
        refit::refit_due(&site.state).unwrap();
        let app = site.app("Journey");
        let mut seen = Vec::new();
        // Never before the site's own day, to which its timer would move the profiles meanwhile.
        for distance in [1, 1, 2, 29, 30, -31, -30, 3, -2, 45] {
            let today = site.app("Journey").profiles_on.unwrap().minus(-distance);
            let state = on_day(site, today);
            roll_to(&state, &app, today, true);
            let rolled = rows(site);
            let recompute = |connection: &mut _| -> QueryResult<()> {
                diesel::update(profiles::table).set(profiles::stale.eq(true)).execute(connection)?;
                while engage::store::profiles::compute_stale(connection, app.publisher_id, today)? {}
                Ok(())
            };
            site.state.database.write_now(recompute).unwrap();
            assert_eq!(site.app("Journey").profiles_on, Some(today));
            assert_eq!(rolled, rows(site), "after {distance} days, on {today}");
            seen.push(rolled);
        }
        seen.dedup();
        assert!(seen.len() > 5, "the days change nothing");
    }

    fn columns_come_to_a_new_day_by_the_customers_that_it_changes(site: &Site) {
        add_app(&signed_in_visitor(site), "Journey");
        fill(site, &mut SmallRng::seed_from_u64(8));
        refit::refit_due(&site.state).unwrap();
        let (app, mut today) = (site.app("Journey"), day("2018-01-01"));
        let publisher = site.state.database.read_now(|connection| engage::store::publishers::find(connection, app.publisher_id)).unwrap();
        let members = |state: &State, condition: &Condition| {
            let rule = Rule { filters: vec![Filter::one(condition.clone())] };
            let view = state.audiences.view_now(&publisher, app.id).unwrap();
            view.among_everyone().members(&rule).unwrap()
        };
        let of = |attribute, operator, number: i64| Condition { attribute: Key::BuiltIn(attribute), operator, operand: Operand::Number(number) };
        let conditions = [
            of(BuiltIn::DaysUsed30, Operator::AtLeast, 2),
            of(BuiltIn::Spend30Cents, Operator::AtLeast, 300),
            of(BuiltIn::Age, Operator::AtLeast, 18),
            Condition { attribute: Key::BuiltIn(BuiltIn::ChurnRisk), operator: Operator::Is, operand: Operand::Choices(vec![String::from("high")]) },
        ];
        // The columns that are brought from day to day, and at a start those of the file.
        let mut kept = on_day(site, today);
        let mut seen = Vec::new();
        for distance in [1, 1, 3, -2, 14, 40, 1] {
            conditions.iter().for_each(|condition| drop(members(&kept, condition)));
            kept.audiences.save_columns(true);
            today = today.minus(-distance);
            roll_to(&kept, &app, today, true);
            let started = on_day(site, today);
            let options = Options { audience: AudienceMode::Database, ..started.options.clone() };
            let stored = startup::open(&options).unwrap();
            for condition in &conditions {
                let found = members(&stored, condition);
                assert_eq!(members(&kept, condition), found, "{condition:?} after {distance} days, on {today}");
                assert_eq!(members(&started, condition), found, "{condition:?} after {distance} days, on {today}, from the file");
                seen.push(found.len());
            }
            if distance == 3 {
                kept = started;
            }
        }
        seen.sort_unstable();
        seen.dedup();
        assert!(seen.len() > 10, "the days change nothing: {seen:?}");
    }

    fn only_profiles_that_the_day_changes_are_written(site: &Site) {
        add_app(&signed_in_visitor(site), "Journey");
        let lines = "account_id,date\nleaves,2017-12-03\nstays,2017-12-20\nlong-ago,2017-01-01\n";
        site.take("Journey", ImportKind::Usage, &site.file("usage.csv", lines));
        engage::jobs::catch_up(&site.state).unwrap();
        let (app, tomorrow) = (site.app("Journey"), day("2018-01-02"));
        roll_to(&on_day(site, tomorrow), &app, tomorrow, false);
        let changed = |connection: &mut _| {
            profiles::table.filter(profiles::pass.gt(app.pass)).select(profiles::days_used_30).load::<i64>(connection)
        };
        assert_eq!(site.state.database.read_now(changed).unwrap(), [0], "one customer's day left the 30 days");
        // The site's own work may raise it once more meanwhile.
        assert!(site.app("Journey").data_version > app.data_version);
    }

    fn pages_show_the_day_before_until_the_job_is_done(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        site.take("Journey", ImportKind::Customers, &site.file("customers.csv", "account_id,age\na,30\n"));
        let (app, tomorrow) = (site.app("Journey"), day("2018-01-02"));
        let state = on_day(site, tomorrow);
        let publisher = state.database.read_now(|connection| engage::store::publishers::find(connection, app.publisher_id)).unwrap();
        assert_eq!(state.audiences.view_now(&publisher, app.id).unwrap().today, day("2018-01-01"));
        assert_eq!(site.app("Journey").profiles_on, app.profiles_on, "a page has brought profiles to a day");
        let due = roll::due(&state, false).unwrap();
        assert_eq!(due, [roll::DueRoll { publisher: app.publisher_id, app: app.id, day: tomorrow }]);
        roll_to(&state, &app, tomorrow, false);
        assert_eq!(state.audiences.view_now(&publisher, app.id).unwrap().today, tomorrow);
        // A replica that is not past midnight yet leaves it there.
        let before = on_day(site, day("2018-01-01"));
        assert_eq!(roll::due(&before, false).unwrap(), []);
        roll_to(&before, &app, day("2018-01-01"), false);
        assert_eq!(site.app("Journey").profiles_on, Some(tomorrow));
    }
}
