//! Signing in and signing out.

use super::start_session;
use crate::accounts::guesses::Guesser;
use crate::accounts::sessions;
use crate::accounts::sign_in::{self, SignInError, account};
use crate::email::EmailAddress;
use crate::password::LONGEST;
use crate::state::State;
use crate::web::address::see_other;
use crate::web::device::Devices;
use crate::web::form::{Errors, Posted, PostedForm};
use crate::web::network::network_of;
use crate::web::page::Page;
use crate::web::session::{id_of, user_of};
use crate::web::visitor::Visitor;
use crate::web::work::{PageResult, html, html_again};
use actix_session::Session;
use actix_web::{HttpRequest, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

/// The longest path to redirect to after signing in, in bytes: longer than any path of this site with a search in it,
/// and short enough for a header.
const LONGEST_PATH: usize = 2_000;

/// The sign-in form. `next` is the path to redirect to.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct SignInForm {
    email: String,
    #[validate(length(max = "LONGEST", message = "field-too-long"))]
    password: String,
    next: String,
    /// Not empty if the user wants to stay signed in.
    keep: String,
}

impl PostedForm for SignInForm {
    const FIELDS: &'static [&'static str] = &["email", "password", "keep"];
}

#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
struct SignInPage {
    page: Page,
    form: SignInForm,
    errors: Errors,
}

/// The path to redirect to: `next` if it is a path of this site, otherwise the home page. Only printable ASCII is
/// allowed, because browsers drop some characters, such as tabs, before they parse a URL.
fn safe_path(next: &str) -> &str {
    let is_written = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let is_path = is_written && next.starts_with('/') && !next.starts_with("//") && next.len() <= LONGEST_PATH;
    if is_path { next } else { "/groups" }
}

/// The sign-in page.
pub async fn sign_in_page(visitor: Visitor, query: web::Query<SignInForm>) -> PageResult {
    let form = SignInForm { next: query.into_inner().next, ..SignInForm::default() };
    html(&SignInPage { page: visitor.page(), form, errors: Errors::default() })
}

/// Signs in and records that this browser is known to the account, or shows the form again.
pub async fn sign_in(
    visitor: Visitor,
    state: web::Data<State>,
    devices: web::Data<Devices>,
    request: HttpRequest,
    posted: Posted<SignInForm>,
) -> PageResult {
    let Posted { form, mut errors, .. } = posted;
    if errors.is_empty() {
        let account = EmailAddress::parse(&form.email).ok().map(|address| account(&address));
        let device = account.as_ref().and_then(|account| devices.known(&request, account));
        let guesser = Guesser { network: network_of(&request), device };
        match sign_in::sign_in(&state, &guesser, &form.email, form.password.clone()).await {
            Ok(user) => {
                start_session(&visitor, &request, &user, !form.keep.is_empty())?;
                let mut response = see_other(safe_path(&form.next));
                devices.remember(&mut response, account.filter(|_| guesser.device.is_none()).as_ref());
                devices.remember_user(&mut response, user.id);
                return Ok(response);
            }
            Err(SignInError::Wrong) => errors.add("email", visitor.locale.text("sign-in-failed")),
            Err(error) => return Err(error.into()),
        }
    }
    html_again(&SignInPage { page: visitor.page(), form, errors })
}

/// Ends the session on the server. It is removed here, before the middleware would do so, because the middleware answers
/// every error with 500: if the disk is full or the database away, the page says so, and the user stays signed in.
pub async fn sign_out(state: web::Data<State>, session: Session) -> PageResult {
    if let Some(user) = user_of(&session) {
        sessions::sign_out(&state, user, id_of(&session)).await?;
    }
    session.purge();
    Ok(see_other("/sign-in"))
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
