//! Sessions: what ends them, and where a user sees and ends them.

use crate::form::Form;
use crate::site::{Site, on_both_databases};
use crate::visitor::{PASSWORD, PageAnswer, Visitor, owner, signed_in_visitor};
use chrono::{NaiveDateTime, TimeDelta};
use diesel::{ExpressionMethods, RunQueryDsl};
use engage::accounts::setup;
use engage::commands::reset_link;
use engage::email::EmailAddress;
use engage::store::schema::{kept_forms, password_resets, sessions, setup_links};
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

/// Sends the form after its session has ended, and signs in as this user where that leads.
fn sent_late(sent: PageAnswer, email: &str) -> PageAnswer {
    let form = sent.follow().form("main form").set("email", email).set("password", PASSWORD);
    form.press("Sign in").follow()
}

fn signed_in_again(visitor: &Visitor) -> Visitor {
    visitor.post("/sign-in", &[("email", "ann@example.com"), ("password", PASSWORD)]).location();
    visitor.clone()
}

fn kept(site: &Site) -> i64 {
    use diesel::QueryDsl;
    site.state.database.read_now(|connection| kept_forms::table.count().get_result(connection)).unwrap()
}

fn segment_form(visitor: &Visitor) -> Form {
    let form = crate::segments::fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "gender", "is", "female");
    form.set("name", "Women of “Fabrikam” & more")
}

on_both_databases! {
    fn what_is_typed_comes_back_after_the_session_has_ended(site: &Site) {
        let visitor = signed_in_visitor(site);
        crate::apps::add_app(&visitor, "Journey");
        let form = segment_form(&visitor);
        // As in another tab of the same browser.
        visitor.post("/sign-out", &[]).location();
        let sent = form.press("Save");
        assert!(sent.location().starts_with("/sign-in?next="), "{}", sent.location());
        let signing_in = sent.follow();
        assert!(signing_in.text(".notice").starts_with("Your session has ended. What you typed is kept"));
        let form = signing_in.form("main form").set("email", "ann@example.com").set("password", PASSWORD);
        let page = form.press("Sign in").follow();
        assert_eq!(page.text(".notice"), "Your session had ended. This is what you typed; it is not saved yet.");
        assert!(page.select("#typed dd").contains(&String::from("Women of “Fabrikam” & more")));
        for label in ["Group name", "Group type", "Filter 1, condition 1 · Attribute"] {
            assert!(page.select("#typed dt").contains(&String::from(label)), "{label}: {:?}", page.select("#typed dt"));
        }
        assert_eq!(visitor.get("/groups").select("main tbody tr").len(), 0, "nothing is done by itself");
        let again = page.form("#kept-form").press("Go on with the form").form("#group-form");
        assert_eq!(again.value("name"), "Women of “Fabrikam” & more");
        assert_eq!(again.value("filters[0][conditions][0][attribute]"), "gender");
        let group = again.press("Save").follow();
        assert_eq!(group.text("h1"), "Women of “Fabrikam” & more");
        let other = page.form("#kept-form").press("Send again");
        assert!(other.status == 422 || other.location() == group.path, "a form makes one group");
    }

    fn every_form_is_kept_for_its_user_but_no_password(site: &Site) {
        let visitor = signed_in_visitor(site);
        crate::apps::add_app(&visitor, "Journey");
        let long_ago = site.state.clock.now() - TimeDelta::days(1);
        let app = visitor.get("/apps/1/edit").form("main form").set("name", "Voyage");
        let password = visitor.get("/settings").form("form[action='/settings/password']");
        seen_at(site, long_ago);
        let page = sent_late(app.press("Save"), "ann@example.com");
        assert_eq!((page.select("#typed dt")[0].as_str(), page.select("#typed dd")[0].as_str()), ("Name", "Voyage"));
        let saved = page.form("#kept-form").press("Send again").follow();
        assert_eq!(saved.text("h1"), "Voyage");
        seen_at(site, long_ago);
        let sent = password.set("current", PASSWORD).set("new", "four words of another").press("Change the password");
        assert_eq!((sent.location(), kept(site)), (String::from("/sign-in"), 1));
        let list = signed_in_again(&visitor).get("/groups/new?kind=known_user_group").form("#group-form");
        let list = list.set("name", "Testers").set("addresses", "ann@example.com\nbob@example.org").attach("file", "more.csv", b"email\n");
        seen_at(site, long_ago);
        let page = sent_late(list.press("Save"), "ann@example.com");
        assert_eq!(page.select(".notice")[1], "The file “more.csv” was not kept. Choose it again.");
        let again = page.form("#kept-form").press("Go on with the form").form("#group-form");
        assert_eq!((again.value("name"), again.value("addresses")), ("Testers", "ann@example.com\nbob@example.org"));
    }

    fn what_is_typed_is_for_its_user_only_and_not_for_long(site: &Site) {
        let visitor = signed_in_visitor(site);
        owner(site, "eve@example.org");
        crate::apps::add_app(&visitor, "Journey");
        let form = segment_form(&visitor);
        visitor.post("/sign-out", &[]).location();
        let sent = form.clone().press("Save");
        let page = sent_late(sent, "eve@example.org").follow();
        assert_eq!((page.path.as_str(), page.text(".notice.error").as_str()), ("/groups", "What was typed before signing in is no longer there, or another user typed it."));
        visitor.post("/sign-out", &[]).location();
        // Eve signed in last with this browser: what comes from it now is taken for hers.
        let sent = form.clone().press("Save");
        let late = site.state.clock.now() - TimeDelta::minutes(16);
        let age = |connection: &mut _| diesel::update(kept_forms::table).set(kept_forms::created_at.eq(late)).execute(connection);
        site.state.database.write_now(age).unwrap();
        assert_eq!(sent_late(sent, "eve@example.org").location(), "/groups");
        visitor.post("/sign-out", &[]).location();
        (0..8).for_each(|_| drop(form.clone().press("Save")));
        assert_eq!(kept(site), 5, "old ones go, and there are few of a user");
    }

    fn strangers_have_nothing_kept_nor_do_forms_that_are_too_long(site: &Site) {
        let visitor = signed_in_visitor(site);
        crate::apps::add_app(&visitor, "Journey");
        let stranger = Visitor::new(site);
        let fields = [("name", "Women"), ("do", "save")];
        assert_eq!((stranger.post("/groups/new", &fields).location(), kept(site)), (String::from("/sign-in"), 0));
        visitor.post("/sign-out", &[]).location();
        let made_up = stranger.posting("/groups/new").header("cookie", "engage-user=1").form(&fields);
        assert_eq!((stranger.send("/groups/new", made_up).location(), kept(site)), (String::from("/sign-in"), 0));
        let part = visitor.posting("/groups/new").header("x-engage-fragment", "1").form(&fields);
        assert_eq!((visitor.send("/groups/new", part).location(), kept(site)), (String::from("/sign-in"), 0));
        let long = "a@example.com\n".repeat(60_000);
        let sent = visitor.post("/groups/new", &[("name", "Women"), ("addresses", long.as_str())]);
        assert_eq!((sent.location(), kept(site)), (String::from("/sign-in"), 0));
        assert!(sent.follow().text(".notice.error").contains("too long to be kept"));
    }

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
        let other = sign_in(site, "");
        let left = here.get("/settings").form("#end-all-sessions").press("Sign out everywhere, here too");
        assert_eq!((left.location().as_str(), is_signed_in(&other), is_signed_in(&here)), ("/sign-in", false, false));
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
