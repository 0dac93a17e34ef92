//! Browsers that subscribe to push notifications, what people allow, and how they take it back.

use crate::api::{Answer, Caller};
use crate::flags::BackEnd;
use crate::site::{Site, on_both_databases};
use crate::traces::{rows_of_app, traces};
use crate::visitor::{PageAnswer, Visitor, owner, signed_in_visitor};
use engage::access::{Role, Scope};
use engage::consents::{self, ConsentChannel, ConsentPurpose, ConsentSource, Heard};
use engage::ids::AppId;
use engage::queue::Steps;
use engage::reading::ImportKind;
use engage::store::consents::About;
use serde_json::{Value, json};

const PATH: &str = "/push/v1/subscriptions";
/// The keys of the example of RFC 8291.
const P256DH: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

/// Sets push notifications of the app up.
pub fn set_up(visitor: &Visitor, contact: &str, hosts: &str) -> PageAnswer {
    visitor.get("/apps/1/push").form("form.stack").set("contact", contact).set("hosts", hosts).press("Save")
}

/// The publisher's own page in people's browsers.
pub struct Shop {
    page: Caller,
    back_end: BackEnd,
}

impl Shop {
    /// The page of the app *Journey*, with two customers, whose push notifications are set up.
    pub fn open(site: &Site) -> (Visitor, Self) {
        let visitor = signed_in_visitor(site);
        crate::apps::add_app(&visitor, "Journey");
        let customers = "account_id,email,age\nzoe-1,zoe.hers@example.com,30\nother,,30\n";
        site.take("Journey", ImportKind::Customers, &site.file("customers.csv", customers));
        assert_eq!(set_up(&visitor, "mailto:push@fabrikam.org", "").follow().status, 200);
        let shop = Self::of(&visitor, "1");
        (visitor, shop)
    }

    /// The page of an app whose push notifications are set up.
    pub fn of(visitor: &Visitor, app: &str) -> Self {
        Self { page: Caller::public(visitor, app), back_end: BackEnd::new(visitor, app) }
    }

    pub fn ask(&self, method: &str, account: &str, body: Value) -> Answer {
        let signed = self.back_end.sign(account);
        let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        self.page.send(method, PATH, &[("engage-identity", &signed), ("user-agent", agent)], Some(body))
    }

    /// Subscribes the browser at this endpoint, with a consent.
    pub fn subscribe(&self, account: &str, endpoint: &str) -> Answer {
        self.ask("POST", account, wish(endpoint))
    }

    /// The number of the subscription that an answer has a token for.
    pub fn number_of(&self, answer: &Answer) -> i32 {
        use base64::Engine;
        let token = answer.body["token"].as_str().unwrap();
        let bytes = base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(token).unwrap();
        i32::from_be_bytes(bytes[..4].try_into().unwrap())
    }

    pub fn say(&self, token: &str, event: &str) -> u16 {
        self.page.send("POST", "/push/v1/events", &[], Some(json!({ "token": token, "event": event }))).status
    }
}

pub fn wish(endpoint: &str) -> Value {
    json!({
        "subscription": {
            "endpoint": endpoint,
            "expirationTime": null,
            "keys": { "p256dh": P256DH, "auth": AUTH },
        },
        "language": "fr-fr",
        "time_zone": "Europe/Paris",
        "consent": { "purpose": "promotional", "text": "Tell zoe-1 about offers" },
    })
}

fn at(name: &str) -> String {
    format!("https://fcm.googleapis.com/fcm/send/{name}")
}

/// What the customer's page says of browsers and of what the person has allowed.
fn said(visitor: &Visitor, account: &str) -> Vec<String> {
    visitor.get("/customers").click(account).select("[aria-labelledby='push-heading'] tbody tr")
}

on_both_databases! {
    fn a_contact_that_apple_refuses_is_refused_before_anybody_subscribes(site: &Site) {
        let visitor = signed_in_visitor(site);
        crate::apps::add_app(&visitor, "Journey");
        for wrong in ["", "a@fabrikam.org", "mailto:a@localhost", "mailto:a@fabrikam.invalid", "https://127.0.0.1/"] {
            let refused = set_up(&visitor, wrong, "");
            assert_eq!((refused.status, refused.form("form.stack").value("contact")), (422, wrong));
        }
        assert_eq!(set_up(&visitor, "mailto:a@fabrikam.org", "localhost").select("#hosts-errors p").len(), 1);
        let stale = visitor.get("/apps/1/push").form("form.stack").set("contact", "https://fabrikam.org/");
        let page = set_up(&visitor, "mailto:a@fabrikam.org", "UP.fabrikam.org").follow();
        let key = |page: &PageAnswer| page.select("pre code")[1].clone();
        assert!(key(&page).contains("key: \"B"), "{}", key(&page));
        assert_eq!(page.form("form.stack").value("hosts"), "up.fabrikam.org");
        let late = stale.press("Save");
        assert_eq!((late.status, late.form("form.stack").value("contact")), (422, "https://fabrikam.org/"));
        let again = late.form("form.stack").press("Save").follow();
        assert_eq!(key(&again), key(&page), "browsers have subscribed to the key");
        assert_eq!(owner(site, "eve@example.org").get("/apps/1/push").status, 404);
    }

    fn a_browser_subscribes_for_whom_a_back_end_signed_and_with_what_was_allowed(site: &Site) {
        let (visitor, shop) = Shop::open(site);
        let first = shop.subscribe("zoe-1", &at("one"));
        assert_eq!((first.status, &first.headers["access-control-allow-origin"]), (201, &"*".parse().unwrap()));
        assert_eq!(shop.subscribe("zoe-1", &at("one")).status, 200, "the same again");
        let rows = said(&visitor, "zoe-1");
        assert!(rows[0].contains("Firefox · Linux") && rows[0].contains("fr-FR") && rows[0].contains("Subscribed"), "{rows:?}");
        assert!(rows[1].contains("Promotional") && rows[1].contains("Tell zoe-1 about offers"), "{rows:?}");
        assert_eq!(rows.len(), 2);
        assert_eq!(visitor.get("/apps/1/push").select("main dd"), ["1", "1"]);
        // Who has just signed up is no customer yet.
        assert_eq!(shop.subscribe("new-one", &at("two")).status, 201);
        let of = |change: fn(&mut Value)| {
            let mut body = wish(&at("three"));
            change(&mut body);
            let answer = shop.ask("POST", "zoe-1", body);
            (answer.status, answer.body["errors"][0]["pointer"].as_str().unwrap_or_default().to_owned())
        };
        let wrong = |pointer: &str| (422, String::from(pointer));
        assert_eq!(of(|body| body["subscription"]["endpoint"] = json!("https://127.0.0.2/x")), wrong("/subscription/endpoint"));
        assert_eq!(of(|body| body["subscription"]["keys"]["auth"] = json!("short")), wrong("/subscription/keys"));
        assert_eq!(of(|body| body["language"] = json!("?")), wrong("/language"));
        assert_eq!(of(|body| body["consent"]["text"] = json!(" ")), wrong("/consent/text"));
        assert_eq!(of(|body| body["consent"]["purpose"] = json!("anything")), wrong("/consent/purpose"));
        assert_eq!(of(|body| body["more"] = json!(1)).0, 422);
        assert_eq!(of(|body| body["consent"]["text"] = json!("x".repeat(20_000))).0, 413);
        assert_eq!(of(|body| body["time_zone"] = json!("Mars/Olympus")).0, 201, "a zone that is not known is none");
        let unsigned = shop.page.send("POST", PATH, &[], Some(wish(&at("four"))));
        assert_eq!(unsigned.status, 403);
        let secret = Caller::with(&visitor, engage::access::Scope::ALL);
        let signed = shop.back_end.sign("zoe-1");
        assert_eq!(secret.send("POST", PATH, &[("engage-identity", &signed)], Some(wish(&at("four")))).status, 403);
        assert_eq!(Caller::at(&visitor.url, "engp_wrong").send("POST", PATH, &[], Some(wish(&at("four")))).status, 401);
        assert_eq!(shop.page.send("GET", PATH, &[], None).status, 405);
        let asks = shop.page.send("OPTIONS", PATH, &[("access-control-request-method", "DELETE")], None);
        assert!(asks.headers["access-control-allow-methods"].to_str().unwrap().contains("DELETE"));
        crate::apps::add_app(&visitor, "Other");
        let other = Shop::of(&visitor, "2");
        assert_eq!(other.subscribe("zoe-1", &at("five")).status, 409, "nobody has set it up");
    }

    fn a_person_has_few_browsers_and_one_belongs_to_who_signed_in_last(site: &Site) {
        let (visitor, shop) = Shop::open(site);
        for number in 0..25 {
            assert_eq!(shop.subscribe("zoe-1", &at(&number.to_string())).status, 201);
        }
        assert_eq!(visitor.get("/apps/1/push").select("main dd"), ["20", "1"]);
        assert_eq!(shop.subscribe("other", &at("24")).status, 200);
        let rows = said(&visitor, "other");
        assert!(rows[0].contains("Of another account until"), "{rows:?}");
        assert_eq!(visitor.get("/apps/1/push").select("main dd"), ["20", "2"]);
        // Signing out ends it, for whose it is only.
        assert_eq!(shop.ask("DELETE", "zoe-1", json!({ "endpoint": at("24") })).status, 204);
        assert_eq!(visitor.get("/apps/1/push").select("main dd"), ["20", "2"]);
        for _ in 0..2 {
            assert_eq!(shop.ask("DELETE", "other", json!({ "endpoint": at("24") })).status, 204);
        }
        assert_eq!(visitor.get("/apps/1/push").select("main dd"), ["19", "1"]);
        assert!(said(&visitor, "other")[0].contains("Signed out"));
        let found = traces(site, &["fcm/send/24"]);
        assert_eq!(found, [""; 0], "the address has gone with it");
        assert_eq!(shop.subscribe("other", &at("24")).status, 201);
    }

    fn what_was_allowed_is_taken_back_without_signing_in(site: &Site) {
        let (visitor, shop) = Shop::open(site);
        let answer = shop.subscribe("zoe-1", &at("one")).body;
        let newest = || said(&visitor, "zoe-1")[1].clone();
        assert_eq!(shop.say("no-token", "unsubscribed"), 404);
        assert_eq!(shop.say(answer["token"].as_str().unwrap(), "anything"), 422);
        for _ in 0..2 {
            assert_eq!(shop.say(answer["token"].as_str().unwrap(), "unsubscribed"), 204);
        }
        assert!(newest().contains("Taken back") && newest().contains("By the link of a message"), "{}", newest());
        assert_eq!(said(&visitor, "zoe-1").len(), 3, "what is said twice is written once");
        assert_eq!(shop.subscribe("zoe-1", &at("one")).status, 200);
        assert!(newest().contains("Allowed"), "{}", newest());
        let stranger = Visitor::new(site);
        let url = answer["unsubscribe"].as_str().unwrap();
        let path = &url[url.find("/unsubscribe/").unwrap()..];
        let page = stranger.get(path);
        assert!(newest().contains("Allowed"), "looking at the page changes nothing");
        let done = page.form("form").press("No more notifications");
        assert!(done.status == 200 && done.text("main").contains("You get no more notifications from"), "{}", done.body);
        assert!(newest().contains("Taken back"), "{}", newest());
        assert_eq!(stranger.get("/unsubscribe/none").status, 404);
        // Whatever else a token is used for, whoever has it can still leave.
        shop.subscribe("zoe-1", &at("one"));
        let token = answer["token"].as_str().unwrap();
        let refused = (0..60).filter(|_| shop.say(token, "closed") == 429).count();
        assert!(refused > 0, "what is said of a message has a rate");
        assert_eq!(stranger.get(path).status, 200, "the page for leaving is there all the same");
        assert!(newest().contains("Allowed"), "{}", newest());
        assert_eq!(shop.say(token, "unsubscribed"), 204);
        assert!(newest().contains("Taken back"), "{}", newest());
        shop.subscribe("zoe-1", &at("one"));
        let customer = visitor.get("/customers").click("zoe-1");
        assert_eq!(customer.form("form[action$='/consents/withdraw']").press("Take back").follow().status, 200);
        assert!(newest().contains("Here"), "{}", newest());
        // A person changes their mind a few times, and not for ever.
        let (publisher, now) = (site.app("Journey").publisher_id, site.state.clock.now());
        let give_all = |connection: &mut _| {
            let (channel, purpose) = (ConsentChannel::WebPush, ConsentPurpose::Promotional);
            let about = || About { publisher, account: "zoe-1", channel, purpose };
            let mut given = 0;
            while consents::give(connection, about(), (ConsentSource::Browser, &given.to_string()), Heard::at_once(now))? {
                given += 1;
            }
            Ok(given)
        };
        let given: i64 = site.state.database.write_now(give_all).unwrap();
        let mut body = wish(&at("one"));
        body["consent"]["text"] = json!("once more");
        assert!(given > 150 && given < consents::MOST && shop.ask("POST", "zoe-1", body).status == 409, "{given}");
    }

    fn nothing_is_left_of_an_erased_persons_browsers_but_that_they_are_not_written_to(site: &Site) {
        let (visitor, shop) = Shop::open(site);
        shop.subscribe("zoe-1", &at("of-hers"));
        let customer = visitor.get("/customers").click("zoe-1");
        let held: Value = serde_json::from_str(&customer.click("Everything held, as a file").body).unwrap();
        assert_eq!(held["push"]["browsers"][0]["endpoint"], at("of-hers"));
        assert_eq!(held["push"]["consents"][0]["text"], "Tell zoe-1 about offers");
        customer.click("Erase").form("main form").press("Erase").follow();
        assert_eq!(traces(site, &["zoe-1", "of-hers", "zoe.hers"]), [""; 0]);
        assert!(traces(site, &["erased"]).contains(&String::from("suppressions.reason")));
        assert_eq!(shop.subscribe("zoe-1", &at("of-hers")).status, 409);
        assert_eq!(shop.subscribe("other", &at("of-hers")).status, 201);
    }

    fn who_has_only_subscribed_can_be_told_what_is_held_and_be_erased(site: &Site) {
        let (visitor, shop) = Shop::open(site);
        assert_eq!(shop.subscribe("newcomer", &at("newcomer")).status, 201);
        let caller = Caller::with(&visitor, &[Scope::Read, Scope::Members, Scope::Erase]);
        let path = "/api/v1/customers/newcomer";
        let held = caller.get(path);
        assert_eq!((held.status, &held.body["customer"], held.body["push"]["browsers"].as_array().unwrap().len()), (200, &Value::Null, 1));
        assert_eq!(caller.send("DELETE", &format!("{path}?dry_run=1"), &[], None).status, 200);
        assert_eq!(caller.get(path).status, 200, "a trial erases nothing");
        assert_eq!(caller.send("DELETE", path, &[], None).status, 204);
        assert_eq!((caller.get(path).status, caller.send("DELETE", path, &[], None).status), (404, 404));
        assert_eq!(crate::traces::traces(site, &["newcomer"]), [""; 0]);
    }

    fn a_page_tells_and_erases_who_has_only_subscribed(site: &Site) {
        let (visitor, shop) = Shop::open(site);
        assert_eq!(shop.subscribe("newcomer", &at("newcomer")).status, 201);
        let editor = crate::access::colleague(site, Role::Editor);
        let page = editor.get("/customers/check?who=newcomer").click("See what is held");
        assert_eq!((page.select("tbody tr").len(), page.select("#erase").len()), (2, 0), "{}", page.text("main"));
        let file: Value = serde_json::from_str(&editor.get("/customers/subscribed.json?who=newcomer").body).unwrap();
        assert_eq!(file["push"]["browsers"].as_array().unwrap().len(), 1);
        assert!(editor.get("/customers/subscribed?who=zoe-1").text("main").contains("A customer has this account ID"));
        let colleague = crate::access::colleague(site, Role::Viewer);
        assert_eq!(colleague.get("/customers/check?who=newcomer").select("main a.button").len(), 0);
        let hooks = crate::receiver::Receiver::start(|_, _| crate::receiver::ok());
        let form = visitor.get("/webhooks/new").form("form.stack").set("url", &hooks.url);
        assert_eq!(form.check("events[]", "customer.erased").press("Save").status, 201);
        let done = visitor.get(&page.path).form("#erase").press("Erase").follow();
        assert_eq!(crate::webhook_uses::until(&hooks, "customer.erased"), serde_json::json!({ "account_id": "newcomer" }));
        assert!(done.text(".notice.success").contains("Nothing of this person"), "{}", done.text("main"));
        assert_eq!(visitor.post("/customers/subscribed/erase", &[("who", "newcomer")]).follow().select(".notice.error").len(), 1);
        assert_eq!(crate::traces::traces(site, &["newcomer"]), [""; 0]);
    }

    fn the_browsers_of_a_deleted_app_go_with_it(site: &Site) {
        let (visitor, shop) = Shop::open(site);
        crate::apps::add_app(&visitor, "Other");
        shop.subscribe("zoe-1", &at("of-hers"));
        visitor.get("/apps/1/delete").form("main form").set("name", "Journey").press("Delete the app").follow();
        let (publisher, mut steps) = (site.app("Other").publisher_id, Steps::here_and_now(&site.state));
        engage::apps::delete::run(&site.state, publisher, AppId::from(1), &mut steps).unwrap();
        assert_eq!(rows_of_app(site, 1), ["api_tokens"], "its token is revoked");
        assert_eq!(traces(site, &["zoe-1", "of-hers"]), [""; 0]);
    }

    fn the_scripts_for_pages_are_small_and_open_to_every_site(site: &Site) {
        for name in ["client.js", "worker.js"] {
            let answer = reqwest::blocking::get(format!("{}/push/v1/{name}", site.url)).unwrap();
            let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
            assert_eq!(header("content-type"), "text/javascript; charset=utf-8");
            assert_eq!(header("access-control-allow-origin"), "*");
            assert_eq!(header("cross-origin-resource-policy"), "cross-origin");
            let text = answer.text().unwrap();
            assert!(text.len() < 4_096 && !text.contains("import("), "{name} has {} bytes", text.len());
        }
    }
}
