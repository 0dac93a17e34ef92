//! Calls that are made once, by their `Idempotency-Key`.

use crate::api::{ALL, Answer, Caller};
use crate::apps::add_app;
use crate::rules_of_groups::visitor_with_groups;
use crate::site::{Site, on_both_databases};
use chrono::TimeDelta;
use engage::access::{Actor, Role};
use engage::imports::rows;
use engage::reading::ImportKind;
use engage::reading::sent_rows::{SentRow, SentValue};
use engage::store::idempotency_keys::{self, NewKey};
use engage::store::{not_found, publishers};
use engage::tokens::once;
use serde_json::{Value, json};

fn post(caller: &Caller, path: &str, key: &str, body: Value) -> Answer {
    caller.send("POST", path, &[("idempotency-key", key)], Some(body))
}

fn adults(name: &str) -> Value {
    json!({ "name": name, "app": "1", "rule": "Age >= 18" })
}

fn is_replayed(answer: &Answer) -> bool {
    answer.headers.contains_key("idempotent-replayed")
}

/// A key as a program leaves it that was killed while it made a call.
fn plant(site: &Site, request: &str, held_for: TimeDelta) {
    let now = site.state.clock.now();
    let key = NewKey {
        publisher_id: site.app("Journey").publisher_id,
        token_id: 1.into(),
        key: once::digest("planted"),
        request: once::digest(request),
        body_digest: None,
        word: String::from("word"),
        held_until: now + held_for,
        expires_at: now + TimeDelta::days(1),
    };
    site.state.database.write_now(|connection| idempotency_keys::insert(connection, &key)).unwrap().unwrap();
}

on_both_databases! {
    fn a_call_that_is_sent_again_is_made_once_and_answered_as_before(site: &Site) {
        let caller = Caller::with(&visitor_with_groups(site), ALL);
        let first = post(&caller, "/api/v1/groups", "k-1", adults("Adults"));
        let again = post(&caller, "/api/v1/groups", "\"k-1\"", adults("Adults"));
        assert_eq!((first.status, is_replayed(&first), again.status, is_replayed(&again)), (201, false, 201, true), "{}", again.body);
        assert_eq!(first.body, again.body);
        for header in ["location", "etag", "content-type"] {
            assert_eq!(first.headers[header], again.headers[header]);
        }
        let rows = json!({ "rows": [{ "account_id": "77", "age": 30 }] });
        let sent = post(&caller, "/api/v1/apps/1/customers", "k-2", rows.clone());
        let again = post(&caller, "/api/v1/apps/1/customers", "k-2", rows.clone());
        assert_eq!((&sent.body["new"], &sent.body), (&json!(1), &again.body));
        let undone = |key: &str| caller.send("POST", &format!("/api/v1/imports/{}/undo", sent.body["import"].as_str().unwrap()), &[("idempotency-key", key)], None);
        assert_eq!((undone("k-3").status, undone("k-3").status), (202, 202));
        let path = "/api/v1/groups/1/archive";
        assert_eq!(caller.send("POST", path, &[("idempotency-key", "k-4")], None).body["status"], "archived");
        assert!(is_replayed(&caller.send("POST", path, &[("idempotency-key", "k-4")], None)));
    }

    fn a_key_of_another_call_is_refused_and_one_of_another_token_is_its_own(site: &Site) {
        let visitor = visitor_with_groups(site);
        let caller = Caller::with(&visitor, ALL);
        assert_eq!(post(&caller, "/api/v1/groups", "k", adults("One")).status, 201);
        let refused = |answer: Answer| assert_eq!(answer.problem(), ("invalid".into(), vec!["Idempotency-Key".into()]));
        refused(post(&caller, "/api/v1/groups", "k", adults("Two")));
        refused(post(&caller, "/api/v1/groups?dry_run=1", "k", adults("One")));
        refused(post(&caller, "/api/v1/apps/1/customers", "k", adults("One")));
        for key in ["", " ", "a b", "\u{e9}", &"x".repeat(256)] {
            refused(post(&caller, "/api/v1/groups", key, adults("Three")));
        }
        let other = Caller::named(&visitor, "Other", ALL);
        assert_eq!(post(&other, "/api/v1/groups", "k", adults("Two")).status, 201);
    }

    fn what_changed_nothing_leaves_its_key_free(site: &Site) {
        let caller = Caller::with(&visitor_with_groups(site), ALL);
        let wrong = json!({ "name": "Adults", "app": "1", "rule": "Age >= many" });
        assert_eq!(post(&caller, "/api/v1/groups", "k", wrong).status, 422);
        assert_eq!(post(&caller, "/api/v1/groups", "k", adults("Adults")).status, 201);
    }

    fn a_call_that_broke_off_can_be_made_again_after_a_while(site: &Site) {
        let caller = Caller::with(&visitor_with_groups(site), ALL);
        plant(site, "POST /api/v1/groups", TimeDelta::minutes(1));
        let running = post(&caller, "/api/v1/groups", "planted", adults("Adults"));
        assert_eq!((running.status, running.problem().0.as_str()), (409, "conflict"));
        let forget = |connection: &mut _| {
            let publisher = site.app("Journey").publisher_id;
            let found = idempotency_keys::find(connection, publisher, 1.into(), &once::digest("planted"))?;
            idempotency_keys::remove(connection, publisher, 1.into(), found.unwrap().id)
        };
        site.state.database.write_now(forget).unwrap();
        plant(site, "POST /api/v1/groups", TimeDelta::minutes(-1));
        assert_eq!(post(&caller, "/api/v1/groups", "planted", adults("Adults")).status, 201);
        let later = site.state.clock.now() + TimeDelta::hours(25);
        site.state.database.job_write(|connection| idempotency_keys::remove_expired(connection, later)).unwrap();
        assert_eq!(post(&caller, "/api/v1/groups", "planted", adults("Adults")).problem().1, ["/name"], "it is made anew");
    }

    fn a_file_is_imported_once_for_its_key(site: &Site) {
        let visitor = visitor_with_groups(site);
        add_app(&visitor, "Second");
        let caller = Caller::with(&visitor, ALL);
        let send = |file: &[u8]| {
            let headers = [("content-type", "text/csv"), ("idempotency-key", "file")];
            let (status, _, text) = caller.raw("POST", "/api/v1/apps/1/imports?kind=customers", &headers, file.to_vec());
            (status, serde_json::from_str::<Value>(&text).unwrap())
        };
        let (first, again) = (send(b"account_id\n8\n"), send(b"account_id\n8\n"));
        assert_eq!((first.0, &first.1), (202, &again.1));
        assert_eq!(send(b"account_id\n9\n").0, 422);
        assert_eq!(visitor.get("/imports").select("tbody tr").len(), 2, "with that of the customers");
    }

    fn rows_whose_answer_is_not_kept_are_not_taken(site: &Site) {
        let caller = Caller::with(&visitor_with_groups(site), ALL);
        let app = site.app("Journey");
        let publisher = site.state.database.read_now(|connection| publishers::find(connection, app.publisher_id)).unwrap();
        let actor = Actor { publisher: publisher.id, user: None, token: Some(1.into()), role: Role::Editor };
        let row = SentRow(vec![(String::from("account_id"), SentValue::Text(String::from("77")))]);
        let take = |is_kept: bool| {
            let answered = |_: &mut _, _: &_| if is_kept { Ok(()) } else { Err(not_found()) };
            rows::take(&site.state, &actor, &publisher, (app.id, ImportKind::Customers), std::slice::from_ref(&row), answered)
        };
        assert!(take(false).is_err());
        assert_eq!(caller.get("/api/v1/customers/77").status, 404);
        assert!(take(true).unwrap().import.is_some());
        assert_eq!(caller.get("/api/v1/customers/77").status, 200);
    }

    fn of_calls_at_once_with_one_key_one_is_made(site: &Site) {
        let caller = Caller::with(&visitor_with_groups(site), ALL);
        let answers = std::thread::scope(|scope| {
            let calls: Vec<_> = (0..8).map(|_| scope.spawn(|| post(&caller, "/api/v1/groups", "k", adults("Adults")))).collect();
            calls.into_iter().map(|call| call.join().unwrap()).collect::<Vec<_>>()
        });
        let made = answers.iter().filter(|answer| answer.status == 201 && !is_replayed(answer)).count();
        assert_eq!(made, 1);
        let rest = answers.iter().filter(|answer| is_replayed(answer) || answer.status != 201);
        for answer in rest {
            assert!(answer.status == 201 || answer.body["detail"].as_str().unwrap().contains("is being made"), "{}", answer.body);
        }
    }

    fn answers_are_forgotten_with_an_erased_person_and_when_they_are_long(site: &Site) {
        let caller = Caller::with(&visitor_with_groups(site), ALL);
        let people = json!({ "action": "add", "people": ["ann@example.com"], "consent": true });
        let path = "/api/v1/groups/2/people";
        assert_eq!(post(&caller, path, "k", people.clone()).status, 200);
        assert_eq!(caller.send("DELETE", "/api/v1/customers/1", &[], None).status, 204);
        let again = post(&caller, path, "k", people);
        assert_eq!((again.status, again.problem().0.as_str()), (409, "conflict"));
        let many: Vec<Value> = (0..1_000).map(|number| json!({ "account_id": format!("m{number}"), "age": "?" })).collect();
        let rows = json!({ "rows": many });
        let path = "/api/v1/apps/1/customers";
        assert_eq!(post(&caller, path, "long", rows.clone()).status, 200);
        assert_eq!(post(&caller, path, "long", rows).status, 409);
    }

    fn a_token_has_so_many_keys_and_the_oldest_go_first(site: &Site) {
        let caller = Caller::with(&visitor_with_groups(site), ALL);
        for number in 0..4 {
            assert_eq!(post(&caller, "/api/v1/groups", &format!("k{number}"), adults(&format!("Group {number}"))).status, 201);
        }
        let publisher = site.app("Journey").publisher_id;
        let trim = |connection: &mut _| idempotency_keys::remove_oldest(connection, publisher, 1.into(), 2);
        site.state.database.job_write(trim).unwrap();
        assert!(is_replayed(&post(&caller, "/api/v1/groups", "k3", adults("Group 3"))));
        assert!(is_replayed(&post(&caller, "/api/v1/groups", "k2", adults("Group 2"))));
        assert_eq!(post(&caller, "/api/v1/groups", "k1", adults("Group 1")).problem().1, ["/name"]);
    }
}
