//! The list of groups: its tabs, filters, order and columns, what is done with several groups at once, and its files.

use crate::access::colleague;
use crate::apps::add_app;
use crate::group_about::tagged;
use crate::groups::save;
use crate::rules_of_groups::save_formula;
use crate::site::statements::RUN;
use crate::site::{Site, on_both_databases};
use crate::visitor::{PageAnswer, Visitor, signed_in_visitor};
use diesel::RunQueryDsl;
use engage::access::{Actor, Role};
use engage::groups::list::{Wanted, list};
use engage::reading::ImportKind;
use engage::store::group_lists::{Filters, Sort, Which};
use engage::store::{publishers, users};

/// A visitor with an app of these customers, and 60 women among them.
fn visitor_with_app(site: &Site) -> Visitor {
    let visitor = signed_in_visitor(site);
    add_app(&visitor, "Journey");
    let lines = (0..80).map(|number| format!("{number},30,{}\n", if number < 60 { "F" } else { "M" }));
    let lines = lines.fold(String::from("account_id,age,gender\n"), |text, line| text + &line);
    site.take("Journey", ImportKind::Customers, &site.file("customers.csv", &lines));
    visitor
}

fn names(page: &PageAnswer) -> Vec<String> {
    page.select("tbody th")
}

fn id_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

on_both_databases! {
    fn one_list_has_every_group_under_tabs_with_counts(site: &Site) {
        let ann = visitor_with_app(site);
        save_formula(&ann, "Women", "Gender == Female");
        save_formula(&ann, "Men", "Gender == Male");
        let old = save(&ann, "Old", "a@example.com").location();
        save(&ann, "Testers", "a@example.com").location();
        ann.post(&format!("{old}/archive"), &[]).location();
        let page = ann.get("/groups");
        assert_eq!(page.select("#states a"), ["All 3", "Active 2", "Inactive 1", "Archived 1"]);
        assert_eq!(names(&page), ["Men", "Testers", "Women"]);
        assert_eq!(names(&page.click("Active 2")), ["Testers", "Women"]);
        assert_eq!(names(&page.click("Inactive 1")), ["Men"]);
        let archive = page.click("Archived 1");
        assert_eq!((names(&archive), archive.text("title")), (vec!["Old".into()], String::from("Archived groups · Engage")));
        // A search that finds nothing here says in which tab there is something.
        let found = ann.get("/groups?search=old");
        assert_eq!((names(&found), found.select("#states a")), (vec![], vec!["All 0".into(), "Active 0".into(), "Inactive 0".into(), "Archived 1".into()]));
        assert!(found.text("#nothing").contains("“old”") && found.text("title").contains("old"));
        let restored = archive.form(&format!("form[action='{old}/restore']")).press("Restore");
        assert_eq!((restored.location().as_str(), names(&ann.get("/groups")).len()), ("/groups?status=archived", 4));
    }

    fn filters_stay_in_the_address_while_the_list_is_sorted_and_paged(site: &Site) {
        let ann = visitor_with_app(site);
        save_formula(&ann, "Women", "Gender == Female");
        tagged(&ann, "Beta", "", "vip");
        tagged(&ann, "Alpha", "", "VIP");
        tagged(&ann, "Other", "", "x");
        let form = ann.get("/groups").form("form[role=search]").set("tag", "vip").set("kind", "known_user_group");
        let filtered = form.press("Apply filters");
        assert_eq!(names(&filtered), ["Alpha", "Beta"]);
        let sorted = filtered.click("Name");
        assert_eq!((names(&sorted), sorted.attributes("th[aria-sort]", "aria-sort")), (vec!["Beta".into(), "Alpha".into()], vec!["descending"]));
        assert!(sorted.path.contains("tag=vip") && sorted.path.contains("kind=known"), "{}", sorted.path);
        assert_eq!(names(&sorted.click("Active 2")), ["Beta", "Alpha"], "a tab keeps the filters and the order");
        assert_eq!(names(&sorted.click("Clear search and filters")).len(), 4);
        assert_eq!(names(&ann.get("/groups?kind=segment")), ["Women"]);
        assert_eq!(names(&ann.get("/groups?app=1")), ["Women"]);
        assert_eq!(names(&ann.get("/groups?owner=1")).len(), 4);
        assert_eq!(names(&ann.get("/groups?owner=nobody")), [""; 0]);
    }

    fn numbers_begin_with_the_greatest_and_groups_without_one_come_last(site: &Site) {
        let ann = visitor_with_app(site);
        save_formula(&ann, "Women", "Gender == Female");
        save_formula(&ann, "Everyone", "Age >= 18");
        save_formula(&ann, "Men", "Gender == Male");
        site.stop_workers();
        let forget = "UPDATE customer_groups SET members = NULL WHERE name = 'Men'";
        site.state.database.write_now(|connection| diesel::sql_query(forget).execute(connection)).unwrap();
        let by_members = ann.get("/groups").click("Members");
        assert_eq!(names(&by_members), ["Everyone", "Women", "Men"]);
        assert_eq!(by_members.attributes("th[aria-sort]", "aria-sort"), ["descending"]);
        assert_eq!(names(&by_members.click("Members")), ["Women", "Everyone", "Men"]);
    }

    fn each_user_chooses_the_columns(site: &Site) {
        let ann = visitor_with_app(site);
        tagged(&ann, "Testers", "Who tries things out.", "vip");
        let heads = |visitor: &Visitor| visitor.get("/groups").select("thead th");
        assert!(!heads(&ann).contains(&"App".into()), "there is but one app: {:?}", heads(&ann));
        let words = ["members", "owner", "description", "edited", "created"];
        let chosen: Vec<(&str, &str)> = words.into_iter().map(|word| ("columns[]", word)).chain([("back", "/groups?sort=name")]).collect();
        assert_eq!(ann.post("/groups/columns", &chosen).location(), "/groups?sort=name");
        let page = ann.get("/groups");
        assert_eq!(page.select("thead th")[2..], ["Name", "Members", "Owner", "Description", "Edited", "Created", "Actions"]);
        let row = page.text("tbody tr");
        assert!(row.contains("ann@example.com") && row.contains("Who tries things out."), "{row}");
        assert!(!heads(&colleague(site, Role::Viewer)).contains(&"Owner".into()), "the choice is ann's own");
    }

    fn a_trend_has_figures_and_an_empty_group_says_so(site: &Site) {
        let ann = visitor_with_app(site);
        save_formula(&ann, "Women", "Gender == Female");
        save_formula(&ann, "Nobody", "Gender == Other");
        site.stop_workers();
        // The size of a week ago.
        let before = "INSERT INTO snapshots (group_id, taken_on, members, bitmap) SELECT group_id, taken_on - 7, 48, bitmap FROM snapshots WHERE members = 60";
        site.state.database.write_now(|connection| diesel::sql_query(before).execute(connection)).unwrap();
        let page = ann.get("/groups");
        assert_eq!(page.select(".figures"), ["+12 (+25%)"]);
        assert_eq!(page.attributes(".trend polyline", "points"), ["0,5 100,0"], "the line begins at nought");
        assert_eq!(page.select(".badge"), ["Empty", "Active"]);
        let viewer = colleague(site, Role::Viewer).get("/groups");
        assert_eq!(viewer.select(".badge"), ["Small, inactive", "Active"], "no size of a small segment is told");
    }

    fn several_groups_are_archived_but_those_that_a_use_needs(site: &Site) {
        let ann = visitor_with_app(site);
        save_formula(&ann, "Women", "Gender == Female");
        let ids: Vec<String> = ["One", "Two"].map(|name| id_of(&save(&ann, name, "a@example.com").location()).to_owned()).into();
        crate::group_tests::create(&ann, "Price", "1");
        ann.post("/tests/1/start", &[]).location();
        let page = ann.get(&format!("/groups/several?do=archive&groups[]=1&groups[]={}&groups[]={}&back=/groups?sort=type", ids[0], ids[1]));
        assert_eq!(page.text("h1"), "Archive 2 groups");
        let left = page.text("section[aria-labelledby=left-out]");
        assert!(left.contains("Women") && left.contains("Price"), "{left}");
        let done = page.form("#several-form").press("Archive");
        assert_eq!(done.location(), "/groups?sort=type");
        assert_eq!(names(&ann.get("/groups")), ["Women"]);
        // Who sends the group all the same learns which was left out.
        let all = [("do", "archive"), ("groups[]", "1")];
        assert!(ann.post("/groups/several", &all).follow().text(".notice").contains("“Women”"));
        let restored = [("do", "restore"), ("groups[]", ids[0].as_str()), ("groups[]", "1")];
        let said = ann.post("/groups/several", &restored).follow().text(".notice");
        assert!(said.contains("1 group is restored.") && said.contains("1 was so already."), "{said}");
    }

    fn several_groups_get_and_lose_a_tag(site: &Site) {
        let ann = signed_in_visitor(site);
        let full: String = (0..10).map(|number| format!("tag {number},")).collect();
        let paths = [tagged(&ann, "One", "", ""), tagged(&ann, "Two", "", "VIP"), tagged(&ann, "Full", "", &full)];
        let chosen: String = paths.iter().map(|path| format!("&groups[]={}", id_of(path))).collect();
        let page = ann.get(&format!("/groups/several?do=add-tag{chosen}"));
        let refused = page.form("#several-form").set("tag", "a, b").press("Add tag");
        assert_eq!((refused.status, refused.form("#several-form").value("tag")), (422, "a, b"));
        let said = refused.form("#several-form").set("tag", "vip").press("Add tag").follow().text(".notice");
        assert!(said.contains("1 group now has the tag “vip”.") && said.contains("1 was so already.") && said.contains("“Full”"), "{said}");
        assert_eq!(names(&ann.get("/groups?tag=vip")), ["One", "Two"]);
        let page = ann.get(&format!("/groups/several?do=remove-tag{chosen}"));
        page.form("#several-form").set("tag", "VIP").press("Remove tag").location();
        assert_eq!(names(&ann.get("/groups?tag=vip")), [""; 0]);
    }

    fn how_many_groups_are_changed_at_once_is_bounded(site: &Site) {
        let ann = signed_in_visitor(site);
        save(&ann, "One", "a@example.com").location();
        let none = ann.get("/groups/several?do=archive&back=/groups");
        assert!(none.follow().text(".notice").contains("at least one"));
        let many: Vec<(&str, &str)> = std::iter::repeat_n(("groups[]", "1"), 51).chain([("do", "archive")]).collect();
        assert!(ann.post("/groups/several", &many).follow().text(".notice").contains("50"));
        assert_eq!(names(&ann.get("/groups")), ["One"]);
        assert_eq!(ann.get("/groups?all=1").select("tbody input[checked]").len(), 1);
    }

    fn the_list_and_its_definitions_are_files(site: &Site) {
        let ann = visitor_with_app(site);
        save_formula(&ann, "Women", "Gender == Female");
        let one = tagged(&ann, "=One", "Who tries things out.", "b, a");
        let list = ann.get("/groups/list.csv").body;
        let lines: Vec<&str> = list.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines[0], "id,name,type,app,members,status,tags,owner,edited_at,edited_by,counted_at,created_at");
        assert!(lines[1].contains("'=One,Known user group,,") && lines[1].contains("\"a, b\",ann@example.com,"), "{}", lines[1]);
        assert!(lines[2].contains("Women,Segment,Journey,60,Active,,ann@example.com"), "{}", lines[2]);
        let chosen = ann.get(&format!("/groups/definitions.csv?groups[]={}", id_of(&one))).body;
        assert!(chosen.contains("Who tries things out.") && !chosen.contains("Women"), "{chosen}");
        let found = ann.get("/groups/definitions.csv?search=women").body;
        assert!(found.contains("Gender == Female") && !found.contains("One"), "{found}");
    }

    fn a_page_of_a_thousand_groups_takes_as_many_statements_as_one_of_ten(site: &Site) {
        let ann = signed_in_visitor(site);
        let path = tagged(&ann, "First", "", "vip");
        let id: i32 = id_of(&path).parse().unwrap();
        let read = || {
            let before = RUN.get();
            let (publisher, user) = site.state.database.read_now(|connection| {
                let user = users::of_email_key(connection, "ann@example.com")?.expect("an owner");
                Ok((publishers::find(connection, user.publisher_id)?, user))
            }).unwrap();
            let actor = Actor { publisher: publisher.id, user: Some(user.id), token: None, role: Role::Owner };
            let filters = Filters { search: String::from("t"), ..Filters::default() };
            let wanted = Wanted { which: Which::All, filters, owner: None, favourites: false, sort: Sort::Name, descending: false, page: 1 };
            let found = list(&site.state, &actor, &publisher, &wanted).unwrap();
            (found.groups.len(), found.counts.of(Which::All), RUN.get() - before)
        };
        let (_, _, few) = read();
        let more = format!(
            "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 999)
             INSERT INTO customer_groups (publisher_id, kind, name, name_key, created_at, updated_at, flag_key, owner_id)
             SELECT publisher_id, kind, 'Test ' || n, 'test ' || n, created_at, updated_at, 'test-' || n, owner_id FROM customer_groups, numbers WHERE id = {id}"
        );
        site.state.database.write_now(|connection| diesel::sql_query(more).execute(connection)).unwrap();
        assert_eq!(read(), (50, 1_000, few));
        assert!(few <= 16, "{few} statements");
        let last = ann.get("/groups?page=20");
        assert_eq!((names(&last).len(), last.text(".pager p")), (50, String::from("951 to 1,000 of 1,000")));
        assert!(last.text("title").contains("page 20"));
    }

    fn an_empty_account_is_led_to_the_next_step(site: &Site) {
        let ann = signed_in_visitor(site);
        assert_eq!(ann.get("/groups").text(".empty-state h2"), "Which customers do you want to reach?");
        add_app(&ann, "Journey");
        let page = ann.get("/groups");
        assert_eq!(page.text(".empty-state h2"), "Import customers first");
        assert_eq!(page.attributes(".empty-state a.primary", "href"), ["/imports/new?app=1"]);
        assert!(ann.get("/groups/new").text("#templates").contains("no customers yet"));
        site.take("Journey", ImportKind::Customers, &site.file("customers.csv", "account_id,age,gender\n1,30,F\n"));
        assert_eq!(ann.get("/groups").text(".empty-state h2"), "No customer groups yet");
    }

    fn templates_are_a_gallery_with_todays_numbers_on_the_page_of_a_new_group(site: &Site) {
        let ann = visitor_with_app(site);
        let page = ann.get("/groups/new");
        assert_eq!(page.select("#templates li").len(), 13);
        let buyers = page.select("#templates li").into_iter().find(|card| card.contains("First purchase not made")).unwrap();
        assert!(buyers.contains("80 customers today"), "{buyers}");
        assert_eq!(page.click("First purchase not made").text("#members"), "80");
        assert!(ann.get("/groups").select("a[href*='template=']").is_empty());
        assert!(ann.get("/groups/new?template=new-customers").select("#templates").is_empty());
    }
}
