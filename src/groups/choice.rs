//! The groups that a use is for, and those whose members it is not for, as somebody chose them.

use crate::ids::{AppId, GroupId};
use crate::store::customer_groups::CustomerGroup;
use crate::store::offers::Groups;

/// The most groups that a use is for, and the most that it is not for.
pub const MOST: usize = 10;

/// Which groups of a use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Included,
    Excluded,
}

/// What is wrong with a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// No group at all.
    Missing,
    /// More than [`MOST`].
    TooMany,
    /// A group that is not the publisher's, or was archived.
    NoGroup,
    /// A segment of another app, by its name.
    OtherApp(String),
    /// A group, by its name, on both sides.
    Both(String),
}

/// The names of the groups, as the audit log has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    pub included: String,
    pub excluded: String,
}

/// The names of the groups, which are chosen among `all` of the publisher for a use in the app; what is wrong is told.
pub fn check(all: &[CustomerGroup], app: AppId, groups: &Groups, mut wrong: impl FnMut(Side, Wrong)) -> Named {
    if groups.included.is_empty() {
        wrong(Side::Included, Wrong::Missing);
    }
    let mut names = |side, ids: &[GroupId]| {
        if ids.len() > MOST {
            wrong(side, Wrong::TooMany);
        }
        let mut names = Vec::new();
        for id in ids {
            match all.iter().find(|group| group.id == *id && !group.is_archived()) {
                None => wrong(side, Wrong::NoGroup),
                Some(group) if group.app_id.is_some_and(|of| of != app) => {
                    wrong(side, Wrong::OtherApp(group.name.clone()));
                }
                Some(group) => {
                    if side == Side::Excluded && groups.included.contains(id) {
                        wrong(side, Wrong::Both(group.name.clone()));
                    }
                    names.push(group.name.clone());
                }
            }
        }
        names.join(", ")
    };
    let included = names(Side::Included, &groups.included);
    Named { included, excluded: names(Side::Excluded, &groups.excluded) }
}

/// The names of groups that were chosen before.
pub fn named(all: &[CustomerGroup], groups: &Groups) -> Named {
    let names = |ids: &[GroupId]| {
        let named = ids.iter().filter_map(|id| all.iter().find(|group| group.id == *id));
        named.map(|group| group.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    Named { included: names(&groups.included), excluded: names(&groups.excluded) }
}
