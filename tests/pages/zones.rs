//! Today is the day of each publisher's zone: in numbers, on pages and for the jobs of a new day. What a change of the
//! zone does.

use crate::apps::add_app;
use crate::rules_of_groups::{page_of, save_formula};
use crate::site::{Site, however_answered};
use crate::visitor::{PageAnswer, Visitor, owner, signed_in_visitor};
use chrono::NaiveDateTime;
use diesel::{QueryDsl, RunQueryDsl};
use engage::apps::{attributes, refit, roll};
use engage::day::Day;
use engage::groups::recount::recount_due;
use engage::queue::Steps;
use engage::reading::ImportKind;
use engage::store::schema::{custom_values, usage_days};
use engage::store::{group_counts, publishers};

/// In January it is 00:30 of the next day in Auckland then, and 03:30 in Los Angeles.
const INSTANT: &str = "2018-01-01 11:30";

fn set_clock(site: &Site, moment: &str) {
    site.state.clock.set(NaiveDateTime::parse_from_str(moment, "%Y-%m-%d %H:%M").unwrap());
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn choose_zone(visitor: &Visitor, zone: &str) -> PageAnswer {
    let form = visitor.get("/settings").form("form[action='/settings/time-zone']");
    form.set("time_zone", zone).press("Save the time zone").follow()
}

/// The app of the visitor: one customer who comes of age on 2 January, and used it last on the first of the 30 days
/// that end on 1 January.
fn fill(site: &Site, visitor: &Visitor, app: &str) {
    add_app(visitor, app);
    let customers = site.file("customers.csv", "account_id,email,birth_date\nann,ann@example.com,2000-01-02\n");
    site.take(app, ImportKind::Customers, &customers);
    site.take(app, ImportKind::Usage, &site.file("usage.csv", "account_id,date\nann,2017-12-03\n"));
    save_formula(visitor, "Recent", "Days used in the last 30 days >= 1");
    save_formula(visitor, "Adults", "Age >= 18");
}

/// The members of *Recent* and *Adults*, and the day that the page of each says.
fn numbers(visitor: &Visitor) -> [(String, String); 2] {
    ["Recent", "Adults"].map(|name| {
        let page = visitor.get(&page_of(visitor, name));
        (page.text("#members"), page.select("section[aria-labelledby=size] .small")[0].clone())
    })
}

fn of_day(numbers: [&str; 2], date: &str) -> [(String, String); 2] {
    numbers.map(|number| (number.to_owned(), format!("As of {date}")))
}

/// Does what the jobs of a new day do, as far as it is due.
fn work(site: &Site) -> Vec<roll::DueRoll> {
    let due = roll::due(&site.state, false).unwrap();
    for due in &due {
        roll::roll(&site.state, *due, false, &mut Steps::here_and_now(&site.state)).unwrap();
    }
    refit::refit_due(&site.state).unwrap();
    recount_due(&site.state).unwrap();
    due
}

fn groups_due(site: &Site, app: &str) -> usize {
    let publisher = site.app(app).publisher_id;
    let due = |connection: &mut _| {
        let today = site.state.today(&publishers::find(connection, publisher)?);
        group_counts::to_refresh(connection, publisher, today)
    };
    site.state.database.read_now(due).unwrap().len()
}

however_answered! {
    fn at_one_instant_each_publisher_has_its_own_today(site: &Site) {
        site.stop_workers();
        set_clock(site, INSTANT);
        let (south, west) = (owner(site, "ann@example.org"), owner(site, "bob@example.org"));
        let saved = choose_zone(&south, "Pacific/Auckland");
        assert!(saved.text(".notice.success").starts_with("The time zone is saved. Today is 2 Jan 2018 there"));
        choose_zone(&west, "America/Los_Angeles");
        fill(site, &south, "South");
        fill(site, &west, "West");
        work(site);
        assert_eq!([site.app("South"), site.app("West")].map(|app| app.profiles_on.unwrap().to_string()), ["2018-01-02", "2018-01-01"]);
        assert_eq!(numbers(&south), of_day(["0", "1"], "2 Jan 2018"));
        assert_eq!(numbers(&west), of_day(["1", "0"], "1 Jan 2018"));
        let age = |visitor: &Visitor| visitor.get("/customers").select("main tbody td").contains(&String::from("18"));
        assert_eq!((age(&south), age(&west)), (true, false));
        let frozen = |visitor: &Visitor, group: &str| visitor.get(&format!("{}/freeze", page_of(visitor, group))).form("main form").value("name").to_owned();
        assert_eq!((frozen(&south, "Adults"), frozen(&west, "Recent")), (String::from("Adults, 2 Jan 2018"), String::from("Recent, 1 Jan 2018")));
        assert_eq!([groups_due(site, "South"), groups_due(site, "West")], [0, 0]);

        // The new day of each begins at its own midnight.
        set_clock(site, "2018-01-02 07:59");
        assert_eq!(work(site), []);
        set_clock(site, "2018-01-02 08:00");
        let (publisher, app) = (site.app("West").publisher_id, site.app("West").id);
        assert_eq!(work(site), [roll::DueRoll { publisher, app, day: day("2018-01-02") }]);
        assert_eq!(numbers(&west), of_day(["0", "1"], "2 Jan 2018"));
        set_clock(site, "2018-01-02 11:00");
        let (publisher, app) = (site.app("South").publisher_id, site.app("South").id);
        assert_eq!(work(site), [roll::DueRoll { publisher, app, day: day("2018-01-03") }]);
        assert_eq!(site.app("West").profiles_on, Some(day("2018-01-02")));
    }

    fn where_a_zone_makes_it_tomorrow_the_numbers_move_on_by_themselves(site: &Site) {
        let visitor = signed_in_visitor(site);
        fill(site, &visitor, "Journey");
        engage::jobs::catch_up(&site.state).unwrap();
        assert_eq!(numbers(&visitor), of_day(["1", "0"], "1 Jan 2018"));
        set_clock(site, INSTANT);
        choose_zone(&visitor, "Pacific/Auckland");
        let started = std::time::Instant::now();
        while numbers(&visitor) != of_day(["0", "1"], "2 Jan 2018") {
            assert!(started.elapsed().as_secs() < 90, "the numbers are still {:?}", numbers(&visitor));
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        // Days that were imported stay as they are.
        let days = site.state.database.read_now(|connection| usage_days::table.select(usage_days::used_on).load::<i32>(connection));
        assert_eq!(days.unwrap(), [day("2017-12-03").number()]);
    }

    fn where_a_zone_makes_it_yesterday_again_the_numbers_stay_and_say_so(site: &Site) {
        site.stop_workers();
        let visitor = signed_in_visitor(site);
        set_clock(site, INSTANT);
        choose_zone(&visitor, "Pacific/Auckland");
        fill(site, &visitor, "Journey");
        work(site);
        let saved = choose_zone(&visitor, "America/Los_Angeles");
        let said = saved.text(".notice.success");
        assert!(said.contains("Today is 1 Jan 2018") && said.contains("already of 2 Jan 2018"), "{said}");
        assert_eq!(work(site), []);
        assert_eq!(groups_due(site, "Journey"), 0, "groups are counted again and again");
        assert_eq!(numbers(&visitor), of_day(["0", "1"], "2 Jan 2018"));
        let history = visitor.get(&format!("{}/history?from=2018-01-01", page_of(&visitor, "Adults")));
        assert_eq!(history.form("section[aria-labelledby=who-was-in] form").value("to"), "2018-01-02");
        assert_eq!(history.select("#listed tbody th"), ["ann"]);

        // What comes meanwhile is taken and counted, and nothing is lost.
        site.take("Journey", ImportKind::Usage, &site.file("more.csv", "account_id,date\nann,2018-01-01\n"));
        save_formula(&visitor, "Lapsed", "Days used in the last 30 days == 0");
        assert_eq!(work(site), []);
        assert_eq!(numbers(&visitor), of_day(["1", "1"], "2 Jan 2018"));
        assert_eq!(groups_due(site, "Journey"), 0);

        // The day begins in the zone, and then the next one.
        set_clock(site, "2018-01-02 08:00");
        assert_eq!(work(site), []);
        set_clock(site, "2018-01-03 08:00");
        assert_eq!(work(site).len(), 1);
        assert_eq!(numbers(&visitor), of_day(["1", "1"], "3 Jan 2018"));
        let sizes = visitor.get(&format!("{}/history", page_of(&visitor, "Recent")));
        let days: Vec<String> = sizes.select("main table").into_iter().filter(|table| table.contains("2 Jan 2018")).collect();
        assert!(!days.is_empty(), "the snapshot of the day is lost");
    }

    fn texts_that_become_dates_are_read_in_the_zone_of_the_settings(site: &Site) {
        site.stop_workers();
        let visitor = signed_in_visitor(site);
        choose_zone(&visitor, "Pacific/Auckland");
        add_app(&visitor, "Journey");
        let lines = "account_id,renewal\n1,2018-01-01T11:30:00Z\n2,2018-01-01 23:30\n3,soon\n";
        site.take("Journey", ImportKind::Customers, &site.file("customers.csv", lines));
        let page = visitor.get("/apps/1/attributes").click("renewal").click("Change the kind");
        visitor.get(&format!("{}?to=date", page.path)).form("#change").press("Change the kind").location();
        // By then the zone may be another one: what the user saw is what is done.
        choose_zone(&visitor, "UTC");
        let publisher = site.app("Journey").publisher_id;
        attributes::empty(&site.state, publisher, &mut Steps::here_and_now(&site.state)).unwrap();
        let read = |connection: &mut _| {
            // Of the only publisher: apps.publisher_id.
            custom_values::table.order(custom_values::customer_id).select(custom_values::value).load::<String>(connection)
        };
        let stored = site.state.database.read_now(read).unwrap();
        let stored: Vec<String> = stored.iter().map(|number| Day::from_number(number.parse().unwrap()).to_string()).collect();
        assert_eq!(stored, ["2018-01-02", "2018-01-01"]);
    }
}
