//! Shares of the highest values: *is in the highest 10 percent*. Who is in one depends on everyone else, so that a rule
//! with such a condition is answered with the least value of the share in its place.

use super::key::Key;
use super::operator::Operator;
use super::rule::{Alternative, Condition, Filter, Operand, Rule};
use crate::shares::WHOLE;
use std::collections::HashMap;

/// The parts of a share in one percent.
pub const PERCENT: u32 = WHOLE / 100;

/// A share of the highest values of an attribute: the attribute, and the share in parts of [`WHOLE`].
pub type Rank = (Key, u32);

/// The highest values of an attribute among some customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Highest {
    /// The least of them.
    pub from: i64,
    /// How many customers have one of them: at least [`Highest::wanted`], and more if several have the least one.
    pub customers: u64,
    /// How many customers the share is.
    pub wanted: u64,
}

impl Highest {
    /// How many of `known` customers the share is: rounded up, so that it is never nobody.
    pub fn wanted_of(known: u64, share: u32) -> u64 {
        let wanted = (u128::from(known) * u128::from(share)).div_ceil(u128::from(WHOLE));
        u64::try_from(wanted).unwrap_or(known).clamp(1.min(known), known)
    }
}

impl Condition {
    /// The share of the highest values that it is about.
    pub fn rank(&self) -> Option<Rank> {
        match (self.operator, &self.operand) {
            (Operator::InHighest, Operand::Share(share)) => Some((self.attribute.clone(), *share)),
            _ => None,
        }
    }
}

impl Rule {
    /// The shares of highest values in its conditions.
    pub fn ranks(&self) -> impl Iterator<Item = Rank> {
        self.conditions().filter_map(Condition::rank)
    }

    /// The same rule with the least values in the place of shares. A share in which nobody is becomes a condition that
    /// nobody meets.
    pub fn ranked(&self, found: &HashMap<Rank, Option<Highest>>) -> Self {
        let condition = |condition: &Condition| {
            let Some(rank) = condition.rank() else { return condition.clone() };
            let from = found.get(&rank).copied().flatten().map(|highest| highest.from);
            let (operator, operand) = match from {
                Some(from) => (Operator::AtLeast, Operand::Number(from)),
                None => (Operator::Between, Operand::Range(1, 0)),
            };
            Condition { attribute: rank.0, operator, operand }
        };
        let alternative = |Alternative(all): &Alternative| Alternative(all.iter().map(condition).collect());
        let filter = |filter: &Filter| Filter {
            exclude: filter.exclude,
            alternatives: filter.alternatives.iter().map(alternative).collect(),
        };
        Self { filters: self.filters.iter().map(filter).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segments::BuiltIn;
    use crate::segments::samples::{condition, rule};

    #[test]
    fn a_share_is_rounded_up_and_never_nobody() {
        let of = |known, percent: f64| Highest::wanted_of(known, (percent * f64::from(PERCENT)) as u32);
        assert_eq!((of(0, 10.0), of(1, 0.0001), of(53, 10.0), of(100, 10.0), of(7, 100.0)), (0, 1, 6, 10, 7));
        assert_eq!(Highest::wanted_of(u64::MAX, WHOLE), u64::MAX);
    }

    #[test]
    fn a_share_becomes_its_least_value_and_one_of_nobody_is_met_by_nobody() {
        let high = |key: BuiltIn| condition(key, Operator::InHighest, Operand::Share(10 * PERCENT));
        let one = rule([(true, vec![high(BuiltIn::Sessions), high(BuiltIn::Stars)])]);
        let wanted: Vec<Rank> = one.ranks().collect();
        assert_eq!(wanted, [(BuiltIn::Sessions.into(), 100_000), (BuiltIn::Stars.into(), 100_000)]);
        let found =
            [(wanted[0].clone(), Some(Highest { from: 7, customers: 3, wanted: 2 })), (wanted[1].clone(), None)];
        let expected = vec![
            condition(BuiltIn::Sessions, Operator::AtLeast, Operand::Number(7)),
            condition(BuiltIn::Stars, Operator::Between, Operand::Range(1, 0)),
        ];
        assert_eq!(one.ranked(&HashMap::from(found)), rule([(true, expected)]));
    }
}
