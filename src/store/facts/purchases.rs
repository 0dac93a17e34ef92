//! Purchases: one row for each order.

use super::Target;
use super::accounts::Accounts;
use super::changes::{Before, Kept, keep_before};
use super::rows::{Fate, Rows};
use crate::day::Day;
use crate::ids::{AppId, AppKey, CustomerId, ImportId};
use crate::reading::combine::Whole;
use crate::reading::{Fact, PurchaseFact, Reason, Refusal};
use crate::store::owners::is_of_publisher;
use crate::store::schema::purchases;
use crate::store::{DbConnection, rows_per_statement};
use crate::{insert, upsert};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

/// An order.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Serialize, Deserialize)]
#[diesel(table_name = purchases)]
pub(super) struct Purchase {
    pub(super) app_id: AppId,
    pub(super) order_id: String,
    customer_id: CustomerId,
    purchased_at: i64,
    purchased_on: Day,
    /// What was paid less what was refunded.
    amount_cents: i64,
    refunded_cents: i64,
}

impl Purchase {
    const fn paid_cents(&self) -> i64 {
        self.amount_cents.saturating_add(self.refunded_cents)
    }
}

/// The stored orders of a batch.
pub(super) struct Known(Rows<String, Purchase>);

impl Known {
    pub(super) fn load(connection: &mut DbConnection, app: AppKey, facts: &[Whole<'_>]) -> QueryResult<Self> {
        let orders = facts.iter().filter_map(|whole| whole.fact.purchase());
        let orders: Vec<&str> = orders.map(|fact| fact.order_id.as_str()).collect();
        let mut known = Vec::new();
        for chunk in orders.chunks(rows_per_statement(1)) {
            let rows: Vec<(Purchase, Option<ImportId>)> = purchases::table
                .filter(purchases::app_id.eq(app.id))
                .filter(is_of_publisher(app))
                .filter(purchases::order_id.eq_any(chunk.to_vec()))
                .select((Purchase::as_select(), purchases::import_id))
                .load(connection)?;
            known.extend(rows.into_iter().map(|(row, import)| (row.order_id.clone(), row, import)));
        }
        Ok(Self(Rows::of(known)))
    }

    /// Why the fact cannot be stored: its order belongs to another customer, or was called off and is not known.
    pub(super) fn refusal(&self, accounts: &Accounts, fact: &Fact) -> Option<Refusal> {
        let fact = fact.purchase()?;
        match (self.0.get(&fact.order_id), &fact.fault) {
            (Some(stored), _) if accounts.id(&fact.account_id) != Some(stored.customer_id) => {
                Some(Refusal::of_cell(Reason::OrderOfAnother, "", &fact.order_id))
            }
            (None, Some(fault)) => Some(fault.refusal().clone()),
            _ => None,
        }
    }

    /// Compares an order with what is known of it. What the lines do not say is kept: a file of refunds does not change
    /// what was paid, and one of payments does not take refunds back.
    pub(super) fn keep(&mut self, app: AppId, customer: CustomerId, fact: &PurchaseFact) -> Fate {
        let stored = self.0.get(&fact.order_id);
        let paid = fact.paid_cents.filter(|_| fact.fault.is_none()).or_else(|| stored.map(Purchase::paid_cents));
        let paid = paid.unwrap_or(0);
        let refunded = match &fact.fault {
            // An order that is called off was given back.
            Some(_) => paid,
            None => fact.refunded_cents.or_else(|| stored.map(|stored| stored.refunded_cents)).unwrap_or(0),
        };
        // A payment and its refund may each say so of one order. Only a refund under an order of its own has no payment.
        let refunded = if paid > 0 { refunded.min(paid) } else { refunded };
        let said = fact.purchased.map(|moment| (moment.seconds, moment.day));
        let known = stored.map(|stored| (stored.purchased_at, stored.purchased_on));
        // A refund is later than its purchase.
        let is_payment = fact.paid_cents.is_some() && fact.fault.is_none();
        let time = if is_payment { said.or(known) } else { said.into_iter().chain(known).min() };
        let Some((purchased_at, purchased_on)) = time else { return Fate::Unchanged };
        let purchase = Purchase {
            app_id: app,
            order_id: fact.order_id.clone(),
            customer_id: customer,
            purchased_at,
            purchased_on,
            amount_cents: paid.saturating_sub(refunded),
            refunded_cents: refunded,
        };
        self.0.keep(fact.order_id.clone(), purchase)
    }

    pub(super) fn write(&self, connection: &mut DbConnection, target: Target<'_>) -> QueryResult<()> {
        let row = |(_, purchase)| (purchase, target.import);
        put(connection, self.0.added().map(row), self.0.changed().map(row))?;
        let before = |import| {
            self.0.before(import).map(|(_, stored)| {
                Before::of(stored.value.customer_id, Kept::Purchase(stored.value.clone()), stored.import)
            })
        };
        keep_before(connection, target, before)
    }
}

/// Writes orders, each with the import that brings it: those that are not there yet, and those that may be.
pub(super) fn put<'a>(
    connection: &mut DbConnection,
    new: impl Iterator<Item = (&'a Purchase, Option<ImportId>)>,
    changed: impl Iterator<Item = (&'a Purchase, Option<ImportId>)>,
) -> QueryResult<()> {
    let row = |(purchase, import): (&'a Purchase, Option<ImportId>)| {
        (
            purchases::app_id.eq(purchase.app_id),
            purchases::order_id.eq(&purchase.order_id),
            purchases::customer_id.eq(purchase.customer_id),
            purchases::purchased_at.eq(purchase.purchased_at),
            purchases::purchased_on.eq(purchase.purchased_on),
            purchases::amount_cents.eq(purchase.amount_cents),
            purchases::refunded_cents.eq(purchase.refunded_cents),
            purchases::import_id.eq(import),
        )
    };
    insert!(connection, purchases::table, new.map(row).collect());
    upsert!(
        connection,
        purchases::table,
        changed.map(row).collect::<Vec<_>>(),
        [purchases::app_id, purchases::order_id, purchases::customer_id],
        [
            purchases::purchased_at,
            purchases::purchased_on,
            purchases::amount_cents,
            purchases::refunded_cents,
            purchases::import_id
        ]
    );
    Ok(())
}
