//! Writes the rows of customers.

use super::{Acquisition, Person};
use crate::ids::{AttributeId, CustomerId, ImportId};
use crate::store::DbConnection;
use crate::store::schema::{acquisitions, custom_values, customers};
use crate::{insert, upsert};
use diesel::prelude::*;

/// Writes customers, each with the import that brings them: those who are not there yet, and those who are.
pub(super) fn put_persons<'a>(
    connection: &mut DbConnection,
    new: impl Iterator<Item = (&'a Person, Option<ImportId>)>,
    changed: impl Iterator<Item = (&'a Person, Option<ImportId>)>,
) -> QueryResult<()> {
    let row = |(person, import): (&'a Person, Option<ImportId>)| {
        (
            customers::id.eq(person.id),
            customers::publisher_id.eq(person.publisher_id),
            customers::account_id.eq(&person.account_id),
            customers::email.eq(person.email.as_deref()),
            customers::email_key.eq(person.email_key.as_deref()),
            customers::birth_on.eq(person.birth_on),
            customers::age.eq(person.age),
            customers::age_group.eq(person.age_group),
            customers::gender.eq(person.gender),
            customers::market.eq(person.market.as_deref()),
            customers::language.eq(person.language.as_deref()),
            customers::created_at.eq(person.created_at),
            customers::import_id.eq(import),
        )
    };
    insert!(connection, customers::table, new.map(row).collect());
    upsert!(
        connection,
        customers::table,
        changed.map(row).collect::<Vec<_>>(),
        [customers::id],
        [
            customers::email,
            customers::email_key,
            customers::birth_on,
            customers::age,
            customers::age_group,
            customers::gender,
            customers::market,
            customers::language,
            customers::import_id
        ]
    );
    Ok(())
}

/// Writes acquisitions, each with the import that brings it: those that are not there yet, and those that may be.
pub(in crate::store::facts) fn put_acquisitions<'a>(
    connection: &mut DbConnection,
    new: impl Iterator<Item = (&'a Acquisition, Option<ImportId>)>,
    changed: impl Iterator<Item = (&'a Acquisition, Option<ImportId>)>,
) -> QueryResult<()> {
    let row = |(acquisition, import): (&'a Acquisition, Option<ImportId>)| {
        (
            acquisitions::customer_id.eq(acquisition.customer_id),
            acquisitions::app_id.eq(acquisition.app_id),
            acquisitions::acquired_on.eq(acquisition.acquired_on),
            acquisitions::acquisition_type.eq(acquisition.acquisition_type),
            acquisitions::device_type.eq(acquisition.device_type),
            acquisitions::os_version.eq(acquisition.os_version.as_deref()),
            acquisitions::channel.eq(acquisition.channel),
            acquisitions::campaign_id.eq(acquisition.campaign_id.as_deref()),
            acquisitions::page_viewed_on.eq(acquisition.page_viewed_on),
            acquisitions::referrer_domain.eq(acquisition.referrer_domain.as_deref()),
            acquisitions::import_id.eq(import),
        )
    };
    insert!(connection, acquisitions::table, new.map(row).collect());
    upsert!(
        connection,
        acquisitions::table,
        changed.map(row).collect::<Vec<_>>(),
        [acquisitions::customer_id, acquisitions::app_id],
        [
            acquisitions::acquired_on,
            acquisitions::acquisition_type,
            acquisitions::device_type,
            acquisitions::os_version,
            acquisitions::channel,
            acquisitions::campaign_id,
            acquisitions::page_viewed_on,
            acquisitions::referrer_domain,
            acquisitions::import_id
        ]
    );
    Ok(())
}

/// Writes custom values, each with the import that brings it: those that are not there yet, and those that may be.
pub(in crate::store::facts) fn put_custom<'a>(
    connection: &mut DbConnection,
    new: impl Iterator<Item = ((CustomerId, AttributeId), &'a str, Option<ImportId>)>,
    changed: impl Iterator<Item = ((CustomerId, AttributeId), &'a str, Option<ImportId>)>,
) -> QueryResult<()> {
    let row = |((customer, attribute), value, import): ((CustomerId, AttributeId), &'a str, Option<ImportId>)| {
        (
            custom_values::customer_id.eq(customer),
            custom_values::attribute_id.eq(attribute),
            custom_values::value.eq(value),
            // The value as a number, which numeric conditions compare.
            custom_values::number.eq(value.parse::<i64>().ok()),
            custom_values::import_id.eq(import),
        )
    };
    insert!(connection, custom_values::table, new.map(row).collect());
    upsert!(
        connection,
        custom_values::table,
        changed.map(row).collect::<Vec<_>>(),
        [custom_values::customer_id, custom_values::attribute_id],
        [custom_values::value, custom_values::number, custom_values::import_id]
    );
    Ok(())
}
