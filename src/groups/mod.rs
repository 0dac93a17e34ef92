//! Customer groups: the use cases for pages, other programs, jobs and the command line. Each function takes the
//! program's state, the actor and its input, and returns its result or a typed error. Texts and HTML are left to the
//! callers.

pub mod about;
pub mod archive;
pub mod at_once;
pub mod attributes;
mod bands;
pub mod breakdown;
pub mod change_people;
pub mod changes;
pub mod changes_since;
pub mod check;
pub mod choice;
pub mod compare;
pub mod count;
pub mod delete;
pub mod described;
pub mod export;
pub mod favourites;
pub mod first_members;
mod forget;
pub mod freeze;
pub mod head;
pub mod history;
pub mod left;
pub mod list;
pub mod list_file;
pub mod members;
pub mod membership;
pub mod overlap;
pub mod pair;
pub mod people;
pub mod reach;
mod recorded;
pub mod recount;
pub mod rename;
pub mod sample;
pub mod save;
pub mod several;
pub mod show;
pub mod since;
pub mod statistics;
pub mod table;
pub mod templates;
pub mod uses;

use crate::ids::GroupId;
pub use check::{Content, Draft, Field, FieldError, People, Reason, Refusal};

use crate::access::Actor;
use crate::state::State;
use crate::store::StoreError;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::group_addresses::{self, NewAddress};

/// The publisher's group with this id.
pub fn find(state: &State, actor: &Actor, group: GroupId) -> Result<CustomerGroup, StoreError> {
    state.database.read_now(|connection| customer_groups::find(connection, actor.publisher, group))
}

/// The publisher's group with this name, archived or not, without regard to case.
pub fn find_by_name(state: &State, actor: &Actor, name: &str) -> Result<Option<CustomerGroup>, StoreError> {
    state.database.read_now(|connection| customer_groups::find_by_name(connection, actor.publisher, name))
}

/// A group and its addresses, in the order in which they were typed.
pub struct WithAddresses {
    pub group: CustomerGroup,
    pub addresses: Vec<NewAddress>,
}

/// The publisher's group with this id, and its addresses.
pub fn with_addresses(state: &State, actor: &Actor, group: GroupId) -> Result<WithAddresses, StoreError> {
    state.database.read_now(|connection| {
        let group = customer_groups::find(connection, actor.publisher, group)?;
        let addresses = group_addresses::entries(connection, actor.publisher, group.id)?;
        Ok(WithAddresses { group, addresses })
    })
}
