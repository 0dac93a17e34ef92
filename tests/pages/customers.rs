//! Customers: the list, and everything that is known of one.

use crate::apps::add_app;
use crate::segments::fill;
use crate::site::{Site, however_answered};
use crate::traces::traces;
use crate::undo::undo;
use crate::visitor::{Visitor, owner, signed_in_visitor};
use engage::groups::recount;
use engage::reading::ImportKind;
use engage::store::imports::Import;
use serde_json::{Value, json};

const CUSTOMERS: &str = "account_id,email,birth_date,gender,market,language,acquired_on,Tier,Renewal
1,Zoé@example.com,2000-01-02,F,FR,fr,2017-12-01,gold,2018-05-01
=2,<b>@example.com,,,,,,,
three,three@example.com,,M,BE,,,,
";

fn with_customers(site: &Site, visitor: &Visitor) {
    add_app(visitor, "Journey");
    let customers = CUSTOMERS.replace("<b>@example.com", "bob@example.com");
    site.take("Journey", ImportKind::Customers, &site.file("customers.csv", &customers));
    site.take("Journey", ImportKind::Usage, &site.file("usage.csv", "account_id,day,sessions\n1,2017-12-31,1200\n"));
    let purchases = "account_id,order_id,date,amount\n1,a,2017-12-01,1250.50\n";
    site.take("Journey", ImportKind::Purchases, &site.file("purchases.csv", purchases));
}

/// A customer of whom there is something in every table that has anything of customers, and another one.
fn with_everything(site: &Site, visitor: &Visitor) -> [Import; 2] {
    add_app(visitor, "Journey");
    let customers = "account_id,email,birth_date,market,acquired_on,campaign_id,device_type,Tier
KEEP-1,Zoé@example.com,1980-01-02,FR,2017-12-01,winter-campaign,KEEP-1,gold-tier
other,,1980-01-02,FR,2017-12-01,,,
";
    let first = site.take("Journey", ImportKind::Customers, &site.file("customers.csv", customers));
    let change = "account_id,campaign_id\nKEEP-1,spring-campaign\n";
    let second = site.take("Journey", ImportKind::Customers, &site.file("change.csv", change));
    let usage = "account_id,day,sessions\nKEEP-1,2017-12-31,1200\nKEEP-1,someday,3\nother,someday,3\n";
    site.take("Journey", ImportKind::Usage, &site.file("usage.csv", usage));
    let purchases = "account_id,order_id,date,amount\nKEEP-1,order-of-hers,2017-12-01,1250.50\n";
    site.take("Journey", ImportKind::Purchases, &site.file("purchases.csv", purchases));
    let ratings = "account_id,stars,rated_on\nKEEP-1,4,2017-12-30\n";
    site.take("Journey", ImportKind::Ratings, &site.file("ratings.csv", ratings));
    let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "spend_cents", "at_least", "1000");
    form.set("name", "Spenders").press("Save").location();
    let form = visitor.get("/groups/new?kind=known_user_group").form("#group-form");
    form.set("name", "Testers")
        .set("addresses", "zoé@EXAMPLE.com KEEP-1")
        .check("consent", "on")
        .press("Save")
        .location();
    [first, second]
}

/// What of the customer of [`with_everything`] is in a text, in lower case.
const HERS: [&str; 6] = ["winter-campaign", "keep-1", "zoé@ex", "order-of-hers", "spring-campaign", "gold-tier"];

however_answered! {
    fn customers_are_listed_and_searched(site: &Site) {
        let visitor = signed_in_visitor(site);
        assert_eq!(visitor.get("/customers").text(".empty-state h2"), "No customers yet");
        with_customers(site, &visitor);
        let list = visitor.get("/customers");
        assert_eq!(list.select("tbody tr"), ["1Zoé@example.comFranceFemale17Check", "=2bob@example.comCheck", "threethree@example.comBelgiumMaleCheck"]);
        let found = list.form("form[role=search]").set("search", "ZOÉ@").press("Search");
        assert_eq!(found.select("tbody th"), ["1"]);
        let nothing = list.form("form[role=search]").set("search", "100%_").press("Search");
        assert_eq!(nothing.text("main p:not(.lead)"), "Nothing matches “100%_”. Clear search");
    }

    fn everything_known_of_a_customer_is_shown(site: &Site) {
        let visitor = signed_in_visitor(site);
        with_customers(site, &visitor);
        let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "spend_cents", "at_least", "1000");
        form.set("name", "Spenders").press("Save").location();
        let form = visitor.get("/groups/new?kind=known_user_group").form("#group-form");
        form.set("name", "Testers").set("addresses", "zoé@EXAMPLE.com").check("consent", "on").press("Save").location();

        let customer = visitor.get("/customers").click("1");
        assert_eq!(customer.text("h1"), "Zoé@example.com");
        let shown = customer.text("main");
        for message in [
            "Age group Under 18", "Age 17", "Gender Female", "Market France", "Language French",
            "App acquisition date 1 Dec 2017", "Device type Unknown", "Sessions 1,200", "Last used 31 Dec 2017",
            "First purchase made Yes", "Spend in this app $1,250.50", "Tier gold", "Renewal 1 May 2018",
            "An available customer of this app",
        ] {
            assert!(shown.contains(message), "{message} is not in {shown}");
        }
        assert_eq!(customer.select("ul.plain-list a"), ["Testers", "Spenders"]);
        assert!(!shown.contains("Member of"), "the groups are named once");
        assert_eq!(customer.click("Spenders").click("1").text("h1"), "Zoé@example.com");
        let other = visitor.get("/customers").click("three");
        assert_eq!(other.text(".notice.warning"), "Not available for segments: the age is unknown, and your rules leave unknown ages out.");
        assert!(other.text("main").contains("In no segment of this app."));
    }

    fn everything_held_about_a_customer_is_a_file(site: &Site) {
        let visitor = signed_in_visitor(site);
        with_everything(site, &visitor);
        let page = visitor.get("/customers").click("KEEP-1");
        let file = page.click("Everything held, as a file");
        assert_eq!(file.header("content-disposition"), "attachment; filename=\"KEEP-1.json\"; filename*=UTF-8''KEEP%2D1.json");
        let held: Value = serde_json::from_str(&file.body).unwrap();
        let app = &held["apps"][0];
        assert_eq!(held["customer"]["email"], "Zoé@example.com");
        assert_eq!(held["known_user_groups"], json!([{ "name": "Testers", "entry": "zoé@EXAMPLE.com" }, { "name": "Testers", "entry": "KEEP-1" }]));
        assert_eq!(app["acquisition"]["campaign_id"], "spring-campaign");
        assert_eq!(app["attributes"], json!([{ "name": "Tier", "value": "gold-tier" }]));
        assert_eq!((&app["purchases"][0]["order_id"], &app["purchases"][0]["amount_cents"]), (&json!("order-of-hers"), &json!(125_050)));
        assert_eq!(app["usage"], json!([{ "used_on": "2017-12-31", "sessions": 1200 }]));
        assert_eq!(app["rating"], json!({ "stars": 4, "rated_on": "2017-12-30" }));
        assert_eq!((&app["computed"]["spend_cents"], &app["computed"]["last_used_on"]), (&json!(125_050), &json!("2017-12-31")));
        assert_eq!((&app["segments"][0]["name"], &app["segments"][0]["is_in"]), (&json!("Spenders"), &json!(true)));
        assert_eq!(app["segments"][0]["snapshots"], json!(["2018-01-01"]));
        assert!(held["before_imports"].to_string().contains("winter-campaign"), "{}", held["before_imports"]);
        assert_eq!(held["refused_lines"][0]["text"], "KEEP-1,someday,3");
        assert_eq!(held["left_out_cells"][0]["value"], "KEEP-1");
        let other = visitor.get(&format!("{}/held.json", visitor.get("/customers").attributes("tbody th a", "href")[1]));
        assert!(!other.body.contains("KEEP-1") && !other.body.contains("@example.com"), "{}", other.body);
    }

    fn nothing_is_left_of_an_erased_customer(site: &Site) {
        let visitor = signed_in_visitor(site);
        let [first, second] = with_everything(site, &visitor);
        assert_eq!(undo(&visitor, &first.path()).text("#undo-heading"), "The import was not undone");
        let before = traces(site, &HERS);
        for table in ["imports", "import_changes", "customers", "refused_lines", "left_out_cells", "group_addresses", "purchases", "acquisitions", "custom_values"] {
            assert!(before.iter().any(|found| found.starts_with(&format!("{table}."))), "{table} is not in {before:?}");
        }
        let customer = visitor.get("/customers").click("KEEP-1");
        let page = customer.click("Erase");
        let shown = page.text("main");
        for named in ["Purchases 1", "Days of use 1", "Ratings 1", "Values of custom attributes 1", "Entries in known user groups 2", "Refused lines that name the person 1", "Left-out cells that name the person 1"] {
            assert!(shown.contains(named), "{named} is not in {shown}");
        }
        assert_eq!(page.form("main form").press("Erase").follow().select("tbody th"), ["other"]);
        assert_eq!(traces(site, &HERS), [""; 0]);
        let gone = customer.click("Erase");
        assert_eq!(gone.status, 404);
        assert!(gone.text("main").contains("This customer was erased on"), "{}", gone.text("main"));
        let again = page.form("main form").press("Erase").follow();
        assert_eq!((again.path.as_str(), again.text(".notice")), ("/customers", String::from("The customer is erased.")));
        let eve = owner(site, "eve@example.org");
        assert_eq!(eve.post(&format!("{}/erase", customer.path), &[]).status, 404);
        recount::recount_due(&site.state).unwrap();
        let segment = visitor.get("/groups").click("Spenders");
        assert_eq!(segment.text("#members"), "0");
        let history = visitor.get(&format!("{}/history.csv", segment.path));
        assert!(!history.body.contains(",1"), "{}", history.body);
        assert_eq!(visitor.get("/groups").click("Testers").select("#members-list tbody th"), [""; 0]);
        for import in [second, first] {
            undo(&visitor, &import.path());
            assert_eq!(traces(site, &HERS), [""; 0], "undoing an import does not bring the person back");
        }
    }

    fn an_erased_customer_is_not_taken_in_again(site: &Site) {
        let visitor = signed_in_visitor(site);
        with_everything(site, &visitor);
        visitor.get("/customers").click("KEEP-1").click("Erase").form("main form").press("Erase").location();
        let lines = "account_id,email\nKEEP-1,\nnew,ZOÉ@example.com\nsomeone,else@example.com\n";
        let import = site.take("Journey", ImportKind::Customers, &site.file("again.csv", lines));
        assert_eq!((import.lines_new, import.lines_refused), (1, 2));
        let usage = "account_id,day,sessions\nKEEP-1,2017-12-30,3\n";
        let import = site.take("Journey", ImportKind::Usage, &site.file("again.csv", usage));
        assert_eq!((import.lines_new, import.lines_refused), (0, 1));
        let report = visitor.get("/imports").click("test.csv").text("main");
        let said = format!("This person was erased on {} and is not taken in again.", site.state.clock.now().date());
        assert!(report.contains(&said), "{report}");
        assert_eq!(traces(site, &HERS), [""; 0]);
        let form = visitor.get("/groups/new?kind=known_user_group").form("#group-form");
        let again = form.set("name", "Again").set("addresses", "zoé@example.com").check("consent", "on").press("Save");
        assert!(again.status == 422 && again.text("main").contains("this person was erased"), "{}", again.text("main"));
        let eve = owner(site, "eve@example.org");
        add_app(&eve, "Other");
        let import = site.take("Other", ImportKind::Customers, &site.file("again.csv", lines));
        assert_eq!(import.lines_new, 3, "another publisher knows nothing of it");
    }

    fn lines_that_name_an_erased_person_in_other_letters_go_too(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let customers = "account_id,email,age\nÉ-1,Zoé@bücher.example,30\nother,,30\n";
        site.take("Journey", ImportKind::Customers, &site.file("customers.csv", customers));
        let refused = [",ZOÉ@BÜCHER.EXAMPLE,1", ",zoe\u{301}@xn--bcher-kva.example,2", ",Zoé@Bücher.example,3", ",kai@example.com,4", "É-1,,1.23457E+12"];
        let lines = format!("account_id,email,age\n{}\nother,,ZOÉ@bücher.example\n", refused.join("\n"));
        let import = site.take("Journey", ImportKind::Customers, &site.file("refused.csv", &lines));
        assert_eq!((import.lines_refused, import.cells_left_out), (4, 2));
        // A search finds it in either case.
        for search in ["É-1", "é-1", "other", "BÜCHER"] {
            let found = visitor.get(&format!("/customers?search={search}"));
            assert_eq!(found.select("tbody th").len(), 1, "{search}");
        }
        let page = visitor.get("/customers").click("É-1").click("Erase");
        let shown = page.text("main");
        for named in ["Refused lines that name the person 3", "Left-out cells that name the person 1"] {
            assert!(shown.contains(named), "{named} is not in {shown}");
        }
        page.form("main form").press("Erase").location();
        let left = visitor.get(&format!("{}/refused.csv", import.path())).body;
        assert_eq!(left.lines().skip(1).map(|line| &line[..17]).collect::<Vec<_>>(), [",kai@example.com,"]);
    }

    fn customers_of_another_publisher_are_not_found(site: &Site) {
        let ann = owner(site, "ann@example.com");
        with_customers(site, &ann);
        let path = ann.get("/customers").attributes("tbody th a", "href")[0].to_owned();
        let eve = owner(site, "eve@example.org");
        assert_eq!(eve.get(&path).status, 404);
        assert_eq!(eve.get("/customers").select("tbody tr"), [""; 0]);
    }
}
