//! A group's members as a .csv file, streamed. A known user group's file can be imported again.

use crate::day::Day;
use crate::groups;
use crate::groups::members::{self, Customers, Members};
use crate::ids::GroupId;
use crate::spreadsheet::record;
use crate::state::State;
use crate::store::customers::Customer;
use crate::store::{StoreError, wait_for};
use crate::web::download::{BYTE_ORDER_MARK, csv_file};
use crate::web::error::PageError;
use crate::web::visitor::Viewer;
use crate::web::work::run;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use futures_util::{StreamExt, stream};
use std::sync::Arc;

/// What an export holds: the addresses of a known user group, or the customers of a segment.
enum Export {
    Addresses(Vec<String>),
    Customers(Customers),
}

/// Export .csv.
pub async fn export(
    Viewer(visitor): Viewer,
    state: web::Data<State>,
    path: web::Path<GroupId>,
) -> Result<HttpResponse, PageError> {
    let (actor, publisher, shared) = (visitor.actor(), visitor.publisher.clone(), state.clone());
    let found = run(move |_| {
        let (group, addresses) = groups::with_addresses(&shared, &actor, *path)?;
        let export = match members::of(&shared, &actor, &publisher, &group)? {
            Members::Segment(customers) => Export::Customers(customers),
            Members::Listed { .. } => Export::Addresses(addresses),
        };
        Ok((group.name, export))
    });
    let found = found.await?;
    match found {
        (name, Export::Customers(customers)) => Ok(customers_file(&state, customers, &name)),
        (name, Export::Addresses(typed)) => {
            let mut body = [BYTE_ORDER_MARK, &record(["email"])].concat();
            typed.iter().for_each(|address| body.extend(record([address.as_str()])));
            Ok(csv_response(&name).body(body))
        }
    }
}

fn csv_response(name: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response.content_type("text/csv; charset=utf-8").insert_header(csv_file(name));
    response
}

/// The customers as a streamed .csv file of this name.
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
                // The answer breaks off, so that nobody takes it for whole.
                Err(error) => Some((Err(error), usize::MAX)),
            }
        }
    });
    let start = stream::once(async move { Ok::<_, StoreError>(web::Bytes::from(head)) });
    csv_response(name).streaming(Box::pin(start.chain(rows)))
}

fn row(customer: &Customer, today: Day) -> Vec<u8> {
    let age = customer.age_on(today).map_or_else(String::new, |age| age.to_string());
    let text = |value: &'_ Option<String>| value.clone().unwrap_or_default();
    let (email, gender, market, language) =
        (text(&customer.email), text(&customer.gender), text(&customer.market), text(&customer.language));
    record([customer.account_id.as_str(), &email, &age, &gender, &market, &language])
}
