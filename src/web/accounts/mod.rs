//! The first visit, signing in and signing out.

mod setup;
mod sign_in;

pub use setup::{create, setup};
pub use sign_in::{sign_in, sign_in_page, sign_out};

use super::error::PageError;
use super::session::USER;
use crate::ids::UserId;
use crate::token::Token;
use actix_session::Session;

/// The path of the setup page that the token opens.
pub fn setup_path(token: &Token) -> String {
    format!("/setup/{}", token.as_str())
}

/// The path of the sign-in page, which leads on to `next`.
pub fn sign_in_path(next: &str) -> String {
    if next == "/" { String::from("/sign-in") } else { format!("/sign-in?next={}", super::page::encoded(next)) }
}

/// Starts a session of the user under a new key.
fn start_session(session: &Session, user: UserId) -> Result<(), PageError> {
    session.renew();
    session.insert(USER, user).map_err(|error| PageError::Fault(anyhow::anyhow!("no session: {error}")))
}
