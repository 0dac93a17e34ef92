//! The queue of background jobs. A worker holds the job's lease, a random word that every write of the job checks, so
//! that a worker who has lost the lease cannot write. There is one unfinished row for each kind and key; if the job is
//! requested again while it runs, it runs once more.

mod claims;
mod imports;
mod leases;

pub use claims::{any_due, any_under_way, backoff, claim, others_wait};
pub use imports::{any_sample_to_make, count_samples, count_sent_imports, samples_to_make};
pub use leases::{Abandoned, end, end_abandoned, finish, is_held, put_off, release, renew, renew_after_progress};

use super::DbConnection;
use super::schema::jobs;
use crate::ids::{JobId, PublisherId};
use crate::token::hex;
use crate::words;
use chrono::{DateTime, NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Nullable, Text, Timestamp};
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// How long a lease lasts unless it is renewed: the longest that a job waits after its worker has died, and several
/// times as long as a commit on a slow disk delays a renewal.
pub const LEASE: TimeDelta = TimeDelta::seconds(10);

/// How long a finished job is kept for diagnosis: a fault of the weekend is still there on Monday, and tables stay
/// small.
const KEPT: TimeDelta = TimeDelta::days(7);

/// The prefix of the keys of imports whose files belong to a sample app.
pub const SAMPLE_IMPORT: &str = "sample-";

/// The kinds of job. The queries here skip jobs of a kind that a newer version has added, so they are left to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum JobKind {
    Draft,
    Import,
    Undo,
    DeleteFile,
    DeleteApp,
    Sample,
    Roll,
    Recount,
    Attributes,
    SettleClaims,
    CountEffects,
    Sweep,
}

words!(JobKind);

/// A job to add.
#[derive(Clone, Copy, Debug)]
pub struct NewJob<'a> {
    /// The publisher whose turn the job takes; `None` if the job is for the whole installation.
    pub publisher: Option<PublisherId>,
    pub kind: JobKind,
    /// Identifies the job among those of its kind.
    pub key: &'a str,
    /// Jobs of one lane run one after the other, in the order in which they were added.
    pub lane: Option<&'a str>,
    /// The input of the work, as JSON.
    pub payload: &'a str,
    /// [`AT_ONCE`], or the earliest time at which it may run.
    pub due_at: NaiveDateTime,
    pub now: NaiveDateTime,
}

/// The due time of a job that need not wait: early enough that no clock is ever set back before it.
pub const AT_ONCE: NaiveDateTime = DateTime::UNIX_EPOCH.naive_utc();

/// The right to work on a job, until it is given to another worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    pub job: JobId,
    pub(super) word: String,
}

impl Lease {
    fn new(job: JobId) -> Self {
        Self { job, word: hex(&rand::random::<[u8; 16]>()) }
    }
}

/// A claimed job.
#[derive(Clone, Debug)]
pub struct Claimed {
    pub lease: Lease,
    pub publisher: Option<PublisherId>,
    pub kind: JobKind,
    pub payload: String,
    /// The number of claims since its last progress.
    pub attempts: i32,
    /// The number of failures caused by a fault of the program since its last progress.
    pub faults: i32,
    /// The number of requests for the job before it was claimed.
    revision: i64,
}

/// Adds the job. If an unfinished one exists, that one gets this payload and is due at the earlier of the two times.
/// Returns its id.
pub fn add(connection: &mut DbConnection, job: &NewJob<'_>) -> QueryResult<JobId> {
    #[derive(QueryableByName)]
    struct Added {
        #[diesel(sql_type = Integer)]
        id: JobId,
    }
    // Both databases bind the parameters in the order of their numbers.
    let added: Added = diesel::sql_query(
        "INSERT INTO jobs (publisher_id, kind, key, lane, payload, due_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (kind, key) WHERE finished_at IS NULL DO UPDATE SET
            revision = jobs.revision + 1,
            payload = excluded.payload,
            due_at = CASE WHEN excluded.due_at < jobs.due_at THEN excluded.due_at ELSE jobs.due_at END
        RETURNING id",
    )
    .bind::<Nullable<Integer>, _>(job.publisher)
    .bind::<Text, _>(job.kind)
    .bind::<Text, _>(job.key)
    .bind::<Nullable<Text>, _>(job.lane)
    .bind::<Text, _>(job.payload)
    .bind::<Timestamp, _>(job.due_at)
    .bind::<Timestamp, _>(job.now)
    .get_result(connection)?;
    Ok(added.id)
}

/// Adds a job that only the caller works on: no worker claims it.
pub fn add_held(connection: &mut DbConnection, job: &NewJob<'_>) -> QueryResult<Lease> {
    let lease = Lease::new(add(connection, job)?);
    diesel::update(jobs::table.find(lease.job))
        .set((
            jobs::is_held.eq(true),
            jobs::lease_word.eq(Some(&lease.word)),
            jobs::lease_until.eq(Some(job.now + LEASE)),
        ))
        .execute(connection)?;
    Ok(lease)
}

/// Whether no earlier job of its lane is unfinished.
pub fn is_first_of_lane(connection: &mut DbConnection, job: JobId) -> QueryResult<bool> {
    let lane: Option<String> = jobs::table.find(job).select(jobs::lane).first(connection)?;
    let Some(lane) = lane else { return Ok(true) };
    let before = jobs::table.filter(jobs::lane.eq(lane)).filter(jobs::finished_at.is_null()).filter(jobs::id.lt(job));
    Ok(before.count().get_result::<i64>(connection)? == 0)
}

/// Whether a job of this kind and key is waiting, is running, or was finished after `since`.
pub fn is_added(connection: &mut DbConnection, kind: JobKind, key: &str, since: NaiveDateTime) -> QueryResult<bool> {
    let same = jobs::table.filter(jobs::kind.eq(kind)).filter(jobs::key.eq(key.to_owned()));
    let recent = same.filter(jobs::finished_at.is_null().or(jobs::finished_at.gt(since).assume_not_null()));
    Ok(recent.count().get_result::<i64>(connection)? > 0)
}

/// Deletes the jobs that were finished some days ago.
pub fn delete_old(connection: &mut DbConnection, now: NaiveDateTime) -> QueryResult<usize> {
    diesel::delete(jobs::table.filter(jobs::finished_at.lt(now - KEPT))).execute(connection)
}
