//! Changing a user's own password, which ends the user's sessions.

use super::AccountError;
use super::guesses::{self, Guess};
use crate::password::{self, Verdict, is_too_long};
use crate::state::State;
use crate::store::sessions;
use crate::store::users::{self, User};

/// Whether this is the user's password. Guesses are counted, wherever they come from.
pub async fn is_current(state: &State, user: &User, typed: String) -> Result<bool, AccountError> {
    guesses::count(state, &[Guess::User(user.id)]).await?;
    let kept = user.password_hash.clone();
    Ok(!is_too_long(&typed) && password::verify(typed, Some(kept)).await? != Verdict::Wrong)
}

/// Gives the user a new password, and ends every session bound to the old one. Returns its hash. `publisher` is the name that
/// it must not be made of.
pub async fn change(state: &State, user: &User, publisher: &str, new: String) -> Result<String, AccountError> {
    if password::is_guessable(new.clone(), vec![user.email.clone(), publisher.to_owned()]).await? {
        return Err(AccountError::Guessable);
    }
    let (of, id, hash) = (user.publisher_id, user.id, password::hash(new).await?);
    let kept = hash.clone();
    let changed = state.database.write(move |connection| {
        users::update_password(connection, of, id, &kept)?;
        sessions::delete_of_user(connection, id)
    });
    changed.await?;
    Ok(hash)
}
