//! Purchases, days of use and ratings.

use super::{Rows, Taken, of_kind};
use crate::day::Day;
use crate::ids::{AppId, AppKey, CustomerId};
use crate::reading::Fact;
use crate::store::owners::is_of_publisher;
use crate::store::schema::{purchases, ratings, usage_days};
use crate::store::{DbConnection, rows_per_statement};
use crate::{on_either, upsert};
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

/// Stores the purchases among the facts; returns the customers whose purchases changed.
pub fn take_purchases(
    connection: &mut DbConnection,
    app: AppKey,
    facts: &[(CustomerId, &Fact)],
    taken: &mut Taken,
) -> QueryResult<Vec<CustomerId>> {
    let lines = of_kind(facts, |fact| if let Fact::Purchase(fact) = fact { Some(fact) } else { None });
    let orders: Vec<&String> = lines.iter().map(|(_, fact)| &fact.order_id).collect();
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
    // If an order moves to another customer, the purchases of both change.
    let before: HashMap<String, CustomerId> =
        known.iter().map(|(order, row)| (order.clone(), row.customer_id)).collect();
    let mut rows = Rows::of(known);
    for (customer, fact) in lines {
        let purchase = Purchase {
            app_id: app.id,
            order_id: fact.order_id.clone(),
            customer_id: customer,
            purchased_at: fact.purchased.seconds,
            purchased_on: fact.purchased.day,
            amount_cents: fact.amount_cents,
        };
        taken.count(rows.keep(fact.order_id.clone(), purchase));
    }
    let dirty: Vec<&Purchase> = rows.to_write().map(|(_, row)| row).collect();
    // The primary key includes the customer, so an order that moves to another customer becomes another row.
    let changed: Vec<&String> =
        dirty.iter().map(|row| &row.order_id).filter(|order| before.contains_key(*order)).collect();
    for chunk in changed.chunks(rows_per_statement(2)) {
        let rows = purchases::table.filter(purchases::app_id.eq(app.id)).filter(is_of_publisher(app));
        diesel::delete(rows.filter(purchases::order_id.eq_any(chunk.to_vec()))).execute(connection)?;
    }
    for chunk in dirty.chunks(rows_per_statement(6)) {
        let rows = chunk.to_vec();
        on_either!(connection, inner => diesel::insert_into(purchases::table).values(rows).execute(inner))?;
    }
    let both = dirty.iter().flat_map(|row| [Some(row.customer_id), before.get(&row.order_id).copied()]);
    Ok(both.flatten().collect())
}

/// Stores the days of use among the facts; returns the customers whose use changed.
pub fn take_usage(
    connection: &mut DbConnection,
    app: AppKey,
    facts: &[(CustomerId, &Fact)],
    taken: &mut Taken,
) -> QueryResult<Vec<CustomerId>> {
    let lines = of_kind(facts, |fact| if let Fact::Usage(fact) = fact { Some(fact) } else { None });
    let mut customers: Vec<CustomerId> = lines.iter().map(|(customer, _)| *customer).collect();
    customers.sort_unstable();
    customers.dedup();
    let days = lines.iter().map(|(_, fact)| fact.used_on);
    let (Some(first), Some(last)) = (days.clone().min(), days.max()) else { return Ok(Vec::new()) };
    let mut known = HashMap::new();
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
    let mut rows = Rows::of(known);
    for (customer, fact) in lines {
        taken.count(rows.keep((customer, fact.used_on), fact.sessions));
    }
    let dirty = rows.to_write().map(|((customer, day), sessions)| {
        (
            usage_days::customer_id.eq(*customer),
            usage_days::app_id.eq(app.id),
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
    Ok(rows.to_write().map(|((customer, _), _)| *customer).collect())
}

/// Stores the ratings among the facts; returns the customers whose rating changed.
pub fn take_ratings(
    connection: &mut DbConnection,
    app: AppKey,
    facts: &[(CustomerId, &Fact)],
    taken: &mut Taken,
) -> QueryResult<Vec<CustomerId>> {
    let lines = of_kind(facts, |fact| if let Fact::Rating(fact) = fact { Some(fact) } else { None });
    let customers: Vec<CustomerId> = lines.iter().map(|(customer, _)| *customer).collect();
    let mut known: HashMap<CustomerId, (i32, Option<Day>)> = HashMap::new();
    for chunk in customers.chunks(rows_per_statement(1)) {
        let rows: Vec<(CustomerId, i32, Option<Day>)> = ratings::table
            .filter(ratings::app_id.eq(app.id))
            .filter(is_of_publisher(app))
            .filter(ratings::customer_id.eq_any(chunk))
            .select((ratings::customer_id, ratings::stars, ratings::rated_on))
            .load(connection)?;
        known.extend(rows.into_iter().map(|(customer, stars, day)| (customer, (stars, day))));
    }
    let mut rows = Rows::of(known);
    for (customer, fact) in lines {
        taken.count(rows.keep(customer, (fact.stars, fact.rated_on)));
    }
    let dirty = rows.to_write().map(|(customer, (stars, day))| {
        (
            ratings::customer_id.eq(*customer),
            ratings::app_id.eq(app.id),
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
    Ok(rows.to_write().map(|(customer, _)| *customer).collect())
}
