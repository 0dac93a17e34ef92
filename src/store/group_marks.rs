//! The mark of a group that is being counted. It expires after some seconds unless the count renews it, so that the
//! mark of a program that died expires soon and that of a running one does not. A group whose program died is shown as
//! failed and skipped by the program that starts next. That one counts it once more a little later, because most
//! programs are killed by something else. If it dies too, the group keeps its expired mark until it is changed or
//! refreshed, so that no program dies again from counting it or a group that refers to it.

use super::DbConnection;
use super::customer_groups;
use super::jobs::LEASE;
use super::owners::group_row;
use super::schema::customer_groups as table;
use crate::ids::{GroupId, PublisherId};
use crate::token::hex;
use chrono::{NaiveDateTime, TimeDelta};
use diesel::dsl::Eq;
use diesel::prelude::*;
use std::collections::HashSet;

/// The number of counts of a group that may end with their programs before it is no longer counted by itself: one of
/// them may have been killed by chance, two in a row hardly.
const MOST_TRIES: i32 = 2;

/// How long a group whose count ended with its program is skipped before it is counted once more: long enough that a
/// program that starts again answers and counts the other groups first.
const REST: TimeDelta = TimeDelta::seconds(30);

/// A mark, identified by a random word of the count that set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub publisher: PublisherId,
    pub group: GroupId,
    word: String,
}

impl Mark {
    pub fn new(publisher: PublisherId, group: GroupId) -> Self {
        Self { publisher, group, word: hex(&rand::random::<[u8; 16]>()) }
    }
}

/// Marks the group as being counted; replaces any other mark.
pub fn set(connection: &mut DbConnection, mark: &Mark, now: NaiveDateTime) -> QueryResult<()> {
    diesel::update(group_row(mark.publisher, mark.group))
        .set((
            table::counting_since.eq(Some(now)),
            table::counting_word.eq(Some(&mark.word)),
            table::counting_until.eq(Some(now + LEASE)),
            table::counting_tries.eq(table::counting_tries + 1),
        ))
        .execute(connection)
        .map(drop)
}

/// Extends the mark, unless another has replaced it.
pub fn renew(connection: &mut DbConnection, mark: &Mark, now: NaiveDateTime) -> QueryResult<()> {
    let own = group_row(mark.publisher, mark.group).filter(table::counting_word.eq(Some(&mark.word)));
    diesel::update(own).set(table::counting_until.eq(Some(now + LEASE))).execute(connection).map(drop)
}

/// Removes the mark of a count whose result was not needed because another one came first.
pub fn remove(connection: &mut DbConnection, mark: &Mark) -> QueryResult<()> {
    let own = group_row(mark.publisher, mark.group).filter(table::counting_word.eq(Some(&mark.word)));
    diesel::update(own).set(ended()).execute(connection).map(drop)
}

/// The columns of a mark that [`ended`] sets.
type Ended = (Eq<table::counting_since, Option<NaiveDateTime>>, Eq<table::counting_tries, i32>);

/// Sets the columns of the mark when a count has ended, whatever its outcome.
pub(super) fn ended() -> Ended {
    (table::counting_since.eq(None::<NaiveDateTime>), table::counting_tries.eq(0))
}

/// A group whose mark has expired.
#[derive(Clone, Copy, Debug, Queryable)]
struct Abandoned {
    group: GroupId,
    is_known: bool,
    tries: i32,
    until: Option<NaiveDateTime>,
}

impl Abandoned {
    /// Whether the group is counted once more, now. One whose mark ends in the future, by a clock that was set back, does
    /// not wait for that.
    fn is_tried_again(&self, now: NaiveDateTime) -> bool {
        self.tries < MOST_TRIES && self.until.is_none_or(|until| until > now || until + REST < now)
    }
}

/// The publisher's groups whose mark has expired. A mark that ends more than two lease times from now was set before a
/// clock was set back; the second lease time allows for clocks that differ.
fn abandoned(connection: &mut DbConnection, publisher: PublisherId, now: NaiveDateTime) -> QueryResult<Vec<Abandoned>> {
    let marked = table::table.filter(table::publisher_id.eq(publisher)).filter(table::counting_since.is_not_null());
    let has_run_out = table::counting_until
        .is_null()
        .or(table::counting_until.lt(now).assume_not_null())
        .or(table::counting_until.gt(now + LEASE * 2).assume_not_null());
    marked
        .filter(has_run_out)
        .select((table::id, table::refresh_failed, table::counting_tries, table::counting_until))
        .load(connection)
}

/// Whether [`settle_abandoned`] has anything to do for the publisher.
pub fn any_abandoned(connection: &mut DbConnection, publisher: PublisherId, now: NaiveDateTime) -> QueryResult<bool> {
    Ok(abandoned(connection, publisher, now)?.iter().any(|mark| mark.is_tried_again(now) || !mark.is_known))
}

/// Removes the expired marks of groups that are now counted once more. Records the other counts whose marks have expired as
/// failed, and those of groups that refer to these, directly or through others; returns the groups with such a mark.
pub fn settle_abandoned(
    connection: &mut DbConnection,
    publisher: PublisherId,
    now: NaiveDateTime,
) -> QueryResult<Vec<GroupId>> {
    let (again, abandoned): (Vec<Abandoned>, Vec<Abandoned>) =
        abandoned(connection, publisher, now)?.into_iter().partition(|mark| mark.is_tried_again(now));
    let again: Vec<GroupId> = again.into_iter().map(|mark| mark.group).collect();
    let rows = table::table.filter(table::publisher_id.eq(publisher)).filter(table::id.eq_any(again));
    diesel::update(rows).set(table::counting_since.eq(None::<NaiveDateTime>)).execute(connection)?;
    let abandoned: Vec<GroupId> = abandoned.into_iter().map(|mark| mark.group).collect();
    let mut failed: HashSet<GroupId> = abandoned.iter().copied().collect();
    for group in &abandoned {
        failed.extend(customer_groups::users_of(connection, publisher, *group)?);
    }
    let failed: Vec<GroupId> = failed.into_iter().collect();
    let rows = table::table.filter(table::publisher_id.eq(publisher)).filter(table::id.eq_any(failed));
    diesel::update(rows).set(table::refresh_failed.eq(true)).execute(connection)?;
    Ok(abandoned)
}

/// Whether the group refers to one that is no longer counted by itself, directly or through others: counting it may
/// kill the program.
pub fn is_blocked(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    for mark in abandoned(connection, publisher, now)?.into_iter().filter(|mark| !mark.is_tried_again(now)) {
        if customer_groups::users_of(connection, publisher, mark.group)?.contains(&group) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The publisher's groups that refer to a group with a mark, whoever set it, directly or through others.
pub(super) fn above_marked(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<HashSet<GroupId>> {
    let marked = table::table.filter(table::publisher_id.eq(publisher)).filter(table::counting_since.is_not_null());
    let marked: Vec<GroupId> = marked.select(table::id).load(connection)?;
    let mut above = HashSet::new();
    for group in marked {
        above.extend(customer_groups::users_of(connection, publisher, group)?);
    }
    Ok(above)
}
