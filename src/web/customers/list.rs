//! The publisher's customers, searched by account id or address.

use crate::day::Day;
use crate::locale::Locale;
use crate::segments::Catalogue;
use crate::state::State;
use crate::store::apps;
use crate::store::customers::{self, Customer, PAGE_SIZE};
use crate::web::error::PageError;
use crate::web::page::{Page, Section, encoded, html};
use crate::web::pager::Pager;
use crate::web::visitor::Viewer;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

/// What the list is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    search: String,
    page: String,
}

#[derive(Template)]
#[template(path = "customers/list.html")]
struct ListPage {
    page: Page,
    search: String,
    customers: Vec<Row>,
    has_apps: bool,
    pager: Pager,
}

/// A customer as lists show them; empty where unknown.
pub struct Row {
    pub path: String,
    pub check_path: String,
    pub account_id: String,
    pub email: String,
    pub market: String,
    pub gender: String,
    pub age: String,
}

impl Row {
    pub fn new(customer: &Customer, today: Day, locale: Locale) -> Self {
        let catalogue = Catalogue::default();
        let label = |key: &str, code: &Option<String>| match (catalogue.find(key), code) {
            (Some(attribute), Some(code)) => attribute.choice_label(code, locale),
            _ => String::new(),
        };
        Self {
            path: customer.path(),
            check_path: customer.check_path(),
            account_id: customer.account_id.clone(),
            email: customer.email.clone().unwrap_or_default(),
            market: label("market", &customer.market),
            gender: label("gender", &customer.gender),
            age: customer.age_on(today).map_or_else(String::new, |age| locale.number(age)),
        }
    }
}

/// The list.
pub async fn list(
    Viewer(visitor): Viewer,
    state: web::Data<State>,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageError> {
    let Query { search, page } = query.into_inner();
    let (publisher, number, search) = (visitor.publisher.id, Pager::number(&page), search.trim().to_owned());
    let wanted = search.clone();
    let read = state.database.read(move |connection| {
        let (found, total) = customers::list(connection, publisher, &wanted, number)?;
        Ok((found, total, !apps::of_publisher(connection, publisher)?.is_empty()))
    });
    let (found, total, has_apps) = read.await?;
    let today = state.clock.today();
    let base = format!("/customers?search={}&page=", encoded(&search));
    html(&ListPage {
        page: visitor.page(Section::Customers),
        customers: found.iter().map(|customer| Row::new(customer, today, visitor.locale)).collect(),
        pager: Pager::new(number, total, PAGE_SIZE, base, ""),
        search,
        has_apps,
    })
}
