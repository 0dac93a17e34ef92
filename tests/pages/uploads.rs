//! Files sent by a browser: taken in behind its back, reported line by line, and gone on with after a kill.

use crate::apps::add_app;
use crate::site::on_both_databases;
use crate::visitor::{PageAnswer, Visitor, owner, signed_in_visitor};
use diesel::{ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl};
use engage::imports::{ImportError, files, sample};
use engage::queue::{self, Task};
use engage::reading::{ImportKind, Problem, Survey};
use engage::segments::Kind;
use engage::segments::templates::SEGMENT_TEMPLATES;
use engage::store::apps::App;
use engage::store::imports::{self, Import};
use engage::store::jobs::{self, JobKind};
use engage::store::{custom_attributes, schema};
use std::fmt::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long a file of these tests may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Sends a file through the form.
fn send(visitor: &Visitor, kind: &str, name: &str, bytes: &[u8]) -> PageAnswer {
    let form = visitor.get("/imports/new").form("main form");
    form.check("kind", kind).attach("file", name, bytes).press("Continue")
}

/// Sends a file and imports it; the import's page once it is over.
fn import(visitor: &Visitor, kind: &str, name: &str, bytes: &[u8]) -> PageAnswer {
    visitor.wait_for(&visitor.import(kind, name, bytes))
}

/// New, changed, already there, repeated, refused, and the lines of the file, as the page shows them.
fn sums(page: &PageAnswer) -> Vec<String> {
    page.select(".sums td")
}

fn purchases(lines: usize) -> String {
    let mut text = String::from("account_id,order_id,purchased_at,amount_usd\n");
    for line in 0..lines {
        writeln!(text, "{},order-{line},2017-12-{:02}T10:00:00Z,1.25", line % 5_000, line % 28 + 1).unwrap();
    }
    text
}

on_both_databases! {
    fn a_file_is_imported_and_its_totals_add_up(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let file = "account_id,email,age,Favourite colour\n1,a@example.com,20,red\n,b@example.com,30,\n3,c@example.com,40,blue,more\n\n4,d@example.com,41,=1+1\n";
        let page = import(&visitor, "customers", "C:\\fakepath\\our <i>customers.csv", file.as_bytes());
        assert_eq!(page.text("h1"), "our <i>customers.csv");
        assert_eq!(sums(&page), ["2", "0", "0", "0", "2", "4"]);
        assert_eq!(page.select("#refused tbody th"), ["3", "4"]);
        assert_eq!(page.select("#refused tbody code"), [",b@example.com,30,", "3,c@example.com,40,blue,more"]);
        assert!(page.text("#import").contains("custom attribute, a choice"));
        assert!(page.text("#import").contains("started just now by ann@example.com"));
        assert_eq!(visitor.get("/imports").select("tbody td.number"), ["4", "2", "0", "0", "0", "2"]);
        let waiting: Vec<_> = std::fs::read_dir(files::folder(&site.state)).unwrap().collect();
        assert!(waiting.is_empty(), "{waiting:?} is left");

        assert_eq!(sums(&import(&visitor, "customers", "again.csv", file.as_bytes())), ["0", "0", "2", "0", "2", "4"]);
    }

    fn refused_lines_are_shown_by_the_page_and_downloaded_whole(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let mut file = String::from("account_id,stars\n");
        (0..7_020).for_each(|line| writeln!(file, "={line},minus").unwrap());
        let page = import(&visitor, "ratings", "bad.csv", file.as_bytes());
        assert_eq!(sums(&page), ["0", "0", "0", "0", "7,020", "7,020"]);
        assert_eq!((page.select("#refused tbody tr").len(), page.text(".pager p")), (50, String::from("1 to 50 of 7,020")));
        let second = page.click("Next page");
        assert_eq!(second.select("#refused tbody th")[0], "52");
        let downloaded = page.click("Download the refused lines");
        assert_eq!(downloaded.header("content-disposition"), "attachment; filename=\"bad_refused_lines.csv\"; filename*=UTF-8''bad%20refused%20lines.csv");
        let lines: Vec<&str> = downloaded.body.lines().collect();
        assert_eq!((lines.len(), lines[0]), (7_021, "\u{feff}account_id,stars,reason"));
        assert_eq!(lines[7_020], "'=7019,minus,“minus” in column “stars” is not a number of stars from 1 to 5.");
    }

    fn the_file_of_refused_lines_is_corrected_and_imported_as_it_is(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let long = "x".repeat(5_000);
        let file = format!("Report of March\n\naccount_id;Note;age;city\n1;a;30;Paris\n;{long};robot;Lyon\n3;\"two\nlines; one\";40;Nice;more\n;b;50;Metz\n");
        let page = import(&visitor, "customers", "march.csv", file.as_bytes());
        assert_eq!(sums(&page), ["1", "0", "0", "0", "3", "4"]);
        assert_eq!(page.text("#import .badge"), "Done, 3 lines refused");
        assert_eq!(page.select("#import .badge.warning").len(), 1);
        assert_eq!(visitor.get("/imports").text("tbody .badge.warning"), "Done, 3 lines refused");
        assert_eq!(page.select("#refused-reasons tbody tr"), [
            "The cell in column “account_id” is empty.25",
            "“robot” in column “age” is not an age from 0 to 130.15",
            "The line has 5 cells, the header has 4.16"
        ]);
        assert_eq!(
            page.select("#refused .reason")[0],
            "The cell in column “account_id” is empty. “robot” in column “age” is not an age from 0 to 130."
        );
        let downloaded = page.click("Download the refused lines").body;
        assert!(downloaded.contains(&long), "the cell is cut");
        assert!(downloaded.starts_with("\u{feff}account_id;Note;age;city;reason\n"), "{downloaded}");
        // Imported as it is, the lines are refused once more, and the file of them has the same shape.
        let again = import(&visitor, "customers", "again.csv", downloaded.as_bytes());
        assert_eq!(sums(&again), ["0", "0", "0", "0", "3", "3"]);
        let twice = again.click("Download the refused lines").body;
        assert_eq!(twice.replace("6 cells, the header has 5", "5 cells, the header has 4"), downloaded);
        let mended = downloaded.replace(&format!("\n;{long};robot"), &format!("\n2;{long};20")).replace(";more", ";").replace("\n;b", "\n4;b");
        let page = import(&visitor, "customers", "mended.csv", mended.as_bytes());
        assert_eq!((sums(&page), page.text("#import .badge")), (["3", "0", "0", "0", "0", "3"].map(String::from).to_vec(), String::from("Done")));
        let app = site.app("Journey");
        let attributes = site.state.database.read_now(|connection| custom_attributes::of_app(connection, app.key())).unwrap();
        assert_eq!(attributes.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), ["note", "city"], "no attribute is made of the reasons");
    }

    fn progress_says_how_fast_it_goes_and_survives_a_reload(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let path = visitor.import("ratings", "stars.csv", b"account_id,stars\n1,5\n");
        visitor.wait_for(&path);
        let resumed = site.state.clock.now() - chrono::TimeDelta::seconds(1_000);
        let resume = |connection: &mut _| {
            diesel::update(schema::imports::table)
                .set((
                    schema::imports::state.eq("running"),
                    schema::imports::resumed_at.eq(resumed),
                    schema::imports::resumed_lines.eq(0),
                    schema::imports::lines_new.eq(20_000_000),
                    schema::imports::lines_total.eq(400_000_000),
                ))
                .execute(connection)
        };
        site.state.database.write_now(resume).unwrap();
        for _ in 0..2 {
            let text = visitor.get(&path).text(".progress-text");
            assert!(text.starts_with("20,000,000 of 400,000,000 lines · ") && text.ends_with(" lines a second · 6 hours left"), "{text}");
        }
    }

    fn a_line_names_all_its_faults(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let file = "account_id,order_id,date,amount\n,1,soon,much\n1.23457E+12,,soon,1.00\na,3,2026-03-01,10.00\n";
        let page = import(&visitor, "purchases", "orders.csv", file.as_bytes());
        let reasons = page.select("#refused .reason");
        for words in ["“account_id” is empty.", "“soon” in column “date”", "“much” in column “amount”"] {
            assert!(reasons[0].contains(words), "{reasons:?}");
        }
        for words in ["“order_id” is empty.", "“1.23457E+12” in column “account_id”", "“soon” in column “date”"] {
            assert!(reasons[1].contains(words), "{reasons:?}");
        }
        assert_eq!(page.select("#refused-reasons td:nth-of-type(1)"), ["2", "1", "1", "1", "1"]);
    }

    fn a_file_with_an_error_is_refused_beside_its_field(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let cases: [(&[u8], &str); 2] = [
            (b"", "The file is empty."),
            (b"PK\x03\x04\x14\x00", "This is a spreadsheet's own file."),
        ];
        for (bytes, message) in cases {
            let refused = send(&visitor, "customers", "wrong.csv", bytes);
            assert_eq!(refused.status, 422, "{message}");
            assert!(refused.text("#file-errors p").starts_with(message), "{}", refused.text("#file-errors p"));
        }
        let without = visitor.get("/imports/new").form("main form").check("kind", "ratings").press("Continue");
        assert_eq!((without.status, without.text("#file-errors p")), (422, String::from("Choose a file.")));
        assert_eq!(without.form("main form").checked("kind"), ["ratings"]);
        let large = vec![b'x'; 65_000_000];
        let refused = send(&visitor, "customers", "large.csv", &large);
        assert_eq!(refused.status, 422);
        assert!(refused.text("#file-errors p").starts_with("The file is larger than 64 MB."));
        assert_eq!(visitor.get("/imports").text(".empty-state h2"), "Nothing imported yet");
        let waiting: Vec<_> = std::fs::read_dir(files::folder(&site.state)).unwrap().collect();
        assert!(waiting.is_empty(), "{waiting:?} is left");
    }

    fn an_app_has_at_most_two_hundred_custom_attributes(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let file = |first: usize, count: usize| {
            let names = |prefix: &str| (first..first + count).map(|number| format!(",{prefix}{number}")).collect::<String>();
            format!("account_id{}\n1{}\n", names("Attribute "), names("v"))
        };
        for first in [0, 100] {
            import(&visitor, "customers", "many.csv", file(first, 95).as_bytes());
        }
        let refused = send(&visitor, "customers", "more.csv", file(95, 110).as_bytes()).follow();
        assert_eq!(refused.text(".notice.error"), "The file has 110 columns of its own; a file can bring up to 100.");
        let refused = send(&visitor, "customers", "more.csv", file(188, 18).as_bytes()).follow();
        assert!(refused.text(".notice.error").starts_with("An app can have 200 custom attributes, and this one has room for 10 more. \
            The file would bring 11: Attribute 195, Attribute 196, "), "{}", refused.text(".notice.error"));
        // Two files that were accepted while there was room for either: the second finds it taken.
        let app = site.app("Journey");
        let taken = |first: usize| engage::imports::take(&site.state, &app, ImportKind::Customers, &site.file("x.csv", &file(first, 8)), "x.csv");
        taken(195).unwrap();
        let failed = taken(203).unwrap_err();
        assert!(matches!(failed, ImportError::Problem(Problem::TooManyAttributes { room: 2, limit: 200, .. })), "{failed:?}");
        let count = || site.state.database.read_now(|connection| custom_attributes::of_app(connection, app.key())).unwrap().len();
        assert_eq!(count(), 198);
        let create = |connection: &mut _| -> QueryResult<Vec<_>> {
            (0..5).map(|number| custom_attributes::create(connection, app.key(), &format!("last_{number}"), "Last", Kind::Number, None)).collect()
        };
        let made = site.state.database.job_write_facts(app.publisher_id, create).unwrap();
        assert_eq!((made.iter().flatten().count(), count()), (2, 200));
    }

    fn imports_of_another_publisher_are_not_found(site: &Site) {
        let ann = owner(site, "ann@example.com");
        add_app(&ann, "Journey");
        let path = ann.import("customers", "ours.csv", b"account_id,age\n1,x\n");
        ann.wait_for(&path);
        let eve = owner(site, "eve@example.org");
        assert_eq!((eve.get(&path).status, eve.get(&format!("{path}/refused.csv")).status), (404, 404));
        assert_eq!(eve.get("/imports").text(".empty-state h2"), "Nothing imported yet");
        add_app(&eve, "Mine");
        let form = eve.get("/imports/new").form("main form").attach("file", "x.csv", b"account_id\n1\n");
        assert_eq!(form.value("app"), site.app("Mine").id.to_string());
    }

    fn an_import_goes_on_after_a_kill(site: &Site) {
        const LINES: usize = 60_000;
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let app = site.app("Journey");
        let file = site.file("purchases.csv", &purchases(LINES));
        let options = &site.state.options;
        let mut engage = Command::new(env!("CARGO_BIN_EXE_engage"));
        engage.args(["import", "--app", "Journey", "--kind", "purchases"]).arg(&file);
        engage.arg("--data-dir").arg(&options.data_dir).env("DATABASE_URL", options.database_url().reveal());
        let mut child = engage.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let started = Instant::now();
        let id = loop {
            let found = site.state.database.read_now(|connection| imports::list(connection, app.publisher_id, false, 1)).unwrap().rows;
            match found.first() {
                Some(listed) if listed.import.lines_done() > 0 => break listed.import.id,
                _ => assert!(started.elapsed() < PATIENCE, "the import does not start"),
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        child.kill().unwrap();
        child.wait().unwrap();
        let find = |connection: &mut _| imports::find(connection, app.publisher_id, id);
        let killed: Import = site.state.database.read_now(find).unwrap();
        let lines = i64::try_from(LINES).unwrap();
        assert!(killed.is_under_way() && killed.lines_done() < lines, "it was over before it was killed");

        // As if the file had been sent by a browser: anyone may take it in.
        std::fs::create_dir_all(files::folder(&site.state)).unwrap();
        std::fs::copy(&file, files::path(&site.state, "sent")).unwrap();
        let free = |connection: &mut _| {
            let import = diesel::update(schema::imports::table.find(id));
            import.set(schema::imports::file_word.eq("sent")).execute(connection)?;
            let job = diesel::update(schema::jobs::table.filter(schema::jobs::key.eq(id.to_string())));
            job.set(schema::jobs::is_held.eq(false)).execute(connection)
        };
        site.state.database.write_now(free).unwrap();
        let page = visitor.wait_for(&format!("/imports/{id}"));
        assert_eq!(sums(&page), ["60,000", "0", "0", "0", "0", "60,000"]);
        assert!(page.text("#import").contains("The file brought 5,000 customers that were not known."));
        let spend = |connection: &mut _| schema::profiles::table.select(schema::profiles::spend_cents).load::<i64>(connection);
        let spend = site.state.database.read_now(spend).unwrap();
        assert_eq!((spend.len(), spend.iter().sum::<i64>()), (5_000, lines * 125));
    }

    fn the_files_of_an_app_are_imported_in_order(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        add_app(&visitor, "Other");
        let (journey, other) = (site.app("Journey"), site.app("Other"));
        let survey = Survey::of(std::io::Cursor::new("account_id\n1\n"), ImportKind::Customers).unwrap();
        let now = site.state.clock.now();
        let add = |connection: &mut _, app: &App, is_held: bool| -> diesel::QueryResult<String> {
            let new = imports::NewImport {
                publisher: app.publisher_id,
                app: app.id,
                user: None, token: None, is_of_rows: false,
                kind: ImportKind::Customers,
                file_name: "some.csv",
                bytes: 13,
                survey: &survey,
                now,
                file_word: None,
            };
            let import = imports::create(connection, &new)?;
            let task = Task::Import { import, app: app.id, is_sample: false };
            if is_held {
                queue::add_held(connection, Some(app.publisher_id), &task, now)?;
            } else {
                queue::add(connection, Some(app.publisher_id), &task, now)?;
            }
            Ok(import.to_string())
        };
        let claimed = site.state.database.write_now(|connection| {
            add(connection, &journey, true)?;
            add(connection, &journey, false)?;
            let free = add(connection, &other, false)?;
            let first = jobs::claim(connection, &[JobKind::Import], now)?.map(|claimed| claimed.payload);
            assert!(first.unwrap().contains(&free), "the second file of an app waits for the first");
            jobs::claim(connection, &[JobKind::Import], now)
        });
        assert!(claimed.unwrap().is_none());
    }

    fn an_import_whose_file_is_gone_says_so(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let app = site.app("Journey");
        let survey = Survey::of(std::io::Cursor::new("account_id\n1\n"), ImportKind::Customers).unwrap();
        let new = imports::NewImport {
            publisher: app.publisher_id,
            app: app.id,
            user: None, token: None, is_of_rows: false,
            kind: ImportKind::Customers,
            file_name: "gone.csv",
            bytes: 13,
            survey: &survey,
            now: site.state.clock.now(),
            file_word: Some("gone"),
        };
        let add = |connection: &mut _| {
            let import = imports::create(connection, &new)?;
            let task = Task::Import { import, app: app.id, is_sample: false };
            queue::add(connection, Some(app.publisher_id), &task, new.now)?;
            Ok(import)
        };
        let id = site.state.database.write_now(add).unwrap();
        let page = visitor.wait_for(&format!("/imports/{id}"));
        assert_eq!(page.text(".notice.error"), "The file is no longer in the data folder. Import it again.");
    }
    fn a_sample_app_fills_every_attribute_and_every_template(site: &Site) {
        let visitor = signed_in_visitor(site);
        let first = visitor.get("/groups");
        assert_eq!(first.text(".empty-state h2"), "Which customers do you want to reach?");
        let app = site.state.database.write_now(|connection| {
            let publisher = engage::store::publishers::all(connection)?[0].id;
            sample::create_app(connection, publisher, "Sample app", site.state.clock.now())
        });
        let app = app.unwrap();
        sample::take(&site.state, &app, 1_000, &Default::default(), |_, _| {}).unwrap();
        // The daily refresh is what predicts churn.
        engage::jobs::catch_up(&site.state).unwrap();
        let list = visitor.get("/imports");
        assert_eq!(list.select("tbody td:last-child"), ["0"; 5]);
        let again = |connection: &mut _| sample::create_app(connection, app.publisher_id, "Sample app", site.state.clock.now());
        assert_eq!(site.state.database.write_now(again).unwrap().name, "Sample app 2");
        let path = format!("/groups/new?app={}&template=", app.id);
        for template in SEGMENT_TEMPLATES.iter().filter(|template| template.key != "several-apps") {
            let members = visitor.get(&format!("{path}{}", template.key)).text("#members");
            assert!(members.parse::<u32>().unwrap() > 0, "nobody in {}", template.key);
        }
    }
}
