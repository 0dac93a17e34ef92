//! The pages of what groups are put to use for: package flights, targeted offers, tests and notifications.

use crate::checks::Checks;
use crate::journey::Journey;

/// Each use, from the page without any to one that runs.
pub fn uses(journey: &Journey<'_>, checks: &mut Checks) {
    offers(journey, checks);
    tests(journey, checks);
    flights(journey, checks);
    notifications(journey, checks);
}

fn offers(journey: &Journey<'_>, checks: &mut Checks) {
    let browser = &journey.browser;
    browser.open("/offers");
    checks.look_at(browser, "offers-empty");
    browser.open("/offers/new");
    checks.look_at(browser, "offer-form");
    journey.press("button-save");
    browser.sees("#groups-errors p", &journey.text("offer-groups-missing"));
    checks.look_at_answer(browser, "offer-errors");
    browser.fill("#name", "Spring");
    browser.fill("#worth", "20");
    browser.fill("#products", "10x gold coins");
    // Not the first one, which is archived later.
    browser.click("#groups-2");
    browser.fill("#text-0-language", "en");
    browser.fill("#text-0-title", "Twenty percent off");
    browser.click("#code_mode-3");
    journey.press("button-save");
    browser.sees("h1", "Spring");
    browser.fill("#count", "5");
    journey.press("offer-codes-add");
    let words = [("new", 5_i64.into()), ("repeated", 0_i64.into())];
    browser.sees(".notice.success", &browser.setting.locale.with("offer-codes-added", &words));
    journey.press("offer-start");
    browser.sees("header .badge", &journey.text("offer-state-active"));
    checks.look_at(browser, "offer");
    let path = browser.path();
    browser.open(&format!("{path}/edit"));
    checks.look_at(browser, "offer-edit");
    browser.open(&format!("{path}/grants"));
    checks.look_at(browser, "offer-grants");
    browser.open("/offers/check?app=1&who=7");
    checks.look_at(browser, "offers-check");
    browser.open("/offers");
    checks.look_at(browser, "offers");
}

fn tests(journey: &Journey<'_>, checks: &mut Checks) {
    let browser = &journey.browser;
    browser.open("/tests");
    checks.look_at(browser, "tests-empty");
    browser.open("/tests/new");
    checks.look_at(browser, "test-form");
    journey.press("button-save");
    browser.sees("#groups-errors p", &journey.text("offer-groups-missing"));
    checks.look_at_answer(browser, "test-errors");
    browser.fill("#name", "Form");
    browser.click("#groups-2");
    browser.fill("#variant-0-value", "long");
    browser.fill("#variant-1-value", "short");
    browser.click("#guards-2");
    journey.press("button-save");
    browser.sees("h1", "Form");
    checks.look_at(browser, "test-draft");
    journey.press("test-start");
    browser.sees("header .badge", &journey.text("test-state-running"));
    checks.look_at(browser, "test");
    let path = browser.path();
    browser.open(&format!("{path}/edit"));
    checks.look_at(browser, "test-edit");
    browser.open(&format!("{path}/people"));
    checks.look_at(browser, "test-people");
    browser.open("/tests");
    checks.look_at(browser, "tests");
}

fn flights(journey: &Journey<'_>, checks: &mut Checks) {
    let browser = &journey.browser;
    browser.open("/flights");
    checks.look_at(browser, "flights-empty");
    browser.open("/flights/releases/new?app=1");
    checks.look_at(browser, "release-form");
    journey.press("button-save");
    browser.sees("#version-errors p", &journey.text("release-version-wrong"));
    checks.look_at_answer(browser, "release-errors");
    browser.fill("#version", "1.2.0");
    browser.fill("#url", "https://files.example/setup.exe");
    browser.fill("#bytes", "1000");
    browser.fill("#sha256", &"ab".repeat(32));
    journey.press("button-save");
    browser.sees("h1", "1.2.0");
    checks.look_at(browser, "release");
    browser.open("/flights/new?app=1");
    checks.look_at(browser, "flight-form");
    browser.fill("#name", "Testers");
    browser.click("#groups-2");
    journey.press("button-save");
    browser.sees("h1", "Testers");
    checks.look_at(browser, "flight");
    let path = browser.path();
    for (page, name) in [("edit", "flight-edit"), ("publish", "flight-publish")] {
        browser.open(&format!("{path}/{page}"));
        checks.look_at(browser, name);
    }
    browser.open("/flights?app=1");
    checks.look_at(browser, "flights");
    browser.open("/flights/people?app=1");
    checks.look_at(browser, "flight-people");
}

fn notifications(journey: &Journey<'_>, checks: &mut Checks) {
    let browser = &journey.browser;
    browser.open("/notifications");
    checks.look_at(browser, "notifications-empty");
    browser.open("/notifications/new");
    checks.look_at(browser, "notification-form");
    journey.press("notification-save");
    browser.sees("#name-errors p", &journey.text("notification-name-missing"));
    checks.look_at_answer(browser, "notification-errors");
    browser.open("/notifications/new");
    browser.fill("#name", "Spring");
    browser.click("#groups-2");
    for (field, text) in [("language", "en"), ("title", "Spring is here"), ("target", "https://fabrikam.org/")] {
        browser.fill(&format!("#texts-0-{field}"), text);
    }
    journey.press("notification-save");
    browser.sees("h1", "Spring");
    checks.look_at(browser, "notification");
    let path = browser.path();
    journey.press("template-keep");
    browser.sees(".notice.success p", &browser.setting.locale.with1("template-kept", "name", "Spring"));
    browser.open(&format!("{path}/preview?who=7"));
    checks.look_at(browser, "notification-preview");
    browser.open("/notifications/templates");
    checks.look_at(browser, "notification-templates");
    browser.open("/settings/holdout");
    checks.look_at(browser, "holdout");
    browser.open("/notifications/rules");
    checks.look_at(browser, "notification-rules");
    browser.open("/apps/1/push");
    checks.look_at(browser, "push");
}
