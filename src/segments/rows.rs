//! A rule as the rows of a form: filters and conditions numbered with possible gaps, and how they are parsed.

use super::catalogue::Catalogue;
use super::field::ValueField;
use super::formula::{self, name_of};
use super::input::{ConditionInput, InputError};
use super::key::Key;
use super::limits::{MOST_CONDITIONS, MOST_IN_FILTER};
use super::operator::Operator;
use super::rule::{Alternative, Condition, Filter, Rule};
use super::typed_values;
use crate::locale::Locale;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::str::FromStr;

/// The most conditions that a form shows as rows: one filter more than a rule may have, so that someone slightly past
/// the limit can remove rows. Larger rules are shown as a formula.
pub const MOST_ROWS: usize = MOST_CONDITIONS + MOST_IN_FILTER;

/// The filters by number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct RuleRows(pub BTreeMap<u32, FilterRow>);

/// The rows of a filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct FilterRow {
    /// `include` or `exclude`.
    pub mode: String,
    pub conditions: BTreeMap<u32, ConditionInput>,
}

/// The position of a condition in the form: the number of its filter and its own number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowPlace {
    pub filter: u32,
    pub condition: u32,
}

/// An error of one field of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowError {
    pub place: RowPlace,
    pub error: InputError,
}

/// The rule in rows, and the errors of those that cannot be parsed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadRows {
    pub rule: Rule,
    /// The number in the form of each filter of the rule.
    pub filters: Vec<u32>,
    pub errors: Vec<RowError>,
}

impl fmt::Display for RowPlace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.filter, self.condition)
    }
}

impl FromStr for RowPlace {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (filter, condition) = text.split_once('.').ok_or(())?;
        Ok(Self { filter: filter.parse().map_err(|_| ())?, condition: condition.parse().map_err(|_| ())? })
    }
}

impl FilterRow {
    pub(super) fn blank() -> Self {
        Self { mode: String::from("include"), conditions: BTreeMap::from([(0, ConditionInput::default())]) }
    }

    pub fn excludes(&self) -> bool {
        self.mode == "exclude"
    }

    /// The rows with their numbers, those together that have to be met together.
    pub fn alternatives(&self) -> Vec<Vec<(u32, &ConditionInput)>> {
        let mut alternatives: Vec<Vec<(u32, &ConditionInput)>> = Vec::new();
        for (number, input) in &self.conditions {
            match alternatives.last_mut() {
                Some(last) if input.is_joined() => last.push((*number, input)),
                _ => alternatives.push(vec![(*number, input)]),
            }
        }
        alternatives
    }
}

impl RuleRows {
    /// One filter with one empty condition.
    pub fn blank() -> Self {
        Self(BTreeMap::from([(0, FilterRow::blank())]))
    }

    /// The rows that show `rule`.
    pub fn of(rule: &Rule, catalogue: &Catalogue, locale: Locale) -> Self {
        let row = |filter: &Filter| FilterRow {
            mode: String::from(if filter.exclude { "exclude" } else { "include" }),
            conditions: (0..).zip(filter.alternatives.iter().flat_map(|one| joined(one, catalogue, locale))).collect(),
        };
        let rows: BTreeMap<u32, FilterRow> = (0..).zip(rule.filters.iter().map(row)).collect();
        if rows.is_empty() { Self::blank() } else { Self(rows) }
    }

    /// Every condition with its position, in the order of the form.
    pub fn conditions<'a>(&'a self) -> impl Iterator<Item = (RowPlace, &'a ConditionInput)> {
        let of_filter = |(filter, row): (&u32, &'a FilterRow)| {
            let filter = *filter;
            row.conditions.iter().map(move |(condition, input)| (RowPlace { filter, condition: *condition }, input))
        };
        self.0.iter().flat_map(of_filter)
    }

    /// The number of conditions.
    pub fn len(&self) -> usize {
        self.0.values().map(|row| row.conditions.len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The conditions that refer to the group with this id.
    pub fn naming(&self, group: &str) -> impl Iterator<Item = RowPlace> {
        let names = move |input: &ConditionInput| {
            Key::from(input.attribute.as_str()) == Key::MemberOf
                && (input.value == group || input.values.iter().any(|one| one == group))
        };
        self.conditions().filter(move |(_, input)| names(input)).map(|(place, _)| place)
    }

    /// Removes filters without a condition, in which nothing can be typed.
    pub fn remove_empty_filters(&mut self) {
        self.0.retain(|_, row| !row.conditions.is_empty());
        if self.0.is_empty() {
            *self = Self::blank();
        }
    }

    /// Puts each of several values on a line of its own where commas, semicolons or tabs separate them. `values` returns
    /// the values that customers have for an attribute, which stay whole.
    pub fn separate_values<E>(
        &mut self,
        catalogue: &Catalogue,
        mut values: impl FnMut(&Key) -> Result<HashSet<String>, E>,
    ) -> Result<(), E> {
        let mut known: HashMap<Key, HashSet<String>> = HashMap::new();
        let inputs = self.0.values_mut().flat_map(|row| row.conditions.values_mut());
        for input in inputs.filter(|input| typed_values::has_separators(&input.value)) {
            let attribute = catalogue.find(&Key::from(input.attribute.trim()));
            let field = attribute.zip(Operator::from_word(input.operator.trim()));
            let Some((attribute, operator)) = field else { continue };
            if ValueField::of(attribute, operator) == ValueField::Texts {
                if !known.contains_key(&attribute.key) {
                    known.insert(attribute.key.clone(), values(&attribute.key)?);
                }
                let separated = typed_values::separated(&input.value, &known[&attribute.key]);
                let lines: Vec<_> = separated.iter().map(|value| typed_values::written_in_list(value)).collect();
                input.value = lines.join("\n");
            }
        }
        Ok(())
    }

    /// Parses the rule. Conditions without an attribute are skipped, because they are not filled in yet.
    pub fn read(&self, catalogue: &Catalogue, locale: Locale) -> ReadRows {
        let (mut errors, mut filters, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
        for (filter, row) in &self.0 {
            let mut alternatives: Vec<Alternative> = Vec::new();
            for inputs in row.alternatives() {
                let mut conditions: Vec<Condition> = Vec::new();
                for (condition, input) in inputs.into_iter().filter(|(_, input)| !input.attribute.is_empty()) {
                    let place = RowPlace { filter: *filter, condition };
                    match input.parse(catalogue, locale) {
                        Ok(read) => conditions.push(read),
                        Err(found) => errors.extend(found.into_iter().map(|error| RowError { place, error })),
                    }
                }
                alternatives.extend((!conditions.is_empty()).then_some(Alternative(conditions)));
            }
            if !alternatives.is_empty() {
                filters.push(Filter { exclude: row.excludes(), alternatives });
                numbers.push(*filter);
            }
        }
        ReadRows { rule: Rule { filters }, filters: numbers, errors }
    }

    /// The rows as a formula. A condition that cannot be parsed is written as typed, so that parsing the formula finds
    /// the same error.
    pub fn formula<'a>(&'a self, catalogue: &Catalogue, locale: Locale) -> String {
        // Each attribute's name is computed once, however many conditions use it, because it is compared with the names
        // of all attributes.
        let mut names: HashMap<&str, String> = HashMap::new();
        let mut written = |input: &'a ConditionInput| {
            let name = names
                .entry(&input.attribute)
                .or_insert_with(|| name_of(&Key::from(input.attribute.as_str()), catalogue, locale));
            format!("{name} {}", input.comparison(catalogue, locale))
        };
        let mut filters = Vec::new();
        for row in self.0.values() {
            let mut alternatives: Vec<Vec<String>> = Vec::new();
            for inputs in row.alternatives() {
                let inputs = inputs.into_iter().map(|(_, input)| input).filter(|input| !input.attribute.is_empty());
                alternatives.push(inputs.map(&mut written).collect());
            }
            alternatives.retain(|conditions| !conditions.is_empty());
            if !alternatives.is_empty() {
                filters.push(formula::joined(row.excludes(), alternatives, false));
            }
        }
        filters.join(" && ")
    }
}

/// The rows of the conditions of an alternative.
fn joined<'a>(
    Alternative(conditions): &'a Alternative,
    catalogue: &'a Catalogue,
    locale: Locale,
) -> impl Iterator<Item = ConditionInput> + 'a {
    let row = move |(place, condition)| ConditionInput::from_condition(condition, catalogue, locale).joined(place > 0);
    conditions.iter().enumerate().map(row)
}

#[cfg(test)]
#[path = "rows_tests.rs"]
mod tests;
