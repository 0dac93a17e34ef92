//! The publisher's apps.

use crate::access::Actor;
use crate::ids::AppId;
use crate::state::State;
use crate::store::apps::{self, App};
use crate::store::{QueryResult, StoreError, publishers};

/// An app and its number of customers.
pub struct CountedApp {
    pub app: App,
    pub customers: i64,
}

/// The publisher's apps, by name.
pub fn list(state: &State, actor: &Actor) -> Result<Vec<CountedApp>, StoreError> {
    state.database.read_now(|connection| {
        let apps = apps::of_publisher(connection, actor.publisher)?.into_iter();
        let counted = apps
            .map(|app| Ok(CountedApp { customers: apps::totals(connection, actor.publisher, app.id)?.customers, app }));
        counted.collect()
    })
}

/// The publisher's apps by name, without their numbers.
pub fn all(state: &State, actor: &Actor) -> Result<Vec<App>, StoreError> {
    state.database.read_now(|connection| apps::of_publisher(connection, actor.publisher))
}

/// The publisher's app with this id.
pub fn find(state: &State, actor: &Actor, app: AppId) -> Result<App, StoreError> {
    state.database.read_now(|connection| apps::find(connection, actor.publisher, app))
}

/// The apps of all publishers with this name.
pub fn called(state: &State, name: &str) -> Result<Vec<App>, StoreError> {
    state.database.read_now(|connection| {
        let of_each = publishers::all(connection)?;
        let apps = of_each.iter().map(|publisher| apps::find_by_name(connection, publisher.id, name));
        Ok(apps.collect::<QueryResult<Vec<_>>>()?.into_iter().flatten().collect())
    })
}
