//! Databases of a test's own on the throw-away PostgreSQL cluster that `bin/test` starts.

use diesel::{Connection, PgConnection, RunQueryDsl, sql_query};

/// A database on the throw-away cluster.
pub struct PostgresDatabase {
    server: String,
    pub name: String,
}

impl PostgresDatabase {
    pub fn create() -> Self {
        let server = std::env::var("ENGAGE_TEST_POSTGRES").expect("no PostgreSQL to test on: run bin/test");
        let database = Self { server, name: format!("engage_{:016x}", rand::random::<u64>()) };
        database.run(&format!("CREATE DATABASE {}", database.name)).unwrap();
        database
    }

    /// The URL under which the program finds it.
    pub fn url(&self) -> String {
        let (server, _) = self.server.rsplit_once('/').unwrap();
        format!("{server}/{}", self.name)
    }

    /// Runs a statement of the cluster's owner, outside of the database.
    pub fn run(&self, statement: &str) -> diesel::QueryResult<usize> {
        sql_query(statement).execute(&mut PgConnection::establish(&self.server).expect("PostgreSQL answers"))
    }
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        if let Err(error) = self.run(&format!("DROP DATABASE {} WITH (FORCE)", self.name)) {
            eprintln!("{} is left behind: {error}", self.name);
        }
    }
}
