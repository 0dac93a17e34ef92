//! Two-step sign-in: setting it up, signing in with codes, and what an owner demands and resets.

use crate::access::colleague;
use crate::apps::add_app;
use crate::site::{Site, on_both_databases};
use crate::visitor::{PASSWORD, PageAnswer, Visitor, owner, signed_in_visitor};
use diesel::{ExpressionMethods, RunQueryDsl};
use engage::access::Role;
use engage::accounts::totp::{Secret, step_at};
use engage::store::schema::two_steps as table;
use engage::store::{two_steps, users};
use engage::web::routes;
use std::thread;

const PAGE: &str = "/settings/two-step";

/// Makes the secret of a signed-in user.
pub fn start(visitor: &Visitor) -> PageAnswer {
    let form = visitor.get(PAGE).form("form[action$=start]").set("password", PASSWORD);
    form.press("Set up two-step sign-in").follow()
}

/// Switches two-step sign-in on for a signed-in user, and returns the recovery codes.
pub fn switch_on(site: &Site, visitor: &Visitor, email: &str) -> Vec<String> {
    let form = start(visitor).form("form[action$=confirm]").set("code", &code(site, email, 0));
    let done = form.press("Switch on");
    assert_eq!(done.status, 201, "{:?}", done.select(".errors"));
    forget_steps(site);
    done.select("#recovery-codes code")
}

/// A visitor who has typed the password and has yet to type the code.
pub fn waiting(site: &Site, email: &str) -> Visitor {
    let visitor = Visitor::new(site);
    let answer = visitor.post("/sign-in", &[("email", email), ("password", PASSWORD), ("next", "/apps")]);
    assert_eq!(answer.location(), "/sign-in/code");
    visitor
}

/// The code that the user's phone shows now, or so many steps later.
fn code(site: &Site, email: &str, steps: i64) -> String {
    let found = site.state.database.read_now(|connection| {
        let user = users::of_email_key(connection, email)?.expect("a user");
        Ok((user.id, two_steps::find(connection, user.id)?.expect("a secret").secret))
    });
    let (user, sealed) = found.unwrap();
    let secret = Secret::of(&site.state.seal.open(user, &sealed).unwrap()).unwrap();
    secret.code(step_at(site.state.clock.now()) + steps)
}

/// A code that the phone does not show.
fn wrong_code(site: &Site, email: &str) -> String {
    let near: Vec<String> = (-2..=2).map(|steps| code(site, email, steps)).collect();
    let mut codes = (0..).map(|number| format!("{number:06}"));
    codes.find(|code| !near.contains(code)).expect("another code")
}

/// Lets the code that was used be used again, as if half a minute had gone by.
fn forget_steps(site: &Site) {
    let write = |connection: &mut _| diesel::update(table::table).set(table::last_step.eq(0_i64)).execute(connection);
    site.state.database.write_now(write).unwrap();
}

fn type_code(visitor: &Visitor, code: &str) -> PageAnswer {
    visitor.get("/sign-in/code").form("form").set("code", code).press("Sign in")
}

fn is_signed_in(visitor: &Visitor) -> bool {
    visitor.get("/groups").status == 200
}

on_both_databases! {
    fn two_step_sign_in_is_on_when_the_phone_has_shown_a_code(site: &Site) {
        let (ann, email) = (signed_in_visitor(site), "ann@example.com");
        let other = Visitor::new(site);
        other.post("/sign-in", &[("email", email), ("password", PASSWORD)]).location();
        assert_eq!(ann.get("/settings").click("Set up two-step sign-in").path, PAGE);
        let refused = ann.get(PAGE).form("form[action$=start]").set("password", "not the password").press("Set up two-step sign-in");
        assert_eq!((refused.status, refused.text("#password-errors p").as_str()), (422, "This is not your current password."));
        let shown = start(&ann);
        let key = shown.attributes("#secret", "value")[0].to_owned();
        assert_eq!((key.len(), shown.select("svg.qr-code[role=img]").len()), (39, 1));
        assert!(shown.attributes("main a[href^=otpauth]", "href")[0].contains(&key.replace(' ', "")));
        assert_eq!(ann.get(PAGE).attributes("#secret", "value"), [key.as_str()], "a page that is shown again has the same secret");
        assert!(is_signed_in(&other));
        let once = Visitor::new(site).post("/sign-in", &[("email", email), ("password", PASSWORD)]);
        assert_eq!(once.location(), "/groups", "nothing is asked for yet");

        let form = shown.form("form[action$=confirm]");
        let wrong = wrong_code(site, email);
        let refused = form.clone().set("code", &wrong).press("Switch on");
        assert_eq!((refused.status, refused.select("#code-errors p").len()), (422, 1));
        assert_eq!(refused.form("form[action$=confirm]").value("code"), wrong);
        let right = form.set("code", &format!(" {} ", code(site, email, 0)));
        let done = right.press("Switch on");
        assert_eq!((done.status, done.select("#recovery-codes code").len()), (201, 10));
        assert_eq!((is_signed_in(&ann), is_signed_in(&other)), (true, false));
        assert_eq!(right.press("Switch on").location(), PAGE, "a second click");
        let page = ann.get(PAGE);
        assert!(page.text("main").contains("You have 10 recovery codes left."));
        assert!(!page.body.contains(&key.replace(' ', "")) && !page.body.contains(&key));
        assert_eq!(ann.get("/team").select("#members td").last().unwrap(), "On");
    }

    fn a_session_opens_nothing_before_the_code_is_typed(site: &Site) {
        let (ann, email) = (signed_in_visitor(site), "ann@example.com");
        switch_on(site, &ann, email);
        let visitor = waiting(site, email);
        for route in routes::table().iter().filter(|route| route.least.is_some()) {
            let path = route.path.replace("{id}", "1").replace("{attribute}", "1").replace("{token}", "x");
            let answer = if route.method == "GET" { visitor.get(&path) } else { visitor.post(&path, &[]) };
            assert!(answer.location().starts_with("/sign-in"), "{path}");
        }
        let refused = type_code(&visitor, &wrong_code(site, email));
        assert_eq!((refused.status, refused.select("#code-errors p").len()), (422, 1));
        assert!(!is_signed_in(&visitor));
        let right = refused.form("form").set("code", &code(site, email, 0));
        assert_eq!((right.press("Sign in").location().as_str(), is_signed_in(&visitor)), ("/apps", true));
        assert_eq!(visitor.get("/sign-in/code").location(), "/sign-in", "the way back asks for no code");
        assert_eq!(right.press("Sign in").location(), "/sign-in");
        assert!(is_signed_in(&visitor));
        assert_eq!(ann.get("/settings").select("#sessions li").len(), 2, "those who wait for a code are not listed");
    }

    fn a_code_works_once(site: &Site) {
        let (ann, email) = (signed_in_visitor(site), "ann@example.com");
        let recovery = switch_on(site, &ann, email);
        let used = code(site, email, 0);
        assert_eq!(type_code(&waiting(site, email), &used).location(), "/apps");
        let visitor = waiting(site, email);
        assert_eq!(type_code(&visitor, &used).status, 422);
        assert_eq!(type_code(&visitor, &code(site, email, 1)).location(), "/apps", "clocks differ by half a minute");
        let visitor = waiting(site, email);
        let form = visitor.get("/sign-in/code").click("Use a recovery code instead").form("form");
        let typed = recovery[3].to_uppercase().replace('-', " ");
        let signed_in = form.set("code", &typed).press("Sign in").follow();
        assert!(signed_in.text(".notice").starts_with("You used a recovery code; 9 are left."));
        assert_eq!(type_code(&waiting(site, email), &recovery[3]).status, 422);
        forget_steps(site);
        for typed in [code(site, email, 0), recovery[4].clone()] {
            let visitors = [waiting(site, email), waiting(site, email)];
            let answers = thread::scope(|scope| {
                visitors.each_ref().map(|one| scope.spawn(|| type_code(one, &typed).status)).map(|one| one.join().unwrap())
            });
            assert_eq!((answers.iter().filter(|status| **status == 303).count(), answers.iter().sum::<u16>()), (1, 303 + 422));
        }
    }

    fn whoever_waits_for_a_code_is_stopped_by_a_new_password(site: &Site) {
        let (ann, email) = (signed_in_visitor(site), "ann@example.com");
        switch_on(site, &ann, email);
        let visitor = waiting(site, email);
        let form = visitor.get("/sign-in/code").form("form").set("code", &code(site, email, 0));
        ann.post("/settings/password", &[("current", PASSWORD), ("new", "another long passphrase")]).location();
        assert_eq!(visitor.get("/sign-in/code").location(), "/sign-in");
        assert!(form.press("Sign in").follow().text(".notice.error").starts_with("The code was not typed in time"));
        assert!(!is_signed_in(&visitor));
    }

    fn codes_are_guessed_a_few_times_only(site: &Site) {
        let (ann, email) = (signed_in_visitor(site), "ann@example.com");
        switch_on(site, &ann, email);
        let (visitor, wrong) = (waiting(site, email), wrong_code(site, email));
        let answers: Vec<u16> = (0..25).map(|_| visitor.post("/sign-in/code", &[("code", &wrong)]).status).collect();
        assert_eq!((answers[0], answers[24]), (422, 429));
        let guesses: Vec<u16> = (0..25).map(|_| ann.post("/settings/two-step/off", &[("off_proof", &wrong)]).status).collect();
        assert_eq!((guesses[0], guesses[24]), (422, 429));
    }

    fn a_password_or_a_code_switches_it_off_and_makes_new_codes(site: &Site) {
        let (ann, email) = (signed_in_visitor(site), "ann@example.com");
        let first = switch_on(site, &ann, email);
        let form = |name: &str| ann.get(PAGE).form(&format!("form[action$={name}]"));
        let refused = form("codes").set("codes_proof", "not the password").press("Make new codes");
        assert_eq!((refused.status, refused.select("#codes_proof-errors p").len()), (422, 1));
        let made = form("codes").set("codes_proof", PASSWORD).press("Make new codes");
        let second = made.select("#recovery-codes code");
        assert_eq!((made.status, second.len(), first.iter().any(|code| second.contains(code))), (201, 10, false));
        let refused = form("off").set("off_proof", &first[0]).press("Switch off two-step sign-in");
        assert_eq!((refused.status, refused.select("#off_proof-errors p").len()), (422, 1), "an old code");
        let off = form("off");
        assert_eq!(off.clone().set("off_proof", &second[0]).press("Switch off two-step sign-in").follow().text(".notice.success"), "Two-step sign-in is off.");
        assert_eq!(off.set("off_proof", PASSWORD).press("Switch off two-step sign-in").location(), PAGE, "a second click");
        let once = Visitor::new(site).post("/sign-in", &[("email", email), ("password", PASSWORD)]);
        assert_eq!(once.location(), "/groups");
        assert_eq!(ann.post("/settings/two-step/codes", &[("codes_proof", PASSWORD)]).location(), PAGE);
    }

    fn what_an_owner_demands_comes_before_everything_else(site: &Site) {
        let ann = signed_in_visitor(site);
        add_app(&ann, "Journey");
        let bob = colleague(site, Role::Editor);
        let typed = bob.get("/apps/new").form("form.stack").set("name", "Voyage");
        let refused = ann.get("/team").form("#demand-form").check("demand", "on").press("Save");
        assert_eq!(refused.text("#demand-errors p"), "Set up two-step sign-in for yourself first, in the settings.");
        assert_eq!((refused.status, refused.form("#demand-form").checked("demand")), (422, vec!["on"]));
        switch_on(site, &ann, "ann@example.com");
        let saved = ann.get("/team").form("#demand-form").check("demand", "on").press("Save").follow();
        assert_eq!(saved.text(".notice.success"), "Everyone now signs in in two steps.");
        assert_eq!(saved.form("#demand-form").checked("demand"), ["on"]);
        let open = ["/settings/two-step", "/settings/two-step/start", "/settings/two-step/confirm"];
        for route in routes::table().iter().filter(|route| route.least.is_some() && !open.contains(&route.path)) {
            let path = route.path.replace("{id}", "1").replace("{attribute}", "1").replace("{token}", "x");
            let answer = if route.method == "GET" { bob.get(&path) } else { bob.post(&path, &[]) };
            let is_refused = answer.status == 403 && route.least == Some(Role::Owner);
            assert!(is_refused || answer.location().starts_with(PAGE), "{path}");
        }
        let led = typed.press("Save").follow();
        assert!(led.select(".notice").iter().any(|text| text.starts_with("What you typed is kept")), "{:?}", led.select(".notice"));
        let started = led.form("form[action$=start]").set("password", PASSWORD).press("Set up two-step sign-in").follow();
        let form = started.form("form[action$=confirm]").set("code", &code(site, "editor@example.com", 0));
        let kept = form.press("Switch on").click("Continue");
        assert_eq!(kept.select("#typed dd")[0], "Voyage");
        assert_eq!(kept.form("#kept-form").press("Send again").status, 303);
        assert!(is_signed_in(&bob) && is_signed_in(&ann));
        ann.post("/team/two-step", &[]).location();
        assert!(ann.get("/team").form("#demand-form").checked("demand").is_empty());
        // Those who were led there may sign out.
        ann.post("/team/two-step", &[("demand", "on")]).location();
        let eve = colleague(site, Role::Viewer);
        assert_eq!(eve.get("/groups").location(), "/settings/two-step?next=%2Fgroups");
        assert_eq!(eve.get(PAGE).form("form[action='/sign-out']").press("Sign out").location(), "/sign-in");
        assert!(is_signed_in(&owner(site, "eve@example.org")), "another publisher demands nothing");
    }

    fn an_owner_resets_what_a_user_has_lost(site: &Site) {
        let (ann, bob) = (signed_in_visitor(site), colleague(site, Role::Editor));
        switch_on(site, &bob, "editor@example.com");
        let page = ann.get("/team").click("editor@example.com");
        let reset = page.form("form[action$=reset-two-step]");
        let done = reset.press("Reset two-step sign-in").follow();
        assert!(done.text(".notice.success").starts_with("Two-step sign-in of editor@example.com is off"));
        assert!(!is_signed_in(&bob));
        let again = Visitor::new(site).post("/sign-in", &[("email", "editor@example.com"), ("password", PASSWORD)]);
        assert_eq!(again.location(), "/groups");
        assert_eq!(reset.press("Reset two-step sign-in").location(), "/team", "a second click");
        switch_on(site, &ann, "ann@example.com");
        assert!(ann.get("/team").click("ann@example.com").select("form[action$=reset-two-step]").is_empty());
        assert_eq!(ann.post("/team/1/reset-two-step", &[]).status, 422, "one's own is reset in the settings, with a password");
        let eve = owner(site, "eve@example.org");
        assert_eq!(eve.post("/team/1/reset-two-step", &[]).status, 404);
    }
}
