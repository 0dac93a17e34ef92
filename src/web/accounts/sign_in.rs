//! Signing in and signing out.

use super::start_session;
use crate::accounts::guesses::Guesser;
use crate::accounts::sign_in::{self, SignInError, account};
use crate::email::EmailAddress;
use crate::state::State;
use crate::web::address::see_other;
use crate::web::device::Devices;
use crate::web::error::PageError;
use crate::web::network::network_of;
use crate::web::page::Page;
use crate::web::visitor::Visitor;
use crate::web::work::{html, html_again};
use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

/// Longest path that is led on to, in bytes: longer than any of ours with a search in it, and short enough for a header.
const LONGEST_PATH: usize = 2_000;

/// The form that signs in. `next` is the path to go on to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SignInForm {
    email: String,
    password: String,
    next: String,
    /// Not empty where the user wants to be kept signed in.
    keep: String,
}

#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
struct SignInPage {
    page: Page,
    form: SignInForm,
    errors: Vec<String>,
}

impl SignInPage {
    fn summary(&self) -> Vec<(&'static str, String)> {
        self.errors.iter().map(|error| ("email", error.clone())).collect()
    }
}

/// Where to go on to: `next` where it is a path of this site, else the home page. Only what a browser writes of a path is
/// let through, since browsers drop some characters, such as a tab, before they read it.
fn safe_path(next: &str) -> &str {
    let is_written = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let is_path = is_written && next.starts_with('/') && !next.starts_with("//") && next.len() <= LONGEST_PATH;
    if is_path { next } else { "/groups" }
}

/// The sign-in page.
pub async fn sign_in_page(visitor: Visitor, query: web::Query<SignInForm>) -> Result<HttpResponse, PageError> {
    let form = SignInForm { next: query.into_inner().next, ..SignInForm::default() };
    html(&SignInPage { page: visitor.page(), form, errors: Vec::new() })
}

/// Signs in, and makes the browser known to the account.
pub async fn sign_in(
    visitor: Visitor,
    state: web::Data<State>,
    devices: web::Data<Devices>,
    request: HttpRequest,
    form: web::Form<SignInForm>,
) -> Result<HttpResponse, PageError> {
    let form = form.into_inner();
    let account = EmailAddress::parse(&form.email).ok().map(|address| account(&address));
    let device = account.as_ref().and_then(|account| devices.known(&request, account));
    let guesser = Guesser { network: network_of(&request), device };
    let user = match sign_in::sign_in(&state, &guesser, &form.email, form.password.clone()).await {
        Err(SignInError::Wrong) => {
            let errors = vec![visitor.locale.text("sign-in-failed")];
            return html_again(&SignInPage { page: visitor.page(), form, errors });
        }
        signed_in => signed_in?,
    };
    start_session(&visitor, &request, &user, !form.keep.is_empty())?;
    let mut response = see_other(safe_path(&form.next));
    devices.remember(&mut response, account.filter(|_| guesser.device.is_none()).as_ref());
    Ok(response)
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
        let elsewhere = ["https://example.org/", "//example.org", "/\\example.org", "", "apps", "/a\r\nb"];
        for elsewhere in
            elsewhere.into_iter().chain(["/\t/evil.example", "/\u{1}x", "/é", &format!("/{}", "a".repeat(2_000))])
        {
            assert_eq!(safe_path(elsewhere), "/groups", "{elsewhere:?}");
        }
    }
}
