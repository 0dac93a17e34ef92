//! What a team says of a group beside who is in it: what it is for, its tags, and whose it is. A group keeps an owner who
//! leaves the team, marked as such, until somebody else takes it over.

use super::check::{Field, FieldError, Reason};
use crate::access::Actor;
use crate::ids::{PublisherId, UserId};
use crate::state::State;
use crate::store::audit_entries::{self, AuditEntry};
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::users::{self, User};
use crate::store::{DbConnection, QueryResult, StoreError, group_tags};
use crate::text::{NameError, clean_name};
use std::collections::HashSet;

/// The longest description, in characters: two paragraphs.
pub const LONGEST_DESCRIPTION: usize = 1_000;

/// The most tags of a group: more are no longer taken in at a glance.
pub const MOST_TAGS: usize = 10;

/// The longest tag, in characters: a few words.
pub const LONGEST_TAG: usize = 50;

/// How many of the tags in use are offered: a list that can still be looked through.
pub const MOST_OFFERED: i64 = 100;

/// What is said of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// With line feeds as its line ends.
    pub description: String,
    /// Each once without regard to case.
    pub tags: Vec<String>,
    pub owner: Option<UserId>,
}

/// A member or former member of the team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    pub id: UserId,
    pub email: String,
    pub has_left: bool,
}

impl From<User> for Owner {
    fn from(user: User) -> Self {
        Self { id: user.id, has_left: user.is_disabled(), email: user.email }
    }
}

/// What is said of a group, as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    pub description: String,
    /// In the order of the alphabet.
    pub tags: Vec<String>,
    pub owner: Option<Owner>,
}

impl Shown {
    pub fn about(&self) -> About {
        let owner = self.owner.as_ref().map(|owner| owner.id);
        About { description: self.description.clone(), tags: self.tags.clone(), owner }
    }

    /// The tags as one text, as the audit log has them.
    pub fn tags_text(&self) -> String {
        tags_text(&self.tags)
    }

    /// The owner's address; empty if there is none.
    pub fn owner_email(&self) -> &str {
        self.owner.as_ref().map_or("", |owner| &owner.email)
    }
}

/// Tags as one text.
pub fn tags_text(tags: &[String]) -> String {
    tags.join(", ")
}

/// What can be chosen for a group.
#[derive(Clone, Debug, Default)]
pub struct Offered {
    /// The tags that most groups have.
    pub tags: Vec<String>,
    /// Who was ever in the team, in the order of their addresses.
    pub people: Vec<Owner>,
}

/// The typed tags: commas, semicolons and line breaks part them. Each comes once, without regard to case, by the alphabet.
pub fn tags_of<'a>(typed: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let parts = typed.into_iter().flat_map(|text| text.split([',', ';', '\n', '\r']));
    let mut keys = HashSet::new();
    let mut tags: Vec<String> = parts.map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
    tags.retain(|tag| keys.insert(group_tags::key(tag)));
    tags.sort_by_key(|tag| group_tags::key(tag));
    tags
}

/// The typed description as it is stored.
pub fn description_of(typed: &str) -> String {
    typed.replace("\r\n", "\n").trim().to_owned()
}

impl About {
    /// The errors of what is said of a new group, or of `group`, whose owner may stay though they have left.
    pub(super) fn problems(
        &self,
        connection: &mut DbConnection,
        actor: &Actor,
        group: Option<&CustomerGroup>,
    ) -> QueryResult<Vec<FieldError>> {
        let mut found = Vec::new();
        if self.description.chars().count() > LONGEST_DESCRIPTION {
            found.push(Reason::DescriptionTooLong.of(Field::Description));
        }
        found.extend(tag_problem(&self.tags).map(|reason| reason.of(Field::Tags)));
        let before = group.and_then(|group| group.owner_id);
        if let Some(owner) = self.owner.filter(|owner| Some(*owner) != before)
            && !people(connection, actor.publisher)?.iter().any(|person| person.id == owner && !person.has_left)
        {
            found.push(Reason::OwnerUnknown.of(Field::Owner));
        }
        Ok(found)
    }

    /// Writes it down for the group, in the transaction of a change that makes a new version of it.
    pub(super) fn keep(&self, connection: &mut DbConnection, group: &CustomerGroup) -> QueryResult<()> {
        let of_row = (self.description.as_str(), self.owner);
        customer_groups::set_about(connection, group.publisher_id, group.id, of_row)?;
        group_tags::set(connection, group.publisher_id, group.id, &self.tags)
    }
}

/// What is wrong with the tags of a group.
pub(super) fn tag_problem(tags: &[String]) -> Option<Reason> {
    if tags.len() > MOST_TAGS {
        return Some(Reason::TooManyTags { count: tags.len() });
    }
    let too_long = tags.iter().find(|tag| tag.chars().count() > LONGEST_TAG);
    let is_invisible = |tag: &&String| matches!(clean_name(tag), Err(NameError::Invisible | NameError::Missing));
    let invisible = || tags.iter().find(is_invisible).map(|_| Reason::Name(NameError::Invisible));
    too_long.map(|tag| Reason::TagTooLong(tag.chars().take(LONGEST_TAG).collect())).or_else(invisible)
}

/// Whoever was ever in the publisher's team, in the order of their addresses.
pub(super) fn people(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Vec<Owner>> {
    let mut people: Vec<Owner> = users::of_publisher(connection, publisher)?.into_iter().map(Owner::from).collect();
    people.sort_by_key(|person| person.email.to_lowercase());
    Ok(people)
}

/// What is said of the group.
pub(super) fn shown(connection: &mut DbConnection, group: &CustomerGroup) -> QueryResult<Shown> {
    let owner = group.owner_id.map(|owner| users::find(connection, group.publisher_id, owner)).transpose()?;
    Ok(Shown {
        description: group.description.clone(),
        tags: group_tags::of_group(connection, group.publisher_id, group.id)?,
        owner: owner.map(Owner::from),
    })
}

/// What is said of the publisher's group.
pub fn of(state: &State, group: &CustomerGroup) -> Result<Shown, StoreError> {
    state.database.read_now(|connection| shown(connection, group))
}

/// The last edit of the publisher's group, if the audit log has one.
pub fn last_edit(state: &State, group: &CustomerGroup) -> Result<Option<AuditEntry>, StoreError> {
    let edits = |connection: &mut _| audit_entries::last_edits(connection, group.publisher_id, &[group.id]);
    Ok(state.database.read_now(edits)?.pop())
}

/// What can be chosen for a group.
pub fn offered(state: &State, actor: &Actor) -> Result<Offered, StoreError> {
    state.database.read_now(|connection| {
        let tags = group_tags::in_use(connection, actor.publisher, MOST_OFFERED)?;
        Ok(Offered { tags, people: people(connection, actor.publisher)? })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_tags_come_once_each_in_the_order_of_the_alphabet() {
        assert_eq!(tags_of(["VIP, churn;vip", "Élan\r\n élan ,, Beta"]), ["Beta", "churn", "VIP", "Élan"]);
        assert_eq!(tags_of(["", " , "]), [""; 0]);
    }

    #[test]
    fn tags_are_bounded_and_visible() {
        let tags = |count: usize| (0..count).map(|number| format!("tag {number}")).collect::<Vec<_>>();
        assert_eq!(tag_problem(&tags(MOST_TAGS)), None);
        assert_eq!(tag_problem(&tags(MOST_TAGS + 1)), Some(Reason::TooManyTags { count: MOST_TAGS + 1 }));
        assert_eq!(tag_problem(&["é".repeat(LONGEST_TAG)]), None);
        assert_eq!(tag_problem(&["é".repeat(LONGEST_TAG + 1)]), Some(Reason::TagTooLong("é".repeat(LONGEST_TAG))));
        assert_eq!(tag_problem(&[String::from("a\u{202e}b")]), Some(Reason::Name(NameError::Invisible)));
    }
}
