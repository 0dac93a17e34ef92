//! Writing many rows of one table in one call.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::{QueryResult, RunQueryDsl};
use std::marker::PhantomData;

/// The rows of one statement on PostgreSQL: with fewer, round trips cost more than the rows; with more, nothing is gained.
pub const ROWS_AT_ONCE: usize = 1_000;

/// Up to so many rows are inserted by one prepared statement, which takes one round trip; copying rows in takes three.
pub const FEW: usize = 100;

/// An insert that changes these columns of the row with the same key instead, if there is one. Diesel's own upsert is
/// built and prepared again for every row, which on SQLite takes longer than the write; this one is prepared once.
/// `Kind` is a type that stands for the key and the columns: no other upsert may have it.
#[derive(Debug, Clone, Copy)]
pub struct Upsert<Kind, Insert> {
    pub insert: Insert,
    /// The names of the key's columns, and those of the changed ones.
    pub key: &'static [&'static str],
    pub columns: &'static [&'static str],
    pub kind: PhantomData<Kind>,
}

impl<Kind: 'static, Insert: QueryId> QueryId for Upsert<Kind, Insert> {
    type QueryId = Upsert<Kind, Insert::QueryId>;

    const HAS_STATIC_QUERY_ID: bool = Insert::HAS_STATIC_QUERY_ID;
}

impl<DB: Backend, Kind, Insert: QueryFragment<DB>> QueryFragment<DB> for Upsert<Kind, Insert> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.insert.walk_ast(out.reborrow())?;
        for (index, name) in self.key.iter().enumerate() {
            out.push_sql(if index == 0 { " ON CONFLICT (" } else { ", " });
            out.push_identifier(name)?;
        }
        out.push_sql(")");
        for (index, name) in self.columns.iter().enumerate() {
            out.push_sql(if index == 0 { " DO UPDATE SET " } else { ", " });
            out.push_identifier(name)?;
            out.push_sql(" = excluded.");
            out.push_identifier(name)?;
        }
        Ok(())
    }
}

impl<Connection, Kind, Insert> RunQueryDsl<Connection> for Upsert<Kind, Insert> {}

/// Runs a query for rows: `in_bulk!(connection, rows, |values| query of them)`. On PostgreSQL the values are many rows,
/// because each statement is a round trip; on SQLite one row, because the statement of one row is prepared only once.
#[macro_export]
macro_rules! in_bulk {
    ($connection:expr, $rows:expr, |$values:ident| $query:expr) => {{
        use diesel::prelude::*;
        let rows = $rows;
        match $connection {
            $crate::store::DbConnection::Postgresql(inner) => {
                for chunk in rows.chunks($crate::store::bulk::ROWS_AT_ONCE) {
                    let $values = chunk.to_vec();
                    $query.execute(inner)?;
                }
            }
            $crate::store::DbConnection::Sqlite(inner) => {
                for $values in rows {
                    $query.execute(inner)?;
                }
            }
        }
    }};
}

/// Inserts rows that are not there yet: `insert!(connection, table, rows)`. The rows are tuples of `column.eq(value)` for the
/// same columns. PostgreSQL copies them in, which costs a third of an `INSERT` of many rows.
#[macro_export]
macro_rules! insert {
    ($connection:expr, $table:path, $rows:expr) => {{
        use diesel::prelude::*;
        let rows: Vec<_> = $rows;
        match &mut *$connection {
            $crate::store::DbConnection::Postgresql(inner) if rows.len() > $crate::store::bulk::FEW => {
                let copied = diesel::copy_from($table).from_insertable(rows);
                ExecuteCopyFromDsl::execute(copied, inner)?;
            }
            connection => $crate::in_bulk!(connection, rows, |values| diesel::insert_into($table).values(values)),
        }
    }};
}

/// Inserts rows; if there is a row with the same key, changes these columns of it instead:
/// `upsert!(connection, table, rows, [key], [columns])`.
#[macro_export]
macro_rules! upsert {
    ($connection:expr, $table:path, $rows:expr, [$($key:path),+], [$($column:path),+]) => {{
        struct Kind;
        $crate::in_bulk!($connection, $rows, |values| $crate::store::bulk::Upsert {
            insert: diesel::insert_into($table).values(values),
            key: &[$(<$key as diesel::Column>::NAME),+],
            columns: &[$(<$column as diesel::Column>::NAME),+],
            kind: std::marker::PhantomData::<Kind>,
        })
    }};
}

#[cfg(test)]
mod tests {
    use crate::store::DbConnection;
    use crate::store::schema::secrets;
    use diesel::SqliteConnection;
    use diesel::connection::{InstrumentationEvent, SimpleConnection};
    use diesel::prelude::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn on_sqlite_the_statement_of_many_rows_is_prepared_once() {
        static PREPARED: AtomicUsize = AtomicUsize::new(0);
        let mut sqlite = SqliteConnection::establish(":memory:").unwrap();
        sqlite.batch_execute("CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT)").unwrap();
        sqlite.set_instrumentation(|event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::CacheQuery { .. }) {
                PREPARED.fetch_add(1, Ordering::Relaxed);
            }
        });
        let mut connection = DbConnection::Sqlite(sqlite);
        let mut put = |rows: &[(&str, &str)]| -> QueryResult<()> {
            let rows = rows.iter().map(|(name, value)| (secrets::name.eq(*name), secrets::value.eq(*value)));
            upsert!(&mut connection, secrets::table, rows.collect::<Vec<_>>(), [secrets::name], [secrets::value]);
            Ok(())
        };
        put(&[("a", "1"), ("b", "2"), ("c", "3")]).unwrap();
        put(&[("b", "4"), ("d", "5")]).unwrap();
        assert_eq!(PREPARED.load(Ordering::Relaxed), 1);
        let rows = secrets::table.order(secrets::name).load::<(String, String)>(&mut connection).unwrap();
        let rows: Vec<String> = rows.into_iter().map(|(name, value)| format!("{name}{value}")).collect();
        assert_eq!(rows, ["a1", "b4", "c3", "d5"]);
    }
}
