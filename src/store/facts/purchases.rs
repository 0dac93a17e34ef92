//! Purchases: one row for each order.

use super::accounts::Accounts;
use super::rows::{Fate, Rows};
use crate::day::Day;
use crate::ids::{AppId, AppKey, CustomerId};
use crate::reading::combine::Whole;
use crate::reading::{Fact, PurchaseFact, Reason, Refusal};
use crate::store::owners::is_of_publisher;
use crate::store::schema::purchases;
use crate::store::{DbConnection, rows_per_statement};
use crate::upsert;
use diesel::prelude::*;
use std::collections::HashMap;

#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = purchases, treat_none_as_default_value = false)]
struct Purchase {
    app_id: AppId,
    order_id: String,
    customer_id: CustomerId,
    purchased_at: i64,
    purchased_on: Day,
    amount_cents: i64,
}

/// The stored orders of a batch.
pub(super) struct Known(Rows<String, Purchase>);

impl Known {
    pub(super) fn load(connection: &mut DbConnection, app: AppKey, facts: &[Whole<'_>]) -> QueryResult<Self> {
        let orders = facts.iter().filter_map(|whole| whole.fact.purchase());
        let orders: Vec<&str> = orders.map(|fact| fact.order_id.as_str()).collect();
        let mut known = HashMap::new();
        for chunk in orders.chunks(rows_per_statement(1)) {
            let rows: Vec<Purchase> = purchases::table
                .filter(purchases::app_id.eq(app.id))
                .filter(is_of_publisher(app))
                .filter(purchases::order_id.eq_any(chunk.to_vec()))
                .select(Purchase::as_select())
                .load(connection)?;
            known.extend(rows.into_iter().map(|row| (row.order_id.clone(), row)));
        }
        Ok(Self(Rows::of(known)))
    }

    /// Why the fact cannot be stored: its order belongs to another customer.
    pub(super) fn refusal(&self, accounts: &Accounts, fact: &Fact) -> Option<Refusal> {
        let fact = fact.purchase()?;
        let of = self.0.get(&fact.order_id)?.customer_id;
        let is_of_another = accounts.id(&fact.account_id) != Some(of);
        is_of_another.then(|| Refusal::of_cell(Reason::OrderOfAnother, "", &fact.order_id))
    }

    pub(super) fn keep(&mut self, app: AppId, customer: CustomerId, fact: &PurchaseFact) -> Fate {
        let purchase = Purchase {
            app_id: app,
            order_id: fact.order_id.clone(),
            customer_id: customer,
            purchased_at: fact.purchased.seconds,
            purchased_on: fact.purchased.day,
            amount_cents: fact.amount_cents,
        };
        self.0.keep(fact.order_id.clone(), purchase)
    }

    pub(super) fn write(&self, connection: &mut DbConnection) -> QueryResult<()> {
        upsert!(
            connection,
            purchases::table,
            self.0.to_write().map(|(_, row)| row).collect::<Vec<_>>(),
            (purchases::app_id, purchases::order_id, purchases::customer_id),
            [purchases::purchased_at, purchases::purchased_on, purchases::amount_cents]
        );
        Ok(())
    }
}
