//! Releases that are published to a flight later: drafts, those that are scheduled, and those that are held.

use crate::api::Caller;
use crate::flights::{actor, add_release, app_with_testers, counted};
use crate::offers::change;
use crate::site::on_both_databases;
use chrono::TimeDelta;
use engage::access::Scope;
use engage::flights::pending;
use engage::notifications::times::WRITTEN;
use engage::zone::{Shown, Zone};
use serde_json::{Value, json};
use std::thread;

on_both_databases! {
    fn a_release_waits_as_a_draft_or_for_its_time_and_is_published_once(site: &Site) {
        let visitor = app_with_testers(site);
        let publisher = actor(site).publisher;
        let versions = ["1.0.0", "2.0.0", "3.0.0"].map(|version| add_release(&visitor, version, ""));
        let release = |number: usize| versions[number].rsplit('/').next().unwrap();
        let form = || visitor.get("/flights/1/publish").form("#publish");
        form().set("release", release(0)).press("Publish a release").location();

        // A draft changes nothing for anybody.
        let drafted = form().set("release", release(1)).check("to", "share").set("share", "50").set("hours_1", "24").set("share_1", "100");
        let page = drafted.check("guarded", "on").press("Save as draft").follow();
        assert_eq!(page.select("#waiting li"), ["First to 50%", "After 24 hours: 100%", "Halted by itself if it fails more often than the release before, or people rate it lower."]);
        assert_eq!((page.text("#waiting .badge"), page.text("#rollout + p")), ("Draft".into(), "1.0.0 For everyone in it".into()));
        assert!(visitor.get("/flights").text("#ladder").contains("2.0.0 Draft"));
        assert_eq!(counted(site).0, ["standard 1.0.0 200"]);
        let again = form();
        assert_eq!((again.value("release"), again.value("share"), again.value("hours_1"), again.value("share_1")), (release(1), "50", "24", "100"));
        assert_eq!(again.press("Show what would change").select("#preview li").len(), 3);

        // Two tabs: the second is told.
        let (first, second) = (form(), form());
        let now = site.state.clock.now();
        let far = first.clone().set("publish_at", "2099-01-31T09:00").press("Schedule");
        assert_eq!(far.attributes(".error-summary a", "href"), ["#publish_at"]);
        let blank = first.clone().set("publish_zone", "Nowhere").press("Schedule");
        assert_eq!(blank.attributes(".error-summary a", "href"), ["#publish_at", "#publish_zone"]);
        let typed = (now + TimeDelta::days(1)).format(WRITTEN).to_string();
        let page = first.set("publish_at", &typed).set("publish_zone", "Asia/Tokyo").press("Schedule").follow();
        assert!(page.text("#waiting").contains("Scheduled Published by itself on") && page.text("#waiting").contains("(Asia/Tokyo)"), "{}", page.text("#waiting"));
        for button in ["Save as draft", "Publish a release"] {
            let refused = second.clone().press(button);
            assert!(refused.status == 422 && refused.text(".error-summary").contains("Somebody else"), "{button}");
            // What they scheduled comes into the form, as nobody touched that here.
            assert!(refused.text("#conflict").contains("(Asia/Tokyo)"), "{}", refused.text("#conflict"));
            let merged = refused.form("#publish");
            assert_eq!((merged.value("publish_at"), merged.value("publish_zone"), merged.value("share")), (&*typed, "Asia/Tokyo", "50"));
        }

        // Its time comes, and it is published once.
        pending::advance(&site.state, publisher).unwrap();
        assert_eq!(counted(site).0, ["standard 1.0.0 200"], "not yet");
        let due = |minutes: i64| {
            let at = (site.state.clock.now() - TimeDelta::minutes(minutes)).format("%Y-%m-%d %H:%M:%S");
            change(site, &format!("UPDATE submissions SET publish_at = '{at}' WHERE pending IS NOT NULL"));
        };
        due(5);
        thread::scope(|scope| {
            for replica in [(); 4].map(|()| scope.spawn(|| pending::advance(&site.state, publisher))) {
                replica.join().unwrap().unwrap();
            }
        });
        let page = visitor.get("/flights/1");
        assert_eq!(page.select("section[aria-labelledby=history] tbody th"), ["Published", "Scheduled", "Draft saved", "Published"]);
        assert_eq!((page.text("#rollout + p"), page.select("#waiting").len()), ("2.0.0 Rolled out to 50%".into(), 0));

        // Programs do the same, each with the version that they have read.
        let caller = Caller::with(&visitor, &[Scope::Read, Scope::Flights]);
        let call = |method: &str, what: &str, tag: Option<&str>, body: Option<Value>| {
            let headers: Vec<(&str, &str)> = tag.map(|tag| ("if-match", tag)).into_iter().collect();
            caller.send(method, &format!("/api/v1/apps/1/flights/standard/draft{what}"), &headers, body)
        };
        let wanted = json!({ "release": "3.0.0", "publish_at": typed, "time_zone": "Europe/Paris" });
        let tried = call("PUT", "?dry_run=1", None, Some(wanted.clone()));
        assert_eq!((tried.status, &tried.body["would"], &tried.body["customers"]["get"]), (200, &json!("schedule"), &json!(200)));
        let put = call("PUT", "", None, Some(wanted));
        let first = put.body["version"].as_i64().unwrap();
        assert_eq!((put.status, &put.body["state"], &put.body["time_zone"], &put.body["version"]), (201, &json!("scheduled"), &json!("Europe/Paris"), &json!(first)));
        let tag = |changes: i64| format!("\"{}\"", first + changes);
        let content = || Some(json!({ "release": "3.0.0", "percent": 5 }));
        assert_eq!([call("PUT", "", None, content()).status, call("PUT", "", Some("\"7\""), content()).status], [428, 412]);
        let state = || { let body = call("GET", "", None, None).body; (body["state"].clone(), body["held_for"].clone()) };
        due(5);
        pending::advance(&site.state, publisher).unwrap();
        assert_eq!(state(), (json!("held"), json!("unfinished")), "the rollout before goes on");
        assert!(visitor.get("/flights/1").text("#waiting .notice").contains("neither finalized nor halted"));
        assert_eq!(call("POST", "/publish", Some("*"), None).status, 409);
        caller.post("/api/v1/apps/1/flights/standard/finalize", json!({}));
        let later = json!({ "release": "3.0.0", "publish_at": typed });
        assert_eq!(call("PUT", "", Some(&tag(1)), Some(later)).status, 200);
        due(31);
        pending::advance(&site.state, publisher).unwrap();
        pending::advance(&site.state, publisher).unwrap();
        assert_eq!((state(), counted(site).0[0].as_str()), ((json!("held"), json!("late")), "standard 2.0.0 200"));
        let held = visitor.get("/flights/1");
        assert!(held.text("#waiting .notice").contains("could not be published then"), "{}", held.text("#waiting"));
        assert_eq!(held.select("#waiting .button"), ["Publish now", "Reschedule", "Drop what is planned"]);
        assert_eq!(call("DELETE", "", Some(&tag(0)), None).status, 412);
        assert_eq!(call("POST", "/publish", Some(&tag(3)), None).body["rollout"]["release"], "3.0.0");
        assert_eq!([call("GET", "", None, None).status, call("DELETE", "", Some("*"), None).status], [404, 404]);
        call("PUT", "", None, content());
        visitor.get("/flights/1").form("form[action='/flights/1/draft/drop']").press("Drop what is planned").follow();
        assert_eq!((visitor.get("/flights/1").select("#waiting").len(), counted(site).0[0].as_str()), (0, "standard 3.0.0 200"));

        // What was dropped is not taken for what waits now.
        let dropped = call("PUT", "", None, content()).headers["etag"].to_str().unwrap().to_owned();
        assert_eq!([call("DELETE", "", Some("*"), None).status, call("PUT", "", Some("*"), content()).status], [204, 412]);
        let another = json!({ "release": "2.0.0", "publish_at": typed });
        assert_eq!(call("PUT", "", None, Some(another)).status, 201);
        let stale = [("POST", "/publish"), ("DELETE", "")].map(|(method, what)| call(method, what, Some(&dropped), None).status);
        assert_eq!(stale, [412, 412]);
        // A time that was typed is not passed over.
        let typed_too = form().press("Save as draft");
        assert_eq!(typed_too.attributes(".error-summary a", "href"), ["#publish_at"]);
        // Something else is published before its time.
        assert_eq!(caller.post("/api/v1/apps/1/flights/standard/publish", json!({ "release": "1.0.0" })).status, 200);
        due(5);
        pending::advance(&site.state, publisher).unwrap();
        assert_eq!(state(), (json!("held"), json!("overtaken")));
        let id = call("GET", "", None, None).body["submission"].as_str().unwrap().to_owned();
        let status = caller.get(&format!("/v1.0/my/applications/1/submissions/{id}/status")).body;
        assert!(status["statusDetails"]["warnings"][0]["details"].as_str().unwrap().contains("something else was published"), "{status}");
        assert!(visitor.get("/flights/1").text("#waiting .notice").contains("something else was published"));
        assert_eq!(form().value("publish_at"), "", "its time has passed");

        // Who chooses a time that clocks skip sees which moment is meant, and then schedules it.
        let paris = Zone::parse("Europe/Paris").unwrap();
        let nights = (1..365).map(|days| (now + TimeDelta::days(days)).date().and_hms_opt(2, 30, 0).unwrap());
        let skipped = nights.into_iter().find(|shown| paris.shows(*shown) == Shown::Never).unwrap().format(WRITTEN).to_string();
        let asked = form().set("publish_at", &skipped).set("publish_zone", "Europe/Paris").set("mandatory", "2018-02-01T10:00").press("Schedule");
        assert!(asked.status == 422 && asked.text("#publish .notice").contains("clocks skip this time"), "{}", asked.text("#publish"));
        let page = asked.form("#publish").press("Schedule").follow();
        assert_eq!(page.select("#waiting li").last().unwrap(), "Mandatory from 1 Feb 2018, 10:00 (UTC)");
        assert_eq!(state().0, json!("scheduled"));
    }
}
