//! The two databases behind one connection type: statements, transactions, locks. What they do differently is here and,
//! for opening them, in [`super::pool`] and [`super::versions`].

use crate::ids::PublisherId;
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::result::{DatabaseErrorKind, Error};
use diesel::{Connection, PgConnection, QueryResult, SqliteConnection};

/// A lock that a transaction holds to its end, so that what it reads stays true until it has written. SQLite has one
/// writer at a time, which is a lock of everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// None: what is written is one row, or is guarded by its constraints.
    Nothing,
    /// What is known of the publisher's customers, and the profiles computed from it.
    Facts(PublisherId),
    /// The publisher's groups and the rules that they are counted by.
    Groups(PublisherId),
    /// Who works on which import.
    Queue,
    /// The publishers and the secrets that a first start makes.
    Setup,
}

impl Lock {
    /// The two numbers by which PostgreSQL knows the lock. The first is of this program alone: 4711 and those after it.
    fn numbers(self) -> Option<(i32, i32)> {
        match self {
            Self::Nothing => None,
            Self::Facts(publisher) => Some((4711, publisher.into())),
            Self::Groups(publisher) => Some((4712, publisher.into())),
            Self::Queue => Some((4713, 0)),
            Self::Setup => Some((4714, 0)),
        }
    }
}

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum DbConnection {
    Postgresql(PgConnection),
    Sqlite(SqliteConnection),
}

/// Runs the same body with the concrete connection of each database, for the statements that Diesel compiles only so:
/// batch inserts, `on_conflict`, casts.
#[macro_export]
macro_rules! on_either {
    ($connection:expr, $inner:ident => $body:expr) => {
        match $connection {
            $crate::store::DbConnection::Postgresql($inner) => $body,
            $crate::store::DbConnection::Sqlite($inner) => $body,
        }
    };
}

/// Inserts rows, or where one of this key is there already, changes these columns of it to the row's. PostgreSQL takes
/// many rows in one statement; SQLite takes one after the other, which Diesel compiles only so and costs it nothing.
#[macro_export]
macro_rules! upsert {
    ($connection:expr, $table:path, $rows:expr, $key:expr, [$($column:path),+]) => {{
        use diesel::prelude::*;
        let rows = $rows;
        match $connection {
            $crate::store::DbConnection::Postgresql(inner) => {
                for chunk in rows.chunks(1_000) {
                    diesel::insert_into($table)
                        .values(chunk.to_vec())
                        .on_conflict($key)
                        .do_update()
                        .set(($($column.eq(diesel::upsert::excluded($column)),)+))
                        .execute(inner)?;
                }
            }
            $crate::store::DbConnection::Sqlite(inner) => {
                for row in rows {
                    diesel::insert_into($table)
                        .values(row)
                        .on_conflict($key)
                        .do_update()
                        .set(($($column.eq(diesel::upsert::excluded($column)),)+))
                        .execute(inner)?;
                }
            }
        }
    }};
}

#[diesel::declare_sql_function]
extern "SQL" {
    fn ln(value: diesel::sql_types::Double) -> diesel::sql_types::Double;
}

/// Starts a transaction that holds the lock, in one round trip. `settings` are statements of this transaction alone.
pub(super) fn begin(connection: &mut DbConnection, lock: Lock, settings: &str) -> QueryResult<()> {
    match connection {
        DbConnection::Sqlite(inner) => AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN IMMEDIATE"),
        DbConnection::Postgresql(inner) => {
            let mut statements = format!("BEGIN; {settings}");
            if let Some((class, number)) = lock.numbers() {
                statements.push_str(&format!("SELECT pg_advisory_xact_lock({class}, {number});"));
            }
            let begun = AnsiTransactionManager::begin_transaction_sql(inner, &statements);
            if begun.is_err() {
                // The transaction has begun though the lock was not to be had. Where the connection is lost, so is it.
                inner.batch_execute("ROLLBACK").ok();
            }
            begun
        }
    }
}

/// Runs `work` in the transaction that has begun, and ends it: what an error or a panic leaves is taken back.
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

/// Statistics of an index are a text of numbers: its entries, and how many of them share the first column, the first two,
/// and so on. For indexes whose first column is `$column`, the second number becomes the mean over the rows of `$table`
/// where it is smaller than that.
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
    // A connection that is lost has lost its transaction too, and says so itself.
    if let Err(error) = <DbConnection as Connection>::TransactionManager::rollback_transaction(connection) {
        log::debug!("a transaction could not be rolled back: {error}");
    }
}

/// Gives SQLite the functions that PostgreSQL has of its own: the natural logarithm.
pub(super) fn register_functions(connection: &mut SqliteConnection) -> QueryResult<()> {
    ln_utils::register_impl(connection, f64::ln)
}

/// Brings what SQLite knows about the spread of its tables up to date. It looks at a thousand entries of each index at most,
/// so that this takes milliseconds however large the tables are. An index that begins with the publisher or the app has
/// many more entries for each of them than that, and a plan that takes them for a thousand goes through a million customers
/// to find twenty: their number is put right by how many publishers and apps there are.
///
/// Connections read statistics with the schema, so a table that is made and dropped again lets the others read both anew.
pub(super) const GATHER_STATISTICS: &str = concat!(
    "PRAGMA analysis_limit = 1000; ANALYZE;",
    correct_statistics!("publisher_id", "publishers"),
    correct_statistics!("app_id", "apps"),
    "CREATE TABLE statistics_are_new (number INTEGER); DROP TABLE statistics_are_new; ANALYZE sqlite_schema;",
);

/// Gathers statistics where the database does not do so by itself.
pub(super) fn gather_statistics(connection: &mut DbConnection) -> QueryResult<()> {
    match connection {
        DbConnection::Sqlite(inner) => inner.batch_execute(GATHER_STATISTICS),
        DbConnection::Postgresql(_) => Ok(()),
    }
}

/// Whether the error says that the connection itself is lost.
pub(super) fn is_lost(error: &Error) -> bool {
    match error {
        Error::BrokenTransactionManager => true,
        Error::RollbackErrorOnCommit { commit_error, .. } => is_lost(commit_error),
        Error::DatabaseError(DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand, _) => true,
        Error::DatabaseError(_, information) => information.message().contains("terminating connection"),
        _ => false,
    }
}

/// Rows that one statement may insert when each binds `columns` values: both databases stop near 32,766 binds.
pub const fn rows_per_statement(columns: usize) -> usize {
    30_000 / columns
}
