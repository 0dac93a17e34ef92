//! The builder of a rule as a visitor without scripts uses it: rows that are copied, moved and taken back, and what
//! stands beside them.

use crate::apps::add_app;
use crate::segments::fill;
use crate::site::{Site, however_answered};
use crate::visitor::{PageAnswer, Visitor, signed_in_visitor};
use engage::audience::AudienceMode;
use engage::reading::ImportKind;

/// Six available customers, and one who is too young.
const CUSTOMERS: &str = "account_id,age,gender,market,Plan
1,20,F,FR,gold
2,30,M,BE,gold
3,40,F,FR,silver
4,50,,FR,gold
5,60,F,DE,
6,70,M,BE,silver
7,10,F,US,bronze
";

fn visitor_with_customers(site: &Site) -> Visitor {
    let visitor = signed_in_visitor(site);
    add_app(&visitor, "Journey");
    assert_eq!(site.take("Journey", ImportKind::Customers, &site.file("customers.csv", CUSTOMERS)).lines_new, 7);
    visitor
}

/// The values of the rows of a page: attribute and value of each condition, filter by filter.
fn rows(page: &PageAnswer) -> Vec<(String, String)> {
    let form = page.form("#group-form");
    let places = page.attributes(".condition", "id").into_iter().map(|id| {
        let numbers: Vec<&str> = id.split('-').collect();
        format!("filters[{}][conditions][{}]", numbers[1], numbers[3])
    });
    places
        .map(|name| {
            (form.value(&format!("{name}[attribute]")).to_owned(), form.value(&format!("{name}[value]")).to_owned())
        })
        .collect()
}

fn is(page: &PageAnswer, expected: &[(&str, &str)]) {
    let rows = rows(page);
    assert_eq!(
        rows.iter().map(|(attribute, value)| (attribute.as_str(), value.as_str())).collect::<Vec<_>>(),
        expected
    );
}

however_answered! {
    fn rows_are_copied_moved_and_taken_back(site: &Site) {
        let visitor = visitor_with_customers(site);
        let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "age", "at_least", "25");
        let or = form.press("+ OR condition");
        assert_eq!(or.attributes("[autofocus]", "id"), ["filter-0-condition-1-attribute"]);
        let form = fill(or.form("#group-form"), (0, 1), "spend_cents", "at_least", "12.50");
        let copied = form.press("duplicate-condition:0.0");
        is(&copied, &[("age", "25"), ("age", "25"), ("spend_cents", "12.50")]);
        assert_eq!(copied.attributes("[autofocus]", "id"), ["filter-0-condition-1-attribute"]);
        let moved = copied.form("#group-form").press("condition-up:0.2");
        is(&moved, &[("age", "25"), ("spend_cents", "12.50"), ("age", "25")]);
        let filters = moved.form("#group-form").press("duplicate-filter:0");
        assert_eq!((filters.select("fieldset.filter").len(), rows(&filters).len()), (2, 6));
        let undone = filters.form("#group-form").press("Undo").form("#group-form").press("Undo");
        is(&undone, &[("age", "25"), ("age", "25"), ("spend_cents", "12.50")]);
        let redone = undone.form("#group-form").press("Redo");
        is(&redone, &[("age", "25"), ("spend_cents", "12.50"), ("age", "25")]);
        let typed = redone.form("#group-form").set("filters[0][conditions][0][value]", "99").press("remove-condition:0.2");
        is(&typed, &[("age", "99"), ("spend_cents", "12.50")]);
        assert_eq!(typed.attributes("[autofocus]", "id"), ["filter-0-condition-1-attribute"], "the row before it");
        let back = typed.form("#group-form").press("Undo").form("#group-form").press("Undo");
        is(&back, &[("age", "25"), ("spend_cents", "12.50"), ("age", "25")]);
    }

    fn conditions_of_an_alternative_are_met_together(site: &Site) {
        let visitor = visitor_with_customers(site);
        // Women from 35 on, or whoever is in Belgium: 3, 5, and 2 and 6.
        let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "gender", "is", "female");
        let and = form.press("+ AND condition");
        assert_eq!(and.attributes("[autofocus]", "id"), ["filter-0-condition-1-attribute"]);
        let form = fill(and.form("#group-form"), (0, 1), "age", "at_least", "35");
        assert_eq!(form.preview().text("#members"), "2");
        let or = form.press("+ OR condition");
        let form = fill(or.form("#group-form"), (0, 2), "market", "is", "BE");
        assert_eq!(form.preview().text("#members"), "4");
        let page = form.press("update");
        assert_eq!(page.select(".joiner.together option[selected]"), ["and"]);
        assert_eq!(page.attributes(".condition.together", "id"), ["filter-0-condition-0-row", "filter-0-condition-1-row"]);
        let formula = "(Gender == Female && Age >= 35) || Market == BE";
        assert_eq!(page.text(".formula"), formula);
        // Joined otherwise it is another rule, and Undo takes that back.
        let other = page.form("#group-form").set("filters[0][conditions][1][join]", "or").set("filters[0][conditions][2][join]", "and").press("update");
        assert_eq!(other.text(".formula"), "Gender == Female || (Age >= 35 && Market == BE)");
        assert_eq!(other.form("#group-form").preview().text("#members"), "4");
        let excluded = other.form("#group-form").press("Undo").form("#group-form").check("filters[0][mode]", "exclude");
        assert_eq!(excluded.preview().text("#members"), "2");
        let saved = excluded.set("name", "Others").press("Save").follow();
        assert_eq!(saved.text(".formula"), format!("!({formula})"));
        let edit = visitor.get(&format!("{}/edit", saved.path)).form("#group-form");
        assert_eq!((edit.value("filters[0][conditions][1][join]"), edit.value("filters[0][conditions][2][join]")), ("and", "or"));
        let typed = edit.set("formula", formula).press("Use this formula");
        assert_eq!(typed.form("#group-form").value("filters[0][conditions][1][join]"), "and");
        // Why: customer 3 meets the first alternative as a whole, customer 1 only half of it.
        let check = |who: &str| visitor.get(&format!("/customers/check?who={who}")).select(".checked tbody tr:not(.or) td:last-child .visually-hidden");
        assert_eq!(check("3"), ["Yes", "Yes", "No"]);
        assert_eq!(check("1"), ["Yes", "No", "No"]);
        assert_eq!(visitor.get("/customers/check?who=1").select(".checked tr.or"), ["or"]);
    }

    fn values_come_with_how_many_available_customers_have_them(site: &Site) {
        let visitor = visitor_with_customers(site);
        let page = visitor.get("/groups/new").form("#group-form").set("filters[0][conditions][0][attribute]", "market").press("update");
        let options = page.select("#filter-0-condition-0-value option");
        assert_eq!(options[..4], ["Choose a value", "France (3)", "Belgium (2)", "Germany (1)"]);
        assert!(options.contains(&String::from("United States")), "nobody who is available");
        let several = page.form("#group-form").set("filters[0][conditions][0][operator]", "is_any_of").press("update");
        assert_eq!(several.select(".check-list-entries label")[..3], ["France (3)", "Belgium (2)", "Germany (1)"]);
        let closed = several.form("#group-form").set("filters[0][conditions][0][attribute]", "gender").press("update");
        assert_eq!(closed.form("#group-form").value("filters[0][conditions][0][operator]"), "is_any_of");
        assert_eq!(closed.select(".check-list-entries label")[..3], ["Female (3)", "Male (2)", "Unknown (1)"]);
        assert_eq!(closed.select(".check-list-entries input[checked]"), [""; 0], "nothing is chosen for one");
        let open = closed.form("#group-form").set("filters[0][conditions][0][attribute]", "custom:plan").press("update");
        let offered = open.attributes("datalist option", "value").into_iter().zip(open.select("datalist option"));
        assert_eq!(offered.collect::<Vec<_>>(), [("gold", String::from("3")), ("silver", String::from("2"))]);
        let about = visitor.get("/groups/attributes/1");
        // The database would go through all customers for each of them.
        let share = if site.state.options.audience == AudienceMode::Memory { "known for 83%" } else { "" };
        assert_eq!(about.select("[data-key=gender] span"), ["As your files say", share]);
        assert_eq!(about.select("[data-key='custom:plan'] span"), ["Choice", share]);
        assert_eq!(visitor.get("/groups/attributes/99").status, 404);
    }

    fn each_filter_says_what_it_keeps_and_each_condition_what_it_lacks(site: &Site) {
        let visitor = visitor_with_customers(site);
        let form = visitor.get("/groups/new").form("#group-form").set("filters[0][conditions][0][attribute]", "market").press("update").form("#group-form");
        let lacking = form.preview();
        assert_eq!(lacking.attributes("[data-beside]", "data-incomplete"), ["filter-0-condition-0-incomplete"]);
        assert_eq!(lacking.text("#members"), "6", "it is not counted");
        let shown = form.press("update");
        assert_eq!(shown.select(".incomplete-hint:not(:empty)"), ["Not complete yet, and not counted."]);
        let more = form.set("filters[0][conditions][0][value]", "FR").press("Add another filter").form("#group-form");
        let page = fill(more, (1, 0), "gender", "is", "female").press("update");
        assert_eq!(page.select(".kept"), ["3 keeps 50% keeps the lowest share", "2 keeps 67%"]);
        assert_eq!(page.select(".incomplete-hint:not(:empty)"), [""; 0]);
    }
}
