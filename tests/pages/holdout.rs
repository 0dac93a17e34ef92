//! The customers whom no promotion reaches: chosen by lot, left out of offers, and compared with all others.

use crate::api::Caller;
use crate::apps::add_app;
use crate::groups::save;
use crate::offers::{add_people, ask_for, change, create};
use crate::site::{Site, on_both_databases};
use crate::visitor::{Visitor, signed_in_visitor};
use engage::access::Scope;
use engage::holdout::{self, Quarter};
use engage::ids::PublisherId;
use engage::queue::Steps;
use engage::reading::ImportKind;
use engage::shares::bucket;
use engage::store::publishers::{self, Publisher};
use serde_json::json;

const PATH: &str = "/settings/holdout";

/// A fifth of them is more than it takes to show numbers.
const PEOPLE: usize = 700;

/// Who asks for offers: the first ones.
const ASKED: usize = 60;

fn publisher(site: &Site, id: PublisherId) -> Publisher {
    site.state.database.read_now(|connection| publishers::find(connection, id)).unwrap()
}

fn set(visitor: &Visitor, percent: &str) {
    let page = visitor.get(PATH).form("#holdout").set("share", percent).press("Save").follow();
    assert!(page.text(".notice").contains("Saved."), "{}", page.body);
}

on_both_databases! {
    fn no_offer_reaches_who_is_held_out_and_all_promotion_is_compared(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        save(&visitor, "Everybody", &add_people(site, "h", PEOPLE)).location();
        assert!(visitor.get("/settings").text("main").contains("Nobody is held out."));
        set(&visitor, "20");
        assert!(visitor.get("/settings").text("main").contains("20% of customers are held out."));
        let path = create(&visitor, "Gold", "1");
        visitor.post(&format!("{path}/start"), &[]).location();
        let publisher = publisher(site, site.app("Journey").publisher_id);
        let today = publisher.time_zone.day_of(site.state.clock.now());
        let quarter = Quarter::of(today);
        let held = |number: &usize| bucket(&quarter.salt(), &format!("h{number}")) < 200_000;
        let shown = ask_for(site, "h", ASKED);
        assert!((0..ASKED).all(|number| shown.contains(&number) != held(&number)), "exactly those whom the lot has");
        let caller = Caller::with(&visitor, &[Scope::Offers]);
        let left_out = (0..PEOPLE).find(held).unwrap();
        let claim = json!({ "account_id": format!("h{left_out}"), "order_id": "o1" });
        let answer = caller.post("/api/v1/offers/1/claims", claim);
        assert!(answer.status == 403 && answer.body.to_string().contains("no promotion reaches"), "{}", answer.body);
        let of_offer = visitor.get(&path).text("main");
        assert!(of_offer.contains(&format!("Reached by no promotion this quarter {}", (0..PEOPLE).filter(held).count())), "{of_offer}");
        assert!(!of_offer.contains("Asked, held out"), "it is no part of the offer's own comparison");
        let checked = visitor.get(&format!("/offers/check?app=1&who=h{left_out}")).text("main");
        assert!(checked.contains("Reached by no promotion this quarter"), "{checked}");

        let buys = |number: &usize| if held(number) { number.is_multiple_of(10) } else { number.is_multiple_of(2) };
        let purchases = (0..PEOPLE).filter(buys).fold(String::from("order_id,account_id,date,amount\n"), |lines, number| {
            lines + &format!("o{number},h{number},2017-12-12,10.00\n")
        });
        site.take("Journey", ImportKind::Purchases, &site.file("purchases.csv", &purchases));
        // As if all of this had been in the last quarter of 2017; every quarter since is counted too.
        let then = Quarter::of(engage::day::Day::parse("2017-12-12").unwrap());
        change(site, &format!("UPDATE holdouts SET effect = NULL, quarter = {}, since = {}", then.0, then.first().number()));
        holdout::count_due(&site.state, &publisher, &mut Steps::here_and_now(&site.state)).unwrap();
        let page = visitor.get(PATH).text("main");
        assert!(page.contains("Quarter 4 of 2017: 20% held out since 1 Oct 2017"), "{page}");
        assert!(page.contains("Nobody in either group has reached the goal yet."), "in the other quarters: {page}");
        let (_, reports) = holdout::reports(&site.state, &publisher).unwrap();
        assert_eq!(reports.len(), usize::try_from(quarter.0 - then.0).unwrap() + 1);
        let counted = reports.last().unwrap().counted.as_ref().unwrap();
        let in_then = |number: &usize| bucket(&then.salt(), &format!("h{number}")) < 200_000;
        let bought = (0..PEOPLE).filter(in_then).filter(buys).count();
        assert_eq!(counted.arm(0).reached, u64::try_from(bought).unwrap(), "other customers are held out each quarter");
        set(&visitor, "0");
        assert_eq!(ask_for(site, "h", ASKED).len(), ASKED);
    }

    fn a_wrong_share_is_refused_beside_its_field_and_a_change_in_between_is_told(site: &Site) {
        let visitor = signed_in_visitor(site);
        for typed in ["21", "-1", "much"] {
            let page = visitor.get(PATH).form("#holdout").set("share", typed).press("Save");
            assert_eq!((page.status, page.text("#share-errors").as_str()), (422, "Enter a percentage from 0 to 20."), "{typed}");
            assert!(page.body.contains(&format!("value=\"{typed}\"")), "{}", page.body);
        }
        let (first, second) = (visitor.get(PATH).form("#holdout"), visitor.get(PATH).form("#holdout"));
        first.set("share", "2.5").press("Save").location();
        let page = second.set("share", "5").press("Save");
        assert!(page.status == 422 && page.text("#share-errors").contains("it is 2.5% now"), "{}", page.body);
        page.form("#holdout").press("Save").location();
        assert!(visitor.get("/settings").text("main").contains("5% of customers are held out."));
    }
}
