//! When notifications go out and how often, and what their log says of changed drafts.

use crate::audit::newest;
use crate::notifications::{add_draft, send, until_state, with_testers};
use crate::push::wish;
use crate::receiver::{Receiver, status};
use crate::site::{Site, on_both_databases};
use crate::visitor::{PageAnswer, Visitor};
use chrono::{NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_query;

pub const LINES: &str = "never,never@example.com,30\nback,back@example.com,30\nmute,mute@example.com,30\n";

/// A push service that takes everything.
pub fn service() -> Receiver {
    Receiver::start(|_, _| status("201 Created", ""))
}

/// What browsers write into a field of days and times.
pub fn typed(moment: NaiveDateTime) -> String {
    moment.format("%Y-%m-%dT%H:%M").to_string()
}

pub fn now() -> NaiveDateTime {
    Utc::now().naive_utc()
}

/// Changes the draft's time, and shows its page.
pub fn at(page: &PageAnswer, starts: &str, (moment, zone): (NaiveDateTime, &str)) -> PageAnswer {
    let form = page.click("Edit").form("form.stack").check("timing[starts]", starts);
    form.set("timing[start]", &typed(moment)).set("timing[zone]", zone).press("Save as draft")
}

/// Makes the times of everything that waits earlier, as if the program had slept so long.
pub fn sleep(site: &Site, hours: i64) {
    let earlier = typed(now() - TimeDelta::hours(hours)).replace('T', " ");
    let plant = |connection: &mut _| {
        sql_query(format!("UPDATE notification_times SET starts_at = '{earlier}:00' WHERE starts_at IS NOT NULL"))
            .execute(connection)?;
        sql_query(format!("UPDATE deliveries SET not_before = '{earlier}:00' WHERE state = 'planned'"))
            .execute(connection)
    };
    site.state.database.write_now(plant).unwrap();
}

/// What the page says of its start, once it is in this state.
fn until_waiting(visitor: &Visitor, path: &str, wanted: &str) -> PageAnswer {
    for _ in 0..1_200 {
        let page = visitor.get(path);
        if page.select("#start-heading") == [wanted] {
            return page;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("{path} is not {wanted}");
}

on_both_databases! {
    fn the_log_has_every_field_of_a_draft_that_an_edit_changes(site: &Site) {
        let (visitor, _) = with_testers(site, "back,back@example.com,30\n");
        crate::groups::save(&visitor, "Staff", "back@example.com").location();
        let page = add_draft(&visitor, "Spring").follow();
        let form = page.click("Edit").form("form.stack").set("name", "Autumn").set("purpose", "product").check("except[]", "2");
        let form = form.check("devices", "all").set("urgency", "high").set("expires", "48").set("per_second", "5");
        form.set("texts[0][title]", "Autumn is here").press("Save as draft").follow();
        let line = newest(site, 1).remove(0);
        let changes = [
            ("devices", "\"recent\"", "\"all\""),
            ("expires_hours", "24", "48"),
            ("name", "\"Spring\"", "\"Autumn\""),
            ("purpose", "\"promotional\"", "\"product\""),
            ("urgency", "\"normal\"", "\"high\""),
            ("except_groups", "\"\"", "\"Staff\""),
        ];
        for (field, before, after) in changes {
            let (was, is) = (format!("\"{field}\":{before}"), format!("\"{field}\":{after}"));
            assert!(line.find(&was).is_some_and(|place| line[place..].contains(&is)), "{field} in {line}");
        }
        assert!(line.contains("\"per_second\":5") && line.contains("Autumn is here") && !line.contains("\"groups\""), "{line}");
    }

    fn a_notification_starts_at_its_time_and_not_before(site: &Site) {
        let service = service();
        let (visitor, shop) = with_testers(site, LINES);
        assert_eq!(shop.subscribe("zoe-1", &format!("{}/zoe", service.url)).status, 201);
        let draft = add_draft(&visitor, "Spring").follow();
        let soon = now() + TimeDelta::hours(30);
        for (moment, zone, field) in [(now() - TimeDelta::days(2), "UTC", "start"), (now() + TimeDelta::days(400), "UTC", "start"), (soon, "Atlantis", "zone")] {
            let refused = at(&draft, "at", (moment, zone));
            assert_eq!((refused.status, refused.select(&format!("#timing-{field}-errors p")).len()), (422, 1), "{zone}");
        }
        assert_eq!(draft.click("Edit").form("form.stack").check("timing[starts]", "local").press("Save as draft").status, 422);
        let page = at(&draft, "at", (soon, "Europe/Paris")).follow();
        assert!(page.text("main").contains("(Europe/Paris)") && page.text("form[action$='/send']").contains("Schedule for 1"), "{}", page.text("main"));
        send(&page);
        let waiting = until_waiting(&visitor, &page.path, "Scheduled");
        assert!(waiting.text("#start").contains("It starts on"), "{}", waiting.text("#start"));
        assert!(visitor.get("/notifications").text("tbody").contains("Scheduled"));
        // What is scheduled cannot be edited, and is a draft again with one click.
        assert_eq!(visitor.get(&format!("{}/edit", page.path)).form("form.stack").press("Save as draft").status, 422);
        let draft = waiting.form("form[action$='/unschedule']").press("Do not start it").follow();
        assert_eq!(visitor.post(&format!("{}/unschedule", page.path), &[]).follow().select(".notice.error").len(), 1);
        assert_eq!(newest(site, 2)[1], "ann@example.com unscheduled notification Spring");
        send(&draft);
        sleep(site, 0);
        assert_eq!(until_state(&visitor, &page.path, "Sent").text("#equation"), "1 = 1 + 0 + 0 + 0 + 0 + 0");
        assert_eq!(service.received().len(), 1);
        let log = newest(site, 1).remove(0);
        assert_eq!(log, "job sent notification Spring  {\"people\":1}");
    }

    fn a_start_that_was_missed_by_three_hours_is_held_and_asks(site: &Site) {
        let service = service();
        let (visitor, shop) = with_testers(site, LINES);
        assert_eq!(shop.subscribe("zoe-1", &format!("{}/zoe", service.url)).status, 201);
        let mut paths = Vec::new();
        for name in ["Sent late", "Moved", "Dropped"] {
            let page = at(&add_draft(&visitor, name).follow(), "at", (now() + TimeDelta::hours(5), "UTC")).follow();
            send(&page);
            paths.push(page.path);
        }
        sleep(site, 3);
        let held: Vec<PageAnswer> = paths.iter().map(|path| until_waiting(&visitor, path, "Held")).collect();
        assert!(held[0].text("#start").contains("but Engage was not running"), "{}", held[0].text("#start"));
        assert_eq!(service.received().len(), 0);
        let form = held[1].form("form[action$='/unschedule']").press("Change the time").follow();
        assert_eq!(form.path, format!("{}/edit", paths[1]));
        let dropped = held[2].form("form[action$='/cancel']").press("Drop it").follow();
        assert!(dropped.text("#outcome").contains("dropped before it started"), "{}", dropped.text("main"));
        let form = held[0].form("form[action$='/send']");
        assert_eq!(form.press("Send now to 1 person").follow().select(".notice.success").len(), 1);
        until_state(&visitor, &paths[0], "Sent");
        assert_eq!(form.press("Send now to 1 person").follow().select(".notice.error").len(), 1);
        assert_eq!(service.received().len(), 1);
        assert!(newest(site, 30).contains(&String::from("job held notification Moved")));
    }

    fn everyone_gets_it_at_the_time_of_day_where_they_are_if_they_are_still_in_the_group(site: &Site) {
        let service = service();
        let (visitor, shop) = with_testers(site, LINES);
        // Of some zones the same time has passed, it is about to come, or it is far away.
        let zones = [("zoe-1", Some("Etc/GMT-14")), ("never", Some("UTC")), ("back", Some("UTC")), ("mute", None)];
        for (account, zone) in zones {
            let mut wish = wish(&format!("{}/{account}", service.url));
            wish["time_zone"] = zone.into();
            assert_eq!(shop.ask("POST", account, wish).status, 201);
        }
        let page = at(&add_draft(&visitor, "Spring").follow(), "local", (now() + TimeDelta::hours(8), "")).follow();
        assert_eq!((page.text("#reached").as_str(), page.select("#omitted dt")), ("3", vec![String::from("The time has passed where the person is")]));
        assert!(page.text("main").contains("One of them has no known time zone, and gets it by UTC"), "{}", page.text("main"));
        send(&page);
        sleep_start(site);
        let page = until_state(&visitor, &page.path, "Being sent");
        let waiting = || visitor.get(&page.path).select("#waiting dd");
        for _ in 0..1_200 {
            if waiting() == ["3"] {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        assert_eq!((waiting(), service.received().len()), (vec![String::from("3")], 0));
        crate::notifications::counts_are_those_of_the_rows(site);
        // One of them leaves the group meanwhile.
        let removal = crate::people::review(&visitor, "/groups/1", "remove", "never@example.com");
        removal.form("#people-form").press("Remove 1 person").follow();
        sleep(site, 0);
        let sent = until_state(&visitor, &page.path, "Sent");
        assert_eq!((sent.text("#equation").as_str(), sent.select("#reasons dt")), ("3 = 2 + 0 + 0 + 0 + 1 + 0", vec![String::from("Has left the groups")]));
        assert_eq!(service.received().len(), 2);
    }

    fn hours_after_the_time_where_the_person_is_nothing_leaves(site: &Site) {
        let service = service();
        let (visitor, shop) = with_testers(site, LINES);
        assert_eq!(shop.subscribe("zoe-1", &format!("{}/zoe", service.url)).status, 201);
        let page = send(&at(&add_draft(&visitor, "Spring").follow(), "local", (now() + TimeDelta::hours(8), "")).follow());
        sleep_start(site);
        crate::notification_limits::until_says(&visitor, &page.path, "#waiting dd", &["1"]);
        // The program did not run for a day.
        let earlier = typed(now() - TimeDelta::hours(3)).replace('T', " ");
        let plant = |connection: &mut _| {
            sql_query(format!("UPDATE deliveries SET not_before = '{earlier}:00', leaves_at = '{earlier}:00'")).execute(connection)
        };
        site.state.database.write_now(plant).unwrap();
        let sent = until_state(&visitor, &page.path, "Sent");
        assert_eq!((sent.select("#reasons dt"), service.received().len()), (vec![String::from("The time had passed where the person is")], 0));
    }

    fn of_a_hundred_clicks_on_send_one_sends(site: &Site) {
        let service = service();
        let (visitor, shop) = with_testers(site, LINES);
        assert_eq!(shop.subscribe("zoe-1", &format!("{}/zoe", service.url)).status, 201);
        let page = add_draft(&visitor, "Spring").follow();
        let seen = page.attributes("form[action$='/send'] input[name='seen']", "value")[0].to_owned();
        let click = || visitor.post(&format!("{}/send", page.path), &[("seen", &seen)]).status;
        std::thread::scope(|scope| {
            let clicks: Vec<_> = (0..10).map(|_| scope.spawn(|| (0..10).map(|_| click()).collect::<Vec<_>>())).collect();
            assert!(clicks.into_iter().flat_map(|click| click.join().unwrap()).all(|status| status == 303));
        });
        until_state(&visitor, &page.path, "Sent");
        let sent = newest(site, 100).into_iter().filter(|line| line.starts_with("ann@example.com sent notification")).count();
        assert_eq!((sent, service.received().len()), (1, 1));
    }

    fn a_time_that_clocks_skip_or_show_twice_is_said_beside_its_field(site: &Site) {
        let (visitor, _) = with_testers(site, LINES);
        let draft = add_draft(&visitor, "Spring").follow();
        let (day, paris) = (next(3, "02:30"), "Europe/Paris");
        let page = at(&draft, "at", (day, paris)).follow();
        assert!(page.text(".start-note").contains("clocks skip this time") && page.text(".start-note").contains("03:30"), "{}", page.text("main"));
        assert_eq!(page.click("Edit").select(".start-note").len(), 1);
        let twice = at(&draft, "at", (next(10, "02:30"), paris)).follow();
        assert!(twice.text(".start-note").contains("show this time twice"), "{}", twice.text("main"));
        let local = at(&draft, "local", (day, "")).follow();
        assert!(local.text(".start-note").starts_with("In some time zones, such as"), "{}", local.text("main"));
    }
}

/// The next time that a month's last Sunday comes, at this time of day: clocks change then in Europe.
fn next(month: u32, time: &str) -> NaiveDateTime {
    let today = now().date();
    let sundays = today.iter_days().take(365).filter(|day| {
        use chrono::Datelike;
        let is_last = (*day + TimeDelta::days(7)).month() != month;
        day.month() == month && day.weekday() == chrono::Weekday::Sun && is_last && *day > today
    });
    let time = chrono::NaiveTime::parse_from_str(time, "%H:%M").unwrap();
    sundays.min().unwrap().and_time(time)
}

/// Starts what is scheduled now, and nothing else.
pub fn sleep_start(site: &Site) {
    let now = typed(now()).replace('T', " ");
    let plant = |connection: &mut _| {
        sql_query(format!("UPDATE notification_times SET starts_at = '{now}:00' WHERE starts_at IS NOT NULL"))
            .execute(connection)
    };
    site.state.database.write_now(plant).unwrap();
}
