//! Renaming a group.

use super::check::{Field, Reason, Refusal, name_problem};
use super::save::changed_meanwhile;
use crate::access::Actor;
use crate::audit::{self, Action, Changes, Field as Recorded, Subject};
use crate::ids::GroupId;
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::not_found;
use crate::text::clean_name;

/// Gives the group the typed name, unless it has changed since this version.
pub fn rename(
    state: &State,
    actor: &Actor,
    group: GroupId,
    version: i64,
    typed: &str,
) -> Result<CustomerGroup, Refusal> {
    let now = state.clock.now();
    let kept = state.database.write_groups_now(actor.publisher, |connection| {
        let group = customer_groups::find(connection, actor.publisher, group)?;
        if let Some(problem) = name_problem(connection, actor, Some(&group), typed)? {
            return Ok(Err(problem));
        }
        let name = clean_name(typed).unwrap_or_default();
        if let Some(changed) = changed_meanwhile(connection, &group, version)? {
            return Ok(Err(changed));
        }
        // Groups are locked, so it is as it was read.
        if !customer_groups::rename(connection, &group, &name, now)? {
            return Err(not_found());
        }
        let renamed = customer_groups::find(connection, actor.publisher, group.id)?;
        let changes = Changes::none().change(Recorded::Name, &group.name, &renamed.name);
        audit::record(connection, actor, now, (Action::Renamed, Subject::group(&renamed), changes))?;
        Ok(Ok(renamed))
    });
    match kept {
        Err(error) if error.is_taken() => Err(Reason::NameTaken.of(Field::Name).into()),
        kept => Ok(kept??),
    }
}
