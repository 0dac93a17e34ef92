use super::*;
use crate::segments::choices::Gender;
use crate::segments::samples;
use crate::segments::samples::{choices, condition};
use crate::segments::{Choices, Key, Kind};
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

const TODAY: Day = Day::from_number(20_000);

/// Whether a value of the attribute meets the comparison.
fn meets(attribute: &str, operator: Operator, operand: Operand, value: Value) -> bool {
    let catalogue = samples::catalogue();
    let attribute = catalogue.find(&attribute.into()).unwrap();
    let condition = condition(attribute.key.clone(), operator, operand);
    assert!(condition.fits(attribute), "{condition:?}");
    condition.matches(attribute, &value, TODAY)
}

fn text(code: &str) -> Value {
    Value::Text(code.to_owned())
}

#[test]
fn a_language_includes_its_regions_and_scripts() {
    let language = |operator, codes: &[&str], value| meets("language", operator, choices(codes), text(value));
    for tag in ["fr", "fr-CA", "fr-FR"] {
        assert!(language(Operator::Is, &["fr"], tag), "{tag}");
        assert!(!language(Operator::IsNot, &["fr"], tag), "{tag}");
        assert!(language(Operator::IsAnyOf, &["de", "fr"], tag), "{tag}");
        assert!(!language(Operator::IsNoneOf, &["de", "fr"], tag), "{tag}");
    }
    assert!(!language(Operator::Is, &["fr"], "fro"));
    assert!(!language(Operator::Is, &["fr-CA"], "fr"));
    assert!(language(Operator::Is, &["zh-Hans"], "zh-Hans-CN"));
    assert!(!language(Operator::Is, &["zh-Hant"], "zh-Hans-CN"));
}

#[test]
fn a_choice_is_compared_by_its_code() {
    let market = |operator, codes: &[&str], value| meets("market", operator, choices(codes), value);
    assert!(market(Operator::Is, &["FR"], text("FR")));
    assert!(!market(Operator::Is, &["FR"], text("BE")));
    assert!(!market(Operator::Is, &["FR"], Value::Unknown));
    assert!(!market(Operator::IsNot, &["FR"], text("FR")));
    assert!(market(Operator::IsNot, &["FR"], text("BE")));
    assert!(market(Operator::IsNot, &["FR"], Value::Unknown));
    assert!(market(Operator::IsAnyOf, &["FR", "BE"], text("BE")));
    assert!(!market(Operator::IsAnyOf, &["FR", "BE"], text("US")));
    assert!(!market(Operator::IsAnyOf, &["FR", "BE"], Value::Unknown));
    assert!(!market(Operator::IsNoneOf, &["FR", "BE"], text("BE")));
    assert!(market(Operator::IsNoneOf, &["FR", "BE"], text("US")));
    assert!(market(Operator::IsNoneOf, &["FR", "BE"], Value::Unknown));
}

#[test]
fn the_choice_unknown_means_no_value_only_where_it_is_offered() {
    let is = |attribute, value| meets(attribute, Operator::Is, choices(&["unknown"]), value);
    assert!(is("gender", Value::Unknown));
    assert!(!is("gender", text("male")));
    assert!(!is("campaign_id", Value::Unknown));
    assert!(is("campaign_id", text("unknown")));
    assert!(!meets("gender", Operator::IsNot, choices(&["unknown"]), Value::Unknown));
    assert!(!meets("gender", Operator::IsNoneOf, choices(&["male", "unknown"]), Value::Unknown));
    assert!(meets("gender", Operator::IsAnyOf, choices(&["male", "unknown"]), Value::Unknown));
}

#[test]
fn numbers_and_amounts_are_compared_with_both_ends_included() {
    for attribute in ["sessions", "spend_cents"] {
        let number = |operator, value| meets(attribute, operator, Operand::Number(10), value);
        let range = |value| meets(attribute, Operator::Between, Operand::Range(10, 20), value);
        let met = |operator| [9, 10, 11].map(|value| number(operator, Value::Number(value)));
        assert_eq!(met(Operator::Is), [false, true, false]);
        assert_eq!(met(Operator::IsNot), [true, false, true]);
        assert_eq!(met(Operator::AtLeast), [false, true, true]);
        assert_eq!(met(Operator::AtMost), [true, true, false]);
        assert_eq!([9, 10, 20, 21].map(|value| range(Value::Number(value))), [false, true, true, false]);
        for operator in [Operator::Is, Operator::AtLeast, Operator::AtMost] {
            assert!(!number(operator, Value::Unknown), "{operator:?}");
        }
        assert!(number(Operator::IsNot, Value::Unknown));
        assert!(!range(Value::Unknown));
    }
}

#[test]
fn the_last_days_end_today_and_the_future_is_in_no_past() {
    let days = |operator, value: i64| meets("last_used_on", operator, Operand::Days(30), Value::Number(value));
    let met = |operator| [19_970, 19_971, 20_000, 20_001].map(|value| days(operator, value));
    assert_eq!(met(Operator::InLast), [false, true, true, false]);
    assert_eq!(met(Operator::MoreThanAgo), [true, false, false, false]);
    for operator in [Operator::InLast, Operator::MoreThanAgo] {
        assert!(!meets("last_used_on", operator, Operand::Days(30), Value::Unknown));
    }
}

#[test]
fn a_part_is_looked_for_in_what_is_known_and_the_unknown_only_lacks_it() {
    let campaign = |operator, value| meets("campaign_id", operator, Operand::Text(String::from("ete")), value);
    let met = |operator| ["Soldes d’Été", "été 2018", "un été", "hiver"].map(|code| campaign(operator, text(code)));
    assert_eq!(met(Operator::Contains), [true, true, true, false]);
    assert_eq!(met(Operator::DoesNotContain), [false, false, false, true]);
    assert_eq!(met(Operator::StartsWith), [false, true, false, false]);
    assert_eq!(met(Operator::EndsWith), [true, false, true, false]);
    let unknown = [Operator::Contains, Operator::DoesNotContain, Operator::StartsWith, Operator::EndsWith];
    assert_eq!(unknown.map(|operator| campaign(operator, Value::Unknown)), [false, true, false, false]);
}

#[test]
fn versions_are_compared_by_their_numbers_and_what_has_none_is_unknown() {
    let version = |operator, value| meets("os_version", operator, Operand::Version(String::from("10.0.19045")), value);
    let versions = ["10.0.9200", "10.0.19045.0", "Windows 11", "Windows"];
    assert_eq!(versions.map(|code| version(Operator::AtLeast, text(code))), [false, true, true, false]);
    assert_eq!(versions.map(|code| version(Operator::AtMost, text(code))), [true, true, false, false]);
    assert!(!version(Operator::AtMost, Value::Unknown));
    let range = Operand::Versions(String::from("10.0"), String::from("10.0.9200"));
    let between = |code| meets("os_version", Operator::Between, range.clone(), text(code));
    assert_eq!(versions.map(between), [true, false, false, false]);
}

#[test]
fn spans_ahead_begin_today_and_days_ago_have_both_ends() {
    let met = |operator, operand: Operand, values: [i64; 4]| {
        values.map(|value| meets("custom:wedding", operator, operand.clone(), Value::Number(value)))
    };
    let next = [19_999, 20_000, 20_029, 20_030];
    assert_eq!(met(Operator::InNext, Operand::Days(30), next), [false, true, true, false]);
    let ago = [19_939, 19_940, 19_970, 19_971];
    assert_eq!(met(Operator::BetweenAgo, Operand::DaysAgo(30, 60), ago), [false, true, true, false]);
    assert_eq!(TODAY.to_string(), "2024-10-04");
    // Friday of a week that began on 30 September.
    let week = [19_995, 19_996, 20_002, 20_003];
    assert_eq!(met(Operator::ThisWeek, Operand::Nothing, week), [false, true, true, false]);
    let wedding = |text: &str| [i64::from(Day::parse(text).unwrap().number()); 4];
    assert_eq!(met(Operator::AnniversaryInNext, Operand::Days(7), wedding("1990-10-10")), [true; 4]);
    assert_eq!(met(Operator::AnniversaryInNext, Operand::Days(7), wedding("1990-10-11")), [false; 4]);
}

#[test]
fn days_of_the_calendar_belong_to_both_sides() {
    let day = |operator, value| meets("rated_on", operator, Operand::Number(100), value);
    let met = |operator| [99, 100, 101].map(|value| day(operator, Value::Number(value)));
    assert_eq!(met(Operator::OnOrAfter), [false, true, true]);
    assert_eq!(met(Operator::OnOrBefore), [true, true, false]);
    assert!(!day(Operator::OnOrAfter, Value::Unknown));
    assert!(!day(Operator::OnOrBefore, Value::Unknown));
    assert!(meets("rated_on", Operator::Between, Operand::Range(5, 5), Value::Number(5)));
    assert!(!meets("rated_on", Operator::Between, Operand::Range(5, 6), Value::Unknown));
}

#[test]
fn yes_and_no_are_both_known() {
    let is = |flag, value| meets("custom:loyal", Operator::Is, Operand::Flag(flag), value);
    assert!(is(true, Value::Number(1)) && !is(true, Value::Number(0)) && !is(true, Value::Unknown));
    assert!(is(false, Value::Number(0)) && !is(false, Value::Number(1)) && !is(false, Value::Unknown));
}

#[test]
fn every_kind_can_be_asked_whether_it_is_known() {
    let catalogue = samples::catalogue();
    for attribute in catalogue.all().filter(|attribute| attribute.choices != Choices::Groups) {
        let value = if attribute.kind == Kind::Choice { text("x") } else { Value::Number(0) };
        let meets = |operator, value| meets(&attribute.key.to_string(), operator, Operand::Nothing, value);
        assert!(meets(Operator::IsKnown, value.clone()) && !meets(Operator::IsKnown, Value::Unknown));
        assert!(!meets(Operator::IsUnknown, value) && meets(Operator::IsUnknown, Value::Unknown));
    }
}

#[test]
fn an_attribute_that_the_app_lacks_is_unknown_of_everyone() {
    let matches = |operator| {
        let lost = condition("custom:lost", operator, choices(&["x"]));
        samples::rule([(false, vec![lost])]).matches(&samples::catalogue(), &Profile::default(), TODAY)
    };
    assert!(matches(Operator::IsNot) && matches(Operator::IsUnknown));
    assert!(!matches(Operator::Is) && !matches(Operator::IsKnown));
}

#[test]
fn a_filter_wants_one_of_its_conditions_and_a_rule_all_of_its_filters() {
    let male = condition("gender", Operator::Is, choices(&["male"]));
    let french = condition("market", Operator::Is, choices(&["FR"]));
    let profile = Profile { gender: Some(Gender::Male), ..Profile::default() };
    let matches = |rule: Rule| rule.matches(&samples::catalogue(), &profile, TODAY);
    assert!(matches(Rule::default()));
    assert!(matches(samples::rule([(false, vec![male.clone(), french.clone()])])));
    assert!(!matches(samples::rule([(false, vec![male.clone()]), (false, vec![french.clone()])])));
    assert!(!matches(samples::rule([(true, vec![male.clone(), french.clone()])])));
    assert!(matches(samples::rule([(false, vec![male]), (true, vec![french])])));
}

#[test]
fn a_condition_fits_only_operators_and_operands_of_its_kind() {
    let catalogue = samples::catalogue();
    let fits = |attribute: &str, operator, operand| {
        condition(attribute, operator, operand).fits(catalogue.find(&Key::from(attribute)).unwrap())
    };
    assert!(samples::conditions(&catalogue).iter().all(|one| one.fits(catalogue.find(&one.attribute).unwrap())));
    assert!(!fits("market", Operator::AtLeast, Operand::Number(1)));
    assert!(!fits("market", Operator::Is, choices(&["FR", "BE"])));
    assert!(!fits("market", Operator::IsAnyOf, choices(&[])));
    assert!(!fits("sessions", Operator::Is, choices(&["1"])));
    assert!(!fits("sessions", Operator::Between, Operand::Range(2, 1)));
    assert!(!fits("last_used_on", Operator::InLast, Operand::Days(0)));
    assert!(!fits("first_purchase_made", Operator::IsNot, Operand::Flag(true)));
}

proptest! {
    #[test]
    fn a_filter_and_its_exclusion_split_everyone(
        filter in samples::any_filter(),
        profiles in proptest::collection::vec(samples::any_profile(), 1..20),
    ) {
        let catalogue = samples::catalogue();
        let opposite = Filter { exclude: !filter.exclude, ..filter.clone() };
        for profile in &profiles {
            let (kept, dropped) = (filter.matches(&catalogue, profile, TODAY), opposite.matches(&catalogue, profile, TODAY));
            prop_assert!(kept != dropped, "{profile:?}");
        }
    }

    #[test]
    fn the_opposite_operators_split_everyone(profile in samples::any_profile()) {
        let catalogue = samples::catalogue();
        for one in samples::conditions(&catalogue) {
            let opposite = match one.operator {
                Operator::Is if one.operand != Operand::Flag(true) && one.operand != Operand::Flag(false) => Operator::IsNot,
                Operator::IsAnyOf => Operator::IsNoneOf,
                Operator::Contains => Operator::DoesNotContain,
                Operator::IsKnown => Operator::IsUnknown,
                _ => continue,
            };
            let attribute = catalogue.find(&one.attribute).unwrap();
            let value = attribute.value(&profile);
            let other = Condition { operator: opposite, ..one.clone() };
            prop_assert_eq!(one.matches(attribute, &value, TODAY), !other.matches(attribute, &value, TODAY));
        }
    }
}
