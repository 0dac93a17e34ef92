//! How a notification begins: now, or by itself when its time comes. One that should have begun long ago, because the program
//! was not running, is held, and somebody says what becomes of it.

use super::approval::{self, Standing};
use super::recipients::{self, Recipients};
use super::report::SendError;
use super::times::{self, FARTHEST, PATIENCE};
use super::{arms, changed};
use crate::access::Actor;
use crate::audit::{self, Action, Author, Changes, Field, Subject};
use crate::groups::members::MembersError;
use crate::ids::{NotificationId, PublisherId};
use crate::state::State;
use crate::store::notification_times::{self, Starts, Timing};
use crate::store::notifications::{self, Notification, NotificationState};
use crate::store::publishers::{self, Publisher};
use crate::store::sending::{self, Frozen};
use crate::store::{DbConnection, QueryResult, StoreError, notification_approvals, push_keys};
use chrono::{NaiveDateTime, TimeDelta};
use roaring::RoaringBitmap;

/// Why a notification is held that is not late: one of its groups cannot be used, nobody receives it, push notifications are not
/// set up, or it goes to more people than one person sends to. The message `notification-{word}` says so.
pub const HELD_FOR: [&str; 4] = [GROUPS, NOBODY, NOT_SET_UP, APPROVAL];
const GROUPS: &str = "held-groups";
const NOBODY: &str = "held-nobody";
const NOT_SET_UP: &str = "held-not-set-up";
const APPROVAL: &str = "held-approval";

/// Whether the time of a notification is still to come somewhere, and not too far.
pub fn is_ahead(timing: &Timing, now: NaiveDateTime) -> bool {
    match times::begins(timing) {
        None => timing.starts == Starts::Now,
        Some((first, last)) => last > now && first <= now + FARTHEST,
    }
}

/// Freezes who receives it, which is in this state: nothing leaves before the total is known. Returns whether it was.
pub(super) fn freeze(
    connection: &mut DbConnection,
    (notification, timing): (&Notification, &Timing),
    found: &Recipients,
    (author, sent_by): (Author, Option<crate::ids::UserId>),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let lasts = TimeDelta::hours(i64::from(notification.expires_hours));
    // Where it is sent by the time of each person, until it has expired for the last one.
    let from = times::begins(timing).filter(|_| timing.starts == Starts::Local).map_or(now, |(_, last)| last.max(now));
    let audience = bytes(&found.reached);
    let frozen = Frozen { sent_by, expires_at: from + lasts, audience: &audience };
    let of = (notification.publisher_id, notification.id, notification.version);
    if !sending::start(connection, of, notification.state, frozen, now)? {
        return Ok(false);
    }
    for (omission, positions) in found.omitted.iter().filter(|(_, positions)| !positions.is_empty()) {
        let people = i64::try_from(positions.len()).unwrap_or(i64::MAX);
        sending::keep_omission(connection, notification.id, (omission.word(), people, &bytes(positions)))?;
    }
    arms::freeze(connection, notification.id, found)?;
    let changes = Changes::none().has(Field::People, found.reached.len());
    audit::record(connection, author, now, (Action::Sent, Subject::notification(notification), changes))?;
    Ok(true)
}

/// Positions as bytes. Writing to memory does not fail.
pub(super) fn bytes(positions: &RoaringBitmap) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(positions.serialized_size());
    positions.serialize_into(&mut bytes).unwrap_or_default();
    bytes
}

/// Schedules a draft that is still at its version.
pub(super) fn schedule(
    state: &State,
    actor: &Actor,
    (notification, timing): (&Notification, &Timing),
) -> Result<(), SendError> {
    let now = state.clock.now();
    if !is_ahead(timing, now) {
        return Err(SendError::TimePassed);
    }
    let of = (actor.publisher, notification.id);
    // Where the time has come already for some, it begins at once for those for whom it is still to come.
    let starts_at = times::begins(timing).map(|(first, _)| first.max(now));
    let scheduled = state.database.write_now(|connection| {
        if push_keys::find(connection, notification.app())?.is_none() {
            return Ok(Err(SendError::NotSetUp));
        }
        if !sending::schedule(connection, (of.0, of.1, notification.version), actor.user, now)? {
            return Ok(Err(SendError::ChangedMeanwhile));
        }
        notification_times::update(connection, of, &Timing { starts_at, ..timing.clone() })?;
        notification_approvals::carry(connection, of, (notification.version, notification.version + 1))?;
        let after = notifications::find(connection, of.0, of.1)?;
        let changes = Changes::none().has(Field::StartsAt, changed::start(timing));
        audit::record(connection, actor, now, (Action::Scheduled, Subject::notification(&after), changes))?;
        Ok(Ok(()))
    })?;
    state.new_notification.notify_one();
    scheduled
}

/// Makes one that is scheduled or held a draft again. Returns whether it was one.
pub fn unschedule(state: &State, actor: &Actor, id: NotificationId) -> Result<bool, StoreError> {
    let (of, now) = ((actor.publisher, id), state.clock.now());
    state.database.write_now(|connection| {
        let timing = notification_times::of(connection, of)?;
        if !sending::unschedule(connection, of, now)? {
            return Ok(false);
        }
        notification_times::update(connection, of, &Timing { starts_at: None, ..timing })?;
        let after = notifications::find(connection, of.0, of.1)?;
        audit::record(connection, actor, now, (Action::Unscheduled, Subject::notification(&after), Changes::none()))?;
        Ok(true)
    })
}

/// Begins a scheduled notification whose time has come, or holds it.
fn begin(state: &State, (publisher, id): (PublisherId, NotificationId)) -> Result<(), MembersError> {
    let now = state.clock.now();
    let (notification, timing, publisher, is_set_up) = state.database.job_read(|connection| {
        let notification = notifications::find(connection, publisher, id)?;
        let timing = notification_times::of(connection, (publisher, id))?;
        let is_set_up = push_keys::find(connection, notification.app())?.is_some();
        Ok((notification, timing, publishers::find(connection, publisher)?, is_set_up))
    })?;
    if notification.state != NotificationState::Scheduled {
        return Ok(());
    }
    if timing.starts_at.is_none_or(|at| at + PATIENCE < now) {
        return Ok(hold(state, &notification, None)?);
    }
    if !is_set_up {
        return Ok(hold(state, &notification, Some(NOT_SET_UP))?);
    }
    let found = recipients::of(state, &publisher, (&notification, &timing))?;
    if !found.may_be_sent() || found.reached.is_empty() {
        let problem = if found.may_be_sent() { NOBODY } else { GROUPS };
        return Ok(hold(state, &notification, Some(problem))?);
    }
    // More people may be in the groups by now.
    if !approval::may_begin(state, (&notification, &found))? {
        return Ok(hold(state, &notification, Some(APPROVAL))?);
    }
    let by = (Author::job(publisher.id), notification.sent_by);
    let write = |connection: &mut _| freeze(connection, (&notification, &timing), &found, by, now);
    Ok(state.database.job_write(write).map(drop)?)
}

/// Holds a scheduled notification until somebody says what becomes of it.
fn hold(state: &State, notification: &Notification, problem: Option<&str>) -> Result<(), StoreError> {
    let (of, now) = ((notification.publisher_id, notification.id), state.clock.now());
    state.database.job_write(|connection| {
        let change = (&[NotificationState::Scheduled][..], NotificationState::Held);
        if sending::set_state(connection, of, change, (problem, now))? {
            let what = (Action::Held, Subject::notification(notification), Changes::none());
            audit::record(connection, Author::job(of.0), now, what)?;
        }
        Ok(())
    })
}

/// Begins the scheduled notifications of all publishers whose time has come. One that cannot begin yet holds up no other.
pub fn begin_due(state: &State) -> Result<(), StoreError> {
    for of in due(state)? {
        if let Err(error) = begin(state, of) {
            log::warn!("notification {} begins later: {error}", of.1);
        }
    }
    Ok(())
}

/// Scheduled notifications of all publishers whose time has come.
fn due(state: &State) -> Result<Vec<(PublisherId, NotificationId)>, StoreError> {
    let now = state.clock.now();
    state.database.job_read(|connection| sending::due_to_start(connection, now))
}

/// The notification at this version, when it goes out and to whom, if it may be sent.
fn ready(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    (id, version): (NotificationId, i64),
) -> Result<(Notification, Timing, Recipients), SendError> {
    let (notification, found) = recipients::show(state, actor, publisher, id)?;
    let timing = super::timing(state, actor, id)?;
    let may_start = matches!(notification.state, NotificationState::Draft | NotificationState::Held);
    if !may_start || notification.version != version {
        return Err(SendError::ChangedMeanwhile);
    }
    super::report::may_send(&found)?;
    let approving = approval::standing(state, actor, (&notification, &found))?;
    if approving.standing != Standing::Free {
        return Err(SendError::NeedsApproval(Box::new(approving)));
    }
    // Whoever sends a held one wants it sent now.
    let is_held = notification.state == NotificationState::Held;
    let now = Timing { starts: Starts::Now, starts_at: None, ..timing.clone() };
    Ok((notification, if is_held { now } else { timing }, found))
}

/// What would come of [`send`]: whether it goes out now.
pub fn check(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    at: (NotificationId, i64),
) -> Result<Sent, SendError> {
    let (notification, timing, _) = ready(state, actor, publisher, at)?;
    if state.database.read_now(|connection| push_keys::find(connection, notification.app()))?.is_none() {
        return Err(SendError::NotSetUp);
    }
    match timing.starts {
        Starts::Now => Ok(Sent::Now),
        _ if is_ahead(&timing, state.clock.now()) => Ok(Sent::Scheduled),
        _ => Err(SendError::TimePassed),
    }
}

/// Sends a draft that is still at this version, or schedules it; or sends a held one now.
pub fn send(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    (id, version): (NotificationId, i64),
) -> Result<Sent, SendError> {
    let (notification, timing, found) = ready(state, actor, publisher, (id, version))?;
    if timing.starts != Starts::Now {
        schedule(state, actor, (&notification, &timing))?;
        return Ok(Sent::Scheduled);
    }
    let now = state.clock.now();
    let started = state.database.write_now(|connection| {
        if push_keys::find(connection, notification.app())?.is_none() {
            return Ok(Err(SendError::NotSetUp));
        }
        if !freeze(connection, (&notification, &timing), &found, (actor.into(), actor.user), now)? {
            return Ok(Err(SendError::ChangedMeanwhile));
        }
        notification_times::update(connection, (actor.publisher, id), &timing).map(Ok)
    })?;
    started?;
    state.new_notification.notify_one();
    Ok(Sent::Now)
}

/// What came of *Send*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    Now,
    Scheduled,
}
