//! Customers: people with an account at a publisher.

use super::group_lists::{contains_pattern, other_patterns};
use super::owners::is_of_publisher;
use super::people_search::{ADDRESS, PeopleSearch};
use super::schema::{apps, customers, profiles};
use super::{DbConnection, ListPage, rows_per_statement};
use crate::access::Addresses;
use crate::day::Day;
use crate::ids::{AppId, AppKey, CustomerId, PublisherId};
use crate::segments::choices::{AgeGroup, Gender};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use std::collections::{HashMap, HashSet};

/// Customers on one page of a list: two or three screens, which can still be looked through for a name.
pub const PAGE_SIZE: i64 = 50;

/// Accounts that are read at once to find customers by them: few enough that others wait for no memory, and enough that the
/// number of queries costs nothing.
const ACCOUNTS_AT_ONCE: i64 = 20_000;

/// A person with an account at the publisher.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = super::schema::customers)]
pub struct Customer {
    pub id: CustomerId,
    pub account_id: String,
    pub email: Option<String>,
    pub birth_on: Option<Day>,
    /// The age from an import, used if the day of birth is unknown.
    pub age: Option<i32>,
    /// The age group from an import, used if both are unknown.
    pub age_group: Option<AgeGroup>,
    pub gender: Option<Gender>,
    pub market: Option<String>,
    pub language: Option<String>,
}

impl Customer {
    /// Replaces the address, and an account id that is one, by what somebody sees of it.
    pub fn mask(&mut self, addresses: Addresses) {
        self.account_id = addresses.shown(&self.account_id);
        self.email = self.email.as_deref().map(|email| addresses.shown(email));
    }

    /// Full years since birth, or the age from an import if the day of birth is unknown.
    pub fn age_on(&self, today: Day) -> Option<i64> {
        let born = self.birth_on.and_then(|birth| today.years_since(birth));
        born.map(i64::from).or(self.age.map(i64::from))
    }

    pub fn path(&self) -> String {
        format!("/customers/{}", self.id)
    }

    /// The URL of the page that explains whether and why the customer is in a group.
    /// Where somebody who sees addresses so checks the customer: who does not see an account id that is an address gets the
    /// customer's page.
    pub fn check_path_for(&self, addresses: Addresses) -> String {
        let is_masked = addresses.shown(&self.account_id) != self.account_id;
        if is_masked { self.path() } else { self.check_path() }
    }

    pub fn check_path(&self) -> String {
        let id = percent_encoding::utf8_percent_encode(&self.account_id, percent_encoding::NON_ALPHANUMERIC);
        format!("/customers/check?who={id}")
    }
}

pub fn find(connection: &mut DbConnection, publisher: PublisherId, customer: CustomerId) -> QueryResult<Customer> {
    customers::table
        .find(customer)
        .filter(customers::publisher_id.eq(publisher))
        .select(Customer::as_select())
        .first(connection)
}

/// The customer with this account id.
pub fn of_account(
    connection: &mut DbConnection,
    publisher: PublisherId,
    account_id: &str,
) -> QueryResult<Option<Customer>> {
    customers::table
        .filter(customers::publisher_id.eq(publisher))
        .filter(customers::account_id.eq(account_id))
        .select(Customer::as_select())
        .first(connection)
        .optional()
}

/// The ids of the publisher's customers after one of them, with their account ids, in order; at most so many.
pub fn accounts_after(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (after, most): (CustomerId, i64),
) -> QueryResult<Vec<(CustomerId, String)>> {
    customers::table
        .filter(customers::publisher_id.eq(publisher))
        .filter(customers::id.gt(after))
        .order(customers::id)
        .limit(most)
        .select((customers::id, customers::account_id))
        .load(connection)
}

/// The customers with this address, normalised for comparison; at most one page of them.
pub fn of_email(connection: &mut DbConnection, publisher: PublisherId, email_key: &str) -> QueryResult<Vec<Customer>> {
    customers::table
        .filter(customers::publisher_id.eq(publisher))
        .filter(customers::email_key.eq(email_key))
        .order(customers::id)
        .limit(PAGE_SIZE)
        .select(Customer::as_select())
        .load(connection)
}

/// A page of the publisher's customers whose account id or address contains the search. Pages count from 1.
pub fn list(
    connection: &mut DbConnection,
    publisher: PublisherId,
    search: &PeopleSearch,
    page: i64,
) -> QueryResult<ListPage<Customer>> {
    let pattern = contains_pattern(&search.text);
    let found = || {
        let all = customers::table.filter(customers::publisher_id.eq(publisher)).into_boxed();
        if search.is_empty() {
            return all;
        }
        let [typed, upper] = other_patterns(&search.text);
        all.filter(
            lower(customers::account_id)
                .like(pattern.clone())
                .escape('\\')
                .or(customers::account_id.like(typed).escape('\\'))
                .or(customers::account_id.like(upper).escape('\\'))
                .and((!search.whole_addresses).into_sql::<Bool>().or(customers::account_id.not_like(ADDRESS)))
                .or(customers::account_id.eq(search.text.clone()))
                .or(customers::email_key.like(search.address_pattern()).escape('\\').assume_not_null()),
        )
    };
    let total = found().count().get_result(connection)?;
    let rows = found()
        .order(customers::id)
        .offset((page.max(1) - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
        .select(Customer::as_select())
        .load(connection)?;
    Ok(ListPage { rows, total })
}

/// Those of the addresses, normalised for comparison, that a customer of the publisher has.
pub fn known_emails(
    connection: &mut DbConnection,
    publisher: PublisherId,
    keys: &[String],
) -> QueryResult<HashSet<String>> {
    let mut known = HashSet::new();
    for chunk in keys.chunks(rows_per_statement(1)) {
        let rows: Vec<Option<String>> = customers::table
            .filter(customers::publisher_id.eq(publisher))
            .filter(customers::email_key.eq_any(chunk.to_vec()))
            .select(customers::email_key)
            .load(connection)?;
        known.extend(rows.into_iter().flatten());
    }
    Ok(known)
}

/// Those of the account ids that a customer of the publisher has, with the keys of the customers' addresses.
pub fn emails_of_accounts(
    connection: &mut DbConnection,
    publisher: PublisherId,
    ids: &[String],
) -> QueryResult<HashMap<String, Option<String>>> {
    let mut known = HashMap::new();
    for chunk in ids.chunks(rows_per_statement(1)) {
        let rows: Vec<(String, Option<String>)> = customers::table
            .filter(customers::publisher_id.eq(publisher))
            .filter(customers::account_id.eq_any(chunk.to_vec()))
            .select((customers::account_id, customers::email_key))
            .load(connection)?;
        known.extend(rows);
    }
    Ok(known)
}

/// The positions in the app of the customers with these account ids. Accounts that are not in the app are left out.
pub fn positions_of_accounts(
    connection: &mut DbConnection,
    app: AppKey,
    ids: &[String],
) -> QueryResult<HashMap<String, u32>> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(rows_per_statement(1)) {
        let rows: Vec<(String, i32)> = customers::table
            .inner_join(profiles::table)
            .filter(profiles::app_id.eq(app.id))
            .filter(customers::publisher_id.eq(app.publisher))
            .filter(customers::account_id.eq_any(chunk.to_vec()))
            .select((customers::account_id, profiles::position))
            .load(connection)?;
        found.extend(rows.into_iter().map(|(account, position)| (account, position.unsigned_abs())));
    }
    Ok(found)
}

/// The position and the account id of the app's customers from a position on, in the order of the positions: the first
/// 20,000 of them.
pub fn accounts_from(connection: &mut DbConnection, app: AppKey, position: i32) -> QueryResult<Vec<(i32, String)>> {
    profiles::table
        .inner_join(customers::table)
        .filter(profiles::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(profiles::position.ge(position))
        .order(profiles::position)
        .limit(ACCOUNTS_AT_ONCE)
        .select((profiles::position, customers::account_id))
        .load(connection)
}

/// The customers at these positions of the app, in the order of the positions.
pub fn at_positions(connection: &mut DbConnection, app: AppKey, positions: &[u32]) -> QueryResult<Vec<Customer>> {
    let mut found = Vec::with_capacity(positions.len());
    for chunk in positions.chunks(rows_per_statement(1)) {
        let chunk: Vec<i32> = chunk.iter().filter_map(|position| i32::try_from(*position).ok()).collect();
        let rows: Vec<Customer> = profiles::table
            .inner_join(customers::table)
            .filter(profiles::app_id.eq(app.id))
            .filter(is_of_publisher(app))
            .filter(profiles::position.eq_any(chunk))
            .order(profiles::position)
            .select(Customer::as_select())
            .load(connection)?;
        found.extend(rows);
    }
    Ok(found)
}

/// The addresses of the customers at these positions of the app, in the order of the positions. Customers without an
/// address are skipped.
pub fn emails_at(connection: &mut DbConnection, app: AppKey, positions: &[u32]) -> QueryResult<Vec<String>> {
    let mut found = Vec::new();
    for chunk in positions.chunks(rows_per_statement(1)) {
        let chunk: Vec<i32> = chunk.iter().filter_map(|position| i32::try_from(*position).ok()).collect();
        let rows: Vec<Option<String>> = profiles::table
            .inner_join(customers::table)
            .filter(profiles::app_id.eq(app.id))
            .filter(is_of_publisher(app))
            .filter(profiles::position.eq_any(chunk))
            .filter(customers::email.is_not_null())
            .order(profiles::position)
            .select(customers::email)
            .load(connection)?;
        found.extend(rows.into_iter().flatten());
    }
    Ok(found)
}

/// The positions, ascending, of the app's customers whose account id or address contains the search.
pub fn positions_matching(connection: &mut DbConnection, app: AppKey, search: &PeopleSearch) -> QueryResult<Vec<u32>> {
    let (pattern, [typed, upper]) = (contains_pattern(&search.text), other_patterns(&search.text));
    let rows: Vec<i32> = profiles::table
        .inner_join(customers::table)
        .filter(profiles::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(
            lower(customers::account_id)
                .like(pattern.clone())
                .escape('\\')
                .or(customers::account_id.like(typed).escape('\\'))
                .or(customers::account_id.like(upper).escape('\\'))
                .and((!search.whole_addresses).into_sql::<Bool>().or(customers::account_id.not_like(ADDRESS)))
                .or(customers::account_id.eq(search.text.clone()))
                .or(customers::email_key.like(search.address_pattern()).escape('\\').assume_not_null()),
        )
        .order(profiles::position)
        .select(profiles::position)
        .load(connection)?;
    Ok(rows.into_iter().map(i32::unsigned_abs).collect())
}

/// A customer's position in an app.
#[derive(Clone, Copy, Debug)]
pub struct CustomerPlace {
    pub app: AppId,
    pub position: u32,
}

/// The apps in which the customer has a profile, by name, with the position in each.
pub fn places(
    connection: &mut DbConnection,
    publisher: PublisherId,
    customer: CustomerId,
) -> QueryResult<Vec<CustomerPlace>> {
    let rows: Vec<(AppId, i32)> = profiles::table
        .inner_join(apps::table)
        .filter(profiles::customer_id.eq(customer))
        .filter(apps::publisher_id.eq(publisher))
        .order(apps::name_key)
        .select((apps::id, profiles::position))
        .load(connection)?;
    Ok(rows.into_iter().map(|(app, position)| CustomerPlace { app, position: position.unsigned_abs() }).collect())
}

#[diesel::declare_sql_function]
extern "SQL" {
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}
