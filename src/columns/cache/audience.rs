//! Answers questions about the customers of one app from its columns in memory.

use super::lists::Lists;
use super::member_sets::{MemberSet, MemberSets};
use crate::audience::{Answer, Audience, Availability, Order, Question, Share, ValueCount};
use crate::columns::engine::Columns;
use crate::day::Day;
use crate::ids::AppKey;
use crate::segments::ranks::Highest;
use crate::segments::{Attribute, Catalogue, Rule};
use crate::store::StoreError;
use roaring::RoaringBitmap;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The columns of one app, with the known user groups that its rules can refer to.
pub struct ColumnAudience {
    pub app: AppKey,
    pub columns: Columns,
    pub sets: Arc<MemberSets>,
    pub lists: Lists,
}

/// Columns with the groups that a rule refers to as lists of their members.
struct Resolved {
    columns: Columns,
    /// The attributes of the app, with these groups.
    catalogue: Catalogue,
    /// The number of each group's set.
    numbers: HashMap<String, u64>,
}

impl Resolved {
    /// The same question about these columns.
    fn question<'a>(&'a self, question: &Question<'a>) -> Question<'a> {
        Question { catalogue: &self.catalogue, ..*question }
    }

    /// The numbers of the sets of the groups that the rule names. A group that is computed later, because the rule leads
    /// back to itself, has no members, and one that was deleted neither.
    fn named(&self, rule: &Rule) -> Vec<u64> {
        rule.groups().map(|group| self.numbers.get(group).copied().unwrap_or(u64::MAX)).collect()
    }
}

impl ColumnAudience {
    /// The columns with the known user groups that the rule refers to.
    fn columns_for(&self, question: &Question<'_>) -> Result<Columns, StoreError> {
        let mut columns = self.columns.clone();
        for group in question.catalogue.lists_of(question.rule) {
            if let Ok(id) = group.parse() {
                columns.set_list(group, self.lists.find(self.app, id)?.members);
            }
        }
        Ok(columns)
    }

    /// The columns with all groups that the rule refers to, each computed unless its members are known; `None` once
    /// `cancelled` is set.
    fn resolved(&self, cancelled: &AtomicBool, question: &Question<'_>) -> Result<Option<Resolved>, StoreError> {
        let nesting = question.catalogue.nesting(question.rule);
        let lists = nesting.groups().iter().map(|nested| nested.group.as_list());
        let catalogue = Catalogue::new(question.catalogue.custom().to_vec()).with_groups(lists.collect());
        let mut resolved = Resolved { columns: self.columns.clone(), catalogue, numbers: HashMap::new() };
        for nested in nesting.groups() {
            if cancelled.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let id = &nested.group.id;
            let set = match &nested.group.rule {
                // Customers who are not available are left out of the answer, not of the groups in it.
                Some(rule) => {
                    self.members_of(&resolved, &Question { rule, availability: Availability::EVERYONE, ..*question })
                }
                None => match id.parse() {
                    Ok(list) => self.lists.find(self.app, list),
                    Err(_) => continue,
                },
            }?;
            resolved.columns.set_list(id, set.members);
            resolved.numbers.insert(id.clone(), set.number);
        }
        Ok(Some(resolved))
    }

    fn members_of(&self, resolved: &Resolved, question: &Question<'_>) -> Result<MemberSet, StoreError> {
        let members = || Ok(resolved.columns.members(&resolved.question(question)));
        self.sets.find(question, resolved.named(question.rule), members)
    }
}

impl Audience for ColumnAudience {
    type Error = StoreError;

    fn answer(&self, question: &Question<'_>, cancelled: &AtomicBool) -> Result<Option<Answer>, StoreError> {
        let Some(resolved) = self.resolved(cancelled, question)? else { return Ok(None) };
        Ok(resolved.columns.answer_unless(cancelled, &resolved.question(question)))
    }

    fn count(&self, question: &Question<'_>) -> Result<u64, StoreError> {
        let resolved = self.resolved(&AtomicBool::new(false), question)?;
        Ok(resolved.map_or(0, |resolved| resolved.columns.count(&resolved.question(question))))
    }

    fn members(&self, question: &Question<'_>) -> Result<Arc<RoaringBitmap>, StoreError> {
        let resolved = self.resolved(&AtomicBool::new(false), question)?;
        resolved.map_or_else(|| Ok(Arc::default()), |resolved| Ok(self.members_of(&resolved, question)?.members))
    }

    fn contains(&self, question: &Question<'_>, position: u32) -> Result<bool, StoreError> {
        // For one customer, the groups in the rule are evaluated for that customer only.
        Ok(self.columns_for(question)?.contains(question, position))
    }

    fn shares(&self, question: &Question<'_>, attribute: &Attribute) -> Result<Vec<Share>, StoreError> {
        let resolved = self.resolved(&AtomicBool::new(false), question)?;
        Ok(resolved.map_or_else(Vec::new, |resolved| resolved.columns.shares(&resolved.question(question), attribute)))
    }

    fn highest(
        &self,
        attribute: &Attribute,
        share: u32,
        question: &Question<'_>,
    ) -> Result<Option<Highest>, StoreError> {
        Ok(self.columns.highest(attribute, share, question))
    }

    fn ordered(&self, question: &Question<'_>, order: &Order<'_>, most: usize) -> Result<Vec<u32>, StoreError> {
        Ok(self.columns.ordered(&*self.members(question)?, order, most))
    }

    fn values(&self, attribute: &Attribute, _: Day) -> Result<Vec<ValueCount>, StoreError> {
        Ok(self.columns.values(&attribute.key))
    }
}
