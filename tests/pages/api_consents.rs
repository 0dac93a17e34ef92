//! What people allow and take back, as programs say.

use crate::api::{ALL, Answer, Caller};
use crate::audit::newest;
use crate::push::Shop;
use crate::site::on_both_databases;
use engage::access::Scope;
use serde_json::{Value, json};

/// What the person said of promotional messages.
fn said(account: &str, state: &str, at: &str) -> Value {
    json!({ "account_id": account, "purpose": "promotional", "state": state, "at": at, "text": "Tell me about offers" })
}

/// The result of each, in a call whose sums add up.
fn results(answer: &Answer) -> Vec<&str> {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let count = |word: &&str| answer.body[*word].as_u64().unwrap();
    let sum: u64 = ["recorded", "unchanged", "superseded", "refused"].iter().map(count).sum();
    assert_eq!(sum, answer.body["total"].as_u64().unwrap(), "{}", answer.body);
    answer.body["results"].as_array().unwrap().iter().map(|one| one["result"].as_str().unwrap()).collect()
}

on_both_databases! {
    fn what_people_said_elsewhere_counts_unless_they_have_said_more_since(site: &Site) {
        let (visitor, _) = Shop::open(site);
        let caller = Caller::with(&visitor, ALL);
        let consents = |said: Value| caller.post("/api/v1/consents", json!({ "consents": said }));
        let suppress = |people: Value| caller.post("/api/v1/suppressions", json!({ "suppressions": people }));
        let page = || visitor.get("/customers").click("zoe-1").select("[aria-labelledby='push-heading'] tbody tr");
        let given = || json!([said("zoe-1", "given", "2017-01-01T09:00:00+01:00"), said("nobody", "given", "2017-01-01T08:00:00Z")]);
        let trial = caller.post("/api/v1/consents?dry_run=1", json!({ "consents": given() }));
        assert_eq!((results(&trial), page().len()), (vec!["recorded", "recorded"], 0), "a trial writes nothing");
        assert_eq!(results(&consents(given())), ["recorded", "recorded"]);
        let entry = newest(site, 1);
        assert!(entry[0].contains("consents_recorded customer") && entry[0].ends_with(r#"{"people":2}"#), "{entry:?}");
        assert_eq!(results(&consents(given())), ["unchanged", "unchanged"]);
        let rows = page();
        assert!(rows[0].contains("Allowed") && rows[0].contains("Elsewhere, by a program") && rows[0].contains("1 Jan 2017Heard of on "), "{rows:?}");
        let held = caller.get("/api/v1/customers/zoe-1").body["push"]["consents"][0].clone();
        assert!(held["at"] == "2017-01-01T08:00:00+00:00" && held["recorded_at"].as_str().unwrap() > "2020", "{held}");
        // Who has had enough is not brought back by a list that is older.
        let stop = || json!([{ "account_id": "zoe-1", "purpose": "promotional", "at": "2017-06-01T00:00:00Z" }, { "account_id": "gone" }]);
        assert_eq!(results(&suppress(stop())), ["recorded", "recorded"]);
        assert_eq!(results(&suppress(stop())), ["unchanged", "unchanged"]);
        let old = json!([
            said("zoe-1", "given", "2017-01-01T08:00:00Z"),
            said("zoe-1", "given", "2017-06-01T00:00:00Z"),
            said("gone", "given", "2017-12-01T00:00:00Z"),
        ]);
        assert_eq!(results(&consents(old)), ["superseded", "superseded", "superseded"]);
        assert!(page()[0].contains("Taken back"), "{:?}", page());
        let later = json!([
            said("zoe-1", "given", "2017-07-01T00:00:00Z"),
            said("zoe-1", "withdrawn", "2017-06-30T00:00:00Z"),
            said("zoe-1", "given", "2017-06-30T00:00:00Z"),
        ]);
        assert_eq!(results(&consents(later)), ["recorded", "superseded", "unchanged"]);
        assert!(page()[0].contains("Allowed"), "{:?}", page());
        // What was said last counts, also where it had been said before.
        let twice = json!([
            said("zoe-1", "withdrawn", "2017-09-01T00:00:00Z"),
            said("zoe-1", "withdrawn", "2017-11-01T00:00:00Z"),
            said("zoe-1", "given", "2017-10-01T00:00:00Z"),
        ]);
        assert_eq!(results(&consents(twice)), ["recorded", "unchanged", "superseded"]);
        // An erasure outlives every list.
        assert_eq!(caller.send("DELETE", "/api/v1/customers/other", &[], None).status, 204);
        let refused = consents(json!([
            said("other", "given", "2017-12-01T00:00:00Z"),
            said("zoe-1", "given", "2999-01-01T00:00:00Z"),
            { "account_id": "zoe-1", "purpose": "product", "state": "given", "text": "Yes" },
            { "account_id": "zoe-1", "purpose": "product", "state": "given", "at": "2017-01-01T00:00:00Z", "text": " " },
            said("", "withdrawn", "2017-01-01T00:00:00Z"),
        ]));
        assert_eq!(results(&refused), ["refused"; 5]);
        assert_eq!(refused.body["results"][0]["reason"], "This person was erased.");
    }

    fn what_cannot_be_read_of_consents_is_named_by_its_field(site: &Site) {
        let (visitor, _) = Shop::open(site);
        let caller = Caller::with(&visitor, ALL);
        let wrong = caller.post("/api/v1/consents", json!({ "consents": [
            said("1", "given", "2017-01-01T08:00:00Z"),
            { "account_id": "1", "channel": "fax", "purpose": "fun", "state": "perhaps", "at": "today" },
        ] }));
        let pointers: Vec<&str> =
            wrong.body["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
        let fields = ["channel", "purpose", "state", "at"].map(|field| format!("/consents/1/{field}"));
        assert_eq!((wrong.status, pointers), (422, fields.iter().map(String::as_str).collect()));
        let many = |count: usize| vec![json!({ "account_id": "1" }); count];
        for (count, status) in [(0, 422), (1_001, 422), (1_000, 200)] {
            let answer = caller.post("/api/v1/suppressions", json!({ "suppressions": many(count) }));
            assert_eq!(answer.status, status, "{count}");
        }
        assert_eq!(Caller::with(&visitor, &[Scope::Read]).post("/api/v1/suppressions", json!({})).status, 403);
    }
}
