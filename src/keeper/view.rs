//! One app at one moment, ready to answer rules: from its columns in memory, or by the database itself.

use super::lists::Lists;
use crate::columns::{Answer, Availability, Columns};
use crate::day::Day;
use crate::segments::{Catalogue, Rule};
use crate::store::apps::App;
use crate::store::churn::Churn;
use crate::store::rules::Asked;
use crate::store::{DbConnection, StoreError};
use diesel::QueryResult;
use roaring::RoaringBitmap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// One app as it was at one data version, on one day. Its questions may wait for the database.
#[derive(Clone)]
pub struct View {
    pub app: App,
    /// The attributes that rules over the app can use, and the groups.
    pub catalogue: Arc<Catalogue>,
    pub today: Day,
    /// Who may be in segments.
    pub availability: Availability,
    /// The app's churn model.
    pub churn: Churn,
    pub(super) columns: Option<Columns>,
    pub(super) lists: Lists,
}

impl View {
    /// Everything about a rule at once.
    pub fn answer(&self, rule: &Rule) -> Result<Answer, StoreError> {
        Ok(self.answer_unless(&AtomicBool::new(false), rule)?.unwrap_or_default())
    }

    /// [`View::answer`], given up in the middle once `cancelled` is set.
    pub fn answer_unless(&self, cancelled: &AtomicBool, rule: &Rule) -> Result<Option<Answer>, StoreError> {
        if cancelled.load(Ordering::Relaxed) {
            return Ok(None);
        }
        match self.columns_for(rule)? {
            Some(columns) => Ok(columns.answer_unless(cancelled, rule, &self.catalogue, self.availability, self.today)),
            None => self.ask(|asked, connection| asked.answer(connection, rule)).map(Some),
        }
    }

    /// How many members a rule has.
    pub fn count(&self, rule: &Rule) -> Result<u64, StoreError> {
        match self.columns_for(rule)? {
            Some(columns) => Ok(columns.count(rule, &self.catalogue, self.availability, self.today)),
            None => self.ask(|asked, connection| asked.count(connection, rule)),
        }
    }

    /// The positions of a rule's members.
    pub fn members(&self, rule: &Rule) -> Result<RoaringBitmap, StoreError> {
        match self.columns_for(rule)? {
            Some(columns) => Ok(columns.members(rule, &self.catalogue, self.availability, self.today)),
            None => self.ask(|asked, connection| asked.members(connection, rule)),
        }
    }

    /// Whether the customer at `position` is a member.
    pub fn contains(&self, position: u32, rule: &Rule) -> Result<bool, StoreError> {
        match self.columns_for(rule)? {
            Some(columns) => Ok(columns.contains(position, rule, &self.catalogue, self.availability, self.today)),
            None => self.ask(|asked, connection| asked.contains(connection, position, rule)),
        }
    }

    /// The values of a choice that the customers have, with how many have each, the most frequent first.
    pub fn values(&self, attribute: &str) -> Result<Vec<(String, u64)>, StoreError> {
        match &self.columns {
            Some(columns) => Ok(columns.values(attribute)),
            None => self.ask(|asked, connection| asked.values(connection, attribute)),
        }
    }

    /// The same app where others may be in segments.
    pub fn among(&self, availability: Availability) -> Self {
        Self { availability, ..self.clone() }
    }

    /// The same app where everyone may be in segments.
    pub fn among_everyone(&self) -> Self {
        self.among(Availability { least_age: 0, count_unknown_age: true, windows_only: false })
    }

    fn ask<T>(&self, question: impl FnOnce(&Asked<'_>, &mut DbConnection) -> QueryResult<T>) -> Result<T, StoreError> {
        let asked =
            Asked { app: self.app.id, catalogue: &self.catalogue, availability: self.availability, today: self.today };
        self.lists.database.read_now(|connection| question(&asked, connection))
    }

    /// The columns, with the lists of the groups that the rule leads to; none where the database answers.
    fn columns_for(&self, rule: &Rule) -> Result<Option<Columns>, StoreError> {
        let Some(columns) = &self.columns else { return Ok(None) };
        let mut columns = columns.clone();
        for group in self.catalogue.lists_of(rule) {
            if let Ok(id) = group.parse() {
                columns.set_list(group, self.lists.find(&self.app, id)?);
            }
        }
        Ok(Some(columns))
    }
}
