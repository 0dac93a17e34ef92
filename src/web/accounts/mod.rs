//! The first visit, joining a team, signing in and signing out.

mod invitation;
mod kept_form;
mod kept_labels;
mod reset;
mod second_step;
mod setup;
mod sign_in;

pub use invitation::{invitation, join};
pub use kept_form::kept_form;
pub use reset::{reset, reset_page};
pub use second_step::{LONGEST_CODE, code, code_page};
pub use setup::{create, setup};
pub use sign_in::{sign_in, sign_in_page, sign_out};

use super::error::PageError;
use super::session;
use super::visitor::Visitor;
use crate::store::users::User;
use crate::token::Token;
use actix_web::HttpRequest;
use actix_web::http::header::USER_AGENT;
use anyhow::Context;

/// The path of the setup page that this token gives access to.
pub fn setup_path(token: &Token) -> String {
    format!("/setup/{}", token.as_str())
}

/// The path of the page where an invited person with this token joins the team.
pub fn invitation_path(token: &Token) -> String {
    format!("/invitation/{}", token.as_str())
}

/// The path of the page where a user with this token chooses a new password.
pub fn reset_path(token: &Token) -> String {
    format!("/reset-password/{}", token.as_str())
}

/// Starts a session for the user under a new key.
fn start_session(visitor: &Visitor, request: &HttpRequest, user: &User, is_kept: bool) -> Result<(), PageError> {
    let agent = request.headers().get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    Ok(session::start(&visitor.session, user, agent, is_kept).context("no session can be started")?)
}
