//! What the audit log says of flights.

use super::guards;
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
        let failing = guards::Failing::of(after);
        let said = |one: guards::Failing| {
            format!(
                "{} {}/{}, {} {}/{}",
                one.release, one.failures, one.sessions, one.before, one.before_failures, one.before_sessions
            )
        };
        changes = changes.has(Field::StoppedFor, failing.map(said));
    }
    audit::record(connection, author, now, (action, Subject::flight(flight), changes))?;
    publish(connection, app.publisher, &[Happening::rolled(flight, &release, after)], now)
}

#[cfg(test)]
mod tests {
    #[test]
    fn shares_are_written_as_people_write_them() {
        let written = [0, 1, 50_000, 125_000, 999_999, 1_000_000].map(super::percent);
        assert_eq!(written, ["0 %", "0.0001 %", "5 %", "12.5 %", "99.9999 %", "100 %"]);
    }
}
