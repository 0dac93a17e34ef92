//! Every row that holds something of one customer, for a copy of all of it and for erasing it. A test holds this against
//! every table of the database.

use super::DbConnection;
use super::customer_groups::CustomerGroup;
use super::membership_changes::Cause;
use super::schema::{
    acquisitions, apps, custom_attributes, custom_values, customer_groups, customers, group_addresses, import_changes,
    imports, membership_changes, profiles, purchases, ratings, snapshots, usage_days,
};
use crate::day::Day;
use crate::ids::{AppId, CustomerId, GroupId, PublisherId};
use crate::segments::choices::{AcquisitionType, Channel, DeviceType};
use chrono::NaiveDateTime;
use diesel::dsl::exists;
use diesel::prelude::*;

/// Whether the customer belongs to the publisher. Every query of a table that has only the customer's id includes this.
#[diesel::dsl::auto_type]
pub(super) fn is_customer_of(publisher: PublisherId, customer: CustomerId) -> _ {
    let own = customers::table.filter(customers::id.eq(customer)).filter(customers::publisher_id.eq(publisher));
    exists(own)
}

/// Holds the customer until the transaction ends, so that whoever erases her waits for who writes something of her, or the other way
/// round. Returns false if she is no more.
pub(super) fn hold(connection: &mut DbConnection, publisher: PublisherId, customer: CustomerId) -> QueryResult<bool> {
    let held = customers::table.filter(customers::id.eq(customer)).filter(customers::publisher_id.eq(publisher));
    let held = held.select(customers::id);
    let is_there = match &mut *connection {
        DbConnection::Postgresql(inner) => held.for_key_share().first::<CustomerId>(inner).optional()?,
        DbConnection::Sqlite(inner) => held.first::<CustomerId>(inner).optional()?,
    };
    Ok(is_there.is_some())
}

/// How the customer came to an app.
#[derive(Clone, Debug, Queryable)]
pub struct Acquisition {
    pub app: AppId,
    pub acquired_on: Option<Day>,
    pub acquisition_type: Option<AcquisitionType>,
    pub device_type: Option<DeviceType>,
    pub os_version: Option<String>,
    pub channel: Option<Channel>,
    pub campaign_id: Option<String>,
    pub page_viewed_on: Option<Day>,
    pub referrer_domain: Option<String>,
}

/// The customer's acquisitions, by app.
pub fn acquisitions(
    connection: &mut DbConnection,
    publisher: PublisherId,
    customer: CustomerId,
) -> QueryResult<Vec<Acquisition>> {
    use acquisitions::dsl;
    acquisitions::table
        .filter(dsl::customer_id.eq(customer))
        .filter(is_customer_of(publisher, customer))
        .order(dsl::app_id)
        .select((
            dsl::app_id,
            dsl::acquired_on,
            dsl::acquisition_type,
            dsl::device_type,
            dsl::os_version,
            dsl::channel,
            dsl::campaign_id,
            dsl::page_viewed_on,
            dsl::referrer_domain,
        ))
        .load(connection)
}

/// A value of a custom attribute: the app, the attribute's name, and the value as it is stored.
pub type CustomRow = (AppId, String, String);

/// The customer's values of custom attributes, by app.
pub fn custom_values(
    connection: &mut DbConnection,
    publisher: PublisherId,
    customer: CustomerId,
) -> QueryResult<Vec<CustomRow>> {
    custom_values::table
        .inner_join(custom_attributes::table)
        .filter(custom_values::customer_id.eq(customer))
        .filter(is_customer_of(publisher, customer))
        .order(custom_attributes::id)
        .select((custom_attributes::app_id, custom_attributes::name, custom_values::value))
        .load(connection)
}

/// A purchase.
#[derive(Clone, Debug, Queryable)]
pub struct Purchase {
    pub app: AppId,
    pub order_id: String,
    /// Seconds since 1970-01-01 00:00 UTC.
    pub at: i64,
    pub day: Day,
    /// What is left after refunds.
    pub amount_cents: i64,
    pub refunded_cents: i64,
}

/// The customer's purchases in the order of their times.
pub fn purchases(
    connection: &mut DbConnection,
    publisher: PublisherId,
    customer: CustomerId,
) -> QueryResult<Vec<Purchase>> {
    use purchases::dsl;
    purchases::table
        .filter(dsl::customer_id.eq(customer))
        .filter(is_customer_of(publisher, customer))
        .order((dsl::app_id, dsl::purchased_at, dsl::order_id))
        .select((
            dsl::app_id,
            dsl::order_id,
            dsl::purchased_at,
            dsl::purchased_on,
            dsl::amount_cents,
            dsl::refunded_cents,
        ))
        .load(connection)
}

/// The days on which the customer used apps, with the sessions.
pub fn usage_days(
    connection: &mut DbConnection,
    publisher: PublisherId,
    customer: CustomerId,
) -> QueryResult<Vec<(AppId, Day, i32)>> {
    usage_days::table
        .filter(usage_days::customer_id.eq(customer))
        .filter(is_customer_of(publisher, customer))
        .order((usage_days::app_id, usage_days::used_on))
        .select((usage_days::app_id, usage_days::used_on, usage_days::sessions))
        .load(connection)
}

/// The customer's ratings: the stars and the day, by app.
pub fn ratings(
    connection: &mut DbConnection,
    publisher: PublisherId,
    customer: CustomerId,
) -> QueryResult<Vec<(AppId, i32, Option<Day>)>> {
    ratings::table
        .filter(ratings::customer_id.eq(customer))
        .filter(is_customer_of(publisher, customer))
        .order(ratings::app_id)
        .select((ratings::app_id, ratings::stars, ratings::rated_on))
        .load(connection)
}

/// The customer's position in each app, by app.
pub fn positions(
    connection: &mut DbConnection,
    publisher: PublisherId,
    customer: CustomerId,
) -> QueryResult<Vec<(AppId, i32)>> {
    // Not in an app that is being deleted.
    let of_publisher = apps::table.filter(apps::id.eq(profiles::app_id)).filter(apps::publisher_id.eq(publisher));
    profiles::table
        .filter(profiles::customer_id.eq(customer))
        .filter(is_customer_of(publisher, customer))
        .filter(exists(of_publisher))
        .order(profiles::app_id)
        .select((profiles::app_id, profiles::position))
        .load(connection)
}

/// When the customer was first imported, and the file that their data were last taken from, if it is known.
pub fn known_since(
    connection: &mut DbConnection,
    publisher: PublisherId,
    customer: CustomerId,
) -> QueryResult<(NaiveDateTime, Option<String>)> {
    customers::table
        .left_join(imports::table.on(imports::id.nullable().eq(customers::import_id)))
        .filter(customers::id.eq(customer))
        .filter(customers::publisher_id.eq(publisher))
        .select((customers::created_at, imports::file_name.nullable()))
        .first(connection)
}

/// What was there before imports that can still be undone: the file, the kind of the row, and the row as JSON.
pub fn former(
    connection: &mut DbConnection,
    publisher: PublisherId,
    customer: CustomerId,
) -> QueryResult<Vec<(String, String, String)>> {
    import_changes::table
        .inner_join(imports::table.on(imports::id.eq(import_changes::import_id)))
        .filter(import_changes::publisher_id.eq(publisher))
        .filter(import_changes::customer_id.eq(customer))
        .order((import_changes::import_id, import_changes::kind, import_changes::key))
        .select((imports::file_name, import_changes::kind, import_changes::before))
        .load(connection)
}

/// The entries of known user groups, archived ones among them, with one of these keys, each with its group.
pub fn entries(
    connection: &mut DbConnection,
    publisher: PublisherId,
    keys: &[String],
) -> QueryResult<Vec<(CustomerGroup, String)>> {
    customer_groups::table
        .inner_join(group_addresses::table)
        .filter(customer_groups::publisher_id.eq(publisher))
        .filter(group_addresses::email_key.eq_any(keys))
        .order((customer_groups::name_key, customer_groups::id, group_addresses::place))
        .select((CustomerGroup::as_select(), group_addresses::email))
        .load(connection)
}

/// The days of which there are snapshots of the group's members, in order.
pub fn snapshot_days(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<Vec<Day>> {
    snapshots::table
        .filter(snapshots::group_id.eq(group))
        .filter(super::owners::is_group_of(publisher, group))
        .order(snapshots::taken_on)
        .select(snapshots::taken_on)
        .load(connection)
}

/// The serialised members of the group on a day; `None` if there is no snapshot of it.
pub fn snapshot(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    day: Day,
) -> QueryResult<Option<Vec<u8>>> {
    snapshots::table
        .filter(snapshots::group_id.eq(group))
        .filter(super::owners::is_group_of(publisher, group))
        .filter(snapshots::taken_on.eq(day))
        .select(snapshots::bitmap)
        .first(connection)
        .optional()
}

/// A change of a group's members: its id, day and cause, and who came and left, serialised.
pub type ChangeRow = (i32, Day, Cause, Vec<u8>, Vec<u8>);

/// The group's next change after this id.
pub fn next_change(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    after: i32,
) -> QueryResult<Option<ChangeRow>> {
    use membership_changes::dsl;
    membership_changes::table
        .filter(dsl::group_id.eq(group))
        .filter(super::owners::is_group_of(publisher, group))
        .filter(dsl::id.gt(after))
        .order(dsl::id)
        .select((dsl::id, dsl::happened_on, dsl::cause, dsl::came, dsl::gone))
        .first(connection)
        .optional()
}

/// The names and currencies of the publisher's apps.
pub fn app_names(
    connection: &mut DbConnection,
    publisher: PublisherId,
) -> QueryResult<Vec<(AppId, String, crate::currency::Currency)>> {
    apps::table
        .filter(apps::publisher_id.eq(publisher))
        .order(apps::name_key)
        .select((apps::id, apps::name, apps::currency))
        .load(connection)
}
