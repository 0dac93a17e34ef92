//! Several processes over one PostgreSQL database: whichever answers, it is one product.

use crate::direct::Direct;
use crate::program::{Installation, Program, until};
use crate::visitor::Visitor;
use std::time::{Duration, Instant};

/// How long a change may take to show on the other replicas.
const AGREEMENT: Duration = Duration::from_secs(2);

/// Three replicas with data folders of their own, and the owner, at the first of them.
fn replicas(installation: &Installation) -> ([Program; 3], Visitor) {
    let first = installation.start("one");
    let owner = first.owner();
    ([first, installation.start("two"), installation.start("three")], owner)
}

/// The same visitor, cookies and all, at another replica.
fn moved(visitor: &Visitor, to: &Program) -> Visitor {
    let mut moved = visitor.clone();
    to.url.clone_into(&mut moved.url);
    moved
}

#[test]
fn a_session_and_its_message_work_whichever_replica_answers() {
    let installation = Installation::on_postgres();
    let (programs, on_first) = replicas(&installation);
    let on_third = moved(&on_first, &programs[2]);
    assert_eq!(on_third.get("/groups").text(".notice.success"), "Welcome. “Fabrikam” is ready.");
    assert_eq!(on_first.get("/groups").select(".notice"), [""; 0], "a message shows once");
    let signed_out = programs[1..].iter().map(|program| moved(&on_first, program));
    on_third.get("/groups").form("form[action='/sign-out']").press("Sign out").location();
    for visitor in signed_out {
        assert_eq!(visitor.get("/groups").status, 303);
    }
}

#[test]
fn a_change_on_one_replica_shows_on_the_others_within_two_seconds() {
    let installation = Installation::on_postgres();
    let (programs, first) = replicas(&installation);
    let others = [&programs[1], &programs[2]].map(|program| moved(&first, program));
    let app = first.get("/apps/new").form("main form").set("name", "Journey").press("Save").location();
    others.iter().for_each(|other| assert_eq!(other.get(&app).text("#available"), "0"));
    let path = installation.file("customers.csv", "account_id,age\n1,20\n2,30\n3,40\n");
    let taken = installation.run("one", &["import", "--app", "Journey", "--kind", "customers", path.to_str().unwrap()]);
    assert!(taken.status.success(), "{}", String::from_utf8_lossy(&taken.stderr));
    let imported = Instant::now();
    for other in &others {
        until("the customers show", || (other.get(&app).text("#available") == "3").then_some(()));
    }
    assert!(imported.elapsed() < AGREEMENT, "the others showed it after {:?}", imported.elapsed());

    // A release that is scheduled is published once, whichever replica is there first.
    let form = first.get("/flights/releases/new?app=1").form("main form").set("version", "1.0.0").set("bytes", "1000");
    let form = form.set("url", "https://files.example/1.0.0").set("sha256", &"ab".repeat(32));
    let release = form.press("Save").location();
    let at =
        |minutes: i64| (chrono::Utc::now() + chrono::TimeDelta::minutes(minutes)).format("%Y-%m-%dT%H:%M").to_string();
    let form = first.get("/flights/1/publish").form("#publish").set("release", release.rsplit('/').next().unwrap());
    let page = form.set("publish_at", &at(1_440)).set("publish_zone", "UTC").press("Schedule").follow();
    assert_eq!(page.text("#waiting .badge"), "Scheduled");
    let mut direct = Direct::to(&installation, "one");
    direct.run(&format!("UPDATE submissions SET publish_at = '{}' WHERE pending IS NOT NULL", at(-1)));
    for other in &others {
        until("the release is published", || other.get("/flights/1").select("#waiting").is_empty().then_some(()));
        assert_eq!(other.get("/flights/1").text("#rollout + p"), "1.0.0 For everyone in it");
    }
    let published = "SELECT COUNT(*) AS number FROM audit_entries WHERE action = 'published'";
    assert_eq!(direct.number(published), 1);
}
