//! Deleting an app: what its page names first, that it vanishes at once, and that nothing of it is left.

use crate::apps::add_app;
use crate::deletions::{until_gone, until_only_in};
use crate::groups::save;
use crate::segments::{count_unknown_ages, fill};
use crate::site::{Site, however_answered};
use crate::traces::{rows_of_app, traces};
use crate::visitor::{PageAnswer, Visitor, owner, signed_in_visitor};
use engage::apps::delete;
use engage::groups::recount;
use engage::ids::AppId;
use engage::imports::run::{kept_file, run};
use engage::imports::{self, ImportError};
use engage::queue::{Outcome, Steps, Turn, WorkError};
use engage::reading::{ImportKind, Problem};
use engage::store::jobs::{self, JobKind};
use std::sync::Arc;

/// The app *Journey*, whose page is at /apps/1, with a customer whom only it knows and one who is in *Other* too.
fn two_apps(site: &Site, visitor: &Visitor) {
    add_app(visitor, "Journey");
    add_app(visitor, "Other");
    let take = |app: &str, kind, text: &str| site.take(app, kind, &site.file("some.csv", text));
    take("Other", ImportKind::Customers, "account_id,email,age\nshared,shared@example.com,30\n");
    take("Other", ImportKind::Purchases, "account_id,order_id,date,amount\nshared,order-there,2017-12-01,5\n");
    let customers =
        "account_id,email,age,tier\nonly-here,only@here.example,30,gold-tier\nshared,,30,\n,lost-line@here.example,,\n";
    take("Journey", ImportKind::Customers, customers);
    let purchases = "account_id,order_id,date,amount\nshared,order-here,2017-12-01,100\n";
    take("Journey", ImportKind::Purchases, purchases);
    take("Journey", ImportKind::Usage, "account_id,day,sessions\nonly-here,2017-12-30,3\n");
    take("Journey", ImportKind::Ratings, "account_id,stars\nonly-here,4\n");
    let form = fill(visitor.get("/groups/new?app=1").form("#group-form"), (0, 0), "custom:tier", "is", "gold-tier");
    form.set("name", "Gold").press("Save").location();
    save(visitor, "Testers", "only@here.example").location();
}

/// What is known of them in *Journey*.
const HERE: [&str; 3] = ["only-here", "lost-line@here.example", "order-here"];

fn delete_journey(visitor: &Visitor) -> PageAnswer {
    let page = visitor.get("/apps").click("Journey").click("Delete the app");
    page.form("main form").set("name", " journey ").press("Delete the app").follow()
}

/// The members by a rule about the spend in all apps, of *Other*.
fn big_spenders(visitor: &Visitor) -> String {
    let form = visitor.get("/groups/new?app=2").form("#group-form");
    fill(form, (0, 0), "total_spend_cents", "at_least", "50").preview().text("#members")
}

/// Does what a worker would do about the deleted app.
fn work(site: &Site) {
    let (publisher, mut steps) = (site.app("Other").publisher_id, Steps::here_and_now(&site.state));
    assert_eq!(delete::run(&site.state, publisher, AppId::from(1), &mut steps).unwrap(), Outcome::Done);
}

however_answered! {
    fn an_app_is_deleted_with_all_it_has(site: &Site) {
        let visitor = signed_in_visitor(site);
        two_apps(site, &visitor);
        assert_eq!(big_spenders(&visitor), "1");
        assert_eq!(visitor.get("/groups").click("Testers").text("#members"), "1");
        let page = visitor.get("/apps").click("Journey").click("Delete the app");
        assert_eq!(page.select("main dt"), [
            "Customers", "Customers who are in no other app, and are deleted too", "Purchases", "Days of use", "Ratings",
            "Custom attributes", "Values of custom attributes", "Segments", "Imports", "Files that are not imported yet",
        ]);
        assert_eq!(page.select("main dd"), ["2", "1", "1", "1", "1", "1", "1", "1", "4", "0"]);
        assert_eq!(page.select("#older a").len(), 2, "the imports into the other app");
        assert_eq!(visitor.get("/apps/2/delete").select("main dd")[..2], ["1", "0"]);
        let refused = page.form("main form").set("name", "Other").press("Delete the app");
        assert_eq!((refused.status, refused.select("#name-errors p").len()), (422, 1));
        assert_eq!(refused.form("main form").value("name"), "Other");
        let gold = visitor.get("/groups").click("Gold").path;
        site.state.audiences.save_columns(true);
        let file = site.state.options.data_dir.join("columns/app-1.columns");
        let after = delete_journey(&visitor);
        assert_eq!((after.path.as_str(), after.select("tbody th")), ("/apps", vec![String::from("Other")]));
        assert!(after.text(".notice.success").contains("The app is deleted"));
        // It is nowhere any more, and its name is free.
        let gone = visitor.get("/apps/1");
        assert!(gone.status == 404 && gone.text("main").contains("This app was deleted on"), "{}", gone.text("main"));
        assert!(visitor.get(&gold).text("main").contains("This group was deleted on"));
        assert_eq!(visitor.get("/groups").select("tbody th"), ["Testers"]);
        assert_eq!(visitor.get("/imports").select("tbody tr").len(), 2);
        assert!(!file.exists(), "its columns are gone");
        // As on a replica that had written them meanwhile.
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, "columns").unwrap();
        delete::forget_columns(&site.state).unwrap();
        assert!(!file.exists(), "its columns are forgotten everywhere");
        // A second click, and another publisher.
        assert_eq!(visitor.post("/apps/1/delete", &[("name", "Journey")]).location(), "/apps");
        assert_eq!(owner(site, "eve@example.org").post("/apps/1/delete", &[("name", "Journey")]).status, 404);
        until_gone(site, &HERE);
        // The log goes on naming the app, and the rule of its segment.
        until_only_in(site, &["gold-tier", "journey"], "audit_entries");
        assert_eq!(rows_of_app(site, 1), [""; 0]);
        recount::recount_due(&site.state).unwrap();
        // Who is in the other app stays, with what is known there; lists stay as they are.
        assert_eq!(visitor.get("/customers").select("tbody th"), ["shared"]);
        assert_eq!(big_spenders(&visitor), "0");
        assert_eq!(traces(site, &["only@here.example"]).len(), 2, "the entry and its key");
        assert_eq!(visitor.get("/groups").click("Testers").text("#members"), "0");
        add_app(&visitor, "Journey");
        assert_eq!(visitor.get("/apps").select("tbody td.number"), ["0", "1"]);
    }

    fn what_is_under_way_for_a_deleted_app_ends(site: &Site) {
        site.stop_workers();
        let visitor = signed_in_visitor(site);
        two_apps(site, &visitor);
        let (state, app, now) = (&site.state, site.app("Journey"), site.state.clock.now());
        let send = |lines: &str| {
            let form = visitor.get("/imports/new?app=1").form("main form");
            form.attach("file", "more.csv", lines.as_bytes()).press("Continue").location()
        };
        let import = visitor.get(&send("account_id\nrunning\n")).form("main form").press("import").location();
        let claim = |kinds: &[JobKind]| state.database.write_now(|connection| jobs::claim(connection, kinds, now)).unwrap();
        let running = claim(&[JobKind::Import]).expect("the import waits");
        let waiting = visitor.get(&send("account_id\nwaiting\n")).form("main form").press("import").location();
        let draft = send(&format!("account_id\n{}", "looked-at\n".repeat(10_000)));
        delete_journey(&visitor);
        for path in [&import, &waiting, &draft] {
            assert_eq!(visitor.get(path).status, 404, "{path}");
        }
        let ended = [JobKind::Import, JobKind::Draft, JobKind::Roll, JobKind::Sample, JobKind::Undo];
        assert!(claim(&ended).is_none(), "a job of the app waits");
        let import = import.rsplit('/').next().unwrap().parse().unwrap();
        let mut turn = Turn::new(Some(app.publisher_id), Arc::default());
        let outcome = run(state, app.publisher_id, import, &running.lease, &mut turn, |import| kept_file(state, import));
        assert!(matches!(outcome, Err(WorkError::Lost)), "{outcome:?}");
        work(site);
        work(site);
        assert_eq!(traces(site, &["running", "looked-at"]), [""; 0]);
        assert_eq!(rows_of_app(site, 1), [""; 0]);
        let files = std::fs::read_dir(state.options.data_dir.join("imports")).map_or(0, Iterator::count);
        assert_eq!(files, 0);
    }

    fn a_command_that_imports_into_a_deleted_app_says_so(site: &Site) {
        site.stop_workers();
        let visitor = signed_in_visitor(site);
        two_apps(site, &visitor);
        // The command waits for a file that was sent before.
        let form = visitor.get("/imports/new?app=1").form("main form");
        let draft = form.attach("file", "first.csv", b"account_id\nfirst\n").press("Continue").location();
        visitor.get(&draft).form("main form").press("import").location();
        let (app, file) = (site.app("Journey"), site.file("more.csv", "account_id\nby-command\n"));
        let outcome = std::thread::scope(|scope| {
            let command = scope.spawn(|| imports::take(&site.state, &app, ImportKind::Customers, &file, "more.csv"));
            while !visitor.get("/imports").text("main").contains("more.csv") {
                std::thread::yield_now();
            }
            delete_journey(&visitor);
            command.join().unwrap()
        });
        let Err(ImportError::Problem(problem)) = outcome else { panic!("{:?}", outcome.map(|import| import.state)) };
        assert_eq!(problem, Problem::AppDeleted);
        work(site);
        assert_eq!(traces(site, &["by-command"]), [""; 0]);
        assert_eq!(rows_of_app(site, 1), [""; 0]);
    }

    fn who_is_erased_while_an_app_is_being_deleted_is_gone_from_it(site: &Site) {
        site.stop_workers();
        let visitor = signed_in_visitor(site);
        two_apps(site, &visitor);
        delete_journey(&visitor);
        let customer = visitor.get("/customers").click("shared");
        assert_eq!(customer.select("h2 a"), ["Other"], "{}", customer.text("main"));
        assert!(!customer.click("Everything held, as a file").body.contains("order-here"));
        customer.click("Erase").form("main form").press("Erase").location();
        assert_eq!(traces(site, &["order-there", "order-here", "shared@example.com"]), [""; 0]);
        work(site);
        assert_eq!(rows_of_app(site, 1), [""; 0]);
    }

    fn the_last_app_may_be_deleted(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        site.take("Journey", ImportKind::Customers, &site.file("some.csv", "account_id,age\nonly-here,30\n"));
        count_unknown_ages(site, "Journey");
        assert_eq!(delete_journey(&visitor).text(".empty-state h2"), "No app yet");
        until_gone(site, &["only-here"]);
        for path in ["/groups", "/groups/new", "/groups/overlap", "/apps", "/customers", "/customers/check?who=only-here", "/imports", "/imports/new", "/settings"] {
            assert_eq!(visitor.get(path).status, 200, "{path}");
        }
        assert_eq!(visitor.get("/customers").select("tbody tr"), [""; 0]);
        add_app(&visitor, "Journey");
    }
}
