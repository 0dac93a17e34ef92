//! The first visit: a publisher's one-time link opens a page that creates the publisher and its owner.

use super::start_session;
use crate::accounts::guesses::Guess;
use crate::accounts::setup::{self, NewOwner, SetupError};
use crate::accounts::sign_in;
use crate::email::EmailAddress;
use crate::password;
use crate::state::State;
use crate::text::{NameError, clean_name};
use crate::token::Token;
use crate::web::address::see_other;
use crate::web::device::Devices;
use crate::web::error::PageError;
use crate::web::form::{Errors, LONGEST_NAME, Posted, PostedForm, is_address};
use crate::web::network::network_of;
use crate::web::page::Page;
use crate::web::visitor::Visitor;
use crate::web::work::{PageResult, html, html_again};
use actix_web::{HttpRequest, web};
use askama::Template;
use serde::Deserialize;
use validator::{Validate, ValidationError};

/// The form that creates a publisher and its owner.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct SetupForm {
    #[serde(deserialize_with = "trimmed")]
    #[validate(
        length(min = 1, max = "LONGEST_NAME", message = "setup-publisher-length"),
        custom(function = "is_seen")
    )]
    publisher: String,
    #[validate(custom(function = "is_address"))]
    email: String,
    #[validate(length(min = "password::SHORTEST", max = "password::LONGEST", message = "password-length"))]
    password: String,
}

impl PostedForm for SetupForm {
    const FIELDS: &'static [&'static str] = &["publisher", "email", "password"];
}

/// Rejects names with invisible characters. Names that are missing or too long are reported by the length rule.
fn is_seen(name: &str) -> Result<(), ValidationError> {
    let is_seen = !matches!(clean_name(name), Err(NameError::Invisible));
    if is_seen { Ok(()) } else { Err(ValidationError::new("name-invisible")) }
}

fn trimmed<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    String::deserialize(deserializer).map(|typed| typed.trim().to_owned())
}

#[derive(Template)]
#[template(path = "accounts/setup.html")]
struct SetupPage {
    page: Page,
    form: SetupForm,
    errors: Errors,
}

/// The token, if its link is still open; otherwise the page is not found.
async fn open_token(state: &State, token: &str) -> Result<Token, PageError> {
    let token = Token::of(token);
    if setup::is_open(state, &token).await? { Ok(token) } else { Err(PageError::NotFound) }
}

/// The setup page. Only the one-time link opens it.
pub async fn setup(visitor: Visitor, state: web::Data<State>, token: web::Path<String>) -> PageResult {
    open_token(&state, &token).await?;
    html(&SetupPage { page: visitor.page(), form: SetupForm::default(), errors: Errors::default() })
}

/// Creates the publisher and its owner and signs the owner in, or shows the form again.
pub async fn create(
    visitor: Visitor,
    state: web::Data<State>,
    devices: web::Data<Devices>,
    request: HttpRequest,
    token: web::Path<String>,
    posted: Posted<SetupForm>,
) -> PageResult {
    let (locale, Posted { form, mut errors, .. }) = (visitor.locale, posted);
    state.guesses.count(&state.database, &[Guess::Network(network_of(&request))], state.clock.now()).await?;
    let token = open_token(&state, &token).await?;
    if let (Ok(email), true) = (EmailAddress::parse(&form.email), errors.is_empty()) {
        let account = sign_in::account(&email);
        let new = NewOwner { publisher: form.publisher.clone(), email, password: form.password.clone() };
        match setup::set_up(&state, &token, new).await {
            Ok(owner) => {
                start_session(&visitor, &request, &owner, false)?;
                visitor.tell(&locale.with1("setup-done", "name", form.publisher.as_str()));
                let mut response = see_other("/groups");
                devices.remember(&mut response, Some(&account));
                devices.remember_user(&mut response, owner.id);
                return Ok(response);
            }
            Err(SetupError::Guessable) => errors.add("password", locale.text("password-guessable")),
            Err(SetupError::EmailTaken) => errors.add("email", locale.text("email-taken")),
            Err(error) => return Err(error.into()),
        }
    }
    html_again(&SetupPage { page: visitor.page(), form, errors })
}
