//! The first visit: the one-time link of a publisher, which makes the publisher and its owner.

use super::start_session;
use crate::accounts::guesses::{self, Guess};
use crate::accounts::setup::{self, NewOwner, SetupError};
use crate::accounts::sign_in::account;
use crate::email::EmailAddress;
use crate::password;
use crate::state::State;
use crate::text::clean_name;
use crate::token::Token;
use crate::web::address::see_other;
use crate::web::device::Devices;
use crate::web::error::PageError;
use crate::web::form::{LONGEST_NAME, messages};
use crate::web::network::network_of;
use crate::web::page::Page;
use crate::web::visitor::Visitor;
use crate::web::work::{html, html_again};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

/// The form that makes a publisher and its owner.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct SetupForm {
    #[validate(length(min = 1, max = "LONGEST_NAME", message = "setup-publisher-length"))]
    publisher: String,
    email: String,
    #[validate(length(min = "password::SHORTEST", max = "password::LONGEST", message = "password-length"))]
    password: String,
}

#[derive(Template)]
#[template(path = "accounts/setup.html")]
struct SetupPage {
    page: Page,
    form: SetupForm,
    publisher_errors: Vec<String>,
    email_errors: Vec<String>,
    password_errors: Vec<String>,
}

impl SetupPage {
    fn new(page: Page, form: SetupForm) -> Self {
        Self { page, form, publisher_errors: Vec::new(), email_errors: Vec::new(), password_errors: Vec::new() }
    }

    fn summary(&self) -> Vec<(&'static str, String)> {
        let fields =
            [("publisher", &self.publisher_errors), ("email", &self.email_errors), ("password", &self.password_errors)];
        fields.into_iter().flat_map(|(id, errors)| errors.iter().map(move |error| (id, error.clone()))).collect()
    }
}

/// The token, where its link is open.
async fn open_token(state: &State, token: &str) -> Result<Token, PageError> {
    let token = Token::of(token);
    if setup::is_open(state, &token).await? { Ok(token) } else { Err(PageError::NotFound) }
}

/// The setup page, which only the one-time link opens.
pub async fn setup(
    visitor: Visitor,
    state: web::Data<State>,
    token: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    open_token(&state, &token).await?;
    html(&SetupPage::new(visitor.page(), SetupForm::default()))
}

/// Makes the publisher and its owner, who is signed in at once. The link is dead afterwards.
pub async fn create(
    visitor: Visitor,
    state: web::Data<State>,
    devices: web::Data<Devices>,
    request: HttpRequest,
    token: web::Path<String>,
    form: web::Form<SetupForm>,
) -> Result<HttpResponse, PageError> {
    guesses::count(&state, &[Guess::Network(network_of(&request))]).await?;
    let token = open_token(&state, &token).await?;
    let mut shown = SetupPage::new(visitor.page(), form.into_inner());
    shown.form.publisher = shown.form.publisher.trim().to_owned();
    shown.publisher_errors = messages(&shown.form, "publisher", visitor.locale);
    if shown.publisher_errors.is_empty() && clean_name(&shown.form.publisher).is_err() {
        shown.publisher_errors.push(visitor.locale.text("name-invisible"));
    }
    shown.password_errors = messages(&shown.form, "password", visitor.locale);
    let email = EmailAddress::parse(&shown.form.email);
    if email.is_err() {
        shown.email_errors.push(visitor.locale.text("email-wrong"));
    }
    let (Ok(email), true) = (email, shown.summary().is_empty()) else { return html_again(&shown) };
    let own = vec![email.as_str().to_owned(), shown.form.publisher.clone()];
    if password::is_guessable(shown.form.password.clone(), own).await? {
        shown.password_errors.push(visitor.locale.text("password-guessable"));
        return html_again(&shown);
    }
    let password_hash = password::hash(shown.form.password.clone()).await?;
    let (name, known) = (shown.form.publisher.clone(), account(&email));
    let owner = match setup::set_up(&state, &token, NewOwner { publisher: name, email, password_hash }).await {
        Ok(owner) => owner,
        Err(SetupError::EmailTaken) => {
            shown.email_errors.push(visitor.locale.text("email-taken"));
            return html_again(&shown);
        }
        Err(SetupError::NotOpen) => return Err(PageError::NotFound),
        Err(SetupError::Store(error)) => return Err(error.into()),
    };
    start_session(&visitor, &request, &owner, false)?;
    visitor.tell(&visitor.locale.with1("setup-done", "name", shown.form.publisher.as_str()));
    let mut response = see_other("/groups");
    devices.remember(&mut response, Some(&known));
    Ok(response)
}
