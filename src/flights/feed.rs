//! What update feeds ask beside the ladder: whose an app is, and what a release says of itself.

use super::releases::notes_of;
use crate::ids::{AppId, AppKey, ReleaseId};
use crate::state::State;
use crate::store::publishers::{self, Publisher};
use crate::store::{StoreError, Version, releases};
use chrono::NaiveDateTime;
use std::sync::Arc;

/// The language of the notes, if there are several: clients of updates do not say which they want.
const LANGUAGE: &str = "en";

/// What a release says of itself.
pub struct Told {
    pub notes: String,
    pub published_at: Option<NaiveDateTime>,
}

/// The publisher whose the app is. Who asks for an update need not say who they are, so that the app alone tells it.
pub async fn publisher_of(state: &State, version: Option<&Version>, app: AppId) -> Result<Arc<Publisher>, StoreError> {
    let read = move |connection: &mut _| publishers::of_app(connection, app);
    state.database.read_kept_at(version, format!("publisher of app {app}"), read).await
}

/// The notes of a release, and when it was first published.
pub fn told(state: &State, app: AppKey, release: ReleaseId) -> Result<Told, StoreError> {
    let row = state.database.read_now(|connection| releases::find(connection, app, release))?;
    let notes = notes_of(&row);
    let wanted = notes.get(LANGUAGE).or_else(|| notes.values().next());
    Ok(Told { notes: wanted.cloned().unwrap_or_default(), published_at: row.published_at })
}
