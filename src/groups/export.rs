//! Downloads of a group's members. Each is recorded in the audit log.

use super::history::{self, Days, History, List};
use super::members::{self, Customers, Members, MembersError};
use super::{WithAddresses, with_addresses};
use crate::access::Actor;
use crate::audit::Subject;
use crate::audit::export::record_export;
use crate::ids::GroupId;
use crate::state::State;
use crate::store::StoreError;
use crate::store::customer_groups::CustomerGroup;
use crate::store::publishers::Publisher;

/// The group with this id and its members, to download.
pub fn members(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    group: GroupId,
) -> Result<(WithAddresses, Members), MembersError> {
    let found = with_addresses(state, actor, group)?;
    let members = members::of(state, actor, publisher, &found.group)?;
    let rows = match &members {
        Members::Segment(customers) => customers.len(),
        Members::Listed { .. } => found.addresses.len() as u64,
    };
    record_export(state, actor, Subject::group(&found.group), ("members.csv", Some(rows)))?;
    Ok((found, members))
}

/// Records that members of a group, or their changes, are read by a program.
pub fn record(
    state: &State,
    actor: &Actor,
    group: &CustomerGroup,
    (file, rows): (&str, Option<u64>),
) -> Result<(), StoreError> {
    record_export(state, actor, Subject::group(group), (file, rows))
}

/// The customers of a list of the segment's history, to download; `None` if there is nothing to compare.
pub fn history(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    group: GroupId,
    (days, list): (Days, List),
) -> Result<Option<(History, Customers)>, MembersError> {
    let history = history::history(state, actor, publisher, group, Some(days))?;
    let Some(customers) = history.listed(list) else { return Ok(None) };
    record_export(state, actor, Subject::group(&history.group), ("history.csv", Some(customers.len())))?;
    Ok(Some((history, customers)))
}
