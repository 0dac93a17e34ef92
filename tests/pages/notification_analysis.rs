//! The list of notifications with what became of them, and what became of those of some days.

use crate::access::colleague;
use crate::api::Caller;
use crate::notification_times::LINES;
use crate::notifications::{add_draft, send, until_state, with_testers};
use crate::offers::change;
use crate::receiver::{Received, Receiver, status};
use crate::site::{Site, on_both_databases};
use crate::visitor::PageAnswer;
use engage::access::{Role, Scope};
use engage::ids::SubscriptionId;
use engage::notifications::sums;
use engage::push::tokens::Named;
use serde_json::{Value, json};

/// The numbers of the totals, in their order.
fn total(page: &PageAnswer) -> Vec<String> {
    page.select("#total dd")
}

fn clicked(site: &Site, subscription: i32) -> String {
    site.state.push_tokens.make(Named { subscription: SubscriptionId::from(subscription), notification: 1 })
}

on_both_databases! {
    fn what_became_of_the_notifications_of_some_days_is_added_up_by_day_and_market(site: &Site) {
        let service = Receiver::start(|received: &Received, _| {
            status(if received.path.ends_with("gone") { "410 Gone" } else { "201 Created" }, "")
        });
        let (visitor, shop) = with_testers(site, LINES);
        let mut numbers = Vec::new();
        for way in ["zoe-1/good", "back/good", "never/gone"] {
            let account = way.split('/').next().unwrap();
            numbers.push(shop.number_of(&shop.subscribe(account, &format!("{}/{way}", service.url))));
        }
        change(site, "UPDATE customers SET market = 'FR' WHERE account_id IN ('zoe-1', 'never')");
        until_state(&visitor, &send(&add_draft(&visitor, "Spring").follow()).path, "Sent");
        add_draft(&visitor, "Summer").follow();
        assert_eq!(shop.say(&clicked(site, numbers[0]), "launched"), 204);
        change(site, "UPDATE notifications SET sent_at = '2017-12-20 12:00:00' WHERE sent_at IS NOT NULL");
        // The round of the program itself may have counted before the click.
        change(site, "DELETE FROM notification_sums");
        sums::count_due(&site.state).unwrap();

        let row = |tab: &str| visitor.get(&format!("/notifications?tab={tab}")).select("tbody td");
        assert_eq!(row("completed")[1..], ["Testers", "Promotional", "Sent", "20 Dec 2017, 12:00 (UTC)", "3", "2", "50%", "–"]);
        assert_eq!(row("drafts")[1..4], ["Testers", "Promotional", "Draft"]);

        let page = visitor.get("/notifications").click("Analyze");
        let sums = ["3", "2", "1", "0", "0", "1", "67%", "50%"];
        assert_eq!(total(&page), sums);
        assert_eq!((page.select("#days th"), page.select("#days td")), (vec![String::from("20 Dec 2017")], sums.map(String::from).to_vec()));
        assert_eq!(page.select("#markets th"), ["France", "Unknown"]);
        assert_eq!(page.select("#markets td"), ["2", "1", "1", "0", "0", "1", "50%", "100%", "1", "1", "0", "0", "0", "0", "100%", "0%"]);
        assert_eq!(page.select("figure.history-chart").len(), 2);
        // What comes later is counted by market once an hour, and the others at once.
        assert_eq!(shop.say(&clicked(site, numbers[1]), "launched"), 204);
        sums::count_due(&site.state).unwrap();
        let page = visitor.get("/notifications/analysis?app=1&period=12-months");
        assert_eq!((total(&page)[5].as_str(), page.select("#markets td")[5].as_str(), page.select("#markets td")[13].as_str()), ("2", "1", "0"));
        change(site, "UPDATE notification_sums SET counted_at = '2017-12-21 00:00:00'");
        sums::count_due(&site.state).unwrap();
        assert_eq!(visitor.get("/notifications/analysis?app=1").select("#markets td")[13], "1");

        for (query, id, says) in [
            ("from=2017-12-21&until=2017-12-31", "", "No notification was sent in these days."),
            ("from=2017-12-20&until=2017-12-20", "", "1 notification that was sent in these days."),
            ("from=soon&until=2017-12-31", "#from-errors", "Type a date"),
            ("from=2017-12-31&until=2017-12-01", "#until-errors", "The second day is before the first."),
            ("from=2010-01-01&until=2017-12-01", "#from-errors", "Choose at most 731 days."),
        ] {
            let page = visitor.get(&format!("/notifications/analysis?period=own&{query}"));
            let said = page.text(if id.is_empty() { ".analysis-note" } else { id });
            assert!(said.contains(says), "{query}: {said}");
        }
        // Days that are typed count, also where the period is still chosen that they were shown for.
        let shown = "period=30-days&shown_from=2017-12-03&shown_until=2018-01-01&from=2017-12-21&until=2017-12-31";
        let page = visitor.get(&format!("/notifications/analysis?{shown}"));
        assert!(page.text(".analysis-note").contains("No notification was sent"), "{}", page.text(".analysis-note"));
        assert!(total(&visitor.get("/notifications/analysis?app=999")).is_empty());

        let small = colleague(site, Role::Viewer);
        let listed = small.get("/notifications?tab=completed").select("tbody td");
        assert_eq!(listed[5..], ["Small", "–", "–", "–"]);
        let page = small.get("/notifications/analysis");
        assert!(page.text("main").contains("1 other is left out") && total(&page).is_empty(), "{}", page.text("main"));

        let asked = |scopes: &[Scope]| Caller::with(&visitor, scopes).get("/api/v1/notifications/analysis?from=2017-12-01&until=2017-12-31").body;
        let found = asked(&[Scope::Read, Scope::Notifications]);
        let sums = json!({ "sent": 3, "accepted": 2, "gone": 1, "failed": 0, "unknown": 0, "launched": 2, "launched_anonymous": 0 });
        assert_eq!((&found["total"], &found["days"]), (&sums, &json!([{ "day": "2017-12-20", "messages": sums }])));
        assert_eq!((&found["markets"][0]["market"], &found["markets"][1]["market"]), (&json!("FR"), &Value::Null));
        let found = asked(&[Scope::Read]);
        assert_eq!((&found["hidden"], &found["notifications"], &found["total"]["sent"]), (&json!(1), &json!(0), &json!(0)));
    }
}
