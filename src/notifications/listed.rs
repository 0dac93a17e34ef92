//! Notifications as they are listed, with what became of those that were sent.

use super::effect::{self, Compared};
use super::report::Report;
use super::{MOST_LISTED, sums};
use crate::access::{Actor, Sizes};
use crate::ids::NotificationId;
use crate::state::State;
use crate::store::apps::{self, App};
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::notifications::{self, Notification, NotificationState};
use crate::store::publishers::Publisher;
use crate::store::{StoreError, approval_requests, delivery_counts, notification_sums, notification_times};
use chrono::NaiveDateTime;

/// A notification of a list.
pub struct Listed {
    pub notification: Notification,
    /// The name of its app.
    pub app: String,
    /// The names of its groups.
    pub groups: Vec<String>,
    /// When it begins or began.
    pub starts: Option<NaiveDateTime>,
    /// Whether a program has asked that somebody approves it.
    pub is_asked: bool,
    /// What became of one that was sent.
    pub outcome: Option<Outcome>,
}

/// What became of one that was sent.
pub enum Outcome {
    /// One of its numbers is small, and whoever looks may not see it.
    Hidden,
    Told(Box<Told>),
}

pub struct Told {
    pub report: Report,
    pub compared: Option<Compared>,
}

/// Whether the list is worth showing, and the newest of the publisher's notifications in these states.
pub fn list(
    state: &State,
    (actor, publisher, sizes): (&Actor, &Publisher, Sizes),
    states: &[NotificationState],
) -> Result<(Vec<Listed>, Vec<App>), StoreError> {
    let own = actor.publisher;
    state.database.read_now(|connection| {
        let found = notifications::list(connection, own, states, MOST_LISTED)?;
        let (apps, groups) = (apps::of_publisher(connection, own)?, customer_groups::of_publisher(connection, own)?);
        let scheduled = notification_times::of_scheduled(connection, own)?;
        let asked = approval_requests::open(connection, own)?;
        let sent: Vec<NotificationId> = found.iter().filter(|one| one.sent_at.is_some()).map(|one| one.id).collect();
        let mut counts = delivery_counts::of_several(connection, own, &sent)?;
        let least = notification_sums::least_people(connection, own, &sent)?;
        let mut compared = effect::of_several(connection, publisher, &sent)?;
        let mut outcome = |one: &Notification| match sums::is_hidden(sizes, least.get(&one.id)) {
            true => Outcome::Hidden,
            false => Outcome::Told(Box::new(Told {
                report: Report::of(one.planned, &counts.remove(&one.id).unwrap_or_default()),
                compared: compared.remove(&one.id),
            })),
        };
        let listed = |notification: Notification| Listed {
            app: apps.iter().find(|app| app.id == notification.app_id).map(|app| app.name.clone()).unwrap_or_default(),
            groups: names(&notification, &groups),
            starts: notification
                .sent_at
                .or_else(|| scheduled.iter().find(|(id, _)| *id == notification.id).map(|(_, at)| *at)),
            is_asked: asked.contains(&notification.id),
            outcome: notification.sent_at.map(|_| outcome(&notification)),
            notification,
        };
        Ok((found.into_iter().map(listed).collect(), apps))
    })
}

/// The names of its groups; those that were deleted have none.
fn names(notification: &Notification, groups: &[CustomerGroup]) -> Vec<String> {
    let ids = notification.groups();
    groups.iter().filter(|group| ids.contains(&group.id)).map(|group| group.name.clone()).collect()
}
