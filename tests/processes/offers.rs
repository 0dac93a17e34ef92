//! Offers of a program that is killed while many customers claim them at once.

use crate::direct::Direct;
use crate::program::{on_either_database, until};
use serde_json::{Value, json};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Customers who claim, and how many of them can.
const PEOPLE: usize = 1_000;
const STOCK: usize = 100;

/// Programs that claim at once for them.
const CLAIMERS: usize = 8;

/// After how many claims that were answered the program is killed, each time.
const KILLS: [usize; 4] = [10, 35, 60, 90];

/// What became of a claim, in the words of its answer.
fn claim(url: &Mutex<String>, token: &str, number: usize) -> (u16, Value) {
    let client = reqwest::blocking::Client::builder().timeout(Duration::from_secs(20)).build().unwrap();
    let body = json!({ "account_id": format!("u{number}"), "order_id": format!("o{number}") });
    // Whoever gets no answer asks again with the same order.
    until("an answer", || {
        let path = format!("{}/api/v1/offers/1/claims", url.lock().unwrap());
        let request = client.post(path).bearer_auth(token).header("content-type", "application/json");
        let answer = request.body(body.to_string()).send().ok()?;
        let status = answer.status().as_u16();
        let body = serde_json::from_slice(&answer.bytes().ok()?).ok()?;
        // 503 while the database is not there yet.
        (status < 500).then_some((status, body))
    })
}

on_either_database! {
    with [("ENGAGE_API_RATE", "100000")];
    fn a_stock_is_claimed_exactly_as_often_as_it_says_over_kills(installation: &Installation) {
        let program = installation.start("data");
        let visitor = program.owner();
        visitor.get("/apps/new").form("main form").set("name", "Journey").press("Save").location();
        let lines: String = (0..PEOPLE).map(|number| format!("u{number},30\n")).collect();
        let sent = visitor.import("customers", "customers.csv", format!("account_id,age\n{lines}").as_bytes());
        visitor.wait_for(&sent);
        let form = visitor.get("/groups/new").form("#group-form").set("name", "Grown-ups");
        form.set("formula", "Age >= 18").press("save").location();
        let form = visitor.get("/offers/new").form("form.stack").set("name", "Gold").set("worth", "20");
        let form = form.set("products", "10x gold coins").set("stock", &STOCK.to_string()).check("groups[]", "1");
        let path = form.press("Save").location();
        visitor.post(&format!("{path}/start"), &[]).location();
        let printed = installation.run("data", &["token", "create", "--name", "Shop", "--scope", "offers"]);
        assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
        let token = String::from_utf8(printed.stdout).unwrap().trim().to_owned();

        let url = Mutex::new(program.url.clone());
        let (next, won, kept) = (AtomicUsize::new(0), AtomicUsize::new(0), Mutex::new(Vec::new()));
        let program = std::thread::scope(|threads| {
            for _ in 0..CLAIMERS {
                threads.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= PEOPLE {
                            break;
                        }
                        match claim(&url, &token, number) {
                            (200, _) => {
                                kept.lock().unwrap().push(number);
                                won.fetch_add(1, Ordering::Relaxed);
                            }
                            (409, body) => assert!(body["type"].as_str().unwrap().ends_with("exhausted"), "{body}"),
                            other => panic!("{other:?}"),
                        }
                    }
                });
            }
            let mut program = program;
            for after in KILLS {
                until("claims", || (won.load(Ordering::Relaxed) >= after).then_some(()));
                program.kill();
                program = installation.start("data");
                *url.lock().unwrap() = program.url.clone();
            }
            program
        });
        let kept = kept.into_inner().unwrap();
        assert_eq!(kept.len(), STOCK);
        let mut database = Direct::to(installation, "data");
        let claimed = "SELECT COUNT(*) AS number FROM offer_grants WHERE state = 'claimed'";
        let stock = i64::try_from(STOCK).unwrap();
        assert_eq!((database.number(claimed), database.number("SELECT taken AS number FROM offers")), (stock, stock));
        for number in kept {
            let (status, body) = claim(&url, &token, number);
            assert_eq!((status, &body["is_repeated"]), (200, &json!(true)), "{number} has what was answered");
        }
        assert!(program.stop().success());
    }
}
