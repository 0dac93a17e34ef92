//! Signing in and signing out.

use super::{second_step, start_session};
use crate::accounts::guesses::Guesser;
use crate::accounts::sessions;
use crate::accounts::setup::is_untouched;
use crate::accounts::sign_in::{self, FirstStep, SignInError, account};
use crate::email::EmailAddress;
use crate::password::LONGEST;
use crate::state::State;
use crate::store::users::User;
use crate::web::address::{safe_path, see_other};
use crate::web::device::Devices;
use crate::web::form::{Errors, Posted, PostedForm};
use crate::web::network::network_of;
use crate::web::page::Page;
use crate::web::session::{self, id_of, user_of};
use crate::web::visitor::Visitor;
use crate::web::work::{PageResult, html, html_again};
use actix_session::Session;
use actix_web::{HttpRequest, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

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

/// The page for whoever comes before anybody has set Engage up.
#[derive(Template)]
#[template(path = "accounts/not_set_up.html")]
struct NotSetUpPage {
    page: Page,
}

/// The sign-in page, or where the setup link is as long as nobody can sign in.
pub async fn sign_in_page(visitor: Visitor, state: web::Data<State>, query: web::Query<SignInForm>) -> PageResult {
    // Who cannot be told apart, because the database is away, signs in.
    if is_untouched(&state).await.unwrap_or(false) {
        return html(&NotSetUpPage { page: visitor.page() });
    }
    let form = SignInForm { next: query.into_inner().next, ..SignInForm::default() };
    html(&SignInPage { page: visitor.page(), form, errors: Errors::default() })
}

/// Signs in, asks for a code next, or shows the form again.
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
            Ok(FirstStep::Done(user)) => {
                return signed_in(&visitor, &request, &devices, &user, (!form.keep.is_empty(), &form.next));
            }
            Ok(FirstStep::CodeNext(user)) => {
                let (is_kept, next, now) = (!form.keep.is_empty(), safe_path(&form.next), state.clock.now());
                session::wait_for_code(&visitor.session, &user, (is_kept, next), now)?;
                return Ok(see_other(second_step::PATH));
            }
            Err(SignInError::Wrong) => errors.add("email", visitor.locale.text("sign-in-failed")),
            Err(error) => return Err(error.into()),
        }
    }
    html_again(&SignInPage { page: visitor.page(), form, errors })
}

/// Starts a session and records that this browser is known to the account, then leads to the page `next`.
pub(super) fn signed_in(
    visitor: &Visitor,
    request: &HttpRequest,
    devices: &Devices,
    user: &User,
    (is_kept, next): (bool, &str),
) -> PageResult {
    start_session(visitor, request, user, is_kept)?;
    let account = EmailAddress::parse(&user.email).ok().map(|address| account(&address));
    let stranger = account.filter(|account| devices.known(request, account).is_none());
    let mut response = see_other(safe_path(next));
    devices.remember(&mut response, stranger.as_ref());
    devices.remember_user(&mut response, user.id);
    Ok(response)
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
