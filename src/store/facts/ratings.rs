//! Ratings: one row for each customer, of the newest rating.

use super::accounts::Accounts;
use super::rows::{Fate, Rows};
use crate::day::Day;
use crate::ids::{AppId, AppKey, CustomerId};
use crate::reading::combine::Whole;
use crate::reading::{Fact, RatingFact};
use crate::store::owners::is_of_publisher;
use crate::store::schema::ratings;
use crate::store::{DbConnection, rows_per_statement};
use crate::upsert;
use diesel::prelude::*;
use std::collections::HashMap;

/// The stored ratings of a batch by customer: stars and day.
pub(super) struct Known(Rows<CustomerId, (i32, Option<Day>)>);

impl Known {
    pub(super) fn load(
        connection: &mut DbConnection,
        app: AppKey,
        accounts: &Accounts,
        facts: &[Whole<'_>],
    ) -> QueryResult<Self> {
        let lines = accounts.of_kind(facts, Fact::rating);
        let customers: Vec<CustomerId> = lines.iter().map(|(customer, _)| *customer).collect();
        let mut known = HashMap::new();
        for chunk in customers.chunks(rows_per_statement(1)) {
            let rows: Vec<(CustomerId, i32, Option<Day>)> = ratings::table
                .filter(ratings::app_id.eq(app.id))
                .filter(is_of_publisher(app))
                .filter(ratings::customer_id.eq_any(chunk))
                .select((ratings::customer_id, ratings::stars, ratings::rated_on))
                .load(connection)?;
            known.extend(rows.into_iter().map(|(customer, stars, day)| (customer, (stars, day))));
        }
        Ok(Self(Rows::of(known)))
    }

    /// Keeps the rating unless a newer one is stored. A rating without a day is older than one with a day, and of two on
    /// the same day the one that comes in later counts.
    pub(super) fn keep(&mut self, customer: CustomerId, fact: &RatingFact) -> Fate {
        let rated_on = fact.rated.map(|moment| moment.day);
        match self.0.get(&customer) {
            Some((_, stored)) if *stored > rated_on => Fate::Unchanged,
            _ => self.0.keep(customer, (fact.stars, rated_on)),
        }
    }

    pub(super) fn write(&self, connection: &mut DbConnection, app: AppId) -> QueryResult<()> {
        let dirty = self.0.to_write().map(|(customer, (stars, day))| {
            (
                ratings::customer_id.eq(*customer),
                ratings::app_id.eq(app),
                ratings::stars.eq(*stars),
                ratings::rated_on.eq(*day),
            )
        });
        upsert!(
            connection,
            ratings::table,
            dirty.collect::<Vec<_>>(),
            (ratings::customer_id, ratings::app_id),
            [ratings::stars, ratings::rated_on]
        );
        Ok(())
    }
}
