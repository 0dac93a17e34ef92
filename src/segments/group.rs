//! A group as rules refer to it: by id, shown by name.

use super::rule::Rule;

/// A group that rules can refer to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub id: String,
    pub name: String,
    pub is_archived: bool,
    /// A segment's rule; none for a known user group, whose members are listed.
    pub rule: Option<Rule>,
}
