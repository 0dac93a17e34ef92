use super::*;
use crate::segments::samples::{self, choices};

fn input(attribute: &str, operator: Operator, value: &str) -> ConditionInput {
    ConditionInput {
        attribute: attribute.to_owned(),
        operator: operator.word().to_owned(),
        value: value.to_owned(),
        ..ConditionInput::default()
    }
}

fn read(input: &ConditionInput, locale: Locale) -> Result<Operand, Vec<(InputField, &'static str)>> {
    let read = input.parse(&samples::catalogue(), locale);
    let read = read.map(|condition| condition.operand);
    read.map_err(|errors| errors.into_iter().map(|error| (error.field, error.message)).collect())
}

fn refused(attribute: &str, operator: Operator, value: &str) -> Vec<(InputField, &'static str)> {
    read(&input(attribute, operator, value), Locale::En).unwrap_err()
}

#[test]
fn a_form_filled_with_a_condition_reads_as_that_condition() {
    let catalogue = samples::catalogue();
    for locale in Locale::ALL {
        for condition in samples::conditions(&catalogue) {
            let input = ConditionInput::from_condition(&condition, &catalogue, locale);
            assert_eq!(input.parse(&catalogue, locale), Ok(condition), "{input:?}");
        }
    }
}

#[test]
fn numbers_and_amounts_are_read_in_the_language_of_the_form() {
    let amount = input("spend_cents", Operator::AtLeast, "1 000,50");
    assert_eq!(read(&amount, Locale::Fr), Ok(Operand::Number(100_050)));
    assert_eq!(read(&amount, Locale::En), Err(vec![(InputField::Value, "condition-amount")]));
    let filled =
        Condition { attribute: "spend_cents".into(), operator: Operator::Is, operand: Operand::Number(100_000) };
    let value = |locale| ConditionInput::from_condition(&filled, &samples::catalogue(), locale).value;
    assert_eq!(Locale::ALL.map(value), ["1000.00", "1000,00"]);
}

#[test]
fn markets_and_languages_are_read_by_code_or_name() {
    let is = |attribute, value| read(&input(attribute, Operator::Is, value), Locale::En);
    assert_eq!(is("market", "fr"), Ok(choices(&["FR"])));
    assert_eq!(is("market", "Belgique"), Ok(choices(&["BE"])));
    assert_eq!(is("language", "French"), Ok(choices(&["fr"])));
    assert_eq!(is("market", "Atlantis"), Err(vec![(InputField::Value, "condition-market")]));
    assert_eq!(is("language", "Klingon"), Err(vec![(InputField::Value, "condition-language")]));
}

#[test]
fn several_values_are_lines_or_ticked_boxes_each_taken_once() {
    let mut several = input("campaign_id", Operator::IsAnyOf, " 18 \r\n\r\nsummer sale, 2\n18");
    several.values = vec!["26".to_owned(), String::new()];
    assert_eq!(read(&several, Locale::En), Ok(choices(&["26", "18", "summer sale, 2"])));
    assert_eq!(refused("campaign_id", Operator::IsAnyOf, " \n "), [(InputField::Value, "condition-values-missing")]);
    assert_eq!(refused("gender", Operator::IsNoneOf, ""), [(InputField::Values, "condition-values-missing")]);
    several.attribute = "gender".to_owned();
    assert_eq!(read(&several, Locale::En), Err(vec![(InputField::Values, "condition-choice")]));
}

#[test]
fn one_ticked_box_is_kept_when_the_operator_becomes_is() {
    let mut one = input("gender", Operator::Is, "");
    one.values = vec!["male".to_owned()];
    assert_eq!(read(&one, Locale::En), Ok(choices(&["male"])));
    one.values.push("female".to_owned());
    assert_eq!(read(&one, Locale::En), Err(vec![(InputField::Value, "condition-value-missing")]));
}

#[test]
fn an_attribute_and_an_operator_of_its_kind_are_asked_for() {
    assert_eq!(refused("", Operator::Is, "1"), [(InputField::Attribute, "condition-attribute-missing")]);
    assert_eq!(refused("no_such", Operator::Is, "1"), [(InputField::Attribute, "condition-attribute-missing")]);
    assert_eq!(refused("gender", Operator::AtLeast, "1"), [(InputField::Operator, "condition-operator-missing")]);
    let mut none = input("gender", Operator::Is, "male");
    none.operator = "resembles".to_owned();
    assert_eq!(read(&none, Locale::En), Err(vec![(InputField::Operator, "condition-operator-missing")]));
}

#[test]
fn each_wrong_value_is_answered_by_what_was_expected() {
    let value = |message| vec![(InputField::Value, message)];
    assert_eq!(refused("sessions", Operator::Is, " "), value("condition-value-missing"));
    assert_eq!(refused("sessions", Operator::Is, "many"), value("condition-number"));
    assert_eq!(refused("sessions", Operator::Is, "99999999999999999999"), value("condition-number"));
    assert_eq!(refused("spend_cents", Operator::Is, "1.234"), value("condition-amount"));
    assert_eq!(refused("rated_on", Operator::OnOrAfter, "24/11/2026"), value("condition-date"));
    assert_eq!(refused("gender", Operator::Is, "Male?"), value("condition-choice"));
    assert_eq!(refused("gender", Operator::Is, ""), value("condition-value-missing"));
    assert_eq!(refused("first_purchase_made", Operator::Is, "perhaps"), value("condition-choice"));
    assert_eq!(refused("campaign_id", Operator::Is, "a\nb"), value("condition-one-value"));
    for days in ["0", "-1", "36501", "1.5"] {
        assert_eq!(refused("rated_on", Operator::InLast, days), value("condition-days"), "{days}");
    }
    assert_eq!(read(&input("rated_on", Operator::InLast, "36,500"), Locale::En), Ok(Operand::Days(36_500)));
}

#[test]
fn a_part_of_a_text_is_one_line_with_a_letter_in_it() {
    let value = |message| vec![(InputField::Value, message)];
    let contains = |text: &str| refused("campaign_id", Operator::Contains, text);
    assert_eq!(contains(" "), value("condition-value-missing"));
    assert_eq!(contains("\u{301}"), value("condition-value-missing"));
    assert_eq!(contains("a\nb"), value("condition-one-part"));
    assert_eq!(contains(&"é".repeat(201)), value("condition-part-too-long"));
    let read = |text: &str| read(&input("campaign_id", Operator::Contains, text), Locale::En);
    assert_eq!(read(&"é".repeat(200)), Ok(Operand::Text("é".repeat(200))));
    assert_eq!(read(" \" a, b\" "), Ok(Operand::Text(String::from(" a, b"))));
    assert_eq!(refused("os_version", Operator::Contains, "10"), [(InputField::Operator, "condition-operator-missing")]);
}

#[test]
fn a_version_has_a_number_and_rising_ends() {
    let at_least = |text: &str| read(&input("os_version", Operator::AtLeast, text), Locale::En);
    assert_eq!(at_least(" 10.10 "), Ok(Operand::Version(String::from("10.10"))));
    for text in ["Windows", "1\n2", &"1".repeat(101)] {
        assert_eq!(at_least(text), Err(vec![(InputField::Value, "condition-version")]), "{text}");
    }
    let between = |value: &str, value2: &str| {
        let typed = ConditionInput { value2: value2.to_owned(), ..input("os_version", Operator::Between, value) };
        read(&typed, Locale::En)
    };
    assert_eq!(between("10.9", "10.10"), Ok(Operand::Versions(String::from("10.9"), String::from("10.10"))));
    assert_eq!(between("10.10", "10.9"), Err(vec![(InputField::Value2, "condition-ends-swapped")]));
    assert_eq!(between("10", "x"), Err(vec![(InputField::Value2, "condition-version")]));
}

#[test]
fn a_span_has_a_unit_and_days_without_one() {
    let span = |operator, value: &str, unit: &str| {
        let typed = ConditionInput { value2: unit.to_owned(), ..input("rated_on", operator, value) };
        read(&typed, Locale::Fr)
    };
    let value = |message| Err(vec![(InputField::Value, message)]);
    assert_eq!(span(Operator::InLast, "3", ""), Ok(Operand::Days(3)));
    assert_eq!(span(Operator::InNext, "3", "days"), Ok(Operand::Days(3)));
    assert_eq!(span(Operator::MoreThanAgo, "5 200", "weeks"), Ok(Operand::Span(5_200, SpanUnit::Weeks)));
    assert_eq!(span(Operator::InLast, "5201", "weeks"), value("condition-span"));
    assert_eq!(span(Operator::InLast, "0", "months"), value("condition-span"));
    assert_eq!(span(Operator::InLast, "-1", "years"), value("condition-span"));
    assert_eq!(span(Operator::InLast, "3", "fortnights"), Err(vec![(InputField::Value2, "condition-unit")]));
    assert_eq!(span(Operator::BetweenAgo, "0", "60"), Ok(Operand::DaysAgo(0, 60)));
    assert_eq!(span(Operator::BetweenAgo, "60", "30"), Err(vec![(InputField::Value2, "condition-ends-swapped")]));
    assert_eq!(span(Operator::AnniversaryInNext, "366", ""), Ok(Operand::Days(366)));
    assert_eq!(span(Operator::AnniversaryInNext, "367", ""), value("condition-days-to-anniversary"));
}

#[test]
fn a_percentage_has_four_decimals_at_most() {
    let highest = |text: &str, locale| read(&input("spend_cents", Operator::InHighest, text), locale);
    assert_eq!(highest("0,5", Locale::Fr), Ok(Operand::Share(5_000)));
    assert_eq!(highest("0.0001", Locale::En), Ok(Operand::Share(1)));
    assert_eq!(highest("100", Locale::En), Ok(Operand::Share(1_000_000)));
    for text in ["0", "-1", "100.0001", "0.00001", "x"] {
        assert_eq!(highest(text, Locale::En), Err(vec![(InputField::Value, "condition-percent")]), "{text}");
    }
}

#[test]
fn long_values_are_refused_by_the_character() {
    let is = |attribute, length| read(&input(attribute, Operator::Is, &"é".repeat(length)), Locale::En);
    assert!(is("campaign_id", 100).is_ok());
    assert_eq!(is("campaign_id", 101), Err(vec![(InputField::Value, "condition-campaign-too-long")]));
    assert!(is("referrer_domain", 300).is_ok());
    assert_eq!(is("custom:household", 301), Err(vec![(InputField::Value, "condition-too-long")]));
}

#[test]
fn both_ends_of_a_range_are_checked_and_their_order_too() {
    let range = |value: &str, value2: &str| {
        let between = ConditionInput { value2: value2.to_owned(), ..input("age", Operator::Between, value) };
        read(&between, Locale::En)
    };
    assert_eq!(range("18", "24"), Ok(Operand::Range(18, 24)));
    assert_eq!(range("18", "18"), Ok(Operand::Range(18, 18)));
    assert_eq!(range("24", "18"), Err(vec![(InputField::Value2, "condition-ends-swapped")]));
    let both = vec![(InputField::Value, "condition-number"), (InputField::Value2, "condition-value-missing")];
    assert_eq!(range("x", ""), Err(both));
}

#[test]
fn every_answer_is_a_message() {
    let source = include_str!("input.rs");
    let keys = source.split('"').filter(|literal| literal.starts_with("condition-"));
    let missing: Vec<_> = keys.filter(|key| Locale::Fr.find(key, &[]).is_none()).collect();
    assert_eq!(missing, Vec::<&str>::new());
}
