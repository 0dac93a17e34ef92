//! Notifications with what is kept beside them, as programs read and write them: whole, and again and again.

use super::changed::is_more_than_the_name;
use super::checked::checked;
use super::content::Links;
use super::drafts::{self, Draft, DraftError, MOST};
use crate::access::Actor;
use crate::ids::{AppId, NotificationId};
use crate::paging::cut;
use crate::state::State;
use crate::store::notification_comparisons::{self, Comparison};
use crate::store::notification_times::{self, Timing};
use crate::store::notifications::{self, Listed, Notification, NotificationState};
use crate::store::{StoreError, notification_follows};

/// A notification, when it goes out, what it compares, and after which one it comes.
#[derive(Clone, Debug)]
pub struct Described {
    pub notification: Notification,
    pub timing: Timing,
    pub comparison: Comparison,
    /// The one that it comes after, if it goes only to those to whom that did not go.
    pub follows: Option<NotificationId>,
}

/// The publisher's notification with this id.
pub fn one(state: &State, actor: &Actor, id: NotificationId) -> Result<Described, StoreError> {
    state.database.read_now(|connection| {
        Ok(Described {
            notification: notifications::find(connection, actor.publisher, id)?,
            timing: notification_times::of(connection, (actor.publisher, id))?,
            comparison: notification_comparisons::find(connection, actor.publisher, id)?.1,
            follows: notification_follows::of(connection, (actor.publisher, id))?,
        })
    })
}

/// A page of the publisher's notifications, the newest first, and the last of them if there are more.
pub fn page(
    state: &State,
    actor: &Actor,
    listed: &Listed,
) -> Result<(Vec<Described>, Option<NotificationId>), StoreError> {
    state.database.read_now(|connection| {
        let more = Listed { most: listed.most.saturating_add(1), ..listed.clone() };
        let mut found = notifications::page(connection, actor.publisher, &more)?;
        let size = usize::try_from(listed.most).unwrap_or(0);
        let has_more = cut(&mut found, size);
        let ids: Vec<NotificationId> = found.iter().map(|notification| notification.id).collect();
        let mut times = notification_times::of_several(connection, actor.publisher, &ids)?;
        let mut compared = notification_comparisons::of_several(connection, actor.publisher, &ids)?;
        let mut follows = notification_follows::of_several(connection, actor.publisher, &ids)?;
        let described = |notification: Notification| Described {
            follows: follows.remove(&notification.id),
            timing: times.remove(&notification.id).unwrap_or_default(),
            comparison: compared.remove(&notification.id).unwrap_or_default(),
            notification,
        };
        Ok((found.into_iter().map(described).collect(), ids.last().copied().filter(|_| has_more)))
    })
}

/// The newest of the app's notifications with this name.
pub fn named(state: &State, actor: &Actor, app: AppId, name: &str) -> Result<Option<Described>, StoreError> {
    let read = |connection: &mut _| notifications::first_named(connection, (actor.publisher, app), name.trim());
    let found = state.database.read_now(read)?;
    found.map(|id| one(state, actor, id)).transpose()
}

/// Whether saving the draft, or changing the notification there is to it, would change anything; an error if it would be refused.
/// One that is no draft any more stays as it is, and its time may have passed.
pub fn check(
    state: &State,
    actor: &Actor,
    before: Option<&Described>,
    (draft, links): (&Draft, &Links),
) -> Result<bool, DraftError> {
    let Some(before) = before else {
        checked(state, actor, draft, (links, false))?;
        let count = |connection: &mut _| notifications::count(connection, actor.publisher, NotificationState::Draft);
        return if state.database.read_now(count)? < MOST { Ok(true) } else { Err(DraftError::TooMany) };
    };
    let was = &before.timing;
    let is_draft = before.notification.state == NotificationState::Draft;
    let is_same_time =
        (was.starts, was.shown, was.zone) == (draft.timing.starts, draft.timing.shown, draft.timing.zone);
    let usual = Timing::default();
    let timing = match is_draft || !is_same_time {
        true => draft.timing.clone(),
        false => Timing { starts: usual.starts, shown: None, zone: None, ..draft.timing.clone() },
    };
    let wanted = Draft { app: before.notification.app_id, timing, ..draft.clone() };
    let (wanted, compared, _) = checked(state, actor, &wanted, (links, was.is_exempt))?;
    let timing = Timing { starts_at: was.starts_at, ..draft.timing.clone() };
    let is_change = wanted.name != before.notification.name
        || is_more_than_the_name((&before.notification, was, &before.comparison), (&wanted, &timing, &compared));
    if is_change && !is_draft { Err(DraftError::ChangedMeanwhile) } else { Ok(is_change) }
}

/// Changes the draft to what is typed. If it is so already, nothing changes, neither its version nor an approval of it.
pub fn change_to(
    state: &State,
    actor: &Actor,
    before: &Described,
    (draft, links): (&Draft, &Links),
) -> Result<(), DraftError> {
    if check(state, actor, Some(before), (draft, links))? {
        let at = (before.notification.id, before.notification.version);
        drafts::edit(state, actor, at, (draft, links))?;
    }
    Ok(())
}
