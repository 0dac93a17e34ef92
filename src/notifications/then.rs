//! What counted for one person when a notification was sent, beside who allowed what: who was in which group on that day, what its rule
//! says, and how many messages the person had had.

use crate::day::Day;
use crate::notifications::caps::starts;
use crate::segments::{Catalogue, Rule};
use crate::state::State;
use crate::store::consents::ConsentPurpose;
use crate::store::customer_groups::{self, CustomerGroup, groups_for};
use crate::store::customers::Customer;
use crate::store::notification_rules::{self, NotificationRules};
use crate::store::notification_times;
use crate::store::notifications::Notification;
use crate::store::publishers::Publisher;
use crate::store::{DbConnection, QueryResult, StoreError, caps, custom_attributes, customer_rows, snapshots};
use chrono::NaiveDateTime;
use roaring::RoaringBitmap;
use std::collections::BTreeSet;

/// A group of a notification, and whether the person was in it.
pub struct GroupThen {
    pub name: String,
    /// Whether the notification is for everybody but its members.
    pub is_except: bool,
    /// The day of the last snapshot until the notification was sent, and whether the person was in it. Lists of people have none.
    pub was_in: Option<(Day, bool)>,
    /// The rule of a segment as it is now.
    pub rule: Option<Rule>,
    /// Whether the group was edited since.
    pub is_edited: bool,
}

/// How many promotional messages the person had had before, on the day and in seven days, by the zone of the publisher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Had {
    pub day: usize,
    pub week: usize,
    /// As they are now.
    pub rules: NotificationRules,
    pub is_exempt: bool,
}

/// What counted when a notification was sent.
pub struct Then {
    pub groups: Vec<GroupThen>,
    /// What the rules of the groups are made of.
    pub catalogue: Catalogue,
    /// Only promotional ones are counted.
    pub had: Option<Had>,
}

/// What counted for the customer when the notification was sent, at this moment.
pub fn then(
    state: &State,
    publisher: &Publisher,
    (notification, sent_at): (&Notification, NaiveDateTime),
    customer: &Customer,
) -> Result<Then, StoreError> {
    let day = publisher.time_zone.day_of(sent_at);
    state.database.read_now(|connection| {
        let all = customer_groups::of_publisher(connection, publisher.id)?;
        let catalogue = custom_attributes::catalogue(connection, notification.app())?
            .with_groups(groups_for(notification.app_id, &all));
        let positions = customer_rows::positions(connection, publisher.id, customer.id)?;
        let position = positions.iter().find(|(app, _)| *app == notification.app_id).map(|(_, at)| at.unsigned_abs());
        let (wanted, except) = (notification.groups(), notification.except());
        let mut groups = Vec::new();
        for group in all.into_iter().filter(|group| wanted.contains(&group.id) || except.contains(&group.id)) {
            groups.push(GroupThen {
                is_except: except.contains(&group.id),
                was_in: was_in(connection, &group, (day, position))?,
                rule: group.rule().ok().filter(|_| group.is_segment()),
                is_edited: group.updated_at > sent_at,
                name: group.name,
            });
        }
        groups.sort_by_key(|group| group.is_except);
        let had = had(connection, publisher, (notification, sent_at), customer)?;
        Ok(Then { groups, catalogue, had })
    })
}

fn was_in(
    connection: &mut DbConnection,
    group: &CustomerGroup,
    (day, position): (Day, Option<u32>),
) -> QueryResult<Option<(Day, bool)>> {
    let snapshot = snapshots::latest(connection, group.publisher_id, group.id, day)?;
    Ok(snapshot.map(|snapshot| {
        let members = RoaringBitmap::deserialize_from(snapshot.bitmap.as_slice()).unwrap_or_default();
        (snapshot.day, position.is_some_and(|position| members.contains(position)))
    }))
}

/// What the person had had before.
fn had(
    connection: &mut DbConnection,
    publisher: &Publisher,
    (notification, sent_at): (&Notification, NaiveDateTime),
    customer: &Customer,
) -> QueryResult<Option<Had>> {
    if notification.purpose != ConsentPurpose::Promotional {
        return Ok(None);
    }
    let of = (publisher.id, notification.id);
    let (day, week) = starts(publisher.time_zone, sent_at);
    let others = caps::since(connection, of, week)?;
    let past = caps::past(connection, publisher.id, (&[customer.id], &others), week)?;
    let count = |since: NaiveDateTime| {
        let is_counted = |at: NaiveDateTime| (since..sent_at).contains(&at);
        let before =
            past.iter().filter(|one| one.purpose == ConsentPurpose::Promotional && one.at.is_some_and(is_counted));
        before.map(|one| one.notification).collect::<BTreeSet<_>>().len()
    };
    let is_exempt = notification_times::of(connection, of)?.is_exempt;
    Ok(Some(Had {
        day: count(day),
        week: count(week),
        rules: notification_rules::of(connection, publisher.id)?,
        is_exempt,
    }))
}
