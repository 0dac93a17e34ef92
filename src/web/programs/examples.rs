//! An example of each call, with things that the publisher has, or made up ones.

use crate::groups::described::{self, Described};
use crate::ids::{AppId, GroupId, GroupTestId, ImportId, NotificationId, OfferId, TemplateId};
use crate::locale::Locale;
use crate::store::customer_groups::CustomerGroup;
use crate::store::group_lists::Filters;
use crate::store::group_tests::TestState;
use crate::store::notifications::NotificationState;
use crate::web::error::PageError;
use crate::web::work::Visit;
use serde_json::{Value, json};

/// What the examples name: things that the publisher has, or made up ones.
pub struct Named {
    app: AppId,
    segment: GroupId,
    /// The version of the segment.
    version: i64,
    list: GroupId,
    import: ImportId,
    /// The key of a flight and its version, a release, and one that could come next.
    flight: String,
    flight_version: i64,
    release: String,
    next_release: String,
    offer: OfferId,
    /// A notification and its version.
    notification: NotificationId,
    notification_version: i64,
    template: TemplateId,
    /// A draft of a test and its version, and a test that runs with one of its values.
    test: GroupTestId,
    test_version: i64,
    running_test: GroupTestId,
    value: String,
}

impl Named {
    pub fn of(visit: &Visit) -> Result<Self, PageError> {
        let query = described::Query { filters: Filters::default(), is_archived: false, after: None, limit: 100 };
        let groups = described::page(&visit.state, &visit.actor, &query, Locale::En)?.groups;
        let find = |is_segment: bool| {
            groups.iter().map(|Described { group, .. }| group).find(|group| group.is_segment() == is_segment)
        };
        let id = |group: Option<&CustomerGroup>, other: i32| group.map_or_else(|| other.into(), |group| group.id);
        let apps = crate::apps::all(&visit.state, &visit.actor)?;
        let offers = crate::offers::list::list(&visit.state, &visit.actor, false)?;
        let newest =
            crate::notifications::list(&visit.state, &visit.actor, NotificationState::ALL)?.0.into_iter().next();
        let templates = crate::notifications::templates::list(&visit.state, &visit.actor)?;
        let tests = crate::group_tests::list::list(&visit.state, &visit.actor, false)?;
        let in_state = |state| tests.iter().map(|listed| &listed.test).find(|test| test.state == state);
        let (draft, running) = (in_state(TestState::Draft), in_state(TestState::Running));
        let latest = crate::imports::list(&visit.state, &visit.actor, false, 1)?.found.rows;
        let app = apps.first().map_or_else(|| 1.into(), |app| app.id);
        let (flight, release) = match apps.first() {
            Some(app) => (
                crate::flights::list::of_app(&visit.state, &visit.actor, app.id)?.rows.into_iter().next(),
                crate::flights::releases::of_app(&visit.state, app.key())?.into_iter().next(),
            ),
            None => (None, None),
        };
        Ok(Self {
            flight_version: flight.as_ref().map_or(1, |flight| flight.version),
            flight: flight.map_or_else(|| String::from("testers"), |flight| flight.key),
            release: release.map_or_else(|| String::from("1.2.3"), |release| release.version),
            next_release: String::from("1.2.4-example"),
            app,
            segment: id(find(true), 1),
            version: find(true).map_or(1, |group| group.version),
            list: id(find(false), 2),
            offer: offers.first().map_or_else(|| 1.into(), |offer| offer.offer.id),
            notification: newest.as_ref().map_or_else(|| 1.into(), |newest| newest.id),
            notification_version: newest.map_or(1, |newest| newest.version),
            template: templates.first().map_or_else(|| 1.into(), |template| template.id),
            test: draft.map_or_else(|| 1.into(), |draft| draft.id),
            test_version: draft.map_or(1, |draft| draft.version),
            running_test: running.map_or_else(|| 2.into(), |running| running.id),
            value: running.and_then(|running| running.variants().pop()).unwrap_or_else(|| String::from("new")),
            import: latest.first().map_or_else(|| 1.into(), |latest| latest.import.id),
        })
    }
}

/// An example of a call: its path and query, its body, and the headers beside the token.
pub struct Example {
    pub path: String,
    pub body: Option<Value>,
    pub headers: Vec<String>,
    /// A file as the body, as `printf` writes it.
    pub file: Option<&'static str>,
}

impl Named {
    /// Calls that change something are asked only to check, so that trying them changes nothing.
    pub fn example(&self, operation: &str) -> Example {
        let Self { app, segment, version, list, import, .. } = self;
        let plain = |path: String| Example { path, body: None, headers: Vec::new(), file: None };
        let with = |path: String, body: Value| Example { body: Some(body), ..plain(path) };
        let rule = "Market == FR && Age >= 18";
        let condition = |attribute: &str, comparison: &str, value: Value| {
            let condition = json!({ "attribute": attribute, "comparison": comparison, "value": value });
            json!({ "conditions": [condition] })
        };
        let adults = condition("age", "at_least", json!(18));
        let filters = json!({ "filters": [condition("market", "is", json!("FR")), adults] });
        match operation {
            "get_app" => plain(format!("/v1/apps/{app}")),
            "send_rows" => with(
                format!("/v1/apps/{app}/customers?dry_run=1"),
                json!({ "rows": [{ "account_id": "u-1001", "age": 31, "country": "FR", "plan": "gold", "email": null }] }),
            ),
            "import_file" => Example {
                file: Some("account_id,age,country\\nu-1001,31,FR\\n"),
                ..plain(format!("/v1/apps/{app}/imports?kind=customers&dry_run=1"))
            },
            "get_import" => plain(format!("/v1/imports/{import}")),
            "get_refused_lines" => plain(format!("/v1/imports/{import}/refused")),
            "undo_import" => plain(format!("/v1/imports/{import}/undo?dry_run=1")),
            "list_groups" => plain(format!("/v1/groups?app={app}&limit=10")),
            "create_group" => with(
                String::from("/v1/groups?dry_run=1"),
                json!({ "name": "French adults (example)", "app": app.to_string(), "formula": rule }),
            ),
            "put_group_by_name" => with(
                String::from("/v1/groups/by-name/Beta%20testers%20(example)?dry_run=1"),
                json!({ "people": ["ann@example.com"], "consent": true }),
            ),
            "get_group" => plain(format!("/v1/groups/{segment}")),
            "change_group" => Example {
                headers: vec![format!("If-Match: \"{version}\"")],
                ..with(format!("/v1/groups/{segment}?dry_run=1"), json!({ "formula": rule }))
            },
            "archive_group" => plain(format!("/v1/groups/{list}/archive?dry_run=1")),
            "restore_group" => plain(format!("/v1/groups/{list}/restore?dry_run=1")),
            "change_people" => with(
                format!("/v1/groups/{list}/people?dry_run=1"),
                json!({ "action": "add", "people": ["ann@example.com", "u-1002"], "consent": true }),
            ),
            "record_consents" => with(
                String::from("/v1/consents?dry_run=1"),
                json!({ "consents": [{ "account_id": "u-1001", "purpose": "promotional", "state": "given",
                    "at": "2026-03-01T09:00:00Z", "text": "Tell me about offers" }] }),
            ),
            "suppress_people" => with(
                String::from("/v1/suppressions?dry_run=1"),
                json!({ "suppressions": [{ "account_id": "u-1002" }] }),
            ),
            "list_members" => plain(format!("/v1/groups/{segment}/members?limit=10")),
            "list_changes" => plain(format!("/v1/groups/{segment}/changes?limit=10")),
            "is_member" => plain(format!("/v1/groups/{segment}/members/u-1001")),
            "list_memberships" => with(
                String::from("/v1/memberships"),
                json!({ "account_ids": ["u-1001", "u-1002"], "groups": [segment.to_string()] }),
            ),
            "preview_rule" => {
                with(String::from("/v1/segments/preview"), json!({ "app": app.to_string(), "rule": filters }))
            }
            "list_groups_of_customer" => plain(String::from("/v1/customers/u-1001/groups?reasons=true")),
            "get_customer" => plain(String::from("/v1/customers/u-1001")),
            "erase_customer" => plain(String::from("/v1/customers/u-1001?dry_run=1")),
            operation if operation.contains("offer") => self.offer_example(operation),
            operation if NOTIFICATION_CALLS.iter().any(|part| operation.contains(part)) => {
                self.notification_example(operation)
            }
            operation if operation.contains("test") => self.test_example(operation),
            operation => self.flight_example(operation),
        }
    }

    /// An example of a call about notifications.
    fn notification_example(&self, operation: &str) -> Example {
        let Self { app, list, notification, notification_version: version, .. } = self;
        let plain = |path: String| Example { path, body: None, headers: Vec::new(), file: None };
        let of_one = |what: &str| plain(format!("/v1/notifications/{notification}{what}"));
        let text = json!({ "language": "en", "title": "Spring is here", "target": "https://example.com/spring" });
        let content = json!({ "groups": [list.to_string()], "texts": [text] });
        let with = |example: Example, more: Value| {
            let mut body = content.clone();
            if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
                body.extend(more);
            }
            Example { body: Some(body), ..example }
        };
        let seen = || format!("If-Match: \"{version}\"");
        match operation {
            "create_notification" => with(
                plain(String::from("/v1/notifications?dry_run=1")),
                json!({ "app": app.to_string(), "name": "Spring (example)" }),
            ),
            "put_notification_by_name" => with(
                plain(format!("/v1/apps/{app}/notifications/by-name/Spring%20(example)?dry_run=1")),
                json!({ "purpose": "product", "holdout": 100_000 }),
            ),
            "analyze_notifications" => {
                plain(format!("/v1/notifications/analysis?app={app}&from=2026-11-01&until=2026-11-30"))
            }
            "get_notification" => of_one(""),
            "put_notification" => with(Example { headers: vec![seen()], ..of_one("?dry_run=1") }, json!({})),
            "delete_notification" => of_one("?dry_run=1"),
            "count_recipients" => of_one("/recipients"),
            "list_recipients" => of_one("/recipients/no-browser?limit=10"),
            "send_notification" => Example {
                headers: vec![seen(), String::from("Idempotency-Key: spring-1")],
                ..of_one("/send?dry_run=1")
            },
            "ask_for_approval_of_notification" => {
                Example { headers: vec![seen()], ..of_one("/ask-for-approval?dry_run=1") }
            }
            "pause_notification" => of_one("/pause?dry_run=1"),
            "resume_notification" => of_one("/resume?dry_run=1"),
            "cancel_notification" => of_one("/cancel?dry_run=1"),
            "unschedule_notification" => of_one("/unschedule?dry_run=1"),
            "duplicate_notification" => of_one("/duplicate?dry_run=1"),
            "copy_notification_for_newcomers" => of_one("/newcomers?dry_run=1"),
            "repeat_notification" => of_one("/repeat?dry_run=1"),
            "keep_notification_template" => of_one("/keep?dry_run=1"),
            "list_notification_templates" => plain(String::from("/v1/notification-templates")),
            "delete_notification_template" => plain(format!("/v1/notification-templates/{}?dry_run=1", self.template)),
            "get_report" => of_one("/report"),
            "list_deliveries" => of_one("/deliveries?state=failed&limit=10"),
            _ => plain(format!("/v1/notifications?app={app}&limit=10")),
        }
    }

    /// An example of a call about tests of groups.
    fn test_example(&self, operation: &str) -> Example {
        let Self { app, list, test, test_version: version, running_test, value, .. } = self;
        let plain = |path: String| Example { path, body: None, headers: Vec::new(), file: None };
        let of_one = |what: &str| plain(format!("/v1/tests/{test}{what}"));
        let of_running = |what: &str| plain(format!("/v1/tests/{running_test}{what}"));
        let terms = json!({
            "variants": [{ "value": "old" }, { "value": "new", "weight": 1 }],
            "groups": [list.to_string()],
            "goal": "purchase",
        });
        let with = |body: Value, example: Example| Example { body: Some(body), ..example };
        match operation {
            "create_test" => {
                let mut terms = terms;
                terms["app"] = json!(app.to_string());
                terms["name"] = json!("Price (example)");
                with(terms, plain(String::from("/v1/tests?dry_run=1")))
            }
            "put_test_by_name" => {
                with(terms, plain(format!("/v1/apps/{app}/tests/by-name/Price%20(example)?dry_run=1")))
            }
            "get_test" => of_one(""),
            "put_test" => {
                Example { headers: vec![format!("If-Match: \"{version}\"")], ..with(terms, of_one("?dry_run=1")) }
            }
            "delete_test" => of_one("?dry_run=1"),
            "start_test" => of_one("/start?dry_run=1"),
            "stop_test" => of_running("/stop?dry_run=1"),
            "decide_test" => with(json!({ "value": value }), of_running("/decide?dry_run=1")),
            "archive_test" => of_one("/archive?dry_run=1"),
            "get_test_report" => of_running("/report"),
            "list_people_of_test" => of_running("/people?limit=10"),
            _ => plain(format!("/v1/tests?app={app}&limit=10")),
        }
    }

    /// An example of a call about targeted offers.
    fn offer_example(&self, operation: &str) -> Example {
        let Self { app, list, offer, .. } = self;
        let plain = |path: String| Example { path, body: None, headers: Vec::new(), file: None };
        let with = |path: String, body: Value| Example { body: Some(body), ..plain(path) };
        match operation {
            "list_offers" => plain(format!("/v1/offers?app={app}")),
            "get_offer" => plain(format!("/v1/offers/{offer}")),
            "get_offer_effect" => plain(format!("/v1/offers/{offer}/effect")),
            "put_offer_by_name" => with(
                format!("/v1/apps/{app}/offers/by-name/Gold%20coins%20(example)?dry_run=1"),
                json!({ "kind": "percent", "worth": 20, "products": ["10x gold coins"], "groups": [list.to_string()] }),
            ),
            "set_offer_state" => with(format!("/v1/offers/{offer}/state?dry_run=1"), json!({ "state": "active" })),
            "add_offer_codes" => {
                with(format!("/v1/offers/{offer}/codes?dry_run=1"), json!({ "codes": ["SPRING-1", "SPRING-2"] }))
            }
            "list_offers_of_customer" => plain(format!("/v1/customers/u-1001/offers?app={app}")),
            "reserve_offer" => {
                with(format!("/v1/offers/{offer}/reservations?dry_run=1"), json!({ "account_id": "u-1001" }))
            }
            "claim_offer" => with(
                format!("/v1/offers/{offer}/claims?dry_run=1"),
                json!({ "account_id": "u-1001", "order_id": "order-77", "amount": 999 }),
            ),
            _ => plain(String::from("/v1/offers")),
        }
    }

    /// An example of a call about package flights. The first three put the list of testers, the release and the share.
    fn flight_example(&self, operation: &str) -> Example {
        let Self { app, flight, release, next_release, flight_version, .. } = self;
        let plain = |path: String| Example { path, body: None, headers: Vec::new(), file: None };
        let with = |path: String, body: Value| Example { body: Some(body), ..plain(path) };
        let file = json!({
            "url": "https://files.example.com/app-1.2.3.exe",
            "bytes": 5_242_880,
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "system": "windows",
        });
        let of_flight = |what: &str| format!("/v1/apps/{app}/flights/{flight}{what}?dry_run=1");
        let of_draft = |what: &str| format!("/v1/apps/{app}/flights/standard/draft{what}?dry_run=1");
        match operation {
            "list_releases" => plain(format!("/v1/apps/{app}/releases")),
            "get_release" => plain(format!("/v1/apps/{app}/releases/{release}")),
            "put_release" => with(
                format!("/v1/apps/{app}/releases/{next_release}?dry_run=1"),
                json!({ "notes": { "en": "Faster start." }, "files": [file] }),
            ),
            "report_release" => with(
                format!("/v1/apps/{app}/releases/{release}/reports?dry_run=1"),
                json!({ "sessions": 1_000, "failures": 3 }),
            ),
            "list_flights" => plain(format!("/v1/apps/{app}/flights")),
            "put_flight_by_name" => with(
                format!("/v1/apps/{app}/flights/by-name/Testers%20(example)?dry_run=1"),
                json!({ "groups": [self.list.to_string()], "release": release, "percent": 5 }),
            ),
            "get_flight" => plain(format!("/v1/apps/{app}/flights/{flight}")),
            "change_flight" => Example {
                headers: vec![format!("If-Match: \"{flight_version}\"")],
                ..with(of_flight(""), json!({ "rank_higher_than": "standard" }))
            },
            "retire_flight" => plain(of_flight("")),
            "publish_release" => with(
                format!("/v1/apps/{app}/flights/standard/publish?dry_run=1"),
                json!({ "release": release, "percent": 5, "steps": [{ "after_hours": 24, "percent": 25 }] }),
            ),
            "get_flight_draft" => plain(format!("/v1/apps/{app}/flights/standard/draft")),
            "put_flight_draft" => Example {
                headers: vec![String::from("If-Match: *")],
                ..with(of_draft(""), json!({ "release": release, "percent": 5 }))
            },
            "drop_flight_draft" => Example { headers: vec![String::from("If-Match: *")], ..plain(of_draft("")) },
            "publish_flight_draft" => {
                Example { headers: vec![String::from("If-Match: *")], ..plain(of_draft("/publish")) }
            }
            "update_rollout" => with(of_flight("/rollout"), json!({ "percent": 25 })),
            "halt_rollout" => plain(of_flight("/halt")),
            "finalize_rollout" => plain(of_flight("/finalize")),
            "get_package" => plain(format!("/v1/apps/{app}/customers/u-1001/package?system=windows")),
            _ => plain(String::from("/v1/apps")),
        }
    }
}

/// What the names of calls about notifications have.
const NOTIFICATION_CALLS: [&str; 4] = ["notification", "recipients", "deliveries", "get_report"];
