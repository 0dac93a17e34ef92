//! The first visit: the one-time link of a publisher, which makes the publisher and its owner.

use super::start_session;
use crate::access::Role;
use crate::accounts::sign_in::account;
use crate::email::EmailAddress;
use crate::ids::PublisherId;
use crate::password;
use crate::security_log::{self, Outcome};
use crate::state::State;
use crate::store::publishers;
use crate::store::users::{self, NewUser};
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
use chrono::TimeDelta;
use serde::Deserialize;
use validator::Validate;

/// How long a setup link opens: a weekend may lie between who makes it and who uses it.
const LIFETIME: TimeDelta = TimeDelta::hours(72);

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

async fn publisher_of(state: &State, token: &str) -> Result<(PublisherId, String), PageError> {
    let digest = Token::of(token).digest();
    let (asked, since) = (digest.clone(), state.clock.now() - LIFETIME);
    let found = state.database.read(move |connection| publishers::of_setup(connection, &asked, since)).await?;
    Ok((found.ok_or(PageError::NotFound)?, digest))
}

/// The setup page, which only the one-time link opens.
pub async fn setup(
    visitor: Visitor,
    state: web::Data<State>,
    token: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    publisher_of(&state, &token).await?;
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
    let (publisher, digest) = publisher_of(&state, &token).await?;
    let mut shown = SetupPage::new(visitor.page(), form.into_inner());
    shown.form.publisher = shown.form.publisher.trim().to_owned();
    shown.publisher_errors = messages(&shown.form, "publisher", visitor.locale);
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
    let hash = password::hash(shown.form.password.clone()).await?;
    let (name, now, known) = (shown.form.publisher.clone(), state.clock.now(), account(&email));
    let made = state.database.write(move |connection| {
        if !publishers::finish_setup(connection, publisher, &digest, &name)? {
            return Err(crate::store::not_found());
        }
        let owner = NewUser {
            publisher_id: publisher,
            email: email.as_str(),
            email_key: &email.key(),
            password_hash: &hash,
            role: Role::Owner.word(),
            locale: None,
            created_at: now,
        };
        let id = users::create(connection, &owner)?;
        users::find(connection, id)
    });
    let owner = match made.await {
        Err(error) if error.is_taken() => {
            shown.email_errors.push(visitor.locale.text("email-taken"));
            return html_again(&shown);
        }
        made => made?,
    };
    security_log::record("setup", Outcome::Done, Some(owner.id), Some(network_of(&request)));
    start_session(&visitor, &request, &owner, false)?;
    visitor.tell(&visitor.locale.with1("setup-done", "name", shown.form.publisher.as_str()));
    let mut response = see_other("/groups");
    devices.remember(&mut response, Some(&known));
    Ok(response)
}
