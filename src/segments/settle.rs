//! Rows as the form shows them, whatever was posted.

use super::calendar::SpanUnit;
use super::catalogue::Catalogue;
use super::field::ValueField;
use super::input::{ConditionInput, DAYS};
use super::key::Key;
use super::rows::RuleRows;
use super::typed_values;

impl RuleRows {
    /// Makes the rows what the form shows: each has an operator that its attribute can have, and values in the fields of
    /// that operator. Values that were typed for another attribute are dropped, because they would mean something else.
    pub fn settle(&mut self, catalogue: &Catalogue) {
        for row in self.0.values_mut() {
            // Nothing is before the first condition.
            row.conditions.values_mut().take(1).for_each(|first| first.join.clear());
            row.conditions.values_mut().for_each(|input| input.settle(catalogue));
        }
    }
}

impl ConditionInput {
    fn settle(&mut self, catalogue: &Catalogue) {
        if !self.is_joined() {
            self.join.clear();
        }
        let of = std::mem::take(&mut self.of);
        if !of.is_empty() && of != self.attribute {
            let attribute = std::mem::take(&mut self.attribute);
            let operator = std::mem::take(&mut self.operator);
            let join = std::mem::take(&mut self.join);
            *self = Self { attribute, operator, join, ..Self::default() };
        }
        self.of.clone_from(&self.attribute);
        let Some(attribute) = catalogue.find(&Key::from(self.attribute.trim())) else { return };
        let operators = attribute.operators();
        let chosen = operators.iter().find(|operator| operator.word() == self.operator).or(operators.first());
        let Some(operator) = chosen.copied() else { return };
        operator.word().clone_into(&mut self.operator);
        self.value = self.value.replace("\r\n", "\n");
        match ValueField::of(attribute, operator) {
            ValueField::Nothing => (self.value, self.value2, self.values) = Default::default(),
            ValueField::OneChoice => {
                self.value2.clear();
                if self.value.is_empty() && self.values.len() == 1 {
                    self.value = self.values.remove(0);
                }
                self.values.clear();
            }
            ValueField::Choices => {
                self.value2.clear();
                let typed = typed_values::lines(&std::mem::take(&mut self.value));
                self.values.extend(typed);
                self.values.retain(|value| !value.is_empty());
            }
            // A field of one line would join several values without anything between them.
            ValueField::OneText | ValueField::Part => {
                let lines: Vec<_> = self.value.lines().map(str::trim).collect();
                (self.value, self.value2, self.values) = (lines.join(", "), String::new(), Vec::new());
            }
            ValueField::Texts | ValueField::One(_) => (self.value2, self.values) = Default::default(),
            ValueField::Span => {
                self.values.clear();
                if self.value2 != DAYS && SpanUnit::from_word(&self.value2).is_none() {
                    self.value2.clear();
                }
            }
            ValueField::Range(_) => self.values.clear(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segments::samples;

    fn settled(
        attribute: &str,
        of: &str,
        operator: &str,
        (value, value2, values): (&str, &str, &[&str]),
    ) -> ConditionInput {
        let mut input = ConditionInput {
            attribute: attribute.to_owned(),
            of: of.to_owned(),
            operator: operator.to_owned(),
            value: value.to_owned(),
            value2: value2.to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
            ..ConditionInput::default()
        };
        input.settle(&samples::catalogue());
        let again = input.clone();
        input.settle(&samples::catalogue());
        assert_eq!(input, again, "what is settled stays so");
        input
    }

    #[test]
    fn no_value_passes_from_one_attribute_to_another() {
        for (attribute, of, operator) in [
            ("member_of", "last_purchase_on", "in_last"),
            ("spend_cents", "member_of", "is"),
            ("age", "age_group", "is"),
            ("acquired_on", "market", "is"),
            ("spend_30_cents", "spend_cents", "at_least"),
            ("rated_on", "last_used_on", "in_last"),
        ] {
            let input = settled(attribute, of, operator, ("30", "40", &["FR", "30"]));
            assert_eq!((&*input.value, &*input.value2, input.values.len()), ("", "", 0), "{of} to {attribute}");
            assert_eq!(input.of, attribute);
        }
        assert_eq!(settled("age", "age", "at_least", ("30", "", &[])).value, "30");
        assert_eq!(settled("age", "", "at_least", ("30", "", &[])).value, "30", "a program posts without it");
    }

    #[test]
    fn an_operator_that_the_attribute_has_stays_and_another_becomes_its_first() {
        assert_eq!(settled("age", "stars", "between", ("", "", &[])).operator, "between");
        assert_eq!(settled("age", "market", "is_any_of", ("", "", &[])).operator, "at_least");
    }

    #[test]
    fn values_are_in_the_fields_of_the_operator() {
        let several = settled("market", "market", "is_any_of", ("FR", "x", &[]));
        assert_eq!((&*several.value, &*several.value2, &*several.values), ("", "", &[String::from("FR")][..]));
        let one = settled("market", "market", "is", ("", "", &["FR"]));
        assert_eq!((&*one.value, one.values.len()), ("FR", 0));
        assert_eq!(
            settled("market", "market", "is", ("", "", &["FR", "DE"])).value,
            "",
            "one of several is not guessed"
        );
        assert_eq!(settled("age", "age", "is_known", ("3", "4", &["5"])).value, "");
        let span = |unit| settled("rated_on", "rated_on", "in_last", ("3", unit, &["x"]));
        assert_eq!(["weeks", "days", "7"].map(|unit| span(unit).value2), ["weeks", "days", ""]);
        assert_eq!(settled("campaign_id", "campaign_id", "is", ("a\r\nb", "", &[])).value, "a, b");
        assert_eq!(settled("campaign_id", "campaign_id", "is_any_of", ("a\r\nb", "", &[])).value, "a\nb");
    }
}
