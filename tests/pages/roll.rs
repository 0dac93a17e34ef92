//! The new day: profiles are brought to it by a job, to what they would be if they were computed from the facts.

use crate::apps::add_app;
use crate::site::{Site, on_both_databases};
use crate::visitor::signed_in_visitor;
use diesel::{ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl};
use engage::apps::{refit, roll};
use engage::config::Options;
use engage::day::Day;
use engage::reading::ImportKind;
use engage::startup;
use engage::state::State;
use engage::store::schema::profiles;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use std::fmt::Write;

fn on_day(site: &Site, day: Day) -> State {
    startup::open(&Options { today: Some(day), ..site.state.options.clone() }).unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// Purchases and days of use of 150 customers in the last quarter of 2017, some after it.
fn fill(site: &Site, random: &mut SmallRng) {
    let mut usage = String::from("account_id,date\n");
    let mut purchases = String::from("account_id,order_id,purchased_at,amount_usd\n");
    for customer in 0..150 {
        for number in 0..random.random_range(0..12) {
            let on = day("2017-10-01").minus(-random.random_range(0..100));
            writeln!(usage, "c{customer},{on}").unwrap();
            if random.random_bool(0.3) {
                writeln!(purchases, "c{customer},o{customer}-{number},{on}T10:00:00Z,{number}.25").unwrap();
            }
        }
    }
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

on_both_databases! {
    fn profiles_brought_to_a_day_are_those_computed_for_it(site: &Site) {
        add_app(&signed_in_visitor(site), "Journey");
        let mut random = SmallRng::seed_from_u64(7);
        fill(site, &mut random);
        refit::refit_due(&site.state).unwrap();
        let app = site.app("Journey");
        let mut seen = Vec::new();
        for distance in [1, 1, 2, 29, 30, -31, -40, 3, -2, 45] {
            let today = Day::from_number(site.app("Journey").profiles_on.unwrap()).minus(-distance);
            let state = on_day(site, today);
            roll::roll(&state, app.publisher_id, app.id, today, true).unwrap();
            let rolled = rows(site);
            let recompute = |connection: &mut _| -> QueryResult<()> {
                diesel::update(profiles::table).set(profiles::stale.eq(true)).execute(connection)?;
                while engage::store::profiles::compute_stale(connection, app.publisher_id, today)? {}
                Ok(())
            };
            site.state.database.write_now(recompute).unwrap();
            assert_eq!(site.app("Journey").profiles_on, Some(today.number()));
            assert_eq!(rolled, rows(site), "after {distance} days, on {today}");
            seen.push(rolled);
        }
        seen.dedup();
        assert!(seen.len() > 5, "the days change nothing");
    }

    fn only_whom_the_day_changes_is_written(site: &Site) {
        add_app(&signed_in_visitor(site), "Journey");
        let lines = "account_id,date\nleaves,2017-12-03\nstays,2017-12-20\nlong-ago,2017-01-01\n";
        site.take("Journey", ImportKind::Usage, &site.file("usage.csv", lines));
        // The churn model raises the version, too.
        engage::jobs::catch_up(&site.state).unwrap();
        let (app, tomorrow) = (site.app("Journey"), day("2018-01-02"));
        roll::roll(&on_day(site, tomorrow), app.publisher_id, app.id, tomorrow, false).unwrap();
        let changed = |connection: &mut _| {
            profiles::table.filter(profiles::version.gt(app.data_version)).select(profiles::days_used_30).load::<i64>(connection)
        };
        assert_eq!(site.state.database.read_now(changed).unwrap(), [0], "one customer's day left the 30 days");
        // The site's own work may raise it once more meanwhile.
        assert!(site.app("Journey").data_version > app.data_version);
    }

    fn a_page_shows_the_day_before_until_the_job_was_there(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        site.take("Journey", ImportKind::Customers, &site.file("customers.csv", "account_id,age\na,30\n"));
        let (app, tomorrow) = (site.app("Journey"), day("2018-01-02"));
        let state = on_day(site, tomorrow);
        let publisher = state.database.read_now(|connection| engage::store::publishers::find(connection, app.publisher_id)).unwrap();
        assert_eq!(state.audiences.view_now(&publisher, app.id).unwrap().today, day("2018-01-01"));
        assert_eq!(site.app("Journey").profiles_on, app.profiles_on, "a page has brought profiles to a day");
        let due = roll::due(&state, false).unwrap();
        assert_eq!(due, [roll::DueRoll { publisher: app.publisher_id, app: app.id }]);
        roll::roll(&state, app.publisher_id, app.id, tomorrow, false).unwrap();
        assert_eq!(state.audiences.view_now(&publisher, app.id).unwrap().today, tomorrow);
        // A replica that is not past midnight yet leaves it there.
        let before = on_day(site, day("2018-01-01"));
        assert_eq!(roll::due(&before, false).unwrap(), []);
        roll::roll(&before, app.publisher_id, app.id, day("2018-01-01"), false).unwrap();
        assert_eq!(site.app("Journey").profiles_on, Some(tomorrow.number()));
    }
}
