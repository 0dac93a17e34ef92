//! Maps each task to the use case that does it.

use crate::accounts::{invitations, kept_forms, recorded, setup};
use crate::apps::attributes::empty;
use crate::apps::delete as delete_app;
use crate::apps::refit::refit_of;
use crate::apps::roll::{DueRoll, roll};
use crate::flights::guards;
use crate::group_tests;
use crate::groups::recount::recount_of;
use crate::holdout;
use crate::ids::{AppKey, PublisherId};
use crate::imports::{delete_file, draft, files, finish, run, sample, undo};
use crate::notifications::{self, keep, sums};
use crate::offers;
use crate::queue::{self, Outcome, Steps, Task, Turn, WorkError};
use crate::reading::Problem;
use crate::state::State;
use crate::store::jobs::{self, Claimed};
use crate::store::{guesses, imports, publishers, sessions};
use crate::tokens::once;
use crate::webhooks;

/// How often a task may fail because of a fault of the program before it is given up: the pauses between five attempts
/// are long enough for a fault that passes. Tasks that recur with time are requested again anyway.
const MOST_FAULTS: i32 = 5;

/// Runs the task of a claimed job.
pub fn run(state: &State, task: &Task, claimed: &Claimed, turn: &mut Turn) -> Result<Outcome, WorkError> {
    let lease = &claimed.lease;
    let publisher = || claimed.publisher.ok_or_else(|| WorkError::Fault(String::from("a job without its publisher")));
    match *task {
        Task::Draft { draft } => draft::read_as_job(state, publisher()?, draft, turn),
        Task::Import { import, .. } => {
            run::run(state, publisher()?, import, lease, turn, |import| run::kept_file(state, import))
        }
        Task::Undo { import, .. } => undo::run(state, publisher()?, import, lease, turn),
        Task::DeleteFile { import } => delete_file::run(publisher()?, import, &mut Steps::of_job(state, lease, turn)),
        Task::DeleteApp { app } => {
            let outcome = delete_app::run(state, publisher()?, app, &mut Steps::of_job(state, lease, turn))?;
            if outcome == Outcome::Done {
                queue::ask_for(state, claimed.publisher, &Task::Recount)?;
            }
            Ok(outcome)
        }
        Task::Sample { app, user, customers } => sample::make(state, lease, publisher()?, app, user, customers),
        Task::Roll { app, day, may_go_back } => {
            let (due, steps) = (DueRoll { publisher: publisher()?, app, day }, &mut Steps::of_job(state, lease, turn));
            let outcome = roll(state, due, may_go_back, steps)?;
            if outcome == Outcome::Done {
                queue::ask_for(state, claimed.publisher, &Task::Recount)?;
            }
            Ok(outcome)
        }
        Task::Recount => recount(state, publisher()?, &mut Steps::of_job(state, lease, turn)),
        Task::Attributes => {
            let (publisher, steps) = (publisher()?, &mut Steps::of_job(state, lease, turn));
            let outcome = empty(state, publisher, steps)?;
            if outcome == Outcome::Done {
                // The profiles with other values are computed, and the groups counted.
                queue::ask_for(state, claimed.publisher, &Task::Recount)?;
            }
            Ok(outcome)
        }
        Task::SettleClaims { app } => {
            let app = AppKey { publisher: publisher()?, id: app };
            offers::settle(state, app, &mut Steps::of_job(state, lease, turn))
        }
        Task::CountEffects => {
            let publisher = publisher()?;
            let publisher = state.database.job_read(|connection| publishers::find(connection, publisher))?;
            let steps = &mut Steps::of_job(state, lease, turn);
            for count in [
                offers::effect::count_due,
                notifications::effect::count_due,
                group_tests::effect::count_due,
                guards::compare_due,
                holdout::count_due,
            ] {
                if count(state, &publisher, steps)? == Outcome::Paused {
                    return Ok(Outcome::Paused);
                }
            }
            Ok(Outcome::Done)
        }
        Task::Sweep => sweep(state),
    }
}

/// Counts outdated groups again, after computing the profiles and models that the counts depend on.
fn recount(state: &State, publisher: PublisherId, steps: &mut Steps<'_>) -> Result<Outcome, WorkError> {
    if run::compute_rest(state, publisher, steps)? == Outcome::Paused
        || refit_of(state, publisher, steps)? == Outcome::Paused
    {
        return Ok(Outcome::Paused);
    }
    let outcome = recount_of(state, publisher, steps)?;
    if outcome == Outcome::Done {
        // The purchases that came in may be those of claims.
        for app in offers::due(state, publisher)? {
            queue::ask_for(state, Some(publisher), &Task::SettleClaims { app: app.id })?;
        }
    }
    Ok(outcome)
}

/// Ends a task that failed too often because of faults of the program. Returns false if it should be tried again.
pub fn give_up(state: &State, task: &Task, claimed: &Claimed) -> Result<bool, WorkError> {
    if claimed.faults + 1 < MOST_FAULTS {
        return Ok(false);
    }
    if let (Task::Draft { draft }, Some(publisher)) = (task, claimed.publisher) {
        draft::give_up(state, publisher, *draft, &claimed.lease)?;
        return Ok(true);
    }
    let (Task::Import { import, .. }, Some(publisher)) = (task, claimed.publisher) else { return Ok(false) };
    let import = state.database.job_read(|connection| imports::find(connection, publisher, *import))?;
    // One that was cancelled is tried again until what it brought is taken back.
    finish::finish(state, &import, &claimed.lease, Some(&Problem::Fault))
}

/// Removes leftovers: expired sessions and setup links, old jobs and guesses, files of finished imports, and whatever
/// killed programs left behind.
fn sweep(state: &State) -> Result<Outcome, WorkError> {
    let now = state.clock.now();
    state.database.job_write(|connection| sessions::delete_expired(connection, now))?;
    kept_forms::sweep(&state.database, now)?;
    state.database.job_write(|connection| jobs::delete_old(connection, now))?;
    let moment = now.and_utc().timestamp_micros();
    state.database.job_write(|connection| guesses::delete_full(connection, moment))?;
    setup::sweep(state)?;
    invitations::sweep(state)?;
    recorded::sweep(state)?;
    once::sweep(state)?;
    finish::end_abandoned(state)?;
    draft::sweep(state)?;
    undo::sweep(state)?;
    webhooks::sweep::sweep(state)?;
    keep::sweep(state, keep::MOST_SLICES)?;
    sums::count_due(state)?;
    files::sweep(state).map_err(|error| WorkError::Passing(error.to_string()))?;
    Ok(Outcome::Done)
}
