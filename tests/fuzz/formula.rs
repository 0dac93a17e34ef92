//! Formulas: what is read is written and read back as the same rule.

use crate::driver::{answer, fuzz};
use engage::locale::Locale;
use engage::segments::formula::formula;
use engage::segments::formula_reader::read_formula;
use engage::segments::sentence::sentence;
use engage::segments::{Attribute, Catalogue, Group, Kind, Rule};

const WORDS: [&str; 54] = [
    "Age",
    "Age group",
    "Market",
    "Marché",
    "Gender",
    "Sexe",
    "Campaign ID",
    "Last used",
    "Spend in this app",
    "Rating",
    "Member of",
    "Household size",
    "[custom:debt]",
    "Loyal",
    "==",
    "!=",
    ">=",
    "<=",
    " in ",
    " dans ",
    "not in",
    "in the last 30 days",
    "more than 1 day ago",
    "in the last 3 weeks",
    "in the next 2 months",
    "between 30 and 60 days ago",
    "is this week",
    "anniversary in the next 7 days",
    "contains",
    "does not contain",
    "OS version",
    "10.0.19045..10.10",
    "\u{301}",
    "is known",
    "is unknown",
    "&&",
    "||",
    "(",
    ")",
    "!(",
    "..",
    ",",
    "\"",
    "\\u{",
    "}",
    "FR",
    "18 to 24",
    "2026-11-24",
    "10.00",
    "10,00",
    "-1",
    "99999999999999999999",
    "            ",
    "Everyone available",
];

fn catalogue() -> Catalogue {
    let group = |id: &str, name: &str| Group {
        id: id.to_owned(),
        name: name.to_owned(),
        is_archived: false,
        rule: Some(Rule::default()),
    };
    Catalogue::new(vec![
        Attribute::custom("household", "Household size", Kind::Choice),
        Attribute::custom("debt", "Debt", Kind::Money),
        Attribute::custom("age", "Age", Kind::Number),
        Attribute::custom("loyal", "Loyal", Kind::YesNo),
    ])
    .with_groups(vec![group("1", "Testers"), group("2", "a \"b\" || c")])
}

#[test]
fn formula_is_read_whatever_is_typed() {
    let catalogue = catalogue();
    fuzz("formula", Vec::new(), &WORDS, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let answers = Locale::ALL.map(|locale| match read_formula(&text, &catalogue, locale) {
            Ok(rule) => {
                assert!(!sentence(&rule, &catalogue, locale).is_empty());
                let written = formula(&rule, &catalogue, locale);
                assert_eq!(read_formula(&written, &catalogue, locale).as_ref(), Ok(&rule), "{written}");
                let shape = rule.filters.iter().map(|filter| {
                    let operators = filter.conditions().map(|one| (one.attribute.to_string(), one.operator));
                    (filter.exclude, operators.take(3).collect::<Vec<_>>())
                });
                answer(shape.take(3).collect::<Vec<_>>())
            }
            Err(error) => {
                assert!(error.place <= text.chars().count());
                assert!(!error.tell(&text, locale).is_empty());
                answer((format!("{:?}", error.expected), error.place.min(20), error.nearest))
            }
        });
        answer(answers)
    });
}
