//! Checking one customer: in or out of every group, and why.

use crate::rules_of_groups::{page_of, save_formula, visitor_with_groups};
use crate::site::{Site, however_answered};
use crate::visitor::Visitor;
use engage::reading::ImportKind;

however_answered! {
    fn every_group_is_listed_with_in_or_out_and_the_nearest_change(site: &Site) {
        let visitor = visitor_with_groups(site);
        save_formula(&visitor, "Buyers", "Purchases in this app >= 1 && (Market == FR || Member of == Testers)");
        let page = visitor.get("/customers").click("Check a customer").form("main form").set("who", " ANN@example.com").press("Check");
        let heads = page.select(".checked h4");
        assert_eq!(heads, ["Buyers Out", "Women In"]);
        assert_eq!(page.select(".nearest"), ["In, with one more purchase.", "Out, with Gender: another than Female."]);
        assert_eq!(page.select(".checked caption"), [
            "✗No Filter 1: must be met", "✓Yes Filter 2: one of these must be met", "✓Yes Filter 1: must be met",
        ]);
        assert_eq!(page.select(".checked tbody tr"), [
            "Purchases in this app >= 1 0 ✗No",
            "Market == FR France ✓Yes",
            "Member of == Testers None ✗No",
            "Gender == Female Female ✓Yes",
        ]);
        assert_eq!(page.select("section[aria-labelledby=known-user-groups] li"), ["Testers Out"]);
        let purchase = "account_id,order_id,date,amount\n1,o1,2017-12-01,5.00\n";
        site.take("Journey", ImportKind::Purchases, &site.file("purchases.csv", purchase));
        let page = visitor.get("/customers/check?who=1");
        assert_eq!(page.select(".checked h4"), ["Buyers In", "Women In"]);
        let bob = visitor.get(&page_of(&visitor, "Testers")).click("Check a customer");
        let bob = bob.form("main form").set("who", "2").press("Check");
        assert_eq!(bob.select("section[aria-labelledby=known-user-groups] li"), ["Testers In"]);
    }

    fn a_customer_who_is_not_available_is_in_no_segment_with_the_reason(site: &Site) {
        let visitor = visitor_with_groups(site);
        site.take("Journey", ImportKind::Customers, &site.file("more.csv", "account_id,email,age,gender\n4,kid@example.com,12,F\n"));
        let page = visitor.get("/customers/check?who=kid@example.com");
        assert_eq!(page.select(".checked h4"), ["Women Out"]);
        assert_eq!(page.text(".notice.warning"), "Not available for segments: younger than 17.");
        assert_eq!(page.select(".nearest"), [""; 0]);
    }

    fn members_lists_and_a_customers_page_lead_to_the_check(site: &Site) {
        let visitor = visitor_with_groups(site);
        let page = visitor.get(&page_of(&visitor, "Women"));
        let link = page.attributes("#members-list tbody td a", "href");
        assert_eq!(link[0], "/customers/check?who=1");
        assert_eq!(visitor.get(link[0]).click("ann@example.com").click("Why in these groups?").select(".checked h4"), ["Women In"]);
    }

    fn no_match_several_matches_and_strangers_are_distinguished(site: &Site) {
        let visitor = visitor_with_groups(site);
        let nobody = visitor.get("/customers/check?who=%3Cb%3E");
        assert_eq!(nobody.text(".notice"), "No customer has the address or the account ID “<b>”.");
        assert_eq!(nobody.form("main form").value("who"), "<b>");
        let twice = "account_id,email,age\n7/8,twice@example.com,30\n8,TWICE@example.com,30\n";
        site.take("Journey", ImportKind::Customers, &site.file("twice.csv", twice));
        let several = visitor.get("/customers/check?who=twice@example.com");
        assert_eq!(several.select("main .plain-list a"), ["7/8", "8"]);
        assert_eq!(several.click("7/8").select(".checked h4"), ["Women Out"]);
        let stranger = another(site);
        assert_eq!(stranger.get("/customers/check?who=ann@example.com").select(".checked").len(), 0);
    }
}

/// A visitor of another publisher.
fn another(site: &Site) -> Visitor {
    crate::visitor::owner(site, "stranger@example.org")
}
