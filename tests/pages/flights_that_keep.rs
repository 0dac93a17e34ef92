//! Flights that keep who was in them through a segment.

use crate::api::Caller;
use crate::flights::{actor, app, app_with_testers, counted, publish};
use crate::offers::change;
use crate::rules_of_groups::save_formula;
use crate::segments::count_unknown_ages;
use crate::site::on_both_databases;
use engage::access::Scope;
use engage::flights::save;
use engage::groups::recount;
use engage::reading::ImportKind;
use serde_json::json;

on_both_databases! {
    fn whoever_leaves_a_segment_stays_in_a_flight_that_keeps_them(site: &Site) {
        let visitor = app_with_testers(site);
        count_unknown_ages(site, "Journey");
        save_formula(&visitor, "PCs", "Device type == PC");
        recount::recount_due(&site.state).unwrap();
        let standard = save::ensure_standard(&site.state, &actor(site), app(site)).unwrap().id;
        publish(site, (standard, None), "1.0.0", None).unwrap();
        let form = visitor.get("/flights/new?app=1").form("main form").set("name", "Ring").check("groups[]", "1");
        let page = form.press("Save").location();
        let ring = page.rsplit('/').next().unwrap().parse().unwrap();
        publish(site, (ring, None), "2.0.0", None).unwrap();

        // Two people change it at once: the second takes over what the first did.
        let edit = || visitor.get(&format!("{page}/edit")).form("main form");
        let second = edit().set("name", "Inner ring");
        edit().check("groups[]", "2").check("sticky", "on").press("Save").location();
        // A group with another name is the same group.
        change(site, "UPDATE customer_groups SET name = 'Probers' WHERE id = 1");
        let refused = second.press("Save");
        change(site, "UPDATE customer_groups SET name = 'Testers' WHERE id = 1");
        assert!(refused.text("#conflict").contains("Keeps who was in it before: No after: Yes Taken over into the form."), "{}", refused.text("#conflict"));
        let again = refused.form("main form");
        assert_eq!((again.checked("sticky"), again.checked("groups[]"), again.value("name")), (vec!["on"], vec!["2", "1"], "Inner ring"));
        assert!(again.press("Save").follow().text("#sticky").contains("Keeps who was in it, since 1 Jan 2018. "));

        let gets = |number: u64| assert_eq!(counted(site).0, [format!("Inner ring 2.0.0 {number}"), format!("standard 1.0.0 {}", counted(site).0[1].rsplit(' ').next().unwrap())]);
        gets(155);
        let lines = "account_id,device_type\nu-1,Console\nu-101,Console\nu-102,Console\n";
        site.take("Journey", ImportKind::Customers, &site.file("moved.csv", lines));
        gets(155);
        recount::recount_due(&site.state).unwrap();
        gets(155);
        let caller = Caller::with(&visitor, &[Scope::Read, Scope::Members, Scope::Flights]);
        let shown = || caller.get("/api/v1/apps/1/flights/ring").body;
        assert_eq!((&shown()["sticky_since"], &shown()["customers"]["kept"]), (&json!("2018-01-01"), &json!(2)), "u-1 is in it as a tester");
        let rung = |account: &str| caller.get(&format!("/api/v1/apps/1/customers/{account}/package")).body["ladder"][0].clone();
        assert_eq!((&rung("u-101")["verdict"], &rung("u-101")["left_on"]), (&json!("newest"), &json!("2018-01-01")));
        assert_eq!((&rung("u-103")["verdict"], &rung("u-103")["left_on"]), (&json!("newest"), &json!(null)));
        assert_eq!(rung("u-100")["verdict"], "out");
        let kept = "Gets the newest release (left PCs on 1 Jan 2018, kept by the flight, which keeps who was in it since 1 Jan 2018)";
        let today = site.state.clock.now().format("%Y-%m-%d");
        for on in [String::new(), format!("&on={today}")] {
            let badges = visitor.get(&format!("/customers/check?who=u-101{on}")).select(".ladder .badge");
            assert_eq!(badges, [kept, "Decided by a higher flight"], "{on}");
        }
        // A segment that is archived later was there on the day.
        change(site, "UPDATE customer_groups SET archived_at = '2018-01-02 00:00:00' WHERE id = 2");
        assert_eq!(visitor.get(&format!("/customers/check?who=u-101&on={today}")).select(".ladder .badge")[0], kept);
        change(site, "UPDATE customer_groups SET archived_at = NULL WHERE id = 2");
        let names = visitor.get(&page).attributes("#sticky a", "href")[0].to_owned();
        assert_eq!(visitor.get(&names).select("tbody th"), ["u-101", "u-102"]);
        let people = visitor.get("/flights/people?app=1&search=u-102").select("tbody td");
        assert_eq!(people[0], "2.0.0 through Inner ring");
        let new = json!({ "groups": ["PCs"], "sticky": true });
        let second = caller.send("PUT", "/api/v1/apps/1/flights/by-name/Second", &[], Some(new)).body;
        assert_eq!((&second["customers"]["members"], &second["customers"]["kept"]), (&json!(147), &json!(0)), "it keeps from now on");
        caller.send("DELETE", "/api/v1/apps/1/flights/second", &[], None);

        // Whoever is taken off a list leaves, unless a segment keeps them.
        let testers: Vec<String> = (2..20).map(|number| format!("u-{number}")).collect();
        let form = visitor.get("/groups/1/edit").form("#group-form").check("consent", "on").set("addresses", &testers.join("\n"));
        form.press("Save").location();
        gets(154);
        assert_eq!((&rung("u-0")["verdict"], &rung("u-1")["verdict"]), (&json!("out"), &json!("newest")));
        visitor.get("/customers?search=u-102").click("u-102").click("Erase").form("main form").press("Erase").location();
        gets(153);
        let patch = |body| caller.send("PATCH", "/api/v1/apps/1/flights/ring", &[("if-match", "*")], Some(body)).body["customers"].clone();
        assert_eq!(patch(json!({ "groups": ["Testers"] }))["members"], 18, "without the segment nobody came through it");
        assert_eq!(patch(json!({ "groups": ["Testers", "PCs"] }))["members"], 151, "it begins anew");
        assert_eq!(patch(json!({ "sticky": false }))["kept"], json!(null));
        assert_eq!(patch(json!({ "sticky": true }))["kept"], 0);
        assert!(visitor.get(&page).select("#sticky a").is_empty(), "it says nothing of nobody");

        // Who is in a flight by ratings is not compared by them, also through another group.
        assert!(visitor.get(&format!("{page}/publish")).select(".notice").is_empty());
        save_formula(&visitor, "Fans", "Rating >= 4");
        save_formula(&visitor, "Fans with PCs", "Member of in (Fans) && Device type == PC");
        patch(json!({ "groups": ["Testers", "Fans with PCs"] }));
        let notice = visitor.get(&format!("{page}/publish")).text(".notice");
        assert!(notice.starts_with("Fans with PCs depends on ratings"), "{notice}");
    }
}
