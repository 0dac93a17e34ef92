//! Where a group is used: shown on its page, and before it is renamed or archived.

use crate::access::Actor;
use crate::ids::GroupId;
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
pub use crate::store::uses::{Use, UseKind};
use crate::store::{StoreError, uses};

/// A group, the publisher's active segments whose rules refer to it, by name, and what else it is used for.
pub struct Used {
    pub group: CustomerGroup,
    pub by: Vec<CustomerGroup>,
    /// While one of these runs, the group is not archived.
    pub running: Vec<Use>,
}

/// The group with this id, and where it is used.
pub fn used(state: &State, actor: &Actor, group: GroupId) -> Result<Used, StoreError> {
    state.database.read_now(|connection| {
        let group = customer_groups::find(connection, actor.publisher, group)?;
        let active = customer_groups::active(connection, actor.publisher)?;
        let running = uses::of_group(connection, actor.publisher, group.id)?;
        Ok(Used { by: among(active, &group), running, group })
    })
}

/// Those of `groups` that refer to the group.
pub fn among(groups: Vec<CustomerGroup>, group: &CustomerGroup) -> Vec<CustomerGroup> {
    let id = group.id.to_string();
    groups.into_iter().filter(|other| other.names(&id)).collect()
}
