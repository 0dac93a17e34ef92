//! Drafts of notifications: what they say, and who receives them, and who does not and why.

use crate::push::Shop;
use crate::site::{Site, on_both_databases};
use crate::visitor::{PageAnswer, Visitor, owner};
use engage::reading::ImportKind;
use serde_json::json;

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

on_both_databases! {
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
        crate::groups::save(&visitor, "Staff", "zoe.hers@example.com").location();
        let form = other.click("Edit").form("form.stack").set("purpose", "promotional").check("except[]", "2");
        let except = form.press("Save as draft").follow();
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
