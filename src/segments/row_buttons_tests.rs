use super::*;

fn rows() -> RuleRows {
    let mut rows = RuleRows::blank();
    rows.0.insert(4, FilterRow::blank());
    rows
}

fn at(filter: u32, condition: u32) -> Option<Focus> {
    Some(Focus::Condition(RowPlace { filter, condition }))
}

/// The attributes of the conditions, filter by filter.
fn attributes(rows: &RuleRows) -> Vec<Vec<&str>> {
    rows.0.values().map(|row| row.conditions.values().map(|one| one.attribute.as_str()).collect()).collect()
}

/// Rows with these attributes, with gaps in their numbers.
fn named(filters: &[&[&str]]) -> RuleRows {
    let condition = |name: &&str| ConditionInput { attribute: (*name).to_owned(), ..ConditionInput::default() };
    let row = |names: &&[&str]| FilterRow {
        conditions: (1..).step_by(3).zip(names.iter().map(condition)).collect(),
        ..FilterRow::blank()
    };
    RuleRows((2..).step_by(2).zip(filters.iter().map(row)).collect())
}

fn press(rows: &mut RuleRows, word: &str) -> Option<Focus> {
    rows.press(RowButton::from_word(word).expect(word))
}

#[test]
fn buttons_add_and_remove_rows_under_free_numbers() {
    let mut adding = rows();
    assert_eq!(press(&mut adding, "add-filter"), at(5, 0));
    assert_eq!(adding.0.keys().copied().collect::<Vec<_>>(), [0, 4, 5]);
    let mut removing = rows();
    assert_eq!(press(&mut removing, "remove-condition:4.0"), Some(Focus::AddCondition(0)), "the filter before");
    assert_eq!(removing.0.keys().copied().collect::<Vec<_>>(), [0]);
    let mut or = rows();
    assert_eq!(press(&mut or, "add-condition:4"), at(4, 1));
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
fn a_copy_stands_after_what_it_is_of() {
    let mut rows = named(&[&["a", "b"], &["c"]]);
    assert_eq!(press(&mut rows, "duplicate-condition:2.1"), at(2, 1));
    assert_eq!(attributes(&rows), [vec!["a", "a", "b"], vec!["c"]]);
    assert_eq!(press(&mut rows, "duplicate-filter:2"), at(1, 0));
    assert_eq!(attributes(&rows), [vec!["a", "a", "b"], vec!["a", "a", "b"], vec!["c"]]);
    assert_eq!(press(&mut rows, "duplicate-filter:9"), None);
}

#[test]
fn rows_move_past_their_neighbours_and_no_further() {
    let mut rows = named(&[&["a", "b", "c"], &["d"]]);
    assert_eq!(press(&mut rows, "condition-down:2.1"), at(2, 4));
    assert_eq!(attributes(&rows)[0], ["b", "a", "c"]);
    assert_eq!(press(&mut rows, "condition-up:2.7"), at(2, 4));
    assert_eq!(attributes(&rows)[0], ["b", "c", "a"]);
    assert_eq!((press(&mut rows, "condition-up:2.1"), press(&mut rows, "condition-down:2.7")), (None, None));
    assert_eq!(press(&mut rows, "filter-down:2"), at(4, 1));
    assert_eq!(attributes(&rows), [vec!["d"], vec!["b", "c", "a"]]);
    assert_eq!((press(&mut rows, "filter-down:4"), press(&mut rows, "filter-up:2")), (None, None));
}

#[test]
fn who_removes_a_condition_goes_on_at_the_one_before_it() {
    let mut rows = named(&[&["a", "b", "c"], &["d"]]);
    assert_eq!(press(&mut rows, "remove-condition:2.4"), at(2, 1));
    assert_eq!(press(&mut rows, "remove-condition:2.1"), at(2, 7), "the first has none before it");
    assert_eq!(press(&mut rows, "remove-filter:2"), Some(Focus::AddCondition(4)));
    assert_eq!(press(&mut rows, "remove-condition:4.1"), at(0, 0), "a form never ends up without a row");
}

#[test]
fn other_words_are_no_buttons_of_rows() {
    for word in ["", "save", "update", "remove-filter:x", "remove-condition:1", "open:1.x", "add-condition:-1"] {
        assert_eq!(RowButton::from_word(word), None, "{word:?}");
    }
    let place = RowPlace { filter: 2, condition: 0 };
    assert_eq!(RowButton::from_word("open:2.0"), Some(RowButton::Open(place)));
}

/// How the conditions of filter 2 are put together: their attributes, `&` before those that are met together with the one before.
fn joined(rows: &RuleRows) -> String {
    let written = |one: &ConditionInput| format!("{}{}", if one.is_joined() { "&" } else { "|" }, one.attribute);
    rows.0[&2].conditions.values().map(written).collect()
}

/// `a`, `b` and `c`, of which `b` has to be met together with `a`.
fn together() -> RuleRows {
    let mut rows = named(&[&["a", "b", "c"]]);
    rows.0.get_mut(&2).unwrap().conditions.get_mut(&4).unwrap().join = String::from("and");
    assert_eq!(joined(&rows), "|a&b|c");
    rows
}

#[test]
fn conditions_that_are_met_together_stay_together() {
    for (button, after) in [
        ("add-together:2.1", "|a&&b|c"),
        ("add-together:2.7", "|a&b|c&"),
        ("add-condition:2", "|a&b|c|"),
        ("duplicate-condition:2.1", "|a&a&b|c"),
        ("duplicate-condition:2.4", "|a&b&b|c"),
        ("duplicate-condition:2.7", "|a&b|c|c"),
        ("remove-condition:2.1", "|b|c"),
        ("remove-condition:2.4", "|a|c"),
        ("remove-condition:2.7", "|a&b"),
        ("condition-up:2.4", "|b&a|c"),
        ("condition-down:2.4", "|a&c|b"),
        ("condition-up:2.7", "|a&c|b"),
    ] {
        let mut rows = together();
        assert!(press(&mut rows, button).is_some(), "{button}");
        assert_eq!(joined(&rows), after, "{button}");
    }
    assert_eq!(press(&mut together(), "add-together:2.9"), None, "there is no such condition");
}
