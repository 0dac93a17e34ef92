//! When values that are kept in memory are read again.

use super::database_tests::{keep, number, while_a_job_writes};
use super::testing::TestDatabase;
use super::{Database, Lock};
use std::sync::mpsc;

/// The number as `read_kept` returns it, and whether the database was read for it.
fn kept_number(database: &Database) -> (u32, bool) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (reads, read) = mpsc::channel();
    let kept = database.read_kept(String::from("number"), move |connection| {
        reads.send(()).unwrap();
        number(connection)
    });
    (*runtime.block_on(kept).unwrap(), read.try_recv().is_ok())
}

#[test]
fn what_is_kept_is_read_anew_after_every_commit_of_any_program() {
    for test in TestDatabase::each() {
        let other = Database::open(&test.options).unwrap();
        for n in 1..50 {
            let writer = if n % 2 == 0 { &test.database } else { &other };
            let write = |connection: &mut _| keep(connection, n);
            if n % 3 == 0 {
                writer.job_write(write).unwrap()
            } else {
                writer.write_now(write).unwrap()
            };
            assert_eq!(kept_number(&test.database), (n, true));
            assert_eq!(kept_number(&other).0, n);
        }
    }
}

#[test]
fn what_is_kept_is_not_read_again_while_nothing_is_committed() {
    let test = TestDatabase::on_sqlite();
    test.database.write_now(|connection| keep(connection, 1)).unwrap();
    while_a_job_writes(&test.database, Lock::Nothing, || {
        assert_eq!(kept_number(&test.database), (1, true));
        assert_eq!(kept_number(&test.database), (1, false), "what a transaction wrote is not committed");
    });
    assert_eq!(kept_number(&test.database), (7, true));
    assert_eq!(kept_number(&test.database), (7, false));
}
