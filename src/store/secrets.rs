//! The program's own keys, stored in the database so that all replicas share them.

use super::DbConnection;
use super::schema::secrets::dsl;
use diesel::prelude::*;

/// Replaces the secret's value.
pub fn replace(connection: &mut DbConnection, name: &str, value: &str) -> QueryResult<()> {
    diesel::update(dsl::secrets.find(name)).set(dsl::value.eq(value)).execute(connection).map(drop)
}

/// The secret called `name`, if there is one.
pub fn find(connection: &mut DbConnection, name: &str) -> QueryResult<Option<String>> {
    dsl::secrets.find(name).select(dsl::value).first(connection).optional()
}

/// The secret called `name`; the first call creates it with `make`.
pub fn find_or_create(connection: &mut DbConnection, name: &str, make: impl FnOnce() -> String) -> QueryResult<String> {
    if let Some(value) = dsl::secrets.find(name).select(dsl::value).first(connection).optional()? {
        return Ok(value);
    }
    let value = make();
    diesel::insert_into(dsl::secrets).values((dsl::name.eq(name), dsl::value.eq(&value))).execute(connection)?;
    Ok(value)
}
