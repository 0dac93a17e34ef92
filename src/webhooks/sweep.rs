//! Deletes messages that are kept no longer, with their attempts, and those of deleted endpoints.

use crate::state::State;
use crate::store::{StoreError, webhook_messages};
use chrono::TimeDelta;

/// How long messages and attempts are kept: what went wrong in a holiday can still be seen and sent again.
pub const KEPT: TimeDelta = TimeDelta::days(30);

/// Messages that are deleted in one transaction: few enough that other writers wait for only a fraction of a second.
const SLICE: i64 = 2_000;

/// Deletes what is due.
pub fn sweep(state: &State) -> Result<(), StoreError> {
    let before = state.clock.now() - KEPT;
    while state.database.job_write(|connection| webhook_messages::sweep(connection, before, SLICE))? > 0 {}
    Ok(())
}
