//! What an edit of a draft has changed, field by field, for the audit log.

use crate::audit::{Changes, Field};
use crate::ids::{GroupId, PublisherId};
use crate::store::customer_groups;
use crate::store::notification_comparisons::Comparison;
use crate::store::notification_times::{Starts, Timing};
use crate::store::notifications::{Notification, Wanted};
use crate::store::{DbConnection, QueryResult};

/// The fields of a draft that an edit has changed, before and after it.
pub(super) fn fields(
    connection: &mut DbConnection,
    (before, timing): (&Notification, &Timing),
    (after, timing_now): (&Notification, &Timing),
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
        .change(Field::Repeats, before.repeats, after.repeats)
        .change(Field::StartsAt, start(timing), start(timing_now))
        .change(Field::StillMember, timing.still_member, timing_now.still_member)
        .change(Field::KeepsQuiet, timing.keeps_quiet, timing_now.keeps_quiet)
        .change(Field::IsExempt, timing.is_exempt, timing_now.is_exempt))
}

/// Whether an edit changes anything but the name.
pub(super) fn is_more_than_the_name(
    (before, timing, compared): (&Notification, &Timing, &Comparison),
    (wanted, timing_now, compared_now): (&Wanted, &Timing, &Comparison),
) -> bool {
    let sorted = |mut ids: Vec<GroupId>| {
        ids.sort_unstable();
        ids
    };
    let how = (before.purpose, before.devices, before.urgency, before.expires_hours, before.per_second, before.repeats);
    let how_now =
        (wanted.purpose, wanted.devices, wanted.urgency, wanted.expires_hours, wanted.per_second, wanted.repeats);
    how != how_now
        || before.contents != wanted.contents
        || sorted(before.groups()) != sorted(wanted.groups.clone())
        || sorted(before.except()) != sorted(wanted.except.clone())
        || (timing, compared) != (timing_now, compared_now)
}

/// When it goes out, as the log has it.
pub(super) fn start(timing: &Timing) -> String {
    let shown = timing.shown.map(|shown| shown.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
    match (timing.starts, timing.zone) {
        (Starts::Now, _) => Starts::Now.word().to_owned(),
        (_, Some(zone)) => format!("{shown} {}", zone.name()),
        (starts, None) => format!("{shown} {}", starts.word()),
    }
}

/// The names of groups.
pub(super) fn names(connection: &mut DbConnection, publisher: PublisherId, ids: &[GroupId]) -> QueryResult<String> {
    let groups = customer_groups::of_publisher(connection, publisher)?;
    let named = groups.iter().filter(|group| ids.contains(&group.id));
    Ok(named.map(|group| group.name.as_str()).collect::<Vec<_>>().join(", "))
}
