//! The round of due work: what begins by itself, and that what is wrong with one publisher holds up no other.

use crate::apps::add_app;
use crate::audit::newest;
use crate::notification_times::{LINES, at, now};
use crate::notifications::{add_draft, send, with_testers};
use crate::offers::change;
use crate::site::{Site, on_both_databases};
use crate::visitor::{Visitor, owner};
use chrono::TimeDelta;
use engage::jobs::due;
use engage::notifications::times::WRITTEN;

/// Schedules a release of the app for everybody in it: its standard submission has the number of the app, as the first of each.
fn schedule_release(site: &Site, visitor: &Visitor, app: i32) {
    let form = visitor.get(&format!("/flights/releases/new?app={app}")).form("main form").set("version", "1.0.0");
    let form = form.set("url", "https://files.example/1.0.0").set("bytes", "1000").set("sha256", &"ab".repeat(32));
    form.press("Save").location();
    let at = (site.state.clock.now() + TimeDelta::days(1)).format(WRITTEN).to_string();
    let form = visitor
        .get(&format!("/flights/{app}/publish"))
        .form("#publish")
        .set("publish_at", &at)
        .set("publish_zone", "UTC");
    form.press("Schedule").location();
}

on_both_databases! {
    fn one_round_starts_what_is_due_once_whatever_is_wrong_with_another_publisher(site: &Site) {
        let (visitor, shop) = with_testers(site, LINES);
        assert_eq!(shop.subscribe("zoe-1", "https://fcm.googleapis.com/fcm/send/zoe").status, 201);
        schedule_release(site, &visitor, 1);
        send(&at(&add_draft(&visitor, "Spring").follow(), "at", (now() + TimeDelta::hours(30), "UTC")).follow());
        let eve = owner(site, "eve@example.org");
        add_app(&eve, "Other");
        schedule_release(site, &eve, 2);
        site.stop_workers();
        // Before that of ann in every list, as her release is before that of eve.
        let columns = "purpose, group_ids, except_ids, contents, urgency, expires_hours, repeats, state, created_at, updated_at";
        change(site, &format!("INSERT INTO notifications (id, publisher_id, app_id, name, devices, {columns}) SELECT -1, apps.publisher_id, apps.id, 'Broken', 'none', {} FROM notifications, apps WHERE apps.name = 'Other'", columns.replace("created_at", "notifications.created_at")));
        let timing = "starts, still_member, keeps_quiet, is_exempt";
        change(site, &format!("INSERT INTO notification_times (notification_id, starts_at, {timing}) SELECT -1, starts_at, {timing} FROM notification_times"));
        let log = || newest(site, 2);
        let before = log();
        due::ask(&site.state, false).unwrap();
        assert_eq!(log(), before, "nothing is due yet");

        let then = (site.state.clock.now() - TimeDelta::minutes(5)).format("%Y-%m-%d %H:%M:%S");
        change(site, &format!("UPDATE notification_times SET starts_at = '{then}'"));
        change(site, &format!("UPDATE submissions SET publish_at = '{then}' WHERE pending IS NOT NULL"));
        change(site, "UPDATE submissions SET publish_zone = 'Nowhere' WHERE app_id = 1");
        due::ask(&site.state, false).unwrap();
        let done = log();
        assert!(done.iter().any(|line| line.starts_with("job sent notification Spring")), "{done:?}");
        let number = |statement: &str| {
            let read = |connection: &mut _| diesel::RunQueryDsl::get_result::<Number>(diesel::sql_query(statement), connection);
            site.state.database.read_now(read).unwrap().number
        };
        let waiting = "SELECT CAST(SUM(app_id) AS BIGINT) AS number FROM submissions WHERE pending IS NOT NULL";
        let scheduled = "SELECT COUNT(*) AS number FROM notifications WHERE state = 'scheduled'";
        assert_eq!([number(waiting), number(scheduled)], [1, 1], "only what is wrong waits");
        due::ask(&site.state, false).unwrap();
        assert_eq!((log(), [number(waiting), number(scheduled)]), (done, [1, 1]), "a second round does nothing");
    }
}

#[derive(diesel::QueryableByName)]
struct Number {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    number: i64,
}
