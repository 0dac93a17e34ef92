//! Why a customer meets a rule or not: each condition with the customer's own value, and the nearest change of values that
//! would turn the outcome round.

use super::candidates::{ages, chosen, other_choice, range, sample, source_of};
use super::catalogue::{Attribute, Catalogue, Choices, age_group};
use super::operator::Operator;
use super::profile::{Profile, Value};
use super::rule::{Condition, Filter, Operand, Rule};
use crate::day::Day;

/// A rule beside one customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    pub meets: bool,
    pub filters: Vec<ExplainedFilter>,
    /// The fewest and smallest changes found that turn the outcome round; empty where none was found.
    pub changes: Vec<Change>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedFilter {
    pub exclude: bool,
    /// Whether the customer is kept by it.
    pub keeps: bool,
    pub conditions: Vec<ExplainedCondition>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedCondition {
    pub condition: Condition,
    pub is_met: bool,
    /// The customer's own value.
    pub value: Value,
}

/// One value that would have to be another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The key of the attribute.
    pub attribute: String,
    pub from: Value,
    pub to: Target,
}

/// What a value would have to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Exactly(Value),
    /// Known at all; such as this.
    Known(Value),
    /// None of those that the rule names; such as this.
    Other(Value),
    /// A member of this group, or not.
    Member(String, bool),
}

/// Combinations of changes that are tried.
const MOST_TRIED: usize = 20_000;

/// Explains `rule` by a customer's profile, whose groups are those that the rule names.
pub fn explain(rule: &Rule, catalogue: &Catalogue, profile: &Profile, today: Day) -> Explanation {
    let person = Person { catalogue, profile, today, changed: Vec::new() };
    let condition = |condition: &Condition| ExplainedCondition {
        condition: condition.clone(),
        is_met: person.meets(condition),
        value: catalogue.find(&condition.attribute).map_or(Value::Unknown, |attribute| person.value(attribute)),
    };
    let filter = |filter: &Filter| ExplainedFilter {
        exclude: filter.exclude,
        keeps: person.is_kept(filter),
        conditions: filter.conditions.iter().map(condition).collect(),
    };
    Explanation {
        meets: person.is_member(rule),
        filters: rule.filters.iter().map(filter).collect(),
        changes: person.nearest_change(rule),
    }
}

/// A customer whose values may be changed.
#[derive(Clone)]
struct Person<'a> {
    catalogue: &'a Catalogue,
    profile: &'a Profile,
    today: Day,
    changed: Vec<(String, Value)>,
}

impl<'a> Person<'a> {
    fn is_member(&self, rule: &Rule) -> bool {
        rule.filters.iter().all(|filter| self.is_kept(filter))
    }

    fn is_kept(&self, filter: &Filter) -> bool {
        filter.conditions.iter().any(|condition| self.meets(condition)) != filter.exclude
    }

    fn meets(&self, condition: &Condition) -> bool {
        match self.catalogue.find(&condition.attribute) {
            Some(attribute) => condition.matches(attribute, &self.value(attribute), self.today),
            None => condition.operator.meets_unknown(),
        }
    }

    /// The value, changed or not. What is computed from another value changes with it.
    fn value(&self, attribute: &Attribute) -> Value {
        let changed = |key: &str| self.changed.iter().find(|(other, _)| other == key).map(|(_, value)| value);
        match (&*attribute.key, changed(source_of(&attribute.key))) {
            (_, None) => attribute.value(self.profile),
            ("age_group", Some(Value::Number(age))) => {
                Value::Text(age_group(u16::try_from(*age).unwrap_or(u16::MAX)).to_owned())
            }
            ("first_purchase_made", Some(Value::Number(purchases))) => Value::Number(i64::from(*purchases > 0)),
            (_, Some(value)) => value.clone(),
        }
    }

    fn with(&self, changes: &[Change]) -> Self {
        let mut changed: Vec<(String, Value)> = Vec::new();
        for change in changes {
            let value = match &change.to {
                Target::Exactly(value) | Target::Known(value) | Target::Other(value) => value.clone(),
                Target::Member(group, belongs) => {
                    let kept = changed.iter().find(|(key, _)| *key == change.attribute).map(|(_, value)| value);
                    let mut groups = match kept.unwrap_or(&change.from) {
                        Value::Groups(groups) => groups.clone(),
                        _ => Vec::new(),
                    };
                    groups.retain(|other| other != group);
                    groups.extend(belongs.then(|| group.clone()));
                    Value::Groups(groups)
                }
            };
            changed.retain(|(key, _)| *key != change.attribute);
            changed.push((change.attribute.clone(), value));
        }
        Self { changed, ..self.clone() }
    }

    /// The cheapest changes that turn the outcome round.
    fn nearest_change(&self, rule: &Rule) -> Vec<Change> {
        let is_member = self.is_member(rule);
        let mut found: Option<(f64, Vec<Change>)> = None;
        let mut take = |changes: Vec<Change>| {
            let cost = changes.iter().map(cost).sum::<f64>();
            let is_better = found.as_ref().is_none_or(|(least, _)| cost < *least);
            if is_better && !changes.is_empty() && self.with(&changes).is_member(rule) != is_member {
                found = Some((cost, changes));
            }
        };
        if is_member {
            for filter in &rule.filters {
                self.ways(filter, filter.exclude).into_iter().for_each(&mut take);
            }
        } else {
            let failing = rule.filters.iter().filter(|filter| !self.is_kept(filter));
            let ways: Vec<_> = failing.map(|filter| self.ways(filter, !filter.exclude)).collect();
            combinations(&ways).into_iter().for_each(&mut take);
            // What mends one filter may break another: then any two values are tried.
            let all: Vec<_> = rule.filters.iter().flat_map(|filter| &filter.conditions).collect();
            let single: Vec<Change> = all.into_iter().flat_map(|condition| self.candidates(condition)).collect();
            let pairs = single.iter().flat_map(|one| single.iter().map(move |other| vec![one.clone(), other.clone()]));
            let different = pairs.filter(|pair| pair[0].attribute != pair[1].attribute);
            single.iter().map(|one| vec![one.clone()]).chain(different).take(MOST_TRIED).for_each(&mut take);
        }
        found.map(|(_, changes)| changes).unwrap_or_default()
    }

    /// Ways to have one of the filter's conditions met, or none of them.
    fn ways(&self, filter: &Filter, met: bool) -> Vec<Vec<Change>> {
        let candidates = |condition: &Condition| self.candidates(condition);
        if met {
            let single = filter.conditions.iter().flat_map(candidates);
            let helps = |change: &Change| {
                let changed = self.with(std::slice::from_ref(change));
                filter.conditions.iter().any(|condition| changed.meets(condition))
            };
            return single.filter(helps).map(|change| vec![change]).collect();
        }
        let mut way: Vec<Change> = Vec::new();
        for condition in &filter.conditions {
            if !self.with(&way).meets(condition) {
                continue;
            }
            let of_source =
                filter.conditions.iter().filter(|other| source_of(&other.attribute) == source_of(&condition.attribute));
            let of_source: Vec<_> = of_source.collect();
            let helps = |change: &Change| {
                let changed = self.with(&[way.clone(), vec![change.clone()]].concat());
                !of_source.iter().any(|condition| changed.meets(condition))
            };
            let all = of_source.iter().flat_map(|condition| self.candidates(condition)).filter(helps);
            let best = all.min_by(|one, other| cost(one).total_cmp(&cost(other)));
            let single = best.or_else(|| {
                let leaves =
                    |change: &Change| !self.with(&[way.clone(), vec![change.clone()]].concat()).meets(condition);
                self.candidates(condition).into_iter().find(leaves)
            });
            match single {
                Some(change) => way.push(change),
                None => return Vec::new(),
            }
        }
        vec![way]
    }

    /// Changes of the attribute of a condition, such as to the ends of what it takes and just past them.
    fn candidates(&self, condition: &Condition) -> Vec<Change> {
        let Some(attribute) = self.catalogue.find(&condition.attribute) else { return Vec::new() };
        let key = source_of(&attribute.key);
        let Some(source) = self.catalogue.find(key) else { return Vec::new() };
        let from = source.value(self.profile);
        let mut targets = Vec::new();
        match (&condition.operand, condition.operator) {
            (_, Operator::IsKnown | Operator::IsUnknown) => {
                targets.push(Target::Exactly(Value::Unknown));
                targets.push(Target::Known(sample(source, self.today)));
            }
            (Operand::Choices(groups), _) if attribute.choices == Choices::Groups => {
                targets.extend(groups.iter().flat_map(|id| [true, false].map(|is| Target::Member(id.clone(), is))));
            }
            (Operand::Choices(codes), _) if attribute.key == "age_group" => {
                targets.extend(ages(codes).into_iter().map(|age| Target::Exactly(Value::Number(age))));
            }
            (Operand::Choices(codes), _) => {
                targets.extend(codes.iter().map(|code| Target::Exactly(chosen(code, attribute))));
                targets.extend(other_choice(codes, attribute).map(Target::Other));
            }
            (Operand::Flag(_), _) if attribute.key == "first_purchase_made" => {
                targets.extend([0, 1].map(|purchases| Target::Exactly(Value::Number(purchases))));
            }
            (Operand::Flag(_), _) => {
                targets.extend([0, 1].map(|flag| Target::Exactly(Value::Number(flag))));
            }
            _ => {
                let bounds = condition.bounds(self.today);
                let ends = bounds.map(|(least, greatest)| {
                    [Some(least), Some(greatest), least.checked_sub(1), greatest.checked_add(1)]
                });
                let ends = ends.into_iter().flatten().flatten();
                let within = ends.filter(|end| range(source).contains(end));
                targets.extend(within.map(|end| Target::Exactly(Value::Number(end))));
            }
        }
        let change = |to| Change { attribute: key.to_owned(), from: from.clone(), to };
        targets.into_iter().map(change).filter(|change| !is_the_same(change)).collect()
    }
}

fn is_the_same(change: &Change) -> bool {
    match &change.to {
        Target::Exactly(value) => *value == change.from,
        Target::Known(_) => change.from != Value::Unknown,
        Target::Other(_) => false,
        Target::Member(group, belongs) => {
            matches!(&change.from, Value::Groups(groups) if groups.contains(group) == *belongs)
        }
    }
}

/// How great a change is: one for every value, and less than one for how far it goes.
fn cost(change: &Change) -> f64 {
    let step = match (&change.from, &change.to) {
        (Value::Number(from), Target::Exactly(Value::Number(to))) => {
            let distance = from.abs_diff(*to) as f64;
            distance / (distance + 50.0)
        }
        (_, Target::Exactly(Value::Unknown)) => 0.9,
        (_, Target::Other(_)) => 0.7,
        _ => 0.5,
    };
    1.0 + step
}

/// One way for each, put together in every way, as far as they are few.
fn combinations(ways: &[Vec<Vec<Change>>]) -> Vec<Vec<Change>> {
    let mut all: Vec<Vec<Change>> = vec![Vec::new()];
    for ways in ways {
        let longer = all.iter().flat_map(|begun| ways.iter().map(move |way| joined(begun, way)));
        all = longer.take(MOST_TRIED).collect();
    }
    all
}

/// Both, the later where both change the same value, save that several groups may be changed.
fn joined(begun: &[Change], way: &[Change]) -> Vec<Change> {
    let is_replaced = |change: &Change| {
        way.iter().any(|later| match (&change.to, &later.to) {
            (Target::Member(one, _), Target::Member(other, _)) => one == other,
            _ => later.attribute == change.attribute,
        })
    };
    begun.iter().filter(|change| !is_replaced(change)).chain(way).cloned().collect()
}

#[cfg(test)]
#[path = "explanation_tests.rs"]
mod tests;
