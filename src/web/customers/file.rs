//! Customers as a streamed .csv file.

use crate::day::Day;
use crate::groups::members::Customers;
use crate::segments::choices::Gender;
use crate::spreadsheet::record;
use crate::state::State;
use crate::store::customers::Customer;
use crate::store::{StoreError, wait_for};
use crate::web::download::{BYTE_ORDER_MARK, csv_response};
use actix_web::{HttpResponse, web};
use futures_util::{StreamExt, stream};
use std::sync::Arc;

/// The customers as a streamed .csv file with this name.
pub fn customers_file(state: &State, customers: Customers, name: &str) -> HttpResponse {
    let head = [BYTE_ORDER_MARK, &record(["account_id", "email", "age", "gender", "market", "language"])].concat();
    let (customers, database) = (Arc::new(customers), state.database.clone());
    let rows = stream::unfold(0, move |taken| {
        let (customers, database) = (Arc::clone(&customers), database.clone());
        async move {
            let read = wait_for(move || {
                let batch = customers.batch(&database, taken)?;
                let body: Vec<u8> = batch.iter().flat_map(|customer| row(customer, customers.today)).collect();
                Ok((web::Bytes::from(body), taken + batch.len()))
            });
            match read.await {
                Ok((_, next)) if next == taken => None,
                Ok((body, next)) => Some((Ok(body), next)),
                // Cuts the response off, so that nobody takes the file for complete.
                Err(error) => Some((Err(error), usize::MAX)),
            }
        }
    });
    let start = stream::once(async move { Ok::<_, StoreError>(web::Bytes::from(head)) });
    csv_response(name).streaming(Box::pin(start.chain(rows)))
}

fn row(customer: &Customer, today: Day) -> Vec<u8> {
    let age = customer.age_on(today).map_or_else(String::new, |age| age.to_string());
    let [email, market, language] =
        [&customer.email, &customer.market, &customer.language].map(|value| value.as_deref().unwrap_or_default());
    let gender = customer.gender.map_or("", Gender::word);
    record([customer.account_id.as_str(), email, &age, gender, market, language])
}
