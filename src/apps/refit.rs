//! Fitting each app's churn model anew every day, and after an import while there is none.

use crate::churn;
use crate::day::Day;
use crate::ids::PublisherId;
use crate::state::State;
use crate::store::apps::{self, App};
use crate::store::churn::{self as models, ChurnState};
use crate::store::{StoreError, imports, publishers};

/// Fits the models of all publishers' apps that are due. One that fails is logged, and the others go on.
pub fn refit_due(state: &State) -> Result<(), StoreError> {
    let publishers = state.database.job_read(publishers::all)?;
    publishers.iter().try_for_each(|publisher| refit_of(state, publisher.id))
}

/// Fits the models of the publisher's apps that are due. One that fails is logged, and the others go on.
pub fn refit_of(state: &State, publisher: PublisherId) -> Result<(), StoreError> {
    let today = state.clock.today();
    for app in state.database.job_read(|connection| apps::of_publisher(connection, publisher))? {
        if let Err(error) = refit_if_due(state, &app, today) {
            log::error!("the churn model of app {} could not be fitted: {error}", app.id);
        }
    }
    Ok(())
}

fn refit_if_due(state: &State, app: &App, today: Day) -> Result<(), StoreError> {
    let publisher = app.publisher_id;
    let (id, key) = (app.id, app.key());
    // The risk is of the day that the profiles are on: a model is fitted when they are brought to a new one.
    if app.profiles_on.is_some_and(|on| on != today.number()) {
        return Ok(());
    }
    let (kept, is_being_filled) = state.database.read_now(|connection| {
        Ok((models::find(connection, key)?, imports::any_under_way(connection, publisher, id)?))
    })?;
    let is_of_today = kept.churn_on == Some(today.number());
    let has_changed = kept.state() != Some(ChurnState::Fitted) && kept.churn_version != Some(app.data_version);
    if is_being_filled || app.data_version == 0 || (is_of_today && !has_changed) {
        return Ok(());
    }
    let activities = state.database.job_read(|connection| models::activities(connection, key, today))?;
    let repeaters = activities.iter().filter(|activity| activity.repeats > 0.5).count();
    let outcome = churn::fit(&activities, kept.model());
    match &outcome {
        Ok(fit) => log::info!("app {id}: churn model {:?}, log-likelihood {:.1}", fit.model, fit.log_likelihood),
        Err(error) => log::info!("app {id}: no churn model: {error}"),
    }
    let repeaters = i64::try_from(repeaters).unwrap_or(i64::MAX);
    state.database.job_write_facts(publisher, |connection| models::keep(connection, key, today, repeaters, &outcome))
}
