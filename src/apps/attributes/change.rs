//! Renames attributes, changes their kinds and deletes them.

use super::{One, effect, find, one};
use crate::access::Actor;
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::ids::{AppId, AppKey, AttributeId};
use crate::queue::{self, Task};
use crate::reading::conversion::successors;
use crate::segments::Kind;
use crate::state::State;
use crate::store::audit_entries::AuditEntry;
use crate::store::custom_attributes::CustomAttribute;
use crate::store::publishers::Publisher;
use crate::store::{DbConnection, Lock, QueryResult, StoreError, attribute_changes, custom_attributes};
use crate::text::{NameError, clean_name};

/// Why an attribute was not changed.
#[derive(Debug)]
pub enum Refusal {
    Name(NameError),
    /// Another attribute of the app has the name.
    NameTaken,
    /// Its name was changed first.
    ChangedMeanwhile {
        name: String,
        changes: Vec<AuditEntry>,
    },
    /// There is no change to this kind.
    NoKind,
    /// Rules use it; see [`One::used_by`].
    Used,
    /// See [`One::is_busy`].
    Busy,
    Store(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Gives the attribute the typed name if its name is still the one that was seen.
pub fn rename(
    state: &State,
    actor: &Actor,
    app: AppId,
    attribute: AttributeId,
    seen: &str,
    typed: &str,
) -> Result<(), Refusal> {
    let (name, now) = (clean_name(typed).map_err(Refusal::Name)?, state.clock.now());
    write(state, AppKey { publisher: actor.publisher, id: app }, attribute, |connection, key, one| {
        let others = custom_attributes::of_app(connection, key)?;
        let is_same = |other: &str| other.to_lowercase() == name.to_lowercase();
        if one.attribute.name == name {
            return Ok(Ok(()));
        }
        let is_taken = others.iter().any(|other| other.id != one.attribute.id && is_same(&other.name));
        if is_taken && one.attribute.name == seen {
            return Ok(Err(Refusal::NameTaken));
        }
        if !attribute_changes::rename(connection, key, one.attribute.id, (seen, &name))? {
            let subject = Subject::attribute(&one.attribute);
            let changes = audit::last_change(connection, key.publisher, subject, Field::Name)?;
            return Ok(Err(Refusal::ChangedMeanwhile { name: one.attribute.name, changes }));
        }
        let changes = of_app(&one).change(Field::Name, &one.attribute.name, &name);
        let renamed = CustomAttribute { name, ..one.attribute };
        audit::record(connection, actor, now, (Action::Renamed, Subject::attribute(&renamed), changes)).map(Ok)
    })
}

/// Changes the attribute to this kind: at once, without values, which a job brings. Those that do not fit are deleted.
pub fn change_kind(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    app: AppId,
    attribute: AttributeId,
    to: Kind,
) -> Result<(), Refusal> {
    let seen = find(state, actor, app, attribute)?;
    let notation = effect(state, publisher, &seen, to)?.notation;
    let notation = serde_json::to_string(&notation).unwrap_or_default();
    let now = state.clock.now();
    write(state, AppKey { publisher: actor.publisher, id: app }, attribute, |connection, key, one| {
        if one.attribute.kind == to {
            return Ok(Ok(()));
        }
        if let Some(refusal) = obstacle(&one) {
            return Ok(Err(refusal));
        }
        // Someone else may have changed the kind since.
        if one.attribute.id != seen.attribute.id || !successors(one.attribute.kind).contains(&to) {
            return Ok(Err(Refusal::NoKind));
        }
        attribute_changes::replace(connection, key, &one.attribute, to, &notation)?;
        let changes = of_app(&one).change(Field::Kind, one.attribute.kind.word(), to.word());
        audit::record(connection, actor, now, (Action::KindChanged, Subject::attribute(&one.attribute), changes))?;
        queue::add(connection, Some(key.publisher), &Task::Attributes, now).map(|_| Ok(()))
    })
}

/// Deletes the attribute: at once; a job deletes its values. Deleting it again changes nothing.
pub fn delete(state: &State, actor: &Actor, app: AppId, attribute: AttributeId) -> Result<(), Refusal> {
    let now = state.clock.now();
    write(state, AppKey { publisher: actor.publisher, id: app }, attribute, |connection, key, one| {
        if let Some(refusal) = obstacle(&one) {
            return Ok(Err(refusal));
        }
        attribute_changes::delete(connection, key, &one.attribute)?;
        let changes = of_app(&one).had(Field::Kind, one.attribute.kind.word());
        audit::record(connection, actor, now, (Action::Deleted, Subject::attribute(&one.attribute), changes))?;
        queue::add(connection, Some(key.publisher), &Task::Attributes, now).map(|_| Ok(()))
    })
}

/// The app of an attribute, for the audit log.
fn of_app(one: &One) -> Changes {
    Changes::none().has(Field::App, &one.app.name)
}

/// What keeps the attribute from changing its kind and from being deleted.
const fn obstacle(one: &One) -> Option<Refusal> {
    match one {
        One { used_by, .. } if !used_by.is_empty() => Some(Refusal::Used),
        One { is_busy: true, .. } => Some(Refusal::Busy),
        _ => None,
    }
}

/// Changes the attribute while no rule is saved and no facts are written, and wakes a worker.
fn write(
    state: &State,
    app: AppKey,
    attribute: AttributeId,
    work: impl FnOnce(&mut DbConnection, AppKey, One) -> QueryResult<Result<(), Refusal>>,
) -> Result<(), Refusal> {
    let done = state.database.write_groups_now(app.publisher, |connection| {
        Lock::Facts(app.publisher).also(connection)?;
        let one = one(connection, app, attribute)?;
        work(connection, app, one)
    })?;
    state.new_job.notify_one();
    done
}
