//! Comparisons of parts of texts, of versions and of spans of time: as formulas in both languages, as rules of programs,
//! and in the form without scripts.

use crate::api::{ALL, Caller};
use crate::apps::add_app;
use crate::segments::fill;
use crate::site::{Site, however_answered};
use crate::visitor::{Visitor, signed_in_visitor};
use engage::reading::ImportKind;
use serde_json::json;

/// Today is 2018-01-01, a Monday.
const CUSTOMERS: &str = "account_id,age,os_version,campaign_id,acquired_on,Renewal
1,30,10.0.9200,Soldes d’Été,2017-12-20,2018-01-05
2,30,10.0.19045,ete-2018,2017-11-15,2018-02-10
3,30,Windows 11,winter,2016-01-03,2017-12-31
4,30,Linux,,2017-10-01,
5,30,,summer,2015-02-01,2018-01-01
";

fn visitor_with_customers(site: &Site) -> Visitor {
    let visitor = signed_in_visitor(site);
    add_app(&visitor, "Journey");
    assert_eq!(site.take("Journey", ImportKind::Customers, &site.file("customers.csv", CUSTOMERS)).lines_new, 5);
    visitor
}

/// Formulas with the number of members each has.
const FORMULAS: [(&str, u64); 20] = [
    ("Campaign ID contains ETE", 2),
    ("Campaign ID does not contain ete", 3),
    ("Campaign ID starts with été", 1),
    ("Campaign ID ends with ER", 2),
    ("Campaign ID contains nowhere", 0),
    ("ID de campagne contient ete", 2),
    ("OS version >= 10.0.19045", 2),
    ("OS version <= 10.0.9200", 1),
    ("OS version in 10.0..10.1", 2),
    ("App acquisition date in the last 2 weeks", 1),
    ("App acquisition date in the last 2 months", 2),
    ("App acquisition date more than 1 year ago", 2),
    ("App acquisition date between 30 and 60 days ago", 1),
    ("App acquisition date is last month", 1),
    ("App acquisition date is this year", 0),
    ("App acquisition date anniversary in the next 7 days", 1),
    ("Renewal in the next month", 2),
    ("Renewal is this week", 2),
    ("Renewal est cette semaine", 2),
    ("Renewal il y a 0 à 1 jours", 2),
];

however_answered! {
    fn parts_versions_and_spans_choose_whom_they_say(site: &Site) {
        let caller = Caller::with(&visitor_with_customers(site), ALL);
        for (formula, members) in FORMULAS {
            let preview = caller.post("/api/v1/segments/preview", json!({ "app": "1", "formula": formula }));
            assert_eq!((preview.status, &preview.body["members"]), (200, &json!(members)), "{formula}: {}", preview.body);
        }
    }

    fn the_highest_share_takes_in_everyone_with_its_least_value(site: &Site) {
        let visitor = visitor_with_customers(site);
        let more = "account_id,Points\n1,10\n2,30\n3,20\n4,20\n";
        site.take("Journey", ImportKind::Customers, &site.file("points.csv", more));
        let caller = Caller::with(&visitor, ALL);
        let members = |formula: &str| {
            let preview = caller.post("/api/v1/segments/preview", json!({ "app": "1", "formula": formula }));
            assert_eq!(preview.status, 200, "{formula}: {}", preview.body);
            preview.body["members"].as_u64().unwrap()
        };
        let shares = [("0.0001", 1), ("25", 1), ("25.0001", 3), ("50", 3), ("75", 3), ("75.5", 4), ("100", 4)];
        for (percent, expected) in shares {
            assert_eq!(members(&format!("Points in the highest {percent}%")), expected, "{percent}");
        }
        assert_eq!(members("Points dans les 50 % les plus élevés"), 3);
        assert_eq!(members("!(Points in the highest 50%)"), 2, "who is not in it, and who has no value");
        let made = caller.post("/api/v1/groups", json!({ "name": "Top", "app": "1", "rule": "Points in the highest 50%" }));
        assert_eq!((made.status, &made.body["members"]), (201, &json!(3)), "{}", made.body);
        assert_eq!(members("Member of == Top && Age >= 18"), 3);
        let group = visitor.get(&format!("/groups/{}", made.body["id"].as_str().unwrap()));
        let said = "Points: the highest 50% begin at 20, for 3 customers, 1 more than that share because several have the same value.";
        assert_eq!(group.text(".highest"), said);
        let check = |account: &str| visitor.get(&format!("/customers/check?who={account}")).select("main").join(" ");
        assert!(check("1").contains("20 instead of 10"), "{}", check("1"));
    }

    fn programs_read_them_and_send_them_back(site: &Site) {
        let caller = Caller::with(&visitor_with_customers(site), ALL);
        let conditions = [
            json!({ "attribute": "campaign_id", "comparison": "contains", "value": " ete" }),
            json!({ "attribute": "os_version", "comparison": "between", "value": "10.10", "value2": "Windows 11" }),
            json!({ "attribute": "acquired_on", "comparison": "in_last", "value": 30 }),
            json!({ "attribute": "acquired_on", "comparison": "in_last", "value": 3, "value2": "months" }),
            json!({ "attribute": "acquired_on", "comparison": "between_ago", "value": 30, "value2": 60 }),
            json!({ "attribute": "spend_cents", "comparison": "in_highest", "value": "0.5" }),
            json!({ "attribute": "custom:renewal", "comparison": "this_week" }),
            json!({ "attribute": "custom:renewal", "comparison": "anniversary_in_next", "value": 7 }),
        ];
        let rule = json!({ "filters": [{ "exclude": false, "conditions": conditions }] });
        let made = caller.post("/api/v1/groups", json!({ "name": "New", "app": "1", "rule": rule }));
        assert_eq!((made.status, &made.body["rule"]), (201, &rule), "{}", made.body);
        let body = json!({ "app": "1", "rule": made.body["formula"] });
        let same = caller.send("PUT", "/api/v1/groups/by-name/New", &[], Some(body));
        assert_eq!(same.body["version"], made.body["version"], "the formula is the same rule: {}", same.body);
        let wrong = |condition: serde_json::Value| {
            let rule = json!({ "filters": [{ "conditions": [condition] }] });
            let answer = caller.post("/api/v1/segments/preview", json!({ "app": "1", "rule": rule }));
            assert_eq!(answer.status, 422, "{}", answer.body);
            answer.problem().1
        };
        let at = |field: &str| vec![format!("/rule/filters/0/conditions/0/{field}")];
        let version = |value: serde_json::Value| json!({ "attribute": "os_version", "comparison": "at_least", "value": value });
        assert_eq!(wrong(version(json!(10.10))), at("value"), "10.10 is 10.1 as a number");
        assert_eq!(wrong(version(json!("x"))), at("value"));
        let whole = json!({ "filters": [{ "conditions": [version(json!(10))] }] });
        assert_eq!(caller.post("/api/v1/segments/preview", json!({ "app": "1", "rule": whole })).body["members"], 3);
        let span = |unit: &str| json!({ "attribute": "acquired_on", "comparison": "in_last", "value": 3, "value2": unit });
        assert_eq!(wrong(span("fortnights")), at("value2"));
        assert_eq!(wrong(json!({ "attribute": "acquired_on", "comparison": "this_week", "value": 3 })), at("value"));
        let long = json!({ "attribute": "campaign_id", "comparison": "contains", "value": "x".repeat(201) });
        assert_eq!(wrong(long), at("value"));
    }

    fn a_span_and_a_part_are_filled_in_without_scripts(site: &Site) {
        let visitor = visitor_with_customers(site);
        let new = visitor.get("/groups/new").form("#group-form").set("name", "New");
        let span = fill(new, (0, 0), "acquired_on", "in_last", "0").set("filters[0][conditions][0][value2]", "months");
        let refused = span.press("save");
        assert_eq!(refused.status, 422);
        assert_eq!(refused.select("#filter-0-condition-0-value-errors").len(), 1);
        let form = refused.form("#group-form");
        assert_eq!(form.value("filters[0][conditions][0][value2]"), "months", "nothing typed is lost");
        let form = form.set("filters[0][conditions][0][value]", "2").press("+ OR condition").form("#group-form");
        let form = fill(form, (0, 1), "campaign_id", "contains", "ER").press("update").form("#group-form");
        let saved = form.press("save").follow();
        let text = saved.select("main").join(" ");
        assert!(text.contains("App acquisition date in the last 2 months || Campaign ID contains ER"), "{text}");
        let again = visitor.get(&format!("{}/edit", saved.path)).form("#group-form");
        let field = |name: &str| again.value(&format!("filters[0][conditions][{name}]")).to_owned();
        assert_eq!((field("0][value"), field("0][value2"), field("1][value")), ("2".into(), "months".into(), "ER".into()));
    }
}
