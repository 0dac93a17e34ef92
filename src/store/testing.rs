//! Temporary databases for tests of the store.

use super::{Database, DatabaseOptions, DatabaseUrl};
use diesel::{Connection, PgConnection, RunQueryDsl, sql_query};
use std::io::Write;

/// A database on the test server, dropped after the test. It has no tables until it is opened.
pub struct ServerDatabase {
    pub options: DatabaseOptions,
    server: String,
    name: String,
}

impl ServerDatabase {
    /// `None` if no test server is configured.
    pub fn create() -> Option<Self> {
        let Ok(server) = std::env::var("ENGAGE_TEST_POSTGRES") else {
            let left_out = b"left out: PostgreSQL, as ENGAGE_TEST_POSTGRES names no server\n";
            std::io::stderr().write_all(left_out).unwrap();
            return None;
        };
        let name = format!("engage_{:016x}", rand::random::<u64>());
        run(&server, &format!("CREATE DATABASE {name}"));
        let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
        Some(Self { options: DatabaseOptions::new(DatabaseUrl::new(url)), server, name })
    }

    /// Ends all connections to the database, as a restart of the server does, and waits until they are gone: 10 s at most.
    pub fn end_connections(&self) {
        let of_database = format!("FROM pg_stat_activity WHERE datname = '{}'", self.name);
        run(&self.server, &format!("SELECT pg_terminate_backend(pid, 10000) {of_database}"));
    }
}

impl Drop for ServerDatabase {
    fn drop(&mut self) {
        run(&self.server, &format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

fn run(server: &str, statement: &str) {
    sql_query(statement).execute(&mut PgConnection::establish(server).expect("PostgreSQL answers")).unwrap();
}

/// An open database that is deleted after the test.
pub struct TestDatabase {
    pub database: Database,
    pub options: DatabaseOptions,
    pub on_server: Option<ServerDatabase>,
    _folder: tempfile::TempDir,
}

impl TestDatabase {
    pub fn on_sqlite() -> Self {
        Self::open(None)
    }

    /// `None` if no test server is configured.
    pub fn on_postgres() -> Option<Self> {
        Some(Self::open(Some(ServerDatabase::create()?)))
    }

    /// One database of each kind that is available for tests.
    pub fn each() -> Vec<Self> {
        [Some(Self::on_sqlite()), Self::on_postgres()].into_iter().flatten().collect()
    }

    fn open(on_server: Option<ServerDatabase>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = match &on_server {
            None => DatabaseOptions::new(DatabaseUrl::new(folder.path().join("engage.db").to_string_lossy())),
            Some(database) => database.options.clone(),
        };
        Self { database: Database::open(&options).unwrap(), options, on_server, _folder: folder }
    }

    /// Ends all connections to the database on the server.
    pub fn end_connections(&self) {
        self.on_server.iter().for_each(ServerDatabase::end_connections);
    }
}
