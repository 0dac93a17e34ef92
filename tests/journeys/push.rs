//! Notifications in real browsers, on a page of another site that has exactly what the app's page says to put there: Chromium,
//! whose push service a script stands in for, and Firefox, which is connected to a push service of the test.

use crate::browser::Browser;
use crate::journey::{ENGLISH, Journey};
use crate::peer::Peer;
use crate::publisher::Publisher;
use crate::receiver::{Receiver, status};
use crate::shop;
use crate::site::{Site, left_out};
use engage::consents::{ConsentChannel, ConsentPurpose};
use engage::ids::NotificationId;
use engage::notifications::comparison::{DAYS_BY_DEFAULT, NewComparison};
use engage::notifications::content::{Links, Wording};
use engage::notifications::drafts::{self, Draft, EXPIRES_BY_DEFAULT};
use engage::notifications::report::{Report, report};
use engage::notifications::start;
use engage::push::setup;
use engage::store::consents::{self, About, ConsentState};
use engage::store::notification_times::Timing;
use engage::store::notifications::{self, Devices, Urgency};
use engage::store::{publishers, subscriptions};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long anything may take that is waited for, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the shop's page sees of the notifications that are shown.
const SHOWN: &str = "const at = await navigator.serviceWorker.ready;
    return (await at.getNotifications()).map(({ title, body, tag }) => [title, body, tag]);";

/// A browser of a person.
trait Device {
    fn open(&mut self, url: &str);
    fn click(&mut self, selector: &str);
    /// What the page answers to the body of an asynchronous function.
    fn ask(&mut self, script: &str) -> Value;
    /// Has the push service hand the last message to the browser, once more where it came before.
    fn bring(&mut self);
}

struct Chromium<'a> {
    browser: &'a Browser,
    service: Receiver,
}

impl<'a> Chromium<'a> {
    fn new(browser: &'a Browser) -> Self {
        let service = Receiver::start(|_, _| status("201 Created", ""));
        let script = include_str!("push/stand_in.js").replace("SERVICE", &service.url);
        browser.command("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script }));
        browser.command("ServiceWorker.enable", json!({}));
        Self { browser, service }
    }

    fn allow(&self, origin: &str) {
        self.browser.command("Browser.grantPermissions", json!({ "origin": origin, "permissions": ["notifications"] }));
    }
}

impl Device for Chromium<'_> {
    fn open(&mut self, url: &str) {
        self.allow(url);
        self.browser.open_anywhere(url);
    }

    fn click(&mut self, selector: &str) {
        self.browser.click(selector);
    }

    fn ask(&mut self, script: &str) -> Value {
        let script =
            format!("const answer = arguments[arguments.length - 1]; (async () => {{ {script} }})().then(answer);");
        self.browser.ask(&script, Vec::new())
    }

    fn bring(&mut self) {
        let received = until("a message came", || self.service.received().pop());
        let hex: String = received.bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let text = self.ask(&format!("return openSealed('{hex}');"));
        let origin = self.ask("return location.origin;");
        // The workers of a fresh profile are counted from 0, and one of another origin takes nothing.
        for worker in 0..2 {
            let message = json!({ "origin": origin, "registrationId": worker.to_string(), "data": text });
            self.browser.command("ServiceWorker.deliverPushMessage", message);
        }
    }
}

struct Firefox(Peer);

impl Firefox {
    /// Firefox, where `bin/test` could have it.
    fn start() -> Option<Self> {
        let found = ["ENGAGE_TEST_NPM", "ENGAGE_TEST_FIREFOX"].map(|name| std::env::var(name).ok());
        let [Some(packages), Some(firefox)] = found else {
            left_out("Firefox, as ENGAGE_TEST_NPM or ENGAGE_TEST_FIREFOX is not set");
            return None;
        };
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/journeys/push/firefox.cjs");
        Some(Self(Peer::start(Path::new("node"), &[script.to_str().unwrap(), &packages, &firefox])))
    }

    fn say(&mut self, question: Value) -> Value {
        let answer = self.0.ask(&question);
        assert!(answer.get("error").is_none(), "{question}: {answer}");
        answer
    }
}

impl Device for Firefox {
    fn open(&mut self, url: &str) {
        self.say(json!({ "open": url }));
    }

    fn click(&mut self, selector: &str) {
        self.say(json!({ "click": selector }));
    }

    fn ask(&mut self, script: &str) -> Value {
        self.say(json!({ "ask": script }))
    }

    fn bring(&mut self) {
        // What Firefox says of a message that it has decrypted and handed to the worker.
        assert_eq!(self.say(json!({ "bring": true }))["code"], 100);
    }
}

fn until<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = found() {
            return found;
        }
        assert!(Instant::now() < end, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(25));
    }
}

/// A shop whose page and worker are what the app's page says, which the person of this account is signed in at.
fn open_shop(publisher: &Publisher<'_>, browser: &Browser, account: &str) -> String {
    browser.open("/apps/1/push");
    let [worker, page] = [0, 1].map(|place| {
        let script = format!("arguments[0](document.querySelectorAll('pre code')[{place}].textContent)");
        browser.ask(&script, Vec::new()).as_str().unwrap().to_owned()
    });
    let page = page.replace("engp_…", &publisher.token(true));
    let page = format!("<!doctype html><title>Shop</title><button id=\"button\">Tell me about offers</button>{page}");
    let worker = format!("{worker}\n{}", include_str!("push/worker.js"));
    let signed = publisher.signed(account);
    shop::open(move |path| match path {
        "/" => Some(("text/html; charset=utf-8", page.clone().into())),
        "/engage-worker.js" => Some(("text/javascript", worker.clone().into())),
        "/engage-identity" => Some(("text/plain", signed.clone().into())),
        _ => None,
    })
}

impl Publisher<'_> {
    fn draft(&self, name: &str) -> NotificationId {
        let wording = Wording {
            language: String::from("en"),
            title: format!("{name} is here"),
            body: String::from("Zoë 😀"),
            target: String::from("https://fabrikam.org/spring"),
            ..Wording::default()
        };
        let draft = Draft {
            app: self.app,
            name: name.to_owned(),
            purpose: ConsentPurpose::Promotional,
            groups: vec![self.women],
            except: Vec::new(),
            devices: Devices::Recent,
            wordings: vec![wording],
            urgency: Urgency::Normal,
            expires_hours: EXPIRES_BY_DEFAULT,
            per_second: None,
            repeats: true,
            comparison: NewComparison { days: DAYS_BY_DEFAULT, ..NewComparison::default() },
            timing: Timing { keeps_quiet: false, ..Timing::default() },
        };
        drafts::create(&self.site.state, &self.actor, &draft, &Links { origin: self.site.url.clone() }).unwrap()
    }

    fn send(&self, id: NotificationId) {
        let state = &self.site.state;
        let publisher =
            state.database.read_now(|connection| publishers::find(connection, self.actor.publisher)).unwrap();
        start::send(state, &self.actor, &publisher, (id, 1)).unwrap();
    }

    fn report(&self, id: NotificationId) -> Report {
        let state = &self.site.state;
        let find = |connection: &mut _| notifications::find(connection, self.actor.publisher, id);
        report(state, &state.database.read_now(find).unwrap()).unwrap()
    }

    /// How many browsers may be sent messages.
    fn browsers(&self) -> i64 {
        let key = self.site.app("Journey").key();
        self.site.state.database.read_now(|connection| subscriptions::count(connection, key)).unwrap().0
    }

    /// What the person said last of promotional messages.
    fn said(&self, account: &str) -> Option<ConsentState> {
        let (channel, purpose) = (ConsentChannel::WebPush, ConsentPurpose::Promotional);
        let about = About { publisher: self.actor.publisher, account, channel, purpose };
        let newest = self.site.state.database.read_now(|connection| consents::newest(connection, about)).unwrap();
        newest.map(|said| said.state)
    }
}

/// Presses a button of the notification that is shown; without a name, the notification itself.
fn press(device: &mut dyn Device, button: &str) {
    device.ask(&format!(
        "const {{ active }} = await navigator.serviceWorker.ready;
        const {{ port1, port2 }} = new MessageChannel();
        return new Promise((resolve) => {{
          port1.onmessage = () => resolve(null);
          active.postMessage('{button}', [port2]);
        }});"
    ));
}

/// A person allows messages, is sent one that shows once however often it comes, clicks it, and has enough.
fn messages(publisher: &Publisher<'_>, device: &mut dyn Device, (shop, account): (&str, &str)) -> NotificationId {
    device.open(&format!("{shop}/"));
    device.click("#button");
    until("the browser has subscribed", || (publisher.browsers() == 1).then_some(()));
    assert_eq!(publisher.said(account), Some(ConsentState::Given));
    let id = publisher.draft("Spring");
    publisher.send(id);
    until("it is accepted", || (publisher.report(id).accepted == 1).then_some(()));
    device.bring();
    until("it is shown", || (publisher.report(id).shown == 1).then_some(()));
    let shown = json!([["Spring is here", "Zoë 😀", format!("n-{id}")]]);
    assert_eq!(device.ask(SHOWN), shown);
    device.bring();
    until("it is shown again", || (device.ask(SHOWN) == shown).then_some(()));
    assert_eq!(publisher.report(id).launched, 0);
    press(device, "");
    until("it is clicked", || (publisher.report(id).launched == 1).then_some(()));
    until("a click takes it away", || (device.ask(SHOWN) == json!([])).then_some(()));
    device.bring();
    until("it is shown once more", || (device.ask(SHOWN) == shown).then_some(()));
    press(device, "unsubscribe");
    until("it is taken back", || (publisher.said(account) == Some(ConsentState::Withdrawn)).then_some(()));
    let report = publisher.report(id);
    assert_eq!((report.planned, report.accepted, report.shown, report.launched), (1, 1, 1, 1));
    // Whoever signs out is not written to at this browser.
    device.ask("await push.leave();");
    assert_eq!((publisher.browsers(), device.ask("return push.refresh();")), (0, Value::Null));
    id
}

/// *Send to this browser* takes a text through everything to the browser of whoever looks at it.
fn trial(journey: &Journey<'_>, chromium: &mut Chromium<'_>, id: NotificationId) {
    let before = chromium.service.received().len();
    chromium.allow(&journey.site.url);
    journey.browser.open(&format!("/notifications/{id}/preview"));
    journey.press("trial-send");
    journey.browser.sees(".notice.success", &journey.text("trial-sent"));
    assert_eq!(chromium.service.received().len(), before + 1);
    chromium.bring();
    let shown = "const at = await navigator.serviceWorker.getRegistration('/push/v1/app-1/');
        return (await at.getNotifications()).map(({ title }) => title);";
    until("it is shown", || (chromium.ask(shown) == json!(["Spring is here"])).then_some(()));
}

/// The bytes beside a text are those that the program counts, while somebody types.
fn bytes_beside_a_text(journey: &Journey<'_>, id: NotificationId) {
    let browser = &journey.browser;
    browser.open(&format!("/notifications/{id}"));
    journey.press("notification-duplicate");
    let texts = [
        ("language", "fr-CA"),
        ("title", "“Zoë” \\ 😀 {market|you}"),
        ("body", "One\nTwo {age_group|\"you\"}"),
        ("target", "https://fabrikam.org/"),
        ("icon", "https://fabrikam.org/ü.png"),
    ];
    for (field, text) in texts {
        browser.fill(&format!("#texts-0-{field}"), text);
    }
    let typed = browser.texts("#texts-0-bytes");
    // With one text more the page comes anew.
    journey.press("notification-add-language");
    until("the page comes anew", || (browser.count("#texts-1-bytes") == 1).then_some(()));
    browser.sees("#texts-0-bytes", &typed[0]);
}

#[test]
fn browsers_show_a_message_once_and_say_what_becomes_of_it() {
    let site = Site::on_sqlite();
    let journey = Journey::of_owner(&site, ENGLISH);
    journey.add_app();
    let publisher = Publisher::of(&site);
    let contact = setup::Draft { contact: String::from("mailto:push@fabrikam.org"), ..setup::Draft::default() };
    setup::save(&site.state, &publisher.actor, publisher.app, &contact).unwrap();
    let mut chromium = Chromium::new(&journey.browser);
    let shop = open_shop(&publisher, &journey.browser, "1");
    let id = messages(&publisher, &mut chromium, (&shop, "1"));
    trial(&journey, &mut chromium, id);
    bytes_beside_a_text(&journey, id);
    if let Some(mut firefox) = Firefox::start() {
        let shop = open_shop(&publisher, &journey.browser, "3");
        messages(&publisher, &mut firefox, (&shop, "3"));
    }
}
