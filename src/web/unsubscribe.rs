//! The page that the link of a message leads to: whoever presses its button is not written to any more, without signing in.

use super::page::Page;
use super::visitor::Visitor;
use super::work::{PageResult, html, run};
use crate::push::unsubscribe;
use crate::state::State;
use actix_web::web;
use askama::Template;

#[derive(Template)]
#[template(path = "accounts/unsubscribe.html")]
struct UnsubscribePage {
    page: Page,
    publisher: String,
    is_done: bool,
}

async fn answer(visitor: Visitor, state: web::Data<State>, token: String, is_done: bool) -> PageResult {
    let publisher = run(move |_| {
        if is_done {
            unsubscribe::unsubscribe(&state, &token)?;
        }
        Ok::<_, super::error::PageError>(unsubscribe::name_of_publisher(&state, &token)?)
    })
    .await?;
    html(&UnsubscribePage { page: visitor.page(), publisher, is_done })
}

/// Asks, because programs that look at links for people follow them too.
pub async fn show(visitor: Visitor, state: web::Data<State>, token: web::Path<String>) -> PageResult {
    answer(visitor, state, token.into_inner(), false).await
}

/// Takes everything back that the person has allowed.
pub async fn unsubscribe(visitor: Visitor, state: web::Data<State>, token: web::Path<String>) -> PageResult {
    answer(visitor, state, token.into_inner(), true).await
}
