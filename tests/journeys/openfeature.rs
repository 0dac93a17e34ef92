//! The official OpenFeature providers, unmodified: for Node and Python on servers, and for browsers in a page of another
//! site.

use crate::browser::Browser;
use crate::journey::ENGLISH;
use crate::publisher::Publisher;
use crate::shop;
use crate::site::{Site, left_out, on_both_databases};
use engage::reading::ImportKind;
use std::path::PathBuf;
use std::process::Command;

/// The keys of flags, each with a person.
const ASKED: [&str; 5] = ["group.women/1", "group.women/2", "group.women/nobody", "group.nothing/1", "group.women/"];

/// What either provider makes of the answers.
const ANSWERS: [&str; 5] = [
    "group.women/1 true in TARGETING_MATCH -",
    "group.women/2 false out STATIC -",
    "group.women/nobody false unknown UNKNOWN -",
    "group.nothing/1 false - ERROR FLAG_NOT_FOUND",
    "group.women/ false - ERROR TARGETING_KEY_MISSING",
];

fn here(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/journeys/openfeature").join(name)
}

/// A path that `bin/test` sets; says what is left out where it could not.
fn peer(variable: &str, what: &str) -> Option<PathBuf> {
    let found = std::env::var_os(variable).map(PathBuf::from);
    if found.is_none() {
        left_out(&format!("{what}, as {variable} is not set"));
    }
    found
}

fn lines(command: &mut Command, site: &Site, token: &str) -> Vec<String> {
    let output = command.arg(&site.url).arg(token).args(ASKED).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

on_both_databases! {
    fn servers_ask_with_the_official_providers(site: &Site) {
        let publisher = Publisher::new(site);
        let token = publisher.token(false);
        if let Some(packages) = peer("ENGAGE_TEST_NPM", "the OpenFeature provider for Node") {
            let mut node = Command::new("node");
            node.env("NODE_PATH", packages).arg(here("server.cjs"));
            assert_eq!(lines(&mut node, site, &token), ANSWERS);
        }
        if let Some(python) = peer("ENGAGE_TEST_PYTHON", "the OpenFeature provider for Python") {
            assert_eq!(lines(Command::new(python).arg(here("server.py")), site, &token), ANSWERS);
        }
    }

    fn a_page_of_another_site_shows_a_flag_and_hears_of_its_change(site: &Site) {
        let Some(packages) = peer("ENGAGE_TEST_NPM", "the OpenFeature provider for browsers") else { return };
        let publisher = Publisher::new(site);
        let (token, signed) = (publisher.token(true), publisher.signed("1"));
        let shop = shop::open(move |path| match path {
            "/" => Some(("text/html", std::fs::read(here("page.html")).unwrap())),
            "/page.js" => Some(("text/javascript", std::fs::read(here("page.js")).unwrap())),
            path => std::fs::read(packages.join(path.trim_start_matches('/'))).ok().map(|file| ("text/javascript", file)),
        });
        let browser = Browser::start(site, ENGLISH);
        let page = |person: &str| format!("{shop}/?base={}&token={token}&signed={signed}&person={person}", site.url);
        browser.open_anywhere(&page("1"));
        browser.sees("#flag", "women: true");
        browser.sees("#why", "in TARGETING_MATCH -");
        site.take("Journey", ImportKind::Customers, &site.file("more.csv", "account_id,gender\n1,m\n"));
        browser.sees("#flag", "women: false");
        browser.sees("#why", "out STATIC -");
        browser.click("#other");
        browser.sees("#why", "asked for somebody else");
        browser.sees("#flag", "women: false");
        browser.open_anywhere(&page("3"));
        browser.sees("#flag", "women: false");
        browser.sees("#why", "- ERROR PROVIDER_FATAL");
    }
}
