//! What the links of a message lead to: its page, and the one for whoever wants no more: whoever presses its button is not written to any more, without signing in.

use super::address::see_other;
use super::error::PageError;
use super::network::network_of;
use super::page::Page;
use super::visitor::Visitor;
use super::work::{PageResult, html, run};
use crate::notifications::seen;
use crate::push::asked::{self, Use};
use crate::push::unsubscribe;
use crate::state::State;
use actix_web::{HttpRequest, web};
use askama::Template;

#[derive(Template)]
#[template(path = "accounts/unsubscribe.html")]
struct UnsubscribePage {
    page: Page,
    publisher: String,
    is_done: bool,
}

/// Counts the use of a token.
fn count(state: &State, request: &HttpRequest, token: &str, what: Use) -> Result<(), PageError> {
    asked::count(state, token, network_of(request), what).map_err(|wait| PageError::TooManyTries { wait })
}

async fn answer(visitor: Visitor, state: web::Data<State>, token: String, is_done: bool) -> PageResult {
    let publisher = run(move |_| {
        if is_done {
            unsubscribe::unsubscribe(&state, &token)?;
        }
        Ok::<_, PageError>(unsubscribe::name_of_publisher(&state, &token)?)
    })
    .await?;
    html(&UnsubscribePage { page: visitor.page(), publisher, is_done })
}

/// Leads on from the link of a message to its page.
pub async fn follow(state: web::Data<State>, request: HttpRequest, token: web::Path<String>) -> PageResult {
    let token = token.into_inner();
    count(&state, &request, &token, Use::Say)?;
    let target = run(move |_| seen::follow(&state, &token).map_err(PageError::from)).await?;
    Ok(see_other(&target))
}

/// Asks, because programs that look at links for people follow them too.
pub async fn show(
    visitor: Visitor,
    state: web::Data<State>,
    request: HttpRequest,
    token: web::Path<String>,
) -> PageResult {
    count(&state, &request, &token, Use::Look)?;
    answer(visitor, state, token.into_inner(), false).await
}

/// Takes everything back that the person has allowed.
pub async fn unsubscribe(
    visitor: Visitor,
    state: web::Data<State>,
    request: HttpRequest,
    token: web::Path<String>,
) -> PageResult {
    count(&state, &request, &token, Use::Leave)?;
    answer(visitor, state, token.into_inner(), true).await
}
