use super::*;
use crate::reading::{CustomerFact, Reason};
use crate::segments::Kind;

fn text(text: &str) -> SentValue {
    SentValue::Text(text.to_owned())
}

fn row(values: &[(&str, SentValue)]) -> SentRow {
    SentRow(values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
}

fn table(kind: ImportKind, rows: &[SentRow]) -> Result<SentTable, RowsFault> {
    SentTable::of(kind, rows, Currency::default(), Zones::default())
}

/// The lines of the rows, each with the index of its row.
fn read(table: &SentTable) -> Vec<(usize, Result<Fact, Reason>)> {
    let lines = table.lines(&table.survey).unwrap().into_iter().map(|line| match line {
        Ok(line) => (table.row_of(line.number).unwrap(), Ok(line.fact)),
        Err(line) => (table.row_of(line.number).unwrap(), Err(line.refusal.reason)),
    });
    lines.collect()
}

fn customer(fact: &Result<Fact, Reason>) -> &CustomerFact {
    fact.as_ref().unwrap().customer().unwrap()
}

#[test]
fn a_row_is_found_again_whatever_is_in_the_rows_before_it() {
    let rows = [
        row(&[("account_id", text("a")), ("note", text("one\ntwo\r\nthree\rfour")), ("a\nb", text("\""))]),
        row(&[]),
        row(&[("account_id", text("b")), ("note", text(&"x\n".repeat(MAX_LINE)))]),
        row(&[("account_id", text("total"))]),
        row(&[("account_id", text("c")), ("note", text(&"é".repeat(10_001)))]),
        row(&[("account_id", text("sep=;"))]),
        row(&[("note", text("of nobody"))]),
    ];
    let table = table(ImportKind::Customers, &rows).unwrap();
    let read = read(&table);
    let reasons: Vec<_> = read.iter().map(|(row, line)| (*row, line.as_ref().err().copied())).collect();
    let (long, cell, missing) = (Some(Reason::LineTooLong), Some(Reason::CellTooLong), Some(Reason::Missing));
    assert_eq!(reasons, [(0, None), (2, long), (4, cell), (5, None), (6, missing)]);
    let custom: Vec<&str> = customer(&read[0].1).custom.iter().map(|cell| cell.value.as_str()).collect();
    assert_eq!(custom, ["one\ntwo\nthree\nfour", "\""]);
    assert_eq!(table.name_of("a b"), Some("a\nb"));
}

#[test]
fn what_is_null_is_cleared_and_what_is_missing_or_empty_stays() {
    let nothing = SentValue::Nothing;
    let rows = [
        row(&[("id", text("a")), ("email", nothing.clone()), ("tier", nothing)]),
        row(&[("id", text("b")), ("email", text("")), ("tier", text("gold"))]),
    ];
    let table = table(ImportKind::Customers, &rows).unwrap();
    let read = read(&table);
    assert_eq!(customer(&read[0].1).cleared, [CellOfFact::Known(Field::Email), CellOfFact::Custom(2)]);
    assert_eq!(customer(&read[1].1).cleared, []);
}

#[test]
fn values_are_of_the_kinds_that_they_have_in_files() {
    let number = |number: &str| SentValue::Number(number.to_owned());
    let rows = [
        row(&[
            ("id", number("1")),
            ("score", number("1.234")),
            ("vip", SentValue::Flag(true)),
            ("since", text("2026-01-02")),
        ]),
        row(&[
            ("id", number("2")),
            ("score", number("2")),
            ("vip", SentValue::Flag(false)),
            ("since", text("2026-02-03")),
        ]),
    ];
    let found = table(ImportKind::Customers, &rows).unwrap();
    let roles: Vec<_> = found.survey.columns.iter().map(|column| column.role.clone()).collect();
    let custom = [Kind::Decimal, Kind::YesNo, Kind::Date].map(Role::Custom);
    assert_eq!(roles[1..], custom);
    let paid = |amount: &str| {
        let rows =
            [row(&[("id", text("o")), ("user", text("a")), ("date", text("2026-01-02")), ("price", number(amount))])];
        let table = table(ImportKind::Purchases, &rows).unwrap();
        let fact = read(&table).remove(0).1.unwrap();
        fact.purchase().unwrap().clone()
    };
    assert_eq!(paid("1.5").paid_cents, Some(150));
    assert!(paid("1.234").fault.is_some(), "a point is no separator of thousands");
}

#[test]
fn a_name_that_nothing_is_read_from_is_an_error() {
    let fault = |kind, values: &[(&str, SentValue)]| match table(kind, &[row(&[]), row(values)]).err().unwrap() {
        RowsFault::Name { row: 1, fault, .. } => fault,
        other => panic!("{other}"),
    };
    let customers = ImportKind::Customers;
    let id = ("id", text("a"));
    assert_eq!(fault(customers, &[id.clone(), (" ", text("b"))]), NameFault::Blank);
    assert_eq!(fault(customers, &[id.clone(), ("id", text("b"))]), NameFault::Twice);
    assert_eq!(fault(customers, &[id.clone(), (&"x".repeat(301), text("b"))]), NameFault::TooLong);
    assert_eq!(fault(customers, &[id.clone(), ("a b", text("b")), ("a  b", text("b"))]), NameFault::Unused);
    assert_eq!(fault(ImportKind::Usage, &[id, ("day", text("2026-01-01")), ("colour", text("b"))]), NameFault::Unused);
    let many: Vec<(String, SentValue)> = (0..=MAX_COLUMNS).map(|number| (number.to_string(), text("a"))).collect();
    let many = table(customers, &[SentRow(many)]).err().unwrap();
    assert!(matches!(many, RowsFault::Problem(Problem::TooManyColumns { .. })), "{many}");
}

#[test]
fn each_row_that_lacks_a_field_is_refused() {
    let table = table(ImportKind::Usage, &[row(&[("id", text("a"))]), row(&[("id", text("b"))])]).unwrap();
    assert_eq!(read(&table), [(0, Err(Reason::Missing)), (1, Err(Reason::Missing))]);
    assert_eq!(table.name_at(1), Some("used_on"));
}
