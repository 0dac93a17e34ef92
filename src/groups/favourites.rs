//! Each user's own favourites among the groups. They concern nobody else, so the audit log does not have them.

use crate::access::Actor;
use crate::ids::GroupId;
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::{StoreError, favourite_groups, users};

/// Makes the group a favourite of the user who acts, or no longer one.
pub fn set(state: &State, actor: &Actor, group: GroupId, is_favourite: bool) -> Result<CustomerGroup, StoreError> {
    state.database.write_now(|connection| {
        let group = customer_groups::find(connection, actor.publisher, group)?;
        if let Some(user) = actor.user {
            favourite_groups::set(connection, actor.publisher, (user, group.id), is_favourite)?;
        }
        Ok(group)
    })
}

/// Whether the group is a favourite of the user who acts.
pub fn has(state: &State, actor: &Actor, group: GroupId) -> Result<bool, StoreError> {
    let Some(user) = actor.user else { return Ok(false) };
    let among = |connection: &mut _| favourite_groups::among(connection, actor.publisher, user, &[group]);
    Ok(state.database.read_now(among)?.contains(&group))
}

/// Keeps the columns that the user who acts chose for the list of groups.
pub fn choose_columns(state: &State, actor: &Actor, columns: &str) -> Result<(), StoreError> {
    let Some(user) = actor.user else { return Ok(()) };
    state.database.write_now(|connection| users::set_group_columns(connection, actor.publisher, user, columns))
}
