//! Apps: the list, and adding one.

use crate::form::Form;
use crate::site::on_both_databases;
use crate::visitor::{Visitor, owner, signed_in_visitor};
use engage::reading::ImportKind;

/// Adds an app of platform *Other* through its form.
pub fn add_app(visitor: &Visitor, name: &str) {
    let added = visitor.get("/apps/new").form("main form").set("name", name).press("Save");
    assert!(added.location().starts_with("/apps/"));
}

fn edit_of(visitor: &Visitor, name: &str) -> Form {
    visitor.get("/apps").click(name).click("Edit").form("main form")
}

on_both_databases! {
    fn an_app_is_added_and_listed(site: &Site) {
        let visitor = signed_in_visitor(site);
        let empty = visitor.get("/apps");
        assert_eq!(empty.text(".empty-state h2"), "No app yet");
        let form = empty.click("Add an app").form("main form").set("name", "  <b>Zoé</b> & co  ").set("platform", "windows");
        let app = form.press("Save").follow();
        assert_eq!(app.text(".notice.success"), "“<b>Zoé</b> & co” is added.");
        assert_eq!((app.text("h1"), app.text("#available")), (String::from("<b>Zoé</b> & co"), String::from("0")));
        assert_eq!(visitor.get("/apps").select("tbody tr"), ["<b>Zoé</b> & coWindows0"]);
    }

    fn one_of_two_changes_of_an_app_is_refused(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let edit = |name: &str| edit_of(&visitor, "Journey").set("name", name);
        let (first, second) = (edit("First"), edit("Second").set("platform", "windows"));
        first.press("Save").location();
        let refused = second.press("Save");
        assert_eq!((refused.status, refused.select("#name-errors p").len()), (422, 1));
        assert_eq!(visitor.get("/apps").select("tbody th"), ["First"]);
        let form = refused.form("main form");
        assert_eq!((form.value("name"), form.value("platform")), ("Second", "windows"));
        assert_eq!(form.press("Save").follow().text("h1"), "Second");
        assert_eq!(edit_of(&visitor, "Second").set("name", "a\u{202e}b").press("Save").select("#name-errors p").len(), 1);
    }

    fn an_app_is_shown_with_its_numbers_and_changed(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        add_app(&visitor, "Other");
        let customers = "account_id,age,os_version,Tier\n1,20,Windows 11,gold\n2,30,Windows 7,\n3,16,Windows 11,\n4,,Windows 11,\n";
        site.take("Journey", ImportKind::Customers, &site.file("customers.csv", customers));
        let purchases = "account_id,order_id,date,amount\n1,a,2017-12-01,1250.50\n2,b,2017-12-02,1\n";
        site.take("Journey", ImportKind::Purchases, &site.file("purchases.csv", purchases));
        let app = visitor.get("/apps").click("Journey");
        assert_eq!((app.text("#available"), app.select(".left-out li").len()), (String::from("2"), 2));
        assert_eq!(app.select("[aria-labelledby=doings] dd"), ["0", "None", "2", "$1,251.50", "0"]);
        assert_eq!(app.text("[aria-labelledby=attributes] dl"), "Tier Choice");

        let form = app.click("Edit").form("main form");
        let taken = form.clone().set("name", "OTHER").press("Save");
        assert_eq!((taken.status, taken.select("#name-errors p").len()), (422, 1));
        let changed = form.set("name", "Voyage").set("platform", "windows").press("Save").follow();
        assert_eq!((changed.text("h1"), changed.text("#available")), (String::from("Voyage"), String::from("1")));
    }

    fn the_name_of_an_app_is_its_own_and_not_empty(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let form = visitor.get("/apps/new").form("main form");
        let taken = form.clone().set("name", "JOURNEY").press("Save");
        assert_eq!((taken.status, taken.select("#name-errors p").len()), (422, 1));
        assert_eq!(taken.form("main form").value("name"), "JOURNEY");
        for wrong in ["", "   ", &"x".repeat(301)] {
            let refused = form.clone().set("name", wrong).press("Save");
            assert_eq!((refused.status, refused.select("#name-errors p").len()), (422, 1), "{wrong:?}");
        }
        let platform = visitor.post("/apps/new", &[("name", "Other"), ("platform", "toaster")]);
        assert_eq!((platform.status, platform.select("#platform-errors p").len()), (422, 1));
        assert_eq!(visitor.get("/apps").select("tbody th"), ["Journey"]);
    }

    fn apps_of_another_publisher_are_not_seen(site: &Site) {
        add_app(&owner(site, "ann@example.com"), "Journey");
        let stranger = owner(site, "eve@example.org");
        assert_eq!(stranger.get("/apps").select("tbody th"), [""; 0]);
        let path = site.app("Journey").path();
        assert_eq!((stranger.get(&path).status, stranger.get(&format!("{path}/edit")).status), (404, 404));
        let renamed = stranger.post(&format!("{path}/edit"), &[("name", "Mine"), ("platform", "web")]);
        assert_eq!(renamed.status, 404);
        assert_eq!(stranger.get("/groups/new").attributes("select#app option", "value"), [""]);
        let foreign = site.app("Journey").id.to_string();
        let fields = [("name", "Theirs"), ("kind", "segment"), ("app", &foreign), ("do", "save")];
        let refused = stranger.post("/groups/new", &fields);
        assert_eq!((refused.status, refused.select("#app-errors p").len()), (422, 1));
    }
}
