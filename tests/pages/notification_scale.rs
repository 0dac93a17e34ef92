//! Notifications to many people: what is read and written does not grow with each look at a page. `ENGAGE_TEST_PEOPLE` sets how
//! many there are, and prints how long each step takes.

use crate::notification_times::{LINES, service};
use crate::notifications::{counts_are_those_of_the_rows, send, until_state, with_testers};
use crate::rules_of_groups::save_formula;
use crate::site::{Site, on_both_databases};
use crate::visitor::{PageAnswer, Visitor};
use diesel::prelude::*;
use diesel::sql_query;
use engage::ids::AppKey;
use engage::reading::ImportKind;
use engage::store::publishers;
use std::time::Instant;

/// More than are read again for safety.
const PEOPLE: usize = 4_000;

fn people() -> (usize, bool) {
    let asked = std::env::var("ENGAGE_TEST_PEOPLE").ok().and_then(|people| people.parse().ok());
    (asked.unwrap_or(PEOPLE), asked.is_some())
}

/// The app with so many grown-up customers, each with a browser and a consent like those of `zoe-1`, and a draft to them.
fn with_many(site: &Site, (visitor, people): (&Visitor, usize)) -> PageAnswer {
    let lines: String = (0..people).map(|number| format!("u-{number},30\n")).collect();
    site.take("Journey", ImportKind::Customers, &site.file("many.csv", &format!("account_id,age\n{lines}")));
    let plant = |connection: &mut _| {
        sql_query(
            "INSERT INTO subscriptions (app_id, account_id, endpoint, endpoint_digest, public_key, auth, language, time_zone, agent, created_at, seen_at, state)
            SELECT app_id, customers.account_id, endpoint || customers.account_id, customers.account_id, public_key, auth, subscriptions.language, time_zone, agent, '2026-01-01 00:00:00', '2026-01-01 00:00:00', 'live'
            FROM subscriptions, customers WHERE subscriptions.account_id = 'zoe-1' AND customers.account_id LIKE 'u-%'",
        )
        .execute(connection)?;
        sql_query(
            "INSERT INTO consents (publisher_id, account_id, channel, purpose, state, at, source, evidence)
            SELECT consents.publisher_id, customers.account_id, channel, purpose, state, at, source, evidence
            FROM consents, customers WHERE consents.account_id = 'zoe-1' AND customers.account_id LIKE 'u-%'",
        )
        .execute(connection)
    };
    site.state.database.write_now(plant).unwrap();
    save_formula(visitor, "Grown-ups", "Age >= 18");
    let rules = visitor.get("/notifications/rules").form("form.stack").set("approval_above", "100000000");
    rules.press("Save").location();
    let form = visitor.get("/notifications/new").form("form.stack").set("name", "Spring").check("groups[]", "2");
    let form = form.set("texts[0][language]", "en").set("texts[0][title]", "Spring").set("per_second", "1");
    form.set("texts[0][target]", "https://fabrikam.org/").press("Save as draft").follow()
}

on_both_databases! {
    fn a_draft_is_looked_at_by_what_has_changed_and_a_cancelled_one_ends_in_slices(site: &Site) {
        let service = service();
        let (visitor, shop) = with_testers(site, LINES);
        let zoe = shop.subscribe("zoe-1", &format!("{}/zoe", service.url));
        let (people, is_measured) = people();
        let draft = with_many(site, (&visitor, people));
        let said = |what: &str, since: Instant| if is_measured { println!("{people} people, {what}: {:?}", since.elapsed()) };
        let number = |count: usize| count.to_string().as_bytes().rchunks(3).rev().map(|three| std::str::from_utf8(three).unwrap()).collect::<Vec<_>>().join(",");
        let publisher = site.state.database.read_now(publishers::all).unwrap()[0].id;
        let read = || site.state.reaches.rows_read(AppKey { publisher, id: 1.into() });
        // The first look came with the draft.
        let before = read();
        assert!(before >= 2 * people as u64, "{before}");
        let again = Instant::now();
        assert_eq!(visitor.get(&draft.path).text("#reached"), number(people + 1));
        said("a draft is looked at again", again);
        // Somebody takes it back, and somebody else comes in.
        assert_eq!(shop.say(zoe.body["token"].as_str().unwrap(), "unsubscribed"), 204);
        assert_eq!(shop.subscribe("back", &format!("{}/back", service.url)).status, 201);
        let page = visitor.get(&draft.path);
        assert_eq!((page.text("#reached"), page.select("#omitted dt").contains(&String::from("Has taken the consent back"))), (number(people + 1), true));
        assert!(read() - before < 6_000, "what may have been committed late is read again, and what is new: {}", read() - before);
        let sending = Instant::now();
        send(&page);
        let page = until_state(&visitor, &page.path, "Being sent");
        said("it is prepared", sending);
        let report = Instant::now();
        visitor.get(&page.path);
        said("a report is looked at", report);
        let cancelling = Instant::now();
        visitor.post(&format!("{}/cancel", page.path), &[]).location();
        said("it is cancelled", cancelling);
        let over = crate::notification_limits::until_says(&visitor, &page.path, "#outcome[data-poll]", &[]);
        said("nothing is planned any more", cancelling);
        assert!(over.text("#equation").starts_with(&format!("{} = ", number(people + 1))), "{}", over.text("#equation"));
        assert_eq!(over.select("#sums dd").last().map(String::as_str), Some("0"));
        counts_are_those_of_the_rows(site);
    }
}
