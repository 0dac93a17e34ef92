//! What goes out once more, what is worth knowing before, and on which day a person has had enough.

use crate::api::Caller;
use crate::audit::newest;
use crate::notification_limits::until_says;
use crate::notification_times::{LINES, now, service, sleep, sleep_start, typed};
use crate::notifications::{add_draft, forget_what_became, send, until_state, with_testers};
use crate::push::wish;
use crate::site::on_both_databases;
use chrono::{TimeDelta, Timelike};
use diesel::prelude::*;
use diesel::sql_query;
use engage::access::Scope;
use engage::holdout::Quarter;
use engage::shares::bucket;
use engage::store::publishers;
use serde_json::json;
use std::collections::BTreeSet;

on_both_databases! {
    fn the_day_of_a_person_is_that_where_the_person_is(site: &Site) {
        let service = service();
        let (visitor, shop) = with_testers(site, LINES);
        // It is nine in the evening for one, and two in the night for the other.
        let zone_at = |hour: i64| {
            let ahead = (hour - i64::from(now().hour())).rem_euclid(24);
            // The names have the sign of how far behind Greenwich is.
            if ahead <= 14 { format!("Etc/GMT-{ahead}") } else { format!("Etc/GMT+{}", 24 - ahead) }
        };
        for (account, zone) in [("zoe-1", zone_at(21)), ("back", zone_at(2))] {
            let mut wish = wish(&format!("{}/{account}", service.url));
            wish["time_zone"] = zone.into();
            assert_eq!(shop.ask("POST", account, wish).status, 201);
        }
        until_state(&visitor, &send(&add_draft(&visitor, "One").follow()).path, "Sent");
        // Eight hours ago: today for the one, and yesterday for the other.
        let earlier = typed(now() - TimeDelta::hours(8)).replace('T', " ");
        let plant = |connection: &mut _| sql_query(format!("UPDATE deliveries SET answered_at = '{earlier}:00'")).execute(connection);
        site.state.database.write_now(plant).unwrap();
        let page = add_draft(&visitor, "Two").follow();
        let names = |reason: &str| visitor.get(&format!("{}/recipients{reason}", page.path)).select("tbody th");
        assert_eq!((names(""), names("?reason=capped")), (vec![String::from("back")], vec![String::from("zoe-1")]));
        assert_eq!(page.select(".start-note"), [
            "1 of them has a browser in another language, and reads the text in “en”.",
            "1 of them got another notification in the last 24 hours.",
        ]);
        // What is claimed is held against the same day.
        let owners = page.click("Edit").form("form.stack").check("timing[starts]", "local");
        let owners = owners.set("timing[start]", &typed(now() + TimeDelta::hours(20))).press("Save as draft").follow();
        assert_eq!(owners.text("#reached"), "2", "only that time tells");
        let path = send(&owners).path;
        sleep_start(site);
        until_says(&visitor, &path, "#waiting dd", &["2"]);
        sleep(site, 0);
        let sent = until_state(&visitor, &path, "Sent");
        assert_eq!(sent.text("#equation"), "2 = 1 + 0 + 0 + 0 + 1 + 0");
        assert_eq!(service.received().last().unwrap().path, "/hooks/back");
    }

    fn one_of_which_nobody_knows_is_sent_once_more_and_a_copy_says_the_same(site: &Site) {
        let service = service();
        let (visitor, shop) = with_testers(site, LINES);
        for account in ["zoe-1", "back"] {
            assert_eq!(shop.subscribe(account, &format!("{}/{account}", service.url)).status, 201);
        }
        let path = send(&add_draft(&visitor, "Spring").follow()).path;
        let page = until_state(&visitor, &path, "Sent");
        assert!(page.select("form[action$='/repeat']").is_empty());
        assert_eq!(visitor.post(&format!("{path}/repeat"), &[]).follow().select(".notice.error").len(), 1);
        forget_what_became(site, "sent");
        let page = visitor.get(&path);
        assert_eq!(page.text("#equation"), "2 = 0 + 0 + 0 + 2 + 0 + 0");
        page.form("form[action$='/repeat']").press("Send to the 2 unknown once more").follow();
        assert_eq!(newest(site, 1), ["ann@example.com repeated notification Spring  {\"rows\":2}"]);
        assert_eq!(until_state(&visitor, &path, "Sent").text("#equation"), "2 = 2 + 0 + 0 + 0 + 0 + 0");
        let received = service.received();
        let topics: BTreeSet<&str> = received.iter().map(|one| one.header("topic")).collect();
        assert_eq!((received.len(), topics.len()), (4, 1), "each takes the place of the first");
        let copy = visitor.get(&path).form("form[action$='/duplicate']").press("Duplicate").follow();
        let form = copy.form("main form.stack");
        assert_eq!((form.value("name"), form.value("texts[0][title]")), ("Spring", "Spring is here"));
        let draft = form.set("name", "Summer").press("Save as draft").follow();
        assert_eq!((draft.text("h1").as_str(), draft.select("#omitted dd").last().map(String::as_str)), ("Summer", Some("2")));
        assert_eq!(newest(site, 2)[0], "ann@example.com created notification Spring  {\"app\":\"Journey\"}");
    }

    fn one_goes_to_those_who_came_since_and_begins_with_a_template(site: &Site) {
        let service = service();
        let (visitor, shop) = with_testers(site, LINES);
        assert_eq!(shop.subscribe("zoe-1", &format!("{}/zoe", service.url)).status, 201);
        let first = send(&add_draft(&visitor, "Spring").follow()).path;
        until_state(&visitor, &first, "Sent");
        visitor.get("/notifications/rules").form("form.stack").set("per_day", "").set("per_week", "").set("minutes_between", "0").press("Save").follow();
        for (account, path) in [("back", &first), ("never", &String::from("/notifications/2"))] {
            assert_eq!(shop.subscribe(account, &format!("{}/{account}", service.url)).status, 201);
            let draft = visitor.get(path).form("form[action$='/newcomers']").press("Send to those who came since").follow();
            let page = draft.form("main form.stack").press("Save as draft").follow();
            let names = |reason: &str| visitor.get(&format!("{}/recipients{reason}", page.path)).select("tbody th");
            assert_eq!((names(""), names("?reason=had").contains(&String::from("zoe-1"))), (vec![String::from(account)], true));
            until_state(&visitor, &send(&page).path, "Sent");
        }
        let to: Vec<String> = service.received().into_iter().map(|one| one.path).collect();
        assert_eq!(to, ["/hooks/zoe", "/hooks/back", "/hooks/never"], "the third goes to none of the two before");
        let caller = Caller::with(&visitor, &[Scope::Read, Scope::Notifications]);
        let post = |path: &str| caller.post(&format!("/api/v1/{path}"), json!({}));
        assert_eq!(post("notifications/3/newcomers?dry_run=1").body["would"], "create");
        let copy = post("notifications/3/newcomers");
        assert_eq!((copy.status, &copy.body["follows"], &copy.body["state"]), (201, &json!("3"), &json!("draft")), "{}", copy.body);
        assert_eq!(visitor.get("/notifications/4").text("#follows a"), "Spring");
        let found = caller.get("/api/v1/notifications").body;
        let follows: Vec<_> = found["notifications"].as_array().unwrap().iter().map(|one| one["follows"].clone()).collect();
        assert_eq!(json!(follows), json!(["3", "2", "1", null]));
        assert_eq!(post("notifications/4/newcomers").problem().0, "conflict", "a draft has gone to nobody");
        assert_eq!(post("notifications/3/repeat?dry_run=1").body["would"], "nothing");
        assert_eq!(post("notifications/3/repeat").problem().0, "conflict");
        forget_what_became(site, "sent");
        assert_eq!(post("notifications/3/repeat?dry_run=1").body["would"], "repeat");
        // One that was cancelled did not go to all: who did not get it is a newcomer of one that comes after it.
        let had = || visitor.get("/notifications/4/recipients?reason=had").select("tbody th");
        assert_eq!(had().len(), 3);
        let cancel = |connection: &mut _| {
            sql_query("UPDATE deliveries SET state = 'skipped', reason = 'cancelled' WHERE notification_id = 3").execute(connection)?;
            sql_query("UPDATE notifications SET state = 'cancelled' WHERE id = 3").execute(connection)
        };
        site.state.database.write_now(cancel).unwrap();
        assert!(had().len() == 2 && !had().contains(&String::from("never")), "{:?}", had());
        let refused = visitor.post("/notifications/3/newcomers", &[]).follow();
        assert!(refused.text(".notice.error").starts_with("It was cancelled"), "{}", refused.text("main"));
        // A template says the same, and not to whom.
        let kept = post("notifications/1/keep");
        assert_eq!((kept.status, &kept.body["name"], &kept.body["texts"][0]["title"]), (200, &json!("Spring"), &json!("Spring is here")));
        assert_eq!(post("notifications/1/keep?dry_run=1").body["would"], "change");
        let template = kept.body["id"].as_str().unwrap();
        let named = json!({ "app": "1", "name": "Summer", "groups": ["1"], "template": template, "urgency": "high" });
        let made = caller.post("/api/v1/notifications", named.clone()).body;
        assert_eq!((&made["texts"], &made["urgency"]), (&kept.body["texts"], &json!("high")));
        assert_eq!(caller.get("/api/v1/notification-templates").body["templates"][0]["id"], kept.body["id"]);
        let delete = |query: &str| caller.send("DELETE", &format!("/api/v1/notification-templates/{template}{query}"), &[], None).status;
        assert_eq!([delete("?dry_run=1"), delete(""), delete("")], [200, 204, 404]);
        assert_eq!(caller.post("/api/v1/notifications", named).problem().1, ["/template"]);
        visitor.get(&first).form("form[action$='/keep']").press("Save as template").follow();
        let new = visitor.get("/notifications/new").click("Spring");
        let form = new.form("form.stack");
        assert_eq!((form.value("name"), form.value("texts[0][target]")), ("Spring", "https://fabrikam.org/spring"));
        assert_eq!(form.press("Save as draft").select("#groups-errors p").len(), 1);
        let stranger = crate::visitor::owner(site, "eve@example.org");
        assert_eq!(stranger.get("/notifications/new?template=1").status, 404);
        let list = visitor.get("/notifications/templates");
        list.form("form[action$='/delete']").press("Delete the template Spring").follow();
        assert_eq!(visitor.get("/notifications/templates").select("tbody tr").len() + visitor.get("/notifications/new").select("#templates").len(), 0);
    }

    fn who_was_held_out_stays_so_and_is_no_newcomer(site: &Site) {
        let service = service();
        let (visitor, shop) = with_testers(site, LINES);
        for account in ["zoe-1", "back"] {
            assert_eq!(shop.subscribe(account, &format!("{}/{account}", service.url)).status, 201);
        }
        visitor.get("/notifications/rules").form("form.stack").set("per_day", "").set("per_week", "").set("minutes_between", "0").press("Save").follow();
        let caller = Caller::with(&visitor, &[Scope::Read, Scope::Members, Scope::Notifications]);
        let text = json!({ "language": "en", "title": "Spring is here", "target": "https://fabrikam.org/spring" });
        let body = json!({ "app": "1", "name": "Spring", "groups": ["1"], "texts": [text], "holdout": 500_000 });
        assert_eq!(caller.post("/api/v1/notifications", body).status, 201);
        // The lot is such that one of the two is held out.
        let is_held = |salt: &String, account: &str| bucket(salt, account) < 500_000;
        let salt = (0..).map(|number| format!("salt-{number}")).find(|salt| is_held(salt, "back") && !is_held(salt, "zoe-1")).unwrap();
        let plant = |connection: &mut _| sql_query(format!("UPDATE notification_comparisons SET salt = '{salt}'")).execute(connection);
        site.state.database.write_now(plant).unwrap();
        until_state(&visitor, &send(&visitor.get("/notifications/1")).path, "Sent");
        assert_eq!(shop.subscribe("never", &format!("{}/never", service.url)).status, 201);
        assert_eq!(caller.post("/api/v1/notifications/1/newcomers", json!({})).status, 201);
        let people = |reason: &str| caller.get(&format!("/api/v1/notifications/2/recipients/{reason}")).body["people"].clone();
        assert_eq!(people("had"), json!(["zoe-1", "back"]));
        // Whoever is left, the lot of the copy is about newcomers only.
        let left = [people("receive"), people("holdout")];
        assert_eq!(left.iter().filter(|one| **one == json!(["never"])).count(), 1, "{left:?}");
        // Whom no promotion reaches is no newcomer either, and gets it as little when it is looked at again.
        let publisher = site.app("Journey").publisher_id;
        let of = |connection: &mut _| publishers::find(connection, publisher);
        let today = site.state.database.read_now(of).unwrap().time_zone.day_of(site.state.clock.now());
        let withheld = bucket(&Quarter::of(today).salt(), "never") < 200_000;
        visitor.get("/settings/holdout").form("#holdout").set("share", "20").press("Save").follow();
        assert_eq!(people("withheld"), if withheld { json!(["never"]) } else { json!([]) });
        assert_eq!((people("had"), [people("receive"), people("holdout")]), (json!(["zoe-1", "back"]), if withheld { [json!([]), json!([])] } else { left }));
    }
}
