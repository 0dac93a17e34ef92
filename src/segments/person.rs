//! A customer with some values changed.

use super::catalogue::{Attribute, Catalogue};
use super::change::{Change, Target};
use super::choices::AgeGroup;
use super::key::{BuiltIn, Key};
use super::profile::{Profile, Value};
use super::rule::{Condition, Filter, Rule};
use crate::day::Day;

/// A customer whose values may be changed.
#[derive(Clone)]
pub struct Person<'a> {
    pub catalogue: &'a Catalogue,
    pub profile: &'a Profile,
    pub today: Day,
    /// The values that differ from the profile, by the key of the attribute that they are computed from.
    changed: Vec<(Key, Value)>,
}

impl<'a> Person<'a> {
    /// The customer with the values of the profile.
    pub const fn new(catalogue: &'a Catalogue, profile: &'a Profile, today: Day) -> Self {
        Self { catalogue, profile, today, changed: Vec::new() }
    }

    /// The customer with these changes.
    pub fn with<'c>(&self, changes: impl IntoIterator<Item = &'c Change>) -> Self {
        let mut changed: Vec<(Key, Value)> = Vec::new();
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
        Self { changed, catalogue: self.catalogue, profile: self.profile, today: self.today }
    }

    /// Whether the value of the attribute with this key is changed.
    pub fn changes(&self, source: &Key) -> bool {
        self.changed.iter().any(|(key, _)| key == source)
    }

    /// The value, changed or not. A value that is computed from another one changes with it.
    pub fn value(&self, attribute: &Attribute) -> Value {
        let source = attribute.key.source();
        let changed = self.changed.iter().find(|(key, _)| *key == *source).map(|(_, value)| value);
        match (&attribute.key, changed) {
            (_, None) => attribute.value(self.profile),
            (Key::BuiltIn(BuiltIn::AgeGroup), Some(Value::Number(age))) => {
                Value::Text(AgeGroup::of(u16::try_from(*age).unwrap_or(u16::MAX)).word().to_owned())
            }
            (Key::BuiltIn(BuiltIn::AgeGroup), Some(Value::Unknown)) => {
                self.profile.told_age_group.map(AgeGroup::word).into()
            }
            (Key::BuiltIn(BuiltIn::FirstPurchaseMade), Some(Value::Number(purchases))) => {
                Value::Number(i64::from(*purchases > 0))
            }
            (_, Some(value)) => value.clone(),
        }
    }

    pub fn meets(&self, condition: &Condition) -> bool {
        match self.catalogue.find(&condition.attribute) {
            Some(attribute) => condition.matches(attribute, &self.value(attribute), self.today),
            None => condition.operator.meets_unknown(),
        }
    }

    /// Whether the filter keeps the customer.
    pub fn is_kept(&self, filter: &Filter) -> bool {
        filter.keeps(|condition| self.meets(condition))
    }

    pub fn is_member(&self, rule: &Rule) -> bool {
        rule.filters.iter().all(|filter| self.is_kept(filter))
    }
}
