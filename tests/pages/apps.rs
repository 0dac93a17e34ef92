//! Apps: the list, and adding one.

use crate::site::on_both_databases;
use crate::visitor::{Visitor, owner, signed_in_visitor};

/// Adds an app of platform *Other* through its form.
pub fn add_app(visitor: &Visitor, name: &str) {
    let added = visitor.get("/apps/new").form("main form").set("name", name).press("Save");
    assert_eq!(added.location(), "/apps");
}

on_both_databases! {
    fn an_app_is_added_and_listed(site: &Site) {
        let visitor = signed_in_visitor(site);
        let empty = visitor.get("/apps");
        assert_eq!(empty.text(".empty-state h2"), "No app yet");
        let form = empty.click("Add an app").form("main form").set("name", "  <b>Zoé</b> & co  ").set("platform", "windows");
        let list = form.press("Save").follow();
        assert_eq!(list.text(".notice.success"), "“<b>Zoé</b> & co” is added.");
        assert_eq!(list.select("tbody tr"), ["<b>Zoé</b> & coWindows"]);
    }

    fn the_name_of_an_app_is_its_own_and_not_empty(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let form = visitor.get("/apps/new").form("main form");
        let taken = form.clone().set("name", "JOURNEY").press("Save");
        assert_eq!((taken.status, taken.select("#name-errors p").len()), (422, 1));
        assert_eq!(taken.form("main form").value("name"), "JOURNEY");
        for wrong in ["", "   ", &"x".repeat(101)] {
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
        assert_eq!(stranger.get("/groups/new").attributes("select#app option", "value"), [""]);
        let foreign = site.app("Journey").id.to_string();
        let fields = [("name", "Theirs"), ("kind", "segment"), ("app", &foreign), ("do", "save")];
        let refused = stranger.post("/groups/new", &fields);
        assert_eq!((refused.status, refused.select("#app-errors p").len()), (422, 1));
    }
}
