//! The builder while it is used in a browser: a formula that is completed, members that are unfolded, drafts that survive,
//! and keys.

use crate::browser::Browser;
use crate::journey::{ENGLISH, FRENCH, Journey};
use crate::site::Site;
use serde_json::{Value, json};

/// The keys of WebDriver.
const DOWN: &str = "\u{E015}";
const ENTER: &str = "\u{E007}";

fn begun(site: &Site) -> Journey<'_> {
    let journey = Journey::of_owner(site, ENGLISH);
    journey.add_app_with_customers();
    journey.begin_group();
    journey
}

fn ask(browser: &Browser, script: &str) -> Value {
    browser.ask(&format!("arguments[0]({script})"), Vec::new())
}

#[test]
fn a_formula_is_completed_by_keyboard_and_its_link_opens_the_same_rule() {
    let site = Site::on_sqlite();
    let journey = begun(&site);
    let browser = &journey.browser;
    browser.click(".typed-formula > summary");
    browser.fill("#typed-formula", "mark");
    browser.sees("#typed-formula-list [role=option] strong", "Market");
    browser.keys("#typed-formula", &format!("{DOWN}{ENTER}"));
    browser.keys("#typed-formula", "== f");
    browser.sees("#typed-formula-list [role=option]:first-of-type", "France\n50");
    browser.keys("#typed-formula", &format!("{DOWN}{ENTER}"));
    assert_eq!(browser.value("#typed-formula"), "Market == FR");
    browser.sees("#members", "50");
    journey.press("formula-read");
    browser.sees("#formula", "Market == FR");
    assert_eq!(browser.count("#rule-link"), 1);
    let link = ask(browser, "document.querySelector('#rule-link').getAttribute('href')");
    journey.press("rule-link-copy");
    browser.sees("[data-copy='#rule-link']", &journey.text("copied"));
    browser.open(link.as_str().unwrap());
    browser.sees("#members", "50");
    assert_eq!(browser.value("#filter-0-condition-0-value"), "FR");
}

#[test]
fn the_first_members_are_unfolded_and_follow_the_rule_also_the_next_time() {
    let site = Site::on_sqlite();
    let journey = begun(&site);
    let browser = &journey.browser;
    browser.sees("#members", "200");
    assert_eq!(browser.count("#first-members td"), 0, "nothing is asked for while it is folded");
    browser.click("#first-members > summary");
    browser.sees("#first-members tbody tr:first-child th", "person0@example.com");
    journey.condition((0, 0), "market", "is", "BE");
    browser.sees("#first-members tbody tr:first-child", "person2@example.com\tBelgium");
    browser.open("/groups/new");
    browser.sees("#first-members[open] tbody tr:first-child th", "person0@example.com");
}

#[test]
fn a_draft_is_there_after_back_and_gone_after_signing_out() {
    let site = Site::on_sqlite();
    let journey = begun(&site);
    let browser = &journey.browser;
    browser.fill("#name", "Belgians");
    journey.condition((0, 0), "market", "is", "BE");
    browser.sees("#members", "50");
    browser.open("/apps");
    browser.ask("setTimeout(() => history.back()); arguments[0]()", Vec::new());
    browser.sees("#members", "50");
    assert_eq!(browser.value("#name"), "Belgians");
    assert_eq!(browser.value("#filter-0-condition-0-value"), "BE");
    browser.open("/groups/new");
    browser.sees("#draft-offer p", &journey.text("draft-offer"));
    assert_eq!(browser.value("#name"), "");
    journey.press("draft-restore");
    browser.sees("#members", "50");
    assert_eq!(browser.value("#name"), "Belgians");
    journey.press("button-save");
    browser.sees("h1", "Belgians");
    let drafts = "Object.keys(sessionStorage).filter((name) => name.startsWith('engage-draft')).length";
    assert_eq!(ask(browser, drafts), json!(0), "what is saved is no draft");
    browser.open("/groups/new");
    browser.fill("#name", "Somebody else");
    browser.ask("setTimeout(arguments[0], 500)", Vec::new());
    assert_eq!(ask(browser, drafts), json!(1));
    journey.press("button-sign-out");
    browser.sees("h1", &journey.text("button-sign-in"));
    assert_eq!(ask(browser, drafts), json!(0));
}

#[test]
fn only_a_changed_form_asks_before_it_is_left() {
    let site = Site::on_sqlite();
    let journey = begun(&site);
    let browser = &journey.browser;
    let leaving = "(() => { const event = new Event('beforeunload', { cancelable: true }); \
                   window.dispatchEvent(event); return event.defaultPrevented; })()";
    browser.sees("#members", "200");
    assert_eq!(ask(browser, leaving), json!(false));
    browser.fill("#name", "Belgians");
    assert_eq!(ask(browser, leaving), json!(true));
    browser.fill("#name", "");
    assert_eq!(ask(browser, leaving), json!(false), "it is as it was");
}

#[test]
fn a_broken_connection_is_told_and_tried_again_with_everything_typed() {
    let site = Site::on_sqlite();
    let journey = begun(&site);
    let browser = &journey.browser;
    browser.sees("#members", "200");
    let offline = |is_offline: bool| {
        let conditions =
            json!({ "offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        browser.command("Network.emulateNetworkConditions", conditions);
    };
    browser.command("Network.enable", json!({}));
    offline(true);
    browser.fill("#name", "Belgians");
    browser.sees("#statistics button", &journey.text("try-again"));
    assert_eq!(browser.value("#name"), "Belgians");
    offline(false);
    browser.sees("#members", "200");
    assert_eq!(browser.value("#name"), "Belgians");
}

#[test]
fn keys_lead_to_groups_and_can_be_turned_off() {
    let site = Site::on_sqlite();
    let journey = Journey::of_owner(&site, FRENCH);
    let browser = &journey.browser;
    browser.open("/apps");
    browser.keys("body", "?");
    browser.sees("#keys[open] h2", &journey.text("keys-title"));
    journey.press("keys-close");
    browser.keys("body", "n");
    browser.sees("h1", &journey.text("group-create-title"));
    browser.keys("#name", "n?gg");
    assert_eq!(browser.value("#name"), "n?gg", "in a field keys are letters");
    browser.open("/apps");
    browser.keys("body", "gg");
    browser.sees("h1", &journey.text("nav-customer-groups"));
    journey.press("keys-title");
    browser.click("#keys-on");
    journey.press("keys-close");
    browser.open("/apps");
    browser.keys("body", "gg");
    assert_eq!(browser.path(), "/apps");
}
