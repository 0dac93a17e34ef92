//! The new day: profiles hold numbers of the last 30 days, ages and risks, which a passed day changes. A job brings them
//! to it in slices; no page waits for it, and every number says as of which day it holds.

use super::passes;
use crate::day::Day;
use crate::ids::{AppId, AppKey, PublisherId};
use crate::queue::{Outcome, Steps, WorkError};
use crate::state::State;
use crate::store::passes as stored;
use crate::store::{StoreError, apps, profiles, publishers};

/// An app whose profiles are to be brought to another day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueRoll {
    pub publisher: PublisherId,
    pub app: AppId,
}

/// The apps whose profiles are not on today. The day goes back only where it was set, so that replicas of which one is
/// past midnight and one is not do not bring them to and fro.
pub fn due(state: &State, may_go_back: bool) -> Result<Vec<DueRoll>, StoreError> {
    let today = state.clock.today();
    let is_due = |on: Option<Day>| on.is_some_and(|on| on < today || (may_go_back && on != today));
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

/// Brings the profiles of the app to the day, in slices; a pass that was broken off is ended first. Those whose facts
/// changed come before all, which keeps the two causes apart.
pub fn roll(
    state: &State,
    due: DueRoll,
    day: Day,
    may_go_back: bool,
    steps: &mut Steps<'_>,
) -> Result<Outcome, WorkError> {
    let DueRoll { publisher, app } = due;
    let key = AppKey { publisher, id: app };
    while steps.take(publisher, |connection| profiles::compute_stale(connection, publisher, day))? {
        if steps.is_over()? {
            return Ok(Outcome::Paused);
        }
    }
    loop {
        if passes::go_on(state, key, steps)? == Outcome::Paused {
            return Ok(Outcome::Paused);
        }
        if !steps.take(publisher, |connection| stored::start_day(connection, key, day, may_go_back))? {
            return Ok(Outcome::Done);
        }
    }
}

/// Brings the profiles of all apps to today, here and now.
pub fn roll_due(state: &State) -> Result<(), WorkError> {
    let today = state.clock.today();
    for due in due(state, true)? {
        roll(state, due, today, true, &mut Steps::here_and_now(state))?;
    }
    Ok(())
}
