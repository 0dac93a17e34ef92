//! The page that erases a customer: it first names what goes.

use crate::customers::erase::{self, Effect};
use crate::ids::CustomerId;
use crate::web::page::{Page, Section};
use crate::web::visitor::Owner;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use std::borrow::Borrow;

#[derive(Template)]
#[template(path = "customers/erase.html")]
struct ErasePage {
    page: Page,
    effect: Effect,
}

impl ErasePage {
    fn number(&self, count: impl Borrow<usize>) -> String {
        self.page.locale.number(*count.borrow() as u64)
    }
}

/// Asks for confirmation, and names what goes with the customer.
pub async fn erase_page(Owner(visitor): Owner, path: web::Path<CustomerId>) -> PageResult {
    let work = move |visit: Visit| {
        let effect = erase::effect(&visit.state, &visit.actor, *path)?;
        Answer::page(&ErasePage { page: visit.page, effect })
    };
    visitor.answer(Section::Customers, work).await
}

/// Erases the customer.
pub async fn erase(Owner(visitor): Owner, path: web::Path<CustomerId>) -> PageResult {
    let work = move |visit: Visit| {
        erase::erase(&visit.state, &visit.actor, *path)?;
        let message = visit.locale.text("customer-erased");
        Ok(Answer::Done { path: String::from("/customers"), message })
    };
    visitor.answer(Section::Customers, work).await
}
