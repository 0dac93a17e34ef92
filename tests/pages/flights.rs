//! Package flights: who gets which package, rollouts and their rules, and where groups are used.

use crate::api::Caller;
use crate::apps::add_app;
use crate::site::{Site, however_answered, on_both_databases};
use crate::visitor::{Visitor, signed_in_visitor};
use diesel::{RunQueryDsl, sql_query};
use engage::access::{Actor, Role, Scope};
use engage::clock::Clock;
use engage::flights::ladder::{File, Ladder, Rollout};
use engage::flights::rollout::{self, Plan, RolloutError, Step};
use engage::flights::{ask, counts, list, releases, save};
use engage::groups::archive::ArchiveError;
use engage::ids::{AppId, FlightId, GroupId, ReleaseId, SubmissionId};
use engage::reading::ImportKind;
use engage::shares::{WHOLE, bucket};
use engage::store::flights::FlightRow;
use engage::store::publishers;
use engage::store::submissions::SubmissionRow;
use serde_json::{Value, json};
use std::sync::Barrier;
use std::thread;

/// 200 customers of an app, and the known user group *Testers* with the first twenty of them.
pub fn app_with_testers(site: &Site) -> Visitor {
    let visitor = signed_in_visitor(site);
    add_app(&visitor, "Journey");
    let people = (0..200).fold(String::from("account_id,device_type\n"), |lines, number| {
        lines + &format!("u-{number},{}\n", if number % 4 == 0 { "Console" } else { "PC" })
    });
    site.take("Journey", ImportKind::Customers, &site.file("people.csv", &people));
    let testers: Vec<String> = (0..20).map(|number| format!("u-{number}")).collect();
    crate::groups::save(&visitor, "Testers", &testers.join("\n")).location();
    visitor
}

pub fn actor(site: &Site) -> Actor {
    let publisher = site.app("Journey").publisher_id;
    Actor { publisher, user: None, token: None, role: Role::Editor }
}

pub fn app(site: &Site) -> AppId {
    site.app("Journey").id
}

pub fn release(site: &Site, version: &str) -> ReleaseId {
    let file = File {
        device_type: None,
        system: None,
        architecture: None,
        least_os: None,
        url: format!("https://files.example/{version}"),
        bytes: 1_000,
        sha256: "ab".repeat(32),
        sha512: None,
        signature: None,
        identity: None,
    };
    let draft = releases::Draft { version: version.to_owned(), files: vec![file], ..releases::Draft::default() };
    releases::create(&site.state, &actor(site), app(site), &draft).unwrap().id
}

pub fn flight(site: &Site, name: &str, groups: &[i32], above: Option<FlightId>) -> FlightRow {
    let groups = groups.iter().copied().map(GroupId::from).collect();
    let draft = save::Draft { name: name.to_owned(), groups, above, ..save::Draft::default() };
    save::create(&site.state, &actor(site), app(site), &draft).unwrap()
}

pub fn publish(
    site: &Site,
    (flight, seen): (FlightId, Option<SubmissionId>),
    version: &str,
    share: Option<u32>,
) -> Result<SubmissionRow, RolloutError> {
    let plan =
        Plan { release: release(site, version), share, steps: Vec::new(), is_guarded: false, mandatory_from: None };
    rollout::publish(&site.state, &actor(site), (flight, seen), &plan)
}

fn ladder(site: &Site) -> Ladder {
    let key = site.app("Journey").key();
    ask::ready(&site.state, None, key).unwrap().ladder.clone()
}

fn salt(site: &Site, flight: FlightId) -> String {
    ladder(site).flights.iter().find(|one| one.id == flight).unwrap().salt.clone()
}

/// How many customers get each version, from the highest rank down, and how many get nothing.
pub fn counted(site: &Site) -> (Vec<String>, u64) {
    let publisher = site.app("Journey").publisher_id;
    let publisher = site.state.database.read_now(|connection| publishers::find(connection, publisher)).unwrap();
    let counted = counts::count(&site.state, &publisher, app(site)).unwrap();
    let of = counted.division.releases(&counted.ladder);
    let said = of.map(|(flight, release, get)| format!("{} {} {}", flight.name, release.version, get.len()));
    (said.collect(), counted.division.nobody.len())
}

however_answered! {
    fn customers_are_divided_among_flights_by_rank_and_share(site: &Site) {
        app_with_testers(site);
        let standard = save::ensure_standard(&site.state, &actor(site), app(site)).unwrap().id;
        assert_eq!(counted(site), (Vec::new(), 200));
        let first = publish(site, (standard, None), "1.0.0", None).unwrap();
        let testers = flight(site, "Testers", &[1], None);
        assert_eq!((first.rollout, testers.rank), (Rollout::Complete, 2));
        publish(site, (testers.id, None), "2.0.0", Some(WHOLE / 2)).unwrap();
        let salt = salt(site, testers.id);
        let inside = (0..20).filter(|number| bucket(&salt, &format!("u-{number}")) < WHOLE / 2).count();
        let said = vec![format!("Testers 2.0.0 {inside}"), format!("standard 1.0.0 {}", 200 - inside)];
        assert_eq!(counted(site), (said, 0));
    }

    fn a_new_flight_is_on_top_and_ranks_stay_dense(site: &Site) {
        app_with_testers(site);
        let names = |site: &Site| -> Vec<String> {
            let flights = list::of_app(&site.state, &actor(site), app(site)).unwrap();
            flights.rows.iter().map(|row| format!("{} {}", row.rank, row.key)).collect()
        };
        let (a, b) = (flight(site, "A", &[1], None), flight(site, "B", &[1], None));
        flight(site, "C", &[1], Some(a.id));
        assert_eq!(names(site), ["4 b", "3 c", "2 a", "1 standard"]);
        save::retire(&site.state, &actor(site), b.id).unwrap();
        flight(site, "B", &[1], Some(ladder(site).flights.last().unwrap().id));
        assert_eq!(names(site), ["4 c", "3 a", "2 b", "1 standard"]);
        let draft = save::Draft { name: String::from("a"), groups: vec![7.into()], ..save::Draft::default() };
        let refused = save::create(&site.state, &actor(site), app(site), &draft).unwrap_err();
        assert!(matches!(refused, save::FlightError::Faults(found) if found == [save::Fault::NameTaken, save::Fault::Group]));
    }

    fn a_rollout_is_finalized_or_halted_before_the_next(site: &Site) {
        app_with_testers(site);
        let (state, actor) = (&site.state, &actor(site));
        let testers = flight(site, "Testers", &[1], None).id;
        let before = publish(site, (testers, None), "1.0.0", None).unwrap();
        let rolled = publish(site, (testers, Some(before.id)), "2.0.0", Some(50_000)).unwrap();
        let order = salt(site, testers);
        assert!(matches!(publish(site, (testers, Some(rolled.id)), "2.5.0", None), Err(RolloutError::Unfinished)));
        let update = |share, is_confirmed| rollout::update(state, actor, (testers, rolled.id), (share, is_confirmed));
        assert!(matches!(update(40_000, true), Err(RolloutError::Share)));
        assert!(matches!(update(600_000, false), Err(RolloutError::Unconfirmed)));
        assert_eq!(update(600_000, true).unwrap().share, 600_000);
        let halted = rollout::halt(state, actor, (testers, rolled.id)).unwrap();
        assert_eq!((halted.rollout, halted.share, salt(site, testers)), (Rollout::Stopped, 600_000, order.clone()));
        assert_eq!(rollout::halt(state, actor, (testers, rolled.id)).unwrap().version, halted.version);
        assert!(matches!(update(700_000, true), Err(RolloutError::NotInProgress(Some(Rollout::Stopped)))));
        assert_eq!(counted(site), (vec![String::from("Testers 2.0.0 0"), String::from("Testers 1.0.0 20")], 180));
        // The next one falls back to the last that was final, and reaches people in the same order.
        let next = publish(site, (testers, Some(rolled.id)), "3.0.0", Some(WHOLE)).unwrap();
        assert_eq!((next.fallback_id, next.rollout, salt(site, testers)), (Some(before.id), Rollout::InProgress, order.clone()));
        let done = rollout::finalize(state, actor, (testers, next.id)).unwrap();
        assert_eq!((done.rollout, done.share), (Rollout::Complete, 1_000_000));
        assert_ne!(salt(site, testers), order, "another order next time");
        assert!(matches!(rollout::halt(state, actor, (testers, rolled.id)), Err(RolloutError::Changed)));
    }

    fn steps_are_made_when_they_are_due_and_once(site: &Site) {
        app_with_testers(site);
        let testers = flight(site, "Testers", &[1], None).id;
        let steps = [(10_000, 1), (100_000, 2), (WHOLE, 1)].map(|(share, hours)| Step { share, hours }).to_vec();
        let plan = Plan { release: release(site, "1.0.0"), share: Some(10_000), steps, is_guarded: false, mandatory_from: None };
        let rolled = rollout::publish(&site.state, &actor(site), (testers, None), &plan).unwrap();
        assert!(rolled.next_step_at.unwrap() > Clock::default().now());
        let publisher = actor(site).publisher;
        let shares = |times: usize| -> Vec<i32> {
            (0..times).map(|_| {
                make_due(site);
                rollout::advance(&site.state, publisher).unwrap();
                rollout::advance(&site.state, publisher).unwrap();
                list::of_app(&site.state, &actor(site), app(site)).unwrap().live[0].share
            }).collect()
        };
        assert_eq!(shares(3), [100_000, 1_000_000, 1_000_000]);
        let live = &list::of_app(&site.state, &actor(site), app(site)).unwrap().live[0];
        assert_eq!((live.rollout, live.next_step_at), (Rollout::InProgress, None), "100 % is not finalized");
    }
}

on_both_databases! {
    fn of_many_who_publish_at_once_one_does(site: &Site) {
        app_with_testers(site);
        let testers = flight(site, "Testers", &[1], None).id;
        let (release, start) = (release(site, "1.0.0"), Barrier::new(8));
        let plan = Plan { release, share: None, steps: Vec::new(), is_guarded: false, mandatory_from: None };
        let one = || {
            start.wait();
            rollout::publish(&site.state, &actor(site), (testers, None), &plan)
        };
        let done: Vec<_> = thread::scope(|scope| {
            let all: Vec<_> = (0..8).map(|_| scope.spawn(one)).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(done.iter().filter(|one| one.is_ok()).count(), 1);
        assert!(done.iter().all(|one| matches!(one, Ok(_) | Err(RolloutError::Changed))));
    }
}

however_answered! {
    fn a_group_in_a_flight_is_named_and_stays(site: &Site) {
        let visitor = app_with_testers(site);
        let testers = flight(site, "Preview ring", &[1], None).id;
        let page = visitor.get("/groups/1/uses");
        assert_eq!(page.select("#running li"), ["Package flight: Preview ring"]);
        assert_eq!(page.attributes("#running a", "href"), [format!("/flights/{testers}")]);
        assert!(visitor.get("/groups/1/archive").text("main").contains("in use"));
        assert_eq!(visitor.post("/groups/1/archive", &[]).location(), "/groups/1/archive");
        let archived = engage::groups::archive::archive(&site.state, &actor(site), 1.into());
        assert!(matches!(archived, Err(ArchiveError::InUse { running, .. }) if running.len() == 1));
        save::retire(&site.state, &actor(site), testers).unwrap();
        assert_eq!(visitor.post("/groups/1/archive", &[]).location(), "/groups/1");
    }
}

on_both_databases! {
    fn a_published_release_does_not_change(site: &Site) {
        app_with_testers(site);
        let draft = |url: &str| releases::Draft {
            version: String::from("1.0.0"),
            files: vec![File {
                device_type: None,
                system: None,
                architecture: None,
                least_os: None,
                url: url.to_owned(),
                bytes: 1,
                sha256: "AB".repeat(32),
                sha512: None,
                signature: None,
                identity: None,
            }],
            ..releases::Draft::default()
        };
        let put = |url: &str| releases::put(&site.state, &actor(site), app(site), &draft(url), false);
        let (first, second) = ("https://files.example/a", "https://files.example/b");
        let done: Vec<_> = [first, first, second].map(|url| put(url).unwrap().1).to_vec();
        assert_eq!(done, [releases::Put::Created, releases::Put::Same, releases::Put::Changed]);
        let row = releases::find_version(&site.state, &actor(site), app(site), "1.0.0").unwrap().unwrap();
        let testers = flight(site, "Testers", &[1], None).id;
        let plan = Plan { release: row.id, share: None, steps: Vec::new(), is_guarded: false, mandatory_from: None };
        rollout::publish(&site.state, &actor(site), (testers, None), &plan).unwrap();
        assert!(matches!(put(first), Err(releases::ReleaseError::Published)));
        assert_eq!(put(second).unwrap().1, releases::Put::Same);
        assert!(matches!(put("http://files.example/a"), Err(releases::ReleaseError::Faults(_))));
    }
}

/// Lets the next step of all rollouts be due.
fn make_due(site: &Site) {
    let (publisher, past) = (actor(site).publisher, site.state.clock.now() - chrono::TimeDelta::hours(1));
    let work = |connection: &mut _| engage::store::submissions::set_next_step(connection, publisher, past);
    site.state.database.write_now(work).unwrap();
}

/// A release whose file is for PCs, added on its page.
pub fn add_release(visitor: &Visitor, version: &str, device: &str) -> String {
    let form = visitor.get("/flights/releases/new?app=1").form("main form").set("version", version);
    let form = form.set("url", &format!("https://files.example/{version}")).set("bytes", "1000");
    let form = form.set("sha256", &"ab".repeat(32)).set("device_type", device);
    form.press("Save").location()
}

/// The flight *Ring 1* for the first group, with a rollout of the release `1.0.0` in progress, one that is not published, and a
/// draft for the standard submission.
pub fn add_flight(visitor: &Visitor) {
    add_release(visitor, "1.0.0", "");
    let group = visitor.get("/flights/new?app=1").attributes("input[name='groups[]']", "value")[0].to_owned();
    let form = visitor.get("/flights/new?app=1").form("main form").set("name", "Ring 1").check("groups[]", &group);
    let ring = form.press("Save").location();
    let form = visitor.get(&format!("{ring}/publish")).form("#publish").check("to", "share");
    form.press("Publish a release").location();
    add_release(visitor, "2.0.0", "");
    visitor.get("/flights/1/publish").form("#publish").press("Save as draft").location();
}

however_answered! {
    fn a_flight_is_published_after_a_look_at_what_would_change(site: &Site) {
        let visitor = app_with_testers(site);
        let empty = visitor.get("/flights");
        assert_eq!(empty.text(".empty-state h2"), "No releases yet");
        let first = add_release(&visitor, "1.0.0", "");
        assert!(visitor.get(&first).text("main").contains("Not published"));
        let standard = visitor.get("/flights").attributes(".ladder h3 a", "href")[0].to_owned();
        let form = visitor.get(&format!("{standard}/publish")).form("#publish");
        assert_eq!(form.press("Publish a release").location(), standard);
        add_release(&visitor, "2.0.0", "pc");
        let form = visitor.get("/flights").click("New package flight").form("main form").set("name", "Ring 1");
        let ring = form.check("groups[]", "1").press("Save").location();
        let form = visitor.get(&format!("{ring}/publish")).form("#publish");
        let preview = form.press("Show what would change");
        assert_eq!(preview.status, 200);
        assert_eq!(preview.select("#preview li"), [
            "20 customers would get the release",
            "20 customers would change package",
            "0 customers would go down to a lower version",
            "5 customers have no file for Console",
        ]);
        let names = visitor.get(preview.attributes("#preview a", "href")[3]);
        assert_eq!(names.select("tbody th"), ["u-0", "u-4", "u-8", "u-12", "u-16"]);
        assert_eq!(preview.form("#publish").press("Publish a release").location(), ring);
        // The same form again finds that something was published since.
        let again = preview.form("#publish").press("Publish a release");
        assert!(again.status == 422 && again.text(".error-summary").contains("Somebody else"), "{}", again.status);
        let ladder = visitor.get("/flights");
        assert_eq!(ladder.select(".ladder h3"), ["Ring 1", "Standard submission"]);
        assert_eq!(ladder.select(".ladder-counts li"), ["20 customers get it", "180 customers get it"]);
        let lower = add_release(&visitor, "0.9.0", "");
        let form = visitor.get(&format!("{standard}/publish")).form("#publish").set("release", lower.rsplit('/').next().unwrap());
        let preview = form.press("Show what would change");
        assert_eq!(preview.select("#preview li")[2], "180 customers would go down to a lower version");
    }

    fn a_rollout_is_updated_halted_and_finalized_on_its_page(site: &Site) {
        let visitor = app_with_testers(site);
        add_release(&visitor, "1.0.0", "");
        let standard = visitor.get("/flights").attributes(".ladder h3 a", "href")[0].to_owned();
        let publish = |visitor: &Visitor, share: &str| {
            let form = visitor.get(&format!("{standard}/publish")).form("#publish").check("to", "share").set("share", share);
            form.press("Publish a release").location()
        };
        publish(&visitor, "5");
        let page = visitor.get(&standard);
        assert!(page.text("#rollout + p").contains("Rolled out to 5%"), "{}", page.text("main"));
        let update = |share: &str| visitor.get(&standard).form("#update").set("share", share);
        let refused = update("60").press("Update");
        assert_eq!((refused.status, refused.form("#update").value("share")), (422, "60"));
        assert!(refused.text(".error-summary").contains("more than ten times"), "{}", refused.text("main"));
        assert!(update("60").check("confirmed", "on").press("Update").follow().text("#rollout + p").contains("60%"));
        let halted = visitor.get(&standard).form(&format!("form[action='{standard}/halt']")).press("Halt package rollout").follow();
        assert!(halted.text("#rollout + p").contains("Halted at 60%"));
        assert_eq!(halted.select("#update"), [""; 0], "nothing to update");
        add_release(&visitor, "2.0.0", "");
        publish(&visitor, "60");
        let done = visitor.get(&standard).form(&format!("form[action='{standard}/finalize']")).press("Finalize package rollout").follow();
        assert!(done.text("#rollout + p").contains("2.0.0 For everyone in it"), "{}", done.text("main"));
        let actions = done.select("section[aria-labelledby=history] tbody th");
        assert_eq!(actions, ["Rollout finalized", "Published", "Rollout halted", "Rollout updated", "Published"]);
        assert_eq!(done.select("section[aria-labelledby=former] tbody th"), ["1.0.0"]);
    }

    fn the_check_of_a_customer_shows_the_ladder_now_and_as_of_a_day(site: &Site) {
        let visitor = app_with_testers(site);
        add_release(&visitor, "1.0.0", "");
        let standard: FlightId = ladder(site).flights[0].id;
        let release = releases::find_version(&site.state, &actor(site), app(site), "1.0.0").unwrap().unwrap().id;
        let plan = Plan { release, share: None, steps: Vec::new(), is_guarded: false, mandatory_from: None };
        rollout::publish(&site.state, &actor(site), (standard, None), &plan).unwrap();
        let ring = flight(site, "Ring 1", &[1], None).id;
        publish(site, (ring, None), "2.0.0", Some(WHOLE)).unwrap();
        let page = visitor.get("/customers/check?who=u-3");
        assert_eq!(page.select(".ladder .badge"), ["Gets the newest release (through Testers)", "Decided by a higher flight"]);
        assert!(page.text("main").contains("2.0.0 through Ring 1"));
        let other = visitor.get("/customers/check?who=u-100");
        assert_eq!(other.select(".ladder .badge"), ["Not in it", "Gets the newest release"]);
        let held: Value = serde_json::from_str(&visitor.get("/customers/4/held.json").body).unwrap();
        let package = &held["apps"][0]["package"];
        assert_eq!((&held["customer"]["account_id"], &package["version"]), (&json!("u-3"), &json!("2.0.0")), "{package}");
        assert_eq!((&package["flight"], &package["flights"][0]["flight"]), (&json!("Ring 1"), &json!("Ring 1")));
        let before = visitor.get("/customers/check?who=u-3&on=2017-01-01");
        assert!(before.text("main").contains("No package flights on that day."));
        let today = chrono::Utc::now().format("%Y-%m-%d");
        let as_of = visitor.get(&format!("/customers/check?who=u-3&on={today}"));
        assert!(as_of.text("main").contains("Nobody was taken out of them after this day."), "{}", as_of.text("main"));
        assert_eq!(as_of.select(".ladder .badge"), page.select(".ladder .badge"));
        let later = |connection: &mut _| {
            RunQueryDsl::execute(sql_query("UPDATE group_addresses SET added_on = added_on + 20000"), connection).map(drop)
        };
        site.state.database.write_now(later).unwrap();
        let not_yet = visitor.get(&format!("/customers/check?who=u-3&on={today}"));
        assert_eq!(not_yet.select(".ladder .badge"), other.select(".ladder .badge"), "she was listed after that day");
        let publisher = actor(site).publisher;
        crate::offers::change(site, &format!("INSERT INTO audit_entries (publisher_id, at, actor_kind, actor_name, action, subject_kind, subject_id, subject_name, after)
            VALUES ({publisher}, '2099-01-01 12:00:00', 'job', '', 'changed', 'group', 1, 'Testers', '{{\"people_removed\":1}}')"));
        let lacking = visitor.get(&format!("/customers/check?who=u-3&on={today}")).text("main");
        assert!(lacking.contains("was last taken out of one of them on 1 Jan 2099"), "{lacking}");
        let table = visitor.get("/flights/people?app=1&search=u-100");
        assert_eq!(table.select("tbody tr"), ["u-1001.0.0 through Standard submissionNot in itGets the newest release"]);
    }
}

on_both_databases! {
    fn what_is_wrong_with_a_release_or_a_flight_is_said_beside_its_field(site: &Site) {
        let visitor = app_with_testers(site);
        let form = visitor.get("/flights/releases/new?app=1").form("main form").set("version", "1.x").set("url", "http://a.example/");
        let again = form.set("sha256", "12").press("Save");
        assert_eq!(again.status, 422);
        let wrong = again.attributes(".error-summary a", "href");
        assert_eq!(wrong, ["#version", "#url", "#bytes", "#sha256"]);
        assert_eq!(again.form("main form").value("version"), "1.x");
        add_release(&visitor, "1.0.0", "");
        let taken = visitor.get("/flights/releases/new?app=1").form("main form").set("version", "1.0.0").set("bytes", "5");
        let taken = taken.set("url", "https://a.example/").set("sha256", &"00".repeat(32)).press("Save");
        assert!(taken.text(".error-summary").contains("There is a release of this version"));
        let nameless = visitor.get("/flights/new?app=1").form("main form").press("Save");
        assert_eq!(nameless.attributes(".error-summary a", "href"), ["#name", "#groups"]);
        let publish = visitor.get("/flights/1/publish").form("#publish").check("to", "share").set("share", "200").press("Publish a release");
        assert_eq!(publish.attributes(".error-summary a", "href"), ["#share"]);
    }

    fn a_viewer_is_shown_no_small_numbers_of_flights(site: &Site) {
        let visitor = app_with_testers(site);
        add_release(&visitor, "1.0.0", "");
        let ring = flight(site, "Ring 1", &[1], None).id;
        publish(site, (ring, None), "2.0.0", None).unwrap();
        let viewer = crate::access::colleague(site, Role::Viewer);
        let hidden = viewer.get("/flights");
        assert_eq!(hidden.select(".ladder-counts li"), [""; 0]);
        assert!(hidden.text("main").contains("none of them is shown"));
        let names = format!("/flights/members?flight={ring}&show=newest");
        assert_eq!((viewer.get(&names).select("tbody th").len(), visitor.get(&names).select("tbody th").len()), (0, 20));
        assert_eq!(viewer.get(&format!("/flights/{ring}")).select("#update"), [""; 0]);
    }

    fn an_app_with_flights_is_deleted_whole(site: &Site) {
        let visitor = app_with_testers(site);
        crate::rules_of_groups::save_formula(&visitor, "French", "Market == FR");
        let ring = flight(site, "Ring 1", &[1, 2], None).id;
        publish(site, (ring, None), "2.0.0", None).unwrap();
        visitor.get("/apps/1/delete").form("main form").set("name", "Journey").press("Delete the app").location();
        assert_eq!(visitor.get(&format!("/flights/{ring}")).status, 404);
        assert_eq!(visitor.get("/groups/1/uses").select("#running li"), [""; 0]);
        crate::deletions::until_only_in(site, &["files.example", "Ring 1"], "audit_entries");
    }
}

/// A file of a release as programs send it.
pub fn file_of(url: &str) -> Value {
    json!({ "url": url, "bytes": 1_000, "sha256": "ab".repeat(32) })
}

however_answered! {
    fn a_flight_is_published_with_three_calls_which_repeat_without_harm(site: &Site) {
        let visitor = app_with_testers(site);
        let caller = Caller::with(&visitor, &[Scope::Read, Scope::Groups, Scope::Flights]);
        let people: Vec<String> = (0..40).map(|number| format!("u-{number}")).collect();
        let list = json!({ "people": people, "consent": true });
        let release = json!({ "notes": { "en": "Faster." }, "files": [file_of("https://files.example/1.2.3")] });
        let flight = json!({ "groups": ["testers"], "release": "1.2.3", "percent": 50 });
        let calls = [
            ("/api/v1/groups/by-name/Testers", list),
            ("/api/v1/apps/1/releases/1.2.3", release),
            ("/api/v1/apps/1/flights/by-name/Ring%201", flight),
        ];
        let put = |trial: &str| calls.clone().map(|(path, body)| caller.send("PUT", &format!("{path}{trial}"), &[], Some(body)));
        let tried = put("?dry_run=1");
        assert_eq!((tried[1].status, tried[1].body["would"].as_str()), (200, Some("create")));
        assert_eq!(tried[2].status, 422, "there is no release yet");
        let first = put("").map(|answer| answer.status);
        assert_eq!(first, [200, 201, 201]);
        let tried = put("?dry_run=1");
        assert_eq!(tried[2].body["would"], "nothing", "{}", tried[2].body);
        let again = put("");
        assert_eq!(again.each_ref().map(|answer| answer.status), [200, 200, 200]);
        let rollout = &again[2].body["rollout"];
        assert_eq!((&rollout["percent"], &rollout["status"]), (&json!(50.0), &json!("in_progress")));
        let counts = &again[2].body["customers"];
        let salt = ladder(site).flights[0].salt.clone();
        let inside = people.iter().filter(|account| bucket(&salt, account) < WHOLE / 2).count();
        assert_eq!((&counts["members"], &counts["newest"]), (&json!(40), &json!(inside)));
        let raised = json!({ "groups": ["Testers"], "release": "1.2.3", "percent": 75 });
        let raised = caller.send("PUT", "/api/v1/apps/1/flights/by-name/ring%201", &[], Some(raised));
        assert_eq!(raised.body["rollout"]["percent"], 75.0);
    }
}

on_both_databases! {
    fn programs_roll_out_with_dry_runs_versions_and_conflicts(site: &Site) {
        let visitor = app_with_testers(site);
        let caller = Caller::with(&visitor, &[Scope::Read, Scope::Members, Scope::Flights]);
        let put = |version: &str| {
            let body = json!({ "files": [file_of(&format!("https://files.example/{version}"))] });
            caller.send("PUT", &format!("/api/v1/apps/1/releases/{version}"), &[], Some(body)).status
        };
        assert_eq!([put("1.0.0"), put("2.0.0"), put("x")], [201, 201, 422]);
        let post = |what: &str, body: Value| caller.post(&format!("/api/v1/apps/1/flights/standard/{what}"), body);
        let tried = post("publish?dry_run=1", json!({ "release": "1.0.0" }));
        let customers = json!({ "get": 200, "change": 200, "down": 0, "no_file": {} });
        assert_eq!((tried.body["would"].as_str(), &tried.body["customers"]), (Some("publish"), &customers));
        assert_eq!(post("publish", json!({ "release": "1.0.0" })).body["rollout"]["status"], "complete");
        assert_eq!(post("publish", json!({ "release": "9.0.0" })).status, 422);
        assert_eq!(post("publish", json!({ "release": "2.0.0", "percent": 5, "steps": [{ "after_hours": 1, "percent": 5 }] })).status, 422);
        let rolled = post("publish", json!({ "release": "2.0.0", "percent": 5, "steps": [{ "after_hours": 1, "percent": 20 }] }));
        assert!(rolled.body["rollout"]["next_step_at"].is_string(), "{}", rolled.body);
        assert_eq!(post("publish", json!({ "release": "2.0.0" })).status, 409);
        assert_eq!(post("rollout", json!({ "percent": 60 })).problem().1, ["/confirmed"]);
        assert_eq!(post("rollout", json!({ "percent": 60, "confirmed": true })).body["rollout"]["percent"], 60.0);
        let account = (0..200).map(|number| format!("u-{number}")).find(|account| bucket(&ladder(site).flights[0].salt, account) < 600_000).unwrap();
        let package = || caller.get(&format!("/api/v1/apps/1/customers/{account}/package")).body;
        assert_eq!((&package()["package"]["release"], &package()["package"]["is_by_share"]), (&json!("2.0.0"), &json!(true)));
        assert_eq!(post("halt", json!({})).body["rollout"]["status"], "stopped");
        assert_eq!(package()["package"]["release"], "1.0.0");
        let kept = caller.get(&format!("/api/v1/apps/1/customers/{account}/package?current=2.0.0")).body;
        assert_eq!((kept["nothing"].as_str(), kept["ladder"][0]["verdict"].as_str()), (Some("keeps"), Some("fallback")));
        assert_eq!(post("finalize", json!({})).status, 409);
        let flight = json!({ "groups": ["1"] });
        let made = caller.send("PUT", "/api/v1/apps/1/flights/by-name/Ring", &[], Some(flight));
        let tag = made.headers["etag"].to_str().unwrap().to_owned();
        let patch = |tag: &str, body: Value| caller.send("PATCH", "/api/v1/apps/1/flights/ring", &[("if-match", tag)], Some(body));
        assert_eq!(patch(&tag, json!({ "name": "Inner ring" })).body["name"], "Inner ring");
        assert_eq!(patch(&tag, json!({ "name": "Outer ring" })).status, 412);
        assert_eq!(caller.send("PATCH", "/api/v1/apps/1/flights/ring", &[], Some(json!({}))).status, 428);
        assert_eq!(caller.send("POST", "/api/v1/groups/1/archive", &[], None).status, 403);
        assert_eq!(caller.send("DELETE", "/api/v1/apps/1/flights/ring", &[], None).status, 204);
        assert_eq!(caller.send("DELETE", "/api/v1/apps/1/flights/ring", &[], None).status, 404);
        let reader = Caller::with(&visitor, &[Scope::Read]);
        assert_eq!(reader.get("/api/v1/apps/1/flights/standard").body["customers"]["newest"], 0);
    }
}
