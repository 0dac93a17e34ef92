//! Messages of Web Push that the libraries of others open, and notifications of processes that are killed.

use crate::direct::Direct;
use crate::outages::allow_connections;
use crate::peer::Peer;
use crate::program::{Installation, on_either_database, until};
use crate::receiver::{Receiver, status};
use crate::site::left_out;
use crate::visitor::Visitor;
use engage::push::sealing::{BrowserKeys, LONGEST, seal};
use engage::push::vapid::{Contact, Sender, SenderKey};
use ring::rand::SystemRandom;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

fn script(name: &str) -> String {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/processes/push_peers");
    folder.join(name).display().to_string()
}

fn browser_keys(of: &Value) -> BrowserKeys {
    BrowserKeys::parse(of["p256dh"].as_str().unwrap(), of["auth"].as_str().unwrap()).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn http_ece_of_pypi_opens_messages_of_every_length() {
    let Some(python) = std::env::var_os("ENGAGE_TEST_PYTHON") else {
        return left_out("http-ece, as ENGAGE_TEST_PYTHON is not set");
    };
    let mut peer = Peer::start(Path::new(&python), &[&script("open.py")]);
    let (random, long) = (SystemRandom::new(), "é".repeat(LONGEST / 2) + "x");
    for (text, length) in [("", 0), ("Bonjour Zoë 😀", 0), ("x", 300), ("", LONGEST), (&long, 0)] {
        let browser = browser_keys(&peer.ask(&json!({ "make": true })));
        let sealed = seal(&random, &browser, text.as_bytes(), length).unwrap();
        assert_eq!(peer.ask(&json!({ "open": hex(&sealed) }))["text"], text);
        let mut damaged = sealed.clone();
        *damaged.last_mut().unwrap() ^= 1;
        assert_eq!(peer.ask(&json!({ "open": hex(&damaged) }))["text"], Value::Null);
    }
}

#[tokio::test]
async fn web_push_testing_of_npm_takes_the_signature_and_opens_the_messages() {
    let Some(modules) = std::env::var_os("ENGAGE_TEST_NPM") else {
        return left_out("web-push-testing, as ENGAGE_TEST_NPM is not set");
    };
    engage::startup::choose_tls();
    let modules = modules.into_string().unwrap();
    let mut peer = Peer::start(Path::new("node"), &[&script("service.cjs"), &modules]);
    let key = SenderKey::of(&SenderKey::random().unwrap()).unwrap();
    let subscription = peer.ask(&json!({ "subscribe": key.public_text() }));
    let endpoint = url::Url::parse(subscription["endpoint"].as_str().unwrap()).unwrap();
    let sender = Sender::new(key, Contact::parse("mailto:push@engage.example.org").unwrap());
    let stranger = Sender::new(
        SenderKey::of(&SenderKey::random().unwrap()).unwrap(),
        Contact::parse("https://engage.example.org").unwrap(),
    );
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap();
    let browser = browser_keys(&subscription["keys"]);
    let post = async |by: &Sender, text: &str| {
        let sealed = seal(&SystemRandom::new(), &browser, text.as_bytes(), 600).unwrap();
        let request = reqwest::Client::new()
            .post(endpoint.clone())
            .header("content-type", "application/octet-stream")
            .header("content-encoding", "aes128gcm")
            .header("ttl", "60")
            .header("urgency", "normal")
            .header("topic", "abc-_9")
            .header("authorization", by.authorization(&endpoint.origin().ascii_serialization(), now).unwrap());
        request.body(sealed).send().await.unwrap().status().as_u16()
    };
    assert_eq!(post(&sender, "Bonjour Zoë 😀").await, 201);
    assert_eq!(post(&sender, "").await, 201);
    assert!((400..500).contains(&post(&stranger, "not from whom it subscribed to").await));
    let received = peer.ask(&json!({ "received": true }));
    assert_eq!(received["messages"], json!(["Bonjour Zoë 😀", ""]));
    peer.ask(&json!({ "expire": true }));
    assert_eq!(post(&sender, "too late").await, 410);
}

/// Customers with a browser each; `ENGAGE_TEST_PEOPLE` sets another number.
const PEOPLE: usize = 3_000;

/// Times that a program is killed while it sends; `ENGAGE_TEST_KILLS` sets another number.
const KILLS: usize = 6;

fn set_by(variable: &str, otherwise: usize) -> usize {
    std::env::var(variable).map_or(otherwise, |number| number.parse().unwrap())
}

/// An app whose push notifications are set up, with so many grown-up customers in a segment, and a draft to them. Returns the
/// path of the draft and the app's public key.
fn prepare(visitor: &Visitor, people: usize) -> (String, String) {
    visitor.get("/apps/new").form("main form").set("name", "Journey").press("Save").location();
    let lines: String = (0..people).map(|number| format!("u-{number},30\n")).collect();
    let sent = visitor.import("customers", "customers.csv", format!("account_id,age\n{lines}").as_bytes());
    visitor.wait_for(&sent);
    let rules = visitor.get("/settings").form("form[action='/settings/rules']").set("minimum_size", "1");
    rules.press("Save").location();
    let form = visitor.get("/groups/new").form("#group-form").set("name", "Grown-ups");
    form.set("formula", "Age >= 18").press("save").location();
    let form = visitor.get("/apps/1/push").form("form.stack").set("contact", "mailto:push@fabrikam.org");
    let page = form.press("Save").follow();
    let snippet = page.select("pre code")[1].clone();
    let key = snippet.split("key: \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    // One person sends it.
    let rules = visitor.get("/notifications/rules").form("form.stack").set("approval_above", "1000000");
    rules.press("Save").location();
    let form = visitor.get("/notifications/new").form("form.stack").set("name", "Spring").check("groups[]", "1");
    let form = form.set("texts[0][language]", "en").set("texts[0][title]", "Spring is here");
    (form.set("texts[0][target]", "https://fabrikam.org/spring").press("Save as draft").location(), key)
}

/// Gives every customer a browser at this address with these keys, and the consent.
fn plant(database: &mut Direct, address: &str, public: &str, auth: &str) {
    database.run(&format!(
        "INSERT INTO subscriptions (app_id, account_id, endpoint, endpoint_digest, public_key, auth, language, agent, created_at, seen_at, state)
        SELECT 1, account_id, {address}, account_id, {{bytes:{public}}}, {{bytes:{auth}}}, 'en', '', '2026-01-01 00:00:00', '2026-01-01 00:00:00', 'live' FROM customers"
    ));
    database.run(
        "INSERT INTO consents (publisher_id, account_id, channel, purpose, state, at, source, evidence)
        SELECT publisher_id, account_id, 'web_push', 'promotional', 'given', '2026-01-01 00:00:00', 'browser', 'Yes' FROM customers",
    );
}

fn press_send(visitor: &Visitor, path: &str) {
    let page = visitor.get(path);
    let label = page.text("form[action$='/send'] button");
    page.form("form[action$='/send']").press(&label).location();
}

/// The numbers before and after the sign of the sum under the report.
fn equation(visitor: &Visitor, path: &str) -> (i64, Vec<i64>) {
    let text = visitor.get(path).text("#equation").replace(',', "");
    let (planned, sums) = text.split_once(" = ").unwrap_or_else(|| panic!("{text} adds up"));
    (planned.parse().unwrap(), sums.split(" + ").map(|sum| sum.parse().unwrap()).collect())
}

on_either_database! {
    with [("ENGAGE_PUSH_HOSTS", "127.0.0.1"), ("ENGAGE_PUSH_LEASE", "2")];
    fn nobody_is_forgotten_over_kills_and_each_device_shows_one(installation: &Installation) {
        let (people, kills) = (set_by("ENGAGE_TEST_PEOPLE", PEOPLE), set_by("ENGAGE_TEST_KILLS", KILLS));
        let service = Receiver::start(|_, _| {
            std::thread::sleep(Duration::from_millis(5));
            status("201 Created", "")
        });
        let mut program = installation.start("data");
        let mut visitor = program.owner();
        let (path, _) = prepare(&visitor, people);
        let browser = BrowserKeys::parse(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "BTBZMqHH6r4Tts7J_aSIgg",
        ).unwrap();
        let address = format!("'{}/' || account_id", service.url);
        plant(&mut Direct::to(installation, "data"), &address, &hex(browser.public()), &hex(browser.auth()));
        press_send(&visitor, &path);
        for round in 0..kills {
            // Each time at another point: while it is prepared, and amid the messages.
            let enough = people * round / (kills + 1);
            until("some messages came", || (service.count() >= enough).then_some(()));
            program.kill();
            program = installation.start("data");
            // The same session goes on: nobody signs in two hundred times an hour.
            program.url.clone_into(&mut visitor.url);
            let (planned, sums) = equation(&visitor, &path);
            assert_eq!(planned, sums.iter().sum::<i64>(), "at every moment");
        }
        until("it is sent", || (visitor.get(&path).text("#outcome-heading") == "Sent").then_some(()));
        let planned = i64::try_from(people).unwrap();
        assert_eq!(equation(&visitor, &path), (planned, vec![planned, 0, 0, 0, 0, 0]));
        let received = service.received();
        // A message that comes again has the topic of the first, and takes its place.
        let screens: BTreeSet<(String, String)> =
            received.iter().map(|one| (one.path.clone(), one.header("topic").to_owned())).collect();
        let mut devices = BTreeMap::<&str, usize>::new();
        received.iter().for_each(|one| *devices.entry(one.path.as_str()).or_default() += 1);
        assert_eq!((screens.len(), devices.len()), (people, people));
        println!("{} messages to {people} browsers over {kills} kills", received.len());
        assert!(program.stop().success());
    }
}

#[test]
fn what_push_services_took_leaves_once_though_the_database_goes_away() {
    let service = Receiver::start(|_, _| {
        // The database is gone when they answer.
        std::thread::sleep(Duration::from_millis(400));
        status("201 Created", "")
    });
    let installation = Installation::on_postgres().with(&[("ENGAGE_PUSH_HOSTS", "127.0.0.1")]);
    let program = installation.start("data");
    let visitor = program.owner();
    let (path, _) = prepare(&visitor, 40);
    let browser = BrowserKeys::parse(
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    .unwrap();
    let address = format!("'{}/' || account_id", service.url);
    plant(&mut Direct::to(&installation, "data"), &address, &hex(browser.public()), &hex(browser.auth()));
    press_send(&visitor, &path);
    until("all are under way", || (service.count() == 40).then_some(()));
    let database = installation.database.as_ref().unwrap();
    allow_connections(database, false);
    // All are answered, and what came of them was to be stored twice.
    std::thread::sleep(Duration::from_millis(1_200));
    allow_connections(database, true);
    until("it is sent", || (visitor.get(&path).select("#outcome-heading") == ["Sent"]).then_some(()));
    assert_eq!((equation(&visitor, &path), service.count()), ((40, vec![40, 0, 0, 0, 0, 0]), 40));
    assert!(program.stop().success());
}

#[test]
fn of_clicks_on_send_at_three_replicas_one_sends() {
    let service = Receiver::start(|_, _| status("201 Created", ""));
    let installation = Installation::on_postgres().with(&[("ENGAGE_PUSH_HOSTS", "127.0.0.1")]);
    let programs = ["one", "two", "three"].map(|name| installation.start(name));
    let visitor = programs[0].owner();
    let (path, _) = prepare(&visitor, 3);
    let browser = BrowserKeys::parse(
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    .unwrap();
    let address = format!("'{}/' || account_id", service.url);
    plant(&mut Direct::to(&installation, "one"), &address, &hex(browser.public()), &hex(browser.auth()));
    let send = format!("{path}/send");
    std::thread::scope(|scope| {
        for program in &programs {
            let mut visitor = visitor.clone();
            program.url.clone_into(&mut visitor.url);
            let send = &send;
            scope.spawn(move || (0..10).for_each(|_| drop(visitor.post(send, &[("seen", "1")]))));
        }
    });
    until("it is sent", || (visitor.get(&path).text("#outcome-heading") == "Sent").then_some(()));
    assert_eq!((equation(&visitor, &path), service.received().len()), ((3, vec![3, 0, 0, 0, 0, 0]), 3));
    assert!(programs.into_iter().all(|program| program.stop().success()));
}

#[test]
fn a_browser_of_others_opens_what_the_program_sends() {
    let Some(modules) = std::env::var_os("ENGAGE_TEST_NPM") else {
        return left_out("web-push-testing, as ENGAGE_TEST_NPM is not set");
    };
    let installation = Installation::on_sqlite().with(&[("ENGAGE_PUSH_HOSTS", "localhost")]);
    let program = installation.start("data");
    let visitor = program.owner();
    let (path, key) = prepare(&visitor, 1);
    let mut peer = Peer::start(Path::new("node"), &[&script("service.cjs"), modules.to_str().unwrap()]);
    let subscription = peer.ask(&json!({ "subscribe": key }));
    let browser = browser_keys(&subscription["keys"]);
    let address = format!("'{}'", subscription["endpoint"].as_str().unwrap());
    plant(&mut Direct::to(&installation, "data"), &address, &hex(browser.public()), &hex(browser.auth()));
    press_send(&visitor, &path);
    until("it is sent", || (visitor.get(&path).text("#outcome-heading") == "Sent").then_some(()));
    assert_eq!(equation(&visitor, &path), (1, vec![1, 0, 0, 0, 0, 0]));
    let received = peer.ask(&json!({ "received": true }));
    let message: Value = serde_json::from_str(received["messages"][0].as_str().unwrap()).unwrap();
    assert_eq!((&message["web_push"], &message["notification"]["title"]), (&json!(8030), &json!("Spring is here")));
    let token = message["engage"]["token"].as_str().unwrap();
    let click = message["notification"]["navigate"].as_str().unwrap();
    assert!(click.ends_with(&format!("/n/{token}")), "{click}");
    assert_eq!(message["notification"]["actions"][0]["action"], "unsubscribe");
    assert_eq!((&message["notification"]["tag"], &message["notification"]["renotify"]), (&json!("n-1"), &json!(false)));
    assert!(program.stop().success());
}
