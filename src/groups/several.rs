//! The same change to several groups at once, one after the other: where one cannot be changed, the others are.

use super::about::{self, tag_problem, tags_of};
use super::archive::{self, ArchiveError};
use super::check::Reason;
use super::uses;
use crate::access::Actor;
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::ids::GroupId;
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::group_lists::PAGE_SIZE;
use crate::store::publishers::Publisher;
use crate::store::uses::Use;
use crate::store::{DbConnection, QueryResult, StoreError, group_tags};

/// The most groups of one change: those of a page of the list.
pub const MOST: usize = PAGE_SIZE as usize;

/// What to do with each of the groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Archive,
    Restore,
    AddTag(String),
    RemoveTag(String),
}

/// Why a group stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// These need it while they run.
    InUse(Vec<Use>),
    /// It would have too many tags.
    TooManyTags,
}

/// One of the groups, before anything is done with it.
pub struct Item {
    pub group: CustomerGroup,
    /// What keeps it from being archived.
    pub running: Vec<Use>,
    /// The active segments whose rules name it.
    pub used_by: Vec<CustomerGroup>,
}

/// What became of the groups.
#[derive(Debug, Default)]
pub struct Outcome {
    pub changed: usize,
    /// How many were so already.
    pub unchanged: usize,
    pub left_out: Vec<(CustomerGroup, Obstacle)>,
}

/// The tag that was typed, if it is one.
pub fn tag_of(typed: &str) -> Result<String, Reason> {
    let tags = tags_of([typed]);
    match tags.as_slice() {
        [tag] => tag_problem(&tags).map_or_else(|| Ok(tag.clone()), Err),
        several => Err(Reason::TooManyTags { count: several.len() }),
    }
}

/// The publisher's groups among these, at most [`MOST`], in the order of their names, with what archiving each meets.
pub fn items(state: &State, actor: &Actor, groups: &[GroupId]) -> Result<Vec<Item>, StoreError> {
    state.database.read_now(|connection| {
        let all = customer_groups::of_publisher(connection, actor.publisher)?;
        let active: Vec<CustomerGroup> = all.iter().filter(|group| !group.is_archived()).cloned().collect();
        let wanted = all.into_iter().filter(|group| groups.contains(&group.id)).take(MOST);
        let item = |group: CustomerGroup| -> QueryResult<Item> {
            let running = crate::store::uses::of_group(connection, actor.publisher, group.id)?;
            Ok(Item { running, used_by: uses::among(active.clone(), &group), group })
        };
        wanted.map(item).collect()
    })
}

/// Changes the groups that can be changed.
pub fn change(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    (groups, change): (&[GroupId], &Change),
) -> Result<Outcome, StoreError> {
    let mut outcome = Outcome::default();
    for Item { group, .. } in items(state, actor, groups)? {
        let done = match change {
            Change::Archive if !group.is_archived() => match archive::archive(state, actor, group.id) {
                Ok(_) => Done::Changed,
                Err(ArchiveError::InUse { running, .. }) => Done::LeftOut(Obstacle::InUse(running)),
                Err(ArchiveError::Store(error)) => return Err(error),
            },
            Change::Restore if group.is_archived() => {
                archive::restore(state, actor, publisher, group.id)?;
                Done::Changed
            }
            Change::Archive | Change::Restore => Done::Unchanged,
            Change::AddTag(tag) => retag(state, actor, group.id, |tags| tags.push(tag.clone()))?,
            Change::RemoveTag(tag) => {
                let key = group_tags::key(tag);
                retag(state, actor, group.id, |tags| tags.retain(|tag| group_tags::key(tag) != key))?
            }
        };
        match done {
            Done::Changed => outcome.changed += 1,
            Done::Unchanged => outcome.unchanged += 1,
            Done::LeftOut(obstacle) => outcome.left_out.push((group, obstacle)),
        }
    }
    Ok(outcome)
}

/// What became of one group.
enum Done {
    Changed,
    Unchanged,
    LeftOut(Obstacle),
}

/// Changes the tags of a group, unless that changes nothing or they would be too many.
fn retag(
    state: &State,
    actor: &Actor,
    group: GroupId,
    change: impl FnOnce(&mut Vec<String>),
) -> Result<Done, StoreError> {
    let now = state.clock.now();
    state.database.write_groups_now(actor.publisher, |connection: &mut DbConnection| {
        let group = customer_groups::find(connection, actor.publisher, group)?;
        let before = about::shown(connection, &group)?.tags;
        let mut tags = before.clone();
        change(&mut tags);
        let tags = tags_of(tags.iter().map(String::as_str));
        if tags.iter().map(|tag| group_tags::key(tag)).eq(before.iter().map(|tag| group_tags::key(tag))) {
            return Ok(Done::Unchanged);
        }
        if tag_problem(&tags).is_some() {
            return Ok(Done::LeftOut(Obstacle::TooManyTags));
        }
        group_tags::set(connection, actor.publisher, group.id, &tags)?;
        customer_groups::touch(connection, actor.publisher, group.id, now)?;
        let changed = customer_groups::find(connection, actor.publisher, group.id)?;
        let after = about::shown(connection, &changed)?.tags;
        let changes = Changes::none().change(Field::Tags, about::tags_text(&before), about::tags_text(&after));
        audit::record(connection, actor, now, (Action::Changed, Subject::group(&changed), changes))?;
        Ok(Done::Changed)
    })
}
