//! Changes of a customer's values: what would have to be another, and how great that is.

use super::key::Key;
use super::profile::Value;

/// One value that would have to be another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub attribute: Key,
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

impl Change {
    /// Whether the value is already what it would have to be.
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

    /// How great it is: one for the value, and less than one for how far it goes.
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

    /// Whether this change and a later one cannot both be: they give one value two others.
    pub fn is_replaced_by(&self, later: &Self) -> bool {
        match (&self.to, &later.to) {
            (Target::Member(one, _), Target::Member(other, _)) => one == other,
            _ => later.attribute == self.attribute,
        }
    }
}
