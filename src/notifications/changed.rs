//! What an edit of a draft has changed, field by field, for the audit log.

use crate::audit::{Changes, Field};
use crate::ids::{GroupId, PublisherId};
use crate::store::customer_groups;
use crate::store::notifications::Notification;
use crate::store::{DbConnection, QueryResult};

/// The fields of a draft that an edit has changed, before and after it.
pub(super) fn fields(
    connection: &mut DbConnection,
    before: &Notification,
    after: &Notification,
) -> QueryResult<Changes> {
    let mut groups = |ids: Vec<GroupId>| names(connection, before.publisher_id, &ids);
    let (to, to_now) = (groups(before.groups())?, groups(after.groups())?);
    let (except, except_now) = (groups(before.except())?, groups(after.except())?);
    Ok(Changes::none()
        .change(Field::Name, &before.name, &after.name)
        .change(Field::Purpose, before.purpose.word(), after.purpose.word())
        .change(Field::Groups, to, to_now)
        .change(Field::ExceptGroups, except, except_now)
        .change(Field::Texts, &before.contents, &after.contents)
        .change(Field::Devices, before.devices.word(), after.devices.word())
        .change(Field::Urgency, before.urgency.word(), after.urgency.word())
        .change(Field::ExpiresHours, before.expires_hours, after.expires_hours)
        .change(Field::PerSecond, before.per_second, after.per_second)
        .change(Field::Repeats, before.repeats, after.repeats))
}

/// The names of groups.
pub(super) fn names(connection: &mut DbConnection, publisher: PublisherId, ids: &[GroupId]) -> QueryResult<String> {
    let groups = customer_groups::of_publisher(connection, publisher)?;
    let named = groups.iter().filter(|group| ids.contains(&group.id));
    Ok(named.map(|group| group.name.as_str()).collect::<Vec<_>>().join(", "))
}
