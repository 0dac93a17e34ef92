//! Days of use: one row for each customer and day.

use super::Target;
use super::accounts::Accounts;
use super::changes::{Before, Kept, keep_before};
use super::rows::{Fate, Rows};
use crate::day::Day;
use crate::ids::{AppId, AppKey, CustomerId, ImportId};
use crate::reading::combine::Whole;
use crate::reading::{Fact, UsageFact};
use crate::store::owners::is_of_publisher;
use crate::store::schema::usage_days;
use crate::store::{DbConnection, rows_per_statement};
use crate::{insert, upsert};
use diesel::prelude::*;

/// The stored sessions of a batch by customer and day.
pub(super) struct Known(Rows<(CustomerId, Day), i32>);

impl Known {
    pub(super) fn load(
        connection: &mut DbConnection,
        app: AppKey,
        accounts: &Accounts,
        facts: &[Whole<'_>],
    ) -> QueryResult<Self> {
        let lines = accounts.of_kind(facts, Fact::usage);
        let mut customers: Vec<CustomerId> = lines.iter().map(|(customer, _)| *customer).collect();
        customers.sort_unstable();
        customers.dedup();
        let days = lines.iter().map(|(_, fact)| fact.used_on);
        let mut known = Vec::new();
        if let (Some(first), Some(last)) = (days.clone().min(), days.max()) {
            for chunk in customers.chunks(rows_per_statement(1)) {
                let rows: Vec<(CustomerId, Day, i32, Option<ImportId>)> = usage_days::table
                    .filter(usage_days::app_id.eq(app.id))
                    .filter(is_of_publisher(app))
                    .filter(usage_days::customer_id.eq_any(chunk))
                    .filter(usage_days::used_on.between(first, last))
                    .select((usage_days::customer_id, usage_days::used_on, usage_days::sessions, usage_days::import_id))
                    .load(connection)?;
                known.extend(
                    rows.into_iter().map(|(customer, day, sessions, import)| ((customer, day), sessions, import)),
                );
            }
        }
        Ok(Self(Rows::of(known)))
    }

    pub(super) fn keep(&mut self, customer: CustomerId, fact: &UsageFact) -> Fate {
        self.0.keep((customer, fact.used_on), fact.sessions)
    }

    pub(super) fn write(&self, connection: &mut DbConnection, target: Target<'_>) -> QueryResult<()> {
        let row = |(key, sessions): (&(CustomerId, Day), &i32)| (*key, *sessions, target.import);
        put(connection, target.app.id, self.0.added().map(row), self.0.changed().map(row))?;
        let before = |import| {
            self.0.before(import).map(|((customer, day), stored)| {
                Before::of(*customer, Kept::Usage { day: *day, sessions: stored.value }, stored.import)
            })
        };
        keep_before(connection, target, before)
    }
}

/// Writes days of use, each with the import that brings it: those that are not there yet, and those that may be.
pub(super) fn put(
    connection: &mut DbConnection,
    app: AppId,
    new: impl Iterator<Item = ((CustomerId, Day), i32, Option<ImportId>)>,
    changed: impl Iterator<Item = ((CustomerId, Day), i32, Option<ImportId>)>,
) -> QueryResult<()> {
    let row = |((customer, day), sessions, import): ((CustomerId, Day), i32, Option<ImportId>)| {
        (
            usage_days::customer_id.eq(customer),
            usage_days::app_id.eq(app),
            usage_days::used_on.eq(day),
            usage_days::sessions.eq(sessions),
            usage_days::import_id.eq(import),
        )
    };
    insert!(connection, usage_days::table, new.map(row).collect());
    upsert!(
        connection,
        usage_days::table,
        changed.map(row).collect::<Vec<_>>(),
        [usage_days::customer_id, usage_days::app_id, usage_days::used_on],
        [usage_days::sessions, usage_days::import_id]
    );
    Ok(())
}
