//! A group's members as a .csv file, streamed. A known user group's file can be imported again.

use crate::day::Day;
use crate::ids::{AppId, GroupId};
use crate::spreadsheet::record;
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::customers::{self, Customer};
use crate::store::{Database, StoreError, group_addresses, wait_for};
use crate::web::download::{BYTE_ORDER_MARK, csv_file};
use crate::web::error::PageError;
use crate::web::visitor::{SignedIn, Viewer};
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use futures_util::stream;

/// Customers read at once.
const PAGE: usize = 5_000;

/// Export .csv.
pub async fn export(
    Viewer(visitor): Viewer,
    state: web::Data<State>,
    path: web::Path<GroupId>,
) -> Result<HttpResponse, PageError> {
    let (publisher, id) = (visitor.publisher.id, path.into_inner());
    let group = state.database.read(move |connection| customer_groups::find(connection, publisher, id)).await?;
    let Some(app) = group.app_id else {
        let typed = state.database.read(move |connection| group_addresses::of_group(connection, id)).await?;
        let mut body = [BYTE_ORDER_MARK, &record(["email"])].concat();
        typed.iter().for_each(|address| body.extend(record([address.as_str()])));
        return Ok(csv_response(&group.name).body(body));
    };
    let positions = positions_of(&visitor, &state, &group, app).await?;
    if visitor.is_hidden(&group) || visitor.sizes().hides(positions.len() as u64) {
        return Err(PageError::NotFound);
    }
    Ok(customers_file(&state, app, positions, &group.name))
}

fn csv_response(name: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response.content_type("text/csv; charset=utf-8").insert_header(csv_file(name));
    response
}

/// The customers at these positions of the app as a streamed .csv file of this name.
pub fn customers_file(state: &State, app: AppId, positions: Vec<u32>, name: &str) -> HttpResponse {
    let today = state.clock.today();
    let head = [BYTE_ORDER_MARK, &record(["account_id", "email", "age", "gender", "market", "language"])].concat();
    let rows = stream::unfold((state.database.clone(), positions, 0), move |(database, positions, from)| async move {
        let page = positions.get(from..(from + PAGE).min(positions.len())).filter(|page| !page.is_empty())?.to_vec();
        let next = from + page.len();
        let body = rows(&database, app, page, today).await;
        Some((body, (database, positions, next)))
    });
    let start = stream::once(async move { Ok::<_, StoreError>(web::Bytes::from(head)) });
    csv_response(name).streaming(Box::pin(futures_util::StreamExt::chain(start, rows)))
}

async fn positions_of(
    visitor: &SignedIn,
    state: &State,
    group: &CustomerGroup,
    app: AppId,
) -> Result<Vec<u32>, PageError> {
    let view = state.audiences.view(&visitor.publisher, app).await?;
    let rule = group.rule().map_err(|error| PageError::Fault(error.into()))?;
    Ok(wait_for(move || view.members(&rule)).await?.into_iter().collect())
}

async fn rows(database: &Database, app: AppId, page: Vec<u32>, today: Day) -> Result<web::Bytes, StoreError> {
    let found = database.read(move |connection| customers::at_positions(connection, app, &page)).await?;
    Ok(found.iter().flat_map(|customer| row(customer, today)).collect::<Vec<u8>>().into())
}

fn row(customer: &Customer, today: Day) -> Vec<u8> {
    let age = customer.age_on(today).map_or_else(String::new, |age| age.to_string());
    let text = |value: &'_ Option<String>| value.clone().unwrap_or_default();
    let (email, gender, market, language) =
        (text(&customer.email), text(&customer.gender), text(&customer.market), text(&customer.language));
    record([customer.account_id.as_str(), &email, &age, &gender, &market, &language])
}
