//! What became of a notification, and what is done about it: it is sent, paused, resumed and cancelled.

use super::approval::Approving;
use super::recipients::Recipients;
use crate::access::Actor;
use crate::audit::{self, Action, Changes, Subject};
use crate::groups::members::MembersError;
use crate::ids::NotificationId;
use crate::state::State;
use crate::store::deliveries::{DeliveryReason, DeliveryState};
use crate::store::delivery_counts::Counts;
use crate::store::notifications::{self, Notification, NotificationState};
use crate::store::{StoreError, delivery_counts, sending};
use crate::webhooks::outbox::{Happening, publish};

pub use super::send::TOO_MANY_FAILED;

/// What became of the messages of a notification.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many browsers it goes to.
    pub planned: i64,
    pub open: i64,
    pub accepted: i64,
    pub gone: i64,
    pub failed: i64,
    pub unknown: i64,
    pub skipped: i64,
    /// How many messages failed or were skipped, by the reason.
    pub reasons: Vec<(DeliveryReason, i64)>,
    /// How many of those that are still to be sent wait for their time, by the reason.
    pub waiting: Vec<(DeliveryReason, i64)>,
    pub shown: i64,
    pub launched: i64,
    /// How many of these are of people who have not allowed that it is kept what they see and click. One may be counted more than
    /// once, as nobody knows that it is the same.
    pub shown_anonymous: i64,
    pub launched_anonymous: i64,
}

impl Report {
    /// Of a notification to so many browsers.
    pub fn of(planned: i64, counts: &Counts) -> Self {
        let mut report = Self { planned, ..Self::default() };
        for (state, reason, count) in &counts.by_state {
            let sum = match state {
                DeliveryState::Planned | DeliveryState::Leased => &mut report.open,
                DeliveryState::Accepted => &mut report.accepted,
                DeliveryState::Gone => &mut report.gone,
                DeliveryState::Failed => &mut report.failed,
                DeliveryState::Unknown => &mut report.unknown,
                DeliveryState::Skipped => &mut report.skipped,
            };
            *sum += count;
            match (state, reason) {
                (DeliveryState::Failed | DeliveryState::Skipped, Some(reason)) => {
                    report.reasons.push((*reason, *count));
                }
                (DeliveryState::Planned, Some(reason)) => report.waiting.push((*reason, *count)),
                _ => {}
            }
        }
        let Counts { shown_anonymous, launched_anonymous, .. } = *counts;
        (report.shown, report.launched) = (counts.shown + shown_anonymous, counts.launched + launched_anonymous);
        (report.shown_anonymous, report.launched_anonymous) = (shown_anonymous, launched_anonymous);
        report
    }

    /// The sums of a notification that is sent, by their names.
    pub const fn sums(&self) -> [(&'static str, i64); 6] {
        [
            ("planned", self.planned),
            ("accepted", self.accepted),
            ("gone", self.gone),
            ("failed", self.failed),
            ("unknown", self.unknown),
            ("skipped", self.skipped),
        ]
    }

    /// Whether nobody is forgotten: each browser that it goes to has one row, and each row one state.
    pub const fn adds_up(&self) -> bool {
        self.planned == self.open + self.accepted + self.gone + self.failed + self.unknown + self.skipped
    }
}

/// What became of the notification so far.
pub fn report(state: &State, notification: &Notification) -> Result<Report, StoreError> {
    let of = (notification.publisher_id, notification.id);
    state.database.read_now(|connection| {
        let planned = notifications::find(connection, of.0, of.1)?.planned;
        Ok(Report::of(planned, &delivery_counts::of(connection, of)?))
    })
}

/// Why a notification was not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    #[error("it is sent already, or somebody has changed it")]
    ChangedMeanwhile,
    #[error("push notifications of the app are not set up")]
    NotSetUp,
    #[error("nobody receives it")]
    Nobody,
    #[error("one of its groups cannot be used")]
    Groups,
    #[error("its time has passed")]
    TimePassed,
    #[error("it goes to so many people that somebody else approves it first")]
    NeedsApproval(Box<Approving>),
    #[error(transparent)]
    Members(#[from] MembersError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whether it can be sent to those who receive it.
pub(super) fn may_send(found: &Recipients) -> Result<(), SendError> {
    if !found.may_be_sent() {
        return Err(SendError::Groups);
    }
    if found.reached.is_empty() {
        return Err(SendError::Nobody);
    }
    Ok(())
}

/// What is done with a notification that is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// No more is claimed from then on.
    Pause,
    Resume,
    /// What is planned is not sent, which is written down in the background, or nothing at all of one that is held.
    Cancel,
}

impl Step {
    /// The states from which it is done, that to which it leads, and what the log calls it.
    const fn of(self) -> (&'static [NotificationState], NotificationState, Action) {
        use NotificationState::{Cancelled, Held, Paused, Preparing, Sending};
        match self {
            Self::Pause => (&[Sending], Paused, Action::Paused),
            Self::Resume => (&[Paused], Sending, Action::Resumed),
            Self::Cancel => (&[Held, Preparing, Sending, Paused], Cancelled, Action::Cancelled),
        }
    }

    /// The state to which it leads.
    pub const fn leads_to(self) -> NotificationState {
        self.of().1
    }

    /// Whether it can be done in this state.
    pub fn is_for(self, state: NotificationState) -> bool {
        self.of().0.contains(&state)
    }
}

/// Does a step, if it can be done. Returns whether it was.
pub fn step(state: &State, actor: &Actor, id: NotificationId, step: Step) -> Result<bool, StoreError> {
    let ((from, to, action), of, now) = (step.of(), (actor.publisher, id), state.clock.now());
    let changed = state.database.write_now(|connection| {
        // Before any of its rows, as those who send take them.
        let found = sending::hold(connection, of)?;
        if !sending::set_state(connection, of, (from, to), (None, now))? {
            return Ok(false);
        }
        audit::record(connection, actor, now, (action, Subject::notification(&found), Changes::none()))?;
        if step == Step::Pause {
            publish(connection, of.0, &[Happening::paused(&found, None)], now)?;
        }
        Ok(true)
    })?;
    state.new_notification.notify_one();
    state.new_message.notify_one();
    Ok(changed)
}
