//! Counts groups again and stores the results, with a snapshot of a segment's members for the day.

use super::{count, forget};
use crate::heartbeat;
use crate::ids::{AppId, AppKey, PublisherId};
use crate::queue::{self, Outcome, Steps, Task, WorkError};
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::group_counts::{self, Refreshed};
use crate::store::group_marks::{self, Mark};
use crate::store::publishers::{self, Publisher};
use crate::store::{DbConnection, Lock, QueryResult, StoreError, group_addresses, profiles};
use diesel::result::Error;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// How often the mark of a count is renewed: three times before it expires.
const HEARTBEAT: Duration = Duration::from_secs(3);

/// Why a group was not counted.
#[derive(Debug, thiserror::Error)]
enum RecountError {
    /// The count was not started, because the lease is lost or the database cannot answer now. No other group of the
    /// publisher can be counted either.
    #[error(transparent)]
    NotStarted(WorkError),
    #[error("{0:#}")]
    Failed(anyhow::Error),
}

/// Counts the group again. If that fails, its number stays as it was and the group is marked as not refreshed. A mark
/// is stored in a separate transaction before the count: if counting crashes the program twice, the mark keeps a
/// restarted one from crashing on it again.
fn recount(state: &State, publisher: &Publisher, group: &CustomerGroup, steps: &Steps<'_>) -> Result<(), RecountError> {
    let outcome = match start(state, publisher, group, steps).map_err(RecountError::NotStarted)? {
        Some(mark) => heartbeat::during(HEARTBEAT, || renew(state, &mark), || caught(state, publisher, group, &mark)),
        None => Err(anyhow::anyhow!("it names a group whose count did not end")),
    };
    // It was deleted meanwhile: its count is needed no more.
    if outcome.is_err() && state.database.read_now(|connection| is_deleted(connection, group)).unwrap_or(false) {
        return Ok(());
    }
    outcome.map_err(|error| {
        let set_failed = |connection: &mut _| group_counts::set_refresh_failed(connection, publisher.id, group.id);
        // Without it the mark expires, and the group is counted again.
        if let Err(unset) = state.database.write_now(set_failed) {
            log::warn!("group {} is not shown as failed: {unset}", group.id);
        }
        RecountError::Failed(error)
    })
}

fn is_deleted(connection: &mut DbConnection, group: &CustomerGroup) -> QueryResult<bool> {
    match customer_groups::find(connection, group.publisher_id, group.id) {
        Err(Error::NotFound) => Ok(true),
        found => found.map(|_| false),
    }
}

/// Marks the group; `None` if it refers to a group whose count crashed programs.
fn start(
    state: &State,
    publisher: &Publisher,
    group: &CustomerGroup,
    steps: &Steps<'_>,
) -> Result<Option<Mark>, WorkError> {
    let (mark, now) = (Mark::new(publisher.id, group.id), state.clock.now());
    let is_marked = steps.take_holding(Lock::Groups(publisher.id), |connection| {
        if group_marks::is_blocked(connection, publisher.id, group.id, now)? {
            return Ok(false);
        }
        group_marks::set(connection, &mark, now)?;
        Ok(true)
    })?;
    Ok(is_marked.then_some(mark))
}

/// Renews the mark. If the database is unavailable the mark may expire, but a count that ends afterwards still stores
/// its result and removes the mark.
fn renew(state: &State, mark: &Mark) -> bool {
    let now = state.clock.now();
    if let Err(error) = state.database.job_write(|connection| group_marks::renew(connection, mark, now)) {
        log::debug!("the mark of group {} is not renewed: {error}", mark.group);
    }
    true
}

fn caught(state: &State, publisher: &Publisher, group: &CustomerGroup, mark: &Mark) -> Result<(), anyhow::Error> {
    let count = || match group.is_segment() {
        true => recount_segment(state, group, mark),
        false => recount_known_user_group(state, publisher, group).map_err(Into::into),
    };
    // The panic itself is in the log.
    catch_unwind(AssertUnwindSafe(count)).unwrap_or_else(|_| Err(anyhow::anyhow!("the count broke off")))
}

/// What became of the count of a group that a visitor changed or wants to be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    Now,
    /// A job counts it, because its number depends on many customers whose data changed since it was last counted.
    Later,
    /// The group is marked as not refreshed.
    Failed,
}

/// Counts the group for a visitor who waits, unless more customers changed since its last count than one query reads.
/// Call this after the change is committed; an error is only logged, and the group is counted later.
pub fn recount_for_visitor(state: &State, publisher: &Publisher, group: &CustomerGroup) -> Counted {
    recount_within(state, publisher, group, profiles::PAGE)
}

/// [`recount_for_visitor`] with at most this many changed customers.
pub fn recount_within(state: &State, publisher: &Publisher, group: &CustomerGroup, most_changed: usize) -> Counted {
    match is_small_work(state, group, most_changed) {
        Ok(true) => {}
        Ok(false) => {
            recount_soon(state, publisher.id);
            return Counted::Later;
        }
        Err(error) => log::warn!("how many customers changed since group {} was counted: {error}", group.id),
    }
    match recount(state, publisher, group, &Steps::here_and_now(state)) {
        Ok(()) => Counted::Now,
        Err(error) => {
            log::error!("group {} could not be counted: {error}", group.id);
            Counted::Failed
        }
    }
}

/// Whether a count takes no longer than showing the group's page: the columns give its members in milliseconds, but
/// the causes of who joined and left take a row of each customer who changed since the last count.
fn is_small_work(state: &State, group: &CustomerGroup, most_changed: usize) -> Result<bool, StoreError> {
    let (Some(id), Some(counted)) = (group.app_id, group.refreshed_version) else { return Ok(true) };
    // A group on whose count programs died is counted by no job.
    if group.counting_since.is_some() {
        return Ok(true);
    }
    let app = AppKey { publisher: group.publisher_id, id };
    state
        .database
        .read_now(|connection| profiles::changed_more_than(connection, app, counted, most_changed))
        .map(|is_more| !is_more)
}

/// Queues a job that counts the publisher's groups whose number a change invalidated. Call this after the change is
/// committed: within its transaction, a change of an app would wait for a running job that holds the row of its queue
/// entry and itself waits for the app. If queueing fails, the regular check for due groups queues the job later.
pub fn recount_soon(state: &State, publisher: PublisherId) {
    if let Err(error) = queue::ask_for(state, Some(publisher), &Task::Recount) {
        log::warn!("counting the groups of publisher {publisher} is asked for later: {error}");
    }
}

/// Counts every group of every publisher whose number is not up to date with today and the data, on this thread.
pub fn recount_due(state: &State) -> Result<(), WorkError> {
    let publishers = state.database.read_now(publishers::all)?;
    publishers
        .iter()
        .try_for_each(|publisher| recount_of(state, publisher.id, &mut Steps::here_and_now(state)).map(drop))
}

/// Counts every group of the publisher whose number is not up to date with today and the data. A group that fails is
/// logged, and the others are still counted. Each group is a step, after which the work pauses when its turn is over.
pub fn recount_of(state: &State, publisher: PublisherId, steps: &mut Steps<'_>) -> Result<Outcome, WorkError> {
    let database = &state.database;
    let publisher = database.job_read(|connection| publishers::find(connection, publisher))?;
    let today = state.today(&publisher);
    forget::forget_erased(state, publisher.id)?;
    settle_abandoned(state, &publisher)?;
    let due = database.job_read(|connection| group_counts::to_refresh(connection, publisher.id, today))?;
    let apps: BTreeSet<AppId> = due.iter().filter_map(|group| group.app_id).collect();
    for app in apps {
        match state.audiences.bring_up(publisher.id, app) {
            // It was deleted meanwhile.
            Err(error) if error.is_not_found() => {}
            done => done?,
        }
    }
    for group in due {
        match recount(state, &publisher, &group, steps) {
            Ok(()) => {}
            Err(RecountError::NotStarted(error)) => return Err(error),
            Err(error) => log::error!("group {} could not be counted: {error}", group.id),
        }
        if steps.is_over()? {
            return Ok(Outcome::Paused);
        }
    }
    Ok(Outcome::Done)
}

/// Marks the groups whose count ended with its program as failed, and those that refer to them. They are counted once
/// more a little later; if that ends with its program too, when a group whose count never ended is changed, or by Refresh.
fn settle_abandoned(state: &State, publisher: &Publisher) -> Result<(), StoreError> {
    let (id, now) = (publisher.id, state.clock.now());
    if state.database.read_now(|connection| group_marks::any_abandoned(connection, id, now))? {
        let settle = |connection: &mut _| group_marks::settle_abandoned(connection, id, now);
        for group in state.database.job_write_groups(id, settle)? {
            log::error!("the count of group {group} ended with its program: the group is skipped");
        }
    }
    Ok(())
}

fn recount_segment(state: &State, group: &CustomerGroup, mark: &Mark) -> Result<(), anyhow::Error> {
    if !count::count(state, group.publisher_id, group.id)?.keep(state, mark)? {
        log::debug!("the count of group {} is not stored, because a later change or count came first", group.id);
    }
    Ok(())
}

fn recount_known_user_group(state: &State, publisher: &Publisher, group: &CustomerGroup) -> Result<(), StoreError> {
    let (at, on) = (state.clock.now(), state.today(publisher));
    state.database.job_write_groups(group.publisher_id, |connection| {
        let members = group_addresses::count_members(connection, group.publisher_id, group.id)?;
        let version = group_counts::customers_version(connection, group.publisher_id)?;
        let found = Refreshed { members, at, on, version, position: None };
        group_counts::set_refreshed(connection, group.publisher_id, group.id, found)
    })
}
