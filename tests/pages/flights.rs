//! Package flights: who gets which package, rollouts and their rules, and where groups are used.

use crate::apps::add_app;
use crate::site::{Site, on_both_databases};
use crate::visitor::{Visitor, signed_in_visitor};
use engage::access::{Actor, Role};
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

fn actor(site: &Site) -> Actor {
    let publisher = site.app("Journey").publisher_id;
    Actor { publisher, user: None, token: None, role: Role::Editor }
}

fn app(site: &Site) -> AppId {
    site.app("Journey").id
}

fn release(site: &Site, version: &str) -> ReleaseId {
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
    };
    let draft = releases::Draft { version: version.to_owned(), files: vec![file], ..releases::Draft::default() };
    releases::create(&site.state, &actor(site), app(site), &draft).unwrap().id
}

fn flight(site: &Site, name: &str, groups: &[i32], above: Option<FlightId>) -> FlightRow {
    let groups = groups.iter().copied().map(GroupId::from).collect();
    let draft = save::Draft { name: name.to_owned(), groups, above, ..save::Draft::default() };
    save::create(&site.state, &actor(site), app(site), &draft).unwrap()
}

fn publish(
    site: &Site,
    (flight, seen): (FlightId, Option<SubmissionId>),
    version: &str,
    share: Option<u32>,
) -> Result<SubmissionRow, RolloutError> {
    let plan = Plan { release: release(site, version), share, steps: Vec::new() };
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
fn counted(site: &Site) -> (Vec<String>, u64) {
    let publisher = site.app("Journey").publisher_id;
    let publisher = site.state.database.read_now(|connection| publishers::find(connection, publisher)).unwrap();
    let counted = counts::count(&site.state, &publisher, app(site)).unwrap();
    let of = counted.division.releases(&counted.ladder);
    let said = of.map(|(flight, release, get)| format!("{} {} {}", flight.name, release.version, get.len()));
    (said.collect(), counted.division.nobody.len())
}

on_both_databases! {
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
        let plan = Plan { release: release(site, "1.0.0"), share: Some(10_000), steps };
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

    fn of_many_who_publish_at_once_one_does(site: &Site) {
        app_with_testers(site);
        let testers = flight(site, "Testers", &[1], None).id;
        let (release, start) = (release(site, "1.0.0"), Barrier::new(8));
        let plan = Plan { release, share: None, steps: Vec::new() };
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

    fn a_group_in_a_flight_is_named_and_stays(site: &Site) {
        let visitor = app_with_testers(site);
        let testers = flight(site, "Preview ring", &[1], None).id;
        let page = visitor.get("/groups/1");
        assert_eq!(page.select("#running li"), ["Package flight: Preview ring"]);
        assert_eq!(page.attributes("#running a", "href"), [format!("/flights/{testers}")]);
        assert!(visitor.get("/groups/1/archive").text("main").contains("in use"));
        assert_eq!(visitor.post("/groups/1/archive", &[]).location(), "/groups/1/archive");
        let archived = engage::groups::archive::archive(&site.state, &actor(site), 1.into());
        assert!(matches!(archived, Err(ArchiveError::InUse { running, .. }) if running.len() == 1));
        save::retire(&site.state, &actor(site), testers).unwrap();
        assert_eq!(visitor.post("/groups/1/archive", &[]).location(), "/groups/1");
    }

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
            }],
            ..releases::Draft::default()
        };
        let put = |url: &str| releases::put(&site.state, &actor(site), app(site), &draft(url), false);
        let (first, second) = ("https://files.example/a", "https://files.example/b");
        let done: Vec<_> = [first, first, second].map(|url| put(url).unwrap().1).to_vec();
        assert_eq!(done, [releases::Put::Created, releases::Put::Same, releases::Put::Changed]);
        let row = releases::find_version(&site.state, &actor(site), app(site), "1.0.0").unwrap().unwrap();
        let testers = flight(site, "Testers", &[1], None).id;
        let plan = Plan { release: row.id, share: None, steps: Vec::new() };
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
