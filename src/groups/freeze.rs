//! Freezing a segment: its members of today become a known user group, which no longer follows the data.

use super::check::{Content, Draft, Field, FieldError, People, Refusal};
use super::members::{self, MembersError};
use super::save::{self, Place};
use crate::access::Actor;
use crate::addresses;
use crate::ids::GroupId;
use crate::state::State;
use crate::store::customer_groups::CustomerGroup;
use crate::store::group_addresses::NewAddress;
use crate::store::publishers::Publisher;

/// A segment's members of today, as a known user group can hold them.
#[derive(Debug)]
pub struct Frozen {
    pub segment: CustomerGroup,
    pub members: u64,
    /// Their different addresses in their order; one more than a group can hold where they are too many.
    pub addresses: Vec<NewAddress>,
}

/// Why a segment cannot be frozen at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// No member has an address.
    Nobody,
    /// More members than a known user group can hold have one.
    TooMany,
}

/// What freezing came to.
#[derive(Debug)]
pub enum Outcome {
    Made(CustomerGroup),
    /// The fields that are wrong; none where there is an obstacle.
    Refused(Frozen, Vec<FieldError>),
}

impl Frozen {
    pub fn obstacle(&self) -> Option<Obstacle> {
        match self.addresses.len() {
            0 => Some(Obstacle::Nobody),
            count if count > addresses::MOST => Some(Obstacle::TooMany),
            _ => None,
        }
    }
}

/// What freezing the segment would keep; none where the group is no segment.
pub fn preview(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    segment: GroupId,
) -> Result<Option<Frozen>, MembersError> {
    let segment = super::find(state, actor, segment)?;
    let members::Members::Segment(customers) = members::of(state, actor, publisher, &segment)? else {
        return Ok(None);
    };
    let addresses = customers.addresses(&state.database, addresses::MOST)?;
    Ok(Some(Frozen { segment, members: customers.len(), addresses }))
}

/// Makes a known user group of this name; none where the group is no segment.
pub fn freeze(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    segment: GroupId,
    name: &str,
    agreed: bool,
) -> Result<Option<Outcome>, MembersError> {
    let Some(frozen) = preview(state, actor, publisher, segment)? else { return Ok(None) };
    let people = People { accepted: frozen.addresses.clone(), agreed, ..People::default() };
    let draft = Draft { name: name.to_owned(), content: Content::KnownUserGroup(people) };
    match save::save(state, actor, publisher, &Place::New { form: None }, &draft) {
        Ok(group) => Ok(Some(Outcome::Made(group))),
        Err(Refusal::Store(error)) => Err(error.into()),
        Err(Refusal::Fields(errors)) => {
            let of_form = |error: &FieldError| matches!(error.field, Field::Name | Field::Consent);
            let errors = errors.into_iter().filter(of_form).collect();
            Ok(Some(Outcome::Refused(frozen, errors)))
        }
    }
}
