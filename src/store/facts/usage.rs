//! Days of use: one row for each customer and day.

use super::accounts::Accounts;
use super::rows::{Fate, Rows};
use crate::day::Day;
use crate::ids::{AppId, AppKey, CustomerId};
use crate::reading::combine::Whole;
use crate::reading::{Fact, UsageFact};
use crate::store::owners::is_of_publisher;
use crate::store::schema::usage_days;
use crate::store::{DbConnection, rows_per_statement};
use crate::upsert;
use diesel::prelude::*;
use std::collections::HashMap;

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
        let mut known = HashMap::new();
        if let (Some(first), Some(last)) = (days.clone().min(), days.max()) {
            for chunk in customers.chunks(rows_per_statement(1)) {
                let rows: Vec<(CustomerId, Day, i32)> = usage_days::table
                    .filter(usage_days::app_id.eq(app.id))
                    .filter(is_of_publisher(app))
                    .filter(usage_days::customer_id.eq_any(chunk))
                    .filter(usage_days::used_on.between(first, last))
                    .select((usage_days::customer_id, usage_days::used_on, usage_days::sessions))
                    .load(connection)?;
                known.extend(rows.into_iter().map(|(customer, day, sessions)| ((customer, day), sessions)));
            }
        }
        Ok(Self(Rows::of(known)))
    }

    pub(super) fn keep(&mut self, customer: CustomerId, fact: &UsageFact) -> Fate {
        self.0.keep((customer, fact.used_on), fact.sessions)
    }

    pub(super) fn write(&self, connection: &mut DbConnection, app: AppId) -> QueryResult<()> {
        let dirty = self.0.to_write().map(|((customer, day), sessions)| {
            (
                usage_days::customer_id.eq(*customer),
                usage_days::app_id.eq(app),
                usage_days::used_on.eq(*day),
                usage_days::sessions.eq(*sessions),
            )
        });
        upsert!(
            connection,
            usage_days::table,
            dirty.collect::<Vec<_>>(),
            (usage_days::customer_id, usage_days::app_id, usage_days::used_on),
            [usage_days::sessions]
        );
        Ok(())
    }
}
