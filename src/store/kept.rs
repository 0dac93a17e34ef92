//! Values that are read often, kept in memory until this or another program commits to the database. The database's own
//! [`Version`] shows whether that has happened, so no code has to invalidate values, and a page shows everything that
//! was committed before it was requested.

use super::address::DatabaseUrl;
use super::connection::DbConnection;
use diesel::connection::SimpleConnection;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::Sqlite;
use diesel::{Connection, ConnectionResult, PgConnection, QueryResult, RunQueryDsl, SqliteConnection};
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The most values kept at once: hundreds of visitors have two values each for their session and a few for their pages.
/// The largest value, a list of groups with the sizes of a month, takes about 60 kilobytes.
const MOST: usize = 2_000;

/// A value that changes with every commit to the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Version {
    /// The value of `PRAGMA data_version` on the watching connection, which changes with commits of all others.
    Sqlite(i64),
    /// The snapshot that a statement sees, which identifies the transactions before it and those still under way.
    Postgres(String),
}

/// Values by type and key, all read at one version.
#[derive(Debug, Default)]
pub struct Kept(Mutex<Values>);

#[derive(Debug, Default)]
struct Values {
    version: Option<Version>,
    of: HashMap<(TypeId, String), Arc<dyn Any + Send + Sync>>,
}

impl Kept {
    /// The value kept under the key, if it is of this version.
    pub fn find<T: Send + Sync + 'static>(&self, version: &Version, key: &str) -> Option<Arc<T>> {
        let values = self.lock();
        if values.version.as_ref() != Some(version) {
            return None;
        }
        let found = values.of.get(&(TypeId::of::<T>(), key.to_owned()))?;
        Arc::clone(found).downcast().ok()
    }

    /// Keeps a value that was read when the database had at least this version. Values of other versions are dropped.
    pub fn put<T: Send + Sync + 'static>(&self, version: Version, key: String, value: &Arc<T>) {
        let mut values = self.lock();
        if values.version.as_ref() != Some(&version) || values.of.len() >= MOST {
            values.of.clear();
            values.version = Some(version);
        }
        values.of.insert((TypeId::of::<T>(), key), Arc::<T>::clone(value));
    }

    fn lock(&self) -> MutexGuard<'_, Values> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The connection that detects commits to an SQLite file. It reads nothing from the disk and never waits, so a thread
/// that answers requests may use it.
pub struct Watcher(Mutex<SqliteConnection>);

impl Watcher {
    pub fn open(url: &DatabaseUrl) -> ConnectionResult<Self> {
        let mut connection = SqliteConnection::establish(url.path())?;
        connection
            // Opening reads the schema, which waits while another program that starts changes it: 30 s, as migrations do.
            .batch_execute(
                "PRAGMA busy_timeout = 30000; PRAGMA query_only = ON; PRAGMA cache_size = -64; PRAGMA busy_timeout = 0;",
            )
            .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
        Ok(Self(Mutex::new(connection)))
    }

    /// The current version; `None` in the rare case that even a reader would have to wait.
    pub fn version(&self) -> Option<Version> {
        let mut connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        SqliteVersion.get_result(&mut *connection).ok().map(Version::Sqlite)
    }
}

/// The version as this connection sees it. The numbers of different connections to SQLite cannot be compared; use a
/// [`Watcher`] there.
pub fn version(connection: &mut DbConnection) -> QueryResult<Version> {
    match connection {
        DbConnection::Postgresql(inner) => PostgresVersion.get_result(inner).map(Version::Postgres),
        DbConnection::Sqlite(inner) => SqliteVersion.get_result(inner).map(Version::Sqlite),
    }
}

/// Separate query types, because Diesel prepares an `sql_query` again each time.
#[derive(QueryId)]
struct SqliteVersion;

#[derive(QueryId)]
struct PostgresVersion;

impl QueryFragment<Sqlite> for SqliteVersion {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("PRAGMA data_version");
        Ok(())
    }
}

impl QueryFragment<Pg> for PostgresVersion {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT CAST(pg_current_snapshot() AS TEXT)");
        Ok(())
    }
}

impl Query for SqliteVersion {
    type SqlType = BigInt;
}

impl Query for PostgresVersion {
    type SqlType = Text;
}

impl RunQueryDsl<SqliteConnection> for SqliteVersion {}

impl RunQueryDsl<PgConnection> for PostgresVersion {}
