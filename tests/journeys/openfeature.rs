//! The official OpenFeature providers, unmodified: for Node and Python on servers, and for browsers in a page of another
//! site.

use crate::browser::Browser;
use crate::journey::{ENGLISH, Journey};
use crate::site::{Site, left_out, on_both_databases};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use engage::access::{Actor, Role, Scope};
use engage::flags;
use engage::groups::save::Place;
use engage::groups::{self, Content, Draft};
use engage::identity::keys::{self, NewKey};
use engage::ids::AppId;
use engage::locale::Locale;
use engage::reading::ImportKind;
use engage::segments::Catalogue;
use engage::segments::formula_reader::read_formula;
use engage::store::publishers::{self, Rules};
use engage::tokens::{self, NewToken};
use ring::hmac;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Command;

const CUSTOMERS: &str = "account_id,age,gender\n1,30,f\n2,30,m\n3,30,f\n";

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

/// A publisher with the segment *Women*, which apps and web pages may ask for.
struct Publisher<'a> {
    site: &'a Site,
    actor: Actor,
    app: AppId,
}

impl<'a> Publisher<'a> {
    fn new(site: &'a Site) -> Self {
        let owner = Journey::of_owner(site, ENGLISH);
        owner.add_app();
        site.take("Journey", ImportKind::Customers, &site.file("customers.csv", CUSTOMERS));
        let (state, app) = (&site.state, site.app("Journey"));
        let actor = Actor { publisher: app.publisher_id, user: None, token: None, role: Role::Owner };
        let change_rules = |connection: &mut _| {
            let publisher = publishers::find(connection, app.publisher_id)?;
            let rules = Rules { minimum_size: 1, ..publisher.rules() };
            publishers::update_rules(connection, &publisher, rules)?;
            publishers::find(connection, app.publisher_id)
        };
        let publisher = state.database.write_now(change_rules).unwrap();
        let rule = read_formula("Gender == Female", &Catalogue::default(), Locale::En).unwrap();
        let draft = Draft { name: String::from("Women"), content: Content::Segment { app: Some(app.id), rule } };
        let women = groups::save::save(state, &actor, &publisher, &Place::New { form: None }, &draft).unwrap();
        flags::groups::change(state, &actor, (women.id, women.version), ("women", true)).unwrap();
        Self { site, actor, app: app.id }
    }

    fn token(&self, is_public: bool) -> String {
        let scopes = [Scope::Flags].into_iter().collect();
        let new = NewToken { name: String::from("Shop"), app: Some(self.app), scopes, days: None, is_public };
        tokens::create(&self.site.state, &self.actor, &new).unwrap().1.as_str().to_owned()
    }

    /// What a back end with a new key signs for this person.
    fn signed(&self, account: &str) -> String {
        let new = NewKey { app: self.app, name: String::from("Shop"), public_key: String::new() };
        let secret = keys::add(&self.site.state, &self.actor, &new).unwrap().unwrap();
        let part = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let end = self.site.state.clock.now().and_utc().timestamp() + 3_600;
        let claims = json!({ "sub": account, "aud": self.app.to_string(), "exp": end });
        let message = format!("{}.{}", part(json!({ "alg": "HS256" })), part(claims));
        let signed = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), message.as_bytes());
        format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signed))
    }
}

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

/// A web server of another origin with the page of the shop and the packages of npm. It serves until the test ends.
fn shop(packages: PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let packages = packages.clone();
            std::thread::spawn(move || serve(stream, &packages));
        }
    });
    url
}

fn serve(stream: TcpStream, packages: &std::path::Path) {
    let mut request = String::new();
    if BufReader::new(&stream).read_line(&mut request).is_err() {
        return;
    }
    let path = request.split(' ').nth(1).unwrap_or_default().split('?').next().unwrap_or_default();
    let file = match path {
        "/" => here("page.html"),
        "/page.js" => here("page.js"),
        path => packages.join(path.trim_start_matches('/')),
    };
    let kind = if path == "/" { "text/html" } else { "text/javascript" };
    let (status, body) = std::fs::read(file).map_or_else(|_| ("404 Not Found", Vec::new()), |body| ("200 OK", body));
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let sent = (&stream).write_all(head.as_bytes()).and_then(|()| (&stream).write_all(&body));
    drop(sent);
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
        let (shop, token, signed) = (shop(packages), publisher.token(true), publisher.signed("1"));
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
