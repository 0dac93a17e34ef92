//! What the audit log says of flights.

use super::guards::{Comparison, Guard, Side};
use super::ladder::Rollout;
use crate::audit::{self, Action, Author, Changes, Field, Subject};
use crate::ids::{AppKey, GroupId};
use crate::store::customer_groups::CustomerGroup;
use crate::store::flights::FlightRow;
use crate::store::submissions::SubmissionRow;
use crate::store::{DbConnection, QueryResult, releases};
use crate::webhooks::outbox::{Happening, publish};
use chrono::NaiveDateTime;

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
