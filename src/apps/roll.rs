//! The daily roll: profiles contain values of the last 30 days, ages and risks, which change every day. At midnight in
//! the publisher's zone a job moves them to the new day in slices. Pages do not wait for it, and each number is shown
//! with its day.

use super::passes;
use crate::day::Day;
use crate::ids::{AppId, AppKey, PublisherId};
use crate::queue::{Outcome, Steps, WorkError};
use crate::state::State;
use crate::store::passes as stored;
use crate::store::publishers::{self, Publisher};
use crate::store::{StoreError, apps, profiles};

/// An app whose profiles have to be moved to another day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueRoll {
    pub publisher: PublisherId,
    pub app: AppId,
    /// The publisher's today.
    pub day: Day,
}

/// The apps whose profiles are of another day than their publisher's today. They are moved back only if the day was set.
/// Otherwise replicas on both sides of midnight would move them back and forth; and where a clock or a zone is changed
/// so that the day before begins again, they are already of the day that follows.
pub fn due(state: &State, may_go_back: bool) -> Result<Vec<DueRoll>, StoreError> {
    let mut due = Vec::new();
    for publisher in state.database.job_read(publishers::all)? {
        due.extend(due_of(state, &publisher, may_go_back)?);
    }
    Ok(due)
}

/// [`due`] of one publisher.
pub fn due_of(state: &State, publisher: &Publisher, may_go_back: bool) -> Result<Vec<DueRoll>, StoreError> {
    let (publisher, day) = (publisher.id, state.today(publisher));
    let is_due = |on: Option<Day>| on.is_some_and(|on| on < day || (may_go_back && on != day));
    let apps = state.database.job_read(|connection| apps::of_publisher(connection, publisher))?;
    let due = apps.into_iter().filter(|app| is_due(app.profiles_on));
    Ok(due.map(|app| DueRoll { publisher, app: app.id, day }).collect())
}

/// Moves the profiles of the app to the day, in slices; an interrupted pass is finished first. Stale profiles are
/// computed before the pass, so that changes by facts and by the day stay apart.
pub fn roll(state: &State, due: DueRoll, may_go_back: bool, steps: &mut Steps<'_>) -> Result<Outcome, WorkError> {
    let DueRoll { publisher, app, day } = due;
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

/// Moves the profiles of all apps to their publishers' today, on this thread.
pub fn roll_due(state: &State) -> Result<(), WorkError> {
    for due in due(state, true)? {
        roll(state, due, true, &mut Steps::here_and_now(state))?;
    }
    Ok(())
}
