//! Push notifications to the members of groups: what they say in each language, and who receives them, and who does not and
//! why, before they are sent.

pub mod again;
pub mod analysis;
pub mod approval;
pub mod arms;
pub mod caps;
mod changed;
mod checked;
pub mod comparison;
pub mod content;
pub mod described;
pub mod details;
pub mod drafts;
pub mod effect;
pub mod export;
pub mod keep;
pub mod listed;
pub mod placeholders;
mod places;
pub mod preview;
pub mod quiet;
pub mod reach;
pub mod readers;
pub mod recipients;
pub mod report;
pub mod rules;
pub mod seen;
pub mod send;
pub mod start;
pub mod sums;
pub mod templates;
pub mod then;
pub mod times;

use crate::access::Actor;
use crate::ids::{AppKey, NotificationId};
use crate::segments::Catalogue;
use crate::state::State;
use crate::store::apps::{self, App};
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::notification_times::{self, Timing};
use crate::store::notifications::{self, Notification, NotificationState};
use crate::store::{StoreError, custom_attributes};

/// The most notifications that a list shows: those of some years.
pub const MOST_LISTED: i64 = 500;

/// The publisher's notification with this id, and its app.
pub fn find(state: &State, actor: &Actor, id: NotificationId) -> Result<(Notification, App), StoreError> {
    state.database.read_now(|connection| {
        let found = notifications::find(connection, actor.publisher, id)?;
        let app = apps::find(connection, actor.publisher, found.app_id)?;
        Ok((found, app))
    })
}

/// When the publisher's notification goes out.
pub fn timing(state: &State, actor: &Actor, id: NotificationId) -> Result<Timing, StoreError> {
    state.database.read_now(|connection| notification_times::of(connection, (actor.publisher, id)))
}

/// The publisher's notifications in these states, the newest first, and its apps.
pub fn list(
    state: &State,
    actor: &Actor,
    states: &[NotificationState],
) -> Result<(Vec<Notification>, Vec<App>), StoreError> {
    state.database.read_now(|connection| {
        let found = notifications::list(connection, actor.publisher, states, MOST_LISTED)?;
        Ok((found, apps::of_publisher(connection, actor.publisher)?))
    })
}

/// The apps and the active groups to choose from.
pub fn choices(state: &State, actor: &Actor) -> Result<(Vec<App>, Vec<CustomerGroup>), StoreError> {
    state.database.read_now(|connection| {
        let groups = customer_groups::active(connection, actor.publisher)?;
        Ok((apps::of_publisher(connection, actor.publisher)?, groups))
    })
}

/// The attributes of the app, whose values texts can have.
pub fn catalogue(state: &State, app: AppKey) -> Result<Catalogue, StoreError> {
    state.database.read_now(|connection| custom_attributes::catalogue(connection, app))
}
