//! Records that data were downloaded, before the first of them are sent.

use super::{Action, Changes, Field, Subject, record};
use crate::access::Actor;
use crate::state::State;
use crate::store::{StoreError, audit_entries};
use chrono::TimeDelta;

/// For how long the pages that a program reads are one export.
const PAGES: TimeDelta = TimeDelta::hours(1);

/// Records that a program reads people page by page: once an hour for as many of them, whichever page it begins with.
pub fn record_pages(
    state: &State,
    actor: &Actor,
    subject: Subject<'_>,
    what: (&str, Option<u64>),
) -> Result<(), StoreError> {
    let since = state.clock.now() - PAGES;
    let (_, after) = changes(what).into_texts();
    let is_recorded = match (actor.token, subject.id, &after) {
        (Some(token), Some(id), Some(after)) => state.database.read_now(|connection| {
            let what = (subject.kind, id, Action::Exported, after.as_str());
            audit_entries::has(connection, (actor.publisher, token), what, since)
        })?,
        _ => false,
    };
    if is_recorded { Ok(()) } else { record_export(state, actor, subject, what) }
}

/// Records the download of a file about something; `rows` is the number of its rows, if it is known.
pub fn record_export(
    state: &State,
    actor: &Actor,
    subject: Subject<'_>,
    what: (&str, Option<u64>),
) -> Result<(), StoreError> {
    let (now, changes) = (state.clock.now(), changes(what));
    state.database.write_now(|connection| record(connection, actor, now, (Action::Exported, subject, changes)))
}

fn changes((file, rows): (&str, Option<u64>)) -> Changes {
    Changes::none().has(Field::File, file).has(Field::Rows, rows)
}
