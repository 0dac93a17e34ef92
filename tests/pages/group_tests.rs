//! Tests of groups: made on pages, divided by lot, asked as flags, counted, stopped and decided.

use crate::api::Caller;
use crate::apps::add_app;
use crate::flags::BackEnd;
use crate::groups::save;
use crate::offers::{add_people, change};
use crate::rules_of_groups::visitor_with_groups;
use crate::site::{Site, however_answered, on_both_databases};
use crate::visitor::{Visitor, signed_in_visitor};
use engage::access::Scope;
use engage::group_tests::{self, Why, effect};
use engage::queue::Steps;
use engage::reading::ImportKind;
use engage::store::{group_tests as stored, publishers};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A draft of the first app on a group, by the form, with the values `old` and `new`.
pub fn create(visitor: &Visitor, name: &str, group: &str) -> String {
    let form = visitor.get("/tests/new").form("form.stack").set("name", name).check("groups[]", group);
    form.set("variants[0][value]", "old").set("variants[1][value]", "new").press("Save").location()
}

/// The value of the first test that each of these customers gets, and why.
fn ask_for(site: &Site, name: &str, count: usize) -> BTreeMap<usize, (String, Why)> {
    let publisher = site.app("Journey").publisher_id;
    let find = |connection: &mut _| {
        Ok((publishers::find(connection, publisher)?, stored::find(connection, publisher, 1.into())?))
    };
    let (publisher, test) = site.state.database.read_now(find).unwrap();
    let test = Arc::new(test);
    let asked = |number: usize| {
        let account = format!("{name}{number}");
        let answered = group_tests::ask(&site.state, None, &publisher, (&test, &account)).unwrap();
        (number, (answered.value, answered.why))
    };
    (0..count).map(asked).collect()
}

/// Counts what all tests show, as the work in the background does.
fn count(site: &Site) {
    let publisher = site.app("Journey").publisher_id;
    let publisher = site.state.database.read_now(|connection| publishers::find(connection, publisher)).unwrap();
    change(site, "UPDATE group_tests SET counted = NULL WHERE state <> 'decided'");
    effect::count_due(&site.state, &publisher, &mut Steps::here_and_now(&site.state)).unwrap();
}

fn asked(flags: &Caller, key: &str, account: &str) -> Value {
    let path = format!("/ofrep/v1/evaluate/flags/{key}");
    flags.post(&path, json!({ "context": { "targetingKey": account } })).body
}

fn answer(flags: &Caller, account: &str) -> (Value, Value) {
    let body = asked(flags, "test.price", account);
    (body["value"].clone(), body["reason"].clone())
}

however_answered! {
    fn a_test_is_a_flag_that_stays_what_it_was_until_it_is_decided(site: &Site) {
        // The segment *Women* is Ann (1) and Cleo (3).
        let visitor = visitor_with_groups(site);
        let settings = visitor.get("/settings").form("form[action='/settings/rules']");
        settings.set("minimum_size", "1").press("Save").follow();
        let path = create(&visitor, "Price", "1");
        let flags = Caller::with(&visitor, &[Scope::Flags]);
        assert_eq!(answer(&flags, "1"), (json!("old"), json!("DISABLED")));
        visitor.post(&format!("{path}/start"), &[]).location();
        let first = answer(&flags, "1");
        assert_eq!(first.1, "SPLIT");
        // A heavier weight of the other value moves nobody who is in it.
        let (heavy, place) = if first.0 == "old" { ("1000", 1) } else { ("1000", 0) };
        let form = visitor.get(&format!("{path}/edit")).form("form.stack");
        form.set(&format!("variants[{place}][weight]"), heavy).press("Save").location();
        for _ in 0..2 {
            assert_eq!(answer(&flags, "1"), first);
            assert_eq!(answer(&flags, "2"), (json!("old"), json!("STATIC")));
            assert_eq!(answer(&flags, "nobody"), (json!("old"), json!("UNKNOWN")));
        }
        assert_eq!(asked(&flags, "test.other", "1")["errorCode"], "FLAG_NOT_FOUND");

        let (client, back_end) = (Caller::public(&visitor, "1"), BackEnd::new(&visitor, "1"));
        let all = client.send("POST", "/ofrep/v1/evaluate/flags", &[("engage-identity", &back_end.sign("3"))],
            Some(json!({ "context": { "targetingKey": "3" } })));
        let of_test = all.body["flags"].as_array().unwrap().iter().find(|flag| flag["key"] == "test.price").cloned();
        assert_eq!(of_test.expect("the test is among all")["reason"], "SPLIT");
        let people = visitor.get(&format!("{path}/people")).text("main");
        assert!(people.contains(first.0.as_str().unwrap()), "{people}");
        assert!(visitor.get(&path).text("main").contains("Have come in 2"), "Ann and Cleo have come");
        let held = visitor.get("/customers/1/held.json").body;
        assert!(held.contains("Price"), "{held}");
        // The group is in use, and stays.
        visitor.post("/groups/1/archive", &[]);
        let group = visitor.get("/groups/1/uses").text("main");
        assert!(group.contains("Price") && !group.contains("Restore"), "{group}");

        visitor.post(&format!("{path}/stop"), &[]).location();
        assert_eq!(answer(&flags, "1"), (json!("old"), json!("DISABLED")));
        visitor.post(&format!("{path}/decide"), &[("value", "1")]).location();
        for account in ["1", "2", "nobody"] {
            assert_eq!(answer(&flags, account), (json!("new"), json!("STATIC")));
        }
        visitor.post(&format!("{path}/decide"), &[("value", "0")]);
        assert_eq!(answer(&flags, "1").0, "new", "who decided first has decided");
        visitor.post(&format!("{path}/archive"), &[]).location();
        assert_eq!(answer(&flags, "1"), (json!("new"), json!("STATIC")), "what was given to all stays so");
    }
}

on_both_databases! {
    fn a_test_is_counted_decided_and_stopped_where_something_gets_worse(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let list = add_people(site, "t", 400);
        save(&visitor, "Everybody", &list).location();
        let path = create(&visitor, "Price", "1");
        visitor.get(&format!("{path}/edit")).form("form.stack").check("guards[]", "use").press("Save").location();
        let page = visitor.get(&path).text("main");
        assert!(page.contains("0 of 400 reached the goal"), "{page}");
        visitor.post(&format!("{path}/start"), &[]).location();
        let values = ask_for(site, "t", 400);
        let new: Vec<usize> = values.iter().filter(|(_, (value, _))| value == "new").map(|(number, _)| *number).collect();
        assert!((150..250).contains(&new.len()), "{}", new.len());
        assert!(values.values().all(|(_, why)| *why == Why::New));
        assert_eq!(ask_for(site, "t", 400).values().filter(|(_, why)| *why == Why::Kept).count(), 400);
        change(site, "UPDATE exposures SET first_at = '2017-12-10 12:00:00'");
        let (mut purchases, mut usage) =
            (String::from("order_id,account_id,date,amount\n"), String::from("account_id,date,sessions\n"));
        for number in 0..400 {
            let is_new = new.contains(&number);
            if is_new && number % 2 == 0 || number % 10 == 0 {
                // Who bought before she came, or long after it, did so without the test.
                purchases += &format!("o{number},t{number},2017-12-12,10.00\np{number},t{number},2017-12-09,900.00\n");
            }
            if is_new {
                usage += &format!("t{number},2017-12-11,1\nt{number},2017-12-13,1\nt{number},2017-12-09,1\n");
            }
        }
        site.take("Journey", ImportKind::Purchases, &site.file("purchases.csv", &purchases));
        site.take("Journey", ImportKind::Usage, &site.file("usage.csv", &usage));
        count(site);
        let page = visitor.get(&path).text("main");
        assert!(page.contains("Decided: between") && page.contains("points better."), "{page}");
        assert!(page.contains("Each customer paid between") && page.contains("Each customer used it on between"), "{page}");
        assert!(page.contains(&format!("new{0}{0}", new.len())), "all of them used it: {page}");
        assert!(page.contains("Give “new” to all: decided, better"), "{page}");
        assert!(page.contains("Running") , "what gets better stops nothing: {page}");
        visitor.post("/settings/language", &[("language", "fr")]).location();
        let french = visitor.get(&path).text("main");
        visitor.post("/settings/language", &[("language", "en")]).location();
        assert!(french.contains("jour de plus.") || french.contains("jours de plus."), "{french}");

        // The first value's customers use it every day now, so that the other one does worse.
        let old = (0..400).filter(|number| !new.contains(number));
        let daily = old.fold(String::from("account_id,date,sessions\n"), |lines, number| {
            (10..24).fold(lines, |lines, day| lines + &format!("t{number},2017-12-{day},1\n"))
        });
        site.take("Journey", ImportKind::Usage, &site.file("daily.csv", &daily));
        count(site);
        let page = visitor.get(&path).text("main");
        assert!(page.contains("The test stopped by itself, because a value did clearly worse: Uses the app."), "{page}");
        let flags = Caller::with(&visitor, &[Scope::Flags]);
        assert_eq!(answer(&flags, "t1"), (json!("old"), json!("DISABLED")));
        // An end that nobody planned is no occasion for the one look of which more is believed.
        change(site, "UPDATE group_tests SET stopped_at = '2017-11-01 12:00:00'");
        count(site);
        let page = visitor.get(&path).text("main");
        assert!(page.contains("Not decided") || page.contains("Nobody in either group"), "days after it was stopped count no more: {page}");
        visitor.post(&format!("{path}/decide"), &[("value", "0")]).location();
        let before = visitor.get(&path).text("#effect-heading + p");
        change(site, "DELETE FROM exposures");
        count(site);
        assert_eq!(visitor.get(&path).text("#effect-heading + p"), before, "the numbers of a decided test stay");
    }

    fn what_is_wrong_with_a_test_is_said_and_what_people_are_counted_by_stays(site: &Site) {
        let visitor = visitor_with_groups(site);
        let form = visitor.get("/tests/new").form("form.stack").set("name", "Price").set("effect", "0.01");
        let form = form.set("variants[0][value]", "Old price").set("variants[1][value]", "new").set("variants[1][weight]", "0");
        let again = form.set("ends_at", "2017-01-01T10:00").check("guards[]", "purchase").press("Save");
        assert_eq!(again.status, 422);
        for (field, said) in [
            ("groups", "Choose at least one group."),
            ("variant-0-value", "Use small letters"),
            ("variant-1-weight", "from 1 to 1,000"),
            ("effect", "from 0.1 to 50"),
            ("guards", "goal already"),
            ("ends_at", "still to come"),
        ] {
            assert!(again.text(&format!("#{field}-errors")).contains(said), "{field}: {}", again.text(&format!("#{field}-errors")));
        }
        assert_eq!(again.attributes("#variant-0-value", "value"), ["Old price"]);
        let path = create(&visitor, "Price", "1");
        let taken = visitor.get("/tests/new").form("form.stack").set("name", "price").check("groups[]", "1");
        let taken = taken.set("variants[0][value]", "a").set("variants[1][value]", "b").press("Save");
        assert!(taken.text("#name-errors").contains("has this name"));
        let other = visitor.get(&format!("{path}/edit")).form("form.stack").set("hypothesis", "It sells");
        let mine = visitor.get(&format!("{path}/edit")).form("form.stack").set("name", "Prices");
        other.set("variants[0][weight]", "9").press("Save").location();
        let refused = mine.press("Save");
        assert!(refused.text("#name-errors").contains("Somebody else changed this test"), "{}", refused.text("main"));
        assert_eq!(refused.text("#hypothesis"), "It sells", "what was not touched is taken from them");
        assert_eq!(refused.attributes("#variant-0-weight", "value"), ["9"], "weights too");
        visitor.post(&format!("{path}/start"), &[]).location();
        let form = visitor.get(&format!("{path}/edit")).form("form.stack").check("goal", "use").set("goal_days", "3");
        let fixed = form.set("variants[1][value]", "newer").set("key", "prices").press("Save");
        for field in ["goal", "goal_days", "variant-0-value", "key"] {
            assert!(fixed.text(&format!("#{field}-errors")).contains("cannot be changed any more"), "{field}");
        }
        // A draft is deleted, and what runs is not.
        let draft = create(&visitor, "Colour", "1");
        let list = visitor.get(&draft).form("form[action$='/delete']").press("Delete the draft").follow();
        assert!(list.text(".notice").contains("Colour") && visitor.get(&draft).status == 404, "{}", list.text("main"));
        assert_eq!(visitor.get(&path).select("form[action$='/delete']").len(), 0);
        let refused = visitor.post(&format!("{path}/delete"), &[]).follow();
        assert!(refused.text(".notice.error").contains("somebody has started"), "{}", refused.text("main"));
    }

    fn an_erased_customer_and_a_deleted_app_leave_nothing_in_tests(site: &Site) {
        let visitor = visitor_with_groups(site);
        let settings = visitor.get("/settings").form("form[action='/settings/rules']");
        settings.set("minimum_size", "1").press("Save").follow();
        let path = create(&visitor, "Price", "1");
        visitor.post(&format!("{path}/start"), &[]).location();
        let flags = Caller::with(&visitor, &[Scope::Flags]);
        answer(&flags, "1");
        answer(&flags, "3");
        let came = || visitor.get(&path).text("main");
        assert!(came().contains("Have come in 2"), "{}", came());
        visitor.post("/customers/1/erase", &[]).location();
        assert!(came().contains("Have come in 1"), "{}", came());
        visitor.post("/apps/1/delete", &[("name", "Journey")]).location();
        assert_eq!(visitor.get(&path).status, 404);
        assert_eq!(asked(&flags, "test.price", "3")["errorCode"], "FLAG_NOT_FOUND");
        let started = std::time::Instant::now();
        while site.state.database.read_now(crate::offers::rows_left("group_tests")).unwrap() > 0 {
            assert!(started.elapsed() < crate::offers::PATIENCE, "the test is still there");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
}
