//! Explains why a customer meets a rule or not: each condition with the customer's own value, and the nearest change of
//! values that would change the outcome.

use super::catalogue::Catalogue;
use super::change::Change;
use super::nearest_change::nearest_change;
use super::person::Person;
use super::profile::{Profile, Value};
use super::rule::{Condition, Filter, Rule};
use crate::day::Day;

/// A rule evaluated for one customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    pub meets: bool,
    pub filters: Vec<ExplainedFilter>,
    /// The fewest and smallest changes that change the outcome; empty if none were found.
    pub changes: Vec<Change>,
    /// Whether no changes were found although not everything was tried.
    pub is_cut_short: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedFilter {
    pub exclude: bool,
    /// Whether the filter keeps the customer.
    pub keeps: bool,
    pub conditions: Vec<ExplainedCondition>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedCondition {
    pub condition: Condition,
    /// The number of its alternative in the filter, counted from 1: conditions of one alternative have to be met together.
    pub alternative: usize,
    pub is_met: bool,
    /// The customer's own value.
    pub value: Value,
}

/// Explains `rule` for a customer; the profile's groups are those that the rule refers to. The amount of work is
/// bounded.
pub fn explain(rule: &Rule, catalogue: &Catalogue, profile: &Profile, today: Day) -> Explanation {
    let person = Person::new(catalogue, profile, today);
    let condition = |(alternative, condition): (usize, &Condition)| ExplainedCondition {
        condition: condition.clone(),
        alternative,
        is_met: person.meets(condition),
        value: catalogue.find(&condition.attribute).map_or(Value::Unknown, |attribute| person.value(attribute)),
    };
    let filter = |filter: &Filter| ExplainedFilter {
        exclude: filter.exclude,
        keeps: person.is_kept(filter),
        conditions: numbered(filter).map(condition).collect(),
    };
    let nearest = nearest_change(rule, &person);
    Explanation {
        meets: person.is_member(rule),
        filters: rule.filters.iter().map(filter).collect(),
        is_cut_short: nearest.changes.is_empty() && nearest.is_cut_short,
        changes: nearest.changes,
    }
}

/// The conditions with the numbers of their alternatives, counted from 1.
fn numbered(filter: &Filter) -> impl Iterator<Item = (usize, &Condition)> {
    let alternatives = (1..).zip(&filter.alternatives);
    alternatives.flat_map(|(number, alternative)| alternative.0.iter().map(move |condition| (number, condition)))
}

impl Explanation {
    /// Shows the conditions of `rule`, of which the explained one was made: they have the same places.
    pub fn showing(mut self, rule: &Rule) -> Self {
        for (explained, filter) in self.filters.iter_mut().zip(&rule.filters) {
            for (explained, condition) in explained.conditions.iter_mut().zip(filter.conditions()) {
                explained.condition = condition.clone();
            }
        }
        self
    }
}

/// Whether a customer meets `rule` on a day, as [`explain`] says.
pub fn is_met(rule: &Rule, catalogue: &Catalogue, profile: &Profile, day: Day) -> bool {
    Person::new(catalogue, profile, day).is_member(rule)
}

#[cfg(test)]
#[path = "explanation_tests.rs"]
mod tests;
