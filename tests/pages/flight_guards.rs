//! Guards of rollouts: reports of failures and ratings of customers halt a rollout by themselves.

use crate::api::Caller;
use crate::flights::{app_with_testers, file_of};
use crate::offers::change;
use crate::site::{Site, on_both_databases};
use engage::access::{Role, Scope};
use engage::flights::{ask, guards};
use engage::queue::Steps;
use engage::reading::ImportKind;
use engage::shares::{WHOLE, bucket};
use engage::store::publishers;
use serde_json::{Value, json};

/// Compares the ratings of all guarded rollouts, as the work in the background does.
fn compare(site: &Site) {
    let publisher = site.app("Journey").publisher_id;
    let publisher = site.state.database.read_now(|connection| publishers::find(connection, publisher)).unwrap();
    assert_eq!(guards::due(&site.state, &publisher).unwrap().len(), 1, "something came in");
    // The work in the background may still change the app's data after an import.
    let is_compared = (0..50).any(|_| {
        guards::compare_due(&site.state, &publisher, &mut Steps::here_and_now(&site.state)).unwrap();
        guards::due(&site.state, &publisher).unwrap().is_empty()
    });
    assert!(is_compared, "nothing came in since");
}

/// Takes in a rating of each of the 200 customers on a day: those below the share of the standard submission give `new` stars, the
/// others `old`, and every tenth one more.
fn rate(site: &Site, day: &str, (new, old): (usize, usize)) {
    let ladder = ask::ready(&site.state, None, site.app("Journey").key()).unwrap();
    let salt = &ladder.ladder.flights[0].salt;
    let lines = (0..200).fold(String::from("account_id,stars,rated_on\n"), |lines, number| {
        let stars = if bucket(salt, &format!("u-{number}")) < WHOLE / 2 { new } else { old };
        lines + &format!("u-{number},{},{day}\n", stars + usize::from(number % 10 == 0))
    });
    site.take("Journey", ImportKind::Ratings, &site.file("ratings.csv", &lines));
}

on_both_databases! {
    fn a_guarded_rollout_that_does_worse_is_halted_and_says_why(site: &Site) {
        let visitor = app_with_testers(site);
        let caller = Caller::with(&visitor, &[Scope::Read, Scope::Customers, Scope::Flights]);
        for version in ["1.0.0", "2.0.0", "3.0.0"] {
            let body = json!({ "files": [file_of(&format!("https://files.example/{version}"))] });
            caller.send("PUT", &format!("/api/v1/apps/1/releases/{version}"), &[], Some(body));
        }
        let publish = |body: Value| caller.post("/api/v1/apps/1/flights/standard/publish", body).body["rollout"]["guarded"].clone();
        assert_eq!(publish(json!({ "release": "1.0.0", "guarded": true })), false, "everyone has it at once");
        assert_eq!(publish(json!({ "release": "2.0.0", "percent": 5, "guarded": true })), true);
        let report = |version: &str, sessions: i64, failures: i64| {
            let body = json!({ "sessions": sessions, "failures": failures });
            caller.post(&format!("/api/v1/apps/1/releases/{version}/reports"), body)
        };
        assert_eq!(report("1.0.0", 10_000, 100).body["halted"], 0);
        assert_eq!(report("2.0.0", 1_000, 12).body["halted"], 0, "as often as before");
        assert_eq!([report("2.0.0", 10, 11).status, report("2.0.0", 0, 0).status, report("9.9.9", 1, 0).status], [422, 422, 404]);
        assert_eq!(report("2.0.0", 1_000, 150).body["halted"], 1);
        let rollout = caller.get("/api/v1/apps/1/flights/standard").body["rollout"].clone();
        assert_eq!((&rollout["status"], &rollout["stopped_for"]["failures"], &rollout["stopped_for"]["before_sessions"]), (&json!("stopped"), &json!(162), &json!(10_000)));
        let page = visitor.get("/flights/1");
        assert_eq!(page.text("#rollout ~ .notice.warning"), "Halted by itself: 2.0.0 failed in 8.1% of 2,000 sessions, 1.0.0 in 1.0%.");
        assert_eq!(page.select("section[aria-labelledby=history] tbody th")[0], "Rollout halted");
        assert_eq!(report("2.0.0", 1_000, 150).body["halted"], 0, "it is halted already");

        // What was halted before there was another guard does not name its own.
        change(site, r#"UPDATE submissions SET stopped_for = REPLACE(stopped_for, '"guard":"failures",', '')"#);
        assert!(visitor.get("/flights/1").text("#rollout ~ .notice.warning").starts_with("Halted by itself: 2.0.0 failed in 8.1%"));

        assert_eq!(publish(json!({ "release": "3.0.0", "percent": 50, "guarded": true })), true);
        change(site, "UPDATE submissions SET published_at = '2017-12-01 12:00:00' WHERE rollout = 'in_progress'");
        compare(site);
        // Ratings from before the rollout do not count.
        rate(site, "2017-11-30", (1, 4));
        compare(site);
        let guards = || visitor.get("/flights/1").select("#guards li");
        assert_eq!(guards()[1], "Ratings are compared once each release has 50 of them. So far 3.0.0 has 0 and 1.0.0 has 0.");
        rate(site, "2017-12-02", (4, 4));
        compare(site);
        let shown = caller.get("/api/v1/apps/1/flights/standard").body["rollout"].clone();
        let ratings = &shown["guards"][1];
        let (new, old) = (ratings["ratings"].as_i64().unwrap(), ratings["before_ratings"].as_i64().unwrap());
        assert!(new > 60 && new + old == 200 && shown["guards"][0]["sessions"] == 0, "{shown}");
        assert_eq!(ratings["stars"].as_i64().unwrap() + ratings["before_stars"].as_i64().unwrap(), 820);
        let said = guards();
        assert!(said[0].starts_with("Failures are compared from 100 sessions") && said[1].contains(&format!("stars on average in {new} ratings, 1.0.0 4.")), "{said:?}");
        visitor.post("/settings/language", &[("language", "fr")]).location();
        assert!(guards()[1].contains(&format!("étoiles en moyenne pour {new} notes, 1.0.0 4,")));
        visitor.post("/settings/language", &[("language", "en")]).location();

        // Once the share is raised, only ratings from the day after count.
        let publisher = site.app("Journey").publisher_id;
        change(site, &format!("INSERT INTO audit_entries (publisher_id, at, actor_kind, actor_name, action, subject_kind, subject_id, subject_name, after)
            VALUES ({publisher}, '2017-12-02 12:00:00', 'job', '', 'share_changed', 'flight', 1, 'standard', '{{\"share\":\"50 %\"}}')"));
        assert!(guards()[1].ends_with("So far 3.0.0 has 0 and 1.0.0 has 0."), "{:?}", guards());
        rate(site, "2017-12-03", (3, 4));
        compare(site);
        let rollout = caller.get("/api/v1/apps/1/flights/standard").body["rollout"].clone();
        assert_eq!((&rollout["status"], &rollout["stopped_for"]["guard"], &rollout["stopped_for"]["ratings"]), (&json!("stopped"), &json!("ratings"), &json!(new)));
        let page = visitor.get("/flights/1");
        let said = format!("stars on average in {new} ratings, 1.0.0 4.");
        assert!(page.text("#rollout ~ .notice.warning").starts_with("Halted by itself: 3.0.0 has 3.") && page.text("#rollout ~ .notice.warning").contains(&said));
        assert!(page.text("section[aria-labelledby=history] tbody").contains("3.0.0 ★ 3."), "the log says why");
        // Few people are none of a viewer's business.
        let settings = visitor.get("/settings").form("form[action='/settings/rules']");
        settings.set("minimum_size", "150").press("Save").follow();
        let seen = crate::access::colleague(site, Role::Viewer).get("/flights/1").text("#rollout ~ .notice.warning");
        assert_eq!(seen, "Halted by itself: people rate 3.0.0 lower than 1.0.0.");
    }
}
