//! Imports that are taken back on their pages, or cancelled.

use crate::apps::add_app;
use crate::segments::{count_unknown_ages, fill};
use crate::site::however_answered;
use crate::visitor::{Visitor, signed_in_visitor};
use chrono::TimeDelta;
use engage::imports::finish::end_abandoned;
use engage::imports::undo::run;
use engage::queue::{self, Task, Turn};
use engage::reading::{ImportKind, Survey};
use engage::store::imports::{self, ImportState, NewImport};
use engage::store::jobs::{self, JobKind};

const CUSTOMERS: &str = "account_id,email,gender,tier\n1,ann@example.com,F,gold\n2,bob@example.com,M,\n";

fn members(visitor: &Visitor, attribute: &str, operator: &str, value: &str) -> String {
    let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), attribute, operator, value);
    form.preview().text("#members")
}

/// Presses *Undo the import* on the import's page and on the page after it, and waits for what comes of it.
pub fn undo(visitor: &Visitor, import: &str) -> crate::visitor::PageAnswer {
    let asked = visitor.get(import).click("Undo the import").form("main form").press("Undo the import").location();
    visitor.wait_for(&asked)
}

however_answered! {
    fn an_import_is_taken_back_with_the_customers_it_brought(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let first = site.take("Journey", ImportKind::Customers, &site.file("customers.csv", CUSTOMERS));
        count_unknown_ages(site, "Journey");
        let more = "account_id,gender,tier\n1,M,silver\n3,F,gold\n";
        let second = site.take("Journey", ImportKind::Customers, &site.file("more.csv", more));
        assert_eq!((second.lines_new, second.lines_changed, second.customers_new), (1, 1, 1));
        assert_eq!([members(&visitor, "gender", "is", "female"), members(&visitor, "gender", "is", "male")], ["1", "2"]);
        let page = visitor.get(&second.path()).click("Undo the import");
        assert_eq!(page.text("h1"), "Undo the import of test.csv");
        assert_eq!(page.select(".sums td"), ["1", "1", "0", "0", "0"]);
        let page = undo(&visitor, &second.path());
        assert_eq!(page.text(".badge"), "Taken back");
        assert!(page.text(".page-head .muted").contains("Undone"), "{}", page.text(".page-head .muted"));
        assert_eq!([members(&visitor, "gender", "is", "female"), members(&visitor, "gender", "is", "male")], ["1", "1"]);
        assert_eq!(members(&visitor, "custom:tier", "is", "gold"), "1");
        assert!(!visitor.get("/customers?app=1").text("main").contains("more.csv"));
        // A second click, also in another tab, changes nothing, and the page offers it no more.
        assert_eq!(visitor.post(&format!("{}/undo", second.path()), &[]).location(), second.path());
        assert!(page.select("a[href$='/undo']").is_empty());
        assert!(visitor.get(&format!("{}/undo", second.path())).text(".notice").contains("cannot be undone"));
        // The file can be imported again, and the older one be taken back after it is undone once more.
        let again = site.take("Journey", ImportKind::Customers, &site.file("more.csv", more));
        assert_eq!((again.lines_new, again.lines_changed), (1, 1));
        undo(&visitor, &again.path());
        assert_eq!(undo(&visitor, &first.path()).text(".badge"), "Taken back");
        assert_eq!([members(&visitor, "gender", "is", "female"), members(&visitor, "gender", "is", "male")], ["0", "0"]);
        assert_eq!(visitor.get("/apps/1/attributes").select("tbody tr").len(), 0, "the file had added it");
    }

    fn an_import_on_which_newer_ones_stand_is_not_taken_back(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let first = site.take("Journey", ImportKind::Customers, &site.file("customers.csv", CUSTOMERS));
        let orders = "account_id,order_id,purchased_at,amount\n2,7,2017-12-01,5\n";
        let second = site.take("Journey", ImportKind::Purchases, &site.file("orders.csv", orders));
        count_unknown_ages(site, "Journey");
        let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "custom:tier", "is", "gold");
        form.set("name", "Gold").press("Save").location();
        let page = undo(&visitor, &first.path());
        assert_eq!(page.text(".badge"), "Done");
        assert_eq!(page.text("#undo-heading"), "The import was not undone");
        assert_eq!(page.select(".notice li"), ["test.csv (1 customer: 2)", "The rules of Gold use the attribute tier, which this file added."]);
        assert_eq!(page.attributes(".notice li a", "href"), [second.path()]);
        assert_eq!(members(&visitor, "custom:tier", "is", "gold"), "1", "nothing was taken back");
        assert_eq!(undo(&visitor, &second.path()).text(".badge"), "Taken back");
        assert_eq!(members(&visitor, "purchases", "at_least", "1"), "0");
    }

    fn a_waiting_import_is_cancelled_at_once(site: &Site) {
        site.stop_workers();
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let sent = visitor.import("customers", "customers.csv", CUSTOMERS.as_bytes());
        let page = visitor.get(&sent);
        assert_eq!(page.text(".badge"), "Waiting");
        let page = page.form("form[action$='/cancel']").press("Cancel the import").follow();
        assert_eq!(page.text(".badge"), "Cancelled");
        assert!(page.select("[data-poll]").is_empty() && page.select("form[action$='/cancel']").is_empty());
        let id = sent.rsplit('/').next().unwrap().parse().unwrap();
        let publisher = site.app("Journey").publisher_id;
        let import = site.state.database.read_now(|connection| imports::find(connection, publisher, id)).unwrap();
        assert_eq!((import.state, import.file_word), (ImportState::Cancelled, None));
        // The worker finds nothing to do.
        assert_eq!(visitor.post(&format!("{sent}/cancel"), &[]).location(), sent);
        assert_eq!(visitor.get(&sent).text(".badge"), "Cancelled");
    }

    fn a_cancelled_import_whose_command_is_gone_is_taken_back(site: &Site) {
        site.stop_workers();
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let (app, database) = (site.app("Journey"), &site.state.database);
        // A command, of which nothing was heard for ten minutes.
        let then = site.state.clock.now() - TimeDelta::minutes(10);
        let survey = Survey::of(std::io::Cursor::new("account_id\n1\n"), ImportKind::Customers).unwrap();
        let import = database.write_now(|connection| {
            let (publisher, app) = (app.publisher_id, app.id);
            let new = NewImport { publisher, app, user: None, token: None, is_of_rows: false, kind: ImportKind::Customers, file_name: "some.csv", bytes: 13, survey: &survey, now: then, file_word: None };
            let import = imports::create(connection, &new)?;
            queue::add_held(connection, Some(publisher), &Task::Import { import, app, is_sample: false }, then)?;
            imports::start(connection, publisher, import, then)?;
            Ok(import)
        }).unwrap();
        let path = format!("/imports/{import}");
        visitor.post(&format!("{path}/cancel"), &[]);
        assert_eq!(visitor.get(&path).text(".badge"), "Being cancelled");
        end_abandoned(&site.state).unwrap();
        let claim = |connection: &mut _| jobs::claim(connection, &[JobKind::Undo], site.state.clock.now());
        let claimed = database.write_now(claim).unwrap().expect("it is taken back by a job");
        let mut turn = Turn::without_end(Default::default());
        run(&site.state, app.publisher_id, import, &claimed.lease, &mut turn).unwrap();
        assert_eq!(visitor.get(&path).text(".badge"), "Cancelled");
    }
}
