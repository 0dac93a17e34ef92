//! Which groups share customers: the others of its app for one group, and all groups of an app with each other.

use crate::access::{Actor, Sizes};
use crate::columns::View;
use crate::ids::GroupId;
use crate::segments::Rule;
use crate::state::State;
use crate::store::StoreError;
use crate::store::apps::{self, App};
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::publishers::Publisher;
use roaring::RoaringBitmap;
use std::cmp::Reverse;
use std::sync::Arc;

/// The most groups in the matrix, largest first. A table of 30 columns is as wide as a page can be.
pub const MOST_IN_MATRIX: usize = 30;

/// The groups that are compared if none are chosen: a table that is read without scrolling.
const USUAL_IN_MATRIX: usize = 12;

/// The most groups of which every combination is counted: 63 of them, of which the largest fit a page.
pub const MOST_SETS: usize = 6;

/// The most groups beside a group; those that share the most customers come first. The matrix has the others.
const MOST_BESIDE: usize = 10;

/// Two groups are twins if at least this share of the customers of either, in percent, is in both: one in twenty may
/// differ, so that a group and its edited copy are found.
const TWINS_FROM: u64 = 95;

/// How the customers of two groups overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Nearly all customers of either are in both.
    Twins,
    Never,
    Other,
}

/// What a group shares with another one.
#[derive(Clone, Copy, Debug)]
pub struct Shared {
    /// Customers of the group.
    pub size: u64,
    /// How many of them are also in the other group.
    pub count: u64,
    pub relation: Relation,
}

/// The groups of an app that share customers with a group.
#[derive(Debug)]
pub struct Beside {
    pub app: App,
    pub groups: Vec<Neighbour>,
}

/// Another group of the app, and what a group shares with it.
#[derive(Debug)]
pub struct Neighbour {
    pub group: CustomerGroup,
    pub shared: Shared,
}

/// Groups of an app, each compared with all others.
#[derive(Debug)]
pub struct Matrix {
    /// The publisher's apps, by name.
    pub apps: Vec<App>,
    /// The app of the groups; `None` if the publisher has no app.
    pub app: Option<App>,
    pub rows: Vec<MatrixRow>,
    /// The groups of the app that can be compared, the largest first, each with whether it is.
    pub choices: Vec<(CustomerGroup, bool)>,
    /// The groups without customers in the app, which share nobody with any other.
    pub empty: Vec<CustomerGroup>,
    /// How many customers are in exactly some of the groups, the most first; empty for more than [`MOST_SETS`] groups.
    pub exactly: Vec<Exactly>,
}

/// The customers who are in some of the compared groups and in none of the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exactly {
    /// For each group in the order of the rows, whether they are in it.
    pub is_in: Vec<bool>,
    pub count: u64,
}

/// A group in a matrix.
#[derive(Debug)]
pub struct MatrixRow {
    pub group: CustomerGroup,
    pub size: u64,
    /// What it shares with the group of each row, itself included, in the order of the rows.
    pub shared: Vec<Shared>,
}

/// A group's customers in an app.
pub struct Placed {
    pub group: CustomerGroup,
    pub members: Arc<RoaringBitmap>,
}

impl Relation {
    /// The relation of two groups with these sizes that share `shared` customers.
    fn of(one: u64, other: u64, shared: u64) -> Self {
        let either = one + other - shared;
        match shared {
            _ if one == 0 || other == 0 => Self::Other,
            0 => Self::Never,
            shared if shared * 100 >= either * TWINS_FROM => Self::Twins,
            _ => Self::Other,
        }
    }
}

impl Placed {
    /// Whether its size is hidden from the actor, and with it what the group shares with others.
    fn is_hidden(&self, sizes: Sizes) -> bool {
        self.group.is_segment() && sizes.hides(self.members.len())
    }

    fn shared_with(&self, other: &Self) -> Shared {
        let count = self.members.intersection_len(&other.members);
        let relation = Relation::of(self.members.len(), other.members.len(), count);
        Shared { size: self.members.len(), count, relation }
    }
}

/// The customers of the app's active groups whose sizes are shown, known user groups included. Segments whose rules
/// cannot be read are left out; their own pages report the error.
pub(super) fn placed(view: &View, groups: &[CustomerGroup], sizes: Sizes) -> Result<Vec<Placed>, StoreError> {
    let of_app = groups.iter().filter(|group| group.app_id.is_none_or(|app| app == view.app.id));
    let mut placed = Vec::new();
    for group in of_app {
        let members = match group.rule() {
            Ok(rule) if group.is_segment() => view.members(&rule)?,
            Err(_) if group.is_segment() => continue,
            // Only customers who may be in segments count; otherwise no segment could be a twin of the group.
            _ => view.members(&Rule::member_of(&group.id.to_string()))?,
        };
        placed.push(Placed { group: group.clone(), members });
    }
    placed.retain(|one| !one.is_hidden(sizes));
    Ok(placed)
}

/// For the group's app, or for each app if it is a known user group: the other groups that share customers with it, the
/// largest share first, and last those that share none.
pub fn beside(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    group: &CustomerGroup,
) -> Result<Vec<Beside>, StoreError> {
    let AppsAndGroups { apps, groups } = apps_and_groups(state, actor)?;
    let mut found = Vec::new();
    for app in apps.into_iter().filter(|app| group.app_id.is_none_or(|of| of == app.id)) {
        let view = state.audiences.view_now(publisher, app.id)?;
        let placed = placed(&view, &groups, Sizes::new(actor.role, publisher.minimum_size))?;
        let Some(this) = placed.iter().find(|one| one.group.id == group.id && !one.members.is_empty()) else {
            continue;
        };
        let others = placed.iter().filter(|one| one.group.id != group.id && !one.members.is_empty());
        let neighbour = |other: &Placed| Neighbour { group: other.group.clone(), shared: this.shared_with(other) };
        let mut groups: Vec<_> = others.map(neighbour).collect();
        groups.sort_by_key(|neighbour| Reverse(neighbour.shared.count));
        groups.truncate(MOST_BESIDE);
        if !groups.is_empty() {
            found.push(Beside { app, groups });
        }
    }
    Ok(found)
}

/// Compares the chosen groups of the app with this id, or of the first app if none is given; the largest groups if fewer
/// than two are chosen.
pub fn matrix(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    app: Option<&str>,
    chosen: &[GroupId],
) -> Result<Matrix, StoreError> {
    let AppsAndGroups { apps, groups } = apps_and_groups(state, actor)?;
    let app = match app {
        Some(id) => Some(apps.iter().find(|app| app.id.to_string() == id).ok_or(StoreError::NotFound)?),
        None => apps.first(),
    };
    let Some(app) = app.cloned() else {
        let (rows, choices, empty, exactly) = Default::default();
        return Ok(Matrix { apps, app: None, rows, choices, empty, exactly });
    };
    let view = state.audiences.view_now(publisher, app.id)?;
    let placed = placed(&view, &groups, Sizes::new(actor.role, publisher.minimum_size))?;
    let (empty, mut placed): (Vec<Placed>, Vec<Placed>) = placed.into_iter().partition(|one| one.members.is_empty());
    placed.sort_by_key(|one| Reverse(one.members.len()));
    let asked: Vec<GroupId> = placed.iter().map(|one| one.group.id).filter(|id| chosen.contains(id)).collect();
    let is_asked = asked.len() >= 2;
    let is_in =
        |(place, one): (usize, &Placed)| if is_asked { asked.contains(&one.group.id) } else { place < USUAL_IN_MATRIX };
    let compared: Vec<bool> = placed.iter().enumerate().map(is_in).collect();
    let choices = placed.iter().zip(&compared).map(|(one, is_in)| (one.group.clone(), *is_in)).collect();
    let placed: Vec<Placed> =
        placed.into_iter().zip(compared).filter(|(_, is_in)| *is_in).map(|(one, _)| one).take(MOST_IN_MATRIX).collect();
    let row = |one: &Placed| MatrixRow {
        group: one.group.clone(),
        size: one.members.len(),
        shared: placed.iter().map(|other| one.shared_with(other)).collect(),
    };
    let rows = placed.iter().map(row).collect();
    let members: Vec<&RoaringBitmap> = placed.iter().map(|one| &*one.members).collect();
    let exactly = if members.len() <= MOST_SETS { combinations(&members) } else { Vec::new() };
    Ok(Matrix { apps, app: Some(app), rows, choices, empty: empty.into_iter().map(|one| one.group).collect(), exactly })
}

/// The customers in each combination of the groups, the most first.
fn combinations(groups: &[&RoaringBitmap]) -> Vec<Exactly> {
    let everyone = groups.iter().fold(RoaringBitmap::new(), |all, one| all | *one);
    let mut parts = vec![(Vec::new(), everyone)];
    for members in groups {
        let split = |(is_in, part): (Vec<bool>, RoaringBitmap)| {
            let with = |belongs: bool| is_in.iter().copied().chain([belongs]).collect::<Vec<bool>>();
            [(with(true), &part & *members), (with(false), &part - *members)]
        };
        parts = parts.into_iter().flat_map(split).filter(|(_, part)| !part.is_empty()).collect();
    }
    let mut exactly: Vec<Exactly> =
        parts.into_iter().map(|(is_in, part)| Exactly { is_in, count: part.len() }).collect();
    exactly.sort_by_key(|one| Reverse(one.count));
    exactly
}

/// The publisher's apps and active groups.
#[derive(Clone)]
pub(super) struct AppsAndGroups {
    pub apps: Vec<App>,
    pub groups: Vec<CustomerGroup>,
}

pub(super) fn apps_and_groups(state: &State, actor: &Actor) -> Result<AppsAndGroups, StoreError> {
    let read = |connection: &mut _| {
        let apps = apps::of_publisher(connection, actor.publisher)?;
        Ok(AppsAndGroups { apps, groups: customer_groups::active(connection, actor.publisher)? })
    };
    let kept = state.database.read_kept_now(&format!("apps and active groups of {}", actor.publisher), read)?;
    Ok((*kept).clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_customer_is_in_exactly_one_combination() {
        let part = |groups: [&[u32]; 2]| {
            let all = groups.map(|members| members.iter().copied().collect::<RoaringBitmap>());
            let everyone = &all[0] | &all[1];
            (all, everyone.len())
        };
        let ([one, other], everyone) = part([&[1, 2, 3, 4], &[4, 5]]);
        let found = combinations(&[&one, &other]);
        let expected = [(vec![true, false], 3), (vec![true, true], 1), (vec![false, true], 1)];
        assert_eq!(found.iter().map(|one| (one.is_in.clone(), one.count)).collect::<Vec<_>>(), expected);
        assert_eq!(found.iter().map(|one| one.count).sum::<u64>(), everyone);
    }

    #[test]
    fn groups_are_twins_from_a_share_of_either_on() {
        assert_eq!(Relation::of(100, 100, 98), Relation::Twins);
        assert_eq!(Relation::of(100, 100, 97), Relation::Other);
        assert_eq!((Relation::of(5, 5, 0), Relation::of(0, 5, 0)), (Relation::Never, Relation::Other));
    }
}
