//! Creating, changing, archiving and deleting groups.

use super::{CustomerGroup, GroupKind, name_key};
use crate::day::Day;
use crate::ids::{AppId, GroupId, PublisherId, UserId};
use crate::segments::Rule;
use crate::store::owners::is_group_of;
use crate::store::schema::{customer_groups, group_addresses};
use crate::store::{
    DbConnection, favourite_groups, flights, group_tags, group_tests, membership_changes, offers, snapshots,
};
use crate::text::flag_key_of as key_of;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A group to insert.
#[derive(Clone, Debug)]
pub struct NewGroup<'a> {
    pub publisher_id: PublisherId,
    pub app_id: Option<AppId>,
    pub kind: GroupKind,
    pub name: &'a str,
    pub rule: Option<&'a Rule>,
    pub created_by: Option<UserId>,
    /// Identifies the form that the group was created with, so that sending the form twice creates one group.
    pub form: Option<&'a str>,
}

/// The new values of a group.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    pub name: &'a str,
    pub app_id: Option<AppId>,
    pub rule: Option<&'a Rule>,
    /// Whether the members may change. If so, the group has no number until it is counted again.
    pub changes_members: bool,
}

impl CustomerGroup {
    /// The value of [`CustomerGroup::rule_before`] after this change. None if counts of the rule died with their
    /// programs: the next count must not meet it again.
    fn rule_before_after(&self, change: &Change<'_>) -> Option<&str> {
        let was_fatal = self.refresh_failed && self.counting_since.is_some();
        if was_fatal || self.refreshed_on.is_none() || change.app_id != self.app_id {
            return None;
        }
        let edited = || self.rule.as_deref().filter(|_| change.rule != self.rule().ok().as_ref());
        self.rule_before.as_deref().or_else(edited)
    }
}

fn rule_text(rule: &Rule) -> String {
    serde_json::json!(rule).to_string()
}

#[diesel::dsl::auto_type]
fn row(publisher: PublisherId, group: GroupId) -> _ {
    customer_groups::table.filter(customer_groups::id.eq(group)).filter(customer_groups::publisher_id.eq(publisher))
}

/// Creates a group. A name that is taken is a UNIQUE violation.
pub fn create(connection: &mut DbConnection, group: &NewGroup<'_>, now: NaiveDateTime) -> QueryResult<GroupId> {
    let flag_key = free_key(connection, group.publisher_id, &key_of(group.name))?;
    diesel::insert_into(customer_groups::table)
        .values((
            customer_groups::publisher_id.eq(group.publisher_id),
            customer_groups::app_id.eq(group.app_id),
            customer_groups::kind.eq(group.kind),
            customer_groups::name.eq(group.name),
            customer_groups::name_key.eq(name_key(group.name)),
            customer_groups::rule.eq(group.rule.map(rule_text)),
            customer_groups::created_by.eq(group.created_by),
            customer_groups::owner_id.eq(group.created_by),
            customer_groups::form.eq(group.form),
            customer_groups::flag_key.eq(flag_key),
            customer_groups::created_at.eq(now),
            customer_groups::updated_at.eq(now),
        ))
        .returning(customer_groups::id)
        .get_result(connection)
}

/// The key, or the first of `key-2`, `key-3` and so on that no group of the publisher has.
fn free_key(connection: &mut DbConnection, publisher: PublisherId, key: &str) -> QueryResult<String> {
    let taken: Vec<String> = customer_groups::table
        .filter(customer_groups::publisher_id.eq(publisher))
        .filter(customer_groups::flag_key.like(format!("{key}%")))
        .select(customer_groups::flag_key)
        .load(connection)?;
    let is_free = |key: &String| !taken.contains(key);
    let mut numbered = (2..).map(|number| format!("{key}-{number}"));
    Ok(Some(key.to_owned()).filter(is_free).or_else(|| numbered.find(is_free)).unwrap_or_default())
}

/// Changes the flag of the group as it was read. Returns false and changes nothing if it has changed since. A key that is
/// taken is a UNIQUE violation.
pub fn set_flag(
    connection: &mut DbConnection,
    group: &CustomerGroup,
    (key, for_clients): (&str, bool),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let unchanged = row(group.publisher_id, group.id).filter(customer_groups::version.eq(group.version));
    let rows = diesel::update(unchanged).set((
        customer_groups::flag_key.eq(key),
        customer_groups::for_clients.eq(for_clients),
        customer_groups::updated_at.eq(now),
        customer_groups::version.eq(customer_groups::version + 1),
    ));
    Ok(rows.execute(connection)? == 1)
}

/// Changes the group as it was read. Returns false and changes nothing if it has changed since. A name that is taken is
/// a UNIQUE violation.
pub fn update(
    connection: &mut DbConnection,
    group: &CustomerGroup,
    change: &Change<'_>,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let unchanged = row(group.publisher_id, group.id).filter(customer_groups::version.eq(group.version));
    let rows = diesel::update(unchanged).set((
        customer_groups::name.eq(change.name),
        customer_groups::name_key.eq(name_key(change.name)),
        customer_groups::app_id.eq(change.app_id),
        customer_groups::rule.eq(change.rule.map(rule_text)),
        customer_groups::rule_before.eq(group.rule_before_after(change)),
        customer_groups::updated_at.eq(now),
        customer_groups::version.eq(customer_groups::version + 1),
    ));
    let is_changed = rows.execute(connection)? == 1;
    if is_changed && change.changes_members {
        forget_count(connection, group, group.is_segment() && change.app_id == group.app_id)?;
    }
    Ok(is_changed)
}

/// Removes the group's number until it is counted again. What the last count was based on is kept if the group's
/// history continues from it.
fn forget_count(connection: &mut DbConnection, group: &CustomerGroup, goes_on: bool) -> QueryResult<()> {
    let row = || row(group.publisher_id, group.id);
    let without_number = diesel::update(row()).set(customer_groups::members.eq(None::<i64>));
    without_number.execute(connection)?;
    if goes_on {
        return Ok(());
    }
    diesel::update(row())
        .set((
            customer_groups::refreshed_on.eq(None::<Day>),
            customer_groups::refreshed_version.eq(None::<i64>),
            customer_groups::refreshed_position.eq(None::<i32>),
        ))
        .execute(connection)
        .map(drop)
}

/// Renames the group as it was read. Returns false and changes nothing if it has changed since. A name that is taken is
/// a UNIQUE violation.
pub fn rename(
    connection: &mut DbConnection,
    group: &CustomerGroup,
    name: &str,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let unchanged = row(group.publisher_id, group.id).filter(customer_groups::version.eq(group.version));
    let rows = diesel::update(unchanged).set((
        customer_groups::name.eq(name),
        customer_groups::name_key.eq(name_key(name)),
        customer_groups::updated_at.eq(now),
        customer_groups::version.eq(customer_groups::version + 1),
    ));
    Ok(rows.execute(connection)? == 1)
}

/// Describes the group and says whose it is. Its version is that of the change that this is a part of.
pub fn set_about(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    (description, owner): (&str, Option<UserId>),
) -> QueryResult<()> {
    diesel::update(row(publisher, group))
        .set((customer_groups::description.eq(description), customer_groups::owner_id.eq(owner)))
        .execute(connection)
        .map(drop)
}

/// Makes a new version of the group, for a change that is in no column of its row.
pub fn touch(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::update(row(publisher, group))
        .set((customer_groups::updated_at.eq(now), customer_groups::version.eq(customer_groups::version + 1)))
        .execute(connection)
        .map(drop)
}

/// Archives the group at a time, or restores it with `None`.
pub fn set_archived(
    connection: &mut DbConnection,
    group: &CustomerGroup,
    archived_at: Option<NaiveDateTime>,
) -> QueryResult<()> {
    diesel::update(row(group.publisher_id, group.id))
        .set(customer_groups::archived_at.eq(archived_at))
        .execute(connection)
        .map(drop)
}

/// Deletes the group with its entries and its history.
pub fn delete(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<()> {
    let entries = group_addresses::table.filter(group_addresses::group_id.eq(group));
    diesel::delete(entries.filter(is_group_of(publisher, group))).execute(connection)?;
    group_tags::set(connection, publisher, group, &[])?;
    favourite_groups::forget_group(connection, publisher, group)?;
    snapshots::delete_of_group(connection, publisher, group)?;
    membership_changes::delete_of_group(connection, publisher, group)?;
    offers::forget_group(connection, publisher, group)?;
    group_tests::forget_group(connection, publisher, group)?;
    flights::forget_group(connection, publisher, group)?;
    diesel::delete(row(publisher, group)).execute(connection).map(drop)
}
