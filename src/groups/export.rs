//! Downloads of a group's members. Each is recorded in the audit log.

use super::history::{self, Days, History, List};
use super::members::{self, Customers, Members, MembersError};
use super::show::{Looking, ShapeAsked};
use super::table::{Table, WholeTable};
use super::{WithAddresses, with_addresses};
use crate::access::{Actor, Sizes};
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

/// The members of a segment as the table that is asked for, to download; [`MembersError::Hidden`] for a known user group,
/// which has no table.
pub fn table(
    looking: Looking<'_>,
    group: GroupId,
    asked: &ShapeAsked,
) -> Result<(CustomerGroup, WholeTable), MembersError> {
    let Looking { state, actor, publisher, locale, .. } = looking;
    let group = super::find(state, actor, group)?;
    let app = group.app_id.ok_or(MembersError::Hidden)?;
    let (view, rule) = (state.audiences.view_now(publisher, app)?, group.rule()?);
    let members = members::of_segment(&view, &group, Sizes::new(actor.role, publisher.minimum_size))?;
    let shape = asked.shape(&view, &rule);
    let table = Table { view: &view, rule: &rule, members: &members, shape: &shape, locale };
    let ordered = table.ordered(usize::MAX)?;
    record_export(state, actor, Subject::group(&group), ("members.csv", Some(members.len())))?;
    Ok((group, WholeTable { moment: view.moment(), members, shape, ordered }))
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
