//! A segment's rule: AND of filters, a filter OR of conditions, to include or to exclude who matches. Pure values.

use super::catalogue::{Attribute, Catalogue, MEMBER_OF, UNKNOWN};
use super::operator::Operator;
use super::profile::{Profile, Value};
use crate::day::Day;
use serde::{Deserialize, Serialize};

/// AND of filters. One without filters takes everyone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rule {
    pub filters: Vec<Filter>,
}

/// OR of conditions; at least one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Filter {
    /// Keeps those who do *not* match.
    pub exclude: bool,
    pub conditions: Vec<Condition>,
}

/// `attribute` is a key of the catalogue; the operand's form fits the operator and the attribute's kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Condition {
    pub attribute: String,
    pub operator: Operator,
    pub operand: Operand,
}

/// What a condition compares with. Numbers are counts, cents or days since 1970-01-01, as the attribute's kind has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operand {
    /// For *is known* and *is unknown*.
    Nothing,
    /// Codes of choices: one for *is* and *is not*, one or more for *is any of* and *is none of*.
    Choices(Vec<String>),
    Number(i64),
    /// Both ends belong to it.
    Range(i64, i64),
    /// A number of days for *in the last … days* and *more than … days ago*.
    Days(u32),
    Flag(bool),
}

impl Rule {
    /// Whether the customer meets the rule on `today`. An attribute that the app lacks is
    /// unknown of everyone.
    pub fn matches(&self, catalogue: &Catalogue, profile: &Profile, today: Day) -> bool {
        self.filters.iter().all(|filter| filter.matches(catalogue, profile, today))
    }

    /// The rule that takes the members of one group.
    pub fn member_of(group: &str) -> Self {
        let operand = Operand::Choices(vec![group.to_owned()]);
        let condition = Condition { attribute: MEMBER_OF.to_owned(), operator: Operator::Is, operand };
        Self { filters: vec![Filter { exclude: false, conditions: vec![condition] }] }
    }

    /// The ids of the groups that its conditions name.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        let conditions = self.filters.iter().flat_map(|filter| &filter.conditions);
        conditions.filter(|condition| condition.attribute == MEMBER_OF).flat_map(|condition| match &condition.operand {
            Operand::Choices(ids) => ids.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        })
    }
}

impl Filter {
    /// Whether the customer is kept by this filter.
    pub fn matches(&self, catalogue: &Catalogue, profile: &Profile, today: Day) -> bool {
        let met = |condition: &Condition| match catalogue.find(&condition.attribute) {
            Some(attribute) => condition.matches(attribute, &attribute.value(profile), today),
            None => condition.operator.meets_unknown(),
        };
        self.conditions.iter().any(met) != self.exclude
    }
}

impl Condition {
    /// Whether `value` meets the condition. An unknown value meets no comparison, hence all of their opposites.
    pub fn matches(&self, attribute: &Attribute, value: &Value, today: Day) -> bool {
        match self.operator {
            Operator::IsKnown => *value != Value::Unknown,
            Operator::IsUnknown => *value == Value::Unknown,
            operator => self.operand_holds(attribute, value, today) != operator.is_opposite(),
        }
    }

    /// Whether the chosen codes hold `unknown`, which only attributes that offer it read as "has no value".
    pub fn names_unknown(&self, attribute: &Attribute) -> bool {
        attribute.offers_unknown()
            && matches!(&self.operand, Operand::Choices(codes) if codes.iter().any(|code| code == UNKNOWN))
    }

    /// The numbers that meet the condition's comparison (before *is not* inverts it), both ends included.
    /// `None` where the comparison is not one of numbers.
    pub fn bounds(&self, today: Day) -> Option<(i64, i64)> {
        let today = i64::from(today.number());
        Some(match (&self.operand, self.operator) {
            (Operand::Number(number), Operator::AtLeast | Operator::OnOrAfter) => (*number, i64::MAX),
            (Operand::Number(number), Operator::AtMost | Operator::OnOrBefore) => (i64::MIN, *number),
            (Operand::Number(number), _) => (*number, *number),
            (Operand::Range(least, greatest), _) => (*least, *greatest),
            (Operand::Days(days), Operator::MoreThanAgo) => (i64::MIN, today - i64::from(*days)),
            (Operand::Days(days), _) => (today - i64::from(*days) + 1, today),
            (Operand::Flag(flag), _) => (i64::from(*flag), i64::from(*flag)),
            (Operand::Nothing | Operand::Choices(_), _) => return None,
        })
    }

    fn operand_holds(&self, attribute: &Attribute, value: &Value, today: Day) -> bool {
        match (value, &self.operand) {
            (Value::Unknown, _) => self.names_unknown(attribute),
            (Value::Text(text), Operand::Choices(codes)) => codes.contains(text),
            (Value::Groups(ids), Operand::Choices(codes)) => ids.iter().any(|id| codes.contains(id)),
            (Value::Number(number), _) => {
                self.bounds(today).is_some_and(|(least, greatest)| (least..=greatest).contains(number))
            }
            _ => false,
        }
    }

    /// Whether the operator and the operand's form fit `attribute`.
    pub fn fits(&self, attribute: &Attribute) -> bool {
        use super::catalogue::Kind;
        let form_fits = match self.operator {
            Operator::IsKnown | Operator::IsUnknown => self.operand == Operand::Nothing,
            Operator::InLast | Operator::MoreThanAgo => matches!(self.operand, Operand::Days(days) if days > 0),
            Operator::Between => matches!(self.operand, Operand::Range(least, greatest) if least <= greatest),
            Operator::IsAnyOf | Operator::IsNoneOf => {
                matches!(&self.operand, Operand::Choices(codes) if !codes.is_empty())
            }
            _ => match attribute.kind {
                Kind::Choice => matches!(&self.operand, Operand::Choices(codes) if codes.len() == 1),
                Kind::YesNo => matches!(self.operand, Operand::Flag(_)),
                Kind::Number | Kind::Money | Kind::Date => matches!(self.operand, Operand::Number(_)),
            },
        };
        form_fits && attribute.operators().contains(&self.operator)
    }
}

#[cfg(test)]
#[path = "rule_tests.rs"]
mod tests;
