//! Messages on their way to a receiver on this machine.

use crate::apps::add_app;
use crate::receiver::{Received, Receiver, ok, status};
use crate::rules_of_groups::save_formula;
use crate::site::{Site, on_both_databases};
use crate::visitor::{Visitor, signed_in_visitor};
use chrono::TimeDelta;
use engage::access::{Actor, Role};
use engage::groups::recount::recount_due;
use engage::ids::{PublisherId, WebhookId};
use engage::reading::ImportKind;
use engage::store::webhook_attempts::{self, Attempt, AttemptProblem};
use engage::store::webhook_endpoints::{self, DisabledFor, EndpointState, WebhookEndpoint, Wishes};
use engage::store::webhook_messages::{self, MessageState, WebhookEvent, WebhookMessage};
use engage::webhooks::endpoints::{self, Draft, EndpointError, UrlError};
use engage::webhooks::resend::{self, Again};
use std::time::{Duration, Instant};

/// How long anything may take that is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A publisher with an app, a segment of women and its owner.
struct Place<'a> {
    site: &'a Site,
    visitor: Visitor,
    actor: Actor,
}

impl<'a> Place<'a> {
    fn at(site: &'a Site) -> Self {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let first = site.file("first.csv", "account_id,age,gender\nann-1,30,F\nbob-1,30,M\n");
        site.take("Journey", ImportKind::Customers, &first);
        save_formula(&visitor, "Women", "Gender == Female");
        recount_due(&site.state).unwrap();
        let publisher = site.app("Journey").publisher_id;
        let actor = Actor { publisher, user: Some(1.into()), token: None, role: Role::Owner };
        Self { site, visitor, actor }
    }

    fn publisher(&self) -> PublisherId {
        self.actor.publisher
    }

    fn endpoint(&self, url: &str, events: &[WebhookEvent]) -> WebhookId {
        let wishes = Wishes { events: events.to_vec(), ..Wishes::default() };
        let draft = Draft { url: url.to_owned(), wishes };
        endpoints::create(&self.site.state, &self.actor, &draft).unwrap().0
    }

    fn take(&self, lines: &str) {
        let file = self.site.file("customers.csv", &format!("account_id,age,gender\n{lines}"));
        self.site.take("Journey", ImportKind::Customers, &file);
        recount_due(&self.site.state).unwrap();
    }

    fn find(&self, id: WebhookId) -> WebhookEndpoint {
        let find = |connection: &mut _| webhook_endpoints::find(connection, self.publisher(), id);
        self.site.state.database.read_now(find).unwrap()
    }

    /// The messages of an endpoint with their attempts, the oldest first.
    fn messages(&self, id: WebhookId) -> Vec<(WebhookMessage, Vec<Attempt>)> {
        let of = (self.publisher(), id);
        let read = |connection: &mut _| {
            let mut found = webhook_messages::page(connection, of, (None, None), 100)?;
            found.reverse();
            let attempts = |one: WebhookMessage| {
                let mut tried = webhook_attempts::of_messages(connection, of.0, &[one.id], 100)?;
                tried.reverse();
                Ok((one, tried))
            };
            found.into_iter().map(attempts).collect()
        };
        self.site.state.database.read_now(read).unwrap()
    }

    fn until<T>(&self, what: &str, mut found: impl FnMut() -> Option<T>) -> T {
        let started = Instant::now();
        loop {
            if let Some(found) = found() {
                return found;
            }
            assert!(started.elapsed() < PATIENCE, "waited in vain until {what}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn until_all(&self, id: WebhookId, state: MessageState) -> Vec<(WebhookMessage, Vec<Attempt>)> {
        self.until("all messages are as expected", || {
            let found = self.messages(id);
            found.iter().all(|(one, _)| one.state == state).then_some(found)
        })
    }
}

/// The events and account ids of what came.
fn said(received: &[Received]) -> Vec<String> {
    let line = |one: &Received| {
        let body = one.json();
        let data = &body["data"];
        let who = [&data["account_id"], &data["entered"], &data["left"]].map(|part| match part {
            serde_json::Value::Null => String::new(),
            part => format!(" {part}"),
        });
        format!("{} {}{}", data["sequence"], body["type"].as_str().unwrap(), who.concat())
    };
    received.iter().map(line).collect()
}

on_both_databases! {
    fn messages_arrive_in_order_and_are_signed(site: &Site) {
        let place = Place::at(site);
        let receiver = Receiver::start(|_, _| status("200 OK", "thanks, cat-1 and ann@example.com"));
        let endpoint = place.endpoint(&receiver.url, &[WebhookEvent::MembersChanged, WebhookEvent::MemberEntered]);
        place.take("cat-1,30,F\ndan-1,30,M\neve-1,30,F\n");
        let received = receiver.wait_for(3);
        assert_eq!(
            said(&received),
            [
                r#"1 group.members.changed ["cat-1","eve-1"] []"#,
                r#"2 group.member.entered "cat-1""#,
                r#"3 group.member.entered "eve-1""#,
            ]
        );
        for one in &received {
            assert_eq!((one.path.as_str(), one.header("content-type")), ("/hooks", "application/json"));
            assert!(one.header("webhook-id").starts_with("msg_") && one.header("webhook-signature").starts_with("v1,"));
            assert!(!one.body.contains('@') && one.body.len() < 20_000);
        }
        let ids: Vec<&str> = received.iter().map(|one| one.header("webhook-id")).collect();
        assert!(ids[1].ends_with("_0") && ids[2].ends_with("_1") && ids[0] != ids[1]);
        let kept = place.until_all(endpoint, MessageState::Delivered);
        let answers: Vec<_> = kept.iter().map(|(_, tried)| (tried[0].status, tried[0].answer.as_str())).collect();
        // Of people who enter at once, the last answer is kept; an answer is kept without the people whom it repeats.
        assert_eq!(answers, [(Some(200), "thanks, … and …"), (Some(200), "thanks, cat-1 and …")]);
    }

    fn a_message_that_does_not_arrive_is_tried_again_under_the_same_id_and_holds_back_its_group_only(site: &Site) {
        let place = Place::at(site);
        let receiver = Receiver::start(|request, before| match request.json()["type"].as_str() {
            Some("group.members.changed") if before < 2 => status("500 Oops", "not now"),
            _ => ok(),
        });
        let all = [WebhookEvent::MembersChanged, WebhookEvent::MemberEntered, WebhookEvent::ImportFinished];
        let endpoint = place.endpoint(&receiver.url, &all);
        place.take("cat-1,30,F\n");
        let received = receiver.wait_for(4);
        let types: Vec<_> = said(&received).iter().map(|line| line.split(' ').nth(1).unwrap().to_owned()).collect();
        let of_group: Vec<_> = types.iter().filter(|name| name.starts_with("group")).collect();
        assert_eq!(of_group, ["group.members.changed", "group.members.changed", "group.member.entered"]);
        let again: Vec<_> = received.iter().filter(|one| one.body.contains("members.changed")).collect();
        assert_eq!(again[0].header("webhook-id"), again[1].header("webhook-id"));
        assert_eq!(again[0].body, again[1].body);
        let kept = place.until_all(endpoint, MessageState::Delivered);
        let (_, tried) = kept.iter().find(|(one, _)| one.event == WebhookEvent::MembersChanged).unwrap();
        assert_eq!(tried.iter().map(|one| one.status).collect::<Vec<_>>(), [Some(500), Some(204)]);
        assert_eq!((tried[0].answer.as_str(), place.find(endpoint).failing_since), ("not now", None));
    }

    fn a_receiver_that_is_gone_is_told_no_more_until_an_owner_wants_it(site: &Site) {
        let place = Place::at(site);
        let receiver = Receiver::start(|_, before| if before == 0 { status("410 Gone", "") } else { ok() });
        let endpoint = place.endpoint(&receiver.url, &[WebhookEvent::MembersChanged]);
        place.take("cat-1,30,F\n");
        let found = place.until("it is disabled", || {
            Some(place.find(endpoint)).filter(|found| found.state == EndpointState::Disabled)
        });
        assert_eq!(found.reason, Some(DisabledFor::Gone));
        place.take("eve-1,30,F\n");
        assert_eq!(receiver.received().len(), 1);
        endpoints::enable(&site.state, &place.actor, endpoint).unwrap();
        let lines = said(&receiver.wait_for(3));
        assert_eq!(lines[1..], [r#"1 group.members.changed ["cat-1"] []"#, r#"2 group.members.changed ["eve-1"] []"#]);
    }

    fn an_endpoint_at_which_nothing_arrives_for_days_is_disabled_and_that_is_recorded(site: &Site) {
        let place = Place::at(site);
        let receiver = Receiver::start(|_, _| status("500 Oops", ""));
        let endpoint = place.endpoint(&receiver.url, &[WebhookEvent::MembersChanged]);
        let (of, since) = ((place.publisher(), endpoint), site.state.clock.now() - TimeDelta::days(5));
        let plant = |connection: &mut _| webhook_endpoints::set_failing(connection, of, Some(since));
        site.state.database.write_now(plant).unwrap();
        place.take("cat-1,30,F\n");
        let found = place.until("it is disabled", || {
            Some(place.find(endpoint)).filter(|found| found.state == EndpointState::Disabled)
        });
        assert_eq!(found.reason, Some(DisabledFor::Failing));
        let lines = crate::audit::newest(site, 10);
        assert!(lines.iter().any(|line| line.starts_with("job disabled webhook http://127.0.0.1")), "{lines:#?}");
    }

    fn private_addresses_and_redirects_lead_nowhere(site: &Site) {
        let place = Place::at(site);
        let create = |url: &str| {
            let wishes = Wishes { events: vec![WebhookEvent::MembersChanged], ..Wishes::default() };
            endpoints::create(&site.state, &place.actor, &Draft { url: url.to_owned(), wishes }).map(|(id, _)| id)
        };
        for (url, error) in [
            ("", UrlError::Missing),
            ("example.org", UrlError::Unreadable),
            ("ftp://example.org/", UrlError::Unreadable),
            ("https://ann:secret@example.org/", UrlError::Unreadable),
            ("https://10.0.0.1/", UrlError::Refused),
            ("https://[::1]/", UrlError::Refused),
            ("https://169.254.169.254/latest", UrlError::Refused),
            ("https://0xa9fea9fe/", UrlError::Refused),
            ("http://1.1.1.1/", UrlError::Refused),
        ] {
            assert!(matches!(create(url), Err(EndpointError::Url(found)) if found == error), "{url}");
        }
        let local = create("https://localhost.localdomain.invalid/").unwrap();
        let receiver = Receiver::start(|_, _| ("302 Found", String::from("Location: http://127.0.0.1:1/\r\n"), String::new()));
        let redirected = create(&receiver.url).unwrap();
        place.take("cat-1,30,F\n");
        let first = |id: WebhookId| place.until("it is tried", || place.messages(id).first()?.1.first().cloned());
        assert_eq!((first(local).status, first(local).problem), (None, Some(AttemptProblem::NoHost)));
        assert_eq!(first(redirected).status, Some(302));
        assert_eq!(receiver.received().len(), 1);
    }

    fn a_secret_signs_beside_the_one_before_it_for_a_day(site: &Site) {
        let place = Place::at(site);
        let receiver = Receiver::start(|_, _| ok());
        let endpoint = place.endpoint(&receiver.url, &[WebhookEvent::MembersChanged]);
        endpoints::rotate(&site.state, &place.actor, endpoint).unwrap();
        place.take("cat-1,30,F\n");
        assert_eq!(receiver.wait_for(1)[0].header("webhook-signature").split(' ').count(), 2);
        let found = place.find(endpoint);
        let past = site.state.clock.now() - TimeDelta::seconds(1);
        let expire = |connection: &mut _| webhook_endpoints::set_secret(connection, &found, &found.secret, past);
        site.state.database.write_now(expire).unwrap();
        place.take("eve-1,30,F\n");
        assert_eq!(receiver.wait_for(2)[1].header("webhook-signature").split(' ').count(), 1);
    }

    fn an_erased_customer_is_named_once_and_in_no_replay(site: &Site) {
        let place = Place::at(site);
        let receiver = Receiver::start(|_, _| ok());
        let all: Vec<WebhookEvent> = WebhookEvent::choices().filter(|event| *event != WebhookEvent::ImportFinished).collect();
        let endpoint = place.endpoint(&receiver.url, &all);
        place.take("cat-1,30,F\neve-1,30,F\n");
        receiver.wait_for(3);
        place.until_all(endpoint, MessageState::Delivered);
        place.visitor.post("/customers/3/erase", &[]).location();
        assert_eq!(said(&receiver.wait_for(4))[3], r#"4 customer.erased "cat-1""#);
        place.until_all(endpoint, MessageState::Delivered);
        assert_eq!(resend::replay(&site.state, &place.actor, endpoint, Again::From(1)).unwrap(), 3);
        // The count after the erasure may tell that somebody left, and names nobody.
        let again = place.until("the messages came again", || {
            let received = receiver.received();
            let (first, more) = received.split_at(4);
            let known: Vec<&str> = first.iter().map(|one| one.header("webhook-id")).collect();
            let again = more.iter().filter(|one| known.contains(&one.header("webhook-id"))).cloned();
            Some(again.collect::<Vec<_>>()).filter(|again| again.len() == 4)
        });
        assert_eq!(
            said(&again),
            [
                r#"1 group.members.changed ["eve-1"] []"#,
                "2 group.member.entered",
                r#"3 group.member.entered "eve-1""#,
                "4 customer.erased",
            ]
        );
        let named = receiver.received().iter().filter(|one| one.body.contains("cat-1")).count();
        assert_eq!(named, 3, "the change, the entry and the erasure, each once");
        assert!(place.messages(endpoint).iter().all(|(one, _)| one.person.is_none()));
    }

    fn everyone_in_a_group_and_a_test_are_sent_on_request(site: &Site) {
        let place = Place::at(site);
        let receiver = Receiver::start(|_, _| status("202 Accepted", "hello"));
        let endpoint = place.endpoint(&receiver.url, &[WebhookEvent::ImportFinished]);
        assert_eq!(resend::everyone(&site.state, &place.actor, (endpoint, 1.into())).unwrap(), Some(1));
        let received = receiver.wait_for(1);
        assert_eq!(said(&received), [r#"1 group.members.changed ["ann-1"] []"#]);
        assert_eq!(received[0].json()["data"]["cause"], "everyone");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let attempt = runtime.block_on(resend::test(&site.state, &place.actor, endpoint)).unwrap();
        assert_eq!((attempt.status, attempt.answer.as_str()), (Some(202), "hello"));
        assert_eq!(receiver.wait_for(2)[1].json()["type"], "engage.test");
        let viewer = Actor { role: Role::Editor, ..place.actor };
        assert!(runtime.block_on(resend::test(&site.state, &viewer, endpoint)).is_err());
    }
}
