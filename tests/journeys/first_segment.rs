//! From the setup link to the first segment, as a newcomer goes.

use crate::journey::{ENGLISH, Journey};
use crate::site::on_both_databases;
use std::time::{Duration, Instant};

on_both_databases! {
    fn a_newcomer_makes_a_first_segment_from_a_template(site: &Site) {
        let journey = Journey::of_owner(site, ENGLISH);
        let browser = &journey.browser;
        browser.sees(".empty-state h2", "Which customers do you want to reach?");
        journey.add_app_with_customers();
        journey.press("nav-customer-groups");
        journey.press("group-create-title");
        browser.click("#templates summary");
        browser.press("New customers");
        browser.sees("#available", "200");
        browser.fill("#name", "Our first");
        journey.press("button-save");
        browser.sees("h1", "Our first");
        browser.sees(".notice.success", "“Our first” is saved.");
        journey.press("nav-customer-groups");
        browser.sees("section[aria-labelledby=my-groups] tbody th", "Our first");
    }
}

#[test]
fn a_newcomer_loads_a_sample_app_and_builds_a_segment() {
    let site = crate::site::Site::on_sqlite();
    let journey = Journey::of_owner(&site, ENGLISH);
    let browser = &journey.browser;
    journey.press("app-sample-load");
    // Unoptimized, 50,000 customers and what they did take longer than a page.
    let end = Instant::now() + Duration::from_secs(180);
    while browser.count("#ready") == 0 && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(500));
    }
    browser.sees("#ready", "“Sample app” is ready");
    browser.sees("section[aria-labelledby=ready] p", "It has 50,000 made-up customers, 3 segments and a known user group, Testers. Change one of them, or make your own.");
    journey.press("app-sample-see-segment");
    browser.sees("h1", "Likely to leave");
    journey.begin_group();
    journey.condition((0, 0), "market", "is", "FR");
    browser.sees("#formula", "Market == FR");
}

#[test]
fn a_setup_form_with_errors_keeps_what_was_typed() {
    let site = crate::site::Site::on_sqlite();
    let journey = Journey::start(&site, ENGLISH);
    let browser = &journey.browser;
    browser.open(&site.setup_path());
    browser.fill("#publisher", "Fabrikam <b>& co</b>");
    browser.fill("#email", "ann@example.com");
    browser.fill("#password", "short");
    journey.press("setup-button");
    browser.sees("#password-errors p", "Use a password of 12 to 200 characters.");
    assert_eq!(browser.value("#publisher"), "Fabrikam <b>& co</b>");
    browser.fill("#password", "a long enough password");
    journey.press("setup-button");
    browser.sees(".navigation-publisher", "Fabrikam <b>& co</b>");
    journey.press("button-sign-out");
    browser.sees("h1", "Sign in");
}
