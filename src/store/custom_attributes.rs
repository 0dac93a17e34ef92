//! Custom attributes: additional columns of imported files.

use super::owners::{is_of_publisher, require_app};
use super::schema::custom_attributes::dsl;
use super::schema::custom_values;
use super::{DbConnection, apps, data_versions};
use crate::ids::{AppKey, AttributeId, CustomerId, ImportId};
use crate::segments::{Attribute, Catalogue, Kind};
use diesel::prelude::*;

/// The most custom attributes of an app: twice what one file can add. Each is an option in every condition of a rule's
/// form, and a column in memory.
pub const MOST_OF_AN_APP: usize = 200;

/// A custom attribute's row; `key` is without the prefix that it has in rules.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = super::schema::custom_attributes)]
pub struct CustomAttribute {
    pub id: AttributeId,
    pub key: String,
    pub name: String,
    pub kind: Kind,
}

/// The app's custom attributes in the order in which they were created.
pub fn of_app(connection: &mut DbConnection, app: AppKey) -> QueryResult<Vec<CustomAttribute>> {
    dsl::custom_attributes
        .filter(dsl::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(dsl::is_gone.eq(false))
        .order(dsl::id)
        .select(CustomAttribute::as_select())
        .load(connection)
}

/// The attributes that rules over the app can use.
pub fn catalogue(connection: &mut DbConnection, app: AppKey) -> QueryResult<Catalogue> {
    let custom = of_app(connection, app)?;
    let custom = custom.iter().map(|row| Attribute::custom(&row.key, &row.name, row.kind)).collect();
    Ok(Catalogue::new(custom).in_currency(apps::currency(connection, app)?))
}

/// Creates a custom attribute of the app, for the first values of a file; returns `None` if the app already has [`MOST_OF_AN_APP`]. The caller holds
/// [`super::Lock::Facts`], so that no other attribute is created in between.
pub fn create(
    connection: &mut DbConnection,
    app: AppKey,
    key: &str,
    name: &str,
    kind: Kind,
    import: Option<ImportId>,
) -> QueryResult<Option<AttributeId>> {
    require_app(connection, app)?;
    let of_app = dsl::custom_attributes
        .filter(dsl::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(dsl::is_gone.eq(false));
    let count: i64 = of_app.count().get_result(connection)?;
    if usize::try_from(count).is_ok_and(|count| count >= MOST_OF_AN_APP) {
        return Ok(None);
    }
    diesel::insert_into(dsl::custom_attributes)
        .values((
            dsl::app_id.eq(app.id),
            dsl::key.eq(key),
            dsl::name.eq(name),
            dsl::kind.eq(kind),
            dsl::import_id.eq(import),
        ))
        .returning(dsl::id)
        .get_result(connection)
        .map(Some)
}

/// Whether a customer has a value of the attribute. Without one, all values of all attributes are looked through.
pub fn has_values(connection: &mut DbConnection, app: AppKey, attribute: AttributeId) -> QueryResult<bool> {
    let values = custom_values::table.filter(custom_values::attribute_id.eq(attribute)).filter(is_of_publisher(app));
    let found: Option<CustomerId> = values.select(custom_values::customer_id).first(connection).optional()?;
    Ok(found.is_some())
}

/// Changes the kind of an attribute that has no values.
pub fn set_kind(connection: &mut DbConnection, app: AppKey, attribute: AttributeId, kind: Kind) -> QueryResult<()> {
    let row = dsl::custom_attributes.find(attribute).filter(dsl::app_id.eq(app.id)).filter(is_of_publisher(app));
    diesel::update(row).set(dsl::kind.eq(kind)).execute(connection).map(|_| ())
}

/// The attributes of the app that the import added.
pub fn added_by(connection: &mut DbConnection, app: AppKey, import: ImportId) -> QueryResult<Vec<CustomAttribute>> {
    dsl::custom_attributes
        .filter(dsl::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(dsl::is_gone.eq(false))
        .filter(dsl::import_id.eq(import))
        .select(CustomAttribute::as_select())
        .load(connection)
}

/// Removes an attribute without values.
pub fn remove(connection: &mut DbConnection, app: AppKey, attribute: AttributeId) -> QueryResult<()> {
    let row = dsl::custom_attributes.find(attribute).filter(dsl::app_id.eq(app.id)).filter(is_of_publisher(app));
    diesel::delete(row).execute(connection)?;
    // Whoever holds the app's attributes in memory reads them again.
    data_versions::raise(connection, app).map(drop)
}
