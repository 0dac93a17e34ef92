//! Choosing a new password through a one-time link.

use crate::accounts::guesses::Guess;
use crate::accounts::{AccountError, reset};
use crate::password::{LONGEST, SHORTEST};
use crate::state::State;
use crate::web::address::see_other;
use crate::web::form::{Errors, Posted, PostedForm};
use crate::web::network::network_of;
use crate::web::observe::UserOfRequest;
use crate::web::page::Page;
use crate::web::visitor::Visitor;
use crate::web::work::{PageResult, html, html_again};
use actix_web::{HttpMessage, HttpRequest, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

/// The form that chooses a new password.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ResetForm {
    #[validate(length(min = "SHORTEST", max = "LONGEST", message = "password-length"))]
    password: String,
}

impl PostedForm for ResetForm {
    const FIELDS: &'static [&'static str] = &["password"];
}

#[derive(Template)]
#[template(path = "accounts/reset.html")]
struct ResetPage {
    page: Page,
    email: String,
    errors: Errors,
}

/// Shows the form to a visitor with a valid link.
pub async fn reset_page(visitor: Visitor, state: web::Data<State>, token: web::Path<String>) -> PageResult {
    let email = reset::of_link(&state, &token).await?.user.email;
    html(&ResetPage { page: visitor.page(), email, errors: Errors::default() })
}

/// Saves the new password, or shows the form again.
pub async fn reset(
    visitor: Visitor,
    state: web::Data<State>,
    request: HttpRequest,
    token: web::Path<String>,
    posted: Posted<ResetForm>,
) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    state.guesses.count(&state.database, &[Guess::Network(network_of(&request))], state.clock.now()).await?;
    let found = reset::of_link(&state, &token).await?;
    request.extensions_mut().insert(UserOfRequest(found.user.id));
    if errors.is_empty() {
        match reset::reset(&state, &token, &found, form.password).await {
            Ok(()) => {
                visitor.tell(&visitor.locale.text("reset-done"));
                return Ok(see_other("/sign-in"));
            }
            Err(AccountError::Guessable) => errors.add("password", visitor.locale.text("password-guessable")),
            Err(error) => return Err(error.into()),
        }
    }
    html_again(&ResetPage { page: visitor.page(), email: found.user.email, errors })
}
