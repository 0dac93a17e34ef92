//! Putting a group away, bringing it back, and counting it again.

use super::recount;
use crate::access::Actor;
use crate::ids::GroupId;
use crate::state::State;
use crate::store::StoreError;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::publishers::Publisher;

/// Puts the group away; it keeps its name and can be restored.
pub fn archive(state: &State, actor: &Actor, group: GroupId) -> Result<CustomerGroup, StoreError> {
    let now = state.clock.now();
    state.database.write_groups_now(actor.publisher, |connection| {
        let group = customer_groups::find(connection, actor.publisher, group)?;
        customer_groups::set_archived(connection, &group, Some(now))?;
        Ok(group)
    })
}

/// Brings an archived group back and counts it.
pub fn restore(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    group: GroupId,
) -> Result<CustomerGroup, StoreError> {
    let group = state.database.write_groups_now(actor.publisher, |connection| {
        let group = customer_groups::find(connection, actor.publisher, group)?;
        customer_groups::set_archived(connection, &group, None)?;
        Ok(group)
    })?;
    recount::recount_quietly(state, publisher, &group);
    Ok(group)
}

/// A group that was to be counted again.
pub struct Recounted {
    pub group: CustomerGroup,
    /// Whether it was counted; a group that could not be says so itself.
    pub is_counted: bool,
}

/// Counts the group again.
pub fn refresh(state: &State, actor: &Actor, publisher: &Publisher, group: GroupId) -> Result<Recounted, StoreError> {
    let group = super::find(state, actor, group)?;
    let is_counted = recount::recount_quietly(state, publisher, &group);
    Ok(Recounted { group, is_counted })
}
