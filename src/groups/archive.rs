//! Archiving, restoring and refreshing groups.

use super::recount::{self, Counted};
use crate::access::Actor;
use crate::audit::{self, Action, Changes, Subject};
use crate::ids::GroupId;
use crate::state::State;
use crate::store::StoreError;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::publishers::Publisher;
use crate::store::uses::{self, Use};
use crate::webhooks::outbox::{self, Happening, Inactivity};

/// Why a group was not archived.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("the group is in use")]
    InUse { group: Box<CustomerGroup>, running: Vec<Use> },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Archives the group, unless it is in use; it keeps its name and can be restored.
pub fn archive(state: &State, actor: &Actor, group: GroupId) -> Result<CustomerGroup, ArchiveError> {
    let now = state.clock.now();
    let group = state.database.write_groups_now(actor.publisher, |connection| {
        let group = customer_groups::find(connection, actor.publisher, group)?;
        let running = uses::of_group(connection, actor.publisher, group.id)?;
        if !running.is_empty() {
            return Ok(Err(ArchiveError::InUse { group: Box::new(group), running }));
        }
        customer_groups::set_archived(connection, &group, Some(now))?;
        audit::record(connection, actor, now, (Action::Archived, Subject::group(&group), Changes::none()))?;
        if !group.is_archived() {
            let happening = Happening::inactive(&group, Inactivity::Archived);
            outbox::publish(connection, actor.publisher, &[happening], now)?;
        }
        Ok(Ok(group))
    })??;
    state.new_message.notify_one();
    Ok(group)
}

/// Restores an archived group and counts it.
pub fn restore(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    group: GroupId,
) -> Result<CustomerGroup, StoreError> {
    let now = state.clock.now();
    let group = state.database.write_groups_now(actor.publisher, |connection| {
        let group = customer_groups::find(connection, actor.publisher, group)?;
        customer_groups::set_archived(connection, &group, None)?;
        audit::record(connection, actor, now, (Action::Restored, Subject::group(&group), Changes::none()))?;
        Ok(group)
    })?;
    recount::recount_for_visitor(state, publisher, &group);
    Ok(group)
}

/// The result of [`refresh`].
pub struct Recounted {
    pub group: CustomerGroup,
    pub counted: Counted,
}

/// Counts the group again, or leaves that to a job where it takes long.
pub fn refresh(state: &State, actor: &Actor, publisher: &Publisher, group: GroupId) -> Result<Recounted, StoreError> {
    let group = super::find(state, actor, group)?;
    let counted = recount::recount_for_visitor(state, publisher, &group);
    Ok(Recounted { group, counted })
}
