//! A page of another publisher is not there.

use crate::journey::{ENGLISH, Journey};
use crate::site::on_both_databases;

on_both_databases! {
    fn another_publishers_group_is_a_404(site: &Site) {
        let owner = Journey::of_owner(site, ENGLISH);
        owner.add_app_with_customers();
        owner.begin_group();
        owner.browser.fill("#name", "Secret plan");
        owner.press("button-save");
        owner.browser.sees("h1", "Secret plan");
        let path = owner.browser.path();

        let stranger = Journey::start(site, ENGLISH);
        stranger.set_up("eve@example.org");
        for page in ["", "/edit", "/rename"] {
            stranger.browser.open(&format!("{path}{page}"));
            stranger.browser.sees("h1", "This page does not exist");
        }
        stranger.browser.open("/groups");
        stranger.browser.sees(".empty-state h2", "Which customers do you want to reach?");
    }
}
