//! A publisher's team: who may sign in, with which role. There is always an owner who may sign in.

use crate::access::{Actor, Role};
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::ids::UserId;
use crate::state::State;
use crate::store::users::{self, User};
use crate::store::{DbConnection, Lock, QueryResult, StoreError, password_resets, sessions, two_steps};

/// Why the team was not changed.
#[derive(Debug, thiserror::Error)]
pub enum TeamError {
    #[error("only an owner changes the team")]
    Forbidden,
    #[error("nobody else is an owner who may sign in")]
    LastOwner,
    #[error("nobody disables their own account, or resets their own two-step sign-in")]
    Yourself,
    #[error("the role was changed meanwhile")]
    ChangedMeanwhile(Role),
    #[error("whoever demands two-step sign-in sets up their own first")]
    OwnTwoStepFirst,
    #[error("the address belongs to a member of the team")]
    InTeam,
    #[error("the address has an account already")]
    HasAccount,
    #[error("the address is invited already")]
    Invited,
    #[error("the invitation was accepted or withdrawn")]
    Ended,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A user, and whether the user signs in in two steps.
#[derive(Clone, Debug)]
pub struct Colleague {
    pub user: User,
    pub has_two_step: bool,
}

/// The publisher's users, in the order in which they joined.
pub fn list(state: &State, actor: &Actor) -> Result<Vec<Colleague>, StoreError> {
    state.database.read_now(|connection| {
        let in_two_steps = two_steps::of_publisher(connection, actor.publisher)?;
        let users = users::of_publisher(connection, actor.publisher)?.into_iter();
        Ok(users.map(|user| Colleague { has_two_step: in_two_steps.contains(&user.id), user }).collect())
    })
}

/// A user of the actor's publisher.
pub fn find(state: &State, actor: &Actor, user: UserId) -> Result<Colleague, StoreError> {
    state.database.read_now(|connection| {
        let user = users::find(connection, actor.publisher, user)?;
        Ok(Colleague { has_two_step: two_steps::is_on(connection, user.id)?, user })
    })
}

/// Gives the user this role; `seen` is the role that the actor saw. The user's next page follows the new one.
pub fn change_role(state: &State, actor: &Actor, user: UserId, (seen, role): (Role, Role)) -> Result<(), TeamError> {
    let now = state.clock.now();
    change(state, actor, |connection| {
        let user = users::find(connection, actor.publisher, user)?;
        if user.role == role {
            return Ok(Ok(()));
        }
        if user.role != seen {
            return Ok(Err(TeamError::ChangedMeanwhile(user.role)));
        }
        if is_last_owner(connection, &user)? {
            return Ok(Err(TeamError::LastOwner));
        }
        users::update_role(connection, actor.publisher, user.id, role)?;
        let changes = Changes::none().change(Field::Role, user.role.word(), role.word());
        audit::record(connection, actor, now, (Action::RoleChanged, Subject::user(&user), changes)).map(Ok)
    })
}

/// Disables the user's account: the user's sessions and links end, and signing in fails as with a wrong password.
pub fn disable(state: &State, actor: &Actor, user: UserId) -> Result<(), TeamError> {
    if actor.user == Some(user) {
        return Err(TeamError::Yourself);
    }
    let now = state.clock.now();
    change(state, actor, |connection| {
        let user = users::find(connection, actor.publisher, user)?;
        if user.is_disabled() {
            return Ok(Ok(()));
        }
        if is_last_owner(connection, &user)? {
            return Ok(Err(TeamError::LastOwner));
        }
        users::update_disabled(connection, actor.publisher, user.id, Some(now))?;
        audit::record(connection, actor, now, (Action::Disabled, Subject::user(&user), Changes::none()))?;
        end_access(connection, user.id).map(Ok)
    })
}

/// Lets a disabled user sign in again.
pub fn enable(state: &State, actor: &Actor, user: UserId) -> Result<(), TeamError> {
    let now = state.clock.now();
    change(state, actor, |connection| {
        let user = users::find(connection, actor.publisher, user)?;
        if !user.is_disabled() {
            return Ok(Ok(()));
        }
        users::update_disabled(connection, actor.publisher, user.id, None)?;
        audit::record(connection, actor, now, (Action::Enabled, Subject::user(&user), Changes::none()))?;
        // A session that started at the moment at which the account was disabled is not resumed.
        end_access(connection, user.id).map(Ok)
    })
}

/// Switches two-step sign-in off for a user who has lost the phone and the recovery codes, and ends the user's sessions.
pub fn reset_two_step(state: &State, actor: &Actor, user: UserId) -> Result<(), TeamError> {
    if actor.user == Some(user) {
        return Err(TeamError::Yourself);
    }
    let now = state.clock.now();
    change(state, actor, |connection| {
        let user = users::find(connection, actor.publisher, user)?;
        if two_steps::delete(connection, user.id)? {
            audit::record(connection, actor, now, (Action::TwoStepReset, Subject::user(&user), Changes::none()))?;
        }
        end_access(connection, user.id).map(Ok)
    })
}

/// Changes the team in a transaction that no other change of it overlaps, if the actor may still do so.
pub(super) fn change<T>(
    state: &State,
    actor: &Actor,
    work: impl FnOnce(&mut DbConnection) -> QueryResult<Result<T, TeamError>>,
) -> Result<T, TeamError> {
    let changed = state.database.write_holding_now(Lock::Team(actor.publisher), |connection| {
        if is_owner(connection, actor)? { work(connection) } else { Ok(Err(TeamError::Forbidden)) }
    });
    changed?
}

/// Whether the actor is an owner at this moment: another owner may have changed that since the request began.
fn is_owner(connection: &mut DbConnection, actor: &Actor) -> QueryResult<bool> {
    match actor.user {
        Some(user) => Ok(users::find(connection, actor.publisher, user)?.is_active_owner()),
        None => Ok(actor.require(Role::Owner).is_ok()),
    }
}

/// Whether nobody else is an owner who may sign in.
fn is_last_owner(connection: &mut DbConnection, user: &User) -> QueryResult<bool> {
    let team = users::of_publisher(connection, user.publisher_id)?;
    Ok(user.is_active_owner() && !team.iter().any(|other| other.id != user.id && other.is_active_owner()))
}

fn end_access(connection: &mut DbConnection, user: UserId) -> QueryResult<()> {
    password_resets::delete_of_user(connection, user)?;
    sessions::delete_of_user(connection, user).map(drop)
}
