//! Databases of a test's own, for tests of the store.

use super::{Database, DatabaseOptions, DatabaseUrl};
use diesel::{Connection, PgConnection, RunQueryDsl, sql_query};
use std::io::Write;

/// An open database that goes with the test.
pub struct TestDatabase {
    pub database: Database,
    pub options: DatabaseOptions,
    /// The server and the name of the database on it.
    on_server: Option<(String, String)>,
    _folder: tempfile::TempDir,
}

impl TestDatabase {
    pub fn on_sqlite() -> Self {
        Self::open(None)
    }

    /// None where no server is there to test on.
    pub fn on_postgres() -> Option<Self> {
        let Ok(server) = std::env::var("ENGAGE_TEST_POSTGRES") else {
            let left_out = b"left out: PostgreSQL, as ENGAGE_TEST_POSTGRES names no server\n";
            std::io::stderr().write_all(left_out).unwrap();
            return None;
        };
        let name = format!("engage_{:016x}", rand::random::<u64>());
        run(&server, &format!("CREATE DATABASE {name}"));
        Some(Self::open(Some((server, name))))
    }

    /// Each kind of database there is to test on.
    pub fn each() -> Vec<Self> {
        [Some(Self::on_sqlite()), Self::on_postgres()].into_iter().flatten().collect()
    }

    fn open(on_server: Option<(String, String)>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = match &on_server {
            None => folder.path().join("engage.db").to_string_lossy().into_owned(),
            Some((server, name)) => format!("{}/{name}", server.rsplit_once('/').unwrap().0),
        };
        let options = DatabaseOptions::new(DatabaseUrl::new(url));
        Self { database: Database::open(&options).unwrap(), options, on_server, _folder: folder }
    }

    /// Ends every connection to the database, as a server that starts again does.
    pub fn end_connections(&self) {
        let Some((server, name)) = &self.on_server else { return };
        run(server, &format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"));
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.on_server {
            run(server, &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

fn run(server: &str, statement: &str) {
    sql_query(statement).execute(&mut PgConnection::establish(server).expect("PostgreSQL answers")).unwrap();
}
