//! The mark of a group that is being counted. It expires after some seconds unless the count renews it, so that the
//! mark of a program that died expires soon and that of a running one does not. A group keeps an expired mark until it
//! is changed or counted, so that no program dies again from counting it or a group that refers to it.

use super::DbConnection;
use super::customer_groups;
use super::jobs::LEASE;
use super::owners::group_row;
use super::schema::customer_groups as table;
use crate::ids::{GroupId, PublisherId};
use crate::token::hex;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::HashSet;

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
    diesel::update(own).set(table::counting_since.eq(None::<NaiveDateTime>)).execute(connection).map(drop)
}

/// The publisher's groups whose mark has expired. A mark that ends more than two lease times from now was set before a
/// clock was set back; the second lease time allows for clocks that differ.
fn abandoned(
    connection: &mut DbConnection,
    publisher: PublisherId,
    now: NaiveDateTime,
) -> QueryResult<Vec<(GroupId, bool)>> {
    let marked = table::table.filter(table::publisher_id.eq(publisher)).filter(table::counting_since.is_not_null());
    let has_run_out = table::counting_until
        .is_null()
        .or(table::counting_until.lt(now).assume_not_null())
        .or(table::counting_until.gt(now + LEASE * 2).assume_not_null());
    marked.filter(has_run_out).select((table::id, table::refresh_failed)).load(connection)
}

/// Whether a mark of the publisher's has expired without being recorded as a failure yet.
pub fn any_abandoned(connection: &mut DbConnection, publisher: PublisherId, now: NaiveDateTime) -> QueryResult<bool> {
    Ok(abandoned(connection, publisher, now)?.iter().any(|(_, is_known)| !is_known))
}

/// Records as failed the counts whose marks have expired, and those of groups that refer to these, directly or through
/// others. Returns the groups with an expired mark.
pub fn fail_abandoned(
    connection: &mut DbConnection,
    publisher: PublisherId,
    now: NaiveDateTime,
) -> QueryResult<Vec<GroupId>> {
    let abandoned: Vec<GroupId> = abandoned(connection, publisher, now)?.into_iter().map(|(group, _)| group).collect();
    let mut failed: HashSet<GroupId> = abandoned.iter().copied().collect();
    for group in &abandoned {
        failed.extend(customer_groups::users_of(connection, publisher, *group)?);
    }
    let failed: Vec<GroupId> = failed.into_iter().collect();
    let rows = table::table.filter(table::publisher_id.eq(publisher)).filter(table::id.eq_any(failed));
    diesel::update(rows).set(table::refresh_failed.eq(true)).execute(connection)?;
    Ok(abandoned)
}

/// Whether the group refers to one with an expired mark, directly or through others: counting it may kill the program.
pub fn is_blocked(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    for (marked, _) in abandoned(connection, publisher, now)? {
        if customer_groups::users_of(connection, publisher, marked)?.contains(&group) {
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
