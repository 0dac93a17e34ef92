//! The one place that knows the pool and the threads that may wait for a database.

use super::connection::{self, DbConnection, Manager};
use diesel::QueryResult;
use r2d2::{Pool, PooledConnection};
use std::time::Duration;

/// What can go wrong between asking the database and its answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("no connection to the database: {0}")]
    Pool(#[from] r2d2::Error),
    #[error("the database refused: {0}")]
    Query(#[from] diesel::result::Error),
    #[error("the database could not be brought up to date: {0}")]
    Migration(String),
    #[error("the work on the database was broken off")]
    BrokenOff,
}

impl StoreError {
    /// Whether it only says that there is no such row.
    pub const fn is_not_found(&self) -> bool {
        matches!(self, Self::Query(diesel::result::Error::NotFound))
    }

    /// Whether a UNIQUE constraint refused the row.
    pub const fn is_taken(&self) -> bool {
        use diesel::result::{DatabaseErrorKind, Error};
        matches!(self, Self::Query(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)))
    }
}

/// A pool of connections to the database. Cloning it is cheap.
#[derive(Clone)]
pub struct Database {
    pool: Pool<Manager>,
}

impl Database {
    /// Opens the database at `url` with at most `connections` at once and brings its tables up to date.
    pub fn open(url: &str, connections: u32) -> Result<Self, StoreError> {
        let manager = Manager::new(url);
        let pool = Pool::builder()
            .max_size(connections)
            .min_idle(Some(1))
            .connection_timeout(Duration::from_secs(10))
            // A server may go away between two requests; a file does not.
            .test_on_check_out(manager.is_postgres())
            .build(manager)?;
        let database = Self { pool };
        connection::migrate(&mut *database.connection()?).map_err(|error| StoreError::Migration(error.to_string()))?;
        Ok(database)
    }

    /// Reads, on this thread.
    pub fn read_now<T>(&self, work: impl FnOnce(&mut DbConnection) -> QueryResult<T>) -> Result<T, StoreError> {
        Ok(work(&mut *self.connection()?)?)
    }

    /// Reads and writes in one transaction, on this thread; any error takes all of it back.
    pub fn write_now<T>(&self, work: impl FnOnce(&mut DbConnection) -> QueryResult<T>) -> Result<T, StoreError> {
        Ok(connection::write(&mut *self.connection()?, work)?)
    }

    /// Reads, on a thread that may wait.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut DbConnection) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let database = self.clone();
        wait_for(move || database.read_now(work)).await
    }

    /// Reads and writes in one transaction, on a thread that may wait; any error takes all of it back.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut DbConnection) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let database = self.clone();
        wait_for(move || database.write_now(work)).await
    }

    fn connection(&self) -> Result<PooledConnection<Manager>, StoreError> {
        Ok(self.pool.get()?)
    }
}

/// Runs work that waits for the database or counts for long, on a thread that may.
pub async fn wait_for<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(StoreError::BrokenOff))
}
