//! Customers and what they did, sent by programs in rows.

use crate::api::{ALL, Answer, Caller};
use crate::apps::add_app;
use crate::audit::newest;
use crate::site::on_both_databases;
use crate::visitor::{Visitor, owner, signed_in_visitor};
use engage::reading::ImportKind;
use serde_json::{Value, json};

/// A signed-in owner with an app, and a program of theirs.
fn sender(site: &crate::site::Site) -> (Visitor, Caller) {
    let visitor = signed_in_visitor(site);
    add_app(&visitor, "Journey");
    let caller = Caller::with(&visitor, ALL);
    (visitor, caller)
}

fn send(caller: &Caller, kind: &str, rows: Value) -> Answer {
    caller.post(&format!("/api/v1/apps/1/{kind}"), json!({ "rows": rows }))
}

/// The result of each row, in a call whose sums add up.
fn results(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let count = |word: &str| answer.body[word].as_u64().unwrap();
    let words = ["new", "changed", "unchanged", "repeated", "refused", "blank"];
    assert_eq!(words.map(count).iter().sum::<u64>(), count("total"), "{}", answer.body);
    let results = answer.body["results"].as_array().unwrap();
    results.iter().map(|row| row["result"].as_str().unwrap().to_owned()).collect()
}

/// Everything held about a customer, without the names of what brought it.
fn held(caller: &Caller, account: &str) -> Value {
    let mut held = caller.get(&format!("/api/v1/customers/{account}")).body;
    let customer = held["customer"].as_object_mut().unwrap();
    customer.remove("last_file");
    customer.remove("known_since");
    held.as_object_mut().unwrap().remove("before_imports");
    held
}

on_both_databases! {
    fn each_row_has_its_result_and_the_sums_add_up(site: &Site) {
        let (_, caller) = sender(site);
        let first = send(&caller, "customers", json!([
            { "account_id": "1", "email": "ann@example.com", "age": 30, "country": "FR", "plan": "gold" },
            { "account_id": "2", "age": "many", "vip": true },
            { "account_id": "1", "plan": "gold" },
            { "account_id": null, "age": 40 },
            {},
            { "account_id": "3", "plan": null },
        ]));
        assert_eq!(results(&first), ["new", "new", "repeated", "refused", "blank", "new"], "{}", first.body);
        assert_eq!((&first.body["customers_new"], &first.body["values_left_out"]), (&json!(3), &json!(1)));
        assert_eq!(first.body["results"][1]["reasons"][0]["pointer"], "/rows/1/age");
        assert_eq!(first.body["results"][3]["reasons"][0]["pointer"], "/rows/3/account_id");
        let ann = held(&caller, "1");
        assert_eq!((&ann["customer"]["email"], &ann["customer"]["market"]), (&json!("ann@example.com"), &json!("FR")));
        let second = send(&caller, "customers", json!([
            { "account_id": "1", "email": null, "country": "" },
            { "account_id": "2", "vip": true },
        ]));
        assert_eq!(results(&second), ["changed", "unchanged"]);
        let ann = held(&caller, "1");
        assert_eq!((&ann["customer"]["email"], &ann["customer"]["market"]), (&Value::Null, &json!("FR")), "null clears");
    }

    fn rows_mean_what_the_lines_of_a_file_mean(site: &Site) {
        let (_, caller) = sender(site);
        let bob = owner(site, "bob@example.org");
        add_app(&bob, "Elsewhere");
        let other = Caller::with(&bob, ALL);
        let files: [(ImportKind, &str, Value); 4] = [
            (ImportKind::Customers, "User ID,Pays,Âge,Score\n1,France,30,\"1,5\"\n2,Atlantis,x,2\n", json!([
                { "User ID": "1", "Pays": "France", "Âge": 30, "Score": "1,5" },
                { "User ID": "2", "Pays": "Atlantis", "Âge": "x", "Score": 2 },
            ])),
            (ImportKind::Purchases, "order_id,customer_id,date,amount,refunded\nA,1,2026-01-05,10.50,\nA,1,2026-01-05,2.00,\nB,1,2026-02-05T23:30:00-05:00,7,7\n", json!([
                { "order_id": "A", "customer_id": "1", "date": "2026-01-05", "amount": 10.5 },
                { "order_id": "A", "customer_id": "1", "date": "2026-01-05", "amount": 2 },
                { "order_id": "B", "customer_id": "1", "date": "2026-02-05T23:30:00-05:00", "amount": 7, "refunded": 7 },
            ])),
            (ImportKind::Usage, "day,user_id,sessions\n2026-03-01,1,2\n2026-03-01,1,3\n", json!([
                { "day": "2026-03-01", "user_id": 1, "sessions": 2 },
                { "day": "2026-03-01", "user_id": "1", "sessions": 3 },
            ])),
            (ImportKind::Ratings, "user_id,stars\n1,4\n", json!([{ "user_id": "1", "stars": 4 }])),
        ];
        for (kind, file, rows) in files {
            let import = site.take("Elsewhere", kind, &site.file("lines.csv", file));
            let sent = send(&caller, kind.word(), rows).body;
            let of_file = [import.lines_new, import.lines_changed, import.lines_repeated, import.lines_refused, import.cells_left_out];
            let of_rows = ["new", "changed", "repeated", "refused", "values_left_out"].map(|word| sent[word].as_i64().unwrap());
            assert_eq!(of_rows, of_file, "{sent}");
        }
        let renamed = |mut held: Value| {
            held["apps"][0]["name"] = json!("");
            held
        };
        for account in ["1", "2"] {
            assert_eq!(renamed(held(&caller, account)), renamed(held(&other, account)));
        }
    }

    fn a_call_is_undone_by_its_import_and_by_nothing_else(site: &Site) {
        let (visitor, caller) = sender(site);
        send(&caller, "customers", json!([{ "account_id": "1", "age": 30 }]));
        let second = send(&caller, "customers", json!([{ "account_id": "1", "age": 40 }, { "account_id": "2", "age": "?" }]));
        let third = send(&caller, "usage", json!([{ "account_id": "9", "day": "2026-01-01" }]));
        let nothing = send(&caller, "customers", json!([{ "account_id": "1", "age": 40 }]));
        assert_eq!(nothing.body["import"], Value::Null, "a call that changes nothing leaves nothing");
        let tried = caller.post("/api/v1/apps/1/usage?dry_run=1", json!({ "rows": [{ "account_id": "8", "day": "2026-01-01" }] }));
        assert_eq!((results(&tried), &tried.body["import"]), (vec![String::from("new")], &Value::Null));
        assert_eq!(caller.get("/api/v1/customers/8").status, 404);
        assert!(visitor.get("/imports").select("tbody tr").is_empty(), "files are listed apart");
        let list = visitor.get("/imports?of=rows");
        let names = list.select("tbody th");
        assert!(names.len() == 3 && names.iter().all(|name| name.starts_with("Nightly upload 20")), "{names:?}");
        let path = format!("/imports/{}", second.body["import"].as_str().unwrap());
        let shown = visitor.get(&path);
        assert!(shown.text("main").contains("by the program “Nightly upload”"), "{}", shown.text("main"));
        assert!(shown.text("#left-out").contains("age"), "{}", shown.text("main"));
        crate::undo::undo(&visitor, &path);
        assert_eq!(held(&caller, "1")["customer"]["age"], 30);
        assert_eq!((caller.get("/api/v1/customers/2").status, caller.get("/api/v1/customers/9").status), (404, 200));
        assert!(third.body["import"].is_string());
        let log = newest(site, 50);
        let sent = log.iter().filter(|entry| entry.starts_with("Nightly upload finished import Nightly upload 20")).count();
        assert_eq!(sent, 3, "{log:#?}");
    }

    fn what_nobody_can_undo_any_more_is_forgotten_and_what_it_brought_stays(site: &Site) {
        let (visitor, caller) = sender(site);
        let sent = json!([{ "account_id": "1", "age": 30 }, { "account_id": "2", "age": "?" }, { "age": 3 }]);
        let first = send(&caller, "customers", sent).body["import"].as_str().unwrap().to_owned();
        let publisher = site.app("Journey").publisher_id;
        let soon = site.state.clock.now() + chrono::TimeDelta::days(1);
        site.take("Journey", ImportKind::Customers, &site.file("file.csv", "account_id,age\n1,31\n"));
        let remove = |connection: &mut _| engage::store::imports::remove_old_rows(connection, publisher, soon);
        assert!(!site.state.database.job_write(remove).unwrap(), "that was all");
        assert_eq!(visitor.get(&format!("/imports/{first}")).status, 404);
        assert_eq!((visitor.get("/imports").select("tbody tr").len(), visitor.get("/imports?of=rows").select("tbody tr").len()), (1, 0));
        assert_eq!(held(&caller, "1")["customer"]["age"], 31);
    }

    fn a_group_counts_what_was_sent_at_once(site: &Site) {
        let (visitor, caller) = sender(site);
        crate::rules_of_groups::save_formula(&visitor, "Adults", "Age >= 18");
        send(&caller, "customers", json!([{ "account_id": "1", "age": 30 }]));
        assert_eq!(caller.get("/api/v1/groups/1/members/1").body["is_member"], true);
    }

    fn what_is_wrong_as_a_whole_changes_nothing(site: &Site) {
        let (visitor, caller) = sender(site);
        let good = json!({ "account_id": "1", "age": 30 });
        let wrong = |rows: Value, pointer: &str| {
            let answer = send(&caller, "customers", rows);
            assert_eq!((answer.status, answer.problem().1), (422, vec![pointer.to_owned()]), "{}", answer.body);
        };
        wrong(json!([]), "/rows");
        wrong(Value::Array(vec![good.clone(); 1_001]), "/rows");
        wrong(json!([good, { "account_id": ["1"] }]), "/rows/1/account_id");
        wrong(json!([good, "1"]), "/rows/1");
        wrong(json!([good, { "account_id": 1e17 }]), "/rows/1/account_id");
        wrong(json!([good, { "account_id": "2", "a\u{0}": 1 }]), "/rows/1/a\u{0}");
        wrong(json!([good, { "account_id": "2", "reason": "none" }]), "/rows/1/reason");
        let usage = send(&caller, "usage", json!([{ "account_id": "1", "day": "2026-01-01", "sesions": 2 }]));
        assert_eq!(usage.problem().1, ["/rows/0/sesions"], "a typing error does not pass");
        let many: serde_json::Map<String, Value> = (0..150).map(|number| (format!("a{number}"), json!(1))).collect();
        wrong(json!([many]), "/rows");
        assert_eq!(caller.get("/api/v1/customers/1").status, 404);
        assert_eq!(send(&caller, "robots", json!([good])).problem().0, "not-found");
        let bob = owner(site, "bob@example.org");
        assert_eq!(send(&Caller::with(&bob, ALL), "customers", json!([good])).problem().0, "not-found");
        add_app(&visitor, "Second");
        let narrow = Caller::with_app(&visitor, "Narrow", ALL, "2");
        assert_eq!(send(&narrow, "customers", json!([good])).problem().0, "not-found");
        assert_eq!(newest(site, 50).iter().filter(|entry| entry.contains("import")).count(), 0);
    }

    fn rows_wait_while_something_is_undone(site: &Site) {
        let (visitor, caller) = sender(site);
        let first = send(&caller, "customers", json!([{ "account_id": "1" }]));
        site.stop_workers();
        visitor.post(&format!("/imports/{}/undo", first.body["import"].as_str().unwrap()), &[]).location();
        let refused = send(&caller, "customers", json!([{ "account_id": "2" }]));
        assert_eq!((refused.status, refused.problem().0.as_str()), (503, "unavailable"));
        assert!(refused.headers.contains_key("retry-after"));
        assert_eq!(caller.get("/api/v1/customers/2").status, 404);
    }

    fn calls_at_once_about_the_same_order_bring_it_once(site: &Site) {
        let (_, caller) = sender(site);
        let order = json!([{ "order_id": "A", "account_id": "1", "date": "2026-01-05", "amount": 10 }]);
        let sent = std::thread::scope(|scope| {
            let calls: Vec<_> = (0..8).map(|_| scope.spawn(|| results(&send(&caller, "purchases", order.clone())))).collect();
            calls.into_iter().map(|call| call.join().unwrap().remove(0)).collect::<Vec<_>>()
        });
        assert_eq!(sent.iter().filter(|result| *result == "new").count(), 1, "{sent:?}");
        assert_eq!(held(&caller, "1")["apps"][0]["purchases"].as_array().unwrap().len(), 1);
    }
}
