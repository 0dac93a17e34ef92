//! What was acknowledged is there after a kill.

use crate::direct::Direct;
use crate::program::{on_either_database, until};
use crate::visitor::Visitor;

/// Times that the program is killed.
const KILLS: usize = 6;

fn customers(first: usize) -> String {
    let lines = (first..first + 400).map(|number| format!("{number},{},c{number}@example.com\n", 20 + number % 50));
    [String::from("account_id,age,email\n")].into_iter().chain(lines).collect()
}

on_either_database! {
    fn what_was_acknowledged_outlives_kills(installation: &Installation) {
        let mut program = installation.start("data");
        let mut visitor = program.owner();
        let added = visitor.get("/apps/new").form("main form").set("name", "Journey").press("Save");
        let app = added.location();
        for round in 0..KILLS {
            let sent = visitor.import("customers", "customers.csv", customers(round * 400).as_bytes());
            let group = visitor.get("/groups/new?kind=known_user_group").form("#group-form");
            let group = group.set("name", &format!("List {round}")).set("addresses", &format!("c{}@example.com", round * 400));
            let group = group.check("consent", "on").press("Save").location();
            // A kill while the file is taken in, each time at another point of it.
            std::thread::sleep(std::time::Duration::from_millis(37 * round as u64));
            program.kill();
            program = installation.start("data");
            visitor = program.signed_in_owner();
            assert_eq!(visitor.get(&group).text("h1"), format!("List {round}"));
            let sums = until("the file is taken in", || {
                let page = visitor.get(&sent);
                page.select("[data-poll]").is_empty().then(|| page.select(".sums td"))
            });
            assert_eq!(sums, ["400", "0", "0", "0", "0", "400"], "after kill {round}");
        }
        let all = (KILLS * 400).to_string();
        let shown = until("the profiles are computed", || {
            let shown = visitor.get(&app).text("#available").replace(',', "");
            (shown == all).then_some(shown)
        });
        assert_eq!(shown, all);
        assert!(program.stop().success());
    }

    fn an_undo_that_is_broken_off_by_kills_is_finished(installation: &Installation) {
        let mut program = installation.start("data");
        let mut visitor = program.owner();
        let app = visitor.get("/apps/new").form("main form").set("name", "Journey").press("Save").location();
        let customers = |numbers: std::ops::Range<usize>, age: usize| -> String {
            let lines = numbers.map(|number| format!("{number},{age}\n"));
            [String::from("account_id,age\n")].into_iter().chain(lines).collect()
        };
        let ended = |visitor: &Visitor, path: &str| {
            until("nothing is under way", || {
                let page = visitor.get(path);
                (page.status == 200 && page.select("[data-poll]").is_empty()).then(|| page.text(".badge"))
            })
        };
        let kept = visitor.import("customers", "kept.csv", customers(0..500, 20).as_bytes());
        assert_eq!(ended(&visitor, &kept), "Done");
        // Some of those who were there are changed, and more come.
        let sent = visitor.import("customers", "more.csv", customers(250..20_000, 30).as_bytes());
        assert_eq!(ended(&visitor, &sent), "Done");
        visitor.get(&format!("{sent}/undo")).form("main form").press("Undo the import").location();
        for round in 0..3 {
            // A kill while the import is taken back, each time at another point of it.
            std::thread::sleep(std::time::Duration::from_millis(150 * round));
            program.kill();
            program = installation.start("data");
            visitor = program.signed_in_owner();
        }
        assert_eq!(ended(&visitor, &sent), "Taken back");
        // A cancelled import leaves nothing either, wherever its program is killed.
        let sent = visitor.import("customers", "cancelled.csv", customers(250..30_000, 40).as_bytes());
        // Some batches are taken in by then, or all of them on a fast machine.
        std::thread::sleep(std::time::Duration::from_millis(300));
        visitor.post(&format!("{sent}/cancel"), &[]);
        program.kill();
        program = installation.start("data");
        visitor = program.signed_in_owner();
        let state = ended(&visitor, &sent);
        assert!(state == "Cancelled" || state == "Done", "{state}");
        if state == "Done" {
            visitor.get(&format!("{sent}/undo")).form("main form").press("Undo the import").location();
            assert_eq!(ended(&visitor, &sent), "Taken back");
        }
        until("those of the first file are left", || (visitor.get(&app).text("#available") == "500").then_some(()));
        let again = visitor.import("customers", "kept.csv", customers(0..500, 20).as_bytes());
        assert_eq!(ended(&visitor, &again), "Done");
        assert_eq!(visitor.get(&again).select(".sums td"), ["0", "0", "500", "0", "0", "500"]);
        assert!(program.stop().success());
    }

    fn an_app_whose_deletion_is_broken_off_by_kills_is_deleted(installation: &Installation) {
        let mut program = installation.start("data");
        let mut visitor = program.owner();
        let add = |name: &str| visitor.get("/apps/new").form("main form").set("name", name).press("Save").location();
        let (app, other) = (add("Journey"), add("Other"));
        let import = |app: &str, lines: &str| {
            let form = visitor.get(&format!("/imports/new?app={}", app.rsplit('/').next().unwrap())).form("main form");
            let draft = form.attach("file", "some.csv", lines.as_bytes()).press("Continue").location();
            let sent = visitor.wait_for(&draft).form("main form").press("import").location();
            assert_eq!(visitor.wait_for(&sent).text(".badge"), "Done");
        };
        let customers = |count: usize| (0..count).fold(String::from("account_id,age,tier\n"), |lines, number| lines + &format!("{number},20,t{}\n", number % 7));
        import(&other, &customers(300));
        import(&app, &customers(25_000));
        let form = visitor.get(&format!("{app}/delete")).form("main form").set("name", "Journey");
        assert_eq!(form.press("Delete the app").location(), "/apps");
        for round in 0..4 {
            // A kill while the app is being deleted, each time at another point of it.
            std::thread::sleep(std::time::Duration::from_millis(120 * round));
            program.kill();
            program = installation.start("data");
            visitor = program.signed_in_owner();
            assert_eq!(visitor.get("/apps").select("tbody th"), ["Other"], "after kill {round}");
        }
        let mut database = Direct::to(installation, "data");
        until("nothing is left of it", || (database.number("SELECT COUNT(*) AS number FROM apps") == 1).then_some(()));
        for (table, left) in [("profiles", 300), ("customers", 300), ("acquisitions", 300), ("custom_values", 300), ("imports", 1), ("import_changes", 0)] {
            let number = database.number(&format!("SELECT COUNT(*) AS number FROM {table}"));
            assert_eq!(number, left, "{table}");
        }
        assert_eq!(visitor.get(&other).text("#available"), "300");
        assert!(program.stop().success());
    }
}
