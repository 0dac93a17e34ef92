//! What a request does when an app has many customers: it is bounded, and the rest is a job's work.

use crate::apps::add_app;
use crate::history::visitor_with_history;
use crate::rules_of_groups::{page_of, save_formula, visitor_with_groups};
use crate::settings::wait_for_counts;
use crate::site::{Site, however_answered};
use crate::visitor::{Visitor, signed_in_visitor};
use engage::access::{Actor, Role};
use engage::groups::count;
use engage::groups::freeze::{Obstacle, preview_within};
use engage::groups::recount::{Counted, recount_within};
use engage::ids::GroupId;
use engage::reading::ImportKind;
use engage::segments::Rule;
use engage::settings::effect::{MOST_SEGMENTS, effect};
use engage::store::customer_groups::{self, CustomerGroup, GroupKind, NewGroup};
use engage::store::group_marks::Mark;
use engage::store::profiles::PAGE;
use engage::store::publishers::{self, Publisher};
use std::fmt::Write;
use std::sync::atomic::AtomicBool;

fn publisher(site: &Site) -> Publisher {
    site.state.database.read_now(publishers::all).unwrap().remove(0)
}

fn actor(site: &Site) -> Actor {
    Actor { publisher: publisher(site).id, user: None, token: None, role: Role::Owner }
}

fn id_of(path: &str) -> GroupId {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

fn row(site: &Site, group: GroupId) -> CustomerGroup {
    let publisher = publisher(site).id;
    site.state.database.read_now(|connection| customer_groups::find(connection, publisher, group)).unwrap()
}

fn edit(visitor: &Visitor, path: &str, formula: &str) {
    visitor.get(&format!("{path}/edit")).form("#group-form").set("formula", formula).press("save").follow();
}

however_answered! {
    fn a_count_is_not_stored_if_what_it_depends_on_changed_while_it_ran(site: &Site) {
        let visitor = visitor_with_groups(site);
        save_formula(&visitor, "Outer", "Member of == Women");
        wait_for_counts(site);
        site.stop_workers();
        let (women, outer) = (page_of(&visitor, "Women"), id_of(&page_of(&visitor, "Outer")));
        let publisher = publisher(site).id;
        let count = || count::count(&site.state, publisher, outer).unwrap();
        let keep = |count: count::Count| count.keep(&site.state, &Mark::new(publisher, outer)).unwrap();
        assert!(keep(count()), "nothing changed");
        let before = count();
        edit(&visitor, &women, "Market == BE");
        assert!(!keep(before), "a group that it refers to was edited");
        let before = count();
        visitor.get("/settings").form("form[action='/settings/rules']").set("least_age", "35").press("save").follow();
        assert!(!keep(before), "the rules of the publisher were changed");
        engage::jobs::catch_up(&site.state).unwrap();
        assert_eq!(row(site, outer).members, Some(0), "Bob is 30");
    }

    fn a_group_of_many_changed_customers_is_counted_by_a_job(site: &Site) {
        let visitor = visitor_with_groups(site);
        wait_for_counts(site);
        site.stop_workers();
        let women = id_of(&page_of(&visitor, "Women"));
        let lines = "account_id,age,gender\n4,50,F\n5,50,F\n";
        site.take("Journey", ImportKind::Customers, &site.file("more.csv", lines));
        let recount = |most| recount_within(&site.state, &publisher(site), &row(site, women), most);
        assert_eq!((recount(1), row(site, women).members), (Counted::Later, Some(2)));
        assert_eq!((recount(2), row(site, women).members), (Counted::Now, Some(4)));
    }

    fn the_page_says_that_a_job_counts_the_group(site: &Site) {
        let visitor = visitor_with_groups(site);
        wait_for_counts(site);
        site.stop_workers();
        let mut lines = String::from("account_id,age,gender\n");
        (10..11 + PAGE).for_each(|id| writeln!(lines, "{id},50,F").unwrap());
        site.take("Journey", ImportKind::Customers, &site.file("many.csv", &lines));
        let path = page_of(&visitor, "Women");
        let refreshed = visitor.get(&path).form("form[action$='/refresh']").press("Refresh").follow();
        assert!(refreshed.text("main").contains("“Women” is being counted in the background"));
        assert_eq!(row(site, id_of(&path)).members, Some(2));
        edit(&visitor, &path, "Gender == Female && Age >= 18");
        assert!(visitor.get(&path).text(".page-head").contains("Not calculated yet"));
        engage::jobs::catch_up(&site.state).unwrap();
        assert_eq!(row(site, id_of(&path)).members, Some(i64::try_from(PAGE).unwrap() + 3));
        assert!(visitor.get(&path).text(".page-head").contains("Active"));
    }

    fn an_edit_is_the_cause_only_of_what_it_does(site: &Site) {
        let visitor = visitor_with_history(site);
        site.stop_workers();
        site.take("Journey", ImportKind::Usage, &site.file("again.csv", "account_id,date\nb,2018-01-01\n"));
        let recent = page_of(&visitor, "Recent");
        edit(&visitor, &recent, "Last used is known");
        let changes = visitor.get(&format!("{recent}/history")).select("section[aria-labelledby=changes] tbody tr");
        assert_eq!(changes[0], "1 Jan 2018 The rule was edited by ann@example.com 1 0");
        assert_eq!(changes[1], "1 Jan 2018 Customers' data changed 1 0");
    }

    fn a_segment_of_too_many_members_is_not_frozen(site: &Site) {
        let visitor = visitor_with_groups(site);
        let women = id_of(&page_of(&visitor, "Women"));
        let preview =
            |most| preview_within(&site.state, &actor(site), &publisher(site), women, most).unwrap().unwrap();
        let (too_many, frozen) = (preview(1), preview(2));
        assert_eq!((too_many.obstacle, too_many.members), (Some(Obstacle::TooManyMembers), 2));
        assert!(too_many.addresses.is_empty());
        assert_eq!((frozen.obstacle, frozen.addresses.len()), (None, 2));
    }

    fn freezing_twice_makes_one_group(site: &Site) {
        let visitor = visitor_with_groups(site);
        let women = page_of(&visitor, "Women");
        let form = visitor.get(&format!("{women}/freeze")).form("form.stack").set("name", "Frozen").check("consent", "on");
        let (once, twice) = (form.press("Freeze").location(), form.press("Freeze").location());
        assert_eq!(once, twice);
        assert_eq!(visitor.get("/groups").select("section[aria-labelledby=my-groups] tbody tr").len(), 3);
    }

    fn the_effect_of_rules_counts_the_largest_segments_and_is_given_up(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let (app, rule, now) = (site.app("Journey"), Rule::default(), chrono::DateTime::UNIX_EPOCH.naive_utc());
        let plant = |connection: &mut _| {
            (0..=MOST_SEGMENTS).try_for_each(|number| {
                let name = format!("Planted {number}");
                let new = NewGroup {
                    publisher_id: app.publisher_id,
                    app_id: Some(app.id),
                    kind: GroupKind::Segment,
                    name: &name,
                    rule: Some(&rule),
                    created_by: None,
                    form: None,
                };
                customer_groups::create(connection, &new, now).map(drop)
            })
        };
        site.state.database.write_now(plant).unwrap();
        let shown = visitor.get("/settings").form("form[action='/settings/rules']").press("Show the effect");
        assert!(shown.text("#effect").contains("Only the 100 largest segments are counted; 1 more is left out."));
        let (publisher, gone) = (publisher(site), AtomicBool::new(true));
        let given_up = effect(&site.state, &actor(site), &publisher, publisher.rules(), &gone).unwrap();
        assert!(given_up.is_none(), "nobody waits for it");
    }
}
