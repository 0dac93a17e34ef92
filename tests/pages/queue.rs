//! The queue of the work in the background: turns, leases and what an end of a worker leaves.

use crate::apps::add_app;
use crate::site::{Site, on_both_databases};
use crate::visitor::{owner, signed_in_visitor};
use diesel::{ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl};
use engage::access::{Actor, Role};
use engage::ids::{AppId, ImportId, JobId, PublisherId};
use engage::imports::SubmitError;
use engage::imports::files::{self, KeptFile};
use engage::imports::quota::MEGABYTE;
use engage::imports::submit;
use engage::queue::{self, Task, WorkError};
use engage::reading::{ImportKind, Problem, Survey};
use engage::sample;
use engage::store::apps::App;
use engage::store::import_drafts::NewDraft;
use engage::store::jobs::{self, Claimed, JobKind, LEASE};
use engage::store::{DbConnection, imports, schema};
use std::io::{Read, Write};
use std::time::{Duration, SystemTime};

/// A kind of job that nothing else asks for here.
const KIND: JobKind = JobKind::Roll;

fn add(connection: &mut DbConnection, app: &App, key: &str, lane: Option<&str>, now: chrono::NaiveDateTime) -> JobId {
    let publisher = Some(app.publisher_id);
    let job = jobs::NewJob { publisher, kind: KIND, key, lane, payload: key, due_at: jobs::AT_ONCE, now };
    jobs::add(connection, &job).unwrap()
}

fn claim(site: &Site, now: chrono::NaiveDateTime) -> Option<Claimed> {
    site.state.database.write_now(|connection| jobs::claim(connection, &[KIND], now)).unwrap()
}

/// A waiting import of the app, of a file kept under `word`.
fn waiting_import(site: &Site, app: &App, word: Option<&str>) -> ImportId {
    let survey = Survey::of(std::io::Cursor::new("account_id\n1\n"), ImportKind::Customers).unwrap();
    let new = imports::NewImport {
        publisher: app.publisher_id,
        app: app.id,
        user: None,
        token: None,
        is_of_rows: false,
        kind: ImportKind::Customers,
        file_name: "some.csv",
        bytes: 13,
        survey: &survey,
        now: site.state.clock.now(),
        file_word: word,
    };
    site.state.database.write_now(|connection| imports::create(connection, &new)).unwrap()
}

on_both_databases! {
    fn publishers_take_turns(site: &Site) {
        site.stop_workers();
        for (address, app) in [("ann@example.com", "Hers"), ("eve@example.org", "His")] {
            add_app(&owner(site, address), app);
        }
        let (hers, his, now) = (site.app("Hers"), site.app("His"), site.state.clock.now());
        site.state.database.write_now(|connection| -> QueryResult<()> {
            let _ = ["a", "b", "c"].map(|key| add(connection, &hers, key, None, now));
            let _ = ["x", "y"].map(|key| add(connection, &his, key, None, now));
            Ok(())
        }).unwrap();
        let order: Vec<String> = std::iter::from_fn(|| claim(site, now)).map(|claimed| claimed.payload).collect();
        assert_eq!(order, ["a", "x", "b", "y", "c"]);
    }

    fn jobs_of_a_lane_come_one_after_the_other(site: &Site) {
        site.stop_workers();
        add_app(&signed_in_visitor(site), "Journey");
        let (app, now) = (site.app("Journey"), site.state.clock.now());
        site.state.database.write_now(|connection| -> QueryResult<()> {
            let _ = ["a", "b"].map(|key| add(connection, &app, key, Some("lane"), now));
            Ok(())
        }).unwrap();
        let first = claim(site, now).unwrap();
        assert!(claim(site, now).is_none(), "the second waits for the first");
        site.state.database.write_now(|connection| jobs::finish(connection, &first, now)).unwrap();
        assert_eq!(claim(site, now).unwrap().payload, "b");
    }

    fn a_lease_that_is_lost_writes_nothing(site: &Site) {
        site.stop_workers();
        add_app(&signed_in_visitor(site), "Journey");
        let (app, now) = (site.app("Journey"), site.state.clock.now());
        let import = waiting_import(site, &app, None);
        site.state.database.write_now(|connection| Ok(add(connection, &app, "a", None, now))).unwrap();
        let first = claim(site, now).unwrap();
        assert!(claim(site, now + LEASE / 2).is_none(), "it is worked on");
        let second = claim(site, now + LEASE * 2).expect("nothing was heard of the first worker any more");
        let row = site.state.database.read_now(|connection| imports::find(connection, app.publisher_id, import)).unwrap();
        let ended = engage::imports::finish::finish(&site.state, &row, &first.lease, Some(&Problem::Fault));
        assert!(matches!(ended, Err(WorkError::Lost)), "{ended:?}");
        let row = site.state.database.read_now(|connection| imports::find(connection, app.publisher_id, import)).unwrap();
        assert!(row.is_under_way(), "who lost the lease has ended the import");
        assert!(queue::heartbeat(&site.state, &first.lease).is_err());
        engage::imports::finish::finish(&site.state, &row, &second.lease, None).unwrap();
    }

    fn a_clock_that_is_set_back_delays_no_job(site: &Site) {
        site.stop_workers();
        add_app(&signed_in_visitor(site), "Journey");
        let (app, now) = (site.app("Journey"), site.state.clock.now());
        site.state.database.write_now(|connection| Ok(add(connection, &app, "a", None, now))).unwrap();
        let in_an_hour = now + chrono::TimeDelta::hours(1);
        let put_off = claim(site, in_an_hour).unwrap();
        assert!(claim(site, now).is_some(), "a lease from before the clock was put back holds");
        let again = claim(site, in_an_hour).expect("nor does one from after it");
        let later = in_an_hour + jobs::backoff(again.attempts + 1);
        let put_off = put_off.lease != again.lease && site.state.database.write_now(|connection| {
            jobs::put_off(connection, &again.lease, later, "away", false)
        }).is_ok();
        assert!(put_off && claim(site, now).is_some(), "a job that was put off before the clock was put back waits");
    }

    fn a_task_that_is_requested_while_it_runs_runs_again(site: &Site) {
        site.stop_workers();
        add_app(&signed_in_visitor(site), "Journey");
        let (app, now) = (site.app("Journey"), site.state.clock.now());
        let ask = || site.state.database.write_now(|connection| Ok(add(connection, &app, "a", None, now))).unwrap();
        assert_eq!(ask(), ask(), "it waits only once");
        let first = claim(site, now).unwrap();
        ask();
        site.state.database.write_now(|connection| jobs::finish(connection, &first, now)).unwrap();
        let again = claim(site, now).expect("it is due again");
        site.state.database.write_now(|connection| jobs::finish(connection, &again, now)).unwrap();
        assert!(claim(site, now).is_none());
    }

    fn a_job_that_fails_waits_longer_and_longer(site: &Site) {
        site.stop_workers();
        add_app(&signed_in_visitor(site), "Journey");
        let (app, now) = (site.app("Journey"), site.state.clock.now());
        site.state.database.write_now(|connection| Ok(add(connection, &app, "a", None, now))).unwrap();
        let first = claim(site, now).unwrap();
        let later = now + jobs::backoff(first.attempts + 1);
        site.state.database.write_now(|connection| jobs::put_off(connection, &first.lease, later, "away", false)).unwrap();
        assert!(claim(site, now).is_none());
        let second = claim(site, later).unwrap();
        assert_eq!((second.attempts, second.faults), (2, 0));
        assert!(jobs::backoff(3) > jobs::backoff(2) && jobs::backoff(99) == chrono::TimeDelta::minutes(10));
    }

    fn at_most_three_files_of_a_publisher_wait(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let (app, now) = (site.app("Journey"), site.state.clock.now());
        let task = |import| Task::Import { import, app: app.id, is_sample: false };
        // A command that imports a file holds up those that were sent after it.
        let own = waiting_import(site, &app, None);
        let held = site.state.database.write_now(|connection| queue::add_held(connection, Some(app.publisher_id), &task(own), now)).unwrap();
        let send = || {
            let form = visitor.get("/imports/new").form("main form").check("kind", "customers");
            form.attach("file", "some.csv", b"account_id\n1\n").press("Continue")
        };
        let draft = send().location();
        (0..3).for_each(|_| drop(visitor.import("customers", "some.csv", b"account_id\n1\n")));
        // One that was sent before the others waited stays where it is.
        let kept = visitor.get(&draft).form("main form").press("import");
        assert_eq!((kept.status, kept.select(".error-summary li").len()), (422, 1));
        assert!(kept.text(".error-summary").contains("3 files are already waiting."));
        let refused = send();
        assert_eq!((refused.status, refused.text("#file-errors p")), (422, String::from("3 files are already waiting. Send this one when one of them is done.")));
        assert_eq!(refused.form("main form").checked("kind"), ["customers"]);
        let folder = std::fs::read_dir(files::folder(&site.state)).unwrap();
        let names: Vec<_> = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        assert!(names.iter().all(|name| name.ends_with(".csv")), "{names:?}");
        site.state.database.write_now(|connection| jobs::end(connection, &held, now)).unwrap();
    }

    fn the_waiting_files_of_a_publisher_are_held_to_its_share(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let (app, quota) = (site.app("Journey"), site.state.options.upload_quota * MEGABYTE);
        let send = || {
            let form = visitor.get("/imports/new").form("main form").check("kind", "customers");
            form.attach("file", "some.csv", b"account_id\n1\n").press("Continue")
        };
        let import = waiting_import(site, &app, Some("waits"));
        let takes = |bytes: u64| {
            let row = diesel::update(schema::imports::table.find(import));
            let bytes = i64::try_from(bytes).unwrap();
            site.state.database.write_now(|connection| row.set(schema::imports::bytes_total.eq(bytes)).execute(connection)).unwrap();
        };
        takes(quota - 1_000);
        send().location();
        takes(quota - 100);
        let refused = send();
        let message = "The files that wait may take 4,096 MB together, and there is no room for this one. Send it when one of them is done.";
        assert_eq!((refused.status, refused.text("#file-errors p").as_str()), (413, message));
        assert_eq!(refused.form("main form").checked("kind"), ["customers"]);
        // What is being sent counts too, and another publisher's does not.
        takes(0);
        let sent = submit::check(&site.state, app.publisher_id, quota - 100).unwrap();
        assert_eq!(send().status, 413);
        let other = submit::check(&site.state, PublisherId::from(1_000), 1_000);
        assert!(other.is_ok() || matches!(other, Err(SubmitError::NoRoom)), "{other:?}");
        drop((sent, other));
        send().location();
    }

    fn files_that_are_sent_at_once_are_held_to_the_limit_of_waiting_files(site: &Site) {
        add_app(&signed_in_visitor(site), "Journey");
        let app = site.app("Journey");
        let check = || submit::check(&site.state, app.publisher_id, 10);
        let sent = [check(), check(), check()];
        assert!(sent.iter().all(Result::is_ok), "{sent:?}");
        assert!(matches!(check(), Err(SubmitError::TooManyWaiting)));
        drop(sent);
        // As replicas that do not know what another one is being sent.
        let own = waiting_import(site, &app, None);
        let task = Task::Import { import: own, app: app.id, is_sample: false };
        let now = site.state.clock.now();
        let held = site.state.database.write_now(|connection| queue::add_held(connection, Some(app.publisher_id), &task, now)).unwrap();
        let submit = || {
            let new = NewDraft { publisher: app.publisher_id, app: app.id, user: None, kind: ImportKind::Customers,
                file_name: "some.csv", bytes: 13, file_word: "", chosen: "{}", now };
            let mut file = files::create(&site.state).unwrap();
            file.write_all(b"account_id\n1\n").unwrap();
            submit::submit(&site.state, &new, file)
        };
        let drafts: Vec<_> = (0..12).map(|_| submit()).collect();
        assert!(matches!(&drafts[9..], [Ok(_), Err(SubmitError::TooManyDrafts), Err(SubmitError::TooManyDrafts)]), "{drafts:?}");
        let actor = Actor { publisher: app.publisher_id, user: None, token: None, role: Role::Editor };
        let mut imported: Vec<_> = drafts.iter().flatten().map(|draft| submit::import(&site.state, &actor, *draft)).collect();
        assert!(matches!(imported.remove(3), Err(SubmitError::TooManyWaiting)));
        assert_eq!(imported.iter().filter(|import| import.is_ok()).count(), 3);
        site.state.database.write_now(|connection| jobs::end(connection, &held, now)).unwrap();
    }

    fn the_files_of_a_sample_app_have_to_fit_in_the_share_of_their_publisher(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let (app, quota) = (site.app("Journey"), site.state.options.upload_quota * MEGABYTE);
        let import = waiting_import(site, &app, Some("waits"));
        let takes = |bytes: u64| {
            let row = diesel::update(schema::imports::table.find(import));
            let bytes = i64::try_from(bytes).unwrap();
            site.state.database.write_now(|connection| row.set(schema::imports::bytes_total.eq(bytes)).execute(connection)).unwrap();
        };
        takes(quota - sample::most_bytes(sample::CUSTOMERS) + 1);
        let refused = visitor.post("/apps/sample", &[]).follow();
        assert!(refused.text(".notice.error").starts_with("The files that wait may take 4,096 MB together"));
        assert!(!visitor.get("/apps").text("main").contains("Sample app"));
        // The files of a sample app that is not written yet count, against other files too.
        takes(quota - sample::most_bytes(15));
        let now = site.state.clock.now();
        let task = serde_json::to_string(&Task::Sample { app: app.id, user: 1.into(), customers: 10 }).unwrap();
        let job = jobs::NewJob { publisher: Some(app.publisher_id), kind: JobKind::Sample, key: "later", lane: None,
            payload: &task, due_at: now + chrono::TimeDelta::hours(1), now };
        site.state.database.write_now(|connection| jobs::add(connection, &job)).unwrap();
        let load = || engage::imports::sample::load(&site.state, app.publisher_id, 1.into(), "Sample app", 10);
        assert!(matches!(load(), Err(engage::imports::sample::SampleError::OverQuota)));
        assert!(matches!(submit::check(&site.state, app.publisher_id, 15_000), Err(SubmitError::OverQuota)));
        takes(0);
        assert!(load().is_ok());
    }

    fn at_most_two_sample_apps_of_a_publisher_are_filled(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let (publisher, now) = (site.app("Journey").publisher_id, site.state.clock.now());
        site.state.database.write_now(|connection| -> QueryResult<()> {
            for app in [1_000, 1_001].map(AppId::from) {
                // In the lane of a job that nobody ends, so that the workers leave it alone.
                let task = serde_json::to_string(&Task::Sample { app, user: 1.into(), customers: 10 }).unwrap();
                let job = jobs::NewJob { publisher: Some(publisher), kind: JobKind::Sample, key: &app.to_string(), lane: None,
                    payload: &task, due_at: now + chrono::TimeDelta::hours(1), now };
                jobs::add(connection, &job)?;
            }
            Ok(())
        }).unwrap();
        let loaded = engage::imports::sample::load(&site.state, publisher, 1.into(), "Sample app", 10);
        assert!(matches!(loaded, Err(engage::imports::sample::SampleError::TooMany)));
        assert!(visitor.get("/imports").text("#imports[data-poll]").starts_with("The files of a sample app"));
    }

    fn the_file_of_a_finished_import_is_swept_and_that_of_a_waiting_one_is_not(site: &Site) {
        add_app(&signed_in_visitor(site), "Journey");
        let app = site.app("Journey");
        let mut file = files::create(&site.state).unwrap();
        file.write_all(b"account_id\n1\n").unwrap();
        let word = files::keep(&site.state, file).unwrap();
        let mut kept = String::new();
        KeptFile::open(&site.state, &word).unwrap().read_to_string(&mut kept).unwrap();
        assert_eq!(kept, "account_id\n1\n");
        let import = waiting_import(site, &app, Some(&word));
        files::sweep(&site.state).unwrap();
        assert!(KeptFile::open(&site.state, &word).is_ok(), "the file of an import that waits is gone");
        // As if the program had been killed between the end of the import and the removal of its file.
        let now = site.state.clock.now();
        site.state.database.write_now(|connection| imports::finish(connection, app.publisher_id, import, None, now)).unwrap();
        files::sweep(&site.state).unwrap();
        assert!(KeptFile::open(&site.state, &word).is_err(), "the file of a finished import is left");
    }

    fn only_files_that_nobody_writes_are_swept(site: &Site) {
        let held = files::create(&site.state).unwrap();
        let long_ago = SystemTime::now() - Duration::from_secs(2 * 60 * 60);
        let left = files::folder(&site.state).join("unfinished-left");
        let unknown = files::folder(&site.state).join("unknown.csv");
        let new = files::folder(&site.state).join("unfinished-new");
        for path in [&left, &unknown, &new] {
            std::fs::write(path, "account_id\n").unwrap();
        }
        for path in [&left, &unknown, &held.path().to_owned()] {
            std::fs::File::options().write(true).open(path).unwrap().set_modified(long_ago).unwrap();
        }
        files::sweep(&site.state).unwrap();
        assert!(held.path().exists(), "the file of an upload under way is gone");
        assert!(new.exists(), "the file of who is about to hold it is gone");
        assert!(!left.exists() && !unknown.exists(), "what killed programs left is still there");
    }
}
