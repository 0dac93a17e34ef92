//! The mark of a count that is under way. It holds for some seconds unless whoever counts renews it, so that the mark of a
//! program that died of the count runs out soon, and that of a living one does not. A group with a mark that ran out keeps it
//! until it is changed or counted: no start is to die of it again, nor of the groups that name it.

use super::DbConnection;
use super::customer_groups;
use super::jobs::LEASE;
use super::schema::customer_groups as table;
use crate::ids::{GroupId, PublisherId};
use crate::token::hex;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::HashSet;

/// A mark, by a random word of the count that set it.
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

/// Marks the group as being counted, in the place of another mark.
pub fn set(connection: &mut DbConnection, mark: &Mark, now: NaiveDateTime) -> QueryResult<()> {
    diesel::update(row(mark.publisher, mark.group))
        .set((
            table::counting_since.eq(Some(now)),
            table::counting_word.eq(Some(&mark.word)),
            table::counting_until.eq(Some(now + LEASE)),
        ))
        .execute(connection)
        .map(drop)
}

/// Lets the mark hold on, unless another has come in its place.
pub fn renew(connection: &mut DbConnection, mark: &Mark, now: NaiveDateTime) -> QueryResult<()> {
    let own = row(mark.publisher, mark.group).filter(table::counting_word.eq(Some(&mark.word)));
    diesel::update(own).set(table::counting_until.eq(Some(now + LEASE))).execute(connection).map(drop)
}

/// Takes the mark away of a count that came to nothing, for another came before it.
pub fn remove(connection: &mut DbConnection, mark: &Mark) -> QueryResult<()> {
    let own = row(mark.publisher, mark.group).filter(table::counting_word.eq(Some(&mark.word)));
    diesel::update(own).set(table::counting_since.eq(None::<NaiveDateTime>)).execute(connection).map(drop)
}

/// The publisher's groups whose mark has run out. One that ends later than twice a mark's time from now was set before a
/// clock was put back; once the time is for clocks that differ.
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

/// Whether a mark of the publisher's has run out and is not known as failed yet.
pub fn any_abandoned(connection: &mut DbConnection, publisher: PublisherId, now: NaiveDateTime) -> QueryResult<bool> {
    Ok(abandoned(connection, publisher, now)?.iter().any(|(_, is_known)| !is_known))
}

/// Writes down that the counts have failed whose marks have run out, with the groups that name theirs, by themselves or
/// through others. Returns the groups with such a mark.
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

/// Whether the group names one whose mark has run out, by itself or through others: a program may die of counting it.
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

/// The publisher's groups that name one with a mark, whoever set it, by themselves or through others.
pub(super) fn above_marked(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<HashSet<GroupId>> {
    let marked = table::table.filter(table::publisher_id.eq(publisher)).filter(table::counting_since.is_not_null());
    let marked: Vec<GroupId> = marked.select(table::id).load(connection)?;
    let mut above = HashSet::new();
    for group in marked {
        above.extend(customer_groups::users_of(connection, publisher, group)?);
    }
    Ok(above)
}

#[diesel::dsl::auto_type]
fn row(publisher: PublisherId, group: GroupId) -> _ {
    table::table.filter(table::id.eq(group)).filter(table::publisher_id.eq(publisher))
}
