//! Ratings: one row for each customer, of the newest rating.

use super::Target;
use super::accounts::Accounts;
use super::changes::{Before, Kept, keep_before};
use super::rows::{Fate, Rows};
use crate::day::Day;
use crate::ids::{AppId, AppKey, CustomerId, ImportId};
use crate::reading::combine::Whole;
use crate::reading::{Fact, RatingFact};
use crate::store::owners::is_of_publisher;
use crate::store::schema::ratings;
use crate::store::{DbConnection, rows_per_statement};
use crate::{insert, upsert};
use diesel::prelude::*;

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
        let mut known = Vec::new();
        for chunk in customers.chunks(rows_per_statement(1)) {
            let rows: Vec<(CustomerId, i32, Option<Day>, Option<ImportId>)> = ratings::table
                .filter(ratings::app_id.eq(app.id))
                .filter(is_of_publisher(app))
                .filter(ratings::customer_id.eq_any(chunk))
                .select((ratings::customer_id, ratings::stars, ratings::rated_on, ratings::import_id))
                .load(connection)?;
            known.extend(rows.into_iter().map(|(customer, stars, day, import)| (customer, (stars, day), import)));
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

    pub(super) fn write(&self, connection: &mut DbConnection, target: Target<'_>) -> QueryResult<()> {
        let row = |(customer, rating): (&CustomerId, &(i32, Option<Day>))| (*customer, *rating, target.import);
        put(connection, target.app.id, self.0.added().map(row), self.0.changed().map(row))?;
        let before = |import| {
            self.0.before(import).map(|(customer, stored)| {
                let (stars, day) = stored.value;
                Before::of(*customer, Kept::Rating { stars, day }, stored.import)
            })
        };
        keep_before(connection, target, before)
    }
}

/// Writes ratings, each with the import that brings it: those that are not there yet, and those that may be.
pub(super) fn put(
    connection: &mut DbConnection,
    app: AppId,
    new: impl Iterator<Item = (CustomerId, (i32, Option<Day>), Option<ImportId>)>,
    changed: impl Iterator<Item = (CustomerId, (i32, Option<Day>), Option<ImportId>)>,
) -> QueryResult<()> {
    let row = |(customer, (stars, day), import): (CustomerId, (i32, Option<Day>), Option<ImportId>)| {
        (
            ratings::customer_id.eq(customer),
            ratings::app_id.eq(app),
            ratings::stars.eq(stars),
            ratings::rated_on.eq(day),
            ratings::import_id.eq(import),
        )
    };
    insert!(connection, ratings::table, new.map(row).collect());
    upsert!(
        connection,
        ratings::table,
        changed.map(row).collect::<Vec<_>>(),
        [ratings::customer_id, ratings::app_id],
        [ratings::stars, ratings::rated_on, ratings::import_id]
    );
    Ok(())
}
