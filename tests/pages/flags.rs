//! Flags by the OpenFeature Remote Evaluation Protocol.

use crate::api::{Answer, Caller, id_of};
use crate::rules_of_groups::visitor_with_groups;
use crate::settings::wait_for_counts;
use crate::site::{Site, however_answered};
use crate::visitor::{Visitor, owner};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use diesel::{RunQueryDsl, sql_query};
use engage::access::Scope;
use engage::reading::ImportKind;
use reqwest::blocking::Client;
use ring::hmac;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};

const ALL: &str = "/ofrep/v1/evaluate/flags";

/// A visitor whose segment *Women* is active with its two members.
fn visitor_with_flags(site: &Site) -> Visitor {
    let visitor = visitor_with_groups(site);
    set_minimum(&visitor, "1");
    visitor
}

fn set_minimum(visitor: &Visitor, size: &str) {
    let form = visitor.get("/settings").form("form[action='/settings/rules']");
    form.set("minimum_size", size).press("Save").follow();
}

/// Where the forms of a page are sent whose address ends so.
fn actions(visitor: &Visitor, page: &str, end: &str) -> Vec<String> {
    let page = visitor.get(page);
    page.attributes(&format!("form[action$='{end}']"), "action").into_iter().map(str::to_owned).collect()
}

/// Gives the group's flag this key on its page.
fn set_flag(visitor: &Visitor, group: &str, key: &str, for_clients: bool) {
    let mut form = visitor.get(&format!("/groups/{group}/flag")).form("main form").set("key", key);
    if for_clients {
        form = form.check("for_clients", "on");
    }
    assert_eq!(form.press("Save").follow().status, 200);
}

fn asked(caller: &Caller, key: &str, account: &str) -> Answer {
    caller.post(&format!("{ALL}/{key}"), json!({ "context": { "targetingKey": account, "plan": "pro" } }))
}

/// Makes everything that is kept of the groups' history so many days older.
fn move_history_back(site: &Site, days: i32) {
    let moved = [
        format!("UPDATE snapshots SET taken_on = taken_on - {days}"),
        format!("UPDATE membership_changes SET happened_on = happened_on - {days}"),
        format!("UPDATE group_addresses SET added_on = added_on - {days}"),
    ];
    let run = |connection: &mut _| {
        moved.iter().try_for_each(|moved| RunQueryDsl::execute(sql_query(moved), connection).map(drop))
    };
    site.state.database.write_now(run).unwrap();
}

/// A program of a back end with the secret of a key that an owner has added for the app.
pub struct BackEnd {
    secret: String,
    app: String,
}

impl BackEnd {
    pub fn new(visitor: &Visitor, app: &str) -> Self {
        let fields = [("name", "Shop server"), ("app", app), ("public_key", "")];
        let shown = visitor.post("/programs/flags/keys", &fields).follow().text(".notice.success");
        Self { secret: shown.rsplit(' ').next().unwrap().to_owned(), app: app.to_owned() }
    }

    pub fn sign(&self, account: &str) -> String {
        let end = chrono::Utc::now().timestamp() + 3_600;
        let part = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let claims = json!({ "sub": account, "aud": self.app, "exp": end });
        let message = format!("{}.{}", part(json!({ "alg": "HS256", "typ": "JWT" })), part(claims));
        let signed = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, self.secret.as_bytes()), message.as_bytes());
        format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signed))
    }
}

/// What a program in the browser of `signed` is answered about the person `account`.
fn asked_by(caller: &Caller, path: &str, signed: &str, account: &str) -> Answer {
    caller.send("POST", path, &[("engage-identity", signed)], Some(json!({ "context": { "targetingKey": account } })))
}

however_answered! {
    fn the_flag_of_a_group_is_on_for_its_members(site: &Site) {
        let visitor = visitor_with_flags(site);
        let caller = Caller::with(&visitor, &[Scope::Flags, Scope::Read, Scope::Groups]);
        let of = |key: &str, account: &str| {
            // The second answer comes from what the first one looked up.
            let [first, second] = [(); 2].map(|()| asked(&caller, key, account).body);
            assert_eq!(first, second);
            (first["value"].clone(), first["variant"].clone(), first["reason"].clone())
        };
        let is = |value: bool, variant: &str, reason: &str| (json!(value), json!(variant), json!(reason));
        assert_eq!(of("group.women", "1"), is(true, "in", "TARGETING_MATCH"));
        assert_eq!(of("group.women", "2"), is(false, "out", "STATIC"));
        assert_eq!(of("group.women", "nobody"), is(false, "unknown", "UNKNOWN"));
        assert_eq!(of("group.testers", "2"), is(true, "in", "TARGETING_MATCH"));
        let metadata = asked(&caller, "group.women", "1").body["metadata"].clone();
        assert_eq!((&metadata["group"], metadata["as_of"].as_str().map(str::len)), (&json!("Women"), Some(10)));
        let women = id_of(&caller, "Women");
        set_flag(&visitor, &women, "for.her", false);
        assert_eq!(asked(&caller, "group.women", "1").body["errorCode"], "FLAG_NOT_FOUND");
        assert_eq!(of("group.for.her", "1"), is(true, "in", "TARGETING_MATCH"));
        caller.send("POST", &format!("/api/v1/groups/{women}/archive"), &[], None);
        assert_eq!(of("group.for.her", "1"), is(false, "disabled", "DISABLED"));
    }

    fn a_members_flag_says_since_when_she_is_in_the_group(site: &Site) {
        let visitor = visitor_with_flags(site);
        let caller = Caller::with(&visitor, &[Scope::Flags]);
        let today = site.state.clock.today_in(Default::default());
        let since = |key: &str, account: &str| {
            let metadata = asked(&caller, key, account).body["metadata"].clone();
            metadata.get("since").map(|day| day.as_str().unwrap().to_owned())
        };
        assert_eq!(since("group.women", "1"), Some(today.to_string()));
        assert_eq!(since("group.testers", "2"), Some(today.to_string()));
        move_history_back(site, 5);
        let long_ago = Some(today.minus(5).to_string());
        // Cleo becomes a man for a day; Bob becomes a woman.
        for (cleo, bob) in [("M", "F"), ("F", "F")] {
            let file = site.file("customers.csv", &format!("account_id,gender\n3,{cleo}\n2,{bob}\n"));
            site.take("Journey", ImportKind::Customers, &file);
            wait_for_counts(site);
            assert_eq!((since("group.women", "1"), since("group.women", "2")), (long_ago.clone(), Some(today.to_string())));
            assert_eq!(since("group.women", "3"), (cleo == "F").then(|| today.to_string()));
        }
        assert_eq!(since("group.testers", "2"), long_ago);
        let testers = id_of(&Caller::with(&visitor, &[Scope::Read]), "Testers");
        let added = visitor.get(&format!("/groups/{testers}/edit")).form("#group-form");
        added.set("addresses", "cleo@example.com\nbob@example.com\n1").check("consent", "on").press("save").follow();
        let (bob, cleo, ann) = (since("group.testers", "2"), since("group.testers", "3"), since("group.testers", "1"));
        assert_eq!((bob, cleo, ann), (long_ago, Some(today.to_string()), Some(today.to_string())), "who stays keeps the day");
        let people = asked(&caller, "group.testers", "nobody").body;
        assert!(people["metadata"].get("since").is_none(), "{people}");
    }

    fn a_segment_with_too_few_members_is_off_whatever_the_token_may_do(site: &Site) {
        let visitor = visitor_with_flags(site);
        let caller = Caller::with(&visitor, Scope::ALL);
        assert_eq!(asked(&caller, "group.women", "1").body["value"], true);
        set_minimum(&visitor, "3");
        let small = asked(&caller, "group.women", "1").body;
        assert_eq!((&small["value"], &small["reason"]), (&json!(false), &json!("DISABLED")));
        assert_eq!(asked(&caller, "group.testers", "2").body["value"], true, "a known user group has no minimum");
    }

    fn what_cannot_be_answered_says_why_in_the_words_of_the_protocol(site: &Site) {
        let visitor = visitor_with_flags(site);
        let caller = Caller::with(&visitor, &[Scope::Flags]);
        let path = format!("{ALL}/group.women");
        let failed = |body: Value| {
            let answer = caller.post(&path, body);
            assert_eq!(answer.headers["access-control-allow-origin"], "*");
            assert!(answer.body["errorDetails"].is_string(), "{}", answer.body);
            (answer.status, answer.body["errorCode"].clone(), answer.body["key"].clone())
        };
        let key = json!("group.women");
        assert_eq!(failed(json!({ "context": {} })), (400, json!("TARGETING_KEY_MISSING"), key.clone()));
        assert_eq!(failed(json!({ "context": { "targetingKey": 1 } })), (400, json!("INVALID_CONTEXT"), key.clone()));
        assert_eq!(failed(json!({ "context": [] })), (400, json!("INVALID_CONTEXT"), key.clone()));
        assert_eq!(failed(json!({ "context": { "targetingKey": "a\u{0}" } })), (400, json!("INVALID_CONTEXT"), key.clone()));
        assert_eq!(failed(json!([])), (400, json!("INVALID_CONTEXT"), key));
        let nowhere = asked(&caller, "group.nobody-made-it", "1");
        assert_eq!((nowhere.status, &nowhere.body["errorCode"]), (404, &json!("FLAG_NOT_FOUND")));
        assert_eq!(asked(&caller, "flight", "1").status, 404);
        assert_eq!(asked(&Caller::with(&visitor, &[Scope::Read]), "group.women", "1").status, 403);
        assert_eq!(asked(&Caller::at(&visitor.url, "engs_wrong"), "group.women", "1").status, 401);
        for (method, path, status) in [("GET", ALL, 405), ("POST", "/ofrep/v2", 404), ("GET", "/ofrep/v1/events", 401), ("GET", "/ofrep/v1/events?ticket=00", 401)] {
            let answer = caller.send(method, path, &[], None);
            assert_eq!((answer.status, answer.body["errorDetails"].is_string()), (status, true), "{method} {path}");
        }
        let long = json!({ "context": { "targetingKey": "1", "more": "x".repeat(20_000) } });
        assert_eq!(caller.post(&path, long).status, 413);
    }

    fn all_flags_for_clients_come_at_once_and_only_if_they_differ(site: &Site) {
        let visitor = visitor_with_flags(site);
        let caller = Caller::with(&visitor, &[Scope::Flags, Scope::Read]);
        let ask = |account: &str, plan: &str, tag: &str| {
            let body = json!({ "context": { "targetingKey": account, "plan": plan } });
            caller.send("POST", ALL, &[("if-none-match", tag)], Some(body))
        };
        assert_eq!(ask("1", "a", "").body["flags"], json!([]), "groups are not for clients unless someone says so");
        let [women, testers] = ["Women", "Testers"].map(|name| id_of(&caller, name));
        set_flag(&visitor, &women, "women", true);
        set_flag(&visitor, &testers, "testers", true);
        let first = ask("1", "a", "");
        let keys = first.body["flags"].as_array().unwrap().iter();
        assert_eq!(keys.map(|flag| (flag["key"].clone(), flag["value"].clone())).collect::<Vec<_>>(), [
            (json!("group.testers"), json!(false)),
            (json!("group.women"), json!(true)),
        ]);
        let tag = first.headers["etag"].to_str().unwrap().to_owned();
        for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}")] {
            let again = ask("1", "a", &known);
            assert_eq!((again.status, &again.headers["etag"], &again.body), (304, &first.headers["etag"], &Value::Null));
            assert!(again.headers["access-control-expose-headers"].to_str().unwrap().contains("ETag"));
        }
        assert_eq!(ask("1", "b", &tag).status, 200, "the tag is of the context too");
        assert_eq!(ask("2", "a", &tag).status, 200);
        site.take("Journey", ImportKind::Customers, &site.file("more.csv", "account_id,gender,age\n1,m,30\n"));
        let changed = ask("1", "a", &tag);
        assert_eq!((changed.status, &changed.body["flags"][1]["value"]), (200, &json!(false)));
        let asks = Client::new().request("OPTIONS".parse().unwrap(), format!("{}{ALL}", visitor.url)).header("origin", "https://shop.example");
        let may = asks.header("access-control-request-headers", "authorization,engage-identity").send().unwrap();
        assert_eq!((may.status().as_u16(), &may.headers()["access-control-allow-origin"]), (204, &"*".parse().unwrap()));
        assert!(may.headers()["access-control-allow-headers"].to_str().unwrap().contains("engage-identity"));
    }

    fn a_public_token_answers_only_for_whom_a_back_end_signed(site: &Site) {
        let visitor = visitor_with_flags(site);
        let reader = Caller::with(&visitor, &[Scope::Read]);
        let app = reader.get("/api/v1/apps").body["apps"][0]["id"].as_str().unwrap().to_owned();
        let [women, testers] = ["Women", "Testers"].map(|name| id_of(&reader, name));
        set_flag(&visitor, &testers, "testers", true);
        let page = Caller::public(&visitor, &app);
        assert_eq!(asked(&page, "group.testers", "2").status, 403, "nothing is signed");
        let back_end = BackEnd::new(&visitor, &app);
        let bob = back_end.sign("2");
        let path = format!("{ALL}/group.testers");
        assert_eq!(asked_by(&page, &path, &bob, "2").body["value"], true);
        let other = asked_by(&page, &path, &bob, "1");
        assert_eq!((other.status, &other.body["value"]), (403, &Value::Null));
        assert_eq!(asked_by(&page, ALL, &bob, "2").body["flags"][0]["key"], "group.testers");
        assert_eq!(asked_by(&page, ALL, &bob, "1").status, 403);
        let hidden = asked_by(&page, &format!("{ALL}/group.women"), &bob, "2");
        let missing = asked_by(&page, &format!("{ALL}/group.nothing"), &bob, "2");
        assert_eq!((hidden.status, &hidden.body["errorDetails"]), (404, &missing.body["errorDetails"]));
        set_flag(&visitor, &women, "women", true);
        assert_eq!(asked_by(&page, &format!("{ALL}/group.women"), &bob, "2").body["value"], false);
        let stranger = BackEnd { secret: String::from("guessed"), app: app.clone() };
        assert_eq!(asked_by(&page, &path, &stranger.sign("2"), "2").status, 403);
        let elsewhere = BackEnd { app: String::from("999"), ..BackEnd::new(&visitor, &app) };
        assert_eq!(asked_by(&page, &path, &elsewhere.sign("2"), "2").status, 403);
        for path in ["/api/v1/groups", "/api/v1/apps", &format!("/api/v1/groups/{testers}/members/2")] {
            assert_eq!(page.send("GET", path, &[("engage-identity", &bob)], None).status, 403, "{path}");
        }
        for action in actions(&visitor, "/programs/flags", "/retire") {
            assert_eq!(visitor.post(&action, &[]).follow().status, 200);
        }
        assert_eq!(asked_by(&page, &path, &bob, "2").status, 403, "its key is retired");
    }

    fn a_change_is_told_to_who_waits_until_the_token_is_revoked(site: &Site) {
        let visitor = visitor_with_flags(site);
        let caller = Caller::with(&visitor, &[Scope::Flags, Scope::Read]);
        let women = id_of(&caller, "Women");
        set_flag(&visitor, &women, "women", true);
        let ask = || caller.post(ALL, json!({ "context": { "targetingKey": "1" } }));
        let flags = ask();
        let stream = &flags.body["eventStreams"][0];
        assert_eq!(stream["type"], "sse");
        let address = format!("{}{}", visitor.url, stream["endpoint"]["requestUri"].as_str().unwrap());
        let client = Client::builder().timeout(None).build().unwrap();
        let open = |address: &str| {
            let response = client.get(address).send().unwrap();
            assert_eq!(response.headers()["content-type"], "text/event-stream");
            assert_eq!(response.headers()["access-control-allow-origin"], "*");
            BufReader::new(response).lines().map_while(Result::ok).filter(|line| line.starts_with("data:"))
        };
        let mut events = open(&address);
        site.take("Journey", ImportKind::Customers, &site.file("more.csv", "account_id,gender,age\n1,m,30\n"));
        let event: Value = serde_json::from_str(events.next().unwrap().strip_prefix("data: ").unwrap()).unwrap();
        assert_eq!(event["type"], "refetchEvaluation");
        assert_eq!(ask().body["flags"][0]["value"], false);
        // Who connects after a change hears of it too.
        assert!(open(&address).next().unwrap().contains("refetchEvaluation"));
        for action in actions(&visitor, "/programs", "/revoke") {
            visitor.post(&action, &[]).follow();
        }
        assert_eq!(events.next(), None, "the stream has ended");
    }

    fn the_key_of_a_flag_is_free_readable_and_not_taken_twice(site: &Site) {
        let visitor = visitor_with_flags(site);
        let caller = Caller::with(&visitor, &[Scope::Read]);
        let path = |name: &str| format!("/groups/{}/flag", id_of(&caller, name));
        let key_of = |name: &str| visitor.get(&path(name)).form("main form").value("key").to_owned();
        crate::rules_of_groups::save_formula(&visitor, "Été à Paris !", "Gender == Male");
        crate::rules_of_groups::save_formula(&visitor, "ete, a Paris", "Gender == Male");
        crate::rules_of_groups::save_formula(&visitor, "東京", "Gender == Male");
        assert_eq!(["Été à Paris !", "ete, a Paris", "東京", "Testers"].map(key_of), ["ete-a-paris", "ete-a-paris-2", "group", "testers"]);
        let change = |name: &str, key: &str| visitor.get(&path(name)).form("main form").set("key", key).press("Save");
        let taken = change("Testers", "women");
        assert_eq!((taken.status, taken.form("main form").value("key")), (422, "women"));
        for wrong in ["Women", "a b", "é", "", "a/b", &"x".repeat(101)] {
            assert_eq!(change("Testers", wrong).status, 422, "{wrong}");
        }
        let before = visitor.get(&path("Testers")).form("main form");
        assert_eq!(change("Testers", "beta.1_x-2").follow().status, 200);
        let late = before.set("key", "late").press("Save");
        assert_eq!(late.status, 422);
        assert!(late.text("main").contains("beta.1_x-2"), "what was changed meanwhile is shown");
    }

    fn keys_of_back_ends_are_named_checked_and_bounded(site: &Site) {
        let visitor = visitor_with_flags(site);
        let caller = Caller::with(&visitor, &[Scope::Read]);
        let app = caller.get("/api/v1/apps").body["apps"][0]["id"].as_str().unwrap().to_owned();
        let add = |name: &str, key: &str| visitor.post("/programs/flags/keys", &[("name", name), ("app", &app), ("public_key", key)]);
        let public = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";
        assert_eq!(add("", public).status, 422);
        let private = add("One", &public.replace("PUBLIC", "PRIVATE"));
        assert_eq!((private.status, private.form("main form[action$='/keys']").value("name")), (422, "One"));
        assert_eq!(add("One", "no key").status, 422);
        assert!(add("One", public).follow().text("table").contains("EdDSA"));
        for number in 2..=4 {
            assert_eq!(add(&number.to_string(), "").follow().status, 200);
        }
        assert_eq!(add("Five", "").status, 422, "an app has few keys");
        let action = actions(&visitor, "/programs/flags", "/retire").remove(0);
        assert_eq!([visitor.post(&action, &[]).follow().status, visitor.post(&action, &[]).follow().status], [200, 200]);
        assert_eq!(add("Five", "").follow().status, 200);
        let other = owner(site, "eve@example.com");
        assert_eq!(other.post(&action, &[]).status, 404, "another publisher's key");
    }
}
