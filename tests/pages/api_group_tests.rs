//! Tests of groups by call: made, started, decided and reported with the rules of the pages.

use crate::api::Caller;
use crate::apps::add_app;
use crate::groups::save;
use crate::offers::{add_people, change};
use crate::site::on_both_databases;
use crate::visitor::{owner, signed_in_visitor};
use engage::access::Scope;
use serde_json::{Value, json};

const WRITES: &[Scope] = &[Scope::Read, Scope::Members, Scope::Tests, Scope::Flags];

fn terms() -> Value {
    json!({ "groups": ["Everybody"], "variants": [{ "value": "old" }, { "value": "new", "weight": 3 }], "goal": "purchase" })
}

fn with(mut content: Value, more: &Value) -> Value {
    content.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    content
}

on_both_databases! {
    fn a_program_makes_a_test_starts_it_reads_what_it_shows_and_gives_a_value_to_all(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let list = add_people(site, "t", 12);
        save(&visitor, "Everybody", &list).location();
        let caller = Caller::with(&visitor, WRITES);
        let put = |path: &str, tag: &[(&str, &str)], body: Value| caller.send("PUT", &format!("/api/v1/{path}"), tag, Some(body));
        let named = "apps/1/tests/by-name/Price";
        assert_eq!(put(&format!("{named}?dry_run=1"), &[], terms()).body["would"], "create");
        let made = put(named, &[], terms());
        assert_eq!((made.status, made.headers["location"].to_str().unwrap()), (201, "/api/v1/tests/1"));
        assert_eq!((&made.body["flag"], &made.body["goal_days"], &made.body["variants"][1]["weight"]), (&json!("test.price"), &json!(14), &json!(3)));
        let one = "/api/v1/tests/1";
        assert_eq!([put(named, &[], terms()).body, caller.get(one).body], [made.body.clone(), made.body], "the same call again changes nothing");
        let wrong = with(terms(), &json!({ "variants": [{ "value": "Old" }, { "value": "new", "weight": 0 }], "effect": 1, "guards": ["purchase"], "ends_at": "2001-01-01T00:00:00Z" }));
        let pointers = ["/effect", "/guards", "/ends_at", "/variants/0/value", "/variants/1/weight"].map(String::from).to_vec();
        assert_eq!(put(named, &[], wrong.clone()).problem(), ("invalid".into(), pointers.clone()));
        assert_eq!(put(&format!("{named}?dry_run=1"), &[], wrong).problem().1, pointers);
        for (field, value) in [("goal", json!("sales")), ("guards", json!(["none"])), ("ends_at", json!("soon")), ("groups", json!(["Nobody"]))] {
            let pointer = put(named, &[], with(terms(), &json!({ field: value }))).problem().1;
            assert!(pointer[0].starts_with(&format!("/{field}")), "{pointer:?}");
        }
        assert_eq!(put("tests/1", &[], terms()).status, 428);
        assert_eq!(put("tests/1", &[("if-match", "\"7\"")], terms()).status, 412);
        let guarded = with(terms(), &json!({ "guards": ["use"], "hypothesis": "It sells" }));
        assert_eq!(put("tests/1?dry_run=1", &[("if-match", "\"1\"")], guarded.clone()).body["would"], "change");
        let changed = put("tests/1", &[("if-match", "\"1\"")], guarded.clone());
        assert_eq!((changed.status, changed.headers["etag"].to_str().unwrap(), &changed.body["guards"]), (200, "\"2\"", &json!(["use"])));
        // A second draft, which is created once for its key and deleted again.
        let second = with(terms(), &json!({ "app": "1", "name": "Colour" }));
        let key = [("idempotency-key", "colour")];
        let post = |path: &str, tag: &[(&str, &str)], body: Option<Value>| caller.send("POST", &format!("/api/v1/tests{path}"), tag, body);
        let colour = post("", &key, Some(second.clone()));
        assert_eq!((colour.status, post("", &key, Some(second.clone())).body), (201, colour.body));
        assert_eq!(post("", &[], Some(second)).problem(), ("conflict".into(), vec!["/name".into(), "/key".into()]));
        let listed = caller.get("/api/v1/tests?limit=1");
        assert_eq!((&listed.body["tests"][0]["name"], listed.body["tests"].as_array().unwrap().len()), (&json!("Colour"), 1));
        let next = listed.headers["link"].to_str().unwrap().split(['<', '>']).nth(1).unwrap().to_owned();
        assert_eq!(caller.get(&next).body["tests"][0]["name"], "Price");
        let delete = |path: &str| caller.send("DELETE", &format!("/api/v1/tests{path}"), &[], None);
        assert_eq!(delete("/2?dry_run=1").body["would"], "delete");
        assert_eq!([delete("/2").status, delete("/2").status], [204, 404]);
        // It starts once, and customers come.
        assert_eq!(post("/1/start?dry_run=1", &[], None).body["would"], "start");
        assert_eq!(post("/1/start", &[], None).body["state"], "running");
        assert_eq!(post("/1/start?dry_run=1", &[], None).body["would"], "nothing");
        assert_eq!(delete("/1").problem().0, "conflict");
        let ask = |number: usize| {
            let context = json!({ "context": { "targetingKey": format!("t{number}") } });
            caller.post("/ofrep/v1/evaluate/flags/test.price", context).body["value"].as_str().unwrap().to_owned()
        };
        let values: Vec<String> = (0..10).map(ask).collect();
        let of = |value: &str| values.iter().filter(|one| *one == value).count();
        // Why she gets it, by call and on the page, and all that is held of her.
        let stands = |account: &str, place: usize| caller.get(&format!("/api/v1/customers/{account}/groups?reasons=true")).body["tests"][place].clone();
        let kept = stands("t0", 0);
        assert_eq!((&kept["value"], &kept["why"], &kept["phase"], kept["since"].is_string()), (&json!(values[0]), &json!("kept"), &json!(0), true), "{kept}");
        let lot = stands("t11", 0);
        assert_eq!((&lot["why"], &lot["since"]), (&json!("lot"), &Value::Null), "looking records nothing: {lot}");
        let few = save(&visitor, "Few", "t0@example.com").location();
        let few = few.rsplit('/').next().unwrap();
        let except = with(terms(), &json!({ "app": "1", "name": "Size", "except_groups": [few] }));
        let size = post("", &[], Some(except)).body["id"].as_str().unwrap().to_owned();
        post(&format!("/{size}/start"), &[], None);
        assert_eq!(stands("t0", 0)["why"], "excepted");
        assert_eq!(caller.get("/api/v1/customers/t0").body["apps"][0]["tests"][0]["phase"], 0);
        let page = visitor.get("/customers/check?who=t0").text("#tests");
        assert!(page.contains("Got it on coming in, and keeps it") && page.contains("In a group that the test is not for"), "{page}");
        post(&format!("/{size}/stop"), &[], None);
        assert_eq!(stands("t0", 1), Value::Null, "a stopped test gives everybody the first value");
        let heavier = with(guarded, &json!({ "variants": [{ "value": "old" }, { "value": "new" }] }));
        assert_eq!(put("tests/1", &[("if-match", "*")], heavier.clone()).body["phase"], 1);
        assert_eq!(put(named, &[], with(heavier, &json!({ "goal": "use", "guards": [] }))).problem().1, ["/goal", "/guards"]);
        change(site, "UPDATE exposures SET first_at = '2017-12-10 12:00:00'");
        ask(10);
        let report = caller.get(&format!("{one}/report")).body;
        let came: Vec<u64> = report["values"].as_array().unwrap().iter().map(|value| value["people"].as_u64().unwrap()).collect();
        assert_eq!((report["people"].as_u64().unwrap(), came.iter().sum::<u64>()), (11, 11));
        assert!(came[0] >= of("old") as u64 && came[1] >= of("new") as u64, "{report}");
        assert_eq!((&report["prospects"]["people"], &report["effect"]), (&json!(12), &Value::Null));
        let people = |query: &str| {
            let page = caller.get(&format!("{one}/people?{query}"));
            (page.body["people"].as_array().unwrap().len(), page)
        };
        assert_eq!([people("value=old").0, people("value=new").0].map(|count| count as u64).to_vec(), came);
        assert_eq!([people("phase=0").0, people("phase=1").0, people("since=2018-01-01T00:00:00Z").0], [10, 1, 1]);
        let (count, first) = people("limit=7");
        let next = first.headers["link"].to_str().unwrap().split(['<', '>']).nth(1).unwrap().to_owned();
        let rest = caller.get(&next).body;
        assert_eq!((count, rest["people"].as_array().unwrap().len(), &rest["next"]), (7, 4, &Value::Null));
        assert_eq!(caller.get(&format!("{one}/people?value=red")).problem().1, ["value"]);
        // Whoever may only read sees no small numbers and nobody, and another publisher nothing at all.
        let reader = Caller::with(&visitor, &[Scope::Read]);
        let hidden = reader.get(&format!("{one}/report")).body;
        assert!(hidden["is_size_hidden"] == true && hidden["people"].is_null() && hidden["values"][0]["people"].is_null(), "{hidden}");
        assert_eq!([reader.get(&format!("{one}/people")).status, reader.post("/api/v1/tests/1/stop", json!({})).status], [403, 403]);
        let other = Caller::with(&owner(site, "eve@example.org"), WRITES);
        for path in ["", "/report", "/people"] {
            assert_eq!(other.get(&format!("{one}{path}")).status, 404, "{path}");
        }
        for path in ["start", "stop", "archive"] {
            assert_eq!(other.send("POST", &format!("{one}/{path}"), &[], None).status, 404, "{path}");
        }
        assert_eq!(other.get("/api/v1/tests").body["tests"], json!([]));
        // A value is given to all, once.
        assert_eq!(post("/1/decide", &[], Some(json!({ "value": "red" }))).problem().1, ["/value"]);
        assert_eq!(post("/1/archive", &[], None).problem().0, "conflict");
        assert_eq!(post("/1/stop", &[], None).body["state"], "stopped");
        assert_eq!(put(named, &[], terms()).problem().1.len(), 1);
        assert_eq!(post("/1/decide?dry_run=1", &[], Some(json!({ "value": "new" }))).body["would"], "decide");
        let decided = post("/1/decide", &[], Some(json!({ "value": "new" }))).body;
        assert_eq!((&decided["state"], &decided["winner"], ask(11)), (&json!("decided"), &json!("new"), String::from("new")));
        assert_eq!(stands("t11", 0)["why"], "winner");
        assert_eq!(post("/1/decide", &[], Some(json!({ "value": "old" }))).problem().0, "conflict");
        assert_eq!(post("/1/archive", &[], None).body["state"], "archived");
        assert_eq!(caller.get("/api/v1/tests?state=archived").body["tests"][0]["id"], "1");
        assert_eq!(caller.get("/api/v1/tests?state=gone").problem().1, ["state"]);
    }
}
