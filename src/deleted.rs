//! Whether something that is not there was deleted, for the pages that it had.

use crate::access::Actor;
use crate::ids::Number;
use crate::state::State;
use crate::store::deletions;
use crate::store::{DbConnection, QueryResult, StoreError, not_found};
use chrono::NaiveDateTime;

pub use deletions::Deletable;

/// When the actor's publisher deleted the item; `None` if it did not.
pub fn when(state: &State, actor: &Actor, kind: Deletable, item: Number) -> Result<Option<NaiveDateTime>, StoreError> {
    state.database.read_now(|connection| deletions::find(connection, actor.publisher, (kind, item)))
}

/// Nothing, if the actor's publisher deleted the item before, as a second click finds it; or else that there is no such item.
pub(crate) fn before(connection: &mut DbConnection, actor: &Actor, kind: Deletable, item: Number) -> QueryResult<()> {
    deletions::find(connection, actor.publisher, (kind, item))?.map(drop).ok_or_else(not_found)
}
