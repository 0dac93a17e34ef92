//! Invitations to a publisher's team. An owner passes a one-time link on; the person behind it chooses a password. An
//! address belongs to one publisher only.

use super::setup::SetupError;
use super::team::{TeamError, change};
use crate::access::{Actor, Role};
use crate::audit::{self, Action, Author, Changes, Field, Subject};
use crate::email::EmailAddress;
use crate::ids::InvitationId;
use crate::password;
use crate::state::State;
use crate::store::invitations::{self, Invitation, NewInvitation};
use crate::store::users::{self, NewUser, User};
use crate::store::{Lock, StoreError, not_found, publishers};
use crate::token::Token;
use chrono::{NaiveDateTime, TimeDelta};

/// How long a link is valid: a weekend may pass before the invited person reads of it.
const LIFETIME: TimeDelta = TimeDelta::hours(72);

/// How long an invitation that has ended is kept, so that a second click on one of its buttons finds it: longer than a
/// page of the team stays open.
const KEPT: TimeDelta = TimeDelta::days(7);

/// A link that was just made. Its token is shown once.
pub struct NewLink {
    pub email: String,
    pub token: Token,
    pub ends_at: NaiveDateTime,
}

/// An invitation that waits for its person.
#[derive(Clone, Debug)]
pub struct OpenInvitation {
    pub id: InvitationId,
    pub email: String,
    pub role: Role,
    /// When its link ends; `None` if it has.
    pub ends_at: Option<NaiveDateTime>,
}

/// The publisher's open invitations, in the order in which they were made.
pub fn list(state: &State, actor: &Actor) -> Result<Vec<OpenInvitation>, StoreError> {
    let now = state.clock.now();
    let found = state.database.read_now(|connection| invitations::open(connection, actor.publisher))?;
    let listed = found.into_iter().map(|Invitation { id, email, role, linked_at, .. }| {
        let ends_at = Some(linked_at + LIFETIME).filter(|ends_at| *ends_at > now);
        OpenInvitation { id, email, role, ends_at }
    });
    Ok(listed.collect())
}

/// Invites the person with this address.
pub fn invite(state: &State, actor: &Actor, email: &EmailAddress, role: Role) -> Result<NewLink, TeamError> {
    let (token, now, key) = (Token::random(), state.clock.now(), email.key());
    change(state, actor, |connection| {
        if let Some(user) = users::of_email_key(connection, &key)? {
            let is_ours = user.publisher_id == actor.publisher;
            return Ok(Err(if is_ours { TeamError::InTeam } else { TeamError::HasAccount }));
        }
        if invitations::is_open(connection, actor.publisher, &key)? {
            return Ok(Err(TeamError::Invited));
        }
        let invitation = NewInvitation {
            publisher_id: actor.publisher,
            email: email.as_str(),
            email_key: &key,
            role,
            token_digest: &token.digest(),
            created_at: now,
            linked_at: now,
        };
        let id = invitations::create(connection, &invitation)?;
        let changes = Changes::none().has(Field::Role, role.word());
        let what = (Action::Invited, Subject::invitation(id, email.as_str()), changes);
        audit::record(connection, actor, now, what).map(Ok)
    })?;
    Ok(NewLink { email: email.as_str().to_owned(), token, ends_at: now + LIFETIME })
}

/// Makes a new link of an open invitation. The earlier one ends.
pub fn renew(state: &State, actor: &Actor, id: InvitationId) -> Result<NewLink, TeamError> {
    let (token, now) = (Token::random(), state.clock.now());
    let email = change(state, actor, |connection| {
        let invitation = invitations::find(connection, actor.publisher, id)?;
        if !invitations::renew(connection, &invitation, &token.digest(), now)? {
            return Ok(Err(TeamError::Ended));
        }
        let subject = Subject::invitation(invitation.id, &invitation.email);
        audit::record(connection, actor, now, (Action::InvitationRenewed, subject, Changes::none()))?;
        Ok(Ok(invitation.email))
    })?;
    Ok(NewLink { email, token, ends_at: now + LIFETIME })
}

/// Withdraws an open invitation: its link ends. Returns its address.
pub fn withdraw(state: &State, actor: &Actor, id: InvitationId) -> Result<String, TeamError> {
    let now = state.clock.now();
    change(state, actor, |connection| {
        let invitation = invitations::find(connection, actor.publisher, id)?;
        if !invitations::end(connection, &invitation, now)? {
            return Ok(Err(TeamError::Ended));
        }
        let subject = Subject::invitation(invitation.id, &invitation.email);
        audit::record(connection, actor, now, (Action::InvitationWithdrawn, subject, Changes::none()))?;
        Ok(Ok(invitation.email))
    })
}

/// The invitation of a link, and the name of its publisher.
pub struct Invited {
    pub invitation: Invitation,
    pub publisher: String,
}

/// The invitation that the link is for; `None` if the link has ended.
pub async fn of_link(state: &State, token: &Token) -> Result<Option<Invited>, StoreError> {
    let (digest, since) = (token.digest(), state.clock.now() - LIFETIME);
    let found = state.database.read(move |connection| {
        let Some(invitation) = invitations::of_token(connection, &digest, since)? else { return Ok(None) };
        let publisher = publishers::find(connection, invitation.publisher_id)?.name;
        Ok(Some(Invited { invitation, publisher }))
    });
    found.await
}

/// Creates the account of the invited person with this password. The link ends.
pub async fn accept(state: &State, token: &Token, invited: &Invited, new: String) -> Result<User, SetupError> {
    let Invited { invitation, publisher } = invited;
    let related = vec![invitation.email.clone(), publisher.clone()];
    let hash = password::hash_unless_guessable(new, related).await?.ok_or(SetupError::Guessable)?;
    let email = EmailAddress::parse(&invitation.email).map_err(|_| SetupError::NotOpen)?;
    let (digest, now, publisher) = (token.digest(), state.clock.now(), invitation.publisher_id);
    let made = state.database.write_holding(Lock::Team(publisher), move |connection| {
        let open = invitations::of_token(connection, &digest, now - LIFETIME)?.ok_or_else(not_found)?;
        if !invitations::end(connection, &open, now)? {
            return Err(not_found());
        }
        let user = NewUser {
            publisher_id: open.publisher_id,
            email: email.as_str(),
            email_key: &email.key(),
            password_hash: &hash,
            role: open.role,
            locale: None,
            created_at: now,
        };
        let id = users::create(connection, &user)?;
        let user = users::find(connection, open.publisher_id, id)?;
        let changes = Changes::none().has(Field::Role, open.role.word());
        let author = Author::user(open.publisher_id, id);
        audit::record(connection, author, now, (Action::Joined, Subject::user(&user), changes))?;
        Ok(user)
    });
    Ok(made.await?)
}

/// Deletes the invitations that ended some time ago.
pub fn sweep(state: &State) -> Result<(), StoreError> {
    let moment = state.clock.now() - KEPT;
    state.database.job_write(|connection| invitations::delete_ended(connection, moment)).map(drop)
}
