//! The space that the files of one publisher may take while they wait: uploaded ones, and those of sample apps.

use super::files;
use crate::ids::PublisherId;
use crate::queue::Task;
use crate::sample;
use crate::state::State;
use crate::store::{DbConnection, QueryResult, import_drafts, imports, jobs};

/// Bytes in a megabyte, the unit of the limits.
pub const MEGABYTE: u64 = 1_000_000;

/// Disk space that a file must leave free, in bytes, so that the database keeps working: its log alone grows to several
/// megabytes.
const RESERVE: u64 = 32 << 20;

/// Whether the publisher's files may take `bytes` more.
pub fn allows(connection: &mut DbConnection, state: &State, publisher: PublisherId, bytes: u64) -> QueryResult<bool> {
    let kept = imports::kept_bytes(connection, publisher)?.unsigned_abs();
    let drafts = import_drafts::kept_bytes(connection, publisher)?.unsigned_abs();
    let taken = kept.saturating_add(drafts).saturating_add(of_samples_to_make(connection, publisher)?);
    Ok(taken.saturating_add(bytes) <= state.options.upload_quota.saturating_mul(MEGABYTE))
}

/// Whether the disk has room for files of this size. The imported facts take about as much space as the files, and so do
/// their lines in parts.
pub fn disk_has_room(state: &State, bytes: u64) -> bool {
    let needed = bytes.saturating_mul(3).saturating_add(RESERVE);
    files::free_space(state).is_none_or(|free| free >= needed)
}

/// The most bytes that the publisher's sample apps will take whose files are not written yet.
fn of_samples_to_make(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<u64> {
    let payloads = jobs::samples_to_make(connection, publisher)?;
    Ok(payloads.iter().map(|payload| bytes_of(payload)).fold(0, u64::saturating_add))
}

/// A task that cannot be read, because a newer program added it, counts as the usual sample app.
fn bytes_of(payload: &str) -> u64 {
    match serde_json::from_str(payload) {
        Ok(Task::Sample { customers, .. }) => sample::most_bytes(customers),
        _ => sample::most_bytes(sample::CUSTOMERS),
    }
}
