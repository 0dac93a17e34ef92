//! The list of endpoints.

use super::form::events;
use crate::locale::Locale;
use crate::store::webhook_endpoints::{EndpointState, WebhookEndpoint};
use crate::web::page::{Page, Section};
use crate::web::visitor::Owner;
use crate::web::work::{Answer, PageResult, Visit};
use crate::webhooks::list;
use crate::zone::Zone;
use askama::Template;

/// An endpoint in words.
struct Row {
    path: String,
    url: String,
    events: String,
    state: State,
}

/// Whether messages arrive.
pub(super) struct State {
    pub text: String,
    /// The tone of its badge.
    pub tone: &'static str,
}

#[derive(Template)]
#[template(path = "webhooks/list.html")]
struct ListPage {
    page: Page,
    rows: Vec<Row>,
}

/// How an endpoint is.
pub(super) fn state(endpoint: &WebhookEndpoint, locale: Locale, zone: Zone) -> State {
    let (text, tone) = match (endpoint.state, endpoint.reason, endpoint.failing_since) {
        (EndpointState::Live, _, None) => (locale.text("webhook-live"), "good"),
        (EndpointState::Live, _, Some(since)) => {
            (locale.with1("webhook-failing", "time", locale.moment(since, zone)), "warning")
        }
        (_, Some(reason), _) => (locale.text(&format!("webhook-disabled-{}", reason.word())), "bad"),
        (_, None, _) => (locale.text("webhook-disabled-owner"), "bad"),
    };
    State { text, tone }
}

/// The endpoints.
pub async fn list(Owner(visitor): Owner) -> PageResult {
    let work = |visit: Visit| {
        let (locale, zone) = (visit.locale, visit.publisher.time_zone);
        let row = |endpoint: WebhookEndpoint| Row {
            path: endpoint.path(),
            events: events(&endpoint.wishes().events, locale),
            state: state(&endpoint, locale, zone),
            url: endpoint.url,
        };
        let rows = list::all(&visit.state, &visit.actor)?.into_iter().map(row).collect();
        Answer::page(&ListPage { page: visit.page, rows })
    };
    visitor.answer(Section::Programs, work).await
}
