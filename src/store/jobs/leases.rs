//! What the holder of a job's lease writes of the job, and what becomes of jobs that were left alone.

use super::{AT_ONCE, Claimed, LEASE, Lease};
use crate::ids::{JobId, PublisherId};
use crate::store::DbConnection;
use crate::store::schema::jobs;
use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use diesel::result::Error;

/// The number of characters of an error that are kept: an error with its causes is a few lines. A statement that an
/// error repeats can be thousands.
const ERROR_LENGTH: usize = 500;

/// Renews the lease; [`Error::NotFound`] if it is lost. As the first statement of a transaction, it keeps others from
/// claiming the job until the transaction ends.
pub fn renew(connection: &mut DbConnection, lease: &Lease, now: NaiveDateTime) -> QueryResult<()> {
    let renewed = diesel::update(held(lease)).set(jobs::lease_until.eq(Some(now + LEASE))).execute(connection)?;
    if renewed == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// [`renew`] after progress: earlier attempts and faults no longer count.
pub fn renew_after_progress(connection: &mut DbConnection, lease: &Lease, now: NaiveDateTime) -> QueryResult<()> {
    renew(connection, lease, now)?;
    diesel::update(held(lease)).set((jobs::attempts.eq(1), jobs::faults.eq(0))).execute(connection).map(drop)
}

/// Whether the lease is still valid.
pub fn is_held(connection: &mut DbConnection, lease: &Lease) -> QueryResult<bool> {
    Ok(held(lease).count().get_result::<i64>(connection)? > 0)
}

/// Gives the lease back, so that any worker can continue the job at once. Does nothing if the lease is lost.
pub fn release(connection: &mut DbConnection, lease: &Lease) -> QueryResult<()> {
    diesel::update(held(lease))
        .set((
            jobs::lease_word.eq(None::<String>),
            jobs::lease_until.eq(None::<NaiveDateTime>),
            jobs::due_at.eq(AT_ONCE),
            jobs::attempts.eq(0),
            jobs::faults.eq(0),
        ))
        .execute(connection)
        .map(drop)
}

/// Gives the lease back until another attempt at `due_at`, and keeps the error. `is_fault`: whether a fault of the
/// program caused it.
pub fn put_off(
    connection: &mut DbConnection,
    lease: &Lease,
    due_at: NaiveDateTime,
    error: &str,
    is_fault: bool,
) -> QueryResult<()> {
    let error: String = error.chars().take(ERROR_LENGTH).collect();
    diesel::update(held(lease))
        .set((
            jobs::lease_word.eq(None::<String>),
            jobs::lease_until.eq(None::<NaiveDateTime>),
            jobs::due_at.eq(due_at),
            jobs::faults.eq(jobs::faults + i32::from(is_fault)),
            jobs::last_error.eq(error),
        ))
        .execute(connection)
        .map(drop)
}

/// Ends the job. If it was requested again since it was claimed, it is due again instead. [`Error::NotFound`] if the
/// lease is lost.
pub fn finish(connection: &mut DbConnection, claimed: &Claimed, now: NaiveDateTime) -> QueryResult<()> {
    let is_as_claimed = held(&claimed.lease).filter(jobs::revision.eq(claimed.revision));
    let finished = diesel::update(is_as_claimed).set(jobs::finished_at.eq(Some(now))).execute(connection)?;
    if finished == 1 {
        return Ok(());
    }
    renew(connection, &claimed.lease, now)?;
    release(connection, &claimed.lease)
}

/// Ends the job even if it was requested again. [`Error::NotFound`] if the lease is lost.
pub fn end(connection: &mut DbConnection, lease: &Lease, now: NaiveDateTime) -> QueryResult<()> {
    let ended = diesel::update(held(lease)).set(jobs::finished_at.eq(Some(now))).execute(connection)?;
    if ended == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// A job that was ended because whoever worked on it stopped renewing its lease.
#[derive(Clone, Debug, Queryable)]
pub struct Abandoned {
    pub publisher: Option<PublisherId>,
    pub payload: String,
}

/// Ends the held jobs whose leases were not renewed for `silence`.
pub fn end_abandoned(
    connection: &mut DbConnection,
    now: NaiveDateTime,
    silence: TimeDelta,
) -> QueryResult<Vec<Abandoned>> {
    let is_silent = jobs::lease_until.lt(now - silence).or(jobs::lease_until.gt(now + LEASE * 2 + silence));
    let abandoned =
        jobs::table.filter(jobs::finished_at.is_null()).filter(jobs::is_held).filter(is_silent.assume_not_null());
    diesel::update(abandoned)
        .set((jobs::finished_at.eq(Some(now)), jobs::lease_word.eq(None::<String>)))
        .returning((jobs::publisher_id, jobs::payload))
        .get_results(connection)
}

/// The unfinished job, if the lease is still valid.
#[diesel::dsl::auto_type]
fn held(lease: &Lease) -> _ {
    let word: Option<String> = Some(lease.word.clone());
    let id: JobId = lease.job;
    jobs::table.filter(jobs::id.eq(id)).filter(jobs::lease_word.eq(word)).filter(jobs::finished_at.is_null())
}
