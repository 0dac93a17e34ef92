//! Accounts: setting up publishers, teams and invitations, signing in in one step or two, limits on guesses, passwords, languages and
//! sessions.

pub mod guesses;
pub mod invitations;
pub mod kept_forms;
pub mod language;
pub mod password;
pub mod recorded;
pub mod reset;
pub mod sealed;
pub mod sessions;
pub mod setup;
pub mod sign_in;
pub mod team;
pub mod totp;
pub mod two_step;

pub use guesses::Guesses;

use crate::password::PasswordError;
use crate::store::StoreError;
use guesses::GuessError;

/// Why an account was not created or changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    #[error(transparent)]
    Guess(#[from] GuessError),
    #[error("the link does not open anything")]
    LinkGone,
    #[error("the password is easy to guess")]
    Guessable,
    #[error(transparent)]
    Password(#[from] PasswordError),
    #[error(transparent)]
    Store(#[from] StoreError),
}
