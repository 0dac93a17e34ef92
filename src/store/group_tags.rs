//! The tags of groups. They are compared without regard to case, and all groups of a publisher write a tag in the same way.

use super::owners::{is_group_of, require_group};
use super::schema::{customer_groups, group_tags};
use super::{DbConnection, rows_per_statement};
use crate::ids::{GroupId, PublisherId};
use crate::insert;
use diesel::dsl::count_star;
use diesel::prelude::*;
use std::collections::HashMap;

/// The tag as it is compared.
pub fn key(tag: &str) -> String {
    tag.to_lowercase()
}

/// Replaces the tags of the group. A tag that other groups have is written as they write it. No two may have the same key.
pub fn set(connection: &mut DbConnection, publisher: PublisherId, group: GroupId, tags: &[String]) -> QueryResult<()> {
    require_group(connection, publisher, group)?;
    let of_group = group_tags::table.filter(group_tags::group_id.eq(group)).filter(is_group_of(publisher, group));
    diesel::delete(of_group).execute(connection)?;
    if tags.is_empty() {
        return Ok(());
    }
    let keys: Vec<String> = tags.iter().map(|tag| key(tag)).collect();
    let written: Vec<(String, String)> = group_tags::table
        .inner_join(customer_groups::table)
        .filter(customer_groups::publisher_id.eq(publisher))
        .filter(group_tags::tag_key.eq_any(&keys))
        .select((group_tags::tag_key, group_tags::tag))
        .distinct()
        .load(connection)?;
    let written: HashMap<String, String> = written.into_iter().collect();
    let row = |(key, tag): (&String, &String)| {
        let tag = written.get(key).unwrap_or(tag).clone();
        (group_tags::group_id.eq(group), group_tags::tag_key.eq(key.clone()), group_tags::tag.eq(tag))
    };
    insert!(connection, group_tags::table, keys.iter().zip(tags).map(row).collect());
    Ok(())
}

/// The tags of each of the publisher's groups that has some, by their keys.
pub fn of_groups(
    connection: &mut DbConnection,
    publisher: PublisherId,
    groups: &[GroupId],
) -> QueryResult<HashMap<GroupId, Vec<String>>> {
    let mut found: HashMap<GroupId, Vec<String>> = HashMap::new();
    for groups in groups.chunks(rows_per_statement(1)) {
        let rows: Vec<(GroupId, String)> = group_tags::table
            .inner_join(customer_groups::table)
            .filter(customer_groups::publisher_id.eq(publisher))
            .filter(group_tags::group_id.eq_any(groups))
            .select((group_tags::group_id, group_tags::tag))
            .load(connection)?;
        rows.into_iter().for_each(|(group, tag)| found.entry(group).or_default().push(tag));
    }
    // In the same order on both databases, whatever the collation.
    found.values_mut().for_each(|tags| tags.sort_by_key(|tag| key(tag)));
    Ok(found)
}

/// The tags of one group, by their keys.
pub fn of_group(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<Vec<String>> {
    Ok(of_groups(connection, publisher, &[group])?.remove(&group).unwrap_or_default())
}

/// The `most` tags that most of the publisher's groups have, in the order of the alphabet.
pub fn in_use(connection: &mut DbConnection, publisher: PublisherId, most: i64) -> QueryResult<Vec<String>> {
    let mut rows: Vec<(String, Option<String>, i64)> = group_tags::table
        .inner_join(customer_groups::table)
        .filter(customer_groups::publisher_id.eq(publisher))
        .group_by(group_tags::tag_key)
        .select((group_tags::tag_key, diesel::dsl::min(group_tags::tag), count_star()))
        .order((count_star().desc(), group_tags::tag_key.asc()))
        .limit(most)
        .load(connection)?;
    rows.sort();
    Ok(rows.into_iter().filter_map(|(_, tag, _)| tag).collect())
}
