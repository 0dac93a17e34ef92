//! Freezing a segment: its current members become a known user group, which no longer changes with the data.

use super::check::{Content, Draft, Field, FieldError, People, Refusal};
use super::members::{self, MembersError};
use super::save::{self, Deed, Place};
use crate::access::Actor;
use crate::addresses;
use crate::ids::GroupId;
use crate::state::State;
use crate::store::customer_groups::CustomerGroup;
use crate::store::group_addresses::NewAddress;
use crate::store::publishers::Publisher;

/// The most members of a segment that can be frozen. Their addresses are read while the visitor waits: forty queries of
/// 5,000 customers each, if few have an address.
pub const MOST_MEMBERS: u64 = 200_000;

/// A segment's current members, as a known user group can hold them.
#[derive(Debug)]
pub struct Frozen {
    pub segment: CustomerGroup,
    pub members: u64,
    /// Their distinct addresses in order; empty if there are too many members.
    pub addresses: Vec<NewAddress>,
    pub obstacle: Option<Obstacle>,
}

/// The known user group to create.
#[derive(Clone, Copy, Debug)]
pub struct NewFrozen<'a> {
    pub name: &'a str,
    /// Whether the user confirmed that the people consented.
    pub agreed: bool,
    /// Identifies the form, so that sending it twice creates one group.
    pub form: &'a str,
}

/// Why a segment cannot be frozen at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// No member has an address.
    Nobody,
    /// More members than a known user group can hold have one.
    TooMany,
    /// The segment has more members than [`MOST_MEMBERS`].
    TooManyMembers,
}

/// The result of freezing.
#[derive(Debug)]
pub enum Outcome {
    Made(CustomerGroup),
    /// The fields with errors; empty if there is an obstacle.
    Refused(Frozen, Vec<FieldError>),
}

/// What freezing the segment would save; `None` if the group is not a segment.
pub fn preview(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    segment: GroupId,
) -> Result<Option<Frozen>, MembersError> {
    preview_within(state, actor, publisher, segment, MOST_MEMBERS)
}

/// [`preview`] of a segment with at most this many members.
pub fn preview_within(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    segment: GroupId,
    most_members: u64,
) -> Result<Option<Frozen>, MembersError> {
    let segment = super::find(state, actor, segment)?;
    let members::Members::Segment(customers) = members::of(state, actor, publisher, &segment)? else {
        return Ok(None);
    };
    let members = customers.len();
    if members > most_members {
        let obstacle = Some(Obstacle::TooManyMembers);
        return Ok(Some(Frozen { segment, members, addresses: Vec::new(), obstacle }));
    }
    let addresses = customers.addresses(&state.database, addresses::MOST)?;
    let obstacle = match addresses.len() {
        0 => Some(Obstacle::Nobody),
        count if count > addresses::MOST => Some(Obstacle::TooMany),
        _ => None,
    };
    Ok(Some(Frozen { segment, members, addresses, obstacle }))
}

/// Creates a known user group with this name; `None` if the group is not a segment.
pub fn freeze(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    segment: GroupId,
    new: &NewFrozen<'_>,
) -> Result<Option<Outcome>, MembersError> {
    let Some(frozen) = preview(state, actor, publisher, segment)? else { return Ok(None) };
    let people = People { accepted: frozen.addresses.clone(), agreed: new.agreed, ..People::default() };
    let draft = Draft { name: new.name.to_owned(), content: Content::KnownUserGroup(people), about: None };
    let place = Place::New { form: Some(new.form.to_owned()) };
    match save::save_by(state, actor, publisher, (&place, Deed::Froze(&frozen.segment.name)), &draft) {
        Ok(group) => Ok(Some(Outcome::Made(group))),
        Err(Refusal::Store(error)) => Err(error.into()),
        Err(Refusal::Fields(errors)) => {
            let of_form = |error: &FieldError| matches!(error.field, Field::Name | Field::Consent);
            let errors = errors.into_iter().filter(of_form).collect();
            Ok(Some(Outcome::Refused(frozen, errors)))
        }
    }
}
