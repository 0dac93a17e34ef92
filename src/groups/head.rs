//! What every page of a group starts with: what it is, and how many members it has.

use super::members::MembersError;
use crate::access::{Actor, Sizes};
use crate::columns::View;
use crate::ids::{AppId, GroupId};
use crate::segments::Rule;
use crate::state::State;
use crate::store::customer_groups::CustomerGroup;
use crate::store::publishers::Publisher;
use crate::store::{StoreError, apps, group_addresses};

/// A group and its size.
pub struct Head {
    pub group: CustomerGroup,
    pub size: GroupSize,
    /// Whether counting the group again can change its number or its state.
    pub is_due: bool,
}

/// The size of a group, as far as the actor may see it.
pub enum GroupSize {
    /// Of a small segment, whose size is hidden from the actor.
    Hidden,
    Segment {
        view: Box<View>,
        members: u64,
    },
    Listed(Listed),
}

/// The size of a known user group.
pub struct Listed {
    /// The entries that name a customer, and those that do not.
    pub members: u64,
    pub not_yet: u64,
    /// The members who can be in segments, in each app that has some.
    pub available: Vec<Available>,
}

/// The members of a known user group who can be in the segments of an app.
pub struct Available {
    pub view: View,
    pub members: u64,
}

/// The group with this id and its size.
pub fn head(state: &State, actor: &Actor, publisher: &Publisher, group: GroupId) -> Result<Head, MembersError> {
    let group = super::find(state, actor, group)?;
    let sizes = Sizes::new(actor.role, publisher.minimum_size);
    let size = match group.app_id {
        Some(app) => segment(state, publisher, &group, app, sizes)?,
        None => GroupSize::Listed(listed(state, publisher, &group)?),
    };
    let is_due = !group.is_archived() && is_due(state, publisher, &group, &size);
    Ok(Head { group, size, is_due })
}

fn segment(
    state: &State,
    publisher: &Publisher,
    group: &CustomerGroup,
    app: AppId,
    sizes: Sizes,
) -> Result<GroupSize, MembersError> {
    if group.members.is_some_and(|members| sizes.hides(members.unsigned_abs())) {
        return Ok(GroupSize::Hidden);
    }
    let view = state.audiences.view_now(publisher, app)?;
    let members = view.count(&group.rule()?)?;
    // The segment may have become small since it was last counted.
    if sizes.hides(members) {
        return Ok(GroupSize::Hidden);
    }
    Ok(GroupSize::Segment { view: Box::new(view), members })
}

fn listed(state: &State, publisher: &Publisher, group: &CustomerGroup) -> Result<Listed, StoreError> {
    let (all, members, apps) = state.database.read_now(|connection| {
        let all = group_addresses::count(connection, group.publisher_id, group.id)?;
        let members = group_addresses::count_members(connection, group.publisher_id, group.id)?;
        Ok((all, members, apps::of_publisher(connection, group.publisher_id)?))
    })?;
    let mut available = Vec::new();
    for app in apps {
        let view = state.audiences.view_now(publisher, app.id)?;
        let members = view.count(&Rule::member_of(&group.id.to_string()))?;
        if members > 0 {
            available.push(Available { view, members });
        }
    }
    Ok(Listed { members: members.unsigned_abs(), not_yet: (all - members).unsigned_abs(), available })
}

fn is_due(state: &State, publisher: &Publisher, group: &CustomerGroup, size: &GroupSize) -> bool {
    let is_behind = match size {
        GroupSize::Segment { view, .. } => group.refreshed_version != Some(view.app.data_version),
        GroupSize::Hidden | GroupSize::Listed(_) => false,
    };
    let is_of_past = group.refreshed_on.is_none_or(|on| on < state.today(publisher));
    group.refresh_failed
        || group.counting_since.is_some()
        || is_of_past
        || is_behind
        || group.is_small(publisher.minimum_size)
}

impl Head {
    /// The rule whose members are those of the group who can be in segments.
    pub fn rule(&self) -> Result<Rule, MembersError> {
        match self.group.app_id {
            Some(_) => Ok(self.group.rule()?),
            None => Ok(Rule::member_of(&self.group.id.to_string())),
        }
    }

    /// Whether the size of the group is hidden from the actor, and with it whatever would reveal it.
    pub const fn is_hidden(&self) -> bool {
        matches!(self.size, GroupSize::Hidden)
    }

    /// The app of a segment, or the app with this id that has members of a known user group; by default its first.
    pub fn view(&self, app: &str) -> Option<&View> {
        match &self.size {
            GroupSize::Hidden => None,
            GroupSize::Segment { view, .. } => Some(view),
            GroupSize::Listed(listed) => {
                let asked = listed.available.iter().find(|one| one.view.app.id.to_string() == app);
                asked.or(listed.available.first()).map(|one| &one.view)
            }
        }
    }
}
