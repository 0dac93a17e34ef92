//! What a second person has approved, and what an owner has chosen, holds for what was there then.

use crate::access::colleague;
use crate::notification_limits::until_says;
use crate::notification_times::{LINES, at, now, service, sleep};
use crate::notifications::{add_draft, send, with_testers};
use crate::site::on_both_databases;
use chrono::TimeDelta;
use engage::access::Role;

on_both_databases! {
    fn an_approval_is_for_as_many_people_as_received_it_then(site: &Site) {
        let service = service();
        let (visitor, shop) = with_testers(site, LINES);
        let subscribe = |account: &str| assert_eq!(shop.subscribe(account, &format!("{}/{account}", service.url)).status, 201);
        ["zoe-1", "back"].into_iter().for_each(subscribe);
        visitor.get("/notifications/rules").form("form.stack").set("approval_above", "1").press("Save").follow();
        let editor = colleague(site, Role::Editor);
        let draft = at(&add_draft(&visitor, "Spring").follow(), "at", (now() + TimeDelta::hours(5), "UTC")).follow();
        let approve = || editor.get(&draft.path).form("form[action$='/approve']").press("Approve").follow();
        approve();
        let seen = visitor.get(&draft.path);
        subscribe("never");
        let grown = visitor.get(&draft.path);
        assert!(grown.text("#approval").contains("over a tenth more people"), "{}", grown.text("main"));
        assert!(grown.select("form[action$='/send']").is_empty());
        assert!(send(&seen).text(".notice.error").contains("over a tenth more people"), "what was seen before does not count");
        approve();
        send(&visitor.get(&draft.path));
        until_says(&visitor, &draft.path, "#start-heading", &["Scheduled"]);
        subscribe("mute");
        sleep(site, 0);
        let held = until_says(&visitor, &draft.path, "#start-heading", &["Held"]);
        assert!(held.select("form[action$='/send']").is_empty() && service.received().is_empty(), "{}", held.text("main"));
    }

    fn an_editor_does_not_use_the_exemption_of_an_owner_for_something_else(site: &Site) {
        let (visitor, _) = with_testers(site, LINES);
        let page = add_draft(&visitor, "Spring").follow();
        page.click("Edit").form("form.stack").check("timing[is_exempt]", "on").press("Save as draft").follow();
        let editor = colleague(site, Role::Editor);
        let edit = || editor.get(&format!("{}/edit", page.path));
        let same = edit().form("form.stack").set("name", "Summer").press("Save as draft").follow();
        assert_eq!((edit().select("#timing-is-exempt").len(), same.text(".notice.success").contains("only owners")), (1, false));
        let other = edit().form("form.stack").set("texts[0][title]", "Buy").press("Save as draft").follow();
        assert!(other.text(".notice.success").contains("only owners"), "{}", other.text("main"));
        assert!(edit().select("#timing-is-exempt").is_empty());
        assert!(crate::audit::newest(site, 1)[0].contains("\"is_exempt\":false"));
    }
}
