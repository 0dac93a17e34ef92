//! A notification to many people needs a second person: somebody other than who sends it approves the version that is sent, and
//! sees the same people.

use super::recipients::{self, Recipients};
use crate::access::{Actor, Role};
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::groups::members::MembersError;
use crate::ids::{NotificationId, UserId};
use crate::state::State;
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
    /// There is nobody else who could approve it.
    Alone,
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
        let approval = notification_approvals::of(connection, of)?;
        let approval = approval.filter(|approval| approval.version == notification.version);
        let has_grown = approval.is_some_and(|approval| !is_for(&approval, found));
        let approval = approval.filter(|_| !has_grown);
        let team = users::of_publisher(connection, of.0)?;
        let person = person(connection, actor)?;
        let standing = match approval {
            _ if is_few => Standing::Free,
            Some(approval) if Some(approval.approved_by) == person => Standing::ByActor,
            Some(_) => Standing::Free,
            None => {
                let may = |user: &users::User| !user.is_disabled() && user.role >= Role::Editor;
                let has_other = team.iter().any(|user| may(user) && Some(user.id) != person);
                if has_other { Standing::Needed } else { Standing::Alone }
            }
        };
        let by = |approval: Approval| {
            let user = team.iter().find(|user| user.id == approval.approved_by)?;
            Some((user.email.clone(), approval.approved_at))
        };
        Ok(Approving { standing, above, by: approval.and_then(by), has_grown })
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
    let is_approved = state.database.write_now(|connection| {
        let held = sending::hold(connection, of)?;
        if held.version != version || !matches!(held.state, NotificationState::Draft | NotificationState::Held) {
            return Ok(false);
        }
        notification_approvals::set(connection, id, &Approval { version, approved_by, approved_at: now, people })?;
        let changes = Changes::none().has(Field::People, people);
        audit::record(connection, actor, now, (Action::Approved, Subject::notification(&held), changes))?;
        Ok(true)
    })?;
    if is_approved { Ok(()) } else { Err(ApproveError::ChangedMeanwhile) }
}
