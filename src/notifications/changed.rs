//! What an edit of a draft has changed, field by field, for the audit log.

use super::content::{self, VARIANTS, Wording};
use crate::audit::Field;
use crate::ids::{GroupId, PublisherId};
use crate::store::customer_groups;
use crate::store::notification_comparisons::Comparison;
use crate::store::notification_times::{Starts, Timing};
use crate::store::notifications::{Notification, Wanted};
use crate::store::{DbConnection, QueryResult, apps};
use serde_json::{Value, json};

/// What a draft says, when it goes out and what it compares.
pub(super) type Whole<'a> = (&'a Wanted, &'a Timing, &'a Comparison);

/// The fields of a draft, as the audit log has them.
pub(super) fn recorded(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (wanted, timing, compared): Whole<'_>,
) -> QueryResult<Vec<(Field, Option<Value>)>> {
    let (to, except) = (names(connection, publisher, &wanted.groups)?, names(connection, publisher, &wanted.except)?);
    let goal = compared.goal;
    // An app that was deleted meanwhile has no name.
    let apps = if goal.is_some() { apps::of_publisher(connection, publisher)? } else { Vec::new() };
    let goal_app = goal.and_then(|goal| apps.into_iter().find(|app| app.id == goal.app)).map(|app| app.name);
    let weights: Vec<_> = compared.weights.iter().map(u32::to_string).collect();
    Ok(vec![
        (Field::Name, Some(json!(wanted.name))),
        (Field::Purpose, Some(json!(wanted.purpose.word()))),
        (Field::Groups, Some(json!(to))),
        (Field::ExceptGroups, Some(json!(except))),
        (Field::Texts, Some(json!(texts(&wanted.contents)))),
        (Field::Devices, Some(json!(wanted.devices.word()))),
        (Field::Urgency, Some(json!(wanted.urgency.word()))),
        (Field::ExpiresHours, Some(json!(wanted.expires_hours))),
        (Field::PerSecond, wanted.per_second.map(|rate| json!(rate))),
        (Field::Repeats, Some(json!(wanted.repeats))),
        (Field::StartsAt, Some(json!(start(timing)))),
        (Field::StillMember, Some(json!(timing.still_member))),
        (Field::KeepsQuiet, Some(json!(timing.keeps_quiet))),
        (Field::IsExempt, Some(json!(timing.is_exempt))),
        (Field::Holdout, Some(json!(compared.holdout))),
        (Field::Weights, Some(json!(weights.join(" : ")))),
        (Field::Goal, goal.map(|goal| json!(goal.kind.word()))),
        (Field::GoalApp, goal_app.map(|name| json!(name))),
        (Field::GoalDays, goal.map(|goal| json!(goal.days))),
    ])
}

/// The texts of a draft, one after the other.
fn texts(contents: &str) -> String {
    let text = |wording: Wording| {
        let letter = VARIANTS.get(wording.variant).copied().unwrap_or_default();
        let said = [wording.title, wording.body, wording.target, wording.icon];
        let said = said.iter().filter(|text| !text.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" · ");
        format!("{letter} {}: {said}", wording.language)
    };
    content::read(contents).into_iter().map(text).collect::<Vec<_>>().join(" / ")
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
