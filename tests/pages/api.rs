//! What programs ask and change with tokens.

use crate::rules_of_groups::visitor_with_groups;
use crate::site::{however_answered, on_both_databases};
use crate::visitor::{Visitor, owner};
use engage::access::Scope;
use engage::api::document::document;
use engage::api::routes::table;
use engage::reading::ImportKind;
use reqwest::blocking::Client;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

/// A program with a token.
pub struct Caller {
    url: String,
    pub token: String,
    client: Client,
}

/// What a call was answered.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Caller {
    /// A program whose token may do this, created on the page by a signed-in owner.
    pub fn with(visitor: &Visitor, scopes: &[Scope]) -> Self {
        Self::named(visitor, "Nightly upload", scopes)
    }

    /// [`Caller::with`] a token of this name.
    pub fn named(visitor: &Visitor, name: &str, scopes: &[Scope]) -> Self {
        Self::with_app(visitor, name, scopes, "")
    }

    /// [`Caller::named`] with a token of one app.
    pub fn with_app(visitor: &Visitor, name: &str, scopes: &[Scope], app: &str) -> Self {
        Self::created(visitor, &[("name", name), ("app", app), ("expires", "30")], scopes)
    }

    /// A program in people's browsers, of this app.
    pub fn public(visitor: &Visitor, app: &str) -> Self {
        Self::created(visitor, &[("name", "Shop page"), ("app", app), ("kind", "public"), ("expires", "")], &[])
    }

    fn created(visitor: &Visitor, fields: &[(&str, &str)], scopes: &[Scope]) -> Self {
        let mut fields = fields.to_vec();
        fields.extend(scopes.iter().map(|scope| (scope.word(), "on")));
        let page = visitor.post("/programs/tokens", &fields).follow();
        let shown = page.text(".notice.success");
        let token = shown.rsplit(' ').next().unwrap().to_owned();
        assert!(token.starts_with("engs_") || token.starts_with("engp_"), "{shown}");
        Self::at(&visitor.url, &token)
    }

    pub fn at(url: &str, token: &str) -> Self {
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { url: url.to_owned(), token: token.to_owned(), client }
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<Value>) -> Answer {
        let method = method.parse().unwrap();
        let mut request = self.client.request(method, format!("{}{path}", self.url)).bearer_auth(&self.token);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let response = request.send().unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().unwrap();
        let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).expect(&text) };
        Answer { status, headers, body }
    }

    /// Sends a body that is no JSON. Returns the status, the headers and the text of the answer.
    pub fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> (u16, HeaderMap, String) {
        let mut request =
            self.client.request(method.parse().unwrap(), format!("{}{path}", self.url)).bearer_auth(&self.token);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.body(body).send().unwrap();
        (response.status().as_u16(), response.headers().clone(), response.text().unwrap())
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], None)
    }

    pub fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, &[], Some(body))
    }
}

impl Answer {
    /// The words of the problem, and the pointers of what is wrong.
    pub fn problem(&self) -> (String, Vec<String>) {
        assert_eq!(self.headers["content-type"], "application/problem+json", "{}", self.body);
        assert_eq!(self.body["status"], self.status);
        let kind = self.body["type"].as_str().unwrap().rsplit('#').next().unwrap().to_owned();
        let wrong = self.body["errors"].as_array().cloned().unwrap_or_default();
        let place = |one: &Value| one["pointer"].as_str().or(one["parameter"].as_str()).unwrap().to_owned();
        (kind, wrong.iter().map(place).collect())
    }
}

pub const ALL: &[Scope] = Scope::ALL;

pub fn id_of(caller: &Caller, name: &str) -> String {
    let groups = caller.get("/api/v1/groups").body;
    let groups = groups["groups"].as_array().unwrap().clone();
    groups.iter().find(|group| group["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
}

however_answered! {
    fn a_program_reads_apps_and_groups_page_by_page(site: &Site) {
        let caller = Caller::with(&visitor_with_groups(site), ALL);
        let apps = caller.get("/api/v1/apps");
        assert_eq!((apps.status, &apps.body["apps"][0]["name"]), (200, &json!("Journey")));
        let app = apps.body["apps"][0]["id"].as_str().unwrap();
        assert_eq!(caller.get(&format!("/api/v1/apps/{app}")).body, apps.body["apps"][0]);
        let all = caller.get("/api/v1/groups").body;
        let first = caller.get("/api/v1/groups?limit=1");
        assert_eq!((&first.body["groups"][0], first.body["next"].is_string()), (&all["groups"][0], true));
        let link = first.headers["link"].to_str().unwrap();
        let next = link.split(['<', '>']).nth(1).unwrap();
        let second = caller.get(next);
        assert_eq!((&second.body["groups"][0], &second.body["next"]), (&all["groups"][1], &Value::Null));
        let women = caller.get(&format!("/api/v1/groups/{}", id_of(&caller, "Women")));
        assert_eq!((&women.body["formula"], &women.body["kind"]), (&json!("Gender == Female"), &json!("segment")));
        assert_eq!(women.headers["etag"], format!("\"{}\"", women.body["version"]));
    }

    fn who_is_in_which_group_is_answered_one_by_one_at_once_and_with_reasons(site: &Site) {
        let caller = Caller::with(&visitor_with_groups(site), &[Scope::Read, Scope::Members]);
        let (women, testers) = (id_of(&caller, "Women"), id_of(&caller, "Testers"));
        let is_in = |group: &str, account: &str| caller.get(&format!("/api/v1/groups/{group}/members/{account}")).body;
        assert_eq!(is_in(&women, "1"), json!({ "group": women, "account_id": "1", "is_member": true, "is_customer": true }));
        assert_eq!(is_in(&testers, "2")["is_member"], true);
        assert_eq!(is_in(&testers, "1")["is_member"], false);
        let nobody = is_in(&women, "nobody%2F%3F%C3%A9");
        assert_eq!((&nobody["account_id"], &nobody["is_customer"]), (&json!("nobody/?é"), &json!(false)));
        let asked = json!({ "account_ids": ["2", "1", "nobody"], "groups": [women, testers] });
        let found = caller.post("/api/v1/memberships", asked).body;
        assert_eq!(found["memberships"], json!([
            { "account_id": "2", "is_customer": true, "groups": [testers] },
            { "account_id": "1", "is_customer": true, "groups": [women] },
            { "account_id": "nobody", "is_customer": false, "groups": [] },
        ]));
        let why = caller.get("/api/v1/customers/2/groups?reasons=true").body;
        let of_women = why["groups"].as_array().unwrap().iter().find(|group| group["name"] == "Women").unwrap();
        assert_eq!(of_women["reasons"], json!([{ "excludes": false, "meets": false, "conditions": [
            { "condition": "Gender == Female", "alternative": 1, "meets": false, "actual": "male" },
        ] }]));
        let page = caller.get(&format!("/api/v1/groups/{women}/members?limit=1")).body;
        assert_eq!((&page["total"], &page["members"][0]["account_id"]), (&json!(2), &json!("1")));
        assert_eq!(caller.get("/api/v1/customers/1").body["customer"]["account_id"], "1");
    }

    fn what_was_answered_before_is_answered_anew_after_every_change(site: &Site) {
        let caller = Caller::with(&visitor_with_groups(site), ALL);
        let (women, testers) = (id_of(&caller, "Women"), id_of(&caller, "Testers"));
        // The second answer comes from what the first one looked up.
        let asked = |group: &str, account: &str| {
            let answers = [(); 3].map(|()| caller.get(&format!("/api/v1/groups/{group}/members/{account}")).body);
            assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
            (answers[0]["is_member"] == true, answers[0]["is_customer"] == true)
        };
        let nobody = (false, false);
        let (member, outside) = ((true, true), (false, true));
        assert_eq!([asked(&women, "1"), asked(&women, "2"), asked(&women, "late")], [member, outside, nobody]);
        assert_eq!([asked(&testers, "1"), asked(&testers, "2"), asked(&testers, "late")], [outside, member, nobody]);
        site.take("Journey", ImportKind::Customers, &site.file("late.csv", "account_id,gender,age\nlate,f,30\n1,m,30\n"));
        assert_eq!([asked(&women, "1"), asked(&women, "late")], [outside, member]);
        let people = json!({ "action": "add", "people": ["late"], "consent": true });
        assert_eq!(caller.post(&format!("/api/v1/groups/{testers}/people"), people).body["added"], 1);
        assert_eq!([asked(&testers, "late"), asked(&testers, "1")], [member, outside]);
        let rule = json!({ "rule": "Gender == Male" });
        let path = format!("/api/v1/groups/{women}");
        let tag = caller.get(&path).headers["etag"].clone();
        assert_eq!(caller.send("PATCH", &path, &[("if-match", tag.to_str().unwrap())], Some(rule)).status, 200);
        assert_eq!([asked(&women, "1"), asked(&women, "late")], [member, outside]);
        assert_eq!(caller.send("DELETE", "/api/v1/customers/1", &[], None).status, 204);
        assert_eq!([asked(&women, "1"), asked(&testers, "1")], [nobody, nobody]);
        site.take("Journey", ImportKind::Customers, &site.file("more.csv", "account_id,gender,age\nlast,m,30\n"));
        assert_eq!([asked(&women, "last"), asked(&women, "2"), asked(&women, "1")], [member, member, nobody]);
        assert_eq!(caller.send("POST", &format!("{path}/archive"), &[], None).status, 200);
        assert_eq!(caller.get(&format!("{path}/members/last")).status, 404);
    }

    fn groups_are_created_put_changed_and_archived(site: &Site) {
        let caller = Caller::with(&visitor_with_groups(site), ALL);
        let app = caller.get("/api/v1/apps").body["apps"][0]["id"].clone();
        let adults = json!({ "name": "Adults", "app": app, "rule": "Age >= 18" });
        let tried = caller.send("POST", "/api/v1/groups?dry_run=1", &[], Some(adults.clone()));
        assert_eq!((tried.status, &tried.body["would"], &tried.body["members"]), (200, &json!("create"), &json!(3)));
        let made = caller.post("/api/v1/groups", adults.clone());
        assert_eq!((made.status, &made.body["members"]), (201, &json!(3)));
        assert_eq!(made.headers["location"], format!("/api/v1/groups/{}", made.body["id"].as_str().unwrap()));
        assert_eq!(caller.post("/api/v1/groups", adults).problem(), ("conflict".into(), vec!["/name".into()]));

        let path = "/api/v1/groups/by-name/adults";
        let put = |rule: &str| caller.send("PUT", path, &[], Some(json!({ "app": app, "rule": rule })));
        let same = put("Age >= 18");
        assert_eq!((same.status, &same.body["version"]), (200, &made.body["version"]), "nothing changes");
        let other = put("Âge >= 65");
        assert_eq!((other.status, &other.body["formula"]), (200, &json!("Age >= 65")), "French is read too");
        let wrong = put("Age >= many");
        assert_eq!((wrong.status, wrong.problem().1), (422, vec!["/rule".into()]));

        let path = format!("/api/v1/groups/{}", made.body["id"].as_str().unwrap());
        let rename = |headers: &[(&str, &str)]| caller.send("PATCH", &path, headers, Some(json!({ "name": "Elders" })));
        assert_eq!(rename(&[]).problem().0, "version-missing");
        assert_eq!(rename(&[("if-match", "\"1\"")]).problem().0, "changed-meanwhile");
        assert_eq!(rename(&[("if-match", "no tag")]).problem().0, "unreadable");
        let tag = other.headers["etag"].to_str().unwrap();
        let renamed = rename(&[("if-match", &format!("\"1\", W/{tag}"))]);
        assert_eq!(rename(&[("if-match", "*")]).status, 200);
        assert_eq!((renamed.status, &renamed.body["name"], &renamed.body["formula"]), (200, &json!("Elders"), &json!("Age >= 65")));
        let archived = caller.send("POST", &format!("{path}/archive"), &[], None);
        assert_eq!(archived.body["status"], "archived");
        assert_eq!(caller.get(&format!("{path}/members/1")).problem().0, "not-found");
        assert_eq!(caller.send("POST", &format!("{path}/restore"), &[], None).body["status"], "inactive", "it has too few members");
    }

    fn people_are_added_replaced_and_removed_with_a_result_for_each(site: &Site) {
        let caller = Caller::with(&visitor_with_groups(site), ALL);
        let path = format!("/api/v1/groups/{}/people", id_of(&caller, "Testers"));
        let change = |action: &str, people: Value| {
            caller.post(&path, json!({ "action": action, "people": people, "consent": true }))
        };
        let results = |answer: &Answer| {
            let results = answer.body["results"].as_array().unwrap().clone();
            results.iter().map(|one| one["result"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let added = change("add", json!(["ann@example.com", "bob@example.com", "ANN@example.com", "no one", "x@"]));
        assert_eq!(results(&added), ["added", "already_there", "repeated", "refused", "refused"], "{}", added.body);
        assert!(added.body["results"][4]["reason"].is_string());
        let removed = change("remove", json!(["bob@example.com", "carl@example.com"]));
        assert_eq!(results(&removed), ["removed", "not_there"]);
        let without = caller.post(&path, json!({ "action": "replace", "people": ["bob@example.com"] }));
        assert_eq!(without.problem(), ("invalid".into(), vec!["/consent".into()]));
        let replaced = change("replace", json!(["bob@example.com"]));
        assert_eq!((&replaced.body["added"], &replaced.body["removed"], &replaced.body["total"]), (&json!(1), &json!(2), &json!(1)));
    }
}

on_both_databases! {
    fn pages_of_a_known_user_group_leave_nobody_out_while_it_changes(site: &Site) {
        let caller = Caller::with(&visitor_with_groups(site), ALL);
        let testers = id_of(&caller, "Testers");
        let change = |action: &str, people: &[String]| {
            let body = json!({ "action": action, "people": people, "consent": true });
            assert_eq!(caller.post(&format!("/api/v1/groups/{testers}/people"), body).status, 200);
        };
        let people: Vec<String> = (0..30).map(|number| format!("person{number:02}@example.com")).collect();
        change("replace", &people);
        let (mut found, mut after) = (Vec::new(), String::new());
        for turn in 0.. {
            let page = caller.get(&format!("/api/v1/groups/{testers}/members?limit=4{after}")).body;
            found.extend(page["members"].as_array().unwrap().iter().map(|one| one["email"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
            // Those who were read already go, and others come.
            change("remove", &found[turn..=turn]);
            change("add", &[format!("late{turn}@example.com")]);
        }
        let early: Vec<&String> = found.iter().filter(|one| one.starts_with("person")).collect();
        assert!(people.iter().all(|one| early.contains(&one)), "{early:?}");
        assert_eq!(early.len(), people.len(), "nobody comes twice");
    }
}

however_answered! {
    fn a_rule_is_previewed_with_exact_numbers(site: &Site) {
        let visitor = visitor_with_groups(site);
        let caller = Caller::with(&visitor, ALL);
        let app = caller.get("/api/v1/apps").body["apps"][0]["id"].clone();
        let found = caller.post("/api/v1/segments/preview", json!({ "app": app, "rule": "Gender == Female" }));
        assert_eq!((found.status, &found.body["members"], &found.body["customers"]), (200, &json!(2), &json!(3)), "{}", found.body);
        assert_eq!(found.body["breakdown"]["market"], json!([{ "value": "FR", "members": 1 }, { "value": "US", "members": 1 }]));
        let wrong = caller.post("/api/v1/segments/preview", json!({ "app": "999", "rule": "Gender == Female" }));
        assert_eq!(wrong.problem(), ("invalid".into(), vec!["/app".into()]));
    }
}

on_both_databases! {
    fn a_token_does_what_its_scopes_say_until_it_is_revoked(site: &Site) {
        let visitor = visitor_with_groups(site);
        let reader = Caller::with(&visitor, &[Scope::Read]);
        let women = id_of(&reader, "Women");
        for (method, path) in [("GET", "members"), ("POST", "archive")] {
            let refused = reader.send(method, &format!("/api/v1/groups/{women}/{path}"), &[], None);
            assert_eq!((refused.status, refused.problem().0.as_str()), (403, "out-of-scope"));
        }
        let page = visitor.get("/programs");
        assert!(page.text("tbody tr").contains("Ask for groups"), "{}", page.text("tbody tr"));
        let revoked = page.form("form[action$='/revoke']").press("Revoke");
        assert!(revoked.follow().text(".notice").contains("is revoked"));
        let refused = reader.get("/api/v1/groups");
        assert_eq!((refused.status, refused.problem().0.as_str()), (401, "unauthorized"));
        assert!(refused.headers["www-authenticate"].to_str().unwrap().starts_with("Bearer"));
        let log: Vec<String> = visitor.get("/programs").select("tbody td");
        assert!(log.iter().any(|cell| cell.starts_with("Revoked on")), "{log:?}");
    }

    fn every_call_wants_a_token_with_its_scope(site: &Site) {
        let visitor = visitor_with_groups(site);
        let without = |scope: Scope| {
            let others: Vec<Scope> = ALL.iter().copied().filter(|other| *other != scope).collect();
            (scope, Caller::with(&visitor, &others))
        };
        let (nobody, callers) = (Caller::at(&site.url, "none"), ALL.iter().copied().map(without).collect::<Vec<_>>());
        for call in table() {
            let Some(wanted) = call.scope else { continue };
            let path = format!("/api{}", call.path);
            let path = path.replace("{app}", "1").replace("{kind}", "usage").replace("{import}", "1").replace("{group}", "1").replace("{account_id}", "1").replace("{name}", "Women").replace("{flight}", "standard").replace("{version}", "1.0.0");
            let method = call.method.as_str();
            assert_eq!(nobody.send(method, &path, &[], None).problem().0, "unauthorized", "{method} {path}");
            let (_, caller) = callers.iter().find(|(scope, _)| *scope == wanted).unwrap();
            assert_eq!(caller.send(method, &path, &[], None).problem().0, "out-of-scope", "{method} {path}");
        }
    }
}

however_answered! {
    fn sizes_of_small_segments_are_hidden_from_tokens_that_only_read(site: &Site) {
        let visitor = visitor_with_groups(site);
        let form = visitor.get("/settings").form("form[action='/settings/rules']").set("minimum_size", "50");
        form.press("Save");
        let (reader, all) = (Caller::with(&visitor, &[Scope::Read]), Caller::with(&visitor, ALL));
        let women = id_of(&reader, "Women");
        let hidden = reader.get(&format!("/api/v1/groups/{women}")).body;
        assert_eq!((&hidden["members"], &hidden["is_size_hidden"], &hidden["status"]), (&Value::Null, &json!(true), &json!("inactive")));
        assert_eq!(reader.get(&format!("/api/v1/groups/{women}/members/1")).problem().0, "out-of-scope");
        let memberships = reader.post("/api/v1/memberships", json!({ "account_ids": ["1"] })).body;
        assert!(!memberships["groups"].as_array().unwrap().contains(&json!(women)), "{memberships}");
        let app = reader.get("/api/v1/apps").body["apps"][0]["id"].clone();
        let preview = json!({ "app": app, "rule": "Gender == Female" });
        let seen = reader.post("/api/v1/segments/preview", preview.clone()).body;
        assert_eq!((&seen["members"], &seen["remaining"], &seen["breakdown"]), (&Value::Null, &Value::Null, &Value::Null));
        assert_eq!(all.post("/api/v1/segments/preview", preview).body["members"], 2);
        assert_eq!(all.get(&format!("/api/v1/groups/{women}/members/1")).body["is_member"], true);
    }

    fn another_publisher_and_a_token_of_another_app_find_nothing(site: &Site) {
        let visitor = visitor_with_groups(site);
        let own = Caller::with(&visitor, ALL);
        let (women, testers) = (id_of(&own, "Women"), id_of(&own, "Testers"));
        let bob = owner(site, "bob@example.org");
        crate::apps::add_app(&bob, "Elsewhere");
        let stranger = Caller::with(&bob, ALL);
        let paths = [
            ("GET", format!("/api/v1/groups/{women}")),
            ("GET", format!("/api/v1/groups/{testers}/members")),
            ("GET", format!("/api/v1/groups/{women}/members/1")),
            ("POST", format!("/api/v1/groups/{women}/archive")),
            ("GET", String::from("/api/v1/customers/1")),
            ("DELETE", String::from("/api/v1/customers/1")),
            ("GET", String::from("/api/v1/customers/1/groups")),
            ("GET", String::from("/api/v1/apps/1")),
        ];
        for (method, path) in &paths {
            assert_eq!(stranger.send(method, path, &[], None).problem().0, "not-found", "{method} {path}");
        }
        crate::apps::add_app(&visitor, "Second");
        let second = own.get("/api/v1/apps").body["apps"].as_array().unwrap().iter().find(|app| app["name"] == "Second").unwrap()["id"].clone();
        let narrow = Caller::with_app(&visitor, "Narrow", ALL, second.as_str().unwrap());
        for (method, path) in paths.iter().filter(|(_, path)| path != "/api/v1/customers/1/groups") {
            assert_eq!(narrow.send(method, path, &[], None).problem().0, "not-found", "{method} {path}");
        }
        assert_eq!(narrow.get("/api/v1/groups").body["groups"], json!([]));
        assert_eq!(narrow.get("/api/v1/customers/1/groups").body["groups"], json!([]));
        assert_eq!(narrow.get("/api/v1/apps").body["apps"].as_array().unwrap().len(), 1);
    }
}

on_both_databases! {
    fn a_customer_is_erased_once_and_for_good(site: &Site) {
        let caller = Caller::with(&visitor_with_groups(site), ALL);
        let erase = || caller.send("DELETE", "/api/v1/customers/1", &[], None).status;
        assert_eq!((erase(), erase()), (204, 404));
        assert_eq!(caller.get("/api/v1/customers/1").status, 404);
    }

    fn the_examples_of_the_page_work_as_they_stand_and_change_nothing(site: &Site) {
        let visitor = visitor_with_groups(site);
        // The examples name made up people.
        let people = "account_id,email,age\nu-1001,u1@example.com,30\nu-1002,u2@example.com,40\n";
        site.take("Journey", ImportKind::Customers, &site.file("u.csv", people));
        crate::flights::add_flight(&visitor);
        let us = crate::groups::save(&visitor, "Us", "u1@example.com").location();
        crate::offers::with_pool(&visitor, us.rsplit('/').next().unwrap());
        let draft = crate::notifications::add_draft(&visitor, "Spring").location();
        visitor.post(&format!("{draft}/keep"), &[]).location();
        let us = us.rsplit('/').next().unwrap();
        crate::group_tests::create(&visitor, "Price", us);
        let running = crate::group_tests::create(&visitor, "Colour", us);
        visitor.post(&format!("{running}/start"), &[]).location();
        let caller = Caller::with(&visitor, ALL);
        let versions = || {
            let groups = caller.get("/api/v1/groups").body["groups"].as_array().unwrap().clone();
            groups.iter().map(|group| (group["name"].clone(), group["version"].clone())).collect::<Vec<_>>()
        };
        let before = versions();
        let page = visitor.get("/programs/api");
        let examples = page.select("pre.command");
        assert_eq!(examples.len(), table().len() - 1);
        for example in &examples {
            // The examples name the address in the settings; the tests' program listens on a free port.
            let here = example.replace("http://127.0.0.1:0", &site.url);
            let command = format!("{} -s -o /dev/null -w '%{{http_code}}'", here.replace(" \\ ", " "));
            let run = std::process::Command::new("sh").arg("-c").arg(&command).env("ENGAGE_TOKEN", &caller.token).output();
            let status = String::from_utf8(run.unwrap().stdout).unwrap();
            assert_eq!(status, "200", "{command}");
        }
        assert_eq!(versions(), before);
    }

    fn calls_never_answer_html_read_no_cookie_and_say_what_is_wrong(site: &Site) {
        let visitor = visitor_with_groups(site);
        let caller = Caller::with(&visitor, ALL);
        assert_eq!(caller.get("/api/v1/nothing").problem().0, "not-found");
        assert_eq!(caller.get("/api/v1/groups/x").problem().0, "not-found");
        let wrong = caller.send("DELETE", "/api/v1/groups", &[], None);
        assert_eq!((wrong.problem().0.as_str(), wrong.headers["allow"].to_str().unwrap()), ("wrong-method", "GET, POST"));
        assert_eq!(caller.get("/api/v1/groups?colour=red").problem().0, "unreadable");
        assert_eq!(caller.get("/api/v1/groups?limit=0").problem(), ("invalid".into(), vec!["limit".into()]));
        let unknown = caller.post("/api/v1/groups", json!({ "name": "A", "colour": "red" }));
        assert_eq!(unknown.status, 422);
        let many: Vec<String> = (0..10_001).map(|number| number.to_string()).collect();
        let many = caller.post("/api/v1/memberships", json!({ "account_ids": many }));
        assert_eq!(many.problem(), ("invalid".into(), vec!["/account_ids".into()]));
        let large = caller.post("/api/v1/groups", json!({ "name": "x".repeat(9_000_000) }));
        assert_eq!(large.problem().0, "too-large");
        let with_cookie = visitor.get("/api/v1/groups");
        assert_eq!((with_cookie.status, with_cookie.header("content-type")), (401, "application/problem+json"));
        for token in ["", "engs_", "engs_0000000000000000000000000000000000000000000000"] {
            assert_eq!(Caller::at(&site.url, token).get("/api/v1/groups").problem().0, "unauthorized", "{token}");
        }
    }
}

/// Where the references in a document lead.
fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn every_reference_in_the_document_leads_somewhere() {
    let document = document().unwrap();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 50, "{found:?}");
    for reference in found {
        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
}

#[test]
fn every_call_is_in_the_document_and_the_other_way_round() {
    let document = document().unwrap();
    let mut described = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        described.extend(methods.as_object().unwrap().keys().map(|method| format!("{} {path}", method.to_uppercase())));
    }
    let mut calls: Vec<String> = table()
        .iter()
        .filter(|call| call.path != "/openapi.json")
        .map(|call| format!("{} /api{}", call.method, call.path))
        .collect();
    described.sort();
    calls.sort();
    assert_eq!(described, calls);
}
