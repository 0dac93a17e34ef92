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

impl Group {
    /// The same group as a list of members, whatever decides who they are.
    pub fn as_list(&self) -> Self {
        Self { id: self.id.clone(), name: self.name.clone(), is_archived: self.is_archived, rule: None }
    }
}
