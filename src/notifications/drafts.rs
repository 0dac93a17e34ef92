//! Drafts of notifications: what they say, and how they are created, changed and deleted.

use super::changed;
use super::checked::checked;
use super::comparison::{ComparisonError, NewComparison};
use super::content::{self, Links, Wording, WordingError, WordingField};
use crate::access::{Actor, Role};
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::consents::ConsentPurpose;
use crate::ids::{AppId, AppKey, GroupId, NotificationId};
use crate::shares;
use crate::state::State;
use crate::store::audit_entries::AuditEntry;
use crate::store::notification_comparisons::Comparison;
use crate::store::notification_times::{self, Timing};
use crate::store::notifications::{self, Devices, Notification, NotificationState, Urgency, Wanted};
use crate::store::{DbConnection, QueryResult, StoreError, apps, notification_comparisons};
use crate::text::NameError;
use chrono::NaiveDateTime;
use serde_json::Value;
use std::ops::RangeInclusive;

/// The most drafts of a publisher at the same time.
pub const MOST: i64 = 500;

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 100;

/// The most groups that a notification is for, and that it is not for.
pub const MOST_GROUPS: usize = 10;

/// After how many hours a message that did not arrive is dropped: 28 days at most, as push services keep none for longer.
pub const EXPIRES_HOURS: RangeInclusive<i32> = 1..=28 * 24;

/// After a day, unless somebody says otherwise.
pub const EXPIRES_BY_DEFAULT: i32 = 24;

/// How many messages may be sent in a second where somebody sets a limit; more than this is no limit.
pub const PER_SECOND: RangeInclusive<i32> = 1..=100_000;

/// A draft as typed.
#[derive(Clone, Debug)]
pub struct Draft {
    pub app: AppId,
    pub name: String,
    pub purpose: ConsentPurpose,
    pub groups: Vec<GroupId>,
    pub except: Vec<GroupId>,
    pub devices: Devices,
    pub wordings: Vec<Wording>,
    pub urgency: Urgency,
    pub expires_hours: i32,
    pub per_second: Option<i32>,
    pub repeats: bool,
    pub comparison: NewComparison,
    pub timing: Timing,
}

/// What is wrong with a field of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldError {
    Name(NameError),
    NameTooLong,
    App,
    NoGroup,
    TooManyGroups,
    TooManyExcept,
    /// A group is not there, archived, or of another app.
    Groups,
    Except,
    NoWording,
    TooManyTexts,
    /// In the wording at this place.
    Wording(usize, WordingField, WordingError),
    Expires,
    PerSecond,
    Comparison(ComparisonError),
    Start(StartError),
}

/// What is wrong with when a draft goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartError {
    Missing,
    /// It has passed everywhere, or is too far ahead.
    NotAhead,
    Zone,
    /// That it goes also to people who had enough messages, which only owners choose.
    Exempt,
}

/// Why a draft was not saved.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    #[error("fields are wrong: {0:?}")]
    Fields(Vec<FieldError>),
    #[error("it is sent, or deleted")]
    ChangedMeanwhile,
    /// What others have done, and what would be saved, as the audit log has it.
    #[error("somebody else has changed it meanwhile, or it is sent")]
    Conflict { changes: Vec<AuditEntry>, typed: Vec<(Field, Option<Value>)> },
    #[error("there are {MOST} drafts already")]
    TooMany,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Creates a draft.
pub fn create(state: &State, actor: &Actor, draft: &Draft, links: &Links) -> Result<NotificationId, DraftError> {
    let (wanted, compared, app) = checked(state, actor, draft, (links, false))?;
    let now = state.clock.now();
    state.database.write_now(|connection| insert(connection, actor, (app, &wanted, &compared, &draft.timing), now))?
}

/// Creates a draft, unless the app has a notification with its name: of two that are created at the same moment, one is. Returns
/// whether it was.
pub fn create_named(state: &State, actor: &Actor, draft: &Draft, links: &Links) -> Result<bool, DraftError> {
    let (wanted, compared, app) = checked(state, actor, draft, (links, false))?;
    let now = state.clock.now();
    // Copies have the name of the first, so that no constraint keeps two with the same name apart.
    state.database.write_groups_now(actor.publisher, |connection| {
        if notifications::first_named(connection, (app.publisher, app.id), &wanted.name)?.is_some() {
            return Ok(Ok(false));
        }
        let created = insert(connection, actor, (app, &wanted, &compared, &draft.timing), now)?;
        Ok(created.map(|_| true))
    })?
}

/// Adds a draft that was checked.
fn insert(
    connection: &mut DbConnection,
    actor: &Actor,
    (app, wanted, compared, timing): (AppKey, &Wanted, &Comparison, &Timing),
    now: NaiveDateTime,
) -> QueryResult<Result<NotificationId, DraftError>> {
    if notifications::count(connection, actor.publisher, NotificationState::Draft)? >= MOST {
        return Ok(Err(DraftError::TooMany));
    }
    let id = notifications::create(connection, app, (wanted, actor.user), now)?;
    notification_comparisons::set(connection, (id, &shares::salt()), compared)?;
    notification_times::create(connection, id, timing)?;
    let changes = Changes::none().has(Field::App, apps::find(connection, app.publisher, app.id)?.name);
    let changes = changes.has(Field::Groups, changed::names(connection, actor.publisher, &wanted.groups)?);
    let made = notifications::find(connection, actor.publisher, id)?;
    audit::record(connection, actor, now, (Action::Created, Subject::notification(&made), changes))?;
    Ok(Ok(id))
}

/// Changes a draft that is still at this version. One that goes also to people who had enough messages does so no longer once somebody
/// other than an owner changes more than its name. Returns whether that is so.
pub fn edit(
    state: &State,
    actor: &Actor,
    (id, version): (NotificationId, i64),
    (draft, links): (&Draft, &Links),
) -> Result<bool, DraftError> {
    let (before, was) = state.database.read_now(|connection| {
        let timing = notification_times::of(connection, (actor.publisher, id))?;
        Ok((notifications::find(connection, actor.publisher, id)?, timing))
    })?;
    let (wanted, compared, _) =
        checked(state, actor, &Draft { app: before.app_id, ..draft.clone() }, (links, was.is_exempt))?;
    let (now, salt) = (state.clock.now(), shares::salt());
    state.database.write_now(|connection| {
        let of = (actor.publisher, id);
        let (before, timing) = (notifications::find(connection, of.0, id)?, notification_times::of(connection, of)?);
        let (_, was) = notification_comparisons::find(connection, actor.publisher, id)?;
        let is_another = changed::is_more_than_the_name((&before, &timing, &was), (&wanted, &draft.timing, &compared));
        let loses = draft.timing.is_exempt && actor.role != Role::Owner && is_another;
        let timing_now = Timing { is_exempt: draft.timing.is_exempt && !loses, ..draft.timing.clone() };
        let had = changed::recorded(connection, of.0, (&Wanted::of(&before), &timing, &was))?;
        let has = changed::recorded(connection, of.0, (&wanted, &timing_now, &compared))?;
        if !notifications::update(connection, of, (&wanted, version), now)? {
            let changes = audit::since(connection, of.0, Subject::notification(&before), version)?;
            return Ok(Err(DraftError::Conflict { changes, typed: has }));
        }
        notification_times::update(connection, of, &timing_now)?;
        notification_comparisons::set(connection, (id, &salt), &compared)?;
        let after = notifications::find(connection, of.0, id)?;
        let changes = Changes::none().described(Some(had), has);
        audit::record(connection, actor, now, (Action::Changed, Subject::notification(&after), changes))?;
        Ok(Ok(loses))
    })?
}

/// The fields of the publisher's draft, as the audit log has them.
pub fn recorded(state: &State, actor: &Actor, id: NotificationId) -> Result<Vec<(Field, Option<Value>)>, StoreError> {
    state.database.read_now(|connection| {
        let of = (actor.publisher, id);
        let (found, timing) = (notifications::find(connection, of.0, id)?, notification_times::of(connection, of)?);
        let (_, compared) = notification_comparisons::find(connection, of.0, id)?;
        changed::recorded(connection, of.0, (&Wanted::of(&found), &timing, &compared))
    })
}

/// Deletes a draft. What is sent, or was, stays. Returns its name.
pub fn delete(state: &State, actor: &Actor, id: NotificationId) -> Result<String, DraftError> {
    let now = state.clock.now();
    let deleted = state.database.write_now(|connection| {
        let found = notifications::find(connection, actor.publisher, id)?;
        if !notifications::delete_draft(connection, actor.publisher, id)? {
            return Ok(None);
        }
        audit::record(connection, actor, now, (Action::Deleted, Subject::notification(&found), Changes::none()))?;
        Ok(Some(found.name))
    })?;
    deleted.ok_or(DraftError::ChangedMeanwhile)
}

/// The wordings of a notification, with the bytes of the longest message of each.
pub fn sizes(notification: &Notification, links: &Links) -> Vec<(Wording, usize)> {
    let wordings = content::read(&notification.contents).into_iter();
    wordings.map(|wording| (wording.bytes(links), wording)).map(|(bytes, wording)| (wording, bytes)).collect()
}
