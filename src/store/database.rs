//! The one place that knows the pools and the threads that may wait for a database. Each method serves one purpose:
//! pages read with connections of their own and wait for no writer, and visitors' writes do not compete with jobs for
//! connections.

use super::address::DatabaseUrl;
use super::breaks::Breaks;
use super::connection::{self, DbConnection, Lock};
use super::error::StoreError;
use super::kept::{self, Kept, Version, Watcher};
use super::options::DatabaseOptions;
use super::pool::{Connections, PoolOptions};
use super::purpose::Purpose;
use super::shared_version::SharedVersion;
use super::sqlite_file;
use super::turns::{Turns, Writer};
use super::versions;
use crate::ids::PublisherId;
use crate::request_id::carried;
use diesel::QueryResult;
use scheduled_thread_pool::ScheduledThreadPool;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::Semaphore;

/// The database. Cloning it is cheap.
#[derive(Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

struct Inner {
    readers: Connections,
    writers: Connections,
    jobs: Connections,
    /// Turns at writing to SQLite, which has one writer at a time; `None` for PostgreSQL.
    turns: Option<Turns>,
    /// Breaks of the jobs that write to SQLite.
    breaks: Breaks,
    /// Keeps a backup from replacing an SQLite file while it is open.
    _in_use: Option<sqlite_file::InUse>,
    /// One permit per reading connection, so that waiting for a connection does not occupy a thread.
    reading: Semaphore,
    kept: Kept,
    /// Detects commits to an SQLite file; `None` for PostgreSQL.
    watcher: Option<Watcher>,
    /// The version of a PostgreSQL server.
    version: Arc<SharedVersion>,
}

/// The number of connections in use, for monitoring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InUse {
    pub readers: u32,
    pub writers: u32,
    pub jobs: u32,
}

/// So many rows are worth it that PostgreSQL looks at its tables anew, for which it reads some 30,000 rows of each: a tenth of that
/// changes no plan.
const WORTH_ANALYZING: i64 = 3_000;

impl Database {
    /// Opens the database and brings its tables up to date. Waits a while if it does not answer yet.
    pub fn open(options: &DatabaseOptions) -> Result<Self, StoreError> {
        // One thread opens the connections of all pools: they are opened rarely, and r2d2 would start nine threads.
        let threads =
            Arc::new(ScheduledThreadPool::builder().num_threads(1).thread_name_pattern("connections").build());
        let (url, keeps_session, job_lock) = (options.url.clone(), options.keeps_session, options.job_lock);
        let is_sqlite = !url.is_postgres();
        let writing = if is_sqlite { 1 } else { options.connections.div_ceil(3) };
        let reading = options.connections.saturating_sub(writing);
        let pools = PoolOptions { url, keeps_session, job_lock, threads };
        let in_use = if is_sqlite { Some(say_in_use(&options.url)?) } else { None };
        versions::bring_up_to_date(&options.url)?;
        let watcher = if is_sqlite { Some(Watcher::open(&options.url)) } else { None };
        let watcher = watcher.transpose().map_err(|error| StoreError::Outage(error.to_string()))?;
        let inner = Inner {
            jobs: Connections::open(&pools, Purpose::Jobs, options.job_connections)?,
            writers: Connections::open(&pools, Purpose::Writing, writing)?,
            readers: Connections::open(&pools, Purpose::Reading, reading)?,
            turns: is_sqlite.then(Turns::default),
            breaks: Breaks::default(),
            _in_use: in_use,
            reading: Semaphore::new(reading.max(1) as usize),
            kept: Kept::default(),
            watcher,
            version: Arc::default(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Reads, on this thread. If the connection turns out to be lost, `work` runs once more with another.
    pub fn read_now<T>(&self, work: impl FnMut(&mut DbConnection) -> QueryResult<T>) -> Result<T, StoreError> {
        self.inner.readers.read(work)
    }

    /// [`Database::read_now`] on a thread that may wait.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut DbConnection) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let database = self.clone();
        // The semaphore is never closed.
        let _turn = self.inner.reading.acquire().await.ok();
        wait_for(move || database.read_now(work)).await
    }

    /// [`Database::read_now`] for values that are read often: the value is kept under the key until anything is
    /// committed to the database. The key must name everything that `work` depends on.
    pub fn read_kept_now<T: Send + Sync + 'static>(
        &self,
        key: &str,
        mut work: impl FnMut(&mut DbConnection) -> QueryResult<T>,
    ) -> Result<Arc<T>, StoreError> {
        let kept = &self.inner.kept;
        let Some(watcher) = &self.inner.watcher else {
            // The server's version is read on the connection that would read the value.
            return self.read_now(|connection| {
                let version = kept::version(connection)?;
                if let Some(found) = kept.find(&version, key) {
                    return Ok(found);
                }
                let value = Arc::new(work(connection)?);
                kept.put(version, key.to_owned(), &value);
                Ok(value)
            });
        };
        let version = watcher.version();
        if let Some(found) = version.as_ref().and_then(|version| kept.find(version, key)) {
            return Ok(found);
        }
        let value = Arc::new(self.read_now(work)?);
        if let Some(version) = version {
            kept.put(version, key.to_owned(), &value);
        }
        Ok(value)
    }

    /// [`Database::read_kept_now`], on a thread that may wait if the value has to be read.
    pub async fn read_kept<T: Send + Sync + 'static>(
        &self,
        key: String,
        work: impl FnMut(&mut DbConnection) -> QueryResult<T> + Send + 'static,
    ) -> Result<Arc<T>, StoreError> {
        let version = self.version().await;
        self.read_kept_at(version.as_ref(), key, work).await
    }

    /// [`Database::read_kept`] for a version that was asked for before.
    pub async fn read_kept_at<T: Send + Sync + 'static>(
        &self,
        version: Option<&Version>,
        key: String,
        work: impl FnMut(&mut DbConnection) -> QueryResult<T> + Send + 'static,
    ) -> Result<Arc<T>, StoreError> {
        if let Some(found) = version.and_then(|version| self.inner.kept.find(version, &key)) {
            return Ok(found);
        }
        let database = self.clone();
        let _turn = self.inner.reading.acquire().await.ok();
        wait_for(move || database.read_kept_now(&key, work)).await
    }

    /// The version of everything that is committed now; `None` if it is not known. SQLite's is available without
    /// waiting, and that of a server is asked for by all who wait for it together.
    pub async fn version(&self) -> Option<Version> {
        match &self.inner.watcher {
            Some(watcher) => watcher.version(),
            None => {
                let database = self.clone();
                self.inner.version.get(move || database.read_now(kept::version)).await
            }
        }
    }

    /// The value that was kept under the key at this version.
    pub fn find_kept<T: Send + Sync + 'static>(&self, version: &Version, key: &str) -> Option<Arc<T>> {
        self.inner.kept.find(version, key)
    }

    /// Keeps a value under the key until anything is committed. Everything that it depends on was read after the version.
    pub fn keep<T: Send + Sync + 'static>(&self, version: Version, key: String, value: &Arc<T>) {
        self.inner.kept.put(version, key, value);
    }

    /// Reads and writes for a visitor, in one transaction, on this thread; any error rolls it back. It holds no lock
    /// except those of the rows that it writes, and the changes are on disk when it returns.
    pub fn write_now<T>(&self, work: impl FnOnce(&mut DbConnection) -> QueryResult<T>) -> Result<T, StoreError> {
        self.write_holding_now(Lock::Nothing, work)
    }

    /// [`Database::write_now`] on a thread that may wait.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut DbConnection) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.write_holding(Lock::Nothing, work).await
    }

    /// [`Database::write_now`] for the publisher's groups and rules: what it reads of them is still true when it
    /// writes.
    pub async fn write_groups<T: Send + 'static>(
        &self,
        publisher: PublisherId,
        work: impl FnOnce(&mut DbConnection) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.write_holding(Lock::Groups(publisher), work).await
    }

    /// [`Database::write_now`] for the publisher's facts and profiles.
    pub async fn write_facts<T: Send + 'static>(
        &self,
        publisher: PublisherId,
        work: impl FnOnce(&mut DbConnection) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.write_holding(Lock::Facts(publisher), work).await
    }

    /// [`Database::write_now`] holding a lock.
    pub fn write_holding_now<T>(
        &self,
        lock: Lock,
        work: impl FnOnce(&mut DbConnection) -> QueryResult<T>,
    ) -> Result<T, StoreError> {
        self.in_turn(&self.inner.writers, Writer::Visitor, lock, work)
    }

    /// [`Database::write_holding_now`] on a thread that may wait.
    pub async fn write_holding<T: Send + 'static>(
        &self,
        lock: Lock,
        work: impl FnOnce(&mut DbConnection) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let database = self.clone();
        wait_for(move || database.write_holding_now(lock, work)).await
    }

    /// Reads for a job, on this thread. Statements may take long.
    pub fn job_read<T>(&self, work: impl FnMut(&mut DbConnection) -> QueryResult<T>) -> Result<T, StoreError> {
        self.inner.jobs.read(work)
    }

    /// [`Database::write_groups`] on this thread.
    pub fn write_groups_now<T>(
        &self,
        publisher: PublisherId,
        work: impl FnOnce(&mut DbConnection) -> QueryResult<T>,
    ) -> Result<T, StoreError> {
        self.write_holding_now(Lock::Groups(publisher), work)
    }

    /// Reads and writes for a job, in one transaction, on this thread. On SQLite, a power failure may undo jobs'
    /// transactions until a visitor saves something. A job that deletes its input, such as the file of an import, must
    /// therefore commit its end with [`Database::write_now`].
    pub fn job_write<T>(&self, work: impl FnOnce(&mut DbConnection) -> QueryResult<T>) -> Result<T, StoreError> {
        self.job_write_holding(Lock::Nothing, work)
    }

    /// [`Database::job_write`] for the publisher's facts and profiles.
    pub fn job_write_facts<T>(
        &self,
        publisher: PublisherId,
        work: impl FnOnce(&mut DbConnection) -> QueryResult<T>,
    ) -> Result<T, StoreError> {
        self.job_write_holding(Lock::Facts(publisher), work)
    }

    /// [`Database::job_write`] for the publisher's groups.
    pub fn job_write_groups<T>(
        &self,
        publisher: PublisherId,
        work: impl FnOnce(&mut DbConnection) -> QueryResult<T>,
    ) -> Result<T, StoreError> {
        self.job_write_holding(Lock::Groups(publisher), work)
    }

    /// [`Database::job_write`] holding a lock.
    pub fn job_write_holding<T>(
        &self,
        lock: Lock,
        work: impl FnOnce(&mut DbConnection) -> QueryResult<T>,
    ) -> Result<T, StoreError> {
        self.in_turn(&self.inner.jobs, Writer::Job, lock, work)
    }

    /// Updates the statistics by which the database plans, after an import or a new day has changed so many rows. Without them, it
    /// scans all customers to find those of one list of addresses.
    pub fn gather_statistics(&self, rows: i64) -> Result<(), StoreError> {
        if self.inner.turns.is_none() && rows < WORTH_ANALYZING {
            return Ok(());
        }
        self.job_write(connection::gather_statistics)
    }

    /// The number of connections in use.
    pub fn in_use(&self) -> InUse {
        let Inner { readers, writers, jobs, .. } = &*self.inner;
        InUse { readers: readers.in_use(), writers: writers.in_use(), jobs: jobs.in_use() }
    }

    /// Waits for the turn before taking a connection, so that waiting writers hold none.
    fn in_turn<T>(
        &self,
        connections: &Connections,
        writer: Writer,
        lock: Lock,
        work: impl FnOnce(&mut DbConnection) -> QueryResult<T>,
    ) -> Result<T, StoreError> {
        let breaks = (self.inner.turns.is_some() && writer == Writer::Job).then_some(&self.inner.breaks);
        if let Some(breaks) = breaks {
            breaks.before_write();
        }
        let _turn = match self.inner.turns.as_ref().map(|turns| turns.take(writer, connections.lock_patience())) {
            Some(None) => return Err(StoreError::Outage(String::from("the turn at writing does not come"))),
            turn => turn,
        };
        let began = Instant::now();
        let written = connections.write(lock, work);
        if let Some(breaks) = breaks {
            breaks.after_write(began);
        }
        written
    }
}

fn say_in_use(url: &DatabaseUrl) -> Result<sqlite_file::InUse, StoreError> {
    let path = url.path();
    match sqlite_file::InUse::among_others(Path::new(path)) {
        Ok(Some(in_use)) => Ok(in_use),
        Ok(None) => {
            Err(StoreError::Unusable(format!("a backup is being put in the place of {path}: start again after it")))
        }
        Err(error) => Err(StoreError::Unusable(format!("{path}.lock: {error}"))),
    }
}

/// Runs work that waits for the database or computes for long on a thread that may block.
pub async fn wait_for<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(carried(work)).await.unwrap_or(Err(StoreError::BrokenOff))
}
