//! Simultaneous starts, databases of newer versions, and damaged files.

use super::testing::{ServerDatabase, TestDatabase};
use super::versions::bring_up_to_date;
use super::{Database, DatabaseOptions, DatabaseUrl, StoreError};
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel::{PgConnection, SqliteConnection, sql_query};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness};
use std::path::Path;
use std::sync::Barrier;
use std::thread;

/// Enough to find a race: of 20 first starts of three programs, 20 used to fail on PostgreSQL and 8 on SQLite.
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

/// Opens a new database three times at once.
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
    // Creating a database takes a tenth of a second, and without the lock most first starts fail.
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
fn whoever_meets_a_damaged_page_at_the_start_is_told_to_put_a_backup_in_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("engage.db");
    open(&path).unwrap();
    let whole = std::fs::read(&path).unwrap();
    let mut refused = 0;
    // SQLite's pages have 4,096 bytes. What is on some of them is read only later.
    for place in (4_096..whole.len()).step_by(4_096) {
        let mut damaged = whole.clone();
        damaged[place..place + 4_096].fill(0xA5);
        std::fs::write(&path, &damaged).unwrap();
        if let Err(error) = bring_up_to_date(&DatabaseUrl::new(path.to_string_lossy())) {
            let words = error.to_string();
            assert!(words.contains("is damaged") && words.contains("(engage restore)"), "page at {place}: {words}");
            refused += 1;
        }
        for log in ["engage.db-wal", "engage.db-shm"] {
            std::fs::remove_file(folder.path().join(log)).ok();
        }
    }
    assert!(refused > 10, "only {refused} damaged pages are met");
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

/// The tables of facts, each with the column that contains the customer.
const FACTS: [(&str, &str); 7] = [
    ("customers", "id"),
    ("acquisitions", "customer_id"),
    ("custom_values", "customer_id"),
    ("purchases", "customer_id"),
    ("usage_days", "customer_id"),
    ("ratings", "customer_id"),
    ("profiles", "customer_id"),
];

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

fn count(test: &TestDatabase, query: &str) -> i64 {
    test.database.read_now(|connection| sql_query(query).get_result::<Count>(connection)).unwrap().count
}

#[test]
fn facts_can_be_spread_over_a_cluster_by_customer_as_they_are() {
    let Some(test) = TestDatabase::on_postgres() else { return };
    for (table, customer) in FACTS {
        let foreign =
            format!("SELECT COUNT(*) FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype = 'f'");
        assert_eq!(count(&test, &foreign), 0, "foreign keys of {table}");
        let keys = format!(
            "SELECT COUNT(*) FROM pg_index WHERE indrelid = '{table}'::regclass AND indisunique AND NOT EXISTS (
                SELECT 1 FROM pg_attribute
                WHERE attrelid = indrelid AND attname = '{customer}' AND attnum = ANY(indkey::smallint[]))"
        );
        assert_eq!(count(&test, &keys), 0, "keys of {table} without the customer");
        let identity =
            format!("SELECT COUNT(*) FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attidentity <> ''");
        assert_eq!(count(&test, &identity), 0, "identity columns of {table}");
    }
}

#[test]
fn on_sqlite_facts_have_no_foreign_keys() {
    let test = TestDatabase::on_sqlite();
    for (table, _) in FACTS {
        let foreign = format!("SELECT COUNT(*) AS count FROM pragma_foreign_key_list('{table}')");
        assert_eq!(count(&test, &foreign), 0, "{table}");
    }
}

/// The data of an installation before the primary keys of facts changed.
const BEFORE: &str = "INSERT INTO publishers (name, created_at) VALUES ('Fabrikam', '2026-01-01');
    INSERT INTO apps (publisher_id, name, name_key, platform, created_at) VALUES (1, 'App', 'app', 'other', '2026-01-01');
    INSERT INTO custom_attributes (app_id, key, name, kind) VALUES (1, 'plan', 'Plan', 'choice');
    INSERT INTO customers (publisher_id, account_id, created_at) VALUES (1, 'a', '2026-01-01'), (1, 'b', '2026-01-01');
    INSERT INTO acquisitions (customer_id, app_id, acquired_on) VALUES (2, 1, 17000);
    INSERT INTO custom_values (customer_id, attribute_id, value) VALUES (2, 1, 'pro');
    INSERT INTO purchases (app_id, order_id, customer_id, purchased_at, purchased_on, amount_cents)
        VALUES (1, 'o1', 1, 5, 17000, 99), (1, 'o2', 2, 6, 17000, 1);
    INSERT INTO usage_days (customer_id, app_id, used_on, sessions) VALUES (1, 1, 17000, 3);
    INSERT INTO ratings (customer_id, app_id, stars) VALUES (1, 1, 5);
    INSERT INTO profiles (app_id, customer_id, position, version, spend_cents, churn_risk)
        VALUES (1, 1, 0, 4, 99, 'low'), (1, 2, 1, 4, 1, NULL);";

/// Runs the migrations before the first one with this name on a new database, and inserts [`BEFORE`].
fn migrate_until<C>(connection: &mut C, migrations: EmbeddedMigrations, first_left: &str)
where
    C: Connection + MigrationHarness<C::Backend>,
    EmbeddedMigrations: MigrationSource<C::Backend>,
{
    // Creates the table of applied migrations.
    assert!(connection.applied_migrations().unwrap().is_empty());
    let all: Vec<Box<dyn Migration<C::Backend>>> = migrations.migrations().unwrap();
    for migration in all.iter().filter(|migration| migration.name().to_string().as_str() < first_left) {
        connection.run_migration(migration).unwrap();
    }
    connection.batch_execute(BEFORE).unwrap();
}

fn has_kept_its_facts(database: Database) {
    use super::schema::{acquisitions, custom_values, customers, profiles, purchases, ratings, usage_days};
    database
        .write_now(|connection| {
            let spent: Vec<(String, i32, i64)> = purchases::table
                .order(purchases::order_id)
                .select((purchases::order_id, purchases::customer_id, purchases::amount_cents))
                .load(connection)?;
            assert_eq!(spent, [(String::from("o1"), 1, 99), (String::from("o2"), 2, 1)]);
            let placed: Vec<(i32, i32, Option<String>)> = profiles::table
                .order(profiles::position)
                .select((profiles::position, profiles::customer_id, profiles::churn_risk))
                .load(connection)?;
            assert_eq!(placed, [(0, 1, Some(String::from("low"))), (1, 2, None)]);
            let values: Vec<String> = custom_values::table.select(custom_values::value).load(connection)?;
            assert_eq!(values, ["pro"]);
            let stars: Vec<i32> = ratings::table.select(ratings::stars).load(connection)?;
            let sessions: Vec<i32> = usage_days::table.select(usage_days::sessions).load(connection)?;
            let acquired: Vec<Option<i32>> = acquisitions::table.select(acquisitions::acquired_on).load(connection)?;
            assert_eq!((stars, sessions, acquired), (vec![5], vec![3], vec![Some(17_000)]));
            // The next customer gets a new id.
            let new = (
                customers::publisher_id.eq(1),
                customers::account_id.eq("c"),
                customers::created_at.eq(chrono::DateTime::UNIX_EPOCH.naive_utc()),
            );
            let id: i32 =
                diesel::insert_into(customers::table).values(new).returning(customers::id).get_result(connection)?;
            assert_eq!(id, 3);
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_an_installation_had_outlives_the_change_of_its_keys() {
    const FIRST: &str = "2026-11-26-03";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("engage.db");
    let mut sqlite = SqliteConnection::establish(&path.to_string_lossy()).unwrap();
    migrate_until(&mut sqlite, super::versions::SQLITE_MIGRATIONS, FIRST);
    drop(sqlite);
    has_kept_its_facts(open(&path).unwrap());
    let Some(database) = ServerDatabase::create() else { return };
    let mut postgres = PgConnection::establish(database.options.url.reveal()).unwrap();
    migrate_until(&mut postgres, super::versions::POSTGRES_MIGRATIONS, FIRST);
    drop(postgres);
    has_kept_its_facts(Database::open(&database.options).unwrap());
}
