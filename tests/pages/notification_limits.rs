//! How often people are written to, when nobody is, and to how many people one person sends alone.

use crate::access::colleague;
use crate::audit::newest;
use crate::notification_times::{LINES, at, now, service, sleep, sleep_start};
use crate::notifications::{add_draft, send, until_state, with_testers};
use crate::push::wish;
use crate::receiver::Receiver;
use crate::site::{Site, on_both_databases};
use crate::visitor::{PageAnswer, Visitor};
use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_query;
use engage::access::Role;
use engage::notifications::keep;

/// The page, once this part of it says this.
pub fn until_says(visitor: &Visitor, path: &str, css: &str, wanted: &[&str]) -> PageAnswer {
    for _ in 0..1_200 {
        let page = visitor.get(path);
        if page.select(css) == wanted {
            return page;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("{css} of {path} is not {wanted:?}: {}", visitor.get(path).text("main"));
}

on_both_databases! {
    fn in_quiet_hours_messages_wait_where_the_person_is(site: &Site) {
        let service = service();
        let (visitor, shop) = with_testers(site, LINES);
        assert_eq!(shop.subscribe("zoe-1", &format!("{}/zoe", service.url)).status, 201);
        // The browser's clock is that of Paris.
        let shown = engage::zone::Zone::parse("Europe/Paris").unwrap().shown(now());
        let hour = |hours: i64| (shown + TimeDelta::hours(hours)).format("%H:%M").to_string();
        let form = visitor.get("/notifications/rules").form("form.stack").set("quiet_from", &hour(-2));
        assert_eq!(form.press("Save").select("#quiet_until-errors p").len(), 1, "one of two times");
        form.set("quiet_until", &hour(2)).press("Save").follow();
        let page = send(&add_draft(&visitor, "Spring").follow());
        until_says(&visitor, &page.path, "#waiting dt", &["For the end of quiet hours"]);
        assert_eq!((visitor.get(&page.path).text("#equation").as_str(), service.received().len()), ("1 = 0 + 0 + 0 + 0 + 0 + 1", 0));
        let urgent = add_draft(&visitor, "Urgent").follow().click("Edit").form("form.stack").set("purpose", "product");
        let urgent = urgent.uncheck("timing[keeps_quiet]").press("Save as draft").follow();
        assert_eq!(urgent.text("#reached"), "0", "nobody was asked for this purpose");
        let urgent = urgent.click("Edit").form("form.stack").set("purpose", "promotional").press("Save as draft").follow();
        until_state(&visitor, &send(&urgent).path, "Sent");
        assert_eq!(service.received().len(), 1);
        // The quiet hours are over, and by then the person has had enough.
        visitor.get("/notifications/rules").form("form.stack").set("quiet_from", "").set("quiet_until", "").press("Save").follow();
        sleep(site, 0);
        let over = until_state(&visitor, &page.path, "Sent");
        assert_eq!(over.select("#reasons dt"), ["Has had enough promotional messages"]);
    }

    fn a_person_gets_one_promotional_message_a_day_however_many_are_sent_at_once(site: &Site) {
        let service = service();
        let (visitor, shop) = with_testers(site, LINES);
        for account in ["zoe-1", "never", "back"] {
            assert_eq!(shop.subscribe(account, &format!("{}/{account}", service.url)).status, 201);
        }
        let paths = ["One", "Two"].map(|name| {
            let page = at(&add_draft(&visitor, name).follow(), "local", (now() + TimeDelta::hours(20), "")).follow();
            send(&page).path
        });
        sleep_start(site);
        paths.iter().for_each(|path| drop(until_says(&visitor, path, "#waiting dd", &["3"])));
        sleep(site, 0);
        let sent = paths.each_ref().map(|path| until_state(&visitor, path, "Sent"));
        assert_eq!(service.received().len(), 3, "{} {}", sent[0].text("#equation"), sent[1].text("#equation"));
        let page = add_draft(&visitor, "Three").follow();
        assert_eq!((page.text("#reached").as_str(), page.select("#omitted dt")), ("0", vec![String::from("No browser has subscribed"), String::from("Has had enough promotional messages")]));
        let names = visitor.get(&format!("{}/recipients?reason=capped", page.path)).select("tbody th");
        assert_eq!(names.len(), 3, "{names:?}");
        // An owner may send it all the same, and an editor may not choose that.
        let editor = colleague(site, Role::Editor);
        let form = page.click("Edit").form("form.stack").check("timing[is_exempt]", "on");
        let refused = form.clone().by(&editor).press("Save as draft");
        assert_eq!((refused.status, refused.select("#timing-is-exempt-errors p").len()), (422, 1));
        assert!(editor.get(&format!("{}/edit", page.path)).select("#timing-is-exempt").is_empty());
        let exempt = form.press("Save as draft").follow();
        assert_eq!(exempt.text("#reached"), "3");
        until_state(&visitor, &send(&exempt).path, "Sent");
        assert_eq!(service.received().len(), 6);
    }

    fn only_owners_change_the_rules_and_of_two_changes_one_is_kept(site: &Site) {
        let (visitor, _) = with_testers(site, LINES);
        let viewer = colleague(site, Role::Viewer).get("/notifications/rules");
        assert_eq!((viewer.status, viewer.select("main form").len()), (200, 0));
        assert_eq!(viewer.select("dl.facts dd"), ["None", "1", "3", "30", "1,000", "No"]);
        let stale = visitor.get("/notifications/rules").form("form.stack").set("per_day", "2");
        stale.clone().set("per_week", "").press("Save").follow();
        let late = stale.press("Save");
        assert_eq!((late.status, late.form("form.stack").value("per_day")), (422, "2"));
        assert!(late.text("#quiet_from-errors").contains("Promotional in seven days: No limit"), "{}", late.text("main"));
        late.form("form.stack").press("Save").follow();
        let wrong = visitor.get("/notifications/rules").form("form.stack").set("per_day", "0").set("approval_above", "x").press("Save");
        assert_eq!((wrong.status, wrong.select("#per_day-errors p").len(), wrong.select("#approval_above-errors p").len()), (422, 1, 1));
    }

    fn to_many_people_somebody_else_approves_what_is_sent(site: &Site) {
        let service = service();
        let (visitor, shop) = with_testers(site, LINES);
        for account in ["zoe-1", "back"] {
            assert_eq!(shop.subscribe(account, &format!("{}/{account}", service.url)).status, 201);
        }
        visitor.get("/notifications/rules").form("form.stack").set("approval_above", "1").press("Save").follow();
        let draft = add_draft(&visitor, "Spring").follow();
        let alone = visitor.get(&draft.path);
        assert!(alone.text("#approval").contains("An owner invites somebody under Team"), "{}", alone.text("main"));
        assert_eq!(alone.select("form[action$='/send'], form[action$='/approve']").len(), 0);
        let refused = visitor.post(&format!("{}/send", draft.path), &[("seen", "1")]).follow();
        assert_eq!(refused.select(".notice.error").len(), 1);
        let editor = colleague(site, Role::Editor);
        let needed = visitor.get(&draft.path);
        assert!(needed.text("#approval").contains("somebody approves it and somebody else sends it"), "{}", needed.text("main"));
        // Who approves it does not send it, and what is approved is what is sent.
        let mine = needed.form("form[action$='/approve']").press("Approve").follow();
        assert!(mine.text("#approval").contains("You have approved it") && mine.select("form[action$='/send']").is_empty(), "{}", mine.text("main"));
        assert_eq!(visitor.post(&format!("{}/send", draft.path), &[("seen", "1")]).follow().select(".notice.error").len(), 1);
        assert_eq!(editor.get(&draft.path).select("form[action$='/send']").len(), 1);
        let edited = draft.click("Edit").form("form.stack").set("texts[0][title]", "Another").press("Save as draft").follow();
        assert!(edited.text("#approval").contains("somebody approves it"), "{}", edited.text("main"));
        let approve = editor.get(&draft.path).form("form[action$='/approve']");
        approve.press("Approve").follow();
        assert_eq!(newest(site, 1), ["editor@example.com approved notification Spring  {\"people\":2}"]);
        let page = visitor.get(&draft.path);
        assert!(page.text("#approval").starts_with("Approved by editor@example.com"), "{}", page.text("main"));
        until_state(&visitor, &send(&page).path, "Sent");
        assert_eq!(approve.press("Approve").follow().select(".notice.error").len(), 1);
        assert_eq!(service.received().len(), 2);
    }

    fn one_that_is_scheduled_for_few_and_starts_for_many_is_held_for_a_second_person(site: &Site) {
        let service = service();
        let (visitor, shop) = with_testers(site, LINES);
        assert_eq!(shop.subscribe("zoe-1", &format!("{}/zoe", service.url)).status, 201);
        visitor.get("/notifications/rules").form("form.stack").set("approval_above", "1").press("Save").follow();
        let editor = colleague(site, Role::Editor);
        let page = at(&add_draft(&visitor, "Spring").follow(), "at", (now() + TimeDelta::hours(5), "UTC")).follow();
        send(&page);
        assert_eq!(shop.subscribe("back", &format!("{}/back", service.url)).status, 201);
        sleep(site, 0);
        let held = until_says(&visitor, &page.path, "#start-heading", &["Held"]);
        assert!(held.text("#start").contains("more people are in its groups"), "{}", held.text("main"));
        assert_eq!(held.select("form[action$='/send']").len(), 0);
        editor.get(&page.path).form("form[action$='/approve']").press("Approve").follow();
        let page = visitor.get(&page.path);
        until_state(&visitor, &send(&page).path, "Sent");
        assert_eq!(service.received().len(), 2);
    }

    fn after_thirteen_months_only_numbers_are_left_of_who_got_it(site: &Site) {
        let service = service();
        let (visitor, shop) = with_testers(site, LINES);
        for account in ["zoe-1", "back"] {
            assert_eq!(shop.subscribe(account, &format!("{}/{account}", service.url)).status, 201);
        }
        let before = until_state(&visitor, &send(&add_draft(&visitor, "Spring").follow()).path, "Sent");
        let over = |months: u32| {
            let at = (now() - chrono::Months::new(months)).format("%Y-%m-%d %H:%M:%S");
            let plant = |connection: &mut _| sql_query(format!("UPDATE notifications SET finished_at = '{at}'")).execute(connection);
            site.state.database.write_now(plant).unwrap();
            keep::sweep(&site.state, keep::MOST_SLICES).unwrap();
            visitor.get(&before.path)
        };
        let kept = over(12);
        assert_eq!((kept.select("#forgotten").len(), kept.select("#omitted a").len()), (0, 1));
        let left = over(14);
        let numbers = |page: &PageAnswer| [page.select("#reached"), page.select("#planned"), page.select("#equation"), page.select("#omitted dd"), page.select("#seen dd")];
        assert_eq!(numbers(&left), numbers(&before));
        assert_eq!((left.select("#forgotten").len(), left.select("#omitted a").len()), (1, 0));
        assert!(visitor.get(&format!("{}/recipients", before.path)).select("tbody th").is_empty());
        let held = visitor.get("/customers").click("zoe-1").click("Everything held, as a file").body;
        assert!(!held.contains("Spring"), "{held}");
        over(14);
        let forgotten: Vec<String> = newest(site, 30).into_iter().filter(|line| line.starts_with("job people_forgotten")).collect();
        assert_eq!(forgotten, ["job people_forgotten notification Spring  {\"people\":2}"]);
    }

    fn what_is_tried_again_keeps_its_place_and_the_quiet_hours(site: &Site) {
        let busy = Receiver::start(|_, _| ("503 Busy", String::from("Retry-After: 3600\r\n"), String::new()));
        let (visitor, shop) = with_testers(site, LINES);
        assert_eq!(shop.subscribe("zoe-1", &format!("{}/zoe", busy.url)).status, 201);
        let page = send(&add_draft(&visitor, "Spring").follow());
        until_counted(site, "SELECT count(*) AS count FROM deliveries WHERE state = 'planned' AND attempts = 1", 1);
        assert_eq!(add_draft(&visitor, "Autumn").follow().text("#reached"), "0", "it will come, and is enough for a day");
        let hour = |hours: i64| (now() + TimeDelta::hours(hours)).format("%H:%M").to_string();
        let form = visitor.get("/notifications/rules").form("form.stack").set("quiet_from", &hour(-2)).set("quiet_until", &hour(2));
        form.press("Save").follow();
        // The browser's clock is that of Paris until another one of the person's is seen, whose clock is that of the publisher.
        let plant = |connection: &mut _| sql_query("UPDATE subscriptions SET time_zone = 'UTC'").execute(connection);
        site.state.database.write_now(plant).unwrap();
        sleep(site, 0);
        until_says(&visitor, &page.path, "#waiting dt", &["For the end of quiet hours"]);
        assert_eq!(busy.received().len(), 1);
    }

    fn quiet_hours_are_those_of_the_browser_that_was_seen_last(site: &Site) {
        let service = service();
        let (visitor, shop) = with_testers(site, LINES);
        // It is noon in one zone and midnight in the other.
        for (number, zone) in ["Etc/GMT-12", "UTC"].into_iter().enumerate() {
            let mut wish = wish(&format!("{}/{number}", service.url));
            wish["time_zone"] = zone.into();
            assert_eq!(shop.ask("POST", "zoe-1", wish).status, 201);
        }
        let hour = |hours: i64| (now() + TimeDelta::hours(hours)).format("%H:%M").to_string();
        let form = visitor.get("/notifications/rules").form("form.stack").set("quiet_from", &hour(-2)).set("quiet_until", &hour(2));
        form.press("Save").follow();
        let draft = add_draft(&visitor, "Spring").follow().click("Edit").form("form.stack").check("devices", "all");
        let page = send(&draft.press("Save as draft").follow());
        until_says(&visitor, &page.path, "#waiting dd", &["2"]);
        assert_eq!((visitor.get(&page.path).select("#waiting dt"), service.received().len()), (vec![String::from("For the end of quiet hours")], 0));
    }

    fn one_that_is_paused_ends_when_it_expires(site: &Site) {
        let service = service();
        let (visitor, shop) = with_testers(site, LINES);
        assert_eq!(shop.subscribe("zoe-1", &format!("{}/zoe", service.url)).status, 201);
        let draft = at(&add_draft(&visitor, "Spring").follow(), "local", (now() + TimeDelta::hours(20), "")).follow();
        let page = send(&draft);
        sleep_start(site);
        until_says(&visitor, &page.path, "#waiting dd", &["1"]);
        visitor.post(&format!("{}/pause", page.path), &[]).location();
        until_state(&visitor, &page.path, "Paused");
        let plant = |connection: &mut _| sql_query("UPDATE notifications SET expires_at = '2026-01-01 00:00:00'").execute(connection);
        site.state.database.write_now(plant).unwrap();
        let over = until_state(&visitor, &page.path, "Sent");
        assert_eq!((over.text("#equation").as_str(), service.received().len()), ("1 = 0 + 0 + 0 + 0 + 1 + 0", 0));
        until_counted(site, "SELECT count(*) AS count FROM notifications WHERE finished_at IS NOT NULL", 1);
    }

    fn who_gets_nothing_uses_nothing_of_the_limit_a_second(site: &Site) {
        let service = service();
        let (visitor, shop) = with_testers(site, LINES);
        let accounts = ["zoe-1", "never", "back"];
        let tokens = accounts.map(|account| shop.subscribe(account, &format!("{}/{account}", service.url)).body["token"].as_str().unwrap().to_owned());
        let draft = at(&add_draft(&visitor, "Spring").follow(), "local", (now() + TimeDelta::hours(20), "")).follow();
        let page = send(&draft.click("Edit").form("form.stack").set("per_second", "3").press("Save as draft").follow());
        sleep_start(site);
        until_says(&visitor, &page.path, "#waiting dd", &["3"]);
        tokens.iter().for_each(|token| assert_eq!(shop.say(token, "unsubscribed"), 204));
        sleep(site, 0);
        assert_eq!(until_state(&visitor, &page.path, "Sent").text("#equation"), "3 = 0 + 0 + 0 + 0 + 3 + 0");
        until_counted(site, "SELECT count(*) AS count FROM notifications WHERE tokens = 3", 1);
    }

    fn a_round_of_forgetting_is_bounded_over_all_notifications(site: &Site) {
        let (visitor, _) = with_testers(site, LINES);
        ["One", "Two"].iter().for_each(|name| drop(add_draft(&visitor, name).follow()));
        let plant = |connection: &mut _| sql_query("UPDATE notifications SET finished_at = '2020-01-01 00:00:00'").execute(connection);
        site.state.database.write_now(plant).unwrap();
        for forgotten in [1, 2] {
            keep::sweep(&site.state, 1).unwrap();
            until_counted(site, "SELECT count(*) AS count FROM notification_totals", forgotten);
        }
    }

    fn one_that_is_held_keeps_its_exemption(site: &Site) {
        let service = service();
        let (visitor, shop) = with_testers(site, LINES);
        assert_eq!(shop.subscribe("zoe-1", &format!("{}/zoe", service.url)).status, 201);
        until_state(&visitor, &send(&add_draft(&visitor, "Spring").follow()).path, "Sent");
        let page = at(&add_draft(&visitor, "Urgent").follow(), "at", (now() + TimeDelta::hours(5), "UTC")).follow();
        let page = send(&page.click("Edit").form("form.stack").check("timing[is_exempt]", "on").press("Save as draft").follow());
        sleep(site, 3);
        let held = until_says(&visitor, &page.path, "#start-heading", &["Held"]);
        assert_eq!(held.text("#reached"), "1");
    }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

/// Waits until this statement counts so many.
fn until_counted(site: &Site, statement: &str, wanted: i64) {
    let count = || {
        site.state.database.read_now(|connection| sql_query(statement).get_result::<Count>(connection)).unwrap().count
    };
    for _ in 0..1_200 {
        if count() == wanted {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("{statement} is {} and not {wanted}", count());
}
