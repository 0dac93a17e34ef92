//! Segments: the rule's form as a visitor without scripts uses it, and what becomes of it.

use crate::apps::add_app;
use crate::form::Form;
use crate::site::{Site, however_answered};
use crate::visitor::{Visitor, signed_in_visitor};
use engage::ids::PublisherId;
use engage::jobs;
use engage::reading::ImportKind;
use engage::store::publishers::{self, Rules};
use engage::store::{DbConnection, QueryResult};
use std::time::{Duration, Instant};

const CUSTOMERS: &str = "account_id,age,gender,market
1,20,F,FR
2,30,M,BE
3,40,F,US
4,10,F,FR
5,,M,FR
";

/// A visitor whose app *Journey* has three available customers.
fn visitor_with_customers(site: &Site) -> Visitor {
    let visitor = signed_in_visitor(site);
    add_app(&visitor, "Journey");
    assert_eq!(site.take("Journey", ImportKind::Customers, &site.file("customers.csv", CUSTOMERS)).lines_new, 5);
    visitor
}

/// Lets the publisher of the app count customers of unknown age.
pub fn count_unknown_ages(site: &Site, app: &str) {
    let publisher = site.app(app).publisher_id;
    let rules = |connection: &mut _| set_rules(connection, publisher, true, 50);
    site.state.database.write_now(rules).unwrap();
}

/// Chooses attribute and operator, each followed by *Update*, and types the value.
pub fn fill(form: Form, (filter, condition): (u32, u32), attribute: &str, operator: &str, value: &str) -> Form {
    let field = |name: &str| format!("filters[{filter}][conditions][{condition}][{name}]");
    let form = form.set(&field("attribute"), attribute).press("update").form("#group-form");
    let form = form.set(&field("operator"), operator).press("update").form("#group-form");
    form.set(&field("value"), value)
}

/// The form of a segment of women in France or Belgium, not saved yet.
fn french_women(visitor: &Visitor) -> Form {
    let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "market", "is", "FR");
    let form = form.press("+ OR condition").form("#group-form");
    let form = fill(form, (0, 1), "market", "is", "BE").press("Add another filter").form("#group-form");
    fill(form, (1, 0), "gender", "is", "male").check("filters[1][mode]", "exclude").set("name", "French women")
}

const FORMULA: &str = "(Market == FR || Market == BE) && !(Gender == Male)";

/// Puts these rules in the place of the publisher's, as from another page.
fn set_rules(
    connection: &mut DbConnection,
    publisher: PublisherId,
    count_unknown_age: bool,
    minimum_size: i32,
) -> QueryResult<()> {
    let publisher = publishers::find(connection, publisher)?;
    let rules = Rules { least_age: 17, count_unknown_age, minimum_size };
    publishers::update_rules(connection, &publisher, rules).map(drop)
}

however_answered! {
    fn a_rule_is_built_by_buttons_alone(site: &Site) {
        let visitor = visitor_with_customers(site);
        let form = french_women(&visitor);
        let preview = form.preview();
        assert_eq!((preview.text("#members"), preview.text("#available")), (String::from("1"), String::from("3")));
        assert_eq!(preview.text("#formula"), FORMULA);
        let page = form.press("Save").follow();
        assert_eq!((page.text("#formula").as_str(), page.text("#members").as_str()), (FORMULA, "1"));
        assert_eq!(page.select("#members-list tbody th"), ["1"]);
        assert_eq!(visitor.get("/groups").text("section[aria-labelledby=my-groups] tbody th"), "French women");
    }

    fn a_small_segment_says_what_it_lacks_and_what_would_fill_it(site: &Site) {
        let visitor = visitor_with_customers(site);
        let publisher = site.app("Journey").publisher_id;
        let minimum = |size: i32| {
            let rules = |connection: &mut _| set_rules(connection, publisher, false, size);
            site.state.database.write_now(rules).unwrap();
            let preview = french_women(&visitor).preview();
            (preview.select(".notice.warning p"), preview.select("[data-for^=filter]"))
        };
        let (small, funnel) = minimum(2);
        assert_eq!(small[1..], ["1 member is missing.", "Without filter 1 it would have 2 members."]);
        assert_eq!(funnel, ["2 keeps 67%", "1 keeps 50% keeps the lowest share"]);
        assert_eq!(minimum(3).0[1..], ["2 members are missing.", "Dropping one filter alone does not fill it."]);
        assert_eq!(minimum(1).0, [""; 0]);
    }

    fn a_segment_is_edited_and_copied_as_it_was(site: &Site) {
        let visitor = visitor_with_customers(site);
        let page = french_women(&visitor).press("Save").follow();
        let copy = page.click("Copy").form("#group-form");
        assert_eq!(copy.value("name"), "French women (copy)");
        assert_eq!(copy.preview().text("#formula"), FORMULA);
        assert_eq!(copy.press("Save").follow().text("h1"), "French women (copy)");
        let edit = page.click("Edit").form("#group-form");
        assert_eq!(edit.checked("filters[1][mode]"), ["exclude"]);
        let edited = edit.press("Remove filter 2").form("#group-form").press("Save").follow();
        assert_eq!((edited.text("#formula").as_str(), edited.text("#members").as_str()), ("Market == FR || Market == BE", "2"));
    }

    fn typed_values_are_kept_beside_their_errors(site: &Site) {
        let visitor = visitor_with_customers(site);
        let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "spend_cents", "at_least", "12.50");
        let more = form.press("Add another filter");
        assert_eq!((more.status, more.select("fieldset.filter").len()), (200, 2));
        let form = more.form("#group-form");
        assert_eq!(form.value("filters[0][conditions][0][value]"), "12.50");
        let wrong = form.set("filters[0][conditions][0][value]", "twelve").press("Save");
        assert_eq!(wrong.status, 422);
        assert_eq!(wrong.select("#filter-0-condition-0-value-errors p").len(), 1);
        assert_eq!(wrong.select("#name-errors p"), ["Give the group a name."]);
        assert_eq!(wrong.select(".error-summary li").len(), 2);
        assert_eq!(wrong.form("#group-form").value("filters[0][conditions][0][value]"), "twelve");
    }

    fn a_form_of_200_conditions_is_a_page_of_3_megabytes_at_most(site: &Site) {
        let visitor = visitor_with_customers(site);
        let row = |filter: usize, condition: usize| {
            let name = format!("filters[{filter}][conditions][{condition}]");
            [(format!("{name}[attribute]"), "market"), (format!("{name}[operator]"), "is_any_of"), (format!("{name}[values][]"), "FR")]
        };
        let rows: Vec<_> = (0..200).flat_map(|place| row(place / 50, place % 50)).collect();
        let fields = |action: &'static str| {
            let named = rows.iter().map(|(name, value)| (name.as_str(), *value));
            named.chain([("do", action), ("name", "Many")]).collect::<Vec<_>>()
        };
        let page = visitor.post("/groups/new", &fields("update"));
        assert_eq!((page.status, page.select(".condition").len()), (200, 200));
        assert!(page.body.len() < 3_000_000, "{} bytes", page.body.len());
        assert!(page.select("#filter-0-condition-0-attribute option").len() > 20);
        // A condition beyond what is drawn keeps its choices, and shows the others when asked to.
        assert_eq!(page.select("#filter-3-condition-49-attribute option"), ["Choose an attribute", "Market"]);
        let opened = page.form("#group-form").press("Show all choices of condition 50 of filter 4");
        assert!(opened.select("#filter-3-condition-49-attribute option").len() > 20);
        assert!(opened.body.len() < 3_000_000, "{} bytes", opened.body.len());
        assert_eq!(opened.form("#group-form").press("Save").follow().status, 200);
        assert_eq!(visitor.post("/groups/new", &fields("add-condition:0")).select(".condition").len(), 200);
    }

    fn rules_past_the_limits_are_refused_and_kept_as_typed(site: &Site) {
        let visitor = visitor_with_customers(site);
        let row = |filter: usize, condition: usize| {
            let name = format!("filters[{filter}][conditions][{condition}]");
            [(format!("{name}[attribute]"), "age"), (format!("{name}[operator]"), "at_least"), (format!("{name}[value]"), "18")]
        };
        let post = |filters: usize, conditions: usize| {
            let rows: Vec<_> = (0..filters * conditions).flat_map(|place| row(place / conditions, place % conditions)).collect();
            let fields = rows.iter().map(|(name, value)| (name.as_str(), *value));
            let fields: Vec<_> = fields.chain([("do", "save"), ("name", "Large")]).collect();
            visitor.post("/groups/new", &fields)
        };
        let refused = post(6, 40);
        assert_eq!((refused.status, refused.select(".condition").len()), (422, 240));
        assert_eq!(refused.select("#rule-errors p"), ["Use at most 200 conditions in all filters together."]);
        for (filters, conditions, error) in
            [(51, 1, "Use at most 50 filters."), (1, 51, "Use at most 50 conditions in filter 1.")]
        {
            let refused = post(filters, conditions);
            assert_eq!((refused.status, refused.select(".condition").len()), (422, 51));
            assert_eq!(refused.select("#rule-errors p"), [error]);
            let form = refused.form("#group-form");
            assert_eq!(form.value(&format!("filters[{}][conditions][{}][value]", filters - 1, conditions - 1)), "18");
            let button = if conditions == 1 { "Add another filter" } else { "+ OR condition" };
            let full = form.press(button);
            assert_eq!((full.status, full.select(".condition").len()), (200, 51), "{button}");
            assert_eq!(full.select("#rule-errors p"), [error]);
            let fewer = form.press("Remove condition 1 of filter 1").form("#group-form");
            let saved = fewer.set("name", button).press("Save").follow();
            assert_eq!((saved.status, saved.text("h1").as_str()), (200, button));
        }
        let values = (0..10_001).map(|number| format!("v{number}")).collect::<Vec<_>>().join("\n");
        let name = "filters[0][conditions][0]";
        let fields = [("attribute", "campaign_id"), ("operator", "is_any_of"), ("value", values.as_str())];
        let fields = fields.map(|(field, value)| (format!("{name}[{field}]"), value));
        let mut fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        fields.extend([("do", "save"), ("name", "Large")]);
        let refused = visitor.post("/groups/new", &fields);
        assert_eq!((refused.status, refused.select("#filter-0-condition-0-value-errors p").len()), (422, 1));
        assert_eq!(visitor.get("/groups").select("tbody th").len(), 2, "none but those within the limits");
    }

    fn too_many_rows_for_a_page_are_shown_as_a_formula(site: &Site) {
        let visitor = visitor_with_customers(site);
        let row = |filter: usize, condition: usize| {
            let name = format!("filters[{filter}][conditions][{condition}]");
            let value = if condition == 7 { String::from("twelve") } else { (18 + condition).to_string() };
            [(format!("{name}[attribute]"), "age".into()), (format!("{name}[operator]"), "at_least".into()), (format!("{name}[value]"), value)]
        };
        let rows: Vec<(String, String)> = (0..2_500).flat_map(|place| row(place / 50, place % 50)).collect();
        let fields = |action: &'static str| {
            let named = rows.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            named.chain([("do", action), ("name", "Large")]).collect::<Vec<_>>()
        };
        let sent: usize = rows.iter().map(|(name, value)| name.len() + value.len()).sum();
        for (action, status) in [("save", 422), ("add-filter", 200)] {
            let refused = visitor.post("/groups/new", &fields(action));
            assert_eq!((refused.status, refused.select(".condition").len()), (status, 1), "{action}");
            assert!(refused.body.len() < 2 * sent, "{} bytes for {sent}", refused.body.len());
            let message = refused.text("#typed-formula-errors p");
            assert!(message.contains("2,500 conditions") && message.contains("at most 200"), "{message}");
            let form = refused.form("#group-form");
            let formula = form.value("formula").trim();
            assert!(formula.starts_with("(Age >= 18 || Age >= 19") && formula.ends_with("Age >= 67)"), "{formula}");
            assert_eq!((formula.matches("Age >=").count(), formula.matches("\"twelve\"").count()), (2_500, 50));
            let shortened = formula.split(" && ").next().unwrap().replace("\"twelve\"", "25");
            let saved = form.clone().set("name", action).set("formula", &shortened).press("Save").follow();
            assert_eq!((saved.status, saved.text("h1").as_str()), (200, action));
        }
    }

    fn statistics_say_why_others_are_left_out(site: &Site) {
        let visitor = visitor_with_customers(site);
        let page = visitor.get("/groups/new");
        assert_eq!(page.text("#statistics #available"), "3");
        let reasons = page.select("#statistics .left-out li");
        assert_eq!(reasons, ["1 customer is younger than 17 years old.", "1 customer's age is not known."]);
    }

    fn every_template_opens_as_a_form_that_can_be_saved(site: &Site) {
        let visitor = visitor_with_customers(site);
        let groups = visitor.get("/groups/new");
        let templates: Vec<_> = groups.attributes("a[href*='template=']", "href").into_iter().map(str::to_owned).collect();
        assert!(templates.len() >= 8, "{templates:?}");
        for template in templates {
            let saved = visitor.get(&template).form("#group-form").press("Save");
            assert_eq!(saved.follow().status, 200, "{template}");
        }
    }

    fn new_data_reaches_a_segment_without_a_visitor(site: &Site) {
        let visitor = visitor_with_customers(site);
        let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "gender", "is", "female");
        form.set("name", "Women").press("Save").follow();
        let members = || visitor.get("/groups").text("section[aria-labelledby=my-groups] tbody td.number");
        assert_eq!(members(), "2");
        let more = "account_id,age,gender\n6,33,F\n7,34,F\n";
        site.take("Journey", ImportKind::Customers, &site.file("more.csv", more));
        let work = actix_web::rt::System::new();
        let worker = work.block_on(async { jobs::start(site.state.clone()) });
        let end = Instant::now() + Duration::from_secs(10);
        while members() != "4" {
            assert!(Instant::now() < end, "the list still says {}", members());
            work.block_on(async { actix_web::rt::time::sleep(Duration::from_millis(20)).await });
        }
        work.block_on(worker.stop());
    }
}
