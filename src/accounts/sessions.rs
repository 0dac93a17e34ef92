//! Where a user is signed in, and signing out elsewhere.

use crate::ids::UserId;
use crate::state::State;
use crate::store::StoreError;
use crate::store::sessions::{self, ListedSession};

/// The user's sessions, the one last seen first.
pub async fn of_user(state: &State, user: UserId) -> Result<Vec<ListedSession>, StoreError> {
    let now = state.clock.now();
    state.database.read(move |connection| sessions::of_user(connection, user, now)).await
}

/// Ends the session chosen, or all but the one that asks. Returns how many ended.
pub async fn end(state: &State, user: UserId, here: String, chosen: Option<String>) -> Result<usize, StoreError> {
    let end = state.database.write(move |connection| match chosen {
        None => sessions::delete_others(connection, user, &here),
        Some(one) => sessions::delete_one(connection, user, &one),
    });
    end.await
}
