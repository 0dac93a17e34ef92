//! Records that data were downloaded, before the first of them are sent.

use super::{Action, Changes, Field, Subject, record};
use crate::access::Actor;
use crate::state::State;
use crate::store::StoreError;

/// Records the download of a file about something; `rows` is the number of its rows, if it is known.
pub fn record_export(
    state: &State,
    actor: &Actor,
    subject: Subject<'_>,
    (file, rows): (&str, Option<u64>),
) -> Result<(), StoreError> {
    let now = state.clock.now();
    let changes = Changes::none().has(Field::File, file).has(Field::Rows, rows);
    state.database.write_now(|connection| record(connection, actor, now, (Action::Exported, subject, changes)))
}
