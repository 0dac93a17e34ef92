//! The team: invitations, roles, disabled accounts.

use crate::access::colleague;
use crate::site::{Site, on_both_databases};
use crate::visitor::{PASSWORD, PageAnswer, Visitor, owner, signed_in_visitor};
use chrono::{NaiveDateTime, TimeDelta};
use diesel::{ExpressionMethods, RunQueryDsl};
use engage::access::{Actor, Role};
use engage::accounts::team::{self, TeamError};
use engage::commands::reset_link;
use engage::email::EmailAddress;
use engage::ids::UserId;
use engage::store::schema::{invitations, users as users_table};
use engage::store::users::{self, User};
use std::thread;

/// Invites somebody and returns the path of the link that is shown.
fn invite(owner: &Visitor, email: &str, role: &str) -> String {
    let form = owner.get("/team").form("#invite").set("email", email).check("role", role);
    link(&form.press("Make the link"))
}

/// The path of the link that a page shows.
fn link(page: &PageAnswer) -> String {
    assert_eq!(page.status, 201, "{:?}", page.select(".errors, .notice"));
    let url = page.attributes("#link", "value")[0].to_owned();
    url[url.find("/invitation/").expect("a link of this site")..].to_owned()
}

fn join(site: &Site, path: &str) -> (Visitor, PageAnswer) {
    let visitor = Visitor::new(site);
    let answer = visitor.get(path).form("form").set("password", PASSWORD).press("Join");
    (visitor, answer)
}

fn sign_in(site: &Site, email: &str) -> (Visitor, PageAnswer) {
    let visitor = Visitor::new(site);
    let answer = visitor.post("/sign-in", &[("email", email), ("password", PASSWORD)]);
    (visitor, answer)
}

fn user(site: &Site, email: &str) -> User {
    site.state.database.read_now(|connection| users::of_email_key(connection, email)).unwrap().expect("a user")
}

fn actor(user: &User) -> Actor {
    Actor { publisher: user.publisher_id, user: Some(user.id), token: None, role: user.role }
}

fn made_at(site: &Site, at: NaiveDateTime) {
    let write =
        |connection: &mut _| diesel::update(invitations::table).set(invitations::linked_at.eq(at)).execute(connection);
    site.state.database.write_now(write).unwrap();
}

/// Does two things at the same moment, and returns whether each was done.
fn at_once(
    one: impl FnOnce() -> Result<(), TeamError> + Send,
    other: impl FnOnce() -> Result<(), TeamError> + Send,
) -> [bool; 2] {
    let done = |result: Result<(), TeamError>| match result {
        Ok(()) => true,
        Err(TeamError::Forbidden | TeamError::LastOwner) => false,
        Err(error) => panic!("{error}"),
    };
    thread::scope(|scope| {
        let (one, other) = (scope.spawn(one), scope.spawn(other));
        [done(one.join().unwrap()), done(other.join().unwrap())]
    })
}

fn active_owners(site: &Site) -> usize {
    let ann = user(site, "ann@example.com");
    let team = site.state.database.read_now(|connection| users::of_publisher(connection, ann.publisher_id)).unwrap();
    team.iter().filter(|user| user.is_active_owner()).count()
}

on_both_databases! {
    fn an_invited_person_chooses_a_password_and_is_signed_in(site: &Site) {
        let ann = signed_in_visitor(site);
        let path = invite(&ann, "Bob@Example.com", "editor");
        let page = ann.get("/team");
        assert!(page.text("#invitations li").starts_with("Bob@Example.com · Editor"), "{:?}", page.select("#invitations li"));
        assert_eq!(page.attributes("#link", "value").len(), 0, "the link is shown once");
        assert!(!page.body.contains("/invitation/"));

        let visitor = Visitor::new(site);
        let form = visitor.get(&path).form("form");
        for weak in ["short", "password1234", "bob@example.com"] {
            let refused = form.clone().set("password", weak).press("Join");
            assert_eq!((refused.status, refused.select("#password-errors p").len()), (422, 1), "{weak}");
            assert_eq!(refused.form("form").value("password"), "");
        }
        let joined = form.clone().set("password", PASSWORD).press("Join").follow();
        assert_eq!((joined.text("h1").as_str(), joined.text(".notice.success").as_str()), ("Customer groups", "Welcome to Fabrikam."));
        assert_eq!((visitor.get("/groups/new").status, visitor.get("/team").status), (200, 403));

        let again = form.set("password", "another long passphrase").press("Join");
        assert_eq!((again.status, again.text("h1").as_str()), (404, "This link opens nothing"));
        assert_eq!(Visitor::new(site).get(&path).status, 404);
        assert_eq!(sign_in(site, "bob@example.com").1.location(), "/groups");
        let team = ann.get("/team");
        assert_eq!(team.select("#members th a"), ["ann@example.com", "Bob@Example.com"]);
        assert_eq!(team.select("#members td"), ["Owner", "Active", "just now", "Off", "Editor", "Active", "just now", "Off"]);
        assert_eq!(team.select("#invitations li"), [""; 0]);
    }

    fn an_address_is_invited_once_and_joins_one_publisher(site: &Site) {
        let (ann, eve) = (signed_in_visitor(site), owner(site, "eve@example.org"));
        let refused = |visitor: &Visitor, email: &str| {
            let form = visitor.get("/team").form("#invite").set("email", email).check("role", "editor");
            let again = form.press("Make the link");
            assert_eq!((again.status, again.form("#invite").value("email")), (422, email));
            assert_eq!(again.form("#invite").checked("role"), ["editor"]);
            again.text("#email-errors p")
        };
        assert_eq!(refused(&ann, "nobody"), "Type an e-mail address, such as name@example.com.");
        assert_eq!(refused(&ann, "ANN@example.com"), "This address is in your team already.");
        let taken = "Someone signs in with this address already. An address belongs to one publisher only.";
        assert_eq!(refused(&ann, "eve@example.org"), taken);
        let (of_ann, of_eve) = (invite(&ann, "bob@example.com", "viewer"), invite(&eve, "bob@example.com", "owner"));
        assert!(refused(&ann, "BOB@example.com").starts_with("This address is invited already."));
        assert_eq!(join(site, &of_eve).1.location(), "/groups");
        let (_, late) = join(site, &of_ann);
        assert_eq!(late.status, 422);
        assert!(late.text(".notice.error").starts_with("Someone signs in with this address already"));
        assert!(ann.get("/team").text("#invitations li").starts_with("bob@example.com"));
        assert_eq!(ann.post("/team", &[("email", "x@example.com"), ("role", "emperor")]).select("#role-errors p"), ["Choose one."]);
    }

    fn a_link_ends_when_it_is_replaced_withdrawn_or_old(site: &Site) {
        let ann = signed_in_visitor(site);
        let status = |path: &str| Visitor::new(site).get(path).status;
        let first = invite(&ann, "bob@example.com", "editor");
        let second = link(&ann.get("/team").form("#invitations form[action$=renew]").press("New link"));
        assert_eq!((status(&first), status(&second)), (404, 200));
        let now = site.state.clock.now();
        made_at(site, now - TimeDelta::hours(71));
        assert_eq!(status(&second), 200);
        made_at(site, now - TimeDelta::hours(73));
        assert_eq!(status(&second), 404);
        assert_eq!(Visitor::new(site).post(&second, &[("password", PASSWORD)]).status, 404);
        assert!(ann.get("/team").text("#invitations li").contains("The link has expired"));
        let page = ann.get("/team");
        let third = link(&page.form("#invitations form[action$=renew]").press("New link"));
        let withdraw = page.form("#invitations form[action$=withdraw]");
        assert_eq!(withdraw.press("Withdraw").follow().text(".notice.success"), "The invitation of bob@example.com is withdrawn.");
        assert_eq!(status(&third), 404);
        let ended = "This invitation is no longer open: it was accepted or withdrawn.";
        assert_eq!(withdraw.press("Withdraw").follow().text(".notice.error"), ended, "a second click");
        assert_eq!(page.form("#invitations form[action$=renew]").press("New link").follow().text(".notice.error"), ended);
        let eve = owner(site, "eve@example.org");
        assert_eq!(eve.post("/team/invitations/1/withdraw", &[]).status, 404);
        invite(&ann, "bob@example.com", "editor");
    }

    fn a_changed_role_holds_at_the_next_request(site: &Site) {
        let ann = signed_in_visitor(site);
        let bob = colleague(site, Role::Editor);
        let form = ann.get("/team").click("editor@example.com").form("#role-form");
        assert_eq!(form.checked("role"), ["editor"]);
        assert_eq!(bob.get("/groups/new").status, 200);
        let saved = form.clone().check("role", "viewer").press("Change the role");
        assert_eq!(saved.follow().text(".notice.success"), "editor@example.com now has the role “Viewer”.");
        assert_eq!((bob.get("/groups/new").status, bob.get("/groups").status), (403, 200));
        // A second click on the same button finds what it wanted; a form of before is shown what changed.
        assert_eq!(form.clone().check("role", "viewer").press("Change the role").location(), "/team");
        let late = form.check("role", "owner").press("Change the role");
        assert_eq!(late.text("#role-errors p"), "Someone changed the role meanwhile: it is “Viewer”. Press the button again to change it.");
        assert_eq!(late.form("#role-form").press("Change the role").location(), "/team");
        assert_eq!(bob.get("/team").status, 200);
        let eve = owner(site, "eve@example.org");
        let path = user(site, "editor@example.com").path();
        assert_eq!((eve.get(&path).status, eve.post(&format!("{path}/role"), &[("role", "viewer")]).status), (404, 404));
        assert_eq!((eve.post(&format!("{path}/disable"), &[]).status, eve.post(&format!("{path}/enable"), &[]).status), (404, 404));
    }

    fn the_last_owner_stays_and_any_other_may_leave(site: &Site) {
        let ann = signed_in_visitor(site);
        let page = ann.get("/team").click("ann@example.com");
        let refused = page.form("#role-form").check("role", "editor").press("Change the role");
        assert_eq!(refused.status, 422);
        assert_eq!(refused.text("#role-errors p"), "Nobody else is an active owner. Make another user an owner first.");
        assert_eq!(refused.form("#role-form").checked("role"), ["editor"]);
        assert!(page.select("form[action$=disable]").is_empty());
        let disabled = ann.post(&format!("{}/disable", user(site, "ann@example.com").path()), &[]);
        assert_eq!((disabled.status, disabled.text(".notice.error").as_str()), (422, "You cannot disable your own account. Another owner can."));
        let other = colleague(site, Role::Owner);
        let left = page.form("#role-form").check("role", "editor").press("Change the role");
        assert_eq!((left.location().as_str(), ann.get("/team").status, other.get("/team").status), ("/groups", 403, 200));
        let operator = Actor { publisher: user(site, "ann@example.com").publisher_id, user: None, token: None, role: Role::Owner };
        let last = team::disable(&site.state, &operator, user(site, "owner@example.com").id);
        assert!(matches!(last, Err(TeamError::LastOwner)), "{last:?}");
    }

    fn a_disabled_user_is_signed_out_at_once_and_told_nothing(site: &Site) {
        let ann = signed_in_visitor(site);
        let bob = colleague(site, Role::Editor);
        let reset = reset_link(&site.state, &EmailAddress::parse("editor@example.com").unwrap()).unwrap();
        let page = ann.get("/team").click("editor@example.com");
        let disable = page.form("form[action$=disable]");
        let done = disable.press("Disable the account").follow();
        assert_eq!(done.text(".notice.success"), "editor@example.com is disabled and signed out everywhere.");
        assert_eq!(done.select("#members .badge"), ["Disabled"]);
        assert_eq!(disable.press("Disable the account").location(), "/team", "a second click");
        assert_eq!(bob.get("/groups").location(), "/sign-in?next=%2Fgroups");
        let (_, refused) = sign_in(site, "editor@example.com");
        assert_eq!((refused.status, refused.text("#email-errors p").as_str()), (422, "The e-mail address or the password is not right."));
        assert_eq!(Visitor::new(site).get(&reset).status, 404);
        assert_eq!(Visitor::new(site).post(&reset, &[("password", "another long passphrase")]).status, 404);
        assert!(reset_link(&site.state, &EmailAddress::parse("editor@example.com").unwrap()).is_err());
        let form = ann.get("/team").form("#invite").set("email", "editor@example.com");
        assert_eq!(form.press("Make the link").status, 422, "the account is still there");

        ann.get("/team").click("editor@example.com").form("form[action$=enable]").press("Enable the account").location();
        assert_eq!(bob.get("/groups").location(), "/sign-in?next=%2Fgroups", "the old session has ended");
        assert_eq!(sign_in(site, "editor@example.com").1.location(), "/groups");
    }

    fn two_owners_at_once_leave_one(site: &Site) {
        signed_in_visitor(site);
        colleague(site, Role::Owner);
        let (ann, bob) = (user(site, "ann@example.com"), user(site, "owner@example.com"));
        let state = &site.state;
        let owners_again = || {
            let set = (users_table::role.eq("owner"), users_table::disabled_at.eq(None::<NaiveDateTime>));
            state.database.write_now(|connection| diesel::update(users_table::table).set(set).execute(connection)).unwrap();
        };
        for _ in 0..8 {
            let disable = |by: &User, whom: UserId| team::disable(state, &actor(by), whom);
            let done = at_once(|| disable(&ann, bob.id), || disable(&bob, ann.id));
            assert_eq!((done.iter().filter(|done| **done).count(), active_owners(site)), (1, 1));
            owners_again();
            let demote = |by: &User, whom: UserId| team::change_role(state, &actor(by), whom, (Role::Owner, Role::Viewer));
            let done = at_once(|| demote(&ann, bob.id), || demote(&bob, ann.id));
            assert_eq!((done.iter().filter(|done| **done).count(), active_owners(site)), (1, 1));
            owners_again();
            let done = at_once(|| demote(&ann, ann.id), || demote(&bob, bob.id));
            assert_eq!((done.iter().filter(|done| **done).count(), active_owners(site)), (1, 1), "both wanted to leave");
            owners_again();
        }
    }

    fn a_link_that_is_used_twice_at_once_makes_one_account(site: &Site) {
        let ann = signed_in_visitor(site);
        let path = invite(&ann, "bob@example.com", "editor");
        let forms = [(); 2].map(|()| Visitor::new(site).get(&path).form("form").set("password", PASSWORD));
        let answers = thread::scope(|scope| forms.each_ref().map(|form| scope.spawn(|| form.press("Join").status)).map(|one| one.join().unwrap()));
        assert_eq!((answers.iter().filter(|status| **status == 303).count(), answers.iter().sum::<u16>()), (1, 303 + 404));
    }
}
