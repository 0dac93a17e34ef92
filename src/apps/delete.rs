//! Deletes an app: it vanishes from all pages and commands at once, and a job deletes what it has, in steps. Customers who
//! are in no other app of the publisher are deleted too; entries of known user groups belong to the publisher, and stay.

use super::attributes;
use crate::access::Actor;
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::deleted::{self, Deletable};
use crate::ids::{AppId, AppKey, PublisherId};
use crate::imports::{files, undo};
use crate::queue::{self, Outcome, Steps, Task, WorkError};
use crate::state::State;
use crate::store::apps::{self, App, Totals};
use crate::store::imports::{self, Import};
use crate::store::publishers::{self, Publisher};
use crate::store::{
    DbConnection, Lock, QueryResult, StoreError, api_tokens, custom_attributes, customer_groups, deleted_apps,
    deletions, deliveries, group_counts, import_drafts, notifications, subscriptions,
};
use crate::webhooks::outbox::{self, Happening, Inactivity};
use diesel::result::Error;
use std::collections::HashSet;

/// Subscriptions that are deleted in one transaction: a fraction of a second.
const SUBSCRIPTIONS: i64 = 5_000;

/// What goes with an app.
pub struct Effect {
    pub app: App,
    pub totals: Totals,
    /// The customers who are in no other app of the publisher.
    pub only_here: i64,
    /// The values of its custom attributes.
    pub values: u64,
    pub attributes: usize,
    /// Archived ones among them.
    pub segments: usize,
    pub imports: i64,
    /// The files that are looked at and not imported yet.
    pub drafts: usize,
    /// The imports into other apps that could be taken back now, and not afterwards, the newest first.
    pub older: Vec<Import>,
}

/// Why an app was not deleted.
#[derive(Debug)]
pub enum Refusal {
    /// The typed name is not that of the app.
    Name,
    Store(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What goes with the publisher's app with this id.
pub fn effect(state: &State, actor: &Actor, publisher: &Publisher, app: AppId) -> Result<Effect, StoreError> {
    let now = state.clock.now();
    let (mut effect, attributes) = state.database.read_now(|connection| {
        let app = apps::find(connection, actor.publisher, app)?;
        let totals = apps::totals(connection, actor.publisher, app.id)?;
        let attributes = custom_attributes::of_app(connection, app.key())?;
        let groups = customer_groups::of_publisher(connection, actor.publisher)?;
        let effect = Effect {
            only_here: totals.customers - elsewhere(connection, &app)?,
            values: 0,
            attributes: attributes.len(),
            segments: groups.iter().filter(|group| group.app_id == Some(app.id)).count(),
            imports: imports::count_of_app(connection, app.key())?,
            drafts: import_drafts::waiting_for(connection, app.key())?,
            older: match deleted_apps::last_customers(connection, app.key())? {
                Some(last) => undo::undoable_before(connection, actor.publisher, (last, now))?,
                None => Vec::new(),
            },
            totals,
            app,
        };
        Ok((effect, attributes))
    })?;
    effect.older.retain(|import| import.app_id != app);
    if !attributes.is_empty() {
        let view = state.audiences.view_now(publisher, app)?.among_everyone();
        for attribute in attributes {
            effect.values += attributes::known(&view, &attribute.key)?;
        }
    }
    Ok(effect)
}

/// The number of the app's customers who are in another app of its publisher too.
fn elsewhere(connection: &mut DbConnection, app: &App) -> QueryResult<i64> {
    let all = apps::of_publisher(connection, app.publisher_id)?;
    let others: i64 = all.iter().filter(|other| other.id != app.id).map(|other| i64::from(other.next_position)).sum();
    match others {
        0 => Ok(0),
        others => deleted_apps::count_elsewhere(connection, app.key(), i64::from(app.next_position) <= others),
    }
}

/// Deletes the app if its name is typed. Deleting it again is as good as deleting it once.
pub fn delete(state: &State, actor: &Actor, app: AppId, typed: &str) -> Result<(), Refusal> {
    let (publisher, now) = (actor.publisher, state.clock.now());
    let make = |connection: &mut _| publishers::make_holder_of_deleted(connection, now);
    let holder = state.database.write_holding_now(Lock::Setup, make)?;
    let is_named = state.database.write_groups_now(publisher, |connection| {
        Lock::Facts(publisher).also(connection)?;
        let app = match apps::find(connection, publisher, app) {
            Err(Error::NotFound) => {
                return deleted::before(connection, actor, Deletable::App, app.into()).map(|()| true);
            }
            app => app?,
        };
        if apps::name_key(typed.trim()) != apps::name_key(&app.name) {
            return Ok(false);
        }
        if let Some(last) = deleted_apps::last_customers(connection, app.key())? {
            publishers::raise_undo_since(connection, publisher, last)?;
        }
        let active = customer_groups::active(connection, publisher)?;
        let active = active.iter().filter(|group| group.app_id == Some(app.id));
        let told: Vec<Happening> = active.map(|group| Happening::inactive(group, Inactivity::Deleted)).collect();
        let lane = Task::lane_of_imports(app.id);
        let segments = deleted_apps::take_away(connection, app.key(), holder, (&lane, now))?;
        let changes = Changes::none()
            .had(Field::Platform, app.platform.word())
            .had(Field::Currency, app.currency.word())
            .had(Field::Segments, segments.len());
        audit::record(connection, actor, now, (Action::Deleted, Subject::app(&app), changes))?;
        for group in segments {
            deletions::remember(connection, publisher, (Deletable::Group, group.into()), now)?;
        }
        api_tokens::revoke_of_app(connection, app.key(), now)?;
        deletions::remember(connection, publisher, (Deletable::App, app.id.into()), now)?;
        queue::add(connection, Some(publisher), &Task::DeleteApp { app: app.id }, now)?;
        outbox::publish(connection, publisher, &told, now)?;
        Ok(true)
    })?;
    if !is_named {
        return Err(Refusal::Name);
    }
    state.audiences.forget(app);
    state.new_job.notify_one();
    state.new_message.notify_one();
    Ok(())
}

/// Deletes what a deleted app of the publisher has, in steps. Broken off, it goes on with what is left.
pub fn run(state: &State, publisher: PublisherId, app: AppId, steps: &mut Steps<'_>) -> Result<Outcome, WorkError> {
    let Some(holder) = state.database.job_read(publishers::holder_of_deleted)? else { return Ok(Outcome::Done) };
    let (before, app) = (AppKey { publisher, id: app }, AppKey { publisher: holder, id: app });
    steps.take(publisher, |connection| deleted_apps::take_files(connection, before, holder))?;
    while steps.take(publisher, |connection| deleted_apps::delete_customers(connection, publisher, app))? {
        if steps.is_over()? {
            return Ok(Outcome::Paused);
        }
    }
    while steps.take(publisher, |connection| subscriptions::delete_slice(connection, app, SUBSCRIPTIONS))? {
        if steps.is_over()? {
            return Ok(Outcome::Paused);
        }
    }
    let sent = state.database.job_read(|connection| notifications::of_app(connection, app))?;
    for id in sent {
        let of = (app.publisher, id);
        while steps.take(publisher, |connection| deliveries::delete_slice(connection, of, SUBSCRIPTIONS))? {
            if steps.is_over()? {
                return Ok(Outcome::Paused);
            }
        }
    }
    if delete_files(state, publisher, app, steps)? == Outcome::Paused {
        return Ok(Outcome::Paused);
    }
    while let Some(group) = state.database.job_read(|connection| deleted_apps::next_group(connection, app))? {
        steps.take(publisher, |connection| customer_groups::delete(connection, holder, group))?;
        if steps.is_over()? {
            return Ok(Outcome::Paused);
        }
    }
    while steps.take(publisher, |connection| deleted_apps::delete_rest(connection, app))? {
        if steps.is_over()? {
            return Ok(Outcome::Paused);
        }
    }
    state.audiences.forget(app.id);
    steps.take(publisher, |connection| group_counts::forget_list_counts(connection, publisher))?;
    log::info!("what app {} had is deleted", app.id);
    Ok(Outcome::Done)
}

/// Deletes the imports of the app, with their files and what is kept of them.
fn delete_files(
    state: &State,
    publisher: PublisherId,
    app: AppKey,
    steps: &mut Steps<'_>,
) -> Result<Outcome, WorkError> {
    let remove = |word: &str| files::remove(state, word).map_err(|error| WorkError::Passing(error.to_string()));
    while let Some((draft, word)) = state.database.job_read(|connection| deleted_apps::next_draft(connection, app))? {
        remove(&word)?;
        steps.take(publisher, |connection| deleted_apps::delete_draft(connection, app, draft))?;
    }
    while let Some((import, word)) = state.database.job_read(|connection| deleted_apps::next_import(connection, app))? {
        while steps.take(publisher, |connection| imports::delete_slice(connection, app.publisher, import))?
            || steps.take(publisher, |connection| imports::delete_changes(connection, publisher, import))?
        {
            if steps.is_over()? {
                return Ok(Outcome::Paused);
            }
        }
        if let Some(word) = word {
            remove(&word)?;
        }
        steps.take(publisher, |connection| deleted_apps::delete_import(connection, app, import))?;
        if steps.is_over()? {
            return Ok(Outcome::Paused);
        }
    }
    Ok(Outcome::Done)
}

/// Forgets the columns of apps that are gone, which another replica may have deleted.
pub fn forget_columns(state: &State) -> Result<(), StoreError> {
    let ids = state.database.job_read(|connection| {
        let mut ids = HashSet::new();
        for publisher in publishers::all(connection)? {
            ids.extend(apps::of_publisher(connection, publisher.id)?.into_iter().map(|app| app.id));
        }
        Ok(ids)
    })?;
    state.audiences.keep_only(&ids);
    Ok(())
}
