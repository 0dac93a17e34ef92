//! Changes of a customer's values: which values would have to differ, and how large the changes are.

use super::key::Key;
use super::profile::Value;

/// One value that would have to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub attribute: Key,
    pub from: Value,
    pub to: Target,
}

/// What a value would have to change to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Exactly(Value),
    /// Any known value, for example this one.
    Known(Value),
    /// A value that the rule does not name, for example this one.
    Other(Value),
    /// A member of the group with this id, or with `false` not a member.
    Member(String, bool),
}

impl Change {
    /// Whether the value already is as required.
    pub fn is_none(&self) -> bool {
        match &self.to {
            Target::Exactly(value) => *value == self.from,
            Target::Known(_) => self.from != Value::Unknown,
            Target::Other(_) => false,
            Target::Member(group, belongs) => {
                matches!(&self.from, Value::Groups(groups) if groups.contains(group) == *belongs)
            }
        }
    }

    /// The cost of the change: 1, plus an amount below 1 that grows with the distance between the values.
    pub fn cost(&self) -> f64 {
        let step = match (&self.from, &self.to) {
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

    /// Whether a later change replaces this one, because both change the same value.
    pub fn is_replaced_by(&self, later: &Self) -> bool {
        match (&self.to, &later.to) {
            (Target::Member(one, _), Target::Member(other, _)) => one == other,
            _ => later.attribute == self.attribute,
        }
    }
}
