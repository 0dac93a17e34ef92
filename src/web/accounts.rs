//! The first visit, signing in and signing out.

use super::error::PageError;
use super::form::{LONGEST_NAME, messages};
use super::page::{Page, html, html_again, see_other};
use super::session::USER;
use super::visitor::Visitor;
use crate::access::Role;
use crate::email::EmailAddress;
use crate::ids::{PublisherId, UserId};
use crate::password;
use crate::state::State;
use crate::store::publishers;
use crate::store::users::{self, NewUser};
use crate::token::Token;
use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use serde::Deserialize;
use std::num::NonZeroU32;
use validator::Validate;

/// Tries to sign in that one address of the network, and one account, has a minute.
const TRIES_A_MINUTE: NonZeroU32 = NonZeroU32::new(20).expect("more than none");

/// The tries to sign in of the last minute, by address of the network and by account.
pub struct Tries(DefaultKeyedRateLimiter<String>);

impl Default for Tries {
    fn default() -> Self {
        Self(RateLimiter::keyed(Quota::per_minute(TRIES_A_MINUTE)))
    }
}

impl Tries {
    /// Whether the one with this key may try a password once more. Counts the try.
    pub fn may_try(&self, key: &str) -> bool {
        self.0.check_key(&key.to_owned()).is_ok()
    }
}

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

/// The form that signs in. `next` is the path to go on to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SignInForm {
    email: String,
    password: String,
    next: String,
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

#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
struct SignInPage {
    page: Page,
    form: SignInForm,
    errors: Vec<String>,
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

impl SignInPage {
    fn summary(&self) -> Vec<(&'static str, String)> {
        self.errors.iter().map(|error| ("email", error.clone())).collect()
    }
}

/// The path of the setup page that the token opens.
pub fn setup_path(token: &Token) -> String {
    format!("/setup/{}", token.as_str())
}

/// The path of the sign-in page, which leads on to `next`.
pub fn sign_in_path(next: &str) -> String {
    if next == "/" { String::from("/sign-in") } else { format!("/sign-in?next={}", super::page::encoded(next)) }
}

/// Where to go on to: `next` where it is a path of this site, else the home page.
fn safe_path(next: &str) -> &str {
    let is_path = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    if is_path { next } else { "/groups" }
}

async fn publisher_of(state: &State, token: &str) -> Result<(PublisherId, String), PageError> {
    let digest = Token::of(token).digest();
    let asked = digest.clone();
    let found = state.database.read(move |connection| publishers::of_setup(connection, &asked)).await?;
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
    let hash = password::hash(shown.form.password.clone()).await?;
    let (name, now) = (shown.form.publisher.clone(), state.clock.now());
    let made = state.database.write(move |connection| {
        if !publishers::finish_setup(connection, publisher, &digest, &name)? {
            return Err(diesel::result::Error::NotFound);
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
        users::create(connection, &owner)
    });
    let owner = match made.await {
        Err(error) if error.is_taken() => {
            shown.email_errors.push(visitor.locale.text("email-taken"));
            return html_again(&shown);
        }
        made => made?,
    };
    begin(&visitor.session, owner)?;
    visitor.tell(&visitor.locale.with1("setup-done", "name", shown.form.publisher.as_str()));
    Ok(see_other("/groups"))
}

/// Starts a session of the user under a new key.
fn begin(session: &Session, user: UserId) -> Result<(), PageError> {
    session.renew();
    session.insert(USER, user).map_err(|error| PageError::Fault(anyhow::anyhow!("no session: {error}")))
}

/// The sign-in page.
pub async fn sign_in_page(visitor: Visitor, query: web::Query<SignInForm>) -> Result<HttpResponse, PageError> {
    let form = SignInForm { next: query.into_inner().next, ..SignInForm::default() };
    html(&SignInPage { page: visitor.page(), form, errors: Vec::new() })
}

/// Signs in. An unknown address and a wrong password get the same answer after the same work.
pub async fn sign_in(
    visitor: Visitor,
    state: web::Data<State>,
    tries: web::Data<Tries>,
    request: HttpRequest,
    form: web::Form<SignInForm>,
) -> Result<HttpResponse, PageError> {
    let form = form.into_inner();
    let key = form.email.trim().to_lowercase();
    let peer = request.peer_addr().map_or_else(String::new, |address| address.ip().to_string());
    if !tries.may_try(&key) || !tries.may_try(&peer) {
        return Err(PageError::TooManyTries);
    }
    let user = state.database.read(move |connection| users::of_email_key(connection, &key)).await?;
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let typed: String = form.password.chars().take(usize::try_from(password::LONGEST).unwrap_or(200)).collect();
    let is_right = password::verify(typed, hash).await?;
    let (true, Some(user)) = (is_right, user) else {
        let errors = vec![visitor.locale.text("sign-in-failed")];
        return html_again(&SignInPage { page: visitor.page(), form, errors });
    };
    begin(&visitor.session, user.id)?;
    Ok(see_other(safe_path(&form.next)))
}

/// Ends the session on the server.
pub async fn sign_out(session: Session) -> HttpResponse {
    session.purge();
    see_other("/sign-in")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_on_to_this_site_only() {
        assert_eq!(safe_path("/apps?page=2"), "/apps?page=2");
        for elsewhere in ["https://example.org/", "//example.org", "/\\example.org", "", "apps", "/a\r\nb"] {
            assert_eq!(safe_path(elsewhere), "/groups", "{elsewhere}");
        }
    }
}
