use super::*;
use crate::segments::Alternative;
use crate::segments::Key;
use crate::segments::Operand;
use crate::segments::Operator;
use crate::segments::SpanUnit;
use crate::segments::change::Target;
use crate::segments::nearest_change::MOST_STEPS;
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
    let filters = filters.iter().map(|(exclude, conditions)| Filter::any(*exclude, conditions.clone()));
    let rule = Rule { filters: filters.collect() };
    let explained = explain(&rule, &samples::catalogue(), &person(), TODAY);
    explained.changes.into_iter().map(|change| (change.attribute.to_string(), change.to)).collect()
}

fn exactly(key: &str, number: i64) -> (String, Target) {
    (key.to_owned(), Target::Exactly(Value::Number(number)))
}

#[test]
fn each_condition_is_shown_with_the_customers_own_value() {
    let market = condition("market", Operator::Is, choices(&["FR"]));
    let purchases = condition("purchases", Operator::AtLeast, Operand::Number(2));
    let rule = rule([(false, vec![market.clone()]), (true, vec![purchases.clone()])]);
    let explained = explain(&rule, &samples::catalogue(), &person(), TODAY);
    let shown: Vec<_> = explained.filters.iter().map(|filter| (filter.keeps, filter.conditions.clone())).collect();
    let text =
        ExplainedCondition { condition: market, alternative: 1, is_met: false, value: Value::Text("BE".to_owned()) };
    let number = ExplainedCondition { condition: purchases, alternative: 1, is_met: true, value: Value::Number(2) };
    assert_eq!((explained.meets, shown), (false, vec![(false, vec![text]), (false, vec![number])]));
}

#[test]
fn no_change_is_proposed_that_nobody_can_make() {
    let today = i64::from(TODAY.number());
    let bought = Profile { last_purchase_on: Some(TODAY.minus(5)), ..person() };
    let changes = |profile: &Profile, one: Condition| {
        let rule = rule([(false, vec![one])]);
        explain(&rule, &samples::catalogue(), profile, TODAY).changes
    };
    let next = condition("last_purchase_on", Operator::InNext, Operand::Days(7));
    let change = changes(&bought, next);
    assert_eq!(change[0].to, Target::Exactly(Value::Number(today)), "today is the first of the next days");
    let after = condition("last_purchase_on", Operator::OnOrAfter, Operand::Number(today + 1));
    assert_eq!(changes(&bought, after), [], "no purchase is in the future");
    let recent = condition("last_purchase_on", Operator::InLast, Operand::Span(1, SpanUnit::Weeks));
    assert_eq!(changes(&bought, recent), [], "what was bought stays bought");
    let part = condition("campaign_id", Operator::Contains, Operand::Text(String::from("x")));
    assert_eq!(changes(&bought, part), [], "no text is nearer than another");
    let version = condition("os_version", Operator::AtLeast, Operand::Version(String::from("10.10")));
    assert_eq!(changes(&bought, version)[0].to, Target::Exactly(Value::Text(String::from("10.10"))));
    let anniversary = condition("last_purchase_on", Operator::AnniversaryInNext, Operand::Days(7));
    assert_eq!(changes(&bought, anniversary), [], "nobody changes when something was");
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
fn what_is_computed_from_another_value_is_explained_by_that_value() {
    let adult = condition("age_group", Operator::Is, choices(&["18_to_24"]));
    assert_eq!(nearest(&[(false, vec![adult])]), [exactly("age", 18)]);
    let none = condition("first_purchase_made", Operator::Is, Operand::Flag(false));
    assert_eq!(nearest(&[(false, vec![none])]), [exactly("purchases", 0)]);
}

#[test]
fn groups_and_unknown_values_can_be_what_has_to_change() {
    let member = condition(Key::MemberOf, Operator::IsAnyOf, choices(&["2", "3"]));
    assert_eq!(nearest(&[(false, vec![member])]), [(Key::MemberOf.to_string(), Target::Member("2".to_owned(), true))]);
    let rated = condition("stars", Operator::IsKnown, Operand::Nothing);
    assert_eq!(nearest(&[(false, vec![rated])]), [("stars".to_owned(), Target::Known(Value::Number(1)))]);
    let belgian = condition("market", Operator::Is, choices(&["BE"]));
    assert_eq!(
        nearest(&[(false, vec![belgian])]),
        [("market".to_owned(), Target::Other(Value::Text("US".to_owned())))]
    );
}

#[test]
fn no_change_is_shown_where_none_can_help() {
    let impossible = condition("stars", Operator::AtLeast, Operand::Number(9));
    assert_eq!(nearest(&[(false, vec![impossible])]), []);
    assert_eq!(nearest(&[]), []);
}

/// The number of steps that the search for the nearest change takes.
fn steps(rule: &Rule) -> usize {
    let (catalogue, profile) = (samples::catalogue(), person());
    nearest_change(rule, &Person::new(&catalogue, &profile, TODAY)).steps
}

/// Filters of conditions that the customer fails, over ten attributes, with no two conditions on the same value.
fn failing(filters: usize, conditions: usize) -> Rule {
    let keys =
        ["campaign_id", "referrer_domain", "os_version", "sessions", "purchases", "spend_cents", "apps_acquired"];
    let one = |filter: usize, place: usize| {
        let (key, value) = (keys[(filter + place) % keys.len()], 900_000 + filter * conditions + place);
        let is_text = (filter + place) % keys.len() < 3;
        let operand = if is_text { choices(&[&value.to_string()]) } else { Operand::Number(value as i64) };
        condition(key, Operator::Is, operand)
    };
    let filter = |filter| Filter::any(false, (0..conditions).map(|place| one(filter, place)).collect());
    Rule { filters: (0..filters).map(filter).collect() }
}

#[test]
fn conditions_that_are_met_together_are_changed_together() {
    let number = |key, operator, number| condition(key, operator, Operand::Number(number));
    let purchases = number("purchases", Operator::AtLeast, 3);
    let sessions = number("sessions", Operator::AtLeast, 500);
    let stars = number("stars", Operator::Is, 1);
    let filter = |exclude, alternatives: &[&[&Condition]]| Filter {
        exclude,
        alternatives: alternatives.iter().map(|all| Alternative(all.iter().copied().cloned().collect())).collect(),
    };
    let explained = |filter| explain(&Rule { filters: vec![filter] }, &samples::catalogue(), &person(), TODAY);
    let both = explained(filter(false, &[&[&purchases, &sessions]]));
    assert!(!both.meets);
    let changed: Vec<_> = both.changes.iter().map(|change| change.attribute.to_string()).collect();
    assert_eq!(changed, ["purchases", "sessions"]);
    let either = explained(filter(false, &[&[&purchases, &sessions], &[&stars]]));
    assert_eq!(either.changes.len(), 1, "one change meets the other alternative");
    assert_eq!(either.filters[0].conditions.iter().map(|one| one.alternative).collect::<Vec<_>>(), [1, 1, 2]);
    let few = number("purchases", Operator::AtMost, 2);
    let seldom = number("sessions", Operator::AtMost, 499);
    let out = explained(filter(true, &[&[&few, &seldom], &[&few, &stars]]));
    assert!(!out.meets);
    assert_eq!(out.changes.len(), 1, "whoever no longer meets one of them is not left out");
}

#[test]
fn the_search_for_the_nearest_change_is_bounded() {
    let codes: Vec<String> = (0..10_000).map(|code| format!("c{code}")).collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let lists = |count: usize| Rule {
        filters: (0..count)
            .map(|at| {
                condition("campaign_id", Operator::IsAnyOf, choices(&codes[at * 10_000 / count..][..10_000 / count]))
            })
            .map(Filter::one)
            .collect(),
    };
    let mut excluded = failing(50, 4);
    excluded.filters.iter_mut().for_each(|filter| filter.exclude = true);
    for rule in [failing(50, 4), failing(4, 50), failing(50, 50), failing(100, 100), lists(1), lists(50), excluded] {
        // The last step may evaluate every condition once more.
        let conditions: usize = rule.filters.iter().map(|filter| filter.conditions().count()).sum();
        assert!(steps(&rule) <= MOST_STEPS + 2 * conditions + 10_000, "{} steps", steps(&rule));
    }
}

#[test]
fn a_change_is_found_for_rules_as_large_as_they_may_be() {
    let wide = failing(1, 50);
    assert_eq!(explain(&wide, &samples::catalogue(), &person(), TODAY).changes.len(), 1);
    let number = |place: i64| condition("sessions", Operator::AtLeast, Operand::Number(100 + place));
    let rule = Rule { filters: (0..50).map(|at| Filter::one(number(at))).collect() };
    let explained = explain(&rule, &samples::catalogue(), &person(), TODAY);
    assert_eq!(
        explained.changes.iter().map(|change| &change.to).collect::<Vec<_>>(),
        [&Target::Exactly(Value::Number(149))]
    );
    let both = |codes: [&str; 2]| condition("campaign_id", Operator::IsAnyOf, choices(&codes));
    assert_eq!(
        nearest(&[(false, vec![both(["a", "b"])]), (false, vec![both(["b", "c"])])]),
        [("campaign_id".to_owned(), Target::Exactly(Value::Text("b".to_owned())))]
    );
}

#[test]
fn a_search_that_ends_without_a_change_says_that_not_all_was_tried() {
    let explained = explain(&failing(50, 50), &samples::catalogue(), &person(), TODAY);
    assert_eq!((explained.changes, explained.is_cut_short), (Vec::new(), true));
    let impossible = condition("stars", Operator::AtLeast, Operand::Number(9));
    let rule = rule([(false, vec![impossible])]);
    assert!(!explain(&rule, &samples::catalogue(), &person(), TODAY).is_cut_short);
}

proptest! {
    #[test]
    fn the_changes_that_are_shown_change_the_outcome(
        filters in proptest::collection::vec(any_filter(), 1..4), profile in any_profile(),
    ) {
        let rule = Rule { filters };
        let catalogue = samples::catalogue();
        let explained = explain(&rule, &catalogue, &profile, TODAY);
        prop_assert_eq!(explained.meets, rule.matches(&catalogue, &profile, TODAY));
        let person = Person::new(&catalogue, &profile, TODAY);
        if !explained.changes.is_empty() {
            prop_assert_ne!(person.with(&explained.changes).is_member(&rule), explained.meets);
        }
    }
}
