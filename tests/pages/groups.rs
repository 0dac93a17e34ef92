//! Customer groups: known user groups, the lists, and what can be done with any group.

use crate::apps::add_app;
use crate::form::Form;
use crate::site::{however_answered, on_both_databases};
use crate::visitor::{PageAnswer, Visitor, owner, signed_in_visitor};
use diesel::RunQueryDsl;
use engage::groups::recount;
use engage::reading::ImportKind;
use std::sync::Barrier;
use std::thread;

/// Saves a known user group through its form.
pub fn save(visitor: &Visitor, name: &str, addresses: &str) -> PageAnswer {
    let form = visitor.get("/groups/new?kind=known_user_group").form("#group-form").check("consent", "on");
    form.set("name", name).set("addresses", addresses).press("Save")
}

on_both_databases! {
    fn a_known_user_group_keeps_what_was_typed(site: &Site) {
        let visitor = signed_in_visitor(site);
        let typed = "bob@example.com; not-an-address, BOB@example.com\r\n<script>@example.com zoé@example.com";
        let refused = save(&visitor, "Testers", typed);
        assert_eq!(refused.status, 422);
        let form = refused.form("#group-form");
        assert_eq!(form.value("addresses").trim_end().replace('\n', "\r\n"), typed);
        assert_eq!((form.value("name"), form.checked("consent")), ("Testers", vec!["on"]));
        let saved = form.press("Save only the 2 good addresses");
        let page = saved.follow();
        assert_eq!(page.text("h1"), "Testers");
        assert_eq!(page.select("#members-list tbody th"), ["bob@example.com", "zoé@example.com"]);
        let export = visitor.get(&format!("{}/members.csv", saved.location()));
        assert_eq!(export.body.trim_start_matches('\u{feff}'), "email\nbob@example.com\nzoé@example.com\n");
    }

    fn what_is_exported_can_be_imported_again(site: &Site) {
        let visitor = signed_in_visitor(site);
        let typed = "bob@example.com +44@example.com =cmd@example.com zoé@example.com";
        let path = save(&visitor, "Testers", typed).location();
        let export = visitor.get(&format!("{path}/members.csv")).body;
        let form = visitor.get("/groups/new?kind=known_user_group").form("#group-form").set("name", "Again");
        let shown = form.attach("file", "members.csv", export.as_bytes()).press("Check addresses");
        assert_eq!(shown.status, 200);
        let saved = shown.form("#group-form").check("consent", "on").press("Save");
        let again = visitor.get(&format!("{}/members.csv", saved.location())).body;
        assert_eq!(again, export);
    }

    fn adding_people_needs_a_confirmation_that_they_agreed(site: &Site) {
        let visitor = signed_in_visitor(site);
        let form = visitor.get("/groups/new?kind=known_user_group").form("#group-form");
        let refused = form.set("name", "Testers").set("addresses", "bob@example.com").press("Save");
        assert_eq!((refused.status, refused.select("#consent-errors p").len()), (422, 1));
        assert_eq!(visitor.get("/groups").select("tbody th"), [""; 0]);
    }

    fn a_name_of_300_characters_is_stored_whole_and_copied(site: &Site) {
        let visitor = signed_in_visitor(site);
        let name = format!("\"<script>alert(1)</script>' 🎉 مرحبا {}", "é".repeat(300)).chars().take(300).collect::<String>();
        let page = save(&visitor, &name, "a@example.com").follow();
        assert_eq!(page.text("h1"), name);
        let copy = page.click("Copy").form("#group-form");
        assert_eq!(copy.value("name").chars().count(), 300);
        assert_eq!(copy.check("consent", "on").press("Save").follow().text("h1").chars().count(), 300);
        assert_eq!(save(&visitor, &"x".repeat(301), "a@example.com").status, 422);
    }

    fn a_change_made_in_another_tab_is_not_overwritten_unseen(site: &Site) {
        let visitor = signed_in_visitor(site);
        let path = save(&visitor, "Testers", "a@example.com").location();
        let edit = |name: &str| visitor.get(&format!("{path}/edit")).form("#group-form").check("consent", "on").set("name", name);
        let (first, second) = (edit("First"), edit("Second"));
        first.press("Save").location();
        let refused = second.press("Save");
        assert_eq!((refused.status, refused.select("#name-errors p").len()), (422, 1));
        assert_eq!(visitor.get(&path).text("h1"), "First");
        assert_eq!(refused.form("#group-form").value("name"), "Second");
        assert_eq!(refused.form("#group-form").press("Save").follow().text("h1"), "Second");
    }

    fn one_of_two_saves_at_the_same_moment_is_refused(site: &Site) {
        let visitor = signed_in_visitor(site);
        let path = save(&visitor, "Testers", "a@example.com").location();
        for round in 0..10 {
            let edit = |name: &str| {
                let form = visitor.get(&format!("{path}/edit")).form("#group-form").check("consent", "on");
                form.set("name", &format!("{name} {round}"))
            };
            let forms = [edit("First"), edit("Second")];
            let start = Barrier::new(forms.len());
            let press = |form: Form| {
                start.wait();
                let answer = form.press("Save");
                (answer.status, answer.body)
            };
            let answers = thread::scope(|scope| {
                let saves = forms.map(|form| scope.spawn(|| press(form)));
                saves.map(|save| save.join().unwrap())
            });
            let mut statuses = answers.each_ref().map(|answer| answer.0);
            statuses.sort_unstable();
            assert_eq!(statuses, [303, 422], "round {round}");
            let name = visitor.get(&path).text("h1");
            let other = if name.starts_with("First") { "Second" } else { "First" };
            let message = &answers.iter().find(|answer| answer.0 == 422).unwrap().1;
            assert!(message.contains(&format!("value=\"{other} {round}\"")) && message.contains("name-errors"), "round {round}");
        }
    }

    fn a_form_that_is_sent_twice_makes_one_group(site: &Site) {
        let visitor = signed_in_visitor(site);
        let form = visitor.get("/groups/new?kind=known_user_group").form("#group-form").check("consent", "on");
        let form = form.set("name", "Testers").set("addresses", "a@example.com");
        assert_eq!(form.press("Save").location(), form.press("Save").location());
        assert_eq!(visitor.get("/groups").select("tbody th"), ["Testers"]);
    }
}

however_answered! {
    fn a_rename_does_not_undo_another_change(site: &Site) {
        let visitor = signed_in_visitor(site);
        let path = save(&visitor, "Testers", "a@example.com").location();
        let rename = |name: &str| visitor.get(&format!("{path}/rename")).form("main form").set("name", name);
        let (first, second) = (rename("First"), rename("Second"));
        first.press("Save").location();
        let refused = second.press("Save");
        assert_eq!((refused.status, refused.text("h1")), (422, String::from("Rename group")));
        assert_eq!(visitor.get(&path).text("h1"), "First");
        assert_eq!(refused.form("main form").press("Save").follow().text("h1"), "Second");
    }

    fn a_group_that_was_saved_says_so_also_when_it_cannot_be_counted(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let break_counting = |sql: &str| {
            site.state.database.write_now(|connection| diesel::sql_query(sql).execute(connection)).unwrap();
        };
        // Nobody counts it again before the page is looked at.
        site.stop_workers();
        break_counting("ALTER TABLE snapshots RENAME TO broken");
        let form = visitor.get("/groups/new").form("#group-form").set("name", "Everyone");
        let path = form.press("Save").location();
        break_counting("ALTER TABLE broken RENAME TO snapshots");
        let row = visitor.get("/groups").text("section[aria-labelledby=my-groups] tbody tr");
        assert!(row.contains("Everyone") && row.contains("Not refreshed"), "{row}");
        assert_eq!(visitor.get(&path).form("form[action$='/refresh']").press("Refresh").follow().status, 200);
        assert_eq!(visitor.get("/groups").text("section[aria-labelledby=my-groups] td.number"), "0");
    }

    fn a_known_user_group_is_counted_again_when_customers_come(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let path = save(&visitor, "Testers", "ann@example.com bob@example.com").location();
        let listed = || visitor.get("/groups").text("section[aria-labelledby=my-groups] tbody td.number");
        assert_eq!((listed(), visitor.get(&path).text("#members")), (String::from("0"), String::from("0")));
        let lines = "account_id,email\n1,ann@example.com\n2,BOB@example.com\n";
        site.take("Journey", ImportKind::Customers, &site.file("customers.csv", lines));
        recount::recount_due(&site.state).unwrap();
        assert_eq!((listed(), visitor.get(&path).text("#members")), (String::from("2"), String::from("2")));
    }
}

on_both_databases! {
    fn a_name_has_a_visible_character(site: &Site) {
        let visitor = signed_in_visitor(site);
        for name in ["a\u{202e}gnp.exe", "\u{200b}", "Tes\u{85}ters", "Tes\u{1}ters"] {
            let refused = save(&visitor, name, "a@example.com");
            assert_eq!((refused.status, refused.select("#name-errors p").len()), (422, 1), "{name:?}");
        }
        assert!(visitor.get("/groups").select("tbody th").is_empty());
    }

    fn more_addresses_than_are_judged_are_counted_and_kept_as_typed(site: &Site) {
        let visitor = signed_in_visitor(site);
        let typed = "x ".repeat(20_001);
        let refused = save(&visitor, "Testers", &typed);
        assert_eq!(refused.status, 422);
        assert_eq!(refused.form("#group-form").value("addresses").split_whitespace().count(), 20_001);
        let many: String = (0..20_001).map(|number| format!("a{number}@example.com ")).collect();
        let refused = save(&visitor, "Testers", &many);
        assert_eq!(refused.select("#addresses-errors p"), ["The group can include up to 10,000 people; these are 20,001."]);
    }

    fn a_name_that_is_taken_is_refused(site: &Site) {
        let visitor = signed_in_visitor(site);
        let path = save(&visitor, "Testers", "bob@example.com").location();
        let taken = save(&visitor, "testers", "eve@example.com");
        assert_eq!((taken.status, taken.select("#name-errors p").len()), (422, 1));
        assert_eq!(taken.form("#group-form").value("addresses").trim(), "eve@example.com");
        save(&visitor, "Others", "eve@example.com").follow();
        let form = visitor.get(&format!("{path}/rename")).form("main form");
        assert_eq!(form.value("name"), "Testers");
        assert_eq!(form.clone().set("name", "OTHERS").press("Save").select("#name-errors p").len(), 1);
        assert_eq!(form.set("name", "Bêta").press("Save").follow().text("h1"), "Bêta");
    }
}

however_answered! {
    fn an_archived_group_can_be_restored(site: &Site) {
        let visitor = signed_in_visitor(site);
        let path = save(&visitor, "Testers", "bob@example.com").location();
        let archived = visitor.get(&path).click("Archive").form("main form").press("Archive").follow();
        assert!(visitor.get("/groups").select("tbody th").is_empty());
        assert_eq!(visitor.get("/groups").click("Archived 1").select("tbody th"), ["Testers"]);
        archived.form("form[action$='/restore']").press("Restore").follow();
        assert_eq!(visitor.get("/groups").select("tbody th"), ["Testers"]);
    }

    fn groups_are_found_by_name_and_sorted(site: &Site) {
        let visitor = signed_in_visitor(site);
        for name in ["Beta", "alpha", "100% <b>sure</b>"] {
            save(&visitor, name, "bob@example.com").follow();
        }
        assert_eq!(visitor.get("/groups").click("Name").select("tbody th").len(), 3);
        let search = |text: &str| visitor.get("/groups").form("form[role=search]").set("search", text).press("Search");
        assert_eq!(search("ALPHA").select("tbody th"), ["alpha"]);
        assert_eq!(search("0% <b").select("tbody th"), ["100% <b>sure</b>"]);
        assert_eq!(search("%").select("tbody th"), ["100% <b>sure</b>"]);
        assert_eq!(search("nobody").select("tbody th"), [""; 0]);
        assert_eq!(search("nobody").form("form[role=search]").value("search"), "nobody");
    }

    fn another_publishers_group_is_not_found(site: &Site) {
        let path = save(&owner(site, "ann@example.com"), "Testers", "bob@example.com").location();
        let stranger = owner(site, "eve@example.org");
        for page in ["", "/edit", "/rename", "/members.csv"] {
            assert_eq!(stranger.get(&format!("{path}{page}")).status, 404, "{page}");
        }
        for action in ["archive", "restore", "refresh", "rename", "edit"] {
            assert_eq!(stranger.post(&format!("{path}/{action}"), &[("name", "x")]).status, 404, "{action}");
        }
        let id = path.rsplit('/').next().unwrap();
        assert_eq!(stranger.get(&format!("/groups/new?copy={id}")).status, 404);
        assert!(stranger.get("/groups").select("tbody th").is_empty());
        assert_eq!(save(&stranger, "Testers", "bob@example.com").status, 303);
    }
}
