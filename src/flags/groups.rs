//! The flag of a group: its key, and who may ask for it.

use crate::access::{Actor, Forbidden, Role};
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::ids::GroupId;
use crate::state::State;
use crate::store::audit_entries::AuditEntry;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::{StoreError, not_found};
use crate::text::is_flag_key;

/// Why the flag was not changed.
#[derive(Debug, thiserror::Error)]
pub enum FlagRefusal {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("a key has small letters, digits, points, hyphens and underscores, at most 100 of them")]
    Key,
    #[error("another group has this key")]
    Taken,
    #[error("the group has changed meanwhile")]
    Changed { version: i64, changes: Vec<AuditEntry> },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Gives the group's flag a key, and says whether programs on people's devices may ask for it, unless the group has changed
/// since this version.
pub fn change(
    state: &State,
    actor: &Actor,
    (group, version): (GroupId, i64),
    (key, for_clients): (&str, bool),
) -> Result<CustomerGroup, FlagRefusal> {
    actor.require(Role::Editor)?;
    if !is_flag_key(key) {
        return Err(FlagRefusal::Key);
    }
    let now = state.clock.now();
    let kept = state.database.write_groups_now(actor.publisher, |connection| {
        let group = customer_groups::find(connection, actor.publisher, group)?;
        if group.version != version {
            let changes = audit::since(connection, actor.publisher, Subject::group(&group), version)?;
            return Ok(Err(FlagRefusal::Changed { version: group.version, changes }));
        }
        if group.flag_key == key && group.for_clients == for_clients {
            return Ok(Ok(group));
        }
        // Groups are locked, so it is as it was read.
        if !customer_groups::set_flag(connection, &group, (key, for_clients), now)? {
            return Err(not_found());
        }
        let changed = customer_groups::find(connection, actor.publisher, group.id)?;
        let changes = Changes::none().change(Field::FlagKey, &group.flag_key, &changed.flag_key).change(
            Field::ForClients,
            group.for_clients,
            changed.for_clients,
        );
        audit::record(connection, actor, now, (Action::Changed, Subject::group(&changed), changes))?;
        Ok(Ok(changed))
    });
    match kept {
        Err(error) if error.is_taken() => Err(FlagRefusal::Taken),
        kept => kept?,
    }
}
