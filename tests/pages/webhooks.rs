//! Messages to the publisher's programs: what is written, when, and for whom.

use crate::access::colleague;
use crate::apps::add_app;
use crate::receiver::{Receiver, status};
use crate::rules_of_groups::save_formula;
use crate::site::{Site, on_both_databases};
use crate::visitor::{Visitor, owner, signed_in_visitor};
use engage::access::Role;
use engage::groups::recount::recount_due;
use engage::ids::{PublisherId, WebhookId};
use engage::reading::ImportKind;
use engage::store::not_found;
use engage::store::webhook_endpoints::{self, DisabledFor, Wishes};
use engage::store::webhook_messages::{self, WebhookEvent, WebhookMessage};
use engage::webhooks::outbox::{self, Happening};

/// An endpoint that is added on its page, which is returned, and is told of the members of groups.
pub fn add_webhook(visitor: &Visitor, url: &str) -> String {
    let form = visitor.get("/webhooks/new").form("form.stack").set("url", url);
    let page = form.press("Save");
    assert_eq!(page.status, 201);
    page.attributes("a[href$='/edit']", "href")[0].trim_end_matches("/edit").to_owned()
}

/// An endpoint that is planted, not created on its page.
fn plant(site: &Site, publisher: PublisherId, events: &[WebhookEvent]) -> WebhookId {
    let (wishes, now) = (Wishes { events: events.to_vec(), ..Wishes::default() }, site.state.clock.now());
    let make = |connection: &mut _| {
        webhook_endpoints::create(connection, (publisher, None), ("https://example.org/", &wishes, ""), now)
    };
    site.state.database.write_now(make).unwrap()
}

fn messages(site: &Site, publisher: PublisherId, endpoint: WebhookId) -> Vec<WebhookMessage> {
    let read = |connection: &mut _| webhook_messages::page(connection, (publisher, endpoint), (None, None), 100);
    let mut found = site.state.database.read_now(read).unwrap();
    found.reverse();
    found
}

/// The sequences, events and data of messages.
fn told(site: &Site, publisher: PublisherId, endpoint: WebhookId) -> Vec<String> {
    let words = |one: WebhookMessage| {
        let mut data: serde_json::Value = serde_json::from_str(&one.data).unwrap();
        let fields = data.as_object_mut().unwrap();
        fields.retain(|name, value| !matches!(name.as_str(), "app" | "day" | "import" | "kind") && *value != 0);
        format!("{}-{} {} {data}", one.sequence, one.sequence + one.count - 1, one.event.word())
    };
    messages(site, publisher, endpoint).into_iter().map(words).collect()
}

fn take(site: &Site, lines: &str) {
    let file = site.file("customers.csv", &format!("account_id,age,gender\n{lines}"));
    site.take("Journey", ImportKind::Customers, &file);
    recount_due(&site.state).unwrap();
}

fn set_minimum(visitor: &Visitor, minimum: &str) {
    let form = visitor.get("/settings").form("form[action='/settings/rules']").set("minimum_size", minimum);
    form.press("Save").location();
}

/// A segment of one woman, with nothing under way.
fn women(site: &Site) -> (Visitor, PublisherId) {
    let visitor = signed_in_visitor(site);
    add_app(&visitor, "Journey");
    set_minimum(&visitor, "1");
    site.take(
        "Journey",
        ImportKind::Customers,
        &site.file("first.csv", "account_id,age,gender\nann-1,30,F\nbob-1,30,M\n"),
    );
    save_formula(&visitor, "Women", "Gender == Female");
    site.stop_workers();
    recount_due(&site.state).unwrap();
    (visitor, site.app("Journey").publisher_id)
}

on_both_databases! {
    fn what_happens_is_written_for_each_endpoint_that_wants_it(site: &Site) {
        let (visitor, publisher) = women(site);
        let all: Vec<WebhookEvent> = WebhookEvent::choices().collect();
        let (everything, imports) =
            (plant(site, publisher, &all), plant(site, publisher, &[WebhookEvent::ImportFinished]));
        owner(site, "eve@example.org");
        let of_others = plant(site, publisher_of(site, "eve@example.org"), &all);
        take(site, "cat-1,30,F\ndan-1,30,M\neve-1,30,F\n");
        set_minimum(&visitor, "5");
        visitor.post("/groups/1/archive", &[]).location();
        assert_eq!(
            told(site, publisher, everything),
            [
                r#"1-1 import.finished {"result":"done","lines":3,"lines_new":3,"customers_new":3}"#,
                r#"2-2 group.members.changed {"group":"1","cause":"arrival","entered_count":2}"#,
                r#"3-4 group.member.entered {"group":"1","cause":"arrival"}"#,
                r#"5-5 group.inactive {"group":"1","reason":"small"}"#,
                r#"6-6 group.inactive {"group":"1","reason":"archived"}"#,
            ]
        );
        assert_eq!(told(site, publisher, imports).len(), 1);
        assert_eq!(told(site, publisher_of(site, "eve@example.org"), of_others), [""; 0]);
    }

    fn the_segments_of_a_deleted_app_can_no_longer_be_used(site: &Site) {
        let (visitor, publisher) = women(site);
        let endpoint = plant(site, publisher, &[WebhookEvent::GroupInactive]);
        visitor.post("/apps/1/delete", &[("name", "Journey")]).location();
        assert_eq!(told(site, publisher, endpoint), [r#"1-1 group.inactive {"group":"1","reason":"deleted"}"#]);
    }

    fn a_change_of_a_list_is_told_by_numbers(site: &Site) {
        let visitor = signed_in_visitor(site);
        crate::groups::save(&visitor, "Testers", "a@example.com b@example.com").location();
        let publisher = publisher_of(site, "ann@example.com");
        let endpoint = plant(site, publisher, &[WebhookEvent::MembersChanged]);
        let edit = |addresses: &str| {
            let form = visitor.get("/groups/1/edit").form("#group-form").set("addresses", addresses);
            form.check("consent", "on").press("Save").location()
        };
        edit("a@example.com c@example.com d@example.com");
        // Nobody comes or goes.
        edit("d@example.com c@example.com a@example.com");
        let said = r#"{"group":"1","cause":"list","entered_count":2,"left_count":1,"people":"/api/v1/groups/1/members"}"#;
        assert_eq!(told(site, publisher, endpoint), [format!("1-1 group.members.changed {said}")]);
    }

    fn of_two_changes_of_a_webhook_the_second_is_shown_the_first(site: &Site) {
        let ann = signed_in_visitor(site);
        let path = add_webhook(&ann, "http://127.0.0.1:1/");
        let form = || ann.get(&format!("{path}/edit")).form("form.stack");
        let (first, second) = (form().check("events[]", "import.finished"), form().set("url", "http://127.0.0.1:2/"));
        first.press("Save").location();
        let again = second.press("Save");
        assert_eq!((again.status, again.select("#url-errors p").len()), (422, 1));
        assert!(again.text("#conflict").contains("import.finished"), "{}", again.text("#conflict"));
        again.form("form.stack").press("Save").location();
        assert_eq!(ann.get(&path).text("h1"), "http://127.0.0.1:2/");
    }

    fn sequences_have_no_gaps_where_a_change_was_taken_back(site: &Site) {
        let (_, publisher) = women(site);
        let endpoint = plant(site, publisher, &[WebhookEvent::GroupInactive]);
        let group = |connection: &mut _| engage::store::customer_groups::find(connection, publisher, 1.into());
        let group = site.state.database.read_now(group).unwrap();
        let happening = Happening::inactive(&group, outbox::Inactivity::Small);
        let now = site.state.clock.now();
        for is_kept in [true, false, true, false] {
            let done = site.state.database.write_now(|connection| {
                outbox::publish(connection, publisher, std::slice::from_ref(&happening), now)?;
                if is_kept { Ok(()) } else { Err(not_found()) }
            });
            assert_eq!(done.is_ok(), is_kept);
        }
        let sequences = messages(site, publisher, endpoint).iter().map(|one| one.sequence).collect::<Vec<_>>();
        assert_eq!(sequences, [1, 2]);
    }

    fn the_message_of_an_erasure_names_the_person_sealed_and_no_other_does(site: &Site) {
        let (visitor, publisher) = women(site);
        let all: Vec<WebhookEvent> = WebhookEvent::choices().collect();
        let endpoint = plant(site, publisher, &all);
        take(site, "cat-1,30,F\n");
        visitor.post("/customers/3/erase", &[]).location();
        recount_due(&site.state).unwrap();
        let written = messages(site, publisher, endpoint);
        assert!(written.iter().all(|one| !format!("{one:?}").contains("cat-1")), "{written:#?}");
        let persons: Vec<_> = written.iter().filter(|one| one.person.is_some()).map(|one| one.event).collect();
        assert_eq!(persons, [WebhookEvent::CustomerErased]);
        assert_eq!(told(site, publisher, endpoint).last().unwrap(), "4-4 customer.erased {}");
    }

    fn an_owner_adds_a_webhook_tries_it_and_is_told_when_it_is_disabled(site: &Site) {
        let ann = signed_in_visitor(site);
        let receiver = Receiver::start(|_, _| status("200 OK", "<b>hello</b>"));
        assert_eq!(ann.get("/webhooks").text(".empty-state h2"), "No webhooks yet");
        let refused = ann.get("/webhooks/new").form("form.stack").set("url", "https://10.0.0.1/").press("Save");
        assert!(refused.status == 422 && refused.text("#url-errors").contains("public"));
        let added = ann.get("/webhooks/new").form("form.stack").set("url", &receiver.url).press("Save");
        assert!(added.attributes("#secret", "value")[0].starts_with("whsec_"));
        let page = ann.get("/webhooks/1");
        assert!(page.attributes("#secret", "value").is_empty() && !page.body.contains("whsec_"));
        let tested = page.form("form[action$='/test']").press("Send a test").follow();
        assert!(tested.text(".notice.success").starts_with("The test arrived: 200, after "));
        assert_eq!(tested.select("tbody .badge"), ["Arrived"]);
        assert_eq!(tested.select("tbody bdi"), ["<b>hello</b>"]);
        assert_eq!(ann.get("/webhooks").select("tbody .badge"), ["Messages arrive"]);
        let found = ann.get("/webhooks/1").form("#replay").set("from", "0").press("Send again");
        assert_eq!((found.status, found.text("#from-errors")), (422, String::from("Enter a sequence number from 1 on.")));
        let (viewer, publisher) = (colleague(site, Role::Viewer), publisher_of(site, "ann@example.com"));
        let told = |visitor: &Visitor| visitor.get("/apps").select("#webhooks-given-up").len();
        assert_eq!((told(&ann), told(&viewer)), (0, 0));
        let now = site.state.clock.now();
        let give_up = |connection: &mut _| {
            webhook_endpoints::disable(connection, (publisher, 1.into()), DisabledFor::Failing, now)
        };
        site.state.database.write_now(give_up).unwrap();
        assert_eq!((told(&ann), told(&viewer)), (1, 0));
        assert_eq!(ann.get("/webhooks").select("tbody .badge"), ["No message arrived for five days"]);
        ann.get("/webhooks/1").form("form[action$='/enable']").press("Enable").location();
        assert_eq!(told(&ann), 0);
        ann.post("/webhooks/1/delete", &[]).location();
        assert_eq!((ann.get("/webhooks/1").status, ann.get("/webhooks").text(".empty-state h2").as_str()), (404, "No webhooks yet"));
    }
}

fn publisher_of(site: &Site, email: &str) -> PublisherId {
    let find = |connection: &mut _| engage::store::users::of_email_key(connection, email);
    site.state.database.read_now(find).unwrap().expect("a user").publisher_id
}
