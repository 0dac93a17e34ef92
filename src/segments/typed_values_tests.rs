use super::*;
use crate::locale::Locale;
use crate::segments::formula::formula;
use crate::segments::formula_reader::read_formula;
use crate::segments::rows::{ReadRows, RuleRows};
use crate::segments::samples::{self, choices, condition, rule};
use crate::segments::{Operator, Rule};
use proptest::prelude::*;
use std::convert::Infallible;

fn known(values: &[&str]) -> HashSet<String> {
    values.iter().map(|value| (*value).to_owned()).collect()
}

#[test]
fn a_list_is_parted_at_commas_semicolons_tabs_and_lines() {
    for text in ["T1, T2, T3", "T1;T2 ;T3", "T1\tT2\tT3", "T1\r\nT2\n\n T3 ", "T1,,T2;\n,T3,", "\"T1\", T2\n\"T3\" "] {
        assert_eq!(separated(text, &known(&[])), ["T1", "T2", "T3"], "{text:?}");
    }
    assert_eq!(lines("summer sale, 2\n\n18 "), ["summer sale, 2", "18"]);
}

#[test]
fn a_value_that_customers_have_is_not_parted() {
    let cities = known(&["Paris, France", "Lyon", "a,b,c,d,e,f,g,h,i,j,k"]);
    assert_eq!(separated("Paris, France", &cities), ["Paris, France"]);
    assert_eq!(separated("Lyon, Paris, France; Nice", &cities), ["Lyon", "Paris, France", "Nice"]);
    assert_eq!(separated("Paris, Franc", &cities), ["Paris", "Franc"]);
    assert_eq!(separated("x\na,b,c,d,e,f,g,h,i,j,k", &cities), ["x", "a,b,c,d,e,f,g,h,i,j,k"]);
}

#[test]
fn quotes_keep_what_is_between_them() {
    assert_eq!(lines(r#""two\nlines""#), ["two\nlines"]);
    assert_eq!(lines("\"two\r\nlines\"\nx"), ["two\nlines", "x"]);
    assert_eq!(separated(r#""a, b", c;"d ""e""""#, &known(&[])), ["a, b", "c", "d \"e\""]);
    for text in [r#""a" b"#, r#""a"#, r#"a "b""#, r#"C:\new"#] {
        assert_eq!(lines(text), [text]);
    }
}

#[test]
fn a_long_list_is_read_in_step_with_its_length() {
    let text = "a,".repeat(200_000);
    assert_eq!(separated(&text, &known(&["a,a"])).len(), 100_000);
    let quotes = "\"a\n".repeat(50_001);
    assert_eq!(lines(&quotes).len(), 50_001);
}

/// Values with everything that separates, quotes or escapes.
fn awkward() -> impl Strategy<Value = String> {
    "[ab,;\\t\\n\\r \"\\\\'()|&.\u{a0}\u{202e}=-]{0,8}"
}

proptest! {
    #[test]
    fn every_rule_comes_back_from_its_rows_and_from_its_formula(values in proptest::collection::vec(awkward(), 1..5)) {
        let catalogue = samples::catalogue();
        let codes: Vec<&str> = {
            let mut seen = HashSet::new();
            values.iter().map(String::as_str).filter(|value| seen.insert(*value)).collect()
        };
        let several = condition("custom:household", Operator::IsAnyOf, choices(&codes));
        let one = condition("custom:household", Operator::IsNot, choices(&codes[..1]));
        let rule: Rule = rule([(false, vec![several, one])]);
        for locale in Locale::ALL {
            let written = formula(&rule, &catalogue, locale);
            prop_assert_eq!(read_formula(&written, &catalogue, locale), Ok(rule.clone()), "{}", written);
            let mut rows = RuleRows::of(&rule, &catalogue, locale);
            // A browser drops the line breaks of a field of one line.
            prop_assert!(!rows.0[&0].conditions[&1].value.contains(['\n', '\r']));
            prop_assert_eq!(rows.read(&catalogue, locale), ReadRows { rule: rule.clone(), filters: vec![0], errors: Vec::new() });
            rows.separate_values(&catalogue, |_| Ok::<_, Infallible>(HashSet::new())).unwrap();
            prop_assert_eq!(rows.read(&catalogue, locale), ReadRows { rule: rule.clone(), filters: vec![0], errors: Vec::new() });
            // A browser sends line breaks as two characters.
            let row = rows.0.get_mut(&0).unwrap();
            row.conditions.values_mut().for_each(|input| input.value = input.value.replace('\n', "\r\n"));
            prop_assert_eq!(rows.read(&catalogue, locale), ReadRows { rule: rule.clone(), filters: vec![0], errors: Vec::new() });
        }
    }
}
