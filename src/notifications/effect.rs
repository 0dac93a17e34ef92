//! What a notification changed: the people of each variant, beside those who got nothing by lot.

use super::arms::{Arms, arms};
use crate::day::Day;
use crate::experiments::{Counted, Counting, Person};
use crate::groups::members::MembersError;
use crate::ids::{AppKey, CustomerId, NotificationId};
use crate::queue::{Outcome, Steps, WorkError};
use crate::shares::WHOLE;
use crate::state::State;
use crate::store::goals::Window;
use crate::store::notification_comparisons::{self, Comparison, Goal, GoalKind};
use crate::store::publishers::Publisher;
use crate::store::{DbConnection, QueryResult, StoreError, apps, goals};
use chrono::NaiveTime;
use diesel::result::Error;
use std::collections::HashMap;

/// For how many days after it was sent a notification is looked at: until its goal's last day at the latest, and the files of that
/// day have come in.
const DAYS: i32 = 60;

/// Positions of one query.
const SLICE: i32 = 5_000;

/// Whether the notification compares anything that can be counted.
pub fn compares(comparison: &Comparison) -> bool {
    comparison.goal.is_some() && (comparison.holdout > 0 || comparison.weights.len() > 1)
}

/// What was counted last, and whether the goal can be reached no more; `None` before anything was.
pub fn of(state: &State, publisher: &Publisher, id: NotificationId) -> Result<Option<(Counted, bool)>, StoreError> {
    let read = |connection: &mut _| notification_comparisons::effect(connection, (publisher.id, id));
    let counted = state.database.read_now(read)?.as_deref().and_then(Counted::parse);
    let (_, comparison) = super::arms::of(state, publisher.id, id)?;
    Ok(counted.map(|counted| {
        let end = comparison.goal.and_then(|goal| end(&counted, goal));
        let is_over = end.is_some_and(|end| counted.is_final(end));
        (counted, is_over)
    }))
}

/// What was counted last of a notification.
pub struct Compared {
    pub counted: Counted,
    /// Whether the goal can be reached no more.
    pub is_over: bool,
    pub comparison: Comparison,
}

/// What was counted last of those of these of the publisher's notifications of which anything was.
pub fn of_several(
    connection: &mut DbConnection,
    publisher: &Publisher,
    ids: &[NotificationId],
) -> QueryResult<HashMap<NotificationId, Compared>> {
    let effects = notification_comparisons::effects_of_several(connection, publisher.id, ids)?;
    let mut comparisons = notification_comparisons::of_several(connection, publisher.id, ids)?;
    let compared = |(id, effect): (NotificationId, String)| {
        let (counted, comparison) = (Counted::parse(&effect)?, comparisons.remove(&id)?);
        let end = comparison.goal.and_then(|goal| end(&counted, goal));
        let is_over = end.is_some_and(|end| counted.is_final(end));
        Some((id, Compared { counted, is_over, comparison }))
    };
    Ok(effects.into_iter().filter_map(compared).collect())
}

/// The last day that counts; `None` if nobody is compared.
fn end(counted: &Counted, goal: Goal) -> Option<Day> {
    counted.last_on.map(|on| on.minus(-goal.days))
}

/// The publisher's notifications of which something may have changed since they were counted.
pub fn due(state: &State, publisher: &Publisher) -> Result<Vec<NotificationId>, StoreError> {
    let (now, today) = (state.clock.now(), state.today(publisher));
    let since = today.minus(DAYS).date().and_time(NaiveTime::MIN);
    state.database.job_read(|connection| {
        let mut due = Vec::new();
        for (id, effect) in notification_comparisons::counted(connection, publisher.id, since)? {
            let (_, comparison) = notification_comparisons::find(connection, publisher.id, id)?;
            let (true, Some(goal)) = (compares(&comparison), comparison.goal) else { continue };
            // An app that is gone has nothing to count.
            let app = match apps::find(connection, publisher.id, goal.app) {
                Err(Error::NotFound) => continue,
                app => app?,
            };
            let counted = effect.as_deref().and_then(Counted::parse);
            let is_other = |counted: &Counted| QueryResult::Ok(app.data_version != counted.version);
            let is_due = Counted::is_due(counted.as_ref(), |counted| end(counted, goal), (now, today), is_other)?;
            if is_due {
                due.push(id);
            }
        }
        Ok(due)
    })
}

/// Counts the publisher's notifications that are due. Each is a step, after which the work pauses when its turn is over.
pub fn count_due(state: &State, publisher: &Publisher, steps: &mut Steps<'_>) -> Result<Outcome, WorkError> {
    for id in due(state, publisher)? {
        let found = match arms(state, publisher, id) {
            Ok(found) => found,
            Err(MembersError::Store(error)) if error.is_passing() => return Err(error.into()),
            Err(error) => {
                log::error!("what notification {id} changed cannot be counted: {error}");
                continue;
            }
        };
        let Some((found, goal)) = found.and_then(|arms| arms.goal.map(|goal| (arms, goal))) else { continue };
        let Some(counted) = count(state, publisher, (&found, goal), steps)? else { return Ok(Outcome::Paused) };
        let text = serde_json::to_string(&counted).map_err(|error| WorkError::Fault(error.to_string()))?;
        let of = (publisher.id, id);
        steps.take(publisher.id, |connection| notification_comparisons::set_effect(connection, of, &text))?;
        if steps.is_over()? {
            return Ok(Outcome::Paused);
        }
    }
    Ok(Outcome::Done)
}

/// The shares of the arms: those who got nothing, if there are any, and each variant.
fn shares(arms: &Arms) -> Vec<u32> {
    let total: u64 = arms.weights.iter().map(|weight| u64::from(*weight)).sum();
    let rest = u64::from(WHOLE - arms.holdout.min(WHOLE));
    let variant = |weight: &u32| u32::try_from(rest * u64::from(*weight) / total.max(1)).unwrap_or(WHOLE);
    let held_out = (arms.holdout > 0).then_some(arms.holdout);
    held_out.into_iter().chain(arms.weights.iter().map(variant)).collect()
}

/// Counts who reached the goal; `None` if the program stops meanwhile.
fn count(
    state: &State,
    publisher: &Publisher,
    (arms, goal): (&Arms, Goal),
    steps: &Steps<'_>,
) -> Result<Option<Counted>, StoreError> {
    let of_goal = |connection: &mut _| apps::find(connection, publisher.id, goal.app);
    let version = state.database.job_read(of_goal)?.data_version;
    let held_out = (arms.holdout > 0).then_some(&arms.people.held_out);
    let groups: Vec<_> = held_out.into_iter().chain(&arms.people.variants).collect();
    let end = groups.iter().filter_map(|group| group.max()).max().map_or(0, |last| last.saturating_add(1));
    let end = i32::try_from(end).unwrap_or(i32::MAX);
    let on = publisher.time_zone.day_of(arms.sent_at);
    let mut counting = Counting::new([shares(arms)]);
    let mut first = 0;
    while first < end {
        let next = first.saturating_add(SLICE).min(end);
        let placed =
            state.database.job_read(|connection| goals::placed_between(connection, arms.app, (first, next)))?;
        first = next;
        let arm_of = |position: i32| groups.iter().position(|group| group.contains(position.unsigned_abs()));
        let people: Vec<(CustomerId, usize)> =
            placed.into_iter().filter_map(|(position, customer)| Some((customer, arm_of(position)?))).collect();
        let reached = reached(state, (AppKey { publisher: publisher.id, id: goal.app }, goal), &people, on)?;
        for (customer, arm) in people {
            let paid = reached.get(&customer).copied();
            counting.add(Person { phase: 0, arm, on }, paid.is_some(), paid.unwrap_or(0));
        }
        if steps.is_stopped() {
            return Ok(None);
        }
    }
    Ok(Some(counting.end((state.clock.now(), state.today(publisher), version))))
}

/// Which of these customers reached the goal, and what they paid if it is a purchase.
fn reached(
    state: &State,
    (app, goal): (AppKey, Goal),
    people: &[(CustomerId, usize)],
    on: Day,
) -> Result<HashMap<CustomerId, i64>, StoreError> {
    let (ids, within): (Vec<CustomerId>, _) =
        (people.iter().map(|(customer, _)| *customer).collect(), (on, on.minus(-goal.days)));
    state.database.job_read(|connection| {
        let mut reached = HashMap::new();
        match goal.kind {
            GoalKind::Purchase => {
                let since = ids.iter().map(|customer| (*customer, on)).collect();
                reached = goals::paid(connection, app, &since, Window::of_days(goal.days))?;
            }
            GoalKind::Use => reached.extend(goals::used(connection, app, &ids, within)?.into_iter().map(|id| (id, 0))),
            GoalKind::Acquisition => {
                reached.extend(goals::acquired(connection, app, &ids, within)?.into_iter().map(|id| (id, 0)));
            }
        }
        Ok(reached)
    })
}
