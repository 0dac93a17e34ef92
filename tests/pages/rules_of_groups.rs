//! Groups in groups, and rules typed as a formula.

use crate::apps::add_app;
use crate::form::Form;
use crate::segments::{count_unknown_ages, fill};
use crate::settings::wait_for_counts;
use crate::site::{Site, however_answered};
use crate::visitor::{PageAnswer, Visitor, signed_in_visitor};
use chrono::{NaiveDateTime, TimeDelta};
use engage::ids::GroupId;
use engage::reading::ImportKind;
use engage::segments::Rule;
use engage::store::customer_groups::{self, GroupKind, NewGroup};
use engage::store::group_marks::{self, Mark};
use engage::store::jobs::LEASE;
use engage::store::{DbConnection, QueryResult, publishers};

const CUSTOMERS: &str = "account_id,email,age,gender,market
1,ann@example.com,20,F,FR
2,bob@example.com,30,M,BE
3,cleo@example.com,40,F,US
";

/// A visitor with an app of three customers, the segment *Women* and the known user group *Testers* of Bob and a stranger.
pub fn visitor_with_groups(site: &Site) -> Visitor {
    let visitor = signed_in_visitor(site);
    add_app(&visitor, "Journey");
    site.take("Journey", ImportKind::Customers, &site.file("customers.csv", CUSTOMERS));
    count_unknown_ages(site, "Journey");
    save_formula(&visitor, "Women", "Gender == Female");
    let form = visitor.get("/groups/new?kind=known_user_group").form("#group-form").set("name", "Testers");
    form.set("addresses", "BOB@example.com\nnobody@example.com").check("consent", "on").press("save").follow();
    visitor
}

/// Saves a new segment whose rule is typed as a formula.
pub fn save_formula(visitor: &Visitor, name: &str, formula: &str) -> PageAnswer {
    typed(visitor, name, formula).press("save").follow()
}

fn typed(visitor: &Visitor, name: &str, formula: &str) -> Form {
    visitor.get("/groups/new").form("#group-form").set("name", name).set("formula", formula)
}

/// Segments of which each names the one before it, the first the group `first`, as they could be saved before there was a
/// limit. Returns the last.
fn plant_chain(connection: &mut DbConnection, first: GroupId, length: usize) -> QueryResult<GroupId> {
    let publisher_id = publishers::all(connection)?[0].id;
    let app_id = customer_groups::find(connection, publisher_id, first)?.app_id;
    let (mut last, now) = (first, chrono::DateTime::UNIX_EPOCH.naive_utc());
    for number in 0..length {
        let (name, rule) = (format!("Planted {number}"), Rule::member_of(&last.to_string()));
        let (kind, created_by) = (GroupKind::Segment, None);
        let new = NewGroup { publisher_id, app_id, kind, name: &name, rule: Some(&rule), created_by, form: None };
        last = customer_groups::create(connection, &new, now)?;
    }
    Ok(last)
}

/// The page of the group of this name.
pub fn page_of(visitor: &Visitor, name: &str) -> String {
    let list = visitor.get("/groups");
    let links = list.attributes("th a[href^='/groups/']", "href");
    let names = list.select("th a[href^='/groups/']");
    let place = names.iter().position(|one| one == name).unwrap_or_else(|| panic!("{name} is none of {names:?}"));
    links[place].to_owned()
}

however_answered! {
    fn a_formula_becomes_the_rows_and_back(site: &Site) {
        let visitor = visitor_with_groups(site);
        let form = typed(&visitor, "Typed", "(market == France || Market == be) && !(Gender == Male)");
        assert_eq!(form.preview().text("#members"), "1");
        let read = form.press("read-formula").form("#group-form");
        assert_eq!((read.value("filters[0][conditions][1][value]"), read.value("formula")), ("BE", ""));
        assert_eq!(read.preview().text("#formula"), "(Market == FR || Market == BE) && !(Gender == Male)");
        let page = read.press("save").follow();
        assert_eq!(page.text("#formula"), "(Market == FR || Market == BE) && !(Gender == Male)");
    }

    fn a_formula_with_an_error_comes_back_whole_with_its_place(site: &Site) {
        let visitor = visitor_with_groups(site);
        let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "market", "is", "US");
        for button in ["read-formula", "save"] {
            let answer = form.clone().set("name", "Typed").set("formula", "Gender == Femal").press(button);
            assert_eq!(
                answer.text("#typed-formula-errors"),
                "At character 11, “Femal”: one of the attribute's values was expected. Did you mean “Female”?"
            );
            let shown = answer.form("#group-form");
            assert_eq!((shown.value("formula"), shown.value("name")), ("Gender == Femal", "Typed"));
            assert_eq!(shown.value("filters[0][conditions][0][value]"), "US");
        }
    }

    fn a_segment_of_other_groups_follows_them(site: &Site) {
        let visitor = visitor_with_groups(site);
        let page = save_formula(&visitor, "Both", "Member of in (Women, Testers)");
        assert_eq!(page.text("#members"), "3");
        assert_eq!(page.text(".sentence"), "Customers who are in “Women” or “Testers”.");
        let form = visitor.get(&format!("{}/edit", page_of(&visitor, "Testers"))).form("#group-form");
        form.set("addresses", "nobody@example.com").check("consent", "on").press("save").follow();
        let row = visitor.get("/groups?search=both").text("tbody tr");
        assert!(row.contains("Both") && visitor.get(&page_of(&visitor, "Both")).text("#members") == "2", "{row}");
        let form = visitor.get(&format!("{}/edit", page_of(&visitor, "Women"))).form("#group-form");
        form.set("formula", "Market == BE").press("save").follow();
        assert_eq!(visitor.get(&page_of(&visitor, "Both")).text("#members"), "1");
        wait_for_counts(site);
        assert!(visitor.get("/groups?search=both").text("section[aria-labelledby=my-groups] tbody td.number") == "1");
    }

    fn a_group_cannot_become_a_part_of_itself(site: &Site) {
        let visitor = visitor_with_groups(site);
        save_formula(&visitor, "Outer", "Member of == Women && Market == FR");
        let edit = format!("{}/edit", page_of(&visitor, "Women"));
        let form = visitor.get(&edit).form("#group-form").set("formula", "Member of == Outer");
        let refused = form.press("save");
        assert_eq!(
            refused.text("#filter-0-condition-0-value-errors"),
            "This group would be a part of itself, by way of “Outer” → “Women”. Choose another group."
        );
        assert_eq!(visitor.get(&page_of(&visitor, "Women")).text("#formula"), "Gender == Female");
    }

    fn groups_are_nested_ten_deep_and_no_deeper_from_above_or_from_below(site: &Site) {
        let visitor = visitor_with_groups(site);
        save_formula(&visitor, "Level 1", "Member of == Women");
        for level in 2..=9 {
            save_formula(&visitor, &format!("Level {level}"), &format!("Member of == \"Level {}\"", level - 1));
        }
        let last = save_formula(&visitor, "Level 10", "Member of == \"Level 9\"");
        assert_eq!(last.text("#members"), "2");
        let form = visitor.get("/groups/new").form("#group-form").set("name", "Level 11");
        let refused = form.set("formula", "Age >= 18 && Member of == \"Level 10\"").press("save");
        assert_eq!(
            refused.text("#filter-1-condition-0-value-errors"),
            "Groups can be nested 10 deep, and with “Level 10” they would be deeper. Choose another group."
        );
        save_formula(&visitor, "Base", "Market == FR");
        let form = visitor.get(&format!("{}/edit", page_of(&visitor, "Women"))).form("#group-form");
        assert_eq!(
            form.set("formula", "Member of == Base").press("save").text("#filter-0-condition-0-value-errors"),
            "Groups can be nested 10 deep. “Level 10” uses this group and would be deeper. Choose another group."
        );
    }

    fn groups_nested_deeper_before_there_was_a_limit_are_counted_and_can_be_changed(site: &Site) {
        let visitor = visitor_with_groups(site);
        let women = page_of(&visitor, "Women").rsplit('/').next().unwrap().parse().unwrap();
        let last = site.state.database.write_now(|connection| plant_chain(connection, women, 84)).unwrap();
        engage::jobs::catch_up(&site.state).unwrap();
        let page = visitor.get(&format!("/groups/{last}"));
        assert_eq!(page.text("#members"), "2");
        let saved = visitor.get(&format!("/groups/{last}/edit")).form("#group-form").set("name", "Renamed").press("save");
        assert_eq!(saved.follow().text("h1"), "Renamed");
    }

    fn a_group_of_whose_count_a_program_died_waits_for_refresh_and_says_so(site: &Site) {
        let visitor = visitor_with_groups(site);
        let path = page_of(&visitor, "Women");
        save_formula(&visitor, "Outer", "Member of == Women && Age >= 18");
        let id_of = |path: &str| -> GroupId { path.rsplit('/').next().unwrap().parse().unwrap() };
        let (women, outer_path) = (id_of(&path), page_of(&visitor, "Outer"));
        let outer = id_of(&outer_path);
        let mark = Mark::new(site.app("Journey").publisher_id, women);
        let plant = |at: NaiveDateTime| {
            site.state.database.write_now(|connection| group_marks::set(connection, &mark, at)).unwrap();
            engage::jobs::catch_up(&site.state).unwrap();
            visitor.get(&path).text("main")
        };
        // The mark comes before the facts that make the group due, so that the jobs of the program do not count it first.
        plant(site.state.clock.now());
        site.take("Journey", ImportKind::Customers, &site.file("more.csv", "account_id,age,gender\n4,50,F\n"));
        let alive = plant(site.state.clock.now());
        assert!(!alive.contains("Engage stopped while"), "another program counts it: {alive}");
        let renew = |connection: &mut _| group_marks::renew(connection, &mark, site.state.clock.now());
        site.state.database.write_now(|connection| group_marks::set(connection, &mark, site.state.clock.now() - TimeDelta::hours(1)).and_then(|()| renew(connection))).unwrap();
        engage::jobs::catch_up(&site.state).unwrap();
        assert!(!visitor.get(&path).text("main").contains("Engage stopped while"), "whoever counts it says that it lives");
        let dead = plant(site.state.clock.now() - LEASE - TimeDelta::seconds(1));
        assert!(dead.contains("Engage stopped while it counted this group"), "{dead}");
        let publisher = site.state.database.read_now(publishers::all).unwrap().remove(0);
        let row = |group| {
            site.state.database.read_now(|connection| customer_groups::find(connection, publisher.id, group)).unwrap()
        };
        assert_eq!((row(women).members, row(women).counting_since.is_some()), (Some(2), true), "it is not counted");
        let waits = || (row(outer).members, row(outer).counting_since, row(outer).refresh_failed);
        assert_eq!(waits(), (Some(2), None, true), "nor is the group that names it");
        // Whoever changes or refreshes the group that names it does not make a program die either.
        visitor.get(&outer_path).form("form[action$='/refresh']").press("Refresh").follow();
        assert_eq!(waits(), (Some(2), None, true));
        visitor.get(&path).form("form[action$='/refresh']").press("Refresh").follow();
        assert_eq!((row(women).members, row(women).counting_since, row(women).refresh_failed), (Some(3), None, false));
        engage::jobs::catch_up(&site.state).unwrap();
        assert_eq!(waits(), (Some(3), None, false), "it is counted again by itself");
    }

    fn the_uses_of_a_group_are_listed_on_its_page_and_before_it_is_renamed_or_archived(site: &Site) {
        let visitor = visitor_with_groups(site);
        save_formula(&visitor, "Outer", "Member of == Women && Market == FR");
        let women = visitor.get(&page_of(&visitor, "Women"));
        assert_eq!(women.click("Used in").select("section[aria-labelledby=uses] li"), ["Outer"]);
        for action in ["Archive", "Rename"] {
            assert_eq!(women.click(action).select("main .plain-list li"), ["Outer"], "{action}");
        }
        women.click("Archive").form("main form").press("Archive").follow();
        assert_eq!(visitor.get(&page_of(&visitor, "Outer")).text("#members"), "1");
        let form = visitor.get("/groups/new").form("#group-form").set("filters[0][conditions][0][attribute]", "member_of");
        let offered = form.press("update").select("#filter-0-condition-0-value option");
        assert_eq!(offered, ["Choose a value", "Outer", "Testers"]);
        let edit = visitor.get(&format!("{}/edit", page_of(&visitor, "Outer")));
        assert_eq!(edit.select("#filter-0-condition-0-value option[selected]"), ["Women"]);
    }

    fn a_frozen_segment_keeps_its_members(site: &Site) {
        let visitor = visitor_with_groups(site);
        site.take("Journey", ImportKind::Customers, &site.file("more.csv", "account_id,email,age,gender\n4,,50,F\n"));
        let page = visitor.get(&page_of(&visitor, "Women")).click("Freeze");
        assert_eq!(page.select("dl.facts dd"), ["3", "1", "2"]);
        let form = page.form("main form");
        assert_eq!(form.value("name"), "Women, 1 Jan 2018");
        assert_eq!(form.press("Freeze").select("#consent-errors p"), ["Confirm that these people have agreed to be added."]);
        let taken = form.clone().check("consent", "on").set("name", "TESTERS").press("Freeze");
        assert_eq!(taken.select("#name-errors p").len(), 1);
        let frozen = form.check("consent", "on").press("Freeze").follow();
        assert_eq!((frozen.text("h1"), frozen.text("#members")), (String::from("Women, 1 Jan 2018"), String::from("2")));
        assert_eq!(frozen.select("#members-list tbody th"), ["ann@example.com", "cleo@example.com"]);
        save_formula(&visitor, "Nobody", "Market == DE");
        let nobody = visitor.get(&page_of(&visitor, "Nobody")).click("Freeze");
        assert_eq!(nobody.select("main form button"), [""; 0]);
        assert_eq!(visitor.get(&format!("{}/freeze", page_of(&visitor, "Testers"))).status, 404);
        let many: String = (0..10_001).map(|number| format!("m{number},m{number}@example.com,30,F\n")).collect();
        let lines = format!("account_id,email,age,gender\n{many}");
        site.take("Journey", ImportKind::Customers, &site.file("many.csv", &lines));
        let large = visitor.get(&page_of(&visitor, "Women")).click("Freeze");
        assert!(large.text(".notice.warning").starts_with("The group can include up to 10,000 people; more members"));
        assert_eq!(large.select("main form button"), [""; 0]);
    }

    fn groups_that_share_customers_are_listed_and_twins_are_marked(site: &Site) {
        let visitor = visitor_with_groups(site);
        save_formula(&visitor, "Twin", "Gender == Female && Age >= 20");
        save_formula(&visitor, "French", "Market == FR");
        let page = visitor.get(&page_of(&visitor, "Women")).click("Overlap");
        let beside = page.select("section[aria-labelledby^=overlap] tbody tr");
        assert_eq!(beside, ["Twin Nearly the same 2 100.0%", "French 1 50.0%", "Testers Nobody in common 0 0.0%"]);
        let matrix = page.click("Compare all groups");
        assert_eq!(matrix.select("section[aria-labelledby=twins] li"), ["Twin · Women"]);
        assert_eq!(matrix.select("section[aria-labelledby=never] li").len(), 3);
        assert_eq!(matrix.select("td.twins").len(), 2);
        let known = visitor.get(&page_of(&visitor, "Testers")).click("Overlap");
        assert_eq!(known.text("section[aria-labelledby^=overlap] h2"), "Shared with other groups of Journey");
        assert_eq!(visitor.get("/groups/overlap?app=999").status, 404);
    }
}
