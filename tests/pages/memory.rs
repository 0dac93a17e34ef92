//! Columns in memory: their limit, and the files from which a start brings them back.

use crate::apps::add_app;
use crate::segments::count_unknown_ages;
use crate::site::{Site, however_answered};
use crate::visitor::{Visitor, signed_in_visitor};
use diesel::{RunQueryDsl, sql_query};
use engage::config::Options;
use engage::reading::ImportKind;
use engage::segments::Rule;
use engage::startup;
use engage::state::State;
use engage::store::{DbConnection, QueryResult, apps, data_versions, publishers};
use std::time::Duration;

/// The same program started again, with this much memory for columns.
fn again(site: &Site, memory_limit: usize) -> State {
    startup::open(&Options { memory_limit, ..site.state.options.clone() }).unwrap()
}

fn visitor_with_customers(site: &Site) -> Visitor {
    let visitor = signed_in_visitor(site);
    for name in ["One", "Two"] {
        add_app(&visitor, name);
        count_unknown_ages(site, name);
        let lines = format!("account_id,age\n{name}1,30\n{name}2,40\n");
        site.take(name, ImportKind::Customers, &site.file("customers.csv", &lines));
    }
    visitor
}

fn count(state: &State, name: &str) -> u64 {
    let (publisher, app) = state
        .database
        .read_now(|connection| {
            let publisher = publishers::all(connection)?.remove(0);
            let app = apps::find_by_name(connection, publisher.id, name)?.unwrap();
            Ok((publisher, app))
        })
        .unwrap();
    state.audiences.view_now(&publisher, app.id).unwrap().count(&Rule::default()).unwrap()
}

/// Puts another history of the same data versions in the place of the one there is, as a backup that is put back and goes
/// on by itself does: customer *One1* is too young in it.
fn put_other_history(connection: &mut DbConnection) -> QueryResult<usize> {
    sql_query("UPDATE apps SET data_word = data_word / 2 + 1").execute(connection)?;
    sql_query("DELETE FROM data_versions").execute(connection)?;
    sql_query("UPDATE customers SET age = 5 WHERE account_id = 'One1'").execute(connection)
}

/// Changes all customers of the app at once, as a batch of an import does: they are of this age.
fn change_everyone(site: &Site, name: &str, age: i32) {
    let app = site.app(name).key();
    let change = |connection: &mut DbConnection| -> QueryResult<()> {
        let version = data_versions::raise(connection, app)?;
        sql_query(format!("UPDATE profiles SET version = {version} WHERE app_id = {}", app.id)).execute(connection)?;
        sql_query(format!("UPDATE customers SET age = {age}")).execute(connection)?;
        Ok(())
    };
    site.state.database.write_now(change).unwrap();
}

however_answered! {
    fn pages_use_the_columns_from_before_while_many_changes_are_brought_in(site: &Site) {
        // A job that brings the app to another model or day would change the profiles between two lines of this test.
        site.stop_workers();
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "One");
        let lines: String = (0..1_100).map(|number| format!("{number},30\n")).collect();
        site.take("One", ImportKind::Customers, &site.file("customers.csv", &format!("account_id,age\n{lines}")));
        let running = again(site, 64);
        let Some(_) = running.audiences.memory() else { return };
        assert_eq!(count(&running, "One"), 1_100);
        // A page does not wait for so many, and they are there soon after.
        change_everyone(site, "One", 5);
        assert_eq!(count(&running, "One"), 1_100);
        for _ in 0..200 {
            if count(&running, "One") == 0 {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        assert_eq!(count(&running, "One"), 0);
        // A running program brings them in without a page.
        change_everyone(site, "One", 40);
        running.audiences.follow();
        assert_eq!(count(&running, "One"), 1_100);
        // Columns that may have been out of date for longer are not used.
        std::thread::sleep(Duration::from_secs(2));
        change_everyone(site, "One", 5);
        assert_eq!(count(&running, "One"), 0);
    }

    fn a_backup_that_is_put_back_gives_its_own_numbers_from_memory_and_from_files(site: &Site) {
        visitor_with_customers(site);
        let running = again(site, 64);
        assert_eq!((count(&running, "One"), count(&running, "Two")), (2, 2));
        running.audiences.save_columns(true);
        running.database.write_now(put_other_history).unwrap();
        assert_eq!((count(&running, "One"), count(&running, "Two")), (1, 2));
        let started = again(site, 64);
        assert_eq!((count(&started, "One"), count(&started, "Two")), (1, 2));
    }

    fn a_start_reads_the_columns_from_their_file_and_adds_later_changes(site: &Site) {
        visitor_with_customers(site);
        let first = again(site, 64);
        let Some(_) = first.audiences.memory() else { return };
        assert_eq!((count(&first, "One"), count(&first, "Two")), (2, 2));
        first.audiences.save_columns(false);
        assert!(!site.state.options.data_dir.join("columns").exists(), "what may still change is not written yet");
        first.audiences.save_columns(false);
        let file = |name: &str| {
            site.state.options.data_dir.join("columns").join(format!("app-{}.columns", site.app(name).id))
        };
        assert!(file("One").exists() && file("Two").exists());
        site.take("One", ImportKind::Customers, &site.file("more.csv", "account_id,age\nOne3,50\nOne1,5\n"));
        std::fs::write(file("Two"), b"damaged").unwrap();
        let second = again(site, 64);
        assert_eq!((count(&second, "One"), count(&second, "Two")), (2, 2));
        assert!(!file("Two").exists(), "a damaged file is thrown away");
        let written = std::fs::metadata(file("One")).unwrap().modified().unwrap();
        second.audiences.save_columns(true);
        assert!(file("Two").exists() && std::fs::metadata(file("One")).unwrap().modified().unwrap() > written);
    }

    fn the_memory_has_a_limit_that_is_kept_and_shown(site: &Site) {
        let visitor = visitor_with_customers(site);
        let Some(_) = site.state.audiences.memory() else {
            let message = visitor.get("/settings").text("#memory");
            return assert_eq!(message, "Rules are answered by the database, without columns in memory.");
        };
        visitor.get(&site.app("One").path());
        let shown = visitor.get("/settings").text("#memory");
        assert!(shown.contains(" of 64 megabytes hold the customers of "), "{shown}");
        let nothing = again(site, 0);
        assert_eq!((count(&nothing, "One"), count(&nothing, "Two")), (2, 2));
        let used = nothing.audiences.memory().unwrap();
        assert_eq!((used.bytes, used.apps, used.too_large), (0, 0, 2));
    }
}
