//! The pages of a group: tabs, breakdowns, its members as a table, overlaps and comparisons.

use crate::access::colleague;
use crate::apps::add_app;
use crate::groups::save;
use crate::rules_of_groups::{page_of, save_formula};
use crate::segments::count_unknown_ages;
use crate::site::{Site, however_answered};
use crate::visitor::{PageAnswer, Visitor, signed_in_visitor};
use engage::access::Role;
use engage::reading::ImportKind;

const CUSTOMERS: &str = "account_id,email,age,gender,market,tier,visits
a,ann@example.com,20,F,FR,gold,3
b,bob@example.com,30,M,BE,=SUM(1),12
c,cy@example.com,40,F,US,silver,250
d,,50,F,FR,gold,
e,eve@example.com,60,M,FR,,7
";

/// A visitor with an app of five customers and the segments *Women* and *French*.
fn visitor_with_segments(site: &Site) -> Visitor {
    let visitor = signed_in_visitor(site);
    add_app(&visitor, "Journey");
    site.take("Journey", ImportKind::Customers, &site.file("customers.csv", CUSTOMERS));
    count_unknown_ages(site, "Journey");
    save_formula(&visitor, "Women", "Gender == Female");
    save_formula(&visitor, "French", "Market == FR");
    visitor
}

/// The rows of the breakdown with this caption.
fn rows(page: &PageAnswer, caption: &str) -> Vec<String> {
    let place = page.select(".breakdown caption").iter().position(|one| one == caption);
    let place = place.unwrap_or_else(|| panic!("{caption} is among {:?}", page.select(".breakdown caption")));
    page.select(&format!(".breakdowns > div:nth-child({}) tbody tr", place + 1))
}

fn accounts(page: &PageAnswer) -> Vec<String> {
    page.select("#members-list tbody th")
}

however_answered! {
    fn every_page_of_a_group_has_its_head_and_marks_its_tab(site: &Site) {
        let visitor = visitor_with_segments(site);
        let path = page_of(&visitor, "Women");
        for (end, tab) in [("", "Overview"), ("/members", "Members"), ("/history", "History"), ("/overlap", "Overlap"), ("/uses", "Used in")] {
            let page = visitor.get(&format!("{path}{end}"));
            assert_eq!((page.text("h1"), page.text("#members")), ("Women".into(), "3".into()), "{tab}");
            assert_eq!(page.select(".tabs:not(.small) [aria-current=page]"), [tab]);
            assert_eq!(page.select(".group-head .actions > .button, .group-head .actions > form"), ["Edit", "Refresh"], "it is small");
            assert_eq!(page.select(".more-list a"), ["Copy", "Rename", "Flag", "Freeze", "Archive"]);
        }
        let testers = save(&visitor, "Testers", "ann@example.com bob@example.com nobody@example.com").location();
        let page = visitor.get(&testers);
        assert_eq!(page.select(".tabs a"), ["Overview", "Members", "Overlap", "Used in"]);
        assert_eq!((page.select(".group-head .actions > form").len(), page.text("#members")), (0, "2".into()), "counting it again changes nothing");
    }

    fn a_known_user_group_says_how_many_are_available_and_is_broken_down(site: &Site) {
        let visitor = visitor_with_segments(site);
        site.take("Journey", ImportKind::Customers, &site.file("kid.csv", "account_id,email,age\nk,kid@example.com,12\n"));
        let path = save(&visitor, "Testers", "ann@example.com kid@example.com eve@example.com").location();
        let page = visitor.get(&path);
        assert_eq!((page.text("#members"), page.text(".available")), ("3".into(), "2 of them are available for segments.".into()));
        assert_eq!(rows(&page, "Market"), ["France 2 100.0% 60.0% 167"]);
    }

    fn members_are_broken_down_by_any_attribute_beside_the_whole_app(site: &Site) {
        let visitor = visitor_with_segments(site);
        let page = visitor.get(&page_of(&visitor, "Women"));
        assert_eq!(page.select(".breakdown caption"), ["Market", "Age group", "Gender"], "no device is known");
        assert_eq!(rows(&page, "Market"), ["France 2 66.7% 60.0% 111", "United States 1 33.3% 20.0% 167"]);
        assert_eq!(rows(&page, "Gender"), ["Female 3 100.0% 60.0% 167"]);
        assert!(page.select(".breakdown-card p").iter().any(|text| text == "3 more values without members"));
        let tiers = visitor.get(&format!("{}?by=custom:tier", page_of(&visitor, "Women")));
        assert_eq!(tiers.select(".breakdown caption")[0], "tier", "what was chosen comes first");
        assert_eq!(rows(&tiers, "tier"), ["gold 2 66.7% 40.0% 167", "silver 1 33.3% 20.0% 167"]);
        assert_eq!(tiers.form("#breakdown form").value("by"), "custom:tier");
        let visits = visitor.get(&format!("{}?by=custom:visits", page_of(&visitor, "Women")));
        assert_eq!(rows(&visits, "visits"), ["2 to 4 1 33.3% 20.0% 167", "200 to 499 1 33.3% 20.0% 167", "Unknown 1 33.3% 20.0% 167"]);
    }

    fn members_are_shown_and_exported_with_the_columns_and_the_order_of_choice(site: &Site) {
        let visitor = visitor_with_segments(site);
        let path = format!("{}/members", page_of(&visitor, "French"));
        let usual = visitor.get(&path);
        assert_eq!(usual.select("#members-list thead th"), ["Account ID", "E-mail address", "Market", "Why?"], "the rule uses one attribute");
        let form = usual.form("#columns-form").uncheck("column").check("column", "custom:tier").check("column", "custom:visits");
        let chosen = form.press("Show");
        assert_eq!(chosen.select("#members-list thead th")[2..4], ["tier", "visits"]);
        assert_eq!(accounts(&chosen), ["a", "d", "e"]);
        let by_visits = chosen.click("visits");
        assert_eq!(accounts(&by_visits), ["a", "e", "d"], "the unknown come last");
        let falling = by_visits.click("visits");
        assert_eq!((accounts(&falling), falling.attributes("th[aria-sort]", "aria-sort")), (vec!["e".into(), "a".into(), "d".into()], vec!["descending"]));
        let found = falling.form("form[role=search]").set("search", "ann@").press("Search");
        assert_eq!((accounts(&found), found.select("#members-list thead th").len()), (vec!["a".to_owned()], 5));
        let file = visitor.get(falling.attributes("a[download]", "href")[0]).body;
        assert_eq!(file.trim_start_matches('\u{feff}').lines().collect::<Vec<_>>(), ["account_id,email,tier,visits", "e,eve@example.com,,7", "a,ann@example.com,gold,3", "d,,gold,"]);
        let everyone = save_formula(&visitor, "Everyone", "Age >= 1");
        let tiers = format!("{}/members.csv?column=custom:tier&sort=custom:tier", everyone.path);
        let file = visitor.get(&tiers).body;
        assert_eq!(file.lines().nth(1), Some("b,bob@example.com,'=SUM(1)"), "a spreadsheet runs nothing");
        for (sort, order) in [("age", ["a", "b", "c", "d", "e"]), ("market", ["b", "a", "d", "e", "c"]), ("gender", ["a", "c", "d", "b", "e"])] {
            let page = visitor.get(&format!("{}/members?sort={sort}", everyone.path));
            assert_eq!(accounts(&page), order, "{sort}");
        }
        assert_eq!(accounts(&visitor.get(&format!("{}/members?sort=nonsense&column=nonsense", everyone.path))).len(), 5);
    }

    fn groups_are_picked_for_the_overlap_and_empty_ones_are_named(site: &Site) {
        let visitor = visitor_with_segments(site);
        save_formula(&visitor, "Nobody", "Market == DE");
        save_formula(&visitor, "Older", "Age >= 35");
        let page = visitor.get("/groups/overlap");
        assert_eq!(page.select("tbody th").len(), 3);
        assert_eq!(page.text("#left-out"), "Left out: 1 empty group (Nobody)");
        let picked = page.form("#choose").uncheck("group").uncheck("group").uncheck("group").check("group", "1").check("group", "2").press("Compare");
        assert_eq!(picked.select("#matrix ~ div tbody th"), ["French", "Women"]);
        assert_eq!(picked.select(".matrix:not(.sets) tbody td a")[0], "66.7%, French in Women: 2 of 3");
        assert!(picked.attributes(".matrix:not(.sets) td a", "tabindex").iter().all(|stop| *stop == "-1"), "cells are no stops of the Tab key");
        let sets: Vec<String> = picked.select(".sets tbody .number");
        assert_eq!(sets, ["2", "1", "1"]);
    }

    fn a_pair_is_three_parts_and_each_makes_a_segment(site: &Site) {
        let visitor = visitor_with_segments(site);
        let page = visitor.get("/groups/overlap");
        let pair = visitor.get(page.attributes(".matrix td a", "href")[0]);
        assert_eq!(pair.text("h1"), "French and Women");
        assert_eq!(pair.select("tbody tr"), ["Only French 1 25.0% Create segment", "Both 2 50.0% Create segment", "Only Women 1 25.0% Create segment"]);
        let form = visitor.get(pair.attributes("tbody a", "href")[2]).form("#group-form").set("name", "Women abroad");
        let made = form.press("Save").follow();
        assert_eq!((made.text("#formula"), made.text("#members")), ("Member of == Women && !(Member of == French)".into(), "1".into()));
        assert_eq!(visitor.get("/groups/overlap/pair?app=1&one=1&other=1").status, 404);
        assert_eq!(visitor.get("/groups/overlap/pair").location(), "/groups/overlap", "where groups are chosen");
        assert_eq!(visitor.get("/groups/new?app=1&all=99&none=x").status, 200, "ids of no group are left out");
    }

    fn two_groups_are_compared_by_what_differs_most(site: &Site) {
        let visitor = visitor_with_segments(site);
        let page = visitor.get("/groups/overlap/pair?app=1&one=1&other=2").click("Compare the two groups");
        assert_eq!(page.select("section[aria-labelledby=sizes] dd"), ["3", "3 (+0)", "2"]);
        let genders = page.select("section[aria-labelledby=breakdowns] tbody tr").into_iter().filter(|row| row.contains("ale")).collect::<Vec<_>>();
        assert_eq!(genders, ["Female 100.0% 66.7% −33.3% 67", "Male 0.0% 33.3% +33.3% –"]);
        assert!(!page.select("section[aria-labelledby=different] tbody tr").is_empty());
        assert_eq!(visitor.get("/groups/1/compare?from=2018-01-01&to=2018-01-01").status, 200);
        assert_eq!(visitor.get("/groups/1/compare?from=2000-01-01&to=2000-01-01").status, 404);
    }

    fn a_viewer_learns_no_small_number_from_a_breakdown(site: &Site) {
        let ann = signed_in_visitor(site);
        add_app(&ann, "Journey");
        let person = |number: u32| format!("{number},30,{}\n", if number < 70 { "FR" } else { "BE" });
        let people = (0..73).fold(String::from("account_id,age,market\n"), |lines, number| lines + &person(number));
        site.take("Journey", ImportKind::Customers, &site.file("people.csv", &people));
        save_formula(&ann, "Everyone", "Age >= 1");
        let viewer = colleague(site, Role::Viewer);
        let path = page_of(&ann, "Everyone");
        assert_eq!(rows(&ann.get(&path), "Market"), ["France 70 95.9% 95.9% 100", "Belgium 3 4.1% 4.1% 100"]);
        assert_eq!(rows(&viewer.get(&path), "Market"), ["2 values with few members 73 100.0% 100.0% 100"]);
        assert!(!viewer.get(&path).text("main").contains("Belgium 3"));
    }
}
