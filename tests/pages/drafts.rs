//! Files before their import: what is found in them, what is chosen, and what would become of their lines.

use crate::apps::add_app;
use crate::site::{Site, on_both_databases};
use crate::visitor::{PageAnswer, Visitor, owner, signed_in_visitor};
use diesel::{QueryDsl, RunQueryDsl};
use engage::day::Day;
use engage::imports::draft;
use engage::imports::files;
use engage::queue::{Outcome, Turn};
use engage::reading::ImportKind;
use engage::store::schema::purchases;
use std::fmt::Write;
use std::sync::Arc;

/// Sends a file; the path of its draft.
fn send(visitor: &Visitor, kind: &str, bytes: &[u8]) -> String {
    let form = visitor.get("/imports/new").form("main form").check("kind", kind);
    form.attach("file", "some.csv", bytes).press("Continue").location()
}

/// How many lines would have this outcome.
fn number_of(page: &PageAnswer, fate: &str) -> String {
    let fates = page.select(".sums tbody th").into_iter().zip(page.select(".sums tbody td"));
    fates.into_iter().find(|(found, _)| found == fate).map(|(_, count)| count).unwrap_or_default()
}

fn kept_files(site: &Site) -> usize {
    std::fs::read_dir(files::folder(&site.state)).map(Iterator::count).unwrap_or_default()
}

/// Reads the file of a draft as a worker does.
fn read(site: &Site, draft: &str) {
    let (publisher, id) = (site.app("Journey").publisher_id, draft.rsplit('/').next().unwrap().parse().unwrap());
    let turn = Turn::without_end(Arc::default());
    assert_eq!(draft::read_as_job(&site.state, publisher, id, &turn).unwrap(), Outcome::Done);
}

on_both_databases! {
    fn what_an_import_would_do_is_shown_and_nothing_is_written_before_it(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        site.take("Journey", ImportKind::Customers, &site.file("first.csv", "account_id,age\n1,20\n2,30\n"));
        let file = "account_id;age;gender;tier\n1;20;;\n2;31;F;Gold\n3;;robot;\n\n;40;M;\n3;;;Silver\n";
        let draft = send(&visitor, "customers", file.as_bytes());
        let page = visitor.get(&draft);
        assert_eq!(page.select(".sums tbody th"), ["New", "Changed", "Already there", "Repeated in the file", "Refused", "Blank, or below the table"]);
        assert_eq!(page.select(".sums td"), ["1", "1", "1", "1", "1", "1", "6"]);
        let faults = page.select("#draft-outcome .table tbody tr");
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(faults.iter().any(|fault| fault.starts_with("1 cell is left out“robot”")), "{faults:?}");
        assert!(faults.iter().any(|fault| fault.starts_with("1 line is refusedThe cell in column “account_id” is empty.")), "{faults:?}");
        let notes = page.text("section[aria-labelledby=notes]");
        assert!(notes.contains("2 lines have neither an age nor a birth date"), "{notes}");
        assert!(notes.contains("New custom attribute “tier”: Choice"), "{notes}");
        assert_eq!(page.select("section[aria-labelledby=first-lines-heading] tbody tr").len(), 5);
        // Nothing is written.
        assert_eq!(visitor.get("/customers").select("tbody tr").len(), 2);
        assert_eq!(visitor.get("/imports").select("#imports tbody tr").len(), 1);
        assert_eq!(visitor.get("/imports").select("#drafts a"), ["some.csv"]);
        let import = page.form("main form").press("import").location();
        let done = visitor.wait_for(&import);
        let sums = done.select(".sums td");
        assert_eq!(sums[sums.len() - 1], "5", "{sums:?}");
        assert_eq!(visitor.get("/customers").select("tbody tr").len(), 3);
        assert!(visitor.get("/imports").select("#drafts").is_empty());
        // A second press, or the page from before, leads to the import.
        assert_eq!(page.form("main form").press("import").location(), import);
        assert_eq!(visitor.get(&draft).location(), import);
    }

    fn columns_are_chosen_and_remembered(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let file = b"who,when,contact,points,ref\nu1,03/04/2017,ann@example.com,5,x\nu2,04/05/2017,bob@example.com,6,y\n";
        let draft = send(&visitor, "customers", file);
        let page = visitor.get(&draft);
        assert!(page.text(".notice.error").starts_with("There is no column for “Account ID”"));
        let form = page.form("main form");
        assert_eq!(form.value("uses[3]"), "custom");
        let form = form.set("uses[0]", "account-id").set("uses[1]", "acquired-on").set("uses[2]", "email");
        let form = form.set("uses[3]", "custom:choice").set("uses[4]", "ignore");
        let again = form.press("update").follow();
        let unfit = again.select(".unfit");
        assert_eq!(unfit, ["0 of 2 values can be read."], "the dates do not say which part is the day");
        let form = again.form("main form").set("orders[1]", "day-first");
        // Pressing Import shows first what it would do now.
        let shown = form.press("import");
        assert!(shown.text(".notice.warning").starts_with("What you changed is taken over."));
        assert!(shown.select(".unfit").is_empty() && number_of(&shown, "New") == "2");
        let import = shown.form("main form").press("import").location();
        visitor.wait_for(&import);
        // The next file with these columns is read in the same way, by the command too.
        let next = visitor.get(&send(&visitor, "customers", b"who,when,contact,points,ref\nu3,05/06/2017,cy@example.com,7,z\n"));
        let form = next.form("main form");
        let uses: Vec<String> = (0..5).map(|place| form.value(&format!("uses[{place}]")).to_owned()).collect();
        assert_eq!(uses, ["account-id", "acquired-on", "email", "custom", "ignore"]);
        assert_eq!((form.value("orders[1]"), number_of(&next, "New").as_str()), ("day-first", "1"));
        let file = site.file("by_command.csv", "who,when,contact,points,ref\nu4,06/07/2017,dee@example.com,8,z\n");
        let taken = site.take("Journey", ImportKind::Customers, &file);
        assert_eq!((taken.lines_new, taken.cells_left_out), (1, 0));
    }

    fn times_are_read_in_the_zone_that_is_chosen_and_days_are_those_of_the_settings(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let settings = visitor.get("/settings").form("form[action='/settings/time-zone']");
        assert_eq!(settings.value("time_zone"), "UTC");
        let wrong = settings.clone().set("time_zone", "Paris").press("Save the time zone");
        assert_eq!((wrong.status, wrong.select("#time_zone-errors p").len()), (422, 1));
        assert_eq!(wrong.form("form[action='/settings/time-zone']").value("time_zone"), "Paris");
        settings.set("time_zone", "europe/paris").press("Save the time zone").location();
        let file = b"order_id,account_id,date,amount\no1,u1,2026-11-27 23:30,5\no2,u2,2026-11-27T23:30:00Z,5\no3,u3,2026-11-27,5\n";
        let draft = send(&visitor, "purchases", file);
        let form = visitor.get(&draft).form("main form");
        assert_eq!(form.value("time_zone"), "Europe/Paris");
        assert!(visitor.get(&draft).text("#as-of").starts_with("As of "), "a preview says when it was made");
        let wrong = form.clone().set("time_zone", "Nowhere").press("update");
        assert_eq!((wrong.status, wrong.select("#time_zone-errors p").len()), (422, 1));
        assert_eq!(wrong.form("main form").value("time_zone"), "Nowhere");
        let form = form.set("time_zone", "America/New_York").press("update").follow().form("main form");
        assert_eq!(form.value("time_zone"), "America/New_York");
        let import = form.press("import").location();
        // What waits or is done keeps its zones.
        let settings = visitor.get("/settings").form("form[action='/settings/time-zone']");
        settings.set("time_zone", "UTC").press("Save the time zone").location();
        let done = visitor.wait_for(&import);
        let facts = done.select("section[aria-labelledby=detected] dd");
        assert_eq!(facts[2..4], ["America/New_York", "Europe/Paris"]);
        let days = |connection: &mut _| {
            purchases::table.order(purchases::order_id).select(purchases::purchased_on).load::<i32>(connection)
        };
        let days = site.state.database.read_now(days).unwrap();
        let days: Vec<String> = days.into_iter().map(|day| Day::from_number(day).to_string()).collect();
        assert_eq!(days, ["2026-11-28", "2026-11-28", "2026-11-27"]);
        let next = visitor.get(&send(&visitor, "purchases", b"order_id,account_id,date,amount\no4,u1,2026-11-27 23:30,5\n"));
        assert_eq!(next.form("main form").value("time_zone"), "America/New_York", "it is remembered");
    }

    fn how_a_file_is_read_can_be_changed(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let file = b"Our customers; all of them\nid,prenom\n1,Zo\x82\n2,Andr\x82\n";
        let page = visitor.get(&send(&visitor, "customers", file));
        let form = page.form("main form").set("encoding", "cp850").set("separator", "comma").set("header_line", "2");
        let page = form.press("update").follow();
        assert_eq!(page.select("section[aria-labelledby=first-lines-heading] tbody td"), ["1", "Zoé", "2", "André"]);
        assert_eq!(number_of(&page, "New"), "2");
        let form = page.form("main form");
        assert_eq!((form.value("encoding"), form.value("header_line")), ("cp850", "2"));
        let wrong = form.set("header_line", "second").set("uses[1]", "ignore").press("import");
        assert_eq!((wrong.status, wrong.select("#header_line-errors p").len()), (422, 1));
        let form = wrong.form("main form");
        assert_eq!((form.value("header_line"), form.value("uses[1]")), ("second", "ignore"));
        let twins = page.form("main form").set("uses[1]", "account-id").press("update");
        assert_eq!((twins.status, twins.text("#uses-1-errors p")), (422, String::from("Another column is used for Account ID already. Choose one of them.")));
        assert_eq!(twins.form("main form").value("uses[1]"), "account-id");
        // Two tabs: what the other one chose is not imported unseen.
        let other = page.form("main form");
        form.set("header_line", "2").press("update").location();
        let seen = other.press("import");
        assert!(seen.text(".notice.warning").starts_with("What you changed is taken over."));
    }

    fn empty_cells_of_a_column_take_back_what_is_known(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let before = "account_id,email,age,gender,market,tier\nk1,k1@example.com,30,F,FR,Gold\nk2,k2@example.com,31,F,FR,Gold\n";
        site.take("Journey", ImportKind::Customers, &site.file("before.csv", before));
        let after = b"account_id,email,age,gender,market,tier\nk1,,,unknown,NULL,\nk2,,32,M,,\n";
        let page = visitor.get(&send(&visitor, "customers", after));
        assert_eq!((number_of(&page, "Changed"), number_of(&page, "Already there")), (String::from("1"), String::from("1")));
        let form = ["1", "3", "4", "5"].into_iter().fold(page.form("main form"), |form, place| form.check("clears[]", place));
        let page = form.press("update").follow();
        assert_eq!(number_of(&page, "Changed"), "2");
        assert_eq!(page.form("main form").checked("clears[]"), ["1", "3", "4", "5"]);
        let import = page.form("main form").press("import").location();
        assert_eq!(visitor.wait_for(&import).select(".sums td")[1], "2");
        let customer = visitor.get("/customers").click("k1");
        assert!(!customer.text("main").contains("k1@example.com"), "the address is taken back");
        let count = |formula: &str| {
            let form = visitor.get("/groups/new").form("#group-form").set("name", formula).set("formula", formula);
            visitor.get(&form.press("Save").location()).text("#members")
        };
        assert_eq!(count("Age == 30"), "1", "this column does not clear");
        let counts = ["Gender is unknown", "Market is unknown", "tier is unknown", "Gender == Male"].map(count);
        assert_eq!(counts, ["1", "2", "2", "1"]);
        // The same file again changes nothing.
        let again = visitor.get(&send(&visitor, "customers", after));
        assert_eq!(number_of(&again, "Already there"), "2");
    }

    fn a_large_file_is_read_by_a_job(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let mut file = String::from("account_id,used_on,sessions\n");
        for line in 0..20_000 {
            writeln!(file, "{line},2017-12-{:02},{}", line % 28 + 1, ["1", "robot"][usize::from(line % 10 == 0)]).unwrap();
        }
        site.stop_workers();
        let draft = send(&visitor, "usage", file.as_bytes());
        let page = visitor.get(&draft);
        assert!(page.text("#draft-outcome[data-poll]").contains("The file is being read."));
        assert!(page.select("#draft-outcome .sums").is_empty());
        let id = draft.rsplit('/').next().unwrap().parse().unwrap();
        let stopped = Turn::without_end(Arc::new(true.into()));
        let outcome = draft::read_as_job(&site.state, site.app("Journey").publisher_id, id, &stopped).unwrap();
        assert_eq!(outcome, Outcome::Paused, "a program that stops is not held up by it");
        read(site, &draft);
        let page = visitor.get(&draft);
        assert_eq!(number_of(&page, "New"), "20,000");
        assert!(page.text("#draft-outcome .table").contains("2,000 cells are left out"));
    }

    fn new_customers_in_several_parts_of_a_file_are_counted_once(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let mut file = String::from("account_id,used_on\n");
        for line in 0..25_000 {
            writeln!(file, "{},2017-{:02}-{:02}", line % 90, line / 28 % 12 + 1, line % 28 + 1).unwrap();
        }
        let draft = send(&visitor, "usage", file.as_bytes());
        let page = visitor.wait_for(&draft);
        assert!(page.text("#draft-outcome").contains("It brings 90 customers that are not known."));
    }

    fn a_file_can_be_discarded_and_is_forgotten_after_a_week(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let draft = send(&visitor, "customers", b"account_id\n1\n");
        let done = visitor.get(&draft).form("main form").press("discard").follow();
        assert!(done.text(".notice.success").contains("some.csv"));
        assert_eq!((visitor.get(&draft).status, kept_files(site)), (404, 0));
        assert!(visitor.get(&draft).text("main").contains("This file was discarded on"));
        let again = visitor.post(&draft, &[("action", "discard")]).follow();
        assert_eq!((again.path.as_str(), again.text(".notice.success")), ("/imports", String::from("The file is discarded.")));
        let discarded = draft;
        let draft = send(&visitor, "customers", b"account_id\n1\n");
        let age = |connection: &mut _| {
            diesel::sql_query("UPDATE deletions SET deleted_at = '2017-01-01 00:00:00'").execute(connection)?;
            diesel::sql_query("UPDATE import_drafts SET created_at = '2017-01-01 00:00:00'").execute(connection)
        };
        site.state.database.write_now(age).unwrap();
        draft::sweep(&site.state).unwrap();
        assert_eq!((visitor.get(&draft).status, kept_files(site)), (404, 0));
        assert!(visitor.get(&draft).text("main").contains("This file was discarded on"));
        assert!(!visitor.get(&discarded).text("main").contains("This file was discarded on"), "it is remembered for good");
    }

    fn drafts_of_another_publisher_are_not_found(site: &Site) {
        let ann = owner(site, "ann@example.com");
        add_app(&ann, "Journey");
        let draft = send(&ann, "customers", b"account_id\n1\n");
        let eve = owner(site, "eve@example.org");
        assert_eq!(eve.get(&draft).status, 404);
        for action in ["import", "discard", "update"] {
            assert_eq!(eve.post(&draft, &[("action", action), ("uses[0]", "ignore")]).status, 404, "{action}");
        }
        assert!(eve.get("/imports").select("#drafts").is_empty());
        assert_eq!(number_of(&ann.get(&draft), "New"), "1");
        read(site, &draft);
        assert_eq!(number_of(&ann.get(&draft), "New"), "1", "read once more, it is the same");
    }
}
