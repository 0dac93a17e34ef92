//! The database of an installation, reached past the program: read, and held locked while the program works.

use crate::program::Installation;
use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use std::time::Duration;

/// A connection of another program to the database.
pub enum Direct {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

impl Direct {
    /// Connects to the database of the installation, which is in the data folder `data` if it is SQLite's.
    pub fn to(installation: &Installation, data: &str) -> Self {
        match &installation.database {
            Some(database) => Self::Postgres(PgConnection::establish(&database.url()).unwrap()),
            None => {
                let path = installation.path(data).join("engage.db");
                let mut connection = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
                connection.batch_execute("PRAGMA busy_timeout = 60000").unwrap();
                Self::Sqlite(connection)
            }
        }
    }

    /// The first row of a query of a `number`.
    pub fn number(&mut self, query: &str) -> i64 {
        let found: diesel::QueryResult<Number> = match self {
            Self::Sqlite(connection) => sql_query(query).get_result(connection),
            Self::Postgres(connection) => sql_query(query).get_result(connection),
        };
        found.unwrap().number
    }

    /// The rows of a query of a `line`.
    pub fn lines(&mut self, query: &str) -> Vec<String> {
        let found: diesel::QueryResult<Vec<Line>> = match self {
            Self::Sqlite(connection) => sql_query(query).load(connection),
            Self::Postgres(connection) => sql_query(query).load(connection),
        };
        found.unwrap().into_iter().map(|row| row.line).collect()
    }

    /// Runs a statement. `{bytes:…}` in it is the bytes in hexadecimal, as the database writes them.
    pub fn run(&mut self, statement: &str) {
        let (start, end) = match self {
            Self::Sqlite(_) => ("X'", "'"),
            Self::Postgres(_) => ("'\\x", "'::bytea"),
        };
        let statement = statement.replace("{bytes:", start).replace('}', end);
        match self {
            Self::Sqlite(connection) => connection.batch_execute(&statement),
            Self::Postgres(connection) => connection.batch_execute(&statement),
        }
        .unwrap();
    }

    /// Keeps everyone from writing to the table; on SQLite, to any.
    pub fn lock(&mut self, table: &str) {
        match self {
            Self::Sqlite(connection) => connection.batch_execute("BEGIN EXCLUSIVE"),
            Self::Postgres(connection) => {
                connection.batch_execute(&format!("BEGIN; LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE"))
            }
        }
        .unwrap();
    }

    /// Ends [`Direct::lock`].
    pub fn unlock(&mut self) {
        match self {
            Self::Sqlite(connection) => connection.batch_execute("ROLLBACK"),
            Self::Postgres(connection) => connection.batch_execute("ROLLBACK"),
        }
        .unwrap();
    }

    /// Locks the table at a moment at which the query of a `number` gives 1, however short that is.
    pub fn lock_when(&mut self, table: &str, query: &str) {
        crate::program::until(query, || {
            for _ in 0..10 {
                self.lock(table);
                if self.number(query) == 1 {
                    return Some(());
                }
                self.unlock();
                // Others write between two looks.
                std::thread::sleep(Duration::from_millis(1));
            }
            None
        });
    }
}
