//! What people see and click is kept of those who allow it, where the publisher asks, and only counted of the others.

use crate::audit::newest;
use crate::notification_times::LINES;
use crate::notifications::{add_draft, send, until_state, with_testers};
use crate::push::wish;
use crate::receiver::{Receiver, ok, status};
use crate::site::on_both_databases;
use crate::visitor::Visitor;
use engage::ids::SubscriptionId;
use engage::push::tokens::Named;
use serde_json::{Value, json};

on_both_databases! {
    fn clicks_of_who_has_not_allowed_measurement_are_only_counted(site: &Site) {
        let (hooks, service) = (Receiver::start(|_, _| ok()), Receiver::start(|_, _| status("201 Created", "")));
        let (visitor, shop) = with_testers(site, LINES);
        let form = visitor.get("/webhooks/new").form("form.stack").set("url", &hooks.url);
        assert_eq!(form.check("events[]", "delivery.launched").press("Save").status, 201);
        let form = visitor.get("/notifications/rules").form("form.stack").check("asks_measurement", "on");
        let page = form.press("Save").follow();
        assert_eq!(page.attributes("#asks_measurement", "checked").len(), 1);
        assert_eq!(newest(site, 1), ["ann@example.com changed settings  {\"asks_measurement\":false} {\"asks_measurement\":true}"]);
        assert!(!visitor.get("/notifications/new").select("#purpose option").iter().any(|one| one.starts_with("Measurement")));

        let ask = |account: &str, consent: Value| {
            let mut body = wish(&format!("{}/{account}", service.url));
            body["consent"] = consent;
            shop.ask("POST", account, body)
        };
        let token = |account: &str| {
            let browser = SubscriptionId::from(shop.number_of(&shop.subscribe(account, &format!("{}/{account}", service.url))));
            site.state.push_tokens.make(Named { subscription: browser, notification: 1 })
        };
        let [zoe, back, mute] = ["zoe-1", "back", "mute"].map(token);
        for account in ["back", "mute"] {
            assert_eq!(ask(account, json!({ "purpose": "measurement", "text": "Count my clicks" })).status, 200);
        }
        assert_eq!(ask("mute", json!({ "purpose": "measurement", "state": "perhaps" })).status, 422);
        let page = send(&add_draft(&visitor, "Spring").follow());
        until_state(&visitor, &page.path, "Sent");
        let follow = |token: &String| assert_eq!(Visitor::new(site).get(&format!("/n/{token}")).status, 303);
        for token in [&zoe, &back] {
            assert_eq!(shop.say(token, "shown"), 204);
        }
        assert_eq!(ask("back", json!({ "purpose": "measurement", "state": "withdrawn" })).status, 200);
        // The worker says each click as well, and a second one cannot be told from the first.
        for token in [&zoe, &zoe, &back, &mute] {
            assert_eq!(shop.say(token, "launched"), 204);
            follow(token);
        }
        let page = visitor.get(&page.path);
        assert_eq!(page.select("#seen dd"), ["2", "4"]);
        assert!(page.text("#anonymous").starts_with("Of these, 1 shown and 3 clicked were only counted"), "{}", page.text("#anonymous"));
        let file = visitor.get("/notifications/1/deliveries.csv").body;
        let said = |account: &str| {
            let line = file.lines().find(|line| line.starts_with(account)).unwrap_or_default();
            line.rsplit(',').take(2).map(|cell| !cell.is_empty()).collect::<Vec<_>>()
        };
        // Clicked, and shown.
        assert_eq!(["zoe-1", "back", "mute"].map(said), [[false, false], [false, true], [true, false]]);
        let held = visitor.get("/customers").click("back").click("Everything held, as a file").body;
        let held: Value = serde_json::from_str(&held).unwrap();
        let measured = held["push"]["consents"].as_array().unwrap().iter().filter(|one| one["purpose"] == "measurement");
        assert_eq!(measured.map(|one| one["state"].as_str().unwrap()).collect::<Vec<_>>(), ["withdrawn", "given"]);

        let told = hooks.wait_for(1);
        assert!(told.len() == 1 && told[0].body.contains("\"launched\":[\"mute\"]"), "{:?}", told[0].body);
    }
}
