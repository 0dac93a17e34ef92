//! The content of a group's page: its statistics, its members, where it is used, which groups share its customers.

use super::members::{self, Found, MembersError, Wanted};
use super::overlap::{self, Beside};
use super::statistics::{self, Statistics};
use super::uses::{self, Use};
use crate::access::{Actor, Sizes};
use crate::ids::{AppId, GroupId};
use crate::state::State;
use crate::store::StoreError;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::customers::Customer;
use crate::store::group_addresses::{self, GroupAddress};
use crate::store::publishers::Publisher;
use crate::store::uses as running;
use std::sync::atomic::AtomicBool;

/// A group as its page shows it.
pub struct Shown {
    pub group: CustomerGroup,
    pub content: Content,
    pub used_by: Vec<CustomerGroup>,
    /// What else it is used for.
    pub running: Vec<Use>,
    /// Empty if the size of the group is hidden.
    pub beside: Vec<Beside>,
}

/// The members of a group, as far as they are shown.
pub enum Content {
    /// A small segment, whose size is hidden from the actor.
    Hidden,
    Segment {
        statistics: Box<Statistics>,
        members: Found<Customer>,
    },
    KnownUserGroup {
        /// How many people have an address that a customer has, and how many do not.
        members: u64,
        not_yet: u64,
        listed: Found<GroupAddress>,
    },
}

/// The content of the page; `None` once `cancelled` is set, because the answer is no longer needed.
pub fn show(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    group: GroupId,
    wanted: &Wanted,
    cancelled: &AtomicBool,
) -> Result<Option<Shown>, MembersError> {
    let (group, active, running) = state.database.read_now(|connection| {
        let group = customer_groups::find(connection, actor.publisher, group)?;
        let running = running::of_group(connection, actor.publisher, group.id)?;
        Ok((group, customer_groups::active(connection, actor.publisher)?, running))
    })?;
    let content = match group.app_id {
        Some(app) => segment(state, actor, publisher, &group, app, wanted, cancelled)?,
        None => Some(known_user_group(state, &group, wanted)?),
    };
    let Some(content) = content else { return Ok(None) };
    let beside = match content {
        Content::Hidden => Vec::new(),
        _ => overlap::beside(state, actor, publisher, &group)?,
    };
    Ok(Some(Shown { used_by: uses::among(active, &group), running, group, content, beside }))
}

fn segment(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    group: &CustomerGroup,
    app: AppId,
    wanted: &Wanted,
    cancelled: &AtomicBool,
) -> Result<Option<Content>, MembersError> {
    let sizes = Sizes::new(actor.role, publisher.minimum_size);
    if group.members.is_some_and(|members| sizes.hides(members.unsigned_abs())) {
        return Ok(Some(Content::Hidden));
    }
    let view = state.audiences.view_now(publisher, app)?;
    let Some(statistics) = statistics::of(&view, &group.rule()?, sizes, cancelled)? else { return Ok(None) };
    // The segment may have become small since it was last counted.
    match members::of_segment(&view, group, sizes) {
        Err(MembersError::Hidden) => Ok(Some(Content::Hidden)),
        customers => {
            let members = customers?.page(&state.database, wanted)?;
            Ok(Some(Content::Segment { statistics: Box::new(statistics), members }))
        }
    }
}

fn known_user_group(state: &State, group: &CustomerGroup, wanted: &Wanted) -> Result<Content, StoreError> {
    let (all, members) = state.database.read_now(|connection| {
        let all = group_addresses::count(connection, group.publisher_id, group.id)?;
        Ok((all, group_addresses::count_members(connection, group.publisher_id, group.id)?))
    })?;
    let listed = members::listed_page(&state.database, group, wanted)?;
    Ok(Content::KnownUserGroup { members: members.unsigned_abs(), not_yet: (all - members).unsigned_abs(), listed })
}
