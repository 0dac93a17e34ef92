//! Every page in both languages, light and dark, on a phone and on a desk: nothing for axe-core or the Nu HTML checker to
//! find, and nothing wider than the window.

use crate::browser::Setting;
use crate::checks::Checks;
use crate::journey::{ENGLISH, FRENCH, Journey};
use crate::site::Site;
use crate::uses::uses;
use engage::accounts::totp::{Secret, step_at};
use engage::store::{snapshots, two_steps, users};
use engage::zone::Zone;
use roaring::RoaringBitmap;
use std::path::PathBuf;

#[test]
fn every_page_is_sound_in_english() {
    every_page_is_sound(ENGLISH);
}

#[test]
fn every_page_is_sound_in_french() {
    every_page_is_sound(FRENCH);
}

fn every_page_is_sound(setting: Setting) {
    let site = Site::on_sqlite();
    let journey = Journey::start(&site, setting);
    let mut checks = Checks::new();
    open_pages(&journey, &mut checks);
    empty_pages(&journey, &mut checks);
    forms(&journey, &mut checks);
    group_pages(&journey, &mut checks);
    reasons(&journey, &mut checks);
    uses(&journey, &mut checks);
    deletions(&journey, &mut checks);
    programs(&journey, &mut checks);
    webhooks(&journey, &mut checks);
    team(&journey, &mut checks);
    checks.finish();
}

fn open_pages(journey: &Journey<'_>, checks: &mut Checks) {
    let browser = &journey.browser;
    browser.open(&journey.site.setup_path());
    checks.look_at(browser, "setup");
    journey.press("setup-button");
    browser.sees("#email-errors p", &journey.text("email-wrong"));
    checks.look_at_answer(browser, "setup-errors");
    browser.open("/sign-in");
    checks.look_at(browser, "sign-in");
    browser.open("/nowhere");
    checks.look_at(browser, "not-found");
}

fn empty_pages(journey: &Journey<'_>, checks: &mut Checks) {
    let browser = &journey.browser;
    journey.set_up("ann@example.com");
    for (path, name) in [
        ("/groups", "groups-empty"),
        ("/apps", "apps-empty"),
        ("/imports", "imports-empty"),
        ("/customers", "customers-empty"),
        ("/groups/new", "group-without-app"),
    ] {
        browser.open(path);
        checks.look_at(browser, name);
    }
    browser.open("/groups?status=archived");
    checks.look_at(browser, "archive-empty");
}

/// A file of customers with a line that is refused, and cells that are left out.
fn broken_file(journey: &Journey<'_>) -> PathBuf {
    let long = "x".repeat(500);
    journey.site.file(
        "broken.csv",
        &format!("account_id,age,Loyalty tier\na,1,gold\nb,old,<b>\nc,مرحبا 🎉,{long}\n,30,{long}\n"),
    )
}

fn forms(journey: &Journey<'_>, checks: &mut Checks) {
    let browser = &journey.browser;
    browser.open("/apps/new");
    checks.look_at(browser, "app-new");
    journey.press("button-save");
    browser.sees("#name-errors p", &journey.text("app-name-length"));
    checks.look_at_answer(browser, "app-errors");
    journey.add_app_with_customers();
    browser.open("/apps");
    checks.look_at(browser, "apps");
    browser.press("Journey");
    browser.sees("#available", "200");
    checks.look_at(browser, "app");
    journey.press("button-edit");
    browser.sees("h1", "Journey");
    checks.look_at(browser, "app-edit");
    browser.open("/customers");
    checks.look_at(browser, "customers");
    browser.press("7");
    browser.sees("h1", "person7@example.com");
    checks.look_at(browser, "customer");

    browser.open("/imports/new");
    checks.look_at(browser, "import-new");
    journey.press("import-upload");
    browser.sees("#file-errors p", &journey.text("import-file-missing"));
    checks.look_at_answer(browser, "import-errors");
    browser.fill("#file", broken_file(journey).to_str().unwrap());
    journey.press("import-upload");
    browser.sees("#draft-outcome h2", &journey.text("draft-outcome"));
    checks.look_at(browser, "import-draft");
    journey.press("import-begin");
    let words = |key: &str, count: i64| browser.setting.locale.with1(key, "count", count);
    let state = [journey.text("import-done"), words("import-done-refused", 1), words("import-done-left-out", 2)];
    browser.sees("#import .badge.warning", &state.join(", "));
    checks.look_at(browser, "import");
    browser.open("/imports");
    checks.look_at(browser, "imports");

    browser.open("/groups/new");
    journey.condition((0, 0), "spend_cents", "between", "12.50");
    journey.press("rule-add-condition");
    browser.fill("#filter-0-condition-1-attribute", "market");
    browser.fill("#filter-0-condition-1-operator", "is_any_of");
    journey.press("rule-add-filter");
    browser.fill("#filter-1-condition-0-attribute", "acquired_on");
    checks.look_at_answer(browser, "segment-form");
    journey.press("button-save");
    browser.sees("#name-errors p", &journey.text("group-name-missing"));
    checks.look_at_answer(browser, "segment-errors");

    browser.open("/groups/new?kind=known_user_group");
    browser.fill("#addresses", "person1@example.com new@example.com not-an-address");
    journey.press("button-save");
    browser.sees("#verdicts-heading", &journey.text("verdicts"));
    checks.look_at_answer(browser, "known-user-group-errors");
}

fn group_pages(journey: &Journey<'_>, checks: &mut Checks) {
    let browser = &journey.browser;
    let long = format!("{} <b>مرحبا</b> 🎉", "Unbreakable".repeat(6));
    for (name, market) in [(long.as_str(), "FR"), ("Petit", "JP")] {
        browser.open("/groups/new");
        journey.condition((0, 0), "market", "is", market);
        browser.fill("#name", name);
        journey.press("button-save");
        browser.sees("h1", name);
        checks.look_at(browser, "segment");
    }
    let path = browser.path();
    for (page, name) in [("edit", "segment-edit"), ("rename", "rename")] {
        browser.open(&format!("{path}/{page}"));
        checks.look_at(browser, name);
    }
    browser.open("/groups/new?kind=known_user_group");
    browser.fill("#name", "Testers");
    browser.fill("#addresses", "person1@example.com new@example.com");
    browser.click("#consent");
    journey.press("button-save");
    browser.sees("h1", "Testers");
    checks.look_at(browser, "known-user-group");
    conflict(journey, checks);
    browser.open("/groups");
    checks.look_at(browser, "groups");
    browser.open("/settings");
    browser.sees("#memory-heading", &journey.text("settings-memory"));
    browser.fill("#least_age", "30");
    browser.sees("#effect table:first-of-type caption", &journey.text("effect-together"));
    checks.look_at_answer(browser, "settings");
    journey.press("settings-password-save");
    browser.sees("#new-errors p", &journey.text("password-length"));
    checks.look_at_answer(browser, "settings-errors");
    browser.open("/audit");
    checks.look_at(browser, "audit-log");
}

/// Renames the group that is shown as if others had changed it since the form was opened.
fn conflict(journey: &Journey<'_>, checks: &mut Checks) {
    let browser = &journey.browser;
    browser.open(&format!("{}/rename", browser.path()));
    browser.ask("document.querySelector('[name=seen]').value = '-1'; arguments[0](null);", Vec::new());
    browser.fill("#name", "Volunteers");
    journey.press("button-save");
    browser.sees("#conflict h2", &journey.text("conflict-title"));
    checks.look_at_answer(browser, "conflict");
}

/// The pages that say why: a rule typed as a formula, a customer's groups, overlap, history, and what is asked before a
/// group is frozen or archived.
fn reasons(journey: &Journey<'_>, checks: &mut Checks) {
    let browser = &journey.browser;
    browser.open("/groups/new");
    browser.click(".typed-formula summary");
    browser.fill("#typed-formula", "Nonsense == 1");
    journey.press("formula-read");
    browser.sees(".typed-formula label", &journey.text("formula-field"));
    checks.look_at_answer(browser, "formula-error");
    let formula = format!(
        "{} {} (Petit, Testers) && !({} >= 2)",
        journey.text("attribute-member-of"),
        journey.text("formula-in"),
        journey.text("attribute-purchases")
    );
    browser.fill("#typed-formula", &formula);
    journey.press("formula-read");
    browser.sees("#formula", &formula);
    browser.fill("#name", "Nested");
    journey.press("button-save");
    browser.sees("h1", "Nested");
    keep_snapshots(journey, &browser.path());
    checks.look_at(browser, "segment-of-groups");
    let path = browser.path();
    let pages = ["members", "history", "overlap", "uses", "compare", "freeze", "archive"];
    for (page, name) in pages.map(|page| (page, if page == "overlap" { "group-overlap" } else { page })) {
        browser.open(&format!("{path}/{page}"));
        checks.look_at(browser, name);
    }
    browser.open("/groups/overlap");
    checks.look_at(browser, "overlap");
    let pair = browser.ask("arguments[0](document.querySelector('.matrix td a').getAttribute('href'))", Vec::new());
    let pair = pair.as_str().expect("two groups share customers").to_owned();
    browser.open(&pair);
    checks.look_at(browser, "overlap-pair");
    browser.open(&pair.replace("overlap/pair", "compare"));
    checks.look_at(browser, "groups-compared");
    browser.open("/customers/check");
    checks.look_at(browser, "check-empty");
    browser.fill("#who", "person7@example.com");
    journey.press("button-check");
    browser.sees("h2", "person7@example.com");
    checks.look_at(browser, "check");
    browser.open("/customers/check?who=nobody");
    checks.look_at(browser, "check-nobody");
}

/// The pages that name what goes before it is deleted.
fn deletions(journey: &Journey<'_>, checks: &mut Checks) {
    let browser = &journey.browser;
    browser.open("/groups");
    browser.press("Nested");
    browser.click(".group-head .more summary");
    journey.press("button-archive");
    journey.press("button-archive");
    browser.click(".group-head .more summary");
    journey.press("group-delete");
    browser.sees("h1", &browser.setting.locale.with1("group-delete-title", "name", "Nested"));
    checks.look_at(browser, "group-delete");
    journey.press("group-delete");
    browser.sees(".notice", &journey.text("group-deleted"));
    browser.open("/imports/1/delete-file");
    checks.look_at(browser, "import-delete-file");
    browser.open("/apps/1/delete");
    checks.look_at(browser, "app-delete");
    journey.press("app-delete");
    browser.sees("#name-errors p", &journey.text("app-delete-other-name"));
    checks.look_at_answer(browser, "app-delete-errors");
    browser.fill("#name", "Journey");
    journey.press("app-delete");
    browser.sees(".notice", &journey.text("app-deleted"));
    browser.open("/apps/1");
    checks.look_at(browser, "app-deleted");
}

/// The tokens of programs, how to call, and what errors of calls mean.
fn programs(journey: &Journey<'_>, checks: &mut Checks) {
    let browser = &journey.browser;
    browser.open("/programs");
    checks.look_at(browser, "programs");
    journey.press("token-create");
    browser.sees("#name-errors p", &journey.text("token-name-missing"));
    checks.look_at_answer(browser, "programs-errors");
    browser.fill("#name", "Nightly upload");
    journey.press("token-create");
    browser.sees("#tokens-heading", &journey.text("tokens-title"));
    checks.look_at_answer(browser, "programs-token");
    browser.open("/programs/api");
    checks.look_at(browser, "programs-api");
    browser.open("/programs/problems");
    checks.look_at(browser, "programs-problems");
}

/// Webhooks: none, the form, and one whose receiver is not there.
fn webhooks(journey: &Journey<'_>, checks: &mut Checks) {
    let browser = &journey.browser;
    browser.open("/webhooks");
    checks.look_at(browser, "webhooks-empty");
    journey.press("webhook-add");
    browser.sees("h1", &journey.text("webhook-add"));
    checks.look_at(browser, "webhook-form");
    journey.press("button-save");
    browser.sees("#url-errors p", &journey.text("webhook-url-missing"));
    checks.look_at_answer(browser, "webhook-errors");
    browser.fill("#url", "http://127.0.0.1:1/hooks");
    journey.press("button-save");
    browser.sees("#secret-heading", &journey.text("webhook-secret"));
    checks.look_at_answer(browser, "webhook-secret");
    journey.press("webhook-test");
    browser.sees("tbody .badge", &journey.text("webhook-state-failed"));
    checks.look_at(browser, "webhook");
    journey.press("webhook-disable");
    browser.sees("dl.facts .badge", &journey.text("webhook-disabled-owner"));
    browser.open("/webhooks");
    browser.sees("tbody .badge", &journey.text("webhook-disabled-owner"));
    checks.look_at(browser, "webhooks");
}

/// The team, and the page of an invitation.
fn team(journey: &Journey<'_>, checks: &mut Checks) {
    let browser = &journey.browser;
    browser.open("/team");
    checks.look_at(browser, "team");
    journey.press("invitation-make");
    browser.sees("#email-errors p", &journey.text("email-wrong"));
    checks.look_at_answer(browser, "team-errors");
    browser.fill("#email", "bob@example.com");
    journey.press("invitation-make");
    browser.sees("#link-heading", &journey.text("invitation-link"));
    checks.look_at_answer(browser, "team-link");
    let link = browser.value("#link");
    browser.open("/team/1");
    checks.look_at(browser, "team-member");
    browser.open(&link[link.find("/invitation/").expect("a link of this site")..]);
    checks.look_at(browser, "invitation");
    browser.fill("#password", "another long passphrase");
    journey.press("invitation-join");
    browser.sees("h1", &journey.text("nav-customer-groups"));
    browser.open("/invitation/none");
    checks.look_at(browser, "invitation-ended");
    two_step(journey, checks);
}

/// Setting two-step sign-in up, and its second page.
fn two_step(journey: &Journey<'_>, checks: &mut Checks) {
    let browser = &journey.browser;
    browser.open("/settings/two-step");
    checks.look_at(browser, "two-step-off");
    browser.fill("#password", "another long passphrase");
    journey.press("two-step-set-up");
    browser.sees("form .field label", &journey.text("two-step-code"));
    checks.look_at(browser, "two-step-started");
    browser.fill("#code", "12");
    journey.press("two-step-switch-on");
    browser.sees("#code-errors p", &journey.text("two-step-code-wrong"));
    checks.look_at_answer(browser, "two-step-errors");
    browser.fill("#code", &code_of_phone(journey.site, "bob@example.com"));
    journey.press("two-step-switch-on");
    browser.sees("h1", &journey.text("two-step-codes-title"));
    checks.look_at_answer(browser, "recovery-codes");
    browser.press(&journey.text("button-continue"));
    browser.sees("#off-heading", &journey.text("two-step-switch-off"));
    checks.look_at(browser, "two-step-on");
    browser.open("/sign-in");
    browser.fill("#email", "bob@example.com");
    browser.fill("#password", "another long passphrase");
    journey.press("button-sign-in");
    browser.sees("h1", &journey.text("two-step-title"));
    checks.look_at(browser, "second-step");
    journey.press("two-step-use-recovery");
    browser.sees("label", &journey.text("two-step-recovery-code"));
    checks.look_at(browser, "second-step-recovery");
}

/// The code that the user's phone shows now.
fn code_of_phone(site: &Site, email: &str) -> String {
    let found = site.state.database.read_now(|connection| {
        let user = users::of_email_key(connection, email)?.expect("a user");
        Ok((user.id, two_steps::find(connection, user.id)?.expect("a secret").secret))
    });
    let (user, sealed) = found.unwrap();
    let secret = Secret::of(&site.state.seal.open(user, &sealed).unwrap()).unwrap();
    secret.code(step_at(site.state.clock.now()))
}

/// Gives the segment at this path a history of a month, in which it grew and shrank.
fn keep_snapshots(journey: &Journey<'_>, path: &str) {
    let group: engage::ids::GroupId = path.rsplit('/').next().unwrap().parse().unwrap();
    let today = journey.site.state.clock.today_in(Zone::UTC);
    let publisher = journey.site.app("Journey").publisher_id;
    let keep = |connection: &mut _| {
        for ago in 1..30_u32 {
            let members: RoaringBitmap = (0..20 + ago * 7 % 23).collect();
            let mut bytes = Vec::new();
            members.serialize_into(&mut bytes).unwrap();
            let day = today.minus(i32::try_from(ago).unwrap());
            snapshots::keep(connection, publisher, group, day, i64::try_from(members.len()).unwrap(), &bytes)?;
        }
        Ok(())
    };
    journey.site.state.database.write_now(keep).unwrap();
}
