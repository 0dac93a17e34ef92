//! Who may do what. Three roles, each of which may do what the one before it may: a viewer looks, an editor writes groups,
//! apps and imports, an owner changes the publisher's rules. The pages with the least role of each are one table,
//! `web::routes`; a use case that has no page asks [`Actor::require`].

use crate::ids::{PublisherId, UserId};

/// The role of a user, from the least to the most powerful.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Looks, and is shown no sizes of small segments.
    Viewer,
    /// Writes groups, apps and imports.
    Editor,
    /// Changes what holds for the whole publisher, too.
    Owner,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Editor, Self::Owner];

    /// The word that the database keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Editor => "editor",
            Self::Owner => "owner",
        }
    }

    /// The role of this word; the least one for a word that is none, so that a row nobody understands opens nothing.
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|role| role.word() == word).unwrap_or(Self::Viewer)
    }
}

/// Who does something, and for which publisher. What use cases take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    pub publisher: PublisherId,
    /// The user; none where a job or a program does it.
    pub user: Option<UserId>,
    pub role: Role,
}

/// The actor's role does not allow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the role does not allow it")]
pub struct Forbidden;

impl Actor {
    /// Refuses those with less than the role `least`.
    pub fn require(&self, least: Role) -> Result<(), Forbidden> {
        if self.role >= least { Ok(()) } else { Err(Forbidden) }
    }
}

/// Which sizes of segments someone is shown: everything that could be read as the number of members asks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    role: Role,
    /// Members below which a segment is small.
    minimum: u64,
}

impl Sizes {
    /// `minimum` is the publisher's: members below which a segment is small.
    pub fn new(role: Role, minimum: i32) -> Self {
        Self { role, minimum: u64::from(minimum.unsigned_abs()) }
    }

    /// The same, where every segment is large enough.
    pub fn all() -> Self {
        Self { role: Role::Owner, minimum: 0 }
    }

    pub const fn minimum(self) -> u64 {
        self.minimum
    }

    pub const fn is_small(self, members: u64) -> bool {
        members < self.minimum
    }

    /// Whether the number of members of a segment is kept from them, and with it whatever it can be worked out from.
    pub fn hides(self, members: u64) -> bool {
        self.role == Role::Viewer && self.is_small(members)
    }

    /// The days of a segment, ascending, since which its size is shown: those after the last day on which it is hidden.
    /// A change since a hidden day would give that day's size away.
    pub fn shown<T>(self, days: &[T], members: impl Fn(&T) -> i64) -> &[T] {
        let is_hidden = |day: &T| self.hides(members(day).unsigned_abs());
        let first = days.iter().rposition(is_hidden).map_or(0, |last| last + 1);
        days.get(first..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_do_what_the_one_before_it_may() {
        for (least, may) in
            [(Role::Viewer, [true; 3]), (Role::Editor, [false, true, true]), (Role::Owner, [false, false, true])]
        {
            let allowed = Role::ALL
                .map(|role| Actor { publisher: PublisherId::from(1), user: None, role }.require(least).is_ok());
            assert_eq!(allowed, may, "{least:?}");
        }
        assert!(Role::ALL.into_iter().all(|role| Role::from_word(role.word()) == role));
        assert_eq!(Role::from_word("emperor"), Role::Viewer);
    }

    #[test]
    fn only_viewers_are_not_shown_small_sizes() {
        let hides = |role, members| Sizes::new(role, 50).hides(members);
        assert_eq!([hides(Role::Viewer, 49), hides(Role::Viewer, 0), hides(Role::Viewer, 50)], [true, true, false]);
        assert!(!hides(Role::Editor, 49) && !hides(Role::Owner, 0) && !Sizes::all().hides(0));
    }

    #[test]
    fn a_history_is_shown_since_the_last_day_that_is_hidden() {
        let days = [60, 49, 70, 10, 50, 80];
        let shown = |role| Sizes::new(role, 50).shown(&days, |members| *members);
        assert_eq!(shown(Role::Viewer), [50, 80]);
        assert_eq!(shown(Role::Owner), days);
        assert_eq!(Sizes::new(Role::Viewer, 100).shown(&days, |members| *members), [0; 0]);
    }
}
