//! The zone that says on which day a time is.

use crate::access::Actor;
use crate::state::State;
use crate::store::{StoreError, publishers};
use crate::zone::Zone;

/// Saves the zone of the publisher's days. What is imported already, and imports that wait, keep theirs.
pub fn save(state: &State, actor: &Actor, zone: Zone) -> Result<(), StoreError> {
    state.database.write_now(|connection| publishers::set_time_zone(connection, actor.publisher, zone))
}
