//! Targeted offers: made on pages and by calls, shown, reserved, claimed, confirmed and refunded.

use crate::api::{Answer, Caller};
use crate::apps::add_app;
use crate::flags::BackEnd;
use crate::groups::save;
use crate::rules_of_groups::visitor_with_groups;
use crate::settings::wait_for_counts;
use crate::site::{Site, however_answered, on_both_databases};
use crate::visitor::{Visitor, owner, signed_in_visitor};
use diesel::{RunQueryDsl, sql_query};
use engage::access::Scope;
use engage::customers::erase;
use engage::ids::OfferId;
use engage::offers::{self, Claim, Order, RefusedClaim, effect};
use engage::queue::Steps;
use engage::reading::ImportKind;
use engage::store::{DbConnection, QueryResult, publishers};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

pub const PATIENCE: Duration = Duration::from_secs(60);

/// A draft of the first app for a group, by the form.
pub fn create(visitor: &Visitor, name: &str, group: &str) -> String {
    let form = visitor.get("/offers/new").form("form.stack").set("name", name).set("worth", "20");
    form.set("products", "10x gold coins").check("groups[]", group).press("Save").location()
}

/// An active offer with a pool of codes for a group.
pub fn with_pool(visitor: &Visitor, group: &str) -> String {
    let path = create(visitor, "Gold", group);
    let form = visitor.get(&format!("{path}/edit")).form("form.stack").check("code_mode", "pool");
    form.press("Save").location();
    visitor.post(&format!("{path}/codes"), &[("count", "3")]).location();
    visitor.post(&format!("{path}/start"), &[]).location();
    path
}

/// A visitor with the segment *Women* (Ann and Cleo), the known user group *Testers* (Bob and a stranger), and an active offer of
/// gold coins to women.
fn with_offer(site: &Site) -> (Visitor, Caller) {
    let visitor = visitor_with_groups(site);
    let settings = visitor.get("/settings").form("form[action='/settings/rules']");
    settings.set("minimum_size", "1").press("Save").follow();
    let path = create(&visitor, "Gold", "1");
    visitor.post(&format!("{path}/start"), &[]).location();
    let caller = Caller::with(&visitor, &[Scope::Offers]);
    (visitor, caller)
}

/// The names of the offers that a customer is shown.
fn shown(caller: &Caller, account: &str) -> Vec<String> {
    let answer = caller.get(&format!("/api/v1/customers/{account}/offers?app=1"));
    assert_eq!(answer.status, 200, "{}", answer.body);
    let names = answer.body["offers"].as_array().unwrap().iter();
    names.map(|offer| offer["name"].as_str().unwrap().to_owned()).collect()
}

fn claimed(caller: &Caller, offer: u32, account: &str, order: &str) -> Answer {
    let path = format!("/api/v1/offers/{offer}/claims");
    caller.post(&path, json!({ "account_id": account, "order_id": order, "amount": 999 }))
}

fn sums(caller: &Caller) -> Value {
    caller.get("/api/v1/offers/1").body["sums"].clone()
}

/// Waits until the sums of the first offer are these.
fn wait_for_sums(caller: &Caller, wanted: &Value) {
    let started = Instant::now();
    while sums(caller) != *wanted {
        assert!(started.elapsed() < PATIENCE, "{} instead of {wanted}", sums(caller));
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn kind_of(answer: &Answer) -> (u16, String) {
    (answer.status, answer.problem().0)
}

/// Makes a moment of all grants one long past.
fn plant(site: &Site, column: &str) {
    change(site, &format!("UPDATE offer_grants SET {column} = '2026-01-01 00:00:00'"));
}

/// Changes rows by a statement.
pub fn change(site: &Site, statement: &str) {
    site.state.database.write_now(|connection| RunQueryDsl::execute(sql_query(statement), connection)).unwrap();
}

/// Adds customers with numbers to the app *Journey*, and returns their addresses, a line each.
pub fn add_people(site: &Site, name: &str, count: usize) -> String {
    let people = (0..count).fold(String::from("account_id,email\n"), |lines, number| {
        lines + &format!("{name}{number},{name}{number}@example.com\n")
    });
    site.take("Journey", ImportKind::Customers, &site.file("people.csv", &people));
    (0..count).fold(String::new(), |lines, number| lines + &format!("{name}{number}@example.com\n"))
}

/// Asks for the offers of each of these customers, and returns the numbers of those who are shown one.
pub fn ask_for(site: &Site, name: &str, count: usize) -> BTreeSet<usize> {
    let app = site.app("Journey");
    let publisher = site.state.database.read_now(|connection| publishers::find(connection, app.publisher_id)).unwrap();
    let asked = |number: &usize| {
        let account = format!("{name}{number}");
        !offers::ask(&site.state, None, &publisher, (app.id, &account)).unwrap().shown.is_empty()
    };
    (0..count).filter(asked).collect()
}

/// Counts what all offers changed, as the work in the background does.
fn count_effects(site: &Site) {
    let publisher = site.app("Journey").publisher_id;
    let publisher = site.state.database.read_now(|connection| publishers::find(connection, publisher)).unwrap();
    change(site, "UPDATE offers SET effect = NULL");
    effect::count_due(&site.state, &publisher, &mut Steps::here_and_now(&site.state)).unwrap();
}

#[derive(diesel::QueryableByName)]
struct Left {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

/// How many rows a table has.
pub fn rows_left(table: &'static str) -> impl Fn(&mut DbConnection) -> QueryResult<i64> {
    move |connection| {
        let query = || sql_query(format!("SELECT COUNT(*) AS count FROM {table}"));
        let left: Left = match connection {
            DbConnection::Sqlite(inner) => query().get_result(inner)?,
            DbConnection::Postgresql(inner) => query().get_result(inner)?,
        };
        Ok(left.count)
    }
}

however_answered! {
    fn an_offer_goes_from_a_draft_to_a_confirmed_claim_and_back(site: &Site) {
        let visitor = visitor_with_groups(site);
        let settings = visitor.get("/settings").form("form[action='/settings/rules']");
        settings.set("minimum_size", "1").press("Save").follow();
        let caller = Caller::with(&visitor, &[Scope::Offers]);
        let path = create(&visitor, "Gold", "1");
        assert!(shown(&caller, "1").is_empty(), "a draft is shown to nobody");
        assert_eq!(kind_of(&claimed(&caller, 1, "1", "o1")), (403, String::from("not-eligible")));
        let page = visitor.post(&format!("{path}/start"), &[]).follow();
        assert!(page.text(".notice.success").contains("shown to its customers"), "{}", page.body);
        assert_eq!((shown(&caller, "1"), shown(&caller, "2")), (vec![String::from("Gold")], vec![]));
        assert!(shown(&caller, "nobody").is_empty());
        let first = claimed(&caller, 1, "1", "o1");
        assert_eq!((first.status, &first.body["state"], &first.body["is_repeated"]), (200, &json!("claimed"), &json!(false)));
        let again = claimed(&caller, 1, "1", "o1");
        assert_eq!((&again.body["claimed_at"], &again.body["is_repeated"]), (&first.body["claimed_at"], &json!(true)));
        assert_eq!(kind_of(&claimed(&caller, 1, "1", "o2")), (409, String::from("already-claimed")));
        assert_eq!(kind_of(&claimed(&caller, 1, "3", "o1")), (409, String::from("order-used")));
        assert_eq!(kind_of(&claimed(&caller, 1, "2", "o3")), (403, String::from("not-eligible")));
        assert_eq!(kind_of(&claimed(&caller, 1, "nobody", "o3")), (403, String::from("not-eligible")));
        assert!(shown(&caller, "1").is_empty(), "who has claimed it is shown it no more");
        let of = |claimed: i64, confirmed: i64, refunded: i64, revenue: i64| {
            json!({ "shown": 1, "held_out": 0, "reserved": 0, "claimed": claimed, "confirmed": confirmed, "refunded": refunded, "revenue": revenue })
        };
        assert_eq!(sums(&caller), of(1, 0, 0, 0));
        let bought = |refunded: &str| {
            let lines = format!("account_id,order_id,purchased_at,amount,refunded\n1,o1,2026-11-20T10:00:00Z,8.00,{refunded}\n");
            site.take("Journey", ImportKind::Purchases, &site.file("purchases.csv", &lines));
        };
        bought("0");
        wait_for_sums(&caller, &of(0, 1, 0, 800));
        let grants = visitor.get(&format!("{path}/grants?state=confirmed")).text("main");
        assert!(grants.contains("Confirmed") && grants.contains("o1") && grants.contains("$8.00"), "{grants}");
        assert_eq!(claimed(&caller, 1, "1", "o1").body["state"], "confirmed");
        bought("8.00");
        wait_for_sums(&caller, &of(0, 0, 1, 0));
        assert_eq!(shown(&caller, "1"), ["Gold"], "after a refund it can be claimed again");
        assert_eq!(claimed(&caller, 1, "1", "o4").status, 200);
        let checked = visitor.get("/offers/check?app=1&who=1").text("main");
        assert!(checked.contains("Claimed already"), "{checked}");
        for (step, word) in [("pause", "Paused"), ("start", "Active"), ("end", "Ended"), ("archive", "Archived")] {
            let page = visitor.post(&format!("{path}/{step}"), &[]).follow();
            assert_eq!(page.text("header .badge"), word);
        }
        assert_eq!(kind_of(&claimed(&caller, 1, "3", "o5")), (410, String::from("ended")));
        assert!(visitor.get("/offers?archived=1").text("main").contains("Gold"));
        let refused = visitor.post(&format!("{path}/start"), &[]).follow();
        assert!(refused.text(".notice.error").contains("Nothing was done"), "{}", refused.body);
    }
}

on_both_databases! {
    fn what_is_wrong_with_an_offer_is_said_beside_its_field(site: &Site) {
        let visitor = visitor_with_groups(site);
        add_app(&visitor, "Travels");
        let form = || visitor.get("/offers/new").form("form.stack");
        let answer = form().set("holdout", "x").set("stock", "0").set("place", "").set("starts_at", "tomorrow").press("Save");
        assert_eq!(answer.status, 422);
        let wrong = answer.text(".error-summary");
        assert!(wrong.contains("Enter a number.") && wrong.contains("Enter a date and a time"), "{wrong}");
        let answer = form().set("name", "  ").set("worth", "120").set("stock", "0").set("holdout", "60")
            .set("starts_at", "2026-12-24T18:00").set("ends_at", "2026-12-24T17:00").check("code_mode", "shared").press("Save");
        let wrong = answer.text(".error-summary");
        for text in ["Enter a name", "from 1 to 100", "at least one product", "at least one group", "after the start", "from 1 to 1,000,000,000", "from 0 to 50", "Enter the code"] {
            assert!(wrong.contains(text), "{text}: {wrong}");
        }
        assert_eq!(answer.form("form.stack").value("ends_at"), "2026-12-24T17:00", "what is typed stays");
        let mut foreign = form().set("app", "2").set("name", "Gold").set("worth", "20").set("products", "coins");
        foreign = foreign.check("groups[]", "1").check("groups[]", "2").check("except_groups[]", "2").set("texts[0][title]", "Gold");
        let wrong = foreign.press("Save").text(".error-summary");
        for text in ["is a segment of another app", "“Testers” cannot be both", "“” is not a language code"] {
            assert!(wrong.contains(text), "{text}: {wrong}");
        }
        let path = create(&visitor, "Gold", "1");
        let twice = form().set("name", "GOLD").set("worth", "5").set("products", "coins").check("groups[]", "2").press("Save");
        assert!(twice.text(".error-summary").contains("has this name"), "{}", twice.body);
        let (one, other) = (visitor.get(&format!("{path}/edit")).form("form.stack"), visitor.get(&format!("{path}/edit")).form("form.stack"));
        one.set("stock", "7").press("Save").location();
        let late = other.set("name", "Golden").press("Save");
        assert_eq!(late.status, 422);
        let form = late.form("form.stack");
        assert_eq!((form.value("name"), form.value("stock")), ("Golden", "7"), "nothing of either is lost");
        form.press("Save").location();
        let archived = visitor.post("/groups/1/archive", &[]).follow();
        assert!(archived.text("main").contains("Golden"), "a group in an offer stays: {}", archived.body);
    }

    fn a_program_makes_an_offer_and_the_same_call_again_changes_nothing(site: &Site) {
        let visitor = visitor_with_groups(site);
        let caller = Caller::with(&visitor, &[Scope::Offers]);
        let put = |name: &str, body: &Value| caller.send("PUT", &format!("/api/v1/apps/1/offers/by-name/{name}"), &[], Some(body.clone()));
        let mut body = json!({ "kind": "amount", "worth": 500, "products": ["coins"], "groups": ["1"], "except_groups": ["2"], "stock": 10,
            "starts_at": "2026-01-01T00:00:00Z", "texts": [{ "language": "fr", "title": "5 $ de remise" }] });
        let trial = caller.send("PUT", "/api/v1/apps/1/offers/by-name/Spring?dry_run=1", &[], Some(body.clone()));
        assert_eq!((trial.status, &trial.body["would"]), (200, &json!("create")));
        let made = put("Spring", &body);
        assert_eq!((made.status, made.headers["location"].to_str().unwrap()), (201, "/api/v1/offers/1"));
        assert_eq!((&made.body["flag"], &made.body["state"]), (&json!("offer.spring"), &json!("draft")));
        let again = put("SPRING", &body);
        assert_eq!((again.status, &again.body["name"]), (200, &json!("SPRING")), "its name follows the call");
        assert_eq!(put("SPRING", &body).body, again.body);
        body["worth"] = json!(0);
        assert_eq!(put("Spring", &body).problem(), (String::from("invalid"), vec![String::from("/worth")]));
        body["worth"] = json!(700);
        body["nonsense"] = json!(1);
        assert_eq!(put("Spring", &body).status, 422);
        let state = |state: &str| caller.post("/api/v1/offers/1/state", json!({ "state": state }));
        assert_eq!(state("active").body["state"], "active");
        assert_eq!(state("active").body["state"], "active", "done again");
        assert_eq!(kind_of(&state("archived")), (409, String::from("conflict")));
        let other = Caller::with(&owner(site, "eve@example.org"), &[Scope::Offers]);
        for (method, path, sent) in [
            ("GET", "/api/v1/offers/1", None),
            ("POST", "/api/v1/offers/1/state", Some(json!({ "state": "ended" }))),
            ("POST", "/api/v1/offers/1/claims", Some(json!({ "account_id": "1", "order_id": "o" }))),
            ("PUT", "/api/v1/apps/1/offers/by-name/Mine", Some(json!({ "kind": "message", "groups": ["1"] }))),
            ("GET", "/api/v1/customers/1/offers?app=1", None),
        ] {
            assert_eq!(other.send(method, path, &[], sent).status, 404, "{method} {path}");
        }
        assert_eq!(other.get("/api/v1/offers").body, json!({ "offers": [] }));
        assert_eq!(Caller::with(&visitor, &[Scope::Read]).get("/api/v1/offers").status, 403);
    }

    fn a_stock_is_claimed_as_often_as_it_says_by_many_at_once(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let people = (0..1_000).fold(String::from("account_id,email\n"), |lines, number| lines + &format!("u{number},u{number}@example.com\n"));
        site.take("Journey", ImportKind::Customers, &site.file("people.csv", &people));
        let list = (0..1_000).fold(String::new(), |lines, number| lines + &format!("u{number}@example.com\n"));
        save(&visitor, "Everybody", &list).location();
        let path = create(&visitor, "Gold", "1");
        let form = visitor.get(&format!("{path}/edit")).form("form.stack").set("stock", "100").check("code_mode", "pool");
        form.press("Save").location();
        visitor.post(&format!("{path}/codes"), &[("count", "150")]).location();
        visitor.post(&format!("{path}/start"), &[]).location();
        let publisher = site.app("Journey").publisher_id;
        let publisher = site.state.database.read_now(|connection| publishers::find(connection, publisher)).unwrap();
        let (next, won) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|threads| {
            for _ in 0..8 {
                threads.spawn(|| {
                    loop {
                        // Each customer clicks twice.
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= 2_000 {
                            break;
                        }
                        let (account, order) = (format!("u{}", number % 1_000), format!("o{number}"));
                        let claim = Claim { offer: OfferId::from(1), account_id: &account, dry_run: false };
                        match offers::claim(&site.state, &publisher, claim, Order { id: &order, amount: None, is_vouched: true }) {
                            Ok(claimed) => {
                                assert!(claimed.code.is_some() && !claimed.is_repeated);
                                won.fetch_add(1, Ordering::Relaxed);
                            }
                            Err(RefusedClaim::Exhausted | RefusedClaim::AlreadyClaimed) => {}
                            Err(error) => panic!("{error:?}"),
                        }
                    }
                });
            }
        });
        assert_eq!(won.into_inner(), 100);
        let page = visitor.get(&path).text("main");
        assert!(page.contains("100 of 100 taken") && page.contains("50 of 150 codes are left"), "{page}");
    }

    fn a_reservation_keeps_a_slot_until_it_runs_out(site: &Site) {
        let (visitor, caller) = with_offer(site);
        let form = visitor.get("/offers/1/edit").form("form.stack").set("stock", "1").set("reservation_minutes", "10");
        form.press("Save").location();
        let reserve = |account: &str| caller.post("/api/v1/offers/1/reservations", json!({ "account_id": account }));
        let (first, again) = (reserve("1"), reserve("1"));
        assert_eq!((first.status, &first.body), (200, &again.body));
        assert_eq!(kind_of(&reserve("3")), (409, String::from("exhausted")));
        assert_eq!(kind_of(&claimed(&caller, 1, "3", "o3")), (409, String::from("exhausted")));
        assert!(shown(&caller, "3").is_empty(), "all of it is taken");
        plant(site, "reserved_until");
        assert_eq!(shown(&caller, "3"), ["Gold"]);
        assert_eq!(claimed(&caller, 1, "3", "o3").status, 200);
        assert_eq!(kind_of(&claimed(&caller, 1, "1", "o1")), (409, String::from("exhausted")));
        assert_eq!(caller.get("/api/v1/offers/1").body["taken"], 1);
    }
}

however_answered! {
    fn an_offer_that_was_shown_is_kept_for_a_while(site: &Site) {
        let (visitor, caller) = with_offer(site);
        assert_eq!(shown(&caller, "3"), ["Gold"]);
        let file = site.file("customers.csv", "account_id,gender\n1,M\n3,M\n");
        site.take("Journey", ImportKind::Customers, &file);
        wait_for_counts(site);
        let form = visitor.get("/offers/1/edit").form("form.stack").check("groups[]", "2");
        form.press("Save").location();
        assert_eq!((shown(&caller, "3"), shown(&caller, "1")), (vec![String::from("Gold")], vec![]), "only who was shown it");
        plant(site, "offered_at");
        assert!(shown(&caller, "3").is_empty());
        assert_eq!(kind_of(&claimed(&caller, 1, "3", "o3")), (403, String::from("not-eligible")));
    }

    fn of_two_offers_on_one_product_the_better_rank_is_shown(site: &Site) {
        let (visitor, caller) = with_offer(site);
        let path = create(&visitor, "Better", "1");
        visitor.post(&format!("{path}/start"), &[]).location();
        let form = visitor.get("/offers/1/edit").form("form.stack").set("place", "2");
        form.press("Save").location();
        assert_eq!(shown(&caller, "1"), ["Better"]);
        let page = visitor.get("/offers/1").text("main");
        assert!(page.contains("2 customers could get two offers on 10x gold coins"), "{page}");
        assert_eq!(kind_of(&claimed(&caller, 2, "2", "o2")).0, 403);
    }

    fn who_is_held_out_never_sees_it_and_is_counted(site: &Site) {
        let (visitor, caller) = with_offer(site);
        let everybody = (0..200).fold(String::from("account_id,gender,age\n"), |lines, number| lines + &format!("h{number},F,30\n"));
        site.take("Journey", ImportKind::Customers, &site.file("more.csv", &everybody));
        wait_for_counts(site);
        let form = visitor.get("/offers/1/edit").form("form.stack").set("holdout", "25");
        form.press("Save").location();
        let seen = (0..200).filter(|number| !shown(&caller, &format!("h{number}")).is_empty()).count() as i64;
        assert!((120..180).contains(&seen), "{seen} of 200 where 150 are expected");
        let held_out = 200 - seen;
        assert_eq!((sums(&caller)["shown"].as_i64(), sums(&caller)["held_out"].as_i64()), (Some(seen), Some(held_out)));
        let again = (0..200).filter(|number| !shown(&caller, &format!("h{number}")).is_empty()).count() as i64;
        assert_eq!((again, sums(&caller)["held_out"].as_i64()), (seen, Some(held_out)), "the same customers stay held out");
        let page = visitor.get("/offers/1").text("main");
        assert!(page.contains("Held out"), "{page}");
    }
}

on_both_databases! {
    fn what_an_offer_changed_is_told_beside_those_held_out(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let list = add_people(site, "h", 400);
        save(&visitor, "Everybody", &list).location();
        let path = create(&visitor, "Gold", "1");
        let set_holdout = |percent: &str| {
            visitor.get(&format!("{path}/edit")).form("form.stack").set("holdout", percent).press("Save").location()
        };
        set_holdout("50");
        visitor.post(&format!("{path}/start"), &[]).location();
        assert!(visitor.get(&path).text("main").contains("Nothing is counted yet"));
        let shown = ask_for(site, "h", 400);
        change(site, "UPDATE offer_grants SET first_offered_at = '2017-12-10 12:00:00'");
        count_effects(site);
        let page = visitor.get(&path).text("main");
        assert!(page.contains("Nobody in either group has reached the goal yet."), "{page}");
        let buys = |number: &usize| if shown.contains(number) { number.is_multiple_of(2) } else { number.is_multiple_of(10) };
        let purchases = (0..400).filter(buys).fold(String::from("order_id,account_id,date,amount\n"), |lines, number| {
            // Who bought before she asked, or long after it, did so without the offer.
            lines + &format!("o{number},h{number},2017-12-12,10.00\np{number},h{number},2017-12-09,900.00\n")
        });
        site.take("Journey", ImportKind::Purchases, &site.file("purchases.csv", &purchases));
        count_effects(site);
        let page = visitor.get(&path).text("main");
        assert!(page.contains("Decided: between") && page.contains("points better."), "{page}");
        assert!(page.contains("Each customer paid between"), "{page}");
        let held = (0..400).filter(|number| !shown.contains(number)).collect::<Vec<_>>();
        let bought = held.iter().filter(|number| **number % 10 == 0).count();
        assert!(page.contains(&format!("Held out{}{bought}", held.len())), "{page}");
        visitor.post("/settings/language", &[("language", "fr")]).location();
        let french = visitor.get(&path).text("main");
        visitor.post("/settings/language", &[("language", "en")]).location();
        assert!(french.contains("points de plus."), "{french}");

        set_holdout("1");
        assert_eq!(ask_for(site, "h", 400), shown, "who was held out stays so, and who was shown it too");
        let list = format!("{list}{}", add_people(site, "n", 300));
        let form = visitor.get("/groups/1/edit").form("#group-form").set("addresses", &list).check("consent", "on");
        form.press("Save").location();
        let later = ask_for(site, "n", 300);
        assert!(later.len() > 280, "one of a hundred is held out, not {}", 300 - later.len());
        count_effects(site);
        let page = visitor.get(&path).text("main");
        assert!(page.contains("Decided: between"), "phases are not mixed: {page}");
    }
}

however_answered! {
    fn an_app_of_the_dev_center_asks_and_claims_as_it_did(site: &Site) {
        let (visitor, caller) = with_offer(site);
        let back_end = BackEnd::new(&visitor, "1");
        let path = "/v2.0/my/storeoffers/user";
        let as_person = |account: &str| Caller::at(&visitor.url, &back_end.sign(account));
        let asked = as_person("1").get(path);
        assert_eq!((asked.status, &asked.body[0]["offers"]), (200, &json!(["10x gold coins"])));
        assert_eq!(as_person("1").get(path).body, asked.body, "the tracking id stays");
        assert_eq!(as_person("2").get(path).body, json!([]));
        let claim = |person: &str, offer: &Value, receipt: &str| {
            as_person(person).post(path, json!({ "storeOffer": offer, "receipt": receipt }))
        };
        assert_eq!(claim("3", &asked.body[0], "o1").status, 404, "the tracking id is of another person");
        let (status, _, body) = as_person("1").raw("POST", path, &[("content-type", "application/json")],
            json!({ "storeOffer": asked.body[0], "receipt": "o1" }).to_string().into_bytes());
        assert_eq!((status, body.as_str()), (200, ""));
        assert_eq!(claim("1", &asked.body[0], "o1").status, 200, "once more");
        assert_eq!(claim("1", &asked.body[0], "o2").status, 409);
        assert_eq!(sums(&caller)["claimed"], 1);
        assert_eq!(claimed(&caller, 1, "3", "o1").status, 200, "an order that somebody made up is in nobody's way");
        assert_eq!(sums(&caller)["claimed"], 2);
        for token in ["", "engs_x", "a.b.c", &format!("{}x", back_end.sign("1"))] {
            assert_eq!(Caller::at(&visitor.url, token).get(path).status, 401, "{token}");
        }
        assert_eq!(as_person("1").send("DELETE", path, &[], None).status, 405);
        // A person who asks too fast waits, and nobody else does; a network is held to a rate of its own.
        let until_limited = |fill: &dyn Fn() -> bool, person: &str| {
            let caller = as_person(person);
            let asked = || {
                while fill() {}
                caller.get(path)
            };
            (0..200).map(|_| asked()).find(|answer| answer.status == 429).expect("a limit")
        };
        let limited = until_limited(&|| site.state.people.of_person(1.into(), "1").is_ok(), "1");
        assert_eq!((limited.problem().0.as_str(), limited.headers["retry-after"].to_str().unwrap()), ("too-many-calls", "1"));
        assert_eq!(as_person("2").get(path).status, 200);
        let network = "127.0.0.1/32".parse().unwrap();
        until_limited(&|| site.state.people.of_network(network).is_ok(), "2");
    }

    fn an_offer_is_a_flag_for_whom_it_is_shown_to(site: &Site) {
        let (visitor, caller) = with_offer(site);
        let flags = Caller::with(&visitor, &[Scope::Flags]);
        let asked = |key: &str, account: &str| {
            let path = format!("/ofrep/v1/evaluate/flags/{key}");
            flags.post(&path, json!({ "context": { "targetingKey": account } }))
        };
        for _ in 0..2 {
            let on = asked("offer.gold", "1");
            assert_eq!((&on.body["value"], &on.body["reason"]), (&json!(true), &json!("TARGETING_MATCH")), "{}", on.body);
            assert_eq!(on.body["metadata"]["products"], "10x gold coins");
            assert_eq!(asked("offer.gold", "2").body["reason"], "STATIC");
            assert_eq!(asked("offer.gold", "nobody").body["reason"], "UNKNOWN");
        }
        assert_eq!(asked("offer.silver", "1").status, 404);
        let shown = caller.get("/api/v1/customers/1/offers?app=1");
        assert_eq!(asked("offer.gold", "1").body["metadata"]["tracking_id"], shown.body["offers"][0]["tracking_id"]);
        let (client, back_end) = (Caller::public(&visitor, "1"), BackEnd::new(&visitor, "1"));
        let all = client.send("POST", "/ofrep/v1/evaluate/flags", &[("engage-identity", &back_end.sign("1"))],
            Some(json!({ "context": { "targetingKey": "1" } })));
        let of_offer = all.body["flags"].as_array().unwrap().iter().find(|flag| flag["key"] == "offer.gold").cloned();
        assert_eq!(of_offer.expect("the offer is among all")["value"], true);
        claimed(&caller, 1, "1", "o1");
        assert_eq!(asked("offer.gold", "1").body["value"], false);
        visitor.post("/offers/1/pause", &[]).location();
        assert_eq!(asked("offer.gold", "3").body["reason"], "DISABLED");
    }
}

on_both_databases! {
    fn an_erased_customer_leaves_the_sums_and_nothing_of_herself(site: &Site) {
        let (visitor, caller) = with_offer(site);
        assert_eq!(claimed(&caller, 1, "1", "secret-order-77").status, 200);
        let held = visitor.get("/customers/1/held.json").body;
        assert!(held.contains("secret-order-77") && held.contains("\"offer\""), "{held}");
        let actor = engage::access::Actor { publisher: site.app("Journey").publisher_id, user: None, token: None, role: engage::access::Role::Owner };
        erase::erase(&site.state, &actor, 1.into()).unwrap();
        assert_eq!(sums(&caller)["claimed"], 1);
        let page = visitor.get("/offers/1/grants").text("main");
        assert!(page.contains("No longer there") && !page.contains("secret-order-77"), "{page}");
    }

    fn a_deleted_app_takes_its_offers_with_it(site: &Site) {
        let (visitor, caller) = with_offer(site);
        claimed(&caller, 1, "1", "o1");
        visitor.post("/apps/1/delete", &[("name", "Journey")]).location();
        assert_eq!((visitor.get("/offers/1").status, caller.get("/api/v1/offers/1").status), (404, 404));
        let started = Instant::now();
        while site.state.database.read_now(rows_left("offers")).unwrap() > 0 {
            assert!(started.elapsed() < PATIENCE, "the offers are still there");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}
