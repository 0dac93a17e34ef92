//! Keys of the program's own, kept in the database so that every replica shares them.

use super::DbConnection;
use super::schema::secrets::dsl;
use diesel::prelude::*;

/// Puts another value in the place of the secret's.
pub fn replace(connection: &mut DbConnection, name: &str, value: &str) -> QueryResult<()> {
    diesel::update(dsl::secrets.find(name)).set(dsl::value.eq(value)).execute(connection).map(drop)
}

/// The secret called `name`, made by `make` the first time.
pub fn find_or_create(connection: &mut DbConnection, name: &str, make: impl FnOnce() -> String) -> QueryResult<String> {
    if let Some(value) = dsl::secrets.find(name).select(dsl::value).first(connection).optional()? {
        return Ok(value);
    }
    let value = make();
    diesel::insert_into(dsl::secrets).values((dsl::name.eq(name), dsl::value.eq(&value))).execute(connection)?;
    Ok(value)
}
