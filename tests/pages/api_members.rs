//! Who is in a group, and who entered and left, as programs read it.

use crate::api::{ALL, Caller};
use crate::apps::add_app;
use crate::audit::newest;
use crate::history::visitor_with_history;
use crate::rules_of_groups::{save_formula, visitor_with_groups};
use crate::settings::wait_for_counts;
use crate::site::however_answered;
use crate::visitor::{owner, signed_in_visitor};
use engage::reading::ImportKind;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The path of the group with this name.
fn path_of(caller: &Caller, name: &str) -> String {
    let groups = caller.get("/api/v1/groups").body["groups"].as_array().unwrap().clone();
    let group = groups.iter().find(|group| group["name"] == name).unwrap();
    format!("/api/v1/groups/{}", group["id"].as_str().unwrap())
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

/// All changes after a cursor, read with so many customers a page, and the cursor at the end.
fn read_all(caller: &Caller, group: &str, after: Option<&str>, limit: usize) -> (Vec<Value>, String) {
    let (mut parts, mut after) = (Vec::new(), after.map(str::to_owned));
    loop {
        let from = after.map_or_else(String::new, |after| format!("&after={after}"));
        let page = caller.get(&format!("{group}/changes?limit={limit}{from}"));
        assert_eq!(page.status, 200, "{}", page.body);
        let changes = page.body["changes"].as_array().unwrap().clone();
        let customers: usize =
            changes.iter().map(|part| texts(&part["entered"]).len() + texts(&part["left"]).len()).sum();
        assert!(customers <= limit && changes.len() <= limit, "{}", page.body);
        parts.extend(changes);
        let next = page.body["next"].as_str().unwrap().to_owned();
        assert_eq!(page.headers.contains_key("link"), page.body["has_more"] == true);
        if page.body["has_more"] == false {
            return (parts, next);
        }
        after = Some(next);
    }
}

/// Who is in a group after these changes.
fn replayed(parts: &[Value]) -> BTreeSet<String> {
    let mut members = BTreeSet::new();
    for part in parts {
        for account in texts(&part["entered"]) {
            assert!(members.insert(account), "{part}");
        }
        for account in texts(&part["left"]) {
            assert!(members.remove(&account), "{part}");
        }
    }
    members
}

fn members_of(caller: &Caller, group: &str) -> BTreeSet<String> {
    let page = caller.get(&format!("{group}/members?limit=1000")).body;
    page["members"].as_array().unwrap().iter().map(|one| one["account_id"].as_str().unwrap().to_owned()).collect()
}

however_answered! {
    fn changes_from_the_beginning_lead_to_the_members_in_pages_of_any_size(site: &Site) {
        let visitor = visitor_with_history(site);
        let caller = Caller::with(&visitor, ALL);
        let recent = path_of(&caller, "Recent");
        let (all, end) = read_all(&caller, &recent, None, 1_000);
        let causes: Vec<_> = all.iter().map(|part| (part["day"].as_str().unwrap(), part["cause"].as_str().unwrap())).collect();
        assert!(causes.contains(&("2017-12-29", "time")) && causes.contains(&("2017-12-30", "data")), "{causes:?}");
        assert!(causes.contains(&("2017-12-30", "arrival")), "{causes:?}");
        for limit in [1, 2, 3] {
            let (parts, same_end) = read_all(&caller, &recent, None, limit);
            assert_eq!((replayed(&parts), &same_end), (members_of(&caller, &recent), &end), "{parts:?}");
        }
        assert!(all.iter().all(|part| part["is_end"] == true));
        let nothing = caller.get(&format!("{recent}/changes?after={end}")).body;
        assert_eq!((&nothing["changes"], &nothing["next"]), (&json!([]), &json!(end)));
        assert_eq!(caller.get(&format!("{recent}/changes?after=latest")).body["next"], end);
        let page = caller.send("POST", "/api/v1/apps/1/usage", &[], Some(json!({ "rows": [{ "account_id": "z", "day": "2018-01-01" }] })));
        assert_eq!(page.body["new"], 1, "{}", page.body);
        wait_for_counts(site);
        let (new, _) = read_all(&caller, &recent, Some(&end), 10);
        assert!(new.iter().any(|part| part["entered"] == json!(["z"])), "{new:?}");
    }

    fn a_large_change_is_read_in_parts_and_erasing_someone_moves_nobody(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        save_formula(&visitor, "Adults", "Age >= 18");
        let lines: String = (0..250).map(|number| format!("c{number:03},30\n")).collect();
        site.take("Journey", ImportKind::Customers, &site.file("many.csv", &format!("account_id,age\n{lines}")));
        wait_for_counts(site);
        let caller = Caller::with(&visitor, ALL);
        let adults = path_of(&caller, "Adults");
        let first = caller.get(&format!("{adults}/changes?limit=100")).body;
        let part = &first["changes"][0];
        assert_eq!((texts(&part["entered"]).len(), &part["is_end"], &part["entered_count"]), (100, &json!(false), &json!(250)), "{first}");
        for erased in ["c050", "c100", "c249"] {
            assert_eq!(caller.send("DELETE", &format!("/api/v1/customers/{erased}"), &[], None).status, 204);
        }
        let (rest, _) = read_all(&caller, &adults, first["next"].as_str(), 100);
        let rest: Vec<String> = rest.iter().flat_map(|part| texts(&part["entered"])).collect();
        let expected: Vec<String> = (101..249).map(|number| format!("c{number:03}")).collect();
        assert_eq!(rest, expected, "nobody is missed or comes twice, and nobody who was erased appears");
        wait_for_counts(site);
        let again: Vec<String> = read_all(&caller, &adults, None, 1_000).0.iter().flat_map(|part| texts(&part["entered"])).collect();
        assert!(again.len() == 247 && !again.contains(&String::from("c050")), "{}", again.len());
    }

    fn what_is_no_cursor_or_no_segment_is_refused(site: &Site) {
        let visitor = visitor_with_groups(site);
        let caller = Caller::with(&visitor, ALL);
        let (women, testers) = (path_of(&caller, "Women"), path_of(&caller, "Testers"));
        for after in ["x", "1.", "1.e", "-", "99999999999", "1.l1.l1"] {
            assert_eq!(caller.get(&format!("{women}/changes?after={after}")).problem(), ("invalid".into(), vec!["after".into()]), "{after}");
        }
        for after in ["-1", "0.e5", "2147483647", "2147483647.l4294967295"] {
            assert_eq!(caller.get(&format!("{women}/changes?after={after}")).status, 200, "{after}");
        }
        assert_eq!(caller.get(&format!("{women}/changes?limit=1001")).problem().1, ["limit"]);
        assert_eq!(caller.get(&format!("{testers}/changes")).problem().0, "conflict");
        let bob = owner(site, "bob@example.org");
        add_app(&bob, "Elsewhere");
        assert_eq!(Caller::with(&bob, ALL).get(&format!("{women}/changes")).problem().0, "not-found");
        add_app(&visitor, "Third");
        let narrow = Caller::with_app(&visitor, "Narrow", ALL, "3");
        assert_eq!(narrow.get(&format!("{women}/changes")).problem().0, "not-found");
    }

    fn everyone_is_streamed_as_the_program_likes_it(site: &Site) {
        let visitor = visitor_with_groups(site);
        let caller = Caller::with(&visitor, ALL);
        let (women, testers) = (path_of(&caller, "Women"), path_of(&caller, "Testers"));
        let stream = |group: &str, accept: &str| {
            let (status, headers, text) = caller.raw("GET", &format!("{group}/members"), &[("accept", accept)], Vec::new());
            assert_eq!(status, 200, "{text}");
            assert!(headers.contains_key("engage-as-of"));
            (headers["content-type"].to_str().unwrap().to_owned(), text)
        };
        let (kind, text) = stream(&women, "application/x-ndjson");
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let ann = json!({ "account_id": "1", "email": "ann@example.com" });
        assert_eq!((kind.as_str(), &lines[..]), ("application/x-ndjson", &[ann, json!({ "account_id": "3", "email": "cleo@example.com" })][..]));
        let (kind, text) = stream(&women, "application/json;q=0.1, text/csv;q=0.9");
        assert_eq!((kind.as_str(), text.as_str()), ("text/csv; charset=utf-8", "account_id,email\n1,ann@example.com\n3,cleo@example.com\n"));
        let (_, text) = stream(&testers, "text/csv");
        assert_eq!(text, "account_id,email\n,BOB@example.com\n,nobody@example.com\n");
        assert!(stream(&women, "*/*").0.starts_with("application/json"));
        let refused = |path: &str, accept: &str| caller.send("GET", path, &[("accept", accept)], None).problem();
        assert_eq!(refused(&format!("{women}/members"), "image/png").0, "not-acceptable");
        assert_eq!(refused(&format!("{women}/members?limit=1"), "text/csv").1, ["limit"]);
        let log = newest(site, 50);
        for file in ["members.ndjson", "members.csv", "members"] {
            let entry = format!("Nightly upload exported group Women  {{\"file\":\"{file}\",\"rows\":2}}");
            assert!(log.contains(&entry), "{entry}: {log:#?}");
        }
    }

    fn members_are_those_of_a_day_that_was_counted(site: &Site) {
        let visitor = visitor_with_history(site);
        let caller = Caller::with(&visitor, ALL);
        let recent = path_of(&caller, "Recent");
        let on = |day: &str| {
            let page = caller.get(&format!("{recent}/members?on={day}"));
            assert_eq!(page.status, 200, "{}", page.body);
            let accounts = page.body["members"].as_array().unwrap().iter().map(|one| one["account_id"].as_str().unwrap().to_owned());
            (page.body["as_of"].as_str().unwrap().to_owned(), accounts.collect::<Vec<_>>())
        };
        assert_eq!(on("2017-12-28"), (String::from("2017-12-28"), vec!["a".into(), "b".into()]));
        assert_eq!(on("2017-12-29").1, ["a"]);
        assert_eq!(on("2017-12-31").0, "2017-12-30", "the last count before it");
        assert_eq!(on("2017-12-30").1, ["a", "c", "d"]);
        let first = caller.get(&format!("{recent}/members?on=2017-12-30&limit=2"));
        let link = first.headers["link"].to_str().unwrap().split(['<', '>']).nth(1).unwrap().to_owned();
        let second = caller.get(&link).body;
        assert_eq!((&second["members"][0]["account_id"], &second["as_of"]), (&json!("d"), &json!("2017-12-30")));
        assert_eq!(caller.send("DELETE", "/api/v1/customers/c", &[], None).status, 204);
        let (_, headers, text) = caller.raw("GET", &format!("{recent}/members?on=2017-12-30"), &[("accept", "text/csv")], Vec::new());
        assert_eq!((headers["engage-as-of"].to_str().unwrap(), text.as_str()), ("2017-12-30", "account_id,email\na,\nd,\n"));
        assert_eq!(caller.get(&format!("{recent}/members?on=2000-01-01")).problem().0, "not-found");
        assert_eq!(caller.get(&format!("{recent}/members?on=yesterday")).problem().1, ["on"]);
    }
}
