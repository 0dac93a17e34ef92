//! Conditions and profiles shared by the tests of this module.

use super::calendar::SpanUnit;
use super::catalogue::{Attribute, Catalogue};
use super::choices::{AgeGroup, Gender};
use super::group::Group;
use super::key::Key;
use super::kinds::{Choices, Kind};
use super::operator::Operator;
use super::profile::{CustomValue, Profile};
use super::rule::{Alternative, Condition, Filter, Operand, Rule};
use crate::day::Day;
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;

/// The built-in attributes, a custom one of each kind, and three groups.
pub fn catalogue() -> Catalogue {
    Catalogue::new(vec![
        Attribute::custom("household", "Household size", Kind::Choice),
        Attribute::custom("children", "Children", Kind::Number),
        Attribute::custom("height", "Height", Kind::Decimal),
        Attribute::custom("debt", "Debt", Kind::Money),
        Attribute::custom("wedding", "Wedding day", Kind::Date),
        Attribute::custom("loyal", "Loyal", Kind::YesNo),
    ])
    .with_groups(vec![
        group("1", "Testers", None),
        group("2", "Everyone", Some(Rule::default())),
        group("3", "18", None),
    ])
}

/// A group: a segment if it has a rule.
pub fn group(id: &str, name: &str, rule: Option<Rule>) -> Group {
    Group { id: id.to_owned(), name: name.to_owned(), is_archived: false, rule }
}

pub fn condition(attribute: impl Into<Key>, operator: Operator, operand: Operand) -> Condition {
    Condition { attribute: attribute.into(), operator, operand }
}

pub fn choices(codes: &[&str]) -> Operand {
    Operand::Choices(codes.iter().map(|code| (*code).to_owned()).collect())
}

/// A rule of filters, each with whether it excludes.
pub fn rule<const COUNT: usize>(filters: [(bool, Vec<Condition>); COUNT]) -> Rule {
    Rule { filters: filters.into_iter().map(|(exclude, conditions)| Filter::any(exclude, conditions)).collect() }
}

/// One or two conditions for every valid pair of attribute and operator.
pub fn conditions(catalogue: &Catalogue) -> Vec<Condition> {
    let mut conditions = Vec::new();
    for attribute in catalogue.all() {
        for operator in attribute.operators() {
            let operands = operands(attribute, *operator);
            conditions.extend(operands.into_iter().map(|operand| condition(attribute.key.clone(), *operator, operand)));
        }
    }
    conditions
}

fn operands(attribute: &Attribute, operator: Operator) -> Vec<Operand> {
    let day = i64::from(Day::parse("2026-11-24").unwrap().number());
    let (least, greatest) = if attribute.kind == Kind::Date { (day, day + 30) } else { (1_000, 250_050) };
    match operator {
        Operator::IsKnown | Operator::IsUnknown => vec![Operand::Nothing],
        Operator::InLast | Operator::MoreThanAgo | Operator::InNext => {
            let spans = SpanUnit::ALL.iter().flat_map(|unit| [1, 3].map(|count| Operand::Span(count, *unit)));
            spans.chain([Operand::Days(1), Operand::Days(30)]).collect()
        }
        Operator::InHighest => vec![Operand::Share(1), Operand::Share(100_000), Operand::Share(1_000_000)],
        Operator::AnniversaryInNext => vec![Operand::Days(1), Operand::Days(7)],
        Operator::BetweenAgo => vec![Operand::DaysAgo(0, 30), Operand::DaysAgo(30, 60)],
        Operator::ThisWeek | Operator::ThisMonth | Operator::ThisYear | Operator::LastMonth => vec![Operand::Nothing],
        Operator::Contains | Operator::DoesNotContain | Operator::StartsWith | Operator::EndsWith => {
            ["18", "summer sale", "Été \"2\", (d)"].map(|part| Operand::Text(part.to_owned())).into()
        }
        Operator::AtLeast | Operator::AtMost if attribute.kind == Kind::Choice => {
            ["10.0.19045", "Windows 8.1"].map(|version| Operand::Version(version.to_owned())).into()
        }
        Operator::Between if attribute.kind == Kind::Choice => {
            vec![Operand::Versions(String::from("10.0.9200"), String::from("Windows 11"))]
        }
        Operator::Between => vec![Operand::Range(least, greatest)],
        Operator::IsAnyOf | Operator::IsNoneOf => {
            let codes = codes(attribute);
            vec![choices(&codes[..1]), choices(&codes)]
        }
        _ => match attribute.kind {
            Kind::Choice => codes(attribute).into_iter().map(|code| choices(&[code])).collect(),
            Kind::YesNo => vec![Operand::Flag(true), Operand::Flag(false)],
            Kind::Number | Kind::Decimal | Kind::Money | Kind::Date => vec![Operand::Number(least)],
        },
    }
}

fn codes(attribute: &Attribute) -> Vec<&'static str> {
    match attribute.choices {
        Choices::Closed(codes) => vec![codes[0], codes[1], "unknown"],
        Choices::Markets => vec!["FR", "BE", "US"],
        Choices::Languages => vec!["fr", "zh-Hant", "pt-BR"],
        Choices::Groups => vec!["1", "2", "3"],
        Choices::Open | Choices::None => vec!["18", "summer sale", "a \"b\" || c, (d)"],
    }
}

/// Profiles over a small set of values, with unknowns everywhere, around day 20,000.
pub fn any_profile() -> impl Strategy<Value = Profile> {
    let text = |codes: &'static [&'static str]| option::of(select(codes).prop_map(str::to_owned));
    let day = || option::of((19_990..20_010).prop_map(Day::from_number));
    let demographics = (
        option::of(0_u16..80),
        option::of(select(Gender::ALL)),
        text(&["FR", "BE"]),
        option::of(select(AgeGroup::ALL)),
    );
    let days = (day(), day(), day());
    let numbers = (0..3_i64, 0..30_i64, option::of(1..6_u8), option::of(select(&["18", "summer sale"][..])));
    (demographics, days, numbers, any::<bool>()).prop_map(|(demographics, days, numbers, loyal)| Profile {
        age: demographics.0,
        gender: demographics.1,
        market: demographics.2,
        told_age_group: demographics.3,
        acquired_on: days.0,
        last_used_on: days.1,
        last_purchase_on: days.2,
        purchases: numbers.0,
        sessions: numbers.1,
        stars: numbers.2,
        campaign_id: numbers.3.map(str::to_owned),
        spend_cents: numbers.0 * 1_000,
        custom: if loyal { vec![CustomValue::new("loyal", "1")] } else { Vec::new() },
        ..Profile::default()
    })
}

/// Alternatives of one condition or, now and then, of two or three.
pub fn alternatives(one: impl Strategy<Value = Condition>) -> impl Strategy<Value = Alternative> {
    use proptest::collection::vec;
    let count = prop_oneof![3 => Just(1_usize), 1 => 2..4_usize];
    (count, vec(one, 3)).prop_map(|(count, mut conditions)| {
        conditions.truncate(count);
        Alternative(conditions)
    })
}

/// Filters of up to three alternatives over every attribute and operator, including an attribute that does not exist.
pub fn any_filter() -> impl Strategy<Value = Filter> {
    let known = select(conditions(&catalogue()));
    let lost = prop_oneof![Just(Operator::IsNot), Just(Operator::Is), Just(Operator::IsUnknown)]
        .prop_map(|operator| condition("custom:lost", operator, choices(&["x"])));
    let one = prop_oneof![9 => known, 1 => lost];
    (any::<bool>(), proptest::collection::vec(alternatives(one), 1..4))
        .prop_map(|(exclude, alternatives)| Filter { exclude, alternatives })
}
