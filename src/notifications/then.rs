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
use crate::store::{
    DbConnection, QueryResult, StoreError, caps, custom_attributes, customer_rows, membership_changes, snapshots,
};
use chrono::NaiveDateTime;
use roaring::RoaringBitmap;
use std::collections::BTreeSet;

/// A group of a notification, and whether the person was in it.
pub struct GroupThen {
    pub name: String,
    /// Whether the notification is for everybody but its members.
    pub is_except: bool,
    /// The day of the last count until the notification was sent, and whether the person was in it then. Lists of people have none.
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
                was_in: was_in(connection, &group, (sent_at, day, position))?,
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
    (sent_at, day, position): (NaiveDateTime, Day, Option<u32>),
) -> QueryResult<Option<(Day, bool)>> {
    let Some(snapshot) = snapshots::latest(connection, group.publisher_id, group.id, day)? else { return Ok(None) };
    // A day keeps its last count, which may have been after the sending.
    let changes = membership_changes::on_days(connection, group.publisher_id, group.id, snapshot.day..=day)?;
    let later: Vec<_> = changes.iter().filter(|change| change.happened_at > sent_at).collect();
    let later = later.iter().map(|change| (change.came.as_slice(), change.gone.as_slice()));
    let is_in = position.is_some_and(|position| stood(position, &snapshot.bitmap, later));
    Ok(Some((snapshot.day, is_in)))
}

/// Whether the position was among the members before these changes, each of which has who came and who went.
fn stood<'a>(position: u32, members: &[u8], mut later: impl Iterator<Item = (&'a [u8], &'a [u8])>) -> bool {
    let has = |members: &[u8]| {
        !members.is_empty() && RoaringBitmap::deserialize_from(members).is_ok_and(|members| members.contains(position))
    };
    let first = later.find_map(|(came, gone)| if has(came) { Some(false) } else { has(gone).then_some(true) });
    first.unwrap_or_else(|| has(members))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_came_or_went_after_the_sending_was_as_before() {
        let set = |positions: &[u32]| {
            let mut written = Vec::new();
            positions.iter().collect::<RoaringBitmap>().serialize_into(&mut written).unwrap();
            written
        };
        let members = set(&[1, 2]);
        let changes = [(set(&[2]), set(&[3])), (set(&[3]), Vec::new()), (Vec::new(), set(&[3]))];
        let later = || changes.iter().map(|(came, gone)| (came.as_slice(), gone.as_slice()));
        assert_eq!([1, 2, 3, 4].map(|position| stood(position, &members, later())), [true, false, true, false]);
        assert_eq!([2, 3].map(|position| stood(position, &members, later().take(0))), [true, false]);
    }
}
