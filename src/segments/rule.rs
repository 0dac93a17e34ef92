//! A segment's rule: AND of filters, a filter OR of conditions, to include or to exclude who matches. Pure values.

use super::key::Key;
use super::operator::Operator;
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

/// The operand's form fits the operator and the attribute's kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Condition {
    pub attribute: Key,
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
    /// The rule that takes the members of one group.
    pub fn member_of(group: &str) -> Self {
        let operand = Operand::Choices(vec![group.to_owned()]);
        let condition = Condition { attribute: Key::MemberOf, operator: Operator::Is, operand };
        Self { filters: vec![Filter { exclude: false, conditions: vec![condition] }] }
    }

    /// The ids of the groups that its conditions name.
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
