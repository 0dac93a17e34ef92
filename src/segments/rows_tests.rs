use super::*;
use crate::segments::formula::formula;
use crate::segments::formula_reader::read_formula;
use crate::segments::limits::MOST_FILTERS;
use crate::segments::samples;
use crate::segments::{Operand, Operator};

fn rows() -> RuleRows {
    let mut rows = RuleRows::blank();
    rows.0.insert(4, FilterRow::blank());
    rows
}

#[test]
fn filters_without_a_condition_are_removed() {
    let mut rows = rows();
    (10..20).for_each(|filter| drop(rows.0.insert(filter, FilterRow::default())));
    rows.remove_empty_filters();
    assert_eq!(rows.0.keys().copied().collect::<Vec<_>>(), [0, 4]);
}

#[test]
fn rows_not_filled_in_yet_are_left_out_of_the_rule() {
    assert_eq!(rows().read(&Catalogue::default(), Locale::En), ReadRows::default());
    assert_eq!(rows().formula(&Catalogue::default(), Locale::En), "");
}

#[test]
fn rows_read_as_the_rule_that_filled_them_and_as_its_formula() {
    let catalogue = samples::catalogue();
    for locale in Locale::ALL {
        let conditions = samples::conditions(&catalogue);
        let filters = conditions.chunks(3).zip([false, true].into_iter().cycle());
        let filters = filters.map(|(some, exclude)| Filter::any(exclude, some.to_vec()));
        let rule = Rule { filters: filters.take(MOST_FILTERS).collect() };
        let rows = RuleRows::of(&rule, &catalogue, locale);
        assert_eq!(
            rows.read(&catalogue, locale),
            ReadRows { rule: rule.clone(), filters: rows.0.keys().copied().collect(), errors: Vec::new() }
        );
        let written = rows.formula(&catalogue, locale);
        assert_eq!(read_formula(&written, &catalogue, locale), Ok(rule.clone()), "{written}");
        assert!(written.len() <= formula(&rule, &catalogue, locale).len() + 2 * rule.filters.len());
    }
}

#[test]
fn a_condition_that_cannot_be_read_is_written_as_it_was_typed() {
    let catalogue = samples::catalogue();
    let input = |attribute: &str, operator: &str, value: &str| ConditionInput {
        attribute: attribute.to_owned(),
        operator: operator.to_owned(),
        value: value.to_owned(),
        ..ConditionInput::default()
    };
    let inputs = [
        input("age", "at_least", "twelve"),
        input("no-such", "is", "b\"c"),
        ConditionInput { values: vec!["FR".into(), "??".into()], ..input("market", "is_any_of", "") },
        ConditionInput { value2: "x".into(), ..input("age", "between", "1") },
    ];
    let row = FilterRow { mode: String::from("include"), conditions: (0..).zip(inputs).collect() };
    let rows = RuleRows(BTreeMap::from([(0, row)]));
    let written = rows.formula(&catalogue, Locale::En);
    assert_eq!(written, r#"(Age >= "twelve" || [no-such] == "b\"c" || Market in ("FR", "??") || Age in ("1", "x"))"#);
    assert!(read_formula(&written, &catalogue, Locale::En).is_err());
}

#[test]
fn rows_that_are_met_together_are_one_alternative() {
    let (catalogue, locale) = (samples::catalogue(), Locale::En);
    let number = |key, number| samples::condition(key, Operator::AtLeast, Operand::Number(number));
    let (age, stars, sessions) = (number("age", 18), number("stars", 4), number("sessions", 2));
    let alternatives = vec![Alternative(vec![age.clone(), stars.clone()]), sessions.clone().into()];
    for exclude in [false, true] {
        let rule = Rule { filters: vec![Filter { exclude, alternatives: alternatives.clone() }] };
        let rows = RuleRows::of(&rule, &catalogue, locale);
        assert_eq!(
            rows.0[&0].conditions.values().map(ConditionInput::is_joined).collect::<Vec<_>>(),
            [false, true, false]
        );
        assert_eq!(rows.read(&catalogue, locale).rule, rule);
        assert_eq!(read_formula(&rows.formula(&catalogue, locale), &catalogue, locale), Ok(rule));
    }
    // A row that is not filled in yet does not join its neighbours, and the first one has none before it.
    let rule = Rule { filters: vec![Filter::any(false, vec![age.clone(), stars.clone(), sessions.clone()])] };
    let mut rows = RuleRows::of(&rule, &catalogue, locale);
    let conditions = &mut rows.0.get_mut(&0).unwrap().conditions;
    conditions.insert(1, ConditionInput::default());
    conditions
        .values_mut()
        .for_each(|input| input.join = String::from(if input.attribute == "stars" { "or" } else { "and" }));
    rows.settle(&catalogue);
    assert_eq!(
        rows.read(&catalogue, locale).rule,
        Rule { filters: vec![Filter { exclude: false, alternatives: vec![Alternative(vec![age, sessions])] }] }
    );
}
