use super::*;
use crate::segments::formula::formula;
use crate::segments::formula_reader::read_formula;
use crate::segments::samples;

fn rows() -> RuleRows {
    let mut rows = RuleRows::blank();
    rows.0.insert(4, FilterRow::blank());
    rows
}

fn press(rows: &mut RuleRows, word: &str) -> Option<RowPlace> {
    rows.press(RowButton::from_word(word).expect(word))
}

#[test]
fn buttons_add_and_remove_rows_under_free_numbers() {
    let mut adding = rows();
    assert_eq!(press(&mut adding, "add-filter"), Some(RowPlace { filter: 5, condition: 0 }));
    assert_eq!(adding.0.keys().copied().collect::<Vec<_>>(), [0, 4, 5]);
    let mut removing = rows();
    assert_eq!(press(&mut removing, "remove-condition:4.0"), None);
    assert_eq!(removing.0.keys().copied().collect::<Vec<_>>(), [0]);
    let mut or = rows();
    assert_eq!(press(&mut or, "add-condition:4"), Some(RowPlace { filter: 4, condition: 1 }));
    assert_eq!((or.0[&4].conditions.len(), or.len()), (2, 3));
}

#[test]
fn a_form_never_ends_up_without_a_row() {
    let mut emptied = RuleRows::blank();
    press(&mut emptied, "remove-filter:0");
    assert_eq!(emptied, RuleRows::blank());
}

#[test]
fn no_button_adds_more_rows_than_there_may_be() {
    let mut full = RuleRows::blank();
    for _ in 0..250 {
        press(&mut full, "add-condition:0");
        press(&mut full, "add-filter");
    }
    assert_eq!((full.0.len(), full.0[&0].conditions.len()), (50, 50));
    let excess = |rows: &RuleRows, word: &str| rows.excess_of(RowButton::from_word(word).unwrap());
    assert_eq!(excess(&full, "add-filter"), Some(Excess::Filters));
    assert_eq!(excess(&full, "add-condition:0"), Some(Excess::ConditionsOfFilter(1)));
    assert_eq!((excess(&full, "add-condition:1"), excess(&full, "remove-filter:1")), (None, None));
    let last = *full.0.keys().next_back().unwrap();
    for filter in 1..last {
        for _ in 0..50 {
            press(&mut full, &format!("add-condition:{filter}"));
        }
    }
    assert_eq!(full.len(), MOST_CONDITIONS);
    assert_eq!(excess(&full, &format!("add-condition:{last}")), Some(Excess::Conditions));
}

#[test]
fn filters_without_a_condition_are_removed() {
    let mut rows = rows();
    (10..20).for_each(|filter| drop(rows.0.insert(filter, FilterRow::default())));
    rows.remove_empty_filters();
    assert_eq!(rows.0.keys().copied().collect::<Vec<_>>(), [0, 4]);
}

#[test]
fn other_words_are_no_buttons_of_rows() {
    for word in ["", "save", "update", "remove-filter:x", "remove-condition:1", "open:1.x", "add-condition:-1"] {
        assert_eq!(RowButton::from_word(word), None, "{word:?}");
    }
    let place = RowPlace { filter: 2, condition: 0 };
    assert_eq!(RowButton::from_word("open:2.0"), Some(RowButton::Open(place)));
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
        let filters = filters.map(|(some, exclude)| Filter { exclude, conditions: some.to_vec() });
        let rule = Rule { filters: filters.take(MOST_FILTERS).collect() };
        let rows = RuleRows::of(&rule, &catalogue, locale);
        assert_eq!(rows.read(&catalogue, locale), ReadRows { rule: rule.clone(), errors: Vec::new() });
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
