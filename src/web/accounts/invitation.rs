//! Joining a team: an invitation's one-time link opens a page where the invited person chooses a password.

use super::start_session;
use crate::accounts::guesses::Guess;
use crate::accounts::invitations::{self, Invited};
use crate::accounts::setup::SetupError;
use crate::accounts::sign_in;
use crate::email::EmailAddress;
use crate::password::{LONGEST, SHORTEST};
use crate::state::State;
use crate::store::users::User;
use crate::token::Token;
use crate::web::address::see_other;
use crate::web::device::Devices;
use crate::web::form::{Errors, Posted, PostedForm};
use crate::web::network::network_of;
use crate::web::page::Page;
use crate::web::visitor::Visitor;
use crate::web::work::{PageResult, html, html_again, html_with};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

/// The form that chooses a password.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct InvitationForm {
    #[validate(length(min = "SHORTEST", max = "LONGEST", message = "password-length"))]
    password: String,
}

impl PostedForm for InvitationForm {
    const FIELDS: &'static [&'static str] = &["password"];
}

#[derive(Template)]
#[template(path = "accounts/invitation.html")]
struct InvitationPage {
    page: Page,
    publisher: String,
    email: String,
    /// What the person will be able to do.
    role: String,
    errors: Errors,
    /// Whether the address has got an account elsewhere since it was invited.
    is_taken: bool,
}

#[derive(Template)]
#[template(path = "accounts/invitation_ended.html")]
struct EndedPage {
    page: Page,
}

impl InvitationPage {
    fn new(visitor: &Visitor, invited: Invited, errors: Errors) -> Self {
        let Invited { invitation, publisher } = invited;
        let role = visitor.locale.text(&format!("role-{}-may", invitation.role.word()));
        Self { page: visitor.page(), publisher, email: invitation.email, role, errors, is_taken: false }
    }
}

/// The page of a link that was used, withdrawn, replaced, or has expired.
fn ended(visitor: &Visitor) -> PageResult {
    html_with(StatusCode::NOT_FOUND, &EndedPage { page: visitor.page() })
}

/// Shows the form to a visitor with a valid link.
pub async fn invitation(visitor: Visitor, state: web::Data<State>, token: web::Path<String>) -> PageResult {
    match invitations::of_link(&state, &Token::of(&token)).await? {
        Some(invited) => html(&InvitationPage::new(&visitor, invited, Errors::default())),
        None => ended(&visitor),
    }
}

/// Creates the account and signs its user in, or shows the form again.
pub async fn join(
    visitor: Visitor,
    state: web::Data<State>,
    devices: web::Data<Devices>,
    request: HttpRequest,
    token: web::Path<String>,
    posted: Posted<InvitationForm>,
) -> PageResult {
    let (token, Posted { form, mut errors, .. }) = (Token::of(&token), posted);
    state.guesses.count(&state.database, &[Guess::Network(network_of(&request))], state.clock.now()).await?;
    let Some(invited) = invitations::of_link(&state, &token).await? else { return ended(&visitor) };
    if !errors.is_empty() {
        return html_again(&InvitationPage::new(&visitor, invited, errors));
    }
    match invitations::accept(&state, &token, &invited, form.password).await {
        Ok(user) => joined(&visitor, &devices, &request, &user, &invited.publisher),
        Err(SetupError::NotOpen) => ended(&visitor),
        Err(SetupError::EmailTaken) => {
            html_again(&InvitationPage { is_taken: true, ..InvitationPage::new(&visitor, invited, errors) })
        }
        Err(SetupError::Guessable) => {
            errors.add("password", visitor.locale.text("password-guessable"));
            html_again(&InvitationPage::new(&visitor, invited, errors))
        }
        Err(error) => Err(error.into()),
    }
}

/// Signs the new user in.
fn joined(visitor: &Visitor, devices: &Devices, request: &HttpRequest, user: &User, publisher: &str) -> PageResult {
    start_session(visitor, request, user, false)?;
    visitor.tell(&visitor.locale.with1("invitation-joined", "publisher", publisher));
    let mut response = see_other("/groups");
    let account = EmailAddress::parse(&user.email).ok().map(|address| sign_in::account(&address));
    devices.remember(&mut response, account.as_ref());
    devices.remember_user(&mut response, user.id);
    Ok(response)
}
