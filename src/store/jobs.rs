//! The queue of background jobs. A worker holds the job's lease, a random word that every write of the job checks, so
//! that a worker who has lost the lease cannot write. There is one unfinished row for each kind and key; if the job is
//! requested again while it runs, it runs once more.

use super::DbConnection;
use super::schema::jobs;
use crate::ids::{JobId, PublisherId};
use crate::token::hex;
use crate::words;
use chrono::{DateTime, NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::{Integer, Nullable, Text, Timestamp};
use std::collections::{HashMap, HashSet};
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// How long a lease lasts unless it is renewed: the longest that a job waits after its worker has died, and several
/// times as long as a commit on a slow disk delays a renewal.
pub const LEASE: TimeDelta = TimeDelta::seconds(10);

/// How long a finished job is kept for diagnosis: a fault of the weekend is still there on Monday, and tables stay
/// small.
const KEPT: TimeDelta = TimeDelta::days(7);

/// The longest wait before another attempt: long enough that retrying during an outage of hours costs little.
const LONGEST_BACKOFF: TimeDelta = TimeDelta::minutes(10);

/// The prefix of the keys of imports whose files belong to a sample app.
pub const SAMPLE_IMPORT: &str = "sample-";

/// The number of characters of an error that are kept: an error with its causes is a few lines. A statement that an
/// error repeats can be thousands.
const ERROR_LENGTH: usize = 500;

/// The kinds of job. The queries here skip jobs of a kind that a newer version has added, so they are left to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum JobKind {
    Import,
    Sample,
    Roll,
    Recount,
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
    word: String,
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

#[derive(Queryable, Selectable)]
#[diesel(table_name = jobs)]
struct Row {
    id: JobId,
    publisher_id: Option<PublisherId>,
    kind: JobKind,
    lane: Option<String>,
    payload: String,
    revision: i64,
    turn: i64,
    due_at: NaiveDateTime,
    is_held: bool,
    lease_word: Option<String>,
    lease_until: Option<NaiveDateTime>,
    attempts: i32,
    faults: i32,
}

impl Row {
    /// Whether no worker has it. A lease that ends more than two lease times from now was given before a clock was set
    /// back; the second lease time allows for clocks that differ. A job that has killed its process more than once
    /// waits longer before each attempt.
    fn is_free(&self, now: NaiveDateTime) -> bool {
        let wait = backoff(self.attempts);
        let holds = |until: NaiveDateTime| until + wait >= now && until <= now + LEASE * 2;
        self.lease_word.is_none() || !self.lease_until.is_some_and(holds)
    }

    /// Whether it is due. If it was put off for longer than any job is, that was before a clock was set back.
    fn is_due(&self, now: NaiveDateTime) -> bool {
        self.due_at <= now || (self.attempts > 0 && self.due_at > now + LONGEST_BACKOFF)
    }
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

/// Whether a job of these kinds is due and can be claimed.
pub fn any_due(connection: &mut DbConnection, kinds: &[JobKind], now: NaiveDateTime) -> QueryResult<bool> {
    Ok(!claimable(&unfinished(connection)?, kinds, now).is_empty())
}

/// Whether a job of these kinds is due or running. Held jobs do not count.
pub fn any_under_way(connection: &mut DbConnection, kinds: &[JobKind], now: NaiveDateTime) -> QueryResult<bool> {
    let rows = unfinished(connection)?;
    let is_under_way = |row: &Row| !row.is_held && row.is_due(now) && kinds.contains(&row.kind);
    Ok(rows.iter().any(is_under_way))
}

/// Whether a job of this kind and key is waiting, is running, or was finished after `since`.
pub fn is_added(connection: &mut DbConnection, kind: JobKind, key: &str, since: NaiveDateTime) -> QueryResult<bool> {
    let same = jobs::table.filter(jobs::kind.eq(kind)).filter(jobs::key.eq(key.to_owned()));
    let recent = same.filter(jobs::finished_at.is_null().or(jobs::finished_at.gt(since).assume_not_null()));
    Ok(recent.count().get_result::<i64>(connection)? > 0)
}

/// Whether a job of another publisher can be claimed.
pub fn others_wait(
    connection: &mut DbConnection,
    publisher: Option<PublisherId>,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    Ok(claimable(&unfinished(connection)?, JobKind::ALL, now).iter().any(|row| row.publisher_id != publisher))
}

/// Claims a job of these kinds that is due, for [`LEASE`]. Publishers take turns: the one with the fewest running jobs
/// comes first, then the one whose last turn was the longest ago. Of its jobs, the one whose last turn was the longest
/// ago is claimed.
pub fn claim(connection: &mut DbConnection, kinds: &[JobKind], now: NaiveDateTime) -> QueryResult<Option<Claimed>> {
    let rows = unfinished(connection)?;
    let mut under_way: HashMap<Option<PublisherId>, usize> = HashMap::new();
    rows.iter().filter(|row| !row.is_free(now)).for_each(|row| *under_way.entry(row.publisher_id).or_default() += 1);
    let last_turns: HashMap<Option<PublisherId>, i64> = jobs::table
        .group_by(jobs::publisher_id)
        .select((jobs::publisher_id, diesel::dsl::max(jobs::turn)))
        .load::<(Option<PublisherId>, Option<i64>)>(connection)?
        .into_iter()
        .map(|(publisher, turn)| (publisher, turn.unwrap_or(0)))
        .collect();
    let rank = |row: &&Row| {
        let busy = under_way.get(&row.publisher_id).copied().unwrap_or(0);
        (busy, last_turns.get(&row.publisher_id).copied().unwrap_or(0), row.turn, row.due_at, row.id)
    };
    let mut free = claimable(&rows, kinds, now);
    free.sort_by_key(rank);
    let turn = last_turns.values().max().copied().unwrap_or(0) + 1;
    for row in free {
        let (lease, attempts) = (Lease::new(row.id), row.attempts.saturating_add(1));
        let claim = (
            jobs::lease_word.eq(Some(lease.word.clone())),
            jobs::lease_until.eq(Some(now + LEASE)),
            jobs::attempts.eq(attempts),
            jobs::turn.eq(turn),
        );
        // Another worker may have claimed it since it was read.
        let unfinished = jobs::table.find(row.id).filter(jobs::finished_at.is_null());
        let claimed = match row.lease_until {
            None => diesel::update(unfinished.filter(jobs::lease_until.is_null())).set(claim).execute(connection)?,
            Some(until) => {
                diesel::update(unfinished.filter(jobs::lease_until.eq(until))).set(claim).execute(connection)?
            }
        };
        if claimed == 1 {
            return Ok(Some(Claimed {
                lease,
                publisher: row.publisher_id,
                kind: row.kind,
                payload: row.payload.clone(),
                attempts,
                faults: row.faults,
                revision: row.revision,
            }));
        }
    }
    Ok(None)
}

/// How long a job waits before its nth attempt: not at all before the first, then 1 s, 2 s, 4 s and so on up to
/// [`LONGEST_BACKOFF`], so that jobs resume quickly after a short outage.
pub fn backoff(attempts: i32) -> TimeDelta {
    match u32::try_from(attempts - 2) {
        Ok(doublings) => TimeDelta::seconds(1 << doublings.min(10)).min(LONGEST_BACKOFF),
        Err(_) => TimeDelta::zero(),
    }
}

fn unfinished(connection: &mut DbConnection) -> QueryResult<Vec<Row>> {
    let known = jobs::table.filter(jobs::finished_at.is_null()).filter(jobs::kind.eq_any(JobKind::ALL.to_vec()));
    known.order(jobs::id).select(Row::as_select()).load(connection)
}

/// Those of the unfinished jobs, ordered by id, that a worker may claim.
fn claimable<'a>(rows: &'a [Row], kinds: &[JobKind], now: NaiveDateTime) -> Vec<&'a Row> {
    let mut lanes = HashSet::new();
    let first_of_lane = rows.iter().filter(|row| row.lane.as_ref().is_none_or(|lane| lanes.insert(lane)));
    first_of_lane
        .filter(|row| !row.is_held && row.is_due(now) && row.is_free(now) && kinds.contains(&row.kind))
        .collect()
}

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

/// The number of the publisher's uploaded files that are waiting or being imported.
pub fn count_sent_imports(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<i64> {
    let imports = jobs::table.filter(jobs::finished_at.is_null()).filter(jobs::kind.eq(JobKind::Import));
    let of_publisher = imports.filter(jobs::publisher_id.eq(publisher)).filter(jobs::is_held.eq(false));
    of_publisher.filter(jobs::key.not_like(format!("{SAMPLE_IMPORT}%"))).count().get_result(connection)
}

/// The number of the publisher's sample apps that are being filled or whose files have not been generated yet.
pub fn count_samples(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<i64> {
    let unfinished = jobs::table.filter(jobs::finished_at.is_null()).filter(jobs::publisher_id.eq(publisher));
    let unfinished = unfinished.filter(jobs::kind.eq_any([JobKind::Import, JobKind::Sample]));
    let unfinished = unfinished.select((jobs::kind, jobs::key, jobs::lane));
    let rows: Vec<(JobKind, String, Option<String>)> = unfinished.load(connection)?;
    let to_make = rows.iter().filter(|(kind, ..)| *kind == JobKind::Sample).count();
    let filled: HashSet<_> =
        rows.iter().filter(|(_, key, _)| key.starts_with(SAMPLE_IMPORT)).map(|(.., lane)| lane).collect();
    Ok(i64::try_from(to_make + filled.len()).unwrap_or(i64::MAX))
}

/// The payloads of the publisher's jobs that will write the files of a sample app.
pub fn samples_to_make(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Vec<String>> {
    let to_make = jobs::table.filter(jobs::finished_at.is_null()).filter(jobs::kind.eq(JobKind::Sample));
    to_make.filter(jobs::publisher_id.eq(publisher)).select(jobs::payload).load(connection)
}

/// Whether a sample app of the publisher is waiting for its files to be generated.
pub fn any_sample_to_make(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<bool> {
    let to_make = jobs::table.filter(jobs::finished_at.is_null()).filter(jobs::kind.eq(JobKind::Sample));
    Ok(to_make.filter(jobs::publisher_id.eq(publisher)).count().get_result::<i64>(connection)? > 0)
}

/// Deletes the jobs that were finished some days ago.
pub fn delete_old(connection: &mut DbConnection, now: NaiveDateTime) -> QueryResult<usize> {
    diesel::delete(jobs::table.filter(jobs::finished_at.lt(now - KEPT))).execute(connection)
}

/// The unfinished job, if the lease is still valid.
#[diesel::dsl::auto_type]
fn held(lease: &Lease) -> _ {
    let word: Option<String> = Some(lease.word.clone());
    let id: JobId = lease.job;
    jobs::table.filter(jobs::id.eq(id)).filter(jobs::lease_word.eq(word)).filter(jobs::finished_at.is_null())
}
