//! Sets a new password by a one-time link, which an operator creates with `engage user reset-password`.

use super::AccountError;
use crate::audit::{self, Action, Author, Changes, Subject};
use crate::email::EmailAddress;
use crate::ids::UserId;
use crate::password;
use crate::state::State;
use crate::store::users::{self, User};
use crate::store::{StoreError, not_found, password_resets, publishers, sessions};
use crate::token::Token;
use chrono::TimeDelta;

/// How long a link is valid: an operator passes it to the user at once.
const LIFETIME: TimeDelta = TimeDelta::hours(1);

/// A link that was created, and the user that it is for.
pub struct NewLink {
    pub user: UserId,
    pub token: Token,
}

/// Creates a link for the user with this address, in place of an earlier one; `None` if there is no such user who may
/// sign in.
pub fn create_link(state: &State, address: &EmailAddress) -> Result<Option<NewLink>, StoreError> {
    let (token, now) = (Token::random(), state.clock.now());
    let made = state.database.write_now(|connection| {
        let found = users::of_email_key(connection, &address.key())?;
        let Some(user) = found.filter(|user| !user.is_disabled()) else { return Ok(None) };
        password_resets::create(connection, user.id, &token.digest(), now)?;
        let what = (Action::ResetLinkCreated, Subject::user(&user), Changes::none());
        audit::record(connection, Author::command(user.publisher_id), now, what)?;
        Ok(Some(user.id))
    });
    Ok(made?.map(|user| NewLink { user, token }))
}

/// The user that a link is for, and the name of the user's publisher.
pub struct Reset {
    pub user: User,
    publisher: String,
}

/// The user that the link is for.
pub async fn of_link(state: &State, token: &str) -> Result<Reset, AccountError> {
    let (digest, since) = (Token::of(token).digest(), state.clock.now() - LIFETIME);
    let found = state.database.read(move |connection| {
        let Some(id) = password_resets::user_of(connection, &digest, since)? else { return Ok(None) };
        let user = users::of_session_or_link(connection, id)?;
        let publisher = publishers::find(connection, user.publisher_id)?.name;
        Ok(Some(Reset { user, publisher }))
    });
    found.await?.ok_or(AccountError::LinkGone)
}

/// Stores the new password, ends all of the user's sessions and deletes the link.
pub async fn reset(
    state: &State,
    token: &str,
    Reset { user, publisher }: &Reset,
    new: String,
) -> Result<(), AccountError> {
    let related = vec![user.email.clone(), publisher.clone()];
    let hash = password::hash_unless_guessable(new, related).await?.ok_or(AccountError::Guessable)?;
    let (of, id, digest, now) = (user.publisher_id, user.id, Token::of(token).digest(), state.clock.now());
    let write = state.database.write(move |connection| {
        if !password_resets::take(connection, &digest, now - LIFETIME)? {
            return Err(not_found());
        }
        users::update_password(connection, of, id, &hash)?;
        let user = users::find(connection, of, id)?;
        let what = (Action::PasswordReset, Subject::user(&user), Changes::none());
        audit::record(connection, Author::user(of, id), now, what)?;
        sessions::delete_of_user(connection, id)
    });
    match write.await {
        Err(error) if error.is_not_found() => return Err(AccountError::LinkGone),
        written => written?,
    };
    Ok(())
}
