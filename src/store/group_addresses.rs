//! The entries of known user groups: e-mail addresses, as entered and normalised for comparison, and account ids. The key
//! of an entry is in `email_key`: that of an address, or that of an account id (see [`account_key`](crate::addresses::account_key)).

use super::customer_groups::CustomerGroup;
use super::group_lists::{contains_pattern, other_patterns};
use super::owners::{is_group_of, require_group};
use super::people_search::{ADDRESS, PeopleSearch};
use super::schema::{customer_groups, customers, group_addresses, profiles};
use super::{DbConnection, ListPage, rows_per_statement};
use crate::addresses::{account_key, account_of, as_typed, is_account};
use crate::day::Day;
use crate::ids::{AppId, GroupId, PublisherId};
use crate::insert;
use diesel::dsl::{exists, not, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use std::collections::{HashMap, HashSet};

/// Whether an entry is an account id.
#[diesel::dsl::auto_type]
fn is_account_id() -> _ {
    group_addresses::email_key.not_like("%@%").or(group_addresses::email_key.like("@%"))
}

/// The account id of an entry that is one.
fn account_id() -> SqlLiteral<Text> {
    sql(
        "CASE WHEN group_addresses.email_key LIKE '@%' THEN SUBSTR(group_addresses.email_key, 2) ELSE group_addresses.email_key END",
    )
}

/// An entry of a group and whether a customer has the address or the account id.
#[derive(Clone, Debug)]
pub struct GroupAddress {
    pub email: String,
    /// As it is typed in a form.
    pub typed: String,
    pub is_account: bool,
    pub is_member: bool,
}

/// An entry to insert, as entered, with its key.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct NewAddress {
    pub email: String,
    pub email_key: String,
}

/// Replaces the group's addresses, keeping their order, and the days on which those that stay were added. The others are
/// added on `today`. The keys must be distinct.
pub fn replace(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (group, today): (GroupId, Day),
    addresses: &[NewAddress],
) -> QueryResult<()> {
    require_group(connection, publisher, group)?;
    let of_group =
        || group_addresses::table.filter(group_addresses::group_id.eq(group)).filter(is_group_of(publisher, group));
    let before: Vec<(String, Option<Day>)> =
        of_group().select((group_addresses::email_key, group_addresses::added_on)).load(connection)?;
    let before: HashMap<String, Option<Day>> = before.into_iter().collect();
    diesel::delete(of_group()).execute(connection)?;
    let rows: Vec<_> = (0_i32..)
        .zip(addresses)
        .map(|(place, address)| {
            (
                group_addresses::group_id.eq(group),
                group_addresses::email_key.eq(&address.email_key),
                group_addresses::email.eq(&address.email),
                group_addresses::place.eq(place),
                group_addresses::added_on.eq(before.get(&address.email_key).copied().unwrap_or(Some(today))),
            )
        })
        .collect();
    insert!(connection, group_addresses::table, rows);
    Ok(())
}

/// The group's entries with their keys, in the order in which they were entered.
pub fn entries(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<Vec<NewAddress>> {
    group_addresses::table
        .filter(group_addresses::group_id.eq(group))
        .filter(is_group_of(publisher, group))
        .order(group_addresses::place)
        .select((group_addresses::email, group_addresses::email_key))
        .load(connection)
}

/// Those of the groups' entries that have one of these keys.
pub fn among(
    connection: &mut DbConnection,
    publisher: PublisherId,
    groups: &[GroupId],
    keys: &[String],
) -> QueryResult<HashSet<(GroupId, String)>> {
    let mut found = HashSet::new();
    // Half of the parameters of a statement for each.
    for groups in groups.chunks(rows_per_statement(2)) {
        for keys in keys.chunks(rows_per_statement(2)) {
            let rows: Vec<(GroupId, String)> = group_addresses::table
                .inner_join(customer_groups::table)
                .filter(customer_groups::publisher_id.eq(publisher))
                .filter(group_addresses::group_id.eq_any(groups))
                .filter(group_addresses::email_key.eq_any(keys))
                .select((group_addresses::group_id, group_addresses::email_key))
                .load(connection)?;
            found.extend(rows);
        }
    }
    Ok(found)
}

/// The account ids among the group's entries.
pub fn accounts(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<Vec<String>> {
    let keys: Vec<String> = group_addresses::table
        .filter(group_addresses::group_id.eq(group))
        .filter(is_group_of(publisher, group))
        .filter(is_account_id())
        .select(group_addresses::email_key)
        .load(connection)?;
    Ok(keys.iter().filter_map(|key| account_of(key)).map(str::to_owned).collect())
}

pub fn count(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<i64> {
    let of_group =
        group_addresses::table.filter(group_addresses::group_id.eq(group)).filter(is_group_of(publisher, group));
    of_group.count().get_result(connection)
}

/// The number of the group's entries whose address or account id a customer of the publisher has. A customer listed by both
/// counts once.
pub fn count_members(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<i64> {
    let of_publisher = || customers::table.filter(customers::publisher_id.eq(publisher));
    let of_group =
        || group_addresses::table.filter(group_addresses::group_id.eq(group)).filter(is_group_of(publisher, group));
    let by_address = of_publisher().filter(customers::email_key.eq(group_addresses::email_key.nullable()));
    let twin = diesel::alias!(group_addresses as twin);
    let is_listed_by_address = exists(
        twin.filter(twin.field(group_addresses::group_id).eq(group))
            .filter(twin.field(group_addresses::email_key).nullable().eq(customers::email_key)),
    );
    let by_account = of_publisher().filter(customers::account_id.eq(account_id())).filter(not(is_listed_by_address));
    let addresses: i64 = of_group().filter(exists(by_address)).count().get_result(connection)?;
    let accounts = of_group().filter(is_account_id()).filter(exists(by_account));
    Ok(addresses + accounts.count().get_result::<i64>(connection)?)
}

/// The day on which the first of these entries of the group was added, if that is known of all.
pub fn added_on(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    keys: &[String],
) -> QueryResult<Option<Day>> {
    let days: Vec<Option<Day>> = group_addresses::table
        .filter(group_addresses::group_id.eq(group))
        .filter(is_group_of(publisher, group))
        .filter(group_addresses::email_key.eq_any(keys))
        .select(group_addresses::added_on)
        .load(connection)?;
    let known: Option<Vec<Day>> = days.into_iter().collect();
    Ok(known.and_then(|days| days.into_iter().min()))
}

/// The positions in the app of the publisher's customers whose addresses or account ids the group lists, in any order, and the
/// day on which each was added, if that is known. A customer listed by both occurs twice.
pub fn positions(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    app: AppId,
) -> QueryResult<Vec<(u32, Option<Day>)>> {
    let mut rows: Vec<(i32, Option<Day>)> = group_addresses::table
        .inner_join(customers::table.on(customers::email_key.eq(group_addresses::email_key.nullable())))
        .inner_join(profiles::table.on(profiles::customer_id.eq(customers::id)))
        .filter(group_addresses::group_id.eq(group))
        .filter(is_group_of(publisher, group))
        .filter(customers::publisher_id.eq(publisher))
        .filter(profiles::app_id.eq(app))
        .select((profiles::position, group_addresses::added_on))
        .load(connection)?;
    rows.extend(
        group_addresses::table
            .inner_join(customers::table.on(customers::account_id.eq(account_id())))
            .inner_join(profiles::table.on(profiles::customer_id.eq(customers::id)))
            .filter(group_addresses::group_id.eq(group))
            .filter(is_account_id())
            .filter(is_group_of(publisher, group))
            .filter(customers::publisher_id.eq(publisher))
            .filter(profiles::app_id.eq(app))
            .select((profiles::position, group_addresses::added_on))
            .load::<(i32, Option<Day>)>(connection)?,
    );
    Ok(rows.into_iter().map(|(position, added_on)| (position.unsigned_abs(), added_on)).collect())
}

/// The publisher's groups that list one of these keys, by name. Archived groups are left out.
pub fn groups_of(
    connection: &mut DbConnection,
    publisher: PublisherId,
    keys: &[String],
) -> QueryResult<Vec<CustomerGroup>> {
    let mut groups: Vec<CustomerGroup> = customer_groups::table
        .inner_join(group_addresses::table)
        .filter(customer_groups::publisher_id.eq(publisher))
        .filter(customer_groups::archived_at.is_null())
        .filter(group_addresses::email_key.eq_any(keys))
        .order((customer_groups::name_key, customer_groups::id))
        .select(CustomerGroup::as_select())
        .load(connection)?;
    // A group may list the customer by address and by account id.
    groups.dedup_by_key(|group| group.id);
    Ok(groups)
}

/// A page of the group's entries that contain the search.
pub fn list(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    search: &PeopleSearch,
    offset: i64,
    limit: i64,
) -> QueryResult<ListPage<GroupAddress>> {
    let (pattern, other) = (contains_pattern(&search.text), other_patterns(&search.text));
    let found = || {
        let [typed, upper] = other.clone();
        group_addresses::table.filter(group_addresses::group_id.eq(group)).filter(is_group_of(publisher, group)).filter(
            lower(group_addresses::email_key)
                .like(pattern.clone())
                .escape('\\')
                .or(group_addresses::email_key.like(typed).escape('\\'))
                .or(group_addresses::email_key.like(upper).escape('\\'))
                .and((!search.whole_addresses).into_sql::<Bool>().or(group_addresses::email_key.not_like(ADDRESS)))
                .or(group_addresses::email_key.like(search.address_pattern()).escape('\\')),
        )
    };
    let total = found().count().get_result(connection)?;
    let page: Vec<(String, String)> = found()
        .order(group_addresses::place)
        .offset(offset)
        .limit(limit)
        .select((group_addresses::email, group_addresses::email_key))
        .load(connection)?;
    let (accounts, keys): (Vec<String>, Vec<String>) =
        page.iter().map(|(_, key)| key.clone()).partition(|key| is_account(key));
    let mut members = super::customers::known_emails(connection, publisher, &keys)?;
    let accounts: Vec<String> = accounts.iter().filter_map(|key| account_of(key)).map(str::to_owned).collect();
    let known = super::customers::emails_of_accounts(connection, publisher, &accounts)?;
    members.extend(known.keys().map(|account| account_key(account)));
    let row = |(email, key): (String, String)| GroupAddress {
        typed: as_typed(&email, &key).into_owned(),
        is_member: members.contains(&key),
        is_account: is_account(&key),
        email,
    };
    let rows = page.into_iter().map(row).collect();
    Ok(ListPage { rows, total })
}

#[diesel::declare_sql_function]
extern "SQL" {
    /// The text in lower case.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}
