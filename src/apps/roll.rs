//! The daily roll: profiles contain values of the last 30 days, ages and risks, which change every day. A job moves
//! them to the new day in slices. Pages do not wait for it, and each number is shown with its day.

use super::passes;
use crate::day::Day;
use crate::ids::{AppId, AppKey, PublisherId};
use crate::queue::{Outcome, Steps, WorkError};
use crate::state::State;
use crate::store::passes as stored;
use crate::store::{StoreError, apps, profiles, publishers};

/// An app whose profiles have to be moved to another day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueRoll {
    pub publisher: PublisherId,
    pub app: AppId,
}

/// The apps whose profiles are of another day than today. They are moved back only if the day was set; otherwise
/// replicas on both sides of midnight would move them back and forth.
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

/// Moves the profiles of the app to the day, in slices; an interrupted pass is finished first. Stale profiles are
/// computed before the pass, so that changes by facts and by the day stay apart.
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

/// Moves the profiles of all apps to today, on this thread.
pub fn roll_due(state: &State) -> Result<(), WorkError> {
    let today = state.clock.today();
    for due in due(state, true)? {
        roll(state, due, today, true, &mut Steps::here_and_now(state))?;
    }
    Ok(())
}
