//! Answers questions about the customers of one app from its columns in memory.

use super::lists::Lists;
use super::member_sets::MemberSets;
use crate::audience::{Answer, Audience, Question, ValueCount};
use crate::columns::engine::Columns;
use crate::day::Day;
use crate::ids::AppKey;
use crate::segments::Attribute;
use crate::store::StoreError;
use roaring::RoaringBitmap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The columns of one app, with the known user groups that its rules can refer to.
pub struct ColumnAudience {
    pub app: AppKey,
    pub columns: Columns,
    pub sets: Arc<MemberSets>,
    pub lists: Lists,
}

impl ColumnAudience {
    /// The columns with the known user groups that the rule refers to.
    fn columns_for(&self, question: &Question<'_>) -> Result<Columns, StoreError> {
        let mut columns = self.columns.clone();
        for group in question.catalogue.lists_of(question.rule) {
            if let Ok(id) = group.parse() {
                columns.set_list(group, self.lists.find(self.app, id)?);
            }
        }
        Ok(columns)
    }
}

impl Audience for ColumnAudience {
    type Error = StoreError;

    fn answer(&self, question: &Question<'_>, cancelled: &AtomicBool) -> Result<Option<Answer>, StoreError> {
        if cancelled.load(Ordering::Relaxed) {
            return Ok(None);
        }
        Ok(self.columns_for(question)?.answer_unless(cancelled, question))
    }

    fn count(&self, question: &Question<'_>) -> Result<u64, StoreError> {
        Ok(self.columns_for(question)?.count(question))
    }

    fn members(&self, question: &Question<'_>) -> Result<Arc<RoaringBitmap>, StoreError> {
        self.sets.find(question, || Ok(self.columns_for(question)?.members(question)))
    }

    fn contains(&self, question: &Question<'_>, position: u32) -> Result<bool, StoreError> {
        Ok(self.columns_for(question)?.contains(question, position))
    }

    fn values(&self, attribute: &Attribute, _: Day) -> Result<Vec<ValueCount>, StoreError> {
        Ok(self.columns.values(&attribute.key))
    }
}
