//! Which job a worker may have next.

use super::{Claimed, JobKind, LEASE, Lease};
use crate::ids::{JobId, PublisherId};
use crate::store::DbConnection;
use crate::store::schema::jobs;
use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use std::collections::{HashMap, HashSet};

/// The longest wait before another attempt: long enough that retrying during an outage of hours costs little.
const LONGEST_BACKOFF: TimeDelta = TimeDelta::minutes(10);

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
