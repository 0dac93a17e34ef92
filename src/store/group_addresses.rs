//! The addresses of known user groups, as entered and normalised for comparison.

use super::customer_groups::CustomerGroup;
use super::owners::{is_group_of, require_group};
use super::schema::{customer_groups, customers, group_addresses, profiles};
use super::{DbConnection, ListPage, rows_per_statement};
use crate::ids::{AppId, GroupId, PublisherId};
use crate::on_either;
use diesel::dsl::exists;
use diesel::prelude::*;

/// An address of a group and whether a customer has it.
#[derive(Clone, Debug, Queryable)]
pub struct GroupAddress {
    pub email: String,
    pub is_member: bool,
}

/// An address to insert, as entered and normalised for comparison.
#[derive(Clone, Debug)]
pub struct NewAddress {
    pub email: String,
    pub email_key: String,
}

/// Replaces the group's addresses, keeping their order. The keys must be distinct.
pub fn replace(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    addresses: &[NewAddress],
) -> QueryResult<()> {
    require_group(connection, publisher, group)?;
    let before = group_addresses::table.filter(group_addresses::group_id.eq(group));
    diesel::delete(before.filter(is_group_of(publisher, group))).execute(connection)?;
    let rows: Vec<_> = (0_i32..)
        .zip(addresses)
        .map(|(place, address)| {
            (
                group_addresses::group_id.eq(group),
                group_addresses::email_key.eq(&address.email_key),
                group_addresses::email.eq(&address.email),
                group_addresses::place.eq(place),
            )
        })
        .collect();
    for chunk in rows.chunks(rows_per_statement(4)) {
        on_either!(connection, inner => diesel::insert_into(group_addresses::table).values(chunk).execute(inner))?;
    }
    Ok(())
}

/// The group's addresses in the order in which they were entered.
pub fn of_group(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<Vec<String>> {
    group_addresses::table
        .filter(group_addresses::group_id.eq(group))
        .filter(is_group_of(publisher, group))
        .order(group_addresses::place)
        .select(group_addresses::email)
        .load(connection)
}

pub fn count(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<i64> {
    let of_group =
        group_addresses::table.filter(group_addresses::group_id.eq(group)).filter(is_group_of(publisher, group));
    of_group.count().get_result(connection)
}

/// The number of the group's addresses that a customer of the publisher has.
pub fn count_members(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<i64> {
    let with_customer = customers::table
        .filter(customers::publisher_id.eq(publisher))
        .filter(customers::email_key.eq(group_addresses::email_key.nullable()));
    group_addresses::table
        .filter(group_addresses::group_id.eq(group))
        .filter(is_group_of(publisher, group))
        .filter(exists(with_customer))
        .count()
        .get_result(connection)
}

/// The positions in the app of the publisher's customers whose addresses the group lists, in any order.
pub fn positions(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    app: AppId,
) -> QueryResult<Vec<u32>> {
    let rows: Vec<i32> = group_addresses::table
        .inner_join(customers::table.on(customers::email_key.eq(group_addresses::email_key.nullable())))
        .inner_join(profiles::table.on(profiles::customer_id.eq(customers::id)))
        .filter(group_addresses::group_id.eq(group))
        .filter(is_group_of(publisher, group))
        .filter(customers::publisher_id.eq(publisher))
        .filter(profiles::app_id.eq(app))
        .select(profiles::position)
        .load(connection)?;
    Ok(rows.into_iter().map(i32::unsigned_abs).collect())
}

/// The publisher's groups that list the address, which is normalised for comparison, by name. Archived groups are left
/// out.
pub fn groups_of(
    connection: &mut DbConnection,
    publisher: PublisherId,
    email_key: &str,
) -> QueryResult<Vec<CustomerGroup>> {
    customer_groups::table
        .inner_join(group_addresses::table)
        .filter(customer_groups::publisher_id.eq(publisher))
        .filter(customer_groups::archived_at.is_null())
        .filter(group_addresses::email_key.eq(email_key))
        .order((customer_groups::name_key, customer_groups::id))
        .select(CustomerGroup::as_select())
        .load(connection)
}

/// A page of the group's addresses that contain `search`.
pub fn list(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    search: &str,
    offset: i64,
    limit: i64,
) -> QueryResult<ListPage<GroupAddress>> {
    let pattern = super::group_lists::contains_pattern(search);
    let found = || {
        group_addresses::table
            .filter(group_addresses::group_id.eq(group))
            .filter(is_group_of(publisher, group))
            .filter(group_addresses::email_key.like(pattern.clone()).escape('\\'))
    };
    let total = found().count().get_result(connection)?;
    let page: Vec<(String, String)> = found()
        .order(group_addresses::place)
        .offset(offset)
        .limit(limit)
        .select((group_addresses::email, group_addresses::email_key))
        .load(connection)?;
    let keys: Vec<String> = page.iter().map(|(_, key)| key.clone()).collect();
    let members = super::customers::known_emails(connection, publisher, &keys)?;
    let row = |(email, key): (String, String)| GroupAddress { is_member: members.contains(&key), email };
    let rows = page.into_iter().map(row).collect();
    Ok(ListPage { rows, total })
}
