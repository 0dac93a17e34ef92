//! Signs users in by address and password. Neither the answer nor its timing reveals whether an address has an account,
//! or whether it is disabled.

use super::guesses::{Account, Guess, GuessError, Guesser};
use super::recorded;
use super::sealed::Unsealable;
use super::two_step::{self, TwoStepError, Used};
use crate::email::EmailAddress;
use crate::password::{self, PasswordError, Verdict};
use crate::security_log::{Event, Outcome};
use crate::state::State;
use crate::store::users::{self, User};
use crate::store::{StoreError, two_steps};
use sha2::{Digest, Sha256};

/// How far the password leads.
pub enum FirstStep {
    Done(User),
    /// The user has yet to type a code, see [`second_step`].
    CodeNext(User),
}

/// Why signing in failed.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    #[error(transparent)]
    Guess(#[from] GuessError),
    #[error("the address, the password or the code is wrong")]
    Wrong,
    #[error(transparent)]
    Sealed(#[from] Unsealable),
    #[error(transparent)]
    Password(#[from] PasswordError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The digest of an address, by which guesses are counted and browsers are recognised.
pub fn account(address: &EmailAddress) -> Account {
    Sha256::digest(address.key().as_bytes()).into()
}

/// Finds the user with this address and password. A text that is not an address has no account; it is not stored
/// either.
pub async fn sign_in(
    state: &State,
    guesser: &Guesser,
    email: &str,
    password: String,
) -> Result<FirstStep, SignInError> {
    let network = guesser.network;
    let address = EmailAddress::parse(email).ok();
    let account = address.as_ref().map(account);
    let at_account = account.as_ref().map(|account| Guess::at(account, guesser.device.as_deref()));
    let guesses: Vec<Guess<'_>> = [Guess::Network(network)].into_iter().chain(at_account).collect();
    let event = |outcome| Event::new("sign-in", outcome).from(network);
    if let Err(error) = state.guesses.count(&state.database, &guesses, state.clock.now()).await {
        let outcome = if matches!(error, GuessError::TooMany { .. }) { Outcome::Limited } else { Outcome::Failed };
        event(outcome).record();
        return Err(error.into());
    }
    let Some(address) = address else {
        event(Outcome::Refused).record();
        return Err(SignInError::Wrong);
    };
    let key = address.key();
    let user = state.database.read(move |connection| users::of_email_key(connection, &key)).await?;
    let verdict = match password::is_too_long(&password) {
        true => Verdict::Wrong,
        false => password::verify(password.clone(), user.as_ref().map(|user| user.password_hash.clone())).await?,
    };
    let id = user.as_ref().map(|user| user.id);
    match user {
        Some(user) if verdict != Verdict::Wrong && !user.is_disabled() => {
            let user = if verdict == Verdict::RightButOld { hash_again(state, user, password).await? } else { user };
            let of = user.id;
            if state.database.read(move |connection| two_steps::is_on(connection, of)).await? {
                return Ok(FirstStep::CodeNext(user));
            }
            recorded::signed_in(state, &user, network).await?;
            event(Outcome::Done).by(id).record();
            Ok(FirstStep::Done(user))
        }
        refused => {
            event(Outcome::Refused).by(id).record();
            if let Some(user) = refused {
                recorded::failed(state, user, network);
            }
            Err(SignInError::Wrong)
        }
    }
}

/// Spends the code of a user whose password was right.
pub async fn second_step(state: &State, guesser: &Guesser, user: &User, code: &str) -> Result<Used, SignInError> {
    let account = EmailAddress::parse(&user.email).ok().map(|address| account(&address));
    let at_account = account.as_ref().map(|account| Guess::at(account, guesser.device.as_deref()));
    let guesses: Vec<Guess<'_>> = [Guess::Network(guesser.network)].into_iter().chain(at_account).collect();
    let event = |name, outcome| Event::new(name, outcome).by(user.id).from(guesser.network);
    if let Err(error) = state.guesses.count(&state.database, &guesses, state.clock.now()).await {
        let outcome = if matches!(error, GuessError::TooMany { .. }) { Outcome::Limited } else { Outcome::Failed };
        event("sign-in-code", outcome).record();
        return Err(error.into());
    }
    match two_step::spend(state, user.id, code).await? {
        Some(used) => {
            recorded::signed_in(state, user, guesser.network).await?;
            event("sign-in", Outcome::Done).record();
            Ok(used)
        }
        None => {
            event("sign-in-code", Outcome::Refused).record();
            recorded::failed(state, user.clone(), guesser.network);
            Err(SignInError::Wrong)
        }
    }
}

impl From<TwoStepError> for SignInError {
    fn from(error: TwoStepError) -> Self {
        match error {
            TwoStepError::Guess(error) => error.into(),
            TwoStepError::Wrong | TwoStepError::Elsewhere => Self::Wrong,
            TwoStepError::Password(error) => error.into(),
            TwoStepError::Sealed(error) => error.into(),
            TwoStepError::Store(error) => error.into(),
        }
    }
}

/// Stores the password's hash with the current parameters, unless the password has changed in the meantime.
async fn hash_again(state: &State, user: User, password: String) -> Result<User, SignInError> {
    let (of, id, old, new) = (user.publisher_id, user.id, user.password_hash.clone(), password::hash(password).await?);
    let kept = new.clone();
    let write = state.database.write(move |connection| users::rehash_password(connection, of, id, &old, &kept));
    Ok(if write.await? { User { password_hash: new, ..user } } else { user })
}
