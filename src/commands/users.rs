//! The commands about users.

use super::publishers::publisher_called;
use crate::access::{Actor, Role};
use crate::accounts::{invitations, reset, setup, team};
use crate::config::Options;
use crate::email::EmailAddress;
use crate::ids::{Number, PublisherId};
use crate::security_log::{Event, Outcome};
use crate::startup::{StartError, open};
use crate::state::State;
use crate::store::users::User;
use crate::text::printable;
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

/// Prints a one-time link with which the person with this address joins the publisher's team.
pub fn invite_user(options: &Options, publisher: &str, role: Role, address: &EmailAddress) -> Result<(), StartError> {
    let state = open(options)?;
    let publisher = publisher_called(&state, publisher)?;
    let made = invitations::invite(&state, &operator(publisher.id), address, role)?;
    Event::new("user-invited", Outcome::Done).record();
    println!(
        "Whoever opens this link, once, within three days, joins {}:\n\n    {}{}\n",
        printable(&publisher.name),
        options.base_url(options.listen),
        web::accounts::invitation_path(&made.token)
    );
    Ok(())
}

/// Disables the account with this address.
pub fn disable_user(options: &Options, address: &EmailAddress) -> Result<(), StartError> {
    let state = open(options)?;
    let user = user_with(&state, address)?;
    team::disable(&state, &operator(user.publisher_id), user.id)?;
    Event::new("user-disabled", Outcome::Done).to(Number::from(user.id)).record();
    println!("{} is disabled and signed out everywhere", printable(&user.email));
    Ok(())
}

/// Lets the disabled user with this address sign in again.
pub fn enable_user(options: &Options, address: &EmailAddress) -> Result<(), StartError> {
    let state = open(options)?;
    let user = user_with(&state, address)?;
    team::enable(&state, &operator(user.publisher_id), user.id)?;
    Event::new("user-enabled", Outcome::Done).to(Number::from(user.id)).record();
    println!("{} can sign in again", printable(&user.email));
    Ok(())
}

/// Switches two-step sign-in off for the user with this address.
pub fn reset_two_step(options: &Options, address: &EmailAddress) -> Result<(), StartError> {
    let state = open(options)?;
    let user = user_with(&state, address)?;
    team::reset_two_step(&state, &operator(user.publisher_id), user.id)?;
    Event::new("two-step-reset", Outcome::Done).to(Number::from(user.id)).record();
    println!("{} signs in with the password alone, and is signed out everywhere", printable(&user.email));
    Ok(())
}

fn user_with(state: &State, address: &EmailAddress) -> Result<User, StartError> {
    setup::user_with(state, address)?.ok_or_else(|| StartError::NoUser(address.as_str().to_owned()))
}

/// Whoever runs the program may do what an owner may.
const fn operator(publisher: PublisherId) -> Actor {
    Actor { publisher, user: None, token: None, role: Role::Owner }
}
