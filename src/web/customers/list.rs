//! The publisher's customers, searched by account id or address.

use crate::access::Addresses;
use crate::customers;
use crate::day::Day;
use crate::locale::Locale;
use crate::segments::choices::{AgeGroup, Gender};
use crate::segments::{Attribute, BuiltIn};
use crate::store::customers::{Customer, PAGE_SIZE};
use crate::web::address::encoded;
use crate::web::page::{Page, Section};
use crate::web::pager::Pager;
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;

/// The page and the search.
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

/// A customer as lists show them; unknown values are empty.
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
    pub fn new(customer: &Customer, today: Day, (addresses, locale): (Addresses, Locale)) -> Self {
        let label = |key, code: Option<&str>| {
            code.map_or_else(String::new, |code| Attribute::built_in(key).choice_label(code, locale))
        };
        Self {
            path: customer.path(),
            check_path: customer.check_path_for(addresses),
            account_id: addresses.shown(&customer.account_id),
            email: customer.email.as_deref().map(|email| addresses.shown(email)).unwrap_or_default(),
            market: label(BuiltIn::Market, customer.market.as_deref()),
            gender: label(BuiltIn::Gender, customer.gender.map(Gender::word)),
            age: match customer.age_on(today) {
                Some(age) => locale.number(age),
                None => label(BuiltIn::AgeGroup, customer.age_group.map(AgeGroup::word)),
            },
        }
    }
}

/// The list of customers.
pub async fn list(Viewer(visitor): Viewer, query: web::Query<Query>) -> PageResult {
    let work = move |visit: Visit| {
        let (number, search) = (Pager::number(&query.page), query.search.trim().to_owned());
        let found = customers::list::list(&visit.state, &visit.actor, &search, number)?;
        let (today, shown) = (visit.today(), (visit.addresses(), visit.locale));
        let base = format!("/customers?search={}&page=", encoded(&search));
        Answer::page(&ListPage {
            page: visit.page,
            customers: found.customers.iter().map(|customer| Row::new(customer, today, shown)).collect(),
            pager: Pager::new(number, found.total, PAGE_SIZE, base, ""),
            search,
            has_apps: found.has_apps,
        })
    };
    visitor.answer(Section::Customers, work).await
}
