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
