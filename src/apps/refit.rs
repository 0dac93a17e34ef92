//! Fits each app's churn model every day, and after an import as long as there is none.

use super::passes;
use crate::churn::{self, Activity};
use crate::day::Day;
use crate::ids::PublisherId;
use crate::queue::{Outcome, Steps, WorkError};
use crate::state::State;
use crate::store::apps::{self, App};
use crate::store::churn::{self as models, Churn, ChurnState};
use crate::store::passes::{NewModel, start_model};
use crate::store::{StoreError, imports, publishers};

/// Positions that are read at once: reading 100,000 takes a tenth of a second.
const READ_AT_ONCE: i32 = 100_000;

/// Fits the models that are due of all publishers' apps, on this thread. A failure is logged, and the others are still
/// fitted.
pub fn refit_due(state: &State) -> Result<(), WorkError> {
    let publishers = state.database.job_read(publishers::all)?;
    publishers.iter().try_for_each(|publisher| refit_of(state, publisher.id, &mut Steps::here_and_now(state)).map(drop))
}

/// Fits the models that are due of the publisher's apps. A failure is logged, and the others are still fitted.
pub fn refit_of(state: &State, publisher: PublisherId, steps: &mut Steps<'_>) -> Result<Outcome, WorkError> {
    let today = state.today_of(publisher)?;
    for app in state.database.job_read(|connection| apps::of_publisher(connection, publisher))? {
        match refit_if_due(state, &app, today, steps) {
            Ok(Outcome::Paused) => return Ok(Outcome::Paused),
            Ok(_) => {}
            Err(WorkError::Lost) => return Err(WorkError::Lost),
            Err(error) => match state.database.job_read(|connection| apps::find_of(connection, publisher, app.id))? {
                Some(app) => log::error!("the churn model of app {} could not be fitted: {error}", app.id),
                None => log::debug!("app {} was deleted before its churn model was fitted", app.id),
            },
        }
    }
    Ok(Outcome::Done)
}

fn refit_if_due(state: &State, app: &App, today: Day, steps: &mut Steps<'_>) -> Result<Outcome, WorkError> {
    let (publisher, id) = (app.publisher_id, app.id);
    // Finish a pass that a killed program has left.
    if passes::go_on(state, app.key(), steps)? == Outcome::Paused {
        return Ok(Outcome::Paused);
    }
    let app = state.database.job_read(|connection| apps::find(connection, publisher, id))?;
    // After a change of zone the profiles may be of the day that follows, and the model is then of that day too.
    let day = app.profiles_on.map_or(today, |on| on.max(today));
    let Some(kept) = due_model(state, &app, day)? else { return Ok(Outcome::Done) };
    let activities = activities(state, &app, day)?;
    let repeaters = activities.iter().filter(|activity| activity.repeats > 0.5).count();
    let outcome = churn::fit(&activities, kept.model());
    match &outcome {
        Ok(fit) => log::info!("app {id}: churn model {:?}, log-likelihood {:.1}", fit.model, fit.log_likelihood),
        Err(error) => log::info!("app {id}: no churn model: {error}"),
    }
    let repeaters = i64::try_from(repeaters).unwrap_or(i64::MAX);
    let new = NewModel { repeaters, outcome: &outcome, before: &kept };
    steps.take(publisher, |connection| start_model(connection, app.key(), day, new))?;
    passes::go_on(state, app.key(), steps)
}

/// The app's current model, if it has to be fitted again.
fn due_model(state: &State, app: &App, day: Day) -> Result<Option<Churn>, StoreError> {
    // Risks are of the day of the profiles, so a model is fitted once they are moved to a new day.
    if app.data_version == 0 || app.profiles_on.is_some_and(|on| on != day) {
        return Ok(None);
    }
    let (kept, is_being_filled) = state.database.job_read(|connection| {
        Ok((models::find(connection, app.key())?, imports::any_under_way(connection, app.publisher_id, app.id)?))
    })?;
    let is_of_day = kept.churn_on == Some(day);
    let has_changed = kept.state() != Some(ChurnState::Fitted) && kept.churn_version != Some(app.data_version);
    Ok(Some(kept).filter(|_| !is_being_filled && (!is_of_day || has_changed)))
}

/// The usage of all customers who have used the app up to the day.
fn activities(state: &State, app: &App, day: Day) -> Result<Vec<Activity>, StoreError> {
    let mut all = Vec::new();
    for first in (0..app.next_position).step_by(READ_AT_ONCE.unsigned_abs() as usize) {
        let positions = first..first.saturating_add(READ_AT_ONCE);
        all.extend(
            state.database.job_read(|connection| models::activities(connection, app.key(), day, positions.clone()))?,
        );
    }
    Ok(all)
}
