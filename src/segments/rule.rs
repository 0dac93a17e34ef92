//! A segment's rule: an AND of filters; each filter is an OR of alternatives, which are conditions that are met together,
//! and includes or excludes the matching customers. Pure values.

use super::calendar::SpanUnit;
use super::key::Key;
use super::operator::Operator;
use serde::{Deserialize, Serialize};

/// An AND of filters. Without filters it includes everyone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rule {
    pub filters: Vec<Filter>,
}

/// An OR of at least one alternative. Stored, an alternative of one condition is that condition, as it was before there
/// were others, and one of several is an object with `all`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "StoredFilter", into = "StoredFilter")]
pub struct Filter {
    /// Keeps the customers who do *not* match.
    pub exclude: bool,
    pub alternatives: Vec<Alternative>,
}

/// An AND of at least one condition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Alternative(pub Vec<Condition>);

#[derive(Clone, Serialize, Deserialize)]
struct StoredFilter {
    exclude: bool,
    conditions: Vec<StoredAlternative>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum StoredAlternative {
    One(Condition),
    Several { all: Vec<Condition> },
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
    /// For *is known* and *is unknown*, and for the weeks, months and years of the calendar.
    Nothing,
    /// Codes of choices: one for *is* and *is not*, one or more for *is any of* and *is none of*.
    Choices(Vec<String>),
    /// A part of a text for *contains* and its like.
    Text(String),
    /// A version for *is at least* and *is at most*, as it was typed.
    Version(String),
    /// The lower and the upper version, both included.
    Versions(String, String),
    Number(i64),
    /// Both ends included.
    Range(i64, i64),
    /// A number of days for *in the last …*, *more than … ago*, *in the next …* and *has its anniversary in the next …
    /// days*.
    Days(u32),
    /// A span of another unit for the first three of them.
    Span(u32, SpanUnit),
    /// For *between … and … days ago*, the nearer end first.
    DaysAgo(u32, u32),
    Flag(bool),
    /// A share of the customers in parts of [`crate::shares::WHOLE`], for *is in the highest … percent*.
    Share(u32),
}

impl Filter {
    /// The filter whose alternatives are single conditions.
    pub fn any(exclude: bool, conditions: Vec<Condition>) -> Self {
        Self { exclude, alternatives: conditions.into_iter().map(Alternative::from).collect() }
    }

    /// Keeps the customers who meet the condition.
    pub fn one(condition: Condition) -> Self {
        Self::any(false, vec![condition])
    }

    /// All its conditions, in order.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.alternatives.iter().flat_map(|alternative| &alternative.0)
    }

    /// Whether it keeps a customer, by whether that customer meets each condition.
    pub fn keeps(&self, mut meets: impl FnMut(&Condition) -> bool) -> bool {
        self.alternatives.iter().any(|alternative| alternative.0.iter().all(&mut meets)) != self.exclude
    }
}

impl From<Condition> for Alternative {
    fn from(condition: Condition) -> Self {
        Self(vec![condition])
    }
}

impl From<StoredFilter> for Filter {
    fn from(StoredFilter { exclude, conditions }: StoredFilter) -> Self {
        let alternatives = conditions.into_iter().map(|stored| match stored {
            StoredAlternative::One(condition) => Alternative::from(condition),
            StoredAlternative::Several { all } => Alternative(all),
        });
        Self { exclude, alternatives: alternatives.collect() }
    }
}

impl From<Filter> for StoredFilter {
    fn from(Filter { exclude, alternatives }: Filter) -> Self {
        let conditions = alternatives.into_iter().map(|Alternative(mut all)| match all.pop() {
            Some(only) if all.is_empty() => StoredAlternative::One(only),
            last => {
                all.extend(last);
                StoredAlternative::Several { all }
            }
        });
        Self { exclude, conditions: conditions.collect() }
    }
}

impl Rule {
    /// All conditions of its filters, in order.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.filters.iter().flat_map(Filter::conditions)
    }

    /// The rule that includes the members of one group.
    pub fn member_of(group: &str) -> Self {
        let operand = Operand::Choices(vec![group.to_owned()]);
        let condition = Condition { attribute: Key::MemberOf, operator: Operator::Is, operand };
        Self { filters: vec![Filter::one(condition)] }
    }

    /// The rule that includes those who are members of every one of some groups and of none of others.
    pub fn of_groups(all: &[String], none: &[String]) -> Self {
        let filter = |id: &String, exclude| {
            let operand = Operand::Choices(vec![id.clone()]);
            let condition = Condition { attribute: Key::MemberOf, operator: Operator::Is, operand };
            Filter::any(exclude, vec![condition])
        };
        let included = all.iter().map(|id| filter(id, false));
        Self { filters: included.chain(none.iter().map(|id| filter(id, true))).collect() }
    }

    /// The same rule with one more filter, of this condition.
    pub fn and(&self, condition: Condition) -> Self {
        let mut rule = self.clone();
        rule.filters.push(Filter::one(condition));
        rule
    }

    /// The attributes of its conditions, each once, in the order of the rule.
    pub fn attributes(&self) -> Vec<&Key> {
        let mut attributes: Vec<&Key> = Vec::new();
        for condition in self.conditions() {
            if !attributes.contains(&&condition.attribute) {
                attributes.push(&condition.attribute);
            }
        }
        attributes
    }

    /// Whether one of its conditions is on the attribute.
    pub fn uses(&self, attribute: &Key) -> bool {
        self.conditions().any(|condition| condition.attribute == *attribute)
    }

    /// The ids of the groups in its conditions.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        let of_groups = self.conditions().filter(|condition| condition.attribute == Key::MemberOf);
        of_groups.flat_map(|condition| match &condition.operand {
            Operand::Choices(ids) => ids.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        })
    }
}
