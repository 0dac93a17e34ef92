//! Files that programs import.

use crate::api::{ALL, Caller};
use crate::apps::add_app;
use crate::audit::newest;
use crate::site::on_both_databases;
use crate::visitor::{owner, signed_in_visitor};
use engage::reading::ImportKind;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Sends a file, and returns the status and the answer.
fn send(caller: &Caller, query: &str, file: &[u8]) -> (u16, Value) {
    let path = format!("/api/v1/apps/1/imports?{query}");
    let (status, headers, text) = caller.raw("POST", &path, &[("content-type", "text/csv")], file.to_vec());
    let body: Value = serde_json::from_str(&text).expect(&text);
    if status == 202 {
        assert_eq!(headers["location"], format!("/api/v1/imports/{}", body["id"].as_str().unwrap()));
    }
    (status, body)
}

/// The import once nothing is under way with it any more.
fn ended(caller: &Caller, sent: &Value) -> Value {
    let path = format!("/api/v1/imports/{}", sent["id"].as_str().unwrap());
    let started = Instant::now();
    loop {
        let import = caller.get(&path).body;
        let state = import["state"].as_str().unwrap();
        if !["waiting", "running", "cancelling", "undoing"].contains(&state) {
            return import;
        }
        assert!(started.elapsed() < Duration::from_secs(60), "{import}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

const MAPPED: &str = "kind=customers&name=crm.csv&map=%7B%22Kunde%22%3A%22account-id%22%2C%22Land%22%3A%22market%22%2C%22Notiz%22%3A%22ignore%22%7D&clear=%5B%22Land%22%5D";

on_both_databases! {
    fn a_file_is_imported_as_the_call_says_and_undone(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let caller = Caller::with(&visitor, ALL);
        site.take("Journey", ImportKind::Customers, &site.file("first.csv", "account_id,country\n1,FR\n"));
        let file = "Kunde;Land;age;Notiz\n1;;30;x\n2;AT;?;\u{fc}\n;FR;40;z\n";
        let latin: Vec<u8> = file.chars().map(|one| u8::try_from(u32::from(one)).unwrap()).collect();
        let (status, sent) = send(&caller, &format!("{MAPPED}&dry_run=1"), &latin);
        assert_eq!((status, &sent["new"], &sent["changed"], &sent["refused"]), (200, &json!(1), &json!(1), &json!(1)), "{sent}");
        assert_eq!(sent["columns"][0], json!({ "name": "Kunde", "used_as": "account-id" }));
        let (status, sent) = send(&caller, MAPPED, &latin);
        assert_eq!((status, &sent["name"], &sent["kind"]), (202, &json!("crm.csv"), &json!("customers")), "{sent}");
        let import = ended(&caller, &sent);
        assert_eq!(import["state"], "done", "{import}");
        let counts = ["total", "new", "changed", "unchanged", "repeated", "refused", "customers_new", "values_left_out"];
        assert_eq!(counts.map(|count| import[count].as_i64().unwrap()), [3, 1, 1, 0, 0, 1, 1, 1], "{import}");
        assert_eq!((&import["refused_reasons"][0]["first_line"], &import["left_out_reasons"][0]["first_line"]), (&json!(4), &json!(3)));
        let of = |account: &str| caller.get(&format!("/api/v1/customers/{account}")).body["customer"]["market"].clone();
        assert_eq!((of("1"), of("2")), (Value::Null, json!("AT")), "an empty cell clears");
        let path = format!("/api/v1/imports/{}", sent["id"].as_str().unwrap());
        let (status, headers, refused) = caller.raw("GET", &format!("{path}/refused"), &[], Vec::new());
        assert!(status == 200 && headers["content-type"].to_str().unwrap().starts_with("text/csv"));
        assert!(refused.contains("Kunde;Land;age;Notiz") && refused.contains(";FR;40;z"), "{refused}");
        let page = visitor.get(&format!("/imports/{}", sent["id"].as_str().unwrap()));
        assert!(page.text("main").contains("by the program “Nightly upload”"));
        assert!(import["undo_until"].is_string());
        let would = caller.send("POST", &format!("{path}/undo?dry_run=1"), &[], None).body;
        assert_eq!(would["would"], "undo");
        assert_eq!(caller.send("POST", &format!("{path}/undo"), &[], None).status, 202);
        let undone = ended(&caller, &sent);
        assert_eq!((&undone["state"], &undone["undo_until"]), (&json!("undone"), &Value::Null), "{undone}");
        assert_eq!((of("1"), caller.get("/api/v1/customers/2").status), (json!("FR"), 404));
        let log = newest(site, 50);
        for entry in ["Nightly upload started import crm.csv", "Nightly upload undo_started import crm.csv", "Nightly upload exported import crm.csv"] {
            assert!(log.iter().any(|one| one.starts_with(entry)), "{log:#?}");
        }
    }

    fn what_stands_on_an_import_is_said_when_it_is_not_undone(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let caller = Caller::with(&visitor, ALL);
        let (_, first) = send(&caller, "kind=customers", b"account_id,age\n1,30\n");
        ended(&caller, &first);
        let (_, second) = send(&caller, "kind=customers&name=second.csv", b"account_id,age\n1,31\n");
        ended(&caller, &second);
        let path = format!("/api/v1/imports/{}/undo", first["id"].as_str().unwrap());
        assert_eq!(caller.send("POST", &path, &[], None).status, 202);
        let kept = ended(&caller, &first);
        assert_eq!(kept["state"], "done");
        assert!(kept["undo_obstacles"][0].as_str().unwrap().contains("second.csv"), "{kept}");
        let (_, failed) = send(&caller, "kind=customers", b"");
        ended(&caller, &failed);
        let path = format!("/api/v1/imports/{}/undo", failed["id"].as_str().unwrap());
        assert_eq!(caller.send("POST", &path, &[], None).problem().0, "conflict", "nothing is there to undo");
    }

    fn a_file_that_cannot_be_imported_fails_and_says_why(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let caller = Caller::with(&visitor, ALL);
        let files: [(&str, &[u8], &str); 4] = [
            ("kind=customers", b"", "empty"),
            ("kind=purchases", b"account_id,amount\n1,2\n", "order_id"),
            ("kind=customers", b"PK\x03\x04", "spreadsheet"),
            ("kind=customers&map=%7B%22Kunde%22%3A%22account-id%22%7D", b"account_id\n1\n", "Kunde"),
        ];
        for (query, file, said) in files {
            let (status, sent) = send(&caller, query, file);
            assert_eq!(status, 202, "{sent}");
            let import = ended(&caller, &sent);
            assert_eq!(import["state"], "failed");
            assert!(import["failure"].as_str().unwrap().contains(said), "{import}");
            let (status, tried) = send(&caller, &format!("{query}&dry_run=1"), file);
            assert!(status == 422 && tried["detail"].as_str().unwrap().contains(said), "{tried}");
        }
        assert_eq!(caller.get("/api/v1/customers/1").status, 404);
    }

    fn a_file_is_refused_before_it_is_read(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let caller = Caller::with(&visitor, ALL);
        let refused = |query: &str, file: &[u8]| {
            let (status, body) = send(&caller, query, file);
            (status, body["errors"][0]["parameter"].as_str().unwrap_or_default().to_owned())
        };
        let lines = b"account_id\n1\n";
        assert_eq!(refused("kind=robots", lines), (422, String::from("kind")));
        assert_eq!(refused("kind=customers&map=%5B%5D", lines), (422, String::from("map")));
        assert_eq!(refused("kind=customers&map=%7B%22a%22%3A%22robot%22%7D", lines), (422, String::from("map")));
        assert_eq!(refused("kind=customers&clear=1", lines), (422, String::from("clear")));
        assert_eq!(refused("kind=customers&time_zone=Mars", lines), (422, String::from("time_zone")));
        assert_eq!(refused("kind=customers&colour=red", lines).0, 400);
        assert_eq!(refused("kind=customers&dry_run=1", &vec![b'x'; 9_000_000]).0, 413);
        let json = caller.post("/api/v1/apps/1/imports?kind=customers", json!({}));
        assert_eq!(json.problem().0, "wrong-type");
        let bob = owner(site, "bob@example.org");
        let stranger = Caller::with(&bob, ALL);
        assert_eq!(send(&stranger, "kind=customers", lines).0, 404);
        let (_, sent) = send(&caller, "kind=customers", lines);
        add_app(&visitor, "Second");
        let narrow = Caller::with_app(&visitor, "Narrow", ALL, "2");
        assert_eq!(send(&narrow, "kind=customers", lines).0, 404);
        let path = format!("/api/v1/imports/{}", sent["id"].as_str().unwrap());
        ended(&caller, &sent);
        for caller in [&stranger, &narrow] {
            assert_eq!(caller.get(&path).problem().0, "not-found");
            assert_eq!(caller.send("POST", &format!("{path}/undo"), &[], None).problem().0, "not-found");
            assert_eq!(caller.raw("GET", &format!("{path}/refused"), &[], Vec::new()).0, 404);
        }
    }

    fn only_three_files_wait_at_once(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let caller = Caller::with(&visitor, ALL);
        site.stop_workers();
        let statuses: Vec<u16> = (0..4).map(|_| send(&caller, "kind=customers", b"account_id\n1\n").0).collect();
        assert_eq!(statuses, [202, 202, 202, 503]);
    }
}
