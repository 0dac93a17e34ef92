//! What a newcomer meets first: before anybody has set Engage up, an app without customers, a file without ages, and the
//! sample app.

use crate::access::colleague;
use crate::apps::add_app;
use crate::site::on_both_databases;
use crate::visitor::{Visitor, signed_in_visitor};
use engage::access::Role;
use engage::reading::ImportKind;

on_both_databases! {
    fn before_the_setup_every_page_says_where_the_link_is(site: &Site) {
        let page = Visitor::new(site).get("/").follow().follow();
        assert_eq!((page.status, page.text("h1")), (200, String::from("Engage is not set up yet")));
        assert!(page.text("main").contains("opens the setup link that it printed in its log"));
        signed_in_visitor(site);
        assert_eq!(Visitor::new(site).get("/").follow().follow().text("h1"), "Sign in");
    }

    fn an_app_without_customers_says_what_to_import_first(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let empty = visitor.get("/apps/1");
        assert_eq!(empty.select(".page-head .primary"), ["Import customers"]);
        assert_eq!(empty.select("#steps li").len(), 4);
        site.take("Journey", ImportKind::Customers, &site.file("customers.csv", "account_id,age\n1,20\n"));
        let page = visitor.get("/apps/1");
        assert_eq!(page.select(".page-head .primary"), ["Create new group"]);
        assert_eq!(page.select("#steps li")[0], "✓ Customers imported");
        site.take("Journey", ImportKind::Usage, &site.file("usage.csv", "account_id,used_on,sessions\n1,2017-12-01,2\n"));
        site.take("Journey", ImportKind::Purchases, &site.file("purchases.csv", "account_id,order_id,purchased_at,amount\n1,o,2017-12-01,2.00\n"));
        site.take("Journey", ImportKind::Ratings, &site.file("ratings.csv", "account_id,stars,rated_on\n1,5,2017-12-01\n"));
        assert_eq!(visitor.get("/apps/1").select("#steps"), [""; 0], "nothing is missing");
        assert_eq!(colleague(site, Role::Viewer).get("/apps/1").select("#steps"), [""; 0]);
    }

    fn a_file_without_ages_leads_to_the_setting(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let import = visitor.import("customers", "customers.csv", b"account_id,market\n1,FR\n2,FR\n3,BE\n");
        let text = "All 3 customers are left out because their age is unknown.";
        let form = visitor.get("/groups/new").form("#group-form");
        for page in [visitor.wait_for(&import), visitor.get("/apps/1"), form.preview()] {
            assert_eq!(page.text("#unknown-ages p"), text);
            assert_eq!(page.attributes("#unknown-ages a", "href"), ["/settings#count_unknown_age"]);
        }
        assert_eq!(visitor.get("/settings").select("#count_unknown_age").len(), 1);
        let editor = colleague(site, Role::Editor).get("/apps/1");
        assert_eq!((editor.select("#unknown-ages a").len(), editor.select("#unknown-ages p")[1].as_str()), (0, "An owner can include them under Settings."));
    }

    fn a_sample_app_comes_with_segments_and_a_known_user_group(site: &Site) {
        let visitor = signed_in_visitor(site);
        site.stop_workers();
        let app = visitor.post("/apps/sample", &[]).location();
        assert_eq!(app, "/apps/1?is=sample");
        assert_eq!(visitor.get(&app).text("#app[data-poll] > .notice"), "“Sample app” is being filled with made-up customers.");
        let groups = visitor.get("/groups");
        let names = ["Likely to leave", "New customers", "Testers", "Top spenders"];
        assert!(names.iter().all(|name| groups.text("main").contains(name)), "{}", groups.text("main"));
        // A second one has groups of its own.
        assert_eq!(visitor.post("/apps/sample", &[]).location(), "/apps/2?is=sample");
        assert!(visitor.get("/groups").text("main").contains("Testers (Sample app 2)"));
    }
}
