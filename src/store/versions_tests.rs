//! Starts at once, databases of newer programs, and files that are no whole database.

use super::testing::{ServerDatabase, TestDatabase};
use super::{Database, DatabaseOptions, DatabaseUrl, StoreError};
use diesel::prelude::*;
use diesel::{SqliteConnection, sql_query};
use std::path::Path;
use std::sync::Barrier;
use std::thread;

/// As many as once failed 20 times of 20 on PostgreSQL and 8 of 20 on SQLite, with three programs.
const STARTS: usize = 20;

fn open(path: &Path) -> Result<Database, StoreError> {
    Database::open(&DatabaseOptions::new(DatabaseUrl::new(path.to_string_lossy())))
}

fn refusal(path: &Path) -> String {
    match open(path).map(drop) {
        Err(StoreError::Unusable(words)) => words,
        outcome => panic!("it was not refused: {outcome:?}"),
    }
}

/// Opens a database that nobody has opened yet three times at once.
fn start_three(options: &DatabaseOptions) {
    let barrier = Barrier::new(3);
    thread::scope(|scope| {
        let starts = [(); 3].map(|()| {
            scope.spawn(|| {
                barrier.wait();
                Database::open(options).map(drop)
            })
        });
        starts.into_iter().for_each(|start| start.join().unwrap().unwrap());
    });
}

#[test]
fn three_first_starts_at_once_all_succeed_on_sqlite() {
    for _ in 0..STARTS {
        let folder = tempfile::tempdir().unwrap();
        start_three(&DatabaseOptions::new(DatabaseUrl::new(folder.path().join("engage.db").to_string_lossy())));
    }
}

#[test]
fn three_first_starts_at_once_all_succeed_on_postgres() {
    // A database costs a tenth of a second to make, and without the lock most first starts fail.
    for _ in 0..STARTS / 4 {
        let Some(database) = ServerDatabase::create() else { return };
        start_three(&database.options);
    }
}

#[test]
fn an_older_program_refuses_a_newer_database_and_names_what_it_does_not_know() {
    for test in TestDatabase::each() {
        let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231235959')";
        test.database.write_now(|connection| sql_query(newer).execute(connection)).unwrap();
        let Err(StoreError::Unusable(words)) = Database::open(&test.options).map(drop) else { panic!("it opens") };
        assert!(words.contains("newer version of Engage") && words.contains("20991231235959"), "{words}");
    }
}

#[test]
fn an_empty_file_is_a_new_installation_only_where_nothing_says_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("engage.db");
    std::fs::write(&path, "").unwrap();
    open(&path).unwrap();
    std::fs::write(&path, "").unwrap();
    std::fs::create_dir(folder.path().join("columns")).unwrap();
    std::fs::write(folder.path().join("columns").join("3.columns"), "…").unwrap();
    let words = refusal(&path);
    assert!(words.contains("is empty") && words.contains("restore"), "{words}");
}

#[test]
fn a_file_that_is_no_whole_database_is_refused_in_plain_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("engage.db");
    open(&path).unwrap();
    // Closing the last connection has written the log into the file.
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert!(refusal(&path).contains("cut short"));
    let mut damaged = whole.clone();
    damaged[100..1_000].fill(0xA5);
    std::fs::write(&path, &damaged).unwrap();
    assert!(refusal(&path).contains("cannot be opened"));
    std::fs::write(&path, "account,email\n".repeat(100)).unwrap();
    assert!(refusal(&path).contains("is not a database of SQLite"));
    std::fs::write(&path, &whole).unwrap();
    open(&path).unwrap();
}

#[test]
fn the_database_of_another_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    let mut other = SqliteConnection::establish(&path.to_string_lossy()).unwrap();
    sql_query("CREATE TABLE notes (text TEXT)").execute(&mut other).unwrap();
    drop(other);
    let before = std::fs::read(&path).unwrap();
    assert!(refusal(&path).contains("another program"));
    assert!(std::fs::read(&path).unwrap() == before);
}
