//! Use cases about customers, for pages, the API and the command line: list, show, check. No user-facing text and no
//! HTML.

pub mod check;
pub mod coming;
pub mod erase;
mod forget_mentions;
pub mod held;
mod held_push;
mod held_uses;
pub mod list;
pub mod mentions;
pub mod readmit;
pub mod show;
pub mod subscribed;

use crate::access::{Actor, Sizes};
use crate::addresses::account_key;
use crate::email::EmailAddress;
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::customers::{self, Customer};
use crate::store::publishers::Publisher;
use crate::store::{DbConnection, QueryResult, StoreError, group_addresses, not_found};

/// The publisher's customer with this account id.
pub fn of_account(state: &State, actor: &Actor, account_id: &str) -> Result<Customer, StoreError> {
    state
        .database
        .read_now(|connection| customers::of_account(connection, actor.publisher, account_id)?.ok_or_else(not_found))
}

/// The publisher's active groups, as far as the actor may know whether a customer is in them.
struct Groups {
    /// Segments whose size the actor may see. Others are left out, because checking every customer would reveal their
    /// size.
    segments: Vec<CustomerGroup>,
    known_user_groups: Vec<CustomerGroup>,
    /// The known user groups that list the customer.
    listing: Vec<CustomerGroup>,
}

fn groups_beside(
    connection: &mut DbConnection,
    actor: &Actor,
    publisher: &Publisher,
    customer: &Customer,
) -> QueryResult<Groups> {
    let sizes = Sizes::new(actor.role, publisher.minimum_size);
    let is_hidden = |group: &CustomerGroup| group.members.is_some_and(|members| sizes.hides(members.unsigned_abs()));
    let active = customer_groups::active(connection, actor.publisher)?;
    let (segments, known_user_groups) = active.into_iter().partition::<Vec<_>, _>(CustomerGroup::is_segment);
    let address = customer.email.as_deref().and_then(|email| EmailAddress::parse(email).ok());
    let account = account_key(&customer.account_id);
    let keys: Vec<String> = address.map(|one| one.key()).into_iter().chain([account]).collect();
    let listing = group_addresses::groups_of(connection, actor.publisher, &keys)?;
    Ok(Groups {
        segments: segments.into_iter().filter(|group| !is_hidden(group)).collect(),
        known_user_groups,
        listing,
    })
}
