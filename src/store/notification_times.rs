//! When notifications go out.

use super::DbConnection;
use super::notifications::row;
use super::schema::notification_times::{self, dsl};
use crate::ids::{NotificationId, PublisherId};
use crate::words;
use crate::zone::Zone;
use chrono::NaiveDateTime;
use diesel::dsl::exists;
use diesel::prelude::*;
use std::collections::HashMap;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// When it starts; the message `notification-starts-{word}` names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Starts {
    /// When *Send* is pressed.
    #[default]
    Now,
    /// When clocks of a zone show a time.
    At,
    /// When the clocks of each person show a time.
    Local,
}

words!(Starts);

/// When a notification goes out.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = notification_times, treat_none_as_null = true)]
pub struct Timing {
    pub starts: Starts,
    /// What clocks show then.
    pub shown: Option<NaiveDateTime>,
    /// The zone of those clocks, where it is one for all.
    pub zone: Option<Zone>,
    /// Whether it goes only to those who are still in the groups then.
    pub still_member: bool,
    /// When a scheduled one begins, in UTC.
    pub starts_at: Option<NaiveDateTime>,
    /// Whether it waits for the end of quiet hours.
    pub keeps_quiet: bool,
    /// Whether it goes also to people who had enough messages.
    pub is_exempt: bool,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            starts: Starts::Now,
            shown: None,
            zone: None,
            still_member: true,
            starts_at: None,
            keeps_quiet: true,
            is_exempt: false,
        }
    }
}

/// When the publisher's notification goes out.
pub fn of(connection: &mut DbConnection, (publisher, id): (PublisherId, NotificationId)) -> QueryResult<Timing> {
    let own = dsl::notification_times.filter(dsl::notification_id.eq(id)).filter(exists(row(publisher, id)));
    Ok(own.select(Timing::as_select()).first(connection).optional()?.unwrap_or_default())
}

/// When each of these of the publisher's notifications goes out.
pub fn of_several(
    connection: &mut DbConnection,
    publisher: PublisherId,
    ids: &[NotificationId],
) -> QueryResult<HashMap<NotificationId, Timing>> {
    use super::schema::notifications;
    let found: Vec<(NotificationId, Timing)> = dsl::notification_times
        .inner_join(notifications::table.on(notifications::id.eq(dsl::notification_id)))
        .filter(notifications::publisher_id.eq(publisher))
        .filter(dsl::notification_id.eq_any(ids.to_vec()))
        .select((dsl::notification_id, Timing::as_select()))
        .load(connection)?;
    Ok(found.into_iter().collect())
}

/// When each of the publisher's notifications goes out that starts by itself or has not started.
pub fn of_scheduled(
    connection: &mut DbConnection,
    publisher: PublisherId,
) -> QueryResult<Vec<(NotificationId, NaiveDateTime)>> {
    use super::notifications::NotificationState;
    use super::schema::notifications;
    let waits = [NotificationState::Scheduled, NotificationState::Held];
    let found: Vec<(NotificationId, Option<NaiveDateTime>)> = dsl::notification_times
        .inner_join(notifications::table.on(notifications::id.eq(dsl::notification_id)))
        .filter(notifications::publisher_id.eq(publisher))
        .filter(notifications::state.eq_any(waits.to_vec()))
        .select((dsl::notification_id, dsl::starts_at))
        .load(connection)?;
    Ok(found.into_iter().filter_map(|(id, at)| Some((id, at?))).collect())
}

/// Adds when a new draft of the caller goes out.
pub fn create(connection: &mut DbConnection, id: NotificationId, timing: &Timing) -> QueryResult<()> {
    let row = (
        dsl::notification_id.eq(id),
        dsl::starts.eq(timing.starts),
        dsl::shown.eq(timing.shown),
        dsl::zone.eq(timing.zone),
        dsl::still_member.eq(timing.still_member),
        dsl::starts_at.eq(timing.starts_at),
        dsl::keeps_quiet.eq(timing.keeps_quiet),
        dsl::is_exempt.eq(timing.is_exempt),
    );
    diesel::insert_into(dsl::notification_times).values(row).execute(connection).map(drop)
}

/// Changes when the publisher's notification goes out. The caller holds it.
pub fn update(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, NotificationId),
    timing: &Timing,
) -> QueryResult<()> {
    let own = dsl::notification_times.filter(dsl::notification_id.eq(id)).filter(exists(row(publisher, id)));
    diesel::update(own).set(timing).execute(connection).map(drop)
}
