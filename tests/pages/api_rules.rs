//! Rules as programs send and read them.

use crate::api::{ALL, Caller};
use crate::rules_of_groups::visitor_with_groups;
use crate::site::however_answered;
use serde_json::{Value, json};

fn condition(attribute: &str, comparison: &str, more: &Value) -> Value {
    let mut condition = json!({ "attribute": attribute, "comparison": comparison });
    condition.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    condition
}

/// A rule of one filter for each of these conditions.
fn rule(conditions: &[Value]) -> Value {
    let filters: Vec<Value> = conditions.iter().map(|one| json!({ "exclude": false, "conditions": [one] })).collect();
    json!({ "filters": filters })
}

however_answered! {
    fn a_rule_is_sent_as_filters_or_as_a_formula_and_read_as_both(site: &Site) {
        let caller = Caller::with(&visitor_with_groups(site), ALL);
        let adults = rule(&[
            condition("market", "is_any_of", &json!({ "values": ["FR", "US"] })),
            condition("age", "between", &json!({ "value": 18, "value2": 30 })),
        ]);
        let made = caller.post("/api/v1/groups", json!({ "name": "Adults", "app": "1", "rule": adults }));
        assert_eq!((made.status, &made.body["members"]), (201, &json!(1)), "{}", made.body);
        assert_eq!((&made.body["rule"], &made.body["formula"]), (&adults, &json!("Market in (FR, US) && Age in 18..30")));
        let path = "/api/v1/groups/by-name/Adults";
        for body in [json!({ "app": "1", "formula": made.body["formula"] }), json!({ "app": "1", "rule": made.body["rule"] }), json!({ "app": "1", "rule": made.body["formula"] })] {
            let same = caller.send("PUT", path, &[], Some(body));
            assert_eq!((same.status, &same.body["version"]), (200, &made.body["version"]), "nothing changes: {}", same.body);
        }
        let women = rule(&[condition("gender", "is", &json!({ "value": "female" }))]);
        let tag = made.headers["etag"].to_str().unwrap();
        let group = format!("/api/v1/groups/{}", made.body["id"].as_str().unwrap());
        let patched = caller.send("PATCH", &group, &[("if-match", tag)], Some(json!({ "rule": women })));
        assert_eq!((&patched.body["formula"], &patched.body["members"]), (&json!("Gender == Female"), &json!(2)));
        let preview = caller.post("/api/v1/segments/preview", json!({ "app": "1", "rule": women }));
        assert_eq!(preview.body["members"], 2);
        let women_of_18 = json!({ "filters": [{ "exclude": false, "conditions": [
            { "all": [condition("gender", "is", &json!({ "value": "female" })), condition("age", "at_least", &json!({ "value": 18 }))] },
            condition("market", "is", &json!({ "value": "DE" })),
        ] }] });
        let joined = caller.post("/api/v1/groups", json!({ "name": "Joined", "app": "1", "rule": women_of_18 }));
        assert_eq!((&joined.body["rule"], &joined.body["formula"]), (&women_of_18, &json!("(Gender == Female && Age >= 18) || Market == DE")));
        let group = rule(&[condition("member_of", "is", &json!({ "value": made.body["id"] }))]);
        let within = caller.post("/api/v1/segments/preview", json!({ "app": "1", "rule": group }));
        assert_eq!(within.body["members"], 2, "{}", within.body);
    }

    fn what_is_wrong_with_a_rule_says_where(site: &Site) {
        let caller = Caller::with(&visitor_with_groups(site), ALL);
        let wrong = |rule: Value| {
            let answer = caller.post("/api/v1/segments/preview", json!({ "app": "1", "rule": rule }));
            assert_eq!(answer.status, 422, "{}", answer.body);
            answer.problem().1
        };
        let at = |field: &str| vec![format!("/rule/filters/1/conditions/0/{field}")];
        let good = condition("age", "at_least", &json!({ "value": 18 }));
        let second = |attribute: &str, comparison: &str, more: Value| wrong(rule(&[good.clone(), condition(attribute, comparison, &more)]));
        assert_eq!(second("colour", "is", json!({ "value": "red" })), at("attribute"));
        assert_eq!(second("", "is", json!({ "value": "red" })), at("attribute"));
        assert_eq!(second("age", "in_last", json!({ "value": 3 })), at("comparison"));
        assert_eq!(second("age", "resembles", json!({ "value": 3 })), at("comparison"));
        assert_eq!(second("age", "at_least", json!({ "value": "many" })), at("value"));
        assert_eq!(second("age", "at_least", json!({})), at("value"));
        assert_eq!(second("age", "between", json!({ "value": 3, "value2": 2 })), at("value2"));
        assert_eq!(second("market", "is_any_of", json!({ "values": ["FR", "Atlantis"] })), at("values"));
        assert_eq!(second("market", "is_any_of", json!({ "value": "FR" })), [at("value"), at("values")].concat());
        assert_eq!(second("market", "is_any_of", json!({ "values": [] })), at("values"));
        assert_eq!(second("market", "is_any_of", json!({ "values": [["FR"]] })), at("values/0"));
        assert_eq!(second("market", "is_known", json!({ "value": "FR" })), at("value"));
        assert_eq!(second("age", "at_least", json!({ "value": 18, "colour": "red" })), at("colour"));
        assert_eq!(wrong(json!({ "filters": [{ "conditions": [] }] })), ["/rule/filters/0/conditions"]);
        let one = |alternative: Value| wrong(json!({ "filters": [{ "conditions": [good, alternative] }] }));
        let in_all = "/rule/filters/0/conditions/1/all";
        assert_eq!(one(json!({ "all": [] })), [in_all]);
        let many = condition("age", "at_least", &json!({ "value": "many" }));
        assert_eq!(one(json!({ "all": [good, many] })), [format!("{in_all}/1/value")]);
        assert_eq!(one(json!({ "all": [good, { "attribute": "age", "comparison": "is", "colour": 1 }] })), [format!("{in_all}/1/colour")]);
        assert_eq!(one(json!({ "all": [good], "attribute": "age" })), ["/rule/filters/0/conditions/1"]);
        assert_eq!(one(json!({ "attribute": "age" })), ["/rule/filters/0/conditions/1"]);
        assert_eq!(wrong(json!({ "filters": [{ "conditions": [{ "all": vec![good.clone(); 51] }] }] })), ["/rule"]);
        assert_eq!(wrong(json!({ "filters": vec![json!({ "conditions": [good] }); 51] })), ["/rule"]);
        assert_eq!(wrong(json!({ "filters": [{ "conditions": vec![good.clone(); 51] }] })), ["/rule"]);
        assert_eq!(wrong(json!(7)), ["/rule"]);
        assert_eq!(wrong(json!("Age >= many")), ["/rule"]);
        let both = caller.post("/api/v1/segments/preview", json!({ "app": "1", "rule": "Age >= 1", "formula": "Age >= 1" }));
        assert_eq!(both.problem().1, ["/formula"]);
        let formula = caller.post("/api/v1/segments/preview", json!({ "app": "1", "formula": "Age >=" }));
        assert_eq!(formula.problem().1, ["/formula"]);
        assert_eq!(caller.post("/api/v1/segments/preview", json!({ "app": "1" })).problem().1, ["/rule"]);
    }
}
