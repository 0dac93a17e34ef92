//! Drafts of notifications: what they say, and who receives them, and who does not and why.

use crate::push::Shop;
use crate::receiver::{Received, Receiver, Reply, status};
use crate::site::{Site, however_answered};
use crate::visitor::{PageAnswer, Visitor, owner};
use diesel::prelude::*;
use diesel::sql_query;
use engage::ids::SubscriptionId;
use engage::push::tokens::Named;
use engage::reading::ImportKind;
use engage::store::delivery_counts;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// A draft to the known user group *Testers*, which has the id 1.
pub fn add_draft(visitor: &Visitor, name: &str) -> PageAnswer {
    let form = visitor.get("/notifications/new").form("form.stack").set("name", name).check("groups[]", "1");
    let form = form.set("texts[0][language]", "en").set("texts[0][title]", "Spring is here");
    form.set("texts[0][target]", "https://fabrikam.org/spring").press("Save as draft")
}

/// The shop with the group *Testers* of everybody in these lines of customers.
pub fn with_testers(site: &Site, lines: &str) -> (Visitor, Shop) {
    let (visitor, shop) = Shop::open(site);
    let file = site.file("more.csv", &format!("account_id,email,age\n{lines}"));
    site.take("Journey", ImportKind::Customers, &file);
    let people = "zoe.hers@example.com\nnever@example.com\nyoung@example.com\nback@example.com\nmute@example.com";
    crate::groups::save(&visitor, "Testers", people).location();
    (visitor, shop)
}

const LINES: &str =
    "never,never@example.com,30\nyoung,young@example.com,12\nback,back@example.com,30\nmute,mute@example.com,30\n";

/// Puts every message that a push service took, and its notification, as if the program had died before the answer came.
pub fn forget_what_became(site: &Site, state: &str) {
    let plant = |connection: &mut _| {
        sql_query("UPDATE deliveries SET state = 'unknown', reason = NULL, attempts = 1").execute(connection)?;
        sql_query(format!("UPDATE notifications SET state = '{state}' WHERE sent_at IS NOT NULL")).execute(connection)
    };
    // PostgreSQL may break it off for a worker that counts the same messages.
    let done = (0..20).any(|_| site.state.database.write_now(plant).is_ok());
    assert!(done, "the messages are forgotten");
}

/// A push service that answers by the end of the path: a status, or `busy`, which takes the second attempt.
fn push_service() -> Receiver {
    Receiver::start(|request: &Received, _| -> Reply {
        match request.path.rsplit('/').next().unwrap_or_default() {
            "gone" => status("410 Gone", ""),
            "large" => status("413 Too Large", ""),
            "refused" => status("403 Forbidden", "BadJwtToken"),
            "busy" if request.header("x-second").is_empty() => {
                ("429 Busy", String::from("Retry-After: 1\r\n"), String::new())
            }
            "slow" => {
                std::thread::sleep(Duration::from_millis(100));
                status("201 Created", "")
            }
            _ => status("201 Created", ""),
        }
    })
}

/// Subscribes a browser of this account whose messages the push service answers so.
fn subscribe(shop: &Shop, service: &Receiver, account: &str, way: &str) -> i32 {
    let endpoint = format!("{}/{account}/{way}", service.url);
    let answer = shop.subscribe(account, &endpoint);
    assert_eq!(answer.status, 201, "{}", answer.body);
    shop.number_of(&answer)
}

/// Presses *Send* on the notification's page.
pub fn send(page: &PageAnswer) -> PageAnswer {
    let label = page.text("form[action$='/send'] button");
    page.form("form[action$='/send']").press(&label).follow()
}

/// What the page says once it says so of its state.
pub fn until_state(visitor: &Visitor, path: &str, wanted: &str) -> PageAnswer {
    let started = Instant::now();
    loop {
        let page = visitor.get(path);
        if page.select("#outcome-heading") == [wanted] {
            return page;
        }
        assert!(started.elapsed() < Duration::from_secs(60), "{wanted} is not {:?}", page.select("#outcome"));
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The numbers of the report, by their labels.
fn sums(page: &PageAnswer) -> BTreeMap<String, String> {
    page.select("#sums dt").into_iter().zip(page.select("#sums dd")).collect()
}

/// Holds the counts of the first notification, which the report shows, against its rows.
pub fn counts_are_those_of_the_rows(site: &Site) {
    let (counted, rows) = site
        .state
        .database
        .read_now(|connection| {
            let of = (engage::store::publishers::all(connection)?[0].id, 1.into());
            Ok((delivery_counts::of(connection, of)?, delivery_counts::of_rows(connection, of)?))
        })
        .unwrap();
    assert_eq!(counted, rows);
}

fn count(page: &PageAnswer, label: &str) -> String {
    sums(page).remove(label).unwrap_or_default()
}

however_answered! {
    fn what_becomes_of_each_message_is_in_a_report_that_adds_up(site: &Site) {
        let service = push_service();
        let (visitor, shop) = with_testers(site, LINES);
        let number = subscribe(&shop, &service, "zoe-1", "good");
        subscribe(&shop, &service, "never", "gone");
        subscribe(&shop, &service, "back", "large");
        let mut moved = crate::push::wish(&format!("{}/mute/good", service.url));
        moved["language"] = json!("fr");
        assert_eq!(shop.ask("POST", "mute", moved).status, 201);
        let page = add_draft(&visitor, "Spring").follow();
        assert_eq!(page.text("#reached"), "4");
        let sent = send(&page);
        assert!(sent.text(".notice.success").contains("is being sent"), "{}", sent.text("main"));
        let page = until_state(&visitor, &page.path, "Sent");
        let all = |label: &str| count(&page, label);
        assert_eq!((page.text("#planned").as_str(), all("Accepted by the push service").as_str()), ("4", "2"));
        assert_eq!(["The browser is gone", "Failed", "Unknown", "Skipped", "Still to be sent"].map(all), ["1", "1", "0", "0", "0"]);
        assert_eq!(page.text("#equation"), "4 = 2 + 1 + 1 + 0 + 0 + 0");
        assert_eq!(page.select("#reasons dt"), ["Refused by the push service"]);
        // Who is in it and who is not stays as it was.
        assert_eq!((page.text("#reached"), page.select("#omitted dd")), (String::from("4"), vec![String::from("1")]));
        let received = service.received();
        assert_eq!(received.len(), 4);
        let of_all = |name: &str| received.iter().map(|one| one.header(name).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(of_all("content-length").len(), 1, "messages cannot be told apart by their length");
        assert_eq!((of_all("content-encoding"), of_all("urgency")), ([String::from("aes128gcm")].into(), [String::from("normal")].into()));
        assert_eq!((of_all("topic").len(), received[0].header("topic").len()), (1, 32));
        assert!(received[0].header("ttl").parse::<i64>().unwrap() > 86_000);
        assert_eq!(of_all("authorization").len(), 1, "one signature for a service");
        // The browser that is gone is not written to again.
        assert!(visitor.get("/customers").click("never").text("[aria-labelledby='push-heading']").contains("Gone"));
        let named = Named { subscription: SubscriptionId::from(number), notification: 1 };
        let token = site.state.push_tokens.make(named);
        assert_eq!(["shown", "shown", "closed"].map(|event| shop.say(&token, event)), [204; 3]);
        let link = Visitor::new(site).get(&format!("/n/{token}"));
        assert_eq!((link.status, link.location().as_str()), (303, "https://fabrikam.org/spring"));
        assert_eq!(Visitor::new(site).get("/n/none").status, 404);
        assert_eq!(visitor.get(&page.path).select("#seen dd"), ["1", "1"]);
        let held: Value = serde_json::from_str(&visitor.get("/customers").click("zoe-1").click("Everything held, as a file").body).unwrap();
        assert_eq!((&held["push"]["messages"][0]["notification"], &held["push"]["messages"][0]["state"]), (&json!("Spring"), &json!("accepted")));
        // A second click, and what is sent cannot be changed.
        assert_eq!(visitor.post(&format!("{}/send", page.path), &[("seen", "2")]).follow().select(".notice.error").len(), 1);
        assert_eq!(visitor.post(&format!("{}/pause", page.path), &[]).follow().select(".notice.error").len(), 1);
        assert_eq!(service.received().len(), 4);
        counts_are_those_of_the_rows(site);
        let customer = visitor.get("/customers").click("zoe-1");
        customer.click("Erase").form("main form").press("Erase").follow();
        assert_eq!(visitor.get(&page.path).text("#equation"), "4 = 2 + 1 + 1 + 0 + 0 + 0", "the totals stay");
        assert_eq!(crate::traces::traces(site, &["zoe.hers"]), [""; 0]);
    }

    fn a_push_service_that_refuses_the_sender_pauses_with_its_own_words_and_what_is_taken_back_holds(site: &Site) {
        let service = push_service();
        let (visitor, shop) = with_testers(site, LINES);
        subscribe(&shop, &service, "zoe-1", "refused");
        let page = send(&add_draft(&visitor, "Spring").follow());
        let paused = until_state(&visitor, &page.path, "Paused");
        assert!(paused.text("#outcome").contains("403 BadJwtToken"), "{}", paused.text("#outcome"));
        assert_eq!(paused.text("#equation"), "1 = 0 + 0 + 0 + 0 + 0 + 1");
        let before = service.received().len();
        let token = site.state.push_tokens.make(Named { subscription: 1.into(), notification: 1 });
        assert_eq!(shop.say(&token, "unsubscribed"), 204);
        assert_eq!(paused.form("form[action$='/resume']").press("Go on").follow().status, 200);
        let over = until_state(&visitor, &page.path, "Sent");
        assert_eq!((over.text("#equation").as_str(), over.select("#reasons dt")), ("1 = 0 + 0 + 0 + 0 + 1 + 0", vec![String::from("Has taken the consent back")]));
        assert_eq!(service.received().len(), before, "nothing left after it was taken back");
    }

    fn a_cancelled_notification_tells_how_many_had_it_and_sends_nothing_more(site: &Site) {
        let service = push_service();
        let lines = (0..60).fold(String::from(LINES), |lines, number| lines + &format!("n{number},n{number}@example.com,30\n"));
        let (visitor, shop) = with_testers(site, &lines);
        let people: Vec<String> = (0..60).map(|number| format!("n{number}@example.com")).collect();
        crate::groups::save(&visitor, "Many", &people.join("\n")).location();
        for number in 0..60 {
            subscribe(&shop, &service, &format!("n{number}"), "slow");
        }
        let form = visitor.get("/notifications/new").form("form.stack").set("name", "Slow").check("groups[]", "2").set("per_second", "5");
        let form = form.set("texts[0][language]", "en").set("texts[0][title]", "Slow").set("texts[0][target]", "https://fabrikam.org/");
        let page = send(&form.press("Save as draft").follow());
        service.wait_for(2);
        let cancelled = visitor.post(&format!("{}/cancel", page.path), &[]).follow();
        assert_eq!(cancelled.text("#outcome-heading"), "Cancelled");
        let started = Instant::now();
        let over = loop {
            let page = visitor.get(&page.path);
            if count(&page, "Still to be sent") == "0" {
                break page;
            }
            assert!(started.elapsed() < Duration::from_secs(60), "{}", page.text("#outcome"));
        };
        let (accepted, skipped) = (count(&over, "Accepted by the push service"), count(&over, "Skipped"));
        let [accepted, skipped] = [accepted, skipped].map(|text| text.parse::<usize>().unwrap());
        assert_eq!((accepted + skipped, over.text("#planned").as_str()), (60, "60"));
        assert!(accepted < 60, "a limit of five a second was kept");
        counts_are_those_of_the_rows(site);
        assert_eq!(service.received().len(), accepted);
    }

    fn who_receives_a_notification_is_known_before_it_is_sent_and_who_does_not_and_why(site: &Site) {
        let (visitor, shop) = with_testers(site, LINES);
        let at = |name: &str| format!("https://fcm.googleapis.com/fcm/send/{name}");
        for account in ["zoe-1", "young", "back"] {
            assert_eq!(shop.subscribe(account, &at(account)).status, 201);
        }
        let mut without = crate::push::wish(&at("mute"));
        without.as_object_mut().unwrap().remove("consent");
        assert_eq!(shop.ask("POST", "mute", without).status, 201);
        let token = shop.subscribe("back", &at("back")).body["token"].as_str().unwrap().to_owned();
        assert_eq!(shop.say(&token, "unsubscribed"), 204);
        let page = add_draft(&visitor, "Spring").follow();
        assert_eq!(page.text("#reached"), "1");
        assert_eq!(page.select("#omitted dt"), ["Too young, or of an unknown age", "No browser has subscribed", "Has taken the consent back", "Was never asked for this purpose"]);
        assert_eq!(page.select("#omitted dd"), ["1", "1", "1", "1"]);
        let listed = |reason: &str| visitor.get(&format!("{}/recipients?reason={reason}", page.path)).select("tbody th");
        assert_eq!(["unavailable", "no-browser", "unsubscribed", "no-consent", ""].map(listed), [["young"], ["never"], ["back"], ["mute"], ["zoe-1"]]);
        // Another purpose is another question.
        let form = page.click("Edit").form("form.stack");
        let other = form.clone().set("purpose", "product").press("Save as draft").follow();
        assert_eq!((other.text("#reached").as_str(), other.select("#omitted dd").len()), ("0", 3));
        assert!(page.select("#subscribing").is_empty() && other.click("How to set that up").text("h1") == "Push notifications");
        crate::groups::save(&visitor, "Staff", "zoe.hers@example.com").location();
        let form = other.click("Edit").form("form.stack").set("purpose", "promotional").check("except[]", "2");
        let except = form.press("Save as draft").follow();
        let few = "After the exceptions, only a few members are left";
        assert!(except.text("main").contains(few) && !other.text("main").contains(few), "{}", except.text("main"));
        assert_eq!((except.text("#reached"), listed("except")), (String::from("0"), vec![String::from("zoe-1")]));
        visitor.post("/groups/2/archive", &[]).location();
        assert!(visitor.get(&page.path).text("main").contains("One of the groups was archived or deleted"));
        let eve = owner(site, "eve@example.org");
        for path in [page.path.clone(), format!("{}/recipients", page.path), format!("{}/edit", page.path)] {
            assert_eq!(eve.get(&path).status, 404, "{path}");
        }
    }

    fn a_draft_says_what_is_wrong_beside_each_field_and_keeps_what_was_typed(site: &Site) {
        let (visitor, _) = with_testers(site, LINES);
        let form = visitor.get("/notifications/new").form("form.stack").set("texts[0][title]", "Printemps");
        let more = form.set("texts[0][language]", "fr").press("add");
        assert_eq!((more.status, more.form("form.stack").value("texts[0][title]")), (200, "Printemps"));
        let form = more.form("form.stack").set("texts[1][language]", "fr").set("texts[1][title]", &"x".repeat(66));
        let form = form.set("texts[1][target]", "http://fabrikam.org").set("expires", "0").set("per_second", "-1");
        let refused = form.press("Save as draft");
        assert_eq!(refused.status, 422);
        let wrong = |id: &str| assert_eq!(refused.select(&format!("#{id}-errors p")).len(), 1, "{id}");
        ["name", "groups", "texts-0-target", "texts-1-title", "texts-1-target", "expires", "per_second"].into_iter().for_each(wrong);
        assert_eq!(refused.form("form.stack").value("texts[1][target]"), "http://fabrikam.org");
        let form = refused.form("form.stack").set("name", "Spring").check("groups[]", "1").set("expires", "48").set("per_second", "");
        let form = form.set("texts[0][target]", "https://fabrikam.org/fr").set("texts[1][target]", "https://fabrikam.org/fr");
        let twice = form.set("texts[1][title]", "Encore").press("Save as draft");
        assert_eq!((twice.status, twice.select("#texts-1-language-errors p").len()), (422, 1), "two texts in one language");
        let page = twice.form("form.stack").set("texts[1][language]", "en-gb").press("Save as draft").follow();
        assert_eq!(page.select("article h3"), ["Printemps", "Encore"]);
        assert!(page.text("article:last-of-type").contains("en-GB") && page.text("article:last-of-type").contains("of 3,993 bytes"));
        let stale = page.click("Edit").form("form.stack").set("name", "Late");
        page.click("Edit").form("form.stack").set("name", "Early").press("Save as draft").follow();
        let late = stale.press("Save as draft");
        assert_eq!((late.status, late.form("form.stack").value("name")), (422, "Late"));
        assert_eq!(late.form("form.stack").press("Save as draft").follow().text("h1"), "Late");
        let list = visitor.post(&format!("{}/delete", page.path), &[]).follow();
        assert_eq!((list.path.as_str(), list.select("tbody th").len()), ("/notifications", 0));
        assert_eq!(visitor.get(&page.path).status, 404);
        assert_eq!(json!(list.select(".notice.success")), json!(["The draft Late is deleted."]));
    }
}
