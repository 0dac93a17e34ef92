//! The page of an endpoint: how it is, what owners can do with it, and its messages.

use super::form::{event_text, events};
use super::list::{State, state};
use crate::ids::WebhookId;
use crate::locale::Locale;
use crate::store::webhook_attempts::Attempt;
use crate::store::webhook_endpoints::WebhookEndpoint;
use crate::store::webhook_messages::MessageState;
use crate::web::error::PageError;
use crate::web::form::Errors;
use crate::web::page::{Page, Section};
use crate::web::visitor::Owner;
use crate::web::work::{Answer, PageResult, Visit};
use crate::webhooks::list::{self, Sent, Wanted};
use crate::webhooks::{Secret, list::Choices};
use crate::zone::Zone;
use actix_web::web;
use askama::Template;
use chrono::NaiveDateTime;
use serde::Deserialize;

/// Which messages are shown, as the address says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filters {
    state: String,
    before: String,
}

impl Filters {
    fn wanted(&self) -> Wanted {
        Wanted { state: MessageState::from_word(&self.state), before: self.before.parse().ok() }
    }
}

/// A message in words.
struct MessageRow {
    id: i64,
    sequence: String,
    event: String,
    when: String,
    state: String,
    tone: &'static str,
    /// How many of several are finished, or when it is tried next.
    note: String,
    attempts: Vec<AttemptRow>,
    can_be_sent_again: bool,
}

/// An attempt in words.
struct AttemptRow {
    when: String,
    /// The status of the answer, or why there was none.
    result: String,
    milliseconds: String,
    answer: String,
}

#[derive(Template)]
#[template(path = "webhooks/show.html")]
pub(super) struct ShowPage {
    page: Page,
    path: String,
    url: String,
    is_live: bool,
    state: State,
    events: String,
    apps: String,
    groups: String,
    sequence: String,
    /// Until when the secret before is good too.
    former_until: Option<String>,
    /// The new secret, shown this once.
    secret: Option<String>,
    segments: Vec<(String, String)>,
    filters: Filters,
    states: Vec<(String, String)>,
    messages: Vec<MessageRow>,
    older: Option<String>,
    from: String,
    errors: Errors,
}

impl ShowPage {
    pub(super) fn of(visit: Visit, id: WebhookId, filters: Filters) -> Result<Self, PageError> {
        let (locale, zone, now) = (visit.locale, visit.publisher.time_zone, visit.state.clock.now());
        let endpoint = list::find(&visit.state, &visit.actor, id)?;
        let choices = list::choices(&visit.state, &visit.actor)?;
        let found = list::messages(&visit.state, &visit.actor, id, &filters.wanted())?;
        let (apps, groups) = limits(&endpoint, &choices, locale);
        let all = (String::new(), locale.text("webhook-all-states"));
        let state_text = |word: &&str| ((*word).to_owned(), locale.text(&format!("webhook-state-{word}")));
        let former = endpoint.former_until.filter(|until| endpoint.former_secret.is_some() && now < *until);
        let older = |id: i64| format!("{}?state={}&before={id}#messages", endpoint.path(), filters.state);
        Ok(Self {
            state: state(&endpoint, locale, zone),
            is_live: endpoint.is_live(),
            events: events(&endpoint.wishes().events, locale),
            apps,
            groups,
            sequence: locale.number(endpoint.sequence),
            former_until: former.map(|until| locale.moment(until, zone)),
            secret: None,
            segments: choices.segments.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
            states: [all].into_iter().chain(MessageState::WORDS.iter().map(state_text)).collect(),
            messages: found.messages.into_iter().map(|sent| row(sent, (locale, zone, now))).collect(),
            older: found.older.map(older),
            path: endpoint.path(),
            url: endpoint.url,
            filters,
            from: String::new(),
            errors: Errors::default(),
            page: visit.page,
        })
    }
}

impl ShowPage {
    /// The page with what was typed, and what is wrong with it.
    pub(super) fn again(self, from: String, errors: Errors) -> Self {
        Self { from, errors, ..self }
    }
}

/// The apps and groups that it is limited to, in words.
fn limits(endpoint: &WebhookEndpoint, choices: &Choices, locale: Locale) -> (String, String) {
    let wishes = endpoint.wishes();
    let joined = |names: Vec<String>, all: &str| if names.is_empty() { locale.text(all) } else { names.join(", ") };
    let gone = || locale.text("webhook-no-longer-there");
    let app = |id: &_| choices.apps.iter().find(|(of, _)| of == id).map_or_else(gone, |(_, name)| name.clone());
    let group = |id: &_| choices.groups.iter().find(|(of, _)| of == id).map_or_else(gone, |(_, name)| name.clone());
    let apps = wishes.apps.iter().map(app).collect();
    let groups = wishes.groups.iter().map(group).collect();
    (joined(apps, "webhook-all-apps"), joined(groups, "webhook-all-groups"))
}

fn row(sent: Sent, (locale, zone, now): (Locale, Zone, NaiveDateTime)) -> MessageRow {
    let Sent { message, attempts, next_at } = sent;
    let tone = match message.state {
        MessageState::Waiting => "neutral",
        MessageState::Delivered => "good",
        MessageState::Failed | MessageState::Dropped => "bad",
    };
    let mut notes = Vec::new();
    if message.count > 1 {
        let counts = [("sent", message.sent.into()), ("count", message.count.into())];
        notes.push(locale.with("webhook-run", &counts));
    }
    if message.lost > 0 {
        notes.push(locale.with1("webhook-lost", "count", message.lost));
    }
    if let Some(at) = next_at.filter(|at| *at > now) {
        notes.push(locale.with1("webhook-next", "time", locale.moment(at, zone)));
    }
    if message.replays.is_some() {
        notes.push(locale.text("webhook-is-replay"));
    }
    MessageRow {
        id: message.id,
        sequence: if message.sequence > 0 { locale.number(message.sequence) } else { String::new() },
        event: event_text(message.event, locale),
        when: locale.moment(message.happened_at, zone),
        state: locale.text(&format!("webhook-state-{}", message.state.word())),
        tone,
        note: notes.join(" · "),
        attempts: attempts.into_iter().map(|attempt| attempt_row(attempt, (locale, zone))).collect(),
        can_be_sent_again: message.sequence > 0,
    }
}

fn attempt_row(attempt: Attempt, (locale, zone): (Locale, Zone)) -> AttemptRow {
    AttemptRow {
        when: locale.moment(attempt.at, zone),
        result: result(&attempt, locale),
        milliseconds: locale.with1("webhook-milliseconds", "count", attempt.milliseconds),
        answer: attempt.answer,
    }
}

/// The status of an answer, or why there was none.
pub(super) fn result(attempt: &Attempt, locale: Locale) -> String {
    match (attempt.status, attempt.problem) {
        (Some(status), _) => status.to_string(),
        (None, Some(problem)) => locale.text(&format!("webhook-problem-{}", problem.word().replace('_', "-"))),
        (None, None) => locale.text("webhook-problem-broken-off"),
    }
}

/// The page of an endpoint.
pub async fn show(Owner(visitor): Owner, path: web::Path<WebhookId>, query: web::Query<Filters>) -> PageResult {
    let work = move |visit: Visit| Answer::page(&ShowPage::of(visit, *path, query.into_inner())?);
    visitor.answer(Section::Programs, work).await
}

/// The page with a secret, which it shows this once.
pub(super) fn with_secret(visit: Visit, id: WebhookId, secret: &Secret) -> Result<Answer, PageError> {
    let page = ShowPage::of(visit, id, Filters::default())?;
    Answer::made(&ShowPage { secret: Some(secret.text()), ..page })
}
