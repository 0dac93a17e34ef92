//! Counting groups again and writing down what was found, with a snapshot of a segment's members for the day.

use super::changes::{self, Between, serialised};
use crate::day::Day;
use crate::heartbeat;
use crate::ids::{AppKey, PublisherId};
use crate::queue::{self, Task};
use crate::segments::Rule;
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::group_counts::{self, Refreshed};
use crate::store::group_marks::{self, Mark};
use crate::store::membership_changes::{self, NewChange};
use crate::store::publishers::{self, Publisher};
use crate::store::{DbConnection, QueryResult, StoreError, broken_off_by, group_addresses, profiles, snapshots};
use anyhow::Context;
use roaring::RoaringBitmap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

/// How often the mark of a count is renewed: three times in the time that it holds.
const HEARTBEAT: Duration = Duration::from_secs(3);

/// Counts the group again. Its number stays as it was, and the group says so, when that fails. Before it, and apart from
/// it, the group is marked: should the program die of the count, no start comes to die of it again.
pub fn recount_now(state: &State, publisher: &Publisher, group: &CustomerGroup) -> Result<(), anyhow::Error> {
    let outcome = match start(state, publisher, group) {
        Ok(mark) => heartbeat::during(HEARTBEAT, || renew(state, &mark), || caught(state, publisher, group, &mark)),
        Err(error) => Err(error),
    };
    if outcome.is_err() {
        state.database.write_now(|connection| group_counts::set_refresh_failed(connection, publisher.id, group.id))?;
    }
    outcome
}

/// Marks the group, unless it names one of whose count a program died.
fn start(state: &State, publisher: &Publisher, group: &CustomerGroup) -> Result<Mark, anyhow::Error> {
    let (mark, now) = (Mark::new(publisher.id, group.id), state.clock.now());
    let is_marked = state.database.job_write_groups(publisher.id, |connection| {
        if group_marks::is_blocked(connection, publisher.id, group.id, now)? {
            return Ok(false);
        }
        group_marks::set(connection, &mark, now)?;
        Ok(true)
    })?;
    anyhow::ensure!(is_marked, "it names a group whose count did not end");
    Ok(mark)
}

/// Where the database is away the mark runs out, and holds again with the end of the count.
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
    // What panicked is in the log.
    catch_unwind(AssertUnwindSafe(count)).unwrap_or_else(|_| Err(anyhow::anyhow!("the count broke off")))
}

/// Counts the group of a change that is already kept: a count that fails is logged, and the group is counted later.
/// Returns whether it was counted.
pub fn recount_quietly(state: &State, publisher: &Publisher, group: &CustomerGroup) -> bool {
    recount_now(state, publisher, group)
        .inspect_err(|error| log::error!("group {} could not be counted: {error:#}", group.id))
        .is_ok()
}

/// Has a job count the groups of the publisher that a change leaves without their number. It is asked for when the change is
/// committed: in its transaction, whoever changes an app would wait for a job that holds its own row and waits for the app.
/// Where that fails, what is due is asked for with time.
pub fn recount_soon(state: &State, publisher: PublisherId) {
    if let Err(error) = queue::ask_for(state, Some(publisher), &Task::Recount) {
        log::warn!("counting the groups of publisher {publisher} is asked for later: {error}");
    }
}

/// Counts every group whose number does not hold for today and the data as they are. One that fails is logged, and the
/// others go on.
pub fn recount_due(state: &State) -> Result<(), StoreError> {
    let today = state.clock.today();
    let publishers = state.database.read_now(publishers::all)?;
    publishers.iter().try_for_each(|publisher| recount_of_publisher(state, publisher, today))
}

/// Counts every group of the publisher whose number does not hold for today and the data as they are.
pub fn recount_of(state: &State, publisher: PublisherId) -> Result<(), StoreError> {
    let publisher = state.database.job_read(|connection| publishers::find(connection, publisher))?;
    recount_of_publisher(state, &publisher, state.clock.today())
}

fn recount_of_publisher(state: &State, publisher: &Publisher, today: Day) -> Result<(), StoreError> {
    fail_abandoned(state, publisher)?;
    let due = state.database.read_now(|connection| group_counts::to_refresh(connection, publisher.id, today))?;
    for group in due {
        if let Err(error) = recount_now(state, publisher, &group) {
            log::error!("group {} could not be counted: {error:#}", group.id);
        }
    }
    Ok(())
}

/// Shows the groups as failed whose count never ended, with those that name them. They are counted again when the first are
/// changed, or by Refresh.
fn fail_abandoned(state: &State, publisher: &Publisher) -> Result<(), StoreError> {
    let (id, now) = (publisher.id, state.clock.now());
    if state.database.read_now(|connection| group_marks::any_abandoned(connection, id, now))? {
        let fail = |connection: &mut _| group_marks::fail_abandoned(connection, id, now);
        for group in state.database.job_write_groups(id, fail)? {
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

/// Who came into the segment since it was last counted, and who left.
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
