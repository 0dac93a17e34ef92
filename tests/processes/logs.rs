//! What an operator reads in the log.

use crate::program::Installation;
use diesel::{Connection, RunQueryDsl, SqliteConnection, sql_query};

#[test]
fn a_fault_is_logged_once_with_its_route_its_user_and_each_cause_once() {
    let installation = Installation::on_sqlite();
    let program = installation.start("data");
    let owner = program.owner();
    let path = installation.path("data/engage.db");
    let mut database = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    sql_query("PRAGMA foreign_keys = OFF").execute(&mut database).unwrap();
    sql_query("DROP TABLE imports").execute(&mut database).unwrap();
    let answer = owner.get_with("/imports?page=2&who=ann@example.com", "x-request-id", "fault-1");
    assert_eq!(answer.status, 500);
    let log = installation.log("data");
    let errors: Vec<&str> =
        log.lines().filter(|line| line.contains("request=fault-1") && line.contains(" ERROR ")).collect();
    let [error] = errors[..] else { panic!("{log}") };
    assert!(error.contains("GET /imports user=1: "), "{error}");
    assert_eq!(error.matches("no such table").count(), 1, "{error}");
    let answered = log.lines().find(|line| line.contains("request=fault-1") && line.contains(" access "));
    assert!(answered.is_some_and(|line| line.contains("access") && line.contains("GET /imports user=1 500 ")), "{log}");
    assert!(!log.contains("ann@example.com"), "no address is in the log");
}
