//! The publisher's imports, the newest first, and how many files of all publishers wait.

use crate::access::Actor;
use crate::state::State;
use crate::store::imports::{self, ListedImport, UnderWay};
use crate::store::{ListPage, StoreError, apps, jobs};

/// A page of the publisher's imports.
pub struct Imports {
    pub found: ListPage<ListedImport>,
    /// Whether the publisher has an app to import files into.
    pub has_apps: bool,
    /// Whether the files of a sample app are still being made.
    pub is_preparing: bool,
}

/// A page of the publisher's imports. Pages count from 1.
pub fn list(state: &State, actor: &Actor, page: i64) -> Result<Imports, StoreError> {
    let publisher = actor.publisher;
    state.database.read_now(|connection| {
        Ok(Imports {
            found: imports::list(connection, publisher, page)?,
            has_apps: !apps::of_publisher(connection, publisher)?.is_empty(),
            is_preparing: jobs::any_sample_to_make(connection, publisher)?,
        })
    })
}

/// The number of files of all publishers that are waiting or being imported.
pub async fn under_way(state: &State) -> Result<UnderWay, StoreError> {
    state.database.read(imports::count_under_way).await
}
