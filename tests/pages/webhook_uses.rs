//! What programs are told of notifications, offers and flights, and files of the same.

use crate::api::Caller;
use crate::notification_times::LINES;
use crate::notifications::{add_draft, send, until_state, with_testers};
use crate::receiver::{Received, Receiver, ok, status};
use crate::site::on_both_databases;
use crate::visitor::Visitor;
use engage::access::Scope;
use engage::ids::SubscriptionId;
use engage::push::tokens::Named;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The events that came, each once, with its data.
fn told(received: &[Received]) -> Vec<(String, Value)> {
    let told = |one: &Received| {
        let body = one.json();
        let mut data = body["data"].clone();
        data.as_object_mut().unwrap().retain(|name, _| !matches!(name.as_str(), "sequence" | "app"));
        (body["type"].as_str().unwrap().to_owned(), data)
    };
    received.iter().map(told).collect()
}

/// The data of the event once it came.
pub fn until(receiver: &Receiver, event: &str) -> Value {
    let started = Instant::now();
    loop {
        if let Some((_, data)) = told(&receiver.received()).into_iter().find(|(name, _)| name == event) {
            return data;
        }
        assert!(started.elapsed() < Duration::from_secs(60), "{event} did not come: {:?}", told(&receiver.received()));
        std::thread::sleep(Duration::from_millis(50));
    }
}

on_both_databases! {
    fn programs_are_told_what_becomes_of_uses_and_nothing_of_who_is_erased(site: &Site) {
        let hooks = Receiver::start(|_, _| ok());
        let service = Receiver::start(|received: &Received, _| {
            let words = if received.path.ends_with("refused") { ("403 Forbidden", "BadJwtToken") } else { ("201 Created", "") };
            status(words.0, words.1)
        });
        let (visitor, shop) = with_testers(site, LINES);
        let mut form = visitor.get("/webhooks/new").form("form.stack").set("url", &hooks.url);
        for event in ["notification.sent", "notification.paused", "delivery.launched", "offer.claimed", "flight.rollout.changed", "test.decided"] {
            form = form.check("events[]", event);
        }
        assert_eq!(form.press("Save").status, 201);
        let answer = shop.subscribe("zoe-1", &format!("{}/zoe", service.url));
        let browser = SubscriptionId::from(shop.number_of(&answer));
        until_state(&visitor, &send(&add_draft(&visitor, "Spring").follow()).path, "Sent");
        let sums = json!({ "notification": "1", "name": "Spring", "planned": 1, "accepted": 1, "gone": 0, "failed": 0, "unknown": 0, "skipped": 0 });
        assert_eq!(until(&hooks, "notification.sent"), sums);
        let token = site.state.push_tokens.make(Named { subscription: browser, notification: 1 });
        for _ in 0..2 {
            assert_eq!(Visitor::new(site).get(&format!("/n/{token}")).status, 303);
        }
        let launched = until(&hooks, "delivery.launched");
        assert_eq!(launched, json!({ "notification": "1", "name": "Spring", "count": 1, "launched": ["zoe-1"] }));
        // Zoe has had her message of the day, so that this one goes to the other.
        assert_eq!(shop.subscribe("back", &format!("{}/refused", service.url)).status, 201);
        let second = send(&add_draft(&visitor, "Summer").follow()).path;
        let paused = until(&hooks, "notification.paused");
        assert!(paused["notification"] == "2" && paused["problem"].as_str().unwrap().ends_with("403 BadJwtToken"), "{paused}");
        let offer = crate::offers::create(&visitor, "Gold", "1");
        visitor.post(&format!("{offer}/start"), &[]).location();
        let claim = || {
            let caller = Caller::with(&visitor, &[Scope::Offers]);
            let body = json!({ "account_id": "zoe-1", "order_id": "=order-1", "amount": 999 });
            caller.post("/api/v1/offers/1/claims", body).status
        };
        assert_eq!([claim(), claim()], [200, 200]);
        let claimed = json!({ "offer": "1", "name": "Gold", "account_id": "zoe-1", "order_id": "=order-1", "amount": 999, "currency": "USD" });
        assert_eq!(until(&hooks, "offer.claimed"), claimed);
        crate::flights::add_flight(&visitor);
        let rolled = until(&hooks, "flight.rollout.changed");
        assert!(rolled["flight"] == "ring-1" && rolled["release"] == "1.0.0" && rolled["share"].is_i64(), "{rolled}");
        let test = crate::group_tests::create(&visitor, "Price", "1");
        visitor.post(&format!("{test}/start"), &[]).location();
        for _ in 0..2 {
            visitor.post(&format!("{test}/decide"), &[("value", "1")]).location();
        }
        let decided = json!({ "test": "1", "name": "Price", "flag": "test.price", "value": "new", "values": ["old", "new"] });
        assert_eq!(until(&hooks, "test.decided"), decided);
        // The same as files, which a spreadsheet does not run.
        let file = visitor.get("/offers/1").path.clone() + "/grants.csv?state=claimed";
        let lines = visitor.get(&file).body;
        let lines: Vec<&str> = lines.trim_start_matches('\u{feff}').lines().collect();
        assert!(lines.len() == 2 && lines[1].starts_with("zoe-1,claimed,") && lines[1].ends_with(",'=order-1,9.99,USD"), "{lines:?}");
        visitor.post("/settings/language", &[("language", "fr")]).location();
        assert!(visitor.get(&file).body.contains(";9,99;USD"), "as the other files for those who read French");
        visitor.post("/settings/language", &[("language", "en")]).location();
        let lines = visitor.get("/notifications/1/deliveries.csv").body;
        assert!(lines.contains("\nzoe-1,A,") && lines.contains(",accepted,,1,201,20"), "{lines}");
        // Sent again, nothing names who was erased meanwhile.
        let count = hooks.received().len();
        assert_eq!(count, 6, "each is told once: {:?}", told(&hooks.received()));
        let zoe = visitor.get("/customers").click("zoe-1").path;
        visitor.post(&format!("{zoe}/erase"), &[]).location();
        visitor.post("/webhooks/1/replay", &[("from", "1")]).location();
        let again = hooks.wait_for(2 * count);
        assert!(again[count..].iter().all(|one| !one.body.contains("zoe-1") && !one.body.contains("order-1")), "{:?}", told(&again[count..]));
        let names: Vec<_> = told(&again[count..]).into_iter().filter(|(_, data)| data["launched"] == json!([]) || data["account_id"].is_null()).collect();
        assert!(!names.is_empty() && visitor.get(&second).status == 200);
    }
}
