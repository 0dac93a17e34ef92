//! Both databases behind one connection type: statements, transactions, locks. The differences between them are here
//! and, for opening them, in [`super::pool`] and [`super::versions`].

use crate::ids::{OfferId, PublisherId};
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::result::{DatabaseErrorKind, Error};
use diesel::{Connection, PgConnection, QueryResult, SqliteConnection};

/// A lock that a transaction holds until it ends, so that what it has read is still true when it writes. On SQLite,
/// every writing transaction already excludes all other writers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// No lock: the transaction writes a single row, or constraints guard what it writes.
    Nothing,
    /// The facts about the publisher's customers, and the profiles computed from them.
    Facts(PublisherId),
    /// The publisher's groups and the rules that they are counted with.
    Groups(PublisherId),
    /// The queue of jobs: claims, and the limits on uploaded files.
    Queue,
    /// The publishers, and the secrets that the first start creates.
    Setup,
    /// The publisher's users and invitations.
    Team(PublisherId),
    /// What is claimed of an offer.
    Offer(OfferId),
    /// How often people are written to.
    Caps(PublisherId),
}

impl Lock {
    /// The two numbers that identify the lock in PostgreSQL. The first is 4711 or one of the numbers after it, which
    /// only this program uses.
    fn numbers(self) -> Option<(i32, i32)> {
        match self {
            Self::Nothing => None,
            Self::Facts(publisher) => Some((4711, publisher.into())),
            Self::Groups(publisher) => Some((4712, publisher.into())),
            Self::Queue => Some((4713, 0)),
            Self::Setup => Some((4714, 0)),
            Self::Team(publisher) => Some((4715, publisher.into())),
            Self::Offer(offer) => Some((4716, offer.into())),
            Self::Caps(publisher) => Some((4717, publisher.into())),
        }
    }
}

impl Lock {
    /// Takes the lock in a transaction that holds another one. Only [`Lock::Facts`] is taken so, after [`Lock::Groups`],
    /// and [`Lock::Caps`], after which nothing else is, so that no two transactions wait for each other.
    pub fn also(self, connection: &mut DbConnection) -> QueryResult<()> {
        match (connection, self.numbers()) {
            (DbConnection::Postgresql(inner), Some((class, number))) => {
                inner.batch_execute(&format!("SELECT pg_advisory_xact_lock({class}, {number})"))
            }
            _ => Ok(()),
        }
    }
}

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum DbConnection {
    Postgresql(PgConnection),
    Sqlite(SqliteConnection),
}

/// Runs the same body with the concrete connection of each database, for statements that Diesel cannot compile for both
/// at once: batch inserts, `on_conflict`, casts.
#[macro_export]
macro_rules! on_either {
    ($connection:expr, $inner:ident => $body:expr) => {
        match $connection {
            $crate::store::DbConnection::Postgresql($inner) => $body,
            $crate::store::DbConnection::Sqlite($inner) => $body,
        }
    };
}

impl DbConnection {
    /// The query of the texts in a parameter that is a JSON array of them.
    pub fn texts_in(&self, parameter: &str) -> String {
        match self {
            Self::Postgresql(_) => format!("SELECT jsonb_array_elements_text({parameter}::jsonb)"),
            Self::Sqlite(_) => format!("SELECT value FROM json_each({parameter})"),
        }
    }

    /// Runs several queries that all see the database as it was at the first. In a transaction, nothing may have been
    /// read before.
    pub fn on_one_snapshot<T>(&mut self, work: impl FnOnce(&mut Self) -> QueryResult<T>) -> QueryResult<T> {
        let is_inside = <Self as Connection>::TransactionManager::transaction_manager_status_mut(self)
            .transaction_depth()
            .is_ok_and(|depth| depth.is_some());
        match self {
            Self::Postgresql(inner) if is_inside => {
                inner.batch_execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")?;
                work(self)
            }
            Self::Postgresql(inner) => {
                let start = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                AnsiTransactionManager::begin_transaction_sql(inner, start)?;
                finish(self, work)
            }
            Self::Sqlite(_) => self.transaction(work),
        }
    }
}

#[diesel::declare_sql_function]
extern "SQL" {
    fn ln(value: diesel::sql_types::Double) -> diesel::sql_types::Double;
}

/// Starts a transaction and takes the lock, in one round trip. `settings` are statements that apply to this transaction
/// only.
pub(super) fn begin(connection: &mut DbConnection, lock: Lock, settings: &str) -> QueryResult<()> {
    match connection {
        DbConnection::Sqlite(inner) => AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN IMMEDIATE"),
        DbConnection::Postgresql(inner) => {
            let mut statements = format!("BEGIN; {settings}");
            if let Some((class, number)) = lock.numbers() {
                statements.push_str(&format!("SELECT pg_advisory_xact_lock({class}, {number});"));
            }
            let started = AnsiTransactionManager::begin_transaction_sql(inner, &statements);
            if started.is_err() {
                // The transaction has started even if the lock was not available. If the connection is lost, so is the
                // transaction.
                inner.batch_execute("ROLLBACK").ok();
            }
            started
        }
    }
}

/// Runs `work` in the transaction that has started and ends it: commits, or rolls back after an error or a panic.
pub(super) fn finish<T>(
    connection: &mut DbConnection,
    work: impl FnOnce(&mut DbConnection) -> QueryResult<T>,
) -> QueryResult<T> {
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(connection))) {
        Ok(Ok(value)) => {
            <DbConnection as Connection>::TransactionManager::commit_transaction(connection)?;
            Ok(value)
        }
        Ok(Err(error)) => {
            roll_back(connection);
            Err(error)
        }
        Err(panic) => {
            roll_back(connection);
            std::panic::resume_unwind(panic)
        }
    }
}

/// Corrects statistics of indexes whose first column is `$column`. They are a text of numbers: the entries, then how
/// many of them share the first column, the first two columns, and so on. The second number is raised to the mean
/// number of entries per row of `$table` if it is smaller than that.
macro_rules! correct_statistics {
    ($column:literal, $table:literal) => {
        concat!(
            "UPDATE sqlite_stat1 SET stat = CAST(stat AS INTEGER) || ' ' || MAX(CAST(SUBSTR(stat, INSTR(stat, ' ') + 1) AS INTEGER),",
            " CAST(stat AS INTEGER) / MAX(1, (SELECT COUNT(*) FROM ", $table, ")))",
            " || LTRIM(SUBSTR(stat, INSTR(stat, ' ') + 1), '0123456789')",
            " WHERE (SELECT name FROM pragma_index_info(idx) WHERE seqno = 0) = '", $column, "';",
        )
    };
}

fn roll_back(connection: &mut DbConnection) {
    // A lost connection has lost its transaction too, and its error is reported by the statement that failed.
    if let Err(error) = <DbConnection as Connection>::TransactionManager::rollback_transaction(connection) {
        log::debug!("a transaction could not be rolled back: {error}");
    }
}

/// Registers the functions that SQLite lacks and PostgreSQL has: the natural logarithm.
pub(super) fn register_functions(connection: &mut SqliteConnection) -> QueryResult<()> {
    ln_utils::register_impl(connection, f64::ln)
}

/// Updates SQLite's statistics about its tables. SQLite reads at most a thousand entries of each index, so that this
/// takes milliseconds however large the tables are. An index that starts with the publisher or the app has many more
/// entries for each of them, and a plan based on a thousand would scan a million customers to find twenty. These
/// numbers are therefore corrected by the number of publishers and apps.
///
/// Connections read statistics with the schema, so creating and dropping a table makes the others read both again.
pub(super) const GATHER_STATISTICS: &str = concat!(
    "PRAGMA analysis_limit = 1000; ANALYZE;",
    correct_statistics!("publisher_id", "publishers"),
    correct_statistics!("app_id", "apps"),
    "CREATE TABLE statistics_are_new (number INTEGER); DROP TABLE statistics_are_new; ANALYZE sqlite_schema;",
);

/// Updates PostgreSQL's statistics about the tables that imports fill. It does so by itself, but looks once a minute, and at a table
/// only once a tenth of its rows are others: a new app in a large table is planned for as if it had no rows, and five hundred
/// people of it are looked for among all. A table that is being looked at is left out.
const ANALYZE: &str = "ANALYZE (SKIP_LOCKED) customers, profiles, acquisitions, custom_values, purchases, usage_days, ratings, \
                       subscriptions, consents";

/// Updates statistics about the tables.
pub(super) fn gather_statistics(connection: &mut DbConnection) -> QueryResult<()> {
    match connection {
        DbConnection::Sqlite(inner) => inner.batch_execute(GATHER_STATISTICS),
        DbConnection::Postgresql(inner) => inner.batch_execute(ANALYZE),
    }
}

/// Whether the error means that the connection itself is lost.
pub(super) fn is_lost(error: &Error) -> bool {
    match error {
        Error::BrokenTransactionManager => true,
        Error::RollbackErrorOnCommit { commit_error, .. } => is_lost(commit_error),
        Error::DatabaseError(DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand, _) => true,
        Error::DatabaseError(_, information) => information.message().contains("terminating connection"),
        _ => false,
    }
}

/// The number of rows that one statement can insert if each binds `columns` values: both databases allow about 32,766
/// bound values.
pub const fn rows_per_statement(columns: usize) -> usize {
    30_000 / columns
}
