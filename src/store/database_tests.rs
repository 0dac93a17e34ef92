//! Which transactions wait for each other, what is retried, and what is on disk.

use super::connection::DbConnection;
use super::schema::secrets::dsl;
use super::testing::TestDatabase;
use super::{Database, DatabaseOptions, Lock, secrets};
use crate::ids::PublisherId;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Integer};
use std::sync::mpsc;
use std::thread;

pub(super) fn number(connection: &mut DbConnection) -> QueryResult<u32> {
    let text: Option<String> = dsl::secrets.find("number").select(dsl::value).first(connection).optional()?;
    Ok(text.and_then(|text| text.parse().ok()).unwrap_or(0))
}

pub(super) fn keep(connection: &mut DbConnection, number: u32) -> QueryResult<()> {
    secrets::find_or_create(connection, "number", String::new)?;
    diesel::update(dsl::secrets.find("number")).set(dsl::value.eq(number.to_string())).execute(connection).map(drop)
}

/// Runs `meanwhile` while a job's transaction holds the lock and has written.
pub(super) fn while_a_job_writes(database: &Database, lock: Lock, meanwhile: impl FnOnce()) {
    let (holds, held) = mpsc::channel();
    let (end, ended) = mpsc::channel::<()>();
    let shared = database.clone();
    let job = thread::spawn(move || {
        shared.job_write_holding(lock, |connection| {
            keep(connection, 7)?;
            holds.send(()).unwrap();
            ended.recv().ok();
            Ok(())
        })
    });
    held.recv().unwrap();
    meanwhile();
    drop(end);
    job.join().unwrap().unwrap();
}

#[test]
fn a_reader_waits_for_no_writer_and_sees_what_was_there_before() {
    for test in TestDatabase::each() {
        while_a_job_writes(&test.database, Lock::Facts(PublisherId::from(1)), || {
            assert_eq!(test.database.read_now(number).unwrap(), 0);
        });
        assert_eq!(test.database.read_now(number).unwrap(), 7);
    }
}

#[test]
fn on_postgres_a_job_keeps_out_neither_visitors_nor_other_publishers() {
    let Some(test) = TestDatabase::on_postgres() else { return };
    let create = |connection: &mut _, name| secrets::find_or_create(connection, name, String::new);
    while_a_job_writes(&test.database, Lock::Facts(PublisherId::from(1)), || {
        test.database.write_now(|connection| create(connection, "session")).unwrap();
        test.database
            .write_holding_now(Lock::Groups(PublisherId::from(1)), |connection| create(connection, "group"))
            .unwrap();
        test.database
            .job_write_facts(PublisherId::from(2), |connection| create(connection, "other publisher"))
            .unwrap();
        let same: Result<(), _> = test.database.write_holding_now(Lock::Facts(PublisherId::from(1)), |connection| {
            panic!("it held the lock of another: {:?}", number(connection))
        });
        let error: super::StoreError = same.unwrap_err();
        assert!(error.is_outage(), "{error}");
    });
    // The connection that did not get its lock is still usable.
    test.database.write_holding_now(Lock::Facts(PublisherId::from(1)), |connection| keep(connection, 1)).unwrap();
}

#[test]
fn under_a_lock_no_update_is_lost() {
    const WRITERS: u32 = 8;
    const UPDATES: u32 = 25;
    for test in TestDatabase::each() {
        test.database.write_now(|connection| keep(connection, 0)).unwrap();
        let writers = (0..WRITERS).map(|writer| {
            let database = test.database.clone();
            thread::spawn(move || {
                let add = |connection: &mut _| {
                    let now = number(connection)?;
                    keep(connection, now + 1)
                };
                for _ in 0..UPDATES {
                    let written = if writer % 2 == 0 {
                        database.job_write_facts(PublisherId::from(1), add)
                    } else {
                        database.write_holding_now(Lock::Facts(PublisherId::from(1)), add)
                    };
                    written.unwrap();
                }
            })
        });
        writers.collect::<Vec<_>>().into_iter().for_each(|writer| writer.join().unwrap());
        assert_eq!(test.database.read_now(number).unwrap(), WRITERS * UPDATES);
    }
}

#[test]
fn a_connection_that_was_lost_is_replaced_before_anybody_meets_it() {
    let Some(test) = TestDatabase::on_postgres() else { return };
    for _ in 0..3 {
        test.database.write_now(|connection| keep(connection, 1)).unwrap();
        test.database.job_write(|connection| keep(connection, 2)).unwrap();
        test.database.read_now(number).unwrap();
        test.end_connections();
        assert_eq!(test.database.read_now(number).unwrap(), 2);
        test.database.write_now(|connection| keep(connection, 3)).unwrap();
        test.database.job_write(|connection| keep(connection, 4)).unwrap();
    }
}

#[test]
fn a_transaction_that_loses_its_connection_is_an_outage_and_leaves_nothing() {
    let Some(test) = TestDatabase::on_postgres() else { return };
    let lost = test.database.write_now(|connection| {
        keep(connection, 9)?;
        test.end_connections();
        keep(connection, 10)
    });
    assert!(lost.unwrap_err().is_outage());
    assert_eq!(test.database.read_now(number).unwrap(), 0);
}

#[test]
fn a_reader_cannot_write() {
    for test in TestDatabase::each() {
        assert!(test.database.read_now(|connection| keep(connection, 1)).is_err());
        assert_eq!(test.database.read_now(number).unwrap(), 0);
    }
}

#[test]
fn an_error_and_a_panic_take_all_of_a_transaction_back() {
    for test in TestDatabase::each() {
        let failed = test.database.write_now(|connection| {
            keep(connection, 1)?;
            Err::<(), _>(super::not_found())
        });
        assert!(failed.unwrap_err().is_not_found());
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            test.database.write_now(|connection| {
                keep(connection, 1)?;
                panic!("on purpose");
                #[expect(unreachable_code, reason = "gives the closure its type")]
                Ok(())
            })
        }));
        assert!(panicked.is_err());
        assert_eq!(test.database.read_now(number).unwrap(), 0);
        test.database.write_now(|connection| keep(connection, 1)).unwrap();
    }
}

/// Without a session that is kept, as behind a pooler in transaction mode, the same settings apply.
#[test]
fn behind_a_pooler_every_transaction_brings_its_own_settings() {
    let Some(test) = TestDatabase::on_postgres() else { return };
    let options = DatabaseOptions { keeps_session: false, ..test.options.clone() };
    let database = Database::open(&options).unwrap();
    #[derive(QueryableByName)]
    struct Settings {
        #[diesel(sql_type = diesel::sql_types::Text)]
        statement_timeout: String,
        #[diesel(sql_type = diesel::sql_types::Text)]
        read_only: String,
        #[diesel(sql_type = BigInt)]
        prepared: i64,
    }
    let settings = |connection: &mut _| {
        sql_query(
            "SELECT current_setting('statement_timeout') AS statement_timeout,
                current_setting('transaction_read_only') AS read_only,
                (SELECT COUNT(*) FROM pg_prepared_statements WHERE name <> '') AS prepared",
        )
        .get_result::<Settings>(connection)
    };
    for _ in 0..3 {
        let read = database.read_now(settings).unwrap();
        assert_eq!((read.statement_timeout.as_str(), read.read_only.as_str(), read.prepared), ("30s", "on", 0));
        let job = database.job_write(settings).unwrap();
        assert_eq!((job.statement_timeout.as_str(), job.read_only.as_str(), job.prepared), ("15min", "off", 0));
    }
}

#[test]
fn on_sqlite_what_visitors_save_is_on_the_disk_and_caches_are_bounded_together() {
    #[derive(QueryableByName)]
    struct Pragma {
        #[diesel(sql_type = Integer)]
        value: i32,
    }
    let test = TestDatabase::on_sqlite();
    let pragma = |connection: &mut DbConnection, name: &str| {
        sql_query(format!("SELECT {name} AS value FROM pragma_{name}")).get_result::<Pragma>(connection)
    };
    let synchronous = |connection: &mut _| Ok(pragma(connection, "synchronous")?.value);
    // 2 is FULL, 1 is NORMAL.
    assert_eq!(test.database.write_now(synchronous).unwrap(), 2);
    assert_eq!(test.database.job_write(synchronous).unwrap(), 1);
    let kilobytes = |connection: &mut _| Ok(-pragma(connection, "cache_size")?.value);
    let DatabaseOptions { connections, job_connections, .. } = &test.options;
    let readers = test.database.read_now(kilobytes).unwrap() * i32::try_from(connections - 1).unwrap();
    let jobs = test.database.job_read(kilobytes).unwrap() * i32::try_from(*job_connections).unwrap();
    let writer = test.database.write_now(kilobytes).unwrap();
    assert!(readers + jobs + writer <= 65_536, "{readers} + {jobs} + {writer}");
}

#[test]
fn on_sqlite_a_list_of_addresses_reads_its_customers_alone_also_where_few_have_an_address() {
    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = diesel::sql_types::Text)]
        detail: String,
    }
    let plan = "EXPLAIN QUERY PLAN SELECT profiles.position FROM group_addresses
        JOIN customers ON customers.email_key = group_addresses.email_key
        JOIN profiles ON profiles.customer_id = customers.id
        WHERE customers.publisher_id = 1 AND group_addresses.group_id = 1 AND profiles.app_id = 1";
    for address in ["n || '@example.com'", "CASE WHEN n % 1000 = 0 THEN n || '@example.com' END"] {
        let test = TestDatabase::on_sqlite();
        let fill = format!(
            "INSERT INTO publishers (id, name, created_at) VALUES (1, 'Fabrikam', '2026-01-01');
            INSERT INTO apps (id, publisher_id, name, name_key, platform, created_at)
                VALUES (1, 1, 'App', 'app', 'other', '2026-01-01');
            WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 50000)
                INSERT INTO customers (id, publisher_id, account_id, email, email_key, created_at)
                SELECT n, 1, 'c' || n, {address}, {address}, '2026-01-01' FROM number;
            INSERT INTO profiles (app_id, customer_id, position, version, stale) SELECT 1, id, id, 1, FALSE FROM customers;
            INSERT INTO customer_groups (id, publisher_id, kind, name, name_key, flag_key, created_at, updated_at)
                SELECT n, 1, 'known_user_group', 'A' || n, 'a' || n, 'a' || n, '2026-01-01', '2026-01-01'
                FROM (SELECT id AS n FROM customers LIMIT 5);
            INSERT INTO group_addresses (group_id, email_key, email, place)
                SELECT g.id, n.id || '@example.com', n.id || '@example.com', n.id
                FROM customer_groups g, (SELECT id FROM customers LIMIT 20) n"
        );
        let fill = |connection: &mut DbConnection| match connection {
            DbConnection::Sqlite(inner) => diesel::connection::SimpleConnection::batch_execute(inner, &fill),
            DbConnection::Postgresql(_) => Ok(()),
        };
        test.database.write_now(fill).unwrap();
        test.database.gather_statistics(0).unwrap();
        let steps: Vec<Step> = test.database.job_read(|connection| sql_query(plan).load(connection)).unwrap();
        let first = &steps.first().unwrap().detail;
        assert!(first.contains("group_addresses"), "{first}");
    }
}

#[test]
fn on_postgres_what_is_written_again_and_again_is_vacuumed_early() {
    #[derive(QueryableByName)]
    struct Options {
        #[diesel(sql_type = diesel::sql_types::Text)]
        options: String,
    }
    let Some(test) = TestDatabase::on_postgres() else { return };
    for table in ["jobs", "imports", "sessions", "apps", "customer_groups", "profiles", "customers", "usage_days"] {
        let query = "SELECT COALESCE(array_to_string(reloptions, ','), '') AS options FROM pg_class WHERE relname = ";
        let found = test
            .database
            .read_now(|connection| sql_query(format!("{query}'{table}'")).get_result::<Options>(connection));
        let options = found.unwrap().options;
        assert!(options.contains("autovacuum_vacuum_scale_factor=0.0"), "{table}: {options}");
    }
}

/// Counts the statements that are sent: taking a connection from the pool again sends none.
#[test]
fn on_postgres_a_connection_is_not_tested_each_time_it_is_taken() {
    use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
    use std::sync::atomic::{AtomicUsize, Ordering};
    static MINE: AtomicUsize = AtomicUsize::new(0);
    thread_local!(static IS_WATCHED: std::cell::Cell<bool> = const { std::cell::Cell::new(false) });
    struct Count;
    impl Instrumentation for Count {
        fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
            if matches!(event, InstrumentationEvent::StartQuery { .. }) && IS_WATCHED.get() {
                MINE.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
    set_default_instrumentation(|| Some(Box::new(Count))).unwrap();
    let Some(test) = TestDatabase::on_postgres() else { return };
    test.database.read_now(number).unwrap();
    IS_WATCHED.set(true);
    for _ in 0..10 {
        test.database.read_now(number).unwrap();
    }
    assert_eq!(MINE.load(Ordering::Relaxed), 10, "one statement a question");
}
