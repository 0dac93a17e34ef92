use super::*;
use crate::segments::catalogue::MEMBER_OF;
use crate::segments::samples::{self, any_filter, any_profile, choices, condition, rule};
use proptest::prelude::*;

const TODAY: Day = Day::from_number(20_000);

fn person() -> Profile {
    Profile {
        age: Some(17),
        market: Some("BE".to_owned()),
        purchases: 2,
        sessions: 10,
        groups: vec!["1".to_owned()],
        ..Profile::default()
    }
}

fn nearest(filters: &[(bool, Vec<Condition>)]) -> Vec<(String, Target)> {
    let filters =
        filters.iter().map(|(exclude, conditions)| Filter { exclude: *exclude, conditions: conditions.clone() });
    let rule = Rule { filters: filters.collect() };
    let explained = explain(&rule, &samples::catalogue(), &person(), TODAY);
    explained.changes.into_iter().map(|change| (change.attribute, change.to)).collect()
}

fn exactly(key: &str, number: i64) -> (String, Target) {
    (key.to_owned(), Target::Exactly(Value::Number(number)))
}

#[test]
fn each_condition_is_told_with_the_customers_own_value() {
    let market = condition("market", Operator::Is, choices(&["FR"]));
    let purchases = condition("purchases", Operator::AtLeast, Operand::Number(2));
    let rule = rule([(false, vec![market.clone()]), (true, vec![purchases.clone()])]);
    let explained = explain(&rule, &samples::catalogue(), &person(), TODAY);
    let told: Vec<_> = explained.filters.iter().map(|filter| (filter.keeps, filter.conditions.clone())).collect();
    let text = ExplainedCondition { condition: market, is_met: false, value: Value::Text("BE".to_owned()) };
    let number = ExplainedCondition { condition: purchases, is_met: true, value: Value::Number(2) };
    assert_eq!((explained.meets, told), (false, vec![(false, vec![text]), (false, vec![number])]));
}

#[test]
fn the_nearest_change_is_the_smallest_of_the_fewest() {
    let number = |key, operator, number| condition(key, operator, Operand::Number(number));
    let purchases = number("purchases", Operator::AtLeast, 3);
    let sessions = number("sessions", Operator::AtLeast, 500);
    assert_eq!(nearest(&[(false, vec![sessions.clone(), purchases.clone()])]), [exactly("purchases", 3)]);
    assert_eq!(
        nearest(&[(false, vec![sessions]), (false, vec![purchases])]),
        [exactly("sessions", 500), exactly("purchases", 3)]
    );
    let few = number("purchases", Operator::AtMost, 2);
    assert_eq!(nearest(&[(false, vec![few.clone()])]), [exactly("purchases", 3)]);
    assert_eq!(nearest(&[(true, vec![few])]), [exactly("purchases", 3)]);
}

#[test]
fn what_is_computed_from_another_value_is_told_by_that_value() {
    let adult = condition("age_group", Operator::Is, choices(&["18_to_24"]));
    assert_eq!(nearest(&[(false, vec![adult])]), [exactly("age", 18)]);
    let none = condition("first_purchase_made", Operator::Is, Operand::Flag(false));
    assert_eq!(nearest(&[(false, vec![none])]), [exactly("purchases", 0)]);
}

#[test]
fn groups_and_unknown_values_can_be_what_has_to_change() {
    let member = condition(MEMBER_OF, Operator::IsAnyOf, choices(&["2", "3"]));
    assert_eq!(nearest(&[(false, vec![member])]), [(MEMBER_OF.to_owned(), Target::Member("2".to_owned(), true))]);
    let rated = condition("stars", Operator::IsKnown, Operand::Nothing);
    assert_eq!(nearest(&[(false, vec![rated])]), [("stars".to_owned(), Target::Known(Value::Number(1)))]);
    let belgian = condition("market", Operator::Is, choices(&["BE"]));
    assert_eq!(
        nearest(&[(false, vec![belgian])]),
        [("market".to_owned(), Target::Other(Value::Text("US".to_owned())))]
    );
}

#[test]
fn no_change_is_told_where_none_can_help() {
    let impossible = condition("stars", Operator::AtLeast, Operand::Number(9));
    assert_eq!(nearest(&[(false, vec![impossible])]), []);
    assert_eq!(nearest(&[]), []);
}

proptest! {
    #[test]
    fn the_changes_that_are_told_turn_the_outcome_round(
        filters in proptest::collection::vec(any_filter(), 1..4), profile in any_profile(),
    ) {
        let rule = Rule { filters };
        let catalogue = samples::catalogue();
        let explained = explain(&rule, &catalogue, &profile, TODAY);
        prop_assert_eq!(explained.meets, rule.matches(&catalogue, &profile, TODAY));
        let person = Person { catalogue: &catalogue, profile: &profile, today: TODAY, changed: Vec::new() };
        if !explained.changes.is_empty() {
            prop_assert_ne!(person.with(&explained.changes).is_member(&rule), explained.meets);
        }
    }
}
