//! A server that speaks another language than English: what passes and what does not is told apart all the same.

use crate::cluster::Cluster;
use crate::site::left_out;
use diesel::{Connection, PgConnection, RunQueryDsl, sql_query};
use engage::ids::PublisherId;
use engage::store::{Database, DatabaseOptions, DatabaseUrl, DbConnection, Lock, QueryResult, StoreError};
use std::sync::Barrier;

fn run(connection: &mut DbConnection, statement: &str) -> QueryResult<()> {
    sql_query(statement).execute(connection).map(drop)
}

/// What two transactions say that wait for each other: one of them goes through.
fn deadlock(database: &Database) -> StoreError {
    let met = Barrier::new(2);
    let take = |first: i32, second: i32| {
        database.write_now(|connection| {
            run(connection, &format!("SELECT pg_advisory_xact_lock(1, {first})"))?;
            met.wait();
            run(connection, &format!("SELECT pg_advisory_xact_lock(1, {second})"))
        })
    };
    let outcomes = std::thread::scope(|scope| {
        let other = scope.spawn(|| take(2, 1));
        [take(1, 2), other.join().unwrap()]
    });
    outcomes.into_iter().find_map(Result::err).expect("one of the two ends")
}

/// Provokes what can be provoked.
fn hold(database: &Database) {
    let sleep = |limit: &str| {
        database.write_now(|connection| {
            run(connection, limit)?;
            run(connection, "SELECT pg_sleep(20)")
        })
    };
    assert!(sleep("SET LOCAL statement_timeout = 1").unwrap_err().is_outage());
    let cancelled =
        database.write_now(|connection| run(connection, "SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(20)"));
    assert!(cancelled.unwrap_err().is_outage());
    let ended = database.write_now(|connection| run(connection, "SELECT pg_terminate_backend(pg_backend_pid())"));
    assert!(ended.unwrap_err().is_outage());
    let lock = Lock::Facts(PublisherId::from(1));
    let waited = database.job_write_holding(lock, |_| {
        let limited = database.write_now(|connection| {
            run(connection, "SET LOCAL lock_timeout = 1")?;
            run(connection, "SELECT pg_advisory_xact_lock(4711, 1)")
        });
        assert!(limited.unwrap_err().is_outage());
        Ok(())
    });
    waited.unwrap();
    assert!(matches!(deadlock(database), StoreError::Conflict(_)));
    let read_only = database.read_now(|connection| run(connection, "CREATE TABLE more (id INTEGER)"));
    assert!(read_only.unwrap_err().is_outage());
    let fault = database.write_now(|connection| run(connection, "SELECT 1 / 0")).unwrap_err();
    assert!(!fault.is_passing(), "{fault}");
}

#[test]
fn a_server_of_another_language_is_understood() {
    // GNU's own way to choose a language without its locale; the server itself is set to none.
    let settings = [String::from("lc_messages=C.UTF-8"), String::from("deadlock_timeout=10ms")];
    for language in ["de", "fr"] {
        let Some(server) = Cluster::start(&settings, &format!("LANGUAGE={language}"), |_| {}) else {
            return left_out("PostgreSQL in other languages, for want of its server");
        };
        // A server's owner may choose the language of messages; nobody else may, as on managed servers.
        let mut owner = PgConnection::establish(&server.socket_url("engage", "postgres")).unwrap();
        sql_query("CREATE ROLE plain LOGIN").execute(&mut owner).unwrap();
        sql_query("GRANT ALL ON SCHEMA public TO plain").execute(&mut owner).unwrap();
        sql_query("CREATE DATABASE other OWNER plain").execute(&mut owner).unwrap();
        let open = |url: String| Database::open(&DatabaseOptions::new(DatabaseUrl::new(url))).unwrap();
        let plain = open(server.socket_url("plain", "other"));
        let said = plain.write_now(|connection| run(connection, "SELECT 1 / 0")).unwrap_err().to_string();
        if said.contains("division by zero") {
            left_out(&format!("PostgreSQL in the language {language}, which its server does not have"));
        }
        hold(&plain);
        let of_owner = open(server.socket_url("engage", "postgres"));
        hold(&of_owner);
        let said = of_owner.write_now(|connection| run(connection, "SELECT 1 / 0")).unwrap_err().to_string();
        assert!(said.contains("division by zero"), "the server was not asked for English: {said}");
    }
}
