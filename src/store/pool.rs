//! Pools of connections, one for each purpose: reading, writing for visitors, jobs. A connection is tested only if it
//! was idle for long or if another one was found broken since its last test.

use super::address::DatabaseUrl;
use super::connection::{self, DbConnection};
use super::error::StoreError;
use super::purpose::{Patience, Purpose, SQLITE_CACHE};
use super::unreachable::reason;
use diesel::connection::{CacheSize, SimpleConnection};
use diesel::r2d2::R2D2Connection;
use diesel::{Connection, ConnectionError, ConnectionResult, PgConnection, QueryResult, SqliteConnection};
use r2d2::{HandleError, ManageConnection, Pool, PooledConnection};
use scheduled_thread_pool::ScheduledThreadPool;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long a connection may be idle before it is tested. A test costs a round trip, and firewalls drop idle
/// connections after minutes.
const IDLE: Duration = Duration::from_secs(30);

/// How long a connection is used before it is replaced: half an hour frees what a PostgreSQL process has cached
/// meanwhile, and spreads connections again after a server of several was away. Opening one takes milliseconds.
const LIFETIME: Duration = Duration::from_secs(1_800);

/// A connection and when it was last known to work.
pub struct Checked {
    connection: DbConnection,
    at: Instant,
    is_broken: bool,
}

/// Opens a pool's connections. Diesel's own manager would report SQLite's error instead of PostgreSQL's.
#[derive(Debug)]
pub struct Manager {
    url: DatabaseUrl,
    purpose: Purpose,
    patience: Patience,
    /// The page cache of an SQLite connection, in kilobytes.
    cache: u32,
    /// Whether a connection keeps its session, with its settings and prepared statements, from one transaction to the
    /// next. Behind a pooler in transaction mode it does not.
    keeps_session: bool,
    suspicion: Arc<Suspicion>,
}

/// When a connection was last found broken. Connections that were tested before then are tested again.
#[derive(Debug)]
struct Suspicion {
    started: Instant,
    /// In milliseconds since `started`.
    broken_at: AtomicU64,
}

impl Suspicion {
    fn is_on(&self, tested: Instant) -> bool {
        tested <= self.started + Duration::from_millis(self.broken_at.load(Ordering::Relaxed))
    }

    fn rise(&self) {
        let now = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.broken_at.store(now, Ordering::Relaxed);
    }
}

/// Why a connection cannot be opened or used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unreachable(String);

/// Switches the server's messages to English on this connection, because errors are sorted by their text. Only
/// superusers and roles with the privilege may do so; for others, nothing changes.
const ENGLISH: &str = "DO $$ BEGIN SET lc_messages = 'C'; EXCEPTION WHEN insufficient_privilege THEN NULL; END $$;";

/// Connects to the PostgreSQL server. OpenSSL is initialised here before libpq does it, which would have it clean up when
/// the process exits, under the threads that still connect: the process then dies of a fault after its work.
pub(super) fn connect_postgres(url: &DatabaseUrl) -> ConnectionResult<PgConnection> {
    openssl_sys::init();
    PgConnection::establish(&url.with_wishes())
}

impl Manager {
    fn connect_now(&self) -> Result<DbConnection, ConnectionError> {
        if self.url.is_postgres() {
            let mut connection = connect_postgres(&self.url)?;
            if self.keeps_session {
                let settings = self
                    .purpose
                    .postgres_settings(self.patience, "SET")
                    .replace("SET transaction_", "SET default_transaction_");
                let settings = format!("{ENGLISH} {settings}");
                connection.batch_execute(&settings).map_err(ConnectionError::CouldntSetupConfiguration)?;
            } else {
                connection.set_prepared_statement_cache_size(CacheSize::Disabled);
            }
            return Ok(DbConnection::Postgresql(connection));
        }
        let mut sqlite = SqliteConnection::establish(self.url.path())?;
        sqlite
            .batch_execute(&self.purpose.sqlite_settings(self.patience, self.cache))
            .and_then(|()| connection::register_functions(&mut sqlite))
            .map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(DbConnection::Sqlite(sqlite))
    }
}

impl ManageConnection for Manager {
    type Connection = Checked;
    type Error = Unreachable;

    fn connect(&self) -> Result<Checked, Unreachable> {
        let connection = self.connect_now().map_err(|error| Unreachable(reason(&self.url, &error)))?;
        Ok(Checked { connection, at: Instant::now(), is_broken: false })
    }

    /// Tests a PostgreSQL connection if it may be broken. A file needs no test.
    fn is_valid(&self, checked: &mut Checked) -> Result<(), Unreachable> {
        if let DbConnection::Postgresql(inner) = &mut checked.connection
            && (checked.at.elapsed() > IDLE || self.suspicion.is_on(checked.at))
        {
            inner.ping().map_err(|error| Unreachable(error.to_string()))?;
        }
        checked.at = Instant::now();
        Ok(())
    }

    fn has_broken(&self, checked: &mut Checked) -> bool {
        let connection = &mut checked.connection;
        checked.is_broken || std::thread::panicking() || crate::on_either!(connection, inner => inner.is_broken())
    }
}

/// Logs why a connection could not be opened, at most once a minute: each waiting visitor tries several times.
#[derive(Debug)]
struct Log {
    started: Instant,
    next: AtomicU64,
}

impl HandleError<Unreachable> for Log {
    fn handle_error(&self, error: Unreachable) {
        let now = self.started.elapsed().as_secs();
        if self.next.fetch_max(now + 60, Ordering::Relaxed) <= now {
            log::warn!("no connection to the database, which is tried again: {error}");
        }
    }
}

/// The options that all pools of a database share.
#[derive(Clone)]
pub struct PoolOptions {
    pub url: DatabaseUrl,
    /// Whether connections keep their session, with its prepared statements and settings.
    pub keeps_session: bool,
    /// How long jobs wait for a lock, in milliseconds.
    pub job_lock: u32,
    /// The threads that open connections.
    pub threads: Arc<ScheduledThreadPool>,
}

/// A pool of connections for one purpose. Cloning it is cheap.
#[derive(Clone)]
pub struct Connections {
    pool: Pool<Manager>,
    suspicion: Arc<Suspicion>,
    patience: Patience,
    /// The settings that start each transaction if sessions do not keep them.
    settings: Arc<str>,
}

impl Connections {
    /// A pool of at most `most` connections. Only the pool for reading opens a connection now, and waits for the
    /// database.
    pub fn open(options: &PoolOptions, purpose: Purpose, most: u32) -> Result<Self, StoreError> {
        let share = if purpose == Purpose::Jobs { SQLITE_CACHE / 2 } else { SQLITE_CACHE / 2 / 2 };
        let patience = purpose.patience(options.job_lock);
        let suspicion = Arc::new(Suspicion { started: Instant::now(), broken_at: AtomicU64::new(0) });
        let manager = Manager {
            url: options.url.clone(),
            purpose,
            patience,
            cache: share / most.max(1),
            keeps_session: options.keeps_session,
            suspicion: Arc::clone(&suspicion),
        };
        let settings =
            if options.keeps_session { String::new() } else { purpose.postgres_settings(patience, "SET LOCAL") };
        let builder = Pool::builder()
            .max_size(most.max(1))
            .min_idle(Some(u32::from(purpose == Purpose::Reading)))
            .connection_timeout(Duration::from_millis(patience.connection.into()))
            // SQLite reads its statistics when it opens a connection, and a PostgreSQL session grows with its prepared
            // statements.
            .max_lifetime(Some(LIFETIME))
            .thread_pool(Arc::clone(&options.threads))
            .error_handler(Box::new(Log { started: Instant::now(), next: AtomicU64::new(0) }));
        let pool = builder.build(manager).map_err(|error| StoreError::Outage(error.to_string()))?;
        Ok(Self { pool, suspicion, patience, settings: settings.into() })
    }

    /// How long a writer waits for its turn.
    pub const fn lock_patience(&self) -> Duration {
        Duration::from_millis(self.patience.lock as u64)
    }

    /// The number of connections in use.
    pub fn in_use(&self) -> u32 {
        let state = self.pool.state();
        state.connections - state.idle_connections
    }

    /// Reads. If the connection turns out to be lost, tries once more with another one.
    pub fn read<T>(&self, mut work: impl FnMut(&mut DbConnection) -> QueryResult<T>) -> Result<T, StoreError> {
        let mut is_first = true;
        loop {
            let mut checked = self.checked_out()?;
            let connection = &mut checked.connection;
            let read = if self.settings.is_empty() {
                work(connection)
            } else {
                connection::begin(connection, connection::Lock::Nothing, &self.settings)
                    .and_then(|()| connection::finish(connection, &mut work))
            };
            match self.judged(&mut checked, read) {
                Err(error) if checked.is_broken && std::mem::take(&mut is_first) => {
                    log::debug!("a connection was lost, and another is taken: {error}");
                }
                read => return read,
            }
        }
    }

    /// Runs `work` in a transaction that holds the lock. If the connection turns out to be lost before the transaction
    /// has started, it is replaced once.
    pub fn write<T>(
        &self,
        lock: connection::Lock,
        work: impl FnOnce(&mut DbConnection) -> QueryResult<T>,
    ) -> Result<T, StoreError> {
        let mut checked = self.begin(lock)?;
        let written = connection::finish(&mut checked.connection, work);
        self.judged(&mut checked, written)
    }

    fn begin(&self, lock: connection::Lock) -> Result<PooledConnection<Manager>, StoreError> {
        let mut checked = self.checked_out()?;
        let started = connection::begin(&mut checked.connection, lock, &self.settings);
        match self.judged(&mut checked, started) {
            Ok(()) => Ok(checked),
            Err(_) if checked.is_broken => {
                drop(checked);
                let mut checked = self.checked_out()?;
                let started = connection::begin(&mut checked.connection, lock, &self.settings);
                self.judged(&mut checked, started)?;
                Ok(checked)
            }
            Err(error) => Err(error),
        }
    }

    fn checked_out(&self) -> Result<PooledConnection<Manager>, StoreError> {
        self.pool.get().map_err(|error| StoreError::Outage(error.to_string()))
    }

    /// Converts the error of an outcome. A lost connection is not used again, and all others are tested.
    fn judged<T>(&self, checked: &mut Checked, outcome: QueryResult<T>) -> Result<T, StoreError> {
        outcome.map_err(|error| {
            if connection::is_lost(&error) {
                checked.is_broken = true;
                self.suspicion.rise();
            }
            StoreError::from(error)
        })
    }
}
