//! Where a group is used: shown on its page, and before it is renamed or archived.

use crate::state::State;
use crate::store::StoreError;
use crate::store::customer_groups::{self, CustomerGroup};

/// The publisher's segments, not archived, whose rules name the group, by name.
pub async fn of(state: &State, group: &CustomerGroup) -> Result<Vec<CustomerGroup>, StoreError> {
    let (publisher, id) = (group.publisher_id, group.id.to_string());
    let groups = state.database.read(move |connection| customer_groups::active(connection, publisher)).await?;
    Ok(groups.into_iter().filter(|other| other.names(&id)).collect())
}
