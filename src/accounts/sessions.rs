//! Lists a user's sessions and signs out others.

use crate::ids::UserId;
use crate::state::State;
use crate::store::StoreError;
use crate::store::sessions::{self, ListedSession};

/// The user's sessions, the most recently seen first.
pub async fn of_user(state: &State, user: UserId) -> Result<Vec<ListedSession>, StoreError> {
    let now = state.clock.now();
    state.database.read(move |connection| sessions::of_user(connection, user, now)).await
}

/// Ends the `chosen` session, or all except `here` if `None`. Returns how many ended.
pub async fn end(state: &State, user: UserId, here: String, chosen: Option<String>) -> Result<usize, StoreError> {
    let end = state.database.write(move |connection| match chosen {
        None => sessions::delete_others(connection, user, &here),
        Some(one) => sessions::delete_one(connection, user, &one),
    });
    end.await
}
