//! Values of custom attributes with line breaks and commas in them, and several values typed at once.

use crate::apps::add_app;
use crate::segments::fill;
use crate::site::{Site, however_answered};
use crate::visitor::{Visitor, signed_in_visitor};
use engage::reading::ImportKind;

const CUSTOMERS: &str = "account_id,note,tier,age
1,\"two
lines\",T1,30
2,two,T2,30
3,lines,T3,30
4,x,\"Paris, France\",30
";

fn visitor_with_customers(site: &Site) -> Visitor {
    let visitor = signed_in_visitor(site);
    add_app(&visitor, "Journey");
    assert_eq!(site.take("Journey", ImportKind::Customers, &site.file("customers.csv", CUSTOMERS)).lines_new, 4);
    visitor
}

however_answered! {
    fn a_formula_with_a_line_break_in_a_value_is_saved_as_it_is(site: &Site) {
        let visitor = visitor_with_customers(site);
        for (formula, members) in
            [(r#"note == "two\nlines""#, vec!["1"]), (r#"note in ("two\nlines", x)"#, vec!["1", "4"])]
        {
            let form = visitor.get("/groups/new").form("#group-form").set("name", formula).set("formula", formula);
            let page = form.press("Save").follow();
            assert_eq!((page.text("#formula").as_str(), page.select("#members-list tbody th")), (formula, members.iter().map(ToString::to_string).collect()));
            let again = page.click("Edit").form("#group-form").press("Save").follow();
            assert_eq!(again.text("#formula"), formula);
        }
    }

    fn an_offered_value_with_a_line_break_can_be_picked(site: &Site) {
        let visitor = visitor_with_customers(site);
        let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "custom:note", "is", "x");
        let page = form.press("update");
        let offered = page.attributes("#rule datalist option", "value");
        let picked = offered.iter().find(|value| value.contains("two") && value.contains("lines")).unwrap();
        assert!(!picked.contains('\n'), "a browser drops it: {picked:?}");
        let form = page.form("#group-form").set("filters[0][conditions][0][value]", picked).set("name", "Two lines");
        assert_eq!(form.press("Save").follow().select("#members-list tbody th"), ["1"]);
    }

    fn several_values_are_typed_on_one_line_and_one_of_nobody_is_named(site: &Site) {
        let visitor = visitor_with_customers(site);
        let form = |value: &str| {
            fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "custom:tier", "is_any_of", value)
        };
        for (typed, members) in [("T1, T2, T3", "3"), ("T1;T2", "2"), ("T1\tT3", "2"), ("Paris, France", "1")] {
            let preview = form(typed).preview();
            assert_eq!((preview.text("#members").as_str(), preview.select(".unmatched").len()), (members, 0), "{typed}");
        }
        let page = form("T1, T2, T9").set("name", "Tiers").press("Save").follow();
        assert_eq!(page.text("#members"), "2");
        assert_eq!(page.select(".unmatched"), ["No customer has this value of tier: T9"]);
        assert_eq!(page.click("Edit").form("#group-form").value("filters[0][conditions][0][value]"), "T1\nT2\nT9");
    }

    fn values_that_differ_in_capitals_only_are_named(site: &Site) {
        let visitor = visitor_with_customers(site);
        let lines = "account_id,tier\n91,Gold\n92,gold\n93,GOLD\n94,Élan\n95,ÉLAN\n";
        site.take("Journey", ImportKind::Customers, &site.file("capitals.csv", lines));
        let form = |value: &str| {
            fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "custom:tier", "is_any_of", value)
        };
        let said = |value: &str| form(value).preview().select(".unmatched");
        let also = |values: &str| {
            format!("Customers also have these values of tier, which only differ in capitals and are not in the rule: {values}")
        };
        assert_eq!(said("Gold"), [also("GOLD, gold")]);
        assert_eq!(said("Gold, gold, GOLD"), [""; 0]);
        assert_eq!(said("élan"), ["No customer has this value of tier: élan".to_owned(), also("ÉLAN, Élan")]);
        let page = form("ÉLAN").set("name", "Elan").press("Save").follow();
        assert_eq!(page.select(".unmatched"), ["Customers also have this value of tier, which only differs in capitals and is not in the rule: Élan"]);
    }
}
