//! Purchases, days of use and ratings.

use super::{Taken, keep};
use crate::imports::Fact;
use crate::on_either;
use crate::store::schema::{purchases, ratings, usage_days};
use crate::store::{DbConnection, rows_per_statement};
use diesel::prelude::*;
use std::collections::HashMap;

/// Takes the purchases among the facts; returns the customers whose purchases changed.
pub fn take_purchases(
    connection: &mut DbConnection,
    app: i32,
    facts: &[(i32, &Fact)],
    taken: &mut Taken,
) -> QueryResult<Vec<i32>> {
    let told = facts.iter().filter_map(|(customer, fact)| match fact {
        Fact::Purchase(fact) => Some((*customer, fact)),
        _ => None,
    });
    let told: Vec<_> = told.collect();
    let orders: Vec<String> = told.iter().map(|(_, fact)| fact.order_id.clone()).collect();
    let mut known: HashMap<String, (i32, i64, i32, i64)> = HashMap::new();
    for chunk in orders.chunks(rows_per_statement(1)) {
        let rows: Vec<(String, i32, i64, i32, i64)> = purchases::table
            .filter(purchases::app_id.eq(app))
            .filter(purchases::order_id.eq_any(chunk.to_vec()))
            .select((
                purchases::order_id,
                purchases::customer_id,
                purchases::purchased_at,
                purchases::purchased_on,
                purchases::amount_cents,
            ))
            .load(connection)?;
        known.extend(rows.into_iter().map(|(order, customer, at, on, cents)| (order, (customer, at, on, cents))));
    }
    let (mut dirty, mut touched) = (Vec::new(), Vec::new());
    let before: HashMap<String, i32> = known.iter().map(|(order, row)| (order.clone(), row.0)).collect();
    for (customer, fact) in told {
        let row = (customer, fact.purchased.seconds, fact.purchased.day.number(), fact.amount_cents);
        taken.count(keep(&mut known, &mut dirty, fact.order_id.clone(), row));
    }
    for chunk in dirty.chunks(rows_per_statement(6)) {
        diesel::delete(
            purchases::table.filter(purchases::app_id.eq(app)).filter(purchases::order_id.eq_any(chunk.to_vec())),
        )
        .execute(connection)?;
        let rows: Vec<_> = chunk
            .iter()
            .filter_map(|order| Some((order, known.get(order)?)))
            .map(|(order, (customer, at, on, cents))| {
                (
                    purchases::app_id.eq(app),
                    purchases::order_id.eq(order),
                    purchases::customer_id.eq(*customer),
                    purchases::purchased_at.eq(*at),
                    purchases::purchased_on.eq(*on),
                    purchases::amount_cents.eq(*cents),
                )
            })
            .collect();
        on_either!(connection, inner => diesel::insert_into(purchases::table).values(&rows).execute(inner))?;
        touched.extend(chunk.iter().filter_map(|order| Some(known.get(order)?.0)));
        touched.extend(chunk.iter().filter_map(|order| before.get(order).copied()));
    }
    Ok(touched)
}

/// Takes the days of use among the facts; returns the customers whose use changed.
pub fn take_usage(
    connection: &mut DbConnection,
    app: i32,
    facts: &[(i32, &Fact)],
    taken: &mut Taken,
) -> QueryResult<Vec<i32>> {
    let told = facts.iter().filter_map(|(customer, fact)| match fact {
        Fact::Usage(fact) => Some((*customer, fact)),
        _ => None,
    });
    let told: Vec<_> = told.collect();
    let customers: Vec<i32> = told.iter().map(|(customer, _)| *customer).collect();
    let days = told.iter().map(|(_, fact)| fact.used_on.number());
    let (Some(first), Some(last)) = (days.clone().min(), days.max()) else { return Ok(Vec::new()) };
    let mut known: HashMap<(i32, i32), i32> = HashMap::new();
    for chunk in customers.chunks(rows_per_statement(1)) {
        let rows: Vec<(i32, i32, i32)> = usage_days::table
            .filter(usage_days::app_id.eq(app))
            .filter(usage_days::customer_id.eq_any(chunk.to_vec()))
            .filter(usage_days::used_on.between(first, last))
            .select((usage_days::customer_id, usage_days::used_on, usage_days::sessions))
            .load(connection)?;
        known.extend(rows.into_iter().map(|(customer, day, sessions)| ((customer, day), sessions)));
    }
    let (old, mut dirty) = (known.clone(), Vec::new());
    for (customer, fact) in told {
        taken.count(keep(&mut known, &mut dirty, (customer, fact.used_on.number()), fact.sessions));
    }
    for (customer, day) in dirty.iter().filter(|key| old.contains_key(key)) {
        diesel::delete(usage_days::table.find((customer, app, day))).execute(connection)?;
    }
    let rows: Vec<_> = dirty
        .iter()
        .filter_map(|key| Some((key, known.get(key)?)))
        .map(|((customer, day), sessions)| {
            (
                usage_days::customer_id.eq(*customer),
                usage_days::app_id.eq(app),
                usage_days::used_on.eq(*day),
                usage_days::sessions.eq(*sessions),
            )
        })
        .collect();
    for chunk in rows.chunks(rows_per_statement(4)) {
        on_either!(connection, inner => diesel::insert_into(usage_days::table).values(chunk).execute(inner))?;
    }
    Ok(dirty.into_iter().map(|(customer, _)| customer).collect())
}

/// Takes the ratings among the facts; returns the customers whose rating changed.
pub fn take_ratings(
    connection: &mut DbConnection,
    app: i32,
    facts: &[(i32, &Fact)],
    taken: &mut Taken,
) -> QueryResult<Vec<i32>> {
    let mut dirty = Vec::new();
    for (customer, fact) in facts {
        let Fact::Rating(fact) = fact else { continue };
        let place = ratings::table.find((*customer, app));
        let old: Option<(i32, Option<i32>)> =
            place.select((ratings::stars, ratings::rated_on)).first(connection).optional()?;
        let mut known: HashMap<i32, _> = old.into_iter().map(|row| (*customer, row)).collect();
        let row = (fact.stars, fact.rated_on.map(crate::day::Day::number));
        let mut changed = Vec::new();
        taken.count(keep(&mut known, &mut changed, *customer, row));
        if !changed.is_empty() {
            diesel::delete(place).execute(connection)?;
            diesel::insert_into(ratings::table)
                .values((
                    ratings::customer_id.eq(*customer),
                    ratings::app_id.eq(app),
                    ratings::stars.eq(row.0),
                    ratings::rated_on.eq(row.1),
                ))
                .execute(connection)?;
            dirty.push(*customer);
        }
    }
    Ok(dirty)
}
