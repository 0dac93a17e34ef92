//! Access control. There are three roles, each of which includes the one before it: viewers read, editors change
//! groups, apps and imports, owners change the publisher's settings. The least role for each page is in one table,
//! `web::routes`; use cases without a page call [`Actor::require`]. Programs have scopes instead: that of each call is in
//! `api::routes`.

use crate::ids::{PublisherId, TokenId, UserId};
use crate::words;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// The role of a user, from the least to the most powerful.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Role {
    /// Reads, but does not see the sizes of small segments.
    Viewer,
    /// Changes groups, apps and imports.
    Editor,
    /// Changes settings of the whole publisher too.
    Owner,
}

/// What a program may do with an API token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Scope {
    /// Asks for apps, groups and whether somebody is in them. Sizes of small segments are hidden, as from viewers.
    Read,
    /// Asks who is in a group, and for everything held about a customer.
    Members,
    /// Creates, changes and archives groups.
    Groups,
    /// Sends customers and what they did.
    Customers,
    /// Asks whether a person's flags are on: those of groups that are active.
    Flags,
    /// Makes targeted offers, asks what customers are offered, and claims it for them.
    Offers,
    /// Erases customers.
    Erase,
    /// Creates releases and package flights, and rolls releases out.
    Flights,
    /// Writes notifications, and sends, pauses and cancels them.
    Notifications,
    /// Makes tests of groups, starts and stops them, and gives a value to all.
    Tests,
}

words!(Role, Scope);

impl Scope {
    /// The role of a program that has this scope, for use cases that ask for one.
    pub const fn role(self) -> Role {
        match self {
            Self::Read | Self::Flags => Role::Viewer,
            Self::Members
            | Self::Groups
            | Self::Customers
            | Self::Flights
            | Self::Offers
            | Self::Notifications
            | Self::Tests => Role::Editor,
            Self::Erase => Role::Owner,
        }
    }
}

/// Several scopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scopes(u16);

impl Scopes {
    pub const fn contains(self, scope: Scope) -> bool {
        self.0 & (1 << scope as u8) != 0
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.iter().copied().filter(move |scope| self.contains(*scope))
    }

    /// The highest role that one of them has.
    pub fn role(self) -> Role {
        self.iter().map(Scope::role).max().unwrap_or(Role::Viewer)
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<T: IntoIterator<Item = Scope>>(scopes: T) -> Self {
        Self(scopes.into_iter().fold(0, |bits, scope| bits | 1 << scope as u8))
    }
}

/// Who acts, and for which publisher. Use cases take it as an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    pub publisher: PublisherId,
    /// The user; `None` if a program, a job or a command acts.
    pub user: Option<UserId>,
    /// The API token of a program.
    pub token: Option<TokenId>,
    pub role: Role,
}

/// Refused because of the actor's role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the role does not allow it")]
pub struct Forbidden;

impl Actor {
    /// Refuses actors with a role below `least`.
    pub fn require(&self, least: Role) -> Result<(), Forbidden> {
        if self.role >= least { Ok(()) } else { Err(Forbidden) }
    }
}

/// Which sizes of segments a user may see. Everything that reveals a number of members must check it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    role: Role,
    /// A segment with fewer members is small.
    minimum: u64,
}

impl Sizes {
    /// `minimum` is a setting of the publisher: a segment with fewer members is small.
    pub fn new(role: Role, minimum: i32) -> Self {
        Self { role, minimum: u64::from(minimum.unsigned_abs()) }
    }

    /// Hides no size.
    pub fn all() -> Self {
        Self { role: Role::Owner, minimum: 0 }
    }

    pub const fn minimum(self) -> u64 {
        self.minimum
    }

    pub const fn is_small(self, members: u64) -> bool {
        members < self.minimum
    }

    /// Whether a number of members is hidden from the user, and with it everything from which it could be computed.
    pub fn hides(self, members: u64) -> bool {
        self.role == Role::Viewer && self.is_small(members)
    }

    /// The part of a segment's rising `days` that the user may see: those after the last day with a hidden size. A
    /// change since a hidden day would reveal that day's size.
    pub fn shown<T>(self, days: &[T], members: impl Fn(&T) -> i64) -> &[T] {
        let is_hidden = |day: &T| self.hides(members(day).unsigned_abs());
        let first = days.iter().rposition(is_hidden).map_or(0, |last| last + 1);
        days.get(first..).unwrap_or_default()
    }
}

/// Whether a user sees people's addresses in full. Viewers see how each begins and its domain: enough to recognise a person they
/// know. An account id with an @ is an address too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Addresses {
    are_masked: bool,
}

impl Addresses {
    pub fn new(role: Role) -> Self {
        Self { are_masked: role == Role::Viewer }
    }

    pub const fn are_masked(self) -> bool {
        self.are_masked
    }

    /// An address or an account id as the user may see it: `ann@example.com` as `a•••@example.com`.
    pub fn shown(self, text: &str) -> String {
        match text.rsplit_once('@') {
            Some((local, domain)) if self.are_masked => {
                let first = local.chars().next().map_or_else(String::new, String::from);
                format!("{first}•••@{domain}")
            }
            _ => text.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_includes_the_one_before_it() {
        for (least, may) in
            [(Role::Viewer, [true; 3]), (Role::Editor, [false, true, true]), (Role::Owner, [false, false, true])]
        {
            let of_role = |role: &Role| Actor { publisher: PublisherId::from(1), user: None, token: None, role: *role };
            let allowed: Vec<bool> = Role::ALL.iter().map(|role| of_role(role).require(least).is_ok()).collect();
            assert_eq!(allowed, may, "{least:?}");
        }
        assert!(Role::ALL.iter().all(|role| Role::from_word(role.word()) == Some(*role)));
        assert_eq!(Role::from_word("emperor"), None);
    }

    #[test]
    fn small_sizes_are_hidden_from_viewers_only() {
        let hides = |role, members| Sizes::new(role, 50).hides(members);
        assert_eq!([hides(Role::Viewer, 49), hides(Role::Viewer, 0), hides(Role::Viewer, 50)], [true, true, false]);
        assert!(!hides(Role::Editor, 49) && !hides(Role::Owner, 0) && !Sizes::all().hides(0));
    }

    #[test]
    fn addresses_are_masked_for_viewers_only() {
        let shown = |role, text| Addresses::new(role).shown(text);
        assert_eq!(shown(Role::Viewer, "ann@example.com"), "a•••@example.com");
        assert_eq!(shown(Role::Viewer, "é@x@example.com"), "é•••@example.com");
        assert_eq!([shown(Role::Viewer, "u-1001"), shown(Role::Viewer, "@b.fr")], ["u-1001", "•••@b.fr"]);
        assert_eq!(
            [shown(Role::Editor, "ann@example.com"), shown(Role::Owner, "a@b.fr")],
            ["ann@example.com", "a@b.fr"]
        );
    }

    #[test]
    fn a_history_is_shown_after_its_last_hidden_day() {
        let days = [60, 49, 70, 10, 50, 80];
        let shown = |role| Sizes::new(role, 50).shown(&days, |members| *members);
        assert_eq!(shown(Role::Viewer), [50, 80]);
        assert_eq!(shown(Role::Owner), days);
        assert_eq!(Sizes::new(Role::Viewer, 100).shown(&days, |members| *members), [0; 0]);
    }
}
