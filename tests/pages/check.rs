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
        assert_eq!(heads, ["Women In", "Buyers Out"], "those that the customer is in come first");
        assert_eq!(page.text("#sum"), "In 1 of 3 groups");
        assert_eq!((page.select("details.outs h4"), page.text("details.outs summary")), (vec!["Buyers Out".into()], "Not in 1 segment".into()));
        assert_eq!(page.select(".nearest"), ["Out, with Gender: another than Female.", "In, with one more purchase."]);
        assert_eq!(page.select(".checked th[scope=rowgroup]"), [
            "✓Yes Filter 1: must be met", "✗No Filter 1: must be met", "✓Yes Filter 2: one of these must be met",
        ]);
        assert_eq!(page.select(".checked tbody tr:not(.reason-head)"), [
            "whose gender is female Female ✓Yes",
            "whose number of purchases in this app is at least 1 0 ✗No",
            "whose market is France France ✓Yes",
            "who are in “Testers” None ✗No",
        ]);
        let filtered = page.form("#groups-filter").set("groups", "buy").press("Show");
        assert_eq!((filtered.select(".checked h4"), filtered.text("#sum")), (vec!["Buyers Out".to_owned()], "In 1 of 3 groups".to_owned()));
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
        assert_eq!(page.select(".nearest"), ["Not available for segments: younger than 17."], "each verdict says so first");
    }

    fn nothing_in_the_future_is_proposed_and_what_time_does_is_foretold(site: &Site) {
        let visitor = visitor_with_groups(site);
        let purchase = "account_id,order_id,date,amount\n1,o1,2017-12-25,5.00\n3,o2,2017-11-01,5.00\n";
        site.take("Journey", ImportKind::Purchases, &site.file("purchases.csv", purchase));
        save_formula(&visitor, "Recent buyers", "Last purchase in the last 30 days");
        save_formula(&visitor, "Long ago", "Last purchase more than 90 days ago");
        let page = visitor.get("/customers/check?who=1&groups=Recent");
        assert_eq!(page.select(".checked h4"), ["Recent buyers In"]);
        assert_eq!((page.select(".nearest"), page.select(".coming")), (vec![], vec!["Drops out on 24 Jan 2018 if nothing changes.".to_owned()]));
        let page = visitor.get("/customers/check?who=3&groups=Recent");
        assert_eq!((page.select(".nearest").len(), page.select(".coming").len()), (1, 0), "a purchase is possible any day");
        let page = visitor.get("/customers/check?who=3&groups=Long");
        assert_eq!(page.select(".coming"), ["Joins on 30 Jan 2018 if nothing changes."]);
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
