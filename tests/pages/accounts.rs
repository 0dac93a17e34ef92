//! The first visit, signing in and signing out.

use crate::site::on_both_databases;
use crate::visitor::{PASSWORD, Visitor, signed_in_visitor};
use engage::accounts::sign_in::account;
use engage::email::EmailAddress;

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
        let asked = visitor.get("/groups?archived=1");
        assert_eq!(asked.location(), "/sign-in?next=%2Fgroups%3Farchived%3D1");
        let form = asked.follow().form("form").set("email", "ANN@example.com");
        let wrong = form.set("password", "not the password").press("Sign in");
        assert_eq!(wrong.text("#email-errors p"), "The e-mail address or the password is not right.");
        assert_eq!(wrong.form("form").value("password"), "");
        let right = wrong.form("form").set("password", PASSWORD).press("Sign in");
        assert_eq!(right.location(), "/groups?archived=1");
        assert_eq!(right.follow().text("h2#my-groups"), "Archived groups");
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

    fn strangers_who_guess_do_not_keep_the_owner_out(site: &Site) {
        let owner = signed_in_visitor(site);
        owner.get("/groups").form("form[action='/sign-out']").press("Sign out").location();
        let ann = account(&EmailAddress::parse("ann@example.com").unwrap());
        assert_eq!((0..200).filter(|_| site.state.guesses.at(&ann, None).is_ok()).count(), 100);
        let right = [("email", "ann@example.com"), ("password", PASSWORD)];
        let stranger = Visitor::new(site).post("/sign-in", &right);
        assert_eq!((stranger.status, stranger.text("h1").as_str()), (429, "Too many attempts"));
        assert!((1..=37).contains(&stranger.header("retry-after").parse::<u64>().unwrap()));
        assert_eq!(Visitor::new(site).post("/sign-in", &[("email", "eve@example.org"), ("password", PASSWORD)]).status, 422);
        assert_eq!(owner.post("/sign-in", &right).location(), "/groups");
    }

    fn one_network_runs_out_of_tries_whatever_it_types(site: &Site) {
        signed_in_visitor(site);
        let visitor = Visitor::new(site);
        let tries = |number: usize| visitor.post("/sign-in", &[("email", "x".repeat(number).as_str()), ("password", "x")]).status;
        let answers: Vec<u16> = (0..21).map(tries).collect();
        assert_eq!((answers.iter().filter(|status| **status == 422).count(), answers[20]), (20, 429));
        assert_eq!(visitor.post("/sign-in", &[("email", "ann@example.com"), ("password", PASSWORD)]).status, 429);
    }

    fn a_password_with_more_behind_it_is_wrong(site: &Site) {
        let visitor = signed_in_visitor(site);
        let long = format!("kW9#tz2!LqfV{}", "é".repeat(188));
        let change = |current: &str, new: &str| visitor.post("/settings/password", &[("current", current), ("new", new)]).status;
        assert_eq!((change(PASSWORD, &format!("{long}x")), change(PASSWORD, &long)), (422, 303));
        let sign_in = |password: &str| Visitor::new(site).post("/sign-in", &[("email", "ann@example.com"), ("password", password)]).status;
        assert_eq!((sign_in(&format!("{long}x")), sign_in(&long)), (422, 303));
        assert_eq!(change(&format!("{long}x"), PASSWORD), 422);
    }
}
