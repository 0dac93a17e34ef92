//! The new day: profiles hold numbers of the last 30 days, ages and risks, which a passed day changes. A job brings them
//! to it; no page waits for it, and every number says as of which day it holds.

use crate::day::Day;
use crate::ids::{AppId, AppKey, PublisherId};
use crate::state::State;
use crate::store::{StoreError, apps, profiles, publishers};
use std::time::Instant;

/// An app whose profiles are to be brought to another day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueRoll {
    pub publisher: PublisherId,
    pub app: AppId,
}

/// The apps whose profiles are not on today. The day goes back only where it was set, so that replicas of which one is
/// past midnight and one is not do not bring them to and fro.
pub fn due(state: &State, may_go_back: bool) -> Result<Vec<DueRoll>, StoreError> {
    let today = state.clock.today().number();
    let is_due = |on: Option<i32>| on.is_some_and(|on| on < today || (may_go_back && on != today));
    state.database.job_read(|connection| {
        let mut due = Vec::new();
        for publisher in publishers::all(connection)? {
            let apps = apps::of_publisher(connection, publisher.id)?;
            let of_publisher = apps.into_iter().filter(|app| is_due(app.profiles_on));
            due.extend(of_publisher.map(|app| DueRoll { publisher: publisher.id, app: app.id }));
        }
        Ok(due)
    })
}

/// Brings the profiles of the app to the day. Those whose facts changed come first, which keeps the two causes apart.
pub fn roll(state: &State, publisher: PublisherId, app: AppId, day: Day, may_go_back: bool) -> Result<(), StoreError> {
    let (started, key) = (Instant::now(), AppKey { publisher, id: app });
    while state.database.job_write_facts(publisher, |connection| profiles::compute_stale(connection, publisher, day))? {
    }
    let is_moved =
        state.database.job_write_facts(publisher, |connection| profiles::roll_to(connection, key, day, may_go_back))?;
    if is_moved {
        log::info!("app {app}: profiles are on {day} after {} ms", started.elapsed().as_millis());
        state.audiences.bring_to_day(publisher, app)?;
    }
    Ok(())
}

/// Brings the profiles of all apps to today, here and now.
pub fn roll_due(state: &State) -> Result<(), StoreError> {
    let today = state.clock.today();
    due(state, true)?.into_iter().try_for_each(|due| roll(state, due.publisher, due.app, today, true))
}
