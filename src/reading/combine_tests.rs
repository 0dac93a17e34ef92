//! Combines the lines of orders, days, ratings and customers, in every order.

use super::{CellOfFact, Combined, LeftOutOfFact};
use crate::day::Day;
use crate::reading::columns::Field;
use crate::reading::fields::Moment;
use crate::reading::{CustomCell, CustomerFact, Fact, Fault, PurchaseFact, RatingFact, Reason, Refusal, UsageFact};
use proptest::prelude::*;
use proptest::sample::Index;

/// All lines, whatever time it is.
fn combine(facts: &[Fact]) -> Combined<'_> {
    super::combine(facts, i64::MAX)
}

fn moment(seconds: i64) -> Moment {
    Moment { seconds, day: Day::from_number(i32::try_from(seconds.div_euclid(86_400)).unwrap()) }
}

fn purchase(account: &str, order: &str, seconds: i64, cents: i64) -> Fact {
    Fact::Purchase(payment(account, order, seconds, cents))
}

fn payment(account: &str, order: &str, seconds: i64, cents: i64) -> PurchaseFact {
    let (account_id, order_id) = (account.to_owned(), order.to_owned());
    let (paid_cents, refunded_cents) = if cents < 0 { (None, Some(-cents)) } else { (Some(cents), None) };
    let purchased = Some(moment(seconds));
    PurchaseFact { account_id, order_id, purchased, paid_cents, refunded_cents, fault: None }
}

fn fault(of: fn(Box<Refusal>) -> Fault, reason: Reason, word: &str) -> Option<Fault> {
    Some(of(Box::new(Refusal::of_cell(reason, "status", word))))
}

fn usage(account: &str, day: i32, sessions: i32) -> Fact {
    Fact::Usage(UsageFact { account_id: account.to_owned(), used_on: Day::from_number(day), sessions })
}

fn rating(account: &str, stars: i32, rated: Option<i64>) -> Fact {
    Fact::Rating(RatingFact { account_id: account.to_owned(), stars, rated: rated.map(moment) })
}

fn customer(account: &str, market: Option<&'static str>, plan: Option<&str>) -> Fact {
    let custom = plan.map(|plan| CustomCell { place: 2, value: plan.to_owned() }).into_iter().collect();
    Fact::Customer(Box::new(CustomerFact { account_id: account.to_owned(), market, custom, ..CustomerFact::default() }))
}

fn facts(combined: &Combined<'_>) -> Vec<Fact> {
    combined.facts.iter().map(|whole| whole.fact.clone().into_owned()).collect()
}

fn refused(combined: &Combined<'_>) -> Vec<(usize, Reason)> {
    combined.refused.iter().map(|refused| (refused.index, refused.refusal.reason)).collect()
}

#[test]
fn the_lines_of_an_order_and_of_a_day_add_up() {
    let lines = [purchase("u", "1", 90_000, 1_000), usage("u", 3, 2), purchase("u", "1", 50, 1_000), usage("u", 3, 3)];
    let combined = combine(&lines);
    assert_eq!(facts(&combined), [purchase("u", "1", 50, 2_000), usage("u", 3, 5)]);
    assert_eq!(combined.facts[0].lines().collect::<Vec<_>>(), [0, 2]);
    let most = [usage("u", 3, i32::MAX), usage("u", 3, 1)];
    assert_eq!(facts(&combine(&most)), [usage("u", 3, i32::MAX)]);
}

#[test]
fn an_order_of_two_customers_is_refused_with_all_its_lines() {
    let lines =
        [purchase("a", "1", 0, 1), purchase("a", "2", 0, 1), purchase("b", "1", 0, 1), purchase("a", "1", 0, 1)];
    let combined = combine(&lines);
    assert_eq!(facts(&combined), [purchase("a", "2", 0, 1)]);
    assert_eq!(refused(&combined), [0, 2, 3].map(|index| (index, Reason::OrderOfSeveral)));
}

#[test]
fn an_order_lacks_none_of_its_lines() {
    let unreadable = fault(Fault::Unreadable, Reason::Amount, "five");
    let lines = [
        purchase("a", "1", 0, 1),
        Fact::Purchase(PurchaseFact { fault: unreadable, order_id: String::from("1"), ..PurchaseFact::default() }),
        purchase("a", "2", 0, 1),
    ];
    let combined = combine(&lines);
    assert_eq!(facts(&combined), [purchase("a", "2", 0, 1)]);
    assert_eq!(refused(&combined), [(0, Reason::OrderIncomplete), (1, Reason::Amount)]);
}

#[test]
fn a_line_of_an_order_may_leave_to_another_what_it_does_not_say() {
    let article = PurchaseFact { purchased: None, paid_cents: None, ..payment("a", "1", 0, 1) };
    let lines = [purchase("a", "1", 40, 700), Fact::Purchase(article.clone())];
    assert_eq!(facts(&combine(&lines)), [purchase("a", "1", 40, 700)]);
    assert_eq!(refused(&combine(&[Fact::Purchase(article)])), [(0, Reason::OrderWithoutAmount)]);
    let late = PurchaseFact { purchased: None, ..payment("a", "1", 0, 1) };
    assert_eq!(refused(&combine(&[Fact::Purchase(late)])), [(0, Reason::OrderWithoutTime)]);
}

#[test]
fn lines_that_were_not_paid_do_not_count() {
    let failed = || fault(Fault::NotPaid, Reason::NotPaid, "failed");
    let canceled = || fault(Fault::Canceled, Reason::NotPaid, "void");
    let of = |fault| Fact::Purchase(PurchaseFact { fault, ..payment("a", "1", 0, 500) });
    let lines = [of(failed()), purchase("a", "1", 0, 700), of(canceled())];
    let combined = combine(&lines);
    assert_eq!(facts(&combined), [purchase("a", "1", 0, 700)]);
    assert_eq!(refused(&combined), [(0, Reason::NotPaid), (2, Reason::NotPaid)]);
    assert_eq!(refused(&combine(&[of(failed()), of(canceled())])).len(), 2);
    let lines = [of(canceled()), of(canceled())];
    let combined = combine(&lines);
    let expected = Fact::Purchase(PurchaseFact { paid_cents: None, fault: canceled(), ..payment("a", "1", 0, 500) });
    assert_eq!((facts(&combined), combined.facts[0].lines().count()), (vec![expected], 2));
}

#[test]
fn the_newest_rating_counts() {
    let lines = [rating("f", 2, Some(900)), rating("f", 5, Some(100)), rating("f", 4, None), rating("g", 1, None)];
    assert_eq!(facts(&combine(&lines)), [rating("f", 2, Some(900)), rating("g", 1, None)]);
    let twice = [rating("f", 2, Some(900)), rating("f", 2, Some(900))];
    assert_eq!(facts(&combine(&twice)), [rating("f", 2, Some(900))]);
    let differ = [rating("f", 2, None), rating("f", 3, None)];
    assert_eq!(refused(&combine(&differ)), [0, 1].map(|index| (index, Reason::RatingsDiffer)));
}

#[test]
fn lines_of_a_customer_complete_each_other_and_contradictions_are_left_out() {
    let lines = [customer("a", Some("FR"), None), customer("a", None, Some("pro")), customer("a", Some("FR"), None)];
    let combined = combine(&lines);
    assert_eq!((facts(&combined), combined.left_out), (vec![customer("a", Some("FR"), Some("pro"))], Vec::new()));
    let lines = [customer("a", Some("FR"), Some("pro")), customer("a", Some("BE"), Some("free"))];
    let combined = combine(&lines);
    assert_eq!(facts(&combined), [customer("a", None, None)]);
    let left_out = |index, cell, value: &str| LeftOutOfFact { index, cell, value: value.to_owned() };
    let (market, plan) = (CellOfFact::Known(Field::Market), CellOfFact::Custom(2));
    assert_eq!(combined.left_out[..2], [left_out(0, market, "FR"), left_out(1, market, "BE")]);
    assert_eq!(combined.left_out[2..], [left_out(0, plan, "pro"), left_out(1, plan, "free")]);
}

fn any_fact() -> impl Strategy<Value = Fact> {
    let account = || prop::sample::select(vec!["a", "b", "c"]);
    prop_oneof![
        (account(), 0..4_i64, -300_000..300_000_i64, -500..500_i64)
            .prop_map(|(account, order, seconds, cents)| purchase(account, &order.to_string(), seconds, cents)),
        (account(), 0..4_i64, 0..900_i64, 0..4).prop_map(|(account, order, cents, kind)| {
            let paid = payment(account, &order.to_string(), 5, cents);
            Fact::Purchase(match kind {
                0 => PurchaseFact { fault: fault(Fault::NotPaid, Reason::NotPaid, "failed"), ..paid },
                1 => PurchaseFact { fault: fault(Fault::Canceled, Reason::NotPaid, "void"), ..paid },
                2 => PurchaseFact { fault: fault(Fault::Unreadable, Reason::Amount, "five"), ..paid },
                _ => PurchaseFact { purchased: None, paid_cents: None, ..paid },
            })
        }),
        (account(), 0..3, 1..9).prop_map(|(account, day, sessions)| usage(account, day, sessions)),
        (account(), 1..6, prop::option::of(0..5_i64)).prop_map(|(account, stars, rated)| rating(account, stars, rated)),
        (account(), prop::option::of(prop::sample::select(vec!["FR", "BE"])), prop::option::of("[pf]"))
            .prop_map(|(account, market, plan)| customer(account, market, plan.as_deref())),
    ]
}

proptest! {
    #[test]
    fn shuffled_lines_give_the_same(lines in prop::collection::vec(any_fact(), 0..30), swaps in prop::collection::vec(any::<(Index, Index)>(), 0..60)) {
        let mut places: Vec<usize> = (0..lines.len()).collect();
        if !lines.is_empty() {
            swaps.iter().for_each(|(one, other)| places.swap(one.index(lines.len()), other.index(lines.len())));
        }
        let shuffled: Vec<Fact> = places.iter().map(|place| lines[*place].clone()).collect();
        let sorted = |combined: &Combined<'_>, place: &dyn Fn(usize) -> usize| {
            let mut facts: Vec<String> = facts(combined).iter().map(|fact| format!("{fact:?}")).collect();
            facts.sort();
            let mut refused: Vec<_> = refused(combined).into_iter().map(|(index, reason)| (place(index), reason.word())).collect();
            refused.sort_unstable();
            let mut left_out: Vec<_> = combined.left_out.iter().map(|left| (place(left.index), format!("{:?}", left.cell))).collect();
            left_out.sort();
            (facts, refused, left_out)
        };
        let (one, other) = (combine(&lines), combine(&shuffled));
        prop_assert_eq!(sorted(&one, &|index| index), sorted(&other, &|index| places[index]));
        let lines_of = |combined: &Combined<'_>| combined.facts.iter().map(|whole| whole.lines().count()).sum::<usize>();
        prop_assert_eq!(lines_of(&one) + one.refused.len(), lines.len());
    }
}
