//! A new password behind a one-time link, which whoever runs the program makes with `engage user reset-password`.

use crate::accounts::guesses::{self, Guess};
use crate::password::{self, LONGEST, SHORTEST};
use crate::state::State;
use crate::store::users::{self, User};
use crate::store::{not_found, password_resets, publishers, sessions};
use crate::token::Token;
use crate::web::address::see_other;
use crate::web::error::PageError;
use crate::web::form::messages;
use crate::web::network::network_of;
use crate::web::observe::UserOfRequest;
use crate::web::page::Page;
use crate::web::visitor::Visitor;
use crate::web::work::{html, html_again};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::{NaiveDateTime, TimeDelta};
use serde::Deserialize;
use validator::Validate;

/// How long a link opens: it goes from whoever runs the program to the user at once.
const LIFETIME: TimeDelta = TimeDelta::hours(1);

/// The form that chooses a new password.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ResetForm {
    #[validate(length(min = "SHORTEST", max = "LONGEST", message = "password-length"))]
    password: String,
}

#[derive(Template)]
#[template(path = "accounts/reset.html")]
struct ResetPage {
    page: Page,
    email: String,
    errors: Vec<String>,
}

impl ResetPage {
    fn summary(&self) -> Vec<(&'static str, String)> {
        self.errors.iter().map(|error| ("password", error.clone())).collect()
    }
}

/// The user whose link this is, with the name of the publisher and what the link is found by.
async fn user_of(state: &State, token: &str) -> Result<(User, String, String, NaiveDateTime), PageError> {
    let (digest, since) = (Token::of(token).digest(), state.clock.now() - LIFETIME);
    let asked = digest.clone();
    let found = state.database.read(move |connection| {
        let id = password_resets::user_of(connection, &asked, since)?.ok_or_else(not_found)?;
        let user = users::of_session_or_link(connection, id)?;
        let publisher = publishers::find(connection, user.publisher_id)?.name;
        Ok((user, publisher))
    });
    let (user, publisher) = found.await?;
    Ok((user, publisher, digest, since))
}

/// The page that the link opens.
pub async fn reset_page(
    visitor: Visitor,
    state: web::Data<State>,
    token: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    let (user, ..) = user_of(&state, &token).await?;
    html(&ResetPage { page: visitor.page(), email: user.email, errors: Vec::new() })
}

/// Keeps the new password, ends every session of the user and lets the link die.
pub async fn reset(
    visitor: Visitor,
    state: web::Data<State>,
    request: HttpRequest,
    token: web::Path<String>,
    form: web::Form<ResetForm>,
) -> Result<HttpResponse, PageError> {
    guesses::count(&state, &[Guess::Network(network_of(&request))]).await?;
    let (user, publisher, digest, since) = user_of(&state, &token).await?;
    request.extensions_mut().insert(UserOfRequest(user.id));
    let mut errors = messages(&*form, "password", visitor.locale);
    let own = vec![user.email.clone(), publisher];
    if errors.is_empty() && password::is_guessable(form.password.clone(), own).await? {
        errors.push(visitor.locale.text("password-guessable"));
    }
    if !errors.is_empty() {
        return html_again(&ResetPage { page: visitor.page(), email: user.email, errors });
    }
    let (of, id, hash) = (user.publisher_id, user.id, password::hash(form.into_inner().password).await?);
    let write = state.database.write(move |connection| {
        if !password_resets::take(connection, &digest, since)? {
            return Err(not_found());
        }
        users::update_password(connection, of, id, &hash)?;
        sessions::delete_of_user(connection, id)
    });
    write.await?;
    visitor.tell(&visitor.locale.text("reset-done"));
    Ok(see_other("/sign-in"))
}
