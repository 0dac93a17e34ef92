//! The rules over all notifications of a publisher: when nobody is written to, how often somebody is, and to how many people
//! one goes without a second person.

use crate::access::{Actor, Forbidden, Role};
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::state::State;
use crate::store::StoreError;
use crate::store::notification_rules::{self, NotificationRules};
use std::ops::RangeInclusive;

/// How many promotional messages a person may get in a day and in seven days; more than this is no limit.
pub const PER_DAY: RangeInclusive<i64> = 1..=50;
pub const PER_WEEK: RangeInclusive<i64> = 1..=200;

/// The minutes between any two messages to a person: up to a day.
pub const MINUTES_BETWEEN: RangeInclusive<i64> = 0..=1_440;

/// To how many people a notification goes without a second person: up to more than any app has.
pub const APPROVAL_ABOVE: RangeInclusive<i64> = 0..=100_000_000;

/// A minute of the day.
const MINUTES: RangeInclusive<i64> = 0..=1_439;

/// What is wrong with rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleError {
    /// Only one of the two times is given, or both are the same.
    Quiet,
    PerDay,
    PerWeek,
    MinutesBetween,
    ApprovalAbove,
}

/// Why rules were not saved.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("fields are wrong: {0:?}")]
    Fields(Vec<RuleError>),
    #[error("somebody else has changed them first")]
    ChangedMeanwhile(NotificationRules),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The publisher's rules.
pub fn of(state: &State, actor: &Actor) -> Result<NotificationRules, StoreError> {
    state.database.read_now(|connection| notification_rules::of(connection, actor.publisher))
}

/// Saves the rules, if they are still at their version.
pub fn save(state: &State, actor: &Actor, rules: &NotificationRules) -> Result<(), Refusal> {
    actor.require(Role::Owner)?;
    let wrong = wrong(rules);
    if !wrong.is_empty() {
        return Err(Refusal::Fields(wrong));
    }
    let now = state.clock.now();
    state.database.write_now(|connection| {
        let was = notification_rules::of(connection, actor.publisher)?;
        if was.version != rules.version || !notification_rules::save(connection, actor.publisher, rules)? {
            return Ok(Err(Refusal::ChangedMeanwhile(was)));
        }
        let changes = Changes::none()
            .change(Field::QuietHours, quiet(&was), quiet(rules))
            .change(Field::PerDay, was.per_day, rules.per_day)
            .change(Field::PerWeek, was.per_week, rules.per_week)
            .change(Field::MinutesBetween, was.minutes_between, rules.minutes_between)
            .change(Field::ApprovalAbove, was.approval_above, rules.approval_above)
            .change(Field::AsksMeasurement, was.asks_measurement, rules.asks_measurement);
        audit::record(connection, actor, now, (Action::Changed, Subject::settings(), changes)).map(Ok)
    })?
}

fn wrong(rules: &NotificationRules) -> Vec<RuleError> {
    let is_within = |number: i32, range: &RangeInclusive<i64>| range.contains(&i64::from(number));
    let is_minute = |minute: i32| is_within(minute, &MINUTES);
    let is_quiet_right = match (rules.quiet_from, rules.quiet_until) {
        (None, None) => true,
        (Some(from), Some(until)) => from != until && is_minute(from) && is_minute(until),
        _ => false,
    };
    let checks = [
        (is_quiet_right, RuleError::Quiet),
        (rules.per_day.is_none_or(|most| is_within(most, &PER_DAY)), RuleError::PerDay),
        (rules.per_week.is_none_or(|most| is_within(most, &PER_WEEK)), RuleError::PerWeek),
        (is_within(rules.minutes_between, &MINUTES_BETWEEN), RuleError::MinutesBetween),
        (is_within(rules.approval_above, &APPROVAL_ABOVE), RuleError::ApprovalAbove),
    ];
    checks.into_iter().filter(|(is_right, _)| !is_right).map(|(_, error)| error).collect()
}

/// The quiet hours, such as `22:00–08:00`.
pub fn quiet(rules: &NotificationRules) -> Option<String> {
    let time = |minute: i32| format!("{:02}:{:02}", minute / 60, minute % 60);
    Some(format!("{}–{}", time(rules.quiet_from?), time(rules.quiet_until?)))
}
