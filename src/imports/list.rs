//! The publisher's imports, the newest first, and how many files of all publishers wait.

use crate::access::{Actor, Role};
use crate::state::State;
use crate::store::import_drafts::{self, ImportDraft};
use crate::store::imports::{self, ListedImport, UnderWay};
use crate::store::{ListPage, StoreError, apps, jobs};

/// A page of the publisher's imports.
pub struct Imports {
    /// The files that are not imported yet, with the names of their apps; none for those who may not import.
    pub drafts: Vec<(ImportDraft, String)>,
    pub found: ListPage<ListedImport>,
    /// Whether programs have sent rows.
    pub has_rows: bool,
    /// Whether the publisher has an app to import files into.
    pub has_apps: bool,
    /// Whether the files of a sample app are still being made.
    pub is_preparing: bool,
}

/// A page of the publisher's imports: of files, or of rows that programs sent. Pages count from 1.
pub fn list(state: &State, actor: &Actor, is_of_rows: bool, page: i64) -> Result<Imports, StoreError> {
    let publisher = actor.publisher;
    state.database.read_now(|connection| {
        let may_import = actor.require(Role::Editor).is_ok();
        Ok(Imports {
            drafts: if may_import { import_drafts::open(connection, publisher)? } else { Vec::new() },
            found: imports::list(connection, publisher, is_of_rows, page)?,
            has_rows: imports::has_rows(connection, publisher)?,
            has_apps: !apps::of_publisher(connection, publisher)?.is_empty(),
            is_preparing: jobs::any_sample_to_make(connection, publisher)?,
        })
    })
}

/// The number of files of all publishers that are waiting or being imported.
pub async fn under_way(state: &State) -> Result<UnderWay, StoreError> {
    state.database.read(imports::count_under_way).await
}
