//! The currency that new apps start with.

use crate::access::Actor;
use crate::currency::Currency;
use crate::state::State;
use crate::store::{StoreError, publishers};

/// Saves the currency that the publisher's new apps start with. Those that there are keep theirs.
pub fn save(state: &State, actor: &Actor, currency: Currency) -> Result<(), StoreError> {
    state.database.write_now(|connection| publishers::set_currency(connection, actor.publisher, currency))
}
