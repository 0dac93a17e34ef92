//! Every page whose event is in the security log leaves an entry in the audit log too.

use crate::apps::add_app;
use crate::audit::newest;
use crate::groups::save;
use crate::rules_of_groups::save_formula;
use crate::site::{Site, on_both_databases};
use crate::two_step;
use crate::visitor::{PASSWORD, Visitor, signed_in_visitor};
use crate::webhooks::add_webhook;
use engage::access::Scope;
use engage::commands::reset_link;
use engage::customers::readmit::readmit;
use engage::email::EmailAddress;
use engage::reading::ImportKind;
use engage::web::routes::table;
use std::time::{Duration, Instant};

/// Pages that leave no entry, and why.
const WITHOUT: &[(&str, &str)] = &[
    ("language", "it is only that of one's own pages"),
    ("two-step-started", "signing in asks for no code before the phone has shown one"),
    ("unsubscribed", "it is the person's own word, which is in the list of consents"),
    ("favourite-chosen", "favourites are only the user's own"),
    ("columns-chosen", "columns are only the user's own"),
    ("group-counted", "it changes nothing but brings a number up to date"),
    ("notification-tried", "it shows a text in the browser of whoever asks, and changes nothing"),
];

/// The entries of each event: who, what and to what. A path tells the exports apart.
const ENTRIES: &[(&str, &str, &[&str])] = &[
    ("setup", "", &["ann set_up settings"]),
    ("password-reset", "", &["command reset_link_created user", "ann password_reset user"]),
    ("sign-out", "", &["ann signed_out user"]),
    ("app-created", "", &["ann created app Journey"]),
    ("sample-app-created", "", &["ann created app Sample app"]),
    ("app-changed", "", &["ann changed app Travels"]),
    ("app-deleted", "", &["ann deleted app Travels"]),
    ("attribute-renamed", "", &["ann renamed attribute Level"]),
    ("attribute-kind-changed", "", &["ann kind_changed attribute plan"]),
    ("attribute-deleted", "", &["ann deleted attribute Level"]),
    ("customer-erased", "", &["ann erased customer", "command readmitted customer"]),
    ("export", "/customers", &["ann exported customer"]),
    ("export", "/imports", &["ann exported import"]),
    ("export", "/members.csv", &["ann exported group Women  {\"file\":\"members.csv\""]),
    ("export", "/audit.csv", &["ann exported audit_log"]),
    ("export", "/history.csv", &["ann exported group Women  {\"file\":\"history.csv\""]),
    ("export", "/grants.csv", &["ann exported offer Silver  {\"file\":\"grants.csv\""]),
    ("export", "/deliveries.csv", &["ann exported notification Autumn  {\"file\":\"deliveries.csv\""]),
    ("import-sent", "", &["ann sent draft first.csv"]),
    ("import-decided", "", &["ann started import first.csv", "job finished import first.csv", "ann discarded draft"]),
    ("import-cancelled", "", &["ann cancelled import waits.csv"]),
    ("import-undone", "", &["ann undo_started import more.csv", "job undone import more.csv"]),
    ("import-file-deleted", "", &["ann file_deleted import first.csv"]),
    ("rules", "", &["ann changed settings  {\"least_age\":17"]),
    ("currency", "", &["ann changed settings  {\"currency\":\"USD\"} {\"currency\":\"EUR\"}"]),
    ("time-zone", "", &["ann changed settings  {\"time_zone\":\"UTC\"} {\"time_zone\":\"Europe/Paris\"}"]),
    ("holdout", "", &["ann changed settings  {\"holdout\":\"0\"} {\"holdout\":\"50000\"}"]),
    ("invitation-accepted", "", &["bob@example.com joined user bob@example.com"]),
    ("user-invited", "", &["ann invited invitation bob@example.com"]),
    ("invitation-renewed", "", &["ann invitation_renewed invitation bob@example.com"]),
    ("invitation-withdrawn", "", &["ann invitation_withdrawn invitation cy@example.com"]),
    ("role", "", &["ann role_changed user bob@example.com {\"role\":\"viewer\"} {\"role\":\"editor\"}"]),
    ("user-disabled", "", &["ann disabled user bob@example.com"]),
    ("user-enabled", "", &["ann enabled user bob@example.com"]),
    ("two-step-on", "", &["ann two_step_on user"]),
    ("two-step-off", "", &["ann two_step_off user"]),
    ("recovery-codes", "", &["ann recovery_codes_made user"]),
    ("two-step-reset", "", &["ann two_step_reset user bob@example.com"]),
    ("two-step-demanded", "", &["ann changed settings  {\"two_step\":false} {\"two_step\":true}"]),
    ("password", "", &["ann password_changed user"]),
    ("sessions-ended", "", &["ann sessions_ended user"]),
    ("group-created", "", &["ann created group Women"]),
    ("group-changed", "", &["ann changed group Ladies", "ann people_added group", "ann people_removed group"]),
    ("groups-changed", "", &["ann changed group Testers {\"tags\":\"\"} {\"tags\":\"beta\"}"]),
    ("export", "/list.csv", &["ann exported group   {\"file\":\"groups.csv\""]),
    ("export", "/definitions.csv", &["ann exported group   {\"file\":\"definitions.csv\""]),
    ("group-renamed", "", &["ann renamed group Women"]),
    ("flag-changed", "", &["ann changed group Women {\"flag_key\":\"women\"} {\"flag_key\":\"beta\"}"]),
    ("group-archived", "", &["ann archived group Frozen"]),
    ("group-deleted", "", &["ann deleted group Frozen"]),
    ("group-frozen", "", &["ann frozen group Frozen"]),
    ("group-restored", "", &["ann restored group Frozen"]),
    ("webhook-created", "", &["ann created webhook http://127.0.0.1:1  {\"events\":\"group.members.changed\"}"]),
    ("webhook-changed", "", &["ann changed webhook http://127.0.0.1:1 {\"events\":\"group.members.changed\"}"]),
    ("webhook-secret-rotated", "", &["ann secret_rotated webhook"]),
    ("webhook-tested", "", &["ann tested webhook"]),
    ("webhook-replayed", "", &["ann replayed webhook"]),
    ("webhook-everyone-sent", "", &["ann everyone_sent webhook http://127.0.0.1:1  {\"groups\":\""]),
    ("webhook-disabled", "", &["ann disabled webhook"]),
    ("webhook-enabled", "", &["ann enabled webhook"]),
    ("webhook-deleted", "", &["ann deleted webhook"]),
    ("release-created", "", &["ann created release 1.0.0", "ann created release 2.0.0"]),
    ("release-changed", "", &["ann changed release 2.0.0"]),
    ("flight-created", "", &["ann created flight Ring 1  {\"app\":\"Journey\""]),
    ("flight-changed", "", &["ann changed flight Ring 2 {\"name\":\"Ring 1\"} {\"name\":\"Ring 2\"}"]),
    ("flight-published", "", &["ann published flight Ring 1  {\"release\":\"1.0.0\",\"share\":\"5 %\"}"]),
    (
        "flight-updated",
        "",
        &["ann share_changed flight Ring 1 {\"share\":\"5 %\"} {\"release\":\"1.0.0\",\"share\":\"6 %\"}"],
    ),
    ("flight-draft-published", "", &["ann published flight standard"]),
    ("flight-draft-dropped", "", &["ann dropped flight standard {\"release\":\""]),
    ("flight-halted", "", &["ann halted flight Ring 1"]),
    ("flight-finalized", "", &["ann finalized flight Ring 1"]),
    ("flight-reshuffled", "", &["ann reshuffled flight Ring 1"]),
    ("flight-retired", "", &["ann retired flight Ring 2"]),
    ("token-created", "", &["ann created token Upload"]),
    ("notification-created", "", &["ann created notification Spring  {\"app\":\"Journey\",\"groups\":\"Testers\"}"]),
    ("notification-changed", "", &["ann changed notification Summer {\"name\":\"Spring\"} {\"name\":\"Summer\"}"]),
    ("notification-sent", "", &["ann sent notification Autumn  {\"people\":1}"]),
    ("notification-rules", "", &["ann changed settings  {\"minutes_between\":30} {\"minutes_between\":0}"]),
    ("notification-approved", "", &["ann approved notification Autumn  {\"people\":1}"]),
    ("notification-unscheduled", "", &["ann scheduled notification Later", "ann unscheduled notification Later"]),
    ("notification-paused", "", &["ann paused notification Autumn"]),
    ("notification-resumed", "", &["ann resumed notification Autumn"]),
    ("notification-cancelled", "", &["ann cancelled notification Autumn"]),
    ("notification-repeated", "", &["ann repeated notification Autumn  {\"rows\":1}"]),
    ("template-kept", "", &["ann created template Summer", "ann changed template Summer"]),
    ("template-deleted", "", &["ann deleted template Summer"]),
    ("notification-deleted", "", &["ann deleted notification Summer"]),
    ("offer-created", "", &["ann created offer Gold"]),
    ("offer-changed", "", &["ann changed offer Silver {\"name\":\"Gold\""]),
    ("offer-started", "", &["ann enabled offer Silver {\"state\":\"draft\"} {\"state\":\"active\"}"]),
    ("offer-paused", "", &["ann disabled offer Silver"]),
    ("offer-ended", "", &["ann ended offer Silver"]),
    ("offer-archived", "", &["ann archived offer Silver"]),
    ("test-created", "", &["ann created test Price"]),
    ("test-changed", "", &["ann changed test Form {\"name\":\"Price\""]),
    ("test-started", "", &["ann started test Form {\"state\":\"draft\"} {\"state\":\"running\"}"]),
    ("test-stopped", "", &["ann ended test Form"]),
    ("test-decided", "", &["ann decided test Form"]),
    ("test-archived", "", &["ann archived test Form"]),
    ("test-deleted", "", &["ann deleted test Colour"]),
    ("offer-codes-added", "", &["ann changed offer Silver  {\"codes\":3}"]),
    ("push-set-up", "", &["ann push_set_up app Journey  {\"push_contact\":\"mailto:push@fabrikam.org\""]),
    ("consent-withdrawn", "", &["ann consent_withdrawn customer"]),
    ("identity-key-created", "", &["ann created identity_key Server"]),
    ("identity-key-retired", "", &["ann revoked identity_key Server"]),
    ("token-revoked", "", &["ann revoked token Upload", "Upload archived group Testers"]),
];

fn settings(visitor: &Visitor) {
    visitor.get("/audit.csv");
    visitor.post("/settings/currency", &[("currency", "EUR"), ("seen", "USD")]).location();
    visitor.post("/settings/time-zone", &[("time_zone", "Europe/Paris"), ("seen", "UTC")]).location();
    visitor.post("/settings/holdout", &[("share", "5"), ("seen", "0")]).location();
    let rules = visitor.get("/settings").form("form[action='/settings/rules']").set("least_age", "18");
    rules.press("Save").location();
}

fn imports(site: &Site, visitor: &Visitor) {
    add_app(visitor, "Journey");
    let lines =
        "account_id,email,age,gender,tier,plan\n1,a@example.com,30,F,gold,1\n2,b@example.com,30,F,gold,0\n,,,,,\n";
    let first = visitor.import("customers", "first.csv", lines.as_bytes());
    visitor.wait_for(&first);
    let more = visitor.import("customers", "more.csv", b"account_id\n3\n");
    visitor.wait_for(&more);
    visitor.get(&format!("{first}/refused.csv"));
    crate::undo::undo(visitor, &more);
    visitor.post(&format!("{first}/delete-file"), &[]).location();
    let form = visitor.get("/imports/new").form("main form").attach("file", "unwanted.csv", b"account_id\n4\n");
    visitor.post(&form.press("Continue").location(), &[("action", "discard")]).location();
    site.take("Journey", ImportKind::Customers, &site.file("taken.csv", "account_id\n5\n"));
}

fn groups(visitor: &Visitor) {
    let women = save_formula(visitor, "Women", "Gender == Female").path;
    let form = visitor.get(&format!("{women}/edit")).form("#group-form").set("name", "Ladies");
    form.press("Save").location();
    let form = visitor.get(&format!("{women}/rename")).form("main form").set("name", "Women");
    form.press("Save").location();
    let form = visitor.get(&format!("{women}/flag")).form("main form").set("key", "beta");
    form.press("Save").location();
    visitor.get(&format!("{women}/members.csv"));
    assert_eq!(visitor.get(&format!("{women}/history.csv")).status, 200);
    let frozen = visitor.post(&format!("{women}/freeze"), &[("name", "Frozen"), ("consent", "on"), ("edit", "x")]);
    let frozen = frozen.location();
    for what in ["archive", "restore", "archive", "delete"] {
        visitor.post(&format!("{frozen}/{what}"), &[]).location();
    }
    let testers = save(visitor, "Testers", "a@example.com").location();
    let id = testers.rsplit('/').next().unwrap();
    visitor.post("/groups/several", &[("do", "add-tag"), ("tag", "beta"), ("groups[]", id)]).location();
    for file in ["list", "definitions"] {
        assert_eq!(visitor.get(&format!("/groups/{file}.csv")).status, 200);
    }
    for (choice, who, button) in
        [("add", "b@example.com", "Add 1 person"), ("remove", "a@example.com", "Remove 1 person")]
    {
        let form = visitor.get(&format!("{testers}/people?choice={choice}")).form("#people-form").set("addresses", who);
        let form = form.press("Show what would change").form("#people-form");
        let form = if choice == "add" { form.check("consent", "on") } else { form };
        form.press(button).location();
    }
}

/// A flight with each change of it.
fn flight(visitor: &Visitor) {
    crate::flights::add_flight(visitor);
    let form = visitor.get("/flights/releases/2").form("#add-file").set("url", "https://files.example/2.0.0.dmg");
    form.set("bytes", "5").set("sha256", &"cd".repeat(32)).press("Add another file").location();
    visitor.get("/flights/2").form("#update").set("share", "6").press("Update").location();
    let press = |what: &str, button: &str| {
        let form = visitor.get("/flights/2").form(&format!("form[action='/flights/2/{what}']"));
        form.press(button).location();
    };
    press("halt", "Halt package rollout");
    visitor.get("/flights/2/publish").form("#publish").check("to", "share").press("Publish a release").location();
    press("finalize", "Finalize package rollout");
    press("reshuffle", "Draw a new order of people");
    let form = visitor.get("/flights/2/edit").form("main form").set("name", "Ring 2");
    form.press("Save").location();
    press("retire", "Retire the package flight");
    for (what, button) in [("publish", "Publish now"), ("drop", "Drop what is planned")] {
        let form = visitor.get("/flights/1").form(&format!("form[action='/flights/1/draft/{what}']"));
        form.press(button).location();
        visitor.get("/flights/1/publish").form("#publish").press("Save as draft").location();
    }
}

/// A webhook whose receiver is not there.
fn webhook(visitor: &Visitor) {
    let path = add_webhook(visitor, "http://127.0.0.1:1/");
    let form = visitor.get(&format!("{path}/edit")).form("form.stack").check("events[]", "import.finished");
    form.press("Save").location();
    for what in ["rotate", "test", "disable", "enable", "messages/1/resend"] {
        visitor.post(&format!("{path}/{what}"), &[]);
    }
    let page = visitor.get(&path).form("#everyone");
    page.press("Send everyone").location();
    visitor.post(&format!("{path}/delete"), &[]).location();
}

/// An offer with a pool of codes, from its draft to the archive.
fn offer(visitor: &Visitor) {
    let path = crate::offers::create(visitor, "Gold", "1");
    let form = visitor.get(&format!("{path}/edit")).form("form.stack").set("name", "Silver");
    form.check("code_mode", "pool").press("Save").location();
    visitor.post(&format!("{path}/codes"), &[("count", "3")]).location();
    for what in ["start", "pause", "end", "archive"] {
        visitor.post(&format!("{path}/{what}"), &[]).location();
    }
    assert_eq!(visitor.get(&format!("{path}/grants.csv")).status, 200);
}

/// A test, from its draft to the archive.
fn group_test(visitor: &Visitor) {
    let path = crate::group_tests::create(visitor, "Price", "1");
    let form = visitor.get(&format!("{path}/edit")).form("form.stack").set("name", "Form");
    form.check("guards[]", "use").press("Save").location();
    visitor.post(&format!("{path}/start"), &[]).location();
    visitor.post(&format!("{path}/stop"), &[]).location();
    visitor.post(&format!("{path}/decide"), &[("value", "1")]).location();
    visitor.post(&format!("{path}/archive"), &[]).location();
    let draft = crate::group_tests::create(visitor, "Colour", "1");
    visitor.post(&format!("{draft}/delete"), &[]).location();
}

fn apps(site: &Site, visitor: &Visitor) {
    let list = visitor.get("/apps/1/attributes");
    let form = list.click("tier").form("form.stack").set("name", "Level");
    form.press("Save").location();
    visitor.post("/apps/1/attributes/2/kind", &[("to", "yes_no")]).location();
    visitor.post("/apps/1/attributes/1/delete", &[]).location();
    assert_eq!(visitor.get("/customers/1/held.json").status, 200);
    visitor.post("/customers/1/erase", &[]).location();
    assert!(readmit(&site.state, site.app("Journey").publisher_id, "1").unwrap());
    site.stop_workers();
    let waits = visitor.import("customers", "waits.csv", b"account_id\n6\n");
    visitor.post(&format!("{waits}/cancel"), &[]).location();
    let form = visitor.get("/apps/1/edit").form("main form").set("name", "Travels");
    form.press("Save").location();
    visitor.post("/apps/sample", &[]).location();
    visitor.post("/apps/1/delete", &[("name", "Travels")]).location();
}

/// A program archives a group, which the log knows as its own.
fn program(site: &Site, visitor: &Visitor) {
    let caller = crate::api::Caller::named(visitor, "Upload", &[Scope::Read, Scope::Groups]);
    let groups = caller.get("/api/v1/groups").body;
    let testers = groups["groups"].as_array().unwrap().iter().find(|group| group["name"] == "Testers").unwrap();
    let path = format!("/api/v1/groups/{}/archive", testers["id"].as_str().unwrap());
    assert_eq!(caller.send("POST", &path, &[], None).status, 200);
    visitor.post("/programs/tokens/1/revoke", &[]).location();
    visitor.post("/programs/flags/keys", &[("name", "Server"), ("app", "1")]).location();
    visitor.post("/programs/flags/1/keys/1/retire", &[]).location();
    let testers = testers["id"].as_str().unwrap().to_owned();
    visitor.post(&format!("/groups/{testers}/restore"), &[]).location();
    let form = visitor.get("/notifications/new").form("form.stack").set("name", "Spring").check("groups[]", &testers);
    let form = form.set("texts[0][language]", "en").set("texts[0][title]", "Spring is here");
    let draft = form.set("texts[0][target]", "https://example.org/").press("Save as draft").location();
    visitor.get(&format!("{draft}/edit")).form("form.stack").set("name", "Summer").press("Save as draft").location();
    (0..2).for_each(|_| drop(visitor.post(&format!("{draft}/keep"), &[]).location()));
    visitor.post("/notifications/templates/1/delete", &[]).location();
    crate::push::set_up(visitor, "mailto:push@fabrikam.org", "").location();
    send_notification(site, visitor, &testers);
    visitor.post(&format!("{draft}/delete"), &[]).location();
    visitor.post(&format!("/groups/{testers}/archive"), &[]).location();
    visitor.post("/customers/1/consents/withdraw", &[("channel", "web_push"), ("purpose", "promotional")]).location();
}

/// A notification that starts tomorrow. Returns its path.
fn schedule(visitor: &Visitor, testers: &str) -> String {
    let tomorrow = (chrono::Utc::now() + chrono::TimeDelta::days(1)).format("%Y-%m-%dT%H:%M").to_string();
    let form = visitor.get("/notifications/new").form("form.stack").set("name", "Later").check("groups[]", testers);
    let form = form.set("texts[0][language]", "en").set("texts[0][title]", "Later");
    let form = form.check("timing[starts]", "at").set("timing[start]", &tomorrow);
    let page = form.set("texts[0][target]", "https://example.org/").press("Save as draft").follow();
    crate::notifications::send(&page).path
}

/// A notification is sent to a browser whose push service is not there, paused, resumed and cancelled.
fn send_notification(site: &Site, visitor: &Visitor, testers: &str) {
    let shop = crate::push::Shop::of(visitor, "1");
    assert_eq!(shop.subscribe("2", "http://127.0.0.1:1/push").status, 201);
    let form = visitor.get("/notifications/new").form("form.stack").set("name", "Autumn").check("groups[]", testers);
    let form = form.set("texts[0][language]", "en").set("texts[0][title]", "Autumn is here");
    let page = form.set("texts[0][target]", "https://example.org/").press("Save as draft").follow();
    let rules = visitor.get("/notifications/rules").form("form.stack").set("minutes_between", "0");
    rules.press("Save").location();
    let later = schedule(visitor, testers);
    visitor.post(&format!("{later}/unschedule"), &[]).location();
    visitor.post(&format!("{later}/delete"), &[]).location();
    visitor.post(&format!("{}/approve", page.path), &[("seen", "1")]).location();
    crate::notifications::send(&page);
    crate::notifications::until_state(visitor, &page.path, "Being sent");
    for what in ["pause", "resume", "cancel"] {
        visitor.post(&format!("{}/{what}", page.path), &[]).location();
    }
    crate::notifications::forget_what_became(site, "sent");
    visitor.post(&format!("{}/repeat", page.path), &[]).location();
    assert_eq!(visitor.get(&format!("{}/deliveries.csv", page.path)).status, 200);
}

/// Bob is invited, joins as a viewer, becomes an editor, and is disabled and enabled again.
fn team(site: &Site, visitor: &Visitor) {
    visitor.post("/team", &[("email", "cy@example.com"), ("role", "viewer")]);
    visitor.post("/team/invitations/1/withdraw", &[]).location();
    visitor.post("/team", &[("email", "bob@example.com"), ("role", "viewer")]);
    let page = visitor.post("/team/invitations/2/renew", &[]);
    let url = page.attributes("#link", "value")[0].to_owned();
    let bob = Visitor::new(site);
    let form = bob.get(&url[url.find("/invitation/").expect("a link of this site")..]).form("main form");
    form.set("password", PASSWORD).press("Join").location();
    two_step::switch_on(site, &bob, "bob@example.com");
    visitor.post("/team/2/reset-two-step", &[]).location();
    visitor.post("/team/2/role", &[("role", "editor"), ("seen", "viewer")]).location();
    for what in ["disable", "enable"] {
        visitor.post(&format!("/team/2/{what}"), &[]).location();
    }
}

fn account(site: &Site, visitor: &Visitor) {
    let sign_in = |password: &str| {
        let other = Visitor::new(site);
        let status = other.post("/sign-in", &[("email", "ann@example.com"), ("password", password)]).status;
        (other, status)
    };
    assert_eq!((sign_in("a wrong password").1, sign_in(PASSWORD).1), (422, 303));
    two_step::switch_on(site, visitor, "ann@example.com");
    for demand in ["on", ""] {
        visitor.post("/team/two-step", &[("demand", demand)]).location();
    }
    visitor.post("/settings/two-step/codes", &[("codes_proof", PASSWORD)]);
    visitor.post("/settings/two-step/off", &[("off_proof", PASSWORD)]).location();
    sign_in(PASSWORD);
    visitor.post("/settings/sessions/end", &[]).location();
    let new = "another long passphrase";
    visitor.post("/settings/password", &[("current", PASSWORD), ("new", new)]).location();
    let address = EmailAddress::parse("ann@example.com").unwrap();
    let form = Visitor::new(site).get(&reset_link(&site.state, &address).unwrap()).form("form");
    form.set("password", "a third long passphrase").press("Change the password").location();
    sign_in("a third long passphrase").0.post("/sign-out", &[]).location();
}

/// How long the entry of a failed sign-in, which nobody waits for, may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

on_both_databases! {
    fn what_the_security_log_names_is_in_the_audit_log(site: &Site) {
        let visitor = signed_in_visitor(site);
        settings(&visitor);
        team(site, &visitor);
        imports(site, &visitor);
        groups(&visitor);
        flight(&visitor);
        program(site, &visitor);
        webhook(&visitor);
        offer(&visitor);
        group_test(&visitor);
        apps(site, &visitor);
        account(site, &visitor);
        let started = Instant::now();
        let lines = loop {
            let lines = newest(site, 1_000);
            if lines.iter().any(|line| line.starts_with("stranger sign_in_failed user ann@example.com")) {
                break lines;
            }
            assert!(started.elapsed() < PATIENCE, "the failed sign-in is not in {lines:#?}");
            std::thread::sleep(Duration::from_millis(20));
        };
        let lines: Vec<String> = lines.iter().map(|line| line.replacen("ann@example.com ", "ann ", 1)).collect();
        let has = |wanted: &str| lines.iter().any(|line| line.starts_with(wanted));
        for done in ["ann signed_in user", "command started import test.csv", "command finished import test.csv"] {
            assert!(has(done), "{done} is not in {lines:#?}");
        }
        for route in table() {
            let Some(event) = route.event else { continue };
            let is_meant = |of: &str, part: &str| of == event && route.path.contains(part);
            let wanted: Vec<&str> = ENTRIES.iter().filter(|(of, part, _)| is_meant(of, part)).flat_map(|(.., all)| *all).copied().collect();
            let is_left_out = WITHOUT.iter().any(|(without, _)| *without == event);
            assert!(is_left_out == wanted.is_empty(), "what do {event} and {} leave in the audit log?", route.path);
            let missing: Vec<&str> = wanted.into_iter().filter(|line| !has(line)).collect();
            assert!(missing.is_empty(), "{missing:?} of {} {} are not in {lines:#?}", route.method, route.path);
        }
        assert!(!lines.iter().any(|line| line.contains(" a@example.com") || line.contains("\"b@example.com")), "{lines:#?}");
    }
}
