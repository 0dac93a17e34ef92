//! What is deleted for good: each page first names what goes, and afterwards nothing of it is left.

use crate::groups::save;
use crate::rules_of_groups::{page_of, save_formula, visitor_with_groups};
use crate::site::on_both_databases;
use crate::traces::traces;
use crate::visitor::{PageAnswer, Visitor, owner, signed_in_visitor};
use engage::access::{Actor, Role};
use engage::groups::recount::{Counted, recount_for_visitor};
use engage::groups::save::Place;
use engage::groups::{self, Content, Draft, Field, Reason, Refusal};
use engage::segments::Rule;
use engage::store::{customer_groups, publishers};

fn archive(visitor: &Visitor, group: &str) -> PageAnswer {
    visitor.get(&format!("{group}/archive")).form("main form").press("Archive").follow()
}

/// Deletes the archived group on its pages.
fn delete(visitor: &Visitor, group: &str) -> PageAnswer {
    visitor.get(group).click("Delete for good").form("main form").press("Delete for good").follow()
}

on_both_databases! {
    fn an_archived_group_is_deleted_for_good(site: &Site) {
        let visitor = signed_in_visitor(site);
        let group = save(&visitor, "Testers", "bob@example.com zoé@example.com").location();
        let page = visitor.get(&group);
        assert!(!page.select("a").contains(&String::from("Delete for good")), "it is not archived");
        let path = format!("{group}/delete");
        assert!(visitor.get(&path).text(".notice").contains("Archive it first"));
        assert_eq!(visitor.post(&path, &[]).status, 422);
        archive(&visitor, &group);
        let page = visitor.get(&group).click("Delete for good");
        assert!(page.text("main").contains("Entries 2"), "{}", page.text("main"));
        let listed = delete(&visitor, &group);
        assert_eq!((listed.path.as_str(), listed.text(".notice")), ("/groups", String::from("The group is deleted.")));
        assert_eq!(traces(site, &["bob@example.com", "testers"]), [""; 0]);
        // A second click, the button *Back*, and a link that somebody kept.
        let again = visitor.post(&path, &[]).follow();
        assert_eq!((again.path.as_str(), again.text(".notice")), ("/groups", String::from("The group is deleted.")));
        for gone in ["", "/delete", "/members.csv", "/edit"] {
            let page = visitor.get(&format!("{group}{gone}"));
            assert_eq!(page.status, 404, "{gone}");
            assert!(page.text("main").contains("This group was deleted on"), "{}", page.text("main"));
        }
        let eve = owner(site, "eve@example.org");
        assert_eq!(eve.post(&path, &[]).status, 404);
        assert!(!eve.get(&group).text("main").contains("deleted"), "another publisher learns nothing of it");
        assert_eq!(save(&visitor, "Testers", "bob@example.com").follow().text("h1"), "Testers", "its name is free");
    }

    fn a_segment_is_deleted_with_its_history(site: &Site) {
        let visitor = visitor_with_groups(site);
        let women = page_of(&visitor, "Women");
        archive(&visitor, &women);
        let page = visitor.get(&format!("{women}/delete"));
        assert!(page.text("main").contains("Days in its history 1"), "{}", page.text("main"));
        assert_eq!(delete(&visitor, &women).status, 200);
        assert_eq!(visitor.get("/groups?archived=1").select("tbody th"), [""; 0]);
        assert_eq!(visitor.get("/groups/overlap").status, 200);
    }

    fn a_group_that_rules_name_is_not_deleted(site: &Site) {
        let visitor = visitor_with_groups(site);
        let testers = page_of(&visitor, "Testers");
        save_formula(&visitor, "Tested", "Member of in (Testers)");
        let tested = page_of(&visitor, "Tested");
        archive(&visitor, &testers);
        let path = format!("{testers}/delete");
        for _ in ["active", "archived"] {
            let page = visitor.get(&path);
            assert_eq!(page.attributes("main ul a", "href"), [tested.as_str()]);
            assert!(page.select("main form").is_empty());
            assert_eq!(visitor.post(&path, &[]).status, 422);
            archive(&visitor, &tested);
        }
        delete(&visitor, &tested);
        assert_eq!(delete(&visitor, &testers).status, 200);
    }

    fn a_rule_that_names_a_deleted_group_is_not_saved(site: &Site) {
        let visitor = visitor_with_groups(site);
        let form = visitor.get("/groups/new").form("#group-form").set("name", "Tested");
        let form = form.set("formula", "Member of in (Testers)").press("read-formula").form("#group-form");
        let testers = page_of(&visitor, "Testers");
        archive(&visitor, &testers);
        delete(&visitor, &testers);
        let refused = form.press("Save");
        assert_eq!((refused.status, refused.form("#group-form").value("name")), (422, "Tested"));
        // It may also be deleted while the form is being saved.
        let app = site.app("Journey");
        let publisher = site.state.database.read_now(|connection| publishers::find(connection, app.publisher_id)).unwrap();
        let actor = Actor { publisher: publisher.id, user: None, role: Role::Editor };
        let id = testers.rsplit('/').next().unwrap();
        let content = Content::Segment { app: Some(app.id), rule: Rule::member_of(id) };
        let draft = Draft { name: String::from("Tested"), content };
        let saved = groups::save::save(&site.state, &actor, &publisher, &Place::New { form: None }, &draft);
        let Err(Refusal::Fields(errors)) = saved else { panic!("it is saved") };
        assert_eq!(errors.len(), 1);
        assert_eq!((&errors[0].field, &errors[0].reason), (&Field::Member(id.to_owned()), &Reason::GroupGone));
    }

    fn a_count_of_a_group_that_is_deleted_meanwhile_ends_without_an_error(site: &Site) {
        let visitor = visitor_with_groups(site);
        let publisher = site.app("Journey").publisher_id;
        let (publisher, groups) = site.state.database.read_now(|connection| {
            Ok((publishers::find(connection, publisher)?, customer_groups::active(connection, publisher)?))
        }).unwrap();
        for group in &groups {
            archive(&visitor, &group.path());
            delete(&visitor, &group.path());
            assert_eq!(recount_for_visitor(&site.state, &publisher, group), Counted::Now, "{}", group.name);
        }
    }
}
