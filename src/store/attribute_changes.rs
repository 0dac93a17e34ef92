//! Changes of custom attributes. An attribute that is deleted or replaced by one of another kind is gone at once; its
//! values are deleted, or moved to the successor, in slices.

use super::custom_attributes::CustomAttribute;
use super::owners::is_of_publisher;
use super::profiles::mark_stale;
use super::schema::custom_attributes::dsl;
use super::schema::{apps, custom_values, customers, import_changes};
use super::{DbConnection, data_versions};
use crate::ids::{AppId, AppKey, AttributeId, CustomerId, ImportId, PublisherId};
use crate::insert;
use crate::segments::Kind;
use diesel::prelude::*;
use std::collections::HashSet;

/// Customers whose values are moved in one transaction: few enough that other writers wait for only a fraction of a
/// second.
const SLICE: i64 = 2_000;

/// An attribute that is gone and whose values are still there.
#[derive(Clone, Debug, Queryable)]
pub struct Gone {
    pub id: AttributeId,
    pub app: AppId,
    pub kind: Kind,
    /// The attribute that its values move to; `None` if they are deleted.
    pub successor: Option<AttributeId>,
    /// How its values write dates and numbers, as JSON.
    pub notation: Option<String>,
}

/// The app's attribute with this id, or the one that took its place.
pub fn find(connection: &mut DbConnection, app: AppKey, mut id: AttributeId) -> QueryResult<CustomAttribute> {
    loop {
        let row = dsl::custom_attributes.find(id).filter(dsl::app_id.eq(app.id)).filter(is_of_publisher(app));
        let (attribute, is_gone, successor): (CustomAttribute, bool, Option<AttributeId>) =
            row.select((CustomAttribute::as_select(), dsl::is_gone, dsl::successor_id)).first(connection)?;
        match successor {
            _ if !is_gone => return Ok(attribute),
            // A successor has a greater id, so this ends.
            Some(successor) => id = successor,
            None => return Err(diesel::NotFound),
        }
    }
}

/// Whether values are still moving to the attribute.
pub fn is_being_filled(connection: &mut DbConnection, app: AppKey, attribute: AttributeId) -> QueryResult<bool> {
    let moving = dsl::custom_attributes
        .filter(dsl::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(dsl::successor_id.eq(attribute))
        .filter(dsl::is_emptied.eq(false));
    Ok(moving.count().get_result::<i64>(connection)? > 0)
}

/// The names of the app's attributes whose values the import changed, and whose kind was changed since.
pub fn replaced_since(connection: &mut DbConnection, app: AppKey, import: ImportId) -> QueryResult<Vec<String>> {
    let replaced: Vec<(AttributeId, String)> = dsl::custom_attributes
        .filter(dsl::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(dsl::successor_id.is_not_null())
        .select((dsl::id, dsl::name))
        .load(connection)?;
    let mut names = Vec::new();
    for (id, name) in replaced {
        let changes = import_changes::table
            .filter(import_changes::publisher_id.eq(app.publisher))
            .filter(import_changes::import_id.eq(import))
            .filter(import_changes::kind.eq("custom"))
            .filter(import_changes::key.eq(id.to_string()));
        if changes.count().get_result::<i64>(connection)? > 0 {
            names.push(name);
        }
    }
    Ok(names)
}

/// Gives the attribute another name in place of the one that was seen. Its key, by which files and rules know it, stays.
/// Returns false and changes nothing if it has another name already.
pub fn rename(
    connection: &mut DbConnection,
    app: AppKey,
    attribute: AttributeId,
    (seen, name): (&str, &str),
) -> QueryResult<bool> {
    let row = dsl::custom_attributes.find(attribute).filter(dsl::app_id.eq(app.id)).filter(is_of_publisher(app));
    if diesel::update(row.filter(dsl::name.eq(seen))).set(dsl::name.eq(name)).execute(connection)? == 0 {
        return Ok(false);
    }
    // Whoever holds the app's attributes in memory reads them again.
    data_versions::raise(connection, app).map(|_| true)
}

/// Makes an attribute of another kind take the attribute's place.
pub fn replace(
    connection: &mut DbConnection,
    app: AppKey,
    attribute: &CustomAttribute,
    kind: Kind,
    notation: &str,
) -> QueryResult<()> {
    set_gone(connection, app, attribute)?;
    let successor: AttributeId = diesel::insert_into(dsl::custom_attributes)
        .values((
            dsl::app_id.eq(app.id),
            dsl::key.eq(&attribute.key),
            dsl::name.eq(&attribute.name),
            dsl::kind.eq(kind),
        ))
        .returning(dsl::id)
        .get_result(connection)?;
    let row = dsl::custom_attributes.find(attribute.id).filter(dsl::app_id.eq(app.id)).filter(is_of_publisher(app));
    diesel::update(row)
        .set((dsl::successor_id.eq(Some(successor)), dsl::notation.eq(Some(notation))))
        .execute(connection)
        .map(drop)
}

/// Deletes the attribute; its values are deleted later.
pub fn delete(connection: &mut DbConnection, app: AppKey, attribute: &CustomAttribute) -> QueryResult<()> {
    set_gone(connection, app, attribute)
}

fn set_gone(connection: &mut DbConnection, app: AppKey, attribute: &CustomAttribute) -> QueryResult<()> {
    let row = dsl::custom_attributes.find(attribute.id).filter(dsl::app_id.eq(app.id)).filter(is_of_publisher(app));
    // No column of a file has such a key.
    let key = format!("#{}", attribute.id);
    diesel::update(row).set((dsl::is_gone.eq(true), dsl::key.eq(key))).execute(connection)?;
    data_versions::raise(connection, app).map(drop)
}

/// The publisher's next attribute that is gone and whose values are still there.
pub fn next_gone(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Option<Gone>> {
    let of_publisher = apps::table.filter(apps::id.eq(dsl::app_id)).filter(apps::publisher_id.eq(publisher));
    dsl::custom_attributes
        .filter(dsl::is_gone.eq(true))
        .filter(dsl::is_emptied.eq(false))
        .filter(diesel::dsl::exists(of_publisher))
        .order(dsl::id)
        .select((dsl::id, dsl::app_id, dsl::kind, dsl::successor_id, dsl::notation))
        .first(connection)
        .optional()
}

/// The kind of the attribute.
pub fn kind_of(connection: &mut DbConnection, app: AppKey, attribute: AttributeId) -> QueryResult<Kind> {
    let row = dsl::custom_attributes.find(attribute).filter(dsl::app_id.eq(app.id)).filter(is_of_publisher(app));
    row.select(dsl::kind).first(connection)
}

/// Empties the attribute of the values of the next customers after `after`, and moves those for which `converted` is some
/// value. Returns the last of these customers; `None` if there are no more, and the attribute is empty.
pub fn empty(
    connection: &mut DbConnection,
    app: AppKey,
    gone: &Gone,
    after: Option<CustomerId>,
    converted: impl Fn(&str) -> Option<String>,
) -> QueryResult<Option<CustomerId>> {
    let everyone = customers::table.filter(customers::publisher_id.eq(app.publisher)).order(customers::id);
    let next = everyone.select(customers::id).limit(SLICE).into_boxed();
    let next = match after {
        Some(after) => next.filter(customers::id.gt(after)),
        None => next,
    };
    let ids: Vec<CustomerId> = next.load(connection)?;
    let (Some(first), Some(last)) = (ids.first().copied(), ids.last().copied()) else {
        let row = dsl::custom_attributes.find(gone.id).filter(dsl::app_id.eq(app.id)).filter(is_of_publisher(app));
        diesel::update(row).set(dsl::is_emptied.eq(true)).execute(connection)?;
        return Ok(None);
    };
    let values = |attribute: AttributeId| {
        custom_values::table
            .filter(custom_values::customer_id.between(first, last))
            .filter(custom_values::attribute_id.eq(attribute))
            .filter(is_of_publisher(app))
    };
    let columns = (custom_values::customer_id, custom_values::value, custom_values::import_id);
    let found: Vec<(CustomerId, String, Option<ImportId>)> = values(gone.id).select(columns).load(connection)?;
    if let Some(successor) = gone.successor {
        // A value that a file has brought since is newer.
        let newer: Vec<CustomerId> = values(successor).select(custom_values::customer_id).load(connection)?;
        let newer: HashSet<CustomerId> = newer.into_iter().collect();
        let moved =
            found.iter().filter(|(customer, ..)| !newer.contains(customer)).filter_map(|(customer, value, import)| {
                let value = converted(value)?;
                let number = value.parse::<i64>().ok();
                Some((
                    custom_values::customer_id.eq(*customer),
                    custom_values::attribute_id.eq(successor),
                    custom_values::value.eq(value),
                    custom_values::number.eq(number),
                    custom_values::import_id.eq(*import),
                ))
            });
        insert!(connection, custom_values::table, moved.collect::<Vec<_>>());
    }
    diesel::delete(values(gone.id)).execute(connection)?;
    let touched: Vec<CustomerId> = found.into_iter().map(|(customer, ..)| customer).collect();
    mark_stale(connection, app.publisher, &touched)?;
    Ok(Some(last))
}
