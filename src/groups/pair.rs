//! Two groups of an app: who is in one of them only, and who is in both.

use super::overlap::{AppsAndGroups, Placed, apps_and_groups, placed};
use crate::access::{Actor, Sizes};
use crate::columns::View;
use crate::ids::{AppId, GroupId};
use crate::state::State;
use crate::store::StoreError;
use crate::store::apps::App;
use crate::store::customer_groups::CustomerGroup;
use crate::store::publishers::Publisher;

/// Two groups of an app, and how many customers are in one of them or in both.
#[derive(Debug)]
pub struct Pair {
    pub app: App,
    pub one: CustomerGroup,
    pub other: CustomerGroup,
    pub only_one: u64,
    pub both: u64,
    pub only_other: u64,
}

/// Two different groups of an app and their customers in it.
pub struct Sets {
    pub view: View,
    pub one: Placed,
    pub other: Placed,
}

/// Two different groups of the app with these ids. [`StoreError::NotFound`] if one of them has no size that is shown.
pub fn sets(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    app: AppId,
    (one, other): (GroupId, GroupId),
) -> Result<Sets, StoreError> {
    let AppsAndGroups { apps, mut groups } = apps_and_groups(state, actor)?;
    let app = apps.into_iter().find(|found| found.id == app).ok_or(StoreError::NotFound)?;
    groups.retain(|group| [one, other].contains(&group.id));
    let view = state.audiences.view_now(publisher, app.id)?;
    let mut placed = placed(&view, &groups, Sizes::new(actor.role, publisher.minimum_size))?;
    let mut take = |id: GroupId| {
        let place = placed.iter().position(|placed| placed.group.id == id).ok_or(StoreError::NotFound)?;
        Ok::<Placed, StoreError>(placed.remove(place))
    };
    Ok(Sets { one: take(one)?, other: take(other)?, view })
}

/// Two different groups of an app, and who is in one of them or in both.
pub fn pair(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    app: AppId,
    pair: (GroupId, GroupId),
) -> Result<Pair, StoreError> {
    let Sets { view, one, other } = sets(state, actor, publisher, app, pair)?;
    let both = one.members.intersection_len(&other.members);
    Ok(Pair {
        app: view.app,
        only_one: one.members.len() - both,
        both,
        only_other: other.members.len() - both,
        one: one.group,
        other: other.group,
    })
}
