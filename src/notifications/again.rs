//! What goes out once more: a notification as a new draft, also to newcomers only, and messages of which nobody knows what became of
//! them.

use super::drafts::MOST;
use super::recipients::Omission;
use crate::access::Actor;
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::consents::ConsentPurpose;
use crate::ids::{NotificationId, PublisherId};
use crate::shares;
use crate::state::State;
use crate::store::notification_times::{self, Timing};
use crate::store::notifications::{self, Notification, NotificationState, Wanted};
use crate::store::{DbConnection, QueryResult, StoreError, apps, caps, deliveries, notification_comparisons};
use crate::store::{notification_follows, notification_totals, sending};
use chrono::TimeDelta;
use roaring::RoaringBitmap;

/// To whom a copy goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyTo {
    /// Everybody in the groups.
    All,
    /// Those of them to whom the first did not go.
    Newcomers,
}

/// Why no copy was made.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    #[error("there are {MOST} drafts already")]
    TooMany,
    #[error("it has not gone out, so nobody came since")]
    NotOut,
    /// Some of those it was for did not get it, and are no newcomers either.
    #[error("it was cancelled, so that it did not go to all")]
    Cancelled,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why the notification cannot be copied.
fn refused(connection: &mut DbConnection, found: &Notification, to: CopyTo) -> QueryResult<Result<(), CopyError>> {
    if notifications::count(connection, found.publisher_id, NotificationState::Draft)? >= MOST {
        return Ok(Err(CopyError::TooMany));
    }
    Ok(match to {
        CopyTo::Newcomers if found.state == NotificationState::Cancelled => Err(CopyError::Cancelled),
        CopyTo::Newcomers if !found.has_gone_out() => Err(CopyError::NotOut),
        CopyTo::All | CopyTo::Newcomers => Ok(()),
    })
}

/// Whether [`duplicate`] would make a copy.
pub fn may_duplicate(state: &State, actor: &Actor, (id, to): (NotificationId, CopyTo)) -> Result<(), CopyError> {
    state.database.read_now(|connection| {
        let found = notifications::find(connection, actor.publisher, id)?;
        refused(connection, &found, to)
    })?
}

/// Makes a new draft that says the same to the same groups, and starts when somebody sends it. Other people are held out, and get
/// each variant.
pub fn duplicate(
    state: &State,
    actor: &Actor,
    (id, to): (NotificationId, CopyTo),
) -> Result<NotificationId, CopyError> {
    let (of, now, salt) = ((actor.publisher, id), state.clock.now(), shares::salt());
    state.database.write_now(|connection| {
        let found = notifications::find(connection, of.0, id)?;
        if let Err(error) = refused(connection, &found, to)? {
            return Ok(Err(error));
        }
        let (app, timing) = (found.app(), notification_times::of(connection, of)?);
        let (_, compared) = notification_comparisons::find(connection, of.0, id)?;
        let made = notifications::create(connection, app, (&Wanted::of(&found), actor.user), now)?;
        notification_comparisons::set(connection, (made, &salt), &compared)?;
        // The copy of one to newcomers is to newcomers too.
        let follows = match to {
            CopyTo::Newcomers => Some(id),
            CopyTo::All => notification_follows::of(connection, of)?,
        };
        if let Some(before) = follows {
            notification_follows::set(connection, made, before)?;
        }
        // To whom it goes though they had enough is said for each anew.
        let timing = Timing { keeps_quiet: timing.keeps_quiet, still_member: timing.still_member, ..Timing::default() };
        notification_times::create(connection, made, &timing)?;
        let changes = Changes::none().has(Field::App, apps::find(connection, app.publisher, app.id)?.name);
        let new = notifications::find(connection, of.0, made)?;
        audit::record(connection, actor, now, (Action::Created, Subject::notification(&new), changes))?;
        Ok(Ok(made))
    })?
}

/// The notification that this one comes after, if it goes only to those to whom that one did not go.
pub fn followed(state: &State, actor: &Actor, id: NotificationId) -> Result<Option<Notification>, StoreError> {
    state.database.read_now(|connection| match notification_follows::of(connection, (actor.publisher, id))? {
        Some(before) => notifications::find(connection, actor.publisher, before).map(Some),
        None => Ok(None),
    })
}

/// Whether [`repeat_unknown`] would send any.
pub fn may_repeat(state: &State, actor: &Actor, id: NotificationId) -> Result<bool, StoreError> {
    let of = (actor.publisher, id);
    state.database.read_now(|connection| {
        let is_sent = notifications::find(connection, of.0, id)?.state == NotificationState::Sent;
        Ok(is_sent && deliveries::has_unknown(connection, of)?)
    })
}

/// Sends messages once more of which nobody knows what became of them: a browser that shows one already shows it once, as the second
/// takes the place of the first. Returns whether there were any.
pub fn repeat_unknown(state: &State, actor: &Actor, id: NotificationId) -> Result<bool, StoreError> {
    let (of, now) = ((actor.publisher, id), state.clock.now());
    let repeated = state.database.write_now(|connection| {
        let found = sending::hold(connection, of)?;
        if found.state != NotificationState::Sent {
            return Ok(false);
        }
        let rows = deliveries::plan_unknown(connection, of, now)?;
        if rows == 0 {
            return Ok(false);
        }
        let expires_at = now + TimeDelta::hours(i64::from(found.expires_hours));
        sending::reopen(connection, of, (found.expires_at.map_or(expires_at, |at| at.max(expires_at)), now))?;
        let changes = Changes::none().has(Field::Rows, rows);
        audit::record(connection, actor, now, (Action::Repeated, Subject::notification(&found), changes))?;
        Ok(true)
    })?;
    state.new_notification.notify_one();
    Ok(repeated)
}

/// The most notifications that come one after the other: who sends to newcomers each month does so for years.
const MOST_BEFORE: usize = 100;

/// Those to whom the notifications went that this one comes after; `None` if it comes after none.
pub(super) fn had(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
) -> QueryResult<Option<Had>> {
    let mut had = None;
    let mut next = notification_follows::of(connection, (publisher, id))?;
    for _ in 0..MOST_BEFORE {
        let Some(before) = next else { return Ok(had) };
        let of = (publisher, before);
        let found = notifications::find(connection, publisher, before)?;
        let known = had.get_or_insert_with(Had::default);
        // Of whom nobody knows any more whether they got it get none.
        known.is_forgotten |= notification_totals::of(connection, of)?.is_some();
        if found.state == NotificationState::Cancelled {
            // It did not go to all of those it was for.
            let sent = (&[before][..], 1, ConsentPurpose::ALL);
            known.positions |= caps::full(connection, found.app(), sent, found.created_at)?;
        } else if let Some(audience) = sending::audience(connection, of)? {
            match RoaringBitmap::deserialize_from(audience.as_slice()) {
                Ok(positions) => known.positions |= positions,
                Err(_) => known.is_forgotten = true,
            }
        }
        // Who was held out of it is compared with the others, and would no longer be if this one reached her.
        for (reason, _, positions) in sending::omissions(connection, of)? {
            if Omission::from_word(&reason) != Some(Omission::Holdout) {
                continue;
            }
            match RoaringBitmap::deserialize_from(positions.as_slice()) {
                Ok(positions) => known.positions |= positions,
                Err(_) => known.is_forgotten = true,
            }
        }
        next = notification_follows::of(connection, of)?;
    }
    if let Some(had) = &mut had {
        had.is_forgotten = true;
    }
    Ok(had)
}

/// Those to whom notifications went.
#[derive(Default)]
pub(super) struct Had {
    pub positions: RoaringBitmap,
    /// Whether it is not known of all of them any more.
    pub is_forgotten: bool,
}
