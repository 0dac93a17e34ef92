//! Erasing people who never were customers, and while their names are being taken out.

use crate::api::Caller;
use crate::notification_times::LINES;
use crate::notifications::{add_draft, send, until_state, with_testers};
use crate::offers::change;
use crate::receiver::{Receiver, status};
use crate::site::on_both_databases;
use crate::traces::traces;
use engage::access::Scope;
use engage::reading::ImportKind;
use serde_json::{Value, json};

const MAY: &[Scope] = &[Scope::Read, Scope::Members, Scope::Notifications, Scope::Erase];

on_both_databases! {
    fn who_is_no_customer_is_found_and_erased_in_slices(site: &Site) {
        let service = Receiver::start(|_, _| status("201 Created", ""));
        let (visitor, shop) = with_testers(site, LINES);
        let caller = Caller::with(&visitor, MAY);
        let purchases = "order_id,account_id,date,amount\no-1,ghost,never,10.00\no-2,other,never,10.00\no-3,zoe-1,2017-12-01,GHOST@example.com\n";
        let import = site.take("Journey", ImportKind::Purchases, &site.file("purchases.csv", purchases));
        assert_eq!(import.lines_refused, 3);
        // More lines than are looked through at once, of which she is in the last.
        let lines = "WITH RECURSIVE numbers (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM numbers WHERE i < 10100)";
        change(site, &format!("INSERT INTO refused_lines (import_id, line_number, text, reason) {lines} SELECT import_id, i, CASE WHEN i = 10100 THEN 'o-9,ghost,never,1' ELSE 'o-8,other,never,1' END, reason FROM refused_lines, numbers WHERE line_number = 3"));
        let path = "/api/v1/customers/ghost";
        // A cell alone tells of nobody: a number such as 7 is in many a line that is about somebody else.
        assert_eq!([caller.get(path).status, caller.send("DELETE", path, &[], None).status], [404, 404]);
        assert_eq!(shop.subscribe("ghost", &format!("{}/somebody", service.url)).status, 201);
        let held = caller.get(path);
        assert_eq!((held.status, held.body["refused_lines"].as_array().unwrap().len(), &held.body["customer"]), (200, 2, &Value::Null));
        let page = visitor.get("/customers/subscribed?who=ghost");
        assert_eq!(page.select("#kept dd"), ["0", "2", "0"]);
        // Her address names her too, and a list may have her.
        crate::groups::save(&visitor, "Spirits", "ghost@example.com\nzoe.hers@example.com").location();
        let address = "/api/v1/customers/ghost@example.com";
        let held = caller.get(address).body;
        assert_eq!((held["refused_lines"].as_array().unwrap().len(), &held["known_user_groups"][0]["name"]), (1, &json!("Spirits")));

        assert_eq!(caller.get("/api/v1/customers/zoe.hers@example.com").body["customer"]["account_id"], "zoe-1");
        for path in [path, address] {
            assert_eq!(caller.send("DELETE", &format!("{path}?dry_run=1"), &[], None).status, 200);
            assert_eq!(caller.send("DELETE", path, &[], None).status, 204);
            assert_eq!([caller.get(path).status, caller.send("DELETE", path, &[], None).status], [404, 404]);
        }
        // What is empty in a line names nobody, rather than everybody.
        for nobody in ["%2C", "%20", "%22%22"] {
            let path = format!("/api/v1/customers/{nobody}");
            assert_eq!([caller.get(&path).status, caller.send("DELETE", &path, &[], None).status], [404, 404], "{nobody}");
        }
        assert_eq!(traces(site, &["ghost", "GHOST"]), [""; 0]);
        let count = |connection: &mut _| engage::store::kept_texts::keeping(connection, import.publisher_id);
        assert_eq!(site.state.database.read_now(count).unwrap().len(), 1);
        // No file brings her back, and another person's lines stay.
        let again = site.take("Journey", ImportKind::Customers, &site.file("again.csv", "account_id,age\nghost,30\nother,30\n"));
        assert_eq!((again.lines_refused, traces(site, &["ghost"])), (1, vec![]));
        assert_eq!(caller.get("/api/v1/customers/other").body["refused_lines"].as_array().unwrap().len(), 10_001);
    }

    fn who_is_erased_between_two_pages_of_an_export_is_not_in_what_follows(site: &Site) {
        let service = Receiver::start(|_, _| status("201 Created", ""));
        let (visitor, shop) = with_testers(site, LINES);
        for account in ["zoe-1", "back", "mute"] {
            assert_eq!(shop.subscribe(account, &format!("{}/{account}", service.url)).status, 201);
        }
        until_state(&visitor, &send(&add_draft(&visitor, "Spring").follow()).path, "Sent");
        let caller = Caller::with(&visitor, MAY);
        let people = "/api/v1/notifications/1/recipients/receive";
        let messages = "/api/v1/notifications/1/deliveries";
        let page = |path: &str, after: &Value| {
            let after = after.as_str().map_or_else(String::new, |after| format!("&after={after}"));
            caller.get(&format!("{path}?limit=1{after}")).body
        };
        let all: Vec<Value> = caller.get(people).body["people"].as_array().unwrap().clone();
        assert_eq!(all.len(), 3);
        let (first, begun) = (page(people, &Value::Null), page(messages, &Value::Null));
        assert_eq!((&first["people"], &begun["deliveries"][0]["account_id"]), (&json!([all[0]]), &json!("zoe-1")));
        // The next of each list, who need not be the same.
        let next = all[1].as_str().unwrap();
        for account in [next, "back"] {
            caller.send("DELETE", &format!("/api/v1/customers/{account}"), &[], None);
        }
        let rest = |path: &str, mut next: Value| {
            let mut found = String::new();
            while !next.is_null() {
                let page = page(path, &next);
                found += &page.to_string();
                next = page["next"].clone();
            }
            found
        };
        let (people, messages) = (rest(people, first["next"].clone()), rest(messages, begun["next"].clone()));
        for erased in [next, "back"] {
            assert!(![&people, &messages].iter().any(|text| text.contains(&format!("\"{erased}\""))), "{people} {messages}");
        }
        let file = visitor.get("/notifications/1/deliveries.csv").body;
        assert!(!file.contains("back") && !file.contains(next), "{file}");
        assert_eq!(file.lines().count(), 4, "each message is still counted: {file}");
    }
}
