//! A notification to many people needs a second person: somebody other than who sends it approves the version that is sent, and
//! sees the same people. A program cannot do without that person: it asks, on the page it is shown who asks, and neither the program
//! nor who created its token approves.

use super::recipients::{self, Recipients};
use super::report::SendError;
use crate::access::{Actor, Role};
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::groups::members::MembersError;
use crate::ids::{NotificationId, UserId};
use crate::state::State;
use crate::store::approval_requests::{self, Request};
use crate::store::notification_approvals::{self, Approval};
use crate::store::notifications::{Notification, NotificationState};
use crate::store::publishers::Publisher;
use crate::store::{DbConnection, QueryResult, StoreError, api_tokens, notification_rules, sending, users};
use chrono::NaiveDateTime;

/// Whether the actor may send a notification to so many people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It goes to few, or somebody else has approved it.
    Free,
    /// Somebody other than who sends it is to approve it first.
    Needed,
    /// The actor has approved it, so that somebody else sends it.
    ByActor,
    /// A program of the actor has asked for an approval, which somebody else gives.
    Asked,
    /// There is nobody else who could approve it.
    Alone,
}

/// That a program has asked for an approval of this version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The name of the token.
    pub token: String,
    /// The address of who created it; `None` if it was created by command.
    pub who: Option<String>,
    pub at: NaiveDateTime,
}

/// How a notification stands, and above how many people it needs an approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approving {
    pub standing: Standing,
    pub above: i32,
    /// The address of who has approved it, and when.
    pub by: Option<(String, NaiveDateTime)>,
    /// Whether it was approved, and more people receive it now than the approval is for.
    pub has_grown: bool,
    pub asked: Option<Asked>,
    /// The address of who acts, or created the token of the program that does: somebody else approves.
    pub person: Option<String>,
}

/// Whether an approval is for as many people as receive it now: a tenth more may have come in meanwhile, as groups change by
/// themselves each day.
fn is_for(approval: &Approval, found: &Recipients) -> bool {
    let people = u64::try_from(approval.people).unwrap_or(0);
    found.reached.len().saturating_mul(10) <= people.saturating_mul(11)
}

/// Whether the actor may send it to those who receive it.
pub fn standing(
    state: &State,
    actor: &Actor,
    (notification, found): (&Notification, &Recipients),
) -> Result<Approving, StoreError> {
    let of = (notification.publisher_id, notification.id);
    state.database.read_now(|connection| {
        let above = notification_rules::of(connection, of.0)?.approval_above;
        let is_few = found.reached.len() <= u64::from(above.unsigned_abs());
        let request = approval_requests::of(connection, of)?;
        let request = request.filter(|request| request.version == notification.version);
        let asked_by = request.as_ref().and_then(|request| request.asked_by);
        let approval = notification_approvals::of(connection, of)?;
        // What somebody approved before a program of theirs asked for it needs another one.
        let is_good = |one: &Approval| one.version == notification.version && Some(one.approved_by) != asked_by;
        let approval = approval.filter(is_good);
        let outgrown = approval.filter(|approval| !is_for(approval, found));
        let approval = approval.filter(|_| outgrown.is_none());
        // What that one answered may be asked again, as for the first time.
        let is_open = |one: &Request| outgrown.is_none_or(|approval| one.asked_at > approval.approved_at);
        let request = request.filter(is_open);
        let team = users::of_publisher(connection, of.0)?;
        let person = person(connection, actor)?;
        let standing = match approval {
            _ if is_few => Standing::Free,
            Some(approval) if Some(approval.approved_by) == person => Standing::ByActor,
            Some(_) => Standing::Free,
            None => {
                let may = |user: &users::User| !user.is_disabled() && user.role >= Role::Editor;
                let has_other = team.iter().any(|user| may(user) && Some(user.id) != person);
                match has_other {
                    true if actor.user.is_some() && actor.user == asked_by => Standing::Asked,
                    true => Standing::Needed,
                    false => Standing::Alone,
                }
            }
        };
        let address = |id: UserId| team.iter().find(|user| user.id == id).map(|user| user.email.clone());
        let by = |approval: Approval| Some((address(approval.approved_by)?, approval.approved_at));
        let asked = |request: Request| -> QueryResult<Asked> {
            let token = api_tokens::find(connection, of.0, request.token_id)?.name;
            Ok(Asked { token, who: request.asked_by.and_then(&address), at: request.asked_at })
        };
        let asked = request.map(asked).transpose()?;
        let person = person.and_then(&address);
        Ok(Approving { standing, above, by: approval.and_then(by), has_grown: outgrown.is_some(), asked, person })
    })
}

/// The user who acts, or who created the token of the program that does: nobody approves what a program of their own sends.
fn person(connection: &mut DbConnection, actor: &Actor) -> QueryResult<Option<UserId>> {
    match (actor.user, actor.token) {
        (None, Some(token)) => Ok(api_tokens::find(connection, actor.publisher, token)?.created_by),
        (user, _) => Ok(user),
    }
}

/// Whether a notification that begins by itself may go to those who receive it now.
pub(super) fn may_begin(
    state: &State,
    (notification, found): (&Notification, &Recipients),
) -> Result<bool, StoreError> {
    let of = (notification.publisher_id, notification.id);
    state.database.job_read(|connection| {
        let above = notification_rules::of(connection, of.0)?.approval_above;
        let approval = notification_approvals::of(connection, of)?;
        let is_approved = |approval: &Approval| approval.version == notification.version && is_for(approval, found);
        Ok(approval.as_ref().is_some_and(is_approved) || found.reached.len() <= u64::from(above.unsigned_abs()))
    })
}

/// Why a notification was not approved.
#[derive(Debug, thiserror::Error)]
pub enum ApproveError {
    #[error("it is sent already, or somebody has changed it")]
    ChangedMeanwhile,
    #[error("only users approve")]
    NoUser,
    #[error("a program of the same person has asked for it")]
    OwnRequest,
    #[error(transparent)]
    Members(#[from] MembersError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Approves what is still at this version.
pub fn approve(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    (id, version): (NotificationId, i64),
) -> Result<(), ApproveError> {
    let approved_by = actor.user.ok_or(ApproveError::NoUser)?;
    let (_, found) = recipients::show(state, actor, publisher, id)?;
    let (of, now) = ((actor.publisher, id), state.clock.now());
    let people = i64::try_from(found.reached.len()).unwrap_or(i64::MAX);
    state.database.write_now(|connection| {
        let held = sending::hold(connection, of)?;
        if held.version != version || !matches!(held.state, NotificationState::Draft | NotificationState::Held) {
            return Ok(Err(ApproveError::ChangedMeanwhile));
        }
        let request = approval_requests::of(connection, of)?;
        if request.is_some_and(|one| one.version == version && one.asked_by == Some(approved_by)) {
            return Ok(Err(ApproveError::OwnRequest));
        }
        notification_approvals::set(connection, id, &Approval { version, approved_by, approved_at: now, people })?;
        let changes = Changes::none().has(Field::People, people);
        audit::record(connection, actor, now, (Action::Approved, Subject::notification(&held), changes))?;
        Ok(Ok(()))
    })?
}

/// Whether a program asks for an approval by [`ask`]: it is needed, and was not asked for at this version, or was given and is outgrown.
pub fn may_ask(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    (id, version): (NotificationId, i64),
) -> Result<bool, SendError> {
    let (notification, found) = recipients::show(state, actor, publisher, id)?;
    let is_open = matches!(notification.state, NotificationState::Draft | NotificationState::Held);
    if notification.version != version || !is_open {
        return Err(SendError::ChangedMeanwhile);
    }
    super::report::may_send(&found)?;
    let approving = standing(state, actor, (&notification, &found))?;
    Ok(approving.standing != Standing::Free && approving.asked.is_none())
}

/// Has a program ask that a person approves what is still at this version; a program itself approves nothing, and neither does who
/// created its token. Asking again, or for what needs no approval, changes nothing.
pub fn ask(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    (id, version): (NotificationId, i64),
) -> Result<(), SendError> {
    let Some(token_id) = actor.token else { return Ok(()) };
    if !may_ask(state, actor, publisher, (id, version))? {
        return Ok(());
    }
    let (of, now) = ((actor.publisher, id), state.clock.now());
    state.database.write_now(|connection| {
        let held = sending::hold(connection, of)?;
        if held.version != version || !matches!(held.state, NotificationState::Draft | NotificationState::Held) {
            return Ok(Err(SendError::ChangedMeanwhile));
        }
        let asked_by = person(connection, actor)?;
        approval_requests::set(connection, id, &Request { version, token_id, asked_by, asked_at: now })?;
        let what = (Action::ApprovalAsked, Subject::notification(&held), Changes::none());
        audit::record(connection, actor, now, what)?;
        Ok(Ok(()))
    })?
}
