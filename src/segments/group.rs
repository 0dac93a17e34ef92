//! A group as rules refer to it: by id, displayed by name.

use super::rule::Rule;

/// A group that rules can refer to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub id: String,
    pub name: String,
    pub is_archived: bool,
    /// A segment's rule; `None` for a known user group, whose members are listed.
    pub rule: Option<Rule>,
}
