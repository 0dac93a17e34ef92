//! Counts groups again and stores the results, with a snapshot of a segment's members for the day.

use super::changes::{self, Between, serialised};
use crate::heartbeat;
use crate::ids::{AppKey, PublisherId};
use crate::queue::{self, Outcome, Steps, Task, WorkError};
use crate::segments::Rule;
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::group_counts::{self, Refreshed};
use crate::store::group_marks::{self, Mark};
use crate::store::membership_changes::{self, NewChange};
use crate::store::publishers::{self, Publisher};
use crate::store::{DbConnection, Lock, QueryResult, StoreError, broken_off_by, group_addresses, profiles, snapshots};
use anyhow::Context;
use roaring::RoaringBitmap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
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
    outcome.map_err(|error| {
        let set_failed = |connection: &mut _| group_counts::set_refresh_failed(connection, publisher.id, group.id);
        // Without it the mark expires, and the group is counted again.
        if let Err(unset) = state.database.write_now(set_failed) {
            log::warn!("group {} is not shown as failed: {unset}", group.id);
        }
        RecountError::Failed(error)
    })
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
        true => recount_segment(state, publisher, group, mark),
        false => recount_known_user_group(state, group).map_err(Into::into),
    };
    // The panic itself is in the log.
    catch_unwind(AssertUnwindSafe(count)).unwrap_or_else(|_| Err(anyhow::anyhow!("the count broke off")))
}

/// Counts the group of a change that is already saved. An error is only logged, and the group is counted later. Returns
/// whether the count succeeded.
pub fn recount_quietly(state: &State, publisher: &Publisher, group: &CustomerGroup) -> bool {
    recount(state, publisher, group, &Steps::here_and_now(state))
        .inspect_err(|error| log::error!("group {} could not be counted: {error}", group.id))
        .is_ok()
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
    let (database, today) = (&state.database, state.clock.today());
    let publisher = database.job_read(|connection| publishers::find(connection, publisher))?;
    settle_abandoned(state, &publisher)?;
    for group in database.job_read(|connection| group_counts::to_refresh(connection, publisher.id, today))? {
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

/// Marks the groups whose count ended with its program twice as failed, and those that refer to them. They are counted
/// again when a group whose count never ended is changed, or by Refresh.
fn settle_abandoned(state: &State, publisher: &Publisher) -> Result<(), StoreError> {
    let (id, now) = (publisher.id, state.clock.now());
    if state.database.read_now(|connection| group_marks::any_abandoned(connection, id, now))? {
        let settle = |connection: &mut _| group_marks::settle_abandoned(connection, id, now);
        for group in state.database.job_write_groups(id, settle)? {
            log::error!("the count of group {group} never ended: it waits for Refresh or a change");
        }
    }
    Ok(())
}

fn recount_segment(
    state: &State,
    publisher: &Publisher,
    group: &CustomerGroup,
    mark: &Mark,
) -> Result<(), anyhow::Error> {
    let app = group.app_id.context("a segment without an app")?;
    let rule = group.rule().context("a rule that cannot be read")?;
    let view = state.audiences.view_now(publisher, app)?;
    let members = view.members(&rule)?;
    let bitmap = serialised(&members)?;
    let everyone = view.among_everyone().members(&Rule::default())?;
    let next_position = view.app.next_position;
    let found = Refreshed {
        members: i64::try_from(members.len())?,
        at: state.clock.now(),
        on: view.today,
        version: view.app.data_version,
        position: Some(next_position),
    };
    state.database.job_write_groups(publisher.id, |connection| {
        let row = customer_groups::find(connection, publisher.id, group.id)?;
        // Another thread may have counted newer data, or the rule may have been edited meanwhile.
        if row.refreshed_version > Some(found.version) || row.rule().ok().as_ref() != Some(&rule) {
            return group_marks::remove(connection, mark);
        }
        for change in changes_since(connection, &row, &members, Arc::unwrap_or_clone(everyone), found)? {
            membership_changes::create(connection, publisher.id, group.id, found.on, found.at, &change)?;
        }
        group_counts::set_refreshed(connection, publisher.id, group.id, found)?;
        snapshots::keep(connection, publisher.id, group.id, found.on, found.members, &bitmap)
    })?;
    Ok(())
}

fn recount_known_user_group(state: &State, group: &CustomerGroup) -> Result<(), StoreError> {
    let (at, on) = (state.clock.now(), state.clock.today());
    state.database.job_write_groups(group.publisher_id, |connection| {
        let members = group_addresses::count_members(connection, group.publisher_id, group.id)?;
        let version = group_counts::customers_version(connection, group.publisher_id)?;
        let found = Refreshed { members, at, on, version, position: None };
        group_counts::set_refreshed(connection, group.publisher_id, group.id, found)
    })
}

/// Who joined the segment since it was last counted, and who left.
fn changes_since(
    connection: &mut DbConnection,
    row: &CustomerGroup,
    members: &RoaringBitmap,
    everyone: RoaringBitmap,
    found: Refreshed,
) -> QueryResult<Vec<NewChange>> {
    let (Some(app), Some(position), Some(day)) = (row.app_id, row.refreshed_position, row.refreshed_on) else {
        return Ok(Vec::new());
    };
    let Some(before) = snapshots::latest(connection, row.publisher_id, row.id, day)? else {
        return Ok(Vec::new());
    };
    let before = RoaringBitmap::deserialize_from(before.bitmap.as_slice()).map_err(broken_off_by)?;
    if before == *members && row.edit().is_none() {
        return Ok(Vec::new());
    }
    let counted = row.refreshed_version.unwrap_or(0);
    let between = Between {
        edit: row.edit(),
        first_new_position: position.unsigned_abs(),
        everyone,
        touched: profiles::touched_after(connection, AppKey { publisher: row.publisher_id, id: app }, counted)?
            .into_iter()
            .collect(),
        day_passed: day != found.on,
    };
    let changes = changes::split(&before, members, &between);
    changes.iter().map(|change| change.to_keep().map_err(broken_off_by)).collect()
}
