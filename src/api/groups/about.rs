//! What calls say of a group beside who is in it.

use super::super::call::Work;
use super::super::problem::{Problem, WrongValue};
use crate::groups::about::{self, About, Shown, description_of, tags_of};
use crate::ids::UserId;

/// Why an address is no owner's.
pub const NOBODY: &str = "There is nobody with this address in the team.";

/// What a body says of a group. What is left out stays.
#[derive(Clone, Debug, Default)]
pub struct SentAbout {
    pub description: Option<String>,
    pub tags: Option<Vec<String>>,
    /// An address; empty for nobody.
    pub owner: Option<String>,
}

/// Who was ever in the team and has this address.
pub fn member(work: &Work, email: &str, wrong: WrongValue) -> Result<UserId, Problem> {
    let people = about::offered(&work.state, &work.actor)?.people;
    let key = email.trim().to_lowercase();
    let found = people.into_iter().find(|person| person.email.to_lowercase() == key);
    found.map(|person| person.id).ok_or_else(|| Problem::invalid(vec![wrong]))
}

impl SentAbout {
    /// What the group is to say, which says something `before`; `None` if the body says nothing.
    pub fn about(self, work: &Work, before: &Shown) -> Result<Option<About>, Problem> {
        let Self { description, tags, owner } = self;
        if description.is_none() && tags.is_none() && owner.is_none() {
            return Ok(None);
        }
        let before = before.about();
        let owner = match owner.as_deref() {
            None => before.owner,
            Some("") => None,
            Some(email) => Some(member(work, email, WrongValue::at("/owner", NOBODY))?),
        };
        Ok(Some(About {
            description: description.map_or(before.description, |text| description_of(&text)),
            tags: tags.map_or(before.tags, |tags| tags_of(tags.iter().map(String::as_str))),
            owner,
        }))
    }
}
