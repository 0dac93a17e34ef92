//! Databases of a test's own on the throw-away PostgreSQL cluster that `bin/test` starts.

use diesel::{Connection, PgConnection, RunQueryDsl, sql_query};

/// The database on every cluster in which nothing is.
/// A database on the throw-away cluster.
pub struct PostgresDatabase {
    server: String,
    pub name: String,
}

impl PostgresDatabase {
    /// A copy of the database on the cluster that `template` names, given the cluster's URL; `template1` is empty.
    pub fn create_from(template: impl FnOnce(&str) -> &'static str) -> Self {
        let server = std::env::var("ENGAGE_TEST_POSTGRES").expect("no PostgreSQL to test on: run bin/test");
        let template = template(&server);
        let database = Self { server, name: format!("engage_{:016x}", rand::random::<u64>()) };
        database.run(&format!("CREATE DATABASE {} TEMPLATE {template}", database.name)).unwrap();
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
