//! The first visit, signing in and signing out.

use super::page::see_other;
use super::token::Token;
use actix_session::Session;
use actix_web::HttpResponse;

/// The path of the setup page that the token opens.
pub fn setup_path(token: &Token) -> String {
    format!("/setup/{}", token.as_str())
}

/// The path of the sign-in page, which leads on to `next`.
pub fn sign_in_path(next: &str) -> String {
    if next == "/" { String::from("/sign-in") } else { format!("/sign-in?next={}", super::page::encoded(next)) }
}

/// Ends the session on the server.
pub async fn sign_out(session: Session) -> HttpResponse {
    session.purge();
    see_other("/sign-in")
}
