//! The first visit, signing in and signing out.

use crate::site::{Site, on_both_databases};
use crate::visitor::{PASSWORD, Visitor, signed_in_visitor};
use actix_web::rt::System;
use chrono::{NaiveDateTime, TimeDelta};
use engage::accounts::guesses::Guess;
use engage::accounts::setup::first_link;
use engage::accounts::sign_in::account;
use engage::email::EmailAddress;
use engage::startup;
use engage::state::State;
use engage::store::guesses;
use engage::web::accounts::setup_path;

/// How many of `tries` guesses at that moment are allowed, each asked of the next of the replicas.
fn allowed(replicas: &[&State], tries: usize, guess: Guess<'_>, now: NaiveDateTime) -> usize {
    let of = |number: usize| replicas[number % replicas.len()];
    let is_allowed = |number: usize| {
        let State { guesses, database, .. } = of(number);
        System::new().block_on(guesses.count(database, &[guess], now)).is_ok()
    };
    (0..tries).filter(|number| is_allowed(*number)).count()
}

/// Another replica over the database of the site.
fn replica(site: &Site) -> State {
    startup::open(&site.state.options).unwrap()
}

on_both_databases! {
    fn the_setup_link_opens_once(site: &Site) {
        let path = site.setup_path();
        let form = Visitor::new(site).get(&path).form("form").set("publisher", "Fabrikam").set("email", "ann@example.com");
        let refused = form.clone().set("password", "short").press("Set up");
        assert_eq!(refused.status, 422);
        assert_eq!(refused.text("#password-errors p"), "Use a password of 12 to 200 characters.");
        let again = refused.form("form");
        assert_eq!((again.value("publisher"), again.value("email")), ("Fabrikam", "ann@example.com"));
        assert_eq!(again.value("password"), "");
        let home = again.set("password", PASSWORD).press("Set up").follow();
        assert_eq!(home.text("h1"), "Customer groups");
        assert_eq!(home.text(".notice.success"), "Welcome. “Fabrikam” is ready.");
        assert_eq!(Visitor::new(site).get(&path).status, 404);
        assert_eq!(form.set("password", PASSWORD).press("Set up").status, 404);
    }

    fn an_address_signs_in_to_one_publisher_only(site: &Site) {
        signed_in_visitor(site);
        let form = Visitor::new(site).get(&site.setup_path()).form("form");
        let taken = form.set("publisher", "Contoso").set("email", "ANN@example.com").set("password", PASSWORD).press("Set up");
        assert_eq!((taken.status, taken.select("#email-errors p").len()), (422, 1));
    }

    fn signing_in_leads_to_the_page_asked_for(site: &Site) {
        signed_in_visitor(site);
        let visitor = Visitor::new(site);
        let asked = visitor.get("/groups?status=archived");
        assert_eq!(asked.location(), "/sign-in?next=%2Fgroups%3Fstatus%3Darchived");
        let form = asked.follow().form("form").set("email", "ANN@example.com");
        let wrong = form.set("password", "not the password").press("Sign in");
        assert_eq!(wrong.text("#email-errors p"), "The e-mail address or the password is not right.");
        assert_eq!(wrong.form("form").value("password"), "");
        let right = wrong.form("form").set("password", PASSWORD).press("Sign in");
        assert_eq!(right.location(), "/groups?status=archived");
        assert!(right.follow().text("title").starts_with("Archived groups"));
        let foreign = [("email", "ann@example.com"), ("password", PASSWORD), ("next", "//evil.example")];
        assert_eq!(Visitor::new(site).post("/sign-in", &foreign).location(), "/groups");
    }

    fn every_page_but_the_open_ones_asks_to_sign_in(site: &Site) {
        let visitor = Visitor::new(site);
        let pages = ["/groups", "/groups/new", "/groups/1", "/groups/1/edit", "/groups/1/rename", "/groups/1/members.csv"];
        for page in pages.into_iter().chain(["/apps", "/apps/new"]) {
            assert!(visitor.get(page).location().starts_with("/sign-in?next="), "{page}");
        }
        let posts = ["/groups/new", "/groups/preview", "/groups/1/edit", "/groups/1/archive", "/groups/1/restore"];
        for page in posts.into_iter().chain(["/groups/1/refresh", "/groups/1/rename", "/apps/new"]) {
            assert_eq!(visitor.post(page, &[("name", "x")]).location(), "/sign-in", "{page}");
        }
    }

    fn a_page_without_a_message_does_not_write_the_session(site: &Site) {
        let visitor = signed_in_visitor(site);
        assert_ne!(visitor.get("/groups").header("set-cookie"), "", "the message that was shown is taken");
        for page in ["/groups", "/apps", "/settings", "/sign-in"] {
            assert_eq!(visitor.get(page).header("set-cookie"), "", "{page}");
        }
    }

    fn signing_out_ends_the_session_on_the_server(site: &Site) {
        signed_in_visitor(site);
        let visitor = Visitor::new(site);
        let form = visitor.get("/sign-in").form("form").set("email", "ann@example.com").set("password", PASSWORD);
        let signed_in = form.press("Sign in");
        let cookie = signed_in.session_cookie().to_owned();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        let stolen = cookie.split(';').next().unwrap();
        let thief = Visitor::new(site);
        assert_eq!(thief.get_with("/groups", "cookie", stolen).status, 200);
        let left = signed_in.follow().form("form[action='/sign-out']").press("Sign out");
        assert_eq!(left.location(), "/sign-in");
        assert_eq!(thief.get_with("/groups", "cookie", stolen).location(), "/sign-in?next=%2Fgroups");
    }

    fn guesses_of_strangers_do_not_lock_the_owner_out(site: &Site) {
        let owner = signed_in_visitor(site);
        owner.get("/groups").form("form[action='/sign-out']").press("Sign out").location();
        let ann = account(&EmailAddress::parse("ann@example.com").unwrap());
        assert_eq!(allowed(&[&site.state], 200, Guess::Stranger(&ann), site.state.clock.now()), 100);
        let right = [("email", "ann@example.com"), ("password", PASSWORD)];
        let stranger = Visitor::new(site).post("/sign-in", &right);
        assert_eq!((stranger.status, stranger.text("h1").as_str()), (429, "Too many attempts"));
        assert!((1..=36).contains(&stranger.header("retry-after").parse::<u64>().unwrap()));
        assert_eq!(Visitor::new(site).post("/sign-in", &[("email", "eve@example.org"), ("password", PASSWORD)]).status, 422);
        assert_eq!(owner.post("/sign-in", &right).location(), "/groups");
    }

    fn guesses_are_counted_over_all_replicas_and_come_back(site: &Site) {
        let (ann, now) = ([7; 32], site.state.clock.now());
        let others = [replica(site), replica(site)];
        let replicas = [&site.state, &others[0], &others[1]];
        assert_eq!(allowed(&replicas, 150, Guess::Stranger(&ann), now), 100);
        assert_eq!(allowed(&replicas, 30, Guess::Device(&ann, "hers"), now), 20, "strangers do not keep her browser out");
        assert_eq!(allowed(&replicas, 30, Guess::Network("192.0.2.1/32".parse().unwrap()), now), 20);
        assert_eq!(allowed(&replicas, 30, Guess::Stranger(&[8; 32]), now), 30, "another account");
        // One comes back after 36 seconds, whichever replica is asked; what a replica counts by itself started later.
        let later = [replica(site), replica(site)];
        let later = [&later[0], &later[1]];
        assert_eq!(allowed(&later, 10, Guess::Stranger(&ann), now + TimeDelta::seconds(35)), 0);
        assert_eq!(allowed(&later, 10, Guess::Stranger(&ann), now + TimeDelta::seconds(72)), 2);
        let forget = |at: NaiveDateTime| site.state.database.write_now(|connection| guesses::delete_full(connection, at.and_utc().timestamp_micros()));
        assert_eq!((forget(now).unwrap(), forget(now + TimeDelta::hours(2)).unwrap()), (0, 4), "a row each while it counts");
        assert_eq!(allowed(&later, 1, Guess::Stranger(&ann), now + TimeDelta::hours(2)), 1);
        let put_back = now - TimeDelta::days(1);
        assert_eq!(allowed(&later, 1, Guess::Stranger(&ann), put_back), 1, "a clock that was put back keeps nobody out");
    }

    fn tries_at_a_password_are_counted_whichever_replica_a_network_asks(site: &Site) {
        signed_in_visitor(site);
        let (other, network) = (replica(site), Guess::Network("127.0.0.1/32".parse().unwrap()));
        assert!(allowed(&[&other], 30, network, other.clock.now()) < 20, "the visitor who set it up has tried");
        let guess = Visitor::new(site).post("/sign-in", &[("email", "ann@example.com"), ("password", PASSWORD)]);
        assert_eq!(guess.status, 429);
        assert_eq!(Visitor::new(site).post(&site.setup_path(), &[]).status, 429);
        assert_eq!(Visitor::new(site).post("/reset-password/none", &[]).status, 429);
    }

    fn every_link_of_replicas_that_start_at_once_opens_until_one_is_used(site: &Site) {
        let links: Vec<String> = (0..3).map(|_| setup_path(&first_link(&replica(site)).unwrap().expect("nobody is set up"))).collect();
        assert!(links.iter().all(|link| Visitor::new(site).get(link).status == 200), "{links:?}");
        let form = Visitor::new(site).get(&links[0]).form("form").set("publisher", "Fabrikam").set("email", "ann@example.com");
        assert_eq!(form.clone().set("password", "short").press("Set up").status, 422);
        assert!(links.iter().all(|link| Visitor::new(site).get(link).status == 200), "{links:?}");
        let second = Visitor::new(site).get(&links[1]).form("form").set("publisher", "Contoso").set("email", "eve@example.org");
        assert_eq!(form.set("password", PASSWORD).press("Set up").location(), "/groups");
        assert_eq!(second.set("password", PASSWORD).press("Set up").status, 404);
        assert!(links.iter().all(|link| Visitor::new(site).get(link).status == 404), "{links:?}");
        assert!(first_link(&site.state).unwrap().is_none(), "a start after that prints none");
    }

    fn a_publisher_has_a_visible_name(site: &Site) {
        let form = Visitor::new(site).get(&site.setup_path()).form("form").set("email", "ann@example.com");
        let refused = form.set("publisher", "Fab\u{202e}rikam").set("password", PASSWORD).press("Set up");
        assert_eq!(refused.text("#publisher-errors p"), "The name has characters that nobody sees. Type it again.");
    }

    fn one_network_runs_out_of_tries_whatever_it_types(site: &Site) {
        signed_in_visitor(site);
        let visitor = Visitor::new(site);
        let tries = |number: usize| visitor.post("/sign-in", &[("email", "x".repeat(number).as_str()), ("password", "x")]).status;
        // The setup was the first try of twenty.
        let answers: Vec<u16> = (0..20).map(tries).collect();
        assert_eq!((answers.iter().filter(|status| **status == 422).count(), answers[19]), (19, 429));
        assert_eq!(visitor.post("/sign-in", &[("email", "ann@example.com"), ("password", PASSWORD)]).status, 429);
    }

    fn a_password_with_text_appended_is_wrong(site: &Site) {
        let visitor = signed_in_visitor(site);
        let long = format!("kW9#tz2!LqfV{}", "é".repeat(188));
        let change = |current: &str, new: &str| visitor.post("/settings/password", &[("current", current), ("new", new)]).status;
        assert_eq!((change(PASSWORD, &format!("{long}x")), change(PASSWORD, &long)), (422, 303));
        let sign_in = |password: &str| Visitor::new(site).post("/sign-in", &[("email", "ann@example.com"), ("password", password)]).status;
        assert_eq!((sign_in(&format!("{long}x")), sign_in(&long)), (422, 303));
        assert_eq!(change(&format!("{long}x"), PASSWORD), 422);
    }
}
