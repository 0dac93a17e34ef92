//! When notifications go out and how often, and what their log says of changed drafts.

use crate::audit::newest;
use crate::notifications::{add_draft, with_testers};
use crate::site::on_both_databases;

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
}
