//! Which value of a test a customer got first. She gets it as long as the test runs, whatever its shares become.

use super::DbConnection;
use super::group_tests::is_test_of;
use super::schema::{customers, exposures, group_tests};
use crate::ids::{AppId, CustomerId, GroupTestId, PublisherId};
use crate::on_either;
use chrono::NaiveDateTime;
use diesel::dsl::exists;
use diesel::prelude::*;

/// Exposures that are deleted in one transaction.
const SLICE: i64 = 5_000;

/// Records that the customer got a value, unless she has one already. Returns the place of the one that she has.
pub fn expose(
    connection: &mut DbConnection,
    (publisher, test, customer): (PublisherId, GroupTestId, CustomerId),
    (variant, phase): (i32, i32),
    now: NaiveDateTime,
) -> QueryResult<i32> {
    if let Some(before) = of_customer(connection, (publisher, test), customer)? {
        return Ok(before);
    }
    if !super::customer_rows::hold(connection, publisher, customer)? {
        return Ok(variant);
    }
    let row = (
        exposures::test_id.eq(test),
        exposures::customer_id.eq(customer),
        exposures::variant.eq(variant),
        exposures::phase.eq(phase),
        exposures::first_at.eq(now),
    );
    on_either!(connection, inner => {
        diesel::insert_into(exposures::table).values(row).on_conflict_do_nothing().execute(inner)
    })?;
    of_customer(connection, (publisher, test), customer).map(|stored| stored.unwrap_or(variant))
}

/// The place of the value that the customer got, if she got one.
pub fn of_customer(
    connection: &mut DbConnection,
    (publisher, test): (PublisherId, GroupTestId),
    customer: CustomerId,
) -> QueryResult<Option<i32>> {
    exposures::table
        .filter(exposures::test_id.eq(test))
        .filter(exposures::customer_id.eq(customer))
        .filter(is_test_of(publisher, test))
        .select(exposures::variant)
        .first(connection)
        .optional()
}

/// A customer of a test: when she came, the place of her value, and the phase.
pub type Exposed = (CustomerId, NaiveDateTime, i32, i32);

/// Customers of the test whose ids come after this one, by id.
pub fn after(
    connection: &mut DbConnection,
    (publisher, test): (PublisherId, GroupTestId),
    (after, most): (CustomerId, i64),
) -> QueryResult<Vec<Exposed>> {
    exposures::table
        .filter(exposures::test_id.eq(test))
        .filter(is_test_of(publisher, test))
        .filter(exposures::customer_id.gt(after))
        .order(exposures::customer_id)
        .limit(most)
        .select((exposures::customer_id, exposures::first_at, exposures::variant, exposures::phase))
        .load(connection)
}

/// How many customers came into the test.
pub fn count(connection: &mut DbConnection, (publisher, test): (PublisherId, GroupTestId)) -> QueryResult<i64> {
    let of_test = exposures::table.filter(exposures::test_id.eq(test)).filter(is_test_of(publisher, test));
    of_test.count().get_result(connection)
}

/// A customer of a test in a list: with the account id, the place of the value, and when she came.
pub type Listed = (CustomerId, String, i32, NaiveDateTime);

/// A page of the customers of the test, the newest first, of one value or of all, and how many there are.
pub fn page(
    connection: &mut DbConnection,
    (publisher, test): (PublisherId, GroupTestId),
    variant: Option<i32>,
    (offset, most): (i64, i64),
) -> QueryResult<(i64, Vec<Listed>)> {
    let of_test = || {
        let all = exposures::table.inner_join(customers::table).filter(exposures::test_id.eq(test)).into_boxed();
        let own = all.filter(is_test_of(publisher, test));
        match variant {
            Some(variant) => own.filter(exposures::variant.eq(variant)),
            None => own,
        }
    };
    let total = of_test().count().get_result(connection)?;
    let rows = of_test()
        .order((exposures::first_at.desc(), exposures::customer_id))
        .offset(offset)
        .limit(most)
        .select((exposures::customer_id, customers::account_id, exposures::variant, exposures::first_at))
        .load(connection)?;
    Ok((total, rows))
}

/// Which customers of a test are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    /// The place of their value.
    pub variant: Option<i32>,
    pub phase: Option<i32>,
    /// They came then or later.
    pub since: Option<NaiveDateTime>,
    /// Only those whose ids come after this one.
    pub after: Option<CustomerId>,
}

/// A customer of a test with the account id, when she came, the place of her value, and the phase.
pub type Person = (CustomerId, String, NaiveDateTime, i32, i32);

/// Customers of the test, by id.
pub fn people(
    connection: &mut DbConnection,
    (publisher, test): (PublisherId, GroupTestId),
    (wanted, most): (Wanted, i64),
) -> QueryResult<Vec<Person>> {
    let all = exposures::table.inner_join(customers::table).filter(exposures::test_id.eq(test)).into_boxed();
    let mut found = all.filter(is_test_of(publisher, test));
    if let Some(variant) = wanted.variant {
        found = found.filter(exposures::variant.eq(variant));
    }
    if let Some(phase) = wanted.phase {
        found = found.filter(exposures::phase.eq(phase));
    }
    if let Some(since) = wanted.since {
        found = found.filter(exposures::first_at.ge(since));
    }
    if let Some(after) = wanted.after {
        found = found.filter(exposures::customer_id.gt(after));
    }
    found
        .order(exposures::customer_id)
        .limit(most)
        .select((
            exposures::customer_id,
            customers::account_id,
            exposures::first_at,
            exposures::variant,
            exposures::phase,
        ))
        .load(connection)
}

/// How many customers of the test got the value at each place.
pub fn by_variant(connection: &mut DbConnection, of: (PublisherId, GroupTestId)) -> QueryResult<Vec<(i32, i64)>> {
    exposures::table
        .filter(exposures::test_id.eq(of.1))
        .filter(is_test_of(of.0, of.1))
        .group_by(exposures::variant)
        .select((exposures::variant, diesel::dsl::count_star()))
        .load(connection)
}

/// What a customer got in a test.
#[derive(Clone, Debug, Queryable)]
pub struct Held {
    pub test: GroupTestId,
    pub app: AppId,
    pub name: String,
    /// The values of the test, as JSON.
    pub variants: String,
    /// The place of hers.
    pub variant: i32,
    pub phase: i32,
    pub first_at: NaiveDateTime,
}

/// What the customer got in tests.
pub fn held(connection: &mut DbConnection, publisher: PublisherId, customer: CustomerId) -> QueryResult<Vec<Held>> {
    exposures::table
        .inner_join(group_tests::table)
        .filter(exposures::customer_id.eq(customer))
        .filter(group_tests::publisher_id.eq(publisher))
        .order(exposures::test_id)
        .select((
            exposures::test_id,
            group_tests::app_id,
            group_tests::name,
            group_tests::variants,
            exposures::variant,
            exposures::phase,
            exposures::first_at,
        ))
        .load(connection)
}

/// Forgets that these customers of the publisher were in tests.
pub fn forget_customers(connection: &mut DbConnection, publisher: PublisherId, ids: &[CustomerId]) -> QueryResult<()> {
    let own = group_tests::table.filter(group_tests::id.eq(exposures::test_id));
    let own = own.filter(group_tests::publisher_id.eq(publisher));
    let found = exposures::table.filter(exposures::customer_id.eq_any(ids.to_vec())).filter(exists(own));
    diesel::delete(found).execute(connection).map(drop)
}

/// Deletes some of the customers of the publisher's test, and says whether those were all.
pub(super) fn delete_slice(connection: &mut DbConnection, of: (PublisherId, GroupTestId)) -> QueryResult<bool> {
    let of_test = || exposures::table.filter(exposures::test_id.eq(of.1)).filter(is_test_of(of.0, of.1));
    let last = of_test().order(exposures::customer_id).select(exposures::customer_id).offset(SLICE);
    let last = last.first::<CustomerId>(connection).optional()?;
    match last {
        Some(last) => {
            diesel::delete(of_test().filter(exposures::customer_id.le(last))).execute(connection)?;
            Ok(false)
        }
        None => diesel::delete(of_test()).execute(connection).map(|_| true),
    }
}
