//! Sessions: what ends them, and where a user sees and ends them.

use crate::site::{Site, on_both_databases};
use crate::visitor::{PASSWORD, Visitor, signed_in_visitor};
use chrono::{NaiveDateTime, TimeDelta};
use diesel::{ExpressionMethods, RunQueryDsl};
use engage::accounts::setup;
use engage::commands::reset_link;
use engage::email::EmailAddress;
use engage::store::schema::{password_resets, sessions, setup_links};
use engage::store::users;

fn sign_in(site: &Site, keep: &str) -> Visitor {
    let visitor = Visitor::new(site);
    let fields = [("email", "ann@example.com"), ("password", PASSWORD), ("keep", keep)];
    assert_eq!(visitor.post("/sign-in", &fields).location(), "/groups");
    visitor
}

fn is_signed_in(visitor: &Visitor) -> bool {
    visitor.get("/settings").status == 200
}

fn seen_at(site: &Site, at: NaiveDateTime) {
    let write =
        |connection: &mut _| diesel::update(sessions::table).set(sessions::last_seen_at.eq(at)).execute(connection);
    site.state.database.write_now(write).unwrap();
}

on_both_databases! {
    fn an_unused_session_ends(site: &Site) {
        signed_in_visitor(site);
        let now = site.state.clock.now();
        let (short, kept) = (sign_in(site, ""), sign_in(site, "on"));
        seen_at(site, now - TimeDelta::hours(11));
        assert_eq!((is_signed_in(&short), is_signed_in(&kept)), (true, true));
        seen_at(site, now - TimeDelta::hours(13));
        assert_eq!((is_signed_in(&short), is_signed_in(&kept)), (false, true));
        seen_at(site, now - TimeDelta::days(15));
        assert!(!is_signed_in(&kept));
    }

    fn a_session_ends_after_thirty_days_however_much_it_is_used(site: &Site) {
        signed_in_visitor(site);
        let kept = sign_in(site, "on");
        let now = site.state.clock.now();
        assert!(is_signed_in(&kept));
        let end = |connection: &mut _| {
            use diesel::QueryDsl;
            let ends: Vec<NaiveDateTime> = sessions::table.select(sessions::expires_at).load(connection)?;
            assert!(ends.iter().all(|end| *end - now <= TimeDelta::days(30)), "{ends:?}");
            diesel::update(sessions::table).set(sessions::expires_at.eq(now - TimeDelta::seconds(1))).execute(connection)
        };
        site.state.database.write_now(end).unwrap();
        assert!(!is_signed_in(&kept));
    }

    fn a_session_is_bound_to_the_password_it_was_started_with(site: &Site) {
        let visitor = signed_in_visitor(site);
        // As when someone signs in with the old password at the moment in which it is changed.
        let change = |connection: &mut _| {
            let ann = users::of_email_key(connection, "ann@example.com")?.expect("an owner");
            users::update_password(connection, ann.publisher_id, ann.id, "another")
        };
        site.state.database.write_now(change).unwrap();
        assert!(!is_signed_in(&visitor));
    }

    fn sessions_are_listed_and_ended(site: &Site) {
        let here = signed_in_visitor(site);
        let others = [sign_in(site, ""), sign_in(site, "on"), sign_in(site, "")];
        let page = here.get("/settings");
        assert_eq!(page.select("#sessions li").len(), 4);
        assert_eq!(page.select("#sessions strong"), ["This session"]);
        let id = others[0].get("/settings").attributes("#sessions input[name=session]", "value").len();
        assert_eq!(id, 3, "a session does not end itself");
        let one = page.attributes("#sessions input[name=session]", "value")[0].to_owned();
        assert_eq!(here.post("/settings/sessions/end", &[("session", &one)]).follow().text(".notice.success"), "1 session has ended.");
        assert_eq!(others.iter().filter(|other| is_signed_in(other)).count(), 2);
        here.get("/settings").form("#end-sessions").press("Sign out everywhere else").location();
        assert_eq!((others.iter().filter(|other| is_signed_in(other)).count(), is_signed_in(&here)), (0, true));
        assert_eq!(here.get("/settings").select("#sessions li").len(), 1);
    }

    fn a_password_that_is_easy_to_guess_is_refused(site: &Site) {
        let visitor = signed_in_visitor(site);
        for weak in ["password1234", "123456789012", "ann@example.com"] {
            let refused = visitor.post("/settings/password", &[("current", PASSWORD), ("new", weak)]);
            assert_eq!((refused.status, refused.select("#new-errors p").len()), (422, 1), "{weak}");
        }
        let form = Visitor::new(site).get(&site.setup_path()).form("form").set("publisher", "Contoso Limited");
        let refused = form.set("email", "eve@example.org").set("password", "Contoso Limited").press("Set up");
        assert_eq!((refused.status, refused.select("#password-errors p").len()), (422, 1));
    }

    fn a_setup_link_expires(site: &Site) {
        let path = site.setup_path();
        let made_at = |at: NaiveDateTime| {
            let write = |connection: &mut _| diesel::update(setup_links::table).set(setup_links::created_at.eq(at)).execute(connection);
            site.state.database.write_now(write).unwrap();
        };
        let now = site.state.clock.now();
        made_at(now - TimeDelta::hours(71));
        assert_eq!(Visitor::new(site).get(&path).status, 200);
        made_at(now - TimeDelta::hours(73));
        assert_eq!(Visitor::new(site).get(&path).status, 404);
        let form = [("publisher", "Late"), ("email", "late@example.org"), ("password", PASSWORD)];
        assert_eq!(Visitor::new(site).post(&path, &form).status, 404);
        setup::sweep(&site.state).unwrap();
        assert_eq!(setup::list(&site.state).unwrap().len(), 0, "nobody can set it up any more");
    }

    fn a_link_of_the_operators_lets_a_user_choose_a_new_password_once(site: &Site) {
        let before = signed_in_visitor(site);
        let address = EmailAddress::parse("ANN@example.com").unwrap();
        let (replaced, path) = (reset_link(&site.state, &address).unwrap(), reset_link(&site.state, &address).unwrap());
        let visitor = Visitor::new(site);
        assert_eq!((visitor.get(&replaced).status, visitor.get("/reset-password/none").status), (404, 404));
        let form = visitor.get(&path).form("form");
        let refused = form.clone().set("password", "password1234").press("Change the password");
        assert_eq!((refused.status, refused.select("#password-errors p").len()), (422, 1));
        let done = form.clone().set("password", "another long passphrase").press("Change the password").follow();
        assert_eq!(done.text(".notice.success"), "Your password is changed. Sign in with it.");
        assert!(!is_signed_in(&before), "the sessions of the old password have ended");
        let sign_in = |password: &str| Visitor::new(site).post("/sign-in", &[("email", "ann@example.com"), ("password", password)]).status;
        assert_eq!((sign_in(PASSWORD), sign_in("another long passphrase")), (422, 303));
        assert_eq!(form.set("password", "a third long passphrase").press("Change the password").status, 404);
        assert!(reset_link(&site.state, &EmailAddress::parse("eve@example.org").unwrap()).is_err());
    }

    fn a_reset_link_expires_after_an_hour(site: &Site) {
        signed_in_visitor(site);
        let path = reset_link(&site.state, &EmailAddress::parse("ann@example.com").unwrap()).unwrap();
        assert_eq!(Visitor::new(site).get(&path).status, 200);
        let at = site.state.clock.now() - TimeDelta::minutes(61);
        let write = |connection: &mut _| diesel::update(password_resets::table).set(password_resets::created_at.eq(at)).execute(connection);
        site.state.database.write_now(write).unwrap();
        assert_eq!(Visitor::new(site).get(&path).status, 404);
        let late = Visitor::new(site).post(&path, &[("password", "another long passphrase")]);
        assert_eq!(late.status, 404);
    }
}
