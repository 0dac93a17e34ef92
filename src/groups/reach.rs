//! Whom a use of groups is for, as positions in an app.

use super::members::{self, MembersError};
use crate::access::{Role, Sizes};
use crate::columns::View;
use crate::holdout::{self, Holdout};
use crate::ids::{AppId, AppKey, CustomerId, GroupId};
use crate::segments::Rule;
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::customers;
use crate::store::offers::Groups;
use crate::store::publishers::Publisher;
use roaring::RoaringBitmap;
use std::collections::HashMap;
use std::sync::Arc;

/// The customers for whom a use is.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// In one of its groups, and in none that it is not for.
    pub meant: RoaringBitmap,
    /// In one of its groups, and in one that it is not for too.
    pub excepted: RoaringBitmap,
    /// The names of its segments that have too few members now, and count as empty.
    pub small: Vec<String>,
    /// Whom no promotion reaches in this quarter.
    pub holdout: Option<Holdout>,
}

/// Whom these groups mean now.
pub fn reach(state: &State, publisher: &Publisher, view: &View, groups: &Groups) -> Result<Reach, MembersError> {
    let named = |connection: &mut _| {
        let all = customer_groups::of_publisher(connection, publisher.id)?;
        let find = |ids: &[GroupId]| all.iter().filter(|group| ids.contains(&group.id)).cloned().collect::<Vec<_>>();
        let holdout = holdout::at(connection, publisher, state.clock.now())?;
        Ok((find(&groups.included), find(&groups.excluded), holdout))
    };
    let (included, excluded, holdout) = state.database.read_now(named)?;
    let mut reach = Reach { holdout, ..Reach::default() };
    for group in &included {
        // Whoever asks, a segment with too few members is used for nothing.
        match members_of(view, group, Sizes::new(Role::Viewer, publisher.minimum_size)) {
            Ok(members) => reach.meant |= members,
            Err(MembersError::Hidden) => reach.small.push(group.name.clone()),
            Err(error) => return Err(error),
        }
    }
    let mut excepted = RoaringBitmap::new();
    for group in &excluded {
        excepted |= members_of(view, group, Sizes::new(Role::Owner, publisher.minimum_size))?;
    }
    reach.excepted = &reach.meant & &excepted;
    reach.meant -= excepted;
    Ok(reach)
}

/// Where somebody is in an app, for several uses of its groups: each group is asked once.
pub struct Whereabouts {
    view: View,
    position: Option<u32>,
    /// All groups of the publisher.
    groups: Arc<[CustomerGroup]>,
    minimum_size: i32,
    /// Whether she is in a group, which may have too few members or not.
    known: HashMap<(GroupId, bool), bool>,
}

impl Whereabouts {
    /// The person with this account id.
    pub fn of(
        state: &State,
        publisher: &Publisher,
        (app, groups): (AppId, &Arc<[CustomerGroup]>),
        account_id: &str,
    ) -> Result<Self, MembersError> {
        let view = state.audiences.view_now(publisher, app)?;
        let position = view.positions(&[account_id.to_owned()])?.get(account_id).copied();
        let (groups, minimum_size) = (Arc::clone(groups), publisher.minimum_size);
        Ok(Self { view, position, groups, minimum_size, known: HashMap::new() })
    }

    /// Whether she is a customer of the app.
    pub const fn is_customer(&self) -> bool {
        self.position.is_some()
    }

    /// Whether she is in one of the groups that a use is for, and in one that it is not for.
    pub fn among(&mut self, groups: &Groups) -> Result<(bool, bool), MembersError> {
        Ok((self.is_in_any(&groups.included, false)?, self.is_in_any(&groups.excluded, true)?))
    }

    fn is_in_any(&mut self, groups: &[GroupId], may_be_small: bool) -> Result<bool, MembersError> {
        for group in groups {
            if self.is_in(*group, may_be_small)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn is_in(&mut self, id: GroupId, may_be_small: bool) -> Result<bool, MembersError> {
        if let Some(known) = self.known.get(&(id, may_be_small)) {
            return Ok(*known);
        }
        let group = self.groups.iter().find(|group| group.id == id);
        let is_in = match (group, self.position) {
            (Some(group), Some(position)) => {
                let role = if may_be_small { Role::Owner } else { Role::Viewer };
                match members_of(&self.view, group, Sizes::new(role, self.minimum_size)) {
                    Ok(members) => members.contains(position),
                    Err(MembersError::Hidden) => false,
                    Err(error) => return Err(error),
                }
            }
            _ => false,
        };
        self.known.insert((id, may_be_small), is_in);
        Ok(is_in)
    }
}

/// The members of a segment of the app, or those of its customers whom a known user group lists.
fn members_of(view: &View, group: &CustomerGroup, sizes: Sizes) -> Result<RoaringBitmap, MembersError> {
    if group.is_segment() {
        return members::of_segment(view, group, sizes).map(|members| (*members.positions).clone());
    }
    let members = view.among_everyone().members(&Rule::member_of(&group.id.to_string()))?;
    Ok((*members).clone())
}

/// The customer with this account id, and her place in the app.
pub fn place(
    state: &State,
    publisher: &Publisher,
    app: AppKey,
    account_id: &str,
) -> Result<Option<(CustomerId, u32)>, MembersError> {
    let view = state.audiences.view_now(publisher, app.id)?;
    let Some(position) = view.positions(&[account_id.to_owned()])?.get(account_id).copied() else { return Ok(None) };
    let found = state.database.read_now(|connection| customers::of_account(connection, publisher.id, account_id))?;
    Ok(found.map(|customer| (customer.id, position)))
}
