//! Work that becomes due with time. Every replica requests it, but the queue contains it only once.

use crate::apps::roll;
use crate::flights::{guards, pending, rollout};
use crate::group_tests;
use crate::holdout;
use crate::notifications;
use crate::offers;
use crate::queue::{self, Task};
use crate::state::State;
use crate::store::publishers::{self, Publisher};
use crate::store::{StoreError, group_counts, group_marks, jobs};
use chrono::{NaiveDateTime, TimeDelta};

/// How often leftovers are removed: cheap, and often enough that the files of a killed command are removed soon.
const SWEEP_INTERVAL: TimeDelta = TimeDelta::minutes(1);

/// Adds due work to the queue. When a program starts with a day that was set, the day may be earlier than the last one.
pub fn ask(state: &State, is_start: bool) -> Result<(), StoreError> {
    let may_go_back = is_start && state.options.today.is_some();
    for due in roll::due(state, may_go_back)? {
        let task = Task::Roll { app: due.app, day: due.day, may_go_back };
        queue::ask_for(state, Some(due.publisher), &task)?;
    }
    let now = state.clock.now();
    let publishers = state.database.job_read(publishers::all)?;
    // First of all, and whatever fails for one of them: others would be late for it.
    for publisher in &publishers {
        let steps = rollout::advance(state, publisher.id).and(pending::advance(state, publisher.id));
        if let Err(error) = steps {
            log::error!("releases of publisher {} could not be rolled out: {error}", publisher.id);
        }
    }
    // Those who send look for them too, twice a second: whoever comes first begins one.
    if let Err(error) = notifications::start::begin_due(state) {
        log::error!("scheduled notifications begin later: {error}");
    }
    for publisher in publishers {
        if let Err(error) = ask_for(state, &publisher, now) {
            log::error!("it could not be seen what is due for publisher {}: {error}", publisher.id);
        }
    }
    let since = now - SWEEP_INTERVAL;
    let is_swept = |connection: &mut _| jobs::is_added(connection, Task::Sweep.kind(), &Task::Sweep.key(None), since);
    if !state.database.job_read(is_swept)? {
        queue::ask_for(state, None, &Task::Sweep)?;
    }
    Ok(())
}

/// Adds the due work of one publisher to the queue.
fn ask_for(state: &State, publisher: &Publisher, now: NaiveDateTime) -> Result<(), StoreError> {
    let today = state.today(publisher);
    let due = state.database.job_read(|connection| group_counts::to_refresh(connection, publisher.id, today))?;
    let any_abandoned = |connection: &mut _| group_marks::any_abandoned(connection, publisher.id, now);
    if !due.is_empty() || state.database.job_read(any_abandoned)? {
        queue::ask_for(state, Some(publisher.id), &Task::Recount)?;
    }
    for app in offers::due(state, publisher.id)? {
        queue::ask_for(state, Some(publisher.id), &Task::SettleClaims { app: app.id })?;
    }
    let any_effect = !offers::effect::due(state, publisher)?.is_empty()
        || !notifications::effect::due(state, publisher)?.is_empty()
        || !group_tests::effect::due(state, publisher)?.is_empty()
        || !guards::due(state, publisher)?.is_empty()
        || !holdout::due(state, publisher)?.is_empty();
    if any_effect {
        queue::ask_for(state, Some(publisher.id), &Task::CountEffects)?;
    }
    Ok(())
}
