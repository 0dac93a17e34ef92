//! The commands about users.

use crate::accounts::reset;
use crate::config::Options;
use crate::email::EmailAddress;
use crate::security_log::{Event, Outcome};
use crate::startup::{StartError, open};
use crate::state::State;
use crate::web;

/// Prints a one-time link for the user with this address to choose a new password.
pub fn reset_password(options: &Options, address: &EmailAddress) -> Result<(), StartError> {
    let path = reset_link(&open(options)?, address)?;
    println!("Choose a new password here, once, within an hour:\n\n    {}{path}\n", options.base_url(options.listen));
    Ok(())
}

/// Creates a link for the user with this address to choose a new password, and returns its path.
pub fn reset_link(state: &State, address: &EmailAddress) -> Result<String, StartError> {
    let link = reset::create_link(state, address)?.ok_or_else(|| StartError::NoUser(address.as_str().to_owned()))?;
    Event::new("password-reset-link", Outcome::Done).by(link.user).record();
    Ok(web::accounts::reset_path(&link.token))
}
