//! Customers: the list, and everything that is known of one.

use crate::apps::add_app;
use crate::segments::fill;
use crate::site::{Site, on_both_databases};
use crate::visitor::{Visitor, owner, signed_in_visitor};
use engage::reading::ImportKind;

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

on_both_databases! {
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
        assert_eq!(customer.click("Spenders").click("1").text("h1"), "Zoé@example.com");
        let other = visitor.get("/customers").click("three");
        assert_eq!(other.text(".notice.warning"), "Not available for segments: the age is unknown, and your rules leave unknown ages out.");
        assert!(other.text("main").contains("In no segment of this app."));
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
