//! Answers questions about an app's customers from the database.

use super::RuleQueries;
use crate::audience::{Answer, Audience, Availability, Order, Question, Share, ValueCount};
use crate::day::Day;
use crate::ids::AppKey;
use crate::segments::ranks::Highest;
use crate::segments::{Attribute, Catalogue, Rule};
use crate::store::{Database, DbConnection, StoreError};
use diesel::QueryResult;
use roaring::RoaringBitmap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The customers of one app as they are in the database at each question.
pub struct StoredAudience {
    pub database: Database,
    pub app: AppKey,
    /// The last pass over the profiles that counts.
    pub pass: i64,
}

impl StoredAudience {
    fn query<T>(
        &self,
        question: &Question<'_>,
        mut query: impl FnMut(&RuleQueries<'_>, &mut DbConnection) -> QueryResult<T>,
    ) -> Result<T, StoreError> {
        let queries = RuleQueries { app: self.app, pass: self.pass, question: *question };
        let chooses_texts = queries.chooses_texts();
        self.database.read_now(|connection| {
            if chooses_texts {
                connection.on_one_snapshot(|connection| query(&queries, connection))
            } else {
                query(&queries, connection)
            }
        })
    }
}

impl Audience for StoredAudience {
    type Error = StoreError;

    fn answer(&self, question: &Question<'_>, cancelled: &AtomicBool) -> Result<Option<Answer>, StoreError> {
        if cancelled.load(Ordering::Relaxed) {
            return Ok(None);
        }
        self.query(question, |queries, connection| queries.answer(connection)).map(Some)
    }

    fn count(&self, question: &Question<'_>) -> Result<u64, StoreError> {
        self.query(question, |queries, connection| queries.count(connection))
    }

    fn members(&self, question: &Question<'_>) -> Result<Arc<RoaringBitmap>, StoreError> {
        self.query(question, |queries, connection| queries.members(connection)).map(Arc::new)
    }

    fn contains(&self, question: &Question<'_>, position: u32) -> Result<bool, StoreError> {
        self.query(question, |queries, connection| queries.contains(connection, position))
    }

    fn shares(&self, question: &Question<'_>, attribute: &Attribute) -> Result<Vec<Share>, StoreError> {
        self.query(question, |queries, connection| queries.shares(connection, attribute))
    }

    fn highest(
        &self,
        attribute: &Attribute,
        share: u32,
        question: &Question<'_>,
    ) -> Result<Option<Highest>, StoreError> {
        self.query(question, |queries, connection| queries.highest(connection, attribute, share))
    }

    fn ordered(&self, question: &Question<'_>, order: &Order<'_>, most: usize) -> Result<Vec<u32>, StoreError> {
        self.query(question, |queries, connection| queries.ordered(connection, order, most))
    }

    fn values(&self, attribute: &Attribute, today: Day) -> Result<Vec<ValueCount>, StoreError> {
        let (rule, catalogue) = (Rule::default(), Catalogue::default());
        let question = Question::new(&rule, &catalogue, Availability::EVERYONE, today);
        self.query(&question, |queries, connection| queries.values(connection, attribute))
    }
}
