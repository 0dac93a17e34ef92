//! What goes out once more: a notification as a new draft, and messages of which nobody knows what became of them.

use super::drafts::{DraftError, MOST};
use crate::access::Actor;
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::ids::NotificationId;
use crate::shares;
use crate::state::State;
use crate::store::notification_times::{self, Timing};
use crate::store::notifications::{self, NotificationState, Wanted};
use crate::store::{StoreError, apps, deliveries, notification_comparisons, sending};
use chrono::TimeDelta;

/// Makes a new draft that says the same to the same groups, and starts when somebody sends it. Other people are held out, and get
/// each variant.
pub fn duplicate(state: &State, actor: &Actor, id: NotificationId) -> Result<NotificationId, DraftError> {
    let (of, now, salt) = ((actor.publisher, id), state.clock.now(), shares::salt());
    let made = state.database.write_now(|connection| {
        if notifications::count(connection, actor.publisher, NotificationState::Draft)? >= MOST {
            return Ok(None);
        }
        let found = notifications::find(connection, of.0, id)?;
        let (app, timing) = (found.app(), notification_times::of(connection, of)?);
        let (_, compared) = notification_comparisons::find(connection, of.0, id)?;
        let made = notifications::create(connection, app, (&Wanted::of(&found), actor.user), now)?;
        notification_comparisons::set(connection, (made, &salt), &compared)?;
        // To whom it goes though they had enough is said for each anew.
        let timing = Timing { keeps_quiet: timing.keeps_quiet, still_member: timing.still_member, ..Timing::default() };
        notification_times::create(connection, made, &timing)?;
        let changes = Changes::none().has(Field::App, apps::find(connection, app.publisher, app.id)?.name);
        let new = notifications::find(connection, of.0, made)?;
        audit::record(connection, actor, now, (Action::Created, Subject::notification(&new), changes))?;
        Ok(Some(made))
    })?;
    made.ok_or(DraftError::TooMany)
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
