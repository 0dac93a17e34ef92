//! The history of a segment: sizes, who came and left, and why.

use crate::apps::add_app;
use crate::rules_of_groups::{page_of, save_formula};
use crate::segments::count_unknown_ages;
use crate::settings::wait_for_counts;
use crate::site::{Site, however_answered};
use crate::visitor::{Visitor, owner, signed_in_visitor};
use engage::config::Options;
use engage::day::Day;
use engage::imports;
use engage::reading::ImportKind;
use engage::startup;
use engage::state::State;

/// The same program on another day, on the same data, without a server.
fn on_day(site: &Site, day: &str) -> State {
    startup::open(&Options { today: Day::parse(day), ..site.state.options.clone() }).unwrap()
}

/// Takes lines into the app on a day, and counts the groups on it.
fn take_on(site: &Site, day: &str, kind: ImportKind, text: &str) {
    let state = on_day(site, day);
    imports::take(&state, &site.app("Journey"), kind, &site.file("lines.csv", text), "lines.csv").unwrap();
    engage::jobs::catch_up(&state).unwrap();
}

/// A visitor whose segment *Recent*, of who used the app in the last three days, went through four days: two used the
/// app, a day passed for one of them, one was new, and one used it again.
pub fn visitor_with_history(site: &Site) -> Visitor {
    let visitor = signed_in_visitor(site);
    add_app(&visitor, "Journey");
    count_unknown_ages(site, "Journey");
    save_formula(&visitor, "Recent", "Last used in the last 3 days");
    take_on(site, "2017-12-28", ImportKind::Customers, "account_id,age\na,30\nb,30\nc,30\n");
    take_on(site, "2017-12-28", ImportKind::Usage, "account_id,date\na,2017-12-28\nb,2017-12-26\n");
    engage::jobs::catch_up(&on_day(site, "2017-12-29")).unwrap();
    take_on(site, "2017-12-30", ImportKind::Usage, "account_id,date\nc,2017-12-30\nd,2017-12-30\n");
    // The site's own day comes by a job, which nobody waits for.
    engage::jobs::catch_up(&site.state).unwrap();
    visitor
}

fn causes(page: &crate::visitor::PageAnswer) -> Vec<String> {
    page.select("section[aria-labelledby=causes] tbody tr")
}

however_answered! {
    fn joiners_and_leavers_are_counted_by_cause_and_add_up(site: &Site) {
        let visitor = visitor_with_history(site);
        count_unknown_ages(site, "Journey");
        let history = format!("{}/history", page_of(&visitor, "Recent"));
        let page = visitor.get(&format!("{history}?from=2017-12-28&to=2017-12-30"));
        assert_eq!(causes(&page), ["Time passed 0 1", "Customers came to the app 1 0", "Customers' data changed 1 0"]);
        let sums = page.select("section[aria-labelledby=between] dd");
        assert_eq!(sums, ["2", "2", "1", "3"]);
        let listed = |list: &str| {
            visitor.get(&format!("{history}?from=2017-12-28&to=2017-12-30&list={list}")).select("#listed tbody th")
        };
        assert_eq!((listed("came"), listed("left"), listed("members")), (vec!["c".into(), "d".into()], vec!["b".into()], vec!["a".into(), "c".into(), "d".into()]));
        let file = visitor.get(&format!("{}/history.csv?from=2017-12-28&to=2017-12-30&list=left", page_of(&visitor, "Recent")));
        assert_eq!(file.body.lines().nth(1), Some("b,,30,,,,"));
        let then = visitor.get(&format!("{history}?from=2017-12-28&to=2017-12-28"));
        assert_eq!(then.select("#listed tbody th"), ["a", "b"]);
        let asked = visitor.get(&history).form("section[aria-labelledby=who-was-in] form").set("to", "2017-12-29");
        assert_eq!(asked.press("Show").select("#listed tbody th"), ["a"]);
    }

    fn every_day_of_the_chart_says_who_joined_and_left_and_what_changed_it(site: &Site) {
        let visitor = visitor_with_history(site);
        let recent = page_of(&visitor, "Recent");
        let form = visitor.get(&format!("{recent}/edit")).form("#group-form");
        form.set("formula", "Last used is known").press("save").follow();
        let page = visitor.get(&format!("{recent}/history?period=7"));
        assert_eq!(page.attributes(".day", "aria-label"), [
            "28 Dec 2017: 2, +0, −0",
            "29 Dec 2017: 1, +0, −1",
            "30 Dec 2017: 3, +2, −0 · Customers came to the app · Customers' data changed",
            "31 Dec 2017: 3, +0, −0",
            "1 Jan 2018: 4, +2, −1 · The rule was edited by ann@example.com",
        ]);
        assert_eq!(page.attributes(".day", "tabindex"), ["0"; 5], "each is reached by the Tab key");
        assert_eq!(page.select(".day-legend li").len(), 2);
        assert_eq!(page.select("section[aria-labelledby=size] [aria-current]"), ["7 days"]);
        assert_eq!(page.select("#size ~ * tbody tr, section[aria-labelledby=size] details tbody tr")[0], "1 Jan 2018 4");
        let overview = visitor.get(&recent);
        assert!(overview.text("section[aria-labelledby=size]").contains("+2 (+100%) since 28 Dec 2017"), "{}", overview.text("main"));
    }

    fn who_joined_is_listed_first_and_a_single_day_compares_with_nothing(site: &Site) {
        let visitor = visitor_with_history(site);
        let history = format!("{}/history", page_of(&visitor, "Recent"));
        let page = visitor.get(&format!("{history}?from=2017-12-28&to=2017-12-30"));
        assert_eq!(page.select("#listed nav a"), ["Joined 2", "Left 1", "Members 3"]);
        assert_eq!((page.select("#listed nav [aria-current]"), page.select("#listed tbody th")), (vec!["Joined 2".into()], vec!["c".into(), "d".into()]));
        let first = visitor.get(&format!("{history}?from=2017-12-28&to=2017-12-28"));
        assert_eq!((first.select("section[aria-labelledby=between]").len(), first.select("#listed nav a")), (0, vec!["Members 2".to_owned()]));
        assert!(first.text("section[aria-labelledby=comparison]").contains("nothing to compare it with"));
    }

    fn an_edit_is_listed_with_its_author(site: &Site) {
        let visitor = visitor_with_history(site);
        let recent = page_of(&visitor, "Recent");
        let form = visitor.get(&format!("{recent}/edit")).form("#group-form");
        form.set("formula", "Last used is known").press("save").follow();
        let page = visitor.get(&recent).click("History");
        assert_eq!(page.select("section[aria-labelledby=changes] tbody tr")[0], "1 Jan 2018 The rule was edited by ann@example.com 2 0");
        let edited = visitor.get(&format!("{recent}/history?from=2017-12-30&to=2018-01-01"));
        assert_eq!(causes(&edited), ["The rule was edited by ann@example.com 1 0"]);
        assert_eq!(edited.select("section[aria-labelledby=between] dd"), ["3", "1", "0", "4"]);
        let svg = visitor.get(&format!("{recent}/history")).attributes(".day-columns", "aria-label")[0].to_owned();
        assert!(svg.starts_with("2 members on 28 Dec 2017") && svg.ends_with("4 on 1 Jan 2018"), "{svg}");
    }

    fn other_groups_and_settings_are_causes_too(site: &Site) {
        let visitor = visitor_with_history(site);
        save_formula(&visitor, "Outer", "Member of == Recent");
        let form = visitor.get(&format!("{}/edit", page_of(&visitor, "Recent"))).form("#group-form");
        form.set("formula", "Last used is known").press("save").follow();
        wait_for_counts(site);
        let outer = visitor.get(&format!("{}/history", page_of(&visitor, "Outer")));
        assert_eq!(outer.text("section[aria-labelledby=changes] tbody tr"), "1 Jan 2018 Another group was changed by ann@example.com 2 0");
        let form = visitor.get("/settings").form("form[action='/settings/rules']");
        form.set("least_age", "31").press("save").follow();
        wait_for_counts(site);
        let outer = visitor.get(&format!("{}/history", page_of(&visitor, "Outer")));
        assert_eq!(outer.select("section[aria-labelledby=changes] tbody tr")[0], "1 Jan 2018 The settings were changed by ann@example.com 0 3");
    }

    fn days_are_checked_and_strangers_see_nothing(site: &Site) {
        let visitor = visitor_with_history(site);
        let recent = page_of(&visitor, "Recent");
        let page = visitor.get(&format!("{recent}/history?from=2017-12-30&to=2017-12-28"));
        assert_eq!(page.select("#to-errors p"), ["The second day is before the first. Swap them."]);
        let page = visitor.get(&format!("{recent}/history?from=yesterday&to="));
        assert_eq!((page.select("#from-errors p").len(), page.form("section[aria-labelledby=comparison] form").value("from")), (1, "yesterday"));
        assert_eq!(visitor.get(&format!("{recent}/history?from=2000-01-01&to=2000-02-01")).select("#listed").len(), 0);
        let stranger = owner(site, "stranger@example.org");
        for path in ["history", "history.csv", "freeze", "archive"] {
            assert_eq!(stranger.get(&format!("{recent}/{path}")).status, 404, "{path}");
        }
    }
}
