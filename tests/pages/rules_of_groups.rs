//! Groups in groups, and rules typed as a formula.

use crate::apps::add_app;
use crate::form::Form;
use crate::segments::{count_unknown_ages, fill};
use crate::site::{Site, on_both_databases};
use crate::visitor::{PageAnswer, Visitor, signed_in_visitor};
use engage::reading::ImportKind;

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

/// The page of the group of this name.
pub fn page_of(visitor: &Visitor, name: &str) -> String {
    let list = visitor.get("/groups");
    let links = list.attributes("th a[href^='/groups/']", "href");
    let names = list.select("th a[href^='/groups/']");
    let place = names.iter().position(|one| one == name).unwrap_or_else(|| panic!("{name} is none of {names:?}"));
    links[place].to_owned()
}

on_both_databases! {
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

    fn a_formula_that_cannot_be_read_comes_back_with_the_place_and_nothing_lost(site: &Site) {
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
        assert!(visitor.get("/groups?search=both").text("section[aria-labelledby=inactive] tbody td.number") == "1");
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

    fn where_a_group_is_used_stands_on_its_page_and_before_it_is_renamed_or_archived(site: &Site) {
        let visitor = visitor_with_groups(site);
        save_formula(&visitor, "Outer", "Member of == Women && Market == FR");
        let women = visitor.get(&page_of(&visitor, "Women"));
        assert_eq!(women.select("section[aria-labelledby=uses] li"), ["Outer"]);
        for action in ["Archive", "Rename"] {
            assert_eq!(women.click(action).select("main .plain-list li"), ["Outer"], "{action}");
        }
        women.click("Archive").form("main form").press("Archive").follow();
        assert_eq!(visitor.get(&page_of(&visitor, "Outer")).text("#members"), "1");
        let form = visitor.get("/groups/new").form("#group-form").set("filters[0][conditions][0][attribute]", "member_of");
        let offered = form.press("update").select("#filter-0-condition-0-value option");
        assert_eq!(offered, ["Outer", "Testers"]);
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

    fn groups_that_share_customers_are_told_and_twins_stand_out(site: &Site) {
        let visitor = visitor_with_groups(site);
        save_formula(&visitor, "Twin", "Gender == Female && Age >= 20");
        save_formula(&visitor, "French", "Market == FR");
        let page = visitor.get(&page_of(&visitor, "Women"));
        let beside = page.select("section[aria-labelledby^=overlap] tbody tr");
        assert_eq!(beside, ["Twin Twins 2 100%", "French 1 50%", "Testers Never meet 0 0%"]);
        let matrix = page.click("Compare all groups");
        assert_eq!(matrix.select("section[aria-labelledby=twins] li"), ["Twin · Women"]);
        assert_eq!(matrix.select("section[aria-labelledby=never] li").len(), 3);
        assert_eq!(matrix.select("td.twins").len(), 2);
        let known = visitor.get(&page_of(&visitor, "Testers"));
        assert_eq!(known.text("section[aria-labelledby^=overlap] h2"), "Shared with other groups of Journey");
        assert_eq!(visitor.get("/groups/overlap?app=999").status, 404);
    }
}
