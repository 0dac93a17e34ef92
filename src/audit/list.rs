//! Reads the audit log, page by page.

use crate::access::Actor;
use crate::state::State;
use crate::store::StoreError;
use crate::store::audit_entries::{self, AuditEntry};

pub use audit_entries::{From, Wanted};

/// At most `limit` of the wanted entries next to a place in the log, the newest first.
pub fn next(
    state: &State,
    actor: &Actor,
    wanted: &Wanted,
    from: From,
    limit: i64,
) -> Result<Vec<AuditEntry>, StoreError> {
    state.database.read_now(|connection| audit_entries::next(connection, actor.publisher, wanted, from, limit))
}
