//! What goes out once more: a notification as a new draft, also to newcomers only, and messages of which nobody knows what became of
//! them.

use super::drafts::{DraftError, MOST};
use super::recipients::Omission;
use crate::access::Actor;
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::ids::{NotificationId, PublisherId};
use crate::shares;
use crate::state::State;
use crate::store::notification_times::{self, Timing};
use crate::store::notifications::{self, NotificationState, Wanted};
use crate::store::{DbConnection, QueryResult, StoreError, apps, deliveries, notification_comparisons};
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

/// Makes a new draft that says the same to the same groups, and starts when somebody sends it. Other people are held out, and get
/// each variant.
pub fn duplicate(
    state: &State,
    actor: &Actor,
    (id, to): (NotificationId, CopyTo),
) -> Result<NotificationId, DraftError> {
    let (of, now, salt) = ((actor.publisher, id), state.clock.now(), shares::salt());
    state.database.write_now(|connection| {
        if notifications::count(connection, actor.publisher, NotificationState::Draft)? >= MOST {
            return Ok(Err(DraftError::TooMany));
        }
        let found = notifications::find(connection, of.0, id)?;
        // Of one that was cancelled it is not known who got it.
        if to == CopyTo::Newcomers && found.state == NotificationState::Cancelled {
            return Ok(Err(DraftError::ChangedMeanwhile));
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
        let known = had.get_or_insert_with(Had::default);
        // Of whom nobody knows any more whether they got it get none.
        known.is_forgotten |= notification_totals::of(connection, of)?.is_some();
        if let Some(audience) = sending::audience(connection, of)? {
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
