//! What the audit log says of flights.

use super::guards::{Comparison, Guard, Side};
use super::ladder::Rollout;
use super::pending;
use super::rollout::{steps_of, stored};
use crate::audit::{self, Action, Author, Changes, Field, Subject};
use crate::ids::{AppKey, GroupId};
use crate::store::customer_groups::CustomerGroup;
use crate::store::flights::FlightRow;
use crate::store::submissions::SubmissionRow;
use crate::store::{DbConnection, QueryResult, releases};
use crate::webhooks::outbox::{Happening, publish};
use chrono::NaiveDateTime;
use serde_json::{Value, json};

/// A share as the log writes it, such as `12.5 %`.
pub fn percent(share: i32) -> String {
    let text = format!("{}.{:04}", share / 10_000, share % 10_000);
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

/// What two releases were compared by, as the log writes it, such as `2.0.0 150/1000, 1.0.0 10/1000` or `2.0.0 ★ 2.31 (80), …`.
fn compared(one: &Comparison) -> String {
    let said = |release: &str, side: Side| match one.guard {
        Guard::Failures => format!("{release} {}/{}", side.sum, side.count),
        Guard::Ratings => {
            let mean = side.mean_in_hundredths();
            format!("{release} ★ {}.{:02} ({})", mean / 100, mean % 100, side.count)
        }
    };
    format!("{}, {}", said(&one.release, one.new), said(&one.before, one.old))
}

/// The names of groups, in the order of the list.
pub fn names(groups: &[GroupId], all: &[CustomerGroup]) -> String {
    let named = all.iter().filter(|group| groups.contains(&group.id)).map(|group| group.name.as_str());
    named.collect::<Vec<_>>().join(", ")
}

/// [`percent`] of a share that is none of the database's.
pub fn written_share(share: u32) -> String {
    percent(stored(share))
}

/// A moment as the log writes it.
pub fn written_moment(moment: NaiveDateTime) -> String {
    moment.format("%Y-%m-%d %H:%M (UTC)").to_string()
}

/// What is to be published later, which was something else before or is nothing any more.
pub fn planned(
    connection: &mut DbConnection,
    app: AppKey,
    (before, after): (Option<&SubmissionRow>, Option<&SubmissionRow>),
) -> QueryResult<Changes> {
    let mut fields = |row: &SubmissionRow| -> QueryResult<[(Field, Option<Value>); 6]> {
        let steps = steps_of(row);
        let raised = steps.iter().zip(steps.iter().skip(1));
        let raised = raised.map(|(now, next)| format!("{} h: {}", now.hours, percent(stored(next.share))));
        let raised = raised.collect::<Vec<_>>().join(", ");
        let when = pending::when_of(row);
        let when = when.map(|(at, zone)| format!("{} ({})", zone.shown(at).format("%Y-%m-%d %H:%M"), zone.name()));
        Ok([
            (Field::Release, Some(json!(releases::find(connection, app, row.release_id)?.version))),
            (Field::FirstShare, Some(json!(percent(row.share)))),
            (Field::Steps, Some(raised).filter(|raised| !raised.is_empty()).map(Value::from)),
            (Field::Guarded, Some(json!(row.is_guarded))),
            (Field::StartsAt, when.map(Value::from)),
            (Field::MandatoryFrom, row.mandatory_from.map(written_moment).map(Value::from)),
        ])
    };
    let before = before.map(&mut fields).transpose()?;
    let Some(after) = after.map(&mut fields).transpose()? else {
        let had = before.into_iter().flatten().filter_map(|(field, value)| Some((field, value?)));
        return Ok(had.fold(Changes::none(), |changes, (field, value)| changes.had(field, value)));
    };
    Ok(match before {
        Some(_) => Changes::none().described(before, after),
        None => {
            let has = after.into_iter().filter_map(|(field, value)| Some((field, value?)));
            has.fold(Changes::none(), |changes, (field, value)| changes.has(field, value))
        }
    })
}

/// Records what became of a flight's rollout, and tells it to webhooks.
pub fn rollout(
    connection: &mut DbConnection,
    author: Author,
    (app, flight): (AppKey, &FlightRow),
    (action, before, after): (Action, Option<&SubmissionRow>, &SubmissionRow),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let release = releases::find(connection, app, after.release_id)?.version;
    let mut changes = Changes::none().has(Field::Release, &release);
    if before.is_none() {
        changes = changes.has(Field::MandatoryFrom, after.mandatory_from.map(written_moment));
    }
    changes = match before {
        Some(before) => changes.change(Field::Share, percent(before.share), percent(after.share)),
        None => changes.has(Field::Share, percent(after.share)),
    };
    if after.rollout == Rollout::Stopped {
        let halted = Comparison::of(after);
        changes = changes.has(Field::StoppedFor, halted.as_ref().map(compared));
    }
    audit::record(connection, author, now, (action, Subject::flight(flight), changes))?;
    publish(connection, app.publisher, &[Happening::rolled(flight, &release, after)], now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_compared_is_written_in_short() {
        let (new, old) = (Side { count: 80, sum: 185 }, Side { count: 1_000, sum: 4_005 });
        let one = |guard| {
            let (release, before) = (String::from("2.0.0"), String::from("1.0.0"));
            compared(&Comparison { guard, release, new, before, old })
        };
        assert_eq!(one(Guard::Failures), "2.0.0 185/80, 1.0.0 4005/1000");
        assert_eq!(one(Guard::Ratings), "2.0.0 ★ 2.31 (80), 1.0.0 ★ 4.01 (1000)");
    }

    #[test]
    fn shares_are_written_as_people_write_them() {
        let written = [0, 1, 50_000, 125_000, 999_999, 1_000_000].map(percent);
        assert_eq!(written, ["0 %", "0.0001 %", "5 %", "12.5 %", "99.9999 %", "100 %"]);
    }
}
