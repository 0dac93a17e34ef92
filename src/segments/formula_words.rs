//! Parses comparisons in the words of the form, such as *is between* and *est l’un de*, beside those of formulas.

use super::calendar::SpanUnit;
use super::catalogue::Attribute;
use super::formula_reader::{Comparison, Reader, SLOT};
use super::input::DAYS;
use super::operator::Operator;
use std::cmp::Reverse;

impl Reader<'_> {
    /// The comparison of the attribute whose label in the form comes next, in any of the languages.
    pub(super) fn words_of_form(&mut self, attribute: &Attribute) -> Option<Comparison> {
        let found = self.in_each(|reader| {
            let label = |operator: &Operator| (*operator, operator.label(reader.locale));
            let mut labels: Vec<_> = attribute.operators().iter().map(label).collect();
            // *is* begins *is any of*.
            labels.sort_by_key(|(_, label)| Reverse(label.chars().count()));
            labels.into_iter().find_map(|(operator, label)| reader.label(operator, &label))
        });
        // *is in the last 30 days* is *in the last 30 days* with a verb before it.
        let found = found.or_else(|| self.in_each(Self::after_verb));
        self.is_in_words = found.is_some();
        found
    }

    /// The comparison if its label comes next, with numbers in place of its dots.
    fn label(&mut self, operator: Operator, label: &str) -> Option<Comparison> {
        let pattern = label.replace('…', &SLOT.to_string());
        let numbers = match operator {
            _ if pattern.ends_with(SLOT) => return self.span_label(operator, &pattern),
            Operator::InHighest => self.percent(&pattern),
            _ => self.numbers(&pattern),
        };
        numbers.map(|numbers| Comparison { operator, numbers, unit: None })
    }

    /// The comparison of a span, whose label ends with the number, and what it counts.
    fn span_label(&mut self, operator: Operator, pattern: &str) -> Option<Comparison> {
        let start = self.cursor.at;
        let numbers = self.numbers(pattern)?;
        let units = [None].into_iter().chain(SpanUnit::ALL.iter().copied().map(Some));
        let mut units = units.map(|unit| (unit, unit.map_or(DAYS, SpanUnit::word)));
        let found = units.find(|(_, word)| {
            self.cursor.skip_spaces();
            self.cursor.eat_phrase(&self.locale.text(&format!("span-unit-{word}")))
        });
        if found.is_none() {
            self.cursor.at = start;
        }
        found.map(|(unit, _)| Comparison { operator, numbers, unit })
    }

    fn after_verb(&mut self) -> Option<Comparison> {
        let start = self.cursor.at;
        let is_verb = self.cursor.eat_phrase(&self.locale.text("formula-verb"));
        let found = is_verb.then(|| self.words()).flatten();
        if found.is_none() {
            self.cursor.at = start;
        }
        found
    }
}
