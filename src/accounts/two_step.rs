//! Two-step sign-in: after the password, a code that the user's phone shows, or a recovery code. Every code works once.

use super::AccountError;
use super::guesses::{Guess, GuessError};
use super::sealed::Unsealable;
use super::team::{TeamError, change};
use super::totp::{DIGITS, Secret};
use crate::access::Actor;
use crate::audit::{self, Action, Author, Changes, Field, Subject};
use crate::ids::UserId;
use crate::password::PasswordError;
use crate::state::State;
use crate::store::two_steps::{self, TwoStep};
use crate::store::users::User;
use crate::store::{DbConnection, QueryResult, StoreError, publishers, sessions};
use crate::token::Token;
use chrono::NaiveDateTime;
use rand::Rng;

/// Recovery codes that are made at once: enough for years of lost phones, and few enough to be printed.
const CODES: usize = 10;

/// Letters and digits of a recovery code: 80 bits, so that nobody finds one from its digest.
const CODE_LENGTH: usize = 16;

/// The 32 letters and digits of recovery codes, without those that look like others.
const CODE_LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Why two-step sign-in was not switched on or off, or a code not accepted.
#[derive(Debug, thiserror::Error)]
pub enum TwoStepError {
    #[error(transparent)]
    Guess(#[from] GuessError),
    #[error("the password or the code is wrong")]
    Wrong,
    /// Another tab has done it, or undone it.
    #[error("two-step sign-in is not in the state that the form was for")]
    Elsewhere,
    #[error(transparent)]
    Password(#[from] PasswordError),
    #[error(transparent)]
    Sealed(#[from] Unsealable),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How far a user has come.
pub enum Status {
    Off,
    /// The phone has yet to show that it has the secret.
    Started(Secret),
    On {
        codes_left: i64,
    },
}

/// Which code was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Used {
    /// That of the phone.
    Phone,
    /// A recovery code; so many are left.
    Recovery { left: i64 },
}

/// How far the user has come.
pub async fn status(state: &State, user: UserId) -> Result<Status, TwoStepError> {
    let found = state
        .database
        .read(move |connection| Ok((two_steps::find(connection, user)?, two_steps::codes_left(connection, user)?)));
    Ok(match found.await? {
        (None, _) => Status::Off,
        (Some(TwoStep { confirmed_at: Some(_), .. }), codes_left) => Status::On { codes_left },
        (Some(started), _) => Status::Started(opened(state, user, &started)?),
    })
}

/// Makes a secret for the user's phone. Signing in asks for no code before [`confirm`].
pub async fn start(state: &State, user: &User, password: String) -> Result<(), TwoStepError> {
    let id = user.id;
    if !super::password::is_current(state, user, password).await.map_err(of_account)? {
        return Err(TwoStepError::Wrong);
    }
    let (sealed, now) = (state.seal.seal(id, Secret::random().as_bytes())?, state.clock.now());
    match state.database.write(move |connection| two_steps::begin(connection, id, &sealed, now)).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(TwoStepError::Elsewhere),
        Err(error) if error.is_taken() => Err(TwoStepError::Elsewhere),
        Err(error) => Err(error.into()),
    }
}

/// Switches two-step sign-in on if the code is that of the user's phone, and ends the user's sessions other than `here`,
/// which began without one. Returns the recovery codes, which are shown once.
pub async fn confirm(state: &State, user: &User, here: String, code: &str) -> Result<Vec<String>, TwoStepError> {
    let (now, id, user) = (state.clock.now(), user.id, user.clone());
    state.guesses.count(&state.database, &[Guess::User(id)], now).await?;
    let started = state.database.read(move |connection| two_steps::find(connection, id)).await?;
    let started = started.filter(|started| started.confirmed_at.is_none()).ok_or(TwoStepError::Elsewhere)?;
    let step = opened(state, id, &started)?.step_of(&plain(code), now).ok_or(TwoStepError::Wrong)?;
    let codes = new_codes();
    let digests: Vec<String> = codes.iter().map(|code| digest(&plain(code))).collect();
    let confirm = state.database.write(move |connection| {
        if !two_steps::confirm(connection, id, step, now)? {
            return Ok(false);
        }
        two_steps::replace_codes(connection, id, &digests)?;
        record(connection, &user, now, Action::TwoStepOn)?;
        sessions::delete_others(connection, id, &here).map(|_| true)
    });
    if confirm.await? { Ok(codes) } else { Err(TwoStepError::Elsewhere) }
}

/// Makes recovery codes in place of those there are, which are shown once. `proof` is the user's password or a code.
pub async fn renew_codes(state: &State, user: &User, proof: String) -> Result<Vec<String>, TwoStepError> {
    prove(state, user, proof).await?;
    let (id, user, now, codes) = (user.id, user.clone(), state.clock.now(), new_codes());
    let digests: Vec<String> = codes.iter().map(|code| digest(&plain(code))).collect();
    let renew = state.database.write(move |connection| {
        let is_on = two_steps::is_on(connection, id)?;
        if is_on {
            two_steps::replace_codes(connection, id, &digests)?;
            record(connection, &user, now, Action::RecoveryCodesMade)?;
        }
        Ok(is_on)
    });
    if renew.await? { Ok(codes) } else { Err(TwoStepError::Elsewhere) }
}

/// Switches two-step sign-in off. `proof` is the user's password or a code.
pub async fn switch_off(state: &State, user: &User, proof: String) -> Result<(), TwoStepError> {
    prove(state, user, proof).await?;
    let (user, now) = (user.clone(), state.clock.now());
    let switch_off = state.database.write(move |connection| match two_steps::delete(connection, user.id)? {
        true => record(connection, &user, now, Action::TwoStepOff),
        false => Ok(()),
    });
    Ok(switch_off.await?)
}

/// Says whether every user of the publisher must sign in in two steps. Those who do not are led to set it up; whoever
/// demands it has done so.
pub fn demand(state: &State, actor: &Actor, is_demanded: bool) -> Result<(), TeamError> {
    let now = state.clock.now();
    change(state, actor, |connection| {
        let was = publishers::find(connection, actor.publisher)?.demands_two_step;
        if was == is_demanded {
            return Ok(Ok(()));
        }
        if let Some(user) = actor.user.filter(|_| is_demanded)
            && !two_steps::is_on(connection, user)?
        {
            return Ok(Err(TeamError::OwnTwoStepFirst));
        }
        publishers::set_two_step_demand(connection, actor.publisher, is_demanded)?;
        let changes = Changes::none().change(Field::TwoStep, was, is_demanded);
        audit::record(connection, actor, now, (Action::Changed, Subject::settings(), changes)).map(Ok)
    })
}

/// Records what a user did with two-step sign-in of their own.
fn record(connection: &mut DbConnection, user: &User, now: NaiveDateTime, action: Action) -> QueryResult<()> {
    let author = Author::user(user.publisher_id, user.id);
    audit::record(connection, author, now, (action, Subject::user(user), Changes::none()))
}

/// Spends the code that was typed, of the phone or for recovery; `None` if it is none of the user's, or was used before.
/// The caller counts guesses.
pub(super) async fn spend(state: &State, user: UserId, typed: &str) -> Result<Option<Used>, TwoStepError> {
    let (typed, now) = (plain(typed), state.clock.now());
    if typed.len() == DIGITS {
        let found = state.database.read(move |connection| two_steps::find(connection, user)).await?;
        let Some(two_step) = found.filter(|two_step| two_step.confirmed_at.is_some()) else { return Ok(None) };
        let Some(step) = opened(state, user, &two_step)?.step_of(&typed, now) else { return Ok(None) };
        let is_new = state.database.write(move |connection| two_steps::use_step(connection, user, step)).await?;
        return Ok(is_new.then_some(Used::Phone));
    }
    if typed.len() != CODE_LENGTH {
        return Ok(None);
    }
    let digest = digest(&typed);
    let spend = state.database.write(move |connection| {
        let is_right = two_steps::is_on(connection, user)? && two_steps::use_code(connection, user, &digest)?;
        Ok(if is_right { Some(two_steps::codes_left(connection, user)?) } else { None })
    });
    Ok(spend.await?.map(|left| Used::Recovery { left }))
}

/// Requires the user's password or a code. Each call counts as a guess.
async fn prove(state: &State, user: &User, proof: String) -> Result<(), TwoStepError> {
    let is_current = super::password::is_current(state, user, proof.clone()).await.map_err(of_account)?;
    if is_current || spend(state, user.id, &proof).await?.is_some() { Ok(()) } else { Err(TwoStepError::Wrong) }
}

fn opened(state: &State, user: UserId, two_step: &TwoStep) -> Result<Secret, TwoStepError> {
    Ok(Secret::of(&state.seal.open(user, &two_step.secret)?).ok_or(Unsealable)?)
}

/// A code without the spaces and hyphens between its groups.
fn plain(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

fn new_codes() -> Vec<String> {
    let mut random = rand::rng();
    let mut letter = || char::from(CODE_LETTERS[random.random_range(0..CODE_LETTERS.len())]);
    let mut group = || (0..4).map(|_| letter()).collect::<String>();
    (0..CODES).map(|_| [(); CODE_LENGTH / 4].map(|()| group()).join("-")).collect()
}

fn digest(code: &str) -> String {
    Token::of(code).digest()
}

/// The errors of checking the current password.
fn of_account(error: AccountError) -> TwoStepError {
    match error {
        AccountError::Guess(error) => error.into(),
        AccountError::Password(error) => error.into(),
        AccountError::Store(error) => error.into(),
        AccountError::LinkGone | AccountError::Guessable => TwoStepError::Wrong,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn recovery_codes_are_ten_and_read_however_they_are_typed() {
        let codes = new_codes();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), CODES);
        for code in &codes {
            let typed = plain(&format!(" {} ", code.to_uppercase().replace('-', " ")));
            assert_eq!((typed.len(), digest(&typed)), (CODE_LENGTH, digest(&plain(code))));
        }
        assert_eq!(plain("123 456"), "123456");
    }
}
