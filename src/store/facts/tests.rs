//! Takes facts into databases: what becomes of their lines, and that their order does not matter.

use super::{Taken, Target, compare, take};
use crate::currency::Currency;
use crate::day::Day;
use crate::ids::{AppKey, PublisherId};
use crate::reading::fields::Moment;
use crate::reading::{CustomerFact, Fact, Fault, PurchaseFact, RatingFact, Reason, Refusal, UsageFact};
use crate::segments::choices::Gender;
use crate::store::apps::{self, Platform};
use crate::store::bulk::FEW;
use crate::store::schema::{customers, purchases, ratings, usage_days};
use crate::store::testing::TestDatabase;
use chrono::DateTime;
use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

struct Case<'a> {
    database: &'a TestDatabase,
    app: AppKey,
}

/// Account and order, time and amount of each purchase; account, day and sessions; account and stars.
type Stored = (Vec<(String, String, i64, i64)>, Vec<(String, Day, i32)>, Vec<(String, i32)>);

impl<'a> Case<'a> {
    fn new(database: &'a TestDatabase, name: &str) -> Self {
        let now = DateTime::UNIX_EPOCH.naive_utc();
        let created = database.database.write_now(|connection| {
            use crate::store::schema::publishers;
            let new = (publishers::name.eq("Fabrikam"), publishers::created_at.eq(now));
            let publisher: PublisherId =
                diesel::insert_into(publishers::table).values(new).returning(publishers::id).get_result(connection)?;
            Ok(AppKey {
                publisher,
                id: apps::create(connection, publisher, name, (Platform::Other, Currency::Usd), now)?,
            })
        });
        Case { database, app: created.unwrap() }
    }

    /// Compares, then takes the facts; both must count the same, and comparing must write nothing.
    fn take(&self, facts: &[Fact]) -> Taken {
        let attributes = HashMap::new();
        let target =
            Target { app: self.app, attributes: &attributes, import: None, now: DateTime::UNIX_EPOCH.naive_utc() };
        let before = self.stored();
        let compared = self.database.database.read_now(|connection| compare(connection, target, facts)).unwrap().0;
        assert_eq!(self.stored(), before);
        let publisher = self.app.publisher;
        let taken =
            self.database.database.job_write_facts(publisher, |connection| take(connection, target, facts)).unwrap();
        assert_eq!(compared, taken);
        let lines = taken.new + taken.changed + taken.unchanged + taken.repeated + taken.refused.len() as u64;
        assert_eq!(lines, facts.len() as u64);
        taken
    }

    fn stored(&self) -> Stored {
        let of_app = self.app.id;
        let read = self.database.database.read_now(|connection| {
            let spent = purchases::table
                .inner_join(customers::table.on(customers::id.eq(purchases::customer_id)))
                .filter(purchases::app_id.eq(of_app))
                .order(purchases::order_id)
                .select((customers::account_id, purchases::order_id, purchases::purchased_at, purchases::amount_cents))
                .load(connection)?;
            let used = usage_days::table
                .inner_join(customers::table.on(customers::id.eq(usage_days::customer_id)))
                .filter(usage_days::app_id.eq(of_app))
                .order((customers::account_id, usage_days::used_on))
                .select((customers::account_id, usage_days::used_on, usage_days::sessions))
                .load(connection)?;
            let rated = ratings::table
                .inner_join(customers::table.on(customers::id.eq(ratings::customer_id)))
                .filter(ratings::app_id.eq(of_app))
                .order(customers::account_id)
                .select((customers::account_id, ratings::stars))
                .load(connection)?;
            Ok((spent, used, rated))
        });
        read.unwrap()
    }
}

fn moment(day: i32) -> Moment {
    Moment { seconds: i64::from(day) * 86_400, day: Day::from_number(day) }
}

fn purchase(account: &str, order: &str, day: i32, cents: i64) -> Fact {
    let (account_id, order_id) = (account.to_owned(), order.to_owned());
    let (paid_cents, refunded_cents) = if cents < 0 { (None, Some(-cents)) } else { (Some(cents), None) };
    let purchased = Some(moment(day));
    Fact::Purchase(PurchaseFact { account_id, order_id, purchased, paid_cents, refunded_cents, fault: None })
}

fn usage(account: &str, day: i32, sessions: i32) -> Fact {
    Fact::Usage(UsageFact { account_id: account.to_owned(), used_on: Day::from_number(day), sessions })
}

fn rating(account: &str, stars: i32, day: Option<i32>) -> Fact {
    Fact::Rating(RatingFact { account_id: account.to_owned(), stars, rated: day.map(moment) })
}

fn counts(taken: &Taken) -> (u64, u64, u64, u64, usize, u64) {
    let Taken { new, changed, unchanged, repeated, customers_new, .. } = taken;
    (*new, *changed, *unchanged, *repeated, taken.refused.len(), *customers_new)
}

#[test]
fn an_order_is_of_one_customer_and_of_all_its_lines() {
    for test in TestDatabase::each() {
        let case = Case::new(&test, "Journey");
        let lines = [purchase("u", "2", 5, 1_000), purchase("u", "2", 4, 1_500), purchase("a", "1", 5, 1_000)];
        assert_eq!(counts(&case.take(&lines)), (2, 0, 0, 1, 0, 2));
        assert_eq!(counts(&case.take(&lines)), (0, 0, 2, 1, 0, 0));
        let order =
            |account: &str, order: &str, day: i64, cents| (account.to_owned(), order.to_owned(), day * 86_400, cents);
        assert_eq!(case.stored().0, [order("a", "1", 5, 1_000), order("u", "2", 4, 2_500)]);
        let of_others = [purchase("b", "1", 6, 2_000), purchase("b", "1", 6, 2_000), purchase("a", "3", 6, 100)];
        let taken = case.take(&of_others);
        assert_eq!(counts(&taken), (1, 0, 0, 0, 2, 0), "b buys nothing and is no customer");
        let reasons: Vec<_> = taken.refused.iter().map(|refused| (refused.index, refused.refusal.reason)).collect();
        assert_eq!(reasons, [(0, Reason::OrderOfAnother), (1, Reason::OrderOfAnother)]);
        assert_eq!(case.stored().0[0], order("a", "1", 5, 1_000));
        let both = [purchase("a", "4", 6, 1), purchase("b", "4", 6, 1)];
        assert_eq!(counts(&case.take(&both)), (0, 0, 0, 0, 2, 0));
    }
}

/// What is left of an order, and what was refunded of it.
fn order(case: &Case<'_>, order: &str) -> (i64, i64) {
    let of_app = purchases::table.filter(purchases::app_id.eq(case.app.id)).filter(purchases::order_id.eq(order));
    let found = case
        .database
        .database
        .read_now(|connection| of_app.select((purchases::amount_cents, purchases::refunded_cents)).first(connection));
    found.unwrap()
}

#[test]
fn refunds_are_taken_off_whichever_file_they_are_in() {
    for test in TestDatabase::each() {
        let case = Case::new(&test, "Journey");
        case.take(&[purchase("p", "1", 5, 3_000), purchase("p", "1", 7, -2_000)]);
        assert_eq!((order(&case, "1"), case.stored().0[0].2), ((1_000, 2_000), 5 * 86_400));
        let (payment, refund) = ([purchase("p", "2", 5, 3_000)], [purchase("p", "2", 7, -2_000)]);
        for file in [&payment, &refund, &payment, &refund] {
            case.take(file);
        }
        assert_eq!((order(&case, "2"), case.stored().0[1].2), ((1_000, 2_000), 5 * 86_400));
        assert_eq!(counts(&case.take(&refund)), (0, 0, 1, 0, 0, 0));
        // The refund before its payment.
        let (payment, refund) = ([purchase("p", "3", 5, 3_000)], [purchase("p", "3", 7, -3_000)]);
        case.take(&refund);
        assert_eq!(order(&case, "3"), (-3_000, 3_000));
        case.take(&payment);
        assert_eq!((order(&case, "3"), case.stored().0[2].2), ((0, 3_000), 5 * 86_400));
        assert_eq!(counts(&case.take(&payment)), (0, 0, 1, 0, 0, 0));
    }
}

#[test]
fn an_order_that_is_called_off_counts_only_until_then() {
    let canceled = |order: &str| {
        let refusal = Box::new(Refusal::of_cell(Reason::NotPaid, "status", "canceled"));
        let Fact::Purchase(fact) = purchase("p", order, 5, 3_000) else { panic!("a purchase") };
        Fact::Purchase(PurchaseFact { fault: Some(Fault::Canceled(refusal)), ..fact })
    };
    for test in TestDatabase::each() {
        let case = Case::new(&test, "Journey");
        case.take(&[purchase("p", "1", 5, 3_000)]);
        assert_eq!(counts(&case.take(&[canceled("1"), canceled("2"), canceled("2")])), (0, 1, 0, 0, 2, 0));
        assert_eq!(order(&case, "1"), (0, 3_000));
        assert_eq!(counts(&case.take(&[canceled("1")])), (0, 0, 1, 0, 0, 0));
        let Fact::Purchase(fact) = purchase("p", "1", 5, 3_000) else { panic!("a purchase") };
        case.take(&[Fact::Purchase(PurchaseFact { refunded_cents: Some(0), ..fact })]);
        assert_eq!(order(&case, "1"), (3_000, 0));
    }
}

#[test]
fn an_older_rating_never_replaces_a_newer_one() {
    for test in TestDatabase::each() {
        let case = Case::new(&test, "Journey");
        let stars = |facts: &[Fact]| {
            case.take(facts);
            case.stored().2[0].1
        };
        assert_eq!(stars(&[rating("f", 2, Some(70)), rating("f", 5, Some(10))]), 2);
        assert_eq!(stars(&[rating("f", 4, Some(3))]), 2);
        assert_eq!(stars(&[rating("f", 4, None)]), 2, "without a day it may be older");
        assert_eq!(stars(&[rating("f", 3, Some(70))]), 3, "of two on one day the one that comes later");
        assert_eq!(stars(&[rating("f", 1, Some(71))]), 1);
        assert_eq!(counts(&case.take(&[rating("f", 4, Some(3))])), (0, 0, 1, 0, 0, 0));
    }
}

#[test]
fn the_order_of_lines_does_not_matter() {
    let lines = [
        purchase("u", "2", 5, 1_000),
        usage("u", 3, 2),
        purchase("a", "1", 5, 700),
        rating("u", 2, Some(4)),
        purchase("u", "2", 2, -300),
        usage("u", 3, 3),
        rating("u", 5, None),
        Fact::Customer(Box::new(CustomerFact { account_id: String::from("u"), ..CustomerFact::default() })),
        rating("u", 4, Some(3)),
        usage("a", 3, 1),
    ];
    for test in TestDatabase::each() {
        let case = Case::new(&test, "In order");
        let taken = counts(&case.take(&lines));
        for turn in 1..lines.len() {
            let mut turned = lines.to_vec();
            turned.rotate_left(turn);
            if turn % 2 == 0 {
                turned.reverse();
            }
            let other = Case::new(&test, &format!("Turned by {turn}"));
            assert_eq!(counts(&other.take(&turned)), taken);
            assert_eq!(other.stored(), case.stored());
        }
    }
}

/// Facts of each kind about so many customers.
fn facts_of(customers: usize) -> Vec<Fact> {
    let about = |number: usize| {
        let account = format!("{number}\t\"\\N\"\n,é{}", number % 7);
        let has = |one: usize| number % 3 == one;
        let customer = CustomerFact {
            account_id: account.clone(),
            age: has(0).then_some(30),
            gender: has(1).then_some(Gender::Female),
            market: has(2).then_some("FR"),
            os_version: has(0).then(|| String::from("Ångström 7\\")),
            acquired_on: has(1).then(|| Day::from_number(20_000)),
            ..CustomerFact::default()
        };
        let day = 20_000 + i32::try_from(number % 40).unwrap();
        let order = purchase(&account, &format!("o{number}"), day, 100 + i64::from(day));
        let rating = rating(&account, 1 + day % 5, has(0).then_some(day));
        [Fact::Customer(Box::new(customer)), order, usage(&account, day, day % 9), rating]
    };
    (0..customers).flat_map(about).collect()
}

#[test]
fn many_facts_are_stored_as_they_are() {
    for test in TestDatabase::each() {
        let case = Case::new(&test, "Journey");
        let facts = facts_of(3 * FEW);
        let all = facts.len() as u64;
        assert_eq!(counts(&case.take(&facts)), (all, 0, 0, 0, 0, all / 4));
        assert_eq!(counts(&case.take(&facts)), (0, 0, all, 0, 0, 0));
        let (usd, now) = ((Platform::Other, Currency::Usd), DateTime::UNIX_EPOCH.naive_utc());
        let id = test.database.write_now(|connection| apps::create(connection, case.app.publisher, "Later", usd, now));
        let later = Case { database: &test, app: AppKey { id: id.unwrap(), ..case.app } };
        let (half, all) = (facts.len() / 2, all / 2);
        assert_eq!(counts(&later.take(&facts[..half])), (all, 0, 0, 0, 0, 0), "the customers are known");
        assert_eq!(counts(&later.take(&facts)), (all, 0, all, 0, 0, 0));
        assert_eq!(later.stored(), case.stored());
    }
}

#[test]
fn on_postgresql_many_facts_take_no_more_statements_than_few() {
    let Some(test) = TestDatabase::on_postgres() else { return };
    let case = Case::new(&test, "Journey");
    let statements = |facts: &[Fact]| {
        let (attributes, count) = (HashMap::new(), Arc::new(AtomicUsize::new(0)));
        let target =
            Target { app: case.app, attributes: &attributes, import: None, now: DateTime::UNIX_EPOCH.naive_utc() };
        let counting = Arc::clone(&count);
        let taken = test.database.job_write_facts(case.app.publisher, |connection| {
            connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
                if matches!(event, InstrumentationEvent::StartQuery { .. }) {
                    counting.fetch_add(1, Ordering::Relaxed);
                }
            });
            take(connection, target, facts)
        });
        assert_eq!(taken.unwrap().new, facts.len() as u64);
        count.load(Ordering::Relaxed)
    };
    let facts = facts_of(13 * FEW);
    let (few, many) = facts.split_at(2 * FEW * 4);
    assert_eq!(statements(many), statements(few));
}
