//! Changes a user's password, which ends the user's sessions.

use super::AccountError;
use super::guesses::Guess;
use crate::audit::{self, Action, Author, Changes, Subject};
use crate::password::{self, Verdict, is_too_long};
use crate::state::State;
use crate::store::sessions;
use crate::store::users::{self, User};

/// Whether this is the user's password. Each call counts as a guess.
pub async fn is_current(state: &State, user: &User, typed: String) -> Result<bool, AccountError> {
    state.guesses.count(&state.database, &[Guess::User(user.id)], state.clock.now()).await?;
    let kept = user.password_hash.clone();
    Ok(!is_too_long(&typed) && password::verify(typed, Some(kept)).await? != Verdict::Wrong)
}

/// Changes the user's password, ends all of the user's sessions, and returns the new hash. The password must not be
/// guessable from `publisher`, the publisher's name.
pub async fn change(state: &State, user: &User, publisher: &str, new: String) -> Result<String, AccountError> {
    let related = vec![user.email.clone(), publisher.to_owned()];
    let hash = password::hash_unless_guessable(new, related).await?.ok_or(AccountError::Guessable)?;
    let (of, id, kept) = (user.publisher_id, user.id, hash.clone());
    let now = state.clock.now();
    let changed = state.database.write(move |connection| {
        users::update_password(connection, of, id, &kept)?;
        let user = users::find(connection, of, id)?;
        let what = (Action::PasswordChanged, Subject::user(&user), Changes::none());
        audit::record(connection, Author::user(of, id), now, what)?;
        sessions::delete_of_user(connection, id)
    });
    changed.await?;
    Ok(hash)
}
