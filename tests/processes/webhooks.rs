//! Webhooks of processes that are killed and of replicas, and receivers with the libraries that others use.

use crate::direct::Direct;
use crate::program::{Installation, on_either_database, until};
use crate::receiver::{Received, Receiver, ok};
use crate::site::left_out;
use crate::visitor::Visitor;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Times that a program is killed while it delivers.
const KILLS: usize = 4;

/// Customers of each import, half of them women.
const CUSTOMERS: usize = 200;

/// What lets webhooks lead to this machine.
const HERE: (&str, &str) = ("ENGAGE_WEBHOOK_NETWORKS", "127.0.0.0/8");

fn customers(first: usize) -> String {
    let line = |number: usize| format!("u-{number},30,{}\n", if number.is_multiple_of(2) { "F" } else { "M" });
    (first..first + CUSTOMERS).map(line).fold(String::from("account_id,age,gender\n"), |lines, line| lines + &line)
}

fn add_segment(visitor: &Visitor, name: &str, formula: &str) {
    let form = visitor.get("/groups/new").form("#group-form").set("name", name).set("formula", formula);
    form.press("save").location();
}

/// An app with two segments, and a webhook that is told everything. Returns its secret.
fn prepare(visitor: &Visitor, receiver: &Receiver) -> String {
    visitor.get("/apps/new").form("main form").set("name", "Journey").press("Save").location();
    add_segment(visitor, "Women", "Gender == Female");
    add_segment(visitor, "Men", "Gender == Male");
    let mut form = visitor.get("/webhooks/new").form("form.stack").set("url", &receiver.url);
    for event in ["group.member.entered", "import.finished"] {
        form = form.check("events[]", event);
    }
    let page = form.press("Save");
    assert_eq!(page.status, 201);
    page.attributes("#secret", "value")[0].to_owned()
}

/// Waits until every message arrived, and returns how many there are.
fn until_delivered(installation: &Installation, data: &str, imports: usize) -> i64 {
    let mut database = Direct::to(installation, data);
    until("every message arrived", || {
        let number = |database: &mut Direct, text: &str| database.number(&format!("SELECT {text}"));
        let told = number(&mut database, "COUNT(*) AS number FROM webhook_messages WHERE event = 'import.finished'");
        let entered = number(
            &mut database,
            "CAST(COALESCE(SUM(count), 0) AS BIGINT) AS number FROM webhook_messages WHERE event = 'group.member.entered'",
        );
        let open = number(&mut database, "COUNT(*) AS number FROM webhook_messages WHERE state <> 'delivered'");
        let all = told == i64::try_from(imports).unwrap()
            && entered == i64::try_from(imports * CUSTOMERS).unwrap()
            && open == 0;
        all.then(|| number(&mut database, "sequence AS number FROM webhook_endpoints"))
    })
}

/// Every sequence up to the last came, each under one id and with one body, and those of each group first came in order.
fn hold(received: &[Received], last: i64) {
    let (mut bodies, mut lanes) = (BTreeMap::new(), BTreeMap::<String, Vec<i64>>::new());
    let mut ids = BTreeSet::new();
    for one in received {
        let json = one.json();
        let sequence = json["data"]["sequence"].as_i64().unwrap();
        let said = (one.header("webhook-id").to_owned(), one.body.clone());
        let is_new = ids.insert(said.0.clone());
        let known = bodies.entry(sequence).or_insert_with(|| said.clone());
        assert_eq!(*known, said, "an attempt at message {sequence} differs");
        if is_new {
            lanes.entry(json["data"]["group"].to_string()).or_default().push(sequence);
        }
    }
    assert_eq!(bodies.keys().copied().collect::<Vec<_>>(), (1..=last).collect::<Vec<_>>());
    for (group, sequences) in lanes {
        assert!(sequences.is_sorted(), "messages of group {group} came in the order {sequences:?}");
    }
}

/// A receiver that takes a moment for each message, so that kills come in between.
fn slow_receiver() -> Receiver {
    Receiver::start(|_, _| {
        std::thread::sleep(Duration::from_millis(2));
        ok()
    })
}

on_either_database! {
    with [("ENGAGE_WEBHOOK_NETWORKS", "127.0.0.0/8")];
    fn no_message_is_lost_and_the_order_of_groups_is_kept_over_kills(installation: &Installation) {
        let receiver = slow_receiver();
        let mut program = installation.start("data");
        let mut visitor = program.owner();
        prepare(&visitor, &receiver);
        for round in 0..KILLS {
            let before = receiver.received().len();
            let sent = visitor.import("customers", "customers.csv", customers(round * CUSTOMERS).as_bytes());
            until("the file is taken in", || visitor.get(&sent).select("[data-poll]").is_empty().then_some(()));
            // Each time at another point of the deliveries; those of the rounds before are under way too.
            until("some messages came", || (receiver.received().len() > before + round * 17).then_some(()));
            program.kill();
            program = installation.start("data");
            visitor = program.signed_in_owner();
        }
        let last = until_delivered(installation, "data", KILLS);
        hold(&receiver.received(), last);
        assert!(program.stop().success());
    }
}

#[test]
fn replicas_deliver_each_message_in_order_while_one_is_killed() {
    let installation = Installation::on_postgres().with(&[HERE]);
    let receiver = slow_receiver();
    let one = installation.start("one");
    let visitor = one.owner();
    prepare(&visitor, &receiver);
    let two = installation.start("two");
    let other = two.signed_in_owner();
    for (round, visitor) in [&visitor, &other, &visitor].into_iter().enumerate() {
        let sent = visitor.import("customers", "customers.csv", customers(round * CUSTOMERS).as_bytes());
        until("the file is taken in", || visitor.get(&sent).select("[data-poll]").is_empty().then_some(()));
    }
    until("some messages came", || (receiver.received().len() > 50).then_some(()));
    one.kill();
    let last = until_delivered(&installation, "two", 3);
    hold(&receiver.received(), last);
    assert!(two.stop().success());
}

/// What a library of others finds: each line of `messages` is a secret, the headers and the body.
fn found_by(program: &Path, arguments: &[&str], messages: &[serde_json::Value]) -> Vec<String> {
    let mut child = Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let lines: String = messages.iter().map(|message| format!("{message}\n")).collect();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn the_libraries_that_receivers_use_verify_messages_with_both_secrets_of_a_rotation() {
    let installation = Installation::on_sqlite().with(&[HERE]);
    let receiver = Receiver::start(|_, _| ok());
    let program = installation.start("data");
    let visitor = program.owner();
    let former = prepare(&visitor, &receiver);
    let rotated = visitor.get("/webhooks/1").form("form[action$='/rotate']").press("Make a new secret");
    let secret = rotated.attributes("#secret", "value")[0].to_owned();
    visitor.import("customers", "customers.csv", "account_id,age,gender\nZoé 😀,30,F\n".as_bytes());
    receiver.wait_for(3);
    let stranger = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let mut asked = Vec::new();
    for one in receiver.received() {
        let names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
        let headers: BTreeMap<&str, &str> = names.into_iter().map(|name| (name, one.header(name))).collect();
        let changed = one.body.replacen("\"sequence\":", "\"sequence\":1", 1);
        for (secret, body) in [
            (secret.as_str(), &one.body),
            (former.as_str(), &one.body),
            (stranger, &one.body),
            (secret.as_str(), &changed),
        ] {
            asked.push(serde_json::json!({ "secret": secret, "headers": headers, "body": body }));
        }
    }
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/processes/webhook_peers");
    let wanted = |name: &str| {
        let verdicts = ["verified", "verified", "refused", "refused"].into_iter().cycle().take(asked.len());
        verdicts.map(|verdict| format!("{name} {verdict}")).collect::<Vec<_>>()
    };
    let script = |name: &str| scripts.join(name).display().to_string();
    match std::env::var("ENGAGE_TEST_WEBHOOK_NODE") {
        Ok(modules) => {
            let found = found_by(Path::new("node"), &[&script("verify.mjs"), &modules], &asked);
            for name in ["standardwebhooks", "svix"] {
                let of_library = found.iter().filter(|line| line.starts_with(&format!("{name} "))).cloned();
                assert_eq!(of_library.collect::<Vec<_>>(), wanted(name), "npm {name}");
            }
        }
        Err(_) => left_out("standardwebhooks and svix of npm, which verify webhooks"),
    }
    match std::env::var("ENGAGE_TEST_WEBHOOK_PYTHON") {
        Ok(python) => {
            let found = found_by(Path::new(&python), &[&script("verify.py")], &asked);
            assert_eq!(found, wanted("standardwebhooks"), "PyPI standardwebhooks");
        }
        Err(_) => left_out("standardwebhooks of PyPI, which verifies webhooks"),
    }
}
