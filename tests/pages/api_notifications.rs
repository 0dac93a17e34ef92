//! Notifications of programs: written, looked at, sent and reported with the rules of the pages.

use crate::access::colleague;
use crate::api::Caller;
use crate::audit::newest;
use crate::notification_times::{LINES, now, typed};
use crate::notifications::with_testers;
use crate::offers::change;
use crate::receiver::{Received, Receiver, status};
use crate::site::on_both_databases;
use crate::visitor::owner;
use chrono::TimeDelta;
use diesel::prelude::*;
use engage::access::{Role, Scope};
use serde_json::{Value, json};
use std::sync::Barrier;
use std::time::{Duration, Instant};

const WRITES: &[Scope] = &[Scope::Read, Scope::Members, Scope::Notifications];

fn spring() -> Value {
    let text = json!({ "language": "en", "title": "Spring is here", "target": "https://fabrikam.org/spring" });
    json!({ "groups": ["Testers"], "texts": [text], "purpose": "promotional" })
}

/// The content with more fields.
fn with(mut content: Value, more: &Value) -> Value {
    content.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    content
}

fn until(caller: &Caller, path: &str, wanted: &str) -> Value {
    let started = Instant::now();
    loop {
        let found = caller.get(path).body;
        if found["state"] == wanted {
            return found;
        }
        assert!(started.elapsed() < Duration::from_secs(60), "{found}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

on_both_databases! {
    fn a_program_sends_a_notification_and_cannot_do_without_the_second_person(site: &Site) {
        let service = Receiver::start(|received: &Received, _| {
            status(if received.path.ends_with("gone") { "410 Gone" } else { "201 Created" }, "")
        });
        let (visitor, shop) = with_testers(site, LINES);
        for way in ["zoe-1/good", "back/gone"] {
            let account = way.split('/').next().unwrap();
            assert_eq!(shop.subscribe(account, &format!("{}/{way}", service.url)).status, 201);
        }
        visitor.get("/notifications/rules").form("form.stack").set("approval_above", "1").press("Save").follow();
        let editor = colleague(site, Role::Editor);
        let caller = Caller::with(&visitor, WRITES);
        let put = |path: &str, tag: &[(&str, &str)], body: Value| caller.send("PUT", &format!("/api/v1/{path}"), tag, Some(body));
        let named = "apps/1/notifications/by-name/Spring";
        let trial = put(&format!("{named}?dry_run=1"), &[], spring());
        assert_eq!((trial.status, &trial.body["would"]), (200, &json!("create")));
        let made = put(named, &[], spring());
        assert_eq!((made.status, made.headers["location"].to_str().unwrap()), (201, "/api/v1/notifications/1"));
        assert_eq!((&made.body["state"], &made.body["expires_hours"], &made.body["weights"]), (&json!("draft"), &json!(24), &json!([1])));
        let again = put(named, &[], spring());
        assert_eq!((again.status, &again.body), (200, &made.body), "the same call again changes nothing");
        let wrong = with(spring(), &json!({ "expires_hours": 0, "goal": { "kind": "use", "days": 99 }, "starts": "at", "start_time": "2001-01-01T09:00" }));
        assert_eq!(put(named, &[], wrong).problem(), ("invalid".into(), vec!["/expires_hours".into(), "/goal/days".into(), "/time_zone".into()]));
        let one = "/api/v1/notifications/1";
        let unseen = put("notifications/1", &[], spring());
        assert!(unseen.status == 428 && unseen.body["detail"].as_str().unwrap().contains("the ETag of the notification"), "{}", unseen.body);
        assert_eq!(put("notifications/1", &[("if-match", "\"7\"")], spring()).status, 412);
        let changed = put("notifications/1", &[("if-match", "\"1\"")], with(spring(), &json!({ "urgency": "high" })));
        assert_eq!((changed.status, changed.headers["etag"].to_str().unwrap(), &changed.body["urgency"]), (200, "\"2\"", &json!("high")));
        // Who receives it, and who does not and why.
        let counts = caller.get(&format!("{one}/recipients")).body;
        assert_eq!((&counts["members"], &counts["receive"], &counts["needs_approval"]), (&json!(4), &json!(2), &json!(true)), "{counts}");
        let omitted: Vec<_> = counts["omitted"].as_array().unwrap().iter().map(|one| (one["of"].as_str().unwrap(), one["people"].as_u64().unwrap())).collect();
        assert_eq!(omitted, [("no-browser", 2)]);
        let page = caller.get(&format!("{one}/recipients/no-browser?limit=1"));
        let next = page.headers["link"].to_str().unwrap().trim_start_matches('<').split('>').next().unwrap().to_owned();
        let people = [page.body["people"].clone(), caller.get(&next).body["people"].clone()];
        assert_eq!((&page.body["total"], people), (&json!(2), [json!(["never"]), json!(["mute"])]));
        // All pages are one export in the audit log, wherever a program begins.
        let exports = |connection: &mut _| {
            use engage::store::schema::audit_entries::dsl;
            let exports = dsl::audit_entries.filter(dsl::subject_name.eq("Spring")).filter(dsl::after.like("%\"recipients\"%"));
            exports.count().get_result::<i64>(connection)
        };
        assert_eq!(caller.get(&format!("{one}/recipients/no-browser?after=1")).status, 200);
        assert_eq!(site.state.database.read_now(exports).unwrap(), 1);
        assert_eq!(caller.get(&format!("{one}/recipients/because")).problem().1, ["reason"]);
        // Whoever made the token does not approve what it sends.
        let send = |key: &str, query: &str| {
            let headers = [("if-match", if key < "b" { "\"2\"" } else { "\"3\"" }), ("idempotency-key", key)];
            caller.send("POST", &format!("{one}/send{query}"), &headers[..if key.is_empty() { 1 } else { 2 }], None)
        };
        assert_eq!(send("", "").status, 400);
        visitor.get("/notifications/1").form("form[action$='/approve']").press("Approve").follow();
        let refused = send("a", "");
        assert_eq!((refused.problem().0.as_str(), refused.status), ("approval-needed", 409));
        assert!(refused.body["page"].as_str().unwrap().ends_with("/notifications/1"), "{}", refused.body);
        assert!(refused.body["detail"].as_str().unwrap().contains("Somebody other than ann@example.com"), "{}", refused.body);
        let trial = send("a", "?dry_run=1").body;
        assert!(trial["would"] == "nothing" && trial["because"].as_str().unwrap().contains("approved"), "{trial}");
        // A program asks a person, who is neither the program nor who created its token.
        let ask = |version: &str, query: &str| caller.send("POST", &format!("{one}/ask-for-approval{query}"), &[("if-match", version)], None);
        assert!(ask("", "").status == 400 && ask("\"1\"", "").status == 412, "it names the version that it asks for");
        assert_eq!([&ask("\"2\"", "?dry_run=1").body["would"], &counts["approval_asked_at"]], [&json!("ask"), &Value::Null]);
        let asked = ask("\"2\"", "").body;
        assert_eq!((&asked["needs_approval"], &asked["approval_asked_through"], &asked["approved_by"]), (&json!(true), &json!("Nightly upload"), &Value::Null));
        assert_eq!(ask("\"2\"", "?dry_run=1").body["would"], "nothing", "it was asked for");
        assert_eq!(newest(site, 1), ["Nightly upload approval_asked notification Spring"]);
        let own = visitor.get("/notifications/1");
        assert!(own.text("#asked").starts_with("ann@example.com asked for an approval on") && own.text("#asked").contains("“Nightly upload”"), "{}", own.text("main"));
        assert_eq!(own.select("form[action$='/approve'], form[action$='/send']").len(), 0);
        let refused = visitor.post("/notifications/1/approve", &[("seen", "2")]).follow();
        assert!(refused.text(".notice.error").contains("somebody else approves it"), "{}", refused.text("main"));
        assert_eq!(editor.get("/notifications").select("tbody .badge"), ["Approval asked for"]);
        assert_eq!(send("a1", "").problem().0, "approval-needed");
        let urgent = with(spring(), &json!({ "urgency": "low" }));
        assert_eq!(put("notifications/1", &[("if-match", "\"2\"")], urgent.clone()).body["version"], 3);
        // What was asked for is the version before.
        assert_eq!(editor.get("/notifications").select("tbody .badge").len() + editor.get("/notifications/1").select("#asked").len(), 0);
        ask("*", "");
        editor.get("/notifications/1").form("form[action$='/approve']").press("Approve").follow();
        assert_eq!(ask("*", "?dry_run=1").body["would"], "nothing", "it is approved");
        // More people came since: it is asked for again as for the first time, and approved again.
        change(site, "UPDATE notification_approvals SET people = 1");
        let outgrown = editor.get("/notifications/1");
        assert_eq!((outgrown.select("#asked").len(), editor.get("/notifications").select("tbody .badge").len()), (0, 0));
        assert_eq!(ask("*", "?dry_run=1").body["would"], "ask");
        ask("*", "");
        assert_eq!((ask("*", "?dry_run=1").body["would"].as_str(), editor.get("/notifications").select("tbody .badge").len()), (Some("nothing"), 1));
        editor.get("/notifications/1").form("form[action$='/approve']").press("Approve").follow();
        assert_eq!(editor.get("/notifications").select("tbody .badge").len(), 0);
        let counts = caller.get(&format!("{one}/recipients")).body;
        assert_eq!((&counts["approved_by"], &counts["needs_approval"]), (&json!("editor@example.com"), &json!(false)));
        let trial = send("b", "?dry_run=1").body;
        assert_eq!((&trial["would"], &trial["recipients"]["receive"]), (&json!("send"), &json!(2)));
        let sent = send("c", "");
        assert_eq!((sent.status, send("c", "").body), (200, sent.body), "a call with the same key is made once");
        assert_eq!(send("d", "").problem().0, "changed-meanwhile");
        until(&caller, one, "sent");
        let report = caller.get(&format!("{one}/report")).body;
        let sums = ["planned", "accepted", "gone", "failed", "unknown", "skipped", "open"].map(|field| report[field].as_i64().unwrap());
        assert_eq!((sums, &report["adds_up"]), ([2, 1, 1, 0, 0, 0, 0], &json!(true)));
        let accounts = |query: &str| {
            let found = caller.get(&format!("{one}/deliveries?{query}")).body["deliveries"].as_array().unwrap().clone();
            found.into_iter().map(|one| one["account_id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!([accounts(""), accounts("state=gone"), accounts("customer=back&state=accepted"), accounts("customer=nobody")], [vec!["zoe-1".into(), "back".to_owned()], vec!["back".into()], vec![], vec![]]);
        // What was sent stays as it is.
        assert_eq!(put(named, &[], urgent).status, 200);
        for refused in [put(named, &[], spring()), caller.send("DELETE", one, &[], None), caller.post(&format!("{one}/pause"), json!({}))] {
            assert_eq!(refused.problem().0, "conflict");
        }
        assert_eq!(caller.post(&format!("{one}/cancel?dry_run=1"), json!({})).body["would"], "nothing");
        // A reader sees no small numbers and nobody, and another publisher nothing at all.
        let reader = Caller::with(&visitor, &[Scope::Read]);
        let hidden = reader.get(&format!("{one}/report")).body;
        assert!(hidden["is_size_hidden"] == true && hidden["planned"].is_null(), "{hidden}");
        assert!(reader.get(&format!("{one}/recipients")).body["omitted"] == json!([]));
        assert_eq!([reader.get(&format!("{one}/deliveries")).status, reader.post("/api/v1/notifications", spring()).status], [403, 403]);
        let other = Caller::with(&owner(site, "eve@example.org"), WRITES);
        for path in ["", "/recipients", "/recipients/receive", "/report", "/deliveries"] {
            assert_eq!(other.get(&format!("{one}{path}")).status, 404, "{path}");
        }
        for path in ["/send", "/pause", "/cancel", "/unschedule"] {
            let headers = [("if-match", "*"), ("idempotency-key", "x")];
            assert_eq!(other.send("POST", &format!("{one}{path}"), &headers, None).status, 404, "{path}");
        }
        assert_eq!(other.get("/api/v1/notifications").body["notifications"], json!([]));
    }

    fn a_program_writes_every_field_schedules_takes_back_and_deletes(site: &Site) {
        let (visitor, shop) = with_testers(site, LINES);
        crate::groups::save(&visitor, "Staff", "back@example.com").location();
        assert_eq!(shop.subscribe("zoe-1", "http://127.0.0.1:9/zoe").status, 201);
        let caller = Caller::with(&visitor, WRITES);
        let texts = json!([
            { "language": "en", "title": "Hello {market|you}", "body": "B", "target": "https://fabrikam.org/a", "icon": "https://fabrikam.org/i.png", "variant": "A" },
            { "language": "fr", "title": "Bonjour", "body": "", "target": "https://fabrikam.org/b", "icon": "", "variant": "B" },
        ]);
        let fields = json!({
            "app": "1", "name": "Autumn", "purpose": "product", "groups": ["1"], "except_groups": ["2"], "texts": texts, "devices": "all", "urgency": "low",
            "expires_hours": 48, "per_second": 5, "repeats": false, "starts": "at", "start_time": typed(now() + TimeDelta::hours(5)), "time_zone": "Europe/Paris",
            "still_member": false, "keeps_quiet": false, "is_exempt": false, "holdout": 100_000, "weights": [1, 3], "goal": { "kind": "use", "app": "1", "days": 3 },
        });
        let made = caller.post("/api/v1/notifications", fields.clone());
        assert_eq!(made.status, 201, "{}", made.body);
        for (field, value) in fields.as_object().unwrap() {
            assert_eq!(&made.body[field], value, "{field}");
        }
        let one = "/api/v1/notifications/1";
        let page = visitor.get("/notifications/1");
        assert!(page.text("main").contains("Europe/Paris") && page.text("main").contains("1 : 3"), "{}", page.text("main"));
        let post = |what: &str| caller.send("POST", &format!("{one}/{what}"), &[("if-match", "*"), ("idempotency-key", what)], None);
        let exempt = caller.send("PUT", one, &[("if-match", "*")], Some(json!({ "groups": ["1"], "texts": texts, "is_exempt": true, "starts": "at", "start_time": fields["start_time"], "time_zone": "UTC" })));
        assert_eq!(exempt.problem(), ("invalid".into(), vec!["/is_exempt".into()]));
        let usual = caller.send("PUT", one, &[("if-match", "*")], Some(json!({ "groups": ["Testers"], "texts": texts, "starts": "at", "start_time": fields["start_time"], "time_zone": "UTC" })));
        assert_eq!((&usual.body["name"], &usual.body["per_second"]), (&json!("Autumn"), &Value::Null));
        let scheduled = post("send");
        assert_eq!((&scheduled.body["state"], scheduled.body["begins_at"].is_string()), (&json!("scheduled"), true), "{}", scheduled.body);
        assert_eq!([caller.send("DELETE", one, &[], None).status, post("pause").status], [409, 409]);
        assert_eq!([&post("unschedule").body["state"], &caller.get("/api/v1/notifications?state=draft").body["notifications"][0]["id"]], [&json!("draft"), &json!("1")]);
        let deleted = || caller.send("DELETE", one, &[], None).status;
        assert_eq!([deleted(), deleted()], [204, 404]);
        for kind in ["created", "changed", "scheduled", "unscheduled", "deleted"] {
            assert!(newest(site, 9).iter().any(|line| line.contains(&format!("{kind} notification Autumn"))), "{kind}: {:?}", newest(site, 9));
        }
    }

    fn calls_by_name_at_the_same_moment_make_one_thing(site: &Site) {
        let (visitor, _) = with_testers(site, LINES);
        let caller = Caller::with(&visitor, &[Scope::Read, Scope::Notifications, Scope::Offers, Scope::Tests, Scope::Flights, Scope::Groups]);
        let variants = json!([{ "value": "old" }, { "value": "new" }]);
        for (kind, body, (name, value)) in [
            ("apps/1/notifications", spring(), ("id", "1")),
            ("apps/1/offers", json!({ "kind": "amount", "worth": 500, "products": ["coins"], "groups": ["1"], "texts": [{ "language": "fr", "title": "Remise" }] }), ("id", "1")),
            ("apps/1/tests", json!({ "groups": ["1"], "variants": variants }), ("id", "1")),
            ("apps/1/flights", json!({ "groups": ["1"] }), ("key", "spring")),
            ("groups", json!({ "app": "1", "formula": "Market == FR" }), ("id", "2")),
        ] {
            let start = Barrier::new(4);
            let put = || {
                start.wait();
                let made = caller.send("PUT", &format!("/api/v1/{kind}/by-name/Spring"), &[], Some(body.clone()));
                (made.status, made.body[name].clone())
            };
            let mut made: Vec<_> = std::thread::scope(|scope| {
                let calls: Vec<_> = (0..4).map(|_| scope.spawn(put)).collect();
                calls.into_iter().map(|call| call.join().unwrap()).collect()
            });
            made.sort_by_key(|(status, _)| *status);
            assert_eq!(made.iter().map(|(status, _)| *status).collect::<Vec<_>>(), [200, 200, 200, 201], "{kind}");
            assert!(made.iter().all(|(_, id)| *id == value), "{kind}: {made:?}");
        }
    }
}
