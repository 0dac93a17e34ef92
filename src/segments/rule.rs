//! A segment's rule: an AND of filters; each filter is an OR of conditions and includes or excludes the matching
//! customers. Pure values.

use super::key::Key;
use super::operator::Operator;
use serde::{Deserialize, Serialize};

/// An AND of filters. Without filters it includes everyone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rule {
    pub filters: Vec<Filter>,
}

/// An OR of at least one condition.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Filter {
    /// Keeps the customers who do *not* match.
    pub exclude: bool,
    pub conditions: Vec<Condition>,
}

/// One comparison of an attribute. The form of the operand fits the operator and the attribute's kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Condition {
    pub attribute: Key,
    pub operator: Operator,
    pub operand: Operand,
}

/// The right-hand side of a comparison. Numbers are counts, cents or days since 1970-01-01, depending on the
/// attribute's kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operand {
    /// For *is known* and *is unknown*.
    Nothing,
    /// Codes of choices: one for *is* and *is not*, one or more for *is any of* and *is none of*.
    Choices(Vec<String>),
    Number(i64),
    /// Both ends included.
    Range(i64, i64),
    /// A number of days for *in the last … days* and *more than … days ago*.
    Days(u32),
    Flag(bool),
}

impl Rule {
    /// The rule that includes the members of one group.
    pub fn member_of(group: &str) -> Self {
        let operand = Operand::Choices(vec![group.to_owned()]);
        let condition = Condition { attribute: Key::MemberOf, operator: Operator::Is, operand };
        Self { filters: vec![Filter { exclude: false, conditions: vec![condition] }] }
    }

    /// Whether one of its conditions is on the attribute.
    pub fn uses(&self, attribute: &Key) -> bool {
        self.filters.iter().flat_map(|filter| &filter.conditions).any(|condition| condition.attribute == *attribute)
    }

    /// The ids of the groups in its conditions.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        let conditions = self.filters.iter().flat_map(|filter| &filter.conditions);
        conditions.filter(|condition| condition.attribute == Key::MemberOf).flat_map(|condition| {
            match &condition.operand {
                Operand::Choices(ids) => ids.iter().map(String::as_str).collect(),
                _ => Vec::new(),
            }
        })
    }
}
