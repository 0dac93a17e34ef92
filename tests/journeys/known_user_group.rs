//! A known user group from a pasted list with mistakes in it.

use crate::journey::{ENGLISH, Journey};
use crate::site::on_both_databases;

/// One customer, two who are not yet, one repeated, one refused; all four separators.
const PASTED: &str = "person1@example.com; new@example.com, PERSON1@example.com\nzoé@example.com not-an-address";

on_both_databases! {
    fn a_known_user_group_is_made_from_a_pasted_list(site: &Site) {
        let journey = Journey::of_owner(site, ENGLISH);
        let browser = &journey.browser;
        journey.add_app_with_customers();
        journey.begin_group();
        browser.click("#kind-2");
        browser.fill("#name", "Testers");
        browser.fill("#addresses", PASTED);
        journey.press("group-addresses-check");
        browser.sees("#verdicts-heading", "Verdict on each address");
        let verdicts = ["1", "2", "1", "1"];
        assert_eq!(browser.texts("section[aria-labelledby=verdicts-heading] dd"), verdicts);
        journey.press("button-save");
        browser.sees("#addresses-errors p", "1 address cannot be taken. Correct it, remove it, or save without it.");
        browser.sees("#consent-errors p", "Confirm that these people have agreed to be added.");
        assert_eq!(browser.value("#addresses").trim(), PASTED);
        browser.click("#consent");
        browser.press("Save only the 3 good addresses");
        browser.sees("h1", "Testers");
        browser.sees("#members", "1");
        let shown = ["person1@example.com", "new@example.com", "zoé@example.com"];
        assert_eq!(browser.texts("#members-list tbody th"), shown);
    }
}
