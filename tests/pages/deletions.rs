//! What is deleted for good: each page first names what goes, and afterwards nothing of it is left.

use crate::apps::add_app;
use crate::groups::save;
use crate::rules_of_groups::{page_of, save_formula, visitor_with_groups};
use crate::site::{Site, on_both_databases};
use crate::traces::traces;
use crate::undo::undo;
use crate::visitor::{PageAnswer, Visitor, owner, signed_in_visitor};
use engage::access::{Actor, Role};
use engage::deleted::Deletable;
use engage::groups::recount::{Counted, recount_for_visitor};
use engage::groups::save::Place;
use engage::groups::{self, Content, Draft, Field, Reason, Refusal};
use engage::locale::Locale;
use engage::segments::Rule;
use engage::store::{customer_groups, deletions, publishers};
use engage::zone::Zone;
use std::time::{Duration, Instant};

fn archive(visitor: &Visitor, group: &str) -> PageAnswer {
    visitor.get(&format!("{group}/archive")).form("main form").press("Archive").follow()
}

/// Deletes the archived group on its pages.
fn delete(visitor: &Visitor, group: &str) -> PageAnswer {
    visitor.get(group).click("Delete for good").form("main form").press("Delete for good").follow()
}

/// Waits until nothing is left of the texts.
pub fn until_gone(site: &Site, texts: &[&str]) {
    until_only_in(site, texts, "nothing");
}

/// Waits until the texts are in no other table than this one.
pub fn until_only_in(site: &Site, texts: &[&str], table: &str) {
    let started = Instant::now();
    let is_elsewhere = |found: &String| !found.starts_with(&format!("{table}."));
    while let Some(found) = traces(site, texts).iter().find(|found| is_elsewhere(found)) {
        assert!(started.elapsed() < PATIENCE, "{found} is still there");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// How long jobs of these tests may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

const FIRST: &str =
    "account_id,email,gender\n1,ann@old.example,F\n,lost@old.example,F\n2,bob@example.com,other-than-known\n";

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
        assert_eq!(traces(site, &["bob@example.com"]), [""; 0]);
        assert_eq!(traces(site, &["testers"]), ["audit_entries.subject_name"], "the log says that it was deleted");
        // A second click, the button *Back*, and a link that somebody kept.
        let again = visitor.post(&path, &[]).follow();
        assert_eq!((again.path.as_str(), again.text(".notice")), ("/groups", String::from("The group is deleted.")));
        for gone in ["", "/delete", "/members.csv", "/edit"] {
            let page = visitor.get(&format!("{group}{gone}"));
            assert_eq!(page.status, 404, "{gone}");
            assert!(page.text("main").contains("This group was deleted on"), "{}", page.text("main"));
        }
        // The day is that of the publisher's zone: 14 hours ahead, half of the days have begun that have not in UTC.
        let zone = visitor.get("/settings").form("form[action='/settings/time-zone']").set("time_zone", "Pacific/Kiritimati");
        zone.press("Save the time zone").location();
        let at = site.state.database.read_now(|connection| {
            let testers = group.rsplit('/').next().unwrap().parse().unwrap();
            let publisher = publishers::all(connection)?[0].id;
            deletions::find(connection, publisher, (Deletable::Group, testers))
        });
        let day = Locale::En.date(Zone::parse("Pacific/Kiritimati").unwrap().day_of(at.unwrap().unwrap()));
        let said = visitor.get(&group).text("main");
        assert!(said.contains(&format!("This group was deleted on {day}.")), "{said}");
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
        assert_eq!(visitor.get("/groups?status=archived").select("tbody th"), [""; 0]);
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
        let actor = Actor { publisher: publisher.id, user: None, token: None, role: Role::Editor };
        let id = testers.rsplit('/').next().unwrap();
        let content = Content::Segment { app: Some(app.id), rule: Rule::member_of(id) };
        let draft = Draft { name: String::from("Tested"), content, about: None };
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

    fn what_is_kept_of_a_file_is_deleted(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let first = visitor.import("customers", "first.csv", FIRST.as_bytes());
        assert_eq!(visitor.wait_for(&first).text(".badge"), "Done, 1 line refused, 1 cell left out");
        let found = traces(site, &["lost@old.example"]);
        assert!(!found.iter().any(|place| place.starts_with("import_drafts")), "the first lines are shown no more: {found:?}");
        let second = visitor.import("customers", "second.csv", b"account_id,email\n1,ann@example.com\n,wrong@old.example\n");
        visitor.wait_for(&second);
        let page = visitor.get(&second).click("Delete what is kept of this file");
        let shown = page.text("main");
        assert!(shown.contains("Refused lines, with their texts 1") && shown.contains("could be undone until"), "{shown}");
        assert_eq!(page.select("#older a"), ["first.csv"]);
        let after = page.form("main form").press("Delete what is kept of this file").follow();
        assert_eq!((after.path.as_str(), after.text(".notice[role=status]")), (second.as_str(), String::from("What was kept of this file is deleted.")));
        until_gone(site, &["ann@old.example", "wrong@old.example"]);
        // The record and what the import brought stay.
        let page = visitor.get(&second);
        assert_eq!((page.text("h1"), page.select(".sums td")), (String::from("second.csv"), ["0", "1", "0", "0", "1", "2"].map(String::from).to_vec()));
        assert!(page.text(".page-head").contains("deleted") && page.select("#refused, #refused-reasons, #detected").is_empty());
        assert!(visitor.get("/customers").text("main").contains("ann@example.com"));
        for path in [&second, &first] {
            let page = visitor.get(path);
            assert!(page.select("a[href$='/undo']").is_empty(), "{path}");
            assert_eq!(visitor.post(&format!("{path}/undo"), &[]).status, 422, "{path}");
        }
        assert_eq!(visitor.get(&format!("{second}/refused.csv")).status, 404);
        // A second click and the button *Back*.
        let path = format!("{second}/delete-file");
        assert_eq!(visitor.post(&path, &[]).follow().text(".notice[role=status]"), "What was kept of this file is deleted.");
        let page = visitor.get(&path);
        assert!(page.select("main form").is_empty() && page.text(".notice:not(#unknown-ages)").contains("is deleted"));
        assert_eq!(owner(site, "eve@example.org").post(&path, &[]).status, 404);
        // The next file is undone as ever.
        let third = visitor.import("customers", "third.csv", b"account_id,email\n1,ann@third.example\n");
        visitor.wait_for(&third);
        assert_eq!(undo(&visitor, &third).text(".badge"), "Taken back");
        assert!(visitor.get("/customers").text("main").contains("ann@example.com"));
    }

    fn nothing_is_deleted_of_a_file_that_waits(site: &Site) {
        site.stop_workers();
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let waiting = visitor.import("customers", "first.csv", FIRST.as_bytes());
        assert!(!visitor.get(&waiting).body.contains("/delete-file"), "it is not offered");
        let refused = visitor.post(&format!("{waiting}/delete-file"), &[]);
        assert_eq!((refused.status, refused.select("main form").len()), (422, 0));
        assert!(refused.text(".notice").contains("Try again when it has ended"));
    }
}
