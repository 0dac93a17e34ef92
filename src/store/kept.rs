//! Rows that are read again and again, kept in memory for as long as nothing is committed to the database, by this program
//! or by another one. The database itself says so by a [`Version`], so that nobody has to remember what a change makes
//! old, and a page shows what was committed before it was asked for.

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

/// Most values kept at once: hundreds of visitors have two each for who they are and some for what they look at. The
/// largest, a list of groups with the sizes of a month, takes some 60 kilobytes.
const MOST: usize = 2_000;

/// A word that every commit to the database makes another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Version {
    /// What `PRAGMA data_version` counts on the one connection that watches: commits of all others.
    Sqlite(i64),
    /// The snapshot that a statement sees: transactions before it, after it, and under way in between.
    Postgres(String),
}

/// Values by their type and key, all of them of one version.
#[derive(Debug, Default)]
pub struct Kept(Mutex<Values>);

#[derive(Debug, Default)]
struct Values {
    version: Option<Version>,
    of: HashMap<(TypeId, String), Arc<dyn Any + Send + Sync>>,
}

impl Kept {
    /// The value kept under the key, where it is of this version.
    pub fn find<T: Send + Sync + 'static>(&self, version: &Version, key: &str) -> Option<Arc<T>> {
        let values = self.lock();
        if values.version.as_ref() != Some(version) {
            return None;
        }
        let found = values.of.get(&(TypeId::of::<T>(), key.to_owned()))?;
        Arc::clone(found).downcast().ok()
    }

    /// Keeps a value that was read after the database had this version. Those of another version go.
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

/// The connection that watches an SQLite file. It reads nothing from the disk and waits for nobody, so that a thread that
/// answers requests may ask it.
pub struct Watcher(Mutex<SqliteConnection>);

impl Watcher {
    pub fn open(url: &DatabaseUrl) -> ConnectionResult<Self> {
        let mut connection = SqliteConnection::establish(url.path())?;
        connection
            .batch_execute("PRAGMA busy_timeout = 0; PRAGMA query_only = ON; PRAGMA cache_size = -64;")
            .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
        Ok(Self(Mutex::new(connection)))
    }

    /// The version now; none in the rare moment when even a reader would have to wait.
    pub fn version(&self) -> Option<Version> {
        let mut connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        SqliteVersion.get_result(&mut *connection).ok().map(Version::Sqlite)
    }
}

/// The version as this connection sees it. Numbers of several connections to SQLite say nothing of one another: there a
/// [`Watcher`] has to be asked.
pub fn version(connection: &mut DbConnection) -> QueryResult<Version> {
    match connection {
        DbConnection::Postgresql(inner) => PostgresVersion.get_result(inner).map(Version::Postgres),
        DbConnection::Sqlite(inner) => SqliteVersion.get_result(inner).map(Version::Sqlite),
    }
}

/// Queries of their own, as Diesel prepares `sql_query` anew each time.
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
