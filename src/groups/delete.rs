//! Deletes an archived group for good: its entries, its rule, its history and its name. While rules of other groups name it,
//! it stays, because their members would change unseen.

use super::recorded::Described;
use super::uses;
use crate::access::Actor;
use crate::audit::{self, Action, Field, Subject};
use crate::deleted::{self, Deletable};
use crate::ids::GroupId;
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::uses as running;
use crate::store::{DbConnection, QueryResult, StoreError, deletions, group_addresses, membership_changes, snapshots};
use diesel::result::Error;

/// What goes with a group, and what keeps it from being deleted.
pub struct Effect {
    pub group: CustomerGroup,
    /// The entries of a known user group.
    pub entries: i64,
    /// The days of which the members of a segment are kept.
    pub days: i64,
    /// The changes in the history of a segment.
    pub changes: i64,
    /// The groups whose rules name it, archived ones among them, by name.
    pub used_by: Vec<CustomerGroup>,
}

impl Effect {
    /// Whether the group can be deleted.
    pub const fn is_possible(&self) -> bool {
        self.group.is_archived() && self.used_by.is_empty()
    }
}

/// What goes with the publisher's group with this id.
pub fn effect(state: &State, actor: &Actor, group: GroupId) -> Result<Effect, StoreError> {
    state.database.read_now(|connection| {
        let group = customer_groups::find(connection, actor.publisher, group)?;
        Ok(Effect {
            entries: group_addresses::count(connection, actor.publisher, group.id)?,
            days: snapshots::count(connection, actor.publisher, group.id)?,
            changes: membership_changes::count(connection, actor.publisher, group.id)?,
            used_by: used_by(connection, &group)?,
            group,
        })
    })
}

fn used_by(connection: &mut DbConnection, group: &CustomerGroup) -> QueryResult<Vec<CustomerGroup>> {
    Ok(uses::among(customer_groups::of_publisher(connection, group.publisher_id)?, group))
}

/// Deletes the group. Returns false if it cannot be deleted now; deleting it again is as good as deleting it once.
pub fn delete(state: &State, actor: &Actor, group: GroupId) -> Result<bool, StoreError> {
    let (publisher, now) = (actor.publisher, state.clock.now());
    state.database.write_groups_now(publisher, |connection| {
        let group = match customer_groups::find(connection, publisher, group) {
            Err(Error::NotFound) => {
                return deleted::before(connection, actor, Deletable::Group, group.into()).map(|()| true);
            }
            group => group?,
        };
        let is_running = !running::of_group(connection, publisher, group.id)?.is_empty();
        if !group.is_archived() || is_running || !used_by(connection, &group)?.is_empty() {
            return Ok(false);
        }
        let people = group_addresses::count(connection, publisher, group.id)?;
        let people = (!group.is_segment()).then_some(people);
        let changes = Described::of(connection, &group)?.deleted().had(Field::People, people);
        customer_groups::delete(connection, publisher, group.id)?;
        audit::record(connection, actor, now, (Action::Deleted, Subject::group(&group), changes))?;
        deletions::remember(connection, publisher, (Deletable::Group, group.id.into()), now)?;
        Ok(true)
    })
}
