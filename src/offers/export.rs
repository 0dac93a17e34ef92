//! Whom an offer was shown to and what became of it, as a file. Each download is recorded in the audit log.

use super::list::{self, Detailed};
use crate::access::Actor;
use crate::audit::Subject;
use crate::audit::export::record_export;
use crate::ids::{GrantId, OfferId, PublisherId};
use crate::state::State;
use crate::store::StoreError;
use crate::store::offer_grants::{self, Grant, GrantState};

/// Grants that are read at once for a file: few enough for one query.
const BATCH: i64 = 5_000;

/// The offer whose grants are downloaded, all or those in one state.
pub fn open(state: &State, actor: &Actor, id: OfferId, which: Option<GrantState>) -> Result<Detailed, StoreError> {
    let found = list::find(state, actor, id)?;
    let rows = u64::try_from(found.sums.of_state(which)).ok();
    record_export(state, actor, Subject::offer(&found.offer), ("grants.csv", rows))?;
    Ok(found)
}

/// The next grants after one, with the account ids of their customers; none at the end.
pub async fn batch(
    state: &State,
    of: (PublisherId, OfferId),
    (which, after): (Option<GrantState>, Option<GrantId>),
) -> Result<Vec<(Grant, Option<String>)>, StoreError> {
    state.database.read(move |connection| offer_grants::after(connection, of, (which, after, BATCH))).await
}
